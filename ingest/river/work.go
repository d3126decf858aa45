package river

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"sync"
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
	// since half of them wait for their records to be kept.
	Jobs int
	// Timeout is the longest that one try of a job may take; a job of a worker
	// that was killed is tried again after twice as long. Default one minute.
	Timeout time.Duration
	// Fetch says how pages are fetched.
	Fetch page.Options
	// Stories is how often stories are found, 0 for never.
	Stories time.Duration
	// Feeds is the time between two polls of a feed that the archive is subscribed
	// to, 0 for no polls.
	Feeds time.Duration
	// Tasks are done besides. All workers of an archive have the same.
	Tasks []Task
	// Drain is how long jobs that were begun may take when ctx ends; then they are
	// cut off and left to other workers. Default as long as they take.
	Drain time.Duration
	// Log hears of what goes wrong. Default none.
	Log *slog.Logger
	// Worked hears of each try of a job; by many at the same time.
	Worked func(Try)
	// Tell hears what became of each page that is kept, one call at a time.
	Tell func(ingest.Result)
	// Read reads a page for the archive. Default ingest.Read.
	Read func(context.Context, archive.Archive, *page.Page, ingest.Options) (ingest.Result, *archive.Entry, error)
	// Retry is the pause before a job that failed for the nth time is tried
	// again. Default River's, which grows with the fourth power of n.
	Retry func(n int) time.Duration
}

// Try is one try of a job.
type Try struct {
	ID      int64
	Kind    string // page, pages, url, stories, feeds, poll, task, reread or replace
	Number  int    // 1 for the first
	Outcome string // completed, failed (and tried again), cancelled or discarded
	Err     error
	Waited  time.Duration // from when it could be taken
	Took    time.Duration
}

// lockedPause is when a job is tried again that came upon a write of more than a
// minute.
const lockedPause = 5 * time.Second

// timed tells of tries.
type timed struct {
	river.MiddlewareDefaults
	tell func(Try)
}

// Work implements rivertype.WorkerMiddleware.
func (m *timed) Work(ctx context.Context, job *rivertype.JobRow, do func(context.Context) error) error {
	begun := time.Now()
	t := Try{ID: job.ID, Kind: job.Kind, Number: job.Attempt, Outcome: "completed"}
	if job.AttemptedAt != nil {
		t.Waited = job.AttemptedAt.Sub(job.ScheduledAt)
	}
	ended := false
	defer func() { // also for a panic, which River takes for a failure
		var cancel *rivertype.JobCancelError
		var snooze *rivertype.JobSnoozeError
		t.Took = time.Since(begun)
		switch {
		case errors.As(t.Err, &cancel):
			t.Outcome, t.Err = "cancelled", cmp.Or(errors.Unwrap(cancel), t.Err)
		case errors.As(t.Err, &snooze):
			return // it was no try
		case ended && t.Err == nil:
		case job.Attempt >= job.MaxAttempts:
			t.Outcome = "discarded"
		default:
			t.Outcome = "failed"
		}
		m.tell(t)
	}()
	t.Err = do(ctx)
	if errors.Is(t.Err, archive.ErrLocked) { // another's long write, which is no fault of the job
		t.Err = river.JobSnooze(lockedPause)
	}
	ended = true
	return t.Err
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
	if opts.Read == nil {
		opts.Read = ingest.Read
	}
	if opts.Worked == nil {
		opts.Worked = func(Try) {}
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
	w := &worker{Queue: queue, opts: opts, unpack: unpack, reader: page.NewReader(opts.Fetch)}
	workers := river.NewWorkers()
	river.AddWorker(workers, &pageWorker{w: w})
	river.AddWorker(workers, &pagesWorker{w: w})
	river.AddWorker(workers, &urlWorker{w: w})
	river.AddWorker(workers, &storiesWorker{w: w, keeper: keeper.New(db, 1)})
	river.AddWorker(workers, &feedsWorker{w: w})
	river.AddWorker(workers, &pollWorker{w: w})
	river.AddWorker(workers, &rereadWorker{w: w})
	river.AddWorker(workers, &replaceWorker{w: w})
	river.AddWorker(workers, &taskWorker{w: w, tasks: opts.Tasks})
	config := &river.Config{
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: opts.Jobs}, aloneQueue: {MaxWorkers: 1}},
		Workers:              workers,
		PeriodicJobs:         w.periodic(),
		Logger:               opts.Log,
		Middleware:           []rivertype.Middleware{&timed{tell: opts.Worked}},
		JobTimeout:           opts.Timeout,
		SoftStopTimeout:      opts.Drain,
		RescueStuckJobsAfter: 2 * opts.Timeout,
		// As long as pages that failed may be wanted again.
		CancelledJobRetentionPeriod: keptFor, DiscardedJobRetentionPeriod: keptFor,
	}
	if opts.Retry != nil {
		config.RetryPolicy = retry(opts.Retry)
	}
	client, err := river.NewClient(riverpgxv5.New(db.Pool()), config)
	if err != nil {
		return err
	}
	// The jobs outlive ctx, which only ends the taking of new ones.
	working := context.WithoutCancel(ctx)
	if err := client.Start(working); err != nil {
		return err
	}
	<-ctx.Done()
	return client.Stop(working)
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

	telling sync.Mutex
}

// pageWorker reads a page.
type pageWorker struct {
	river.WorkerDefaults[pageArgs]
	w *worker
}

