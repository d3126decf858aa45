package story

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Index clusters articles into stories as they arrive.
//
// Every article is compared with those of the Horizon before it, joins the
// story that it resembles most, or opens one. The stories that an Index holds
// depend on the articles and their times alone: an article that arrives late is
// put into its place, and what came after it is clustered again. Change tells
// how what is found is kept.
//
// Articles leave the index when they are older than the newest one by Horizon
// and Lateness; a story whose articles have all left is handed to Done. Memory
// and the cost of an article depend on what was published within that time, not
// on what came before. An Index is not safe for concurrent use.
type Index struct {
	// Done receives each story that can get no further article, in the order
	// of their last ones. It may be nil.
	Done func(*Story)

	order   []*entry // in the order of compareEntries
	terms   map[uint64][]*entry
	bands   map[uint64][]*entry
	stories map[*cluster]bool
	changed map[*cluster]bool // of stories, since Changed was asked
	newest  time.Time
	passed  time.Time // before it, articles have left
	touched map[*cluster][]float64
	found   []*entry
}

const (
	// Horizon is how long after an article a later one can still be found to
	// tell of the same event.
	Horizon = 4 * 24 * time.Hour
	// Lateness is how much later than its time of publication an article may
	// arrive and still be put into its place.
	Lateness = 3 * 24 * time.Hour
)

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{
		terms:   map[uint64][]*entry{},
		bands:   map[uint64][]*entry{},
		stories: map[*cluster]bool{},
		changed: map[*cluster]bool{},
		touched: map[*cluster][]float64{},
	}
}

// entry is an article in the index with what was decided about it.
type entry struct {
	*Digest
	story    *cluster
	into     string     // the id that story had, "" where the entry opened it
	before   int        // members of story before it was joined
	absorbed []*cluster // stories that it showed to be one with its own
	was      []string   // the ids that these had
	near     []*entry   // earlier near-duplicates

	terms []uint64 // by which it is found, see indexTerms
	bands []uint64 // by which copies are found
	// Of the search under way: how many terms are shared, and whether a band is.
	shared int
	banded bool
}

func newEntry(d *Digest) *entry {
	e := &entry{Digest: d, terms: append(heaviest(d.lemmas, indexTerms), heaviest(d.names, indexTerms)...)}
	for k := range d.bandKeys {
		e.bands = append(e.bands, k)
	}
	return e
}

// cluster is a story under way.
type cluster struct {
	members []*entry // in the order of joining
}

func compareDigests(a, b *Digest) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
}

// Add clusters an article. It reports false, and does nothing, for an article
// that came so late that the ones to compare it with have left; the stories of
// its days are then found by clustering these days again.
func (x *Index) Add(d *Digest) bool {
	if d.At.Before(x.passed) {
		return false
	}
	at, found := slices.BinarySearchFunc(x.order, d, func(e *entry, d *Digest) int { return compareDigests(e.Digest, d) })
	if found {
		return true
	}
	later := slices.Clone(x.order[at:])
	for i := len(later) - 1; i >= 0; i-- {
		x.undo(later[i])
	}
	x.order = append(x.order[:at], newEntry(d))
	x.place(x.order[at])
	for _, e := range later {
		e.near = nil
		x.order = append(x.order, e)
		x.place(e)
	}
	if d.At.After(x.newest) {
		x.advance(d.At)
	}
	return true
}

// advance lets go what newest has made too old.
func (x *Index) advance(newest time.Time) {
	x.newest = newest
	x.expire(newest.Add(-Horizon - Lateness))
	if limit := newest.Add(-Lateness); limit.After(x.passed) {
		x.passed = limit
	}
}

