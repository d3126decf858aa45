// Package monitor tells operators what a command does that runs until it is
// stopped: numbers for Prometheus, answers to probes, and a log.
//
// What was done goes in, stage by stage; a Registry and an http.Handler come
// out. Numbers of what others hold, the queue and the connections, are asked for
// when they are read. docs/operations.md says what each means.
package monitor

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"isnad/ingest"
	"isnad/ingest/river"
	"isnad/page"
)

// seconds are the bounds of histograms of what takes from milliseconds to the
// longest try of a job.
var seconds = []float64{.003, .01, .03, .1, .3, 1, 3, 10, 30, 60, 300}

// NewRegistry makes the registry of a process: it has the numbers of Go, of the
// process, and the version.
func NewRegistry(version string) *prometheus.Registry {
	r := prometheus.NewRegistry()
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "isnad_build_info", Help: "1, with the version of the program."}, []string{"version"})
	build.WithLabelValues(version).Set(1)
	r.MustRegister(build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// Stages counts what the stages do that bring pages into an archive. Its methods
// may be called by many.
type Stages struct {
	articles, jobs, polls, failures *prometheus.CounterVec
	jobSeconds, jobWaits            *prometheus.HistogramVec
	pollSeconds                     prometheus.Histogram
	feeds                           *prometheus.GaugeVec
}

// NewStages registers the numbers of the stages.
func NewStages(r prometheus.Registerer) *Stages {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		r.MustRegister(c)
		return c
	}
	histogram := func(name, help string) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: seconds}, []string{"kind"})
		r.MustRegister(h)
		return h
	}
	s := &Stages{
		articles:    counter("isnad_articles_total", "Pages dealt with, by outcome: added, revised, unchanged, or why they were refused.", "outcome"),
		jobs:        counter("isnad_jobs_total", "Jobs worked, by kind and outcome: completed, failed and to be tried again, cancelled, discarded.", "kind", "outcome"),
		polls:       counter("isnad_polls_total", "Polls of feeds, by outcome: new, unchanged, failed.", "outcome"),
		failures:    counter("isnad_failures_total", "Failures of what runs beside: stories, alerts.", "stage"),
		jobSeconds:  histogram("isnad_job_seconds", "Time a try of a job took, by kind."),
		jobWaits:    histogram("isnad_job_wait_seconds", "Time a job waited, from when it could be taken, by kind."),
		pollSeconds: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "isnad_poll_seconds", Help: "Time a poll took, with its pages.", Buckets: seconds}),
		feeds:       prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "isnad_feeds", Help: "Feeds watched, by how their last poll ended: ok, failed, or waiting for the first."}, []string{"state"}),
	}
	r.MustRegister(s.pollSeconds, s.feeds)
	return s
}

// Article counts a page that was dealt with.
func (s *Stages) Article(r ingest.Result) {
	outcome := r.Outcome.String()
	var refused *page.Error
	if errors.As(r.Err, &refused) {
		outcome = string(refused.Kind)
	} else if r.Err != nil {
		outcome = "failed"
	}
	s.articles.WithLabelValues(outcome).Inc()
}

// Job counts a try of a job.
func (s *Stages) Job(t river.Try) {
	s.jobs.WithLabelValues(t.Kind, t.Outcome).Inc()
	s.jobSeconds.WithLabelValues(t.Kind).Observe(t.Took.Seconds())
	s.jobWaits.WithLabelValues(t.Kind).Observe(max(0, t.Waited.Seconds()))
}

// Failed counts a failure of what runs beside.
func (s *Stages) Failed(stage string) { s.failures.WithLabelValues(stage).Inc() }

// Polled gives a function that counts polls of so many feeds, one call at a time.
func (s *Stages) Polled(feeds int) func(ingest.Poll) {
	failing := map[string]bool{} // whether, of feeds that were polled
	tell := func() {
		failed := 0
		for _, f := range failing {
			if f {
				failed++
			}
		}
		s.feeds.WithLabelValues("failed").Set(float64(failed))
		s.feeds.WithLabelValues("ok").Set(float64(len(failing) - failed))
		s.feeds.WithLabelValues("waiting").Set(float64(feeds - len(failing)))
	}
	tell()
	return func(p ingest.Poll) {
		outcome := "new"
		switch {
		case p.Err != nil:
			outcome = "failed"
		case len(p.Results) == 0:
			outcome = "unchanged"
		}
		s.polls.WithLabelValues(outcome).Inc()
		s.pollSeconds.Observe(p.Took.Seconds())
		for _, r := range p.Results {
			s.Article(r)
		}
		failing[p.Feed] = p.Err != nil
		tell()
	}
}

