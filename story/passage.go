package story

import (
	"slices"

	"isnad/arabic"
	"isnad/article"
	"isnad/record"
)

// Passage is a paragraph that stands nearly word for word in articles of
// different outlets, where the later ones do not say from whom they have it.
type Passage struct {
	Places []Place // in order of publication; the first is the head
}

// Place is where an article has a passage.
type Place struct {
	Article *Digest
	Span    arabic.Span
	Text    string
}

// paragraph is a paragraph of an article as passages are found.
type paragraph struct {
	Place
	shingles []uint64 // without what stands in quotation marks, sorted, each once
}

// Two paragraphs are one passage where reusedShare of the shingles of the
// shorter, and reusedWords of its words in their order, stand in the longer.
// Below passageShingles a paragraph proves nothing.
const (
	reusedShare     = 0.6
	reusedWords     = 0.8
	passageShingles = 8
)

// paragraphs lists those long enough to be told from chance. What a source says
// in quotation marks is left out: outlets that quote it share its words and need
// not have copied each other.
func (w *reader) paragraphs(d *Digest) []paragraph {
	var out []paragraph
	for _, b := range w.record.Article.Blocks {
		if b.Kind != article.Lede && b.Kind != article.Paragraph && b.Kind != article.Item {
			continue
		}
		var run []uint64
		for i := w.doc.TokenAt(b.Start); i < len(w.words) && w.words[i].Start < b.End; i++ {
			if k := w.words[i].key; k != 0 && !w.quoted(w.words[i].Span) {
				run = append(run, k)
			}
		}
		if s := shingles(run); len(s) >= passageShingles {
			out = append(out, paragraph{Place{d, b.Span, b.Span.Of(w.record.Article.Text)}, s})
		}
	}
	return out
}

// quoted reports whether a word is part of direct speech.
func (w *reader) quoted(word arabic.Span) bool {
	return slices.ContainsFunc(w.record.Statements, func(s record.Statement) bool {
		return s.Kind == record.Direct && s.Content.Contains(word)
	})
}

// Passages finds the reused passages of the story. Near-duplicates are no news
// here: of two articles that are, nothing is compared.
func (s *Story) Passages() []Passage {
	copies := map[[2]*Digest]bool{}
	for _, p := range s.Near {
		copies[p] = true
	}
	with := map[uint64][]int{} // the earlier paragraphs that have a shingle
	var all []paragraph
	var words [][]quotedWord // of all, nil where none was needed
	passage := map[int]int{} // paragraph → index of out
	var out []Passage
	sameWords := func(i, j int) bool {
		for _, n := range [...]int{i, j} {
			if words[n] == nil {
				words[n] = quotedWords(all[n].Text)
			}
		}
		return float64(commonWords(words[i], words[j])) >= reusedWords*float64(min(len(words[i]), len(words[j])))
	}
	for _, d := range s.Articles {
		first := len(all)
		for _, p := range d.paragraphs {
			n := len(all)
			all, words = append(all, p), append(words, nil)
			for _, at := range candidates(with, p.shingles) {
				head := all[at]
				if head.Article.Outlet == d.Outlet || copies[[2]*Digest{head.Article, d}] ||
					!sameShingles(head, p) || d.credits(head.Article, p.Span) || !sameWords(at, n) {
					continue
				}
				i, known := passage[at]
				if !known {
					i = len(out)
					out = append(out, Passage{[]Place{head.Place}})
					passage[at] = i
				}
				out[i].Places = append(out[i].Places, p.Place)
				passage[n] = i
				break
			}
		}
		// An article does not copy from itself.
		for n := first; n < len(all); n++ {
			for _, h := range all[n].shingles {
				with[h] = append(with[h], n)
			}
		}
	}
	return out
}

// candidates lists the paragraphs that share a shingle, the earliest first.
func candidates(with map[uint64][]int, shingles []uint64) []int {
	var out []int
	for _, h := range shingles {
		out = append(out, with[h]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// credits reports whether what d says within a span it has, by its own words,
// from the outlet of another article or from whom that outlet names.
func (d *Digest) credits(from *Digest, within arabic.Span) bool {
	named := func(v Voice) bool { return isOutlet(v, from.Outlet) }
	for _, a := range d.Assertions {
		if within.Contains(a.Span) && (named(a.Source) || slices.ContainsFunc(a.Chain, named) || slices.ContainsFunc(a.Suggested, named)) {
			return true
		}
	}
	return false
}

// sameShingles is the check that is to be passed before words are compared.
func sameShingles(a, b paragraph) bool {
	short := min(len(a.shingles), len(b.shingles))
	return float64(common(a.shingles, b.shingles)) >= reusedShare*float64(short)
}

// copied maps the members of a claim that stand in a copy, of an article or of a
// passage, to the member that stands in the original.
func copied(members []*Assertion, heads map[*Digest]*Digest, passages []Passage) map[*Assertion]*Assertion {
	out := map[*Assertion]*Assertion{}
	of := func(d *Digest, within func(*Assertion) bool) *Assertion {
		if i := slices.IndexFunc(members, func(m *Assertion) bool { return m.Article == d && within(m) }); i >= 0 {
			return members[i]
		}
		return nil
	}
	for _, m := range members {
		if head := heads[m.Article]; head != nil {
			if o := of(head, func(o *Assertion) bool { return o.Text == m.Text }); o != nil {
				out[m] = o
			}
		}
		for _, p := range passages {
			for _, place := range p.Places[1:] {
				if place.Article != m.Article || !place.Span.Contains(m.Span) {
					continue
				}
				if o := of(p.Places[0].Article, func(o *Assertion) bool { return p.Places[0].Span.Contains(o.Span) }); o != nil {
					out[m] = o
				}
			}
		}
	}
	return out
}
