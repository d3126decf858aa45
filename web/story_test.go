package web

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"isnad/archive/sqlite"
	"isnad/story/keeper"
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
	if !strings.Contains(s.get(base), page) {
		t.Error("the article does not lead to its story")
	}
	if len(titles(t, s.get(s.storyOf("57ad31a01df17fac")))) != 1 {
		t.Error("an article that stands alone has a story of others")
	}
	if w := s.do("GET", "/articles/none/story", nil); w.Code != http.StatusNotFound {
		t.Errorf("no article: %d", w.Code)
	}
}

// Every claim has a page of its own with its tree, under an address by any of
// its members, and leads back to its story.
func TestClaimCard(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	page := s.storyOf("السنبلة:sunbula-307")
	links := find(t, s.get(page), func(n *html.Node) bool {
		return n.Data == "a" && strings.Contains(attribute(n, "href"), "/claims/")
	})
	if len(links) == 0 {
		t.Fatal("no claim has a page")
	}
	for _, a := range links {
		if strings.Contains(attribute(a, "href"), "#") { // a part of a card
			continue
		}
		card := s.get(attribute(a, "href"))
		checkReferences(t, card)
		checkMarkup(t, "", card)
		if !strings.Contains(card, `href="`+page+`"`) || !strings.Contains(card, "http://127.0.0.1"+attribute(a, "href")) && !strings.Contains(card, attribute(a, "href")) {
			t.Errorf("%s does not say where it belongs", attribute(a, "href"))
		}
		w := s.do("GET", attribute(a, "href")+"/tree.svg", nil)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "image/svg+xml") || !strings.HasPrefix(w.Body.String(), "<svg") {
			t.Errorf("the drawing of %s: %d %.40s", attribute(a, "href"), w.Code, w.Body)
		}
		checkHeaders(t, w.Header())
	}
	if w := s.do("GET", page+"/claims/none", nil); w.Code != http.StatusNotFound {
		t.Errorf("no claim: %d", w.Code)
	}
}

func TestStoriesAreListed(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	page := s.storyOf("السنبلة:sunbula-307")
	for _, target := range []string{"/stories", "/"} {
		source := s.get(target)
		checkReferences(t, source)
		if !strings.Contains(source, `href="`+page+`"`) {
			t.Errorf("%s does not lead to the story of the dam", target)
		}
	}
	related := s.get(articlePath("السنبلة:sunbula-307"))
	if !strings.Contains(related, `href="`+articlePath("سرمد:sarmad-4471")+`"`) {
		t.Error("the article does not lead to others of its story")
	}
	if w := s.do("GET", "/stories?after=x", nil); w.Code != http.StatusBadRequest {
		t.Errorf("a wrong place in the list: %d", w.Code)
	}
	if strings.Contains(serve(t, Options{}).get("/"), `href="/stories"`) {
		t.Error("without an archive there are stories")
	}
}

// TestElsewhere: below an article stand those of other stories that speak of the
// same people and share words of its title, and none of its own story.
func TestElsewhere(t *testing.T) {
	kept, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	s := serve(t, Options{Archive: kept})
	var ids []string
	for _, in := range []submission{
		{What: "تعهد بإصلاح جسر الصفصاف\n\nتعهد وزير الأشغال نبيل الحوراني الأربعاء بإصلاح جسر الصفصاف بعد انهيار جزء منه. وقال نبيل الحوراني إن أعمال الإصلاح تبدأ هذا الأسبوع.", Published: "2023-03-01", Outlet: "الضحى"},
		{What: "تعهد بإصلاح جسر الصفصاف بعد انهياره\n\nتعهد وزير الأشغال نبيل الحوراني بإصلاح جسر الصفصاف بعد انهيار جزء منه. وقال نبيل الحوراني إن أعمال الإصلاح تبدأ هذا الأسبوع.", Published: "2023-03-01", Outlet: "السنبلة"},
		{What: "افتتاح جسر المرجان\n\nافتتح وزير الأشغال نبيل الحوراني جسر المرجان، وقال نبيل الحوراني إن الجسر كلّف عشرة ملايين دينار.", Published: "2023-08-20", Outlet: "الضحى"},
		{What: "جسر الزيتون\n\nافتتحت رئيسة البلدية سلمى الوردي جسر الزيتون أمام المشاة.", Published: "2023-08-21", Outlet: "الضحى"},    // somebody else's
		{What: "موازنة العام\n\nقال وزير الأشغال نبيل الحوراني إن الموازنة ستُقر في الخريف.", Published: "2023-09-21", Outlet: "الضحى"}, // about something else
	} {
		result, err := s.keepText(t.Context(), kept, in)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, result.ID)
	}
	if _, err := keeper.New(kept, 0).Update(t.Context()); err != nil {
		t.Fatal(err)
	}
	source := s.get(articlePath(ids[0]))
	sections := find(t, source, func(n *html.Node) bool { return attribute(n, "id") == "elsewhere" })
	if len(sections) != 1 {
		t.Fatalf("%d sections of other stories", len(sections))
	}
	var got []string
	for n := range sections[0].Descendants() {
		if n.Data == "a" {
			got = append(got, attribute(n, "href"))
		}
	}
	if want := []string{articlePath(ids[2])}; !slices.Equal(got, want) {
		t.Errorf("from other stories %q, want %q", got, want)
	}
}
