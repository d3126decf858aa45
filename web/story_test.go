package web

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"
)

func TestStoryPage(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	// The story of the dam: an agency, and outlets that take it from there.
	base := articlePath("السنبلة:sunbula-307")
	for _, cookie := range []string{"", "lang=en&digits=arabic"} {
		s.cookie = &http.Cookie{Name: preferencesCookie, Value: cookie}
		source := s.get(base + "/story")
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
	if len(titles(t, s.get(articlePath("57ad31a01df17fac")+"/story"))) != 1 {
		t.Error("an article that stands alone has a story of others")
	}
	if w := s.do("GET", "/articles/none/story", nil); w.Code != http.StatusNotFound {
		t.Errorf("no article: %d", w.Code)
	}
}

// TestNewsroomKeepsWindows asks for stories from many readers at once.
func TestNewsroomKeepsWindows(t *testing.T) {
	now := time.Unix(0, 0)
	kept := examples(t)
	n := &newsroom{now: func() time.Time { return now }}
	day := time.Date(2023, 3, 6, 0, 0, 0, 0, time.UTC)
	var wg sync.WaitGroup
	found := make([]*window, 8)
	for i := range found {
		wg.Go(func() {
			w, err := n.around(t.Context(), kept, day)
			if err != nil {
				t.Error(err)
			}
			found[i] = w
		})
	}
	wg.Wait()
	for _, w := range found {
		if w != found[0] || len(w.stories) == 0 {
			t.Fatal("the stories are found more than once, or not at all")
		}
	}
	now = now.Add(storyFresh + time.Second)
	if w, err := n.around(t.Context(), kept, day); err != nil || w == found[0] {
		t.Errorf("old stories are kept (%v)", err)
	}
	for i := range 2 * maxWindows {
		if _, err := n.around(t.Context(), kept, day.AddDate(0, 0, i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(n.windows) != maxWindows {
		t.Errorf("%d windows are kept", len(n.windows))
	}
}
