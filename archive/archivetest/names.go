package archivetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"isnad/archive"
	"isnad/correction"
)

// respelled are statements of one official under two spellings of her family
// name, and of another one.
var respelled = []Story{
	// The minister of water Salma Ghalin said that the dam is full.
	{ID: "dam", Outlet: "سرمد", Published: "2031-04-05", Text: "قالت وزيرة المياه سلمى غالين إن السد امتلأ."},
	// The minister of water Salma Galin said that the canal is closed.
	{ID: "canal", Outlet: "الأفق", Published: "2031-04-06", Text: "قالت وزيرة المياه سلمى جالين إن القناة مغلقة."},
	// The engineer Nadir al-Qasimi said that the pump has stopped.
	{ID: "pump", Outlet: "الأفق", Published: "2031-04-07", Text: "قال المهندس نادر القاسمي إن المضخة توقفت."},
}

// names lists what a value finds: spellings joined by =, articles and
// statements.
func (f *fixture) names(t *testing.T, value string) string {
	t.Helper()
	page, err := f.Names(context.Background(), value, archive.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, n := range page.Names {
		var variants []string
		for _, v := range n.Variants {
			variants = append(variants, v.Name)
		}
		all = append(all, fmt.Sprintf("%s %d %d", strings.Join(variants, "="), n.Articles, n.Statements))
	}
	if len(all) != page.Total {
		t.Errorf("%d names of %d", len(all), page.Total)
	}
	return strings.Join(all, ", ")
}

// saidBy lists the articles with statements of a speaker, the latest first.
func (f *fixture) saidBy(t *testing.T, speaker string) string {
	t.Helper()
	page, err := f.Statements(context.Background(), parse(t, `speaker:"`+speaker+`"`), archive.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, s := range page.Statements {
		_, id, _ := strings.Cut(s.ID, ":")
		ids = append(ids, id)
	}
	return strings.Join(ids, " ")
}

func testNames(t *testing.T, f *fixture) {
	f.put(t, respelled...)
	for value, want := range map[string]string{
		"سلمى":    "سلمى جالين=سلمى غالين 2 2",
		"القاسمي": "نادر القاسمي 1 1",
		"القرطبي": "",
	} {
		if got := f.names(t, value); got != want {
			t.Errorf("%s: %s, want %s", value, got, want)
		}
	}
	all, err := f.Names(context.Background(), "", archive.ListOptions{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	rest, err := f.Names(context.Background(), "", archive.ListOptions{After: all.Next})
	if err != nil || len(all.Names)+len(rest.Names) != all.Total || all.Names[0].Articles < rest.Names[0].Articles {
		t.Errorf("%d names and %d names of %d, %v", len(all.Names), len(rest.Names), all.Total, err)
	}
}

func testLatinNames(t *testing.T, f *fixture) {
	f.put(t, respelled...)
	for speaker, want := range map[string]string{
		"al-Qasimi":     "pump",
		"nader qassemi": "pump",
		"Salma":         "canal dam",
		"Samila":        "",
	} {
		if got := f.saidBy(t, speaker); got != want {
			t.Errorf("%s: %q, want %q", speaker, got, want)
		}
	}
}

func testNameRules(t *testing.T, f *fixture) {
	ctx := context.Background()
	f.put(t, respelled...)
	const galin, ghalin, nadir = "سلمى جالين", "سلمى غالين", "نادر القاسمي"
	decide := func(do correction.Do, a, b string) func() error {
		return func() error {
			_, err := f.Correct(ctx, correction.Request{Do: do, Values: map[string]string{"a": a, "b": b}, By: "ليلى", Why: "سألتُهما"}) // I asked them
			return err
		}
	}
	steps := []struct {
		name   string
		decide func() error
		said   map[string]string
		counts string // of the facet of speakers
	}{
		{"spellings are one", func() error { return nil }, map[string]string{galin: "canal dam", ghalin: "canal dam", nadir: "pump"}, galin + " 2, " + nadir + " 1"},
		{"parted", decide(correction.Split, galin, ghalin), map[string]string{galin: "canal", ghalin: "dam", "سلمى": "canal dam"}, galin + " 1, " + ghalin + " 1, " + nadir + " 1"},
		{"one of them joined with another name", decide(correction.Join, nadir, ghalin),
			map[string]string{galin: "canal", ghalin: "pump dam", nadir: "pump dam", "القاسمي": "pump dam"}, ghalin + " 2, " + galin + " 1"},
		{"and parted again", decide(correction.Split, ghalin, nadir), map[string]string{ghalin: "dam", nadir: "pump"}, galin + " 1, " + ghalin + " 1, " + nadir + " 1"},
		{"all as it was", decide(correction.Join, galin, ghalin), map[string]string{galin: "canal dam", nadir: "pump"}, galin + " 2, " + nadir + " 1"},
	}
	for _, s := range steps {
		if err := s.decide(); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		for speaker, want := range s.said {
			if got := f.saidBy(t, speaker); got != want {
				t.Errorf("%s: %s said %q, want %q", s.name, speaker, got, want)
			}
		}
		var counts []string
		for _, c := range f.search(t, "", archive.SearchOptions{Facets: true}).Facets.Speakers {
			counts = append(counts, fmt.Sprintf("%s %d", c.Value, c.Articles))
		}
		if got := strings.Join(counts, ", "); got != s.counts {
			t.Errorf("%s: speakers counted are %s, want %s", s.name, got, s.counts)
		}
	}
	if err := decide(correction.Join, galin, "سليم القرطبي")(); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a name that is not there: %v", err)
	}
	if err := decide(correction.Join, galin, ghalin)(); !errors.Is(err, archive.ErrNames) {
		t.Errorf("a decision that stands: %v", err)
	}
}
