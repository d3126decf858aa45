package main

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"

	"isnad/record"
	"isnad/story"
	"isnad/wording"
)

// stories writes a list of stories: a line for each, then its headlines.
func (v view) stories(out *bytes.Buffer, list []*story.Story) {
	for _, s := range list {
		v.line(out, 0, run{s.ID, dim, ltr}, run{text: v.words.Count(wording.CountArticles, len(s.Articles))}, run{s.Title(), bold, rtl})
		v.headlines(out, s)
	}
}

func (v view) headlines(out *bytes.Buffer, s *story.Story) {
	heads := s.Heads()
	for _, a := range s.Articles {
		runs := []run{v.moment(a.At), v.outlet(a.Outlet), {a.Title, plain, rtl}}
		if head := heads[a]; head != nil {
			runs = append(v.tag(runs, wording.CopyOf, dim), v.outlet(head.Outlet), run{head.OwnID, dim, ltr})
		}
		v.line(out, entry, runs...)
	}
}

func (v view) outlet(name string) run {
	if name == "" {
		return v.say(wording.Unknown, dim)
	}
	return run{name, named, unknown}
}

func (v view) moment(t time.Time) run {
	if t.IsZero() {
		return v.say(wording.Unknown, dim)
	}
	return run{t.Format("2006-01-02 15:04"), dim, ltr}
}

// story writes one story whole: timeline, cast, figures, and the origins of
// each claim as a tree.
func (v view) story(out *bytes.Buffer, s *story.Story, claims []*story.Claim) {
	v.line(out, 0, run{s.Title(), bold, rtl})
	v.line(out, 0, run{s.ID, dim, ltr}, run{text: v.words.Count(wording.CountArticles, len(s.Articles))}, run{text: "·", style: dim},
		run{text: v.words.Count(wording.CountOutlets, outlets(s.Articles))})
	v.heading(out, wording.Timeline)
	v.headlines(out, s)
	for _, cast := range []struct {
		label wording.Label
		kind  record.EntityType
	}{{wording.People, record.Person}, {wording.Bodies, record.Organization}, {wording.Places, record.Location}} {
		names := s.Cast(cast.kind)
		if len(names) == 0 {
			continue
		}
		runs := []run{v.say(cast.label, bold)}
		for _, name := range names[:min(len(names), 12)] {
			runs = append(runs, run{name, plain, rtl})
		}
		out.WriteByte('\n')
		v.line(out, 0, runs...)
	}
	v.counts(out, s.Counts())
	v.passages(out, s.Passages())
	if len(claims) == 0 {
		return
	}
	v.heading(out, wording.Claims)
	for i, c := range claims {
		v.claim(out, i+1, c, c.Graph(s.Near))
	}
}

func outlets(articles []*story.Digest) int {
	names := map[string]bool{}
	for _, a := range articles {
		names[a.Outlet] = true
	}
	return len(names)
}

// passages writes what articles have from each other without saying so.
func (v view) passages(out *bytes.Buffer, passages []story.Passage) {
	if len(passages) == 0 {
		return
	}
	v.heading(out, wording.Passages)
	for _, p := range passages {
		v.line(out, entry, run{p.Places[0].Text, plain, rtl})
		for i, at := range p.Places {
			runs := []run{v.moment(at.Article.At), v.outlet(at.Article.Outlet), {at.Article.Title, plain, rtl}}
			if i > 0 {
				runs = append(v.tag(runs, wording.CopyOf, dim), v.outlet(p.Places[0].Article.Outlet))
			}
			v.line(out, detail, runs...)
		}
	}
}

// counts writes the table of figures.
func (v view) counts(out *bytes.Buffer, counts []story.Count) {
	if len(counts) == 0 {
		return
	}
	v.heading(out, wording.Figures)
	for _, c := range counts {
		var values []string
		for _, x := range c.Values() {
			values = append(values, strconv.FormatFloat(x, 'f', -1, 64))
		}
		v.line(out, entry, run{c.Of, bold, rtl}, run{strings.Join(values, " / "), bold, ltr})
		for _, f := range c.Figures {
			runs := []run{v.moment(f.Article.At), v.outlet(f.Article.Outlet), {f.Text, plain, rtl}}
			if f.Source.Name == "" {
				runs = append(runs, v.say(wording.OwnVoice, alert))
			} else {
				runs = append(runs, run{f.Source.Name, named, rtl})
			}
			v.line(out, detail, runs...)
		}
	}
}

