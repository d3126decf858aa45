package record

import (
	"strings"

	"isnad/arabic"
)

// isAttribution reports whether an attribution starts at word i: بحسب X، وفقا
// لـX، حسبما ذكر X، على حد قول X.
func (r *reader) isAttribution(i, last int) bool {
	_, _, ok := r.attribution(i, last)
	return ok
}

// attribution reads the attribution at word i: the end of its cue, and who is
// named. Not every وفقا names a source: وفقا للقانون (by law) names none.
func (r *reader) attribution(i, last int) (from int, p phrase, ok bool) {
	w := &r.words[i]
	if w.Kind != arabic.Word {
		return 0, phrase{}, false
	}
	j := i + 1
	switch {
	case accordings.has(w.stem) && (w.prep == bi || w.prep == ""):
	case w.stem == wQuoting && j < last && r.words[j].stem == wAbout:
		j++
	case w.stem == wAsPer:
		return r.attributionVerb(j, last)
	case w.stem == wOn && w.pron == "" && j+1 < last && r.words[j].stem == wOnCue && sayings.has(r.words[j+1].bare()):
		if r.words[j+1].pron != "" {
			return j + 2, phrase{}, true
		}
		j += 2
	default:
		return 0, phrase{}, false
	}
	if j < last && r.words[j].Folded == li {
		j++
	}
	if j < last && (r.words[j].stem == wWhat || r.words[j].Folded == wToWhat) {
		return r.attributionVerb(j+1, last)
	}
	p = r.sourcePhrase(j, last)
	if p.empty() || !r.canSpeak(p) {
		return 0, phrase{}, false
	}
	return j, p, true
}

// attributionVerb reads the verb and its subject behind ما: حسبما ذكرت X.
func (r *reader) attributionVerb(i, last int) (int, phrase, bool) {
	if i >= last {
		return 0, phrase{}, false
	}
	_, relays := r.relayVerb(i)
	published := false
	for _, in := range arabic.VerbForms(r.words[i].stem) {
		published = published || in.Mood == arabic.Perfect && publishers.has(in.Lemma)
	}
	if !relays && !published && len(r.cueReadings(i, arabic.Perfect, arabic.Imperfect)) == 0 {
		return 0, phrase{}, false
	}
	j := i + 1
	if j+1 < last && r.words[j].stem == wAbout && r.words[j].pron != "" {
		j++
	}
	p := r.sourcePhrase(j, last)
	return i + 1, p, !p.empty()
}

// sourcePhrase reads a noun phrase in a place where only a source can stand, so
// also behind a preposition written with it.
func (r *reader) sourcePhrase(i, last int) phrase {
	if i >= last {
		return phrase{}
	}
	if r.quoteAt(i) == nil && r.words[i].Kind == arabic.Word && r.words[i].prep == li {
		if p := r.nounPhrase(i, last); !p.empty() {
			return r.apposition(p, last)
		}
	}
	p := r.nounPhrase(i, last)
	return r.apposition(p, last)
}

// canSpeak reports whether p names someone, a body or a document rather than a
// rule or a measure.
func (r *reader) canSpeak(p phrase) bool {
	if c := p.head.class; c.ofPerson() || c.ofBody() || c == documentNoun {
		return c != titleNoun || p.hasName() // حسب الحاجة: as needed
	}
	if _, m := media().match(r.words, p.first, p.last); m != "" {
		return true
	}
	if _, place := places().match(r.words, p.first, p.last); place != "" {
		return true
	}
	if r.isGivenName(p.first) || r.words[p.first].Folded[0] < 0x80 || r.isSpeakingBody(p) {
		return true
	}
	return r.byPartOfName(p) != nil || r.byFullName(p) != nil
}

// accordingSieve reads attributions that stand apart from a verb, before or
// behind what they attribute. Behind a statement that has a source already, a
// medium relays it.
func (r *reader) accordingSieve(s *scope) {
	for i := s.first; i < s.last; i++ {
		from, p, ok := r.attribution(i, s.last)
		if !ok || s.cueClaimed(i) {
			continue
		}
		if r.asRelay(i, p, s) {
			i = max(i, p.last-1)
			continue
		}
		if s.claimed(i) || s.between(i) {
			continue
		}
		if s.before != nil && i == s.first && max(from, p.last) >= s.last-1 {
			r.attributeSentenceBefore(i, p, s)
			return
		}
		c := &candidate{
			rule: "according/" + r.words[i].stem, lemma: r.words[i].stem, act: Assert,
			cueFirst: i, cueLast: from, subject: p, inflection: arabic.Inflection{Person: 3},
		}
		if !p.empty() && p.first < from {
			c.cueLast = i + 1
		}
		c.cueLast = i + 1
		end := max(from, p.last)
		if end+1 < s.last && r.words[end].stem == wQuoting && !p.empty() { // نقلا عن
			end++
		}
		if end+1 < s.last && r.words[end].stem == wAbout && r.words[end].pron == "" && !p.empty() {
			if q := r.nounPhrase(end+1, s.last); !q.empty() { // وفق ما نقلته وكالة … عن فلان
				c.relays = []relay{{phrase: p}}
				c.subject = r.apposition(q, s.last)
				end = c.subject.last
			}
		}
		if r.atStart(i, s) {
			start := end
			if k := r.skipAdverbials(end, s); k > end && r.words[k-1].isComma() {
				start = k // وفق ما أعلن الوزير اليوم، …
			}
			for start < s.last && (r.words[start].isPunct() && r.quoteAt(start) == nil || r.words[start].stem == wThat || r.words[start].Folded == wThenThat || r.words[start].conj && r.words[start].stem == wIndeed) {
				start++
			}
			r.setContent(c, complement{start: start}, s)
		} else {
			r.contentBefore(c, i, s)
			// مخاوف عودته حاضرة، بحسب مصدر، لأن …: what is said goes on.
			if end+1 < s.last && r.words[end].isComma() && (r.words[end+1].stem == wBecause || r.words[end+1].Folded == wSince) && c.last > c.first {
				c.last = r.clauseEnd(end+1, s.last)
			}
		}
		if c.last <= c.first {
			continue
		}
		r.findOccasion(c, from, end, s)
		r.propose(c, s)
		i = max(i, end-1)
	}
}

