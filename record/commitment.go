package record

import (
	"slices"
	"strconv"
	"strings"

	"isnad/arabic"
	"isnad/article"
)

// commitmentReader finds the commitments of one article.
type commitmentReader struct {
	*reader
	rec   *Record
	table *undertakingTable
	out   []Commitment
	// within holds for every word the smallest statement that it is part of,
	// as an index, or -1.
	within []int
	// byCue and bySource hold the statements by the words of their cue and
	// of their source.
	byCue, bySource map[int]int
	opens           map[int]int // the statements by the word that opens them
	taken           int         // the word behind the last commitment's content
}

// commitments reads what actors undertake, plan, agree, refuse or threaten:
// by a verb or noun of undertaking with its complement (تعهد بـ), by a word of
// appointment (من المقرر أن), or by a verb of the future that its subject can
// will (ستنقل سفارتها). Statements, times and entities of rec are settled.
func (r *reader) commitments(rec *Record) []Commitment {
	c := &commitmentReader{reader: r, rec: rec, table: undertakings()}
	c.locate()
	for p := range r.parts {
		part := &r.parts[p]
		for _, sent := range part.sentences {
			s := &scope{part: part, first: max(sent.First, part.first), last: min(sent.Last, part.last), title: part.kind == article.Title}
			for i := s.first; i < s.last; i++ {
				if i >= c.taken {
					c.at(i, s)
				}
			}
		}
	}
	c.markHeadlines()
	for i := range c.out {
		c.out[i].ID = "c" + strconv.Itoa(i+1)
	}
	return c.out
}

// locate fills in within.
func (c *commitmentReader) locate() {
	c.within = make([]int, len(c.words))
	for i := range c.within {
		c.within[i] = -1
	}
	c.byCue, c.bySource, c.opens = map[int]int{}, map[int]int{}, map[int]int{}
	for k, s := range c.rec.Statements {
		c.byCue[c.doc.TokenAt(s.Cue.Start)] = k
		if s.Source.Len() > 0 && s.Source.Span != s.Cue.Span {
			for i := c.doc.TokenAt(s.Source.Start); i < len(c.words) && c.words[i].Start < s.Source.End; i++ {
				c.bySource[i] = k
			}
		}
		c.opens[c.doc.TokenAt(s.Content.Start)] = k
		for i := c.doc.TokenAt(s.Content.Start); i < len(c.words) && c.words[i].Start < s.Content.End; i++ {
			if o := c.within[i]; o < 0 || c.rec.Statements[o].Content.Len() >= s.Content.Len() {
				c.within[i] = k
			}
		}
	}
}

// statement returns the statement that word i is part of, or nil.
func (c *commitmentReader) statement(i int) *Statement {
	if i < 0 || i >= len(c.within) || c.within[i] < 0 {
		return nil
	}
	return &c.rec.Statements[c.within[i]]
}

// at reads the commitment that word i opens.
func (c *commitmentReader) at(i int, s *scope) {
	w := &c.words[i]
	if w.Kind != arabic.Word {
		return
	}
	if k, ok := c.opens[i]; ok && c.announcedAt(i, &c.rec.Statements[k], s) {
		return
	}
	if forms := c.verbForms(i); forms != nil && (c.verbAt(i, forms, s) || c.dealAt(i, forms, s) || c.contractAt(i, forms, s)) {
		return
	}
	switch w.tag {
	case arabic.NOUN, arabic.ADJ, arabic.PROPN:
		if c.nounAt(i, s) || c.dealNounAt(i, s) {
			return
		}
	}
	switch class := c.table.class[w.bare()]; {
	case class == "no" && c.neverAt(i, s):
	case class == "resolved" && c.resolvedAt(i, s):
	case (class == "planned" || w.stem == "علي" || w.definite()) && c.plannedAt(i, s):
	case (w.future || w.stem == "سوف" || w.stem == "لن") && c.futureAt(i, s):
	case class == "venue" && c.scheduledNounAt(i, s):
	default:
		c.scheduledAt(i, s)
	}
}

