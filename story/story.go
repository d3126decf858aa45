// Package story finds, over many articles, which of them tell of the same
// event, which are copies of each other, and how many independent origins stand
// behind a claim.
//
// Records go in, one digest for each article; stories come out. An Index
// clusters digests as they arrive; what it finds does not depend on the order
// in which they do.
package story

import (
	"slices"
	"strconv"
)

// Story is what several articles, or one, tell of an event and its immediate
// development.
type Story struct {
	// ID is that of the first article, so it stays when later ones join. A story
	// that turns out to have begun earlier has another id, see Compare.
	ID       string
	Articles []*Digest // in order of publication
	Steps    []Step    // one for each of Articles: how the story came about
	// Near lists the pairs of near-duplicates, the earlier first.
	Near [][2]*Digest

	told *told // of a story that was kept, see Decode
}

// Step is how an article was put into its story. From the steps of its stories
// an Index can be taken up again (Resume).
type Step struct {
	Article  *Digest
	Into     string   // the id that the story had by then, "" where the article opened it
	Absorbed []string // ids of the stories that the article showed to be one with it
	Near     []string // ids of the earlier articles of which it is a near-duplicate
}

// Merge tells that an article showed a story to be one with another, that
// began earlier.
type Merge struct {
	Story   string // the id that ended
	Article *Digest
}

// Merges lists the merges by which the story came about, in the order of their
// articles.
func (s *Story) Merges() []Merge {
	begun := map[string]*Digest{} // by the id of the story that an article opened
	for _, a := range s.Articles {
		begun[storyID(a)] = a
	}
	var out []Merge
	for _, step := range s.Steps {
		lasts := step.Into
		for _, id := range step.Absorbed {
			ended := id
			if compareDigests(begun[id], begun[lasts]) < 0 {
				ended, lasts = lasts, id
			}
			out = append(out, Merge{Story: ended, Article: step.Article})
		}
	}
	return out
}

func (s *cluster) id() string {
	return storyID(slices.MinFunc(s.members, func(a, b *entry) int { return compareDigests(a.Digest, b.Digest) }).Digest)
}

func (s *cluster) story() *Story {
	members := slices.Clone(s.members)
	slices.SortFunc(members, func(a, b *entry) int { return compareDigests(a.Digest, b.Digest) })
	out := &Story{ID: storyID(members[0].Digest)}
	for _, m := range members {
		step := Step{Article: m.Digest, Into: m.into, Absorbed: m.was}
		for _, n := range m.near {
			step.Near = append(step.Near, n.ID)
			out.Near = append(out.Near, [2]*Digest{n.Digest, m.Digest})
		}
		out.Articles = append(out.Articles, m.Digest)
		out.Steps = append(out.Steps, step)
	}
	return out
}

// storyID names a story after its first article.
func storyID(d *Digest) string {
	return strconv.FormatUint(hash(lemmaSeed, d.ID), 36)
}

// Find clusters digests, in whatever order they are, and returns the stories in
// the order of their first articles.
func Find(digests []*Digest) []*Story {
	digests = slices.Clone(digests)
	slices.SortFunc(digests, compareDigests)
	var out []*Story
	x := NewIndex()
	x.Done = func(s *Story) { out = append(out, s) }
	for _, d := range digests {
		x.Add(d)
	}
	x.Flush()
	slices.SortFunc(out, func(a, b *Story) int { return compareDigests(a.Articles[0], b.Articles[0]) })
	return out
}

// Title is the headline that resembles those of the other articles most, the
// earliest of equals.
func (s *Story) Title() string {
	if s.told != nil {
		return s.told.title
	}
	best, title := -1.0, ""
	for _, a := range s.Articles {
		sum := 0.0
		for _, b := range s.Articles {
			if a != b {
				sum += a.title.cosine(b.lemmas)
			}
		}
		if sum > best && a.Title != "" {
			best, title = sum, a.Title
		}
	}
	return title
}

// Heads maps each near-duplicate to the earliest of its originals.
func (s *Story) Heads() map[*Digest]*Digest {
	heads := map[*Digest]*Digest{}
	for _, p := range s.Near {
		if head := heads[p[1]]; head == nil || compareDigests(p[0], head) < 0 {
			heads[p[1]] = p[0]
		}
	}
	return heads
}

// Lookup returns the story with an id, or the one that holds the article with
// it; nil where there is none.
func Lookup(stories []*Story, id string) *Story {
	for _, s := range stories {
		if s.ID == id {
			return s
		}
	}
	for _, s := range stories {
		if slices.ContainsFunc(s.Articles, func(d *Digest) bool { return d.ID == id || d.OwnID == id }) {
			return s
		}
	}
	return nil
}
