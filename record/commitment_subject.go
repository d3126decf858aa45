package record

import (
	"strings"

	"isnad/arabic"
)

// subjectOf returns who a verb of the future or of a plan binds: the speaker
// for the first person, the noun phrase before or behind the verb, else the
// actor that the context gives; none where the subject cannot will.
func (c *commitmentReader) subjectOf(verb int, in arabic.Inflection, s *scope) Party {
	if in.Person == 1 {
		if st := c.statement(verb); st != nil {
			return c.sourceOf(st)
		}
		return Party{}
	}
	i := verb
	if i > s.first && c.table.class[c.words[i-1].stem] == "will" {
		i--
	}
	happens := c.table.lemma[in.Lemma] == "happen" || c.table.lemma[in.Lemma] == "be"
	if i > s.first && c.words[i-1].stem == wThat && c.words[i-1].pron != "" {
		if p := c.behind(verb, s); c.words[i-1].pron == "ه" && !p.empty() {
			if by := c.willing(p); happens || p.head.class.ofPerson() || p.head.class.ofBody() {
				return c.orResponsible(by, verb, p, s) // a dummy pronoun
			}
		}
		return c.actor(verb, in, s)
	}
	p := c.beforeVerb(i, s)
	if p.empty() {
		p = c.behind(verb, s)
	}
	if p.empty() {
		p = c.topic(verb, s)
	}
	if p.empty() {
		if next := c.skipAdverbials(verb+1, s); happens && next < s.last && c.words[next].prep == "" && c.doc.Stem(next).Tag == arabic.NOUN {
			return c.responsible(verb, p, s)
		}
		return c.actor(verb, in, s)
	}
	by := c.willing(p)
	switch {
	case by.Name != "":
	case p.first > verb && c.isIndefiniteAccusative(p.first):
		by = c.actor(verb, in, s) // an object
	case happens:
		by = c.responsible(verb, p, s)
	case p.first > verb && in.Gender != arabic.AnyGender && c.disagrees(p.first, in): // an object
		if t := c.topic(verb, s); !t.empty() {
			return c.willing(t) // وجود الجنود لن يحل المشكلة
		}
		by = c.actor(verb, in, s)
	}
	return by
}

// isIndefiniteAccusative reports whether word i is written as an indefinite
// accusative, which no subject is: سيبني مصنعا.
func (c *commitmentReader) isIndefiniteAccusative(i int) bool {
	w := &c.words[i]
	return !w.definite() && w.pron == "" && len(w.stem) > 2*2 && strings.HasSuffix(w.stem, "ا") && c.doc.Stem(i).Tag == arabic.NOUN && !c.inName(i)
}

// disagrees reports whether the noun at word i is singular and of the other
// gender than a verb, so that it is no subject of it.
func (c *commitmentReader) disagrees(i int, in arabic.Inflection) bool {
	f := c.doc.Stem(i).Features
	gender := f.Gender()
	if strings.HasSuffix(c.words[i].stem, "ه") {
		gender = arabic.Feminine
	}
	return f.Number() == arabic.Singular && gender != arabic.AnyGender && gender != in.Gender
}

// beforeVerb returns the noun phrase that ends right before word i and starts
// a clause: أن بلاده | ستنقل.
func (c *commitmentReader) beforeVerb(i int, s *scope) phrase {
	if c.words[i].conj || i == s.first {
		return phrase{}
	}
	for j := max(s.first, i-14); j < i; j++ {
		if c.words[j].Kind != arabic.Word || c.classOf(j) != "" || c.words[j].prep != "" {
			continue
		}
		if j > s.first && (c.classOf(j-1) == "prep" || c.table.class[c.words[j-1].stem] == "under") {
			continue // بموجب الاتفاق: governed, so no subject
		}
		if j > s.first && !c.words[j-1].isPunct() && c.classOf(j-1) == "" && c.words[j-1].stem != "ان" && !c.words[j].conj {
			continue
		}
		if p := c.nounPhrase(j, i); !p.empty() && p.last == i {
			return p
		}
	}
	return c.preverbal(i, s)
}

