package river

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"isnad/archive"
	"isnad/ingest"
)

// rereadArgs are the arguments of a job that reads the pages of versions again,
// those with After < Arrival ≤ UpTo. The readings are set aside, so that nobody
// sees some of them without what follows from them.
type rereadArgs struct {
	After int64 `json:"after"`
	UpTo  int64 `json:"up_to"`
}

func (rereadArgs) Kind() string { return "reread" }

// InsertOpts lets pages that are new go before.
func (rereadArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: tries, Priority: rereadPriority, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting}}
}

// AddRereads queues the reading of all newest versions again, by jobs of at most
// pagesMost versions; Queued counts the jobs.
func (q *Queue) AddRereads(ctx context.Context) (sum Queued, err error) {
	rows, err := q.db.Pool().Query(ctx, "SELECT DISTINCT (id - 1) / $1 FROM versions WHERE newest ORDER BY 1", int64(pagesMost))
	if err != nil {
		return sum, err
	}
	batches, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return sum, err
	}
	for some := range slices.Chunk(batches, 1000) {
		var jobs []river.InsertManyParams
		for _, n := range some {
			jobs = append(jobs, river.InsertManyParams{Args: rereadArgs{n * pagesMost, (n + 1) * pagesMost}})
		}
		results, err := q.client.InsertMany(ctx, jobs)
		if err != nil {
			return sum, err
		}
		for _, r := range results {
			if r.UniqueSkippedAsDuplicate {
				sum.Waiting++
			} else {
				sum.Added++
			}
		}
	}
	return sum, nil
}

// rereadWorker reads again.
type rereadWorker struct {
	river.WorkerDefaults[rereadArgs]
	w *worker
}

// Work implements river.Worker. An article that cannot be read, or not in time,
// keeps its record; what was not begun goes into a job of its own.
func (r *rereadWorker) Work(ctx context.Context, job *river.Job[rereadArgs]) error {
	kept, err := r.w.db.Arrived(ctx, job.Args.After, job.Args.UpTo)
	if err != nil {
		return err
	}
	within, cancel := context.WithTimeout(ctx, r.w.opts.Timeout/2)
	defer cancel()
	var readings []archive.Reading
	upTo := job.Args.UpTo
	for _, k := range kept {
		e, err := r.w.readAgain(within, k)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.w.opts.Log.Warn("not read again", "reason", err)
		case e != nil && string(e.JSON) != string(k.ReadJSON):
			readings = append(readings, archive.Reading{Version: k.Version, Entry: e})
		}
		if within.Err() != nil {
			upTo = k.Arrival
			break
		}
	}
	client := river.ClientFromContext[pgx.Tx](ctx)
	ctx = context.WithoutCancel(ctx)
	return r.w.db.SetAside(ctx, job.Args.After, upTo, readings, func(tx pgx.Tx) error {
		if upTo < job.Args.UpTo {
			if _, err := client.InsertTx(ctx, tx, rereadArgs{upTo, job.Args.UpTo}, nil); err != nil {
				return err
			}
		}
		if _, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job); err != nil {
			return err
		}
		if done, err := rereadDone(ctx, tx); err != nil || !done {
			return err
		}
		_, err := client.InsertTx(ctx, tx, replaceArgs{}, nil)
		return err
	})
}

// readAgain reads the page of a version until ctx ends; one that hangs is left
// behind.
func (w *worker) readAgain(ctx context.Context, k *archive.Kept) (*archive.Entry, error) {
	type answer struct {
		entry *archive.Entry
		err   error
	}
	read := make(chan answer, 1)
	go func() {
		e, err := ingest.ReadAgain(k)
		read <- answer{e, err}
	}()
	select {
	case a := <-read:
		return a.entry, a.err
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: was not read in time", k.ID)
	}
}

// rereadDone reports whether readings wait to be put in place, and no more are
// to come.
func rereadDone(ctx context.Context, in interface {
	QueryRow(context.Context, string, ...any) pgx.Row
}) (done bool, err error) {
	err = in.QueryRow(ctx, `SELECT EXISTS (SELECT FROM rereadings)
		AND NOT EXISTS (SELECT FROM river_job WHERE kind = $1 AND state IN ('available', 'pending', 'retryable', 'running', 'scheduled'))`, rereadArgs{}.Kind()).Scan(&done)
	return done, err
}

// replaceArgs are the arguments of the job that puts what was read again in the
// place of the records.
type replaceArgs struct{}

func (replaceArgs) Kind() string { return "replace" }

func (replaceArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: tries, UniqueOpts: onceAround()}
}

// replaceWorker puts new readings in place.
type replaceWorker struct {
	river.WorkerDefaults[replaceArgs]
	w *worker
}

// Timeout implements river.Worker: all of an archive is derived anew.
func (*replaceWorker) Timeout(*river.Job[replaceArgs]) time.Duration { return 24 * time.Hour }

// Work implements river.Worker.
func (r *replaceWorker) Work(ctx context.Context, _ *river.Job[replaceArgs]) error {
	return r.w.single(ctx, "replace", func() error {
		if done, err := rereadDone(ctx, r.w.db.Pool()); err != nil || !done {
			return err
		}
		_, err := r.w.db.PutInPlace(ctx)
		return err
	})
}

// replacing is the periodic job for readings whose last worker was killed before
// it could queue it.
func (q *Queue) replacing() (river.JobArgs, *river.InsertOpts) {
	ctx, cancel := context.WithTimeout(context.Background(), lookEvery)
	defer cancel()
	if done, err := rereadDone(ctx, q.db.Pool()); err != nil || !done {
		return nil, nil
	}
	return replaceArgs{}, nil
}
