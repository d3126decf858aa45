package record

import (
	"slices"
	"strings"

	"isnad/arabic"
)

// verbSieve finds verbs of saying, finite ones and the participles that go on
// with the speech of the sentence (مضيفا، مشيرا إلى).
func (r *reader) verbSieve(s *scope) {
	for i := s.first; i < s.last; i++ {
		if s.cueClaimed(i) || r.classOf(i) == "adverb" {
			continue
		}
		for _, c := range r.cueReadings(i, arabic.Perfect, arabic.Imperfect, arabic.Participle) {
			if r.verbCandidate(i, c, s) {
				break
			}
		}
	}
}

func (r *reader) verbCandidate(i int, cue cueReading, s *scope) bool {
	if cue.Mood == arabic.Participle {
		if !s.title && !r.isContinuing(i, s) || s.title && r.words[i].definite() {
			return false
		}
	} else if cue.Person != 3 || !r.isVerbHere(i) {
		return false
	}
	if i > s.first && r.words[i-1].stem == wAsPer || i >= s.first+2 && r.words[i-1].stem == wWhat && r.isAttribution(i-2, s.last) {
		return false // وفق ما نقلت الوكالة، حسبما أفادت
	}
	if cue.lemma == lemmaTell && cue.Mood == arabic.Imperfect && r.isMeasured(i, s) {
		return false // تبلغ كلفته مليونا: amounts to
	}
	if w := &r.words[i]; w.pron != "" && (cue.lemma == lemmaRelay || publishers.has(cue.lemma)) && i > s.first && !r.words[i-1].definite() && r.nounOf(i-1).class == documentNoun {
		return false // بيان نقلته الوكالة: what it holds is said elsewhere
	}
	if cue.Mood != arabic.Participle && r.saidOfPronoun(i, cue, s) {
		return false
	}
	c := &candidate{
		rule: "verb/" + cue.lemma, lemma: cue.lemma, act: cue.act, inflection: cue.Inflection,
		cueFirst: i, cueLast: i + 1, negated: i > s.first && r.classOf(i-1) == "negation",
	}
	if c.negated && cue.act != Deny {
		return false // لم يعلن عن موعد: nothing was said
	}
	from := i + 1
	if cue.Mood != arabic.Participle {
		from = r.findSubject(c, cue.object, len(cue.addressed) > 0 || tellers.has(cue.lemma), s)
	} else {
		c.rule = "participle/" + cue.lemma
		if s.title {
			c.subject = r.preverbal(i, s)
			if c.subject.empty() && !r.isContinuing(i, s) {
				return false
			}
		} else if m := s.matrix(i); m != nil {
			c.relays, c.medium = slices.Clone(m.relays), m.medium
		}
	}
	if r.isImpersonal(c, cue, s) || cue.document && (c.subject.head.class != documentNoun || r.classOf(max(i-1, 0)) == "relative") {
		return false
	}
	at, ok := r.findComplement(from, cue, c, s)
	if ok && at.start+1 < s.last && r.words[at.start].stem == wNot && anonymity.has(r.words[at.start+1].bare()) {
		return false // طلب عدم ذكر اسمه: how a source speaks, not what it says
	}
	if ok && r.isOtherSense(c, cue, from, at.start) {
		return false
	}
	if !ok && cue.object && c.subject.first > i && !c.subject.hasNamedPerson() {
		// كما انتقد التقارير: what looks like the subject is the object.
		at, ok = complement{start: c.subject.first, by: "object"}, true
		c.subject = phrase{}
	}
	if !ok {
		return false
	}
	r.setContent(c, at, s)
	if c.last <= c.first {
		return false
	}
	c.clausal = at.by == "that" || at.by == "colon" || at.by == "quote"
	r.findOccasion(c, from, at.start, s)
	if c.subject.first > i {
		r.findOccasion(c, i+1, c.subject.first, s)
	}
	if c.cueFirst > s.first {
		r.findOccasion(c, r.clauseStart(i, s), i, s)
	}
	r.quotedFrom(c, from, at.start)
	r.occasionBehind(c, s)
	r.propose(c, s)
	return true
}

// isOtherSense reports whether the verb of c is one that is spelled like a verb of
// saying: تحمل فكرة (carries), يعد مرشحا, يعد من (is regarded as). Its complement would
// be looked for from word from on and begin at word start.
func (r *reader) isOtherSense(c *candidate, cue cueReading, from, start int) bool {
	switch {
	case cue.lemma == lemmaBlame:
		return !r.isBlame(from, start+2)
	case cue.lemma == lemmaPromise && cue.Mood == arabic.Imperfect:
		return start > from+3 || r.isAccusative(from) || r.words[from].stem == wOf || !c.subject.empty() && r.words[c.subject.first].tag == arabic.ADJ
	}
	return false
}

