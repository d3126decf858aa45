package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"isnad/page"
)

// metrics counts what a server does, for Prometheus.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	readings *prometheus.CounterVec
	handler  http.Handler
}

func newMetrics(registry *prometheus.Registry) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "isnad_requests_total", Help: "Requests answered, by route and status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "isnad_request_seconds", Help: "Time to make an answer, by route.",
			Buckets: []float64{.001, .003, .01, .03, .06, .1, .3, 1, 3, 10, 30},
		}, []string{"route"}),
		readings: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "isnad_readings_total", Help: "Texts read for users, by outcome: ok, a kind of refusal, or failed.",
		}, []string{"outcome"}),
	}
	registry.MustRegister(m.requests, m.seconds, m.readings)
	m.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{DisableCompression: true, ErrorHandling: promhttp.ContinueOnError})
	return m
}

// visit is what is noted of a request on its way in.
type visit struct{ route string }

// visitKey is the key of a request's visit in its context.
type visitKey struct{}

// watched counts every request with what became of it, and logs it: by its
// route, never by what was asked. It stands outermost, so that a refusal is
// seen, too; route tells it the pattern from within.
func (s *Server) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun, v := time.Now(), &visit{route: "none"}
		sent := &sentAnswer{ResponseWriter: w, status: http.StatusOK}
		defer func() { // also for an answer that is given up
			took := time.Since(begun)
			s.metrics.requests.WithLabelValues(v.route, strconv.Itoa(sent.status)).Inc()
			s.metrics.seconds.WithLabelValues(v.route).Observe(took.Seconds())
			level := slog.LevelInfo
			if unguarded[r.URL.Path] {
				level = slog.LevelDebug // probes come every few seconds
			}
			s.opts.Log.Log(r.Context(), level, "request", "method", knownMethod(r.Method), "route", v.route, "status", sent.status,
				"seconds", took.Round(10*time.Microsecond).Seconds(), "bytes", sent.bytes)
		}()
		next.ServeHTTP(sent, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
	})
}

// route notes the pattern of a request's route.
func route(r *http.Request, pattern string) {
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok {
		v.route = pattern
	}
}

// knownMethod keeps what a client makes up out of the log.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// read counts a text that was read, or why it was not.
func (m *metrics) read(err error) {
	outcome := "ok"
	var refused *page.Error
	if errors.As(err, &refused) {
		outcome = string(refused.Kind)
	} else if err != nil {
		outcome = "failed"
	}
	m.readings.WithLabelValues(outcome).Inc()
}

// sentAnswer counts what is sent.
type sentAnswer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *sentAnswer) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *sentAnswer) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController through.
func (w *sentAnswer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// fromThisMachine reports whether a request was sent on this machine, a proxy's
// among them.
func fromThisMachine(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && from.Addr().Unmap().IsLoopback()
}

// showMetrics answers this machine only: what others ask is not for everyone.
func (s *Server) showMetrics(w http.ResponseWriter, r *http.Request) {
	if !fromThisMachine(r) {
		s.fail(w, r, http.StatusNotFound, "error.not_found")
		return
	}
	s.metrics.handler.ServeHTTP(w, r)
}
