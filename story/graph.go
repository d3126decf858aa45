package story

import (
	"slices"

	"isnad/arabic"
)

// Graph shows how a claim reached its readers: from each outlet an edge leads
// to the relay or the source that it names, and from a relay to what it names
// itself. What goes by one name is one node, so that relays who name one agency
// meet in it, also where the agency is an outlet of the story.
type Graph struct {
	Nodes []Node
	Edges []Edge
}

// Node is an outlet, a relay or an original source.
type Node struct {
	Kind NodeKind
	Name string
	// Members are the claim's assertions of an outlet, and those that quote an
	// origin.
	Members []*Assertion
	// Unsourced marks an outlet that gives the claim in its own voice only.
	Unsourced bool
	Unnamed   bool // an origin that is described and not named
}

// NodeKind is the part that a node plays.
type NodeKind string

const (
	OutletNode NodeKind = "outlet"
	RelayNode  NodeKind = "relay"
	OriginNode NodeKind = "origin"
)

// Edge leads from who gives the claim to where he has it from. From and To are
// indices of Graph.Nodes.
type Edge struct {
	From, To int
	// Inferred marks a relay that the text only suggests; it joins no origins.
	Inferred bool
	// Copy marks a near-duplicate; it leads to the outlet of the earlier text.
	Copy bool
}

// Graph draws the claim. near lists the story's near-duplicates, the earlier
// first.
func (c *Claim) Graph(near [][2]*Digest) *Graph {
	if c.graph != nil {
		return c.graph
	}
	g := new(Graph)
	origin := map[*Assertion]int{}
	for _, o := range c.Origins {
		n := g.add(Node{Kind: OriginNode, Name: o.Name, Unnamed: o.Unnamed(), Members: o.Members})
		for _, m := range o.Members {
			origin[m] = n
		}
	}
	for _, m := range c.Members {
		outlet := g.outlet(m)
		g.Nodes[outlet].Members = append(g.Nodes[outlet].Members, m)
		at := outlet
		hop := func(to int, inferred bool) {
			g.edge(Edge{From: at, To: to, Inferred: inferred})
			at = to
		}
		for _, l := range m.Chain {
			hop(g.relay(l), false)
		}
		for _, l := range m.Suggested {
			hop(g.relay(l), true)
		}
		switch n, is := origin[m]; {
		case is:
			hop(n, false)
		case m.Source.Name != "": // it relays another in this claim
			hop(g.relay(m.Source), false)
		}
	}
	for i := range g.Nodes {
		n := &g.Nodes[i]
		n.Unsourced = n.Kind == OutletNode && !slices.ContainsFunc(g.Edges, func(e Edge) bool { return e.From == i })
	}
	g.copies(c, near)
	return g
}

// copies adds an edge from each outlet whose article of the claim is a copy.
func (g *Graph) copies(c *Claim, near [][2]*Digest) {
	outlet := map[*Digest]int{}
	for _, m := range c.Members {
		if _, known := outlet[m.Article]; !known {
			outlet[m.Article] = g.outlet(m)
		}
	}
	for _, p := range near {
		head, headIn := outlet[p[0]]
		copied, copyIn := outlet[p[1]]
		if headIn && copyIn && head != copied {
			g.edge(Edge{From: copied, To: head, Copy: true})
		}
	}
}

func (g *Graph) add(n Node) int {
	g.Nodes = append(g.Nodes, n)
	return len(g.Nodes) - 1
}

func (g *Graph) edge(e Edge) {
	if e.From == e.To || slices.Contains(g.Edges, e) {
		return
	}
	// What one member says outright another need not suggest.
	if i := slices.IndexFunc(g.Edges, func(x Edge) bool { return x.From == e.From && x.To == e.To && x.Copy == e.Copy }); i >= 0 {
		g.Edges[i].Inferred = g.Edges[i].Inferred && e.Inferred
		return
	}
	g.Edges = append(g.Edges, e)
}

func (g *Graph) outlet(m *Assertion) int {
	for i, n := range g.Nodes {
		if n.Kind != OriginNode && (n.Name == m.Article.Outlet || n.Kind == RelayNode && arabic.SameName(n.Name, m.Article.Outlet)) {
			g.Nodes[i].Kind = OutletNode
			return i
		}
	}
	return g.add(Node{Kind: OutletNode, Name: m.Article.Outlet})
}

func (g *Graph) relay(v Voice) int {
	for i, n := range g.Nodes {
		if n.Kind != OriginNode && arabic.SameName(n.Name, v.Name) {
			return i
		}
	}
	return g.add(Node{Kind: RelayNode, Name: v.Name})
}

// Into lists the edges that lead to node n, in the order of the members.
func (g *Graph) Into(n int) []Edge {
	var out []Edge
	for _, e := range g.Edges {
		if e.To == n {
			out = append(out, e)
		}
	}
	return out
}
