package record

import (
	"slices"
	"strings"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

// futureAt reads a verb with سـ, سوف or لن: its subject can will what it says,
// or it says that something is held, begins or goes on.
func (c *commitmentReader) futureAt(i int, s *scope) bool {
	verb, refused := i, false
	if w := &c.words[i]; !w.future {
		verb, refused = i+1, w.stem == "لن"
	}
	if verb >= s.last || !c.isFuture(i, verb, s) {
		return false
	}
	end := c.end(verb, s)
	class := c.table.lemma[c.doc.Stem(verb).Lemma]
	st := c.statement(i)
	act := c.futureAct(refused, st)
	switch {
	case refused && c.passesUnanswered(verb, end):
		act, class = Threat, "" // لن يمر دون رد
	case class == "event", class == "be" && !refused && c.statesFact(verb, s), refused && c.excepts(verb, end):
		return false
	case refused && class == "be" && (st == nil || c.deniesAbility(verb, end)), c.isLikely(verb, end):
		return false
	case st != nil && c.table.lemma[st.Cue.Lemma] == "guess":
		return false
	}
	dated := c.liesAhead(verb, end)
	if c.isRelative(i, s) && !dated || class == "either" && !c.willed(verb, i, s) {
		return false
	}
	by := c.subjectOf(verb, c.inflection(verb), s)
	switch next := &c.words[min(verb+1, s.last-1)]; {
	case st != nil && (act == Threat && refused || c.table.class[next.bare()] == "harm"):
		act, by = Threat, c.actor(verb, arabic.Inflection{}, s)
	case c.table.class[next.stem] == "there":
		by = Party{}
	}
	if by.Name == "" && st != nil && refused && (class == "happen" || class == "be") {
		by = c.actor(verb, arabic.Inflection{}, s)
	}
	if by.Name == "" && dated {
		by = c.responsible(verb, phrase{}, s)
	}
	if by.Name == "" {
		return false
	}
	c.add(i, end, act, by, "future", 0.6, i, s)
	return true
}

// isFuture reports whether the word at verb, with its particle at word i, is a
// verb of the future that is neither asked nor guessed, nor what nobody does.
func (c *commitmentReader) isFuture(i, verb int, s *scope) bool {
	if !c.isImperfect(verb) || c.isPerfectOfS(i) || c.table.class[c.words[i].Folded] == "title" || c.inName(i) && lexicon.Forms()[c.words[verb].stem] == 0 {
		return false
	}
	if i > s.first {
		prev := c.table.class[c.words[i-1].stem]
		if c.classOf(i-1) == "aux" || c.wasToBe(i, s) || prev == "asks" || prev == "vague" {
			return false
		}
	}
	return !c.isGuess(i, s) && !c.inCondition(i, s)
}

// wasToBe reports whether the copula before word i, with nothing but its subject
// between, puts the future there into the past: كان الفريق سيلعب.
func (c *commitmentReader) wasToBe(i int, s *scope) bool {
	for j := i - 1; j >= s.first && j >= i-5 && c.words[j].Kind == arabic.Word && !c.isThat(j); j-- {
		if c.table.lemma[c.doc.Stem(j).Lemma] == "be" {
			return j == i-1 || c.nounPhrase(j+1, i).last == i
		}
	}
	return false
}

// isPerfectOfS reports whether word i, read as a first person of the future that
// is written without its hamza, is rather a perfect that begins with س: ساعد.
// Nobody speaks in the first person outside quotations.
func (c *commitmentReader) isPerfectOfS(i int) bool {
	w := &c.words[i]
	if !w.future || !strings.Contains(w.surface, "سا") {
		return false
	}
	if c.insideQuote(i) == nil {
		return true
	}
	_, form, _ := strings.Cut(w.Folded, "سا")
	return slices.ContainsFunc(arabic.VerbForms("سا"+form), func(in arabic.Inflection) bool { return in.Mood == arabic.Perfect })
}

// inCondition reports whether word i is the verb of what a condition supposes
// (إذا كان المنتخب سيلعب), not of what follows from it, which stands behind a
// pause, ف, or a verb or verbal noun of the condition's own.
func (c *commitmentReader) inCondition(i int, s *scope) bool {
	for j := i; j > s.first; j-- {
		w := &c.words[j]
		if w.isPunct() && !w.isQuoteMark() || w.conj && strings.HasPrefix(w.Folded, "ف") {
			return false
		}
		if j < i && (c.doc.Stem(j).Tag.IsVerb() && c.table.lemma[c.doc.Stem(j).Lemma] != "be" || c.opensCondition(j-1) && c.isVerbalNoun(j)) {
			return false
		}
		if c.opensCondition(j - 1) {
			return true
		}
	}
	return false
}

// deniesAbility reports whether the copula at word verb, which is denied, says
// of something that it cannot be or is not easy: لن يكون بمقدور.
func (c *commitmentReader) deniesAbility(verb, end int) bool {
	for i := verb + 1; i < end && i < verb+4; i++ {
		if c.table.class[c.words[i].bare()] == "able" {
			return true
		}
	}
	return false
}

// isLikely reports whether words[first:last] tell of themselves that they are
// only likely: على الأرجح.
func (c *commitmentReader) isLikely(first, last int) bool {
	for i := first; i < last && !c.words[i].isPunct() && (i == first || !c.words[i].conj); i++ {
		if c.table.class[c.words[i].stem] == "likely" {
			return true
		}
	}
	return false
}

// futureAct is what a verb of the future in a statement does.
func (c *commitmentReader) futureAct(refused bool, st *Statement) CommitmentAct {
	switch {
	case refused:
		return Refusal
	case st == nil:
	case st.Act == Promise:
		return Pledge
	case st.Act == Warn && c.table.verbs[st.Cue.Lemma].act == Threat:
		return Threat
	}
	return Plan
}

// passesUnanswered reports whether words[first:last] say that a deed will not
// pass without an answer: يمر دون رد.
func (c *commitmentReader) passesUnanswered(first, last int) bool {
	for i := first + 1; i+1 < last && i < first+4; i++ {
		if c.table.class[c.words[i].stem] == "without" {
			return c.table.class[c.words[i+1].bare()] == "harm"
		}
	}
	return false
}

// excepts reports whether what is denied in words[first:last] is said of all
// but one thing, which affirms that: لن يكون إلا سلميا; not إلا بعد, إلا إذا, which
// is a condition.
func (c *commitmentReader) excepts(first, last int) bool {
	for i := first + 1; i+1 < last && i < first+6; i++ {
		if c.words[i].stem == wExcept {
			next := &c.words[i+1]
			return next.prep == "" && c.classOf(i+1) != "prep" && c.table.class[next.stem] != "if"
		}
	}
	return false
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
