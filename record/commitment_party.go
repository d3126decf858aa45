package record

import (
	"slices"
	"strconv"
	"strings"

	"isnad/arabic"
)

// actor returns who acts where the verb at word i has no subject of its own:
// the source of the statement it stands in, else whom the sentence names
// first, else the one bound before.
func (c *commitmentReader) actor(i int, in arabic.Inflection, s *scope) Party {
	if k, ok := c.byCue[i]; ok {
		return c.sourceOf(&c.rec.Statements[k])
	}
	if by := c.carried(i, in, s); by.Name != "" {
		return by
	}
	if st := c.statement(i); st != nil {
		return c.spokenOf(st, i, in, s)
	}
	if e := c.firstNamed(s.first, i, in, true); e != nil {
		if id := c.entities.id(e); id != "" {
			return Party{e.name, id}
		}
	}
	start := c.words[s.part.first].Start
	for k := len(c.rec.Statements) - 1; k >= 0 && c.rec.Statements[k].Content.End >= start; k-- {
		if st := &c.rec.Statements[k]; st.Cue.End <= c.words[i].Start && st.Cue.Start >= start {
			return c.sourceOf(st)
		}
	}
	if in.Mood == arabic.Imperfect && in.Lemma != "" && !s.title {
		return c.leading()
	}
	return Party{}
}

// carried returns whom the commitment before binds, where word i joins another
// verb to it: سيفتح المعبر وسيوسع الطريق، كما سيصلح الجسر.
func (c *commitmentReader) carried(i int, in arabic.Inflection, s *scope) Party {
	if len(c.out) == 0 || in.Person != 3 {
		return Party{}
	}
	for c.words[i].stem != wAs && i > s.first && (c.words[i-1].stem == wAs || c.table.class[c.words[i-1].stem] == "will") {
		i--
	}
	last := &c.out[len(c.out)-1]
	if w := &c.words[i]; !w.conj && w.stem != wAs || last.Content.Start < c.words[s.first].Start || last.Content.End > w.End {
		return Party{}
	}
	if st := c.statement(i); st != nil && st.ID != last.Statement {
		return Party{}
	}
	if e := c.entity(last.By.Entity); e != nil && !agrees(e, in) {
		return Party{}
	}
	return last.By
}

// entity returns the entity with an id, or nil.
func (c *commitmentReader) entity(id string) *entity {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "e"))
	if err != nil || n < 1 || n > len(c.entities.all) {
		return nil
	}
	return c.entities.all[n-1]
}

// sourceOf returns who is bound by what st's source says of itself: a document
// binds the body that issues it, an unnamed spokesman the one he speaks for.
func (c *commitmentReader) sourceOf(st *Statement) Party {
	source := Party{st.Source.Name, st.Source.Entity}
	if st.Source.Type != Document && !c.isSpokesman(st.Source) {
		return source
	}
	if by := c.bodyIn(st); by.Name != "" {
		return by
	}
	if st.Source.Type != Document {
		return source
	}
	if by := c.leading(); by.Name != "" {
		return by
	}
	return source
}

// isSpokesman reports whether a source is known as a spokesman alone.
func (c *commitmentReader) isSpokesman(source Source) bool {
	head, _, _ := strings.Cut(arabic.Fold(source.Name), " ")
	return c.table.class[strings.TrimPrefix(head, al)] == "spokes"
}

// responsible returns who holds or does what happens at word i by a subject
// that cannot will: the one that the content before it or the subject p names,
// the body that the source speaks for, the source; in the article's own voice
// whom the sentence names first, else the one that the article is about.
func (c *commitmentReader) responsible(i int, p phrase, s *scope) Party {
	st := c.statement(i)
	from, to := s.first, i
	if st != nil {
		from = max(s.first, c.doc.TokenAt(st.Content.Start))
	}
	own := !p.empty() && c.words[p.first].pron != "" // محادثاته: the speaker's
	if st != nil && (own || st.Source.Type == Organization) {
		return c.sourceOf(st)
	}
	if by := c.namedIn(from, to); by.Name != "" {
		return by
	}
	if st != nil && st.Source.Type == Anonymous {
		end := from
		for end < s.last && c.words[end].Start < st.Content.End {
			end++
		}
		if by := c.countryIn(from, end); by.Name != "" {
			return by
		}
	}
	if st != nil {
		return c.speaksFor(st)
	}
	if !p.empty() {
		if by := c.namedIn(p.first, p.last); by.Name != "" {
			return by
		}
	}
	return c.leading()
}

