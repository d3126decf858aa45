// Command search measures the search of the archive on the data folder: its
// quality on questions and titles, and the time that queries take.
//
//	go run ./eval/search
//	go run ./eval/search -archive /tmp/a.db   # made once, then measured again
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"isnad/archive/sqlite"
	"isnad/eval"
)

func main() {
	path := flag.String("archive", "", "measure this archive, which is made where it is not there")
	flag.Parse()
	if err := run(context.Background(), *path); err != nil {
		fmt.Fprintln(os.Stderr, "search:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, path string) error {
	shared, ok := eval.Shared()
	if !ok {
		return fmt.Errorf("no data folder: set ISNAD_SHARED")
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
	_, err = os.Stat(path)
	made := err != nil
	db, err := sqlite.Open(ctx, path, sqlite.Options{Create: true})
	if err != nil {
		return err
	}
	defer db.Close()
	start := time.Now()
	if made {
		if err := c.Fill(ctx, db); err != nil {
			return err
		}
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		fmt.Printf("%d texts indexed in %.1f s, %d MB\n", len(c.Texts), time.Since(start).Seconds(), info.Size()>>20)
	}
	start = time.Now()
	figures, err := c.Measure(ctx, db)
	if err != nil {
		return err
	}
	fmt.Printf("%d queries, %.1f ms each\n", len(c.Queries), time.Since(start).Seconds()*1000/float64(len(c.Queries)))
	for _, name := range slices.Sorted(maps.Keys(figures)) {
		fmt.Printf("%-18s %.3f\n", name, figures[name])
	}
	return nil
}
