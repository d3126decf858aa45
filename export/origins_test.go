package export

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"isnad/story"
	"isnad/wording"
)

// hostile is a claim whose names would break out of any markup.
func hostile() (*story.Claim, *story.Graph) {
	bad := "\"]; x [label=\"</text><script>alert(1)</script>&\x00\x1b\\"
	d := &story.Digest{ID: "a", Outlet: bad}
	m := &story.Assertion{Article: d, Text: bad, Source: story.Voice{Name: bad}}
	c := &story.Claim{Members: []*story.Assertion{m}, Origins: []*story.Origin{{Name: bad, Members: []*story.Assertion{m}}}}
	return c, c.Graph(nil)
}

func TestOriginsSVGIsWellFormed(t *testing.T) {
	c, g := hostile()
	var out bytes.Buffer
	if err := OriginsSVG(&out, c, g, wording.Arabic); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(&out)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "script" {
			t.Fatal("a name became an element")
		}
	}
}

func TestOriginsDOTQuotes(t *testing.T) {
	c, g := hostile()
	var out bytes.Buffer
	if err := OriginsDOT(&out, c, g, wording.English); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		quotes := strings.Count(strings.ReplaceAll(strings.ReplaceAll(line, `\\`, ""), `\"`, ""), `"`)
		if quotes%2 != 0 {
			t.Errorf("a quotation mark is open in %q", line)
		}
	}
}

// TestColumnsOfACircle is about names that relay each other.
func TestColumnsOfACircle(t *testing.T) {
	g := &story.Graph{
		Nodes: []story.Node{{Kind: story.RelayNode}, {Kind: story.RelayNode}, {Kind: story.OutletNode}, {Kind: story.OriginNode}},
		Edges: []story.Edge{{From: 0, To: 1}, {From: 1, To: 0}, {From: 2, To: 0}, {From: 1, To: 3}},
	}
	got := columns(g)
	if got[2] != 0 || got[3] <= got[0] || got[3] <= got[1] {
		t.Errorf("columns %v: the outlet stands first and the origin last", got)
	}
}
