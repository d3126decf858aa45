package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBrief(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "isnad.db")
	if got := isnad(t, "--archive", db, "add", "../../examples/story"); got.status != exitOK {
		t.Fatal(got)
	}
	list := write(t, dir, "list.txt", "title: ملف السد\nbody: نقابة المهندسين\n")
	got := isnad(t, "--archive", db, "brief", "--until", "2023-03-06", "--watch", list)
	for _, want := range []string{"نشرة الرصد: ملف السد", "نقابة المهندسين\n", "«سد العقيق: الوزارة علمت بالتصدعات قبل شهرين»", "إلى 7 مارس/آذار 2023، 00:00"} {
		if got.status != exitOK || !strings.Contains(got.stdout, want) {
			t.Errorf("%s is not in %+v", want, got)
		}
	}
	file := filepath.Join(dir, "brief.docx")
	if got := isnad(t, "--archive", db, "brief", "--since", "7d", "--until", "2023-03-06T18:00:00Z", "--format", "docx", "--lang", "en", "-o", file); got.status != exitOK {
		t.Error(got)
	}
	if raw, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(raw), "PK") {
		t.Errorf("%.20q, %v", raw, err)
	}
}

func TestBriefSaysWhatIsWrong(t *testing.T) {
	path := newArchive(t, asked...)
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		says   string
	}{
		{"a time that is none", []string{"--since", "soon"}, exitUsage, "30d or 12h"},
		{"no time at all", []string{"--since", "0h"}, exitUsage, "is no time"},
		{"a month", []string{"--until", "2031-06"}, exitUsage, "is neither a day nor a moment"},
		{"no list", []string{"--watch", path + ".txt"}, exitFailed, "reading the watch list"},
		{"a list with a bad line", []string{"--watch", write(t, t.TempDir(), "list", "word: سد\nالغالي\n")}, exitFailed, "list:2: "},
		{"no days", []string{"--days", "0"}, exitUsage, "between 1 and 365"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := isnad(t, append([]string{"--archive", path, "brief"}, tt.args...)...)
			if got.status != tt.status || !strings.Contains(got.stderr, tt.says) {
				t.Errorf("got %+v, want %q", got, tt.says)
			}
		})
	}
}
