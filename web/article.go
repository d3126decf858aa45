package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"isnad/arabic"
	"isnad/archive"
	"isnad/article"
	"isnad/export"
	"isnad/record"
	"isnad/wording"
)

// articleView is an article with everything that was read in it.
type articleView struct {
	*record.Record
	Kept      *archive.Kept     // nil for a text that was read just now
	Story     *articleStory     // nil where it is in none yet, or alone
	Elsewhere []archive.Hit     // articles of other stories about the same
	Versions  []archive.Version // newest first, where there are several
	Base      string            // address of the article's page
	Keep      string            // where a text that was read just now is kept, "" for who may not
	Form      string            // token of that form
	Title     *row              // the row of the title, nil where the text has none
	Rows      []row
	Summary   []string
	Figures   []figureEntry
	Moments   []momentEntry
	Entities  []entityEntry
	Promises  []promiseEntry

	Corrections []correctionEntry
}

// row is a block of the article with the statements that begin in it.
type row struct {
	Kind   article.BlockKind
	Pieces []piece
	Notes  []note
}

// note tells about a statement.
type note struct {
	record.Statement
	Number int
	Roles  []string
	// Relays lists through whom it came, from the source outwards.
	Relays []record.Link
	Head   *record.Headline // set for the statement of the title
	Page   string           // address of the source's page, "" where it has none
	Pack   string           // address of the evidence pack, "" where there is none
	Fix    string           // address of the form that corrects it, "" where nothing is kept
}

type figureEntry struct {
	record.Quantity
	ID, Text string
	Said     *note // whose figure it is, nil for the article's own voice
	Fix      string
}

type momentEntry struct {
	record.Time
	ID, Text, Fix string
}

type entityEntry struct {
	record.Entity
	Text string
}

type promiseEntry struct {
	record.Commitment
	Number     int
	Text, When string
	If         []string
	Said       *note
	Fix        string
}

