package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"isnad/archive/postgres"
	"isnad/ingest"
	"isnad/ingest/river"
	"isnad/monitor"
	"isnad/page"
)

// openQueue opens the archive with its queue.
func (s *streams) openQueue(ctx context.Context, create bool) (*postgres.DB, *river.Queue, error) {
	if !postgres.Names(s.archivePath()) {
		return nil, nil, &usageError{fmt.Errorf("%s: has no queue: name an archive in PostgreSQL (--archive postgres://user@host/database), or use isnad add without one", s.archiveTitle())}
	}
	db, err := postgres.Open(ctx, s.archivePath(), postgres.Options{Create: create})
	if err != nil {
		return nil, nil, err
	}
	queue, err := river.Open(ctx, db)
	if err != nil {
		return nil, nil, firstError(err, db.Close())
	}
	return db, queue, nil
}

// enqueue queues what isnad add would read: pages of files as they are, and
// addresses, which a worker fetches.
func (c *addCmd) enqueue(ctx context.Context, std *streams, options ingest.Options) (err error) {
	if c.Keep.Duration > 0 || c.Report != "" {
		return &usageError{fmt.Errorf("--queue excludes --keep and --report: what becomes of the pages is not known yet")}
	}
	inputs, unusable := page.Expand(c.Inputs)
	db, queue, err := std.openQueue(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	refused := len(unusable)
	for _, err := range unusable {
		std.complain("%v", err)
	}
	var sum river.Queued
	isURL := func(input string) bool {
		return strings.HasPrefix(input, "http://") || strings.HasPrefix(input, "https://")
	}
	for _, input := range inputs {
		if !isURL(input) {
			continue
		}
		q, err := queue.AddURL(ctx, input, options)
		if err != nil {
			return err
		}
		sum.Added, sum.Waiting = sum.Added+q.Added, sum.Waiting+q.Waiting
	}
	files := slices.DeleteFunc(slices.Clone(inputs), isURL)
	m := newMeter(std, bytesOf(files))
	defer m.finish()
	reader := page.NewReader(page.Options{Stdin: std.stdin, OnRead: m.work})
	pages := func(yield func(*page.Page, error) bool) {
		for p, err := range opened(ctx, files, reader) {
			m.advance()
			if !yield(p, err) {
				return
			}
		}
	}
	q, err := queue.Add(ctx, pages, options, func(err error) error {
		refused++
		m.clear()
		std.complain("%v", err)
		return nil
	})
	m.clear()
	fmt.Fprintf(std.stdout, "%s: %d queued, %d waiting already, %d refused\n", std.archiveTitle(), sum.Added+q.Added, sum.Waiting+q.Waiting, refused)
	if err == nil && refused > 0 {
		return errInputs
	}
	return err
}

type workCmd struct {
	Jobs         int           `help:"Jobs at the same time; 0 is two per processor." default:"0" placeholder:"N"`
	Timeout      time.Duration `help:"Longest try of a job; that of a worker which was killed is tried again after twice as long." default:"1m" placeholder:"TIME"`
	Stories      time.Duration `help:"How often one of all workers finds stories; 0 is never." default:"1m" placeholder:"TIME"`
	Feeds        time.Duration `help:"Time between two polls of a feed that the archive is subscribed to (isnad watch), by one of all workers; 0 is never." default:"15m" placeholder:"TIME"`
	Alerts       time.Duration `help:"How often one of all workers looks for what alerts are to tell (isnad alert); 0 is never." default:"1m" placeholder:"TIME"`
	Drain        time.Duration `help:"Longest time that jobs which were begun may take after a signal; what is cut off then is tried again by another worker." default:"30s" placeholder:"TIME"`
	AllowPrivate bool          `help:"Let URLs lead to private and loopback addresses."`
	serviceFlags
}

// Help is shown below the flags by isnad work --help.
func (*workCmd) Help() string {
	return `Takes jobs from the queue of an archive in PostgreSQL, until it is stopped; then it ends the jobs that it has begun. Any number of workers on any
number of machines share a queue. What is killed is lost to nobody: another worker takes its jobs. One of them polls feeds, finds stories and tells alerts.

Examples:

  export ISNAD_ARCHIVE=postgres://isnad@db.example/news
  isnad add --queue crawl.wacz https://news.example/rss
  isnad work                                   on this machine, and on others
  isnad work --metrics :9100 --log-format json numbers for Prometheus, and probes, at /metrics, /healthz, /readyz
  isnad jobs list                              what waits, and what failed and why`
}

// Run works until a signal stops it.
func (c *workCmd) Run(ctx context.Context, std *streams) (err error) {
	db, queue, err := std.openQueue(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	log, numbers := c.log(std), registry(db)
	monitor.Queue(numbers, queue)
	stages := monitor.NewStages(numbers)
	stop, err := c.probes(ctx, log, numbers, readiness(ctx, db))
	if err != nil {
		return err
	}
	defer stop()
	fmt.Fprintf(std.stdout, "working for %s\n", std.archiveTitle())
	alerts := newAlertRunner(std, db)
	alerts.Log = func(err error) {
		stages.Failed("alerts")
		log.Error("telling alerts", "error", err)
	}
	sum := summary{refused: map[page.Kind]int{}}
	err = river.Work(ctx, db, river.Options{
		Jobs: c.Jobs, Timeout: c.Timeout, Stories: c.Stories, Feeds: c.Feeds, Drain: c.Drain, Tasks: []river.Task{{Name: "alerts", Every: c.Alerts, Do: alerts.Once}},
		Fetch: page.Options{AllowPrivate: c.AllowPrivate, Pause: politePause},
		Log:   monitor.AtLeast(log, slog.LevelWarn), // River tells of itself at info
		Tell: func(r ingest.Result) {
			stages.Article(r)
			sum.add(r)
		},
		Worked: func(t river.Try) {
			stages.Job(t)
			if t.Err != nil {
				log.Warn("job", "id", t.ID, "kind", t.Kind, "try", t.Number, "outcome", t.Outcome, "seconds", t.Took.Seconds(), "reason", t.Err.Error())
				return
			}
			log.Info("job", "id", t.ID, "kind", t.Kind, "try", t.Number, "outcome", t.Outcome, "seconds", t.Took.Seconds())
		},
	})
	fmt.Fprintf(std.stdout, "%s: %s\n", std.archiveTitle(), sum)
	if err == nil {
		err = errStopped
	}
	return err
}

type jobsCmd struct {
	List  jobsListCmd  `cmd:"" default:"withargs" help:"List jobs that wait, run, or failed for good, the newest first."`
	Show  jobsShowCmd  `cmd:"" help:"Show a job with the reasons of its failures."`
	Retry jobsRetryCmd `cmd:"" help:"Have jobs tried again at once."`
}

// Help is shown below the flags by isnad jobs --help.
func (*jobsCmd) Help() string {
	return `Examples:

  isnad jobs list --state discarded       what failed at every try
  isnad jobs show 4711
  isnad jobs retry 4711

A page without an article is cancelled at once; what fails at every try, or takes too long, is discarded. Their pages are kept for thirty days.`
}

type jobsListCmd struct {
	State  []string `help:"Only of these states: available, scheduled, running, retryable, completed, cancelled, discarded." placeholder:"STATE" enum:"available,pending,scheduled,running,retryable,completed,cancelled,discarded"`
	Limit  int      `default:"100" help:"Give at most N." placeholder:"N"`
	Format string   `enum:"text,jsonl" default:"text" help:"text to read; jsonl, an object a line." placeholder:"FORMAT"`
}

// Run lists jobs.
func (c *jobsListCmd) Run(ctx context.Context, std *streams) (err error) {
	db, queue, err := std.openQueue(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	states := c.State
	if len(states) == 0 {
		states = river.Unfinished
	}
	jobs, err := queue.List(ctx, states, c.Limit)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if err := printJob(std, j, c.Format); err != nil {
			return err
		}
	}
	counts, err := queue.Counts(ctx)
	if err != nil {
		return err
	}
	var parts []string
	for _, state := range append(slices.Clone(river.Unfinished), "completed") {
		if n := counts[state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s: %d", state, n))
		}
	}
	if len(parts) == 0 {
		parts = []string{"no jobs"}
	}
	std.complain("%s: %s", std.archiveTitle(), strings.Join(parts, ", "))
	return nil
}

// printJob prints a job: on one line, with the last reason, or as JSON.
func printJob(std *streams, j river.Job, format string) error {
	if format == "jsonl" {
		enc := json.NewEncoder(std.stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(j)
	}
	line := fmt.Sprintf("%d\t%s\t%s\t%d of %d\t%s", j.ID, j.Kind, j.State, j.Attempt, j.Most, visible(j.Name))
	if n := len(j.Failures); n > 0 {
		line += "\t" + visible(j.Failures[n-1].Reason)
	}
	_, err := fmt.Fprintln(std.stdout, line)
	return err
}

type jobsShowCmd struct {
	ID     int64  `arg:"" name:"id" help:"The job, as isnad jobs list prints it."`
	Format string `enum:"text,jsonl" default:"text" help:"text to read; jsonl, one object." placeholder:"FORMAT"`
}

// Run shows a job.
func (c *jobsShowCmd) Run(ctx context.Context, std *streams) (err error) {
	db, queue, err := std.openQueue(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	j, err := queue.Show(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.Format == "jsonl" {
		return printJob(std, j, c.Format)
	}
	fmt.Fprintf(std.stdout, "%d\t%s\t%s\t%d of %d\t%s\n", j.ID, j.Kind, j.State, j.Attempt, j.Most, visible(j.Name))
	for _, f := range j.Failures {
		fmt.Fprintf(std.stdout, "%s\t%s\n", f.At.Format(time.RFC3339), visible(f.Reason))
	}
	return nil
}

type jobsRetryCmd struct {
	IDs []int64 `arg:"" name:"id" help:"Jobs, as isnad jobs list prints them."`
}

// Run has jobs tried again.
func (c *jobsRetryCmd) Run(ctx context.Context, std *streams) (err error) {
	db, queue, err := std.openQueue(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	for _, id := range c.IDs {
		j, err := queue.Retry(ctx, id)
		if err != nil {
			return err
		}
		if err := printJob(std, j, "text"); err != nil {
			return err
		}
	}
	return nil
}
