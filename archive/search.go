package archive

import (
	"slices"
	"time"
	"unicode/utf8"

	"isnad/article"
	"isnad/query"
)

// Order is the order of what a search finds.
type Order string

// The orders of a search.
const (
	Relevance Order = "relevance" // the best match first; Newest where q has no words
	Newest    Order = "newest"    // by Version.At
	Oldest    Order = "oldest"
)

// SearchOptions say how to list what a search finds. The zero value asks for
// the ten best matches.
type SearchOptions struct {
	Order Order // default Relevance
	Limit int   // hits of one page; default 10, at most 1000
	// After is Page.Next of the page before.
	After string
	// Since leaves out versions whose Arrival is not greater.
	Since int64
	// HalfLife halves the score of an article with each such time that passed
	// between it and the newest one of the archive; 0 leaves scores alone.
	HalfLife time.Duration
	// Snippets asks for Hit.Snippets.
	Snippets bool
	// Facets asks for Page.Facets.
	Facets bool
}

// Page is a part of what a search finds.
type Page struct {
	Hits    []Hit
	Total   int     // articles found, on all pages
	Relaxed bool    // no article has all words: those with any of them are given
	Next    string  // SearchOptions.After of the next page, "" on the last
	Facets  *Facets // of all pages
}

// Hit is an article that was found.
type Hit struct {
	Version
	// Score is comparable within one search; 0 where nothing was ranked.
	Score    float64
	Snippets []Snippet
}

// Facets count what was found by its properties, the most frequent first.
type Facets struct {
	Outlets  []Count
	Months   []Count // 2031-04, by Version.At, the latest first
	Speakers []Count // articles in which the speaker says something; the first 50
}

// Count is a value with the number of articles that have it.
type Count struct {
	Value    string
	Articles int
}

// Snippet is a piece of an article's text with the words of the query in it.
type Snippet struct {
	Start      int // byte position in Article.Text
	StartRunes int // the same in code points, as the record counts
	Text       string
	Marks      []Mark
}

// Mark is a stretch of a snippet to be set off, in bytes of Snippet.Text.
type Mark struct{ Start, End int }

// Snippets returns the pieces of an article that show best why q finds it: up
// to two windows of the body, in text order, each with all words of q that
// stand in it. Words of the closed classes are marked only where q has no
// others, or within a phrase. Without a word of q in it, the beginning of the
// body is given.
func Snippets(a *article.Article, q query.Node) []Snippet {
	const window, most = 24, 2 // words; windows
	words := slices.DeleteFunc(Words(a), func(w Word) bool { return w.Title })
	if len(words) == 0 {
		return nil
	}
	marked := marks(words, q)
	type piece struct{ from, distinct, total int }
	var pieces []piece
	for from := 0; from < len(words); from++ {
		if marked[from] == 0 {
			continue
		}
		p := piece{from: from}
		seen := 0
		for i := from; i < min(from+window*3/4, len(words)); i++ {
			if marked[i] != 0 {
				p.total++
				seen |= marked[i]
			}
		}
		for ; seen != 0; seen &= seen - 1 {
			p.distinct++
		}
		pieces = append(pieces, p)
	}
	slices.SortStableFunc(pieces, func(a, b piece) int {
		if a.distinct != b.distinct {
			return b.distinct - a.distinct
		}
		return b.total - a.total
	})
	var starts []int
	for _, p := range pieces {
		start := max(0, p.from-window/4)
		if len(starts) < most && !slices.ContainsFunc(starts, func(s int) bool { return s < start+window && start < s+window }) {
			starts = append(starts, start)
		}
	}
	if len(starts) == 0 {
		starts = []int{0}
	}
	slices.Sort(starts)
	var snippets []Snippet
	for _, from := range starts {
		to := min(from+window, len(words))
		s := Snippet{Start: words[from].Start, StartRunes: utf8.RuneCountInString(a.Text[:words[from].Start]), Text: a.Text[words[from].Start:words[to-1].End]}
		for i := from; i < to; i++ {
			if marked[i] != 0 {
				s.Marks = append(s.Marks, Mark{words[i].Start - s.Start, words[i].End - s.Start})
			}
		}
		snippets = append(snippets, s)
	}
	return snippets
}

// marks gives for each word the bits of the query's words that it matches.
func marks(words []Word, q query.Node) []int {
	marked := make([]int, len(words))
	var single []Word
	content := false
	for i, n := range query.Words(q) {
		bit := 1 << (i % 62)
		switch n := n.(type) {
		case query.Phrase:
			phrase := QueryWords(string(n))
			for at := range words {
				if matchesAt(words, at, phrase) {
					for j := range phrase {
						marked[at+j] |= bit
					}
					content = true
				}
			}
		case query.Word:
			for _, w := range QueryWords(string(n)) {
				single = append(single, w)
				content = content || !w.Function
			}
		}
	}
	for i, w := range single {
		if w.Function && content {
			continue
		}
		for at := range words {
			if words[at].Matches(w) {
				marked[at] |= 1 << (i % 62)
			}
		}
	}
	return marked
}

// Matches reports whether a search for q finds w: they share a term.
func (w Word) Matches(q Word) bool {
	return w.Stem == q.Stem || w.Form == q.Form || w.Surface == q.Surface
}

func matchesAt(words []Word, at int, phrase []Word) bool {
	if len(phrase) == 0 || at+len(phrase) > len(words) {
		return false
	}
	for j, w := range phrase {
		if words[at+j].Surface != w.Surface {
			return false
		}
	}
	return true
}
