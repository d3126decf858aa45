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

	// Articles are numbered in the order of compareDigests: order[i] is number
	// first+i. No number is 0.
	order   []*entry
	first   uint32
	terms   map[uint64][]uint32 // the numbers of those that have a term, ascending
	bands   map[uint64]uint32   // the newest that has a band, see entry.older
	stories map[*cluster]bool
	changed map[*cluster]bool // of stories, since Changed was asked
	newest  time.Time
	passed  time.Time // before it, articles have left

	// Of the search under way.
	shared []uint8    // by order: how many terms are shared, and whether a band is
	found  []uint32   // positions in order
	linked []*cluster // that have links
	probe  probe
}

const (
	// Horizon is how long after an article a later one can still be found to
	// tell of the same event.
	Horizon = 4 * 24 * time.Hour
	// Lateness is how much later than its time of publication an article may
	// arrive and still be put into its place.
	Lateness = 3 * 24 * time.Hour
	// mostArticles is where a story is full and what is like it opens the next.
	// So many articles alike are of a kind, as bulletins are, or copies by the
	// thousand, and not of one event (the largest story of 56,588 articles has
	// 151); finding claims costs their square.
	mostArticles = 512
)

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{
		first:   1,
		terms:   map[uint64][]uint32{},
		bands:   map[uint64]uint32{},
		stories: map[*cluster]bool{},
		changed: map[*cluster]bool{},
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

	terms []uint64      // by which it is found, see indexTerms
	older [bands]uint32 // for each of its bands the article before it that has the band
}

func newEntry(d *Digest) *entry {
	return &entry{Digest: d, terms: append(heaviest(d.lemmas, indexTerms), heaviest(d.names, indexTerms)...)}
}

// cluster is a story under way.
type cluster struct {
	members []*entry // in the order of joining
	links   links    // of the search under way
}

