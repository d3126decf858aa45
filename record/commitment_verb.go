package record

import (
	"slices"

	"isnad/arabic"
)

// verbForms returns the readings of word i as a verb: those of the lexicon,
// else the one that the analysis of the sentence gives.
func (c *commitmentReader) verbForms(i int) []arabic.Inflection {
	w := &c.words[i]
	switch c.doc.Stem(i).Tag {
	case arabic.ADP, arabic.PRON, arabic.DET, arabic.NUM, arabic.CCONJ, arabic.SCONJ:
		if !w.conj {
			return nil // most words of a text: no verb, not even as it is misread
		}
	}
	if w.conj {
		if forms := arabic.VerbForms(w.Folded); c.undertakes(forms) {
			return forms // وعدت (promised), not و and عدت
		}
	}
	if forms := arabic.VerbForms(w.stem); forms != nil {
		return forms
	}
	if st := c.doc.Stem(i); st.Tag.IsVerb() {
		if _, ok := c.table.verbs[st.Lemma]; ok || c.table.concludes[st.Lemma] != "" || c.table.lemma[st.Lemma] == "contract" {
			return []arabic.Inflection{c.inflection(i)}
		}
	}
	return nil
}

// isUndertaking reports whether word i is a finite verb of undertaking.
func (c *commitmentReader) isUndertaking(i int) bool {
	return c.undertakes(arabic.VerbForms(c.words[i].stem))
}

func (c *commitmentReader) undertakes(forms []arabic.Inflection) bool {
	for _, in := range forms {
		if _, ok := c.table.verbs[in.Lemma]; ok && in.Mood == arabic.Perfect {
			return true
		}
	}
	return false
}

// verbAt reads a verb of undertaking with its complement.
func (c *commitmentReader) verbAt(i int, forms []arabic.Inflection, s *scope) bool {
	for _, in := range forms {
		u, ok := c.table.verbs[in.Lemma]
		if !ok || !c.isUsedAsVerb(i, in, s) {
			continue
		}
		act := u.act
		if i > s.first && c.classOf(i-1) == "negation" {
			if act != Plan {
				return false
			}
			act = Refusal
		}
		cand := &candidate{cueFirst: i, cueLast: i + 1, lemma: in.Lemma, inflection: in}
		start := c.undertaken(cand, u, s)
		if start < 0 {
			continue
		}
		if start = c.pastThat(start, s.last); start >= s.last || start > i+1 && c.opensCondition(start-2) {
			continue
		}
		if c.classOf(start) == "demonstrative" {
			continue // وافق على ذلك: what, stands elsewhere
		}
		if act == Refusal && c.table.class[c.words[start].bare()] == "claim" {
			continue
		}
		if in.Lemma == "رفض" && c.words[start-1].stem == "ان" && !c.isImperfect(start) {
			return false // refuses to admit
		}
		end := c.end(start, s)
		if act == Agreement && c.isOpinion(start, end) || c.inCondition(i, s) {
			continue
		}
		switch c.table.lemma[in.Lemma] {
		case "deed":
			if w := &c.words[start]; in.Mood == arabic.Imperfect && (!isMasdar(w.bare()) && !c.isImperfect(start) || w.stem == wThat && c.isOpinion(start, end)) {
				continue // يلتزمون بمعايير: they keep to them
			}
		case "does":
			if start == i+1 || start == cand.subject.last {
				if w := &c.words[start]; w.prep == "" && w.stem != wThat && w.stem != wExcept && !c.isVerbalNoun(start) {
					continue // تعهد لهم, تعهد الوزير أمام …
				}
			}
		case "allot":
			if !c.hasNumber(start, min(end, start+6)) {
				continue // خصص اجتماعه لـ: no means are given
			}
		case "approve":
			if !cand.subject.head.class.ofBody() || c.words[start].prep != "" {
				continue // أقر المتهم, أقر بـ: to confess
			}
		case "arrange":
			if !c.liesAhead(start, end) {
				continue
			}
		case "order":
			if c.table.class[c.words[start].bare()] != "grant" || start > cand.subject.last+6 {
				continue
			}
		}
		by := c.party(cand.subject)
		if _, said := c.byCue[i]; said || by.Name == "" {
			by = c.actor(i, in, s)
		}
		c.add(start, end, act, by, "verb/"+in.Lemma, 0.75, i, s)
		return true
	}
	return false
}

// isOpinion reports whether words[first:last] are a clause behind أن that says
// how something is: يوافق على أن الوضع صعب. What is agreed to be done is a verb
// right behind أن or a future.
func (c *commitmentReader) isOpinion(first, last int) bool {
	if c.words[first-1].stem != wThat && c.words[first].stem != wThat || c.isImperfect(first) {
		return false
	}
	for i := first; i < last; i++ {
		if c.words[i].future || c.words[i].stem == "سوف" || c.words[i].stem == "لن" {
			return false
		}
	}
	return true
}