// saidOfPronoun reports whether the verb of saying at word i has its content in
// the pronoun at its end, so that it stands elsewhere: الأرقام التي أعلنتها الحكومة. A
// verbal noun with a pronoun is no verb: ورفضهم المقترحات.
func (r *reader) saidOfPronoun(i int, cue cueReading, s *scope) bool {
	if r.words[i].pron == "" || len(cue.addressed) > 0 || tellers.has(cue.lemma) {
		return false
	}
	if i > s.first && (r.classOf(i-1) == "relative" || r.words[i-1].stem == wWhat) && !r.words[i].conj {
		return true // also وهو ما تنفيه الحكومة
	}
	return slices.ContainsFunc(arabic.VerbForms(r.words[i].stem), func(in arabic.Inflection) bool { return in.Mood == arabic.Masdar })
}

// isMeasured reports whether a number follows the verb at word i close by.
func (r *reader) isMeasured(i int, s *scope) bool {
	for k := i + 1; k < min(s.last, i+6) && !r.isThat(k); k++ {
		if w := &r.words[k]; w.Kind == arabic.Number || w.tag == arabic.NUM {
			return true
		}
	}
	return false
}

// isBlame reports whether words[first:last] hold the responsibility that somebody
// is made to carry.
func (r *reader) isBlame(first, last int) bool {
	for i := first; i < min(last, len(r.words)); i++ {
		if blames.has(r.words[i].bare()) {
			return true
		}
	}
	return false
}

// isImpersonal reports whether a verb has nobody as its subject: يذكر أن at the
// start of a sentence is a passive (Badawi, Carter and Gully § 3.22). قال is
// hollow, so its passive is written otherwise (يقال) and يقول has a subject.
func (r *reader) isImpersonal(c *candidate, cue cueReading, s *scope) bool {
	i := c.cueFirst
	if !c.subject.empty() || cue.lemma == lemmaSay || cue.Mood != arabic.Imperfect || cue.Gender != arabic.Masculine || cue.Number != arabic.Singular || i > s.first+1 {
		return false
	}
	for k := i + 1; k < s.last && k <= i+3; k++ {
		if r.isThat(k) {
			return true
		}
		if r.classOf(k) != "prep" && r.words[k].bare() != "ذكر" && r.words[k].bare() != "هنا" {
			return false
		}
	}
	return false
}

// isContinuing reports whether the participle at i goes on with a speech: it
// stands in the accusative behind a pause, or right behind the one who speaks,
// and not as the predicate of كان or an adjective.
func (r *reader) isContinuing(i int, s *scope) bool {
	w := &r.words[i]
	if w.prep != "" || w.definite() || i == s.first || r.nounOf(i).class == placeNoun { // مدينة is a city, too
		return false
	}
	prev := &r.words[i-1]
	if r.classOf(i-1) == "aux" || r.classOf(i-1) == "negation" || r.classOf(i-1) == "prep" || r.doc.Stem(i-1).Lemma == "كان" {
		return false
	}
	if strings.HasSuffix(w.stem, "ا") {
		// قانونا مقترحا: an adjective agrees with its noun
		return prev.Kind != arabic.Word || r.classOf(i-1) != "" || prev.definite() || !strings.HasSuffix(prev.stem, "ا") || r.isGivenName(i-1)
	}
	return prev.isComma() || prev.isQuoteMark() || w.conj
}

// isVerbHere reports whether a form that may be a noun, too (رد، طلب، نقل), is
// a verb at word i: not governed by a preposition or annexed to a noun.
func (r *reader) isVerbHere(i int) bool {
	w := &r.words[i]
	if w.prep != "" {
		return false
	}
	if r.classOf(i) == "prep" && !r.isNear(wAbout, i+1, i+9) {
		return false // عبر is "by way of", too; the verb takes عن
	}
	ambiguous, perfect := false, false
	for _, in := range arabic.VerbForms(w.stem) {
		ambiguous = ambiguous || in.Mood == arabic.Masdar || in.Mood == arabic.Participle
		perfect = perfect || in.Mood == arabic.Perfect
	}
	if ambiguousNouns.has(w.stem) {
		ambiguous = true
	}
	if i == 0 {
		return true
	}
	prev := &r.words[i-1]
	class := r.classOf(i - 1)
	if class == "prep" && !w.conj || prev.stem == wNot {
		return false
	}
	if !ambiguous || w.conj && perfect {
		return !(perfect && prev.stem == wAll && !w.conj)
	}
	if perfect && prev.stem == wThat && prev.pron == "" && !(i >= 2 && thatOfPast.has(r.words[i-2].stem)) {
		return false // على أن رفض الهدنة: a noun, but بعد أن رفض
	}
	return w.tag.IsVerb() || r.startsClause(i) || class == "aux" || class == "relative" || class == "negation" || class == "clause"
}

