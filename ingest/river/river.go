// Package river brings pages into an archive in PostgreSQL on any number of
// machines, by jobs of River (riverqueue/river) in the archive's database.
//
// Pages and addresses go into a Queue; workers turn addresses into pages and
// pages into records. A job ends in the transaction that keeps its record, so
// that a worker may be killed at any moment. The same page is queued once. What
// no try can make an article of is cancelled, what fails again and again is
// discarded, both with their reason, and the page stays for another try.
package river

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
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

// pageArgs are the arguments of a job that reads a page.
type pageArgs struct {
	Name   string `json:"name" river:"-"`
	Digest []byte `json:"digest" river:"unique"` // of the row of queued_pages
}

func (pageArgs) Kind() string { return "page" }

func (pageArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: tries, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting}}
}

// urlArgs are the arguments of a job that fetches an address and queues the
// pages that it leads to.
type urlArgs struct {
	URL     string  `json:"url" river:"unique"`
	Options options `json:"options" river:"unique"`
}

func (urlArgs) Kind() string { return "url" }

func (urlArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: tries, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting}}
}

// storiesArgs are the arguments of the periodic job that keeps stories.
type storiesArgs struct{}

func (storiesArgs) Kind() string { return "stories" }

func (storiesArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting}}
}

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

// Queued is what became of what was added.
type Queued struct {
	Added   int // jobs
	Waiting int // that wait already, for the same content
}

// addStep is the number of pages queued in one transaction.
const addStep = 64

// Add queues pages, in their order, and yields the errors of those that cannot
// be had. What is queued when it returns is queued for good.
func (q *Queue) Add(ctx context.Context, pages iter.Seq2[*page.Page, error], opts ingest.Options, refused func(error) error) (sum Queued, err error) {
	var step []queued
	flush := func() error {
		if len(step) == 0 {
			return nil
		}
		n := len(step)
		added, err := q.insert(ctx, step)
		sum.Added, sum.Waiting, step = sum.Added+added, sum.Waiting+n-added, step[:0]
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
		if step = append(step, queued{p, optionsOf(opts)}); len(step) >= addStep {
			if err := flush(); err != nil {
				return sum, err
			}
		}
	}
	return sum, errors.Join(flush(), ctx.Err())
}

// insert queues pages in one transaction and counts those that did not wait
// already.
func (q *Queue) insert(ctx context.Context, pages []queued) (added int, err error) {
	err = pgx.BeginFunc(ctx, q.db.Pool(), func(tx pgx.Tx) error {
		added, err = q.insertTx(ctx, tx, q.client, pages)
		return err
	})
	return added, err
}

func (q *Queue) insertTx(ctx context.Context, tx pgx.Tx, client *river.Client[pgx.Tx], pages []queued) (added int, err error) {
	var jobs []river.InsertManyParams
	batch := &pgx.Batch{}
	for _, p := range pages {
		plain, err := json.Marshal(p)
		if err != nil {
			return 0, err
		}
		digest := sha256.Sum256(plain)
		batch.Queue("INSERT INTO queued_pages (digest, json) VALUES ($1, $2) ON CONFLICT DO NOTHING", digest[:], q.pack.EncodeAll(plain, nil))
		jobs = append(jobs, river.InsertManyParams{Args: pageArgs{Name: p.Page.Name, Digest: digest[:]}})
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, err
	}
	if len(jobs) == 0 {
		return 0, nil
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
	Kind     string    `json:"kind"` // page, url or stories
	Name     string    `json:"name"` // of the page, the address
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
	var args struct{ Name, URL string }
	if json.Unmarshal(row.EncodedArgs, &args) == nil {
		j.Name = args.Name + args.URL
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
