package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is wrong with a file is told by its name, the reason and what to do.
func TestFilesThatAreNone(t *testing.T) {
	dir := t.TempDir()
	none, empty, binary := filepath.Join(dir, "none"), write(t, dir, "empty", ""), write(t, dir, "binary", "\x82h\xdf\x00\tQ1\n")
	archive := newArchive(t, asked...)
	cut := filepath.Join(dir, "cut.db")
	whole, err := os.ReadFile(archive)
	if err == nil {
		err = os.WriteFile(cut, whole[:len(whole)/2], 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	in := func(args ...string) []string { return append(args, "--archive", archive) }
	for _, tt := range []struct {
		name string
		args []string
		says string
	}{
		{"an archive that there is not", []string{"search", "--archive", none, "الجسر"}, none + ": there is no such archive (isnad add"},
		{"a folder for an archive", []string{"search", "--archive", dir, "الجسر"}, dir + ": not an archive of isnad but a folder (--archive names a file)"},
		{"another file for an archive", []string{"search", "--archive", binary, "الجسر"}, binary + ": not an archive of isnad (isnad add"},
		{"an archive that is cut off", []string{"search", "--archive", cut, "الجسر"}, "isnad backup makes the copies"},
		{"an archive below a file", []string{"add", "--archive", filepath.Join(binary, "a.db"), bridge}, "a part of the path is no folder (check the path)"},
		{"an output in no folder", in("export", "-o", filepath.Join(none, "x")), "writing " + filepath.Join(none, "x") + ": " + none + ": does not exist (check the path)"},
		{"a folder for an output", in("sample", "-o", dir), dir + ": is a folder (name a file)"},
		{"no table of items", in("export", "--format", "graphml", "--wikidata", none), none + ": does not exist (check the path)"},
		{"a folder for it", in("export", "--format", "graphml", "--wikidata", dir), "isnad: " + dir + ": is a folder (name a file)"},
		{"binary for it", in("export", "--format", "graphml", "--wikidata", binary), binary + ": line 1: is not UTF-8 (save"},
		{"no watch list", in("brief", "--watch", none), "reading the watch list: " + none + ": does not exist (check the path)"},
		{"an empty one", in("brief", "--watch", empty), empty + ": names nothing to watch (write"},
		{"no text", []string{"analyze", none}, none + ": does not exist (check the path)"},
		{"binary for a text", []string{"analyze", binary}, binary + ": is not text in UTF-8 (isnad read"},
		{"no sheet", []string{"agree", none}, none + ": does not exist (check the path)"},
		{"a folder for a sheet", []string{"agree", dir}, "isnad: " + dir + ": is a folder (name a file)"},
		{"a folder for a pack", []string{"verify", dir}, "isnad: " + dir + ": is a folder (name a file)"},
	} {
		got := isnad(t, tt.args...)
		if got.status != exitFailed || !strings.Contains(got.stderr, tt.says) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}
