package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"isnad/query"
	"isnad/wording"
)

// titles are the headlines of a page of results, in order.
func titles(t *testing.T, source string) []string {
	t.Helper()
	var out []string
	for _, a := range find(t, source, func(n *html.Node) bool { return attribute(n, "class") == "headline" }) {
		out = append(out, textOf(a))
	}
	return out
}

func TestSearch(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	const coach, bread, court = "رئيس اتحاد الكرة ينفي إقالة المدرب: عقده مستمر حتى 2020", "وزير المالية: سنلغي ضريبة الخبز قبل نهاية العام",
		"القضاء يبرّئ رئيس بلدية سهل الزعفران السابق"
	for _, test := range []struct {
		name string
		form url.Values
		want []string // found first
		all  int
	}{
		{"everything", url.Values{}, nil, exampleArticles},
		{"a word in another form", url.Values{"q": {"مدربون"}}, []string{coach}, 1}, // coaches
		{"a phrase", url.Values{"q": {`"ضريبة الخبز"`}}, []string{bread}, 1},        // the bread tax
		{"a field as text", url.Values{"q": {"قائل:الطرخون"}}, []string{court}, 1},
		{"a field of the form", url.Values{"speaker": {"الطرخون"}}, []string{court}, 1},
		{"text and form of one statement", url.Values{"q": {"speaker:الطرخون"}, "kind": {"direct"}}, []string{court}, 1},
		{"an act that the speaker did not do", url.Values{"q": {"speaker:الطرخون"}, "act": {"condemn"}}, nil, 0},
		{"an outlet and a year", url.Values{"outlet": {"سرمد"}, "from": {"2023"}}, []string{"14 قتيلاً في حريق عبّارة قبالة رأس الجرف", "مسؤول: تصدعات في سد العقيق رُصدت قبل شهرين"}, 2},
		{"words of a statement", url.Values{"said": {"اعتذاراً مكتوباً"}}, []string{court}, 1},
		{"a kind that is none", url.Values{"q": {"الطرخون"}, "kind": {"loud"}}, []string{court}, 1},
		{"the oldest first", url.Values{"order": {"oldest"}}, []string{coach, bread}, exampleArticles},
	} {
		t.Run(test.name, func(t *testing.T) {
			source := s.get("/search?" + test.form.Encode())
			got := titles(t, source)
			if len(got) < len(test.want) || !slices.Equal(got[:len(test.want)], test.want) {
				t.Errorf("found %q", got)
			}
			if count := find(t, source, func(n *html.Node) bool { return n.Data == "h2" }); textOf(count[0]) != wording.Arabic.Count(wording.CountArticles, test.all) {
				t.Errorf("%q, want %d", textOf(count[0]), test.all)
			}
			checkReferences(t, source)
			for _, f := range filters {
				if len(find(t, source, func(n *html.Node) bool { return attribute(n, "name") == string(f.Name) })) != 1 {
					t.Errorf("no field for %s", f.Name)
				}
			}
		})
	}
}

func TestSearchRefuses(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	for _, test := range []struct {
		name string
		form url.Values
		says string
	}{
		{"an open group", url.Values{"q": {"(الجسر"}}, "error.query"},
		{"a field that is none", url.Values{"q": {"colour:أحمر"}}, "error.query"},
		{"a time that is none", url.Values{"from": {"أمس"}}, "error.bad_period"},
		{"too long", url.Values{"q": {strings.Repeat("جسر ", 500)}}, "error.long_query"},
	} {
		w := s.do("GET", "/search?"+test.form.Encode(), nil)
		words, err := (preferences{}).locale().say(test.says)
		if err != nil {
			t.Fatal(err)
		}
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), words) {
			t.Errorf("%s: %d\n%s", test.name, w.Code, w.Body)
		}
	}
	for _, attack := range attacks {
		for _, name := range append(filterNames(), "q", "order", "after") {
			w := s.do("GET", "/search?"+url.Values{name: {attack}}.Encode(), nil)
			if w.Code >= http.StatusInternalServerError {
				t.Errorf("%s=%q: %d", name, attack, w.Code)
			}
			checkMarkup(t, attack, w.Body.String())
		}
	}
	if w := serve(t, Options{}).do("GET", "/search", nil); w.Code != http.StatusNotFound {
		t.Errorf("without an archive: %d", w.Code)
	}
}

// TestSearchLeadsOn follows the pages of a search and each value of its facets.
func TestSearchLeadsOn(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	seen := map[string]bool{}
	next := "/search?order=oldest"
	for pages := 0; next != ""; pages++ {
		source := s.get(next)
		for _, a := range find(t, source, func(n *html.Node) bool { return attribute(n, "class") == "headline" }) {
			if address := attribute(a, "href"); seen[address] {
				t.Errorf("%s is found twice", address)
			} else {
				seen[address] = true
			}
		}
		next = ""
		for _, a := range find(t, source, func(n *html.Node) bool { return attribute(n, "rel") == "next" }) {
			next = attribute(a, "href")
		}
		if pages > 2 {
			t.Fatal("the pages do not end")
		}
	}
	if len(seen) != exampleArticles {
		t.Errorf("%d articles on all pages", len(seen))
	}
	source := s.get("/search?q=" + url.QueryEscape("سد العقيق"))
	facets := find(t, source, func(n *html.Node) bool { return n.Data == "a" && attribute(n.Parent.Parent, "class") == "facet" })
	if len(facets) < 10 {
		t.Fatalf("%d facets", len(facets))
	}
	for _, a := range facets {
		count, err := strconv.Atoi(textOf(a.NextSibling.NextSibling))
		// A speaker is also found by a part of the name.
		if got := len(titles(t, s.get(attribute(a, "href")))); err != nil || got < count {
			t.Errorf("%s is said to be in %d articles, found in %d", textOf(a), count, got)
		}
	}
}

func FuzzParseSearch(f *testing.F) {
	f.Add("q=%D8%AC%D8%B3%D8%B1+OR+x&said=a+b&from=2031-4")
	f.Add("q=speaker:x&kind=direct&act=&due=1")
	f.Fuzz(func(t *testing.T, raw string) {
		form, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		q, err := parseSearch(form)
		if err != nil {
			if p := (&Server{}).problemOf(httptest.NewRequest("GET", "/", nil), err); p.Status != http.StatusBadRequest {
				t.Errorf("%v is %d", err, p.Status)
			}
			return
		}
		query.Words(q)
	})
}
