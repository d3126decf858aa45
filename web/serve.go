package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"isnad/monitor"
)

const (
	// readTimeout is how long a user waits for a page that is fetched.
	readTimeout = 20 * time.Second
	// answerTimeout is how long any answer may take.
	answerTimeout = readTimeout + 20*time.Second
	// sendTimeout is how long a client may take to send a request; a sixth of it
	// for the header.
	sendTimeout = 30 * time.Second
)

// Memory is the Go memory, in bytes, within which a program that serves an archive
// of so many articles is meant to stay, for debug.SetMemoryLimit: beyond it garbage
// is collected more often. What is held of records and pages is bounded, what the
// index holds of each article and its statements is not. SQLite's pages, 16 MB for
// each connection, come on top.
func Memory(articles int) int64 { return 300<<20 + int64(articles)<<10 }

// Serve answers requests from l until ctx ends. Then /readyz says that it stops,
// for Linger; what is under way is answered, within Drain, before it returns. A
// client that is slow to send or to take is cut off.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: s.sending / 6,
		ReadTimeout:       s.sending,
		WriteTimeout:      answerTimeout + 20*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.opts.Log.Handler(), slog.LevelDebug),
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		s.stopping.Store(true)
		time.Sleep(s.opts.Linger)
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.opts.Drain)
		defer cancel()
		err := server.Shutdown(late)
		if errors.Is(err, context.DeadlineExceeded) {
			server.Close()
			s.opts.Log.Warn("requests under way were cut off", "after", s.opts.Drain.String())
			err = nil
		}
		stopped <- err
	})
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return err
	}
	return <-stopped
}

var errStopping = errors.New("the server stops")

// Ready says whether the server answers and will go on.
func (s *Server) Ready(ctx context.Context) error {
	if s.stopping.Load() {
		return errStopping
	}
	if s.opts.Archive != nil {
		if _, err := s.opts.Archive.State(ctx, "ready"); err != nil {
			s.opts.Log.Error("the archive does not answer", "error", err)
			return errNotAnswered
		}
	}
	return nil
}

var errNotAnswered = errors.New("the archive does not answer")

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	monitor.Ready(w, s.Ready(r.Context()))
}
