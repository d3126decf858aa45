package record

import (
	"slices"
	"strings"
	"time"

	"isnad/arabic"
)

// plannedAt reads من المقرر أن … : what the verb behind أن says is planned.
func (c *commitmentReader) plannedAt(i int, s *scope) bool {
	if c.words[i].stem == wOn && i >= c.taken && i+2 < s.last && c.isAn(i+1) && c.isImperfect(i+2) && (c.taken > s.first || c.liesAhead(i+2, c.end(i+2, s))) {
		// على أن: what is agreed besides
		by := c.subjectOf(i+2, c.inflection(i+2), s)
		if by.Name == "" && c.taken > s.first {
			by = c.out[len(c.out)-1].By
		}
		c.add(i+2, c.end(i+2, s), Plan, by, "provided", 0.6, i+2, s)
		return true
	}
	if c.table.class[c.words[i].stem] != "planned" {
		return false
	}
	over := i > s.first+1 && c.classOf(i-2) == "aux" && c.words[i-1].stem == wOf || i > s.first && c.classOf(i-1) == "aux"
	k := i + 1
	for k < s.last && k < i+4 && !c.isAn(k) {
		k++
	}
	if k = c.appointed(i, k, s); k < 0 {
		return false
	}
	if presumed := c.table.lemma[c.words[i].bare()] == "presumed" || c.words[i+1].stem == wOf && c.words[i+1].pron != ""; over && !c.liesAhead(k, c.end(k, s)) || presumed && !c.isToCome(k, c.end(k, s)) {
		return false // كان من المقرر: it came otherwise; ينتظر منه: he is to
	}
	verb := k
	in := c.inflection(verb)
	by := Party{}
	if i > s.first && c.classOf(i-1) == "relative" {
		by = c.party(c.phraseBefore(i-1, s))
	}
	if by.Name == "" && c.isImperfect(verb) {
		by = c.subjectOf(verb, in, s)
	}
	if by.Name == "" {
		by = c.responsible(verb, phrase{}, s)
	}
	c.add(verb, c.end(verb, s), Plan, by, "planned", 0.8, i, s)
	return true
}

// isToCome reports whether words[first:last] hold a time that is not over.
func (c *commitmentReader) isToCome(first, last int) bool {
	return c.due(first, last, false).Value != "" || slices.ContainsFunc(c.timesIn(c.words[first].Start, c.words[last-1].End), func(t Time) bool { return t.Value == "FUTURE_REF" })
}

// appointed returns the word that opens what is appointed at word i: behind the
// أن at word k, or a verbal noun right behind (من المقرر عقد …); -1 for none.
func (c *commitmentReader) appointed(i, k int, s *scope) int {
	switch {
	case k+1 < s.last && c.isAn(k):
		if !c.isImperfect(k+1) && c.words[k+1].stem != "لا" {
			return -1
		}
		return k + 1
	case i > s.first && c.words[i-1].stem == wOf && i+2 < s.last && !c.words[i+1].definite() && c.doc.Stem(i+1).Tag == arabic.NOUN:
		return i + 1
	}
	return -1
}

// isAnnounced reports whether the noun at word i is what an announcement is of:
// تم الإعلان عن إقامة …
func (c *commitmentReader) isAnnounced(i int, s *scope) bool {
	if i == s.first || c.words[i-1].stem != wAbout {
		return false
	}
	for j := i - 2; j >= s.first && j > i-12; j-- {
		for _, in := range arabic.VerbForms(c.words[j].bare()) {
			if cue := cues()[in.Lemma]; cue != nil && cue.act == Announce {
				return true
			}
		}
	}
	return false
}

