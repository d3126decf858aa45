package record

import (
	"strings"

	"isnad/arabic"
)

// end returns the end of the content that starts at word i: the end of its
// clause, of its statement, before a condition or the next undertaking.
func (c *commitmentReader) end(i int, s *scope) int {
	last := s.last
	if st := c.statement(i); st != nil {
		last = min(last, max(i+1, c.doc.TokenAt(st.Content.End)))
	}
	end := c.clauseEnd(min(i, last), last)
	for j := i + 1; j < end; j++ {
		w := &c.words[j]
		if c.opensCondition(j) {
			if c.words[j-1].stem == wIn && j > i+1 {
				j--
			}
			return c.trimEnd(i, j)
		}
		if w.Folded == "." || w.Folded == ".." {
			return c.trimEnd(i, j)
		}
		pause := c.words[j-1].isComma()
		if w.conj && c.isUndertaking(j) || pause && w.prep == "ل" && c.isImperfect(j) {
			return c.trimEnd(i, j)
		}
		if pause && (w.stem == "علي" && j+1 < end && c.isAn(j+1) || w.future && w.conj || w.conj && w.stem == "لن") {
			return c.trimEnd(i, j)
		}
		if w.conj && w.stem == wOf && j+1 < end && c.table.class[c.words[j+1].stem] == "planned" {
			return c.trimEnd(i, j) // ومن المقرر
		}
		if w.conj && w.future && j > i+3 {
			return c.trimEnd(i, j)
		}
		if j > i+2 && c.opensAside(i, j, end) {
			return c.trimEnd(i, j)
		}
	}
	return end
}

// pastThat skips أن without a pronoun before the content.
func (c *commitmentReader) pastThat(i, last int) int {
	for i < last && (c.words[i].isPunct() && c.words[i].Folded != "(" || c.words[i].stem == "ان" && c.words[i].pron == "") {
		i++
	}
	return i
}

// opensAside reports whether word j opens what is told beside an undertaking
// that starts at word i: its setting (حيث, بسبب, في حين), or a
// verb behind a pause that tells what happened.
func (c *commitmentReader) opensAside(i, j, last int) bool {
	w := &c.words[j]
	if w.Kind != arabic.Word {
		return false
	}
	if c.words[j-1].isComma() {
		switch tag := c.doc.Stem(j).Tag; {
		case strings.HasSuffix(w.surface, "ةً"), isAccusativeAdverb(w), w.conj && copulas.has(w.stem), asides.has(w.stem):
			return true
		case tag == arabic.PERFECT, tag == arabic.IMPERFECT && w.conj && !c.isImperfect(i):
			return true
		}
	}
	if j+1 == last {
		return false
	}
	next := c.words[j+1].stem
	return w.stem == wIn && meanwhiles.has(next) || w.stem == wBut || w.stem == wAs && next == wThat
}
