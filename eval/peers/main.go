// Command peers measures another search library beside the archive's search:
// the same texts, queries and machine, one after the other in one run. It is a
// module of its own, so that what it compares with is no dependency of isnad.
// The table goes to eval/SEARCH.md.
//
//	go -C eval/peers run .
//	go -C eval/peers run . -texts 2000   # a part, to try it; nothing is written
package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"isnad/archive"
	"isnad/archive/sqlite"
	"isnad/eval"
)

// output is the page whose table is written, from the folder of this module.
const output = "../SEARCH.md"

// asked is the number of queries of each kind that are timed.
const asked = 500

func main() {
	texts := flag.Int("texts", 0, "measure on the first N texts and show the table only; 0 is all")
	flag.Parse()
	if err := run(context.Background(), *texts); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// peer is a search that is measured.
type peer interface {
	// fill indexes the texts of a collection.
	fill(ctx context.Context, c *eval.Collection) error
	// search gives the ids of the ten best texts, best first.
	search(ctx context.Context, k eval.QueryKind, text string) ([]string, error)
	close() error
}

// measured is what one peer came to.
type measured struct {
	name    string
	rate    float64 // texts indexed in a second
	size    int64   // of its files, in bytes
	figures eval.Figures
	times   []eval.Latency // by kind of query
}

func run(ctx context.Context, texts int) error {
	shared, ok := eval.Shared()
	if !ok {
		return fmt.Errorf("no data folder: set ISNAD_SHARED")
	}
	c, err := eval.ReadCollection(ctx, shared)
	if err != nil {
		return err
	}
	if texts > 0 {
		c.Texts = c.Texts[:min(texts, len(c.Texts))]
	}
	peers := []struct {
		name string
		open func(ctx context.Context, dir string) (peer, error)
	}{{"isnad", openIsnad}, {"bleve " + bleveVersion() + " `ar`", openBleve}}
	var all []measured
	for _, p := range peers {
		m, err := measure(ctx, c, p.open)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		m.name = p.name
		all = append(all, m)
	}
	t := table(c, all)
	fmt.Print(t)
	if texts > 0 {
		return nil
	}
	return eval.WriteSection(output, "peers", t)
}

// measure fills a peer and asks it everything.
func measure(ctx context.Context, c *eval.Collection, open func(context.Context, string) (peer, error)) (m measured, err error) {
	dir, err := os.MkdirTemp("", "isnad-peers-")
	if err != nil {
		return m, err
	}
	defer os.RemoveAll(dir)
	p, err := open(ctx, dir)
	if err != nil {
		return m, err
	}
	defer func() {
		if e := p.close(); err == nil {
			err = e
		}
	}()
	begin := time.Now()
	if err := p.fill(ctx, c); err != nil {
		return m, err
	}
	m.rate = float64(len(c.Texts)) / time.Since(begin).Seconds()
	m.figures, err = c.MeasureWith(func(q string) ([]string, error) { return p.search(ctx, eval.QueryKind{}, q) })
	if err != nil {
		return m, err
	}
	for _, k := range c.Kinds(asked) {
		l, err := k.Time(func(k eval.QueryKind, text string) error {
			_, err := p.search(ctx, k, text)
			return err
		})
		if err != nil {
			return m, err
		}
		m.times = append(m.times, l)
	}
	m.size, err = sizeOf(dir)
	return m, err
}

func sizeOf(dir string) (size int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	return size, err
}

// table has a column for each peer.
func table(c *eval.Collection, all []measured) string {
	var b strings.Builder
	row := func(name string, cell func(measured) string) {
		fmt.Fprintf(&b, "| %s |", name)
		for _, m := range all {
			fmt.Fprintf(&b, " %s |", cell(m))
		}
		b.WriteByte('\n')
	}
	row(fmt.Sprintf("%d texts, %d processors", len(c.Texts), runtime.NumCPU()), func(m measured) string { return m.name })
	b.WriteString("|---|" + strings.Repeat("---:|", len(all)) + "\n")
	for _, set := range sets(c) {
		row("MRR@10, "+set, func(m measured) string { return fmt.Sprintf("%.3f", m.figures[set+"_mrr"]) })
	}
	for i, k := range c.Kinds(asked) {
		row("p50 / p95, ms: "+k.Name, func(m measured) string { return m.times[i].String() })
	}
	row("indexed, texts/s", func(m measured) string { return fmt.Sprintf("%.0f", m.rate) })
	row("files, MB", func(m measured) string { return fmt.Sprint(m.size >> 20) })
	return b.String()
}

// sets are the sets of the collection's queries, all questions together first.
func sets(c *eval.Collection) []string {
	names := []string{"questions"}
	for _, q := range c.Queries {
		if !slices.Contains(names, q.Set) {
			names = append(names, q.Set)
		}
	}
	slices.Sort(names[1:])
	return names
}

// isnad is the archive in a file, with texts and their places in them but no
// statements.
type isnad struct{ db *sqlite.DB }

func openIsnad(ctx context.Context, dir string) (peer, error) {
	db, err := sqlite.Open(ctx, filepath.Join(dir, "a.db"), sqlite.Options{Create: true})
	return isnad{db}, err
}

func (p isnad) fill(ctx context.Context, c *eval.Collection) error { return c.Fill(ctx, p.db) }

func (p isnad) search(ctx context.Context, k eval.QueryKind, text string) ([]string, error) {
	page, err := p.db.Search(ctx, k.Query(text), archive.SearchOptions{Limit: 10})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(page.Hits))
	for i, h := range page.Hits {
		ids[i] = h.ID
	}
	return ids, nil
}

func (p isnad) close() error { return p.db.Close() }
