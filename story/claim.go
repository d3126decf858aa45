package story

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"isnad/record"
)

// Claim is one proposition that several articles of a story give, at least one
// of them from a source.
type Claim struct {
	Members  []*Assertion // in order of publication
	Relation Relation
	// Versions are, where they disagree, the members that contradict others:
	// those together that do not contradict each other, the earliest first. A
	// member that contradicts nobody is in none.
	Versions [][]*Assertion
	Origins  []*Origin // the independent ones, see originsOf

	copied map[*Assertion]*Assertion // members to the one whose passage they copy
	graph  *Graph                    // of a claim that was kept, see Decode
}

// Relation tells whether the members of a claim say the same.
type Relation string

const (
	Agree    Relation = "agree"
	Disagree Relation = "disagree" // other figures of the same, or denied by some
)

// Two assertions can be one claim where they are alike by pairThreshold. What
// stands in a claim is alike by linkThreshold in the mean, and by moreThreshold
// where its article has another assertion in the claim already.
const (
	pairThreshold = 0.2
	linkThreshold = 0.16
	moreThreshold = 0.18
	// leastAlike is what counts as no likeness when a mean is taken.
	leastAlike = 0.02
)

// Claims finds the claims of the story, the most repeated first, by
// average-linkage clustering of its assertions: pairs are taken from the most
// alike down, and two claims in the making are joined where their members are
// alike in the mean and come from different articles. What is left is then
// added where it repeats a claim.
func (s *Story) Claims() []*Claim {
	if s.told != nil {
		return s.told.claims
	}
	if len(s.Articles) < 2 {
		return nil
	}
	var list []*Assertion
	for _, d := range s.Articles {
		list = append(list, d.Assertions...)
	}
	c := newClustering(list)
	c.link()
	c.addRest()
	heads, passages := s.Heads(), s.Passages()
	var out []*Claim
	for _, members := range c.members {
		if claim := newClaim(list, members, heads, passages); claim != nil {
			out = append(out, claim)
		}
	}
	slices.SortStableFunc(out, func(a, b *Claim) int {
		x, y := a.Members[0], b.Members[0]
		return cmp.Or(len(b.Members)-len(a.Members), compareDigests(x.Article, y.Article), x.Span.Start-y.Span.Start)
	})
	return out
}

// newClaim makes a claim of some assertions of list, nil where they are from
// one article or none of them has a source.
func newClaim(list []*Assertion, members []int, heads map[*Digest]*Digest, passages []Passage) *Claim {
	slices.Sort(members)
	c := &Claim{Relation: Agree}
	sourced, articles := false, 0
	for i, n := range members {
		m := list[n]
		if i == 0 || m.Article != c.Members[i-1].Article {
			articles++
		}
		sourced = sourced || m.Statement != ""
		c.Members = append(c.Members, m)
	}
	if articles < 2 || !sourced {
		return nil
	}
	if c.Versions = versions(c.Members); c.Versions != nil {
		c.Relation = Disagree
	}
	c.copied = copied(c.Members, heads, passages)
	c.Origins = originsOf(c)
	return c
}

// clustering joins assertions into claims. Assertions are known by their index;
// a claim in the making by that of one of its members.
type clustering struct {
	list    []*Assertion
	pairs   []pair   // alike by pairThreshold
	bonds   [][]bond // of each assertion
	article []int    // of each assertion, in the order of the list
	claim   []int    // of each assertion
	members [][]int  // of each claim
}

// bond is how alike an assertion is to another one.
type bond struct {
	to    int32
	alike float32
}

type pair struct {
	a, b  int
	alike float64
}

func newClustering(list []*Assertion) *clustering {
	n := len(list)
	c := &clustering{list: list, bonds: make([][]bond, n), article: make([]int, n), claim: make([]int, n), members: make([][]int, n)}
	for i, a := range list {
		c.claim[i], c.members[i] = i, []int{i}
		if i > 0 {
			c.article[i] = c.article[i-1]
			if a.Article != list[i-1].Article {
				c.article[i]++
			}
		}
	}
	newMatcher(list).each(func(a, b int, alike float64) {
		c.bonds[a] = append(c.bonds[a], bond{int32(b), float32(alike)})
		c.bonds[b] = append(c.bonds[b], bond{int32(a), float32(alike)})
		if alike >= pairThreshold {
			c.pairs = append(c.pairs, pair{a, b, alike})
		}
	})
	slices.SortFunc(c.pairs, func(p, q pair) int { return cmp.Or(cmp.Compare(q.alike, p.alike), p.a-q.a, p.b-q.b) })
	return c
}

