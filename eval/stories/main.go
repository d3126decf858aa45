// Command stories clusters a file of news online, in the order in which it
// stands there, and writes what an article costs into eval/STORIES.md: a row
// for every few thousand articles, so that growth would show.
//
//	ISNAD_NEWS=news.jsonl.gz go run ./eval/stories
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"isnad/article"
	"isnad/ingest"
	"isnad/page"
	"isnad/record"
	"isnad/story"
)

func main() {
	if err := run(context.Background(), os.Getenv("ISNAD_NEWS"), "eval/STORIES.md"); err != nil {
		fmt.Fprintln(os.Stderr, "stories:", err)
		os.Exit(1)
	}
}

// step is the number of articles that a row of the table sums up.
const step = 2500

// digested is an article with the time that its digest took.
type digested struct {
	digest *story.Digest
	took   time.Duration
	err    error
}

func run(ctx context.Context, news, table string) error {
	if news == "" {
		return fmt.Errorf("ISNAD_NEWS names no file of news")
	}
	var broken error
	pages := func(yield func(*page.Page) bool) {
		for p, err := range page.NewReader(page.Options{}).Open(ctx, news) {
			if err != nil {
				broken = err
			} else if !yield(p) {
				return
			}
		}
	}
	var b strings.Builder
	b.WriteString("# What clustering costs\n\n")
	b.WriteString("All articles of the ANT 2018 collection (five outlets, February to July 2018), clustered one by one as they were published.\n")
	b.WriteString("Processor time of one core, beside the reading. Made by `ISNAD_NEWS=ant-2018.jsonl.gz go run ./eval/stories`.\n\n")
	b.WriteString("| articles | digest, µs | placing, µs | articles/s | in the index | stories of several | live heap, MB |\n|---:|---:|---:|---:|---:|---:|---:|\n")

	several, all := 0, 0
	index := story.NewIndex()
	index.Done = func(s *story.Story) {
		if all++; len(s.Articles) > 1 {
			several++
		}
	}
	n, late := 0, 0
	var digesting, placing, total time.Duration
	row := func() {
		articles := max(1, n-(n-1)/step*step)
		each := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(articles) }
		fmt.Fprintf(&b, "| %d | %.0f | %.0f | %.0f | %d | %d | %d |\n", n, each(digesting), each(placing),
			float64(articles)/(digesting+placing).Seconds(), index.Len(), several, liveHeap()>>20)
		total += digesting + placing
		digesting, placing = 0, 0
	}
	for d := range ingest.Ordered(ctx, runtime.GOMAXPROCS(0), pages, digest) {
		if d.err != nil {
			continue
		}
		placing += timed(func() {
			if !index.Add(d.digest) {
				late++
			}
		})
		digesting += d.took
		if n++; n%step == 0 {
			row()
		}
	}
	if broken != nil {
		return broken
	}
	if n%step != 0 {
		row()
	}
	index.Flush()
	fmt.Fprintf(&b, "\n%d articles, %d stories, %d of them of several articles; %d articles came too late to be placed. On the whole %.0f articles/s beyond reading.\n",
		n, all, several, late, float64(n)/total.Seconds())
	return os.WriteFile(table, []byte(b.String()), 0o644)
}

// digest reads a page and times what stories add to it.
func digest(p *page.Page) (d digested) {
	d.err = ingest.Guard(p.Name, func() error {
		a, err := article.From(p, article.Options{})
		if err != nil {
			return err
		}
		r := record.Read(a)
		d.took = timed(func() { d.digest = story.NewDigest(r).Pack() })
		return nil
	})
	return d
}

// timed is the processor time that do takes.
func timed(do func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	begun := threadTime()
	do()
	return threadTime() - begun
}

func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
