package eval

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"isnad/archive"
	"isnad/archive/sqlite"
	"isnad/article"
	"isnad/page"
	"isnad/record"
	"isnad/trace"
)

// leastPassage is the number of words from which a paragraph is traced.
const leastPassage = 12

// TestTraceFindsTheHeads traces the articles of every group of near-duplicates
// of gold/stories, whole and each of their paragraphs that the earliest of the
// group has, too: of the group's, the place that is given first must be the
// earliest's.
func TestTraceFindsTheHeads(t *testing.T) {
	dir := filepath.Join(shared(t), "gold", "stories")
	var gold struct {
		Groups [][]string `json:"near_duplicates"`
	}
	raw, err := os.ReadFile(filepath.Join(dir, "dev.json"))
	if err == nil {
		err = json.Unmarshal(raw, &gold)
	}
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	articles := map[string]*article.Article{} // by the id of the input
	for p, err := range page.Open(t.Context(), filepath.Join(dir, "dev.jsonl"), page.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		a, err := article.From(p, article.Options{})
		if err != nil {
			t.Fatal(err)
		}
		e, err := archive.NewEntry(&record.Record{Article: a}, nil, article.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Put(t.Context(), []*archive.Entry{e}); err != nil {
			t.Fatal(err)
		}
		articles[a.OwnID] = a
	}
	traced, before := 0, 0
	for _, group := range gold.Groups {
		var earliest time.Time
		var heads []string // several where they were published in one second
		for _, id := range group {
			switch at := articles[id].Published.Time; {
			case earliest.IsZero() || at.Before(earliest):
				earliest, heads = at, []string{articles[id].ID}
			case at.Equal(earliest):
				heads = append(heads, articles[id].ID)
			}
		}
		for _, id := range group {
			a := articles[id]
			passages := []string{a.Text}
			for _, b := range a.Blocks {
				if text := b.Of(a.Text); b.Kind != article.Title && len(strings.Fields(text)) >= leastPassage && inAny(text, heads, articles) {
					passages = append(passages, text)
				}
			}
			for i, text := range passages {
				found, err := trace.Find(t.Context(), db, text, trace.Options{})
				if err != nil {
					t.Fatal(err)
				}
				traced++
				// Another article may have had a paragraph before all of the group.
				places := found.Places
				for len(places) > 0 && places[0].Published.Time.Before(earliest) && inAny(text, []string{places[0].ID}, articles) {
					places, before = places[1:], before+1
				}
				if len(places) == 0 || !slices.Contains(heads, places[0].ID) {
					t.Errorf("passage %d of %s does not lead to %v", i, id, heads)
				}
			}
			if len(passages) == 1 {
				t.Errorf("%s has no paragraph in common with the earliest of its group", id)
			}
		}
	}
	t.Logf("%d groups, %d passages; articles outside the group that had one of them before: %d", len(gold.Groups), traced, before)
}

// inAny reports whether one of the articles has most shingles of four words of a
// text, in whatever order: no more than that they have it in common.
func inAny(text string, ids []string, articles map[string]*article.Article) bool {
	shingles := func(text string) map[string]bool {
		words := archive.PassageTokens(text)
		out := map[string]bool{}
		for i := 0; i+4 <= len(words); i++ {
			out[words[i].Folded+" "+words[i+1].Folded+" "+words[i+2].Folded+" "+words[i+3].Folded] = true
		}
		return out
	}
	asked := shingles(text)
	for _, a := range articles {
		if !slices.Contains(ids, a.ID) {
			continue
		}
		both := 0
		for s := range shingles(a.Text) {
			if asked[s] {
				both++
			}
		}
		if 2*both >= len(asked) {
			return true
		}
	}
	return false
}
