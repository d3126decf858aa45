package story

import (
	"cmp"
	"slices"
	"strings"

	"isnad/arabic"
	"isnad/record"
)

// Figure is a counted thing as one article gives it; sums of money and measures
// are none.
type Figure struct {
	Article *Digest
	Span    arabic.Span
	Text    string
	Value   float64
	Of      string // what is counted, as it stands
	Approx  bool
	Source  Voice // zero where the article gives it in its own voice

	of   uint64 // see counted
	toll string // its name where it is one
}

// Count is a row of the table of figures: one counted thing with the values
// that the articles of a story give.
type Count struct {
	Of      string // the counted noun as most of them write it, or the name of a toll
	Figures []Figure
}

// Values lists the different values, in the order in which they were reported.
func (c Count) Values() []float64 {
	var out []float64
	for _, f := range c.Figures {
		if !slices.Contains(out, f.Value) {
			out = append(out, f.Value)
		}
	}
	return out
}

func (w *reader) figures(d *Digest) []Figure {
	var out []Figure
	voice := w.voices()
	for _, q := range w.record.Quantities {
		if q.Unit != "" {
			continue
		}
		f := Figure{Article: d, Span: q.Span, Text: q.Span.Of(w.record.Article.Text), Value: q.Value, Of: q.Of, Approx: q.Approx}
		if f.of, f.toll = w.counted(q); f.of == 0 {
			continue
		}
		if s := w.record.Statement(q.Statement); s != nil {
			f.Source = voice(s.Source.Name, s.Source.Entity, s.Source.Type)
		}
		out = append(out, f)
	}
	return out
}

// Counts is the table of figures of the story: what several articles count, the
// most often counted first. An article that repeats itself is listed once.
func (s *Story) Counts() []Count {
	byKey := map[uint64]*Count{}
	var order []uint64
	type seen struct {
		article *Digest
		of      uint64
		value   float64
		source  string
	}
	given := map[seen]bool{}
	for _, a := range s.Articles {
		for _, f := range a.Figures {
			if k := (seen{a, f.of, f.Value, f.Source.Name}); given[k] {
				continue
			} else {
				given[k] = true
			}
			c := byKey[f.of]
			if c == nil {
				c = &Count{}
				byKey[f.of] = c
				order = append(order, f.of)
			}
			c.Figures = append(c.Figures, f)
		}
	}
	var out []Count
	for _, k := range order {
		c := byKey[k]
		if !slices.ContainsFunc(c.Figures, func(f Figure) bool { return f.Article != c.Figures[0].Article }) {
			continue
		}
		c.Of = commonest(c.Figures)
		out = append(out, *c)
	}
	slices.SortStableFunc(out, func(a, b Count) int { return cmp.Compare(len(b.Figures), len(a.Figures)) })
	return out
}

func commonest(figures []Figure) string {
	if toll := figures[0].toll; toll != "" {
		return toll
	}
	n := map[string]int{}
	best := ""
	for _, f := range figures {
		head, _, _ := strings.Cut(f.Of, " ")
		if n[head]++; best == "" || n[head] > n[best] {
			best = head
		}
	}
	return best
}

// Cast lists whom and where a story is about: the names that stand in most of
// its articles, at least in two where there are as many.
func (s *Story) Cast(t record.EntityType) []string {
	type entry struct {
		name string
		in   int
	}
	var list []entry
	index := map[uint64]int{}
	for _, a := range s.Articles {
		here := map[uint64]bool{}
		for _, n := range a.Named {
			k := nameKey(n.Name)
			if n.Type != t || here[k] {
				continue
			}
			here[k] = true
			i, known := index[k]
			if !known {
				i = len(list)
				index[k] = i
				list = append(list, entry{name: n.Name})
			}
			list[i].in++
		}
	}
	slices.SortStableFunc(list, func(a, b entry) int { return cmp.Compare(b.in, a.in) })
	var out []string
	for _, e := range list {
		if e.in >= min(2, len(s.Articles)) {
			out = append(out, e.name)
		}
	}
	return out
}
