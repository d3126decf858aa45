package record

import (
	"slices"

	"isnad/arabic"
)

// nounAt reads a noun of undertaking: تهديدات الغرب بـ, عزمه على.
func (c *commitmentReader) nounAt(i int, s *scope) bool {
	w := &c.words[i]
	u, ok := c.table.nouns[w.bare()]
	if !ok {
		return false
	}
	by := Party{}
	from := i + 1
	if w.pron == "" {
		if from < s.last && c.words[from].Kind == arabic.Word && c.classOf(from) == "" && (c.words[from].prep == "" || c.words[from].prep == li && !slices.Contains(u.preps, li) && (c.nounOf(from).class.ofPerson() || c.nounOf(from).class.ofBody())) {
			p := c.nounPhrase(from, min(s.last, from+14)) // تهديد للرئيس: its author, too
			if !p.empty() {
				from = p.last
				if u.act == Plan && !c.words[p.first].definite() && c.doc.Stem(p.first).Tag == arabic.ADJ {
					return false // خطة محددة: nobody's
				}
				by = c.party(p)
			}
		} else if p := c.governs(u.preps, from); p < 0 || u.act != Plan || p >= s.last || !isMasdar(c.words[p].bare()) {
			return false
		}
	}
	if from >= s.last {
		return false
	}
	start := -1
	if u.object && w.pron != "" && c.words[from].Kind == arabic.Word && isMasdar(c.words[from].stem) {
		start = from
	}
	if p := c.governs(u.preps, from); p >= 0 && p < s.last {
		start = p
	}
	if start < 0 {
		return false
	}
	if by.Name == "" {
		by = c.actor(i, arabic.Inflection{}, s)
	}
	c.add(start, c.end(start, s), u.act, by, "noun/"+w.bare(), 0.6, i, s)
	return true
}

// neverAt reads a denial of a noun of change or intent: لا نية لدينا لـ, لا تغيير في.
func (c *commitmentReader) neverAt(i int, s *scope) bool {
	if i+2 >= s.last || c.table.class[c.words[i+1].stem] != "never" && !(c.table.class[c.words[i+1].stem] == "noun" && c.table.nouns[c.words[i+1].stem].act == Plan) {
		return false
	}
	by := c.actor(i, arabic.Inflection{}, s)
	c.add(i, c.end(i, s), Refusal, by, "never", 0.6, i, s)
	return true
}