// isNear reports whether a word stands in words[first:last].
func (r *reader) isNear(stem string, first, last int) bool {
	for i := first; i < last && i < len(r.words); i++ {
		if r.words[i].stem == stem {
			return true
		}
	}
	return false
}

// startsClause reports whether word i is the first of a sentence or follows a
// pause.
func (r *reader) startsClause(i int) bool {
	if i == 0 {
		return true
	}
	prev := &r.words[i-1]
	return prev.isPunct() || r.words[i].conj || strings.Contains(r.doc.Text[prev.End:r.words[i].Start], "\n")
}

// findSubject fills in c.subject and returns the word from which the
// complement is looked for: the noun phrase behind the verb, the antecedent of
// a relative clause, or the noun phrase before the verb; else the subject is
// dropped.
func (r *reader) findSubject(c *candidate, takesObject, takesAddressee bool, s *scope) int {
	i := c.cueFirst
	if i > s.first && r.classOf(i-1) == "relative" && !r.words[i].conj && !r.isResumed(i, c.inflection, s) {
		if p := r.phraseBefore(i-1, s); !p.empty() {
			c.subject = p
			return i + 1
		}
	}
	if p := r.preverbal(i, s); !p.empty() {
		c.subject = p
		return i + 1
	}
	// An indefinite noun takes a relative clause without pronoun: حملة تدعو إلى.
	if w := &r.words[i]; i > s.first && !w.conj && !r.words[i-1].definite() && r.words[i-1].prep == "" {
		if n := r.nounOf(i - 1); n.class.ofBody() || n.class == documentNoun {
			c.subject = r.describe(i-1, i)
			return i + 1
		}
	}
	if i > s.first && takesAddressee && r.words[i-1].pron != "" && r.isThat(i-1) {
		return i + 1 // أنه دعا النقابات: the pronoun is the subject
	}
	from := r.skipListener(r.skipAdverbials(i+1, s), s)
	if p := r.countedPeople(from, s); !p.empty() {
		c.subject = p
		return p.last
	}
	if p := r.nounPhrase(from, s.last); !p.empty() && !r.isThat(from) && r.mayBeSubject(p) {
		if takesAddressee && from == i+1 && r.isOtherGender(from, c.inflection) {
			return i + 1 // واتهم الميليشيا: she is accused
		}
		if takesObject {
			p = r.cutObject(p)
		}
		if takesAddressee {
			p = r.cutAddressee(p)
		}
		if r.words[p.first].pron != "" && r.isGivenName(min(p.first+1, p.last-1)) && p.nameFirst == p.first {
			p.nameFirst++ // زميلته هند الزعبي
		}
		c.subject = r.apposition(p, s.last)
		return c.subject.last
	}
	return i + 1
}

// isResumed reports whether the noun that a relative clause describes is not the
// subject of its verb, at word i, which stands for it with a pronoun, there or at a
// preposition, or does not agree: المرة التي تعلن فيها الحكومة، الرجل الذي اتهمته الشرطة،
// المعدل الذي قالت إنه تراجع.
func (r *reader) isResumed(i int, in arabic.Inflection, s *scope) bool {
	if r.words[i].pron != "" {
		return true
	}
	switch r.words[i-1].stem { // a verb that does not agree has another subject
	case "الذي":
		if in.Gender == arabic.Feminine || in.Number == arabic.Plural {
			return true
		}
	case "التي":
		if in.Gender == arabic.Masculine && in.Number == arabic.Singular {
			return true
		}
	case "الذين":
		if in.Number == arabic.Singular {
			return true
		}
	}
	return i+1 < s.last && r.words[i+1].pron != "" && (r.classOf(i+1) == "prep" || r.words[i+1].bare() == "")
}

// skipListener passes over who is spoken to, or where, between a verb and its
// subject: قال لسرمد برس | مسؤول في الميناء، تسجيلا قال فيه | زعيم الجماعة.
func (r *reader) skipListener(i int, s *scope) int {
	if i+1 < s.last && r.words[i].pron != "" && (r.classOf(i) == "prep" || r.words[i].bare() == "") {
		return i + 1
	}
	if i >= s.last || r.words[i].prep != li || r.words[i].pron != "" {
		return i
	}
	for end := i + 1; end < s.last && end <= i+4; end++ {
		if r.isThat(end) || r.words[end].isPunct() && !r.words[end].isQuoteMark() {
			break
		}
		c := r.nounOf(end).class
		if w := &r.words[end]; w.prep != "" || w.conj || w.definite() || !c.ofPerson() || c == unknownNoun {
			continue // what is definite may belong to the listener
		}
		return end
	}
	return i
}

