package record

import "isnad/arabic"

// findOccasion reads in words[first:last], which surround a cue, where and for
// whom something was said: the medium, and who relays it.
func (r *reader) findOccasion(c *candidate, first, last int, s *scope) {
	for i := first; i < last && i < len(r.words); i++ {
		if r.words[i].Kind != arabic.Word || c.subjectHolds(i) {
			continue
		}
		if o, ok := occasions()[r.words[i].bare()]; ok && c.medium == "" {
			c.medium = o.medium
		}
		if len(c.relays) > 0 {
			continue
		}
		p, medium := r.relayAt(i, last)
		if tellers.has(c.lemma) && i == c.subject.last {
			p = r.mediumPhrase(i, last) // أبلغ فلان وكالة …
		}
		if p.empty() {
			continue
		}
		c.relays = append(c.relays, relay{phrase: p})
		if c.medium == "" {
			c.medium = medium
		}
	}
}

// relayAt reads at word i a medium that carries what is said, and what kind of
// occasion that makes: whom it is said to (قال لصحيفة …, لمراسل وكالة …), the
// other side of a talk (مقابلة مع قناة …), who published it (تصريحات نشرتها …,
// مقال بصحيفة …), or by what it went out (عبر إذاعة …).
func (r *reader) relayAt(i, last int) (phrase, Medium) {
	w := &r.words[i]
	if w.prep == li || w.Folded == li {
		if w.prep == "" {
			i++
		}
		if i+1 < last && reporters.has(r.nounOf(i).singular) {
			i++
		}
		return r.mediumPhrase(i, last), Interview
	}
	if airs.has(w.stem) && i+1 < last && broadcasters.has(r.nounOf(i+1).singular) {
		return r.mediumPhrase(i+1, last), ""
	}
	o, ok := occasions()[w.bare()]
	if !ok {
		return phrase{}, ""
	}
	for j := i + 1; j < last && j < i+6; j++ {
		v := &r.words[j]
		switch {
		case v.stem == wWith && o.relay, o.public && v.pron != "" && v.prep == "":
			k := j + 1
			if v.stem != wWith && k < last && r.words[k].pron != "" {
				k++ // أجرتها معه قناة …, نقلتها عنه وكالة …
			}
			if p := r.mediumPhrase(k, last); !p.empty() {
				return p, ""
			}
		case v.prep == bi && o.public && r.nounOf(j).class == mediaNoun:
			if p := r.mediumPhrase(j, last); !p.empty() {
				return p, ""
			}
		}
	}
	return phrase{}, ""
}

// occasionBehind reads where something was said behind what was said: …، في
// مقابلة مع قناة …. Only an occasion with a relay is known from a circumstance
// of the matter itself, and only at its end.
func (r *reader) occasionBehind(c *candidate, s *scope) {
	if len(c.relays) > 0 {
		return
	}
	for i := max(c.last-12, c.first+1); i < min(c.last+3, s.last-1); i++ {
		if !r.words[i].isComma() || i < c.last && r.insideQuote(i) != nil {
			continue
		}
		j := i + 1
		if r.words[j].stem == wThatOf {
			j++
		}
		if j+1 >= s.last || r.words[j].stem != wIn && r.words[j].stem != wDuring {
			continue
		}
		for k := j + 1; k < min(j+3, s.last); k++ {
			p, _ := r.relayAt(k, s.last)
			if p.empty() || p.last < c.last-1 {
				continue
			}
			c.relays = append(c.relays, relay{phrase: p})
			if o, ok := occasions()[r.words[j+1].bare()]; ok && c.medium == "" {
				c.medium = o.medium
			}
			c.last = min(c.last, r.trimEnd(c.first, i))
			return
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