// newArticleView lays out a record in a locale. With an archive, sources lead
// to their pages. correct gives the address of the form that corrects an item,
// "" for none.
func newArticleView(r *record.Record, l locale, archived bool, correct func(item string) string) *articleView {
	v := &articleView{Record: r, Summary: summary(r, l)}
	text := r.Article.Text
	notes := notesOf(r)
	for i := range notes {
		notes[i].Fix = correct(notes[i].ID)
		if source := &notes[i].Source; archived && source.Name != "" && (source.Type == record.Person || source.Type == record.Organization) {
			notes[i].Page = personPath(source.Name)
		}
	}
	of := func(id string) *note {
		if i := slices.IndexFunc(notes, func(n note) bool { return n.ID == id }); i >= 0 {
			return &notes[i]
		}
		return nil
	}
	for i, q := range r.Quantities {
		id := fmt.Sprintf("q%d", i+1)
		v.Figures = append(v.Figures, figureEntry{q, id, q.Span.Of(text), of(q.Statement), correct(id)})
	}
	for i, t := range r.Times {
		id := fmt.Sprintf("t%d", i+1)
		v.Moments = append(v.Moments, momentEntry{t, id, t.Of(text), correct(id)})
	}
	for _, e := range r.Entities {
		if e.Type != record.Anonymous && len(e.Mentions) > 0 {
			v.Entities = append(v.Entities, entityEntry{Entity: e})
		}
	}
	for i, c := range r.Commitments {
		p := promiseEntry{Commitment: c, Number: i + 1, Text: c.Content.Of(text), When: c.Due.Of(text), Said: of(c.Statement), Fix: correct(c.ID)}
		for _, condition := range c.Conditions {
			p.If = append(p.If, condition.Of(text))
		}
		v.Promises = append(v.Promises, p)
	}
	marks := v.marks(l)
	for _, b := range r.Article.Blocks {
		row := row{Kind: b.Kind, Pieces: cut(text, b.Span, within(marks, b.Span))}
		for _, n := range notes {
			if b.Start <= n.Content.Start && n.Content.Start < b.End {
				row.Notes = append(row.Notes, n)
			}
		}
		if b.Kind == article.Title && v.Title == nil {
			v.Title = &row
			continue
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func notesOf(r *record.Record) []note {
	roles := map[string][]string{}
	for _, e := range r.Entities {
		roles[e.ID] = e.Roles
	}
	notes := make([]note, len(r.Statements))
	for i, s := range r.Statements {
		notes[i] = note{Statement: s, Number: i + 1, Roles: roles[s.Source.Entity]}
		if n := len(s.Chain); n > 1 {
			notes[i].Relays = slices.Clone(s.Chain[:n-1])
			slices.Reverse(notes[i].Relays)
		}
		if r.Headline != nil && r.Headline.Statement == s.ID {
			notes[i].Head = r.Headline
		}
	}
	return notes
}

// marks lists everything that is marked in the text, in order.
func (v *articleView) marks(l locale) []mark {
	var out []mark
	add := func(m mark) {
		if m.Len() > 0 {
			out = append(out, m)
		}
	}
	for i, s := range v.Statements {
		add(mark{Span: s.Content, Role: said, Class: string(s.Kind), Target: s.ID, Number: i + 1})
		add(mark{Span: s.Cue.Span, Role: cue, Target: s.ID})
		add(mark{Span: s.Source.Span, Role: source, Target: s.ID})
		for _, link := range s.Chain[:max(len(s.Chain)-1, 0)] {
			add(mark{Span: link.Span, Role: relay, Target: s.ID})
		}
	}
	for i, c := range v.Commitments {
		add(mark{Span: c.Content, Role: committed, Target: c.ID, Number: i + 1})
	}
	for _, q := range v.Figures {
		tip := "= " + l.number(q.Value) + " " + q.Unit
		if q.Approx {
			tip = l.lang.Say(wording.About) + " " + tip
		}
		add(mark{Span: q.Span, Role: figure, Target: q.ID, Tip: strings.TrimSpace(tip)})
	}
	for _, t := range v.Moments {
		add(mark{Span: t.Span, Role: moment, Target: t.ID, Tip: "= " + l.meaning(t.Time)})
	}
	for _, e := range v.Entities {
		for _, m := range e.Mentions {
			if m.Kind == record.NameMention {
				add(mark{Span: m.Span, Role: named, Class: string(e.Type), Target: e.ID})
			}
		}
	}
	// Two cues or sources at one place are one mark.
	slices.SortStableFunc(out, func(a, b mark) int { return outerFirst(part{&a, a.Span}, part{&b, b.Span}) })
	return slices.CompactFunc(out, func(a, b mark) bool {
		return a.Span == b.Span && a.Role == b.Role && a.Role != said && a.Role != committed
	})
}

// within returns the marks, sorted by their starts, that can touch span.
func within(marks []mark, span arabic.Span) []mark {
	var out []mark
	for _, m := range marks {
		if m.Start >= span.End {
			break
		}
		if m.End > span.Start {
			out = append(out, m)
		}
	}
	return out
}

// summary counts what there is, as isnad read does.
func summary(r *record.Record, l locale) []string {
	unnamed := map[string]bool{}
	relayed, unsourced, dated := 0, 0, 0
	for _, s := range r.Statements {
		if s.Source.Type == record.Anonymous {
			unnamed[s.Source.Entity+" "+s.Source.Name] = true
		}
		if len(s.Chain) > 1 {
			relayed++
		}
	}
	for _, q := range r.Quantities {
		if q.Statement == "" {
			unsourced++
		}
	}
	for _, c := range r.Commitments {
		if c.Due.Value != "" {
			dated++
		}
	}
	return []string{
		l.count(wording.CountStatements, len(r.Statements)), l.count(wording.CountUnnamed, len(unnamed)),
		l.count(wording.CountRelayed, relayed), l.count(wording.CountUnsourced, unsourced), l.count(wording.CountDated, dated),
	}
}

func articlePath(id string) string { return "/articles/" + url.PathEscape(id) }

// keptArticle finds the article that a request names as its record, and answers
// the request where there is none.
func (s *Server) keptArticle(w http.ResponseWriter, r *http.Request) (kept *archive.Kept, ok bool) {
	return s.version(w, r, archive.Archive.Record)
}

func (s *Server) version(w http.ResponseWriter, r *http.Request, get func(archive.Archive, context.Context, string, int) (*archive.Kept, error)) (kept *archive.Kept, ok bool) {
	number, err := strconv.Atoi(r.FormValue("version"))
	if err != nil || number < 0 {
		number = 0
	}
	if s.opts.Archive == nil {
		s.failed(w, r, errNoArchive)
		return nil, false
	}
	kept, err = get(s.opts.Archive, r.Context(), r.PathValue("id"), number)
	if err != nil {
		s.failed(w, r, err)
		return nil, false
	}
	return kept, true
}

func (s *Server) articlePage(w http.ResponseWriter, r *http.Request) {
	kept, ok := s.keptArticle(w, r)
	if !ok {
		return
	}
	versions, err := s.opts.Archive.Versions(r.Context(), kept.ID)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	fix := func(item string) string {
		if !kept.Newest {
			return "" // corrections speak of the newest version
		}
		return correctPath(kept.ID, "item", item)
	}
	v := newArticleView(kept.Record, preferencesOf(r).locale(), true, fix)
	v.Corrections = correctionEntries(kept.Corrections)
	v.Kept, v.Base = kept, articlePath(kept.ID)
	if kept.Newest { // of which packs are made
		v.offerPacks()
	}
	if len(versions) > 1 {
		slices.Reverse(versions)
		v.Versions = versions
	}
	if v.Story, err = s.around(r.Context(), kept.ID); err != nil {
		s.failed(w, r, err)
		return
	}
	if v.Elsewhere, err = s.elsewhere(r.Context(), kept.Record, v.Story); err != nil {
		s.failed(w, r, err)
		return
	}
	s.showArticle(w, r, v)
}

func (s *Server) showArticle(w http.ResponseWriter, r *http.Request, v *articleView) {
	page := view{name: "article", Title: "article.untitled", Main: v}
	if v.Article.Title != "" {
		page.Title, page.Proper = v.Article.Title, true
	}
	s.show(w, r, http.StatusOK, page)
}

func (s *Server) articleJSON(w http.ResponseWriter, r *http.Request) {
	kept, ok := s.version(w, r, archive.Archive.Get)
	if !ok {
		return
	}
	line := kept.JSON
	if r.FormValue("reading") == "program" {
		line = kept.ReadJSON
	}
	var b bytes.Buffer
	if err := json.Indent(&b, line, "", "  "); err != nil {
		s.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	b.WriteByte('\n')
	w.Write(b.Bytes())
}

func (s *Server) articleCalendar(w http.ResponseWriter, r *http.Request) {
	if kept, ok := s.keptArticle(w, r); ok {
		sendCalendar(w, r, kept.Record)
	}
}

func sendRecord(w http.ResponseWriter, rec *record.Record) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	record.NewEncoder(w, "  ").Encode(rec)
}

func sendCalendar(w http.ResponseWriter, r *http.Request, rec *record.Record) {
	calendar := export.ICalendar{Language: preferencesOf(r).locale().lang}
	var b bytes.Buffer
	calendar.Begin(&b)
	calendar.Commitments(&b, rec)
	calendar.End(&b)
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="isnad.ics"`)
	w.Write(b.Bytes())
}