// countedPeople returns the people at word i that are told by their number: 12
// نائبا، نحو عشرين طبيبا، اثنان من المسعفين.
func (r *reader) countedPeople(i int, s *scope) phrase {
	isNumber := func(k int) bool {
		return k < s.last && (r.words[k].Kind == arabic.Number || r.words[k].tag == arabic.NUM)
	}
	if i >= s.last {
		return phrase{}
	}
	c := counter{d: r.doc, table: counts()}
	k := i + c.class(i, "approx")
	first := k
	for isNumber(k) {
		k++
	}
	if k == first || k >= s.last {
		return phrase{}
	}
	if r.words[k].stem == wOf && k+1 < s.last {
		k++
	}
	w := &r.words[k]
	people, known := nounIndex()[w.bare()]
	if !known {
		people = nounIndex()[strings.TrimSuffix(w.bare(), "ا")] // the accusative of what is counted
	}
	p := r.nounPhrase(k, s.last)
	if w.prep != "" || w.conj || !people.class.ofPerson() || p.empty() {
		return phrase{}
	}
	people.plural = true
	return phrase{first: i, last: p.last, head: people, typ: Anonymous}
}

// cutObject ends a phrase before a verbal noun that is the object of its verb:
// أعلن الرئيس الأميركي | انتهاء المهمة، وصف سروان | اللقاء.
func (r *reader) cutObject(p phrase) phrase {
	if p = r.cutBehindPlace(p); p.empty() {
		return p
	}
	for i := p.first + 1; i < p.last; i++ {
		w := &r.words[i]
		if w.Kind == arabic.Word && w.prep == "" && !w.conj && isMasdar(w.bare()) && !r.isGivenName(i) && r.nounOf(i).class == unknownNoun &&
			(!w.definite() && r.isObjectEdge(i-1) || r.endsName(i-1)) {
			return r.describe(p.first, i)
		}
	}
	return p
}

// cutAddressee ends a phrase before those who are called upon or told: دعت دول
// الحوض | الطرفين، أبلغ مصدر أمني | وكالة سرمد، طالبت المجموعة | سرمد.
func (r *reader) cutAddressee(p phrase) phrase {
	p = r.cutBehindPlace(p)
	for i := p.first + 1; i < p.last; i++ {
		w := &r.words[i]
		if i > p.first+1 && w.definite() && r.words[i-1].definite() && !w.conj && (strings.HasSuffix(w.stem, "ين") || r.nounOf(i).plural && r.nounOf(i).class.ofPerson()) ||
			!w.definite() && w.prep == "" && !w.conj && p.head.class.ofPerson() && r.nounOf(i).class == mediaNoun ||
			w.definite() && w.prep == "" && r.words[i-1].definite() && !w.conj && r.nounOf(i).class.ofBody() ||
			i == p.first+1 && p.head.class.ofBody() && r.words[p.first].definite() && r.isPlaceAt(i, p.last) {
			return r.describe(p.first, i)
		}
	}
	return p
}

// cutBehindPlace ends a phrase that begins with the name of a place before what
// is no part of it: رفضت البرازيل | المقترحات، اتهمت أوسلو | السويد.
func (r *reader) cutBehindPlace(p phrase) phrase {
	end, place := places().match(r.words, p.first, p.last)
	if place == "" || end >= p.last {
		return p
	}
	if w := &r.words[end]; w.Kind != arabic.Word || w.conj || w.prep != "" || !r.isPlaceAt(end, p.last) && !(w.definite() && w.tag == arabic.NOUN) || r.inName(end) && r.inName(end-1) && !r.endsName(end-1) {
		return p
	}
	return r.describe(p.first, end)
}

// isOtherGender reports whether the definite noun at word i, right behind a verb,
// has another gender than the verb, so that it is its object. Only what its form
// shows counts: names and titles of men end like feminines, too.
func (r *reader) isOtherGender(i int, in arabic.Inflection) bool {
	w := &r.words[i]
	if !w.definite() || in.Number != arabic.Singular || in.Person != 3 || r.isGivenName(i) || r.inName(i) || r.isPlaceAt(i, i+1) {
		return false
	}
	f := r.doc.Stem(i).Features
	feminine := strings.HasSuffix(w.stem, "ه") || strings.HasSuffix(w.stem, "يا") || r.nounOf(i).feminine
	switch in.Gender {
	case arabic.Masculine:
		return feminine && !r.nounOf(i).class.ofPerson()
	case arabic.Feminine:
		return !feminine && f.Number() == arabic.Singular && f.Gender() == arabic.Masculine
	}
	return false
}

