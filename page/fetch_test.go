package page

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
)

func TestFetch(t *testing.T) {
	const page = "<!doctype html><html><body><p>" + sample + "</p></body></html>"
	var robots atomic.Int32
	var agent atomic.Value
	mux := http.NewServeMux()
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, r *http.Request) {
		robots.Add(1)
		fmt.Fprint(w, "User-agent: isnad\nDisallow: /closed\n\nUser-agent: *\nDisallow: /\n")
	})
	mux.HandleFunc("/ok", func(w http.ResponseWriter, r *http.Request) {
		agent.Store(r.Header.Get("User-Agent"))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	})
	mux.HandleFunc("/1256", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=windows-1256")
		w.Write(encode(t, charmap.Windows1256, page))
	})
	mux.HandleFunc("/gz", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(gzipped(t, []byte(page)))
	})
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ok", http.StatusMovedPermanently) })
	mux.HandleFunc("/moved-closed", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/closed/1", http.StatusFound) })
	mux.HandleFunc("/moved-file", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "file:///etc/hosts")
		w.WriteHeader(302)
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/png", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "image/png") })
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("/big", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		for range 100 {
			if _, err := fmt.Fprint(w, strings.Repeat("قال ", 4096)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/big-gz", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(gzipped(t, []byte(strings.Repeat("قال ", 1<<20))))
	})
	server := httptest.NewServer(mux)
	defer server.Close()

	r := NewReader(Options{AllowPrivate: true, MaxBytes: 1 << 20})
	hasty := NewReader(Options{AllowPrivate: true, Timeout: 500 * time.Millisecond})
	for _, path := range []string{"/ok", "/1256", "/gz", "/moved"} {
		lines, pages, _ := all(r, server.URL+path)
		if len(pages) != 1 || pages[0].Text != page || pages[0].Format != HTML {
			t.Errorf("%s: got %q", path, lines)
			continue
		}
		want := server.URL + path
		if path == "/moved" {
			want = server.URL + "/ok"
		}
		if pages[0].URL != want {
			t.Errorf("%s: address %s, want %s", path, pages[0].URL, want)
		}
	}
	if n := robots.Load(); n != 1 {
		t.Errorf("robots.txt asked for %d times", n)
	}
	if a := agent.Load(); a != DefaultUserAgent {
		t.Errorf("user agent %q", a)
	}
	for _, tt := range []struct {
		path string
		kind Kind
		says string
	}{
		{"/closed/1", Refused, "robots.txt"},
		{"/moved-closed", Refused, "robots.txt"},
		{"/moved-file", Refused, "not a web address"},
		{"/loop", Fetch, "redirects more than 5 times"},
		{"/png", Refused, "image/png"},
		{"/none", Fetch, "404 Not Found"},
		{"/slow", Fetch, "longer than 500ms"},
		{"/big", TooLarge, "limit of 1 MB"},
		{"/big-gz", TooLarge, "limit of 1 MB"},
	} {
		t.Run(tt.path, func(t *testing.T) {
			reader := r
			if tt.path == "/slow" {
				reader = hasty
			}
			lines, _, kinds := all(reader, server.URL+tt.path)
			if len(kinds) != 1 || kinds[0] != tt.kind || !strings.Contains(lines[0], tt.says) || !strings.Contains(lines[0], server.URL+tt.path+": ") {
				t.Errorf("got %q, want one error of kind %s that says %q", lines, tt.kind, tt.says)
			}
		})
	}

	t.Run("private addresses are refused", func(t *testing.T) {
		asked := robots.Load()
		lines, _, kinds := all(NewReader(Options{}), server.URL+"/ok")
		if len(kinds) != 1 || kinds[0] != Refused || !strings.Contains(lines[0], "not a public address") {
			t.Errorf("got %q", lines)
		}
		lines, _, kinds = all(NewReader(Options{}), strings.Replace(server.URL, "127.0.0.1", "localhost", 1)+"/ok")
		if len(kinds) != 1 || kinds[0] != Refused {
			t.Errorf("got %q", lines)
		}
		if robots.Load() != asked {
			t.Error("the server was reached")
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		for _, err := range r.Open(ctx, server.URL+"/ok") {
			if err == nil {
				t.Error("no error")
			}
		}
	})
}

func TestPublicAddresses(t *testing.T) {
	for _, a := range []string{"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "0.0.0.0", "224.0.0.1",
		"255.255.255.255", "192.0.0.192", "198.18.0.1", "168.63.129.16", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254",
		"ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1", "fec0::1"} {
		if isPublic(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as public", a)
		}
	}
	for _, a := range []string{"8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"} {
		if !isPublic(netip.MustParseAddr(a)) {
			t.Errorf("%s does not count as public", a)
		}
	}
	var e *Error
	if err := publicOnly("nonsense"); !errors.As(err, &e) || e.Kind != Refused {
		t.Errorf("nonsense: %v", err)
	}
}

// TestRedirectsIntoPrivateNetworks stands a server in for the public internet,
// which leads to a private address by each kind of redirect.
func TestRedirectsIntoPrivateNetworks(t *testing.T) {
	private := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s of a private address was asked for", r.URL)
	}))
	defer private.Close()
	_, port, _ := net.SplitHostPort(private.Listener.Addr().String())
	targets := []string{private.URL, "http://localhost:" + port + "/", "http://[::ffff:127.0.0.1]:" + port + "/", "http://2130706433:" + port + "/", "http://169.254.169.254/latest/", "http://10.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/"}
	robots := ""
	public := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/robots.txt" && robots != "":
			http.Redirect(w, r, robots, http.StatusFound)
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		case r.URL.Path == "/listed":
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprintf(w, `<rss version="2.0"><channel><title>x</title><item><title>x</title><link>%s</link></item></channel></rss>`, private.URL)
		default:
			http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusFound)
		}
	}))
	defer public.Close()
	reader := func() *Reader {
		r := NewReader(Options{})
		r.fetch.client = clientTo(func(address string) error {
			if address == public.Listener.Addr().String() {
				return nil
			}
			return publicOnly(address)
		})
		return r
	}
	refused := func(r *Reader, input string) {
		t.Helper()
		for p, err := range r.Open(t.Context(), input) {
			var e *Error
			if p != nil || !errors.As(err, &e) || e.Kind != Refused && e.Kind != Fetch {
				t.Errorf("%s: %v, %v", input, p, err)
			}
		}
	}
	for _, to := range targets {
		refused(reader(), public.URL+"/?to="+url.QueryEscape(to))
		refused(reader(), public.URL+"/?to="+url.QueryEscape("/?to="+url.QueryEscape(to)))
	}
	refused(reader(), public.URL+"/listed")
	robots = private.URL + "/robots.txt"
	refused(reader(), public.URL+"/?to=/")
}
