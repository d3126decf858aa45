package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"isnad/archive"
	"isnad/correction"
	"isnad/wording"
)

// correctionView is the form by which one thing of an article is corrected, or
// a name.
type correctionView struct {
	Title   string // of the article, or the name
	Path    string // of its page
	Problem *problem
	Form    string // token of the form

	Do     correction.Do
	Kind   correction.Kind
	Item   string // "" for what is added
	Words  string // of the item as it is read, or of what is added
	Fields []correctionField
	Undoes *correctionEntry // set where a correction is taken back
	Places bool             // the article is put into another story
	Story  string           // as it was typed
	Joins  bool             // a name is joined with Other
	Parts  bool             // Other is parted from a name
	Other  string
	By     string
	Why    string
}

// correctionField is a field of a form. It has options, or is typed.
type correctionField struct {
	Name    string
	Label   wording.Label
	Value   string
	Long    bool
	Options []correctionOption
}

type correctionOption struct {
	Value  string
	Label  wording.Label
	Chosen bool
}

// correctionEntry is a correction as lists show it.
type correctionEntry struct {
	correction.State
	In      *archive.Version // nil on the article's own page
	Name    string           // whose page has it, for a decision about names in a list
	Did     wording.Label
	What    wording.Label
	Changes []correctionChange
}

type correctionChange struct {
	Label    wording.Label
	Is, Was  wording.Label
	Replaced bool // Was is known
}

func newCorrectionEntry(s correction.State) correctionEntry {
	e := correctionEntry{State: s, Did: wording.Deeds[s.Do], What: wording.CorrectedKinds[s.Kind]}
	for _, field := range s.Fields() {
		c := correctionChange{Label: wording.CorrectedField(s.Kind, field), Is: wording.CorrectedValue(s.Kind, field, s.Values[field])}
		if was, known := s.Was[field]; known {
			c.Was, c.Replaced = wording.CorrectedValue(s.Kind, field, was), true
		}
		e.Changes = append(e.Changes, c)
	}
	return e
}

func correctionEntries(all []correction.State) []correctionEntry {
	var list []correctionEntry
	for _, s := range all {
		list = append(list, newCorrectionEntry(s))
	}
	return list
}

func correctPath(id, what, value string) string { return formPath(articlePath(id), what, value) }

func formPath(of, what, value string) string {
	return of + "/correct?" + what + "=" + url.QueryEscape(value)
}

// correctPage shows the form for what a query names: item=s3, add=statement,
// place=story or undo=ID.
func (s *Server) correctPage(w http.ResponseWriter, r *http.Request) {
	s.showCorrection(w, r, r.URL.Query(), nil)
}