// mayBeSubject reports whether phrase p can be who speaks: it names or
// describes someone, or a body; a bare common noun is rather an object.
func (r *reader) mayBeSubject(p phrase) bool {
	w := &r.words[p.first]
	if w.prep != "" {
		return false
	}
	if p.head.class != unknownNoun {
		return p.head.class != placeNoun || p.last-p.first > 1
	}
	if p.first > 0 && r.quoteAt(p.first-1) != nil {
		return true
	}
	if w.pron != "" && !w.definite() && !r.isGivenName(p.first) && !r.isGivenName(min(p.first+1, p.last-1)) {
		return false // his book, its plan: an object
	}
	if w.definite() || r.isGivenName(p.first) || w.Kind == arabic.Word && w.Folded[0] < 0x80 {
		return true
	}
	if _, place := places().match(r.words, p.first, p.last); place != "" {
		return true
	}
	if r.byPartOfName(p) != nil {
		return true
	}
	return !isMasdar(w.stem) && !strings.HasSuffix(w.surface, "ا")
}

// skipAdverbials passes over adverbs, words of time and pauses between a verb
// and its subject (أفاد الثلاثاء أحد المقربين).
func (r *reader) skipAdverbials(i int, s *scope) int {
	for i < s.last {
		w := &r.words[i]
		switch class := r.classOf(i); {
		case class == "adverb", class == "time", w.isComma() && i > 0 && r.classOf(i-1) == "time":
		case isOrdinalDay(w), i > 0 && r.words[i-1].stem == wTime && w.tag == arabic.ADJ: // مرة أخرى
		case w.Kind == arabic.Word && isAccusativeAdverb(w) && !r.isGivenName(i) && !r.isParticiple(i):
		default:
			return i
		}
		i++
	}
	return i
}

func isOrdinalDay(w *word) bool { return ofDays.has(w.Folded) }

// clauseStart returns the first word of the clause that word i belongs to:
// behind the last full pause, verb of saying or clause word before it.
func (r *reader) clauseStart(i int, s *scope) int {
	for j := i - 1; j >= s.first; j-- {
		if s.cueClaimed(j) || r.words[j].Folded == ":" || r.words[j].Folded == ".." || r.words[j].Folded == "--" || r.words[j].Folded == "-" {
			return j + 1
		}
		if r.words[j].isQuoteMark() {
			if q := r.insideQuote(j); q != nil && q.close == j && r.wordsOf(q.open, q.close) <= 5 {
				j = q.open
				continue
			}
			return j + 1
		}
		if q := r.insideQuote(j); q != nil && q != r.insideQuote(i) {
			return j + 1
		}
	}
	return s.first
}

// preverbal returns the noun phrase that stands before the verb at i as its
// subject: إسرائيل تقول، وكان الكاظمي قد قال. What may stand between is an
// apposition or an adverbial between commas.
func (r *reader) preverbal(i int, s *scope) phrase {
	if r.words[i].conj {
		return phrase{}
	}
	start := r.clauseStart(i, s)
	var found phrase
	for j := start; j < i; j++ {
		w := &r.words[j]
		if w.Kind != arabic.Word && !w.isQuoteMark() {
			continue
		}
		if s.title && j == start {
			if p := r.nounPhrase(j, i); p.last == i && w.prep == "" {
				return p // in a headline the verb stands right behind its subject
			}
		}
		opener := j == start || r.isFiniteVerb(j-1) && r.startsClause(j-1) || r.words[j-1].isComma() || r.classOf(j-1) == "aux" || clauseOpeners.has(r.words[j-1].stem) || w.conj && !s.title
		if !opener || w.prep != "" || r.classOf(j) != "" {
			continue
		}
		p := r.nounPhrase(j, i)
		if p.empty() {
			continue
		}
		if p.last < i && r.words[p.last].isComma() {
			p = r.apposition(p, i)
		}
		if r.leadsTo(p.last, i) && r.isKnown(p) && r.mayBeSubject(p) {
			found = p
			break
		}
		j = p.last - 1
	}
	return found
}

// isKnown reports whether p is recognised as someone or something by more than
// its place: its head noun, its article, a name or an earlier mention.
func (r *reader) isKnown(p phrase) bool {
	return p.head.class != unknownNoun || r.words[p.first].definite() || r.isGivenName(p.first) ||
		r.words[p.first].Folded[0] < 0x80 || r.quoteAt(p.first-1) != nil && p.first > 0 || r.canSpeak(p)
}

// leadsTo reports whether nothing but auxiliaries, adverbials and a parenthesis
// between commas stands in words[from:i].
func (r *reader) leadsTo(from, i int) bool {
	for j := from; j < i; j++ {
		w := &r.words[j]
		switch class := r.classOf(j); {
		case class == "aux", class == "adverb", class == "time", class == "negation", isOrdinalDay(w):
		case w.isComma():
			// An aside: a relative clause or adverbial up to the next comma.
			k := j + 1
			for k < i && !r.words[k].isComma() {
				k++
			}
			if k < i && k-j < 22 && !r.hasFiniteCue(j, k) {
				j = k
			} else if k-j > 4 {
				return false
			}
		case w.stem == wOf && j+1 < i && r.words[j+1].stem == wSide:
			j++
		case w.Kind == arabic.Word && isAccusativeAdverb(w):
		default:
			return false
		}
	}
	return true
}

