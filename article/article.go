// Package article turns a page into an article: title, blocks, byline, date
// and outlet, with page furniture cut away or marked.
//
// A page.Page goes in; an Article comes out, whose Text is what every later
// stage annotates and whose Blocks tell the part that each stretch of it plays.
package article

import (
	"time"

	"isnad/arabic"
)

// Article is one news text with what the page says about it. Later stages
// treat it as immutable.
type Article struct {
	ID        string   // stable: see MakeID
	OwnID     string   // the id that the input itself gives, "" where none
	URL       string   // canonical address, "" where unknown
	Outlet    string   // name or code of the outlet, "" where unknown
	Title     string   // "" where the input has none
	Authors   []string // as the byline gives them
	Published Date
	Language  string // BCP 47, "ar"
	Text      string // valid UTF-8; for plain text the input itself
	Blocks    []Block
}

// Date is a publication time that is only as precise as the page states it.
type Date struct {
	Time      time.Time
	Precision Precision
}

// Known reports whether any date was stated.
func (d Date) Known() bool { return d.Precision != UnknownDate && d.Precision != "" }

// Precision tells the smallest unit that a date states.
type Precision string

const (
	Second      Precision = "second"
	Day         Precision = "day"
	Month       Precision = "month"
	Year        Precision = "year"
	UnknownDate Precision = "unknown"
)

// Block is a stretch of Article.Text. Blocks are in text order, do not
// overlap, and leave out only white space.
type Block struct {
	Kind BlockKind
	arabic.Span
}

// BlockKind is the part that a block plays in the article.
type BlockKind string

const (
	Title       BlockKind = "title"
	Lede        BlockKind = "lede"
	Heading     BlockKind = "heading"
	Paragraph   BlockKind = "paragraph"
	Quote       BlockKind = "quote"
	Item        BlockKind = "item"
	Caption     BlockKind = "caption"
	Byline      BlockKind = "byline"
	Boilerplate BlockKind = "boilerplate" // never annotated
)
