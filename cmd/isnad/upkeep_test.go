package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"isnad/archive"
	"isnad/archive/archivetest"
	"isnad/archive/sqlite"
)

func TestDiff(t *testing.T) {
	corrected := asked[0]
	// The ministry would open it at the start of 2032; a new paragraph quotes an engineer.
	corrected.Text = strings.Replace(corrected.Text, "قبل نهاية العام", "مطلع العام المقبل", 1) + "\nوقال المهندس نادر القاسمي إن الأشغال تأخرت."
	path := newArchive(t, asked[0], corrected, asked[1])
	for _, format := range []string{"text", "json"} {
		got := isnad(t, "diff", "--archive", path, "--format", format, "سرمد:1")
		if got.status != exitOK {
			t.Fatal(got)
		}
		checkGolden(t, "diff."+format, []byte(got.stdout))
	}
	if got := isnad(t, "diff", "--archive", path, "الأفق:2"); got.status != exitFailed || !strings.Contains(got.stderr, "one version") {
		t.Errorf("an article with one version: %+v", got)
	}
}

func TestRemoveSaysWhatWent(t *testing.T) {
	path := newArchive(t, asked...)
	tests := []struct {
		name   string
		args   []string
		status int
		says   string
	}{
		{"nothing selected", nil, exitUsage, "nothing is selected"},
		{"an id that is not there", []string{"x"}, exitFailed, "not in the archive"},
		{"an outlet", []string{"--outlet", "سرمد"}, exitOK, "removed articles: 1, versions: 1"},
		{"what is old, and nothing is", []string{"--keep", "1d"}, exitOK, "removed articles: 0, versions: 0"},
		{"what is no time", []string{"--keep", "a year"}, exitUsage, "write 30d or 12h"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := isnad(t, append([]string{"remove", "--archive", path}, tt.args...)...)
			if got.status != tt.status || !strings.Contains(got.stderr, tt.says) {
				t.Errorf("got %+v", got)
			}
			if tt.name == "an outlet" && got.stdout != "سرمد:1\t1\t"+asked[0].Title+"\n" {
				t.Errorf("printed %q", got.stdout)
			}
		})
	}
}

// aged are an article of 2019, one of a day that is yet to come, and one whose
// day is unknown, which is as old as its being kept.
var aged = []archivetest.Story{
	{ID: "old", Outlet: "سرمد", Published: "2019-04-02", Title: "افتتاح السوق", Text: "قال رئيس البلدية عادل النجار إن السوق القديم فتح أبوابه."},
	{ID: "new", Outlet: "سرمد", Published: "2120-04-02", Title: "ترميم القلعة", Text: "قالت المهندسة سلمى غالين إن القلعة القديمة ترمم."},
	{ID: "undated", Outlet: "سرمد", Title: "مهرجان القمح", Text: "قال المهندس نادر القاسمي إن الدخول مجاني."},
}

// What is older than --keep goes, whoever removes it, is told and found no
// more; the rest stays.
func TestKeep(t *testing.T) {
	server, _ := paper(t, 1)
	lines := write(t, t.TempDir(), "made.jsonl", made(t, 1))
	for _, tt := range []struct {
		name string
		args []string
		left int // articles, with those that the command adds
	}{
		{"remove", nil, 2},
		{"remove of an outlet", []string{"--outlet", "الأفق"}, 3},
		{"add", []string{lines}, 3},
		{"watch", []string{"--once", "--allow-private", server.URL + "/rss"}, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := newArchive(t, aged...)
			command, _, _ := strings.Cut(tt.name, " ")
			got := isnad(t, append([]string{command, "--archive", path, "--keep", "365d"}, tt.args...)...)
			if got.status != exitOK {
				t.Fatal(got)
			}
			if n := articlesIn(t, path); n != tt.left {
				t.Errorf("%d articles are left, want %d: %+v", n, tt.left, got)
			}
			gone := tt.name != "remove of an outlet"
			if strings.Contains(got.stdout, "سرمد:old\t1\tافتتاح السوق\n") != gone {
				t.Errorf("it says %+v", got)
			}
			if found := isnad(t, "search", "--archive", path, "السوق").stdout; strings.Contains(found, "سرمد:old") == gone {
				t.Errorf("a search finds %s", found)
			}
		})
	}
}

// A reread that was stopped goes on behind what it has read, and begins anew
// with another program; what another reader found is replaced.
func TestRereadGoesOn(t *testing.T) {
	path := newArchive(t, aged[:2]...)
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	older := archivetest.Entry(t, aged[2])
	older.Record.Statements = nil
	if older, err = archive.NewEntry(older.Record, older.Page, older.Options); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Put(t.Context(), []*archive.Entry{older}); err != nil {
		t.Fatal(err)
	}
	begun, err := rereadBegun(t.Context(), db)
	if err != nil || begun.Done != 0 {
		t.Fatal(begun, err)
	}
	begun.Done, begun.Until = 1, time.Date(2019, 4, 3, 0, 0, 0, 0, time.UTC)
	for _, step := range []struct{ program, stdout, stderr string }{
		{begun.Program, "changed: 1, same: 1,", "going on after the 1 articles"},
		{"another", "changed: 0, same: 3,", ""},
	} {
		begun.Program = step.program
		raw, _ := json.Marshal(begun)
		if err := db.SetState(t.Context(), rereading, raw); err != nil {
			t.Fatal(err)
		}
		got := isnad(t, "reread", "--archive", path)
		if got.status != exitOK || !strings.Contains(got.stdout, step.stdout) || !strings.Contains(got.stderr, step.stderr) || step.stderr == "" && got.stderr != "" {
			t.Errorf("got %+v", got)
		}
	}
	if note, err := db.State(t.Context(), rereading); err != nil || note != nil {
		t.Errorf("a note is left: %s, %v", note, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got := isnad(t, "said", "--archive", path, "القاسمي"); !strings.Contains(got.stdout, "مجاني") {
		t.Errorf("what was found again is not listed: %+v", got)
	}
}

func TestRereadChangesNothingOfItself(t *testing.T) {
	path := newArchive(t, asked...)
	got := isnad(t, "reread", "--archive", path)
	if got.status != exitOK || !strings.Contains(got.stdout, "changed: 0, same: 2, without a page: 0, failed: 0") {
		t.Errorf("got %+v", got)
	}
}

func TestCheckAndBackup(t *testing.T) {
	path := newArchive(t, asked...)
	copied := filepath.Join(t.TempDir(), "copy.db")
	if got := isnad(t, "backup", "--archive", path, copied); got.status != exitOK {
		t.Fatal(got)
	}
	if got := isnad(t, "check", "--archive", copied); got.status != exitOK || !strings.Contains(got.stdout, "sound; articles: 2, outlets: 2") {
		t.Errorf("the copy: %+v", got)
	}
	if got := isnad(t, "backup", "--archive", path, copied); got.status != exitFailed || !strings.Contains(got.stderr, "stands there already") {
		t.Errorf("over a file: %+v", got)
	}
	data, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(data) / 2; i < len(data)/2+3000; i++ {
		data[i] = 0x55
	}
	if err := os.WriteFile(copied, data, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := isnad(t, "check", "--archive", copied); got.status != exitFailed {
		t.Errorf("a damaged file: %+v", got)
	}
}
