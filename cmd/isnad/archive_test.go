package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// The flag that names the archive stands before the command or behind it, and
// wins over the environment.
func TestArchiveFlag(t *testing.T) {
	db := filepath.Join(t.TempDir(), "flag.db")
	env := func(name string) string {
		if name == "ISNAD_ARCHIVE" {
			return filepath.Join(t.TempDir(), "other.db")
		}
		return ""
	}
	for _, args := range [][]string{
		{"--archive", db, "add", "../../examples/river-deal.html"},
		{"add", "--archive=" + db, "../../examples/river-deal.html"},
		{"--archive", db, "story", "list", "--format", "json"},
	} {
		var out, errs bytes.Buffer
		if status := Run(t.Context(), args, strings.NewReader(""), &out, &errs, env); status != 0 {
			t.Errorf("%v: status %d: %s", args, status, &errs)
		}
	}
}
