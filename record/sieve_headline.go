package record

import "isnad/arabic"

// headlineSieve reads a headline of the form «source: what is said». A topic or
// dateline before the colon is none: the source must be someone who speaks in
// the article, or be described as a person or body.
func (r *reader) headlineSieve(s *scope) {
	if !s.title {
		return
	}
	colon := -1
	for i := s.first; i < s.last; i++ {
		if r.words[i].Folded == ":" {
			colon = i
			break
		}
	}
	if colon < 0 || colon == s.first || colon+2 >= s.last || r.wordsOf(s.first, colon) > 7 {
		return
	}
	for i := s.first; i < colon; i++ {
		if len(r.cueReadings(i, arabic.Perfect, arabic.Imperfect)) > 0 && r.isVerbHere(i) {
			return // the verb sieve reads it
		}
	}
	p := r.nounPhrase(s.first, colon)
	if p.empty() || p.last != colon || !r.speaks(p) {
		return
	}
	// «العراق: بايدن يعلن …»: the speaker stands behind the colon. «الشرطة: المهاجم
	// هتف …» is speech within speech.
	_, place := places().match(r.words, p.first, p.last)
	for i := colon + 1; place != "" && i < s.last && i < colon+6; i++ {
		if len(r.cueReadings(i, arabic.Perfect, arabic.Imperfect)) > 0 && r.isVerbHere(i) && !r.words[i].conj {
			if q := r.preverbal(i, s); !q.empty() {
				return
			}
		}
	}
	c := &candidate{
		rule: "headline/colon", lemma: ":", act: Assert,
		cueFirst: colon, cueLast: colon + 1, subject: p,
	}
	r.setContent(c, complement{start: colon + 1}, s)
	if r.isFirstPerson(c.first, c.last) {
		c.kind = Direct
	}
	r.propose(c, s)
}

// speaks reports whether p can be the source of a headline.
func (r *reader) speaks(p phrase) bool {
	if p.head.class.ofPerson() || p.head.class.ofBody() || p.head.class == documentNoun || r.isSpeakingBody(p) {
		return true
	}
	if _, name := media().match(r.words, p.first, p.last); name != "" {
		return true
	}
	if _, place := places().match(r.words, p.first, p.last); place != "" {
		return r.placeSpeaks(p)
	}
	if e := r.byFullName(p); e != nil && e.typ != Location {
		return true
	}
	return r.byPartOfName(p) != nil || r.isGivenName(p.first)
}

// isSpeakingBody reports whether p is a body for being where a source stands:
// الادعاء العام، الأرصاد الجوية.
func (r *reader) isSpeakingBody(p phrase) bool {
	w := &r.words[p.first]
	return w.definite() && speakingBodies.has(w.bare())
}

// placeSpeaks reports whether the body has a verb of saying right before or
// behind the same place name.
func (r *reader) placeSpeaks(p phrase) bool {
	key := r.words[p.first].stem
	for i := p.last + 1; i+1 < len(r.words); i++ {
		if r.words[i].stem != key || r.words[i].prep != "" {
			continue
		}
		for _, j := range []int{i - 1, i + 1, i + 2} {
			if j < len(r.words) && len(r.cueReadings(j, arabic.Perfect, arabic.Imperfect)) > 0 && r.isVerbHere(j) {
				return true
			}
		}
	}
	return false
}

// isFirstPerson reports whether words[first:last] hold a first person plural
// verb or pronoun, as the words of the source themselves do.
func (r *reader) isFirstPerson(first, last int) bool {
	for i := first; i < last; i++ {
		w := &r.words[i]
		if firstPersons.has(w.pron) && w.tag != arabic.PROPN || firstPersons.has(w.stem) || w.future && r.doc.Stem(i).Person() == 1 {
			return true
		}
	}
	return false
}
