package record

import (
	"strings"

	"isnad/arabic"
)

// bodyAt notes the body whose name begins with the head noun at word i, if it
// is a name, and returns the word to go on with.
func (r *reader) bodyAt(i, last int, noun nounEntry) int {
	w := &r.words[i]
	if end, name := media().match(r.words, i, last); name != "" && end > i+1 {
		return r.addAlias(r.addBody(i, end, noun), end, last)
	}
	if noun.class == mediaNoun {
		if p := r.mediumPhrase(i, last); !p.empty() && r.isProper(p) {
			r.resolve(p)
			return p.last
		}
		return i + 1
	}
	p := r.bodyPhrase(i, last)
	if loneBodies.has(w.bare()) && w.definite() && p.last-p.first == 1 {
		r.resolve(r.describe(i, i+1)) // الحكومة, الجيش
		return i + 1
	}
	if (noun.class == bodyNoun && !noun.plural || loneBodies.has(w.bare())) && p.last-p.first > 1 &&
		r.isSettled(p.first, p.last) && w.pron == "" {
		e := r.addBody(p.first, p.last, noun)
		e.tentative = len(e.mentions) == 1 && ambiguousBodies.has(noun.singular) && !r.isProper(p)
		return r.addAlias(e, p.last, last)
	}
	return i + 1
}

// isProper reports whether a phrase holds what only names hold: a name that the
// tagger found or a list gives, a name in marks, or the adjective of a country.
func (r *reader) isProper(p phrase) bool {
	for i := p.first; i < p.last; i++ {
		if r.words[i].isQuoteMark() || r.nameAt(i) != nil || nisbas()[r.words[i].bare()] != "" {
			return true
		}
		for _, g := range []*gazetteer{media(), places(), bodyNames()} {
			if _, name := g.match(r.words, i, p.last); name != "" {
				return true
			}
		}
	}
	return false
}

// addTaggedBody notes a body that the tagger found in words[first:end], with
// what belongs to its name behind it, and returns the word to go on with. A
// head noun alone is the name of nothing: it waits for the name in marks.
func (r *reader) addTaggedBody(first, end, last int) int {
	noun := r.nounOf(first)
	if _, listed := bodyNames().match(r.words, first, end); listed != "" {
		if end < last && r.words[end].definite() && r.words[end].prep == "" && nisbas()[r.words[end].bare()] != "" {
			end++ // الكنيست الإسرائيلي
		}
		return r.addAlias(r.addBody(first, end, noun), end, last)
	}
	if noun.class.ofBody() && !r.words[first].definite() {
		if p := r.bodyPhrase(first, last); p.last > end {
			end = p.last
		}
		if end == first+1 {
			return end
		}
	}
	if n := r.nameAt(end); n != nil && n.Type == arabic.Person && end == first+2 && r.words[end-1].definite() && r.nounOf(end-1).class.ofPerson() {
		end = min(n.Last, last) // جامعة الملك | نادر
	}
	end = r.bodyEnd(first, end, last)
	return r.addAlias(r.addBody(first, end, noun), end, last)
}

// addAlias notes a second name of e in brackets or marks at word i, such as its
// initials, and returns the word to go on with: منظمة الدول المصدرة للنفط (أوبك).
func (r *reader) addAlias(e *entity, i, last int) int {
	if i >= last {
		return i
	}
	end := -1
	if q := r.quoteAt(i); q != nil && q.closed {
		end = q.close
	} else if r.words[i].Folded == "(" {
		for j := i + 1; j < min(i+6, last) && end < 0; j++ {
			if r.words[j].Folded == ")" {
				end = j
			}
		}
	}
	if end < i+2 || end >= last || r.wordsOf(i, end) > 4 {
		return i
	}
	n := r.nameAt(i + 1)
	_, listed := bodyNames().match(r.words, i+1, end)
	_, medium := media().match(r.words, i+1, end)
	if !(n != nil && n.Type != arabic.Location || listed != "" || medium != "" || isLatin(r.words[i+1].Folded)) {
		return i
	}
	e.aliases = append(e.aliases, r.keyOf(i+1, end))
	r.mention(e, i+1, end, NameMention)
	return end + 1
}

func isLatin(s string) bool { return len(s) > 1 && s[0] < 0x80 && s[0] >= 'a' }

func (r *reader) addBody(first, last int, head nounEntry) *entity {
	key := r.keyOf(first, last)
	e := r.entities.byName(key, Organization)
	if e == nil {
		e = r.entities.add(&entity{typ: Organization, key: key, head: head, feminine: head.feminine, plural: head.plural, order: first})
	}
	e.nameFully(r.textOfBody(first, last))
	r.mention(e, first, last, NameMention)
	return e
}

