// Package gold reads annotated articles: what a record of each should say. The
// trainer learns from them, the analysis of errors counts by them.
package gold

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"isnad/arabic"
	"isnad/article"
	"isnad/page"
)

// Article is one annotated article.
type Article struct {
	ID, Outlet, Published, Text string
	Statements                  []Statement
	Entities                    []Entity
}

// Statement is content with who said it.
type Statement struct {
	Content Quote
	Kind    string
	Cue     Quote
	Source  Source
	Chain   []string // outermost relay first, the source last
	Act     string
}

// Source is who said it: the mention, the name, and other right names.
type Source struct {
	Quote
	Name   string
	Accept []string
	Type   string
}

// Entity is a person, body or place with its surface forms.
type Entity struct {
	Name, Type string
	Mentions   []string
}

// Quote is the nth occurrence, counted from 1, of a string in the text.
type Quote struct {
	Quote string
	Nth   int
}

// Read reads every *.json of a folder, in the order of their names.
func Read(dir string) ([]*Article, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: holds no annotated articles (*.json)", dir)
	}
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var out []*Article
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		a := new(Article)
		if err := json.Unmarshal(raw, a); err != nil {
			return nil, fmt.Errorf("%s: is no annotated article: %w", f, err)
		}
		for _, s := range a.Statements {
			if _, ok := a.Span(s.Content); !ok {
				return nil, fmt.Errorf("%s: %q does not stand in its text %d times", f, s.Content.Quote, max(1, s.Content.Nth))
			}
		}
		out = append(out, a)
	}
	return out, nil
}

// Span is the byte range of q in the text; ok is false where it is not there.
func (a *Article) Span(q Quote) (s arabic.Span, ok bool) {
	if q.Quote == "" {
		return s, false
	}
	end := 0
	for range max(1, q.Nth) {
		i := strings.Index(a.Text[end:], q.Quote)
		if i < 0 {
			return s, false
		}
		s = arabic.Span{Start: end + i, End: end + i + len(q.Quote)}
		// The next occurrence may overlap this one.
		end = s.Start + 1
	}
	return s, true
}

// Article is the text as `isnad read` is given it.
func (a *Article) Article() (*article.Article, error) {
	p, err := page.Decode(a.ID+".txt", []byte(a.Text), "utf-8")
	if err != nil {
		return nil, err
	}
	published, _ := article.ParseDate(a.Published)
	return article.From(p, article.Options{Published: published, Outlet: a.Outlet})
}

// Align pairs the contents of found statements with the annotated ones, best
// overlap first and each once: for every found span the index of its
// annotated statement, or -1. A pair shares at least half of its words (F1).
func (a *Article) Align(found []arabic.Span) []int {
	type pair struct {
		gold, found int
		overlap     float64
	}
	var pairs []pair
	words := make([]map[int]bool, len(found))
	for i, s := range found {
		words[i] = a.words(s)
	}
	for g, st := range a.Statements {
		span, _ := a.Span(st.Content)
		want := a.words(span)
		for f := range found {
			if o := overlap(want, words[f]); o >= 0.5 {
				pairs = append(pairs, pair{g, f, o})
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int {
		switch {
		case x.overlap > y.overlap:
			return -1
		case x.overlap < y.overlap:
			return 1
		}
		return 0
	})
	out := slices.Repeat([]int{-1}, len(found))
	taken := map[int]bool{}
	for _, p := range pairs {
		if out[p.found] < 0 && !taken[p.gold] {
			out[p.found], taken[p.gold] = p.gold, true
		}
	}
	return out
}

// SameWords reports whether two spans cover the same words.
func (a *Article) SameWords(x, y arabic.Span) bool {
	v, w := a.words(x), a.words(y)
	return len(v) == len(w) && overlap(v, w) == 1
}

// words is the set of white-space separated words that s touches with a letter
// or digit, by their start.
func (a *Article) words(s arabic.Span) map[int]bool {
	set := map[int]bool{}
	start := strings.LastIndexFunc(a.Text[:s.Start], unicode.IsSpace) + 1
	for i, r := range s.Of(a.Text) {
		switch {
		case unicode.IsSpace(r):
			start = s.Start + i + len(string(r))
		case unicode.IsLetter(r), unicode.IsDigit(r):
			set[start] = true
		}
	}
	return set
}

func overlap(a, b map[int]bool) float64 {
	both := 0
	for k := range a {
		if b[k] {
			both++
		}
	}
	if both == 0 {
		return 0
	}
	return 2 * float64(both) / float64(len(a)+len(b))
}

// IsSource reports whether name is a right name of the source of a.Statements[i]:
// its name, one that is accepted, or a form of it in the article, at most three
// words longer.
func (a *Article) IsSource(i int, name string) bool {
	s := a.Statements[i].Source
	want := append([]string{s.Name}, s.Accept...)
	for _, e := range a.Entities {
		if forms := append([]string{e.Name}, e.Mentions...); slices.ContainsFunc(forms, func(f string) bool { return arabic.Fold(f) == arabic.Fold(s.Name) }) {
			want = append(want, forms...)
		}
	}
	return slices.ContainsFunc(want, func(w string) bool { return sameName(name, w) })
}

func sameName(got, want string) bool {
	g, w := strings.Fields(arabic.Fold(got)), strings.Fields(arabic.Fold(want))
	if len(g) == 0 || len(w) == 0 {
		return false
	}
	return strings.Join(g, "") == strings.Join(w, "") ||
		len(g)-len(w) <= 3 && strings.Contains(" "+strings.Join(g, " ")+" ", " "+strings.Join(w, " ")+" ")
}