// claim writes one claim: its words, and the tree from its origins to the
// outlets.
func (v view) claim(out *bytes.Buffer, n int, c *story.Claim, g *story.Graph) {
	var articles []*story.Digest
	for _, m := range c.Members {
		articles = append(articles, m.Article)
	}
	relation := plain
	if c.Relation == story.Disagree {
		relation = alert
	}
	out.WriteByte('\n')
	head := []run{{strconv.Itoa(n), dim, ltr}, {text: v.words.Count(wording.CountOutlets, outlets(articles)), style: bold}, {text: "·", style: dim},
		{text: v.words.Count(wording.CountOrigins, len(c.Origins)), style: bold}}
	v.line(out, entry, v.tag(head, wording.Relations[c.Relation], relation)...)
	v.line(out, detail, run{c.Members[0].Text, plain, rtl})
	v.tree(out, g, detail)
	for _, version := range c.Versions {
		runs := []run{{text: "≠", style: alert}}
		var given []string
		for _, m := range version {
			if !slices.Contains(given, m.Article.Outlet) {
				given = append(given, m.Article.Outlet)
				runs = append(runs, v.outlet(m.Article.Outlet))
			}
		}
		v.line(out, detail, append(runs, run{text: ":", style: dim}, run{version[0].Text, plain, rtl})...)
	}
}

// tree writes the graph of a claim from its origins to the outlets, then those
// outlets that name nobody.
func (v view) tree(out *bytes.Buffer, g *story.Graph, indent int) {
	t := &tree{view: v, out: out, graph: g, shown: map[int]bool{}}
	for i, node := range g.Nodes {
		if node.Kind == story.OriginNode {
			t.write(i, indent, nil)
		}
	}
	for i, node := range g.Nodes {
		if node.Kind != story.OriginNode && !t.shown[i] && (node.Unsourced || len(g.Into(i)) > 0 && !slices.ContainsFunc(g.Edges, func(e story.Edge) bool { return e.From == i })) {
			t.write(i, indent, nil)
		}
	}
}

// tree is the graph of a claim as it is written.
type tree struct {
	view
	out   *bytes.Buffer
	graph *story.Graph
	shown map[int]bool
}

func (t *tree) write(n, indent int, by *story.Edge) {
	node := t.graph.Nodes[n]
	runs := []run{{text: "•", style: dim}}
	if by != nil {
		runs[0].text = t.words.Say(wording.Branch)
	}
	switch {
	case node.Kind == story.OriginNode:
		runs = append(runs, t.say(wording.Origin, dim), run{node.Name, named, rtl})
		if node.Unnamed {
			runs = append(runs, t.say(wording.Unnamed, alert))
		}
	case node.Kind == story.RelayNode:
		runs = append(runs, t.say(wording.Through, dim), run{node.Name, plain, rtl})
	default:
		runs = append(runs, t.outlet(node.Name))
		if node.Unsourced {
			runs = append(runs, t.say(wording.NoSource, alert))
		}
	}
	if by != nil && by.Copy {
		runs = t.tag(runs, wording.CopyOf, dim)
		runs = append(runs, t.outlet(t.graph.Nodes[by.To].Name))
	}
	if by != nil && by.Inferred {
		runs = t.tag(runs, wording.Suggested, alert)
	}
	t.line(t.out, indent, runs...)
	if t.shown[n] { // drawn in full above
		return
	}
	t.shown[n] = true
	for _, e := range t.graph.Into(n) {
		// A copy stands below the source that it names, not below its original too.
		if e.Copy && !t.graph.Nodes[e.From].Unsourced {
			continue
		}
		t.write(e.From, indent+3, &e)
	}
}

// drift writes the wordings of a quotation, one below the other.
func (v view) drift(out *bytes.Buffer, d story.Drift) {
	v.line(out, 0, run{d.Source.Name, named, rtl})
	v.wordings(out, d.Versions)
}

// wordings writes wordings of one thing with the articles that have each.
func (v view) wordings(out *bytes.Buffer, versions []story.Version) {
	for _, version := range versions {
		var who []run
		for i, m := range version.Members {
			if i > 0 {
				who = append(who, run{text: "·", style: dim})
			}
			who = append(who, v.moment(m.Article.At), v.outlet(m.Article.Outlet))
		}
		v.line(out, entry, who...)
		var words []run
		for _, e := range version.Edits {
			switch e.Op {
			case story.Dropped:
				words = append(words, run{"[-" + e.Text + "-]", dim, rtl})
			case story.Added:
				words = append(words, run{"{+" + e.Text + "+}", alert, rtl})
			default:
				words = append(words, run{e.Text, plain, rtl})
			}
		}
		v.line(out, detail, words...)
	}
}

// related writes articles with what they share with the one that was asked for.
func (v view) related(out *bytes.Buffer, list []story.Relative) {
	for _, r := range list {
		a := r.Article
		v.line(out, 0, v.moment(a.At), v.outlet(a.Outlet), run{a.Title, bold, rtl}, run{a.OwnID, dim, ltr})
		why := []run{v.say(wording.Kinships[r.Why], plain)}
		if r.Claims > 0 {
			why = append(why, run{text: "·", style: dim}, run{text: v.words.Count(wording.CountClaims, r.Claims)})
		}
		for i, name := range r.Shared[:min(len(r.Shared), 8)] {
			if i == 0 {
				why = append(why, run{text: "·", style: dim})
			}
			why = append(why, run{name, named, rtl})
		}
		v.line(out, entry, why...)
	}
}
