package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/term"

	"isnad/archive"
	"isnad/archive/postgres"
	"isnad/monitor"
)

// serviceFlags are common to the commands that run until they are stopped.
type serviceFlags struct {
	LogFormat string `enum:"text,json" default:"text" help:"Log in lines to read (text) or in JSON." placeholder:"FORMAT"`
	LogLevel  string `enum:"auto,debug,info,warn,error" default:"auto" help:"Log what is at least that grave; auto is warn on a terminal and info elsewhere: a line for each request, job and poll." placeholder:"LEVEL"`
	Metrics   string `help:"Address at which to answer Prometheus (/metrics) and probes (/healthz, /readyz), to whoever reaches it." placeholder:"HOST:PORT"`
}

// log makes the log, on standard error.
func (f *serviceFlags) log(std *streams) *slog.Logger {
	level := f.LogLevel
	if level == "auto" {
		level = "info"
		if file, ok := std.stderr.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
			level = "warn"
		}
	}
	log, err := monitor.NewLog(std.stderr, f.LogFormat, level)
	if err != nil {
		panic(err) // the flags' values are of its own
	}
	return log
}

// registry makes the registry of a process that keeps an archive open; nil for
// none.
func registry(db archive.Archive) *prometheus.Registry {
	r := monitor.NewRegistry(versionNumber())
	if db, ok := db.(*postgres.DB); ok {
		monitor.Pool(r, db.Pool())
	}
	return r
}

// probes answers at the address of --metrics until the function that it returns
// is called.
func (f *serviceFlags) probes(ctx context.Context, log *slog.Logger, r *prometheus.Registry, ready func(context.Context) error) (stop func(), err error) {
	if f.Metrics == "" {
		return func() {}, nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", f.Metrics)
	if err != nil {
		return nil, fmt.Errorf("--metrics %s: %w (--metrics names another)", f.Metrics, err)
	}
	log.Info("metrics", "address", l.Addr().String())
	// They answer while what is in hand is ended, too.
	answering, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() {
		if err := monitor.Serve(answering, l, monitor.Handler(r, ready)); err != nil {
			log.Error("metrics are not answered any more", "error", err)
		}
	})
	return func() {
		cancel()
		running.Wait()
	}, nil
}

// readiness says whether an archive answers, and no longer once ctx ends.
func readiness(ctx context.Context, db archive.Archive) func(context.Context) error {
	return func(asked context.Context) error {
		if ctx.Err() != nil {
			return errStopped
		}
		_, err := db.State(asked, "ready")
		return err
	}
}
