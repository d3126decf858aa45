package story

import (
	"fmt"
	"slices"
)

// Change is what became of one story since stories were last kept.
//
// A keeper holds stories by their ids, with their articles and Steps, and where
// ids that ended lead. For new articles of which the earliest is of time t it
// takes up the index as it stood before t, adds what was published from then
// on, and compares:
//
//	x, err := Resume(steps) // before t, of the stories that have an article in the Horizon and Lateness before t
//	x.Done = func(s *Story) { is = append(is, s) }
//	for … { x.Add(d) }      // everything from t on, known or not, in any order
//	is = append(is, x.Changed()...)
//	changes := Compare(was, is) // was: the kept stories of the articles in is
//
// It then puts each story of is in the place of what it has under that id, and
// the id leads to itself; for each change that is Merged it drops the story, and
// its id leads to Other. Then it holds what a rebuild of everything would give,
// and every id that it ever told leads to a story. The changes are its history.
//
// While it runs it may keep the index and ask Changed after each batch; Resume
// is for when it starts, and for articles that Add refuses. A removed article
// is taken out of was, and is not added again from its time t on; what is left
// without articles is dropped.
//
// An article never leaves its story in the order of publication, so a rebuild
// tells of merges (Story.Merges) and of no splits. Those are told where one that
// arrives late shows that what was kept as one story is two.
type Change struct {
	Kind  ChangeKind
	ID    string
	Story *Story // as it is now, nil where Kind is Merged
	Other string // see the kinds
}

// ChangeKind says what became of a story.
type ChangeKind string

const (
	// New is a story under an id that was not kept. It may hold articles of
	// others, which are then told as Merged.
	New ChangeKind = "new"
	// Grew is a kept story that has other articles now: more, or fewer where
	// some were split from it.
	Grew ChangeKind = "grew"
	// Merged is a kept story that is none any more: Other holds its first article.
	Merged ChangeKind = "merged"
	// Split is a story under an id that was not kept; some of its articles were
	// kept in Other, whose first one it does not have.
	Split ChangeKind = "split"
)

// Past is a story as it was kept.
type Past struct {
	ID       string
	Articles []string // Digest.ID, in order of publication
}

// Compare tells what became of kept stories. Each article of is that was kept is
// in was; of other articles there nothing is told. The changes are in the order
// of is, the ids that ended in a story after it.
func Compare(was []Past, is []*Story) []Change {
	kept := map[string]*Past{} // by its articles
	byID := map[string]*Past{}
	for i := range was {
		byID[was[i].ID] = &was[i]
		for _, a := range was[i].Articles {
			kept[a] = &was[i]
		}
	}
	var out []Change
	for _, s := range is {
		here := map[string]bool{}
		for _, a := range s.Articles {
			here[a.ID] = true
		}
		var others []*Past // in the order of their first article here
		for _, a := range s.Articles {
			if p := kept[a.ID]; p != nil && p.ID != s.ID && !slices.Contains(others, p) {
				others = append(others, p)
			}
		}
		c := Change{Kind: New, ID: s.ID, Story: s}
		from := slices.IndexFunc(others, func(p *Past) bool { return !here[p.Articles[0]] })
		switch old := byID[s.ID]; {
		case old != nil && sameArticles(old, s):
			continue
		case old != nil:
			c.Kind = Grew
		case from >= 0:
			c.Kind, c.Other = Split, others[from].ID
		}
		out = append(out, c)
		for _, p := range others {
			if here[p.Articles[0]] {
				out = append(out, Change{Kind: Merged, ID: p.ID, Other: s.ID})
			}
		}
	}
	return out
}

func sameArticles(p *Past, s *Story) bool {
	return slices.EqualFunc(p.Articles, s.Articles, func(id string, d *Digest) bool { return id == d.ID })
}

// Resume returns the index that has taken the given steps. They are all those of
// some stories, or all before a time; stories that can get no further article
// are let go of. It fails where a step names a story that no other has opened.
func Resume(steps []Step) (*Index, error) {
	steps = slices.Clone(steps)
	slices.SortFunc(steps, func(a, b Step) int { return compareDigests(a.Article, b.Article) })
	x := NewIndex()
	stories := map[string]*cluster{}
	entries := map[string]*entry{}
	named := func(article, id string) (*cluster, error) {
		if c := stories[id]; c != nil {
			delete(stories, id)
			return c, nil
		}
		return nil, fmt.Errorf("story: the step of article %s names story %s, which no step has opened", article, id)
	}
	for _, step := range steps {
		e := newEntry(step.Article)
		for _, id := range step.Near {
			if n := entries[id]; n != nil {
				e.near = append(e.near, n)
			}
		}
		var into *cluster
		var absorbed []*cluster
		var err error
		if step.Into != "" {
			if into, err = named(e.ID, step.Into); err != nil {
				return nil, err
			}
		}
		for _, id := range step.Absorbed {
			other, err := named(e.ID, id)
			if err != nil {
				return nil, err
			}
			absorbed = append(absorbed, other)
		}
		x.order = append(x.order, e)
		x.settle(e, into, absorbed)
		entries[e.ID], stories[e.story.id()] = e, e.story
	}
	if len(steps) > 0 {
		x.advance(steps[len(steps)-1].Article.At)
	}
	clear(x.changed)
	return x, nil
}

// Changed lists the stories that have other articles, or came about otherwise,
// than when it was last asked, in the order of their first articles. One that
// left the index meanwhile went to Done.
func (x *Index) Changed() []*Story {
	var out []*Story
	for s := range x.changed {
		out = append(out, s.story())
	}
	clear(x.changed)
	slices.SortFunc(out, func(a, b *Story) int { return compareDigests(a.Articles[0], b.Articles[0]) })
	return out
}
