// Package river brings pages into an archive in PostgreSQL on any number of
// machines, by jobs of River (riverqueue/river) in the archive's database.
//
// Pages and addresses go into a Queue; workers turn addresses into pages and
// pages into records. A job holds up to 64 pages, by reference, and ends in the
// transaction that keeps their records, so that a worker may be killed at any
// moment. The same page is queued once. A page that cannot be read goes into a
// job of its own: what no try can make an article of is cancelled, what fails
// again and again is discarded, both with their reason, and the page stays for
// another try. What is kept is read again in the same way (reread.go).
package river

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/klauspost/compress/zstd"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"isnad/archive"
	"isnad/archive/postgres"
	"isnad/ingest"
	"isnad/page"
)

// tries is how often a job is tried before it is discarded.
const tries = 4

// waiting are the states of a job that another of the same content would
// repeat. One that has ended is no hindrance: its page may have been removed
// since, or be read better.
var waiting = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// Priorities of jobs; those without one go first. They are few and short, and what
// is done from time to time must not wait for all pages that do.
const (
	pagePriority   = 2
	rereadPriority = 4
)

// pageArgs are the arguments of a job that reads a page.
type pageArgs struct {
	Name   string `json:"name" river:"-"`
	Digest []byte `json:"digest" river:"unique"` // of the row of queued_pages
}

func (pageArgs) Kind() string { return "page" }

// aloneQueue holds the jobs of single pages. A process takes one of them at a
// time, so that of those that were in hand when it ended one is to blame.
const aloneQueue = "alone"

func (pageArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: aloneQueue, MaxAttempts: tries, Priority: pagePriority, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting}}
}

// pagesArgs are the arguments of a job that reads pages and keeps them in one
// transaction. That a page waits once is seen to by its row of queued_pages.
type pagesArgs struct {
	Name    string   `json:"name"` // of the first page and the last
	Digests [][]byte `json:"digests"`
}

func (pagesArgs) Kind() string { return "pages" }

func (pagesArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Priority: pagePriority} }

// urlArgs are the arguments of a job that fetches an address and queues the
// pages that it leads to.
type urlArgs struct {
	URL     string  `json:"url" river:"unique"`
	Options options `json:"options" river:"unique"`
}

func (urlArgs) Kind() string { return "url" }

func (urlArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: tries, Priority: pagePriority, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting}}
}

// storiesArgs are the arguments of the periodic job that keeps stories.
type storiesArgs struct{}

func (storiesArgs) Kind() string { return "stories" }

func (storiesArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{MaxAttempts: tries} }

// kinds are those of all jobs.
var kinds = []river.JobArgs{pageArgs{}, pagesArgs{}, urlArgs{}, storiesArgs{}, taskArgs{}, feedsArgs{}, pollArgs{}, rereadArgs{}, replaceArgs{}}

// options are what is said about a page when it is queued.
type options struct {
	NoPages bool           `json:"no_pages,omitempty"`
	Article articleOptions `json:"article"`
}

// queued is the JSON of a row of queued_pages.
type queued struct {
	Page    *page.Page `json:"page"`
	Options options    `json:"options"`
}

// Queue is the queue of an archive.
type Queue struct {
	db     *postgres.DB
	client *river.Client[pgx.Tx]
	pack   *zstd.Encoder
}

// Open opens the queue of an archive and makes its tables where there are none.
func Open(ctx context.Context, db *postgres.DB) (*Queue, error) {
	driver := riverpgxv5.New(db.Pool())
	if err := migrate(ctx, db, driver); err != nil {
		return nil, fmt.Errorf("the tables of the queue: %w", err)
	}
	client, err := river.NewClient(driver, &river.Config{Logger: quiet})
	if err != nil {
		return nil, err
	}
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	return &Queue{db, client, pack}, nil
}

// migrate brings River's tables up, under a lock.
func migrate(ctx context.Context, db *postgres.DB, driver *riverpgxv5.Driver) error {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: quiet})
	if err != nil {
		return err
	}
	if ok, err := migrator.Validate(ctx, nil); err == nil && ok.OK {
		return nil
	}
	return pgx.BeginFunc(ctx, db.Pool(), func(lock pgx.Tx) error {
		if _, err := lock.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtext('isnad river ' || current_schema()))"); err != nil {
			return err
		}
		_, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	})
}

// Queued is what became of the pages that were added.
type Queued struct {
	Added   int
	Waiting int // that wait already, with the same content
}

// A job holds at most so many pages, and fewer where they are large.
const (
	pagesMost = 64
	bytesMost = 4 << 20
)

