package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// bridge holds a promise that is hung on a condition, put off, and reported as
// not kept, and another that is reported as kept.
const bridge = "../../ledger/testdata/bridge.jsonl"

func TestLedger(t *testing.T) {
	for _, row := range []struct {
		golden string
		args   []string
	}{
		{"ledger.text", []string{"--lang", "en", "--today", "2023-10-01"}},
		{"ledger.ar.text", []string{"--lang", "ar", "--today", "2023-06-20", "--by", "الحوراني"}},
		{"ledger.json", []string{"--format", "json", "--today", "2023-09-25", "--state", "reported_done"}},
	} {
		t.Run(row.golden, func(t *testing.T) {
			got := isnad(t, append(append([]string{"ledger"}, row.args...), bridge)...)
			if got.status != exitOK {
				t.Fatalf("exit status %d: %s", got.status, got.stderr)
			}
			checkGolden(t, "ledger/"+row.golden, []byte(got.stdout))
		})
	}
}

// TestVerdict keeps a verdict in an archive and publishes it.
func TestVerdict(t *testing.T) {
	db := filepath.Join(t.TempDir(), "news.db")
	run := func(args ...string) string {
		t.Helper()
		got := isnad(t, args...)
		if got.status != exitOK {
			t.Fatalf("%q: status %d: %s", args, got.status, got.stderr)
		}
		return got.stdout
	}
	run("add", "--archive", db, bridge)
	var listed struct{ Entries []struct{ ID, State string } }
	list := func() string { return run("ledger", "--archive", db, "--today", "2023-10-01", "--format", "json") }
	before := list()
	if err := json.Unmarshal([]byte(before), &listed); err != nil || len(listed.Entries) != 2 {
		t.Fatalf("%v: %s", err, before)
	}
	id := listed.Entries[0].ID
	run("verdict", "--archive", db, id, "broken", "--note", "زرنا الجسر", "--by", "ليلى")
	var reviews []struct {
		Type          string `json:"@type"`
		ClaimReviewed string
		ReviewBody    string
		ReviewRating  struct{ RatingValue int }
		ItemReviewed  struct{ Author struct{ Name string } }
	}
	published := run("ledger", "--archive", db, "--format", "claimreview")
	if err := json.Unmarshal([]byte(published), &reviews); err != nil {
		t.Fatal(err)
	}
	if len(reviews) != 1 || reviews[0].Type != "ClaimReview" || reviews[0].ReviewRating.RatingValue != 1 || reviews[0].ReviewBody != "زرنا الجسر" || reviews[0].ItemReviewed.Author.Name != "نبيل الحوراني" {
		t.Errorf("published %s", published)
	}
	if after := list(); !strings.Contains(after, `"rating": "broken"`) || !strings.Contains(after, listed.Entries[0].State) {
		t.Errorf("the verdict is not beside the entry, or changed it: %s", after)
	}
	run("verdict", "--archive", db, id, "undecided")
	if got := run("ledger", "--archive", db, "--format", "claimreview"); strings.TrimSpace(got) != "[]" {
		t.Errorf("a verdict that was taken back is published: %s", got)
	}
	if got := isnad(t, "verdict", "--archive", db, "nothing", "kept"); got.status != exitFailed || !strings.Contains(got.stderr, "isnad ledger prints the ids") {
		t.Errorf("an unknown entry: status %d, %s", got.status, got.stderr)
	}
}

// Whose commitments are asked for follows what was decided about names.
func TestLedgerByJoinedNames(t *testing.T) {
	db := filepath.Join(t.TempDir(), "news.db")
	if got := isnad(t, "add", "--archive", db, bridge); got.status != exitOK {
		t.Fatal(got)
	}
	const minister, mayor = "نبيل الحوراني", "عادل الجمّال"
	listed := func(by string) int {
		return strings.Count(isnad(t, "ledger", "--archive", db, "--format", "json", "--by", by).stdout, `"matter"`)
	}
	for _, step := range []struct {
		verb string
		want int
	}{{"join", 2}, {"split", 1}} {
		if got := isnad(t, "names", step.verb, "--archive", db, minister, mayor, "--by", "x", "--why", "y"); got.status != exitOK {
			t.Fatal(got)
		}
		for _, by := range []string{"الحوراني", "al-Jammal"} {
			if n := listed(by); n != step.want {
				t.Errorf("after %s %d entries are by %s, want %d", step.verb, n, by, step.want)
			}
		}
	}
}

func TestLedgerOfAWrongDay(t *testing.T) {
	if got := isnad(t, "ledger", "--today", "soon", bridge); got.status != exitUsage || !strings.Contains(got.stderr, "2021-07-26") {
		t.Errorf("status %d, %s", got.status, got.stderr)
	}
}
