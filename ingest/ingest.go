// Package ingest brings pages into an archive.
//
// Pages go in; entries are kept in the archive, and a Result comes out for
// each page once it is. Many workers read the pages and one writer commits them
// in batches, in the order of the pages. Package ingest/ingesttest is the
// suite that every way of ingesting passes.
package ingest

import (
	"context"
	"fmt"
	"iter"
	"path"
	"runtime"
	"strings"
	"time"

	"isnad/archive"
	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// Options say how to ingest. The zero value is ready to use.
type Options struct {
	// Jobs is the number of pages read at the same time. Default one per
	// processor.
	Jobs int
	// Batch is the most entries in one transaction. Default 64.
	Batch int
	// Wait is the longest that an entry waits for its batch to fill, where
	// pages come slowly. Default 1 s.
	Wait time.Duration
	// NoPages keeps records without the pages that they were read from.
	NoPages bool
	// Article is what is said about every page.
	Article article.Options
}

func (o Options) withDefaults() Options {
	if o.Jobs <= 0 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	if o.Batch <= 0 {
		o.Batch = 64
	}
	if o.Wait <= 0 {
		o.Wait = time.Second
	}
	return o
}

// Result is what became of a page.
type Result struct {
	Name    string          // Page.Name, "" where no page came but an error
	URL     string          // Article.URL
	ID      string          // Article.ID, "" where Err is set
	Outcome archive.Outcome // valid where Err is nil
	Err     error           // why there is no article: a *page.Error, or a defect
}

// Run ingests pages and yields what became of each, in their order. A result
// is yielded when it is kept for good: what a kill takes away has not been
// yielded. An error that ends the run is the last pair and belongs to the
// archive; pages that cannot be read are results. When ctx ends, no further
// pages are taken and what has been read is kept.
//
// Memory is bounded by the jobs and the batch, not by the number of pages.
func Run(ctx context.Context, to archive.Archive, pages iter.Seq2[*page.Page, error], opts Options) iter.Seq2[Result, error] {
	opts = opts.withDefaults()
	return func(yield func(Result, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		b := &batch{to: to, yield: yield, most: opts.Batch}
		ready := readAll(ctx, to, pages, opts)
		defer func() { // the pages must not outlive the loop
			cancel()
			for range ready {
			}
		}()
		// An end of ctx must not tear a transaction that holds read articles.
		writing := context.WithoutCancel(ctx)
		timer := time.NewTimer(opts.Wait)
		defer timer.Stop()
		for {
			select {
			case r, more := <-ready:
				if !more {
					b.flush(writing)
					return
				}
				if r.broken != nil {
					if b.flush(writing) {
						yield(Result{}, r.broken)
					}
					return
				}
				if len(b.results) == 0 {
					timer.Reset(opts.Wait)
				}
				if b.add(r); b.full() && !b.flush(writing) {
					return
				}
			case <-timer.C:
				if !b.flush(writing) {
					return
				}
			}
		}
	}
}

// reading is a page's result with its entry, nil where there is nothing to keep.
type reading struct {
	Result
	entry  *archive.Entry
	broken error // of the archive: it ends the run
}

// readAll reads pages on the workers and sends the readings in their order.
// The channel is closed when the last worker has ended.
func readAll(ctx context.Context, to archive.Archive, pages iter.Seq2[*page.Page, error], opts Options) <-chan reading {
	type input struct {
		page *page.Page
		err  error
	}
	inputs := func(yield func(input) bool) {
		for p, err := range pages {
			if ctx.Err() != nil || !yield(input{p, err}) {
				return
			}
		}
	}
	// While one batch is written the next is read.
	ready := make(chan reading, opts.Batch)
	go func() {
		defer close(ready)
		for r := range Ordered(ctx, opts.Jobs, inputs, func(in input) reading {
			if in.err != nil {
				return reading{Result: Result{Err: in.err}}
			}
			return read(ctx, to, in.page, opts)
		}) {
			ready <- r
		}
	}()
	return ready
}

// read reads a page, unless the archive holds its article as it is: then its
// result stands without reading.
func read(ctx context.Context, to archive.Archive, p *page.Page, opts Options) reading {
	r := reading{Result: Result{Name: p.Name}}
	r.Err = Guard(p.Name, func() error {
		a, err := article.From(p, opts.Article)
		if err != nil {
			return err
		}
		r.ID, r.URL = a.ID, a.URL
		held, err := to.Holds(context.WithoutCancel(ctx), a.ID, archive.ContentHash(a))
		if held || err != nil {
			r.Outcome, r.broken = archive.Unchanged, err
			return nil
		}
		kept := p
		if opts.NoPages {
			kept = nil
		}
		r.entry, err = archive.NewEntry(record.Read(a), kept, opts.Article)
		return err
	})
	if r.Err != nil {
		r.ID, r.entry = "", nil
	}
	return r
}

// Read reads a page for an archive, as Run does. The entry is nil where the
// result says why there is none: the page is refused, or held as it is. The error
// is the archive's.
func Read(ctx context.Context, to archive.Archive, p *page.Page, opts Options) (Result, *archive.Entry, error) {
	r := read(ctx, to, p, opts)
	return r.Result, r.entry, r.broken
}

// batch gathers readings until they are committed together.
type batch struct {
	to      archive.Archive
	yield   func(Result, error) bool
	most    int
	results []Result
	entries []*archive.Entry
	owner   []int // index in results of each entry
	bytes   int
}

// maxBatchBytes bounds the records of one batch, for articles of the size of
// books.
const maxBatchBytes = 16 << 20

func (b *batch) add(r reading) {
	if r.entry != nil {
		b.entries = append(b.entries, r.entry)
		b.owner = append(b.owner, len(b.results))
		b.bytes += len(r.entry.JSON)
	}
	b.results = append(b.results, r.Result)
}

func (b *batch) full() bool { return len(b.results) >= b.most || b.bytes > maxBatchBytes }

// flush commits the batch and yields its results; false ends the run.
func (b *batch) flush(ctx context.Context) bool {
	if len(b.entries) > 0 {
		outcomes, err := b.to.Put(ctx, b.entries)
		if err != nil {
			b.yield(Result{}, err)
			return false
		}
		for i, outcome := range outcomes {
			b.results[b.owner[i]].Outcome = outcome
		}
	}
	for _, r := range b.results {
		if !b.yield(r, nil) {
			return false
		}
	}
	clear(b.entries) // what is committed need not stay in memory
	b.results, b.entries, b.owner, b.bytes = b.results[:0], b.entries[:0], b.owner[:0], 0
	return true
}

// ReadAgain reads the kept page of an article; nil where there is none. The
// article keeps the id under which it is known.
func ReadAgain(k *archive.Kept) (e *archive.Entry, err error) {
	if k.Page == nil {
		return nil, nil
	}
	err = Guard(k.ID, func() error {
		a, err := article.From(k.Page, k.Options)
		if err != nil {
			return fmt.Errorf("%s: %w", k.ID, err)
		}
		a.ID = k.ID
		e, err = archive.NewEntry(record.Read(a), k.Page, k.Options)
		return err
	})
	return e, err
}

// Guard runs do and turns a panic into an error that names the article and
// the line: one article that trips a defect must not cost a run over thousands.
func Guard(name string, do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: a defect of isnad at %s: %v (please report it with this page)", name, panicked(), p)
		}
	}()
	return do()
}

// panicked names, in a deferred call, the line of this module that panicked.
func panicked() string {
	pc := make([]uintptr, 64)
	frames := runtime.CallersFrames(pc[:runtime.Callers(0, pc)])
	inPanic := false
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			inPanic = true
		case inPanic && strings.HasPrefix(f.Function, "isnad/"):
			return fmt.Sprintf("%s:%d", path.Base(f.File), f.Line)
		case !more:
			return "an unknown line"
		}
	}
}