// place decides about the newest entry.
func (x *Index) place(e *entry) {
	x.candidates(e)
	clear(x.touched)
	for _, c := range x.found {
		if c.banded && Near(c.Digest, e.Digest) {
			e.near = append(e.near, c)
		}
		c.shared, c.banded = 0, false
		x.touched[c.story] = append(x.touched[c.story], Similarity(e.Digest, c.Digest))
	}
	type scored struct {
		*cluster
		score float64
	}
	var fits []scored
	for s, sims := range x.touched {
		if score := linkage(sims, len(s.members)); score >= joinThreshold {
			fits = append(fits, scored{s, score})
		}
	}
	for _, n := range e.near { // a copy belongs where its original is
		if i := slices.IndexFunc(fits, func(f scored) bool { return f.cluster == n.story }); i >= 0 {
			fits[i].score = 1
		} else {
			fits = append(fits, scored{n.story, 1})
		}
	}
	slices.SortFunc(fits, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), compareDigests(a.members[0].Digest, b.members[0].Digest))
	})
	if len(fits) == 0 {
		x.settle(e, nil, nil)
		return
	}
	var absorbed []*cluster
	for _, f := range fits[1:] {
		if f.score >= mergeThreshold && x.linked(fits[0].cluster, absorbed, f.cluster) >= mergeLinkage {
			absorbed = append(absorbed, f.cluster)
		}
	}
	x.settle(e, fits[0].cluster, absorbed)
}

// settle puts the newest entry into a story, or a new one where it is nil, and
// others with it.
func (x *Index) settle(e *entry, into *cluster, absorbed []*cluster) {
	e.story, e.into, e.before, e.absorbed, e.was = into, "", 0, absorbed, nil
	if into == nil {
		e.story = &cluster{}
		x.stories[e.story] = true
	} else {
		e.into, e.before = into.id(), len(into.members)
	}
	for _, other := range absorbed {
		e.was = append(e.was, other.id())
		delete(x.stories, other)
		delete(x.changed, other)
		for _, m := range other.members {
			m.story = e.story
		}
		e.story.members = append(e.story.members, other.members...)
	}
	e.story.members = append(e.story.members, e)
	x.changed[e.story] = true
	x.register(e)
}

// linked is the mean similarity of the members of a story, and of those that
// are to be put into it, to those of another.
func (x *Index) linked(a *cluster, more []*cluster, b *cluster) float64 {
	var sum float64
	n := 0
	for _, a := range append([]*cluster{a}, more...) {
		for _, m := range a.members {
			for _, o := range b.members {
				sum += Similarity(m.Digest, o.Digest)
			}
		}
		n += len(a.members) * len(b.members)
	}
	return sum / float64(n)
}

// undo takes back the newest entry, and what was decided for its sake.
func (x *Index) undo(e *entry) {
	s := e.story
	s.members = s.members[:e.before]
	for _, other := range e.absorbed {
		x.stories[other], x.changed[other] = true, true
		for _, m := range other.members {
			m.story = other
		}
	}
	if x.changed[s] = true; len(s.members) == 0 {
		delete(x.stories, s)
		delete(x.changed, s)
	}
	x.unregister(e)
}

// indexTerms is the number of an article's heaviest lemmas, and of its names,
// by which it is found; sharedTerms of them must be shared. What shares fewer
// is far below every threshold.
const (
	indexTerms  = 24
	sharedTerms = 2
)

func heaviest(v vector, n int) []uint64 {
	v = slices.Clone(v)
	slices.SortFunc(v, func(a, b term) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.key, b.key))
	})
	out := make([]uint64, min(n, len(v)))
	for i := range out {
		out[i] = v[i].key
	}
	return out
}

// candidates fills x.found with what e may resemble.
func (x *Index) candidates(e *entry) {
	x.found = x.found[:0]
	from := e.At.Add(-Horizon)
	recent := func(list []*entry, seen func(*entry)) {
		for i := len(list) - 1; i >= 0 && !list[i].At.Before(from); i-- {
			c := list[i]
			if c.shared == 0 && !c.banded {
				x.found = append(x.found, c)
			}
			seen(c)
		}
	}
	for _, k := range e.terms {
		recent(x.terms[k], func(c *entry) { c.shared++ })
	}
	for _, k := range e.bands {
		recent(x.bands[k], func(c *entry) { c.banded = true })
	}
	x.found = slices.DeleteFunc(x.found, func(c *entry) bool {
		if c.shared >= sharedTerms || c.banded {
			return false
		}
		c.shared = 0
		return true
	})
	slices.SortFunc(x.found, func(a, b *entry) int { return compareDigests(a.Digest, b.Digest) })
}