// showCorrection shows the form for what was asked, as it was filled where it
// was refused.
func (s *Server) showCorrection(w http.ResponseWriter, r *http.Request, asked url.Values, refused *problem) {
	from, err := s.kept()
	var kept *archive.Kept
	if err == nil {
		kept, err = from.Get(r.Context(), r.PathValue("id"), 0)
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	v := newCorrectionView(cmp.Or(kept.Title, kept.ID), articlePath(kept.ID), asked, refused)
	now := correctionsOf(kept)
	values := map[string]string{}
	switch {
	case asked.Get("undo") != "":
		if !v.undo(asked.Get("undo"), now.States) {
			s.fail(w, r, http.StatusNotFound, "error.not_found")
			return
		}
	case asked.Get("place") != "":
		v.Do, v.Places, v.Story = correction.Place, true, asked.Get("value.story")
	case asked.Get("add") != "":
		v.Do, v.Kind, v.Words = correction.Add, correction.Kind(asked.Get("add")), asked.Get("words")
		if !slices.Contains(correction.Kinds(), v.Kind) {
			s.fail(w, r, http.StatusNotFound, "error.not_found")
			return
		}
	default:
		var ok bool
		v.Do, v.Item = correction.Set, asked.Get("item")
		if v.Kind, values, ok = now.Item(v.Item); !ok {
			s.fail(w, r, http.StatusNotFound, "error.not_found")
			return
		}
		v.Words = values[correction.WordsField]
	}
	for _, f := range correction.Fields(v.Kind) {
		if v.Do == correction.Add && f.Name == correction.WordsField {
			continue // stands first
		}
		value := values[f.Name]
		if typed, given := asked["value."+f.Name]; given {
			value = typed[0]
		}
		v.Fields = append(v.Fields, newCorrectionField(v.Kind, f, value))
	}
	s.showForm(w, r, v)
}

func newCorrectionView(title, path string, asked url.Values, refused *problem) correctionView {
	return correctionView{Title: title, Path: path, Problem: refused, By: asked.Get("by"), Why: asked.Get("why")}
}

// undo asks to take back the correction of an id; false where states have none.
func (v *correctionView) undo(id string, states []correction.State) bool {
	i := slices.IndexFunc(states, func(c correction.State) bool { return c.ID == id })
	if i < 0 {
		return false
	}
	e := newCorrectionEntry(states[i])
	v.Do, v.Undoes = correction.Undo, &e
	return true
}

func (s *Server) showForm(w http.ResponseWriter, r *http.Request, v correctionView) {
	status := http.StatusOK
	if v.Problem != nil {
		status = v.Problem.Status
	}
	v.Form = s.formToken(w, r)
	s.show(w, r, status, view{name: "correct", Title: "correct.heading", Main: v})
}

func newCorrectionField(k correction.Kind, f correction.Field, value string) correctionField {
	out := correctionField{Name: f.Name, Label: wording.CorrectedField(k, f.Name), Value: value, Long: f.Form == correction.Words || f.Form == correction.Lines}
	values := f.Choices
	if len(values) > 0 && !slices.Contains(values, value) {
		values = append([]string{value}, values...) // as it is read, or not chosen yet
	}
	for _, c := range values {
		out.Options = append(out.Options, correctionOption{c, wording.CorrectedValue(k, f.Name, c), c == value})
	}
	return out
}

// correctionsOf is what is kept as a reading with its corrections.
func correctionsOf(k *archive.Kept) *correction.Reading {
	var list []correction.Correction
	for _, s := range k.Corrections {
		list = append(list, s.Correction)
	}
	return correction.Apply(k.Read, list)
}

// correctForm keeps what a form corrects and leads back to the article.
func (s *Server) correctForm(w http.ResponseWriter, r *http.Request) {
	s.takeCorrection(w, r, articlePath(r.PathValue("id")), s.showCorrection, requestOfArticle)
}

// takeCorrection keeps what a form asks for and leads back to the page that it
// is of; what is refused is shown again.
func (s *Server) takeCorrection(w http.ResponseWriter, r *http.Request, back string, again func(http.ResponseWriter, *http.Request, url.Values, *problem), read func(*http.Request, url.Values) correction.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 256<<10)
	if err := r.ParseForm(); err != nil {
		s.failed(w, r, formError(err))
		return
	}
	if err := mayWrite(r.Context()); err != nil {
		s.challenge(w, r, err)
		return
	}
	form := r.PostForm
	if !s.fromOurForm(r) {
		again(w, r, form, s.problemOf(r, errOldForm))
		return
	}
	q := read(r, form)
	q.Do, q.Undoes, q.By, q.Why = correction.Do(form.Get("do")), form.Get("undo"), form.Get("by"), form.Get("why")
	_, err := s.keepCorrections(r.Context(), q)
	switch {
	case errors.Is(err, correction.ErrRefused), errors.Is(err, archive.ErrNames):
		again(w, r, form, s.problemOf(r, err))
	case err != nil:
		s.failed(w, r, err)
	default:
		http.Redirect(w, r, back+"#corrections", http.StatusSeeOther)
	}
}

