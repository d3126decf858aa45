package record

import (
	"strings"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

// phrase is a noun phrase that names or describes someone or something, as a
// range of words, with what its words tell.
type phrase struct {
	first, last int
	head        nounEntry
	typ         EntityType
	// name is the range of the proper name inside a phrase that holds one;
	// empty for a mere description (الرئيس الأميركي).
	nameFirst, nameLast int
	definite            bool // the description is definite, so it points to someone known
}

func (p *phrase) empty() bool   { return p.last <= p.first }
func (p *phrase) hasName() bool { return p.nameLast > p.nameFirst }

// hasNamedPerson reports whether p names someone, or describes by an office.
func (p *phrase) hasNamedPerson() bool {
	return p.head.class.ofPerson() || p.head.class.ofBody() || p.typ == Person && p.hasName()
}

// nounPhrase reads the noun phrase that starts at word i and ends before last;
// an empty phrase where none starts there. It is greedy: what may still belong
// to the phrase does (see splitObject for the verbs that take an object).
func (r *reader) nounPhrase(i, last int) phrase {
	const longest = 32 // words; titles with a name behind them stay below it
	last = min(last, i+longest)
	if r.isTitleLetter(i, last) { // د. فلان
		i += 2
	}
	first := i
	if i+2 < last && r.words[i].stem == wAll && r.words[i+1].stem == wOf { // كل من فلان وفلان
		i += 2
		first = i
	}
	if i+1 < last && r.classOf(i) == "demonstrative" && (r.words[i+1].definite() || r.nounOf(i+1).class.ofPerson()) {
		i++
		first++
	}
	if i < last && r.words[i].isQuoteMark() { // "فرانس برس" as a source
		if q := r.quoteAt(i); q != nil && q.closed && q.close < last && r.wordsOf(q.open, q.close) <= 4 && !r.hasFiniteCue(q.open+1, q.close) {
			p := r.describe(first+1, q.close)
			return p
		}
		return phrase{}
	}
	if i < last && r.words[i].Kind == arabic.Tag {
		return r.describeTag(i)
	}
	if i >= last || r.words[i].Kind != arabic.Word || r.words[i].future || r.stopsPhrase(i) || r.isFiniteVerb(i) && !r.isGivenName(i) {
		return phrase{}
	}
	for i++; i < last && r.continuesPhrase(first, &i, last); i++ {
	}
	i = min(i, last)
	for i > first+1 && r.words[i-1].isPunct() && !r.words[i-1].isQuoteMark() && r.words[i-1].Folded != ")" {
		i--
	}
	return r.describe(first, i)
}

// isTitleLetter reports whether word i is a title shortened to a letter: د. م. أ.
func (r *reader) isTitleLetter(i, last int) bool {
	return i+2 < last && r.words[i].Kind == arabic.Word && len(r.words[i].Folded) == len("د") && r.words[i].Folded[0] >= 0x80 && r.words[i+1].Folded == "."
}

// stopsPhrase reports whether word i is a function word that ends a phrase.
func (r *reader) stopsPhrase(i int) bool {
	switch r.classOf(i) {
	case "", "adverb":
		return r.classOf(i) == "adverb"
	}
	return true
}

// continuesPhrase reports whether the phrase that starts at first goes on at
// word *i, and moves *i to the last word that it then takes in.
func (r *reader) continuesPhrase(first int, i *int, last int) bool {
	w, prev := &r.words[*i], &r.words[*i-1]
	switch {
	case r.isNameInside(*i), r.nounOf(first).class == mediaNoun && r.inMedium(first+1, *i, last):
		return true
	case w.isQuoteMark():
		q := r.quoteAt(*i)
		if q == nil || !q.closed || q.close >= last || r.wordsOf(q.open, q.close) > 5 || r.hasFiniteCue(q.open+1, q.close) {
			return false
		}
		// A name in marks belongs to the noun that it names.
		if c := r.nounOf(*i - 1).class; c == unknownNoun && !r.isAbbreviation(q) && prev.prep == "" && r.nounOf(first).class == unknownNoun {
			return false
		}
		*i = q.close
		return true
	case w.Folded == "(":
		for j := *i + 1; j < last && j < *i+5; j++ {
			if r.words[j].Folded == ")" {
				*i = j
				return true
			}
		}
		return false
	case w.Folded == "-" || w.Folded == ".":
		return w.Start == prev.End && *i+1 < last && r.words[*i+1].Start == w.End && r.words[*i+1].Kind == arabic.Word
	case w.Kind == arabic.Tag:
		return true
	case w.Kind != arabic.Word:
		return false
	}
	if (r.isFiniteVerb(*i) || w.tag.IsVerb() && strings.HasSuffix(w.surface, "وا")) && !w.definite() && !r.isGivenName(*i) && !settlements.has(prev.bare()) {
		return false
	}
	if _, ok := r.definiteMasdar(*i); ok && !w.conj && w.prep == "" {
		return false // نقل عن فلان القول إن
	}
	if _, ok := r.possessedMasdar(*i); ok || w.future || r.isParticiple(*i) || strings.HasSuffix(w.surface, "ةً") || isAccusativeAdverb(w) && !r.isGivenName(*i) {
		return false
	}
	if w.conj {
		return r.joins(first, *i)
	}
	if bare, ok := strings.CutSuffix(w.stem, "ا"); ok && prev.definite() && w.tag == arabic.NOUN && (r.isAccusative(*i) || lexicon.Forms()[bare] > 0) &&
		!r.isGivenName(*i) && !r.inName(*i) && !r.isPlaceAt(*i, last) {
		return false // اعتبرها الشباب | نموذجا، اتهم التقرير | جنودا
	}
	if r.nounOf(first).class.ofBody() && *i == first+1 && prev.definite() && w.definite() && r.nounOf(*i).class.ofPerson() && r.nounOf(*i).plural {
		return false // who is addressed: دعت الهيئة السكان
	}
	if c := r.nounOf(*i).class; c == mediaNoun && !w.definite() && r.isSettled(first, *i) {
		return false // who is told: أبلغت الجمارك وكالة …
	} else if c.ofBody() && w.prep == "" && w.definite() && prev.definite() && r.nounOf(first).class.ofBody() {
		return false // the body that is addressed: طالب المجلس الهيئة
	}
	if r.nounOf(first).class.ofBody() && r.isSettled(first, *i) && !w.definite() && w.prep == "" && !w.conj && w.Folded[0] >= 0x80 && r.classOf(*i) == "" {
		// The adjectives of a definite body are definite; this is an object.
		if _, place := places().match(r.words, *i, last); place == "" {
			return false
		}
	}
	switch class := r.classOf(*i); class {
	case "":
	case "prep":
		return r.phrasePreposition(first, *i, last)
	default:
		return false
	}
	switch w.prep {
	case bi:
		if w.stem == wName { // متحدث باسم, spokesman for
			return true
		}
		_, place := places().match(r.words, *i, last)
		c := r.nounOf(*i).class
		return r.nounOf(first).class.ofPerson() && (c == placeNoun || c == bodyNoun || place != "")
	case ka:
		return false
	case li:
		if w.pron != "" {
			return false
		}
		c := r.nounOf(*i).class
		if c == mediaNoun || c == roleNoun && r.nounOf(*i).plural {
			return false
		}
		if _, m := media().match(r.words, *i, last); m != "" {
			return false
		}
		h := r.nounOf(first).class
		return h.ofPerson() || h.ofBody() || h == documentNoun
	}
	return true
}

// inMedium reports whether the listed name of a medium that begins in words[first:i]
// goes on at word i: نيويورك | تايمز.
func (r *reader) inMedium(first, i, last int) bool {
	for j := first; j < i; j++ {
		if end, name := media().match(r.words, j, last); name != "" && end > i {
			return true
		}
	}
	return false
}

// isSettled reports whether the phrase in words[first:i] is definite by its last
// word: an article, a place or a name in marks.
func (r *reader) isSettled(first, i int) bool {
	w := &r.words[i-1]
	if w.definite() || w.isQuoteMark() || w.Folded == ")" {
		return true
	}
	_, place := places().match(r.words, i-1, i)
	return place != ""
}

// isPlaceAt reports whether the listed name of a place begins at word i.
func (r *reader) isPlaceAt(i, last int) bool {
	_, place := places().match(r.words, i, last)
	return place != ""
}

// phrasePreposition reports whether the preposition at i continues a phrase:
// في after a post (مسؤول في الجيش), من after a part (أحد المقربين من).
func (r *reader) phrasePreposition(first, i, last int) bool {
	if i+1 >= last {
		return false
	}
	head := r.nounOf(first)
	next := &r.words[i+1]
	switch r.words[i].stem {
	case wIn:
		if !head.class.ofPerson() || next.Kind != arabic.Word || isOccasion(next.bare()) || r.classOf(i+1) != "" {
			return false
		}
		n := r.nounOf(i + 1).class
		_, isPlace := places().match(r.words, i+1, last)
		return next.definite() && (n == unknownNoun || n.ofBody() || n == placeNoun) || n.ofBody() || isPlace != ""
	case wOf:
		return head.class == crowdNoun && (head.singular != wSource || near.has(r.words[i-1].stem)) && i-first <= 2
	case wAt, wBetween:
		return head.class == roleNoun
	}
	return false
}

// isOccasion reports whether a noun names an occasion of speech or a time,
// which a phrase for a person does not take in.
func isOccasion(bare string) bool {
	_, ok := occasions()[bare]
	return ok || notOccasions.has(bare)
}

// joins reports whether the word with a conjunction at i goes on with the
// phrase that starts at first: another name, office or body of the same kind.
func (r *reader) joins(first, i int) bool {
	w, prev := &r.words[i], &r.words[i-1]
	if w.prep != "" || w.pron != "" && !r.nounOf(i).class.ofBody() || r.classOf(i) != "" {
		return false
	}
	if w.definite() && prev.definite() {
		return true
	}
	c := r.nounOf(i).class
	if c.ofPerson() || c.ofBody() {
		return true
	}
	end, place := places().match(r.words, i, len(r.words))
	return place != "" && end > i && !w.definite() || r.isGivenName(i)
}

// isFiniteVerb reports whether word i reads as a finite verb of the lexicon, in
// the third person outside quotations: نصر is a name, not "we insist".
func (r *reader) isFiniteVerb(i int) bool {
	w := &r.words[i]
	if w.Kind != arabic.Word || w.prep != "" || !w.tag.IsVerb() && r.nounOf(i).class.ofBody() {
		return false // نادي: club, not "he called"
	}
	for _, in := range arabic.VerbForms(w.stem) {
		if (in.Mood == arabic.Perfect || in.Mood == arabic.Imperfect) && (in.Person == 3 || r.insideQuote(i) != nil) {
			return true
		}
	}
	return false
}

func (r *reader) isParticiple(i int) bool {
	if i > 0 && (r.words[i-1].Kind == arabic.Number || r.words[i-1].tag == arabic.NUM) {
		return false // 17 طالبا: what is counted
	}
	for _, in := range arabic.VerbForms(r.words[i].stem) {
		if in.Mood == arabic.Participle && cues()[in.Lemma] != nil && strings.HasSuffix(r.words[i].stem, "ا") {
			return true
		}
	}
	return false
}

func (r *reader) hasFiniteCue(first, last int) bool {
	for i := first; i < last; i++ {
		if len(r.cueReadings(i, arabic.Perfect, arabic.Imperfect)) > 0 {
			return true
		}
	}
	return false
}

// isAccusativeAdverb reports whether an indefinite word in the accusative
// describes how something is said (مازحا، محذرا): the patterns فاعلا and
// مفعلا, or a written tanwin.
func isAccusativeAdverb(w *word) bool {
	if strings.HasSuffix(w.surface, "ًا") || strings.HasSuffix(w.surface, "اً") {
		return true
	}
	letters := []rune(w.stem)
	n := len(letters)
	if n < 5 || n > 7 || letters[n-1] != 'ا' || w.definite() {
		return false
	}
	return n == 5 && letters[1] == 'ا' && letters[n-2] != 'ي' && letters[0] != 'ا' && letters[0] != 'م'
}

func (r *reader) isGivenName(i int) bool {
	w := &r.words[i]
	g, ok := givenNames()[w.stem]
	if ok && functionClass()[w.stem] != "" { // علي is على as Egypt's papers write it
		return strings.HasSuffix(w.surface, "ي") && i > 0 && r.nounOf(i-1).class.ofPerson()
	}
	return ok && !g.common && w.prep == ""
}

// isAbbreviation reports whether what is quoted is one short word.
func (r *reader) isAbbreviation(q *quotation) bool { return q.close-q.open <= 2 }

// describe reads the words of a phrase: its type, and the proper name in it.
func (r *reader) describe(first, last int) phrase {
	p := phrase{first: first, last: last}
	if first >= last {
		return p
	}
	p.head = r.nounOf(first)
	p.definite = r.words[first].definite()
	switch {
	case p.head.class.ofPerson():
		r.describePerson(&p)
	case p.head.class.ofBody():
		p.typ = Organization
		p.nameFirst, p.nameLast = first, r.trimBody(first, last)
		if p.head.class == mediaNoun {
			r.findMedium(&p)
		}
		p.definite = true
		// بيان وزارة …, المتحف alone: one definite word points back.
		if last-first == 1 && r.words[first].definite() {
			p.nameFirst, p.nameLast = 0, 0
		}
	case p.head.class == documentNoun:
		p.typ = Document
		if !r.words[first].definite() || last-first > 1 {
			p.nameFirst, p.nameLast = first, last
			for i := first + 1; i < last; i++ {
				if issued.has(r.words[i].bare()) { // بيان | صادر عن الوزارة
					p.nameLast = i
					break
				}
			}
		}
	default:
		if end, name := media().match(r.words, first, last); name != "" && end == last {
			p.typ, p.nameFirst, p.nameLast = Organization, first, last
			return p
		}
		if end, name := places().match(r.words, first, last); name != "" && end >= last-1 {
			p.typ, p.nameFirst, p.nameLast = Organization, first, last
			return p
		}
		p.nameFirst, p.nameLast = first, r.trimName(first, last)
		p.typ = Person
		if w := &r.words[first]; w.definite() && (isPluralNoun(w.stem) || last-first > 1 && r.words[last-1].definite() && !r.isNisbaName(first, last)) {
			p.typ = Organization
		}
	}
	return p
}

// describeTag reads a hashtag as a name: #سليم_الحداد, #سرمد.
func (r *reader) describeTag(i int) phrase {
	name := strings.ReplaceAll(strings.TrimPrefix(r.words[i].Folded, "#"), "_", " ")
	p := phrase{first: i, last: i + 1, typ: Person, nameFirst: i, nameLast: i + 1, definite: true}
	if head, _, _ := strings.Cut(name, " "); name == "" || name[0] < 0x80 && name[0] != '@' {
		return phrase{}
	} else if n := nounIndex()[strings.TrimPrefix(head, al)]; n.class.ofBody() || places().names[name] != "" || bodyNames().names[name] != "" {
		p.typ, p.head = Organization, n
	}
	return p
}

// isNisbaName reports whether two definite words are a surname rather than a
// description; only a phrase of names without adjectives is.
func (r *reader) isNisbaName(first, last int) bool { return last-first == 1 }

// isPluralNoun reports whether a definite noun has a sound plural ending, as
// the names of peoples and groups do.
func isPluralNoun(stem string) bool {
	return len(stem) > 2*5 && (strings.HasSuffix(stem, "ون") || strings.HasSuffix(stem, "ين") || strings.HasSuffix(stem, "ات"))
}

// trimBody ends the name of a body: behind a name in marks that follows the
// head noun, before an abbreviation in marks or brackets, and before التابع لـ
// (belonging to).
func (r *reader) trimBody(first, last int) int {
	for i := first + 1; i < last; i++ {
		w := &r.words[i]
		if q := r.quoteAt(i); q != nil {
			if c := r.words[min(q.open+1, last-1)].Folded; c != "" && c[0] < 0x80 {
				return i
			}
			return min(q.close+1, last)
		}
		if w.Folded == "(" || belonging.has(w.bare()) || r.isIndefiniteObject(i) || w.conj && r.nounOf(i).class == r.nounOf(first).class && !w.definite() && r.words[i-1].definite() {
			return i // of joint bodies the first
		}
		if (i >= first+2 || r.words[first].definite()) && w.definite() && r.words[i-1].definite() && !w.conj && w.prep == "" && w.tag == arabic.NOUN && !strings.HasSuffix(w.stem, "ي") && !strings.HasSuffix(w.stem, "يه") {
			return i // ستفتح وزارة النقل | المعبر: the object of the verb before
		}
	}
	return last
}

// findMedium narrows the name of a phrase headed by وكالة, قناة … to the listed
// name inside it.
func (r *reader) findMedium(p *phrase) {
	for i := p.first; i < p.last; i++ {
		if end, name := media().match(r.words, i, p.last); name != "" {
			if q := r.insideQuote(i); q != nil && q.closed && q.close <= p.last && r.wordsOf(q.open, q.close) <= 4 {
				i, end = q.open+1, q.close
			}
			p.nameFirst, p.nameLast = i, end
			return
		}
	}
}

// describePerson tells a named person from a described one. The name starts at
// the first word that can be no part of the description: indefinite, after the
// description has become definite (وزير الخارجية الروسي | سيرغي لافروف).
func (r *reader) describePerson(p *phrase) {
	p.typ = Person
	if p.head.class == crowdNoun || p.head.plural {
		// أحد المقربين من فلان, المنتقدون: the names inside are of others.
		p.typ = Anonymous
		p.definite = r.words[p.first].definite()
		return
	}
	settled := r.words[p.first].definite()
	for i := p.first + 1; i < p.last; i++ {
		w := &r.words[i]
		if w.Kind == arabic.Tag { // وزير النقل #سليم_الحداد، رئيس #سرمد
			if r.describeTag(i).typ == Person {
				p.nameFirst, p.nameLast = i, i+1
				return
			}
			settled = true
			continue
		}
		if w.Kind != arabic.Word {
			if q := r.quoteAt(i); q != nil && q.close < p.last {
				i, settled = q.close, true
			}
			if w.Folded == "(" {
				for i+1 < p.last && r.words[i].Folded != ")" {
					i++
				}
			}
			continue
		}
		switch end, place := places().match(r.words, i, p.last); {
		case w.definite():
			settled = true
			continue
		case place != "" && !r.isGivenName(i):
			settled = true
			i = end - 1
			continue
		case i > p.first+1 && (r.words[i-1].bare() == "عاصمه" || settlements.has(r.words[i-1].bare())): // شرطة مدينة سرمد
			settled = true
			continue
		case r.nounOf(i).class.ofPerson() && !r.isGivenName(i):
			settled = false
			continue
		case r.nounOf(i).class != unknownNoun && !r.isGivenName(i):
			settled = false
			continue
		case w.stem == wIn && i+1 < p.last:
			// المسؤول الصحي في عدن | الخضر صالح
			if end, place := places().match(r.words, i+1, p.last); place != "" && end < p.last && !r.words[end].conj && r.words[end].prep == "" {
				p.nameFirst, p.nameLast = end, r.trimName(end, p.last)
				return
			}
			continue
		case w.prep != "" || r.classOf(i) != "" || w.conj:
			if w.prep == li && strings.HasPrefix(w.stem, al) {
				settled = true
			}
			continue
		case w.pron != "" && !r.isGivenName(i):
			settled = true
			continue
		case !settled && !r.isGivenName(i):
			continue
		case isMasdar(w.stem) && r.doc.Stem(i).Tag == arabic.NOUN && r.nameAt(i) == nil && !r.isGivenName(i):
			p.definite = settled
			return // رئيس البلدية | زيارة سروان: the object of the verb before
		case i == p.first+1 && p.head.class != titleNoun && !r.isGivenName(i) && !r.words[p.first].definite():
			continue
		}
		p.nameFirst, p.nameLast = i, r.trimName(i, p.last)
		return
	}
	p.definite = settled
	if !settled {
		p.typ, p.definite = Anonymous, false
	}
	// A description that starts without the article and is settled only by
	// what follows (متحدث باسم الجيش) describes someone unnamed; an office
	// does not (رئيس الوزراء العراقي).
	if p.typ == Person && !r.words[p.first].definite() && unnamedRoles.has(p.head.singular) {
		p.typ = Anonymous
	}
}

// trimName ends a proper name before what is no part of it.
func (r *reader) trimName(first, last int) int {
	for i := first + 1; i < last; i++ {
		w := &r.words[i]
		if w.definite() && i > first+1 && !r.words[i-1].definite() && !r.linksNames(i-1) &&
			(!nameLinks.has(r.words[i-2].stem) || r.nounOf(i).class != unknownNoun || isPluralNoun(w.stem)) {
			return i // دونالد ترامب | الانسحاب: no surname follows a surname
		}
		if w.definite() && r.words[i-1].definite() && i > first+1 && (isPluralNoun(w.stem) || r.nounOf(i).class.ofBody()) {
			return i // who is addressed: دعا فلان الفلاني النقابات
		}
		if w.pron != "" && !r.isGivenName(i) && !r.isGivenName(i-1) {
			return i // السيسي زيارته: his visit
		}
		if w.Folded == "(" || w.isQuoteMark() || r.nounOf(i).class.ofPerson() && (!w.definite() || r.words[i-1].definite()) && !r.isGivenName(i) || r.classOf(i) != "" && w.stem != wSon && !r.isNameInside(i) || w.prep != "" && !r.isGivenName(i) && w.stem != wGod {
			return i
		}
	}
	return last
}

// linksNames reports whether word i can stand before a surname with the
// article: a given name, بن, آل, or عبد and its like.
func (r *reader) linksNames(i int) bool {
	if r.isGivenName(i) {
		return true
	}
	if g, ok := givenNames()[r.words[i].stem]; ok && g.common {
		return true
	}
	return nameLinks.has(r.words[i].stem)
}

// textOfName is the text of words[first:last] as a name: quotation marks and
// brackets left out, spaces single, a clitic before the first word cut.
func (r *reader) textOfName(first, last int) string {
	var b strings.Builder
	end := 0 // of the word written last
	for i := first; i < last; i++ {
		w := &r.words[i]
		if w.isQuoteMark() || w.Folded == "(" || w.Folded == ")" {
			continue
		}
		if b.Len() > 0 && w.Start > end {
			b.WriteByte(' ')
		}
		end = w.End
		text := w.surface
		if i == first {
			text = r.doc.Text[r.words[i].start:w.End]
			if w.prep == li && strings.HasPrefix(w.stem, al) && !strings.HasPrefix(arabic.Fold(text), al) {
				text = al + strings.TrimPrefix(text, li)
			}
		}
		b.WriteString(strings.Trim(text, "#"))
	}
	return strings.ReplaceAll(b.String(), "_", " ")
}