func (c *clustering) link() {
	// Two claims that were not joined need not be compared again as long as they
	// have the same members.
	refused := map[[2]int][2]int{}
	for _, p := range c.pairs {
		x, y := min(c.claim[p.a], c.claim[p.b]), max(c.claim[p.a], c.claim[p.b])
		sizes := [2]int{len(c.members[x]), len(c.members[y])}
		switch {
		case x == y || refused[[2]int{x, y}] == sizes:
		case c.apart(x, y) && c.sum(x, y) >= linkThreshold*float64(sizes[0]*sizes[1]):
			c.join(x, y)
		default:
			refused[[2]int{x, y}] = sizes
		}
	}
}

// apart reports whether two claims have no article in common. Members of a claim
// are in the order of their articles.
func (c *clustering) apart(x, y int) bool {
	a, b := c.members[x], c.members[y]
	for i, j := 0, 0; i < len(a) && j < len(b); {
		p, q := c.article[a[i]], c.article[b[j]]
		if p == q {
			return false
		}
		if p < q {
			i++
		} else {
			j++
		}
	}
	return true
}

// sum is how alike the members of two claims are, summed over all pairs.
func (c *clustering) sum(x, y int) float64 {
	if len(c.members[x]) > len(c.members[y]) {
		x, y = y, x
	}
	var sum float64
	for _, i := range c.members[x] {
		for _, b := range c.bonds[i] {
			if c.claim[b.to] == y {
				sum += float64(b.alike)
			}
		}
	}
	return sum
}

// join puts the smaller claim into the other.
func (c *clustering) join(x, y int) {
	if len(c.members[x]) < len(c.members[y]) {
		x, y = y, x
	}
	for _, i := range c.members[y] {
		c.claim[i] = x
	}
	c.members[x] = append(c.members[x], c.members[y]...)
	slices.Sort(c.members[x])
	c.members[y] = nil
}

// addRest adds assertions that stand alone to the claim that they repeat, also
// where their article has given it before: in a lede and again below.
func (c *clustering) addRest() {
	for i, a := range c.list {
		if len(c.members[c.claim[i]]) > 1 {
			continue
		}
		sums := map[int]float64{} // by claim
		for _, b := range c.bonds[i] {
			sums[c.claim[b.to]] += float64(b.alike)
		}
		best, at := moreThreshold, -1
		for _, x := range slices.Sorted(maps.Keys(sums)) {
			if len(c.members[x]) < 2 {
				continue
			}
			n := 0
			for _, j := range c.members[x] {
				if c.list[j].Article != a.Article {
					n++
				}
			}
			if sums[x] >= best*float64(n) {
				best, at = sums[x]/float64(n), x
			}
		}
		if at >= 0 {
			c.join(at, i)
		}
	}
}

// matcher compares the assertions of one story.
type matcher struct {
	list   []*Assertion
	weight map[uint64]float64
	norm   []float64
	voice  []int // number of the source
	same   map[[2]int]bool
}

// newMatcher weighs each key by its rarity in news and in the story: what the
// whole story is about tells no two of its claims apart.
func newMatcher(list []*Assertion) *matcher {
	m := &matcher{list: list, weight: map[uint64]float64{}, norm: make([]float64, len(list)), voice: make([]int, len(list)), same: map[[2]int]bool{}}
	voices := map[string]int{}
	for i, a := range list {
		for _, k := range a.keys {
			m.weight[k]++
		}
		v := fmt.Sprint(a.Source)
		n, known := voices[v]
		if !known {
			n = len(voices)
			voices[v] = n
		}
		m.voice[i] = n
	}
	for k, n := range m.weight {
		m.weight[k] = rarity(k) * math.Pow(math.Log(1+float64(len(list))/n), localShare)
	}
	for i, a := range list {
		for _, k := range a.keys {
			m.norm[i] += m.weight[k] * m.weight[k]
		}
		m.norm[i] = math.Sqrt(m.norm[i])
	}
	return m
}

