package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestOutlets: the list leads to the page of each outlet, which leads to those
// whom it quotes and to what it has through others.
func TestOutlets(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	s.cookie = &http.Cookie{Name: preferencesCookie, Value: "lang=en"}
	list := s.get("/outlets")
	profiles, err := s.opts.Archive.OutletProfiles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	link := func(source, to string) bool {
		return len(find(t, source, func(n *html.Node) bool { return n.Data == "a" && attribute(n, "href") == to })) > 0
	}
	statements, relays := 0, 0
	for _, p := range profiles {
		if p.Statements != p.Named+p.Documents+p.Unnamed {
			t.Errorf("%s: %d statements are not parted by %d, %d and %d", p.Name, p.Statements, p.Named, p.Documents, p.Unnamed)
		}
		statements += p.Statements
		if p.Name == "" {
			continue
		}
		if !link(list, outletPath(p.Name)) {
			t.Errorf("the list does not lead to %s", p.Name)
		}
		page := s.get(outletPath(p.Name))
		for _, c := range p.Sources[:min(sourcesShown, len(p.Sources))] {
			if !link(page, personPath(c.Value)) {
				t.Errorf("%s does not lead to %s", p.Name, c.Value)
			}
		}
		for _, c := range p.Relays[:min(sourcesShown, len(p.Relays))] {
			relays++
			to := relayedSearch(c.Value, p.Name)
			if !link(page, to) {
				t.Errorf("%s does not lead to what came through %s", p.Name, c.Value)
			}
			if found := s.get(to); len(byClass(t, found, "a", "headline")) < c.Articles {
				t.Errorf("%s: %s does not find %d articles", p.Name, to, c.Articles)
			}
		}
	}
	if statements == 0 || relays == 0 {
		t.Errorf("%d statements and %d relays: nothing is tested", statements, relays)
	}
	if w := s.do("GET", outletPath("لا أحد"), nil); w.Code != http.StatusNotFound { // nobody
		t.Errorf("an outlet without articles: %d", w.Code)
	}
	for _, after := range []string{"7000", "-1", "x"} {
		if w := s.do("GET", "/outlets?after="+url.QueryEscape(after), nil); w.Code != http.StatusOK {
			t.Errorf("after %s: %d", after, w.Code)
		}
	}
}

// TestOutletsPageByPage: all outlets are on one of the pages.
func TestOutletsPageByPage(t *testing.T) {
	s := serve(t, Options{Archive: crowded(t)})
	profiles, err := s.opts.Archive.OutletProfiles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	source := s.get("/outlets")
	if n := strings.Count(source, `<th scope="row">`); n != len(profiles) {
		t.Errorf("%d of %d outlets on one page", n, len(profiles))
	}
	if n := strings.Count(source, `<th scope="row">`) + strings.Count(s.get("/outlets?after=40"), `<th scope="row">`); n != 2*len(profiles)-40 {
		t.Errorf("%d outlets on two pages", n)
	}
}

func TestShare(t *testing.T) {
	arabic := locale{lang: english.lang, arabicDigits: true}
	for _, test := range []struct {
		name   string
		in     locale
		n, all int
		want   string
	}{
		{"rounded", english, 2, 3, "67%"},
		{"with Arabic digits", arabic, 1, 4, "٢٥٪"},
		{"of nothing", english, 0, 0, ""},
	} {
		if got := test.in.share(test.n, test.all); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}
