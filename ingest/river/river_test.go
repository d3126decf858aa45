package river_test

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"isnad/archive"
	"isnad/archive/postgres"
	"isnad/archive/postgres/postgrestest"
	"isnad/ingest"
	"isnad/ingest/ingesttest"
	"isnad/ingest/river"
	"isnad/page"
)

// fixture is an archive with its queue.
type fixture struct {
	*river.Queue
	db *postgres.DB
}

func open(t *testing.T) fixture {
	t.Helper()
	db, err := postgres.Open(t.Context(), postgrestest.URL(t), postgres.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	q, err := river.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return fixture{q, db}
}

func (f fixture) add(t *testing.T, pages iter.Seq2[*page.Page, error]) river.Queued {
	t.Helper()
	sum, err := f.Add(t.Context(), pages, ingest.Options{}, func(err error) error { return err })
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// work runs some workers until no job is left to do, and gives what they told.
func (f fixture) work(t *testing.T, workers int, opts river.Options) (told []ingest.Result) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var mu sync.Mutex
	opts.Tell = func(r ingest.Result) {
		mu.Lock()
		told = append(told, r)
		mu.Unlock()
	}
	if opts.Retry == nil {
		opts.Retry = func(int) time.Duration { return 10 * time.Millisecond }
	}
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			if err := river.Work(ctx, f.db, opts); err != nil {
				t.Error(err)
			}
		})
	}
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		counts, err := f.Counts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if counts["available"]+counts["running"]+counts["retryable"]+counts["scheduled"]+counts["pending"] == 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("jobs are left: %v", counts)
		}
	}
	stop()
	working.Wait()
	return told
}

// kept counts the articles, and fails where one has more than a version.
func (f fixture) kept(t *testing.T) (n int) {
	t.Helper()
	for k, err := range f.db.Walk(t.Context(), archive.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; k.Number != 1 {
			t.Errorf("%s was kept %d times", k.ID, k.Number)
		}
	}
	for problem := range f.db.Check(t.Context()) {
		t.Errorf("check: %v", problem)
	}
	return n
}

func TestPagesAreKeptOnce(t *testing.T) {
	f := open(t)
	const many = 40
	if sum := f.add(t, ingesttest.Pages(many)); sum != (river.Queued{Added: many}) {
		t.Errorf("queued %+v", sum)
	}
	if sum := f.add(t, ingesttest.Pages(many)); sum != (river.Queued{Waiting: many}) {
		t.Errorf("the same again is queued: %+v", sum)
	}
	told := f.work(t, 2, river.Options{})
	if len(told) != many || f.kept(t) != many {
		t.Errorf("%d told, %d kept, want %d", len(told), f.kept(t), many)
	}
	if sum := f.add(t, ingesttest.Pages(many)); sum != (river.Queued{Added: many}) {
		t.Errorf("what was kept is queued again as %+v", sum)
	}
	for _, r := range f.work(t, 1, river.Options{}) {
		if r.Outcome != archive.Unchanged {
			t.Errorf("%s is %v the second time", r.ID, r.Outcome)
		}
	}
	if n := f.kept(t); n != many {
		t.Errorf("%d are kept, want %d", n, many)
	}
	var left int
	if err := f.db.Pool().QueryRow(t.Context(), "SELECT count(*) FROM queued_pages").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d pages are left in the queue, %v", left, err)
	}
}

