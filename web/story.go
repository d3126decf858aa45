package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"isnad/archive"
	"isnad/article"
	"isnad/export"
	"isnad/record"
	"isnad/story"
	"isnad/wording"
)

// How much of a story is on one page: with all of it that of a large one would
// weigh more than a reader's connection should carry. What is left out is a link
// away.
const (
	claimsShown   = 6  // with their accounts
	claimsNamed   = 40 // further on
	timelineShown = 40 // articles
	figuresShown  = 24
	driftsShown   = 4 // quotations in several wordings

	// wordingsShown is how many wordings of a claim stand on the page of its
	// story, and wordingsOnCard on each part of its own.
	wordingsShown  = 5
	wordingsOnCard = 60
	// sidesShown is how many wordings stand in the accounts of a claim that
	// disagree, all accounts together.
	sidesShown  = 8
	sidesOnCard = 40
	// drawingBytes bounds the drawings of a story's page, but for the first. Each
	// claim's own page has its drawing.
	drawingBytes = 24 << 10
)

// window is a part of a long list on a page.
type window struct {
	from, to    int
	Start, More string // addresses of the first part and of the next, "" where there is none
}

// windowOf is the part of n entries that begins where a parameter of the page
// at path says. The list has the parameter's name for its anchor.
func windowOf(r *http.Request, path, name string, n, shown int) window {
	from, err := strconv.Atoi(r.FormValue(name))
	if err != nil || from < 0 || from >= n {
		from = 0
	}
	w := window{from: from, to: min(n, from+shown)}
	if from > 0 {
		w.Start = path + "#" + name
	}
	if w.to < n {
		w.More = fmt.Sprintf("%s?%s=%d#%s", path, name, w.to, name)
	}
	return w
}

// storyView is the story of an article: who reported it when, its claims with
// the tree of their origins, and the figures that are given.
type storyView struct {
	*story.Story
	Kept    *archive.Story
	Heading string
	Outlets []archive.Count // with the articles of each
	Claims  []claimView
	Others  []claimView // named only
	Counts  []story.Count
	Drifts  []story.Drift
	People  []string
	Bodies  []string
	Places  []string

	Timeline []storyArticle
	Copies   int // near-duplicates

	OthersPart, FiguresPart, DriftsPart, TimelinePart window
}

// storyArticle is an article of a timeline.
type storyArticle struct {
	*story.Digest
	Original *story.Digest // of which it is a near-duplicate, nil for others
}

// claimView is a claim as a story's page and its own show it.
type claimView struct {
	*story.Claim
	Key     string // story.Assertion.Key of its first member
	Page    string // its own address
	All     string // that of all its wordings
	Number  int
	Outlets int
	Unnamed int // origins without a name
	Silent  int // outlets that give it in their own voice only
	Drawn   template.HTML
	Members []*story.Assertion // those on the page
	Left    int                // members beyond these
	Sides   []side             // the accounts that disagree
}

// side is one of the accounts of a claim.
type side struct {
	Members []*story.Assertion
	Left    int // members beyond these
}

// sidesOf shows so many members of a claim's accounts in all, two of each at
// least.
func sidesOf(c *story.Claim, shown int) []side {
	var out []side
	for _, v := range c.Versions {
		n := min(len(v), max(2, shown/len(c.Versions)))
		out = append(out, side{v[:n], len(v) - n})
	}
	return out
}

func storyPath(id string) string { return "/stories/" + url.PathEscape(id) }

// errNoStory is an article whose story is not kept yet.
var errNoStory = errors.New("the article is in no story yet")

// storyOf gives the story of an id: its own, one that ended in it, or that of an
// article of it.
func (s *Server) storyOf(ctx context.Context, id string) (*story.Story, *archive.Story, error) {
	from, err := s.kept()
	if err != nil {
		return nil, nil, err
	}
	kept, err := from.Story(ctx, id)
	if errors.Is(err, archive.ErrNotFound) {
		if _, err := from.Record(ctx, id, 0); err != nil {
			return nil, nil, err
		}
		return nil, nil, errNoStory
	}
	if err != nil {
		return nil, nil, err
	}
	of, err := story.Decode(kept.Whole)
	return of, kept, err
}

// keptStory finds the story that a request names, and answers it where there is
// none.
func (s *Server) keptStory(w http.ResponseWriter, r *http.Request) (of *story.Story, kept *archive.Story, ok bool) {
	of, kept, err := s.storyOf(r.Context(), r.PathValue("id"))
	if err != nil {
		s.failed(w, r, err)
		return nil, nil, false
	}
	return of, kept, true
}