// spokenOf returns who acts at word i in what st's source says without a
// subject: the one that the sentence of the content names first, else the
// source, or the body that it speaks for.
func (c *commitmentReader) spokenOf(st *Statement, i int, in arabic.Inflection, s *scope) Party {
	source := c.sourceOf(st)
	from := max(s.first, c.doc.TokenAt(st.Content.Start))
	pointsBack := from < i && c.words[from].stem == wThat && c.words[from].pron != ""
	if in.Person == 1 {
		return source
	}
	if !pointsBack && in.Person == 3 {
		if e := c.firstNamed(from, i, in, true); e != nil {
			if id := c.entities.id(e); id != "" && id != st.Source.Entity {
				return Party{e.name, id}
			}
		}
	}
	if st.Source.Type == Anonymous {
		if by := c.speaksFor(st); by.Entity != st.Source.Entity || pointsBack {
			return by
		}
		if by := c.countryIn(from, i); by.Name != "" {
			return by
		}
	}
	if body := c.spokesBody(st.Source.Entity); body != nil {
		return Party{body.name, c.entities.id(body)}
	}
	return source
}

// speaksFor returns the body that the source of st speaks for, as the phrase
// or the roles that describe the source name it, else the source.
func (c *commitmentReader) speaksFor(st *Statement) Party {
	if st.Source.Type == Person || st.Source.Type == Anonymous {
		if by := c.bodyIn(st); by.Name != "" {
			return by
		}
		if body := c.bodyOf(st.Source.Entity); body != nil {
			return Party{body.name, c.entities.id(body)}
		}
	}
	return c.sourceOf(st)
}

// bodyIn returns the body that the phrase names which stands for st's source.
func (c *commitmentReader) bodyIn(st *Statement) Party {
	if st.Source.Span == st.Cue.Span || st.Source.Len() == 0 {
		return Party{}
	}
	for k := range c.rec.Entities {
		e := &c.rec.Entities[k]
		if e.Type != Organization || e.ID == st.Source.Entity {
			continue
		}
		for _, m := range e.Mentions {
			if st.Source.Contains(m.Span) {
				return Party{e.Name, e.ID}
			}
		}
	}
	return Party{}
}

// spokesBody returns the body that the entity with an id is spokesperson of.
func (c *commitmentReader) spokesBody(id string) *entity {
	return c.roleBody(id, func(role []string) bool { return c.table.class[role[0]] == "spokes" })
}

// bodyOf returns the body in which the entity with an id has a role.
func (c *commitmentReader) bodyOf(id string) *entity {
	return c.roleBody(id, func([]string) bool { return true })
}

func (c *commitmentReader) roleBody(id string, fits func(role []string) bool) *entity {
	holder := c.entity(id)
	if holder == nil {
		return nil
	}
	for _, role := range holder.roles {
		if len(role) < 2 || !fits(role) {
			continue
		}
		for _, e := range c.entities.all {
			if e.typ == Organization && holdsAll(role, e.key) {
				return e
			}
		}
	}
	return nil
}

// leading returns the one that the article is about: the body, person or place
// that it names most often, a mention of a body weighing twice.
func (c *commitmentReader) leading() Party {
	var best Party
	most := 0
	for k := range c.rec.Entities {
		e := &c.rec.Entities[k]
		if e.Type != Organization && e.Type != Person && e.Type != Location || e.Name == "" {
			continue
		}
		n := 2 * len(e.Mentions)
		if e.Type == Organization {
			n *= 2
		}
		if n > most {
			best, most = Party{e.Name, e.ID}, n
		}
	}
	return best
}

// namedIn returns the body, else the person or place, that words[first:last]
// name last.
func (c *commitmentReader) namedIn(first, last int) Party {
	if last <= first {
		return Party{}
	}
	span := c.span(first, last)
	var best Party
	rank, pos := 0, 0
	for k := range c.rec.Entities {
		e := &c.rec.Entities[k]
		r := map[EntityType]int{Organization: 3, Person: 2, Location: 1}[e.Type]
		for _, m := range e.Mentions {
			if r > 0 && m.Start >= span.Start && m.End <= span.End && m.Kind == NameMention && (r > rank || r == rank && m.Start > pos) {
				best, rank, pos = Party{e.Name, e.ID}, r, m.Start
			}
		}
	}
	return best
}

