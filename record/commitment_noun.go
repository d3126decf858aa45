package record

import (
	"slices"
	"strings"

	"isnad/arabic"
)

// nounAt reads a noun of undertaking: تهديدات الغرب بـ, عزمه على.
func (c *commitmentReader) nounAt(i int, s *scope) bool {
	noun, own := c.undertakingNoun(i)
	u, ok := c.table.nouns[noun]
	if !ok {
		return false
	}
	by := Party{}
	from := i + 1
	if !own {
		if from < s.last && c.words[from].Kind == arabic.Word && c.classOf(from) == "" && (c.words[from].prep == "" || c.words[from].prep == li && !slices.Contains(u.preps, li) && (c.nounOf(from).class.ofPerson() || c.nounOf(from).class.ofBody())) {
			p := c.nounPhrase(from, min(s.last, from+14)) // تهديد للرئيس: its author, too
			if !p.empty() {
				from = p.last
				p = c.cutSubject(p)
				if by = c.party(p); u.act == Plan && c.willing(p).Name == "" {
					return false // خطة التعليم: nobody's
				}
			}
		} else if p := c.governs(u.preps, from); p < 0 || u.act != Plan || p >= s.last || !c.isVerbalNoun(p) {
			return false
		}
	}
	if from >= s.last {
		return false
	}
	start := -1
	if u.object && (own || by.Name != "" && c.words[from].prep == "") && c.words[from].Kind == arabic.Word && c.isVerbalNoun(from) {
		start = from
	}
	if p := c.governs(u.preps, from); p >= 0 && p < s.last {
		start = p
	}
	if start < 0 {
		return false
	}
	if c.table.lemma[noun] == "deed" && (!c.isVerbalNoun(start) || i > s.first && c.words[i-1].stem == wNot) {
		return false // التزامها بالمواصفات
	}
	if by.Name == "" {
		by = c.actor(i, arabic.Inflection{}, s)
	}
	c.add(start, c.end(start, s), u.act, by, "noun/"+noun, 0.6, i, s)
	return true
}

// undertakingNoun returns word i as the table has it, and whether a pronoun
// says whose it is. The analysis takes the ال of التزام for the article, and
// then its pronoun for a part of the stem.
func (c *commitmentReader) undertakingNoun(i int) (noun string, own bool) {
	w := &c.words[i]
	if _, ok := c.table.nouns[w.stem]; ok || !w.definite() {
		return w.stem, w.pron != ""
	}
	for _, pron := range []string{"ه", "ها", "هم", "نا"} {
		if stem, ok := strings.CutSuffix(w.stem, pron); ok {
			if _, ok := c.table.nouns[stem]; ok {
				return stem, true
			}
		}
	}
	return w.bare(), w.pron != ""
}

// neverAt reads a denial of a noun of change or intent: لا نية لدينا لـ, لا تغيير في.
func (c *commitmentReader) neverAt(i int, s *scope) bool {
	if i+2 >= s.last || c.table.class[c.words[i+1].stem] != "never" && c.table.nouns[c.words[i+1].stem].act != Plan {
		return false
	}
	by := c.actor(i, arabic.Inflection{}, s)
	c.add(i, c.end(i, s), Refusal, by, "never", 0.6, i, s)
	return true
}

// resolvedAt reads a predicate that says of its subject that it is bound,
// resolved or ready: إن الشركة ملتزمة بـ.
func (c *commitmentReader) resolvedAt(i int, s *scope) bool {
	w := &c.words[i]
	u := c.table.resolved[w.stem]
	if w.prep != "" || i+1 >= s.last || i > s.first && c.classOf(i-1) == "negation" || c.inCondition(i, s) {
		return false
	}
	start := -1
	if !w.definite() {
		start = c.governs(u.preps, i+1)
	}
	if start < 0 || start >= s.last || !c.isVerbalNoun(start) {
		return false
	}
	in := arabic.Inflection{Person: 3, Gender: arabic.Masculine, Number: arabic.Singular}
	if strings.HasSuffix(w.stem, "ه") {
		in.Gender = arabic.Feminine
	}
	if i > s.first && firstPersons.has(c.words[i-1].stem) || i > s.first && firstPersons.has(c.words[i-1].pron) {
		in.Person = 1
	}
	by := c.subjectOf(i, in, s)
	c.add(start, c.end(start, s), u.act, by, "resolved", 0.6, i, s)
	return by.Name != ""
}
