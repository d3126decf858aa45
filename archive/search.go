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

// Sought is a word or a phrase of a query, by which snippets are marked.
type Sought struct {
	Words  []Word // of a phrase; else one
	Phrase bool
}

// SoughtBy lists the phrases of a query and then its words. Words of the closed classes
// are left out where there are others.
func SoughtBy(q query.Node) []Sought {
	var phrases, single []Sought
	content := false
	for _, n := range query.Words(q) {
		switch n := n.(type) {
		case query.Phrase:
			if words := QueryWords(string(n)); len(words) > 0 {
				phrases = append(phrases, Sought{words, true})
			}
		case query.Word:
			for _, w := range QueryWords(string(n)) {
				single = append(single, Sought{[]Word{w}, false})
				content = content || !w.Function
			}
		}
	}
	if content {
		single = slices.DeleteFunc(single, func(s Sought) bool { return s.Words[0].Function })
	}
	return append(phrases, single...)
}

// Snippets returns the pieces of an article that show best why a query finds
// it: up to two windows of the body, in text order, each with all words of the
// query that stand in it. at has for each of what is sought the places where
// it begins in the article, as Words counts them. Words of the closed classes
// are marked only where the article has nothing else of the query, or within a
// phrase. Without a word of the query in it, the beginning of the body is given.
func Snippets(a *article.Article, sought []Sought, at [][]uint32) []Snippet {
	const window, most = 24, 2 // words; windows
	words, marked := bodyMarks(a, sought, at)
	if len(words) == 0 {
		return nil
	}
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

// bodyMarks gives the words of the body, and for each the bits of what is sought
// that it is part of.
func bodyMarks(a *article.Article, sought []Sought, at [][]uint32) (body []Word, marked []int) {
	all := places(a)
	bits := make([]int, len(all))
	phrased := false
	for i, s := range sought {
		if !s.Phrase && s.Words[0].Function && phrased {
			continue
		}
		for _, from := range at[i] {
			to := int(from) + len(s.Words)
			if to > len(all) || all[from].Title {
				continue
			}
			phrased = phrased || s.Phrase
			for j := int(from); j < to; j++ {
				bits[j] |= 1 << (i % 62)
			}
		}
	}
	for i, w := range all {
		if !w.Title {
			body, marked = append(body, w), append(marked, bits[i])
		}
	}
	return body, marked
}
