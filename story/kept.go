package story

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Edition numbers the way in which stories are found. Stories that were kept by
// another are to be found anew.
const Edition = "2"

// Encode writes a story with its Claims as one JSON object, for keeping. Of the
// articles it holds what is shown and the steps by which the story came about;
// not their words, by which they are compared. It names no article of another
// story: a copy that stands in one is no near-duplicate here.
func (s *Story) Encode(claims []*Claim) ([]byte, error) {
	k := keptStory{Title: s.Title(), Near: [][2]int{}, Claims: []keptClaim{}}
	number := map[*Digest]int{}
	within := s.within()
	for i, a := range s.Articles {
		number[a] = i
		step := s.Steps[i]
		kept := keptArticle{Digest: *a, Names: a.names, Heading: a.title, Into: step.Into, Absorbed: step.Absorbed, Near: within(step.Near)}
		if a.At.IsZero() {
			kept.At = nil
		} else {
			at := a.At.UTC()
			kept.At = &at
		}
		for _, f := range a.Figures {
			kept.Figures = append(kept.Figures, keptFigure{Figure: f, Key: f.of, Toll: f.toll})
		}
		k.Articles = append(k.Articles, kept)
	}
	for _, p := range s.Near {
		if from, within := number[p[0]]; within {
			k.Near = append(k.Near, [2]int{from, number[p[1]]})
		}
	}
	place := map[*Assertion]int{}
	places := func(list []*Assertion) []int {
		var out []int
		for _, a := range list {
			i, known := place[a]
			if !known {
				i = len(k.Assertions)
				place[a] = i
				k.Assertions = append(k.Assertions, keptAssertion{Assertion: *a, Article: number[a.Article]})
			}
			out = append(out, i)
		}
		return out
	}
	for _, c := range claims {
		kept := keptClaim{Members: places(c.Members), Relation: c.Relation}
		for _, v := range c.Versions {
			kept.Versions = append(kept.Versions, places(v))
		}
		for _, o := range c.Origins {
			kept.Origins = append(kept.Origins, keptOrigin{Origin: *o, Members: places(o.Members)})
		}
		g := c.Graph(s.Near)
		for _, n := range g.Nodes {
			kept.Nodes = append(kept.Nodes, keptNode{Node: n, Members: places(n.Members)})
		}
		kept.Edges = g.Edges
		k.Claims = append(k.Claims, kept)
	}
	return json.Marshal(k)
}

// within returns a function that lists those of ids that are articles of the
// story.
func (s *Story) within() func(ids []string) []string {
	is := make(map[string]bool, len(s.Articles))
	for _, a := range s.Articles {
		is[a.ID] = true
	}
	return func(ids []string) (out []string) {
		for _, id := range ids {
			if is[id] {
				out = append(out, id)
			}
		}
		return out
	}
}

// SameSteps reports whether the story came about by steps that were kept.
func (s *Story) SameSteps(kept []Step) bool {
	within := s.within()
	return slices.EqualFunc(s.Steps, kept, func(a, b Step) bool {
		return a.Article.ID == b.Article.ID && a.Into == b.Into && slices.Equal(a.Absorbed, b.Absorbed) && slices.Equal(within(a.Near), b.Near)
	})
}

