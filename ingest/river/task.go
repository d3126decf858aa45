package river

import (
	"context"
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

func (taskArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: tries, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting}}
}

// taskWorker does tasks.
type taskWorker struct {
	river.WorkerDefaults[taskArgs]
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
	return task.Do(ctx)
}

// periodic are the jobs that the leader queues.
func (o Options) periodic() (jobs []*river.PeriodicJob) {
	add := func(every time.Duration, args river.JobArgs) {
		if every > 0 {
			jobs = append(jobs, river.NewPeriodicJob(river.PeriodicInterval(every),
				func() (river.JobArgs, *river.InsertOpts) { return args, nil }, &river.PeriodicJobOpts{RunOnStart: true}))
		}
	}
	add(o.Stories, storiesArgs{})
	if o.Feeds > 0 {
		add(min(o.Feeds, lookEvery), feedsArgs{})
	}
	for _, t := range o.Tasks {
		add(t.Every, taskArgs{t.Name})
	}
	return jobs
}

// lookEvery is the longest time between two looks for feeds that are due.
const lookEvery = 15 * time.Second

// feedsArgs are the arguments of the job that queues the polls of feeds that
// are due.
type feedsArgs struct{}

func (feedsArgs) Kind() string { return "feeds" }

func (feedsArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: tries, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting}}
}

// pollArgs are the arguments of a job that polls a feed.
type pollArgs struct {
	URL string `json:"url"`
}

func (pollArgs) Kind() string { return "poll" }

func (pollArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: tries, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting}}
}

func (w *worker) watcher() *ingest.Watcher {
	return &ingest.Watcher{Archive: w.db, Lister: w.reader, Every: w.opts.Feeds, Options: ingest.Options{Jobs: 1}}
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
	var polls []river.InsertManyParams
	for _, feed := range feeds {
		due, _, err := f.w.watcher().Due(ctx, feed)
		if err != nil {
			return err
		}
		if time.Until(due) <= 0 {
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
	if err := w.Once(ctx, []string{job.Args.URL}); err != nil {
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
