package main

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"isnad/ingest/ingesttest"
	"isnad/page"
)

// paper serves a feed of n articles of package ingesttest, and counts its
// answers by path and status.
func paper(t *testing.T, n int) (server *httptest.Server, answers func(pathAndStatus string) int) {
	var mu sync.Mutex
	count := map[string]int{}
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock() // until the answer is counted
		defer mu.Unlock()
		status := http.StatusOK
		var article int
		switch {
		case r.URL.Path == "/rss" && r.Header.Get("If-None-Match") == `"1"`:
			status = http.StatusNotModified
			w.WriteHeader(status)
		case r.URL.Path == "/rss":
			w.Header().Set("ETag", `"1"`)
			fmt.Fprint(w, "<rss><channel>")
			for i := range n {
				fmt.Fprintf(w, "<item><link>/%d</link></item>", i)
			}
			fmt.Fprint(w, "</channel></rss>")
		default:
			if _, err := fmt.Sscanf(r.URL.Path, "/%d", &article); err != nil {
				status = http.StatusNotFound
				w.WriteHeader(status)
				break
			}
			fmt.Fprintf(w, "<!doctype html><title>%d</title><article><p>%s</p></article>", article, strings.Repeat(ingesttest.Page(article, "").Text, 2))
		}
		count[fmt.Sprint(r.URL.Path, " ", status)]++
	}))
	t.Cleanup(server.Close)
	return server, func(key string) int {
		mu.Lock()
		defer mu.Unlock()
		return count[key]
	}
}

func TestWatchOnce(t *testing.T) {
	server, answers := paper(t, 1)
	dir := t.TempDir()
	db := filepath.Join(dir, "a.db")
	if got := isnad(t, "watch", "--archive", db, "--once"); got.status != exitFailed || !strings.Contains(got.stderr, "subscribed to nothing") {
		t.Errorf("without subscriptions: %+v", got)
	}
	opml := write(t, dir, "feeds.opml", `<opml><body><outline xmlUrl="`+server.URL+`/rss"/></body></opml>`)
	got := isnad(t, "watch", "--archive", db, "--allow-private", "--once", opml)
	if got.status != exitOK || !strings.Contains(got.stdout, "subscribed to "+server.URL+"/rss\n") || !strings.Contains(got.stdout, "1 added") {
		t.Errorf("first poll: %+v", got)
	}
	got = isnad(t, "watch", "--archive", db, "--allow-private", "--once")
	if got.status != exitOK || !strings.Contains(got.stdout, "nothing new") {
		t.Errorf("second poll: %+v", got)
	}
	for _, key := range []string{"/rss 200", "/rss 304", "/0 200"} {
		if n := answers(key); n != 1 {
			t.Errorf("%d answers %s, want 1", n, key)
		}
	}
	if got := isnad(t, "watch", "--archive", db, "--list"); !strings.HasPrefix(got.stdout, server.URL+"/rss: next poll 20") {
		t.Errorf("list: %+v", got)
	}
	if got := isnad(t, "watch", "--archive", db, "--forget", server.URL+"/rss"); got.status != exitOK {
		t.Errorf("forget: %+v", got)
	}
	if got := isnad(t, "watch", "--archive", db, "--list"); got.status != exitOK || got.stdout != "" {
		t.Errorf("list after forgetting: %+v", got)
	}
	if n := articlesIn(t, db); n != 1 {
		t.Errorf("%d articles", n)
	}
}

// A signal ends the watch cleanly, with what has been read kept.
func TestWatchStops(t *testing.T) {
	server, _ := paper(t, 1)
	db := filepath.Join(t.TempDir(), "a.db")
	run := process("watch", "--archive", db, "--allow-private", server.URL+"/rss")
	out, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	run.Stderr = os.Stderr
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	context.AfterFunc(ctx, func() { run.Process.Kill() })
	var said strings.Builder
	buf := make([]byte, 1<<10)
	for !strings.Contains(said.String(), "1 added") {
		n, err := out.Read(buf)
		if err != nil {
			t.Fatalf("%v after %q", err, said.String())
		}
		said.Write(buf[:n])
	}
	run.Process.Signal(syscall.SIGTERM)
	rest, _ := io.ReadAll(out)
	if err := run.Wait(); err != nil || !strings.HasSuffix(string(rest), "stopped\n") {
		t.Errorf("%v, said %q", err, rest)
	}
	if n := articlesIn(t, db); n != 1 {
		t.Errorf("%d articles", n)
	}
}

// TestStarter holds the form of the outline that --starter prints: whether its
// feeds answer is not tested.
func TestStarter(t *testing.T) {
	got := isnad(t, "watch", "--starter")
	if got.status != exitOK {
		t.Fatal(got)
	}
	var outline struct {
		Version   string `xml:"version,attr"`
		Countries []struct {
			Text  string `xml:"text,attr"`
			Feeds []struct {
				Type     string `xml:"type,attr"`
				Text     string `xml:"text,attr"`
				URL      string `xml:"xmlUrl,attr"`
				Country  string `xml:"country,attr"`
				Language string `xml:"language,attr"`
				Verified string `xml:"verified,attr"`
			} `xml:"outline"`
		} `xml:"body>outline"`
	}
	if err := xml.Unmarshal([]byte(got.stdout), &outline); err != nil || outline.Version != "2.0" || len(outline.Countries) < 20 {
		t.Fatalf("%+v, %v", outline, err)
	}
	country, seen := regexp.MustCompile("^[A-Z]{2}$"), map[string]bool{}
	for _, c := range outline.Countries {
		if c.Text == "" || len(c.Feeds) == 0 {
			t.Errorf("country %+v", c)
		}
		for _, f := range c.Feeds {
			if f.Type != "rss" || f.Text == "" || !country.MatchString(f.Country) || f.Country != c.Feeds[0].Country || f.Language != "ar" || f.Verified != "no" {
				t.Errorf("feed %+v", f)
			}
			if u, err := url.Parse(f.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" || !strings.Contains(u.Host, ".") || seen[f.URL] {
				t.Errorf("%s: its address %q, %v", f.Text, f.URL, err)
			}
			seen[f.URL] = true
		}
	}
	list, err := page.NewReader(page.Options{}).List(t.Context(), write(t, t.TempDir(), "feeds.opml", got.stdout), page.State{})
	if err != nil || len(list.Items) != len(seen) {
		t.Errorf("%d feeds are read of %d, %v", len(list.Items), len(seen), err)
	}
}

// TestAddTelegram gathers a channel and gives it twice.
func TestAddTelegram(t *testing.T) {
	dir := t.TempDir()
	export := write(t, dir, "result.json", `{"name": "سرمد عاجل", "type": "public_channel", "id": 700, "messages": [
{"id": 2, "type": "message", "date": "2031-04-02T09:30:00", "date_unixtime": "1932884400", "from": "سرمد عاجل", "forwarded_from": "قناة الأفق",
 "text": "قال وزير النقل نعمان الحور إن جسر النهر سيُفتح أمام السيارات في العاشر من مايو."}]}`)
	db := filepath.Join(dir, "isnad.db")
	for _, says := range []string{"1 added", "1 unchanged"} {
		if got := isnad(t, "--archive", db, "add", export); got.status != exitOK || !strings.Contains(got.stdout+got.stderr, says) {
			t.Fatalf("not %q: %+v", says, got)
		}
	}
	got := isnad(t, "--archive", db, "said", "نعمان الحور", "--lang", "ar")
	if got.status != exitOK || !strings.Contains(got.stdout, "سرمد عاجل") {
		t.Errorf("%+v", got)
	}
}
