package export

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"

	"isnad/arabic"
	"isnad/archive"
	"isnad/article"
	"isnad/record"
)

// graphML writes who relays whom as one directed graph in GraphML
// (http://graphml.graphdrawing.org/specification.html). Every chain of an article
// is a way from its outlet over the relays to the source: a step to a relay is an
// edge "relays", the last one an edge "quotes". Steps between the same two are one
// edge with their count and with the first and last day of publication.
//
// A node is a name in any spelling that arabic.Fold takes for the same. A body
// whose name fits that of one outlet alone, as an agency's does that of its
// service, is that outlet. Unnamed sources of two articles are two nodes, since
// nothing says that they are one. Nodes and edges are held until Close.
type graphML struct {
	w     io.Writer
	ids   *Identifiers
	nodes []*graphNode
	named map[nodeName]*graphNode
	edges []*graphEdge
	steps map[graphStep]*graphEdge
	// written counts the articles.
	written int32
}

type nodeName struct{ kind, key string }

type graphNode struct {
	id         string
	name, kind string
	relayed    bool   // somebody passes on what it reports
	statements int    // of which it is the source
	articles   int    // that it publishes
	article    string // of an unnamed source
}

type graphStep struct {
	from, to *graphNode
	quotes   bool
}

type graphEdge struct {
	graphStep
	statements  int
	articles    []int32 // by the order in which they were written
	first, last article.Date
}

// The kinds of nodes: those of a source, and
const (
	outletNode  = "outlet"
	unknownNode = "unknown" // an outlet or speaker that the article does not tell
)

func newGraphML(w io.Writer, ids *Identifiers) (Records, error) {
	return &graphML{w: w, ids: ids, named: map[nodeName]*graphNode{}, steps: map[graphStep]*graphEdge{}}, nil
}

func (g *graphML) node(kind, key, name string) *graphNode {
	n := g.named[nodeName{kind, key}]
	if n == nil {
		n = &graphNode{kind: kind, name: name}
		g.named[nodeName{kind, key}] = n
		g.nodes = append(g.nodes, n)
	}
	return n
}

func (g *graphML) outlet(name string) *graphNode {
	if name == "" {
		return g.node(unknownNode, "", "")
	}
	return g.node(outletNode, nameKey(name), name)
}

// voice is the node of a link of a chain.
func (g *graphML) voice(k *archive.Kept, l record.Link, t record.EntityType) *graphNode {
	switch {
	case l.Name == "":
		t = unknownNode
	case t == record.Location: // a place speaks as a body
		t = record.Organization
	case t == "":
		t = unknownNode
	}
	key := nameKey(l.Name)
	if t == record.Anonymous || l.Name == "" {
		key = k.ID + "\x00" + key
	}
	n := g.node(string(t), key, l.Name)
	if t == record.Anonymous || l.Name == "" {
		n.article = k.ID
	}
	return n
}

func (g *graphML) Write(k *archive.Kept) error {
	outlet := g.outlet(k.Outlet)
	outlet.articles++
	g.written++
	types := map[string]record.EntityType{}
	for _, e := range k.Record.Entities {
		types[e.ID] = e.Type
	}
	for i := range k.Record.Statements {
		s := &k.Record.Statements[i]
		from := outlet
		for _, l := range relays(s) {
			to := g.voice(k, l, types[l.Entity])
			to.relayed = true
			g.step(k, graphStep{from, to, false})
			from = to
		}
		to := g.voice(k, record.Link{Name: s.Source.Name}, s.Source.Type)
		to.statements++
		g.step(k, graphStep{from, to, true})
	}
	return nil
}

func (g *graphML) step(k *archive.Kept, s graphStep) {
	e := g.edge(s)
	e.statements++
	if n := len(e.articles); n == 0 || e.articles[n-1] != g.written {
		e.articles = append(e.articles, g.written)
	}
	e.spread(k.Published)
}

func (g *graphML) edge(s graphStep) *graphEdge {
	e := g.steps[s]
	if e == nil {
		e = &graphEdge{graphStep: s}
		g.steps[s] = e
		g.edges = append(g.edges, e)
	}
	return e
}

