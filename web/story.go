package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"time"

	"isnad/archive"
	"isnad/article"
	"isnad/export"
	"isnad/ingest"
	"isnad/record"
	"isnad/story"
	"isnad/wording"
)

// storyView is the story of an article: who reported it when, its claims with
// the tree of their origins, and the figures that are given.
type storyView struct {
	*story.Story
	Article string // id of the article that was asked for
	Heading string
	Outlets int
	Claims  []claimView
	Counts  []story.Count
	People  []string
	Partial bool // the days around it have more articles than are compared
}

type claimView struct {
	*story.Claim
	Number int
	Drawn  template.HTML // the tree, as SVG
}

const (
	// An article is compared with those of storyBefore and storyAfter its day.
	storyBefore, storyAfter = 4 * 24 * time.Hour, 4 * 24 * time.Hour
	// maxCompared is the most articles of a window that are compared.
	maxCompared = 3000
	// storyFresh is how long the stories of a window are kept, since new
	// articles arrive.
	storyFresh = 5 * time.Minute
	maxWindows = 8
)

// newsroom finds stories on demand, in windows of some days, and keeps the
// latest windows. One window is clustered at a time: it takes all processors.
type newsroom struct {
	now     func() time.Time
	finding sync.Mutex
	mu      sync.Mutex
	windows []*window // the latest used last
}

type window struct {
	day     time.Time
	stories []*story.Story
	partial bool
	found   time.Time

	mu     sync.Mutex
	claims map[*story.Story][]*story.Claim // of the stories that were looked at
}

// claimsOf finds the claims of a story once: that takes the square of its
// assertions.
func (w *window) claimsOf(s *story.Story) []*story.Claim {
	w.mu.Lock()
	defer w.mu.Unlock()
	claims, ok := w.claims[s]
	if !ok {
		claims = s.Claims()
		w.claims[s] = claims
	}
	return claims
}

// around returns the stories of the days around a day.
func (n *newsroom) around(ctx context.Context, from archive.Archive, day time.Time) (*window, error) {
	if w := n.kept(day); w != nil {
		return w, nil
	}
	n.finding.Lock()
	defer n.finding.Unlock()
	if w := n.kept(day); w != nil { // somebody else has found them meanwhile
		return w, nil
	}
	w := &window{day: day, claims: map[*story.Story][]*story.Claim{}}
	digests, err := digestsOf(ctx, from, archive.Range{From: day.Add(-storyBefore), To: day.Add(24*time.Hour + storyAfter), NoPages: true}, w)
	if err != nil {
		return nil, err
	}
	w.stories, w.found = story.Find(digests), n.now()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.windows = append(slices.DeleteFunc(n.windows, func(old *window) bool { return old.day.Equal(day) }), w)
	if len(n.windows) > maxWindows {
		n.windows = slices.Delete(n.windows, 0, 1)
	}
	return w, nil
}

// kept is the window of a day, nil where it is not held or is no longer fresh.
func (n *newsroom) kept(day time.Time) *window {
	n.mu.Lock()
	defer n.mu.Unlock()
	i := slices.IndexFunc(n.windows, func(w *window) bool { return w.day.Equal(day) })
	if i < 0 || n.now().Sub(n.windows[i].found) > storyFresh {
		return nil
	}
	w := n.windows[i]
	n.windows = append(slices.Delete(n.windows, i, i+1), w)
	return w
}

func digestsOf(ctx context.Context, from archive.Archive, in archive.Range, w *window) ([]*story.Digest, error) {
	var broken error
	n := 0
	articles := func(yield func(*archive.Kept) bool) {
		for k, err := range from.Walk(ctx, in) {
			if err != nil {
				broken = err
				return
			}
			if n++; n > maxCompared {
				w.partial = true
				return
			}
			if !yield(k) {
				return
			}
		}
	}
	var digests []*story.Digest
	for d := range ingest.Ordered(ctx, runtime.GOMAXPROCS(0), articles, func(k *archive.Kept) *story.Digest {
		d := story.NewDigest(k.Record)
		d.At = k.At()
		return d
	}) {
		digests = append(digests, d)
	}
	if broken == nil {
		broken = ctx.Err()
	}
	return digests, broken
}

func (s *Server) storyPage(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	of, claims, partial, err := s.storyOf(r.Context(), id)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	v, err := newStoryView(of, claims, preferencesOf(r).locale())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	v.Article, v.Partial = id, partial
	s.show(w, r, http.StatusOK, view{name: "story", Title: v.Heading, Proper: true, Main: v})
}

// errNoStory is an article whose story was not found: a window of too many
// articles may end before it.
var errNoStory = errors.New("the story of the article was not found")

// storyOf finds the story of an article with its claims. Partial reports that
// the days around it have more articles than were compared.
func (s *Server) storyOf(ctx context.Context, id string) (of *story.Story, claims []*story.Claim, partial bool, err error) {
	from, err := s.kept()
	if err != nil {
		return nil, nil, false, err
	}
	kept, err := from.Get(ctx, id, 0)
	if err != nil {
		return nil, nil, false, err
	}
	found, err := s.newsroom.around(ctx, from, kept.At().UTC().Truncate(24*time.Hour))
	if err != nil {
		return nil, nil, false, err
	}
	if of = story.Lookup(found.stories, kept.ID); of == nil {
		return nil, nil, false, errNoStory
	}
	return of, found.claimsOf(of), found.partial, nil
}

// outletsOf counts the outlets that report a story.
func outletsOf(of *story.Story) int {
	outlets := map[string]bool{}
	for _, a := range of.Articles {
		outlets[a.Outlet] = true
	}
	return len(outlets)
}

func newStoryView(of *story.Story, claims []*story.Claim, l locale) (*storyView, error) {
	v := &storyView{Story: of, Heading: of.Title(), Counts: of.Counts(), People: of.Cast(record.Person)}
	if v.Heading == "" {
		v.Heading = l.phrase("article.untitled")
	}
	v.Outlets = outletsOf(of)
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
