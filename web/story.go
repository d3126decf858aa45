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

const (
	// claimsShown is how many claims a story's page draws; the others are listed
	// and have pages of their own, as all have.
	claimsShown = 6
	claimsNamed = 60
	// timelineShown is how many articles of a story are on one page.
	timelineShown = 60
	// membersShown is how many wordings of a claim stand on the page of a story.
	membersShown = 24
)

// storyView is the story of an article: who reported it when, its claims with
// the tree of their origins, and the figures that are given.
type storyView struct {
	*story.Story
	Kept    *archive.Story
	Heading string
	Outlets []archive.Count // with the articles of each
	Claims  []claimView
	Others  []claimView // not drawn here
	Counts  []story.Count
	Drifts  []story.Drift
	People  []string
	Bodies  []string
	Places  []string

	Timeline []storyArticle
	Start    string // address of the first part of the timeline, "" on it
	More     string // and of the next
	Copies   int    // near-duplicates
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
	Number  int
	Outlets int
	Unnamed int // origins without a name
	Silent  int // outlets that give it in their own voice only
	Drawn   template.HTML
	Members []*story.Assertion // the first, for a page with others
	Left    int                // members beyond these
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
		if _, err := from.Get(ctx, id, 0); err != nil {
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
	from, err := strconv.Atoi(r.FormValue("from"))
	if err != nil || from < 0 || from >= len(of.Articles) {
		from = 0
	}
	v, err := newStoryView(of, kept, preferencesOf(r).locale(), from)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, view{name: "story", Title: v.Heading, Proper: true, Main: v})
}

func newStoryView(of *story.Story, kept *archive.Story, l locale, from int) (*storyView, error) {
	v := &storyView{Story: of, Kept: kept, Heading: heading(of, l), Counts: of.Counts(),
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
	claims := of.Claims()
	v.Drifts = story.Drifts(claims)
	for i, c := range claims[:min(len(claims), claimsNamed)] {
		view, err := newClaimView(of.Near, kept.ID, c, i+1, l, i < claimsShown)
		if err != nil {
			return nil, err
		}
		if i < claimsShown {
			v.Claims = append(v.Claims, view)
		} else {
			v.Others = append(v.Others, view)
		}
	}
	heads := of.Heads()
	v.Copies = len(heads)
	for _, a := range of.Articles[from:min(len(of.Articles), from+timelineShown)] {
		v.Timeline = append(v.Timeline, storyArticle{a, heads[a]})
	}
	if from > 0 {
		v.Start = storyPath(kept.ID) + "#timeline"
	}
	if next := from + timelineShown; next < len(of.Articles) {
		v.More = fmt.Sprintf("%s?from=%d#timeline", storyPath(kept.ID), next)
	}
	return v, nil
}

func heading(of *story.Story, l locale) string {
	return cmp.Or(of.Title(), l.phrase("article.untitled"))
}

// newClaimView shows a claim of the story of an id, with its tree where that is
// drawn. near are the story's near-duplicates.
func newClaimView(near [][2]*story.Digest, id string, c *story.Claim, number int, l locale, drawn bool) (claimView, error) {
	key := c.Members[0].Key()
	v := claimView{Claim: c, Key: key, Page: storyPath(id) + "/claims/" + key, Number: number}
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
	v.Members = c.Members[:min(len(c.Members), membersShown)]
	v.Left = len(c.Members) - len(v.Members)
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
	if err := export.OriginsSVG(&svg, c, g, l.lang); err != nil {
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
	Story   *archive.Story
	Heading string
	Link    string // the whole address, to be read on paper
	Parties [][]*story.Assertion
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
	card := cardView{claimView: v, Story: kept, Heading: heading(of, preferencesOf(r).locale()), Link: scheme + "://" + r.Host + v.Page, Parties: v.Versions}
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
