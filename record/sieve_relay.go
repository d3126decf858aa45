package record

import "isnad/arabic"

// relaySieve reads «نقلت X عن Y قوله …» and «نسبت X إلى Y قوله …»: X relays, Y
// is the source, and the cue is the verbal noun with its pronoun where there is
// one, else the verb. In «نقلت X عن Z عن Y» both relay.
func (r *reader) relaySieve(s *scope) {
	for i := s.first; i < s.last; i++ {
		in, ok := r.relayVerb(i)
		if !ok || !r.isVerbHere(i) {
			continue
		}
		c := &candidate{rule: "relay/" + in.Lemma, lemma: in.Lemma, act: Assert, cueFirst: i, cueLast: i + 1}
		from := r.skipAdverbials(i+1, s)
		carrier := r.nounPhrase(from, s.last)
		if carrier.empty() {
			carrier = r.preverbal(i, s)
		} else {
			from = carrier.last
		}
		about := r.relayedFrom(in.Lemma, from, min(from+14, s.last))
		if about < 0 || r.words[about].pron != "" && i > s.first && r.words[i-1].stem == wWhat {
			continue // قال الوزير، وفق ما نقلت عنه الوكالة، …: the source stands before
		}
		if r.words[about].pron == "" {
			if r.words[about].prep == "" {
				about++ // إلى, عن stand apart from the noun, ل does not
			}
			c.subject = r.nounPhrase(about, s.last)
			if c.subject.empty() {
				continue
			}
			c.subject = r.apposition(c.subject, s.last)
			from = c.subject.last
		} else {
			c.inflection = arabic.Inflection{Person: 3}
			from = about + 1
		}
		if !carrier.empty() && in.Person == 3 {
			c.relays = []relay{{phrase: carrier}}
		}
		if from < s.last && r.words[from].stem == wAbout && r.words[from].pron == "" {
			if p := r.nounPhrase(from+1, s.last); !p.empty() {
				c.relays = append(c.relays, relay{phrase: c.subject})
				c.subject, from = p, p.last
			}
		}
		c.clausal = true
		if r.relayedContent(c, from, s) && (in.Lemma == lemmaRelay || c.lemma != in.Lemma) {
			r.findOccasion(c, from, c.first, s)
			r.propose(c, s)
		}
	}
}

// relayedFrom returns the word of words[first:last] that points to the source: عن
// behind نقل, إلى or ل behind نسب; -1 where there is none.
func (r *reader) relayedFrom(lemma string, first, last int) int {
	for k := first; k < last; k++ {
		w := &r.words[k]
		if lemma == lemmaRelay && w.stem == wAbout || lemma == lemmaAscribe && (w.stem == wTo || w.prep == li) {
			return k
		}
	}
	return -1
}

// relayVerb reads word i as a form of نقل (to relay) or نسب (to ascribe).
func (r *reader) relayVerb(i int) (arabic.Inflection, bool) {
	if r.words[i].Kind != arabic.Word || r.classOf(i) != "" { // نقلا عن
		return arabic.Inflection{}, false
	}
	for _, in := range arabic.VerbForms(r.words[i].stem) {
		if (in.Lemma == lemmaRelay || in.Lemma == lemmaAscribe) && (in.Mood == arabic.Perfect || in.Mood == arabic.Imperfect) && in.Person == 3 {
			return in, true
		}
	}
	return arabic.Inflection{}, false
}

// relayedContent finds what is relayed from word from on: a verbal noun of
// saying with its pronoun (قوله، تأكيده), a clause, or a quotation.
func (r *reader) relayedContent(c *candidate, from int, s *scope) bool {
	for k := from; k < s.last && k < from+30; k++ {
		w := &r.words[k]
		m, ok := r.possessedMasdar(k)
		if !ok && k == from {
			m, ok = r.definiteMasdar(k)
		}
		if ok {
			c.cueFirst, c.cueLast, c.lemma, c.act = k, k+1, m.lemma, m.act
			at, ok := r.findComplement(k+1, m, c, s)
			if ok {
				r.setContent(c, at, s)
			}
			return ok
		}
		if q := r.quoteAt(k); q != nil {
			if r.isSpeech(q, k, from) || r.wordsOf(q.open, q.close) >= 3 {
				r.setContent(c, complement{start: k}, s)
				return true
			}
			k = q.close
			continue
		}
		if w.Folded == ":" {
			r.setContent(c, complement{start: k + 1, colon: true}, s)
			return true
		}
		if r.isThat(k) {
			start := k + 1
			if w.pron != "" {
				start = r.afterDummy(k)
			}
			r.setContent(c, complement{start: start}, s)
			return true
		}
	}
	return false
}

// definiteMasdar reads word i as قول with the article, which some agencies write
// for قوله.
func (r *reader) definiteMasdar(i int) (cueReading, bool) {
	if w := &r.words[i]; w.Kind != arabic.Word || !w.definite() || !sayings.has(w.bare()) {
		return cueReading{}, false
	}
	for _, in := range arabic.VerbForms(r.words[i].bare()) {
		if e := cues()[in.Lemma]; in.Mood == arabic.Masdar && e != nil {
			return cueReading{e, in}, true
		}
	}
	return cueReading{}, false
}

// possessedMasdar reads word i as the verbal noun of a verb of saying with a
// pronoun: قوله، تأكيدها، نفيهم.
func (r *reader) possessedMasdar(i int) (cueReading, bool) {
	if r.words[i].pron == "" || r.words[i].definite() || works.has(r.words[i].stem) {
		return cueReading{}, false
	}
	for _, c := range r.cueReadings(i, arabic.Masdar) {
		return c, true
	}
	return cueReading{}, false
}
