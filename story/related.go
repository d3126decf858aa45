package story

import (
	"cmp"
	"slices"

	"isnad/arabic"
)

// Relative is an article that is related to another, with the reason.
type Relative struct {
	Article *Digest
	Why     Kinship
	// Claims is the number of claims that both give.
	Claims int
	// Shared lists the names that both mention, in the order of the first.
	Shared []string
}

// Kinship is why an article is related to another; the closest applies.
type Kinship string

const (
	SameText  Kinship = "copy"
	SameStory Kinship = "story"
	SameNames Kinship = "names"
)

// relatedThreshold is the cosine of names below which articles of different
// stories are not related.
const relatedThreshold = 0.25

// Related lists at most n articles that are related to d: those of its story
// first, copies among them, by the claims they share and then by likeness; then
// those of other stories that speak of the same people, bodies and places.
func Related(stories []*Story, d *Digest, n int) []Relative {
	var near, far []Relative
	score := map[*Digest]float64{}
	for _, s := range stories {
		if !slices.Contains(s.Articles, d) {
			for _, a := range s.Articles {
				if score[a] = d.names.cosine(a.names); score[a] >= relatedThreshold {
					far = append(far, Relative{Article: a, Why: SameNames, Shared: sharedNames(d, a)})
				}
			}
			continue
		}
		shared := sharedClaims(s, d)
		for _, a := range s.Articles {
			if a == d {
				continue
			}
			r := Relative{Article: a, Why: SameStory, Claims: shared[a], Shared: sharedNames(d, a)}
			if slices.Contains(s.Near, [2]*Digest{a, d}) || slices.Contains(s.Near, [2]*Digest{d, a}) {
				r.Why = SameText
			}
			score[a] = Similarity(a, d)
			near = append(near, r)
		}
	}
	order := func(a, b Relative) int {
		return cmp.Or(b.Claims-a.Claims, cmp.Compare(score[b.Article], score[a.Article]), compareDigests(a.Article, b.Article))
	}
	slices.SortFunc(near, order)
	slices.SortFunc(far, order)
	out := append(near, far...)
	return out[:min(n, len(out))]
}

// sharedClaims counts for each article the claims that it gives beside d.
func sharedClaims(s *Story, d *Digest) map[*Digest]int {
	n := map[*Digest]int{}
	for _, c := range s.Claims() {
		if !slices.ContainsFunc(c.Members, func(m *Assertion) bool { return m.Article == d }) {
			continue
		}
		counted := map[*Digest]bool{}
		for _, m := range c.Members {
			if !counted[m.Article] {
				counted[m.Article] = true
				n[m.Article]++
			}
		}
	}
	return n
}

func sharedNames(a, b *Digest) []string {
	in := map[string]bool{}
	for _, n := range b.Named {
		in[arabic.Variant(n.Name)] = true
	}
	var out []string
	for _, n := range a.Named {
		if key := arabic.Variant(n.Name); in[key] {
			out = append(out, n.Name)
			delete(in, key)
		}
	}
	return out
}

// FindArticle returns the article with an id, or the id of its input, nil where there
// is none.
func FindArticle(stories []*Story, id string) *Digest {
	for _, s := range stories {
		for _, a := range s.Articles {
			if a.ID == id || a.OwnID == id {
				return a
			}
		}
	}
	return nil
}