// isUsedAsVerb reports whether word i, read as in, tells of an undertaking: a
// finite verb, or a participle that goes on with what is told.
func (c *commitmentReader) isUsedAsVerb(i int, in arabic.Inflection, s *scope) bool {
	switch in.Mood {
	case arabic.Perfect, arabic.Imperfect:
		return c.isVerbHere(i)
	case arabic.Participle:
		return c.isContinuing(i, s) || in.Gender == arabic.Feminine && c.words[i].pron == "" && i > s.first && (c.classOf(i-1) == "aux" || c.words[i-1].pron != "")
	}
	return false
}

// undertaken returns the word that opens what the verb of cand undertakes, or
// -1, and settles its subject.
func (c *commitmentReader) undertaken(cand *candidate, u undertaking, s *scope) int {
	i, from := cand.cueFirst, cand.cueLast
	if cand.inflection.Mood != arabic.Participle {
		if from = c.findSubject(cand, u.object, len(u.addressed) > 0, s); cand.subject.first > i {
			cand.subject = c.cutSubject(cand.subject)
			from = cand.subject.last
		}
	}
	start := -1
	if c.table.lemma[cand.lemma] == "arrange" && from < s.last && c.classOf(from) == "time" {
		return from // حدد يوم الأحد موعدا
	}
	if at, ok := c.findComplement(from, cueReading{u.cueEntry, cand.inflection}, cand, s); ok {
		start = at.start
	}
	for k := from; start < 0 && u.that && k+1 < s.last && k < from+10; k++ {
		if c.words[k].stem == wExcept && c.isImperfect(k+1) {
			start = k // تعهد ألا يمدد
		}
	}
	for k := from; start < 0 && k+1 < s.last && k < from+10; k++ {
		if c.words[k].isQuoteMark() && c.governs(append(u.preps, u.addressed...), k+1) == k+1 {
			start = k + 1 // هدد … "بأقوى": the quotation marks hold the preposition, too
		}
	}
	if slices.Contains(u.preps, li) {
		for k := start; k >= 0; k++ {
			if k >= s.last || k > start+16 || c.words[k].Folded == "." {
				return -1
			}
			if c.words[k].prep == li && c.isVerbalNoun(k) {
				return k // تستعد شركة الاتصالات للسوق، لإطلاق …
			}
		}
	}
	if !u.object || start >= len(c.words) || start >= 0 && c.words[start].prep != "" {
		return start
	}
	if p := c.words[i].pron; p != "" && p != "ه" {
		return -1 // الرسوم التي قررتها الإدارة: its object is the pronoun
	}
	for _, sieve := range []func(from int, cand *candidate, s *scope) int{
		c.objectAsSubject, c.objectInSubject, c.objectBehindPronoun, c.objectHere, c.objectAlone,
	} {
		if start < 0 {
			start = sieve(from, cand, s)
		}
	}
	return start
}

// objectAsSubject returns the verbal noun taken for the subject where the
// subject stands before: أنها تعتزم فتح المعبر.
func (c *commitmentReader) objectAsSubject(_ int, cand *candidate, s *scope) int {
	i, first := cand.cueFirst, cand.subject.first
	if first <= i || i == s.first || c.words[i-1].stem != wThat || c.words[i-1].pron == "" || !c.isVerbalNoun(first) {
		return -1
	}
	cand.subject = phrase{}
	return first
}

// objectInSubject returns the object that was read as part of the subject:
// رفض المدربون علاجه.
func (c *commitmentReader) objectInSubject(_ int, cand *candidate, _ *scope) int {
	p := cand.subject
	if p.first <= cand.cueFirst {
		return -1
	}
	for k := p.first + 1; k < p.last; k++ {
		if c.words[k].pron != "" && c.words[k-1].definite() && c.doc.Stem(k).Tag == arabic.NOUN {
			cand.subject = c.describe(p.first, k)
			return k
		}
	}
	return -1
}

// objectBehindPronoun returns the object behind a subject that points back:
// رفض حزبها التعاون.
func (c *commitmentReader) objectBehindPronoun(from int, cand *candidate, s *scope) int {
	if from+1 >= s.last || c.words[from].pron == "" || !c.words[from+1].definite() || !c.isVerbalNoun(from+1) {
		return -1
	}
	cand.subject = c.describe(from, from+1)
	return from + 1
}

// objectHere returns the word at from where it can open an object.
func (c *commitmentReader) objectHere(from int, cand *candidate, s *scope) int {
	from = c.skipAdverbials(from, s)
	if from >= s.last || c.words[from].Kind != arabic.Word || c.isThat(from) {
		return -1
	}
	if class := c.classOf(from); class != "" && class != "demonstrative" {
		return -1
	}
	return from
}

// objectAlone returns what was taken for the subject where nothing follows it
// and it names nobody: the subject is dropped.
func (c *commitmentReader) objectAlone(_ int, cand *candidate, _ *scope) int {
	first := cand.subject.first
	if first <= cand.cueFirst || cand.subject.hasNamedPerson() {
		return -1
	}
	cand.subject = phrase{}
	return first
}

// hasNumber reports whether a number stands in words[first:last].
func (c *commitmentReader) hasNumber(first, last int) bool {
	for i := first; i < last; i++ {
		if c.words[i].Kind == arabic.Number {
			return true
		}
		if _, ok := c.doc.NumberAt(i); ok {
			return true
		}
	}
	return false
}
