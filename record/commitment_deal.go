package record

import (
	"time"

	"isnad/arabic"
)

// dealAt reads the conclusion of an accord: وقعت الشركة اتفاقية لـ.
func (c *commitmentReader) dealAt(i int, forms []arabic.Inflection, s *scope) bool {
	for _, in := range forms {
		act, ok := c.table.concludes[in.Lemma]
		if !ok || in.Mood != arabic.Perfect && in.Mood != arabic.Imperfect || !c.isVerbHere(i) || i > s.first && c.classOf(i-1) == "negation" {
			continue
		}
		cand := &candidate{cueFirst: i, cueLast: i + 1, lemma: in.Lemma, inflection: in}
		c.findSubject(cand, true, false, s)
		for k := i + 1; k < s.last && k < i+24; k++ {
			w := &c.words[k]
			if w.Kind != arabic.Word || c.table.deals[w.bare()] != act {
				continue
			}
			if !cand.subject.empty() && cand.subject.first > i && k < cand.subject.last {
				cand.subject = c.describe(cand.subject.first, k)
			}
			by := c.party(cand.subject)
			if by.Name == "" {
				by = c.actor(i, in, s)
			}
			if c.termsAt(k, i, by, s) {
				return true
			}
			return c.accordAt(k, i, by, s)
		}
	}
	return false
}

// accordAt reads an accord that a verb concludes where no terms are told, but
// with whom or on what it is: اتفاقا مع نهروان بشأن المياه.
func (c *commitmentReader) accordAt(deal, cue int, by Party, s *scope) bool {
	end := c.end(deal, s)
	if c.table.deals[c.words[deal].bare()] != Agreement || c.words[deal].definite() || by.Name == "" || c.isOver(cue, end) {
		return false
	}
	for k := deal + 1; k < end && k < deal+8; k++ {
		if w := c.words[k].stem; w == wWith || accordTopics.has(w) {
			c.add(deal, end, Agreement, by, "deal", 0.6, cue, s)
			return true
		}
	}
	return false
}

// contractAt reads an engagement for a term: تعاقد النادي مع مدرب لمدة عامين,
// تعاقده مع مدرب حتى 2023. Without a term nothing is undertaken but what is done.
func (c *commitmentReader) contractAt(i int, forms []arabic.Inflection, s *scope) bool {
	for _, in := range forms {
		if c.table.lemma[in.Lemma] != "contract" || c.words[i].future {
			continue
		}
		end := c.end(i, s)
		if !c.hasTerm(i, end) || c.isOver(i, end) {
			return false
		}
		by := Party{}
		if in.Mood == arabic.Perfect || in.Mood == arabic.Imperfect {
			cand := &candidate{cueFirst: i, cueLast: i + 1, lemma: in.Lemma, inflection: in}
			c.findSubject(cand, true, false, s)
			by = c.party(cand.subject)
		}
		if by.Name == "" {
			by = c.actor(i, in, s)
		}
		c.add(i, end, Agreement, by, "contract", 0.6, i, s)
		return true
	}
	return false
}

// hasTerm reports whether words[first:last] say for how long something is
// agreed (لمدة عامين, لعامين), or up to which date ahead.
func (c *commitmentReader) hasTerm(first, last int) bool {
	if last <= first {
		return false
	}
	for _, t := range c.timesIn(c.words[first].Start, c.words[last-1].End) {
		i := c.doc.TokenAt(t.Start)
		if t.Type == DurationTime && (c.words[i].prep == li || c.table.class[c.words[i].stem] == "length" || i > 0 && c.table.class[c.words[i-1].stem] == "length") {
			return true
		}
	}
	return c.liesAhead(first, last)
}