// phraseBefore returns the longest noun phrase that ends at word end: the
// antecedent of a relative pronoun.
func (r *reader) phraseBefore(end int, s *scope) phrase {
	if end > s.first && r.words[end-1].isComma() {
		end--
	}
	start := end - 1
	for start > max(s.first, end-10) && !r.words[start].conj && r.words[start].prep != bi && !r.isPhraseEdge(start-1) {
		start--
	}
	var found phrase
	for j := start; j < end; j++ {
		if r.words[j].Kind != arabic.Word || r.classOf(j) != "" {
			continue
		}
		p := r.nounPhrase(j, end)
		if p.last != end || !r.mayBeAntecedent(p) {
			continue
		}
		if p.head.class != unknownNoun {
			return p // a head noun that is known opens the phrase
		}
		if found.empty() {
			found = p
		}
	}
	return found
}

func (r *reader) mayBeAntecedent(p phrase) bool {
	return p.head.class != unknownNoun || r.words[p.first].definite() || r.isGivenName(p.first) || p.typ == Organization
}

// isPhraseEdge reports whether a noun phrase may start behind word i: it is
// punctuation, a function word or a verb.
func (r *reader) isPhraseEdge(i int) bool {
	return r.words[i].isPunct() || r.classOf(i) != "" || r.isFiniteVerb(i)
}

// apposition extends p by what stands beside it between commas: a name behind
// an office (وزير الخارجية السعودي، عادل الجبير،) or an office behind a name.
func (r *reader) apposition(p phrase, last int) phrase {
	if p.typ == Person && !p.hasName() && p.head.class == roleNoun && p.last+1 < last && (r.words[p.last].stem == wTo || r.words[p.last].stem == wIn) {
		end := p.last + 1 // السفير الروسي إلى الاتحاد، فلان
		for end < min(last, p.last+6) && !r.words[end].isPunct() && !r.words[end].tag.IsVerb() {
			end++
		}
		if end < last && r.words[end].isComma() {
			posted := p
			posted.last = end
			if posted = r.apposition(posted, last); posted.hasName() {
				return posted
			}
		}
	}
	if p.empty() || p.last+1 >= last || !r.words[p.last].isComma() {
		return p
	}
	q := r.nounPhrase(p.last+1, last)
	if q.empty() || r.words[q.first].conj || r.words[q.first].prep != "" || r.isThat(q.first) || r.words[q.first].tag.IsVerb() && !r.isGivenName(q.first) {
		return p
	}
	closed := q.last >= last || r.words[q.last].isPunct() || r.isThat(q.last) || r.classOf(q.last) != ""
	if !closed || q.last-q.first > 12 {
		return p
	}
	if p.typ == Person && !p.hasName() && q.head.class == unknownNoun && r.words[q.first].definite() && r.nameAt(q.first) == nil {
		further := p // لاعب المنتخب، المحترف في نادي الميناء، فلان
		for further.last = q.last; further.last < min(last, q.last+10) && !r.words[further.last].isPunct(); {
			further.last++
		}
		if further = r.apposition(further, last); further.hasName() {
			return further
		}
	}
	switch {
	case p.head.class == crowdNoun && !r.words[p.first].definite() && q.head.class.ofPerson() && q.hasName():
		p.nameFirst, p.nameLast, p.last, p.typ = q.nameFirst, q.nameLast, q.last, Person
	case p.typ == Person && !p.hasName() && q.head.class == unknownNoun && q.hasName() && q.typ == Person && q.last-q.first <= 5 && !isMasdar(r.words[q.first].stem) && r.words[q.first].stem != wAged,
		p.typ == Anonymous && r.isGivenName(q.first),
		p.typ == Person && !p.hasName() && q.head.class == titleNoun && q.hasName():
		p.nameFirst, p.nameLast, p.last = q.nameFirst, q.nameLast, q.last
		p.typ = Person
	case p.typ == Person && p.hasName() && q.head.class.ofPerson() && !q.hasName():
		p.last = q.last
	}
	return p
}

// lastClause returns the last verb in words[first+1:last] that opens a clause
// behind a comma or a conjunction, -1 where there is none.
func (r *reader) lastClause(first, last int) int {
	for i := last - 1; i > first; i-- {
		if r.words[i].tag.IsVerb() && (r.words[i].conj || r.words[i-1].isComma()) {
			return i
		}
	}
	return -1
}