// queue asks for the numbers of a queue.
type queue struct{ q *river.Queue }

var (
	queueJobs = prometheus.NewDesc("isnad_queue_jobs", "Jobs in the queue of all workers, by kind and state.", []string{"kind", "state"}, nil)
	queueAge  = prometheus.NewDesc("isnad_queue_age_seconds", "How long the oldest job has waited that could be taken, by kind; 0 where none waits.", []string{"kind"}, nil)
)

// Queue registers the numbers of a queue.
func Queue(r prometheus.Registerer, q *river.Queue) { r.MustRegister(queue{q}) }

// Describe implements prometheus.Collector.
func (queue) Describe(to chan<- *prometheus.Desc) { to <- queueJobs; to <- queueAge }

// Collect implements prometheus.Collector.
func (c queue) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	lengths, err := c.q.Lengths(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(queueJobs, err)
		return
	}
	for _, l := range lengths {
		to <- prometheus.MustNewConstMetric(queueJobs, prometheus.GaugeValue, float64(l.Jobs), l.Kind, l.State)
		if l.State == "available" {
			to <- prometheus.MustNewConstMetric(queueAge, prometheus.GaugeValue, l.Oldest.Seconds(), l.Kind)
		}
	}
}

// pool asks for the numbers of connections.
type pool struct{ p *pgxpool.Pool }

var (
	poolConnections = prometheus.NewDesc("isnad_pool_connections", "Connections to PostgreSQL, by state: used, idle, opening.", []string{"state"}, nil)
	poolMost        = prometheus.NewDesc("isnad_pool_connections_max", "The most connections that this process opens.", nil, nil)
	poolAcquired    = prometheus.NewDesc("isnad_pool_acquired_total", "Connections that were taken for use.", nil, nil)
	poolWaits       = prometheus.NewDesc("isnad_pool_waits_total", "Takings that had to wait for a connection.", nil, nil)
	poolWaited      = prometheus.NewDesc("isnad_pool_wait_seconds_total", "Time for which takings waited.", nil, nil)
)

// Pool registers the numbers of connections.
func Pool(r prometheus.Registerer, p *pgxpool.Pool) { r.MustRegister(pool{p}) }

// Describe implements prometheus.Collector.
func (pool) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{poolConnections, poolMost, poolAcquired, poolWaits, poolWaited} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (c pool) Collect(to chan<- prometheus.Metric) {
	s := c.p.Stat()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(poolConnections, float64(s.AcquiredConns()), "used")
	gauge(poolConnections, float64(s.IdleConns()), "idle")
	gauge(poolConnections, float64(s.ConstructingConns()), "opening")
	gauge(poolMost, float64(s.MaxConns()))
	to <- prometheus.MustNewConstMetric(poolAcquired, prometheus.CounterValue, float64(s.AcquireCount()))
	to <- prometheus.MustNewConstMetric(poolWaits, prometheus.CounterValue, float64(s.EmptyAcquireCount()))
	to <- prometheus.MustNewConstMetric(poolWaited, prometheus.CounterValue, s.EmptyAcquireWaitTime().Seconds())
}

// Handler answers /metrics, /healthz, and /readyz by what ready says. One number
// that cannot be had costs no other.
func Handler(r *prometheus.Registry, ready func(context.Context) error) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(r, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	mux.HandleFunc("GET /healthz", Healthy)
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { Ready(w, ready(r.Context())) })
	return mux
}

// Healthy answers that the program runs.
func Healthy(w http.ResponseWriter, _ *http.Request) { Ready(w, nil) }

// Ready answers a probe whether what is asked for is ready.
func Ready(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, err.Error()+"\n")
		return
	}
	io.WriteString(w, "ok\n")
}

// Serve answers h's requests from l until ctx ends.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second}
	defer context.AfterFunc(ctx, func() { server.Close() })()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
