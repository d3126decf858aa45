package story

import (
	"slices"
	"strings"

	"isnad/arabic"
	"isnad/record"
)

// Origin is an original source of a claim under the names that its members
// give it.
type Origin struct {
	Name    string // the fullest; a person's rather than that of his office
	Type    record.EntityType
	Members []*Assertion
}

// originsOf joins the sources of a claim's members into distinct origins.
//
// A source that elsewhere in the claim relays another is no origin of its own:
// it stands in another's chain, or is an outlet whose own article names whom it
// has the claim from. Sources are joined that sameVoice, sameUnnamed or sameQuote
// finds to be one. A member that copies another one's passage adds no voice to it.
// Members in an article's own voice have no origin.
func originsOf(c *Claim) []*Origin {
	var out []*Origin
	at := map[*Assertion]*Origin{}
	for _, m := range c.Members {
		if m.Source.Name == "" || c.relays(m) {
			continue
		}
		o := at[c.copied[m]]
		if o == nil {
			if i := slices.IndexFunc(out, func(o *Origin) bool { return o.holds(m) }); i >= 0 {
				o = out[i]
			} else {
				o = new(Origin)
				out = append(out, o)
			}
		}
		o.add(m)
		at[m] = o
	}
	return out
}

// relays reports whether the source of m is one through which others have the
// claim.
func (c *Claim) relays(m *Assertion) bool {
	if len(m.Chain) > 0 {
		return false
	}
	return slices.ContainsFunc(c.Members, func(o *Assertion) bool {
		through := func(v Voice) bool { return arabic.Variant(v.Name) == arabic.Variant(m.Source.Name) }
		if slices.ContainsFunc(o.Chain, through) {
			return true
		}
		return o.Article != m.Article && o.Source.Name != "" && isOutlet(m.Source, o.Article.Outlet) && !isOutlet(o.Source, o.Article.Outlet)
	})
}

// isOutlet reports whether a voice is an outlet: it is no person, since papers
// are called by all kinds of words.
func isOutlet(v Voice, outlet string) bool {
	return v.Type != record.Person && v.Type != record.Anonymous && arabic.SameName(v.Name, outlet)
}

// Unnamed reports whether no member gives the origin a name.
func (o *Origin) Unnamed() bool { return o.Type == record.Anonymous }

func (o *Origin) holds(m *Assertion) bool {
	return slices.ContainsFunc(o.Members, func(n *Assertion) bool {
		if n.Source.Type == record.Anonymous && m.Source.Type == record.Anonymous {
			return sameUnnamed(n, m)
		}
		return sameVoice(n.Source, m.Source) && !o.ambiguous(n.Source, m.Source) || sameQuote(n, m)
	})
}

// Two assertions give the same words where so much of the content words of both
// together is common to them, and those are so many.
const (
	verbatimShare = 0.7
	verbatimWords = 5
)

// sameQuote reports whether two articles give the same words, of which one says
// only in other terms whose they are: by an office, a statement or a place. Nobody
// else speaks them, so it is one source. What is reported, not quoted, can be said
// alike by two bodies.
func sameQuote(a, b *Assertion) bool {
	least := min(naming(a.Source), naming(b.Source))
	quoted := a.Kind == record.Direct || b.Kind == record.Direct
	switch {
	case least > aBody, least == aBody && !quoted, least == unnamed && !quoted:
		return false
	}
	if min(len(a.keys), len(b.keys)) < verbatimWords {
		return false
	}
	common := 0
	for _, k := range a.keys {
		if _, both := slices.BinarySearch(b.keys, k); both {
			common++
		}
	}
	return float64(common) >= verbatimShare*float64(len(a.keys)+len(b.keys)-common)
}

// ambiguous reports whether short is a short form of v and, already, of another
// name of the origin: the ministry of defence is that of one country or of the
// other.
func (o *Origin) ambiguous(short, v Voice) bool {
	words := func(v Voice) int { return strings.Count(v.Name, " ") }
	return words(short) < words(v) && slices.ContainsFunc(o.Members, func(m *Assertion) bool {
		return words(short) < words(m.Source) && arabic.SameName(short.Name, m.Source.Name) && !sameVoice(m.Source, v)
	})
}

func (o *Origin) add(m *Assertion) {
	o.Members = append(o.Members, m)
	if was := (Voice{Name: o.Name, Type: o.Type}); o.Name == "" || naming(m.Source) > naming(was) ||
		naming(m.Source) == naming(was) && strings.Count(m.Source.Name, " ") > strings.Count(o.Name, " ") {
		o.Name, o.Type = m.Source.Name, m.Source.Type
	}
}

// How well a voice is named.
const (
	unnamed  = iota
	anOffice // or a document
	aBody
	aPerson
)

func naming(v Voice) int {
	switch head, _, _ := strings.Cut(v.Name, " "); {
	case v.Type == record.Anonymous:
		return unnamed
	case v.Type == record.Document, v.Type == record.Person && arabic.IsOffice(head):
		return anOffice
	case v.Type == record.Person:
		return aPerson
	}
	return aBody
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

// sameUnnamed reports whether two unnamed sources are to be counted as one: one
// relay quotes them, or they are described alike and no two relays are named.
func sameUnnamed(a, b *Assertion) bool {
	if sharesRelay(a, b) {
		return true
	}
	return (len(a.Chain) == 0 || len(b.Chain) == 0) && arabic.SameName(a.Source.Name, b.Source.Name)
}

// sameVoice reports whether two voices are one source: one name, a spokesman
// and the body for which he speaks, or a name and the office that another
// article gives it.
func sameVoice(a, b Voice) bool {
	if arabic.SameName(a.Name, b.Name) || a.speaksFor(b) || b.speaksFor(a) {
		return true
	}
	return a.Body != "" && arabic.SameName(a.Body, b.Body) || respelled(a, b)
}

// respelled reports whether two full names of persons differ in one word, and there
// in one letter, as foreign names do that two desks write down by ear (أوسيبيو and
// إيزيبيو دي فرانشيسكو).
func respelled(a, b Voice) bool {
	if a.Type != record.Person || b.Type != record.Person {
		return false
	}
	x, y := strings.Fields(a.Name), strings.Fields(b.Name)
	if len(x) != len(y) || len(x) < 2 || arabic.IsOffice(x[0]) {
		return false
	}
	differ := 0
	for i := range x {
		v, w := []rune(arabic.Variant(x[i])), []rune(arabic.Variant(y[i]))
		if slices.Equal(v, w) {
			continue
		}
		if differ++; differ > 1 || min(len(v), len(w)) < 3 || !oneEdit(v, w) {
			return false
		}
	}
	return differ == 1
}

// oneEdit reports whether one letter put in, taken out or changed makes v of w.
func oneEdit(v, w []rune) bool {
	if len(v) > len(w) {
		v, w = w, v
	}
	i := 0
	for i < len(v) && v[i] == w[i] {
		i++
	}
	if len(v) == len(w) {
		return slices.Equal(v[min(i+1, len(v)):], w[min(i+1, len(w)):])
	}
	return len(v)+1 == len(w) && slices.Equal(v[i:], w[i+1:])
}

func (v Voice) speaksFor(o Voice) bool {
	if v.Body != "" && arabic.SameName(v.Body, o.Name) {
		return true
	}
	// An office of one word is held by many: it takes its body or country.
	return o.Type != record.Anonymous && strings.Contains(o.Name, " ") &&
		slices.ContainsFunc(v.Roles, func(role string) bool { return arabic.Variant(role) == arabic.Variant(o.Name) })
}
