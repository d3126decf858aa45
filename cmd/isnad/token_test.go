package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestTokenCommands(t *testing.T) {
	db := filepath.Join(t.TempDir(), "news.db")
	if got := isnad(t, "token", "list", "--archive", db); got.status != exitFailed || !strings.Contains(got.stderr, db) {
		t.Errorf("without an archive: %d %s", got.status, got.stderr)
	}
	if got := isnad(t, "add", "--archive", db, examples+"/court.txt"); got.status != exitOK {
		t.Fatal(got.stderr)
	}
	made := isnad(t, "token", "make", "--archive", db, "--scope", "write", "--days", "30", "crawler")
	whole := strings.TrimSpace(made.stdout)
	parts := strings.Split(whole, "_")
	if made.status != exitOK || len(parts) != 3 || !strings.Contains(made.stderr, "not shown again") {
		t.Fatalf("made %+v", made)
	}
	listed := isnad(t, "token", "list", "--archive", db)
	if !strings.Contains(listed.stdout, parts[1]+"  write  made ") || strings.Contains(listed.stdout, parts[2]) {
		t.Errorf("listed %s", listed.stdout)
	}
	if got := isnad(t, "token", "revoke", "--archive", db, "none"); got.status != exitFailed || !strings.Contains(got.stderr, "isnad token list") {
		t.Errorf("revoking none: %+v", got)
	}
	if got := isnad(t, "token", "revoke", "--archive", db, parts[1]); got.status != exitOK || !strings.Contains(got.stdout, "crawler") {
		t.Errorf("revoked %+v", got)
	}
	if got := isnad(t, "token", "list", "--archive", db); got.stdout != "" || !strings.Contains(got.stderr, "no tokens") {
		t.Errorf("afterwards %+v", got)
	}
	for _, args := range [][]string{{"--scope", "all", "x"}, {"--days", "0", "x"}, {}} {
		if got := isnad(t, append([]string{"token", "make", "--archive", db}, args...)...); got.status != exitUsage {
			t.Errorf("%v: status %d", args, got.status)
		}
	}
}
