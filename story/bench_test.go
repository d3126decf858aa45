package story

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"isnad/arabic"
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

// BenchmarkClaims finds the claims of a story of 500 articles, with words as
// common as words are (Zipf 1949).
func BenchmarkClaims(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 9))
	words := rand.NewZipf(r, 1.1, 8, 6000)
	s := new(Story)
	for n := range 500 {
		d := &Digest{ID: fmt.Sprint(n), Outlet: fmt.Sprint("o", n%40), At: time.Unix(int64(n)*60, 0)}
		for i := range 25 {
			a := &Assertion{Article: d, Span: arabic.Span{Start: i * 100, End: i*100 + 90}, Act: record.Assert}
			if i%2 == 0 {
				a.Statement, a.Source = fmt.Sprint("s", i), Voice{Name: fmt.Sprint("متحدث ", words.Uint64()%300), Type: record.Person}
			}
			if n > 0 && i < 10 { // it repeats, in part, what an earlier one says
				a.keys = append(a.keys, s.Articles[r.IntN(n)].Assertions[i].keys[4:]...)
			}
			for len(a.keys) < 10 {
				a.keys = append(a.keys, words.Uint64())
			}
			slices.Sort(a.keys)
			a.keys = slices.Compact(a.keys)
			for len(a.keys) < 6 {
				a.keys = append(a.keys, 1<<40+uint64(len(a.keys)))
			}
			d.Assertions = append(d.Assertions, a)
		}
		s.Articles = append(s.Articles, d)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Claims()
	}
}
