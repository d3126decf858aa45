package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"isnad/ingest/ingesttest"
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