// findComplement looks from word from on for what starts the content of a cue.
func (r *reader) findComplement(from int, cue cueReading, c *candidate, s *scope) (complement, bool) {
	const reach = 48 // words; a longer way means that the verb has no complement
	object := !c.subject.empty() || cue.Mood == arabic.Participle || r.words[c.cueFirst].pron != ""
	for k := from; k < s.last && k < from+reach; k++ {
		w := &r.words[k]
		if q := r.quoteAt(k); q != nil {
			if k == from && q.closed && q.close+1 < s.last && r.governs(cue.addressed, q.close+1) >= 0 {
				k = q.close // a name in marks: who is called upon
				continue
			}
			if cue.quote && r.isSpeech(q, k, from) {
				return complement{start: k, quote: q, by: "quote"}, true
			}
			if k == from && cue.object && r.wordsOf(q.open, min(q.close, s.last)) >= 2 {
				return complement{start: k, by: "object"}, true
			}
			if q.close >= s.last {
				return complement{}, false
			}
			k = q.close
			continue
		}
		if w.Folded == ":" && cue.quote && k+1 < s.last {
			if cue.that && r.isThat(k+1) {
				continue // وقال: إن …
			}
			return complement{start: k + 1, colon: true, by: "colon"}, true
		}
		if w.Kind != arabic.Word {
			continue
		}
		if k > from && r.words[k-1].isComma() { // قال الوزير، وفق ما نقلت الوكالة، إن
			if end, p, ok := r.attribution(k, s.last); ok && max(end, p.last) < s.last && r.words[max(end, p.last)].isComma() {
				k = max(end, p.last)
				continue
			}
		}
		if r.isThat(k) {
			if !cue.that && len(cue.addressed) == 0 {
				return complement{}, false
			}
			if w.pron != "" {
				return complement{start: r.afterDummy(k), by: "that"}, true
			}
			return complement{start: k + 1, by: "that"}, true
		}
		if class := r.classOf(k); class == "adverb" || k > from && class == "time" {
			continue
		}
		if w.prep == li && k > s.first && (belonging.has(r.words[k-1].bare()) || k > from && r.words[k-1].definite() && !isMasdar(w.bare()) && slices.Contains(cue.preps, "الى") && r.isNear(wTo, k+1, k+6)) {
			continue // المجلس التابع للمنظمة، الاتحاد الدولي لكرة القدم إلى …: a part of its name
		}
		if k > c.cueFirst+1 && r.words[k-1].tag.IsVerb() && (r.classOf(k) == "prep" || w.prep != "") {
			continue // رايات رفعت من البرج: another verb's
		}
		if r.isSpeechNoun(k) && cue.quote { // بالقول، بقوله: the same cue once more
			if r.lastClause(from, k) >= 0 {
				return complement{}, false // سأله …، اكتفى الوزير بالقول
			}
			continue
		}
		if p := r.governs(cue.preps, k); p >= 0 && r.isContentStart(p, s) && r.words[k-1].stem != wQuoting {
			if p < s.last && r.isThat(p) {
				continue
			}
			return complement{start: p, by: w.stem}, true
		}
		if p := r.governs(cue.addressed, k); p >= 0 && (object || k > from) && r.isContentStart(p, s) {
			if p < s.last && r.isThat(p) {
				continue
			}
			return complement{start: p, by: w.stem}, true
		}
		if cue.object && r.isObject(k, from, c, s) {
			return complement{start: k, by: "object"}, true
		}
		if k > c.cueFirst && len(r.cueReadings(k, arabic.Perfect, arabic.Imperfect)) > 0 && r.isVerbHere(k) && r.classOf(k-1) != "relative" && w.pron == "" &&
			!(k == c.subject.last && !c.subject.definite) && // دبلوماسي طلب …: a relative clause without a pronoun
			!(k+1 < s.last && r.words[k+1].stem == wNot && k+2 < s.last && anonymity.has(r.words[k+2].bare())) {
			return complement{}, false
		}
		if r.isParticiple(k) && k > from && !cue.quote {
			return complement{}, false
		}
		if r.isParticiple(k) && !r.isSpeechParticiple(k) {
			return complement{}, false
		}
		if w.conj && (w.stem == wBut || r.classOf(k) == "aux") {
			return complement{}, false
		}
		object = object || k > from && w.Kind == arabic.Word
	}
	return complement{}, false
}

// afterDummy returns where the content of أنه … starts: the pronoun is part of
// it, a dummy before a quotation is not.
func (r *reader) afterDummy(k int) int {
	if k+1 < len(r.words) && r.quoteAt(k+1) != nil {
		return k + 1
	}
	return k
}

// isSpeechNoun reports whether word i repeats the cue as a verbal noun: بالقول.
func (r *reader) isSpeechNoun(i int) bool {
	w := &r.words[i]
	return w.prep == bi && (w.bare() == "قول") && i > 0
}

