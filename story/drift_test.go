package story

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestDriftOfAQuotation(t *testing.T) {
	drifts := Drifts(Find(digests(t, "story/dam.jsonl"))[0].Claims())
	if len(drifts) != 1 || len(drifts[0].Versions) != 2 {
		t.Fatalf("%d quotations differ, want that of the union's spokesman in two wordings", len(drifts))
	}
	var marked []string
	for _, e := range drifts[0].Versions[1].Edits {
		if e.Op != Kept {
			marked = append(marked, string(e.Op)+" "+e.Text)
		}
	}
	// The lake, comma – at once, comma; (no) answer – any answer from it.
	want := []string{"added فوراً،", "added أي", "added منها"}
	if !slices.Equal(marked, want) {
		t.Errorf("marked %q, want %q", marked, want)
	}
}

// TestEditsLaw: kept and dropped words are the first text, kept and added ones
// the second. No other edits keep more.
func TestEditsLaw(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	text := func() string {
		words := make([]string, r.IntN(12))
		for i := range words {
			words[i] = []string{"كتبنا", "إلى", "الوزارة", "مرتين", "جواب"}[r.IntN(5)]
		}
		return strings.Join(words, " ")
	}
	for range 500 {
		a, b := text(), text()
		var first, second []string
		kept := 0
		for _, e := range edits(quotedWords(a), quotedWords(b)) {
			if e.Op != Added {
				first = append(first, e.Text)
			}
			if e.Op != Dropped {
				second = append(second, e.Text)
			}
			if e.Op == Kept {
				kept += len(strings.Fields(e.Text))
			}
		}
		if got := strings.Join(first, " "); got != a {
			t.Fatalf("edits of %q give the first text %q", a, got)
		}
		if got := strings.Join(second, " "); got != b {
			t.Fatalf("edits of %q give the second text %q", b, got)
		}
		if n := commonWords(quotedWords(a), quotedWords(b)); n != kept {
			t.Fatalf("%q and %q have %d words in common, and edits keep %d", a, b, n, kept)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, row := range []struct {
		name, a, b string
		want       []Edit
	}{
		{"marks and vowels are no change", "كتبنا مرتين، ولم يصل", "كَتبنا مرتين ولم يصل", []Edit{{Kept, "كَتبنا مرتين ولم يصل"}}},
		{"a word changed", "لن نوقع الاتفاق", "لن نرفض الاتفاق", []Edit{{Kept, "لن"}, {Dropped, "نوقع"}, {Added, "نرفض"}, {Kept, "الاتفاق"}}},
		{"cut at the end", "سنعود غدا إن شاء", "سنعود غدا", []Edit{{Kept, "سنعود غدا"}, {Dropped, "إن شاء"}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := edits(quotedWords(row.a), quotedWords(row.b)); !slices.Equal(got, row.want) {
				t.Errorf("%q, want %q", got, row.want)
			}
		})
	}
}

func TestRelated(t *testing.T) {
	list := digests(t, "story/dam.jsonl", "wire.jsonl", "inflation.html")
	stories := Find(list)
	related := Related(stories, find(t, list, "sarmad-4471"), 20)
	if len(related) < 7 || related[0].Article.OwnID != "duha-90213" || related[0].Why != SameText || related[0].Claims < 2 {
		t.Fatalf("%d related articles, the first is %+v; want the copy, with its claims", len(related), related[0])
	}
	for i, r := range related {
		if inStory := r.Why != SameNames; inStory != (i < 7) {
			t.Errorf("%d: %s is related by %s", i, r.Article.OwnID, r.Why)
		}
	}
	if got := Related(stories, find(t, list, "sarmad-4471"), 2); len(got) != 2 {
		t.Errorf("%d articles, asked for 2", len(got))
	}
}