// party names the one that phrase p speaks of; "" where p cannot be bound.
func (c *commitmentReader) party(p phrase) Party {
	if p.empty() {
		return Party{}
	}
	for i := p.first; i < min(p.last, p.first+2); i++ {
		// his country, her embassy: whose it is speaks
		if w := &c.words[i]; w.pron != "" && !c.isGivenName(i) || ownCountry[w.Folded] {
			if st := c.statement(i); st != nil && ownCountry[w.Folded] {
				return c.countryOf(st)
			} else if st != nil {
				return c.sourceOf(st)
			}
			if by := c.namedIn(c.sentenceOf(i), i); by.Name != "" {
				return by
			}
		}
	}
	for i := p.first; i < p.last; i++ {
		if k, ok := c.bySource[i]; ok {
			return Party{c.rec.Statements[k].Source.Name, c.rec.Statements[k].Source.Entity}
		}
	}
	for k := p.first + 1; k < p.last && p.head.class.ofPerson(); k++ {
		if c.words[k].conj && (c.nounOf(k).class.ofPerson() || c.isGivenName(k)) {
			p = c.describe(p.first, k) // of several persons the first
		}
	}
	if c.isJoint(p) {
		return Party{Name: c.textOfName(p.first, p.last)}
	}
	for k := p.first + 2; k < p.last && p.head.class.ofBody(); k++ {
		if c.words[k].conj && c.nounOf(k).class.ofBody() && !c.words[k].definite() {
			p = c.describe(p.first, k) // of several bodies the first
		}
	}
	if e := c.known(p); e != nil {
		return Party{e.name, c.entities.id(e)}
	}
	first, last := p.first, p.last
	if p.hasName() {
		first, last = p.nameFirst, p.nameLast
	}
	last = c.pastPartitive(first, last)
	if first > 0 && c.classOf(first-1) == "demonstrative" {
		first--
	}
	for k := first + 2; k < last && last-first > 6; k++ {
		if c.words[k].conj {
			last = k // of several the first
		}
	}
	return Party{Name: c.textOfName(first, last)}
}

// pastPartitive returns the end of the phrase in words[first:last] with من and
// whom its indefinite noun is a part of: وفد من وزارة النقل.
func (c *commitmentReader) pastPartitive(first, last int) int {
	if last-first > 2 || c.words[first].definite() || last+1 >= len(c.words) || c.words[last].stem != wOf || c.words[last].pron != "" {
		return last
	}
	p := c.cutSubject(c.nounPhrase(last+1, min(last+7, len(c.words))))
	if p.empty() || !c.words[p.last-1].definite() && !c.endsName(p.last-1) {
		return last
	}
	return p.last
}

// known returns the entity that p speaks of, without noting a mention.
func (c *commitmentReader) known(p phrase) *entity {
	for _, sieve := range []func(phrase) *entity{c.byFullName, c.byPartOfName, c.byDescription, c.byHead} {
		if e := sieve(p); e != nil && c.entities.id(e) != "" {
			return e
		}
	}
	return nil
}

// sentenceOf returns the first word of the sentence of word i.
func (c *commitmentReader) sentenceOf(i int) int {
	k, found := slices.BinarySearchFunc(c.doc.Sentences, i, func(s arabic.Sentence, i int) int { return s.Last - 1 - i })
	if !found && k >= len(c.doc.Sentences) {
		return i
	}
	return c.doc.Sentences[k].First
}

// isJoint reports whether p names several bodies or places side by side, which
// are bound together: كوريا الجنوبية واليابان.
func (c *commitmentReader) isJoint(p phrase) bool {
	if p.head.class.ofPerson() || p.last-p.first > 8 {
		return false
	}
	for k := p.first + 1; k < p.last; k++ {
		if w := &c.words[k]; !w.conj {
			continue
		}
		_, place := places().match(c.words, k, p.last)
		return place != "" || c.nounOf(k).class.ofBody() && (c.words[k].definite() || k+1 < p.last && (c.words[k+1].definite() || c.inName(k+1)))
	}
	return false
}
