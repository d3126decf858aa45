package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPackAndVerify(t *testing.T) {
	path := newArchive(t, asked...)
	file := filepath.Join(t.TempDir(), "evidence.zip")
	made := isnad(t, "pack", "--archive", path, "-o", file, "--packed", "2031-06-01T09:30:00Z", "سرمد:1#s1")
	_, hash, told := strings.Cut(strings.TrimSpace(made.stdout), "manifest SHA-256 ")
	if made.status != exitOK || !told {
		t.Fatalf("%+v", made)
	}
	if got := isnad(t, "verify", "--manifest", hash, file); got.status != exitOK || !strings.Contains(got.stdout, "whole") || !strings.Contains(got.stdout, hash) {
		t.Errorf("%+v", got)
	}
	if got := isnad(t, "verify", "--manifest", strings.Repeat("0", 64), file); got.status != exitFailed || !strings.Contains(got.stderr, "another pack") {
		t.Errorf("%+v", got)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := isnad(t, "verify", file); got.status != exitFailed || !strings.Contains(got.stderr, file+": ") {
		t.Errorf("%+v", got)
	}
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		says   string
	}{
		{"nothing of that name", []string{"pack", "--archive", path, "-o", file + "2", "none"}, exitFailed, "not in the archive"},
		{"no statement", []string{"pack", "--archive", path, "-o", file + "2", "سرمد:1#s99"}, exitFailed, "not in the archive"},
		{"a time that is none", []string{"pack", "--archive", path, "-o", file + "2", "--packed", "now", "سرمد:1#s1"}, exitUsage, "2031-04-02"},
		{"no file", []string{"verify", file + "3"}, exitFailed, file + "3: does not exist (check the path)"},
		{"no pack", []string{"verify", path}, exitFailed, "zip"},
	} {
		if got := isnad(t, tt.args...); got.status != tt.status || !strings.Contains(got.stderr, tt.says) {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
	if _, err := os.Stat(file + "2"); err == nil {
		t.Error("a pack that failed left a file")
	}
}
