package main

import (
	"strings"
	"testing"
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
