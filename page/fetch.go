package page

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/temoto/robotstxt"
	"golang.org/x/time/rate"
)

// fetcher downloads pages politely: it names itself, obeys robots.txt at every
// hop, and connects to public addresses only.
type fetcher struct {
	opts   Options
	client *http.Client

	mu    sync.Mutex
	hosts map[string]*host // by scheme://host
}

// host is what the fetcher knows of one host.
type host struct {
	pause *rate.Limiter

	mu     sync.Mutex       // held while its robots.txt is fetched, so that this is done once
	robots *robotstxt.Group // nil until it has been fetched
	until  time.Time        // when robots.txt is to be asked for again
}

const (
	// maxPause bounds the pause that a robots.txt can ask for.
	maxPause = time.Minute
	// robotsLast is how long a robots.txt holds (RFC 9309, section 2.4), and
	// robotsBroken how long the ban holds of a host that fails to give one.
	robotsLast, robotsBroken = 24 * time.Hour, 15 * time.Minute
)

// host gives what is known of u's host.
func (f *fetcher) host(u *url.URL) *host {
	key := u.Scheme + "://" + u.Host
	f.mu.Lock()
	defer f.mu.Unlock()
	h := f.hosts[key]
	if h == nil {
		h = &host{pause: rate.NewLimiter(rate.Every(f.opts.Pause), 1)}
		f.hosts[key] = h
	}
	return h
}

func newFetcher(opts Options) *fetcher {
	return &fetcher{opts: opts, client: Client(opts.AllowPrivate), hosts: map[string]*host{}}
}

// Client returns a client for addresses that users give: it connects to public
// addresses only, unless private ones are allowed, goes through no proxy and
// follows no redirect, which whoever asks must look at first.
func Client(allowPrivate bool) *http.Client {
	if allowPrivate {
		return clientTo(func(string) error { return nil })
	}
	return clientTo(publicOnly)
}

// clientTo is a Client that connects where permit lets it.
func clientTo(permit func(address string) error) *http.Client {
	dialer := &net.Dialer{
		Timeout: 10 * time.Second,
		// Control sees the address that is dialled, after resolution: a name
		// that resolves anew between check and use cannot slip by.
		Control: func(_, address string, _ syscall.RawConn) error { return permit(address) },
	}
	return &http.Client{
		Transport: &http.Transport{
			// No proxy: it would resolve names out of sight of Control.
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  20 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConnsPerHost:    2,
			IdleConnTimeout:        30 * time.Second,
			ForceAttemptHTTP2:      true,
		},
		// Each hop is followed by get, which checks it first.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// publicOnly refuses host:port addresses outside the public internet.
func publicOnly(address string) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return &Error{Kind: Refused, Reason: "has an address that cannot be checked", Err: err}
	}
	if !isPublic(ap.Addr()) {
		return &Error{Kind: Refused, Reason: fmt.Sprintf("resolves to %s, which is not a public address", ap.Addr()),
			Remedy: "--allow-private permits it"}
	}
	return nil
}

// closed lists ranges that are globally routable in form but not public:
// IANA's special-purpose registries (RFC 6890 and successors), and the one
// cloud metadata service outside them.
var closed = func() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "168.63.129.16/32",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

// isPublic reports whether an address belongs to the public internet. IPv4
// inside IPv6 counts as what it wraps; translated and tunnelled ranges, which
// could reach anything, are not public.
func isPublic(a netip.Addr) bool {
	a = a.WithZone("").Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range closed {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// answer is what a server gave for an address.
type answer struct {
	body      []byte
	label     string // charset of the header
	url       string // the address after redirects
	state     State
	unchanged bool // nothing newer than the state that was asked about; no body
}

// get downloads one page, unless it is as it was at the given state. Errors
// are *Error.
func (f *fetcher) get(ctx context.Context, address string, since State) (*answer, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, &Error{Kind: Refused, Reason: "is not a URL", Err: err}
	}
	for range f.opts.MaxRedirects + 1 {
		if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, &Error{Kind: Refused, Reason: fmt.Sprintf("leads to %.60q, which is not a web address", u)}
		}
		if u.User != nil {
			return nil, &Error{Kind: Refused, Reason: "has a user name in its address"}
		}
		if err := f.allowed(ctx, u); err != nil {
			return nil, err
		}
		got, next, err := f.hop(ctx, u, since)
		if err != nil || next == nil {
			return got, err
		}
		u = next
	}
	return nil, &Error{Kind: Fetch, Reason: fmt.Sprintf("redirects more than %d times", f.opts.MaxRedirects)}
}

// hop makes one request: it gives an answer, or the address to go on to.
func (f *fetcher) hop(ctx context.Context, u *url.URL, since State) (*answer, *url.URL, error) {
	if err := f.host(u).pause.Wait(ctx); err != nil {
		return nil, nil, f.failure(ctx, err)
	}
	ctx, cancel := context.WithTimeout(ctx, f.opts.Timeout)
	defer cancel()
	res, err := f.do(ctx, u, since)
	if err != nil {
		return nil, nil, f.failure(ctx, err)
	}
	defer res.Body.Close()
	if loc := res.Header.Get("Location"); res.StatusCode/100 == 3 && loc != "" {
		next, err := u.Parse(loc)
		if err != nil {
			return nil, nil, &Error{Kind: Fetch, Reason: "redirects to a broken address", Err: err}
		}
		return nil, next, nil
	}
	switch {
	case res.StatusCode == http.StatusNotModified && since != State{}:
		return &answer{url: u.String(), state: since, unchanged: true}, nil, nil
	case res.StatusCode == http.StatusTooManyRequests, res.StatusCode == http.StatusServiceUnavailable:
		return nil, nil, &Error{Kind: Busy, Reason: "was answered with " + statusText(res.StatusCode), Remedy: "try again later", RetryAfter: retryAfter(res.Header)}
	case res.StatusCode != http.StatusOK:
		return nil, nil, &Error{Kind: Fetch, Reason: "was answered with " + statusText(res.StatusCode)}
	}
	label, err := textLike(res.Header.Get("Content-Type"))
	if err != nil {
		return nil, nil, err
	}
	body, err := readCapped(res.Body, f.opts.MaxBytes)
	if err != nil {
		return nil, nil, f.failure(ctx, err)
	}
	state := State{ETag: res.Header.Get("ETag"), LastModified: res.Header.Get("Last-Modified")}
	return &answer{body: body, label: label, url: u.String(), state: state}, nil, nil
}

