package record

import (
	"strings"

	"isnad/arabic"
)

// isThat reports whether word i is a complementiser: أن, إن, بأن, alone or with
// the pronoun that is its subject, and not part of another conjunction
// (إلا أن, بعد أن, يمكن أن).
func (r *reader) isThat(i int) bool {
	w := &r.words[i]
	if w.Kind != arabic.Word || w.stem != wThat || strings.HasPrefix(w.surface, "آ") {
		return false
	}
	if w.conj && !strings.HasPrefix(w.Folded, bi) {
		return false
	}
	if w.prep != "" && w.prep != bi {
		return false
	}
	if i == 0 {
		return false
	}
	return !notThat.has(r.words[i-1].stem)
}

// complement is where the content of a cue starts.
type complement struct {
	start int
	quote *quotation // where it starts with a quotation
	colon bool
	by    string // that, quote, colon, object, or the preposition
}

// clauseEnd returns the end of the content that starts at word start and runs
// at most to last: before a continuing participle (مضيفا), the next verb of
// saying (وقال), an attribution behind it (بحسب …), or a clause that the
// article adds (فيما …، وهو ما). Quotations are passed over whole.
func (r *reader) clauseEnd(start, last int) int {
	for i := start; i < last; i++ {
		if q := r.quoteAt(i); q != nil {
			if !q.closed {
				return r.trimEnd(start, q.close)
			}
			if q.close >= last {
				return q.close + 1
			}
			i = q.close
			continue
		}
		if i > start && r.endsClause(i, last) {
			return r.trimEnd(start, i)
		}
	}
	return r.trimEnd(start, last)
}

func (r *reader) endsClause(i, last int) bool {
	w, prev := &r.words[i], &r.words[i-1]
	if w.Kind != arabic.Word {
		return false
	}
	comma := prev.isComma() || prev.isQuoteMark() || prev.Folded == ".." || prev.Folded == "..."
	if w.stem == wAs && i+1 < last && r.opensSpeech(i+1, last) {
		return true
	}
	if r.isAttribution(i, last) && !prev.conj {
		return true
	}
	if r.isParticiple(i) && !r.isThatBefore(i) {
		return true
	}
	if comma && r.isFeminineParticiple(i) {
		return true
	}
	if w.conj && r.opensSpeech(i, last) {
		return true
	}
	if !comma {
		return false
	}
	if w.conj && w.stem == wIndeed {
		return true // وقد opens a sentence of the article's own
	}
	if w.stem == wMeanwhile || w.conj && r.opensRepeated(i, last) {
		return true
	}
	if i+1 >= last {
		return false
	}
	if w.stem == wBut {
		return w.pron != "" && r.opensSpeech(i+1, last) || w.pron == "" && r.speaksNear(i+1, last) // لكنه أكد، لكن الجيش نفى
	}
	switch next := &r.words[i+1]; {
	case w.stem == wWhile, speechClauses.has(w.stem):
		return r.opensSpeech(i+1, last)
	case w.stem == wIn:
		return next.bare() == wReference
	}
	return w.conj && copulas.has(w.stem) && r.words[i+1].stem == wWhat
}

// isThatBefore reports whether the word before i is أن, whose predicate a
// participle may be.
func (r *reader) isThatBefore(i int) bool { return i > 0 && r.words[i-1].stem == wThat }

// opensSpeech reports whether word i is a perfect verb of saying that has a
// clause or a quotation after it close by.
func (r *reader) opensSpeech(i, last int) bool {
	for _, c := range r.cueReadings(i, arabic.Perfect, arabic.Imperfect) {
		if c.Person != 3 {
			continue
		}
		if !r.isVerbHere(i) {
			continue
		}
		if c.Mood == arabic.Perfect && coreCues.has(c.lemma) {
			return true
		}
		for j := i + 1; j < last && j < i+12; j++ {
			if c.that && r.isThat(j) || c.quote && r.words[j].Folded == ":" {
				return true
			}
		}
	}
	return false
}

// opensRepeated reports whether word i is a verb of repeating with a verbal noun
// of saying behind it: وأعاد النادي التأكيد على.
func (r *reader) opensRepeated(i, last int) bool {
	for _, in := range arabic.VerbForms(r.words[i].stem) {
		if in.Person != 3 || !repeaters.has(in.Lemma) {
			continue
		}
		for j := i + 1; j < last && j < i+16; j++ {
			if r.words[j].definite() && r.isSpeechMasdar(j) {
				return true
			}
		}
	}
	return false
}