// behind returns the noun phrase behind the verb that can be its subject.
func (c *commitmentReader) behind(verb int, s *scope) phrase {
	from := c.skipAdverbials(verb+1, s)
	for from+1 < s.last && c.words[from].pron != "" && (c.doc.Stem(from).Tag == arabic.ADP || c.classOf(from) == "prep") {
		from++ // سيتحدث خلالها عدد من …
	}
	if from >= s.last || c.words[from].prep != "" {
		return phrase{}
	}
	switch c.doc.Stem(from).Tag {
	case arabic.ADP, arabic.ADV, arabic.PART, arabic.SCONJ:
		return phrase{}
	}
	p := c.nounPhrase(from, s.last)
	if p.empty() || !c.mayBeSubject(p) {
		return phrase{}
	}
	return c.cutSubject(p)
}

// topic returns the noun phrase that opens the content of the statement that
// the verb stands in, with no other verb between.
func (c *commitmentReader) topic(verb int, s *scope) phrase {
	st := c.statement(verb)
	if st == nil {
		return phrase{}
	}
	i := c.doc.TokenAt(st.Content.Start)
	if i <= s.first || i >= verb || verb-i > 24 || c.words[i].prep != "" {
		return phrase{}
	}
	for j := i; j < verb; j++ {
		if c.isFiniteVerb(j) && c.words[j].tag.IsVerb() || c.words[j].future {
			return phrase{}
		}
	}
	return c.nounPhrase(i, verb)
}

// willing is party for a phrase that names someone who can will: a person, a
// body, a place that acts, a group, or what belongs to the speaker.
func (c *commitmentReader) willing(p phrase) Party {
	if p.empty() {
		return Party{}
	}
	w := &c.words[p.first]
	_, place := places().match(c.words, p.first, p.last)
	ok := p.head.class.ofPerson() || p.head.class.ofBody() || place != "" || c.isGivenName(p.first) || c.known(p) != nil ||
		w.pron != "" || p.first+1 < p.last && c.words[p.first+1].pron != "" || ownCountry[w.Folded] || isPluralNoun(w.stem) && !strings.HasSuffix(w.stem, "ات")
	if !ok || c.classOf(p.first) != "" || w.stem == "احد" && !(p.first+1 < p.last && c.words[p.first+1].definite()) { // لن يمنحه أحد شيئا: nobody
		return Party{}
	}
	return c.party(p)
}

func (c *commitmentReader) orResponsible(by Party, verb int, p phrase, s *scope) Party {
	if by.Name != "" {
		return by
	}
	return c.responsible(verb, p, s)
}

// cutSubject ends the phrase p behind a verb where another phrase begins, which
// is the object: a verb governs its subject and object side by side, and
// neither apposition nor annexation can join them (Badawi, Carter and Gully,
// ch. 3). A phrase is closed once it is definite; what may still follow is a
// definite adjective or a name.
func (c *commitmentReader) cutSubject(p phrase) phrase {
	for k := p.first + 1; k < p.last; k++ {
		if c.opensObject(p, k) {
			p = c.describe(p.first, k)
			break
		}
	}
	return c.cutObject(p)
}

// opensObject reports whether word k of phrase p is no part of it but opens the
// object of its verb.
func (c *commitmentReader) opensObject(p phrase, k int) bool {
	w, prev := &c.words[k], &c.words[k-1]
	if w.Kind != arabic.Word || w.conj || c.doc.Stem(k).Tag != arabic.NOUN || c.inName(k) || !w.definite() && k == p.first+2 && prev.definite() && p.head.class.ofBody() && c.nounOf(k-1).class.ofPerson() && c.isGivenName(k) {
		return false // جامعة الملك نادر: a title has a name behind it
	}
	if w.prep != "" {
		return w.prep == li && isMasdar(w.bare()) // تستعد الوزارة | لإطلاق
	}
	named := c.endsName(k - 1)
	switch closed := prev.definite() || named || prev.pron != ""; {
	case !closed:
		return false
	case w.definite():
		if p.head.class.ofPerson() && c.nounOf(k).class == titleNoun {
			return false // أمير سروان الأمير نادر: his name in apposition
		}
		return named || prev.definite() && (isMasdar(w.bare()) || p.head.class.ofBody() && (k >= p.first+2 || c.words[p.first].definite()))
	}
	return !c.nounOf(k).class.ofPerson()
}
