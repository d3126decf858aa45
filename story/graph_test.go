package story

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"isnad/record"
)

// arrows writes the edges of g by the names of their nodes, sorted.
func arrows(g *Graph) string {
	var out []string
	for _, e := range g.Edges {
		mark := "→"
		switch {
		case e.Copy:
			mark = "="
		case e.Inferred:
			mark = "⇢"
		}
		out = append(out, fmt.Sprint(g.Nodes[e.From].Name, mark, g.Nodes[e.To].Name))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestGraph(t *testing.T) {
	agency := Voice{Name: "وكالة سرمد", Type: record.Organization}
	official := Voice{Name: "مسؤول", Type: record.Anonymous}
	mayor := Voice{Name: "عادل الجمال", Type: record.Person}
	at := func(outlet string, source Voice, chain ...Voice) *Assertion {
		return &Assertion{Article: &Digest{ID: outlet, Outlet: outlet}, Source: source, Chain: chain}
	}
	suggested := at("د", official)
	suggested.Suggested = []Voice{agency}
	for _, row := range []struct {
		name    string
		members []*Assertion
		near    []int // pairs of members
		want    string
		alone   string // outlets without a source
	}{
		{"relays of one agency meet", []*Assertion{at("ا", official, agency), at("ب", official, agency)}, nil, "ا→وكالة سرمد ب→وكالة سرمد وكالة سرمد→مسؤول", ""},
		{"the agency is an outlet itself", []*Assertion{at("سرمد", official), at("ب", official, agency)}, nil, "ب→سرمد سرمد→مسؤول", ""},
		{"an agency as source where others name its own", []*Assertion{at("ا", agency), at("ب", official, agency)}, nil, "ا→وكالة سرمد ب→وكالة سرمد وكالة سرمد→مسؤول", ""},
		{"two origins", []*Assertion{at("ا", official), at("ب", mayor)}, nil, "ا→مسؤول ب→عادل الجمال", ""},
		{"own voice", []*Assertion{at("ا", Voice{}), at("ب", mayor)}, nil, "ب→عادل الجمال", "ا"},
		{"a copy", []*Assertion{at("ا", mayor), at("ب", mayor)}, []int{0, 1}, "ا→عادل الجمال ب=ا ب→عادل الجمال", ""},
		{"a relay that is only suggested", []*Assertion{suggested, at("ب", mayor)}, nil, "ب→عادل الجمال د⇢وكالة سرمد وكالة سرمد→مسؤول", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := &Claim{Members: row.members}
			c.Origins = originsOf(c)
			var near [][2]*Digest
			for i := 0; i+1 < len(row.near); i += 2 {
				near = append(near, [2]*Digest{row.members[row.near[i]].Article, row.members[row.near[i+1]].Article})
			}
			g := c.Graph(near)
			if got := arrows(g); got != row.want {
				t.Errorf("edges %s\nwant  %s", got, row.want)
			}
			var alone []string
			for _, n := range g.Nodes {
				if n.Unsourced {
					alone = append(alone, n.Name)
				}
			}
			if got := strings.Join(alone, " "); got != row.alone {
				t.Errorf("without a source: %q, want %q", got, row.alone)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	s := Find(digests(t, "story/dam.jsonl"))[0]
	counts := s.Counts()
	if len(counts) == 0 || counts[0].Of != "عائلة" || !slices.Equal(counts[0].Values(), []float64{340, 420}) {
		t.Fatalf("counts %+v, want families first, 340 and 420", counts)
	}
	var unsourced int
	for _, f := range counts[0].Figures {
		if f.Source.Name == "" {
			unsourced++
		}
	}
	if unsourced != 2 {
		t.Errorf("%d figures without a source, want those of the agency and its copy", unsourced)
	}
}
