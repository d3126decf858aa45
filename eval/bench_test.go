package eval

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// sample is an input kept in memory, so that the disk is not measured.
type sample struct {
	name string
	raw  []byte
}

// examples returns the HTML pages of the examples, and the same articles as
// plain text.
func examples(b *testing.B) (pages, texts []sample) {
	names, err := filepath.Glob("../examples/*.html")
	if err != nil || len(names) == 0 {
		b.Fatalf("no examples: %v", err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		p := sample{name, raw}
		a, err := read(p)
		if err != nil {
			b.Fatal(err)
		}
		pages, texts = append(pages, p), append(texts, sample{name, []byte(a.Text)})
	}
	return pages, texts
}

func read(s sample) (*article.Article, error) {
	p, err := page.Decode(s.name, s.raw, "")
	if err != nil {
		return nil, err
	}
	return article.From(p, article.Options{})
}

// run measures bytes → record → JSON over the samples in turn.
func run(b *testing.B, samples []sample) {
	total := 0
	for _, s := range samples {
		total += len(s.raw)
	}
	enc := record.NewEncoder(io.Discard, "")
	b.SetBytes(int64(total / len(samples)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		a, err := read(samples[i%len(samples)])
		if err != nil {
			b.Fatal(err)
		}
		if err := enc.Encode(record.Read(a)); err != nil {
			b.Fatal(err)
		}
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

// BenchmarkHTML is one HTML page to one line of JSON, on one processor.
func BenchmarkHTML(b *testing.B) {
	pages, _ := examples(b)
	run(b, pages)
}

// BenchmarkText is one plain text to one line of JSON, on one processor.
func BenchmarkText(b *testing.B) {
	_, texts := examples(b)
	run(b, texts)
}
