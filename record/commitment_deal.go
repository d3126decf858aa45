package record

import (
	"time"

	"isnad/arabic"
)

// dealAt reads the conclusion of an accord: وقعت الشركة اتفاقية لـ.
func (c *commitmentReader) dealAt(i int, forms []arabic.Inflection, s *scope) bool {
	for _, in := range forms {
		if c.table.lemma[in.Lemma] != "conclude" || in.Mood != arabic.Perfect && in.Mood != arabic.Imperfect || !c.isVerbHere(i) {
			continue
		}
		cand := &candidate{cueFirst: i, cueLast: i + 1, lemma: in.Lemma, inflection: in}
		c.findSubject(cand, true, false, s)
		for k := i + 1; k < s.last && k < i+24; k++ {
			w := &c.words[k]
			if w.Kind != arabic.Word || c.table.class[w.bare()] != "deal" {
				continue
			}
			if !cand.subject.empty() && cand.subject.first > i && k < cand.subject.last {
				cand.subject = c.describe(cand.subject.first, k)
			}
			by := c.party(cand.subject)
			if by.Name == "" {
				by = c.actor(i, in, s)
			}
			return c.termsAt(k, i, by, s)
		}
	}
	return false
}

// dealNounAt reads an accord that no verb concludes: توقيع اتفاقية لـ, اتفاق بين
// الطرفين على, تم الاتفاق على.
func (c *commitmentReader) dealNounAt(i int, s *scope) bool {
	signed := i > s.first && c.table.class[c.words[i-1].bare()] == "signing"
	agreed := c.words[i].bare() == "اتفاق" && i+2 < s.last && c.words[i+1].stem == wOn
	parties := i+1 < s.last && (c.words[i+1].stem == wBetween || c.words[i+1].stem == wWith)
	if !signed && !agreed && (!parties || c.words[i].definite()) || i > s.first && c.table.class[c.words[i-1].stem] == "under" {
		return false
	}
	return c.termsAt(i, i, Party{}, s)
}

// termsAt reads what the accord at word deal binds to: the verbal noun behind
// لـ, what stands behind على or تقضي بـ. With no party given, the first of
// those بين which it is, or the one that the sentence is about, is bound.
func (c *commitmentReader) termsAt(deal, cue int, by Party, s *scope) bool {
	start := -1
	for k := deal + 1; k < s.last && k < deal+20 && start < 0; k++ {
		w := &c.words[k]
		provides := c.table.class[w.stem] == "provides"
		switch {
		case w.Folded == "." || w.isComma() && k+1 < s.last && c.words[k+1].conj:
			return false
		case w.stem == wBetween && by.Name == "" && k+1 < s.last:
			p := c.nounPhrase(k+1, s.last)
			for j := p.first + 1; j < p.last; j++ {
				if c.words[j].conj {
					p = c.describe(p.first, j) // the first party
				}
			}
			by = c.party(p)
		case w.prep == li && w.pron == "" && !w.conj && (isMasdar(w.bare()) || c.isReciprocal(k)) && c.table.class[w.bare()] != "length":
			start = k
		case k == deal+1 && cue < deal && !c.words[deal].definite() && w.prep == "" && !w.definite() && isMasdar(w.stem) && c.table.class[w.stem] != "deal" && k+2 < s.last:
			start = k // اتفاقية تسليم مبلغ
		case w.stem == wOn && k+2 < s.last && c.isAn(k+1):
			start = k + 2
		case w.stem == wOn && k+1 < s.last && isMasdar(c.words[k+1].bare()) && !c.words[k+1].definite():
			start = k + 1
		case provides || k == deal+1 && !c.words[deal].definite() && c.isImperfect(k):
			start = k // اتفاق يسمح …
			for j := k + 1; provides && j < s.last && j < k+4; j++ {
				if c.isAn(j) {
					start = j + 1
				}
			}
		case c.doc.Stem(k).Tag == arabic.PERFECT && w.prep == "":
			return false // another event
		}
	}
	if start < 0 || start >= s.last {
		return false
	}
	if c.isOver(cue, start) {
		return false
	}
	if by.Name == "" {
		by = c.actor(cue, arabic.Inflection{}, s)
	}
	if by.Name == "" {
		by = c.leading()
	}
	c.add(start, c.end(start, s), Agreement, by, "deal", 0.65, cue, s)
	return true
}

// isReciprocal reports whether word i is a verbal noun of the pattern تفاعل or
// تفعل as the analysis of the sentence reads it: للتعاون.
func (c *commitmentReader) isReciprocal(i int) bool {
	bare := []rune(c.words[i].bare())
	return c.doc.Stem(i).Tag == arabic.NOUN && c.nounOf(i).class == unknownNoun && bare[0] == 'ت' && (len(bare) == 4 || len(bare) == 5 && bare[2] == 'ا')
}

// isOver reports whether words[first:last] date what they tell to more than a
// month before publication.
func (c *commitmentReader) isOver(first, last int) bool {
	now := newAnchor(c.article.Published)
	if !now.hasDay() || last <= first {
		return false
	}
	for _, t := range c.timesIn(c.words[first].Start, c.words[last-1].End) {
		if day, ok := lastDay(t.Value, t.Mod); ok && (t.Type == DateTime || t.Type == ClockTime) && now.day.Sub(day) > 31*24*time.Hour {
			return true
		}
	}
	return false
}
