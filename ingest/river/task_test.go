package river_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"isnad/ingest"
	"isnad/ingest/ingesttest"
	"isnad/ingest/river"
	"isnad/page"
)

// Two workers share tasks and the polls of feeds: each is done once at a time,
// by whichever of them, and a feed's articles are kept once.
func TestOneOfAllWorkersDoesTasks(t *testing.T) {
	f := open(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/feed":
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprint(w, `<rss version="2.0"><channel><title>صدى سرمد</title>`)
			for i := range 3 {
				fmt.Fprintf(w, `<item><title>الجسر %d</title><link>http://%s/%d</link></item>`, i, r.Host, i)
			}
			fmt.Fprint(w, `</channel></rss>`)
		case r.URL.Path == "/robots.txt" || r.URL.Path == "/gone":
			http.NotFound(w, r)
		default: // the mayor said that the bridge is finished
			fmt.Fprintf(w, `<html lang="ar"><head><title>الجسر %[1]s</title></head><body><article><h1>الجسر %[1]s</h1>%[2]s</article></body></html>`, r.URL.Path,
				strings.Repeat(`<p>قال رئيس البلدية سليم الحداد إن الجسر انتهى، وأضاف أن العمل استغرق عاماً كاملاً في ظروف صعبة.</p>`, 4))
		}
	}))
	defer server.Close()
	if err := ingest.Subscribe(t.Context(), f.db, []string{server.URL + "/feed", server.URL + "/gone"}); err != nil {
		t.Fatal(err)
	}
	var running, done atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var working sync.WaitGroup
	for range 2 {
		working.Go(func() {
			err := river.Work(ctx, f.db, river.Options{
				Feeds: time.Hour, Fetch: page.Options{AllowPrivate: true},
				Retry: func(int) time.Duration { return 10 * time.Millisecond },
				Tasks: []river.Task{
					{Name: "counts", Every: time.Second, Do: func(context.Context) error {
						if running.Add(1) > 1 {
							t.Error("is done twice at the same time")
						}
						time.Sleep(100 * time.Millisecond)
						running.Add(-1)
						done.Add(1)
						return nil
					}},
					{Name: "fails", Every: time.Hour, Do: func(context.Context) error { return errors.New("the receiver is gone") }},
				},
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	failed := func() (failed []river.Job) {
		jobs, err := f.List(ctx, []string{"cancelled", "discarded"}, 10)
		if err != nil {
			t.Fatal(err)
		}
		return jobs
	}
	for end := time.Now().Add(time.Minute); done.Load() < 3 || f.kept(t) < 3 || len(failed()) < 2; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("done %d times, %d articles kept, failed: %+v", done.Load(), f.kept(t), failed())
		}
	}
	for _, j := range failed() {
		reason, state := "the receiver is gone", "discarded"
		if j.Kind == "poll" {
			reason, state = "404", "cancelled"
		}
		if j.State != state || len(j.Failures) == 0 || !strings.Contains(j.Failures[0].Reason, reason) {
			t.Errorf("%+v, want %s for %q", j, state, reason)
		}
	}
	stop()
	working.Wait()
	if n := f.kept(t); n != 3 {
		t.Errorf("%d articles are kept, want 3", n)
	}
}

// A poll that was queued twice, or before the feed is due, asks nobody.
// Pages that wait, however many, delay no task.
func TestTasksGoBeforePages(t *testing.T) {
	f := open(t)
	const pages = 1000
	f.add(t, ingesttest.Pages(pages))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var read atomic.Int64
	err := river.Work(ctx, f.db, river.Options{
		Tell: func(ingest.Result) {
			read.Add(1)
			time.Sleep(5 * time.Millisecond)
		},
		Tasks: []river.Task{{Name: "looks", Every: time.Hour, Do: func(context.Context) error {
			stop()
			return nil
		}}},
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if n := read.Load(); n == pages {
		t.Errorf("the task waited for all %d pages", n)
	}
}

func TestFeedsArePolledNoMoreOftenThanAsked(t *testing.T) {
	f := open(t)
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		asked.Add(1)
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, `<rss version="2.0"><channel><title>صدى سرمد</title></channel></rss>`)
	}))
	defer server.Close()
	for range 3 {
		_, err := f.db.Pool().Exec(t.Context(), `INSERT INTO river_job (kind, args, max_attempts) VALUES ('poll', jsonb_build_object('url', $1::text), 4)`, server.URL+"/feed")
		if err != nil {
			t.Fatal(err)
		}
	}
	f.work(t, 2, river.Options{Fetch: page.Options{AllowPrivate: true}})
	if n := asked.Load(); n != 1 {
		t.Errorf("the feed was asked for %d times, want once", n)
	}
}

// The lengths of a queue name every kind of job, also where none waits.
func TestLengths(t *testing.T) {
	f := open(t)
	f.add(t, ingesttest.Pages(3))
	lengths, err := f.Lengths(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, l := range lengths {
		if l.State != "available" || l.Jobs == 0 && l.Oldest != 0 {
			t.Errorf("%+v", l)
		}
		got[l.Kind] = l.Jobs
	}
	want := map[string]int{"page": 0, "pages": 1, "url": 0, "stories": 0, "task": 0, "feeds": 0, "poll": 0, "reread": 0, "replace": 0}
	if !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
