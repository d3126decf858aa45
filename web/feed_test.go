package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
)

// TestFeeds subscribes to a search by the links of its page.
func TestFeeds(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	source := s.get("/search?order=newest&q=" + url.QueryEscape("سد العقيق") + "&from=2023")
	want := titles(t, source)
	links := find(t, source, func(n *html.Node) bool { return strings.Contains(attribute(n, "type"), "application/") })
	if len(links) != 2 {
		t.Fatalf("%d feeds", len(links))
	}
	for _, a := range links {
		w := s.do("GET", attribute(a, "href"), nil)
		feed, err := gofeed.NewParser().ParseString(w.Body.String())
		if err != nil || !strings.HasPrefix(w.Header().Get("Content-Type"), attribute(a, "type")) {
			t.Fatalf("%s: %v", w.Header().Get("Content-Type"), err)
		}
		var got []string
		for _, item := range feed.Items {
			got = append(got, item.Title)
			path, ok := strings.CutPrefix(item.Link, "http://localhost:8080")
			if !ok {
				t.Errorf("an entry leads to %s", item.Link)
			}
			s.get(path)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has %q, the page %q", textOf(a), got, want)
		}
	}
	for _, target := range []string{"/search.atom?q=(", "/search.json?from=x"} {
		if w := s.do("GET", target, nil); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}