// dealNounAt reads an accord that no verb concludes: توقيع اتفاقية لـ, اتفاق بين
// الطرفين على, تم الاتفاق على.
func (c *commitmentReader) dealNounAt(i int, s *scope) bool {
	if c.table.deals[c.words[i].bare()] != Agreement {
		return false
	}
	before := i - 1
	if before > s.first && c.words[before].stem == wTo {
		before-- // التوصل إلى اتفاق
	}
	if before > s.first && c.words[before-1].stem == wNot {
		return false // عدم التوصل إلى اتفاق
	}
	signed := before >= s.first && c.table.class[c.words[before].bare()] == "signing"
	on := i + 1
	if on < s.last && c.words[i].definite() && c.words[on].definite() && c.words[on].tag == arabic.ADJ {
		on++ // الاتفاق المبدئي على
	}
	agreed := c.words[i].bare() == "اتفاق" && on+1 < s.last && c.words[on].stem == wOn
	parties := i+1 < s.last && (c.words[i+1].stem == wBetween || c.words[i+1].stem == wWith)
	provided := i > s.first && c.table.class[c.words[i-1].stem] == "provides"
	for k := i + 1; k < min(i+4, s.last) && !provided; k++ {
		provided = c.table.class[c.words[k].stem] == "provides" // الاتفاق النووي ينص على
	}
	if !signed && !agreed && !provided && (!parties || c.words[i].definite()) || i > s.first && c.table.class[c.words[i-1].stem] == "under" {
		return false
	}
	return c.termsAt(i, i, Party{}, s)
}

// termsAt reads what the accord at word deal binds to: the verbal noun behind
// لـ, what stands behind على or تقضي بـ. With no party given, the first of
// those بين which it is, or the one that the sentence is about, is bound.
func (c *commitmentReader) termsAt(deal, cue int, by Party, s *scope) bool {
	start, act := -1, c.table.deals[c.words[deal].bare()]
	for k := deal + 1; k < s.last && k < deal+20 && start < 0; k++ {
		w := &c.words[k]
		provides := c.table.class[w.stem] == "provides"
		switch {
		case w.Folded == "." || w.isComma() && k+1 < s.last && c.words[k+1].conj:
			return false
		case w.stem == wBetween && by.Name == "" && k+1 < s.last:
			p := c.nounPhrase(k+1, s.last)
			for j := p.first + 1; j < p.last && !c.isJoint(p); j++ {
				if c.words[j].conj {
					p = c.describe(p.first, j) // the first party
				}
			}
			by = c.party(p)
		case w.prep == li && w.pron == "" && !w.conj && c.isVerbalNoun(k) && c.table.class[w.bare()] != "length":
			start = k
		case w.prep == bi && w.pron == "" && act == Plan && (k <= deal+2 || isMasdar(w.bare()) && k < deal+5) && c.doc.Stem(k).Tag == arabic.NOUN:
			start = k // قرارا بإغلاق …
		case k == deal+1 && cue < deal && !c.words[deal].definite() && w.prep == "" && !w.definite() && isMasdar(w.stem) && c.table.deals[w.stem] == "" && k+2 < s.last:
			start = k // اتفاقية تسليم مبلغ
		case w.stem == wOn && k+2 < s.last && c.isAn(k+1):
			start = k + 2
		case w.stem == wOn && k+1 < s.last && c.isVerbalNoun(k+1) && !c.words[k+1].definite():
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
	if start < 0 && act == Agreement && c.hasTerm(deal, c.end(deal, s)) && cue < deal {
		start = deal // عقدا مدته أربع سنوات
	}
	if start < 0 || start >= s.last {
		return false
	}
	if c.isOver(cue, start) {
		return false
	}
	if agent := start + 1; by.Name == "" && agent < s.last && c.isVerbalNoun(start) && c.words[agent].Kind == arabic.Word && c.words[agent].prep == "" {
		if p := c.cutSubject(c.nounPhrase(agent, s.last)); !p.empty() && (c.words[agent].definite() || c.known(p) != nil) {
			by = c.willing(p) // انسحاب القوات
		}
	}
	end := c.end(start, s)
	for k := start + 1; k+1 < end && by.Name == ""; k++ {
		if c.words[k].stem == wBetween {
			by = c.party(c.cutSubject(c.nounPhrase(k+1, s.last))) // وقف النار بين الطرفين
		}
	}
	if by.Name == "" {
		by = c.actor(cue, arabic.Inflection{}, s)
	}
	if by.Name == "" {
		by = c.leading()
	}
	c.add(start, end, act, by, "deal", 0.65, cue, s)
	return true
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
