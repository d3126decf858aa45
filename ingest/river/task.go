package river

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"isnad/ingest"
)

// Task is what one of all workers does every so often: River's leader queues it,
// and it waits or runs once.
type Task struct {
	Name  string
	Every time.Duration
	// Most is how long it may take. Default an hour.
	Most time.Duration
	Do   func(context.Context) error
}

// taskArgs are the arguments of the job of a task.
type taskArgs struct {
	Name string `json:"name"`
}

func (taskArgs) Kind() string { return "task" }

func (taskArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{MaxAttempts: tries} }

// taskWorker does tasks.
type taskWorker struct {
	river.WorkerDefaults[taskArgs]
	w     *worker
	tasks []Task
}

func (t *taskWorker) task(name string) (Task, bool) {
	for _, task := range t.tasks {
		if task.Name == name {
			return task, true
		}
	}
	return Task{}, false
}

// Timeout implements river.Worker.
func (t *taskWorker) Timeout(job *river.Job[taskArgs]) time.Duration {
	if task, _ := t.task(job.Args.Name); task.Most > 0 {
		return task.Most
	}
	return time.Hour
}

// Work implements river.Worker.
func (t *taskWorker) Work(ctx context.Context, job *river.Job[taskArgs]) error {
	task, ok := t.task(job.Args.Name)
	if !ok {
		return river.JobSnooze(time.Second) // another worker has it
	}
	return t.w.single(ctx, "task "+task.Name, func() error { return task.Do(ctx) })
}

// onceAround has a job queued once by those who queue it at about the same time.
// One from before is no hindrance: its worker may have been killed. River takes
// a leader for gone after ten seconds at the earliest, so what a new one queues
// first is never kept out.
func onceAround() river.UniqueOpts {
	return river.UniqueOpts{ByArgs: true, ByPeriod: 5 * time.Second, ByState: waiting}
}

// single does what only one of all workers is to do at a time, or nothing where
// another is at it. The lock ends with the connection of a worker that is
// killed.
func (w *worker) single(ctx context.Context, what string, do func() error) error {
	// Beside the pool, whose connections what is done may need all.
	conn, err := pgx.ConnectConfig(ctx, w.db.Pool().Config().ConnConfig)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var ours bool
	err = conn.QueryRow(ctx, "SELECT pg_try_advisory_lock(hashtext('isnad single ' || current_schema()), hashtext($1))", what).Scan(&ours)
	if err != nil || !ours {
		return err
	}
	return do()
}

// periodic are the jobs that the leader queues.
func (w *worker) periodic() (jobs []*river.PeriodicJob) {
	o := w.opts
	add := func(every time.Duration, args river.JobArgs) {
		if every > 0 {
			jobs = append(jobs, river.NewPeriodicJob(river.PeriodicInterval(every),
				func() (river.JobArgs, *river.InsertOpts) {
					return args, &river.InsertOpts{UniqueOpts: onceAround()}
				}, &river.PeriodicJobOpts{RunOnStart: true}))
		}
	}
	add(o.Stories, storiesArgs{})
	if o.Feeds > 0 {
		add(min(o.Feeds, lookEvery), feedsArgs{})
	}
	for _, t := range o.Tasks {
		add(t.Every, taskArgs{t.Name})
	}
	return append(jobs, river.NewPeriodicJob(river.PeriodicInterval(lookEvery), w.replacing, &river.PeriodicJobOpts{RunOnStart: true}))
}

// lookEvery is the longest time between two looks for feeds that are due, and for
// readings that are to be put in place.
const lookEvery = 15 * time.Second

// feedsArgs are the arguments of the job that queues the polls of feeds that
// are due.
type feedsArgs struct{}

func (feedsArgs) Kind() string { return "feeds" }

func (feedsArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{MaxAttempts: tries} }

// pollArgs are the arguments of a job that polls a feed.
type pollArgs struct {
	URL string `json:"url"`
}

func (pollArgs) Kind() string { return "poll" }

func (pollArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: tries, UniqueOpts: onceAround()}
}

func (w *worker) watcher() *ingest.Watcher {
	return &ingest.Watcher{Archive: w.db, Lister: w.reader, Every: w.opts.Feeds, Options: ingest.Options{Jobs: 1}}
}

// due reports whether it is time to poll a feed.
func (w *worker) due(ctx context.Context, feed string) (bool, error) {
	next, _, err := w.watcher().Due(ctx, feed)
	return time.Until(next) <= 0, err
}

// feedsWorker queues polls.
type feedsWorker struct {
	river.WorkerDefaults[feedsArgs]
	w *worker
}

// Work implements river.Worker.
func (f *feedsWorker) Work(ctx context.Context, _ *river.Job[feedsArgs]) error {
	feeds, err := ingest.Subscriptions(ctx, f.w.db)
	if err != nil {
		return err
	}
	rows, err := f.w.db.Pool().Query(ctx, "SELECT args->>'url' FROM river_job WHERE kind = $1 AND state = 'available'", pollArgs{}.Kind())
	if err != nil {
		return err
	}
	waiting, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	var polls []river.InsertManyParams
	for _, feed := range feeds {
		due, err := f.w.due(ctx, feed)
		if err != nil {
			return err
		}
		if due && !slices.Contains(waiting, feed) {
			polls = append(polls, river.InsertManyParams{Args: pollArgs{feed}})
		}
	}
	if len(polls) == 0 {
		return nil
	}
	_, err = river.ClientFromContext[pgx.Tx](ctx).InsertMany(ctx, polls)
	return err
}

// pollWorker polls a feed.
type pollWorker struct {
	river.WorkerDefaults[pollArgs]
	w *worker
}

// Timeout implements river.Worker: a new feed lists many pages, and a server is
// given a pause between two.
func (*pollWorker) Timeout(*river.Job[pollArgs]) time.Duration { return 15 * time.Minute }

// Work implements river.Worker. A feed that cannot be had is cancelled with its
// reason: its note says when it is asked again.
func (p *pollWorker) Work(ctx context.Context, job *river.Job[pollArgs]) error {
	var failed error
	w := p.w.watcher()
	w.Tell = func(poll ingest.Poll) {
		failed = poll.Err
		p.w.telling.Lock()
		defer p.w.telling.Unlock()
		for _, r := range poll.Results {
			p.w.opts.Tell(r)
		}
	}
	err := p.w.single(ctx, "poll "+job.Args.URL, func() error {
		// Where the poll was queued twice the other has been done.
		if due, err := p.w.due(ctx, job.Args.URL); err != nil || !due {
			return err
		}
		return w.Once(ctx, []string{job.Args.URL})
	})
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if failed != nil {
		return river.JobCancel(failed)
	}
	return nil
}