// Add queues pages, in their order, and tells refused the errors of those that
// cannot be had. What is queued when it returns is queued for good.
func (q *Queue) Add(ctx context.Context, pages iter.Seq2[*page.Page, error], opts ingest.Options, refused func(error) error) (sum Queued, err error) {
	var step []queued
	size := 0
	flush := func() error {
		if len(step) == 0 {
			return nil
		}
		n, added := len(step), 0
		err := pgx.BeginFunc(ctx, q.db.Pool(), func(tx pgx.Tx) (err error) {
			added, err = q.insert(ctx, tx, q.client, step)
			return err
		})
		sum.Added, sum.Waiting, step, size = sum.Added+added, sum.Waiting+n-added, step[:0], 0
		return err
	}
	for p, err := range pages {
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			if err := refused(err); err != nil {
				return sum, err
			}
			continue
		}
		step = append(step, queued{p, optionsOf(opts)})
		if size += len(p.Text); len(step) == pagesMost || size > bytesMost {
			if err := flush(); err != nil {
				return sum, err
			}
		}
	}
	return sum, errors.Join(flush(), ctx.Err())
}

// waitingPage is a row of queued_pages.
type waitingPage struct {
	name   string
	digest []byte
	queued // where it was asked for
}

// insert queues pages in a transaction and counts those that did not wait
// already.
func (q *Queue) insert(ctx context.Context, tx pgx.Tx, client *river.Client[pgx.Tx], pages []queued) (added int, err error) {
	all := make([]waitingPage, len(pages))
	batch := &pgx.Batch{}
	for i, p := range pages {
		plain, err := json.Marshal(p)
		if err != nil {
			return 0, err
		}
		digest := sha256.Sum256(plain)
		all[i] = waitingPage{name: p.Page.Name, digest: digest[:]}
		batch.Queue("INSERT INTO queued_pages (digest, together, json) VALUES ($1, TRUE, $2) ON CONFLICT DO NOTHING", digest[:], q.pack.EncodeAll(plain, nil))
	}
	results := tx.SendBatch(ctx, batch)
	var fresh []waitingPage
	var there [][]byte
	for _, p := range all {
		tag, err := results.Exec()
		if err != nil {
			results.Close()
			return 0, err
		}
		if tag.RowsAffected() == 1 {
			fresh = append(fresh, p)
		} else {
			there = append(there, p.digest)
		}
	}
	if err := results.Close(); err != nil {
		return 0, err
	}
	// A page that is there alone may have failed, and then waits no more.
	rows, err := tx.Query(ctx, "SELECT digest FROM queued_pages WHERE digest = ANY ($1) AND NOT together", there)
	if err != nil {
		return 0, err
	}
	alone, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return 0, err
	}
	var again []waitingPage
	for _, p := range all {
		if slices.ContainsFunc(alone, func(digest []byte) bool { return bytes.Equal(digest, p.digest) }) {
			again = append(again, p)
		}
	}
	if err := q.together(ctx, tx, client, fresh); err != nil {
		return 0, err
	}
	n, err := q.alone(ctx, tx, client, again)
	return len(fresh) + n, err
}

// together queues pages, whose rows are there, in one job.
func (q *Queue) together(ctx context.Context, tx pgx.Tx, client *river.Client[pgx.Tx], pages []waitingPage) error {
	switch len(pages) {
	case 0:
		return nil
	case 1:
		_, err := q.alone(ctx, tx, client, pages)
		return err
	}
	args := pagesArgs{Name: pages[0].name + " … " + pages[len(pages)-1].name}
	for _, p := range pages {
		args.Digests = append(args.Digests, p.digest)
	}
	_, err := client.InsertTx(ctx, tx, args, nil)
	return err
}

// alone queues pages, whose rows are there, in jobs of their own, and counts
// those that had none.
func (q *Queue) alone(ctx context.Context, tx pgx.Tx, client *river.Client[pgx.Tx], pages []waitingPage) (added int, err error) {
	if len(pages) == 0 {
		return 0, nil
	}
	var jobs []river.InsertManyParams
	var digests [][]byte
	for _, p := range pages {
		jobs = append(jobs, river.InsertManyParams{Args: pageArgs{Name: p.name, Digest: p.digest}})
		digests = append(digests, p.digest)
	}
	if _, err := tx.Exec(ctx, "UPDATE queued_pages SET together = FALSE WHERE digest = ANY ($1) AND together", digests); err != nil {
		return 0, err
	}
	results, err := client.InsertManyTx(ctx, tx, jobs)
	for _, r := range results {
		if !r.UniqueSkippedAsDuplicate {
			added++
		}
	}
	return added, err
}

// AddURL queues an address of a page, a feed or a sitemap.
func (q *Queue) AddURL(ctx context.Context, url string, opts ingest.Options) (Queued, error) {
	r, err := q.client.Insert(ctx, urlArgs{url, optionsOf(opts)}, nil)
	if err != nil {
		return Queued{}, err
	}
	if r.UniqueSkippedAsDuplicate {
		return Queued{Waiting: 1}, nil
	}
	return Queued{Added: 1}, nil
}

