package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"time"

	"isnad/archive"
	"isnad/article"
	"isnad/export"
	"isnad/record"
	"isnad/story"
	"isnad/wording"
)

// storyView is the story of an article: who reported it when, its claims with
// the tree of their origins, and the figures that are given.
type storyView struct {
	*story.Story
	Heading string
	Outlets int
	Claims  []claimView
	Counts  []story.Count
	People  []string
}

type claimView struct {
	*story.Claim
	Number int
	Drawn  template.HTML // the tree, as SVG
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

// articleStory leads from an article to its story.
func (s *Server) articleStory(w http.ResponseWriter, r *http.Request) {
	if _, kept, ok := s.keptStory(w, r); ok {
		http.Redirect(w, r, storyPath(kept.ID), http.StatusFound)
	}
}

// storyPage shows a story; the id of one that has ended leads to the one that it
// is now.
func (s *Server) storyPage(w http.ResponseWriter, r *http.Request) {
	of, kept, ok := s.keptStory(w, r)
	if !ok {
		return
	}
	if kept.ID != r.PathValue("id") {
		http.Redirect(w, r, storyPath(kept.ID), http.StatusFound)
		return
	}
	v, err := newStoryView(of, of.Claims(), preferencesOf(r).locale())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, view{name: "story", Title: v.Heading, Proper: true, Main: v})
}

func newStoryView(of *story.Story, claims []*story.Claim, l locale) (*storyView, error) {
	v := &storyView{Story: of, Heading: of.Title(), Counts: of.Counts(), People: of.Cast(record.Person)}
	if v.Heading == "" {
		v.Heading = l.phrase("article.untitled")
	}
	outlets := map[string]bool{}
	for _, a := range of.Articles {
		outlets[a.Outlet] = true
	}
	v.Outlets = len(outlets)
	for i, c := range claims {
		var drawn bytes.Buffer
		if err := export.OriginsSVG(&drawn, c, c.Graph(of.Near), l.lang); err != nil {
			return nil, err
		}
		v.Claims = append(v.Claims, claimView{c, i + 1, template.HTML(drawn.String())}) // escaped by its writer
	}
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
