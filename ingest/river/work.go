package river

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/klauspost/compress/zstd"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"isnad/archive"
	"isnad/archive/postgres"
	"isnad/article"
	"isnad/ingest"
	"isnad/page"
	"isnad/story/keeper"
)

// quiet is the logger of clients whose errors come back to the caller.
var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

type articleOptions = article.Options

func optionsOf(o ingest.Options) options { return options{NoPages: o.NoPages, Article: o.Article} }

// Options say how to work. The zero value is ready to use.
type Options struct {
	// Jobs is the number of jobs at the same time. Default two per processor,
	// since half of them wait for their record to be kept.
	Jobs int
	// Timeout is the longest that one try of a job may take; a job of a worker
	// that was killed is tried again after twice as long. Default one minute.
	Timeout time.Duration
	// Fetch says how pages are fetched.
	Fetch page.Options
	// Stories is how often stories are found, 0 for never.
	Stories time.Duration
	// Log hears of what goes wrong. Default none.
	Log *slog.Logger
	// Tell hears what became of each page that is kept, one call at a time.
	Tell func(ingest.Result)
	// Retry is the pause before a job that failed for the nth time is tried
	// again. Default River's, which grows with the fourth power of n.
	Retry func(n int) time.Duration
}

// Work takes jobs until ctx ends, and then ends those that it has begun.
func Work(ctx context.Context, db *postgres.DB, opts Options) error {
	if opts.Jobs <= 0 {
		opts.Jobs = 2 * runtime.GOMAXPROCS(0)
	}
	if opts.Timeout <= 0 {
		opts.Timeout = time.Minute
	}
	if opts.Log == nil {
		opts.Log = quiet
	}
	if opts.Tell == nil {
		opts.Tell = func(ingest.Result) {}
	}
	queue, err := Open(ctx, db)
	if err != nil {
		return err
	}
	if err := queue.sweep(ctx); err != nil {
		return err
	}
	unpack, err := zstd.NewReader(nil)
	if err != nil {
		return err
	}
	defer unpack.Close()
	w := &worker{Queue: queue, opts: opts, unpack: unpack, reader: page.NewReader(opts.Fetch), ready: make(chan *outcome)}
	workers := river.NewWorkers()
	river.AddWorker(workers, &pageWorker{w: w})
	river.AddWorker(workers, &urlWorker{w: w})
	river.AddWorker(workers, &storiesWorker{w: w})
	config := &river.Config{
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: opts.Jobs}},
		Workers:              workers,
		Logger:               opts.Log,
		JobTimeout:           opts.Timeout,
		RescueStuckJobsAfter: 2 * opts.Timeout,
		// As long as pages that failed may be wanted again.
		CancelledJobRetentionPeriod: keptFor, DiscardedJobRetentionPeriod: keptFor,
	}
	if opts.Retry != nil {
		config.RetryPolicy = retry(opts.Retry)
	}
	if opts.Stories > 0 {
		config.PeriodicJobs = []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(opts.Stories),
			func() (river.JobArgs, *river.InsertOpts) { return storiesArgs{}, nil }, nil)}
	}
	client, err := river.NewClient(riverpgxv5.New(db.Pool()), config)
	if err != nil {
		return err
	}
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		w.keep()
	}()
	// The jobs outlive ctx, which only ends the taking of new ones.
	working := context.WithoutCancel(ctx)
	if err := client.Start(working); err != nil {
		close(w.ready)
		return err
	}
	<-ctx.Done()
	err = client.Stop(working)
	close(w.ready)
	<-kept
	return err
}

// keptFor is how long pages are kept whose jobs failed.
const keptFor = 30 * 24 * time.Hour

// sweep removes pages whose jobs are gone.
func (q *Queue) sweep(ctx context.Context) error {
	_, err := q.db.Pool().Exec(ctx, "DELETE FROM queued_pages WHERE at < now() - make_interval(secs => $1)", (keptFor + 24*time.Hour).Seconds())
	return err
}

type retry func(int) time.Duration

// NextRetry implements river.ClientRetryPolicy.
func (r retry) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().Add(r(len(job.Errors) + 1))
}

// worker is what the workers of all kinds of jobs share.
type worker struct {
	*Queue
	opts   Options
	unpack *zstd.Decoder
	reader *page.Reader
	ready  chan *outcome
}

// outcome is a page that was read, on its way into the archive.
type outcome struct {
	ctx    context.Context // of its job
	job    *river.Job[pageArgs]
	result ingest.Result
	entry  *archive.Entry // nil where it is held already
	kept   chan error
}

// pageWorker reads pages.
type pageWorker struct {
	river.WorkerDefaults[pageArgs]
	w *worker
}

