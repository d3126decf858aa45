package web

import (
	"errors"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"isnad/page"
)

// metrics counts what a server does, for Prometheus.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	readings *prometheus.CounterVec
	handler  http.Handler
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
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
	m.registry.MustRegister(m.requests, m.seconds, m.readings, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.handler = promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true})
	return m
}

// measure answers a request of a route and counts it.
func (m *metrics) measure(route string, w http.ResponseWriter, r *http.Request, next http.Handler) {
	begun := time.Now()
	watched := &watchedStatus{ResponseWriter: w, status: http.StatusOK}
	defer func() { // also for a defect, which is answered further out
		if p := recover(); p != nil {
			watched.status = http.StatusInternalServerError
			defer panic(p)
		}
		m.requests.WithLabelValues(route, strconv.Itoa(watched.status)).Inc()
		m.seconds.WithLabelValues(route).Observe(time.Since(begun).Seconds())
	}()
	next.ServeHTTP(watched, r)
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

type watchedStatus struct {
	http.ResponseWriter
	status int
}

func (w *watchedStatus) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// showMetrics answers this machine only: what others ask is not for everyone.
func (s *Server) showMetrics(w http.ResponseWriter, r *http.Request) {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !from.Addr().Unmap().IsLoopback() {
		s.fail(w, r, http.StatusNotFound, "error.not_found")
		return
	}
	s.metrics.handler.ServeHTTP(w, r)
}