// Work implements river.Worker.
func (p *pageWorker) Work(ctx context.Context, job *river.Job[pageArgs]) error {
	pages, err := p.w.pages(ctx, [][]byte{job.Args.Digest})
	if err != nil {
		return err
	}
	if len(pages) == 0 {
		return nil // a try that was taken for lost has kept it
	}
	r, err := p.w.read(ctx, pages[0])
	if err != nil {
		return err
	}
	var refused *page.Error
	switch {
	case errors.As(r.result.Err, &refused):
		return river.JobCancel(refused)
	case r.result.Err != nil:
		return r.result.Err
	}
	return commit(ctx, p.w, job, []reading{r}, nil, nil)
}

// pagesWorker reads pages.
type pagesWorker struct {
	river.WorkerDefaults[pagesArgs]
	w *worker
}

// triesTogether is how often pages are tried together. Where that fails one of
// them may be at fault, and each is tried alone.
const triesTogether = 2

// Work implements river.Worker.
func (p *pagesWorker) Work(ctx context.Context, job *river.Job[pagesArgs]) error {
	pages, err := p.w.pages(ctx, job.Args.Digests)
	if err != nil {
		return err
	}
	if job.Attempt > triesTogether {
		return commit(ctx, p.w, job, nil, pages, nil)
	}
	// Time to keep what was read must be left where one of them hangs.
	within, cancel := context.WithTimeout(ctx, p.w.opts.Timeout/2)
	defer cancel()
	var read []reading
	var alone []waitingPage
	for i, page := range pages {
		r, err := p.w.read(within, page)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case within.Err() != nil:
			// Those that were not begun are not to blame.
			return commit(ctx, p.w, job, read, append(alone, page), pages[i+1:])
		case err != nil:
			return err
		case r.result.Err != nil:
			alone = append(alone, page)
		default:
			read = append(read, r)
		}
	}
	return commit(ctx, p.w, job, read, alone, nil)
}

// pages reads queued pages; those that are gone are left out.
func (w *worker) pages(ctx context.Context, digests [][]byte) (pages []waitingPage, err error) {
	rows, err := w.db.Pool().Query(ctx, "SELECT q.digest, q.json FROM unnest($1::bytea[]) WITH ORDINALITY AS d (digest, n) JOIN queued_pages q USING (digest) ORDER BY n", digests)
	if err != nil {
		return nil, err
	}
	var digest, packed []byte
	_, err = pgx.ForEachRow(rows, []any{&digest, &packed}, func() error {
		p := waitingPage{digest: digest}
		digest = nil // the next row is not to overwrite it
		plain, err := w.unpack.DecodeAll(packed, nil)
		if err == nil {
			err = json.Unmarshal(plain, &p.queued)
		}
		if err != nil {
			return fmt.Errorf("queued page %x: %w", p.digest, err)
		}
		p.name = p.Page.Name
		pages = append(pages, p)
		return nil
	})
	return pages, err
}

// reading is a page that was read, on its way into the archive.
type reading struct {
	digest []byte
	result ingest.Result
	entry  *archive.Entry // nil where it is held already
}

// read reads a page until ctx ends. Reading asks nothing of ctx: one that hangs
// is left behind. The error is the archive's, or that it hangs.
func (w *worker) read(ctx context.Context, p waitingPage) (reading, error) {
	type answer struct {
		reading
		err error
	}
	read := make(chan answer, 1)
	go func() {
		a := answer{reading: reading{digest: p.digest}}
		a.result, a.entry, a.err = w.opts.Read(context.WithoutCancel(ctx), w.db, p.Page, ingest.Options{NoPages: p.Options.NoPages, Article: p.Options.Article})
		read <- a
	}()
	select {
	case a := <-read:
		return a.reading, a.err
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.Canceled) {
			return reading{}, fmt.Errorf("%s: was not read before its worker stopped", p.name)
		}
		return reading{}, fmt.Errorf("%s: was not read within %v", p.name, w.opts.Timeout)
	}
}

// commit keeps what was read, queues pages that are to be tried alone or later,
// and ends the job, in one transaction.
func commit[T river.JobArgs](ctx context.Context, w *worker, job *river.Job[T], read []reading, alone, later []waitingPage) error {
	client := river.ClientFromContext[pgx.Tx](ctx)
	ctx = context.WithoutCancel(ctx)
	var entries []*archive.Entry
	var of []int
	var digests [][]byte
	for i, r := range read {
		digests = append(digests, r.digest)
		if r.entry != nil {
			entries, of = append(entries, r.entry), append(of, i)
		}
	}
	outcomes, err := w.db.PutWith(ctx, entries, func(tx pgx.Tx, _ []archive.Outcome) error {
		if _, err := tx.Exec(ctx, "DELETE FROM queued_pages WHERE digest = ANY ($1)", digests); err != nil {
			return err
		}
		if _, err := w.alone(ctx, tx, client, alone); err != nil {
			return err
		}
		if err := w.together(ctx, tx, client, later); err != nil {
			return err
		}
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
		return err
	})
	if err != nil {
		return err
	}
	for i, outcome := range outcomes {
		read[of[i]].result.Outcome = outcome
	}
	w.telling.Lock()
	defer w.telling.Unlock()
	for _, r := range read {
		w.opts.Tell(r.result)
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
		for some := range slices.Chunk(pages, pagesMost) {
			if _, err := u.w.insert(ctx, tx, client, some); err != nil {
				return err
			}
		}
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
		return err
	})
}

// storiesWorker keeps stories.
type storiesWorker struct {
	river.WorkerDefaults[storiesArgs]
	w      *worker
	keeper *keeper.Keeper
}

// Timeout implements river.Worker: stories may take long.
func (*storiesWorker) Timeout(*river.Job[storiesArgs]) time.Duration { return time.Hour }

// Work implements river.Worker.
func (s *storiesWorker) Work(ctx context.Context, _ *river.Job[storiesArgs]) error {
	return s.w.single(ctx, "stories", func() error {
		_, err := s.keeper.Update(ctx)
		return err
	})
}
