package record

import "isnad/arabic"

// masdarSieve reads verbal nouns and nouns of speech as cues: قوله إن …, بالقول:
// «…», تصريحات X بأن …, تهديد X بـ….
func (r *reader) masdarSieve(s *scope) {
	for i := s.first; i < s.last; i++ {
		if s.cueClaimed(i) || r.words[i].Kind != arabic.Word {
			continue
		}
		if m, ok := r.possessedMasdar(i); ok && !s.claimed(i) {
			r.addMasdar(i, i+1, phrase{}, m, s)
			continue
		}
		if r.isSpeechNoun(i) && !s.claimed(i) {
			// بالقول, where the verb before it is none of saying (توجه إليهم بالقول).
			m := cueReading{cues()[lemmaSay], arabic.Inflection{Lemma: lemmaSay, Mood: arabic.Masdar}}
			r.addMasdar(i, i+1, r.preverbalOf(i, s), m, s)
			continue
		}
		if m, p, ok := r.repeatedSpeech(i, s); ok {
			c := &candidate{rule: "masdar/repeated", lemma: m.lemma, act: m.act, cueFirst: i, cueLast: i + 1, subject: p, inflection: m.Inflection}
			if at, ok := r.findComplement(i+1, m, c, s); ok {
				r.setContent(c, at, s)
				r.propose(c, s)
			}
			continue
		}
		w := &r.words[i]
		if o, ok := occasions()[w.bare()]; ok && o.medium == StatementMedium && !w.definite() && !written.has(w.bare()) {
			p := r.nounPhrase(i+1, s.last)
			if p.empty() && i+1 < s.last && r.words[i+1].prep == li {
				p = r.describe(i+1, r.bodyPhrase(i+1, s.last).last)
			}
			if !p.empty() && r.words[i+1].tag != arabic.ADJ && p.last < s.last && r.isThat(p.last) {
				m := cueReading{cues()[lemmaDeclare], arabic.Inflection{Lemma: lemmaDeclare, Mood: arabic.Masdar}}
				r.addMasdar(i, p.last, p, m, s)
			}
		}
	}
}

// repeatedSpeech reads a definite verbal noun of saying at word i as the object
// of a verb of repeating: جدد الوزير التأكيد على, أعاد النادي التذكير بأن. It
// gives the cue and the subject of the verb.
func (r *reader) repeatedSpeech(i int, s *scope) (cueReading, phrase, bool) {
	w := &r.words[i]
	if !w.definite() || w.prep != "" {
		return cueReading{}, phrase{}, false
	}
	for _, in := range arabic.VerbForms(w.bare()) {
		e := cues()[in.Lemma]
		if in.Mood != arabic.Masdar || e == nil {
			continue
		}
		for j := i - 1; j >= s.first && j > i-16; j-- {
			for _, v := range arabic.VerbForms(r.words[j].stem) {
				if v.Person == 3 && repeaters.has(v.Lemma) {
					c := &candidate{cueFirst: j, inflection: v}
					r.findSubject(c, false, false, s)
					if c.subject.last > i {
						c.subject = r.describe(c.subject.first, i)
					}
					in.Gender, in.Number, in.Person = v.Gender, v.Number, v.Person
					return cueReading{e, in}, c.subject, true
				}
			}
		}
	}
	return cueReading{}, phrase{}, false
}

func (r *reader) addMasdar(i, from int, subject phrase, m cueReading, s *scope) {
	c := &candidate{
		rule: "masdar/" + m.lemma, lemma: m.lemma, act: m.act, inflection: m.Inflection,
		cueFirst: i, cueLast: i + 1, subject: subject, clausal: true,
	}
	for k := from; k < s.last && k < from+8; k++ {
		w := &r.words[k]
		switch {
		case r.isThat(k) && m.that:
			start := k + 1
			if w.pron != "" {
				start = r.afterDummy(k)
			}
			r.setContent(c, complement{start: start, by: "that"}, s)
		case w.Folded == ":" && m.quote:
			r.setContent(c, complement{start: k + 1, colon: true, by: "colon"}, s)
		case r.quoteAt(k) != nil && m.quote && r.isSpeech(r.quoteAt(k), k, from):
			r.setContent(c, complement{start: k, by: "quote"}, s)
		case w.isComma(), r.classOf(k) == "time", r.classOf(k) == "adverb", r.classOf(k) == "prep", w.Kind == arabic.Word && k > from:
			continue
		}
		break
	}
	if c.last > c.first {
		r.findOccasion(c, from, c.first, s)
		r.propose(c, s)
	}
}

// preverbalOf returns the subject of the verb that governs word i: the noun
// phrase at the start of the clause or behind its verb.
func (r *reader) preverbalOf(i int, s *scope) phrase {
	start := r.clauseStart(i, s)
	if k := r.lastClause(start, i); k >= 0 {
		start = k
	}
	for j := start; j < i; j++ {
		if r.words[j].Kind != arabic.Word || r.words[j].prep != "" || r.classOf(j) != "" {
			continue
		}
		p := r.nounPhrase(j, i)
		if p.empty() {
			if j == start || r.isFiniteVerb(j) {
				continue
			}
			return phrase{}
		}
		if r.mayBeSubject(p) && (p.head.class.ofPerson() || p.head.class.ofBody() || r.byPartOfName(p) != nil || r.byFullName(p) != nil) {
			return p
		}
	}
	return phrase{}
}
