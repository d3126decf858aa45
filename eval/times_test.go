package eval

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"isnad/archive"
	"isnad/archive/sqlite"
)

// small is a collection of invented texts.
var small = &Collection{
	Texts: []Text{
		{"a0", "سرمد", "فتح العمال جسر النهر أمس"},   // the workers opened the river bridge yesterday
		{"a1", "سرمد", "ترسو السفن في ميناء المرسى"}, // the ships lie in the port of Marsa
	},
	Queries: []SearchQuery{
		{"titles", "جسر النهر الجديد", "a0"},        // the new river bridge
		{"titles", "سفن في الميناء", "a1"},          // ships in the port
		{"xquad", "أين ترسو السفن ومن يفتح؟", "a1"}, // where do the ships lie, and who opens?
	},
}

func TestKinds(t *testing.T) {
	want := map[string][]string{
		"two or three words, all of them": {"جسر النهر"}, // the other title has two words of its own, not three
		"one word":                        {"جسر", "الميناء"},
		"a whole question":                {"أين ترسو السفن ومن يفتح؟"},
		"a title":                         {"جسر النهر الجديد", "سفن في الميناء"},
	}
	for _, k := range small.Kinds(10) {
		if !slices.Equal(k.Texts, want[k.Name]) {
			t.Errorf("%s: %q, want %q", k.Name, k.Texts, want[k.Name])
		}
	}
}

func TestGrowthShufflesCopies(t *testing.T) {
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := errors.Join(small.Grow(t.Context(), db, 0, 3), small.Grow(t.Context(), db, 3, 7)); err != nil {
		t.Fatal(err)
	}
	n := 0
	for range db.Walk(t.Context(), archive.Range{NoPages: true}) {
		n++
	}
	if n != 7 {
		t.Errorf("%d articles, want 7", n)
	}
	copied := small.text(6)
	if words := func(s string) []string { return slices.Sorted(strings.FieldsSeq(s)) }; copied.ID != "a0-3" || copied.Body == small.Texts[0].Body ||
		!slices.Equal(words(copied.Body), words(small.Texts[0].Body)) {
		t.Errorf("the third copy of %q is %q", small.Texts[0], copied)
	}
	for _, k := range small.Kinds(10) {
		if l, err := k.Time(Ask(t.Context(), db)); err != nil || l.P50 > l.P95 {
			t.Errorf("%s: %v, %v", k.Name, l, err)
		}
	}
}

func TestQuantile(t *testing.T) {
	one := []time.Duration{7}
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i + 1)
	}
	if quantile(one, 50) != 7 || quantile(one, 95) != 7 || quantile(hundred, 50) != 50 || quantile(hundred, 95) != 95 {
		t.Error("not the nearest rank")
	}
}

func TestReplaceSection(t *testing.T) {
	page := []byte("a\n<!-- x -->\nold\n<!-- /x -->\nb\n")
	got, err := ReplaceSection(page, "x", "new\n")
	if want := "a\n<!-- x -->\nnew\n<!-- /x -->\nb\n"; err != nil || string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := ReplaceSection(page, "y", ""); err == nil {
		t.Error("a section that is not there is replaced")
	}
}
