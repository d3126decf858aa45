package record

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"isnad/arabic"
	"isnad/arabic/lexicon"
	"isnad/article"
)

//go:embed undertakings.tsv
var undertakingsTSV string

// undertaking is a row of undertakings.tsv that has an act.
type undertaking struct {
	act CommitmentAct
	*cueEntry
}

type undertakingTable struct {
	verbs map[string]undertaking // by lemma
	nouns map[string]undertaking
	class map[string]string // of a folded word: noun, planned, deal, if, hangs, by …
	lemma map[string]string // of a verb's lemma: conclude, event, either, happen, be, guess
}

var undertakings = sync.OnceValue(func() *undertakingTable {
	t := &undertakingTable{map[string]undertaking{}, map[string]undertaking{}, map[string]string{}, map[string]string{}}
	for _, row := range lexicon.Rows(undertakingsTSV, 4) {
		u := undertaking{CommitmentAct(row[2]), newCueEntry(row[0], "", row[3])}
		switch row[1] {
		case "verb":
			t.verbs[row[0]] = u
		case "noun":
			t.nouns[row[0]], t.class[row[0]] = u, row[1]
		case "event", "either", "happen", "be", "conclude", "guess", "arrange", "order":
			t.lemma[row[0]] = row[1]
		default:
			t.class[row[0]] = row[1]
		}
	}
	return t
})

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
	if forms := c.verbForms(i); forms != nil && (c.verbAt(i, forms, s) || c.dealAt(i, forms, s)) {
		return
	}
	class := c.table.class[w.bare()]
	switch {
	case class == "noun" && c.nounAt(i, s):
	case class == "deal" && c.dealNounAt(i, s):
	case class == "no" && c.neverAt(i, s):
	case (class == "planned" || w.stem == "علي" || w.definite()) && c.plannedAt(i, s):
	case (w.future || w.stem == "سوف" || w.stem == "لن") && c.futureAt(i, s):
	case class == "venue" && c.scheduledNounAt(i, s):
	default:
		c.scheduledAt(i, s)
	}
}