func (x *Index) register(e *entry) {
	for _, k := range e.terms {
		x.terms[k] = append(x.terms[k], e)
	}
	for _, k := range e.bands {
		x.bands[k] = append(x.bands[k], e)
	}
}

// unregister takes back register; e is the last of every list.
func (x *Index) unregister(e *entry) {
	pop := func(lists map[uint64][]*entry, k uint64) {
		if l := lists[k]; len(l) > 1 {
			lists[k] = l[:len(l)-1]
		} else {
			delete(lists, k)
		}
	}
	for _, k := range e.terms {
		pop(x.terms, k)
	}
	for _, k := range e.bands {
		pop(x.bands, k)
	}
}

// expire drops the articles from before limit and hands on the stories that
// have no other.
func (x *Index) expire(limit time.Time) {
	n := 0
	for n < len(x.order) && x.order[n].At.Before(limit) {
		n++
	}
	shift := func(lists map[uint64][]*entry, k uint64) {
		if l := lists[k]; len(l) > 1 {
			l[0] = nil // the array lives on, what left must not
			lists[k] = l[1:]
		} else {
			delete(lists, k)
		}
	}
	for _, e := range x.order[:n] {
		for _, k := range e.terms {
			shift(x.terms, k)
		}
		for _, k := range e.bands {
			shift(x.bands, k)
		}
		s := e.story
		if last := s.members[len(s.members)-1]; last.At.Before(limit) && x.stories[s] {
			delete(x.stories, s)
			delete(x.changed, s)
			if x.Done != nil {
				x.Done(s.story())
			}
		}
	}
	x.order = append(x.order[:0:0], x.order[n:]...)
}

// Len is the number of articles in the index.
func (x *Index) Len() int { return len(x.order) }

// Flush hands every story that is left to Done and empties the index.
func (x *Index) Flush() {
	var left []*Story
	for s := range x.stories {
		left = append(left, s.story())
	}
	slices.SortFunc(left, func(a, b *Story) int {
		return compareDigests(a.Articles[len(a.Articles)-1], b.Articles[len(b.Articles)-1])
	})
	done := x.Done
	*x = *NewIndex()
	x.Done = done
	if done != nil {
		for _, s := range left {
			done(s)
		}
	}
}

// The similarity of two articles is a weighted sum of three cosines, which
// halves with every halfLife between them. The weights and thresholds were set
// on two days of five outlets.
const (
	lemmaWeight = 0.45
	nameWeight  = 0.3
	titleCosine = 0.25
	halfLife    = 48 * time.Hour

	joinThreshold  = 0.17 // of an article and a story, see linkage
	mergeThreshold = 0.2  // of an article and a second story
	mergeLinkage   = 0.2  // of two stories that an article connects
	topLinks       = 3
	// growth raises the threshold with the logarithm of a story's size: where
	// much is written on a topic, two reports of different events share more.
	growth = 0.2
)

// Similarity says how much two articles seem to tell of one event, between 0
// and 1. It is symmetric.
func Similarity(a, b *Digest) float64 {
	s := lemmaWeight*a.lemmas.cosine(b.lemmas) + nameWeight*a.names.cosine(b.names) + titleCosine*a.title.cosine(b.title)
	return s * math.Exp2(-float64(a.At.Sub(b.At).Abs())/float64(halfLife))
}

// linkage is the similarity of an article to a story of n members from those
// to its members. It is the mean of the highest, so that a story is held
// together by several bonds and an aside of one article draws nothing in.
func linkage(sims []float64, n int) float64 {
	slices.SortFunc(sims, func(a, b float64) int { return cmp.Compare(b, a) })
	k := min(n, topLinks)
	var sum float64
	for _, s := range sims[:min(k, len(sims))] {
		sum += s
	}
	return sum / float64(k) / (1 + growth*math.Log(float64(n)))
}