// attributeSentenceBefore reads an attribution that makes a sentence of its own
// («…». بحسب رويترز.): it covers the sentence before, and what is said there
// has come through its source.
func (r *reader) attributeSentenceBefore(i int, p phrase, s *scope) {
	c := &candidate{
		rule: "according/sentence", lemma: r.words[i].stem, act: Assert, kind: Indirect,
		cueFirst: i, cueLast: i + 1, subject: p, inflection: arabic.Inflection{Person: 3},
	}
	c.first = r.skipDateline(s.before.First, s.before.Last)
	c.last = r.trimEnd(c.first, s.before.Last)
	for _, x := range s.earlier {
		if x.outer == nil && x.cueFirst >= c.first && x.cueFirst <= c.first+1 && x.last >= c.last-1 && x.source != nil {
			// قال الوزير إن …. بحسب رويترز: the sentence is a statement already.
			if e := r.resolve(p); e != x.source && !r.isOwnOutlet(e) {
				x.relays = append([]relay{{phrase: p, entity: e}}, x.relays...)
			}
			return
		}
		if x.cueFirst >= c.first && x.cueFirst < c.last && x.outer == nil {
			x.nested, x.outer = true, c
		}
	}
	r.propose(c, s)
}

// between reports whether word i stands between the cue and the content of a
// statement found before.
func (s *scope) between(i int) bool {
	for _, c := range s.found {
		if c.cueFirst <= i && i < c.first {
			return true
		}
	}
	return false
}

// atStart reports whether nothing but a conjunction or dateline stands before
// word i in its sentence.
func (r *reader) atStart(i int, s *scope) bool {
	return i-s.first <= 1 || strings.HasPrefix(r.words[i-1].Folded, "--")
}

// asRelay adds p as a relay to the statements of the sentence that it follows,
// where p is a medium; and reports whether it did.
func (r *reader) asRelay(i int, p phrase, s *scope) bool {
	if p.empty() || !r.isMedium(p) {
		return false
	}
	done := false
	for _, c := range s.found {
		behind := c.cueFirst < i && (c.last <= i || i <= c.last+2)
		if (behind || c.clausal && r.opensBehind(c, p.last)) && len(c.relays) == 0 {
			c.relays = []relay{{phrase: p}}
			done = true
		}
	}
	return done
}

// opensBehind reports whether c, with its subject, stands first behind word i:
// وبحسب الوكالة، قال الوزير إن ….
func (r *reader) opensBehind(c *candidate, i int) bool {
	first := c.cueFirst
	if !c.subject.empty() {
		first = min(first, c.subject.first)
	}
	return first >= i && first <= i+2 && (first == i || r.words[i].isComma() || r.classOf(i) == "aux")
}

func (r *reader) isMedium(p phrase) bool {
	_, name := media().match(r.words, p.first, p.last)
	return name != "" || p.head.class == mediaNoun
}

// contentBefore sets the content of c to the clause before word i; to the
// sentence before where the attribution makes a sentence of its own.
func (r *reader) contentBefore(c *candidate, i int, s *scope) {
	start := s.first
	for _, x := range s.found {
		if x.last <= i && x.last > start {
			start = x.last
		}
	}
	// Another clause before: the attribution covers the last one only where a
	// new verb of saying has intervened, else the whole sentence.
	for start < i && (r.words[start].isPunct() && r.quoteAt(start) == nil) {
		start++
	}
	if q := r.insideQuote(i - 1); q != nil && q.closed && q.close == i-1 || i >= 2 && r.words[i-1].isComma() && r.insideQuote(i-2) != nil {
		if q == nil {
			q = r.insideQuote(i - 2)
		}
		if !q.used && r.wordsOf(q.open, q.close) >= 5 {
			q.used = true
			c.kind = Direct
			c.first, c.last = r.trimQuote(q)
			return
		}
	}
	start = r.skipDateline(start, i)
	c.first, c.last = start, r.trimEnd(start, i)
	c.kind = Indirect
	for k := c.first; k < c.last; k++ {
		if q := r.quoteAt(k); q != nil && q.close <= c.last {
			if !r.isLabel(q) {
				c.kind = Mixed
			}
			k = q.close
		}
	}
}

// skipDateline passes over «القاهرة (CNN) --» at the start of an article.
func (r *reader) skipDateline(start, last int) int {
	for i := start; i < last && i < start+12; i++ {
		if f := r.words[i].Folded; strings.HasPrefix(f, "--") || f == "—" || f == "–" {
			return i + 1
		}
	}
	return start
}
