package article

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"isnad/page"
)

// sharedFolder finds the data folder that stands beside the repository, and
// skips the test where there is none.
func sharedFolder(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("ISNAD_SHARED"); dir != "" {
		return dir
	}
	for dir, up := ".", 0; up < 6; dir, up = filepath.Join(dir, ".."), up+1 {
		if _, err := os.Stat(filepath.Join(dir, "shared", "gold")); err == nil {
			return filepath.Join(dir, "shared")
		}
	}
	t.Skip("no folder shared/gold above this one, and ISNAD_SHARED is not set")
	return ""
}

func read(t testing.TB, name string) *Article {
	t.Helper()
	for p, err := range page.Open(context.Background(), name, page.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		a, err := From(p, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	t.Fatalf("%s: no page", name)
	return nil
}

// body is the article's text without its title.
func (a *Article) body() string {
	var parts []string
	for _, b := range a.Blocks {
		if b.Kind != Title {
			parts = append(parts, b.Of(a.Text))
		}
	}
	return strings.Join(parts, "\n\n")
}

// wordF1 is the F1 of two bags of words, counted with multiplicity, words
// being what stands between white space without punctuation.
func wordF1(got, want string) float64 {
	bag := func(s string) map[string]int {
		m := map[string]int{}
		for _, w := range strings.Fields(s) {
			if w = strings.TrimFunc(w, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }); w != "" {
				m[w]++
			}
		}
		return m
	}
	g, w := bag(got), bag(want)
	var common, ng, nw int
	for k, n := range g {
		ng += n
		common += min(n, w[k])
	}
	for _, n := range w {
		nw += n
	}
	if ng+nw == 0 {
		return 0
	}
	return 2 * float64(common) / float64(ng+nw)
}

func TestSharedPages(t *testing.T) {
	dir := filepath.Join(sharedFolder(t), "html")
	if _, err := os.Stat(dir); err != nil {
		dir = filepath.Join(sharedFolder(t), "data", "html")
	}
	decode := func(t *testing.T, file string, v any) {
		raw, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Skip(err)
		}
		if err := json.Unmarshal(raw, v); err != nil {
			t.Fatal(err)
		}
	}
	check := func(t *testing.T, a *Article, title, published string, precision Precision) {
		t.Helper()
		if a.Title != title {
			t.Errorf("title %q, want %q", a.Title, title)
		}
		if got := a.Published.Time.Format("2006-01-02T15:04:05Z07:00"); got != published || a.Published.Precision != precision {
			t.Errorf("published %s (%s), want %s (%s)", got, a.Published.Precision, published, precision)
		}
	}
	t.Run("lbcgroup", func(t *testing.T) {
		var gold map[string]struct {
			Title string
			Body  struct {
				Sections []struct{ Headline, Paragraphs []string }
			}
		}
		decode(t, "lbcgroup/gold.json", &gold)
		g := gold["V1"]
		var want []string
		for _, s := range g.Body.Sections {
			want = append(append(want, s.Headline...), s.Paragraphs...)
		}
		a := read(t, filepath.Join(dir, "lbcgroup/source.html"))
		f1 := wordF1(a.body(), strings.Join(want, "\n"))
		t.Logf("body word F1 %.4f; outlet %q, authors %q, url %s", f1, a.Outlet, a.Authors, a.URL)
		if f1 < 0.95 {
			t.Errorf("body word F1 %.3f, want at least 0.95:\n%s", f1, a.Text)
		}
		check(t, a, g.Title, "2026-01-08T11:42:50Z", Second)
	})
	t.Run("cnn-arabic-2013", func(t *testing.T) {
		var gold struct{ Title, Text string }
		decode(t, "cnn-arabic-2013/gold.json", &gold)
		a := read(t, filepath.Join(dir, "cnn-arabic-2013/source.html"))
		f1 := wordF1(a.body(), gold.Text)
		t.Logf("body word F1 %.4f; outlet %q, authors %q, url %s", f1, a.Outlet, a.Authors, a.URL)
		if f1 < 0.95 {
			t.Errorf("body word F1 %.3f, want at least 0.95:\n%s", f1, a.Text)
		}
		// The line below the headline dates the last change, 28 August; the
		// address states the day of publication.
		check(t, a, gold.Title, "2013-08-03T00:00:00Z", Day)
	})
	t.Run("assabah-tn", func(t *testing.T) {
		var gold [][2]json.RawMessage
		decode(t, "assabah-tn/gold.segments.json", &gold)
		var g struct {
			Title         string
			With, Without []string
		}
		if err := json.Unmarshal(gold[0][1], &g); err != nil {
			t.Fatal(err)
		}
		a := read(t, filepath.Join(dir, "assabah-tn/source.html"))
		t.Logf("outlet %q, authors %q, url %s", a.Outlet, a.Authors, a.URL)
		for _, s := range g.With {
			if !strings.Contains(a.Text, s) {
				t.Errorf("lacks %q", s)
			}
		}
		for _, s := range g.Without {
			if strings.Contains(a.Text, s) {
				t.Errorf("has %q", s)
			}
		}
		check(t, a, strings.Join(strings.Fields(g.Title), " "), "2019-02-08T00:00:00Z", Day)
	})
}

// The gold article ends in two lines that were copied off its page.
func TestSharedTrailingFurniture(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(sharedFolder(t), "gold/dev/seed-000.json"))
	if err != nil {
		t.Skip(err)
	}
	var gold struct{ Text string }
	if err := json.Unmarshal(raw, &gold); err != nil {
		t.Fatal(err)
	}
	p, err := page.Decode("seed-000.txt", []byte(gold.Text), "")
	if err != nil {
		t.Fatal(err)
	}
	a, err := From(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Text != gold.Text {
		t.Error("the text is not the input")
	}
	var kinds []string
	for _, b := range a.Blocks {
		kinds = append(kinds, string(b.Kind))
	}
	t.Log(strings.Join(kinds, " "))
	n := len(a.Blocks)
	if n < 3 || a.Blocks[n-1].Kind != Boilerplate || a.Blocks[n-2].Kind != Boilerplate || a.Blocks[n-3].Kind == Boilerplate || a.Blocks[0].Kind != Title {
		t.Errorf("blocks %v, want a title first and two of boilerplate last", kinds)
	}
}

// Nothing that the gold articles annotate is furniture.
func TestSharedFurnitureHoldsNoStatement(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(sharedFolder(t), "gold", "*", "*.json"))
	read, furniture := 0, 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var gold struct {
			Text       string
			Statements []struct{ Content, Cue struct{ Quote string } }
		}
		if json.Unmarshal(raw, &gold) != nil || gold.Text == "" {
			continue
		}
		p, err := page.Decode(file, []byte(gold.Text), "")
		if err != nil {
			t.Error(err)
			continue
		}
		a, err := From(p, Options{})
		if err != nil {
			t.Error(err)
			continue
		}
		checkLaws(t, p, a)
		read++
		for _, b := range a.Blocks {
			if b.Kind != Boilerplate {
				continue
			}
			furniture++
			for _, s := range gold.Statements {
				if len(s.Content.Quote) > 20 && strings.Contains(b.Of(a.Text), s.Content.Quote) {
					t.Errorf("%s: %q is furniture", filepath.Base(file), b.Of(a.Text))
				}
			}
		}
	}
	t.Logf("%d articles, %d blocks of furniture", read, furniture)
}
