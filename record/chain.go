package record

import "isnad/arabic"

// findOccasion reads in words[first:last], which surround a cue, where and for
// whom something was said: the medium, and a relay such as مقابلة مع وكالة …
// or قال لصحيفة ….
func (r *reader) findOccasion(c *candidate, first, last int, s *scope) {
	for i := first; i < last && i < len(r.words); i++ {
		w := &r.words[i]
		if w.Kind != arabic.Word {
			continue
		}
		o, isOccasion := occasions()[w.bare()]
		if isOccasion && c.medium == "" && !c.subjectHolds(i) {
			c.medium = o.medium
		}
		if len(c.relays) > 0 || c.subjectHolds(i) {
			continue
		}
		switch {
		case w.prep == li || w.Folded == li && i+1 < last:
			j := i
			if w.prep == "" {
				j++
			}
			if p := r.mediumPhrase(j, last); !p.empty() {
				c.relays = append(c.relays, relay{phrase: p})
				if c.medium == "" {
					c.medium = Interview
				}
			}
		case isOccasion && o.relay:
			for j := i + 1; j < last && j < i+6; j++ {
				if r.words[j].stem == wWith {
					if p := r.mediumPhrase(j+1, last); !p.empty() {
						c.relays = append(c.relays, relay{phrase: p})
					}
				}
			}
		}
	}
}

func (c *candidate) subjectHolds(i int) bool { return c.subject.first <= i && i < c.subject.last }

// mediumPhrase reads the name of a medium at word i: its noun and name, or the
// name alone. Media in general (وسائل الإعلام، الصحفيين) relay nothing.
func (r *reader) mediumPhrase(i, last int) phrase {
	if i >= last {
		return phrase{}
	}
	if q := r.quoteAt(i); q != nil && q.closed && q.close < last {
		if _, name := media().match(r.words, i+1, q.close); name != "" && r.wordsOf(q.open, q.close) <= 4 {
			return r.describe(i+1, q.close)
		}
		if i > 0 && r.words[i-1].Folded == li && r.wordsOf(q.open, q.close) <= 4 {
			p := phrase{first: i + 1, last: q.close, nameFirst: i + 1, nameLast: q.close, typ: Organization}
			p.head.class, p.definite = mediaNoun, true
			return p
		}
		return phrase{}
	}
	if r.words[i].Kind != arabic.Word {
		return phrase{}
	}
	if r.nounOf(i).class == mediaNoun {
		if n := r.nounOf(i); mediaAtLarge.has(n.singular) || n.plural && (i+1 >= last || !r.words[i+1].definite()) {
			return phrase{}
		}
		for j := i + 1; j < last && j < i+4; j++ {
			if end, name := media().match(r.words, j, last); name != "" {
				return r.describe(i, end)
			}
		}
		p := r.bodyPhrase(i, last)
		if p.last-p.first < 2 {
			return phrase{}
		}
		return r.describe(p.first, p.last)
	}
	if end, name := media().match(r.words, i, last); name != "" {
		return r.describe(i, end)
	}
	return phrase{}
}

// quotedFrom finds نقلا عن … between a cue and its content: the subject of the
// cue then relays, and who is quoted is the source.
func (r *reader) quotedFrom(c *candidate, first, last int) {
	for i := first; i+2 < last; i++ {
		if r.words[i].stem != wQuoting || r.words[i+1].stem != wAbout {
			continue
		}
		p := r.nounPhrase(i+2, last)
		if p.empty() {
			return
		}
		if !c.subject.empty() {
			c.relays = append([]relay{{phrase: c.subject}}, c.relays...)
		}
		c.subject = r.apposition(p, last)
		return
	}
}
