package main

import (
	"path/filepath"
	"strings"
	"testing"

	"isnad/archive/postgres/postgrestest"
	"isnad/archive/store"
)

// An archive that is copied into a database answers as before, and so does what
// is copied back.
func TestCopiedArchivesAnswerTheSame(t *testing.T) {
	file, database, back := newArchive(t, asked...), postgrestest.URL(t), filepath.Join(t.TempDir(), "back.db")
	copied := func(from, to, says string) {
		t.Helper()
		if got := isnad(t, "copy", from, to); got.status != exitOK || !strings.Contains(got.stdout, says) {
			t.Fatalf("copy: %+v", got)
		}
	}
	copied(file, database, "copied before: 0; the same as")
	copied(file, database, "versions copied: 0")
	copied(database, back, "copied before: 0; the same as")
	for _, command := range [][]string{
		{"search", "--format", "json", "المرفأ"},
		{"said", "--format", "jsonl", "الرافعي"},
		{"due", "--format", "csv"},
		{"names", "--format", "json", "rafii"},
		{"show", "سرمد:1"},
		{"export"},
		{"check"},
	} {
		want := isnad(t, append(command, "--archive", file)...)
		for _, archive := range []string{database, back} {
			got := isnad(t, append(command, "--archive", archive)...)
			if got.status != want.status || strings.TrimPrefix(got.stdout, store.Title(archive)) != strings.TrimPrefix(want.stdout, file) || got.status != exitOK {
				t.Errorf("%q of %s\n%+v\nwant\n%+v", command, archive, got, want)
			}
		}
	}
	if got := isnad(t, "copy", file, database+"&connect_timeout=x"); got.status != exitFailed || !strings.Contains(got.stderr, "no address of a database") {
		t.Errorf("to what is no address: %+v", got)
	}
}
