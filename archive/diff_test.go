package archive

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"isnad/article"
	"isnad/record"
)

func textOf(s string) *record.Record { return &record.Record{Article: &article.Article{Text: s}} }

func TestDiff(t *testing.T) {
	tests := []struct {
		name, older, newer string
		want               []Change
	}{
		{"nothing changed", "فتح الجسر", "فتح الجسر", []Change{{Same, "فتح الجسر"}}}, // the bridge was opened
		{"a word replaced", "فتح الجسر أمس", "أغلق الجسر أمس", []Change{{Gone, "فتح"}, {New, "أغلق"}, {Same, " الجسر أمس"}}},
		{"a paragraph added", "فتح الجسر", "فتح الجسر\nوقع", []Change{{Same, "فتح الجسر"}, {New, "\nوقع"}}},
		{"all gone", "فتح", "", []Change{{Gone, "فتح"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Diff(textOf(tt.older), textOf(tt.newer)).Text); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestDiffHoldsBothTexts is the law of Diff.
func TestDiffHoldsBothTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([abج] ?\n?){0,30}`)
		a, b := text.Draw(t, "older"), text.Draw(t, "newer")
		var older, newer string
		for _, c := range Diff(textOf(a), textOf(b)).Text {
			if c.Edit != New {
				older += c.Text
			}
			if c.Edit != Gone {
				newer += c.Text
			}
		}
		if older != a || newer != b {
			t.Errorf("of %q and %q it makes %q and %q", a, b, older, newer)
		}
	})
}
