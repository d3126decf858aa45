package web

import (
	"net/http"
	"net/url"
	"slices"

	"isnad/archive"
	"isnad/correction"
)

// namingView is what is taken for one with the name of a page, and what people
// have decided about it.
type namingView struct {
	archive.Name
	Path        string // of the page
	Corrections []correctionEntry
}

// Split is the address of the form that parts a spelling from the name, "" for
// the name itself.
func (v namingView) Split(spelling string) string {
	if spelling == v.Name.Name {
		return ""
	}
	return formPath(v.Path, "split", spelling)
}

// Join is the address of the form that joins the name with another.
func (v namingView) Join() string { return formPath(v.Path, "join", "name") }

// Undo is the address of the form that takes a correction back.
func (v namingView) Undo(id string) string { return formPath(v.Path, "undo", id) }

func newNamingView(n *archive.Name) *namingView {
	return &namingView{Name: *n, Path: personPath(n.Name), Corrections: correctionEntries(n.Corrections)}
}

// correctNamePage shows the form for what a query names: join=name,
// split=SPELLING or undo=ID.
func (s *Server) correctNamePage(w http.ResponseWriter, r *http.Request) {
	s.showNaming(w, r, r.URL.Query(), nil)
}

func (s *Server) showNaming(w http.ResponseWriter, r *http.Request, asked url.Values, refused *problem) {
	from, err := s.kept()
	var n *archive.Name
	if err == nil {
		n, err = from.Name(r.Context(), r.PathValue("name"))
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	v := newCorrectionView(n.Name, personPath(n.Name), asked, refused)
	switch {
	case asked.Get("undo") != "":
		if !v.undo(asked.Get("undo"), n.Corrections) {
			s.fail(w, r, http.StatusNotFound, "error.not_found")
			return
		}
	case asked.Get("split") != "":
		v.Do, v.Parts, v.Other = correction.Split, true, asked.Get("split")
		if v.Other == n.Name || !slices.ContainsFunc(n.Variants, func(x archive.Spelling) bool { return x.Name == v.Other }) {
			s.fail(w, r, http.StatusNotFound, "error.not_found")
			return
		}
	default:
		v.Do, v.Joins, v.Other = correction.Join, true, asked.Get("value.b")
	}
	s.showForm(w, r, v)
}

// correctNameForm keeps what a form decides about a name and leads back to its
// page.
func (s *Server) correctNameForm(w http.ResponseWriter, r *http.Request) {
	s.takeCorrection(w, r, personPath(r.PathValue("name")), s.showNaming, requestOfName)
}

// requestOfName is what a form decides about a name.
func requestOfName(r *http.Request, form url.Values) correction.Request {
	q := correction.Request{Do: correction.Do(form.Get("do"))}
	switch q.Do {
	case correction.Join:
		q.Values = map[string]string{"a": r.PathValue("name"), "b": typedID(form.Get("value.b"), "/people/")}
	case correction.Split:
		q.Values = map[string]string{"a": r.PathValue("name"), "b": form.Get("split")}
	}
	return q
}