// retryAfter reads the header of that name (RFC 9110, section 10.2.3). A date
// counts from the server's own clock, where it tells it.
func retryAfter(head http.Header) time.Duration {
	value := head.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(head.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return max(0, at.Sub(now))
}

func statusText(code int) string {
	if t := http.StatusText(code); t != "" {
		return fmt.Sprintf("%d %s", code, t)
	}
	return fmt.Sprintf("status %d", code)
}

func (f *fetcher) do(ctx context.Context, u *url.URL, since State) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", f.opts.UserAgent)
	req.Header.Set("Accept", "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml, text/plain, application/json;q=0.9, */*;q=0.1")
	if since.ETag != "" {
		req.Header.Set("If-None-Match", since.ETag)
	}
	if since.LastModified != "" {
		req.Header.Set("If-Modified-Since", since.LastModified)
	}
	req.Header.Set("Accept-Language", "ar")
	return f.client.Do(req)
}

// failure turns a network error into one that says what happened.
func (f *fetcher) failure(ctx context.Context, err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &Error{Kind: Fetch, Reason: fmt.Sprintf("took longer than %s", f.opts.Timeout)}
	}
	var ue *url.Error
	if errors.As(err, &ue) { // drop the verb and the address, which the name repeats
		err = ue.Err
	}
	return &Error{Kind: Fetch, Reason: "cannot be fetched", Err: err}
}

// allowed asks the host's robots.txt. A host without one allows everything, a
// host whose robots.txt fails with a server error allows nothing (RFC 9309).
func (f *fetcher) allowed(ctx context.Context, u *url.URL) error {
	base := u.Scheme + "://" + u.Host
	h := f.host(u)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.robots == nil || time.Now().After(h.until) {
		status, body, err := f.robotsTxt(ctx, base)
		if err != nil {
			return err
		}
		data, err := robotstxt.FromStatusAndBytes(status, body)
		if err != nil {
			data, _ = robotstxt.FromStatusAndBytes(http.StatusNotFound, nil)
		}
		name, _, _ := strings.Cut(f.opts.UserAgent, "/")
		h.robots, h.until = data.FindGroup(name), time.Now().Add(robotsLast)
		if status/100 == 5 {
			h.until = time.Now().Add(robotsBroken)
		}
		if f.opts.Pause > 0 && h.robots.CrawlDelay > f.opts.Pause {
			h.pause.SetLimit(rate.Every(min(h.robots.CrawlDelay, maxPause)))
		}
	}
	if !h.robots.Test(u.RequestURI()) {
		return &Error{Kind: Refused, Reason: "is closed to automatic readers by " + base + "/robots.txt", Remedy: "save the page and give the file"}
	}
	return nil
}

// robotsTxt fetches a robots.txt of at most 512 kB, following redirects.
func (f *fetcher) robotsTxt(ctx context.Context, base string) (int, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, f.opts.Timeout)
	defer cancel()
	u, err := url.Parse(base + "/robots.txt")
	if err != nil {
		return 0, nil, err
	}
	for range f.opts.MaxRedirects + 1 {
		res, err := f.do(ctx, u, State{})
		if err != nil {
			return 0, nil, f.failure(ctx, err)
		}
		loc := res.Header.Get("Location")
		if res.StatusCode/100 == 3 && loc != "" {
			res.Body.Close()
			if u, err = u.Parse(loc); err != nil || u.Scheme != "http" && u.Scheme != "https" {
				return http.StatusNotFound, nil, nil
			}
			continue
		}
		body, err := readCapped(res.Body, 512<<10)
		res.Body.Close()
		if err != nil { // too long to be rules
			return http.StatusNotFound, nil, nil
		}
		return res.StatusCode, body, nil
	}
	return http.StatusNotFound, nil, nil
}

// textLike accepts content types that can hold an article and gives their
// charset. A missing or generic type is left to the bytes.
func textLike(contentType string) (label string, err error) {
	if contentType == "" {
		return "", nil
	}
	t, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t, _, _ = strings.Cut(strings.ToLower(contentType), ";")
	}
	t = strings.TrimSpace(t)
	switch {
	case strings.HasPrefix(t, "text/"), strings.HasSuffix(t, "+xml"), strings.HasSuffix(t, "+json"):
	case t == "application/xml", t == "application/json", t == "application/x-ndjson", t == "application/jsonl",
		t == "application/gzip", t == "application/x-gzip", t == "application/octet-stream":
	default:
		return "", &Error{Kind: Refused, Reason: fmt.Sprintf("is %.60s, not text", t), Remedy: "give the address of an article"}
	}
	if strings.HasPrefix(t, "image/") {
		return "", &Error{Kind: Refused, Reason: fmt.Sprintf("is %.60s, not text", t), Remedy: "give the address of an article"}
	}
	return params["charset"], nil
}
