package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"isnad/archive"
	"isnad/ledger"
	"isnad/query"
	"isnad/record"
)

const (
	// statementsShown is how many statements are on one page of a person.
	statementsShown = 25
	// promisesShown is how many commitments stand beside them; the ledger has all.
	promisesShown = 10
)

// personView is a person or a body over all articles: what is said, what is
// promised, and who brings it.
type personView struct {
	Name        string
	Found       *archive.Page // articles in which the person speaks, counted
	Months      *bars
	Statements  []statementEntry
	Total       int
	Commitments []commitmentEntry
	Promised    int
	More        string      // address of the statements after these, "" at the end
	First       bool        // these are the first
	Naming      *namingView // nil for a part of a name
}

// statementEntry is a statement outside its article.
type statementEntry struct {
	note
	From archive.Statement
	Text string
}

// commitmentEntry is a commitment outside its article.
type commitmentEntry struct {
	From       archive.Commitment
	Made       *record.Commitment
	Text, When string
	If         []string
	Past       bool          // its day is over
	Tracked    bool          // it has an entry in the ledger
	Verdict    ledger.Rating // what a person has decided, "" for nothing
}

// speaks finds what a name says.
func speaks(name string) query.Node { return query.Field{Name: query.Speaker, Value: name} }

func personPath(name string) string { return "/people/" + url.PathEscape(name) }

func (s *Server) people(w http.ResponseWriter, r *http.Request) {
	from, err := s.kept()
	if err != nil {
		s.failed(w, r, err)
		return
	}
	found, err := from.Search(r.Context(), query.And{}, archive.SearchOptions{Order: archive.Newest, Limit: 1, Facets: true})
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, view{name: "people", Title: "nav.people", Main: found.Facets.Speakers})
}

func (s *Server) person(w http.ResponseWriter, r *http.Request) {
	from, err := s.kept()
	if err != nil {
		s.failed(w, r, err)
		return
	}
	name := strings.TrimSpace(r.PathValue("name"))
	after := r.FormValue("after")
	page, err := from.Statements(r.Context(), speaks(name), archive.ListOptions{Limit: statementsShown, After: after})
	if err != nil {
		s.failed(w, r, err)
		return
	}
	promised, err := from.Commitments(r.Context(), query.And{}, archive.Commitments{By: name}, archive.ListOptions{Limit: promisesShown})
	if err != nil {
		s.failed(w, r, err)
		return
	}
	if page.Total == 0 && promised.Total == 0 {
		s.fail(w, r, http.StatusNotFound, "person.none")
		return
	}
	v := personView{Name: name, Total: page.Total, Promised: promised.Total, First: after == ""}
	if v.Commitments, err = s.commitments(r.Context(), promised); err != nil {
		s.failed(w, r, err)
		return
	}
	for _, st := range page.Statements {
		v.Statements = append(v.Statements, newStatementEntry(st))
	}
	if page.Next != "" {
		v.More = personPath(name) + "?after=" + url.QueryEscape(page.Next)
	}
	if v.Found, err = from.Search(r.Context(), speaks(name), archive.SearchOptions{Order: archive.Newest, Limit: 1, Facets: true}); err != nil {
		s.failed(w, r, err)
		return
	}
	v.Months = monthBars(v.Found.Facets.Months)
	switch n, err := from.Name(r.Context(), name); {
	case err == nil:
		v.Naming = newNamingView(n)
	case !errors.Is(err, archive.ErrNotFound):
		s.failed(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, view{name: "person", Title: name, Proper: true, Main: v})
}

func newStatementEntry(st archive.Statement) statementEntry {
	said := st.Said()
	return statementEntry{note: notesOf(st.Record)[st.Index], From: st, Text: said.Content.Of(st.Record.Article.Text)}
}

func (s *Server) commitments(ctx context.Context, page *archive.CommitmentPage) ([]commitmentEntry, error) {
	verdicts, err := s.verdicts(ctx)
	if err != nil {
		return nil, err
	}
	today := s.opts.Now().Format(time.DateOnly)
	var out []commitmentEntry
	for _, c := range page.Commitments {
		made, text := c.Made(), c.Record.Article.Text
		e := commitmentEntry{From: c, Made: made, Text: made.Content.Of(text), When: made.Due.Of(text), Past: made.Due.Value != "" && made.Due.Value < today, Tracked: made.By.Name != "" && !made.HeadlineOnly}
		e.Verdict = verdicts[ledger.EntryID(c.ID, made.ID)].Rating
		for _, condition := range made.Conditions {
			e.If = append(e.If, condition.Of(text))
		}
		out = append(out, e)
	}
	return out, nil
}