// spread has the days of e reach to d.
func (e *graphEdge) spread(d article.Date) {
	if d.Known() && (!e.first.Known() || d.Time.Before(e.first.Time)) {
		e.first = d
	}
	if d.Known() && (!e.last.Known() || d.Time.After(e.last.Time)) {
		e.last = d
	}
}

// join makes each body that can be but one outlet that outlet. A step that would
// then lead to where it began is none.
func (g *graphML) join() {
	is := map[*graphNode]*graphNode{}
	var outlets []*graphNode
	for _, n := range g.nodes {
		if n.kind == outletNode {
			outlets = append(outlets, n)
		}
	}
	for _, n := range g.nodes {
		if n.kind != string(record.Organization) {
			continue
		}
		var fits []*graphNode
		for _, o := range outlets {
			if arabic.SameName(n.name, o.name) {
				fits = append(fits, o)
			}
		}
		if len(fits) == 1 {
			is[n] = fits[0]
			fits[0].relayed = fits[0].relayed || n.relayed
			fits[0].statements += n.statements
		}
	}
	g.nodes = slices.DeleteFunc(g.nodes, func(n *graphNode) bool { return is[n] != nil })
	was := g.edges
	g.edges, g.steps = nil, map[graphStep]*graphEdge{}
	for _, e := range was {
		s := e.graphStep
		s.from, s.to = cmp.Or(is[s.from], s.from), cmp.Or(is[s.to], s.to)
		if s.from == s.to {
			continue
		}
		to := g.edge(s)
		to.statements += e.statements
		to.articles = append(to.articles, e.articles...)
		to.spread(e.first)
		to.spread(e.last)
	}
	for _, e := range g.edges {
		slices.Sort(e.articles)
		e.articles = slices.Compact(e.articles)
	}
}

// graphKeys declares what nodes and edges carry.
var graphKeys = []struct{ id, of, kind string }{
	{"name", "node", "string"},
	{"kind", "node", "string"}, // outlet, person, organization, document, anonymous, unknown
	{"agency", "node", "boolean"},
	{"articles", "node", "int"},
	{"statements", "node", "int"},
	{"article", "node", "string"}, // in which an unnamed source speaks
	{"wikidata", "node", "string"},
	{"relation", "edge", "string"}, // relays, quotes
	{"count", "edge", "int"},
	{"in_articles", "edge", "int"},
	{"first", "edge", "string"},
	{"last", "edge", "string"},
}

func (g *graphML) Close() error {
	g.join()
	b := bufio.NewWriter(g.w)
	b.WriteString(xml.Header + `<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
		` xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.1/graphml.xsd">` + "\n")
	for _, k := range graphKeys {
		fmt.Fprintf(b, " <key id=%q for=%q attr.name=%q attr.type=%q/>\n", k.id, k.of, k.id, k.kind)
	}
	b.WriteString(" <graph id=\"relays\" edgedefault=\"directed\">\n")
	data := func(key, value string) {
		if value != "" {
			fmt.Fprintf(b, "<data key=%q>", key)
			xml.EscapeText(b, []byte(value)) // fails with b, whose error Flush gives
			b.WriteString("</data>")
		}
	}
	count := func(key string, n int) { data(key, strconv.Itoa(n)) }
	for i, n := range g.nodes {
		n.id = "n" + strconv.Itoa(i+1)
		fmt.Fprintf(b, "  <node id=%q>", n.id)
		data("name", n.name)
		data("kind", n.kind)
		data("agency", strconv.FormatBool(n.relayed && n.kind != string(record.Person) && n.kind != string(record.Anonymous)))
		count("articles", n.articles)
		count("statements", n.statements)
		data("article", n.article)
		if n.kind != string(record.Anonymous) {
			data("wikidata", g.ids.sameAs(n.name))
		}
		b.WriteString("</node>\n")
	}
	for i, e := range g.edges {
		relation := "relays"
		if e.quotes {
			relation = "quotes"
		}
		fmt.Fprintf(b, "  <edge id=\"e%d\" source=%q target=%q>", i+1, e.from.id, e.to.id)
		data("relation", relation)
		count("count", e.statements)
		count("in_articles", len(e.articles))
		data("first", dateOf(e.first))
		data("last", dateOf(e.last))
		b.WriteString("</edge>\n")
	}
	b.WriteString(" </graph>\n</graphml>\n")
	return b.Flush()
}