// scheduledAt reads a verb of the present that opens its clause or follows its
// subject, with a date ahead: يفتتح الوزير المعرض غدا.
func (c *commitmentReader) scheduledAt(i int, s *scope) bool {
	w := &c.words[i]
	if !c.isImperfect(i) || w.prep != "" || w.future {
		return false
	}
	lemma := c.doc.Stem(i).Lemma
	in := c.inflection(i)
	if class := c.table.lemma[lemma]; in.Person != 3 || class == "event" || class == "guess" || class == "stative" || len(c.cueReadings(i, arabic.Imperfect)) > 0 {
		return false
	}
	var p phrase
	opens := i == s.first || c.words[i-1].isPunct() || w.conj || c.words[i-1].stem == wWhere
	if !opens {
		if c.classOf(i-1) != "" {
			return false
		}
		if p = c.beforeVerb(i, s); p.empty() || !c.isSettled(p.first, p.last) {
			return false // انتخابات تجرى: the verb describes its noun
		}
	}
	now := newAnchor(c.article.Published)
	end := c.end(i, s)
	if !now.hasDay() || end <= i+2 {
		return false
	}
	limit := min(end, i+32)
	today := false
	for _, t := range c.timesIn(w.End, c.words[limit-1].End) {
		day, ok := lastDay(t.Value, t.Mod)
		today = today || ok && t.Type == DateTime && len(t.Value) >= 10 && day.Equal(now.day) && opens && c.words[c.doc.TokenAt(t.Start)].bare() != "يوم"
	}
	if !today && !c.liesAhead(i, limit) {
		return false
	}
	by := Party{}
	if p.empty() {
		p = c.behind(i, s)
	}
	if !p.empty() {
		by = c.willing(p)
	}
	if by.Name == "" && c.table.lemma[lemma] == "happen" && !today {
		by = c.responsible(i, p, s)
	}
	if by.Name == "" {
		return false
	}
	c.add(i, end, Plan, by, "scheduled", 0.55, i, s)
	return true
}

// scheduledNounAt reads a verbal noun of what is held or begins, with a date
// ahead: انطلاق المعرض الأحد المقبل.
func (c *commitmentReader) scheduledNounAt(i int, s *scope) bool {
	w := &c.words[i]
	if c.table.class[w.stem] != "venue" || w.definite() || w.pron != "" || w.prep != "" || !c.startsClause(i) && !(i > s.first && c.words[i-1].stem == wThat) && !c.isAnnounced(i, s) {
		return false
	}
	end := c.end(i, s)
	if !c.liesAhead(i, min(end, i+28)) {
		return false
	}
	c.add(i, end, Plan, c.responsible(i, phrase{first: i, last: min(end, i+8)}, s), "scheduled_noun", 0.5, i, s)
	return true
}

// announcedAt reads a statement whose content is a verbal noun and lies ahead:
// أعلنت الوزارة افتتاح المعرض الشهر المقبل.
func (c *commitmentReader) announcedAt(i int, st *Statement, s *scope) bool {
	if st.Act != Announce && st.Act != Assert && st.Act != Promise || c.table.lemma[st.Cue.Lemma] == "guess" || !c.isVerbalNoun(i) && c.table.class[c.words[i].stem] != "venue" || c.words[i].conj || i > s.first && c.words[i-1].stem == wThat || c.table.class[c.words[i].bare()] == "state" {
		return false
	}
	end := c.end(i, s)
	if _, ok := c.table.nouns[c.words[i].stem]; ok || !c.liesAhead(i, end) {
		return false
	}
	for k := i + 1; k < end && k < i+8; k++ {
		if w := &c.words[k]; (w.future || w.stem == "لن" || w.stem == "سوف") && !c.isRelative(k, s) {
			return false // the noun is the subject of a verb that is read by itself
		}
	}
	c.add(i, end, Plan, c.sourceOf(st), "announced", 0.6, i, s)
	return true
}

// liesAhead reports whether words[first:last] hold a date behind the day of
// publication.
func (c *commitmentReader) liesAhead(first, last int) bool {
	now := newAnchor(c.article.Published)
	if !now.hasDay() || last <= first {
		return false
	}
	for _, t := range c.timesIn(c.words[first].Start, c.words[last-1].End) {
		if t.Type != DateTime && t.Type != ClockTime || c.isLabel(t) {
			continue
		}
		day, ok := lastDay(t.Value, t.Mod)
		if !ok || !day.After(now.day) {
			continue
		}
		// A week, month or year that is running does not lie ahead, its end does.
		if t.Mod == "END" || len(t.Value) >= 10 || strings.Contains(t.Value, "-W") && day.Sub(now.day) >= 7*24*time.Hour ||
			len(t.Value) == len("2006-01") && t.Value != now.day.Format("2006-01") && !strings.Contains(t.Value, "-W") || len(t.Value) == len("2006") && day.Year() > now.day.Year() {
			return true
		}
	}
	return false
}
