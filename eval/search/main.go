// Command search measures the search of the archive on the data folder: its
// quality on questions and titles, and the time that queries take. Tables go
// to eval/SEARCH.md, that of quality to the README, too.
//
//	go run ./eval/search                             # quality
//	go run ./eval/search -archive /tmp/a.db          # … of an archive made once, then measured again
//	go run ./eval/search -archive postgres://…       # … in PostgreSQL; -times likewise
//	go run ./eval/search -times -archive news.db     # times, over any archive
//	go run ./eval/search -traces -archive news.db    # times of traces, over any archive
//	go run ./eval/search -growth 10000,25000,56000   # times while an archive grows
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"isnad/archive"
	"isnad/archive/postgres"
	"isnad/archive/store"
	"isnad/eval"
)

// output is the page whose tables are written.
const output = "eval/SEARCH.md"

// in ends the names of the sections: those of an archive in PostgreSQL stand
// beside those of a file.
var in string

// asked is the number of queries of each kind that are timed.
const asked = 500

// traced is that of the texts of each kind that are traced.
const traced = 150

func main() {
	path := flag.String("archive", "", "measure this archive, which is made of the collection where it is not there")
	times := flag.Bool("times", false, "measure times instead of quality")
	traces := flag.Bool("traces", false, "measure times of traces")
	growth := flag.String("growth", "", "measure times at these numbers of articles, parted by commas")
	flag.Parse()
	if err := run(context.Background(), *path, *times, *traces, *growth); err != nil {
		fmt.Fprintln(os.Stderr, "search:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, path string, times, traces bool, growth string) error {
	if traces {
		return writeTraces(ctx, path)
	}
	shared, ok := eval.Shared()
	if !ok {
		return fmt.Errorf("no data folder: set ISNAD_SHARED")
	}
	sizes, err := parseSizes(growth)
	if err != nil {
		return err
	}
	if path == "" {
		dir, err := os.MkdirTemp("", "isnad-search")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		path = filepath.Join(dir, "a.db")
	}
	c, err := eval.ReadCollection(ctx, shared)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, path, store.Options{Create: true})
	if err != nil {
		return err
	}
	defer db.Close()
	last, err := db.LastArrival(ctx)
	if err != nil {
		return err
	}
	made := last == 0
	if !made && len(sizes) > 0 {
		return fmt.Errorf("%s stands there already (-growth makes an archive of its own)", store.Title(path))
	}
	if postgres.Names(path) {
		in = "-postgres"
	}
	if len(sizes) > 0 {
		return writeGrowth(ctx, c, db, path, sizes)
	}
	if made {
		start := time.Now()
		if err := c.Fill(ctx, db); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%d texts indexed in %.1f s, %d MB\n", len(c.Texts), time.Since(start).Seconds(), megabytes(path))
	}
	if times {
		return writeTimes(ctx, c, db)
	}
	return writeQuality(ctx, c, db)
}

func parseSizes(list string) (sizes []int, err error) {
	for s := range strings.SplitSeq(list, ",") {
		if s == "" {
			continue
		}
		n, err := strconv.Atoi(s)
		if err != nil || n <= 0 || len(sizes) > 0 && n <= sizes[len(sizes)-1] {
			return nil, fmt.Errorf("-growth %s: rising numbers are wanted, as 10000,25000", list)
		}
		sizes = append(sizes, n)
	}
	return sizes, nil
}

// put shows a table and writes it into its section of the page.
func put(section, table string) error {
	fmt.Print(table)
	return eval.WriteSection(output, section+in, table)
}

func writeQuality(ctx context.Context, c *eval.Collection, db archive.Archive) error {
	figures, err := c.Measure(ctx, db)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| %d texts, %d queries | MRR@10 | found first |\n|---|---:|---:|\n", len(c.Texts), len(c.Queries))
	for _, name := range slices.Sorted(maps.Keys(figures)) {
		if set, ok := strings.CutSuffix(name, "_mrr"); ok {
			fmt.Fprintf(&b, "| %s | %.3f | %.3f |\n", set, figures[name], figures[set+"_first"])
		}
	}
	if err := put("quality", b.String()); err != nil {
		return err
	}
	if in != "" {
		return nil
	}
	return eval.WriteSection("README.md", "search", b.String())
}

func writeTimes(ctx context.Context, c *eval.Collection, db archive.Archive) error {
	articles := 0
	outlets, err := db.Outlets(ctx)
	if err != nil {
		return err
	}
	for _, o := range outlets {
		articles += o.Articles
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| %d articles, %d processors | queries | p50, ms | p95, ms |\n|---|---:|---:|---:|\n", articles, runtime.NumCPU())
	for _, k := range c.Kinds(asked) {
		l, err := k.Time(eval.Ask(ctx, db))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "| %s | %d | %.1f | %.1f |\n", k.Name, len(k.Texts), 1000*l.P50.Seconds(), 1000*l.P95.Seconds())
	}
	return put("times", b.String())
}

// writeTraces measures how long traces take over an archive that stands.
func writeTraces(ctx context.Context, path string) error {
	db, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	if postgres.Names(path) {
		in = "-postgres"
	}
	kinds, err := eval.TraceKinds(ctx, db, traced)
	if err != nil {
		return err
	}
	found := map[[2]string]bool{}
	ask := eval.AskTrace(ctx, db, found)
	var b strings.Builder
	fmt.Fprintf(&b, "| %d processors | texts | found | p50, ms | p95, ms |\n|---|---:|---:|---:|---:|\n", runtime.NumCPU())
	for _, k := range kinds {
		clear(found)
		l, err := k.Time(ask)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %.1f | %.1f |\n", k.Name, len(k.Texts), len(found), 1000*l.P50.Seconds(), 1000*l.P95.Seconds())
	}
	return put("traces", b.String())
}

func writeGrowth(ctx context.Context, c *eval.Collection, db archive.Archive, path string, sizes []int) error {
	kinds := c.Kinds(asked)
	var b strings.Builder
	b.WriteString("| articles | indexed, articles/s | archive, MB |")
	for _, k := range kinds {
		fmt.Fprintf(&b, " %s |", k.Name)
	}
	b.WriteString("\n|---:|---:|---:|" + strings.Repeat("---:|", len(kinds)) + "\n")
	from := 0
	for _, size := range sizes {
		start := time.Now()
		if err := c.Grow(ctx, db, from, size); err != nil {
			return err
		}
		took := time.Since(start)
		row := fmt.Sprintf("| %d | %.0f | %d |", size, float64(size-from)/took.Seconds(), megabytes(path))
		for _, k := range kinds {
			l, err := k.Time(eval.Ask(ctx, db))
			if err != nil {
				return err
			}
			row += " " + l.String() + " |"
		}
		fmt.Fprintln(os.Stderr, row)
		b.WriteString(row + "\n")
		from = size
	}
	return put("growth", b.String())
}

// megabytes is the size of an archive with its write-ahead log.
func megabytes(path string) (size int64) {
	for _, name := range []string{path, path + "-wal"} {
		if info, err := os.Stat(name); err == nil {
			size += info.Size()
		}
	}
	return size >> 20
}
