package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"isnad/trace"
)

// damaged are words that the agency had first and others took from it: that
// cracks appeared in the dam and that the ministry had been told.
const damaged = "أن تصدعات ظهرت في جسم سد العقيق، وأن الوزارة أُبلغت بها قبل شهرين"

func TestTracePage(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	for _, cookie := range []string{"", "lang=en&digits=arabic"} {
		s.cookie = &http.Cookie{Name: preferencesCookie, Value: cookie}
		source := s.get("/trace?text=" + url.QueryEscape(damaged))
		checkReferences(t, source)
		checkMarkup(t, "", source)
		found := titles(t, source)
		if len(found) < 6 || found[0] != "مسؤول: تصدعات في سد العقيق رُصدت قبل شهرين" {
			t.Errorf("places %q", found)
		}
		if len(find(t, source, func(n *html.Node) bool { return n.Data == "svg" })) < 2 {
			t.Error("the chains are not drawn")
		}
		if len(find(t, source, func(n *html.Node) bool { return n.Data == "ins" })) == 0 {
			t.Error("nothing tells how the words changed")
		}
		for _, a := range find(t, source, func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "href"), "/") }) {
			if path, id, _ := strings.Cut(attribute(a, "href"), "#"); path != "" && !strings.HasPrefix(path, "/assets/") && !strings.Contains(s.get(path), `id="`+id) {
				t.Errorf("%s leads nowhere", attribute(a, "href"))
			}
		}
	}
	s.cookie = nil
	if !strings.Contains(s.get("/search"), `action="/trace"`) {
		t.Error("the search page has no box to trace words")
	}
}

func TestTracePageSays(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	l := preferences{}.locale()
	for _, test := range []struct {
		name, target string
		status       int
		says         string
	}{
		{"the form", "/trace", 200, "trace.help"},
		{"words that are unknown", "/trace?text=" + url.QueryEscape("لم يقل أحد هذا الكلام العجيب قط"), 200, "trace.unknown"},
		{"no words", "/trace?text=", 400, "error.no_words"},
		{"too long", "/trace?text=" + url.QueryEscape(strings.Repeat("كلمة ", 1000)), 413, "error.too_large"},
	} {
		w := s.do("GET", test.target, nil)
		if w.Code != test.status || !strings.Contains(w.Body.String(), l.phrase(test.says)) {
			t.Errorf("%s: %d", test.name, w.Code)
		}
		checkMarkup(t, "", w.Body.String())
	}
	for _, attack := range attacks {
		checkMarkup(t, attack, s.do("GET", "/trace?text="+url.QueryEscape(attack), nil).Body.String())
	}
	if w := serve(t, Options{}).do("GET", "/trace?text=x", nil); w.Code != http.StatusNotFound {
		t.Errorf("without an archive: %d", w.Code)
	}
}

// The API gives the same to a short text in the address and to a long one in
// the body, and every place and member at its words.
func TestTraceAPI(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	d := describe(t, s)
	asked, _ := json.Marshal(map[string]string{"text": damaged})
	byGet := s.do("GET", "/api/v1/trace?text="+url.QueryEscape(damaged), nil)
	byPost := s.post("/api/v1/trace", string(asked))
	d.check("GET", "/api/v1/trace", byGet)
	d.check("POST", "/api/v1/trace", byPost)
	if byGet.Body.String() != byPost.Body.String() {
		t.Errorf("%s\n%s", byGet.Body, byPost.Body)
	}
	var got trace.Answer
	if err := json.Unmarshal(byGet.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if !got.Known || got.Places[0].Article.ID != "سرمد:sarmad-4471" || !got.Places[0].Exact || len(got.Origins) == 0 || len(got.Claims) == 0 || got.Claims[0].Why != "words" {
		t.Errorf("%+v", got)
	}
	checkPlace := func(article string, start, end *int, words string) {
		k, err := s.opts.Archive.Get(t.Context(), article, 0)
		if err != nil {
			t.Fatal(err)
		}
		if text := []rune(k.Record.Article.Text); start == nil || string(text[*start:*end]) != words {
			t.Errorf("%s does not have %q at its place", article, words)
		}
	}
	for _, p := range got.Places {
		checkPlace(p.Article.ID, &p.Start, &p.End, p.Text)
	}
	for _, c := range got.Claims {
		for _, m := range c.Members {
			checkPlace(m.Article.ID, m.Start, m.End, m.Text)
		}
	}
	for _, test := range []struct {
		name, text string
		status     int
	}{{"unknown", "لم يقل أحد هذا", 200}, {"no words", "؟", 400}, {"too long", strings.Repeat("كلمة", 1001), 422}} {
		w := s.do("GET", "/api/v1/trace?text="+url.QueryEscape(test.text), nil)
		if w.Code != test.status {
			t.Errorf("%s: %d %s", test.name, w.Code, w.Body)
		}
		d.check("GET", "/api/v1/trace", w)
	}
}

func TestAssistantTraces(t *testing.T) {
	kept := examples(t)
	for transport, session := range conversations(t, Options{Archive: kept}) {
		got, told := ask[trace.Answer](t, session, "trace", map[string]any{"text": damaged})
		if told != "" || len(got.Places) == 0 || got.Places[0].Article.ID != "سرمد:sarmad-4471" {
			t.Errorf("%s: %+v, %s", transport, got.Places, told)
		}
		if _, told := ask[trace.Answer](t, session, "trace", map[string]any{"text": strings.Repeat("كلمة", 1001)}); !strings.Contains(told, "4000") {
			t.Errorf("%s: a long text: %s", transport, told)
		}
		if slices.ContainsFunc(got.Places, func(p trace.PlaceJSON) bool { return p.Article.Link == "" }) {
			t.Errorf("%s: a place has no link", transport)
		}
	}
}
