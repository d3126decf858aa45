package monitor_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"isnad/archive"
	"isnad/ingest"
	"isnad/ingest/river"
	"isnad/monitor"
	"isnad/page"
	"isnad/web"
)

// docs/operations.md names every metric of ours, and none that is not.
func TestEachMetricIsDocumented(t *testing.T) {
	r := monitor.NewRegistry("v1")
	monitor.NewStages(r)
	monitor.Queue(r, nil)
	monitor.Pool(r, nil)
	web.New(web.Options{Registry: r})
	descriptions := make(chan *prometheus.Desc)
	go func() {
		defer close(descriptions)
		r.Describe(descriptions)
	}()
	there := map[string]bool{}
	for d := range descriptions {
		name := regexp.MustCompile(`fqName: "([^"]+)"`).FindStringSubmatch(d.String())[1]
		if strings.HasPrefix(name, "isnad_") {
			there[name] = true
		}
	}
	text, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `(isnad_[a-z_]+)` \\|").FindAllSubmatch(text, -1) {
		rows[string(m[1])] = true
	}
	if diff := cmp.Diff(there, rows); diff != "" || len(rows) < 15 {
		t.Errorf("-there +in the table:\n%s", diff)
	}
	for _, name := range regexp.MustCompile(`isnad_[a-z_]+`).FindAllString(string(text), -1) {
		if name = strings.TrimSuffix(name, "_bucket"); !there[name] {
			t.Errorf("the text names %s", name)
		}
	}
}

func TestStages(t *testing.T) {
	r := monitor.NewRegistry("v1")
	s := monitor.NewStages(r)
	s.Article(ingest.Result{Outcome: archive.Added})
	s.Article(ingest.Result{Err: &page.Error{Kind: page.NotArabic}})
	s.Article(ingest.Result{Err: errors.New("a defect")})
	s.Job(river.Try{Kind: "page", Outcome: "discarded", Took: 2 * time.Second, Waited: -time.Second})
	s.Failed("stories")
	polled := s.Polled(3)
	polled(ingest.Poll{Feed: "a", Results: []ingest.Result{{Outcome: archive.Added}}})
	polled(ingest.Poll{Feed: "b", Err: errors.New("away")})
	polled(ingest.Poll{Feed: "b", Unchanged: true})
	polled(ingest.Poll{Feed: "a", Err: errors.New("away")})
	w := httptest.NewRecorder()
	monitor.Handler(r, nil).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	lines := strings.Split(w.Body.String(), "\n")
	for _, want := range []string{
		`isnad_build_info{version="v1"} 1`,
		`isnad_articles_total{outcome="added"} 2`, `isnad_articles_total{outcome="` + string(page.NotArabic) + `"} 1`, `isnad_articles_total{outcome="failed"} 1`,
		`isnad_jobs_total{kind="page",outcome="discarded"} 1`, `isnad_job_seconds_sum{kind="page"} 2`, `isnad_job_wait_seconds_sum{kind="page"} 0`,
		`isnad_failures_total{stage="stories"} 1`,
		`isnad_polls_total{outcome="new"} 1`, `isnad_polls_total{outcome="failed"} 2`, `isnad_polls_total{outcome="unchanged"} 1`, "isnad_poll_seconds_count 4",
		`isnad_feeds{state="ok"} 1`, `isnad_feeds{state="failed"} 1`, `isnad_feeds{state="waiting"} 1`,
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("no %s in\n%s", want, w.Body)
		}
	}
}

func TestProbes(t *testing.T) {
	var away error
	h := monitor.Handler(monitor.NewRegistry(""), func(context.Context) error { return away })
	for _, test := range []struct {
		name, path string
		away       error
		status     int
		says       string
	}{
		{"it runs", "/healthz", nil, 200, "ok\n"},
		{"it is ready", "/readyz", nil, 200, "ok\n"},
		{"it runs and is not ready", "/healthz", errors.New("the archive does not answer"), 200, "ok\n"},
		{"it is not ready", "/readyz", errors.New("the archive does not answer"), 503, "the archive does not answer\n"},
		{"nothing else", "/", nil, 404, "404 page not found\n"},
	} {
		away = test.away
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", test.path, nil))
		if w.Code != test.status || w.Body.String() != test.says {
			t.Errorf("%s: %d %q", test.name, w.Code, w.Body)
		}
	}
}

func TestLog(t *testing.T) {
	var b bytes.Buffer
	log, err := monitor.NewLog(&b, "json", "info")
	if err != nil {
		t.Fatal(err)
	}
	log.Debug("not told")
	library := monitor.AtLeast(log, slog.LevelWarn).With("of", "a library")
	library.Info("not told")
	library.Warn("told", "n", 1)
	var line map[string]any
	if err := json.Unmarshal(b.Bytes(), &line); err != nil || line["msg"] != "told" || line["of"] != "a library" || line["n"] != 1.0 {
		t.Errorf("%v %s", err, &b)
	}
	for _, bad := range [][2]string{{"xml", "info"}, {"text", "loud"}} {
		if _, err := monitor.NewLog(&b, bad[0], bad[1]); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
}