// toStory leads from an article to its story.
func (s *Server) toStory(w http.ResponseWriter, r *http.Request) {
	if _, kept, ok := s.keptStory(w, r); ok {
		http.Redirect(w, r, storyPath(kept.ID), http.StatusFound)
	}
}

func (s *Server) storyPage(w http.ResponseWriter, r *http.Request) {
	of, kept, ok := s.keptStory(w, r)
	if !ok {
		return
	}
	if kept.ID != r.PathValue("id") {
		http.Redirect(w, r, storyPath(kept.ID), http.StatusFound)
		return
	}
	v, err := newStoryView(of, kept, preferencesOf(r).locale(), r)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, view{name: "story", Title: v.Heading, Proper: true, Main: v})
}

func newStoryView(of *story.Story, kept *archive.Story, l locale, r *http.Request) (*storyView, error) {
	v := &storyView{Story: of, Kept: kept, Heading: heading(of, l),
		People: of.Cast(record.Person), Bodies: of.Cast(record.Organization), Places: of.Cast(record.Location)}
	n := map[string]int{}
	for _, a := range of.Articles {
		n[a.Outlet]++
	}
	for name, articles := range n {
		v.Outlets = append(v.Outlets, archive.Count{Value: name, Articles: articles})
	}
	slices.SortFunc(v.Outlets, func(a, b archive.Count) int {
		return cmp.Or(b.Articles-a.Articles, cmp.Compare(a.Value, b.Value))
	})
	path := storyPath(kept.ID)
	claims := of.Claims()
	shown := min(len(claims), claimsShown)
	drawn := 0
	for i, c := range claims[:shown] {
		view, err := newClaimView(of.Near, kept.ID, c, i+1, l, true)
		if err != nil {
			return nil, err
		}
		if drawn += len(view.Drawn); i > 0 && drawn > drawingBytes {
			drawn -= len(view.Drawn)
			view.Drawn = ""
		}
		v.Claims = append(v.Claims, view)
	}
	v.OthersPart = windowOf(r, path, "others", len(claims)-shown, claimsNamed)
	for i := shown + v.OthersPart.from; i < shown+v.OthersPart.to; i++ {
		view, err := newClaimView(of.Near, kept.ID, claims[i], i+1, l, false)
		if err != nil {
			return nil, err
		}
		v.Others = append(v.Others, view)
	}
	v.figures(r, path)
	drifts := story.Drifts(claims)
	v.DriftsPart = windowOf(r, path, "quotes", len(drifts), driftsShown)
	v.Drifts = drifts[v.DriftsPart.from:v.DriftsPart.to]
	heads := of.Heads()
	v.Copies = len(heads)
	v.TimelinePart = windowOf(r, path, "timeline", len(of.Articles), timelineShown)
	for _, a := range of.Articles[v.TimelinePart.from:v.TimelinePart.to] {
		v.Timeline = append(v.Timeline, storyArticle{a, heads[a]})
	}
	return v, nil
}

// figures fills in the part of the figures that is asked for; a count may begin
// on one part and end on another.
func (v *storyView) figures(r *http.Request, path string) {
	counts, all := v.Story.Counts(), 0
	for _, c := range counts {
		all += len(c.Figures)
	}
	v.FiguresPart = windowOf(r, path, "figures", all, figuresShown)
	at := 0
	for _, c := range counts {
		from, to := max(v.FiguresPart.from-at, 0), min(v.FiguresPart.to-at, len(c.Figures))
		if at += len(c.Figures); from < to {
			c.Figures = c.Figures[from:to]
			v.Counts = append(v.Counts, c)
		}
	}
}

func heading(of *story.Story, l locale) string {
	return cmp.Or(of.Title(), l.phrase("article.untitled"))
}

