package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"isnad/archive/sqlite"
	"isnad/ingest/ingesttest"
)

// made is JSON Lines of the first n articles of package ingesttest.
func made(t testing.TB, n int) string {
	t.Helper()
	var b strings.Builder
	for i := range n {
		f := ingesttest.Page(i, "").Fields
		line, err := json.Marshal(map[string]string{"id": f.ID, "outlet": f.Outlet, "title": f.Title, "published": f.Published, "text": f.Text})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	return b.String()
}

// articlesIn counts the articles of an archive and reports what is wrong with
// it.
func articlesIn(t testing.TB, path string) int {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for problem := range db.Check(t.Context()) {
		t.Errorf("check: %v", problem)
	}
	outlets, err := db.Outlets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, o := range outlets {
		n += o.Articles
	}
	return n
}

func TestAdd(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "a.db")
	lines := write(t, dir, "made.jsonl", made(t, 5)+"{broken\n")
	corrected := write(t, dir, "corrected.jsonl", strings.Replace(made(t, 1), "نعمان", "سالم", 1))
	text := write(t, dir, "report.txt", report)
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		says   string
	}{
		{"a first run", []string{lines, text}, exitFailed, "a.db: 6 added, 0 unchanged, 0 new versions, 1 refused (1 malformed)\n"},
		{"the same again", []string{lines, text}, exitFailed, "a.db: 0 added, 6 unchanged, 0 new versions, 1 refused (1 malformed)\n"},
		{"a correction", []string{corrected}, exitOK, "a.db: 0 added, 0 unchanged, 1 new version, 0 refused\n"},
		{"nothing that can be read", []string{filepath.Join(dir, "none")}, exitFailed, "1 refused (1 unreadable)\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := isnad(t, append([]string{"add", "--archive", db}, tt.args...)...)
			if got.status != tt.status || !strings.HasSuffix(got.stdout, tt.says) {
				t.Errorf("status %d, %q, want %q: %s", got.status, got.stdout, tt.says, got.stderr)
			}
			if tt.status == exitFailed && got.stderr == "" {
				t.Error("no reason is given")
			}
		})
	}
	if n := articlesIn(t, db); n != 6 {
		t.Errorf("%d articles", n)
	}
}

func TestAddReport(t *testing.T) {
	dir := t.TempDir()
	lines := write(t, dir, "made.jsonl", made(t, 2)+"{broken\n")
	file := filepath.Join(dir, "report.jsonl")
	isnadFrom(t, strings.NewReader(""), map[string]string{"ISNAD_ARCHIVE": filepath.Join(dir, "env.db")}, "add", "--no-raw", "--report", file, lines)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got []reportLine
	for line := range bytes.Lines(raw) {
		var r reportLine
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		got = append(got, r)
	}
	if len(got) != 3 || got[1].ID != ingesttest.ID(1) || got[1].Outcome != "added" || got[2].Kind != "malformed" || got[2].Name != lines+":3" || got[2].Reason == "" {
		t.Errorf("got %+v", got)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(dir, "env.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if k, err := db.Get(t.Context(), ingesttest.ID(0), 0); err != nil || k.Page != nil {
		t.Errorf("with --no-raw: %v, page %v", err, k.Page)
	}
}

// Where standard error is no terminal, a line now and then tells how far a
// run is.
func TestMeterLines(t *testing.T) {
	var out bytes.Buffer
	at := time.Unix(0, 0)
	m := &meter{stderr: &out, now: func() time.Time { return at }, begun: at, told: at, total: 1000}
	for range 25 {
		at = at.Add(time.Second)
		m.work(20)
		m.advance()
	}
	if want := "isnad: 10 articles, 1/s, 20 %, 40s left\nisnad: 20 articles, 1/s, 40 %, 30s left\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}