// Work implements river.Worker.
func (p *pageWorker) Work(ctx context.Context, job *river.Job[pageArgs]) error {
	q, err := p.w.page(ctx, job.Args.Digest)
	if err != nil {
		return err
	}
	type reading struct {
		result ingest.Result
		entry  *archive.Entry
		err    error
	}
	// Reading asks nothing of ctx: one that hangs is left behind.
	read := make(chan reading, 1)
	go func() {
		var r reading
		r.result, r.entry, r.err = ingest.Read(context.WithoutCancel(ctx), p.w.db, q.Page, ingest.Options{NoPages: q.Options.NoPages, Article: q.Options.Article})
		read <- r
	}()
	var r reading
	select {
	case r = <-read:
	case <-ctx.Done():
		return fmt.Errorf("%s: was not read within %v", job.Args.Name, p.w.opts.Timeout)
	}
	var refused *page.Error
	switch {
	case r.err != nil:
		return r.err
	case errors.As(r.result.Err, &refused):
		return river.JobCancel(refused)
	case r.result.Err != nil:
		return r.result.Err
	}
	o := &outcome{ctx: context.WithoutCancel(ctx), job: job, result: r.result, entry: r.entry, kept: make(chan error, 1)}
	p.w.ready <- o
	return <-o.kept
}

// page reads a queued page.
func (w *worker) page(ctx context.Context, digest []byte) (q queued, err error) {
	var packed []byte
	err = w.db.Pool().QueryRow(ctx, "SELECT json FROM queued_pages WHERE digest = $1", digest).Scan(&packed)
	if errors.Is(err, pgx.ErrNoRows) {
		return q, river.JobCancel(errors.New("its page is gone: another job of the same page has ended"))
	}
	if err != nil {
		return q, err
	}
	plain, err := w.unpack.DecodeAll(packed, nil)
	if err != nil {
		return q, err
	}
	return q, json.Unmarshal(plain, &q)
}

// keepMost bounds the pages that are kept in one transaction.
const keepMost = 64

// keep commits what was read, as much as there is at a time, until ready is
// closed.
func (w *worker) keep() {
	for o := range w.ready {
		batch := []*outcome{o}
		// What comes while others are being kept is kept together.
		linger := time.After(5 * time.Millisecond)
	gather:
		for len(batch) < min(keepMost, w.opts.Jobs) {
			select {
			case o, more := <-w.ready:
				if !more {
					break gather
				}
				batch = append(batch, o)
			case <-linger:
				break gather
			}
		}
		w.keepBatch(batch)
	}
}

// keepBatch commits records with the ends of their jobs. Where that fails, each
// is tried alone, so that one costs no other.
func (w *worker) keepBatch(batch []*outcome) {
	err := w.commit(batch)
	if err != nil && len(batch) > 1 {
		for _, o := range batch {
			w.keepBatch([]*outcome{o})
		}
		return
	}
	for _, o := range batch {
		if err == nil {
			w.opts.Tell(o.result)
		}
		o.kept <- err
	}
}

func (w *worker) commit(batch []*outcome) error {
	ctx := context.Background()
	var entries []*archive.Entry
	var of []*outcome
	for _, o := range batch {
		if o.entry != nil {
			entries, of = append(entries, o.entry), append(of, o)
		}
	}
	outcomes, err := w.db.PutWith(ctx, entries, func(tx pgx.Tx, _ []archive.Outcome) error {
		for _, o := range batch {
			if _, err := tx.Exec(ctx, "DELETE FROM queued_pages WHERE digest = $1", o.job.Args.Digest); err != nil {
				return err
			}
			if _, err := river.JobCompleteTx[*riverpgxv5.Driver](o.ctx, tx, o.job); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, outcome := range outcomes {
		of[i].result.Outcome = outcome
	}
	return nil
}

// urlWorker fetches addresses.
type urlWorker struct {
	river.WorkerDefaults[urlArgs]
	w *worker
}

// Work implements river.Worker. The pages are queued and the job ends in one
// transaction.
func (u *urlWorker) Work(ctx context.Context, job *river.Job[urlArgs]) error {
	var pages []queued
	var failed error
	for p, err := range u.w.reader.Open(ctx, job.Args.URL) {
		if err != nil {
			failed = err
			u.w.opts.Log.Warn("not fetched", "url", job.Args.URL, "reason", err)
			continue
		}
		pages = append(pages, queued{p, job.Args.Options})
	}
	if len(pages) == 0 && failed != nil {
		var e *page.Error
		if errors.As(failed, &e) && e.Kind != page.Fetch && e.Kind != page.Busy {
			return river.JobCancel(failed)
		}
		return failed
	}
	client := river.ClientFromContext[pgx.Tx](ctx)
	return pgx.BeginFunc(ctx, u.w.db.Pool(), func(tx pgx.Tx) error {
		if _, err := u.w.insertTx(ctx, tx, client, pages); err != nil {
			return err
		}
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
		return err
	})
}

// storiesWorker keeps stories.
type storiesWorker struct {
	river.WorkerDefaults[storiesArgs]
	w *worker
}

// Timeout implements river.Worker: stories may take long.
func (*storiesWorker) Timeout(*river.Job[storiesArgs]) time.Duration { return time.Hour }

// Work implements river.Worker.
func (s *storiesWorker) Work(ctx context.Context, _ *river.Job[storiesArgs]) error {
	_, err := keeper.New(s.w.db, 1).Update(ctx)
	return err
}
