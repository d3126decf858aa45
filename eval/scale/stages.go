package main

import (
	"context"
	"errors"
	"fmt"
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
	"isnad/article"
	"isnad/eval"
	"isnad/page"
	"isnad/record"
	"isnad/story/keeper"
)

// batch is how many articles are kept in one transaction, as a worker does.
const batch = 64

// stages tells what each stage costs an article on one core, by the processor's
// time, so that what other programs do on the machine counts little.
func stages(ctx context.Context, o options) (string, error) {
	runtime.GOMAXPROCS(1)
	lines, err := o.lines()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	n := 0
	row := func(stage string, program, server time.Duration) {
		fmt.Fprintf(&b, "| %s | %.2f |", stage, program.Seconds()*1000/float64(n))
		if server > 0 {
			fmt.Fprintf(&b, " %.2f", server.Seconds()*1000/float64(n))
		}
		b.WriteString(" |\n")
	}
	timed := func(do func() error) (time.Duration, error) {
		begin := eval.Processor("self")
		err := do()
		return eval.Processor("self") - begin, err
	}
	var pages []*page.Page
	opened, err := timed(func() error {
		for p, err := range page.Open(ctx, lines, page.Options{}) {
			if err != nil {
				return err
			}
			pages = append(pages, p)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	var articles []*article.Article
	var of []*page.Page
	found, _ := timed(func() error {
		for _, p := range pages {
			if a, err := article.From(p, article.Options{}); err == nil { // else a page without an article
				articles, of = append(articles, a), append(of, p)
			}
		}
		return nil
	})
	var records []*record.Record
	read, _ := timed(func() error {
		for _, a := range articles {
			records = append(records, record.Read(a))
		}
		return nil
	})
	if n = len(records); n == 0 {
		return "", errors.New("the news have no articles")
	}
	var entries []*archive.Entry
	prepared, err := timed(func() error {
		for i, r := range records {
			e, err := archive.NewEntry(r, of[i], article.Options{})
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "%d articles, one core.\n\n| stage | processor ms an article | of the server |\n|---|--:|--:|\n", n)
	row("a line of JSON → page", opened, 0)
	row("page → article", found, 0)
	row("article → record", read, 0)
	row("record → what is kept: JSON, words of the index", prepared, 0)
	at, drop, err := eval.Schema(ctx, o.server)
	if err != nil {
		return "", err
	}
	defer drop()
	at += fmt.Sprintf("&application_name=stages%d", os.Getpid())
	for _, to := range []struct{ name, at string }{{"in a file", filepath.Join(o.dir, "stages.db")}, {"in PostgreSQL", at}} {
		db, err := store.Open(ctx, to.at, store.Options{Create: true})
		if err != nil {
			return "", err
		}
		defer db.Close()
		server, err := serverTime(ctx, db)
		if err != nil {
			return "", err
		}
		put, err := timed(func() error {
			for some := range slices.Chunk(entries, batch) {
				if _, err := db.Put(ctx, some); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return "", err
		}
		then, err := serverTime(ctx, db)
		if err != nil {
			return "", err
		}
		row("keeping it "+to.name, put, then-server)
		found, err := timed(func() error {
			_, err := keeper.New(db, 1).Update(ctx)
			return err
		})
		if err != nil {
			return "", err
		}
		last, err := serverTime(ctx, db)
		if err != nil {
			return "", err
		}
		row("stories "+to.name, found, last-then)
	}
	return b.String(), nil
}

// serverTime is the processor's time of the processes that serve this one, where
// PostgreSQL runs on this machine; else 0.
func serverTime(ctx context.Context, db archive.Archive) (sum time.Duration, err error) {
	server, ok := db.(*postgres.DB)
	if !ok {
		return 0, nil
	}
	rows, err := server.Pool().Query(ctx, "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = current_setting('application_name')")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var pid int
		if err := rows.Scan(&pid); err != nil {
			return 0, err
		}
		sum += eval.Processor(strconv.Itoa(pid))
	}
	return sum, rows.Err()
}