// newClaimView shows a claim of the story of an id, with its tree where that is
// drawn. near are the story's near-duplicates.
func newClaimView(near [][2]*story.Digest, id string, c *story.Claim, number int, l locale, drawn bool) (claimView, error) {
	key := c.Members[0].Key()
	v := claimView{Claim: c, Key: key, Page: storyPath(id) + "/claims/" + key, Number: number}
	v.All = v.Page + "#wordings"
	outlets := map[string]bool{}
	for _, m := range c.Members {
		outlets[m.Article.Outlet] = true
	}
	v.Outlets = len(outlets)
	for _, o := range c.Origins {
		if o.Unnamed() {
			v.Unnamed++
		}
	}
	v.Members = c.Members[:min(len(c.Members), wordingsShown)]
	v.Left = len(c.Members) - len(v.Members)
	v.Sides = sidesOf(c, sidesShown)
	if !drawn {
		return v, nil
	}
	g := c.Graph(near)
	for _, n := range g.Nodes {
		if n.Unsourced {
			v.Silent++
		}
	}
	var svg bytes.Buffer
	if err := export.DrawOrigins(&svg, c, g, l.lang, l.digits); err != nil {
		return v, err
	}
	v.Drawn = template.HTML(svg.String()) // escaped by its writer
	return v, nil
}

// storyDate is when an article of a story came.
func (l locale) storyDate(at time.Time) string {
	if at.IsZero() {
		return l.lang.Say(wording.Unknown)
	}
	return l.date(article.Date{Time: at, Precision: article.Second})
}

// relation says whether the members of a claim agree.
func (l locale) relation(r story.Relation) (string, error) {
	label, ok := wording.Relations[r]
	if !ok {
		return "", fmt.Errorf("no label for the relation %q", r)
	}
	return l.lang.Say(label), nil
}

// storiesView lists stories, those with the latest article first.
type storiesView struct {
	Stories     []archive.Story
	Total       int
	Start, More string // addresses of the first page and of the next, "" where there is none
}

func (s *Server) stories(w http.ResponseWriter, r *http.Request) {
	from, err := s.kept()
	if err != nil {
		s.failed(w, r, err)
		return
	}
	after := r.FormValue("after")
	page, err := from.Stories(r.Context(), archive.StoryFilter{Least: 2}, archive.ListOptions{Limit: 40, After: after})
	if err != nil {
		s.failed(w, r, err)
		return
	}
	v := storiesView{Stories: page.Stories, Total: page.Total}
	if after != "" {
		v.Start = "/stories"
	}
	if page.Next != "" {
		v.More = "/stories?after=" + url.QueryEscape(page.Next)
	}
	s.show(w, r, http.StatusOK, view{name: "stories", Title: "nav.stories", Main: v})
}

// cardView is a claim on a page of its own, to be shared and printed.
type cardView struct {
	claimView
	Story        *archive.Story
	Heading      string
	Link         string // the whole address, to be read on paper
	WordingsPart window
}

// claimCard shows a claim by itself: how many give it, from whom, and the tree.
func (s *Server) claimCard(w http.ResponseWriter, r *http.Request) {
	of, kept, v, ok := s.requestedClaim(w, r)
	if !ok {
		return
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	card := cardView{claimView: v, Story: kept, Heading: heading(of, preferencesOf(r).locale()), Link: scheme + "://" + r.Host + v.Page,
		WordingsPart: windowOf(r, v.Page, "wordings", len(v.Claim.Members), wordingsOnCard)}
	card.Members = v.Claim.Members[card.WordingsPart.from:card.WordingsPart.to]
	card.Sides = sidesOf(v.Claim, sidesOnCard)
	s.show(w, r, http.StatusOK, view{name: "claim", Title: v.Claim.Members[0].Text, Proper: true, Main: card})
}

// claimTree is the tree of a claim as an image of its own.
func (s *Server) claimTree(w http.ResponseWriter, r *http.Request) {
	if _, _, v, ok := s.requestedClaim(w, r); ok {
		w.Header().Set("Content-Type", "image/svg+xml; charset=utf-8")
		w.Header().Add("Vary", "Cookie")
		w.Write([]byte(v.Drawn))
	}
}

// requestedClaim finds the claim that a request names by the key of any of its
// members, so that links hold where a claim is found to have begun earlier.
func (s *Server) requestedClaim(w http.ResponseWriter, r *http.Request) (of *story.Story, kept *archive.Story, v claimView, ok bool) {
	of, kept, ok = s.keptStory(w, r)
	if !ok {
		return nil, nil, v, false
	}
	claims := of.Claims()
	i := story.FindClaim(claims, r.PathValue("claim"))
	if i < 0 {
		s.fail(w, r, http.StatusNotFound, "story.no_claim")
		return nil, nil, v, false
	}
	v, err := newClaimView(of.Near, kept.ID, claims[i], i+1, preferencesOf(r).locale(), true)
	if err != nil {
		s.failed(w, r, err)
		return nil, nil, v, false
	}
	return of, kept, v, true
}