// isSpeechParticiple reports whether word i is قائلا, which doubles a cue.
func (r *reader) isSpeechParticiple(i int) bool {
	for _, in := range arabic.VerbForms(r.words[i].stem) {
		if in.Mood == arabic.Participle && in.Lemma == lemmaSay {
			return true
		}
	}
	return false
}

// governs returns the word at which the content starts where word k is one of
// the prepositions, -1 where it is none. A clitic is part of the word that it
// governs.
func (r *reader) governs(preps []string, k int) int {
	if k >= len(r.words) { // the text ends with what would govern
		return -1
	}
	w := &r.words[k]
	for _, p := range preps {
		switch p {
		case bi, li:
			if w.prep == p && w.pron == "" && w.stem != wThat && !w.conj && w.stem != p {
				return k
			}
			if w.Folded == p && w.Kind == arabic.Word {
				return k + 1
			}
			if w.prep == p && w.pron != "" && w.stem != p && isMasdar(w.stem) {
				return k
			}
		case "object":
			if isMasdar(w.stem) && !w.definite() {
				return k
			}
		case "quote":
		default:
			if w.Kind == arabic.Word && w.stem == arabic.Fold(p) && w.pron == "" && !w.conj {
				return k + 1
			}
		}
	}
	return -1
}

// isContentStart reports whether the noun phrase at word i can be what is said:
// not an occasion (في بيان، بمؤتمر), an adverbial, a time or a person.
func (r *reader) isContentStart(i int, s *scope) bool {
	if i >= s.last {
		return false
	}
	w := &r.words[i]
	if w.isQuoteMark() {
		return true
	}
	if w.Kind != arabic.Word {
		return w.Kind == arabic.Number
	}
	if w.prep != "" && w.pron != "" && w.First+2 == w.Last {
		return false // أشاد بهم: whom, not what
	}
	if isOccasion(w.bare()) || r.classOf(i) == "time" || r.classOf(i) == "adverb" {
		return false
	}
	if notContent.has(w.stem) {
		return w.prep == ""
	}
	if c := r.nounOf(i).class; c.ofPerson() && w.prep == li || c == mediaNoun && w.prep == li {
		return false
	}
	if _, m := media().match(r.words, i, s.last); m != "" && w.prep == li {
		return false
	}
	return true
}

// isSpeech reports whether quotation q, met at word k while looking for the
// content from word from on, is speech rather than a name in marks.
func (r *reader) isSpeech(q *quotation, k, from int) bool {
	if q.used {
		return false
	}
	n := r.wordsOf(q.open, q.close)
	if k > 0 && r.words[k-1].Folded == ":" || k == from && n >= 1 && !r.isLabel(q) {
		return true
	}
	if r.isLabel(q) {
		return false
	}
	return n >= 4 || r.hasFiniteCue(q.open, q.close) || n >= 2 && (r.words[k-1].isComma() || r.isSpeechParticiple(k-1))
}

// isObjectEdge reports whether an object may start behind word i: a pause, a
// time, an adverb, or the end of a definite phrase.
func (r *reader) isObjectEdge(i int) bool {
	w := &r.words[i]
	if w.isComma() || w.isQuoteMark() || w.Folded == ")" || w.Kind == arabic.Tag || w.Kind == arabic.Number {
		return true
	}
	switch r.classOf(i) {
	case "time", "adverb":
		return true
	case "":
	default:
		return false
	}
	if w.definite() || isOrdinalDay(w) {
		return true
	}
	_, place := places().match(r.words, i, i+1)
	return place != "" || isOccasion(w.bare())
}

// isObject reports whether the noun phrase at word k is the object that says
// what is announced, denied or demanded.
func (r *reader) isObject(k, from int, c *candidate, s *scope) bool {
	w := &r.words[k]
	pointed := r.classOf(k) == "demonstrative" && k+1 < s.last && r.words[k+1].definite() // هذا المشروع
	if w.prep != "" || w.conj || r.classOf(k) != "" && w.stem != wNot && !pointed || w.pron != "" && !isMasdar(w.stem) {
		return false
	}
	if k > from && !r.isObjectEdge(k-1) {
		return false
	}
	if isAccusativeAdverb(w) || r.isParticiple(k) || w.tag.IsVerb() && r.isFiniteVerb(k) && !isMasdar(w.stem) {
		return false
	}
	if k+1 >= s.last {
		return false
	}
	if !w.definite() && isMasdar(w.stem) && w.Kind == arabic.Word {
		return true
	}
	return k == r.skipAdverbials(from, s) && !c.subject.empty() && c.subject.first > c.cueFirst && !r.nounOf(k).class.ofPerson() && w.Kind == arabic.Word
}
