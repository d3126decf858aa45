package story

import (
	"strings"

	"isnad/arabic"
	"isnad/record"
)

// Origin is an original source of a claim under the names that its members
// give it.
type Origin struct {
	Name    string // the fullest
	Type    record.EntityType
	Members []*Assertion
}

// originsOf joins the sources of a claim's members into distinct origins.
//
// A source that elsewhere in the claim relays another is no origin of its own.
// Names are joined where one is a part of the other at its end or its
// beginning, a spokesman with the body for which he speaks, and unnamed sources
// that the same relay quotes. Members in an article's own voice have none.
func originsOf(c *Claim) []*Origin {
	var out []*Origin
	relays := map[string]bool{}
	for _, m := range c.Members {
		for _, l := range m.Chain {
			relays[arabic.Variant(l.Name)] = true
		}
	}
	for _, m := range c.Members {
		if m.Source.Name == "" || len(m.Chain) == 0 && relays[arabic.Variant(m.Source.Name)] {
			continue
		}
		joined := false
		for _, o := range out {
			if o.holds(m) {
				o.add(m)
				joined = true
				break
			}
		}
		if !joined {
			o := new(Origin)
			o.add(m)
			out = append(out, o)
		}
	}
	return out
}

// Unnamed reports whether no member gives the origin a name.
func (o *Origin) Unnamed() bool { return o.Type == record.Anonymous }

func (o *Origin) holds(m *Assertion) bool {
	for _, n := range o.Members {
		if sameVoice(n.Source, m.Source) {
			return true
		}
		if n.Source.Type == record.Anonymous && m.Source.Type == record.Anonymous && sharesRelay(n, m) {
			return true
		}
	}
	return false
}

func (o *Origin) add(m *Assertion) {
	o.Members = append(o.Members, m)
	named := m.Source.Type != record.Anonymous
	longer := strings.Count(m.Source.Name, " ") > strings.Count(o.Name, " ")
	if o.Name == "" || named && o.Unnamed() || longer && named != o.Unnamed() {
		o.Name, o.Type = m.Source.Name, m.Source.Type
	}
}

func sharesRelay(a, b *Assertion) bool {
	for _, x := range a.Chain {
		for _, y := range b.Chain {
			if sameVoice(x, y) {
				return true
			}
		}
	}
	return false
}

// sameVoice reports whether two voices are one source.
func sameVoice(a, b Voice) bool {
	if arabic.SameName(a.Name, b.Name) {
		return true
	}
	return a.Body != "" && (arabic.SameName(a.Body, b.Name) || arabic.SameName(a.Body, b.Body)) || b.Body != "" && arabic.SameName(b.Body, a.Name)
}