const (
	localShare  = 0.3 // exponent of the rarity in the story beside that in news
	ownPenalty  = 0.1 // where one of two has no source
	sourceBonus = 0.1 // where both have the same
	countBonus  = 0.1 // where both give the same figure, and against other counts
)

// each calls found with all pairs of assertions from different articles that are
// alike, the later one first. Only those are compared that share two keys.
func (m *matcher) each(found func(a, b int, alike float64)) {
	with := map[uint64][]int{} // the assertions before a that have a key
	sum, n := make([]float64, len(m.list)), make([]int, len(m.list))
	var near []int
	for a, x := range m.list {
		near = near[:0]
		for _, k := range x.keys {
			w := m.weight[k] * m.weight[k]
			for _, b := range with[k] {
				if n[b] == 0 {
					near = append(near, b)
				}
				n[b]++
				sum[b] += w
			}
			with[k] = append(with[k], a)
		}
		for _, b := range near {
			if n[b] > 1 && m.list[b].Article != x.Article {
				if s := m.alike(a, b, sum[b]); s >= leastAlike {
					found(a, b, s)
				}
			}
			sum[b], n[b] = 0, 0
		}
	}
}

// alike says how much assertions i and j seem to be one proposition, from the
// sum of the squared weights of the keys that they share.
func (m *matcher) alike(i, j int, sum float64) float64 {
	a, b := m.list[i], m.list[j]
	// The mean of cosine and containment: one of two may say more than the other.
	short := min(m.norm[i], m.norm[j])
	s := (sum/(m.norm[i]*m.norm[j]) + sum/(short*short)) / 2
	if s+sourceBonus+countBonus < leastAlike {
		return 0
	}
	if a.Statement == "" || b.Statement == "" {
		s -= ownPenalty
	} else if m.sameVoice(i, j) {
		s += sourceBonus
	}
	if len(a.counts) > 0 && len(b.counts) > 0 {
		switch compareCounts(a.counts, b.counts) {
		case Agree, Disagree:
			s += countBonus
		default:
			s -= countBonus
		}
	}
	return s
}

// sameVoice is sameVoice of the sources of two assertions, found once for each
// two voices.
func (m *matcher) sameVoice(i, j int) bool {
	voices := [2]int{m.voice[i], m.voice[j]}
	same, known := m.same[voices]
	if !known {
		same = sameVoice(m.list[i].Source, m.list[j].Source)
		m.same[voices] = same
	}
	return same
}

// versions groups the members that contradict others, nil where none does.
func versions(members []*Assertion) [][]*Assertion {
	against := func(list []*Assertion, m *Assertion) bool {
		return slices.ContainsFunc(list, func(o *Assertion) bool { return contradict(o, m) })
	}
	var out [][]*Assertion
	for _, m := range members {
		if !against(members, m) {
			continue
		}
		if i := slices.IndexFunc(out, func(v []*Assertion) bool { return !against(v, m) }); i >= 0 {
			out[i] = append(out[i], m)
		} else {
			out = append(out, []*Assertion{m})
		}
	}
	return out
}

// Version is the number of the version to which a member belongs, from 1, and 0
// where it is in none.
func (c *Claim) Version(m *Assertion) int {
	return 1 + slices.IndexFunc(c.Versions, func(v []*Assertion) bool { return slices.Contains(v, m) })
}

// contradict reports whether two members of a claim cannot both be right: they
// give different figures for one thing, or one denies what the other says.
func contradict(a, b *Assertion) bool {
	if compareCounts(a.counts, b.counts) == Disagree || compareCounts(a.times, b.times) == Disagree {
		return true
	}
	return (a.Act == record.Deny) != (b.Act == record.Deny) != negatesOther(a, b)
}

// negatesOther reports whether a word that both have is negated in one of them.
func negatesOther(a, b *Assertion) bool {
	only := func(a, b *Assertion) bool {
		return slices.ContainsFunc(a.negates, func(k uint64) bool {
			_, both := slices.BinarySearch(b.keys, k)
			return both && !slices.Contains(b.negates, k)
		})
	}
	return only(a, b) || only(b, a)
}
