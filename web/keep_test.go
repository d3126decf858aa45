package web

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"isnad/archive"
	"isnad/archive/sqlite"
	"isnad/article"
	"isnad/page"
	"isnad/token"
)

// local makes a request one that was sent on this machine.
func local(r *http.Request) { r.RemoteAddr = "127.0.0.1:4000" }

func emptyArchive(t *testing.T) archive.Archive {
	t.Helper()
	kept, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	return kept
}

func TestKeepWhatWasRead(t *testing.T) {
	bearer := func(scopes ...token.Scope) func(*testing.T, archive.Archive) func(*http.Request) {
		return func(t *testing.T, kept archive.Archive) func(*http.Request) {
			sent, _, err := token.Make(t.Context(), kept, "reader", scopes, time.Now(), time.Now().Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			return func(r *http.Request) { r.SetBasicAuth("any", sent) }
		}
	}
	none := func(*testing.T, archive.Archive) func(*http.Request) { return func(*http.Request) {} }
	here := func(*testing.T, archive.Archive) func(*http.Request) { return local }
	for _, row := range []struct {
		name   string
		opts   Options
		as     func(*testing.T, archive.Archive) func(*http.Request)
		status int // of keeping
	}{
		{"on this machine", Options{}, here, http.StatusSeeOther},
		{"from elsewhere", Options{}, none, http.StatusUnauthorized},
		{"on this machine, served to others", Options{AnyHost: true}, here, http.StatusUnauthorized},
		{"with a token to write", Options{AnyHost: true}, bearer(token.Read, token.Write), http.StatusSeeOther},
		{"with a token to read", Options{AnyHost: true}, bearer(token.Read), http.StatusForbidden},
	} {
		t.Run(row.name, func(t *testing.T) {
			kept := emptyArchive(t)
			opts := row.opts
			opts.Archive = kept
			s := serve(t, opts)
			as := row.as(t, kept)
			address := s.do("POST", "/read", url.Values{"what": {report}, "published": {"2024-03-09"}}, as).Header().Get("Location")
			shown := s.do("GET", address, nil, as).Body.String()
			if offered := strings.Contains(shown, `action="`+address+`/keep"`); offered != (row.status == http.StatusSeeOther) {
				t.Errorf("offered: %t", offered)
			}
			w := s.do("POST", address+"/keep", url.Values{formField: {s.tokenOf(s.form.Value)}}, as)
			if w.Code != row.status {
				t.Fatalf("%d, want %d", w.Code, row.status)
			}
			outlets, err := kept.Outlets(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if (len(outlets) == 1) != (row.status == http.StatusSeeOther) {
				t.Errorf("%d outlets are kept", len(outlets))
			}
			if len(outlets) == 1 {
				if kept := s.do("GET", w.Header().Get("Location"), nil, as); kept.Code != http.StatusOK || !strings.Contains(kept.Body.String(), "نعمان الحور") {
					t.Errorf("the article: %d", kept.Code)
				}
			}
		})
	}
	kept := emptyArchive(t)
	s := serve(t, Options{Archive: kept})
	address := s.read(report)
	for name, form := range map[string]url.Values{"no token of the form": {}, "another's": {formField: {"x"}}} {
		if w := s.do("POST", address+"/keep", form, local); w.Code != http.StatusForbidden && w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := s.do("POST", "/read/none/keep", url.Values{formField: {s.tokenOf(s.form.Value)}}, local); w.Code != http.StatusNotFound {
		t.Errorf("a reading that is gone: %d", w.Code)
	}
	if last, err := kept.LastArrival(t.Context()); err != nil || last != 0 {
		t.Errorf("something was kept: %d, %v", last, err)
	}
}

// TestChanges compares the versions of an article.
func TestChanges(t *testing.T) {
	kept := emptyArchive(t)
	s := serve(t, Options{Archive: kept})
	var id string
	for _, text := range []string{report, strings.Replace(report, "40 عاملاً", "45 عاملاً", 1)} {
		p := &page.Page{Name: "bridge", Format: page.Record, Text: text, Fields: &page.Fields{ID: "bridge", Outlet: "الضحى", Published: "2024-03-09"}}
		result, err := keepPage(t.Context(), kept, p, article.Options{})
		if err != nil {
			t.Fatal(err)
		}
		id = result.ID
	}
	path := articlePath(id) + "/changes"
	source := s.get(path)
	checkReferences(t, source)
	text := func(element string) string {
		var all []string
		for _, n := range byClass(t, source, element, "") {
			all = append(all, textOf(n))
		}
		return strings.Join(all, " ")
	}
	if gone, added := text("del"), text("ins"); !strings.Contains(gone, "40") || !strings.Contains(added, "45") {
		t.Errorf("gone %q, new %q", gone, added)
	}
	if !strings.Contains(s.get(articlePath(id)), articlePath(id)+"/changes?version=2") {
		t.Error("the article does not lead to its changes")
	}
	for target, want := range map[string]int{path + "?version=2": 200, path + "?version=1": 404, path + "?version=9": 404, "/articles/none/changes": 404} {
		if w := s.do("GET", target, nil); w.Code != want {
			t.Errorf("%s: %d, want %d", target, w.Code, want)
		}
	}
}
