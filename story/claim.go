package story

import (
	"cmp"
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
)

// Claims finds the claims of the story, the most repeated first, by
// average-linkage clustering of its assertions: pairs are taken from the most
// alike down, and two claims in the making are joined where their members are
// alike in the mean and come from different articles. What is left is then
// added where it repeats a claim. It takes time that grows with the square of
// the story's assertions.
func (s *Story) Claims() []*Claim {
	var list []*Assertion
	for _, d := range s.Articles {
		list = append(list, d.Assertions...)
	}
	c := newClustering(list)
	c.link()
	c.addRest()
	var out []*Claim
	for _, members := range c.members {
		if claim := newClaim(list, members); claim != nil {
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
func newClaim(list []*Assertion, members []int) *Claim {
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
	c.Origins = originsOf(c)
	return c
}

// clustering joins assertions into claims. Assertions are known by their index.
type clustering struct {
	list    []*Assertion
	alike   [][]float64 // 0 within one article
	members [][]int     // of each claim in the making
	claim   []int       // of each assertion, an index of members
}

func newClustering(list []*Assertion) *clustering {
	c := &clustering{list: list, alike: make([][]float64, len(list)), members: make([][]int, len(list)), claim: make([]int, len(list))}
	m := newMatcher(list)
	for i := range list {
		c.alike[i] = make([]float64, len(list))
		c.members[i] = []int{i}
		c.claim[i] = i
		for j := range i {
			if list[i].Article != list[j].Article {
				c.alike[i][j] = m.alike(i, j)
				c.alike[j][i] = c.alike[i][j]
			}
		}
	}
	return c
}

func (c *clustering) link() {
	type pair struct{ a, b int }
	var pairs []pair
	for a := range c.list {
		for b := a + 1; b < len(c.list); b++ {
			if c.alike[a][b] >= pairThreshold {
				pairs = append(pairs, pair{a, b})
			}
		}
	}
	slices.SortStableFunc(pairs, func(p, q pair) int { return cmp.Compare(c.alike[q.a][q.b], c.alike[p.a][p.b]) })
	for _, p := range pairs {
		x, y := c.claim[p.a], c.claim[p.b]
		if x == y {
			continue
		}
		sum, apart := 0.0, true
		for _, i := range c.members[x] {
			for _, j := range c.members[y] {
				apart = apart && c.list[i].Article != c.list[j].Article
				sum += c.alike[i][j]
			}
		}
		if apart && sum >= linkThreshold*float64(len(c.members[x])*len(c.members[y])) {
			c.join(x, y)
		}
	}
}

func (c *clustering) join(x, y int) {
	for _, i := range c.members[y] {
		c.claim[i] = x
	}
	c.members[x] = append(c.members[x], c.members[y]...)
	c.members[y] = nil
}

// addRest adds assertions that stand alone to the claim that they repeat, also
// where their article has given it before: in a lede and again below.
func (c *clustering) addRest() {
	for i := range c.list {
		if len(c.members[c.claim[i]]) > 1 {
			continue
		}
		best, at := moreThreshold, -1
		for x, members := range c.members {
			sum, n := 0.0, 0
			for _, j := range members {
				if c.list[j].Article != c.list[i].Article {
					sum += c.alike[i][j]
					n++
				}
			}
			if len(members) > 1 && sum >= best*float64(n) {
				best, at = sum/float64(n), x
			}
		}
		if at >= 0 {
			c.join(at, c.claim[i])
		}
	}
}

// matcher compares the assertions of one story.
type matcher struct {
	list   []*Assertion
	weight map[uint64]float64
	norm   []float64
}

// newMatcher weighs each key by its rarity in news and in the story: what the
// whole story is about tells no two of its claims apart.
func newMatcher(list []*Assertion) *matcher {
	m := &matcher{list: list, weight: map[uint64]float64{}, norm: make([]float64, len(list))}
	for _, a := range list {
		for _, k := range a.keys {
			m.weight[k]++
		}
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

// alike says how much assertions i and j seem to be one proposition.
func (m *matcher) alike(i, j int) float64 {
	a, b := m.list[i], m.list[j]
	sum, n := 0.0, 0
	for x, y := 0, 0; x < len(a.keys) && y < len(b.keys); {
		switch {
		case a.keys[x] < b.keys[y]:
			x++
		case a.keys[x] > b.keys[y]:
			y++
		default:
			sum += m.weight[a.keys[x]] * m.weight[a.keys[x]]
			n++
			x++
			y++
		}
	}
	if n < 2 {
		return 0
	}
	// The mean of cosine and containment: one of two may say more than the other.
	short := min(m.norm[i], m.norm[j])
	s := (sum/(m.norm[i]*m.norm[j]) + sum/(short*short)) / 2
	if a.Statement == "" || b.Statement == "" {
		s -= ownPenalty
	} else if sameVoice(a.Source, b.Source) {
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
