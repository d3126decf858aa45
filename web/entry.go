package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"isnad/archive"
	"isnad/ledger"
	"isnad/record"
)

// entryView is what became of a commitment: each mention of it in order.
type entryView struct {
	*ledger.Entry
	State    ledger.State
	Calendar string          // address of the days of the article that opens it
	Verdict  *ledger.Verdict // nil where nobody has decided
}

// mentionsRead bounds the articles in which mentions of a commitment are looked
// for: those that are most about it.
const mentionsRead = 12

func entryPath(article, commitment string) string {
	return "/ledger/" + url.PathEscape(article) + "/" + url.PathEscape(commitment)
}

func (s *Server) entryPage(w http.ResponseWriter, r *http.Request) {
	e, err := s.entry(r.Context(), r.PathValue("id"), r.PathValue("commitment"))
	if errors.Is(err, errNoEntry) {
		s.fail(w, r, http.StatusNotFound, "entry.none")
		return
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	verdicts, err := s.verdicts(r.Context())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	v := entryView{Entry: e, State: e.State(s.opts.Now(), soon)}
	if e.Due != "" {
		v.Calendar = articlePath(e.Events[0].Article) + "/deadlines.ics"
	}
	if verdict, given := verdicts[e.ID]; given {
		v.Verdict = &verdict
	}
	s.show(w, r, http.StatusOK, view{name: "entry", Title: e.Matter, Proper: true, Main: v})
}

// errNoEntry is a commitment that opens no entry of the ledger.
var errNoEntry = errors.New("no entry of the ledger")

// entry gathers the ledger of the articles that are most about a commitment of
// an article, and gives the entry of that commitment.
func (s *Server) entry(ctx context.Context, id, commitment string) (*ledger.Entry, error) {
	from, err := s.kept()
	if err != nil {
		return nil, err
	}
	kept, err := from.Get(ctx, id, 0)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(kept.Record.Commitments, func(c record.Commitment) bool { return c.ID == commitment })
	if i < 0 {
		return nil, errNoEntry
	}
	c := kept.Record.Commitments[i]
	about := append(archive.AnyWord(c.Content.Of(kept.Record.Article.Text)), archive.AnyWord(c.By.Name)...)
	if len(about) == 0 {
		return nil, errNoEntry
	}
	page, err := from.Search(ctx, about, archive.SearchOptions{Order: archive.Relevance, Limit: mentionsRead})
	if err != nil {
		return nil, err
	}
	all := []*archive.Kept{kept}
	for _, h := range page.Hits {
		if h.ID == kept.ID {
			continue
		}
		other, err := from.Get(ctx, h.ID, 0)
		if errors.Is(err, archive.ErrNotFound) {
			continue // it was removed just now
		}
		if err != nil {
			return nil, err
		}
		all = append(all, other)
	}
	slices.SortStableFunc(all, func(a, b *archive.Kept) int { return a.At().Compare(b.At()) })
	l := ledger.New()
	for _, k := range all {
		l.Add(k.Record)
	}
	if e := l.Holding(kept.ID, commitment); e != nil {
		return e, nil
	}
	// What only a headline says opens no entry of the whole ledger; it has a page.
	alone := *kept.Record
	c.HeadlineOnly = false
	alone.Commitments = []record.Commitment{c}
	l = ledger.New()
	l.Add(&alone)
	if e := l.Holding(kept.ID, commitment); e != nil {
		return e, nil
	}
	return nil, errNoEntry
}