// requestOfArticle is what a form asks to correct in an article.
func requestOfArticle(r *http.Request, form url.Values) correction.Request {
	q := correction.Request{Do: correction.Do(form.Get("do")), Article: r.PathValue("id"), Item: form.Get("item"), Words: form.Get("words")}
	fmt.Sscan(form.Get("nth"), &q.Nth) // 0 where it is no number
	if q.Do == correction.Add {
		q.Item = form.Get("add")
	}
	if q.Do == correction.Place {
		q.Values = map[string]string{"story": typedID(form.Get("value.story"), "/stories/", "/articles/")}
	}
	if q.Do == correction.Set || q.Do == correction.Add {
		q.Values = map[string]string{}
		for name := range form {
			if field, ok := strings.CutPrefix(name, "value."); ok && (q.Do == correction.Set || form.Get(name) != "") {
				q.Values[field] = form.Get(name)
			}
		}
	}
	return q
}

// typedID is the id or name in what was typed, which may be the address of a
// page under one of the paths.
func typedID(typed string, paths ...string) string {
	typed = strings.TrimSpace(typed)
	for _, path := range paths {
		if _, rest, ok := strings.Cut(typed, path); ok {
			if end := strings.IndexAny(rest, "/?#"); end >= 0 {
				rest = rest[:end]
			}
			if id, err := url.PathUnescape(rest); err == nil {
				return id
			}
		}
	}
	return typed
}

// keepCorrections keeps them where an archive is open.
func (s *Server) keepCorrections(ctx context.Context, asked ...correction.Request) ([]correction.Correction, error) {
	to, err := s.kept()
	if err != nil {
		return nil, err
	}
	return to.Correct(ctx, asked...)
}

// correctionsView lists the corrections of the archive.
type correctionsView struct {
	Entries []correctionEntry
	Total   int
	More    string // address of the next page, "" at the end
}

func (s *Server) corrections(w http.ResponseWriter, r *http.Request) {
	from, err := s.kept()
	if err != nil {
		s.failed(w, r, err)
		return
	}
	page, err := from.Corrections(r.Context(), archive.ListOptions{Limit: 50, After: r.FormValue("after")})
	if err != nil {
		s.failed(w, r, err)
		return
	}
	v := correctionsView{Total: page.Total}
	for _, c := range page.Corrections {
		e := newCorrectionEntry(c.State)
		if c.In.ID != "" {
			e.In = &c.In
		}
		e.Name = c.Values["a"] // "" for what is no decision about names
		v.Entries = append(v.Entries, e)
	}
	if page.Next != "" {
		v.More = "/corrections?after=" + url.QueryEscape(page.Next)
	}
	s.show(w, r, http.StatusOK, view{name: "corrections", Title: "correct.all", Main: v})
}

type correctInput struct {
	Body struct {
		Corrections []correction.Request `json:"corrections" minItems:"1" maxItems:"100"`
	}
}

type correctOutput struct {
	Body struct {
		Corrections []correction.Correction `json:"corrections" doc:"As they are kept, with their ids."`
	}
}

func (s *Server) apiCorrect(ctx context.Context, in *correctInput) (*correctOutput, error) {
	const path = apiPrefix + "/corrections"
	err := mayWrite(ctx)
	out := &correctOutput{}
	if err == nil {
		out.Body.Corrections, err = s.keepCorrections(ctx, in.Body.Corrections...)
	}
	if err != nil {
		return nil, s.failure(path, err)
	}
	return out, nil
}

type correctionsInput struct {
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	After string `query:"after" doc:"next of the page before."`
}

type correctionsOutput struct{ Body archive.CorrectionPageJSON }

func (s *Server) apiCorrections(ctx context.Context, in *correctionsInput) (*correctionsOutput, error) {
	const path = apiPrefix + "/corrections"
	from, err := s.kept()
	if err != nil {
		return nil, s.failure(path, err)
	}
	page, err := from.Corrections(ctx, archive.ListOptions{Limit: in.Limit, After: in.After})
	if err != nil {
		return nil, s.failure(path, err)
	}
	return &correctionsOutput{page.JSON()}, nil
}
