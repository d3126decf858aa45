// Package query reads the query language of the archive into a plain tree.
//
// A string goes in, a Node comes out; what a node finds is the archive's
// business. The language:
//
//	word              articles with the word in any of its forms
//	"these words"     exactly these words in this order; « » and “ ” do, too
//	one two           both
//	one OR two        either; | does, too, and binds looser than a space
//	-one              not
//	( … )             a group
//	said:(one two)    both words inside one statement
//	field:value       see fields.tsv; field:"several words"
//
// The words of said: and the fields speaker, via, kind and act that stand side
// by side speak of one and the same statement: speaker:X act:deny finds what X
// denied, not articles in which X speaks and somebody denies.
package query

import (
	"fmt"
	"strings"
	"time"
)

// Node is a query: Word, Phrase, And, Or, Not, Said, Field or Dates.
//
// String gives it in the query language. Law: for every node that Parse
// returns, Parse(node.String()) returns an equal node.
type Node interface {
	String() string
	node()
}

// Word is one word, to be found in any of its forms.
type Word string

// Phrase is a run of words to be found as they are written.
type Phrase string

// And asks for all of its parts; the empty And asks for nothing and finds
// every article.
type And []Node

// Or asks for any of its parts.
type Or []Node

// Not asks for articles without its part.
type Not struct{ Node }

// Said asks for a statement within whose content its part is found. The part
// is made of Word, Phrase, And, Or and Not.
type Said struct{ Node }

// Field asks for a property by name.
type Field struct {
	Name  Name
	Value string // for Kind and Act the value as the record has it
}

// Dates asks for a day in a time: Published days for From and To, days on which
// a commitment is due for Due. From asks for days not before the first of the
// period, To for days not after its last.
type Dates struct {
	Name   Name
	Period Period
}

func (Word) node()   {}
func (Phrase) node() {}
func (And) node()    {}
func (Or) node()     {}
func (Not) node()    {}
func (Said) node()   {}
func (Field) node()  {}
func (Dates) node()  {}

// Name is the name of a field.
type Name string

// The fields of the language.
const (
	From    Name = "from"
	To      Name = "to"
	Outlet  Name = "outlet"
	Speaker Name = "speaker"
	Via     Name = "via"
	SaidIn  Name = "said" // parsed to Said
	Kind    Name = "kind"
	Act     Name = "act"
	Due     Name = "due"
	Place   Name = "place"
	Org     Name = "org"
	Person  Name = "person"
)

// Period is a day, a month or a year. The zero value is none.
type Period struct {
	Year  int        // 1 to 9999
	Month time.Month // 0 for the whole year
	Day   int        // 0 for the whole month
}

// First is the first day of the period, at midnight UTC.
func (p Period) First() time.Time {
	return time.Date(p.Year, max(p.Month, 1), max(p.Day, 1), 0, 0, 0, 0, time.UTC)
}

// Last is the last day of the period, at midnight UTC.
func (p Period) Last() time.Time {
	switch {
	case p.Day > 0:
		return p.First()
	case p.Month > 0:
		return time.Date(p.Year, p.Month+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(p.Year, 12, 31, 0, 0, 0, 0, time.UTC)
}

// String is the period as ISO 8601 writes it: 2031, 2031-04, 2031-04-02.
func (p Period) String() string {
	switch {
	case p.Day > 0:
		return fmt.Sprintf("%04d-%02d-%02d", p.Year, p.Month, p.Day)
	case p.Month > 0:
		return fmt.Sprintf("%04d-%02d", p.Year, p.Month)
	}
	return fmt.Sprintf("%04d", p.Year)
}

// ParsePeriod reads a period as String writes it, also with Arabic-Indic
// digits. It reports false for anything else and for days that no calendar has.
func ParsePeriod(s string) (Period, bool) {
	s = asciiDigits(s)
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		t, err := time.Parse(layout, s)
		if err != nil || t.Year() == 0 {
			continue
		}
		p := Period{Year: t.Year()}
		if len(layout) > 4 {
			p.Month = t.Month()
		}
		if len(layout) > 7 {
			p.Day = t.Day()
		}
		return p, true
	}
	return Period{}, false
}

func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		}
		return r
	}, s)
}

func (w Word) String() string   { return string(w) }
func (p Phrase) String() string { return quote(string(p)) }
func (f Field) String() string  { return string(f.Name) + ":" + bare(f.Value) }
func (d Dates) String() string  { return string(d.Name) + ":" + d.Period.String() }
func (s Said) String() string   { return "said:" + group(s.Node) }
func (n Not) String() string    { return "-" + group(n.Node) }
func (a And) String() string    { return joined(a, " ") }
func (o Or) String() string     { return joined(o, " OR ") }

// joined writes parts with a mark between them, the groups among them in
// parentheses.
func joined(parts []Node, mark string) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteString(mark)
		}
		b.WriteString(group(p))
	}
	return b.String()
}

// group writes n so that it holds together beside others.
func group(n Node) string {
	switch n.(type) {
	case And, Or:
		return "(" + n.String() + ")"
	}
	return n.String()
}

// bare writes a value without quotation marks where it needs none.
func bare(value string) string {
	if value == "" || strings.HasPrefix(value, "-") || strings.ContainsFunc(value, func(r rune) bool { return ends(r) || isQuote(r) }) {
		return quote(value)
	}
	return value
}

// quote writes a value between marks that do not stand in it: Parse lets no
// value through that has both.
func quote(value string) string {
	if strings.Contains(value, `"`) {
		return "«" + value + "»"
	}
	return `"` + value + `"`
}

// Words returns the words and phrases that n asks for, those under Not left
// out, in the order of the query.
func Words(n Node) []Node {
	switch n := n.(type) {
	case Word, Phrase:
		return []Node{n}
	case Said:
		return Words(n.Node)
	case And:
		return wordsOf(n)
	case Or:
		return wordsOf(n)
	}
	return nil
}

func wordsOf(parts []Node) []Node {
	var words []Node
	for _, p := range parts {
		words = append(words, Words(p)...)
	}
	return words
}
