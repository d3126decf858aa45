// Package train learns the weights of the judge of package record from
// annotated articles, with the features that the reader itself uses.
package train

import (
	"isnad/arabic"
	"isnad/record"
	"isnad/record/gold"
)

// example is a yes-or-no question with its answer.
type example struct {
	features []record.Feature
	yes      bool
}

// choice is a question with several possible answers, of which right is right.
type choice struct {
	options [][]record.Feature
	right   int
}

// examples are what annotated articles teach.
type examples struct {
	speech, source, governs, apart []example
	ends                           []choice
}

// collect reads every article with judge j and compares the candidates with
// the annotation.
func collect(articles []*gold.Article, j *record.Judge) (*examples, error) {
	x := new(examples)
	for _, g := range articles {
		a, err := g.Article()
		if err != nil {
			return nil, err
		}
		_, judged := j.Explain(a)
		x.add(g, judged)
	}
	return x, nil
}

func (x *examples) add(g *gold.Article, judged []record.Judged) {
	var asked, apart []record.Judged
	for _, d := range judged {
		if d.Features != nil {
			asked = append(asked, d)
		}
		if d.Features != nil || d.Apart != nil {
			apart = append(apart, d)
		}
	}
	for k, i := range g.Align(contents(apart)) {
		if d := apart[k]; d.Apart != nil {
			x.apart = append(x.apart, example{d.Apart, i >= 0})
		}
	}
	for k, i := range g.Align(contents(asked)) {
		d := asked[k]
		x.speech = append(x.speech, example{d.Features, i >= 0})
		if i < 0 {
			continue
		}
		x.source = append(x.source, example{d.Features, g.IsSource(i, d.Source)})
		want, _ := g.Span(g.Statements[i].Content)
		if c, ok := endChoice(g, d, want.End); ok {
			x.ends = append(x.ends, c)
		}
		cue, ok := g.Span(g.Statements[i].Cue)
		for _, v := range d.Rivals {
			if ok && cue.Overlaps(v.Earlier) != cue.Overlaps(v.Later) {
				x.governs = append(x.governs, example{v.Features, cue.Overlaps(v.Later)})
			}
		}
	}
}

// endChoice finds which of the ends of d covers the words up to the annotated
// end; ok is false where none does.
func endChoice(g *gold.Article, d record.Judged, end int) (choice, bool) {
	c := choice{right: -1}
	for i, e := range d.Ends {
		c.options = append(c.options, e.Features)
		want := e.Content
		want.End = max(end, want.Start)
		if g.SameWords(e.Content, want) {
			c.right = i
		}
	}
	return c, c.right >= 0
}

func contents(judged []record.Judged) []arabic.Span {
	out := make([]arabic.Span, len(judged))
	for i, d := range judged {
		out[i] = d.Content
	}
	return out
}
