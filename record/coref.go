package record

import (
	"slices"
	"strings"

	"isnad/arabic"
)

// resolve returns the entity that phrase p, used as a source, speaks of; it
// makes one where the article has none yet. The sieves go from the surest to
// the least sure: the same name, a part of the name, a name that begins here,
// the same description, the head of a description.
func (r *reader) resolve(p phrase) *entity {
	for _, sieve := range []func(phrase) *entity{r.byHonorific, r.byFullName, r.byPartOfName, r.byPlace, r.byDescription, r.byHead} {
		if e := sieve(p); e != nil {
			e.tentative = false
			if !covers(e.mentions, r.span(p.first, p.last)) {
				r.mention(e, p.first, p.last, mentionKind(p))
			}
			if p.hasName() && p.typ == Person && e.typ == Person {
				r.addPerson(p)
			}
			return e
		}
	}
	e := &entity{typ: p.typ, head: p.head, feminine: p.head.feminine, plural: p.head.plural, order: p.first}
	first, last := p.first, p.last
	if p.hasName() {
		first, last = p.nameFirst, p.nameLast
	}
	e.key, e.name = r.keyOf(first, last), r.textOfName(first, last)
	if p.hasName() && p.nameFirst > p.first {
		r.addRole(e, p.first, p.nameFirst)
	}
	if p.typ == Person && !p.hasName() {
		e.roles = append(e.roles, e.key)
	}
	r.entities.add(e)
	r.mention(e, p.first, p.last, mentionKind(p))
	return e
}

func mentionKind(p phrase) MentionKind {
	if p.hasName() {
		return NameMention
	}
	return NominalMention
}

// byPlace knows the entity whose name was found where that of p begins.
func (r *reader) byPlace(p phrase) *entity {
	first := p.first
	if p.hasName() {
		first = p.nameFirst
	}
	at := r.words[first].start
	for _, e := range r.entities.all {
		if !compatible(e.typ, p.typ) {
			continue
		}
		k, found := slices.BinarySearchFunc(e.mentions, at, func(m Mention, at int) int { return m.Start - at })
		if !found || e.mentions[k].Kind != NameMention {
			continue
		}
		if key := r.keyOf(first, max(p.nameLast, first)); e.typ == Person && p.typ == Person && len(key) > len(e.key) && isHead(key, e.key) {
			e.key, e.name = key, r.textOfName(p.nameFirst, p.nameLast)
		}
		return e
	}
	return nil
}

// isHead reports whether short begins long.
func isHead(long, short []string) bool {
	return len(short) <= len(long) && len(short) > 0 && slices.Equal(long[:len(short)], short)
}

// byHonorific knows سموه (His Highness), معاليه (His Excellency) by the person
// named last before: such a word stands for a pronoun.
func (r *reader) byHonorific(p phrase) *entity {
	if p.last-p.first != 1 || !r.isHonorific(p.first) {
		return nil
	}
	var best *entity
	for _, e := range r.entities.all {
		if at := r.lastMention(e, p.first); e.typ == Person && at >= 0 && (best == nil || at > r.lastMention(best, p.first)) {
			best = e
		}
	}
	return best
}

// isHonorific reports whether word i is a form of address with a pronoun.
func (r *reader) isHonorific(i int) bool {
	w := &r.words[i]
	if w.pron != "" {
		return honorifics.has(w.stem)
	}
	stem, ok := strings.CutSuffix(strings.TrimSuffix(w.stem, "ا"), "ه")
	return ok && honorifics.has(stem)
}

func (r *reader) byFullName(p phrase) *entity {
	if !p.hasName() {
		return nil
	}
	key := r.keyOf(p.nameFirst, p.nameLast)
	for _, e := range r.entities.all {
		if e.hasKey(key) && compatible(e.typ, p.typ) {
			return e
		}
	}
	return nil
}

