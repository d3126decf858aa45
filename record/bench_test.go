package record

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"isnad/article"
	"isnad/page"
)

// BenchmarkFigures reads articles and reports which share of the time of Read
// goes to times, to quantities and to commitments. The shares come from one
// run, so that they do not depend on the machine. The articles are those of
// ISNAD_NEWS, a file of JSON Lines, else the examples.
func BenchmarkFigures(b *testing.B) {
	articles := benchArticles(b)
	var times, figures, promised, all time.Duration
	n := 0
	for b.Loop() {
		a := articles[n%len(articles)]
		n++
		start := time.Now()
		r := newReader(a)
		r.findEntities()
		rec := &Record{Article: a, Statements: r.finish(r.candidates()), Entities: r.entities.list()}
		before := time.Now()
		t := findTimes(r.doc, a, r.skips)
		rec.Times, rec.Unresolved = t.list()
		timed := time.Now()
		rec.Quantities = quantities(t, rec.Statements, r.skips)
		counted := time.Now()
		rec.Commitments = r.commitments(rec)
		committed := time.Now()
		dateStatements(rec)
		rec.Headline = r.headline(rec)
		times += timed.Sub(before)
		figures += counted.Sub(timed)
		promised += committed.Sub(counted)
		all += time.Since(start)
	}
	share := func(d time.Duration) float64 { return 100 * float64(d) / float64(all) }
	b.ReportMetric(share(times), "times-%")
	b.ReportMetric(share(figures), "quantities-%")
	b.ReportMetric(share(promised), "commitments-%")
	b.ReportMetric(share(times+figures+promised), "together-%")
}

func benchArticles(b *testing.B) []*article.Article {
	inputs := []string{os.Getenv("ISNAD_NEWS")}
	if inputs[0] == "" {
		var err error
		if inputs, err = filepath.Glob("../examples/*.html"); err != nil || len(inputs) == 0 {
			b.Fatalf("no examples: %v", err)
		}
	}
	var out []*article.Article
	reader := page.NewReader(page.Options{})
	for _, input := range inputs {
		for p, err := range reader.Open(b.Context(), input) {
			if err != nil {
				b.Fatal(err)
			}
			a, err := article.From(p, article.Options{})
			if err != nil {
				continue // not every article of the news is Arabic
			}
			out = append(out, a)
		}
	}
	return out
}