// verbForms returns the readings of word i as a verb: those of the lexicon,
// else the one that the analysis of the sentence gives.
func (c *commitmentReader) verbForms(i int) []arabic.Inflection {
	w := &c.words[i]
	switch c.doc.Stem(i).Tag {
	case arabic.ADP, arabic.PRON, arabic.DET, arabic.NUM, arabic.CCONJ, arabic.SCONJ:
		if !w.conj {
			return nil // most words of a text: no verb, not even as it is misread
		}
	}
	if w.conj {
		if forms := arabic.VerbForms(w.Folded); c.undertakes(forms) {
			return forms // وعدت (promised), not و and عدت
		}
	}
	if forms := arabic.VerbForms(w.stem); forms != nil {
		return forms
	}
	if st := c.doc.Stem(i); st.Tag.IsVerb() {
		if _, ok := c.table.verbs[st.Lemma]; ok || c.table.lemma[st.Lemma] == "conclude" {
			return []arabic.Inflection{c.inflection(i)}
		}
	}
	return nil
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

func (c *commitmentReader) isImperfect(i int) bool {
	return i < len(c.words) && c.doc.Stem(i).Tag == arabic.IMPERFECT
}

// announcedAt reads a statement whose content is a verbal noun and lies ahead:
// أعلنت الوزارة افتتاح المعرض الشهر المقبل.
func (c *commitmentReader) announcedAt(i int, st *Statement, s *scope) bool {
	if st.Act != Announce && st.Act != Assert && st.Act != Promise || c.table.lemma[st.Cue.Lemma] == "guess" || !isMasdar(c.words[i].bare()) || c.words[i].conj || c.table.class[c.words[i].bare()] == "state" {
		return false
	}
	end := c.end(i, s)
	if !c.liesAhead(i, end) {
		return false
	}
	for k := i + 1; k < end && k < i+8; k++ {
		if w := &c.words[k]; (w.future || w.stem == "لن" || w.stem == "سوف") && !c.isRelative(k, s) {
			return false // the noun is the subject of a verb that is read by itself
		}
	}
	c.add(i, end, Plan, Party{st.Source.Name, st.Source.Entity}, "announced", 0.6, i, s)
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
		if t.Type != DateTime && t.Type != ClockTime {
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

// neverAt reads a denial of a noun of change or intent: لا نية لدينا لـ, لا تغيير في.
func (c *commitmentReader) neverAt(i int, s *scope) bool {
	if i+2 >= s.last || c.table.class[c.words[i+1].stem] != "never" && !(c.table.class[c.words[i+1].stem] == "noun" && c.table.nouns[c.words[i+1].stem].act == Plan) {
		return false
	}
	by := c.actor(i, arabic.Inflection{}, s)
	c.add(i, c.end(i, s), Refusal, by, "never", 0.6, i, s)
	return true
}

// verbAt reads a verb of undertaking with its complement.
func (c *commitmentReader) verbAt(i int, forms []arabic.Inflection, s *scope) bool {
	for _, in := range forms {
		u, ok := c.table.verbs[in.Lemma]
		if !ok || in.Mood != arabic.Perfect && in.Mood != arabic.Imperfect && in.Mood != arabic.Participle {
			continue
		}
		if in.Mood == arabic.Participle && !c.isContinuing(i, s) && in.Gender != arabic.Feminine || in.Mood != arabic.Participle && !c.isVerbHere(i) {
			continue
		}
		act := u.act
		if i > s.first && c.classOf(i-1) == "negation" {
			if act != Plan {
				return false
			}
			act = Refusal
		}
		cand := &candidate{cueFirst: i, cueLast: i + 1, lemma: in.Lemma, inflection: in}
		from := i + 1
		if in.Mood != arabic.Participle {
			from = c.findSubject(cand, u.object, len(u.addressed) > 0, s)
		}
		at, ok := c.findComplement(from, cueReading{u.cueEntry, in}, cand, s)
		for k := from; !ok && k+1 < s.last && k < from+10; k++ {
			if c.words[k].isQuoteMark() && c.governs(append(u.preps, u.addressed...), k+1) == k+1 {
				at, ok = complement{start: k + 1}, true // هدد … "بأقوى"
			}
		}
		if u.object && c.words[i].pron != "" && c.words[i].pron != "ه" {
			continue // الرسوم التي قررتها الإدارة
		}
		if sub := cand.subject.first; !ok && u.object && sub > i && i > s.first && c.words[i-1].stem == wThat && c.words[i-1].pron != "" && isMasdar(c.words[sub].stem) {
			at, ok = complement{start: sub}, true // أنها تعتزم فتح: the subject stands before
			cand.subject = phrase{}
		}
		for sub, k := cand.subject, cand.subject.first+1; !ok && u.object && sub.first > i && k < sub.last; k++ {
			// رفض المدربون علاجه: the subject and its object read as one phrase
			if c.words[k].pron != "" && c.words[k-1].definite() && c.doc.Stem(k).Tag == arabic.NOUN {
				at, ok = complement{start: k}, true
				cand.subject = c.describe(sub.first, k)
			}
		}
		if !ok && u.object && from+1 < s.last && c.words[from].pron != "" && c.words[from+1].definite() && isMasdar(c.words[from+1].bare()) {
			// رفض حزبها التعاون: a subject that points back, then the object
			cand.subject = c.describe(from, from+1)
			at, ok = complement{start: from + 1}, true
		}
		if !ok && u.object && from < s.last && c.words[from].Kind == arabic.Word && c.classOf(from) == "" && !c.isThat(from) {
			at, ok = complement{start: from}, true
		}
		if !ok && u.object && cand.subject.first > i && !cand.subject.hasNamedPerson() {
			at, ok = complement{start: cand.subject.first}, true
			cand.subject = phrase{}
		}
		if !ok {
			continue
		}
		start := c.pastThat(at.start, s.last)
		if start >= s.last || start > i+1 && c.opensCondition(start-2) || act == Refusal && c.table.class[c.words[start].bare()] == "claim" {
			continue
		}
		if in.Lemma == "رفض" && start > i+1 && c.words[start-1].stem == "ان" && !c.isImperfect(start) {
			return false // refuses to admit
		}
		end := c.end(start, s)
		if c.table.lemma[in.Lemma] == "arrange" && !c.liesAhead(start, end) || c.table.lemma[in.Lemma] == "order" && c.table.class[c.words[start].bare()] != "grant" {
			continue
		}
		by := c.party(cand.subject)
		if _, said := c.byCue[i]; said || by.Name == "" {
			by = c.actor(i, in, s)
		}
		c.add(start, end, act, by, "verb/"+in.Lemma, 0.75, i, s)
		return true
	}
	return false
}

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

// scheduledNounAt reads a verbal noun of what is held or begins, with a date
// ahead: انطلاق المعرض الأحد المقبل.
func (c *commitmentReader) scheduledNounAt(i int, s *scope) bool {
	w := &c.words[i]
	if c.table.class[w.stem] != "venue" || w.definite() || w.pron != "" || i > s.first && c.classOf(i-1) == "relative" {
		return false
	}
	end := c.end(i, s)
	if !c.liesAhead(i, min(end, i+28)) {
		return false
	}
	c.add(i, end, Plan, c.responsible(i, phrase{first: i, last: min(end, i+8)}, s), "scheduled_noun", 0.5, i, s)
	return true
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
	if in.Person != 3 || c.table.lemma[lemma] == "event" || c.table.lemma[lemma] == "guess" || len(c.cueReadings(i, arabic.Imperfect)) > 0 {
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

// pastThat skips أن without a pronoun before the content.
func (c *commitmentReader) pastThat(i, last int) int {
	for i < last && (c.words[i].isPunct() && c.words[i].Folded != "(" || c.words[i].stem == "ان" && c.words[i].pron == "") {
		i++
	}
	return i
}

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

// plannedAt reads من المقرر أن … : what the verb behind أن says is planned.
func (c *commitmentReader) plannedAt(i int, s *scope) bool {
	if c.words[i].stem == wOn && i >= c.taken && c.taken > s.first && i+2 < s.last && c.isAn(i+1) && c.isImperfect(i+2) {
		// على أن: what is agreed besides
		by := c.subjectOf(i+2, c.inflection(i+2), s)
		if by.Name == "" && len(c.out) > 0 {
			by = c.out[len(c.out)-1].By
		}
		c.add(i+2, c.end(i+2, s), Plan, by, "provided", 0.6, i+2, s)
		return true
	}
	if c.table.class[c.words[i].stem] != "planned" {
		return false
	}
	k := i + 1
	for k < s.last && k < i+4 && !c.isAn(k) {
		k++
	}
	if k = c.appointed(i, k, s); k < 0 {
		return false
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

// appointed returns the word that opens what is appointed at word i: behind the
// أن at word k, or a verbal noun right behind (من المقرر عقد …); -1 for none.
func (c *commitmentReader) appointed(i, k int, s *scope) int {
	switch {
	case k+1 < s.last && c.isAn(k):
		return k + 1
	case i > s.first && c.words[i-1].stem == wOf && i+2 < s.last && !c.words[i+1].definite() && c.doc.Stem(i+1).Tag == arabic.NOUN:
		return i + 1
	}
	return -1
}

func (c *commitmentReader) isAn(i int) bool {
	w := &c.words[i]
	return w.Kind == arabic.Word && w.stem == "ان" && w.pron == ""
}

// futureAt reads a verb with سـ, سوف or لن: its subject can will what it says,
// or it says that something is held, begins or goes on.
func (c *commitmentReader) futureAt(i int, s *scope) bool {
	w := &c.words[i]
	verb := i
	if !w.future {
		verb++
	}
	refused := w.stem == "لن" && !w.future
	if verb >= s.last || !c.isImperfect(verb) || i > s.first && c.classOf(i-1) == "aux" || c.table.class[w.Folded] == "title" || i > s.first && c.table.class[c.words[i-1].stem] == "asks" || c.isGuess(i, s) || i > s.first && c.table.class[c.words[i-1].stem] == "vague" {
		return false
	}
	class := c.table.lemma[c.doc.Stem(verb).Lemma]
	if class == "event" || c.isRelative(i, s) || class == "be" && !refused && c.statesFact(verb, s) {
		return false
	}
	act := Plan
	st := c.statement(i)
	if st != nil {
		switch st.Act {
		case Promise:
			act = Pledge
		case Warn:
			if u := c.table.verbs[st.Cue.Lemma]; u.act == Threat {
				act = Threat
			}
		}
		if c.table.lemma[st.Cue.Lemma] == "guess" {
			return false
		}
	}
	if refused {
		act = Refusal
	}
	by := c.subjectOf(verb, c.inflection(verb), s)
	if class == "either" && !c.willed(verb, i, s) {
		return false
	}
	if verb+1 < s.last && c.table.class[c.words[verb+1].stem] == "there" {
		by = Party{}
	}
	if by.Name == "" && st != nil && refused && (class == "happen" || class == "be") {
		by = c.actor(verb, arabic.Inflection{}, s)
	}
	if st != nil && c.table.class[c.words[min(verb+1, s.last-1)].bare()] == "harm" {
		act, by = Threat, c.actor(verb, arabic.Inflection{}, s)
	}
	if by.Name == "" {
		return false
	}
	c.add(i, c.end(verb, s), act, by, "future", 0.6, i, s)
	return true
}

// willed reports whether the verb at word verb, with its particle at i, has a
// subject that is a person, a body or a place that acts, or the speaker.
func (c *commitmentReader) willed(verb, i int, s *scope) bool {
	if c.inflection(verb).Person == 1 || i > s.first && c.words[i-1].stem == wThat && c.words[i-1].pron != "" {
		return true
	}
	p := c.beforeVerb(i, s)
	if p.empty() {
		p = c.behind(verb, s)
	}
	if p.empty() {
		return false
	}
	_, place := places().match(c.words, p.first, p.last)
	return p.head.class.ofPerson() || p.head.class.ofBody() || place != "" || c.isGivenName(p.first) || c.known(p) != nil || ownCountry[c.words[p.first].Folded]
}

// statesFact reports whether the copula at word i places or dates nothing.
func (c *commitmentReader) statesFact(i int, s *scope) bool {
	for j := i + 1; j < s.last && j < i+3; j++ {
		if class := c.table.class[c.words[j].bare()]; class == "venue" || class == "harm" {
			return false
		}
	}
	return true
}

// isRelative reports whether the verb at word i describes a noun: behind a
// relative pronoun, or with a pronoun that points back to an indefinite one.
func (c *commitmentReader) isRelative(i int, s *scope) bool {
	return i > s.first && c.classOf(i-1) == "relative" && !c.words[i].conj
}

// isGuess reports whether the clause of word i is a guess or a question:
// أعتقد أن، ما إذا كان، هل.
func (c *commitmentReader) isGuess(i int, s *scope) bool {
	for j := i - 1; j >= s.first && j > i-7; j-- {
		w := &c.words[j]
		if w.isPunct() && !w.isQuoteMark() {
			return false
		}
		if c.table.lemma[c.doc.Stem(j).Lemma] == "guess" || c.table.class[w.stem] == "asks" {
			return true
		}
	}
	return false
}

// subjectOf returns who a verb of the future or of a plan binds: the speaker
// for the first person, the noun phrase before or behind the verb, else the
// actor that the context gives; none where the subject cannot will.
func (c *commitmentReader) subjectOf(verb int, in arabic.Inflection, s *scope) Party {
	if in.Person == 1 {
		if st := c.statement(verb); st != nil {
			return Party{st.Source.Name, st.Source.Entity}
		}
		return Party{}
	}
	i := verb
	if i > s.first && (c.words[i-1].stem == "سوف" || c.words[i-1].stem == "لن") {
		i--
	}
	happens := c.table.lemma[in.Lemma] == "happen" || c.table.lemma[in.Lemma] == "be"
	if i > s.first && c.words[i-1].stem == wThat && c.words[i-1].pron != "" {
		if p := c.behind(verb, s); c.words[i-1].pron == "ه" && !p.empty() {
			if by := c.willing(p); happens || p.head.class.ofPerson() || p.head.class.ofBody() {
				return c.orResponsible(by, verb, p, s) // a dummy pronoun
			}
		}
		return c.actor(verb, in, s)
	}
	p := c.beforeVerb(i, s)
	if p.empty() {
		p = c.behind(verb, s)
	}
	if p.empty() {
		p = c.topic(verb, s)
	}
	if p.empty() {
		if next := c.skipAdverbials(verb+1, s); happens && next < s.last && c.words[next].prep == "" && c.doc.Stem(next).Tag == arabic.NOUN {
			return c.responsible(verb, p, s)
		}
		return c.actor(verb, in, s)
	}
	by := c.willing(p)
	switch {
	case by.Name != "":
	case happens:
		by = c.responsible(verb, p, s)
	case p.first > verb && in.Gender != arabic.AnyGender && c.disagrees(p.first, in):
		by = c.actor(verb, in, s) // an object
	}
	return by
}

func (c *commitmentReader) orResponsible(by Party, verb int, p phrase, s *scope) Party {
	if by.Name != "" {
		return by
	}
	return c.responsible(verb, p, s)
}

// disagrees reports whether the noun at word i is singular and of the other
// gender than a verb, so that it is no subject of it.
func (c *commitmentReader) disagrees(i int, in arabic.Inflection) bool {
	f := c.doc.Stem(i).Features
	return f.Number() == arabic.Singular && f.Gender() != arabic.AnyGender && f.Gender() != in.Gender
}

// responsible returns who holds or does what happens at word i by a subject
// that cannot will: the one that the content before it or the subject p names,
// the body that the source speaks for, the source; in the article's own voice
// whom the sentence names first, else the one that the article is about.
func (c *commitmentReader) responsible(i int, p phrase, s *scope) Party {
	st := c.statement(i)
	from, to := s.first, i
	if st != nil {
		from = max(s.first, c.doc.TokenAt(st.Content.Start))
	}
	own := !p.empty() && c.words[p.first].pron != "" // محادثاته: the speaker's
	if st != nil && (own || st.Source.Type == Organization) {
		return Party{st.Source.Name, st.Source.Entity}
	}
	if by := c.namedIn(from, to); by.Name != "" {
		return by
	}
	if st != nil && st.Source.Type == Anonymous {
		end := from
		for end < s.last && c.words[end].Start < st.Content.End {
			end++
		}
		if by := c.countryIn(from, end); by.Name != "" {
			return by
		}
	}
	if st != nil {
		return c.speaksFor(st)
	}
	if !p.empty() {
		if by := c.namedIn(p.first, p.last); by.Name != "" {
			return by
		}
	}
	return c.leading()
}

// speaksFor returns the body that the source of st speaks for, as the phrase
// or the roles that describe the source name it, else the source.
func (c *commitmentReader) speaksFor(st *Statement) Party {
	if st.Source.Type == Person || st.Source.Type == Anonymous {
		if st.Source.Span != st.Cue.Span && st.Source.Len() > 0 {
			for k := range c.rec.Entities {
				e := &c.rec.Entities[k]
				if e.Type != Organization || e.ID == st.Source.Entity {
					continue
				}
				for _, m := range e.Mentions {
					if st.Source.Contains(m.Span) {
						return Party{e.Name, e.ID}
					}
				}
			}
		}
		if body := c.bodyOf(st.Source.Entity); body != nil {
			return Party{body.name, c.entities.id(body)}
		}
	}
	return Party{st.Source.Name, st.Source.Entity}
}

// countryIn returns the country that a people's adjective in words[first:last]
// speaks of (القوات الأمريكية), where the article names it too.
func (c *commitmentReader) countryIn(first, last int) Party {
	for i := first; i < last; i++ {
		w := &c.words[i]
		if w.Kind != arabic.Word || !w.definite() {
			continue
		}
		code := nisbas()[w.bare()]
		if code == "" {
			continue
		}
		for k := range c.rec.Entities {
			if e := &c.rec.Entities[k]; e.Type == Location && countries()[arabic.Fold(e.Name)] == code {
				return Party{e.Name, e.ID}
			}
		}
	}
	return Party{}
}

// countries maps the folded names of countries to their code.
var countries = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, p := range lexicon.Places() {
		if _, ok := m[arabic.Fold(p.Name)]; !ok {
			m[arabic.Fold(p.Name)] = p.Country
		}
	}
	return m
})

// nisbas maps the adjectives of peoples, folded and without article, to the
// code of the country: the name without its ending, and ي or يه.
var nisbas = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for name, code := range countries() {
		name = strings.TrimPrefix(name, al)
		if code == "" || strings.Contains(name, " ") {
			continue
		}
		for _, end := range []string{"يا", "ا", "ه", ""} {
			if stem, ok := strings.CutSuffix(name, end); ok && len(stem) > 4 {
				m[stem+"ي"], m[stem+"يه"] = code, code
				break
			}
		}
	}
	return m
})

// namedIn returns the body, else the person or place, that words[first:last]
// name last.
func (c *commitmentReader) namedIn(first, last int) Party {
	if last <= first {
		return Party{}
	}
	span := c.span(first, last)
	var best Party
	rank, pos := 0, 0
	for k := range c.rec.Entities {
		e := &c.rec.Entities[k]
		r := map[EntityType]int{Organization: 3, Person: 2, Location: 1}[e.Type]
		for _, m := range e.Mentions {
			if r > 0 && m.Start >= span.Start && m.End <= span.End && m.Kind == NameMention && (r > rank || r == rank && m.Start > pos) {
				best, rank, pos = Party{e.Name, e.ID}, r, m.Start
			}
		}
	}
	return best
}

// leading returns the one that the article is about: the body, person or place
// that it names most often, a mention of a body weighing twice.
func (c *commitmentReader) leading() Party {
	var best Party
	most := 0
	for k := range c.rec.Entities {
		e := &c.rec.Entities[k]
		if e.Type != Organization && e.Type != Person && e.Type != Location || e.Name == "" {
			continue
		}
		n := 2 * len(e.Mentions)
		if e.Type == Organization {
			n *= 2
		}
		if n > most {
			best, most = Party{e.Name, e.ID}, n
		}
	}
	return best
}

// willing is party for a phrase that names someone who can will: a person, a
// body, a place that acts, a group, or what belongs to the speaker.
func (c *commitmentReader) willing(p phrase) Party {
	w := &c.words[p.first]
	_, place := places().match(c.words, p.first, p.last)
	ok := p.head.class.ofPerson() || p.head.class.ofBody() || place != "" || c.isGivenName(p.first) || c.known(p) != nil ||
		w.pron != "" || p.first+1 < p.last && c.words[p.first+1].pron != "" || ownCountry[w.Folded] || isPluralNoun(w.stem) && !strings.HasSuffix(w.stem, "ات")
	if !ok || c.classOf(p.first) != "" {
		return Party{}
	}
	return c.party(p)
}

// topic returns the noun phrase that opens the content of the statement that
// the verb stands in, with no other verb between.
func (c *commitmentReader) topic(verb int, s *scope) phrase {
	st := c.statement(verb)
	if st == nil {
		return phrase{}
	}
	i := c.doc.TokenAt(st.Content.Start)
	if i <= s.first || i >= verb || verb-i > 24 || c.words[i].prep != "" {
		return phrase{}
	}
	for j := i; j < verb; j++ {
		if c.isFiniteVerb(j) || c.words[j].future {
			return phrase{}
		}
	}
	return c.nounPhrase(i, verb)
}

// beforeVerb returns the noun phrase that ends right before word i and starts
// a clause: أن بلاده | ستنقل.
func (c *commitmentReader) beforeVerb(i int, s *scope) phrase {
	if c.words[i].conj || i == s.first {
		return phrase{}
	}
	for j := max(s.first, i-14); j < i; j++ {
		if c.words[j].Kind != arabic.Word || c.classOf(j) != "" || c.words[j].prep != "" {
			continue
		}
		if j > s.first && !c.words[j-1].isPunct() && c.classOf(j-1) == "" && c.words[j-1].stem != "ان" && !c.words[j].conj {
			continue
		}
		if p := c.nounPhrase(j, i); !p.empty() && p.last == i {
			return p
		}
	}
	return c.preverbal(i, s)
}

// behind returns the noun phrase behind the verb that can be its subject.
func (c *commitmentReader) behind(verb int, s *scope) phrase {
	from := c.skipAdverbials(verb+1, s)
	for from+1 < s.last && c.words[from].pron != "" && (c.doc.Stem(from).Tag == arabic.ADP || c.classOf(from) == "prep") {
		from++ // سيتحدث خلالها عدد من …
	}
	if from >= s.last || c.words[from].prep != "" {
		return phrase{}
	}
	switch c.doc.Stem(from).Tag {
	case arabic.ADP, arabic.ADV, arabic.PART, arabic.SCONJ:
		return phrase{}
	}
	p := c.nounPhrase(from, s.last)
	if p.empty() || !c.mayBeSubject(p) {
		return phrase{}
	}
	for k := p.first + 2; k < p.last && p.head.class.ofBody(); k++ {
		// تفتتح وزارة النقل | المعبر: an adjective of the body would be tagged as one
		if c.words[k].definite() && c.words[k-1].definite() && !c.words[k].conj && c.doc.Stem(k).Tag == arabic.NOUN {
			p = c.describe(p.first, k)
		}
	}
	return c.cutObject(p)
}

// party names the one that phrase p speaks of; "" where p cannot be bound.
func (c *commitmentReader) party(p phrase) Party {
	if p.empty() {
		return Party{}
	}
	for i := p.first; i < min(p.last, p.first+2); i++ {
		// his country, her embassy: whose it is speaks
		if w := &c.words[i]; w.pron != "" && !c.isGivenName(i) || ownCountry[w.Folded] {
			if st := c.statement(i); st != nil {
				return Party{st.Source.Name, st.Source.Entity}
			}
			if by := c.namedIn(c.sentenceOf(i), i); by.Name != "" {
				return by
			}
		}
	}
	for i := p.first; i < p.last; i++ {
		if k, ok := c.bySource[i]; ok {
			return Party{c.rec.Statements[k].Source.Name, c.rec.Statements[k].Source.Entity}
		}
	}
	if e := c.known(p); e != nil {
		return Party{e.name, c.entities.id(e)}
	}
	first, last := p.first, p.last
	if p.hasName() {
		first, last = p.nameFirst, p.nameLast
	}
	if first > 0 && c.classOf(first-1) == "demonstrative" {
		first--
	}
	for k := first + 2; k < last && last-first > 6; k++ {
		if c.words[k].conj {
			last = k // of several the first
		}
	}
	return Party{Name: c.textOfName(first, last)}
}

// ownCountry is "his country" and its like, whose pronoun is not cut off.
var ownCountry = map[string]bool{"بلاده": true, "بلادها": true, "بلادهم": true, "بلادنا": true}

// known returns the entity that p speaks of, without noting a mention.
func (c *commitmentReader) known(p phrase) *entity {
	for _, sieve := range []func(phrase) *entity{c.byFullName, c.byPartOfName, c.byDescription, c.byHead} {
		if e := sieve(p); e != nil && c.entities.id(e) != "" {
			return e
		}
	}
	return nil
}

// actor returns who acts where the verb at word i has no subject of its own:
// the source of the statement it stands in, else whom the sentence names
// first, else the one bound before.
func (c *commitmentReader) actor(i int, in arabic.Inflection, s *scope) Party {
	if k, ok := c.byCue[i]; ok {
		return Party{c.rec.Statements[k].Source.Name, c.rec.Statements[k].Source.Entity}
	}
	if st := c.statement(i); st != nil {
		return c.spokenOf(st, i, in, s)
	}
	if e := c.firstNamed(s.first, i, in); e != nil {
		if id := c.entities.id(e); id != "" {
			return Party{e.name, id}
		}
	}
	start := c.words[s.part.first].Start
	for k := len(c.rec.Statements) - 1; k >= 0 && c.rec.Statements[k].Content.End >= start; k-- {
		if st := &c.rec.Statements[k]; st.Cue.End <= c.words[i].Start && st.Cue.Start >= start {
			return Party{st.Source.Name, st.Source.Entity}
		}
	}
	if in.Mood == arabic.Imperfect && in.Lemma != "" && !s.title {
		return c.leading()
	}
	return Party{}
}

// sentenceOf returns the first word of the sentence of word i.
func (c *commitmentReader) sentenceOf(i int) int {
	k, found := slices.BinarySearchFunc(c.doc.Sentences, i, func(s arabic.Sentence, i int) int { return s.Last - 1 - i })
	if !found && k >= len(c.doc.Sentences) {
		return i
	}
	return c.doc.Sentences[k].First
}

// spokenOf returns who acts at word i in what st's source says without a
// subject: the one that the sentence of the content names first, else the
// source, or the body that it speaks for.
func (c *commitmentReader) spokenOf(st *Statement, i int, in arabic.Inflection, s *scope) Party {
	source := Party{st.Source.Name, st.Source.Entity}
	from := max(s.first, c.doc.TokenAt(st.Content.Start))
	pointsBack := from < i && c.words[from].stem == "ان" && c.words[from].pron != ""
	if in.Person == 1 {
		return source
	}
	if !pointsBack && in.Person == 3 {
		if e := c.firstNamed(from, i, in); e != nil {
			if id := c.entities.id(e); id != "" && id != st.Source.Entity {
				return Party{e.name, id}
			}
		}
	}
	if st.Source.Type == Anonymous {
		if by := c.speaksFor(st); by.Entity != st.Source.Entity || pointsBack {
			return by
		}
		if by := c.countryIn(from, i); by.Name != "" {
			return by
		}
	}
	if body := c.spokesBody(st.Source.Entity); body != nil {
		return Party{body.name, c.entities.id(body)}
	}
	return source
}

// spokesBody returns the body that the entity with an id is spokesperson of.
func (c *commitmentReader) spokesBody(id string) *entity {
	return c.roleBody(id, func(role []string) bool { return c.table.class[role[0]] == "spokes" })
}

// bodyOf returns the body in which the entity with an id has a role.
func (c *commitmentReader) bodyOf(id string) *entity {
	return c.roleBody(id, func([]string) bool { return true })
}

func (c *commitmentReader) roleBody(id string, fits func(role []string) bool) *entity {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "e"))
	if err != nil || n < 1 || n > len(c.entities.all) {
		return nil
	}
	for _, role := range c.entities.all[n-1].roles {
		if len(role) < 2 || !fits(role) {
			continue
		}
		for _, e := range c.entities.all {
			if e.typ == Organization && holdsAll(role, e.key) {
				return e
			}
		}
	}
	return nil
}

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

// isUndertaking reports whether word i is a finite verb of undertaking.
func (c *commitmentReader) isUndertaking(i int) bool {
	return c.undertakes(arabic.VerbForms(c.words[i].stem))
}

func (c *commitmentReader) undertakes(forms []arabic.Inflection) bool {
	for _, in := range forms {
		if _, ok := c.table.verbs[in.Lemma]; ok && in.Mood == arabic.Perfect {
			return true
		}
	}
	return false
}

// opensCondition reports whether word i opens a condition: إذا, في حال, شرط أن,
// ما لم; not شريطة عدم ذكر اسمه, which only tells how a source speaks.
func (c *commitmentReader) opensCondition(i int) bool {
	w := &c.words[i]
	if w.stem == wWhat && i+2 < len(c.words) && c.words[i+1].stem == "لم" {
		return c.isImperfect(i + 2)
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
		bare := w.stem == "حال" && w.prep == "" && c.classOf(i-1) != "prep" && isMasdar(c.words[i+1].bare()) // حال موافقة …
		return (prev == wIn || bare) && !w.definite() && !w.conj && c.doc.Stem(i+1).Tag != arabic.ADJ
	case "اذا":
		return prev != wWhat && prev != "عما" && prev != "فيما" && prev != "الا"
	case "شرط":
		return c.words[i+1].stem == wThat || w.prep == bi
	}
	return true
}

// add keeps a commitment whose content is words[first:last].
func (c *commitmentReader) add(first, last int, act CommitmentAct, by Party, rule string, confidence float64, cue int, s *scope) {
	if last <= first || by.Name == "" || c.wordsOf(first, last) < 2 {
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

// opensClause reports whether a clause of its own begins at word i, which ends
// a condition before it: a verb behind و, or where, but, while.
func (c *commitmentReader) opensClause(i, last int) bool {
	w := &c.words[i]
	return w.conj && w.prep == "" && c.doc.Stem(i).Tag.IsVerb() || w.stem == wWhere || w.stem == wBut || w.stem == wWhile || w.stem == wMeanwhile || c.endsClause(i, last)
}

// hangs reports whether word i says on what something hangs: رهن بـ, يعتمد على.
func (c *commitmentReader) hangs(i int) bool {
	if c.table.class[c.words[i].stem] != "hangs" || i+1 >= len(c.words) {
		return false
	}
	next := &c.words[i+1]
	return next.prep == bi || next.stem == wOn
}

// due returns the deadline of the content in words[first:last]: a time in it
// that is not over; one behind a word of deadline before any other. strict
// asks for such a word: the time in what is refused is no deadline.
func (c *commitmentReader) due(first, last int, strict bool) Due {
	from := c.words[first].Start
	to := c.words[last-1].End
	best, rank := Due{}, 0
	if strict {
		rank = 1
	}
	for _, t := range c.timesIn(from, to) {
		value, ok := c.deadline(t)
		if !ok {
			continue
		}
		k := 1
		if i := c.doc.TokenAt(t.Start); i > 0 && (c.table.class[c.words[i-1].stem] == "by" || c.table.class[c.words[i].stem] == "by") {
			k = 2
		}
		if k > rank {
			best, rank = Due{Span: t.Span, Value: value}, k
		}
	}
	return best
}

// timesIn returns the times that lie in the bytes from start to end.
func (c *commitmentReader) timesIn(start, end int) []Time {
	all := c.rec.Times
	k, _ := slices.BinarySearchFunc(all, start, func(t Time, pos int) int { return t.Start - pos })
	n := k
	for n < len(all) && all[n].End <= end {
		n++
	}
	return all[k:n]
}

// deadline returns the last day of t, where it is not over when the article
// is published; within a duration, counted from then.
func (c *commitmentReader) deadline(t Time) (string, bool) {
	now := newAnchor(c.article.Published)
	switch t.Type {
	case DateTime, ClockTime:
		day, ok := lastDay(t.Value, t.Mod)
		if !ok || now.hasDay() && day.Before(now.day) {
			return "", false
		}
		return dayValue(day), true
	case DurationTime:
		i := c.doc.TokenAt(t.Start)
		if i == 0 || !now.hasDay() || c.words[i-1].stem != "خلال" && c.words[i-1].stem != "غضون" {
			return "", false
		}
		day, ok := addDuration(now.day, t.Value)
		if !ok {
			return "", false
		}
		return dayValue(day), true
	}
	return "", false
}

// lastDay is the last day of what a TIMEX3 date covers; with mod START its
// first third is over by then, with MID its second.
func lastDay(value, mod string) (time.Time, bool) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	if len(value) < 4 || !isDigits(value[:4]) {
		return time.Time{}, false
	}
	y, _ := strconv.Atoi(value[:4])
	if y == 0 {
		return time.Time{}, false
	}
	rest := value[4:]
	number := func(s string) (int, bool) {
		n, err := strconv.Atoi(s)
		return n, err == nil
	}
	switch {
	case rest == "":
		return day(y, 13, 0), true
	case len(rest) >= 6 && rest[0] == '-' && rest[3] == '-':
		t, err := time.Parse("2006-01-02", value[:10])
		return t, err == nil
	case strings.HasPrefix(rest, "-W") && len(rest) >= 4:
		w, ok := number(rest[2:4])
		jan4 := day(y, 1, 4)
		monday := jan4.AddDate(0, 0, -(int(jan4.Weekday())+6)%7)
		return monday.AddDate(0, 0, 7*w-1), ok
	case strings.HasPrefix(rest, "-Q") && len(rest) == 3:
		n, ok := number(rest[2:])
		return day(y, time.Month(3*n+1), 0), ok
	case strings.HasPrefix(rest, "-H") && len(rest) == 3:
		n, ok := number(rest[2:])
		return day(y, time.Month(6*n+1), 0), ok
	case len(rest) == 3 && rest[0] == '-':
		if m, ok := number(rest[1:]); ok {
			return day(y, time.Month(m+1), 0), true
		}
		m, ok := map[string]time.Month{"SP": 5, "SU": 8, "FA": 11, "WI": 14}[rest[1:]]
		return day(y, m+1, 0), ok
	}
	return time.Time{}, false
}

// addDuration adds a TIMEX3 duration of whole units to a day.
func addDuration(from time.Time, value string) (time.Time, bool) {
	if len(value) < 3 || value[0] != 'P' {
		return from, false
	}
	hours := value[1] == 'T'
	n, err := strconv.Atoi(strings.TrimLeft(value[1:len(value)-1], "T"))
	if err != nil || n > 5000 {
		return from, false
	}
	switch unit := value[len(value)-1]; {
	case hours && unit == 'H':
		return from.AddDate(0, 0, (n+23)/24), true
	case hours:
		return from, true
	case unit == 'D':
		return from.AddDate(0, 0, n), true
	case unit == 'W':
		return from.AddDate(0, 0, 7*n), true
	case unit == 'M':
		return from.AddDate(0, n, 0), true
	case unit == 'Y':
		return from.AddDate(n, 0, 0), true
	}
	return from, false
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
