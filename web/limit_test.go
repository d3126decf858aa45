package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func from(address string) func(*http.Request) {
	return func(r *http.Request) { r.RemoteAddr = address }
}

func TestLimits(t *testing.T) {
	now := time.Unix(0, 0)
	s := serve(t, Options{AnyHost: true, Now: func() time.Time { return now }})
	asks := func(address string, n int) (answered int) {
		for range n {
			if s.do("GET", "/healthz", nil, from(address)).Code == http.StatusOK {
				answered++
			}
		}
		return answered
	}
	const a, b, local = "198.51.100.7:4711", "198.51.100.8:4711", "127.0.0.1:4711"
	if n := asks(a, askBurst+20); n != askBurst {
		t.Errorf("%d of a burst are answered", n)
	}
	if n := asks(b, 5); n != 5 {
		t.Errorf("another client has %d of 5 answered", n)
	}
	if n := asks(local, 2*askBurst); n != 2*askBurst {
		t.Errorf("this machine has %d answered", n)
	}
	w := s.do("GET", "/healthz", nil, from(a))
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "1" {
		t.Errorf("%d, to wait %s", w.Code, w.Header().Get("Retry-After"))
	}
	now = now.Add(time.Second)
	if n := asks(a, 100); n != int(askRate) {
		t.Errorf("%d are answered a second later", n)
	}
	// Addresses of one /64 are one client.
	asks("[2001:db8:1:2::1]:1", askBurst)
	if n := asks("[2001:db8:1:2:ffff::9]:1", 1); n != 0 {
		t.Error("another address of the same network has its own limit")
	}
	if n := asks("[2001:db8:1:3::1]:1", 1); n != 1 {
		t.Error("another network has no limit of its own")
	}
	// Reading has the narrower limit.
	read := func() int { return s.do("POST", "/read", url.Values{"what": {" "}}, from("198.51.100.9:1")).Code }
	for range readBurst {
		if code := read(); code != http.StatusUnprocessableEntity {
			t.Fatalf("reading: %d", code)
		}
	}
	if code := read(); code != http.StatusTooManyRequests {
		t.Errorf("one reading more: %d", code)
	}
}

func TestLimiterForgets(t *testing.T) {
	l := newLimiter(time.Now)
	for i := range maxClients + 10 {
		r, err := http.NewRequest("GET", "/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255)
		l.wait(r)
	}
	if len(l.clients) != maxClients || l.order.Len() != maxClients {
		t.Errorf("%d clients are remembered", len(l.clients))
	}
}

func TestMetrics(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	s.read(report)
	s.do("POST", "/read", url.Values{"what": {" "}})
	s.get("/search?q=" + url.QueryEscape("سد"))
	s.do("GET", "/articles/none", nil)
	s.do("GET", "/search", nil, func(r *http.Request) { r.Host = "evil.example" })
	got := s.do("GET", "/metrics", nil, from("127.0.0.1:1")).Body.String()
	for _, line := range []string{
		`isnad_readings_total{outcome="ok"} 1`, `isnad_readings_total{outcome="empty"} 1`,
		`isnad_requests_total{route="GET /search",status="200"} 1`, `isnad_requests_total{route="GET /articles/{id}",status="404"} 1`,
		`isnad_request_seconds_count{route="POST /read"} 2`, "go_goroutines ",
		`isnad_requests_total{route="none",status="421"} 1`,
	} {
		if !strings.Contains(got, line) {
			t.Errorf("no %s in\n%s", line, got)
		}
	}
	if w := s.do("GET", "/metrics", nil, from("198.51.100.7:1")); w.Code != http.StatusNotFound {
		t.Errorf("others see them: %d", w.Code)
	}
}
