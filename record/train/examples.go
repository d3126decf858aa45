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
	article  int // index of the article it comes from; folds part by it
	features []record.Feature
	yes      bool
}

// choice is a question with several possible answers, of which right is right.
type choice struct {
	article int
	options [][]record.Feature
	right   int
}

// examples are what the annotated articles teach.
type examples struct {
	speech, source, governs []example
	ends                    []choice
	// statements counts the candidates for which the judge was asked, and is
	// what confidence is calibrated on: yes where content and source are right.
	statements []example
}

// collect reads every article and compares the candidates with the annotation.
func collect(articles []*gold.Article, j *record.Judge) (*examples, error) {
	x := new(examples)
	for i, g := range articles {
		a, err := g.Article()
		if err != nil {
			return nil, err
		}
		_, judged := j.Explain(a)
		x.add(i, g, judged)
	}
	return x, nil
}

func (x *examples) add(article int, g *gold.Article, judged []record.Judged) {
	var asked []record.Judged
	for _, d := range judged {
		if d.Features != nil {
			asked = append(asked, d)
		}
	}
	aligned := g.Align(contents(asked))
	for k, d := range asked {
		found := aligned[k] >= 0
		right := found && g.IsSource(aligned[k], d.Source)
		x.speech = append(x.speech, example{article, d.Features, found})
		x.statements = append(x.statements, example{article, d.Features, right})
		if !found {
			continue
		}
		x.source = append(x.source, example{article, d.Features, right})
		want, _ := g.Span(g.Statements[aligned[k]].Content)
		if c, ok := endChoice(article, g, d, want.End); ok {
			x.ends = append(x.ends, c)
		}
		cue, ok := g.Span(g.Statements[aligned[k]].Cue)
		for _, v := range d.Rivals {
			if ok && cue.Overlaps(v.Earlier) != cue.Overlaps(v.Later) {
				x.governs = append(x.governs, example{article, v.Features, cue.Overlaps(v.Later)})
			}
		}
	}
}

// endChoice finds which of the ends of d covers the words up to the annotated
// end; ok is false where none does.
func endChoice(article int, g *gold.Article, d record.Judged, end int) (choice, bool) {
	c := choice{article: article, right: -1}
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
