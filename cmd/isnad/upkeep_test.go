package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
