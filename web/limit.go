package web

import (
	"container/list"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// The rates at which one client may ask a server that others can reach.
// Reading a text costs some milliseconds of a processor and perhaps a
// download, as making a brief does, a page of the archive a fraction of that.
const (
	askRate, askBurst   = rate.Limit(20), 60
	readRate, readBurst = rate.Limit(0.5), 10
	// maxClients is the most clients that are remembered; the one that has
	// been silent longest is forgotten first.
	maxClients = 10_000
)

// limiter counts what clients ask. A client is an address, or the /64 that an
// IPv6 address lies in, since one machine has all of that.
type limiter struct {
	now func() time.Time

	mu      sync.Mutex
	clients map[netip.Prefix]*list.Element
	order   *list.List // of *client, the latest first
}

type client struct {
	prefix     netip.Prefix
	asks, read *rate.Limiter
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, clients: map[netip.Prefix]*list.Element{}, order: list.New()}
}

// wait tells how long a client has to wait before its request, 0 for not at
// all. Clients on this machine never wait: a proxy there has limits of its own.
func (l *limiter) wait(r *http.Request) time.Duration {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || from.Addr().Unmap().IsLoopback() {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.client(from.Addr().Unmap())
	limits := []*rate.Limiter{c.asks}
	if r.Method == http.MethodPost && isReading(r.URL.Path) || isBrief(r.URL.Path) {
		limits = append(limits, c.read)
	}
	now := l.now()
	for _, limit := range limits {
		reserved := limit.ReserveN(now, 1)
		if wait := reserved.DelayFrom(now); wait > 0 {
			reserved.CancelAt(now)
			return wait
		}
	}
	return 0
}

// limitedRate asks clients that ask too much to wait.
func (s *Server) limitedRate(next http.Handler) http.Handler {
	limits := newLimiter(s.opts.Now)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait := limits.wait(r); wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
			s.fail(w, r, http.StatusTooManyRequests, "error.too_many")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isReading reports whether a path has a text read.
func isReading(path string) bool {
	return path == "/read" || path == apiPrefix+"/read" || path == apiPrefix+"/articles" || path == assistantPath
}

// isBrief reports whether a path has a brief made, which asks the archive for
// days.
func isBrief(path string) bool { return path == "/brief" || strings.HasPrefix(path, "/brief.") }

// client returns the limits of an address, new ones where it is not
// remembered.
func (l *limiter) client(a netip.Addr) *client {
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	prefix, err := a.WithZone("").Prefix(bits)
	if err != nil {
		panic(err) // bits fit the address
	}
	if e, ok := l.clients[prefix]; ok {
		l.order.MoveToFront(e)
		return e.Value.(*client)
	}
	c := &client{prefix, rate.NewLimiter(askRate, askBurst), rate.NewLimiter(readRate, readBurst)}
	l.clients[prefix] = l.order.PushFront(c)
	if l.order.Len() > maxClients {
		delete(l.clients, l.order.Remove(l.order.Back()).(*client).prefix)
	}
	return c
}
