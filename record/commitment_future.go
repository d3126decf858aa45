package record

import (
	"isnad/arabic"
)

// futureAt reads a verb with سـ, سوف or لن: its subject can will what it says,
// or it says that something is held, begins or goes on.
func (c *commitmentReader) futureAt(i int, s *scope) bool {
	w := &c.words[i]
	verb := i
	if !w.future {
		verb++
	}
	refused := w.stem == "لن" && !w.future
	if verb >= s.last || !c.isImperfect(verb) || i > s.first && c.classOf(i-1) == "aux" || c.table.class[w.Folded] == "title" || i > s.first && c.table.class[c.words[i-1].stem] == "asks" || c.isGuess(i, s) || i > s.first && c.table.class[c.words[i-1].stem] == "vague" {
		return false
	}
	class := c.table.lemma[c.doc.Stem(verb).Lemma]
	if class == "event" || c.isRelative(i, s) || class == "be" && !refused && c.statesFact(verb, s) {
		return false
	}
	act := Plan
	st := c.statement(i)
	if st != nil {
		switch st.Act {
		case Promise:
			act = Pledge
		case Warn:
			if u := c.table.verbs[st.Cue.Lemma]; u.act == Threat {
				act = Threat
			}
		}
		if c.table.lemma[st.Cue.Lemma] == "guess" {
			return false
		}
	}
	if refused {
		act = Refusal
	}
	by := c.subjectOf(verb, c.inflection(verb), s)
	if class == "either" && !c.willed(verb, i, s) {
		return false
	}
	if verb+1 < s.last && c.table.class[c.words[verb+1].stem] == "there" {
		by = Party{}
	}
	if by.Name == "" && st != nil && refused && (class == "happen" || class == "be") {
		by = c.actor(verb, arabic.Inflection{}, s)
	}
	if st != nil && c.table.class[c.words[min(verb+1, s.last-1)].bare()] == "harm" {
		act, by = Threat, c.actor(verb, arabic.Inflection{}, s)
	}
	if by.Name == "" {
		return false
	}
	c.add(i, c.end(verb, s), act, by, "future", 0.6, i, s)
	return true
}

// willed reports whether the verb at word verb, with its particle at i, has a
// subject that is a person, a body or a place that acts, or the speaker.
func (c *commitmentReader) willed(verb, i int, s *scope) bool {
	if c.inflection(verb).Person == 1 || i > s.first && c.words[i-1].stem == wThat && c.words[i-1].pron != "" {
		return true
	}
	p := c.beforeVerb(i, s)
	if p.empty() {
		p = c.behind(verb, s)
	}
	if p.empty() {
		return false
	}
	_, place := places().match(c.words, p.first, p.last)
	return p.head.class.ofPerson() || p.head.class.ofBody() || place != "" || c.isGivenName(p.first) || c.known(p) != nil || ownCountry[c.words[p.first].Folded]
}

// statesFact reports whether the copula at word i places or dates nothing.
func (c *commitmentReader) statesFact(i int, s *scope) bool {
	for j := i + 1; j < s.last && j < i+3; j++ {
		if class := c.table.class[c.words[j].bare()]; class == "venue" || class == "harm" {
			return false
		}
	}
	return true
}

// isRelative reports whether the verb at word i describes a noun: behind a
// relative pronoun, or with a pronoun that points back to an indefinite one.
func (c *commitmentReader) isRelative(i int, s *scope) bool {
	return i > s.first && c.classOf(i-1) == "relative" && !c.words[i].conj
}

// isGuess reports whether the clause of word i is a guess or a question:
// أعتقد أن، ما إذا كان، هل.
func (c *commitmentReader) isGuess(i int, s *scope) bool {
	for j := i - 1; j >= s.first && j > i-7; j-- {
		w := &c.words[j]
		if w.isPunct() && !w.isQuoteMark() {
			return false
		}
		if c.table.lemma[c.doc.Stem(j).Lemma] == "guess" || c.table.class[w.stem] == "asks" {
			return true
		}
	}
	return false
}