// byPartOfName knows الكاظمي by مصطفى الكاظمي, and a body by the start of its
// name or by the name without its head (لجنة SPCC, SPCC).
func (r *reader) byPartOfName(p phrase) *entity {
	if !p.hasName() {
		return nil
	}
	key := r.bareWords(p.nameFirst, p.nameLast)
	var best *entity
	for _, e := range r.entities.all {
		if !compatible(e.typ, p.typ) || len(key) == 0 {
			continue
		}
		same := isTail(e.key, key) || isTail(key, e.key) && len(e.key) > 1 ||
			e.typ == Person && len(key) == 1 && slices.Contains(e.key, key[0]) && !isGivenOnly(key[0]) ||
			e.typ == Person && len(key) > 1 && len(e.key) > 1 && key[0] == e.key[0] && key[len(key)-1] == e.key[len(e.key)-1] ||
			e.typ == Organization && len(key) > 1 && isHead(e.key, key) ||
			slices.ContainsFunc(e.aliases, func(a []string) bool { return slices.Equal(a, key) })
		if same && (best == nil || e.typ == p.typ && best.typ != p.typ) {
			best = e
		}
	}
	return best
}

func isGivenOnly(name string) bool {
	_, ok := givenNames()[name]
	return ok
}

// compatible reports whether a phrase read as one type may speak of an entity
// of another: what looks like a surname may be a body, a place may act as one.
func compatible(entity, phrase EntityType) bool {
	return entity == phrase || entity == Person && phrase == Organization ||
		phrase == Organization && entity == Location ||
		entity == Organization && phrase == Person
}

// byDescription knows الوزير السعودي by وزير الخارجية السعودي عادل الجبير: every
// word of the description is in one of the person's roles.
func (r *reader) byDescription(p phrase) *entity {
	if p.hasName() || !p.definite || p.typ == Document || p.head.class.ofBody() {
		return nil
	}
	words := r.bareWords(p.first, p.last)
	var best *entity
	for _, e := range r.entities.all {
		if e.typ != Person || !e.before(r.words[p.first].Start) && best != nil {
			continue
		}
		if slices.ContainsFunc(e.roles, func(role []string) bool { return holdsAll(role, words) }) {
			if best == nil || r.lastMention(e, p.first) >= r.lastMention(best, p.first) {
				best = e
			}
		}
	}
	return best
}

// byHead knows المتحف by متحف الهولوكوست, and المصدر, المتحدث by the unnamed
// source described before.
func (r *reader) byHead(p phrase) *entity {
	if p.hasName() || !r.words[p.first].definite() {
		return nil
	}
	words := r.bareWords(p.first, p.last)
	if n := len(words); n > 1 && itself.has(words[n-1]) {
		words = words[:n-1]
	}
	var best *entity
	for _, e := range r.entities.all {
		if len(e.mentions) == 0 || !e.before(r.words[p.first].Start) {
			continue
		}
		match := len(e.key) > 0 && holdsAll(e.key, words) && e.typ != Person && e.typ != Location && sameHead(e.key[0], words[0])
		for _, role := range e.roles {
			match = match || len(role) > 0 && sameHead(role[0], words[0]) && len(words) == 1
		}
		if match && (best == nil || r.lastMention(e, p.first) > r.lastMention(best, p.first)) {
			best = e
		}
	}
	return best
}

// sameHead reports whether two head nouns are the same word up to gender.
func sameHead(a, b string) bool {
	return strings.TrimSuffix(a, "ه") == strings.TrimSuffix(b, "ه")
}

func holdsAll(in, words []string) bool {
	if len(words) == 0 {
		return false
	}
	for _, w := range words {
		if !slices.Contains(in, w) {
			return false
		}
	}
	return true
}

func (e *entity) before(pos int) bool { return len(e.mentions) > 0 && e.mentions[0].Start < pos }

// lastMention is the text position of e's last mention before word i, -1 if
// there is none.
func (r *reader) lastMention(e *entity, i int) int {
	pos := -1
	for _, m := range e.mentions {
		if m.Start < r.words[i].Start {
			pos = m.Start
		}
	}
	return pos
}

