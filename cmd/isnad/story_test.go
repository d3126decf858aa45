package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const storyExamples = examples + "/story"

func TestStoryList(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		got := isnad(t, "story", "list", "--format", format, storyExamples, examples+"/wire.jsonl")
		if got.status != exitOK {
			t.Fatalf("%s: exit status %d: %s", format, got.status, got.stderr)
		}
		checkGolden(t, "story/list."+format, []byte(got.stdout))
		// The order of the inputs makes no difference.
		if again := isnad(t, "story", "list", "--format", format, examples+"/wire.jsonl", storyExamples); again != got {
			t.Errorf("%s: other inputs first give other bytes", format)
		}
	}
}

func TestStoryListGoesOn(t *testing.T) {
	got := isnad(t, "story", "list", "--format", "json", "absent.jsonl", storyExamples)
	if got.status != exitFailed || !strings.Contains(got.stderr, "absent.jsonl") || !strings.Contains(got.stdout, "wadi-2231") {
		t.Errorf("status %d, %s", got.status, got.stderr)
	}
}

func TestStoryShow(t *testing.T) {
	for _, row := range []struct {
		golden string
		args   []string
	}{
		{"show.text", []string{"--lang", "en"}},
		{"show.ar.text", []string{"--lang", "ar"}},
		{"show.json", []string{"--format", "json"}},
		{"claim.text", []string{"--lang", "en", "--claim", "3"}},
		{"show.dot", []string{"--lang", "en", "--format", "dot", "--claim", "2"}},
		{"show.svg", []string{"--lang", "ar", "--format", "svg"}},
		{"disagree.text", []string{"--lang", "en"}},
	} {
		t.Run(row.golden, func(t *testing.T) {
			id := "sarmad-4471"
			if row.golden == "disagree.text" {
				id = "sarmad-5210"
			}
			got := isnad(t, append(append([]string{"story", "show"}, row.args...), id, storyExamples)...)
			if got.status != exitOK {
				t.Fatalf("exit status %d: %s", got.status, got.stderr)
			}
			checkGolden(t, "story/"+row.golden, []byte(got.stdout))
		})
	}
}

func TestStoryDriftAndRelated(t *testing.T) {
	for _, row := range []struct {
		golden string
		args   []string
	}{
		{"drift.text", []string{"drift", "--lang", "en", "tilal-6642"}},
		{"drift.json", []string{"drift", "--format", "json", "tilal-6642"}},
		{"related.text", []string{"related", "--lang", "en", "sarmad-4471"}},
		{"related.json", []string{"related", "--format", "json", "--most", "2", "sarmad-4471"}},
	} {
		t.Run(row.golden, func(t *testing.T) {
			got := isnad(t, append(append([]string{"story"}, row.args...), storyExamples, examples+"/wire.jsonl")...)
			if got.status != exitOK {
				t.Fatalf("exit status %d: %s", got.status, got.stderr)
			}
			checkGolden(t, "story/"+row.golden, []byte(got.stdout))
		})
	}
}

func TestStoryShowSaysWhatIsMissing(t *testing.T) {
	for _, row := range []struct {
		name string
		args []string
		want string
	}{
		{"no such story", []string{"nothing", storyExamples}, "prints the ids"},
		{"no such claim", []string{"--claim", "77", "sarmad-4471", storyExamples}, "claims"},
		{"nothing to draw", []string{"--format", "svg", "SRM-20210726-01", examples + "/wire.jsonl"}, "nothing to draw"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := isnad(t, append([]string{"story", "show"}, row.args...)...)
			if got.status != exitFailed || !strings.Contains(got.stderr, row.want) {
				t.Errorf("status %d, %q", got.status, got.stderr)
			}
		})
	}
}

// TestStoryOfArchive is the law that files and an archive of them give the same.
func TestStoryOfArchive(t *testing.T) {
	db := filepath.Join(t.TempDir(), "news.db")
	if got := isnad(t, "add", "--archive", db, storyExamples); got.status != exitOK {
		t.Fatalf("add: status %d: %s", got.status, got.stderr)
	}
	for _, args := range [][]string{{"list", "--format", "json"}, {"show", "--format", "json", "sarmad-4471"}} {
		kept := isnad(t, append([]string{"story", args[0], "--archive", db}, args[1:]...)...)
		read := isnad(t, append(append([]string{"story"}, args...), storyExamples)...)
		if kept != read {
			t.Errorf("%q differs: %s", args, cmp.Diff(read, kept, cmp.AllowUnexported(ran{})))
		}
	}
}

// What an archive keeps of stories is shown as the stories of the files are.
func TestKeptStories(t *testing.T) {
	db := filepath.Join(t.TempDir(), "isnad.db")
	run := func(args ...string) ran {
		t.Helper()
		got := isnad(t, append([]string{"--archive", db}, args...)...)
		if got.status != exitOK {
			t.Fatalf("%v: exit status %d: %s", args, got.status, got.stderr)
		}
		return got
	}
	run("add", storyExamples)
	for _, args := range [][]string{
		{"story", "list", "--format", "json"},
		{"story", "show", "--format", "json", "sarmad-4471"},
		{"story", "drift", "--lang", "en", "tilal-6642"},
	} {
		kept, found := run(args...), run(append(args, storyExamples)...)
		if diff := cmp.Diff(found.stdout, kept.stdout); diff != "" {
			t.Errorf("%v (-files +archive)\n%s", args, diff)
		}
		if kept.stderr != "" {
			t.Errorf("%v: %s", args, kept.stderr)
		}
	}
	if got := run("story", "related", "--lang", "en", "sarmad-4471"); !strings.Contains(got.stdout, "السد") {
		t.Errorf("related: %s", got.stdout)
	}
	if got := run("story", "update"); !strings.Contains(got.stdout, "looked at: 0;") {
		t.Errorf("nothing is new: %s", got.stdout)
	}
	if got := run("story", "update", "--rebuild"); strings.Contains(got.stdout, "looked at: 0;") {
		t.Errorf("a rebuild: %s", got.stdout)
	}
	run("remove", "--outlet", "سرمد")
	if got := run("story", "list", "--format", "json"); strings.Contains(got.stdout, "sarmad-") {
		t.Error("a removed article stands in a story")
	}
	if got := isnad(t, "--archive", db, "story", "show", "sarmad-4471"); got.status != exitFailed || !strings.Contains(got.stderr, "no such story") {
		t.Errorf("the story of a removed article: %d %s", got.status, got.stderr)
	}
}
