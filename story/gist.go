package story

import (
	"slices"

	"isnad/arabic"
)

// Gist is what a short text is about: its content words as weighted keys. The
// zero value is the gist of the empty text.
type Gist struct {
	words vector
	norm  float64
}

// NewGist returns the gist of text. It is safe for concurrent use.
func NewGist(text string) Gist {
	doc := docs.Get().(*arabic.Doc)
	defer docs.Put(doc)
	doc.AnalyzeWords(text)
	counts := map[uint64]float64{}
	for i, t := range doc.Tokens {
		if stem := doc.Stem(i); isContent(t, stem.Tag) {
			counts[lemmaKey(t, stem)] = 1
		}
	}
	g := Gist{}
	g.words, g.norm = weighed(counts, lemmaKeys)
	return g
}

// Alike is how much two texts seem to be about one matter, between 0 and 1: the
// mean of the cosine and of the share of the shorter that stands in the longer.
// It is symmetric. One word in common proves nothing.
func (g Gist) Alike(h Gist) float64 {
	if g.common(h) < 2 {
		return 0
	}
	cosine := g.words.cosine(h.words)
	short, long := min(g.norm, h.norm), max(g.norm, h.norm)
	return min(1, cosine*(1+long/short)/2)
}

func (g Gist) common(h Gist) int {
	n := 0
	for _, t := range g.words {
		if _, found := slices.BinarySearchFunc(h.words, t.key, term.compare); found {
			n++
		}
	}
	return n
}
