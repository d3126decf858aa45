package record

import (
	"isnad/arabic"
)

// conditions returns the conditions in the sentence that the content in
// words[first:last] hangs on.
func (c *commitmentReader) conditions(first, last int, s *scope) []arabic.Span {
	var out []arabic.Span
	from, to := max(s.first, first-30), min(s.last, last+12)
	for i := from; i < to; i++ {
		switch {
		case i < last+3 && c.opensCondition(i):
			start := i
			if i > s.first && c.words[i-1].stem == wIn {
				start--
			}
			end := start + 1
			for end < s.last && !c.words[end].isComma() && c.words[end].Folded != "." && !c.words[end].isQuoteMark() && !(end == first && start < first) && !(c.words[end].conj && c.words[end].future) && !(end > start+4 && c.opensClause(end, s.last)) {
				end++
			}
			end = c.trimEnd(start, end)
			for k := range c.out {
				// It ends before what another commitment of the sentence undertakes.
				if f := c.doc.TokenAt(c.out[k].Content.Start); f > start && f < end {
					end = c.trimEnd(start, f)
				}
			}
			if end > start+1 && (start >= first || first-end <= 8) {
				out = append(out, c.span(start, end))
			}
			i = end
		case i >= first && c.hangs(i):
			on := i + 1
			if c.words[on].stem == wOn {
				on++
			}
			end := c.clauseEnd(i, s.last)
			if end > on {
				out = append(out, c.span(on, end))
			}
			i = end
		}
	}
	return out
}

// opensCondition reports whether word i opens a condition: إذا, في حال, شرط أن,
// ما لم; not شريطة عدم ذكر اسمه, which only tells how a source speaks.
func (c *commitmentReader) opensCondition(i int) bool {
	w := &c.words[i]
	if w.stem == wWhat && i+2 < len(c.words) && c.words[i+1].stem == "لم" {
		return c.isImperfect(i+2) || c.words[i+2].Kind == arabic.Word && c.classOf(i+2) == ""
	}
	if c.table.class[w.stem] != "if" || i+2 >= len(c.words) || c.words[i+1].Kind != arabic.Word {
		return false
	}
	if i == 0 {
		return w.stem == "اذا"
	}
	prev := c.words[i-1].stem
	if c.words[i+1].stem == wNot && anonymity.has(c.words[i+2].bare()) {
		return false
	}
	switch w.stem {
	case "حال", "حاله":
		bare := w.stem == "حال" && w.prep == "" && c.classOf(i-1) != "prep" && c.isVerbalNoun(i+1) // حال موافقة …
		return (prev == wIn || bare) && !w.definite() && !w.conj && c.doc.Stem(i+1).Tag != arabic.ADJ
	case "اذا":
		return prev != wWhat && prev != "عما" && prev != "فيما" && prev != "الا"
	case "شرط":
		return c.words[i+1].stem == wThat || w.prep == bi
	}
	return true
}

// hangs reports whether word i says on what something hangs: رهن بـ, يعتمد على.
func (c *commitmentReader) hangs(i int) bool {
	if c.table.class[c.words[i].stem] != "hangs" || i+1 >= len(c.words) {
		return false
	}
	next := &c.words[i+1]
	return next.prep == bi || next.stem == wOn
}

// opensClause reports whether a clause of its own begins at word i, which ends
// a condition before it: a verb behind و, or where, but, while.
func (c *commitmentReader) opensClause(i, last int) bool {
	w := &c.words[i]
	return w.conj && w.prep == "" && c.doc.Stem(i).Tag.IsVerb() || w.stem == wWhere || w.stem == wBut || w.stem == wWhile || w.stem == wMeanwhile || c.endsClause(i, last)
}
