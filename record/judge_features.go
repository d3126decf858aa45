package record

import (
	"cmp"
	"slices"
	"strings"

	"isnad/arabic"
)

// The features of the judge. Trainer and reader share them; a change here asks
// for the weights to be learned again.

// size names a count by the power of two below it, up to 32.
func size(n int) string {
	switch {
	case n < 4:
		return [...]string{"0", "1", "2", "3"}[max(n, 0)]
	case n < 8:
		return "4+"
	case n < 16:
		return "8+"
	case n < 32:
		return "16+"
	}
	return "32+"
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// speechFeatures are what decides whether c is speech and rightly attributed.
func (r *reader) speechFeatures(c *candidate) []Feature {
	family, _, _ := strings.Cut(c.rule, "/")
	f := make([]Feature, 0, 32)
	add := func(name, value string) { f = append(f, Feature{name, value}) }
	add("bias", "")
	add("sieve", family)
	add("act", string(c.act))
	add("sieve,complement", family+","+complementKind(c.by))
	add("form,tag", moodName(c.inflection.Mood)+","+r.words[c.cueFirst].tag.UPOS())
	add("clausal", yes(c.clausal))
	add("nested", yes(c.nested))
	add("title", yes(c.title))
	add("relays", size(len(c.relays)))
	add("starts", r.words[c.first].tag.UPOS())
	if c.cueFirst > 0 {
		class := r.classOf(c.cueFirst - 1)
		if r.words[c.cueFirst-1].isPunct() {
			class = "mark"
		}
		add("behind", class)
	}
	subject := r.subjectForm(c)
	add("sieve,subject", family+","+subject)
	if c.source != nil {
		add("subject,source", subject+","+string(c.source.typ))
		add("agrees", yes(agrees(c.source, c.inflection)))
		if c.subject.empty() {
			add("others", size(r.otherSources(c)))
			add("since", size(r.sentencesSince(c)))
		} else {
			add("words", size(c.subject.last-c.subject.first))
			add("known", yes(c.source.before(r.words[c.subject.first].Start)))
			add("before", yes(c.subject.first < c.cueFirst))
		}
	}
	return f
}

// apartFeatures are what decides whether c, inside the content of c.outer, is a
// statement of its own.
func (r *reader) apartFeatures(c *candidate) []Feature {
	o := c.outer
	family, _, _ := strings.Cut(c.rule, "/")
	outerFamily, _, _ := strings.Cut(o.rule, "/")
	subject := r.subjectForm(c)
	behind := "mark"
	if c.cueFirst > 0 && !r.words[c.cueFirst-1].isPunct() {
		behind = r.classOf(c.cueFirst - 1)
	}
	quoted := r.insideQuote(c.cueFirst) != nil
	// Someone else speaks: not a refusal that a quotation or a relative clause
	// only mentions.
	own := !c.subject.empty() && (c.clausal || behind != "relative" && !quoted)
	return []Feature{
		{"bias", ""},
		{"own", yes(own)},
		{"sieve", family},
		{"act", string(c.act)},
		{"complement", complementKind(c.by)},
		{"form", moodName(c.inflection.Mood)},
		{"subject", subject},
		{"behind", behind},
		{"conj", yes(r.words[c.cueFirst].conj)},
		{"quoted", yes(quoted)},
		{"outer", outerFamily},
		{"outer,own", outerFamily + "," + yes(own)},
		{"sentence", yes(o.cueFirst >= c.sentence)},
		{"opens", yes(c.cueFirst-o.first <= 1)},
	}
}

// otherSources counts the persons and bodies besides the source that the
// sentence and the one before it name and that agree with the verb of c, too.
func (r *reader) otherSources(c *candidate) int {
	from := r.words[c.sentence].Start
	if k := r.sentenceOf(c.sentence); k > 0 {
		from = r.words[r.doc.Sentences[k-1].First].Start
	}
	n := 0
	for _, e := range r.entities.all {
		if e == c.source || e.typ == Location || e.typ == Document || !agrees(e, c.inflection) {
			continue
		}
		if slices.ContainsFunc(e.mentions, func(m Mention) bool { return m.Start >= from && m.Start < r.words[c.cueFirst].Start }) {
			n++
		}
	}
	return n
}

// sentenceOf returns the index of the sentence that holds word i.
func (r *reader) sentenceOf(i int) int {
	k, _ := slices.BinarySearchFunc(r.doc.Sentences, i, func(s arabic.Sentence, i int) int { return cmp.Compare(s.Last, i+1) })
	return k
}

// sentencesSince counts the sentences from the last mention of the source to
// the cue of c.
func (r *reader) sentencesSince(c *candidate) int {
	pos := r.lastMention(c.source, c.cueFirst)
	if pos < 0 {
		return 0
	}
	return r.sentenceOf(c.cueFirst) - r.sentenceOf(r.doc.TokenAt(pos))
}

// subjectForm tells how the source stands in the sentence.
func (r *reader) subjectForm(c *candidate) string {
	p := c.subject
	switch {
	case p.empty():
		return "dropped"
	case p.hasName() && p.nameFirst > p.first:
		return "titled"
	case p.hasName():
		return "named"
	case p.head.class == unknownNoun && p.definite:
		return "definite"
	case p.head.class == unknownNoun:
		return "indefinite"
	case p.definite:
		return "described"
	}
	return "unnamed"
}

// complementKind names what opens a content; the prepositions are one kind.
func complementKind(by string) string {
	switch by {
	case "", "that", "quote", "colon", "object":
		return by
	}
	return "preposition"
}

func moodName(m arabic.Mood) string {
	switch m {
	case arabic.Perfect:
		return "perfect"
	case arabic.Imperfect:
		return "imperfect"
	case arabic.Participle:
		return "participle"
	}
	return "masdar"
}

// ending is a place where a content could end, as the word behind it.
type ending struct {
	last     int
	features []Feature
}

// maxEndings bounds the places that are weighed against the sieve's own end, on
// either side.
const maxEndings = 6

// contentEnds lists where the content of c could end: the sieve's own end
// first, then the pauses and conjunctions around it. Quoted speech keeps to its
// marks and has no other end.
func (r *reader) contentEnds(c *candidate) []ending {
	if c.kind == Direct || c.first < c.cueFirst || c.last <= c.first {
		return nil
	}
	ends := []ending{{last: c.last}}
	for i, n := c.last-1, 0; i > c.first+1 && n < maxEndings; i-- {
		if e := r.trimEnd(c.first, i); r.isBreak(i) && e < c.last && e > c.first+1 && r.insideQuote(i) == nil {
			ends = append(ends, ending{last: e})
			n++
		}
	}
	for i, n := c.last+1, 0; i <= c.limit && n < maxEndings; i++ {
		if i == c.limit || r.isBreak(i) && r.insideQuote(i) == nil {
			if e := r.trimEnd(c.first, i); e > c.last && (n == 0 || ends[len(ends)-1].last != e) {
				ends = append(ends, ending{last: e})
				n++
			}
		}
	}
	if len(ends) == 1 {
		return nil
	}
	for k := range ends {
		ends[k].features = r.endFeatures(c, ends[k].last, ends[0].last)
	}
	return ends
}

// isBreak reports whether a clause may end before word i: at a pause, behind a
// quotation, before a conjunction that is no mere link of a list, and before an
// adverbial that may belong to the saying as well as to what is said.
func (r *reader) isBreak(i int) bool {
	w := &r.words[i]
	switch {
	case w.isComma(), w.Folded == "-", w.conj && r.isFiniteVerb(i), r.classOf(i) == "clause", adjuncts.has(w.stem):
		return true
	case w.stem == wIn && i+1 < len(r.words):
		return !r.words[i+1].definite() && r.isSpeechMasdar(i+1) // في تحذير للرئيس: the article's own remark
	}
	return r.isQuoteEnd(i)
}

// isQuoteEnd reports whether the mark before word i closes a quotation.
func (r *reader) isQuoteEnd(i int) bool {
	q := r.insideQuote(i - 1)
	return q != nil && q.closed && q.close == i-1
}

// endFeatures are what decides whether the content of c ends before word last,
// where the sieve ended it before word own.
func (r *reader) endFeatures(c *candidate, last, own int) []Feature {
	f := make([]Feature, 0, 12)
	add := func(name, value string) { f = append(f, Feature{name, value}) }
	side := "own"
	switch {
	case last < own:
		side = "before"
	case last > own:
		side = "after"
	}
	add("side", side)
	stop, next := "none", last
	for next < c.limit && r.words[next].isPunct() {
		stop = r.words[next].Folded
		next++
	}
	add("side,stop", side+","+stop)
	if next >= c.limit {
		add("side,next", side+",end")
	} else {
		w := &r.words[next]
		add("side,next", side+","+r.classOf(next)+","+w.tag.UPOS()+","+yes(w.conj))
		add("next", r.classOf(next)+","+w.tag.UPOS()+","+yes(w.conj))
	}
	add("stop", stop)
	if next < c.limit && (adjuncts.has(r.words[next].stem) || r.classOf(next) == "clause") {
		add("side,word", side+","+r.words[next].stem)
	}
	add("side,quote", side+","+yes(r.isQuoteEnd(last)))
	add("length", size(r.wordsOf(c.first, last)))
	add("side,complement", side+","+complementKind(c.by))
	if side != "own" {
		from, to := min(last, own), max(last, own)
		add("moved", side+","+size(r.wordsOf(from, to)))
		add("side,verb", side+","+yes(r.holdsVerb(from, to)))
	}
	return f
}

// holdsVerb reports whether a finite verb stands in words[first:last].
func (r *reader) holdsVerb(first, last int) bool {
	for i := first; i < last; i++ {
		if r.words[i].tag.IsVerb() {
			return true
		}
	}
	return false
}

// rivalry is a choice between two cues for one content.
type rivalry struct {
	earlier, later *candidate
	features       []Feature
	laterWins      bool
}

// governsFeatures are what decides whether the later of two cues takes their
// content from the earlier one.
func (r *reader) governsFeatures(earlier, later *candidate) []Feature {
	family := func(c *candidate) string { f, _, _ := strings.Cut(c.rule, "/"); return f }
	doubles := later.lemma == lemmaSay && later.inflection.Mood != arabic.Perfect && later.inflection.Mood != arabic.Imperfect
	return []Feature{
		{"bias", ""},
		{"doubles", yes(doubles)}, // قائلا, بالقول only repeat the verb before them
		{"sieves", family(earlier) + "," + family(later)},
		{"complements", complementKind(earlier.by) + "," + complementKind(later.by)},
		{"between", size(later.cueFirst - earlier.cueLast)},
		{"later", moodName(later.inflection.Mood)},
		{"laterSubject", r.subjectForm(later)},
	}
}
