package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"isnad/evidence"
)

func TestEvidenceIsDownloaded(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	story := s.storyOf("السنبلة:sunbula-307")
	links := func(page string) (out []string) {
		for _, a := range find(t, s.get(page), func(n *html.Node) bool {
			return n.Data == "a" && strings.HasSuffix(attribute(n, "href"), "/evidence.zip")
		}) {
			out = append(out, attribute(a, "href"))
		}
		return out
	}
	claim := find(t, s.get(story), func(n *html.Node) bool { return n.Data == "a" && strings.Contains(attribute(n, "href"), "/claims/") })
	packs := append(links(story), links(attribute(claim[0], "href"))...)
	packs = append(packs, links(articlePath("سرمد:sarmad-4471"))...)
	if len(packs) < 4 {
		t.Errorf("packs at %q", packs)
	}
	for _, link := range packs {
		w := s.do("GET", link, nil)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/zip" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d %v", link, w.Code, w.Header())
			continue
		}
		checkHeaders(t, w.Header())
		if _, err := evidence.Verify(w.Body.Bytes()); err != nil {
			t.Errorf("%s: %v", link, err)
		}
	}
	for _, link := range []string{"/stories/none/evidence.zip", story + "/claims/none/evidence.zip", "/articles/" + url.PathEscape("سرمد:sarmad-4471") + "/statements/s99/evidence.zip"} {
		if w := s.do("GET", link, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", link, w.Code)
		}
	}
	private := serve(t, Options{Archive: s.opts.Archive, AnyHost: true, TokenOnly: true})
	if w := private.do("GET", packs[0], nil); w.Code != http.StatusUnauthorized {
		t.Errorf("without a token: %d", w.Code)
	}
}
