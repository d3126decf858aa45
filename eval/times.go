package eval

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"isnad/archive"
	"isnad/query"
)

// QueryKind is a kind of query whose time is measured.
type QueryKind struct {
	Name  string
	Texts []string
	All   bool // an article must have all words, else any of them
}

// Kinds returns up to n queries of each kind, drawn evenly from the questions
// and titles of the collection.
func (c *Collection) Kinds(n int) []QueryKind {
	var questions, titles, single, several []string
	for _, q := range c.Queries {
		if q.Set == "titles" {
			titles = append(titles, q.Text)
		} else {
			questions = append(questions, q.Text)
		}
	}
	questions, titles = drawn(questions, n), drawn(titles, n)
	for i, title := range titles {
		var words []string
		for _, w := range archive.QueryWords(title) {
			if !w.Function {
				words = append(words, w.Of(title))
			}
		}
		if len(words) == 0 {
			continue
		}
		single = append(single, words[i%len(words)])
		if count := 2 + i%2; len(words) >= count {
			several = append(several, strings.Join(words[:count], " "))
		}
	}
	return []QueryKind{
		{Name: "two or three words, all of them", Texts: several, All: true},
		{Name: "one word", Texts: single},
		{Name: "a whole question", Texts: questions},
		{Name: "a title", Texts: titles},
	}
}

// drawn takes n of the texts at equal distances.
func drawn(texts []string, n int) []string {
	if len(texts) <= n {
		return texts
	}
	out := make([]string, n)
	for i := range out {
		out[i] = texts[i*len(texts)/n]
	}
	return out
}

// Query is the query for one of the kind's texts.
func (k QueryKind) Query(text string) query.Node {
	words, ok := AnyWord(text).(query.Or)
	if ok && k.All {
		return query.And(words)
	}
	return words
}

// Latency is how long queries take: half of them at most P50, 95 of a hundred
// at most P95.
type Latency struct{ P50, P95 time.Duration }

// Time asks each of the kind's texts once and measures how long each takes.
// One is asked before the clock runs: what is loaded once is no part of a
// query.
func (k QueryKind) Time(search func(QueryKind, string) error) (Latency, error) {
	if len(k.Texts) == 0 {
		return Latency{}, fmt.Errorf("no queries of the kind %q", k.Name)
	}
	took := make([]time.Duration, len(k.Texts))
	if err := search(k, k.Texts[0]); err != nil {
		return Latency{}, err
	}
	for i, text := range k.Texts {
		begin := time.Now()
		if err := search(k, text); err != nil {
			return Latency{}, fmt.Errorf("searching %q: %w", text, err)
		}
		took[i] = time.Since(begin)
	}
	slices.Sort(took)
	return Latency{P50: quantile(took, 50), P95: quantile(took, 95)}, nil
}

// quantile is the smallest duration that at least percent of all, which are
// sorted, do not exceed.
func quantile(sorted []time.Duration, percent int) time.Duration {
	return sorted[(len(sorted)*percent+99)/100-1]
}

// Ask returns the search of an archive, ten hits a query, for QueryKind.Time.
func Ask(ctx context.Context, in archive.Archive) func(QueryKind, string) error {
	return func(k QueryKind, text string) error {
		_, err := in.Search(ctx, k.Query(text), archive.SearchOptions{Limit: 10})
		return err
	}
}

// String gives both figures in milliseconds, as tables show them.
func (l Latency) String() string {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return fmt.Sprintf("%.1f / %.1f", ms(l.P50), ms(l.P95))
}