// isSpeechMasdar reports whether word i is the verbal noun of a cue.
func (r *reader) isSpeechMasdar(i int) bool {
	for _, in := range arabic.VerbForms(r.words[i].bare()) {
		if in.Mood == arabic.Masdar && cues()[in.Lemma] != nil {
			return true
		}
	}
	return false
}

// speaksNear reports whether a verb of saying with a clause stands within a few
// words from word i, behind its subject.
func (r *reader) speaksNear(i, last int) bool {
	for j := i + 1; j < last && j < i+6; j++ {
		if !r.isVerbHere(j) {
			continue
		}
		for _, c := range r.cueReadings(j, arabic.Perfect, arabic.Imperfect) {
			if c.that && j+1 < last && (r.isThat(j+1) || j+2 < last && r.isThat(j+2)) {
				return true
			}
		}
	}
	return false
}

// isFeminineParticiple reports whether word i is a participle of saying that
// agrees with a feminine source (مؤكدة، مشيرة).
func (r *reader) isFeminineParticiple(i int) bool {
	found := false
	for _, in := range arabic.VerbForms(r.words[i].stem) {
		switch {
		case in.Mood == arabic.Masdar:
			return false // مناقشة is a discussion, too
		case in.Mood == arabic.Participle && in.Gender == arabic.Feminine && cues()[in.Lemma] != nil && !r.words[i].conj:
			found = true
		}
	}
	return found
}

// trimEnd cuts punctuation off the end of words[start:end], closing marks of
// quotations that lie inside excepted.
func (r *reader) trimEnd(start, end int) int {
	for end > start {
		w := &r.words[end-1]
		if !w.isPunct() || w.Folded == "%" || w.Folded == ")" || w.Folded == "$" {
			break
		}
		if w.isQuoteMark() {
			if q := r.insideQuote(end - 1); q != nil && q.open >= start && q.close == end-1 {
				break
			}
		}
		end--
	}
	return end
}

// setContent fills in the range and kind of what is said, from where it
// starts. Quoted speech keeps to its marks, however many sentences they hold;
// other speech ends with its clause.
func (r *reader) setContent(c *candidate, at complement, s *scope) {
	c.by = at.by
	start := at.start
	for start < s.last && r.words[start].isPunct() && r.quoteAt(start) == nil && r.words[start].Folded != "(" {
		start++
	}
	if start >= s.last {
		return
	}
	if q := r.quoteAt(start); q != nil {
		if q.used {
			return
		}
		next := q.close + 1
		if !q.closed || next >= s.last || !r.runsOn(next, s.last) {
			q.used = true
			c.kind = Direct
			c.first, c.last = r.trimQuote(q)
			return
		}
	}
	c.first = start
	c.last = r.clauseEnd(start, s.last)
	c.kind = Indirect
	if at.colon && !s.title {
		c.kind = Direct
	}
	for i := c.first; i < c.last; i++ {
		if q := r.quoteAt(i); q != nil {
			if !r.isLabel(q) {
				c.kind = Mixed
			}
			q.used = true
			i = q.close
		}
	}
}

// trimQuote is the range of words inside the marks of q.
func (r *reader) trimQuote(q *quotation) (first, last int) {
	first, last = q.inner()
	for first < last && r.words[first].isPunct() && r.words[first].Folded != "(" {
		first++
	}
	for last > first && r.words[last-1].isPunct() && r.words[last-1].Folded != ")" {
		last--
	}
	return first, last
}

// runsOn reports whether the sentence goes on at word i behind a quotation with
// more of what is said: a plain word, not a pause and not a new attribution.
func (r *reader) runsOn(i, last int) bool {
	w := &r.words[i]
	if w.isPunct() {
		return false
	}
	if w.Kind == arabic.Word && (r.isAttribution(i, last) || r.isParticiple(i) || w.conj && r.opensSpeech(i, last) || r.classOf(i) == "relative") {
		return false
	}
	if w.Kind == arabic.Word && r.opensSpeech(i, last) {
		return false
	}
	if copulas.has(w.stem) {
		return true
	}
	return r.classOf(i) != "clause" || w.conj
}

// isLabel reports whether a quotation only names something (تنظيم "…", ما يسمى
// "…") and does not give anyone's words.
func (r *reader) isLabel(q *quotation) bool {
	n := r.wordsOf(q.open, q.close)
	if n > 4 || q.open == 0 {
		return false
	}
	i := q.open - 1
	prev := &r.words[i]
	if prev.Kind == arabic.Word && prev.Folded == li {
		return true
	}
	if c := r.nounOf(i).class; c != unknownNoun && n <= 3 || c == mediaNoun {
		return true
	}
	return namers.has(prev.bare())
}