// droppedSubject returns the entity that a verb at word i without a subject
// speaks of: the source of a statement earlier in the sentence, else whoever
// the sentence names first (واقتادت البحرية السفينة، وقالت إن), else the nearest
// earlier source; each only where it agrees with the verb.
func (r *reader) droppedSubject(i int, in arabic.Inflection, s *scope, earlier []*candidate) *entity {
	if last := lastOf(earlier); last == nil || last.cueFirst < s.first {
		if e := r.firstNamed(s.first, i, in, false); e != nil {
			return e
		}
		if p := r.mainSubject(i, in, s); !p.empty() {
			return r.resolve(p)
		}
	}
	for _, fits := range []func(c *candidate) bool{
		func(c *candidate) bool { return !c.nested && agrees(c.source, in) },
		func(c *candidate) bool { return agrees(c.source, in) },
		func(c *candidate) bool { return !c.nested },
	} {
		for _, c := range slices.Backward(earlier) {
			if c.source != nil && fits(c) {
				return c.source
			}
		}
	}
	return nil
}

// mainSubject returns the subject of the verb that opens the sentence, if it is a
// person or body that agrees with a verb at word i: أصدرت الوزارة بيانا قالت فيه.
func (r *reader) mainSubject(i int, in arabic.Inflection, s *scope) phrase {
	if s.first+2 >= i || !r.isFiniteVerb(s.first) {
		return phrase{}
	}
	p := r.nounPhrase(r.skipAdverbials(s.first+1, s), i)
	if p.empty() || !p.definite || !p.head.class.ofPerson() && !p.head.class.ofBody() || in.Number == arabic.Plural {
		return phrase{}
	}
	if in.Gender != arabic.AnyGender && p.head.feminine != (in.Gender == arabic.Feminine) {
		return phrase{}
	}
	return p
}

func lastOf(cs []*candidate) *candidate {
	if len(cs) == 0 {
		return nil
	}
	return cs[len(cs)-1]
}

// firstNamed returns the person or body that words[first:last] name first, if
// it agrees with a verb and, unless it may stand anywhere, stands where a subject
// can. Where something was posted is none.
func (r *reader) firstNamed(first, last int, in arabic.Inflection, anywhere bool) *entity {
	if last-first < 3 {
		return nil
	}
	span := r.span(first, last)
	held := last+1 < len(r.words) && r.words[last+1].stem == wIn && r.words[last+1].pron != "" // بيان للوزارة قالت فيه
	var found *entity
	pos := span.End
	for _, e := range r.entities.all {
		if e.tentative || e.typ != Person && e.typ != Organization || !agrees(e, in) || len(e.key) > 0 && platforms.has(e.key[0]) {
			continue
		}
		for _, m := range e.mentions {
			if m.Start >= span.Start && m.Start < pos && m.Kind != DroppedMention && (anywhere || held || r.mayAct(e, r.doc.TokenAt(m.Start))) {
				found, pos = e, m.Start
			}
		}
	}
	return found
}

// agrees reports whether a verb can have e as its subject. Participles and
// verbal nouns agree with anything, and a masculine verb is often used of a
// body whose name is feminine only by its head.
func agrees(e *entity, in arabic.Inflection) bool {
	if in.Gender == arabic.AnyGender {
		return true
	}
	if in.Number == arabic.Plural {
		return e.plural || e.typ == Organization || e.typ == Anonymous
	}
	switch e.typ {
	case Person:
		return e.feminine == (in.Gender == arabic.Feminine)
	case Location:
		return in.Gender == arabic.Feminine
	case Document:
		return e.feminine == (in.Gender == arabic.Feminine)
	}
	if in.Gender == arabic.Feminine {
		return e.feminine || e.plural
	}
	return !e.feminine
}

// mayAct reports whether e, mentioned at word i, stands where the subject of a
// clause can: not behind a preposition (عنصر في الحركة), and a body or place not
// annexed to a noun (رئيس الاتحاد).
func (r *reader) mayAct(e *entity, i int) bool {
	if w := &r.words[i]; w.prep != "" || i == 0 {
		return w.prep == ""
	}
	prev := &r.words[i-1]
	if r.classOf(i-1) == "prep" {
		return false
	}
	annexed := prev.Kind == arabic.Word && !r.words[i].conj && prev.tag == arabic.NOUN && !prev.definite() && prev.pron == "" && r.classOf(i-1) == ""
	return e.typ == Person || !annexed
}
