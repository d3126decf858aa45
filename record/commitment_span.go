package record

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
		if w.conj && w.future && j > i+3 {
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