// placed reports whether a person has put an article into the story: then it is
// one with no other for being alike.
func (s *cluster) placed() bool {
	return slices.ContainsFunc(s.members, func(e *entry) bool { return e.Placed })
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
	if e.Placed {
		var with *cluster
		for _, c := range x.order[:len(x.order)-1] {
			if c.ID == e.With {
				with = c.story
			}
		}
		x.settle(e, with, nil)
		return
	}
	x.candidates(e)
	x.linked = x.linked[:0]
	x.probe.load(e.Digest)
	for _, i := range x.found {
		c := x.order[i]
		if len(c.story.members) >= mostArticles {
			continue
		}
		if x.shared[i]&banded != 0 && Near(c.Digest, e.Digest) {
			e.near = append(e.near, c)
		}
		if c.story.links.n == 0 {
			x.linked = append(x.linked, c.story)
		}
		c.story.links.add(x.probe.similarity(c.Digest))
	}
	slices.SortFunc(e.near, func(a, b *entry) int { return compareDigests(a.Digest, b.Digest) })
	clear(x.shared)
	type scored struct {
		*cluster
		score float64
	}
	var fits []scored
	for _, s := range x.linked {
		if score := s.links.linkage(len(s.members)); score >= joinThreshold {
			fits = append(fits, scored{s, score})
		}
		s.links = links{}
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
	articles := 1 + len(fits[0].members)
	for _, f := range fits[1:] {
		if f.score >= mergeThreshold && articles+len(f.members) <= mostArticles && !fits[0].placed() && !f.placed() &&
			x.between(fits[0].cluster, absorbed, f.cluster) >= mergeLinkage {
			absorbed = append(absorbed, f.cluster)
			articles += len(f.members)
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

// between is the mean similarity of the members of a story, and of those that
// are to be put into it, to those of another.
func (x *Index) between(a *cluster, more []*cluster, b *cluster) float64 {
	var sum float64
	n := 0
	for _, a := range append([]*cluster{a}, more...) {
		for _, m := range a.members {
			x.probe.load(m.Digest)
			for _, o := range b.members {
				sum += x.probe.similarity(o.Digest)
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

// banded marks in Index.shared an article that shares a band.
const banded = 1 << 7 // more than an article has terms

// candidates fills x.found with what e, which comes after all of x.order but
// itself, may resemble.
func (x *Index) candidates(e *entry) {
	x.found = x.found[:0]
	x.shared = slices.Grow(x.shared[:0], len(x.order))[:len(x.order)]
	from := e.At.Add(-Horizon)
	first, _ := slices.BinarySearchFunc(x.order, from, func(c *entry, from time.Time) int { return c.At.Compare(from) })
	oldest := x.first + uint32(first)
	see := func(number uint32) *uint8 {
		i := number - x.first
		if x.shared[i] == 0 {
			x.found = append(x.found, i)
		}
		return &x.shared[i]
	}
	for _, k := range e.terms {
		list := x.terms[k]
		for i := len(list) - 1; i >= 0 && list[i] >= oldest; i-- {
			*see(list[i])++
		}
	}
	for i, k := range e.bandKeys {
		for n := x.bands[k]; n >= oldest; n = x.order[n-x.first].older[i] {
			*see(n) |= banded
		}
	}
	x.found = slices.DeleteFunc(x.found, func(i uint32) bool { return x.shared[i] < sharedTerms })
}

// register makes the newest entry one that is found.
func (x *Index) register(e *entry) {
	number := x.first + uint32(len(x.order)) - 1
	for _, k := range e.terms {
		x.terms[k] = append(x.terms[k], number)
	}
	for i, k := range e.bandKeys {
		e.older[i] = x.bands[k]
		x.bands[k] = number
	}
}

// unregister takes back register; e is the last of every list.
func (x *Index) unregister(e *entry) {
	for _, k := range e.terms {
		if l := x.terms[k]; len(l) > 1 {
			x.terms[k] = l[:len(l)-1]
		} else {
			delete(x.terms, k)
		}
	}
	for i, k := range e.bandKeys {
		if older := e.older[i]; older >= x.first {
			x.bands[k] = older
		} else {
			delete(x.bands, k)
		}
	}
}

// expire drops the articles from before limit and hands on the stories that
// have no other.
func (x *Index) expire(limit time.Time) {
	n := 0
	for n < len(x.order) && x.order[n].At.Before(limit) {
		n++
	}
	for i, e := range x.order[:n] {
		for _, k := range e.terms {
			if l := x.terms[k]; len(l) > 1 {
				x.terms[k] = l[1:]
			} else {
				delete(x.terms, k)
			}
		}
		for _, k := range e.bandKeys {
			if x.bands[k] == x.first+uint32(i) { // no other has the band
				delete(x.bands, k)
			}
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
	x.first += uint32(n)
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
	return similarity(a, b, a.lemmas.cosine(b.lemmas), a.names.cosine(b.names), a.title.cosine(b.title))
}

func similarity(a, b *Digest, lemmas, names, title float64) float64 {
	s := lemmaWeight*lemmas + nameWeight*names + titleCosine*title
	return s * math.Exp2(-float64(a.At.Sub(b.At).Abs())/float64(halfLife))
}

// probe compares one article with many.
type probe struct {
	*Digest
	lemmas, names, title filtered
}

func (p *probe) load(d *Digest) {
	p.Digest = d
	p.lemmas.load(d.lemmas)
	p.names.load(d.names)
	p.title.load(d.title)
}

// similarity is Similarity of the loaded article and another.
func (p *probe) similarity(d *Digest) float64 {
	return similarity(p.Digest, d, p.lemmas.cosine(d.lemmas), p.names.cosine(d.names), p.title.cosine(d.title))
}

// filtered is a vector with a filter for its keys: most of another's are not in
// it, and are told by one bit.
type filtered struct {
	vector
	has [64]uint64 // by the lowest twelve bits of a key
}

func (f *filtered) load(v vector) {
	for _, t := range f.vector {
		f.has[t.key>>6&63] = 0
	}
	f.vector = v
	for _, t := range v {
		f.has[t.key>>6&63] |= 1 << (t.key & 63)
	}
}

// cosine is the same as that of the vectors, to the last bit.
func (f *filtered) cosine(w vector) float64 {
	var sum float64
	for _, t := range w {
		if f.has[t.key>>6&63]>>(t.key&63)&1 == 0 {
			continue
		}
		if i, found := slices.BinarySearchFunc(f.vector, t.key, term.compare); found {
			sum += float64(f.vector[i].weight) * float64(t.weight)
		}
	}
	return sum
}

// links are the similarities of an article to the members of a story: how many
// there are, and the highest of them, falling.
type links struct {
	n    int
	best [topLinks]float64
}

func (l *links) add(similarity float64) {
	l.n++
	for i, b := range l.best {
		if similarity > b {
			l.best[i], similarity = similarity, b
		}
	}
}

// linkage is the similarity of an article to a story of n members from those
// to its members. It is the mean of the highest, so that a story is held
// together by several bonds and an aside of one article draws nothing in.
func (l *links) linkage(n int) float64 {
	k := min(n, topLinks)
	var sum float64
	for _, s := range l.best[:k] {
		sum += s
	}
	return sum / float64(k) / (1 + growth*math.Log(float64(n)))
}
