package web

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// storyOf is the address of an article's story.
func (s *serving) storyOf(article string) string {
	s.t.Helper()
	w := s.do("GET", articlePath(article)+"/story", nil)
	if w.Code != http.StatusFound {
		s.t.Fatalf("the story of %s: %d", article, w.Code)
	}
	return w.Header().Get("Location")
}

func TestStoryPage(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	// The story of the dam: an agency, and outlets that take it from there.
	base := articlePath("السنبلة:sunbula-307")
	page := s.storyOf("السنبلة:sunbula-307")
	for _, cookie := range []string{"", "lang=en&digits=arabic"} {
		s.cookie = &http.Cookie{Name: preferencesCookie, Value: cookie}
		source := s.get(page)
		checkReferences(t, source)
		checkMarkup(t, "", source)
		if n := len(titles(t, source)); n < 6 {
			t.Errorf("%d articles", n)
		}
		drawings := find(t, source, func(n *html.Node) bool { return n.Data == "svg" })
		claims := byClass(t, source, "article", "claim")
		if len(claims) == 0 || len(drawings) != len(claims) {
			t.Errorf("%d claims, %d drawings", len(claims), len(drawings))
		}
		if !strings.Contains(textOf(claims[0]), "سرمد") { // the agency
			t.Error("the first claim does not name who relays it")
		}
		for _, a := range find(t, source, func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "href"), "/articles/") }) {
			path, id, _ := strings.Cut(attribute(a, "href"), "#")
			if page := s.get(path); id != "" && !strings.Contains(page, `id="`+id+`"`) {
				t.Errorf("%s leads nowhere", attribute(a, "href"))
			}
		}
	}
	s.cookie = nil
	if !strings.Contains(s.get(base), base+"/story") {
		t.Error("the article does not lead to its story")
	}
	if len(titles(t, s.get(s.storyOf("57ad31a01df17fac")))) != 1 {
		t.Error("an article that stands alone has a story of others")
	}
	if w := s.do("GET", "/articles/none/story", nil); w.Code != http.StatusNotFound {
		t.Errorf("no article: %d", w.Code)
	}
}
