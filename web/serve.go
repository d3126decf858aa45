package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	// readTimeout is how long a user waits for a page that is fetched.
	readTimeout = 20 * time.Second
	// answerTimeout is how long any answer may take.
	answerTimeout = readTimeout + 20*time.Second
	// sendTimeout is how long a client may take to send a request; a sixth of it
	// for the header.
	sendTimeout = 30 * time.Second
	// graceful is how long requests under way may take when the server stops.
	graceful = 10 * time.Second
)

// Memory is the Go memory within which a program that serves an archive is meant
// to stay, for debug.SetMemoryLimit: beyond it garbage is collected more often.
// SQLite's pages, 16 MB for each connection, come on top.
const Memory = 384 << 20

// Serve answers requests from l until ctx ends; what is under way then is
// answered before it returns. A client that is slow to send or to take is cut
// off.
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
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
		defer cancel()
		stopped <- server.Shutdown(late)
	})
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return err
	}
	return <-stopped
}

// healthy says that the program runs.
func healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, "ok\n")
}

// ready says whether the archive answers.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if s.opts.Archive != nil {
		if _, err := s.opts.Archive.State(r.Context(), "ready"); err != nil {
			s.opts.Log.Error("the archive does not answer", "error", err)
			w.WriteHeader(http.StatusServiceUnavailable)
			io.WriteString(w, "the archive does not answer\n")
			return
		}
	}
	io.WriteString(w, "ok\n")
}
