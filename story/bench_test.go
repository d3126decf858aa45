package story

import (
	"context"
	"slices"
	"testing"

	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// BenchmarkDigest is what stories add to the reading of an article.
func BenchmarkDigest(b *testing.B) {
	var records []*record.Record
	for p, err := range page.NewReader(page.Options{}).Open(context.Background(), "../examples/story/dam.jsonl") {
		if err != nil {
			b.Fatal(err)
		}
		a, err := article.From(p, article.Options{})
		if err != nil {
			b.Fatal(err)
		}
		records = append(records, record.Read(a))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		NewDigest(records[i%len(records)])
	}
}

// BenchmarkAdd places an article among the thousand of its week.
func BenchmarkAdd(b *testing.B) {
	list := synthetic(1, 1000)
	slices.SortFunc(list, compareDigests)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		x := NewIndex()
		b.StartTimer()
		for _, d := range list {
			x.Add(d)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(list)), "µs/article")
}