// textOfBody is the text of words[first:last] as a name, that of a listed people
// or party in the nominative, in which the list gives it: الحوثيين are named
// الحوثيون.
func (r *reader) textOfBody(first, last int) string {
	text := r.textOfName(first, last)
	if stem, ok := strings.CutSuffix(text, "ين"); ok {
		if end, listed := bodyNames().match(r.words, first, last); end == last && strings.HasPrefix(listed, stem) {
			return listed
		}
	}
	return text
}

// bodyPhrase reads the name of a body from its head noun: the head, what it is
// annexed to, adjectives that agree in having the article, and what the body
// is for (للاجئين, لمكافحة التلوث, من أجل الديمقراطية).
func (r *reader) bodyPhrase(i, last int) phrase {
	j := i + 1
	settled := r.words[i].definite()
	for j < last && j < i+7 && !settled {
		w := &r.words[j]
		if w.isQuoteMark() {
			if q := r.quoteAt(j); q != nil && q.closed && q.close < last && r.wordsOf(q.open, q.close) <= 5 {
				j, settled = q.close+1, true
				continue
			}
			break
		}
		if w.Kind != arabic.Word || r.classOf(j) != "" || r.isFiniteVerb(j) || w.future || w.prep != "" || w.conj {
			break
		}
		end, place := places().match(r.words, j, last)
		settled = w.definite() || place != ""
		if n := r.nameAt(j); n != nil {
			end, settled = max(end, min(n.Last, last)), true // وكالة سرمد
		}
		j = max(j+1, end)
	}
	if !settled {
		return phrase{first: i, last: j}
	}
	j = r.bodyEnd(i, j, last)
	if q := r.quoteAt(j); q != nil && (j == i+1 || r.nounOf(i).class == mediaNoun) && q.closed && q.close < last && r.wordsOf(q.open, q.close) <= 5 {
		j = q.close + 1 // الصحيفة "المرافئ", وكالة الأنباء الرسمية "سرمد"
	}
	return phrase{first: i, last: j}
}

// bodyEnd returns where the name of a body ends whose words[first:j] are
// definite: behind its adjectives, further words that the head noun is annexed
// to, and what it is for.
func (r *reader) bodyEnd(first, j, last int) int {
	head := r.nounOf(first)
	for j < last && r.words[j].Kind == arabic.Word && r.nameAt(j) == nil {
		w := &r.words[j]
		switch {
		case w.prep == "" && !w.conj && w.definite() && r.agreesInName(j) && !notInNames.has(w.bare()) && r.nounOf(j).class == unknownNoun:
			j++
		case w.conj && w.prep == "" && w.definite() && !r.words[first].definite() && head.class == bodyNoun && r.words[j-1].definite() &&
			w.pron == "" && r.nounOf(j).class == unknownNoun && !r.isAdjective(j):
			j++ // حزب العدالة والتنمية
		case w.prep == li && w.pron == "" && purposeful.has(head.singular) && !r.words[j-1].isQuoteMark():
			end := r.purposeEnd(j, last)
			if end == j {
				return j
			}
			j = end
		default:
			return j
		}
	}
	return j
}

// purposeEnd reads what a body is for from word j: a definite noun, or a verbal
// noun with what it is annexed to.
func (r *reader) purposeEnd(j, last int) int {
	if strings.HasPrefix(r.words[j].Folded, li+li) { // ل and the article
		return j + 1
	}
	if j+1 < last && r.words[j+1].definite() && r.words[j+1].prep == "" && !r.words[j+1].conj && r.words[j].tag == arabic.NOUN {
		return j + 2
	}
	return j
}

// agreesInName reports whether word i can be an adjective of the body whose name
// stands before it. A body is no company of people, so a plural of people agrees
// only with one that it is annexed to: نقابة الصحفيين المستقلين.
func (r *reader) agreesInName(i int) bool {
	return r.isAdjective(i) && (!isSoundPlural(r.words[i].stem) || isSoundPlural(r.words[i-1].stem))
}

// isSoundPlural reports whether a noun has the ending of the sound masculine
// plural, or of the dual.
func isSoundPlural(stem string) bool {
	return strings.HasSuffix(stem, "ون") || strings.HasSuffix(stem, "ين")
}

// isAdjective reports whether word i is an adjective by the tagger or by its
// ending.
func (r *reader) isAdjective(i int) bool {
	w := &r.words[i]
	return w.tag == arabic.ADJ || nisbas()[w.bare()] != ""
}
