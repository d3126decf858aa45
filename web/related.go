package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"isnad/arabic/lexicon"
	"isnad/archive"
	"isnad/query"
	"isnad/record"
	"isnad/story"
)

// articleStory is what an article's page shows of its story: the articles that
// are nearest to it.
type articleStory struct {
	*archive.Story
	Related []story.Relative // nil where there are too many to choose from
}

const (
	// relatedShown is how many related articles stand below an article.
	relatedShown = 8
	// relatedLimit is the size of a story up to which they are chosen; a larger
	// one is left to its own page.
	relatedLimit = 120
)

// around gives the story of an article, nil where no other is in it.
func (s *Server) around(ctx context.Context, id string) (*articleStory, error) {
	page, err := s.opts.Archive.Stories(ctx, archive.StoryFilter{Articles: []string{id}, Least: 2}, archive.ListOptions{Limit: 1})
	if err != nil || page.Total == 0 {
		return nil, err
	}
	if len(page.Stories[0].Articles) > relatedLimit {
		return &articleStory{Story: &page.Stories[0]}, nil
	}
	of, kept, err := s.storyOf(ctx, id)
	if errors.Is(err, errNoStory) { // an article of it was removed just now
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list := []*story.Story{of}
	return &articleStory{kept, story.Related(list, story.FindArticle(list, id), relatedShown)}, nil
}

const (
	// elsewhereShown is how many articles of other stories stand below an article.
	elsewhereShown = 5
	// elsewhereNames is by how many of its people, bodies and places they are
	// looked for, those of most mentions, and elsewhereWords by how many words of
	// its title, the longest: each costs a search.
	elsewhereNames = 2
	elsewhereWords = 4
	// elsewhereLooked bounds how many are passed over since they are of the
	// article's own story.
	elsewhereLooked = 40
)

// elsewhere finds articles of other stories than of's that speak of one of the same people,
// bodies or places and share words of the title with it, the nearest first.
func (s *Server) elsewhere(ctx context.Context, r *record.Record, of *articleStory) ([]archive.Hit, error) {
	about := archive.AnyWord(r.Article.Title)
	names := namesOfMost(r)
	if len(about) == 0 || len(names) == 0 {
		return nil, nil
	}
	own := []string{r.Article.ID}
	if of != nil {
		own = of.Articles
	}
	limit := elsewhereShown + min(len(own), elsewhereLooked)
	about = about[:min(elsewhereWords, len(about))]
	page, err := s.opts.Archive.Search(ctx, query.And{names, about}, archive.SearchOptions{Limit: limit})
	if err != nil || page.Relaxed {
		return nil, err
	}
	hits := slices.DeleteFunc(page.Hits, func(h archive.Hit) bool { return slices.Contains(own, h.ID) })
	return hits[:min(elsewhereShown, len(hits))], nil
}

// namesOfMost finds articles with any of the names of most mentions: persons and
// bodies, and places where it has none. They are looked for as they are spelled,
// which takes a tenth of the time that all their variants would. Media are left
// out, since who passes on the news is in much of it.
func namesOfMost(r *record.Record) query.Or {
	named := map[record.EntityType]bool{record.Person: true, record.Organization: true, record.Location: true}
	var entities []*record.Entity
	for i := range r.Entities {
		e := &r.Entities[i]
		if named[e.Type] && e.Name != "" && lexicon.MediumForms(e.Name) == nil && e.Name != r.Article.Outlet {
			entities = append(entities, e)
		}
	}
	slices.SortStableFunc(entities, func(a, b *record.Entity) int {
		place := func(e *record.Entity) int { return map[bool]int{true: 1}[e.Type == record.Location] }
		return cmp.Or(place(a)-place(b), len(b.Mentions)-len(a.Mentions))
	})
	var names query.Or
	for _, e := range entities[:min(elsewhereNames, len(entities))] {
		names = append(names, query.Phrase(e.Name))
	}
	return names
}

// changesView is what changed between two versions of an article.
type changesView struct {
	ID, Title    string
	Older, Newer archive.Version
	Changes      []archive.Change
	Lost, Won    []saidThen
}

// saidThen is a statement of one of the versions.
type saidThen struct{ Source, Text string }

// changesPage compares a version of an article with the one before it.
func (s *Server) changesPage(w http.ResponseWriter, r *http.Request) {
	from, err := s.kept()
	if err != nil {
		s.failed(w, r, err)
		return
	}
	id := r.PathValue("id")
	versions, err := from.Versions(r.Context(), id)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	number, err := strconv.Atoi(r.FormValue("version"))
	if err != nil {
		number = versions[len(versions)-1].Number
	}
	i := slices.IndexFunc(versions, func(v archive.Version) bool { return v.Number == number })
	if i < 1 {
		s.fail(w, r, http.StatusNotFound, "changes.none")
		return
	}
	older, err := from.Record(r.Context(), id, versions[i-1].Number)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	newer, err := from.Record(r.Context(), id, number)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	d := archive.Diff(older.Record, newer.Record)
	v := changesView{ID: id, Title: newer.Title, Older: older.Version, Newer: newer.Version, Changes: d.Text}
	for _, st := range d.Lost {
		v.Lost = append(v.Lost, saidThen{st.Source.Name, st.Content.Of(older.Record.Article.Text)})
	}
	for _, st := range d.Won {
		v.Won = append(v.Won, saidThen{st.Source.Name, st.Content.Of(newer.Record.Article.Text)})
	}
	s.show(w, r, http.StatusOK, view{name: "changes", Title: "changes.heading", Main: v})
}
