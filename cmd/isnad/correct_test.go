package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"isnad/record/gold"
)

// shared is the data folder, where it is there.
func shared(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("ISNAD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "eval", "score", "main.go")); err != nil {
		t.Skip("the data folder is not there (ISNAD_SHARED names it)")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// corrected makes an archive with corrections and gives their ids.
func corrected(t *testing.T) (path string, ids []string) {
	t.Helper()
	path = newArchive(t, asked...)
	for _, args := range [][]string{
		{"سرمد:1", "s2", "speaker=سليم الحداد", "act=announce"},
		{"add", "الأفق:2", "statement", "أغلق", "speaker=سليم الحداد", "kind=direct"},
		{"drop", "الأفق:2", "s1"},
		{"سرمد:1", "c1", "due=2032-06-30"},
	} {
		got := isnad(t, append(append([]string{"correct"}, args...), "--by", "ليلى", "--why", "سمعتُ التسجيل", "--archive", path)...)
		if got.status != exitOK {
			t.Fatalf("%v: %+v", args, got)
		}
		id, _, _ := strings.Cut(got.stdout, "\t")
		ids = append(ids, id)
	}
	return path, ids
}

func TestCorrect(t *testing.T) {
	path, ids := corrected(t)
	run := func(args ...string) ran {
		t.Helper()
		return isnad(t, append(args, "--archive", path)...)
	}
	if got := run("show", "سرمد:1", "--lang", "en"); !strings.Contains(got.stdout, "+correction") || !strings.Contains(got.stdout, "Corrections") || !strings.Contains(got.stdout, "the program read") || !strings.Contains(got.stdout, "ليلى") {
		t.Errorf("shown as %s", got.stdout)
	}
	var record struct {
		Corrections []struct {
			ID, Item string
			Was      map[string]string
		}
	}
	if err := json.Unmarshal([]byte(run("show", "سرمد:1", "--format", "json").stdout), &record); err != nil || len(record.Corrections) != 2 || record.Corrections[0].Was["speaker"] != "لميس الرافعي" {
		t.Errorf("the record has the corrections %+v, %v", record.Corrections, err)
	}
	if got := run("said", "الحداد", "--format", "csv"); strings.Count(got.stdout, "سليم الحداد") < 2 {
		t.Errorf("what the corrected speaker said: %s", got.stdout)
	}
	if got := run("ledger", "--today", "2032-01-01", "--lang", "en"); !strings.Contains(got.stdout, "2032-06-30") {
		t.Errorf("the ledger: %s", got.stdout)
	}
	before := run("show", "سرمد:1", "--format", "json").stdout
	if got := run("reread"); got.status != exitOK || !strings.Contains(got.stdout, "changed: 0") {
		t.Errorf("read again: %+v", got)
	}
	if after := run("show", "سرمد:1", "--format", "json").stdout; after != before {
		t.Errorf("read again, the record is %s", after)
	}
	if got := run("correct", "undo", ids[0], "--by", "عمر", "--why", "تسجيل يوم آخر"); got.status != exitOK {
		t.Errorf("undone: %+v", got)
	}
	if got := run("correct", "list", "--lang", "ar"); strings.Count(got.stdout, "عمر") != 1 || !strings.Contains(got.stdout, "أُلغي") || strings.Count(got.stdout, "ليلى") != 4 {
		t.Errorf("listed: %s", got.stdout)
	}
	if got := run("names", "split", "سليم الحداد", "لميس الرافعي", "--by", "ليلى", "--why", "اثنان"); got.status != exitFailed || !strings.Contains(got.stderr, "two names already") {
		t.Errorf("split: %+v", got)
	}
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		want   string
	}{
		{"an unknown person", []string{"correct", "سرمد:1", "s1", "speaker=فلان الفلاني", "--by", "x", "--why", "y"}, exitFailed, "nobody of that name"},
		{"words outside the text", []string{"correct", "سرمد:1", "s1", "words=النفق", "--by", "x", "--why", "y"}, exitFailed, "does not stand in the article"},
		{"no signature", []string{"correct", "سرمد:1", "s1", "act=deny"}, exitUsage, "--by"},
		{"no value", []string{"correct", "سرمد:1", "s1", "act", "--by", "x", "--why", "y"}, exitUsage, "FIELD=VALUE"},
		{"no article", []string{"correct", "drop", "سرمد:9", "s1", "--by", "x", "--why", "y"}, exitFailed, "not in the archive"},
		{"a decision signed by halves", []string{"names", "join", "سليم الحداد", "لميس الرافعي", "--by", "x"}, exitUsage, "--why"},
		{"a decision that nobody signs", []string{"names", "split", "سليم الحداد", "لميس الرافعي"}, exitUsage, "--by"},
	} {
		if got := run(tt.args...); got.status != tt.status || !strings.Contains(got.stderr, tt.want) {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}

// What is exported as gold is read by the trainer, and passes the scorer's own
// check.
func TestExportGold(t *testing.T) {
	path, _ := corrected(t)
	to := filepath.Join(t.TempDir(), "gold")
	if got := isnad(t, "export", "--format", "gold", "-o", to, "--archive", path); got.status != exitOK {
		t.Fatalf("%+v", got)
	}
	articles, err := gold.Read(to)
	if err != nil || len(articles) != 2 {
		t.Fatalf("%d articles, %v", len(articles), err)
	}
	found := false
	for _, a := range articles {
		if _, err := a.Article(); err != nil {
			t.Error(err)
		}
		for _, s := range a.Statements {
			found = found || s.Source.Name == "سليم الحداد" && s.Act == "announce"
		}
	}
	if !found {
		t.Errorf("the corrected statement is not among %+v", articles)
	}
	for _, args := range [][]string{{"-o", to}, {}} {
		if got := isnad(t, append([]string{"export", "--format", "gold", "--archive", path}, args...)...); got.status == exitOK {
			t.Errorf("%v: %+v", args, got)
		}
	}
	score := exec.Command("go", "run", filepath.Join(shared(t), "eval", "score", "main.go"), "-check", "-gold", to)
	if out, err := score.CombinedOutput(); err != nil {
		t.Errorf("the scorer: %v\n%s", err, out)
	}
}
