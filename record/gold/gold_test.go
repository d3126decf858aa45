package gold

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"isnad/arabic"
)

func sample() *Article {
	return &Article{
		Text: "قال العمدة إن الجسر مغلق. وأضاف سعيد القاضي أن الجسر يفتح غداً.",
		Statements: []Statement{
			{Content: Quote{"الجسر مغلق", 1}, Source: Source{Name: "سعيد القاضي"}},
			{Content: Quote{"الجسر يفتح غداً", 1}, Source: Source{Name: "سعيد القاضي", Accept: []string{"القاضي"}}},
		},
		Entities: []Entity{{Name: "سعيد القاضي", Type: "person", Mentions: []string{"العمدة", "سعيد القاضي"}}},
	}
}

func TestSpan(t *testing.T) {
	a := sample()
	first, ok := a.Span(Quote{"الجسر", 1})
	second, ok2 := a.Span(Quote{"الجسر", 2})
	if !ok || !ok2 || first.Of(a.Text) != "الجسر" || second.Start <= first.Start {
		t.Errorf("%v %v, %v %v", first, ok, second, ok2)
	}
	for _, q := range []Quote{{"الجسر", 3}, {"", 1}, {"النفق", 0}} {
		if s, ok := a.Span(q); ok {
			t.Errorf("%v found at %v", q, s)
		}
	}
}

func TestAlign(t *testing.T) {
	a := sample()
	span := func(s string) arabic.Span {
		i := strings.Index(a.Text, s)
		return arabic.Span{Start: i, End: i + len(s)}
	}
	found := []arabic.Span{span("الجسر يفتح غداً."), span("الجسر مغلق"), span("قال"), span("يفتح غداً")}
	if got := a.Align(found); !slices.Equal(got, []int{1, 0, -1, -1}) {
		t.Errorf("aligned %v, want each annotated statement once, with its best match", got)
	}
}

func TestIsSource(t *testing.T) {
	a := sample()
	for _, c := range []struct {
		name string
		want bool
	}{{"سعيد القاضي", true}, {"القاضي", true}, {"العمدة", true}, {"رئيس المجلس سعيد القاضى", true}, {"سعيد", false}, {"", false}} {
		if got := a.IsSource(1, c.name); got != c.want {
			t.Errorf("%q: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestReadErrors(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"no JSON", "{", "is no annotated article"},
		{"quote elsewhere", `{"text":"نص","statements":[{"content":{"quote":"غيره"}}]}`, "does not stand in its text"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "a.json"), []byte(c.content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := Read(t.TempDir()); err == nil {
		t.Error("an empty folder gives no error")
	}
}

// Every span is written so that it is found at its place, also where its words
// stand before, and overlap.
func TestQuoteOf(t *testing.T) {
	for _, text := range []string{"الجسر والجسر ثم الجسر", "ههههه", "قال: نعم نعم"} {
		for start := range text {
			for end := range text {
				s := arabic.Span{Start: start, End: end}
				if start >= end {
					continue
				}
				q := quoteOf(text, s)
				if got, ok := (&Article{Text: text}).Span(Quote(q)); !ok || got != s {
					t.Errorf("%q %v: written %+v, found at %v %v", text, s, q, got, ok)
				}
			}
		}
	}
}
