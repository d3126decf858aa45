package story

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"

	"isnad/arabic"
	"isnad/record"
)

// NewQuote makes an assertion of a stretch of an article, whatever it says: with
// the source, chain and kind of the narrowest statement in whose content half of
// it stands, in the article's own voice where there is none. It can be a member
// of a claim by ClaimOf, and cannot be compared with other assertions.
func NewQuote(r *record.Record, span arabic.Span) *Assertion {
	a := r.Article
	d := &Digest{ID: a.ID, OwnID: ownID(a), Outlet: a.Outlet, URL: a.URL, Title: a.Title}
	if a.Published.Known() {
		d.At = a.Published.Time
	}
	out := &Assertion{Article: d, Span: span, Text: span.Of(a.Text), Act: record.Assert}
	var said *record.Statement
	for i := range r.Statements {
		s := &r.Statements[i]
		both := min(s.Content.End, span.End) - max(s.Content.Start, span.Start)
		if 2*both >= span.Len() && (said == nil || s.Content.Len() < said.Content.Len()) {
			said = s
		}
	}
	if said != nil {
		voice := voicesOf(r)
		out.Statement, out.Kind, out.Act, out.Hedged, out.Negated = said.ID, said.Kind, said.Act, said.Hedged, said.Negated
		out.Source, out.Chain = voice(said.Source.Name, said.Source.Entity, said.Source.Type), relays(*said, voice)
	}
	return out
}

// ClaimOf makes a claim of assertions that are known to be one, in order of
// publication: its origins and its Graph tell through whom the words came.
func ClaimOf(members []*Assertion) *Claim {
	c := &Claim{Members: members, Relation: Agree}
	c.Origins = originsOf(c)
	return c
}

// Wordings groups assertions that are known to be one, in order of publication,
// by their words, each wording against the first. Vowel marks, punctuation and
// spelling variants are no change.
func Wordings(members []*Assertion) []Version {
	if len(members) == 0 {
		return nil
	}
	return drift(members).Versions
}

// Key names a claim by one of its members: the earliest in its links, and any
// of them finds it (FindClaim), so that links hold where a claim is found to
// have begun earlier.
func (a *Assertion) Key() string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%d", a.Article.ID, a.Span.Start)
	return strconv.FormatUint(h.Sum64(), 36)
}

// FindClaim is the place in the list of the claim that has a member with the
// key, -1 where none has.
func FindClaim(claims []*Claim, key string) int {
	return slices.IndexFunc(claims, func(c *Claim) bool {
		return slices.ContainsFunc(c.Members, func(m *Assertion) bool { return m.Key() == key })
	})
}