// Job is a job as it stands.
type Job struct {
	ID       int64     `json:"id"`
	Kind     string    `json:"kind"` // page, pages, url, feeds, poll, stories, task, reread or replace
	Name     string    `json:"name"` // of the page, the address, the last arrival
	State    string    `json:"state"`
	Attempt  int       `json:"attempt"`
	Most     int       `json:"most"` // attempts
	Created  time.Time `json:"created"`
	Next     time.Time `json:"next"`     // of the next attempt, where there is one
	Failures []Failure `json:"failures"` // of the attempts, oldest first
}

// Failure says why an attempt failed.
type Failure struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

func jobOf(row *rivertype.JobRow) Job {
	j := Job{ID: row.ID, Kind: row.Kind, State: string(row.State), Attempt: row.Attempt, Most: row.MaxAttempts, Created: row.CreatedAt.UTC(), Next: row.ScheduledAt.UTC(), Failures: []Failure{}}
	var args struct {
		Name, URL string
		UpTo      int64 `json:"up_to"`
	}
	if json.Unmarshal(row.EncodedArgs, &args) == nil {
		if j.Name = args.Name + args.URL; args.UpTo > 0 {
			j.Name = fmt.Sprintf("… %d", args.UpTo)
		}
	}
	for _, e := range row.Errors {
		j.Failures = append(j.Failures, Failure{e.At.UTC(), e.Error})
	}
	return j
}

// Unfinished are the states of jobs that wait, run, or failed for good.
var Unfinished = []string{"available", "pending", "scheduled", "running", "retryable", "cancelled", "discarded"}

// List lists jobs of these states, the newest first, at most so many.
func (q *Queue) List(ctx context.Context, states []string, most int) ([]Job, error) {
	params := river.NewJobListParams().First(min(max(most, 1), 10_000)).OrderBy(river.JobListOrderByID, river.SortOrderDesc)
	var of []rivertype.JobState
	for _, s := range states {
		of = append(of, rivertype.JobState(s))
	}
	list, err := q.client.JobList(ctx, params.States(of...))
	if err != nil {
		return nil, err
	}
	jobs := make([]Job, len(list.Jobs))
	for i, row := range list.Jobs {
		jobs[i] = jobOf(row)
	}
	return jobs, nil
}

// Counts counts jobs by their state.
func (q *Queue) Counts(ctx context.Context) (map[string]int, error) {
	rows, err := q.db.Pool().Query(ctx, "SELECT state::text, count(*) FROM river_job GROUP BY state")
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	var state string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&state, &n}, func() error {
		counts[state] = n
		return nil
	})
	return counts, err
}

// Length is how many jobs of a kind are in a state, of those that wait, run, or
// failed for good.
type Length struct {
	Kind, State string
	Jobs        int
	Oldest      time.Duration // that one of them has been due
}

// Lengths gives the lengths of the queue. For every kind there is one of jobs
// that are available, also where none is.
func (q *Queue) Lengths(ctx context.Context) ([]Length, error) {
	rows, err := q.db.Pool().Query(ctx, `SELECT kind, state::text, count(*), greatest(0, extract(epoch FROM now() - min(scheduled_at)))::float8
		FROM river_job WHERE state <> 'completed' GROUP BY kind, state`)
	if err != nil {
		return nil, err
	}
	var lengths []Length
	waits := map[string]bool{}
	l, age := Length{}, 0.0
	_, err = pgx.ForEachRow(rows, []any{&l.Kind, &l.State, &l.Jobs, &age}, func() error {
		l.Oldest = time.Duration(age * float64(time.Second))
		lengths = append(lengths, l)
		waits[l.Kind] = waits[l.Kind] || l.State == "available"
		return nil
	})
	for _, of := range kinds {
		if kind := of.Kind(); !waits[kind] {
			lengths = append(lengths, Length{Kind: kind, State: "available"})
		}
	}
	return lengths, err
}

// Show returns a job. The error is archive.ErrNotFound where there is none.
func (q *Queue) Show(ctx context.Context, id int64) (Job, error) {
	row, err := q.client.JobGet(ctx, id)
	if err != nil {
		return Job{}, notFound(id, err)
	}
	return jobOf(row), nil
}

// Retry has a job tried again at once. The error is archive.ErrNotFound where
// there is none.
func (q *Queue) Retry(ctx context.Context, id int64) (Job, error) {
	row, err := q.client.JobRetry(ctx, id)
	if err != nil {
		return Job{}, notFound(id, err)
	}
	return jobOf(row), nil
}

func notFound(id int64, err error) error {
	if errors.Is(err, rivertype.ErrNotFound) {
		return fmt.Errorf("job %d: %w (isnad jobs list shows those that are)", id, archive.ErrNotFound)
	}
	return err
}