// add keeps a commitment whose content is words[first:last].
func (c *commitmentReader) add(first, last int, act CommitmentAct, by Party, rule string, confidence float64, cue int, s *scope) {
	if last <= first || by.Name == "" || c.wordsOf(first, last) < 2 && !(strings.HasPrefix(rule, "verb/") && c.words[first].pron != "" && c.isVerbalNoun(first)) {
		return
	}
	span := c.span(first, last)
	if w := &c.words[first]; w.conj && w.First < w.Last {
		span.Start = c.doc.Segments[w.First].End
	}
	k := Commitment{Content: span, By: by, Act: act, Rule: "commitment/" + rule, Confidence: confidence}
	if st := c.statement(cue); st != nil {
		k.Statement = st.ID
	} else if st := c.statement(first); st != nil {
		k.Statement = st.ID
	}
	k.Conditions = c.conditions(first, last, s)
	k.Due = c.due(first, last, act == Refusal)
	c.out = append(c.out, k)
	c.taken = last
}

func (c *commitmentReader) isImperfect(i int) bool {
	return i < len(c.words) && c.doc.Stem(i).Tag == arabic.IMPERFECT
}

func (c *commitmentReader) isAn(i int) bool {
	w := &c.words[i]
	return w.Kind == arabic.Word && w.stem == "ان" && w.pron == ""
}

// inflection is the verb at word i as the analysis of the sentence reads it.
func (c *commitmentReader) inflection(i int) arabic.Inflection {
	st := c.doc.Stem(i)
	in := arabic.Inflection{Lemma: st.Lemma, Mood: arabic.Perfect, Person: st.Features.Person(), Gender: st.Features.Gender(), Number: st.Features.Number()}
	if st.Tag == arabic.IMPERFECT {
		in.Mood = arabic.Imperfect
	}
	if in.Person == 0 {
		in.Person = 3
	}
	return in
}

// markHeadlines marks what only the headline commits to: no commitment of the
// body binds the same with content of the same words.
func (c *commitmentReader) markHeadlines() {
	titleEnd := 0
	for _, p := range c.parts {
		if p.kind == article.Title && p.last > p.first {
			titleEnd = c.words[p.last-1].End
		}
	}
	for i := range c.out {
		k := &c.out[i]
		if k.Content.End > titleEnd {
			continue
		}
		words := c.stems(k.Content)
		k.HeadlineOnly = !slices.ContainsFunc(c.out, func(o Commitment) bool {
			return o.Content.Start >= titleEnd && sharedWords(words, c.stems(o.Content)) >= 0.3
		})
	}
}

// stems returns the folded words of a span without articles and clitics.
func (c *commitmentReader) stems(s arabic.Span) []string {
	var out []string
	for i := c.doc.TokenAt(s.Start); i < len(c.words) && c.words[i].Start < s.End; i++ {
		if c.words[i].Kind == arabic.Word && c.classOf(i) == "" {
			out = append(out, c.words[i].bare())
		}
	}
	return out
}

// sharedWords is the part of a's words that b has.
func sharedWords(a, b []string) float64 {
	if len(a) == 0 {
		return 0
	}
	n := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// isVerbalNoun reports whether word i is a verbal noun by its form, or by the
// patterns تفاعل and تفعل where the analysis of the sentence reads a noun.
func (c *commitmentReader) isVerbalNoun(i int) bool {
	w := &c.words[i]
	if w.Kind != arabic.Word {
		return false
	}
	if isMasdar(w.stem) || isMasdar(w.bare()) {
		return true
	}
	b := []rune(w.bare())
	return c.doc.Stem(i).Tag == arabic.NOUN && len(b) == 4 && b[0] == 'ت' && c.nounOf(i).class == unknownNoun
}
