package record

import (
	"slices"
	"strconv"
	"strings"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

// entities gathers who and what an article speaks of.
type entities struct {
	all []*entity
}

// entity is an Entity in the making.
type entity struct {
	typ      EntityType
	name     string
	key      []string   // folded words of the name, article and clitics cut
	aliases  [][]string // keys of further names, such as initials
	roles    [][]string // folded words of each description
	roleText []string
	head     nounEntry
	feminine bool // known to be of feminine gender
	plural   bool
	mentions []Mention
	order    int // word of the first mention
	// tentative is set of what may be a common noun: it is kept where it speaks.
	tentative bool
}

// list returns the entities in the order of their first mention.
func (es *entities) list() []Entity {
	kept := slices.DeleteFunc(slices.Clone(es.all), func(e *entity) bool { return len(e.mentions) == 0 || e.tentative })
	slices.SortStableFunc(kept, func(a, b *entity) int { return a.mentions[0].Start - b.mentions[0].Start })
	es.all = kept
	out := make([]Entity, len(kept))
	for i, e := range kept {
		out[i] = Entity{ID: "e" + strconv.Itoa(i+1), Type: e.typ, Name: e.name, Roles: e.roleText, Mentions: e.mentions}
	}
	return out
}

// id returns the identifier that list gives e, "" for nil.
func (es *entities) id(e *entity) string {
	if i := slices.Index(es.all, e); e != nil && i >= 0 {
		return "e" + strconv.Itoa(i+1)
	}
	return ""
}

// mention notes that e is spoken of at words[first:last].
func (r *reader) mention(e *entity, first, last int, kind MentionKind) {
	s := r.span(first, last)
	if first < last && kind == NameMention {
		s.Start = r.words[first].start // a clitic is no part of the name
	}
	i, found := slices.BinarySearchFunc(e.mentions, s, func(m Mention, s arabic.Span) int { return m.Start - s.Start })
	if found {
		e.mentions[i].End = max(e.mentions[i].End, s.End)
		return
	}
	e.mentions = slices.Insert(e.mentions, i, Mention{s, kind})
}

// bareWords returns the folded words of a range without articles and marks.
func (r *reader) bareWords(first, last int) []string {
	var out []string
	for i := first; i < last; i++ {
		if w := &r.words[i]; w.Kind == arabic.Word || w.Kind == arabic.Number {
			out = append(out, w.bare())
		} else if w.Kind == arabic.Tag {
			out = append(out, strings.Fields(strings.ReplaceAll(strings.TrimPrefix(w.Folded, "#"), "_", " "))...)
		}
	}
	return out
}

// findEntities gathers named persons with their offices, bodies, media and
// places in the whole article, so that a headline's الجبير can be known by
// what the text says later.
func (r *reader) findEntities() {
	for _, p := range r.parts {
		for _, s := range p.sentences {
			for i := s.First; i < s.Last; i++ {
				i = r.entityAt(i, min(s.Last, p.last)) - 1
			}
		}
	}
	r.findSurnames()
}

// entityAt notes the entity that is named at word i, if any, and returns the
// word to go on with.
func (r *reader) entityAt(i, last int) int {
	w := &r.words[i]
	if w.Kind != arabic.Word {
		return i + 1
	}
	if end, name := bodyNames().match(r.words, i, last); name != "" {
		return r.addTaggedBody(i, end, last)
	}
	if end, name := places().match(r.words, i, last); name != "" {
		if n := r.nameAt(i); n != nil && n.Type != arabic.Location && n.Last > end {
			return r.addName(n, last) // a club or person whose name begins with a place
		}
		r.addPlace(i, end)
		return end
	}
	noun := r.nounOf(i)
	switch {
	case noun.class.ofPerson() && noun.class != crowdNoun && r.nameAt(i) == nil:
		p := r.nounPhrase(i, last)
		office := p.last
		if !p.hasName() && !p.empty() {
			p = r.apposition(p, last)
		}
		if p.typ != Person || !p.hasName() {
			return i + 1
		}
		if n := r.nameWithin(p.nameFirst, p.nameLast, arabic.Person); n != nil {
			p.nameLast = n.Last // the tagger tells best where a name ends
		} else if !r.isGivenName(p.nameFirst) && (!p.definite && !r.isSettled(i, p.nameFirst) || r.isCommonWord(p.nameFirst)) {
			return i + 1
		}
		r.addPerson(p)
		if p.nameFirst > office {
			return max(i+1, office) // what stands between is named, too
		}
		return max(i+1, p.nameLast)
	case r.nameAt(i) != nil:
		return r.addName(r.nameAt(i), last)
	case noun.class.ofBody():
		return r.bodyAt(i, last, noun)
	case noun.class == placeNoun && settlements.has(noun.singular) && !noun.plural && !w.definite() && i+1 < last && r.isPlaceName(i+1):
		r.addPlace(i+1, i+2)
		return i + 2
	}
	if end, name := media().match(r.words, i, last); name != "" && (end > i+1 || r.isOnlyMedium(i)) {
		return r.addAlias(r.addBody(i, end, nounEntry{class: mediaNoun, feminine: true}), end, last)
	}
	return i + 1
}

// isPlaceName reports whether word i, behind the noun of a settlement (مدينة,
// محافظة), is the name of it.
func (r *reader) isPlaceName(i int) bool {
	w := &r.words[i]
	return w.Kind == arabic.Word && w.prep == "" && !w.conj && w.pron == "" && r.nounOf(i).class == unknownNoun && r.classOf(i) == "" &&
		r.nameAt(i) == nil && (w.tag == arabic.PROPN || w.definite() && w.tag == arabic.NOUN)
}

// isCommonWord reports whether word i is one that news uses often, and not as a
// name: an adjective, a verb, an indefinite noun in the accusative.
func (r *reader) isCommonWord(i int) bool {
	w := &r.words[i]
	return (w.tag == arabic.ADJ || w.tag.IsVerb() || r.isAccusative(i)) && lexicon.Forms()[w.stem] > 0
}

// isAccusative reports whether word i is a noun in the indefinite accusative.
func (r *reader) isAccusative(i int) bool {
	w := &r.words[i]
	return w.tag == arabic.NOUN && w.stem == arabic.Fold(r.doc.Stem(i).Lemma)+"ا"
}

// isIndefiniteObject reports whether word i, behind the name of a body, is no part
// of it but the object of a verb: أصدرت وكالة سرمد | تحذيرا.
func (r *reader) isIndefiniteObject(i int) bool {
	return r.isAccusative(i) && isMasdar(r.doc.Stem(i).Lemma) && !r.inName(i) && !r.isGivenName(i)
}

// isNoName reports whether word i, which the tagger of names took for one, has
// a form that no name of one word has: a pronoun behind it, the ending of an
// adverb or of a participle of saying, a country's adjective without article.
// How common a word is tells nothing here: news is full of the names in news.
func (r *reader) isNoName(i int) bool {
	w := &r.words[i]
	if w.Kind != arabic.Word || r.isGivenName(i) {
		return false
	}
	const mine = "ي" // ends surnames, too
	return w.pron != "" && w.pron != mine || r.classOf(i) != "" || isAdverbial(w.surface) ||
		r.isParticiple(i) || r.isFeminineParticiple(i) || !w.definite() && w.tag == arabic.ADJ && nisbas()[w.stem] != ""
}

// isAdverbial reports whether a word is written with the tanwin of an adverb.
func isAdverbial(surface string) bool {
	return strings.HasSuffix(surface, "ًا") || strings.HasSuffix(surface, "اً")
}

// inName reports whether word i is part of a name that the tagger found.
func (r *reader) inName(i int) bool {
	k, found := slices.BinarySearchFunc(r.doc.Names, i, func(n arabic.Name, i int) int { return n.Last - 1 - i })
	return found || k < len(r.doc.Names) && r.doc.Names[k].First <= i
}

// endsName reports whether word i is the last of a name that the tagger found.
func (r *reader) endsName(i int) bool {
	_, found := slices.BinarySearchFunc(r.doc.Names, i, func(n arabic.Name, i int) int { return n.Last - 1 - i })
	return found
}

// isNameInside reports whether word i is a function word that the tagger read as a
// part of a name, neither its first nor its last: كيم كي غوان.
func (r *reader) isNameInside(i int) bool {
	return r.classOf(i) != "" && r.inName(i) && r.nameAt(i) == nil && !r.endsName(i)
}

// nameAt returns the name that the tagger found at word i, or nil.
func (r *reader) nameAt(i int) *arabic.Name {
	k, ok := slices.BinarySearchFunc(r.doc.Names, i, func(n arabic.Name, i int) int { return n.First - i })
	if !ok {
		return nil
	}
	return &r.doc.Names[k]
}

// nameWithin returns the first name of a type that starts in words[first:last].
func (r *reader) nameWithin(first, last int, typ arabic.NameType) *arabic.Name {
	for i := first; i < last; i++ {
		if n := r.nameAt(i); n != nil && n.Type == typ {
			return n
		}
	}
	return nil
}

// addName notes an entity that the tagger found, and returns the word behind it.
func (r *reader) addName(n *arabic.Name, last int) int {
	first, end := n.First, min(n.Last, last)
	for end+1 < last && r.words[end].Folded == "-" && r.words[end].Start == r.words[end-1].End && r.words[end+1].Start == r.words[end].End && r.words[end+1].Kind == arabic.Word {
		end += 2 // كيم سونغ-أون
	}
	if end == first+1 && r.isNoName(first) {
		return end
	}
	if end > first+1 && r.startsClause(first) && !r.isGivenName(first) && r.isGivenName(first+1) && r.isFiniteVerb(first) {
		first++ // قدم | أحمد الحمدان
	}
	switch n.Type {
	case arabic.Person:
		for i := first + 1; i < end; i++ { // who is told: أبلغ فلان الفلاني وكالة …
			if c := r.nounOf(i).class; (c == mediaNoun || c == bodyNoun) && r.words[i].tag != arabic.ADJ {
				end = i
			}
		}
		r.addPerson(phrase{first: first, last: end, typ: Person, nameFirst: first, nameLast: end})
	case arabic.Organization:
		return r.addTaggedBody(first, end, last)
	case arabic.Location:
		r.addPlace(first, end)
	}
	return end
}

func (r *reader) addPlace(first, last int) {
	if last < len(r.words) && r.isQuarter(first, last) {
		last++ // القدس الشرقية
	}
	key := r.keyOf(first, last)
	e := r.entities.byName(key, Location)
	if e == nil {
		e = r.entities.add(&entity{typ: Location, key: key, feminine: true, order: first})
	}
	e.nameFully(r.textOfName(first, last))
	r.mention(e, first, last, NameMention)
}

// isQuarter reports whether word i is the adjective of a region in the name of
// the place words[first:i]. Behind a noun annexed to the place it may be that
// noun's own: ريف … الشرقي, محافظة … الجنوبية.
func (r *reader) isQuarter(first, i int) bool {
	w := &r.words[i]
	if w.Kind != arabic.Word || w.prep != "" || w.conj || !w.definite() || !quarters.has(w.bare()) {
		return false
	}
	if first == 0 || r.words[first].prep != "" || r.words[first].conj {
		return true
	}
	prev := &r.words[first-1]
	return prev.Kind != arabic.Word || r.classOf(first-1) != "" || prev.definite() || prev.tag != arabic.NOUN
}

// keyOf returns the folded words by which the name in words[first:last] is
// known: those of the listed form, where the name is listed under several.
func (r *reader) keyOf(first, last int) []string {
	for _, g := range []*gazetteer{bodyNames(), places(), media()} {
		if end, usual := g.match(r.words, first, last); usual != "" && end == last {
			return canonicalKey(usual)
		}
	}
	return r.bareWords(first, last)
}

// nameFully makes name the name of e where it has more words than the forms
// seen so far: the record gives the fullest form of the article.
func (e *entity) nameFully(name string) {
	if e.name == "" || strings.Count(name, " ") > strings.Count(e.name, " ") {
		e.name = name
	}
}

// isOnlyMedium reports whether a single word is the name of a medium rather
// than a common word: Latin letters, or no article.
func (r *reader) isOnlyMedium(i int) bool {
	return r.words[i].stem[0] < 0x80 || !r.words[i].definite() && r.words[i].pron == ""
}

func (es *entities) add(e *entity) *entity {
	es.all = append(es.all, e)
	return e
}

// byName returns the entity of a type whose name has exactly these words.
func (es *entities) byName(key []string, typ EntityType) *entity {
	for _, e := range es.all {
		if e.typ == typ && e.hasKey(key) {
			return e
		}
	}
	return nil
}

// hasKey reports whether e is known by a name with exactly these words.
func (e *entity) hasKey(key []string) bool {
	return slices.Equal(e.key, key) || slices.ContainsFunc(e.aliases, func(a []string) bool { return slices.Equal(a, key) })
}

// addPerson notes the named person of p, joined with an earlier mention whose
// name holds this one or is held by it.
func (r *reader) addPerson(p phrase) *entity {
	key := r.bareWords(p.nameFirst, p.nameLast)
	if len(key) == 0 {
		return nil
	}
	var e *entity
	for _, x := range r.entities.all {
		if x.typ == Person && (isTail(x.key, key) || isTail(key, x.key) || len(key) > 1 && len(x.key) > 1 && key[0] == x.key[0] && key[len(key)-1] == x.key[len(x.key)-1]) {
			e = x
		}
	}
	if e == nil {
		e = r.entities.add(&entity{typ: Person, order: p.first})
	}
	if len(key) > len(e.key) {
		e.key, e.name = key, r.textOfName(p.nameFirst, p.nameLast)
	}
	if p.nameFirst > p.first {
		r.addRole(e, p.first, p.nameFirst)
	}
	if p.head.feminine {
		e.feminine = true
	}
	if g, ok := givenNames()[r.words[p.nameFirst].stem]; ok && g.feminine {
		e.feminine = true
	}
	r.mention(e, p.nameFirst, p.nameLast, NameMention)
	return e
}

func (r *reader) addRole(e *entity, first, last int) {
	for last > first && r.words[last-1].isPunct() {
		last--
	}
	if last <= first {
		return
	}
	role := r.bareWords(first, last)
	if slices.ContainsFunc(e.roles, func(x []string) bool { return slices.Equal(x, role) }) {
		return
	}
	e.roles = append(e.roles, role)
	e.roleText = append(e.roleText, r.textOfName(first, last))
}

// isTail reports whether short ends long, as a surname ends a full name.
func isTail(long, short []string) bool {
	return len(short) <= len(long) && len(short) > 0 && slices.Equal(long[len(long)-len(short):], short)
}

// canonicalKey is the key of a listed name.
func canonicalKey(name string) []string {
	var key []string
	for w := range strings.FieldsSeq(arabic.Fold(name)) {
		key = append(key, strings.TrimPrefix(w, al))
	}
	return key
}

// findSurnames notes the places where a known person is named by a part of the
// name.
func (r *reader) findSurnames() {
	bySurname := map[string]*entity{}
	for _, e := range r.entities.all {
		if e.typ == Person && len(e.key) > 1 {
			bySurname[e.key[len(e.key)-1]] = e
		}
	}
	// What the tagger took for a place or body where it stands alone is the
	// person whose surname it is.
	r.entities.all = slices.DeleteFunc(r.entities.all, func(e *entity) bool {
		return e.typ != Person && len(e.key) == 1 && bySurname[e.key[0]] != nil
	})
	for _, p := range r.parts {
		for i := p.first; i < p.last; i++ {
			w := &r.words[i]
			if w.Kind != arabic.Word {
				continue
			}
			if e := bySurname[w.bare()]; e != nil && !covers(e.mentions, w.Span) {
				r.mention(e, i, i+1, NameMention)
			}
		}
	}
}

func covers(ms []Mention, s arabic.Span) bool {
	return slices.ContainsFunc(ms, func(m Mention) bool { return m.Overlaps(s) })
}