// A page without an article is cancelled at once, with its reason; a server that
// hangs is tried again and then given up; an address leads to its pages.
func TestWhatFailsIsGivenUpWithItsReason(t *testing.T) {
	f := open(t)
	hanging := make(chan struct{})
	var asked sync.Map
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := asked.LoadOrStore(r.URL.Path, new(int))
		*n.(*int)++
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/hangs":
			select {
			case <-hanging:
			case <-r.Context().Done():
			}
		default:
			fmt.Fprint(w, `<html lang="ar"><head><title>انتهاء الجسر</title></head><body><article><h1>انتهاء الجسر</h1>`+
				strings.Repeat(`<p>قال رئيس البلدية سليم الحداد إن الجسر انتهى، وأضاف أن العمل استغرق عاماً كاملاً في ظروف صعبة.</p>`, 4)+`</article></body></html>`)
		}
	}))
	defer server.Close()
	defer close(hanging)
	for _, path := range []string{"/hangs", "/article"} {
		if _, err := f.AddURL(t.Context(), server.URL+path, ingest.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	latin := &page.Page{Name: "latin.txt", Format: page.Text, Text: "Nothing here is Arabic, and so no article can come of it at all."}
	f.add(t, func(yield func(*page.Page, error) bool) { yield(latin, nil) })
	told := f.work(t, 1, river.Options{Timeout: 500 * time.Millisecond, Fetch: page.Options{AllowPrivate: true}})
	if len(told) != 1 || f.kept(t) != 1 {
		t.Errorf("told %+v", told)
	}
	jobs, err := f.List(t.Context(), river.Unfinished, 10)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]struct {
		state    string
		attempts int
		reason   string
	}{
		"latin.txt":           {"cancelled", 1, "Arabic"},
		server.URL + "/hangs": {"discarded", 4, server.URL + "/hangs"},
	}
	if len(jobs) != len(want) {
		t.Errorf("jobs that failed: %+v", jobs)
	}
	for _, j := range jobs {
		w := want[j.Name]
		if j.State != w.state || j.Attempt != w.attempts || len(j.Failures) == 0 || !strings.Contains(j.Failures[0].Reason, w.reason) {
			t.Errorf("%+v, want %+v", j, w)
		}
		again, err := f.Retry(t.Context(), j.ID)
		if err != nil || again.State != "available" {
			t.Errorf("tried again: %+v, %v", again, err)
		}
	}
	if _, err := f.Show(t.Context(), 1<<40); err == nil || !strings.Contains(err.Error(), "isnad jobs list") {
		t.Errorf("a job that is not there: %v", err)
	}
}

// A page that panics and one that hangs are given up, each with its reason; the
// pages beside them are kept, also those that were not begun when time was up.
func TestAPageCostsNoOther(t *testing.T) {
	f := open(t)
	const many = 40
	f.add(t, ingesttest.Pages(many))
	hanging := make(chan struct{})
	defer close(hanging)
	panics, hangs := ingesttest.Page(7, "").Name, ingesttest.Page(11, "").Name
	told := f.work(t, 2, river.Options{Timeout: time.Second, Read: func(ctx context.Context, to archive.Archive, p *page.Page, opts ingest.Options) (ingest.Result, *archive.Entry, error) {
		switch p.Name {
		case panics:
			return ingest.Result{Name: p.Name, Err: ingest.Guard(p.Name, func() error { panic("index out of range") })}, nil, nil
		case hangs:
			<-hanging
		}
		return ingest.Read(ctx, to, p, opts)
	}})
	if len(told) != many-2 || f.kept(t) != many-2 {
		t.Errorf("%d are told, %d kept, want %d", len(told), f.kept(t), many-2)
	}
	jobs, err := f.List(t.Context(), river.Unfinished, 10)
	if err != nil || len(jobs) != 2 {
		t.Fatalf("jobs that failed: %+v, %v", jobs, err)
	}
	for _, j := range jobs {
		reason := map[string]string{panics: "a defect of isnad", hangs: "was not read within 1s"}[j.Name]
		if j.State != "discarded" || len(j.Failures) != 4 || !strings.Contains(j.Failures[3].Reason, reason) {
			t.Errorf("%+v, want discarded for %q", j, reason)
		}
	}
	if sum := f.add(t, ingesttest.Pages(many)); sum != (river.Queued{Added: many}) {
		t.Errorf("what has failed is queued again: %+v", sum)
	}
}

// A write of another that takes long, as that of an archive which was read again
// does, costs no page a try.
func TestLongWritesAreWaitedFor(t *testing.T) {
	at := postgrestest.URL(t)
	db, err := postgres.Open(t.Context(), at, postgres.Options{Create: true, Wait: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	q, err := river.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	f := fixture{q, db}
	f.add(t, ingesttest.Pages(10))
	writing := make(chan error)
	locked := make(chan bool)
	go func() {
		writing <- db.ChangeState(context.Background(), "long", func([]byte) ([]byte, error) {
			close(locked)
			time.Sleep(time.Second)
			return nil, nil
		})
	}()
	<-locked
	var tries []river.Try
	var mu sync.Mutex
	f.work(t, 1, river.Options{Worked: func(tried river.Try) {
		mu.Lock()
		defer mu.Unlock()
		if tried.Kind == "pages" {
			tries = append(tries, tried)
		}
	}})
	if err := <-writing; err != nil {
		t.Error(err)
	}
	if len(tries) != 1 || tries[0].Outcome != "completed" || tries[0].Number != 1 || f.kept(t) != 10 {
		t.Errorf("tried %+v", tries)
	}
}