// Decode reads what Encode wrote. Everything that is shown of the story is as it
// was, but its articles cannot be compared with others.
func Decode(kept []byte) (*Story, error) {
	var k keptStory
	if err := json.Unmarshal(kept, &k); err != nil {
		return nil, fmt.Errorf("reading a kept story: %w", err)
	}
	if len(k.Articles) == 0 {
		return nil, fmt.Errorf("reading a kept story: it has no article")
	}
	// What was kept may have been damaged: an index out of range leads nowhere.
	bad := false
	s := &Story{told: &told{title: k.Title}}
	article := func(i int) *Digest {
		if i < 0 || i >= len(s.Articles) {
			bad = true
			return s.Articles[0]
		}
		return s.Articles[i]
	}
	for _, a := range k.Articles {
		d := a.Digest
		d.names, d.title, d.Figures = a.Names, a.Heading, nil
		if d.At = (time.Time{}); a.At != nil {
			d.At = *a.At
		}
		s.Articles = append(s.Articles, &d)
		s.Steps = append(s.Steps, Step{Article: &d, Into: a.Into, Absorbed: a.Absorbed, Near: a.Near})
		for _, f := range a.Figures {
			f.Figure.Article, f.Figure.of, f.Figure.toll = &d, f.Key, f.Toll
			d.Figures = append(d.Figures, f.Figure)
		}
	}
	s.ID = storyID(s.Articles[0])
	for _, p := range k.Near {
		s.Near = append(s.Near, [2]*Digest{article(p[0]), article(p[1])})
	}
	all := make([]*Assertion, len(k.Assertions))
	for i, a := range k.Assertions {
		a.Assertion.Article = article(a.Article)
		all[i] = &a.Assertion
	}
	members := func(list []int) (out []*Assertion) {
		for _, i := range list {
			if i < 0 || i >= len(all) {
				bad = true
				continue
			}
			out = append(out, all[i])
		}
		return out
	}
	for _, kept := range k.Claims {
		c := &Claim{Members: members(kept.Members), Relation: kept.Relation, graph: &Graph{Edges: kept.Edges}}
		bad = bad || len(c.Members) == 0
		for _, v := range kept.Versions {
			c.Versions = append(c.Versions, members(v))
		}
		for _, o := range kept.Origins {
			o.Origin.Members = members(o.Members)
			c.Origins = append(c.Origins, &o.Origin)
		}
		for _, n := range kept.Nodes {
			n.Node.Members = members(n.Members)
			c.graph.Nodes = append(c.graph.Nodes, n.Node)
		}
		bad = bad || slices.ContainsFunc(kept.Edges, func(e Edge) bool {
			return min(e.From, e.To) < 0 || max(e.From, e.To) >= len(kept.Nodes)
		})
		s.told.claims = append(s.told.claims, c)
	}
	if bad {
		return nil, fmt.Errorf("reading a kept story: it points at what it does not hold")
	}
	return s, nil
}

// told is what was found out about a story before it was kept.
type told struct {
	title  string
	claims []*Claim
}

// The kept shape. What points at another part of the story there is a number
// here, under the same name: the outer field is the one that JSON sees.

type keptStory struct {
	Title      string
	Articles   []keptArticle
	Near       [][2]int
	Assertions []keptAssertion // those of the claims
	Claims     []keptClaim
}

type keptArticle struct {
	Digest
	At             *time.Time   // nil where unknown
	Figures        []keptFigure `json:",omitempty"`
	Assertions     *struct{}    `json:",omitempty"` // stand in keptStory
	Names, Heading vector
	Into           string   `json:",omitempty"`
	Absorbed       []string `json:",omitempty"`
	Near           []string `json:",omitempty"`
}

type keptFigure struct {
	Figure
	Article *struct{} `json:",omitempty"` // the one in which it stands
	Key     uint64
	Toll    string `json:",omitempty"`
}

type keptAssertion struct {
	Assertion
	Article int
}

type keptClaim struct {
	Members  []int
	Relation Relation
	Versions [][]int `json:",omitempty"`
	Origins  []keptOrigin
	Nodes    []keptNode
	Edges    []Edge
}

type keptOrigin struct {
	Origin
	Members []int
}

type keptNode struct {
	Node
	Members []int
}

// MarshalJSON writes a term as a pair.
func (t term) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%d,%.4g]", t.key, t.weight), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *term) UnmarshalJSON(b []byte) error {
	// By hand, since the terms are most of what is kept of a story.
	key, weight, ok := bytes.Cut(bytes.Trim(b, "[] \t\r\n"), []byte(","))
	if !ok {
		return fmt.Errorf("%s is no term", b)
	}
	var err error
	if t.key, err = strconv.ParseUint(string(bytes.TrimSpace(key)), 10, 64); err != nil {
		return err
	}
	w, err := strconv.ParseFloat(string(bytes.TrimSpace(weight)), 64)
	t.weight = float32(w)
	return err
}

// Stories lists the stories of the index that have an article from then on, in
// the order of their first articles.
func (x *Index) Stories(from time.Time) []*Story {
	var out []*Story
	for s := range x.stories {
		if slices.ContainsFunc(s.members, func(e *entry) bool { return !e.At.Before(from) }) {
			out = append(out, s.story())
		}
	}
	slices.SortFunc(out, func(a, b *Story) int { return compareDigests(a.Articles[0], b.Articles[0]) })
	return out
}

// Open lists the stories that the next article could join.
func (x *Index) Open() []*Story { return x.Stories(x.newest.Add(-Horizon)) }
