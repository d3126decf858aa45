package record

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

// The grammar of time expressions is a table of rules per kind. A rule's
// pattern is a row of elements:
//
//	x       one class of words (below), or one Arabic word, folded
//	x|y     either
//	x?      may be absent
//	[ … ]?  a row that may be absent
//	~x      clitics may stand before the word (للعام); the first element always takes them
//	x=      the same number as the x before it (يوليو/تموز)
//
// The longest match of all rules at a token wins, the earlier rule of two. A
// match never spans a line break.

// timeClass is a class of words in the grammar of time.
type timeClass uint16

const (
	noClass timeClass = iota
	// From timewords.tsv.
	cUnit     // a unit in the singular: يوم
	cUnita    // the same in the accusative: يوما
	cUnits    // its plural
	cUnit2    // its dual
	cTheunit  // the same three with the article
	cTheunits //
	cTheunit2 //
	cDir      // الماضي, المقبل, الحالي: n is -1, 1, 0
	cRecent   // الأخيرة
	cAfter    // التالي
	cSame     // نفسه
	cThis     // هذا
	cThat     // ذلك
	cMod      // مطلع, منتصف, نهاية: s is the TIMEX3 mod
	cPart     // صباح: s is the TIMEX3 part of day
	cParta    // صباحا
	cThepart  // الصباح
	cMidnight // منتصف الليل
	cDeictic  // أمس: n is the distance in days
	cTonight  // الليلة: n as above, s the part of day
	cSeason   // صيف
	cTheseason
	cDecade   // الثمانينيات: n is its first year
	cRef      // الآن: s is the value
	cLater    // لاحقا: past or future
	cThen     // آنذاك, of the date before
	cSet      // يوميا: s is the value
	cSeta     // يومي
	cVague    // عدة
	cFew      // قليلة
	cApprox   // نحو: s is the mod
	cYmark    // م, هـ: s is g or h
	cYearword // عام
	cBefore   // قبل
	cWeekend
	cQuarter  // الربع, النصف: n is the parts of the year, s the letter
	cHourmark // الساعة
	cMinutes  // والنصف: n is the minutes to add to the hour
	cZone     // بتوقيت غرينتش
	cFirstday // غرة: the first day of a month
	cFuture   // a sign that what follows is still to come
	cPast     // a sign that it is over
	// From the lexicon of the analyser and feasts.tsv.
	cMonth   // n; s is the calendar
	cWeekday // n; s is "the" where it has the article
	cFeast   // s
	// Read from the token itself.
	cNum     // a cardinal
	cOrd     // an ordinal in words
	cDay     // 1 to 31, as digits or as an ordinal
	cMnum    // 1 to 12 in digits
	cYear    // four digits
	cClock   // 14:30: s is the time
	cYmd     // 26/7/2021, 2021-07-26: s is day, month and year as y-m-d
	cMonyr   // 10/1436: s is y-m
	cAnyword // one word, whatever it is
	noword   // classes from here on are the literals of patterns
)

var classNames = map[string]timeClass{
	"unit": cUnit, "unita": cUnita, "units": cUnits, "unit2": cUnit2, "theunit": cTheunit, "theunits": cTheunits,
	"theunit2": cTheunit2, "dir": cDir, "recent": cRecent, "after": cAfter, "same": cSame, "this": cThis, "that": cThat,
	"mod": cMod, "part": cPart, "parta": cParta, "thepart": cThepart, "midnight": cMidnight, "deictic": cDeictic,
	"tonight": cTonight, "season": cSeason, "theseason": cTheseason, "decade": cDecade, "ref": cRef, "later": cLater,
	"then": cThen, "set": cSet, "seta": cSeta, "vague": cVague, "few": cFew, "approx": cApprox, "ymark": cYmark, "yearword": cYearword,
	"before": cBefore, "weekend": cWeekend, "quarter": cQuarter, "hourmark": cHourmark, "future": cFuture, "past": cPast,
	"month": cMonth, "weekday": cWeekday, "feast": cFeast,
	"num": cNum, "ord": cOrd, "day": cDay, "mnum": cMnum, "year": cYear, "clock": cClock, "ymd": cYmd, "monyr": cMonyr,
	"anyword": cAnyword, "minutes": cMinutes, "zone": cZone, "firstday": cFirstday,
}

// timeWord is one reading of a word in the grammar.
type timeWord struct {
	class timeClass
	n     int
	s     string
	rest  []string // the folded words after the first, for names of several
}

// timeRule is one rule of the grammar.
type timeRule struct {
	name    string
	pattern string
	resolve func(t *timer, m *match) (timex, bool)
}

// step is one instruction of a compiled pattern.
type step struct {
	classes []timeClass // what the token may be; nil for a fork
	clitics bool
	same    bool
	skip    int // the step to go on with when this fork's row is absent
}

type compiledRule struct {
	timeRule
	steps []step
}

// wordEntry is what the grammar knows of a word form.
type wordEntry struct {
	words []timeWord
	opens bool // a rule can begin with it
}

// timeGrammar is the compiled table with the index that dispatches on the
// first word.
type timeGrammar struct {
	words  map[string]*wordEntry // by the folded first word
	rules  []compiledRule
	starts [][]uint16 // rules by the class of their first word
}

//go:embed timewords.tsv
var timewordsTSV string

//go:embed feasts.tsv
var feastsTSV string

var timeGrammarOnce = sync.OnceValue(func() *timeGrammar {
	g := &timeGrammar{words: map[string]*wordEntry{}}
	for _, r := range lexicon.Rows(timewordsTSV, 4) {
		n, err := strconv.Atoi(r[2])
		c, ok := classNames[r[1]]
		if err != nil || !ok {
			panic(fmt.Sprintf("timewords.tsv: row %q", r))
		}
		g.add(r[0], timeWord{class: c, n: n, s: r[3]})
	}
	for _, m := range lexicon.Months() {
		g.add(m.Name, timeWord{class: cMonth, n: int(m.Number), s: string(m.Calendar)})
	}
	for _, w := range lexicon.Weekdays() {
		s := ""
		if strings.HasPrefix(w.Name, "ال") || strings.HasPrefix(w.Name, "الإ") {
			s = "the"
		}
		g.add(w.Name, timeWord{class: cWeekday, n: int(w.Day), s: s})
	}
	for _, r := range lexicon.Rows(feastsTSV, 3) {
		g.add(r[0], timeWord{class: cFeast, s: strings.TrimSpace(r[1] + " " + r[2])})
	}
	for _, w := range lexicon.Numbers() {
		form := arabic.Fold(w.Form)
		for _, f := range []string{form, "ال" + form} {
			g.put(f, timeWord{class: cNum})
		}
	}
	literals := map[string]timeClass{}
	for _, table := range [][]timeRule{dateRules, relativeRules, durationRules, setRules, clockRules} {
		for _, r := range table {
			g.rules = append(g.rules, compiledRule{r, g.compile(r.pattern, literals)})
		}
	}
	g.starts = make([][]uint16, int(noword)+len(literals)+1)
	for i, r := range g.rules {
		for c := range firstClasses(r.steps) {
			g.starts[c] = append(g.starts[c], uint16(i))
		}
	}
	for _, e := range g.words {
		e.opens = slices.ContainsFunc(e.words, func(w timeWord) bool { return len(g.starts[w.class]) > 0 || w.class == cFirstday })
	}
	return g
})

func (g *timeGrammar) add(form string, w timeWord) {
	parts := strings.Fields(arabic.Fold(form))
	w.rest = parts[1:]
	g.put(parts[0], w)
}

// put adds a reading of a form that has it not yet.
func (g *timeGrammar) put(form string, w timeWord) {
	e := g.words[form]
	if e == nil {
		e = &wordEntry{}
		g.words[form] = e
	}
	if !slices.ContainsFunc(e.words, func(o timeWord) bool { return o.class == w.class && slices.Equal(o.rest, w.rest) }) {
		e.words = append(e.words, w)
	}
}

// compile turns a pattern into steps. A pattern is part of the program, so a
// malformed one is a programming error.
func (g *timeGrammar) compile(pattern string, literals map[string]timeClass) []step {
	var steps []step
	var open []int // forks of the rows that are open
	for _, e := range strings.Fields(pattern) {
		switch e {
		case "[":
			open = append(open, len(steps))
			steps = append(steps, step{})
			continue
		case "]?":
			steps[open[len(open)-1]].skip = len(steps)
			open = open[:len(open)-1]
			continue
		}
		e, optional := strings.CutSuffix(e, "?")
		e, clitics := strings.CutPrefix(e, "~")
		e, same := strings.CutSuffix(e, "=")
		s := step{clitics: clitics, same: same}
		for _, name := range strings.Split(e, "|") {
			s.classes = append(s.classes, g.classOf(name, literals))
		}
		if optional {
			steps = append(steps, step{skip: len(steps) + 2})
		}
		steps = append(steps, s)
	}
	if len(open) > 0 || len(steps) == 0 {
		panic("time pattern: " + pattern)
	}
	return steps
}

func (g *timeGrammar) classOf(name string, literals map[string]timeClass) timeClass {
	if c, ok := classNames[name]; ok {
		return c
	}
	if name[0] < 0x80 && name >= "a" {
		panic("time pattern: no class " + name)
	}
	form := arabic.Fold(name)
	if c, ok := literals[form]; ok {
		return c
	}
	c := noword + 1 + timeClass(len(literals))
	literals[form] = c
	g.put(form, timeWord{class: c})
	return c
}

func firstClasses(steps []step) map[timeClass]bool {
	first := map[timeClass]bool{}
	var walk func(pc int)
	walk = func(pc int) {
		if pc >= len(steps) {
			return
		}
		if s := steps[pc]; s.classes == nil {
			walk(pc + 1)
			walk(s.skip)
		} else {
			for _, c := range s.classes {
				first[c] = true
			}
		}
	}
	walk(0)
	return first
}

// cell is what the grammar knows of one token.
type cell struct {
	words  []timeWord
	start  int32 // byte where the word starts behind its clitics
	exact  bool  // the word has no clitics
	opens  bool  // a rule can begin here
	breaks bool  // a line break stands before the token
}

// cells looks the tokens up.
func (g *timeGrammar) cells(d *arabic.Doc, cells []cell) []cell {
	for i := range d.Tokens {
		t := &d.Tokens[i]
		c := cell{start: int32(t.Start), exact: true}
		c.breaks = i > 0 && strings.IndexByte(d.Text[d.Tokens[i-1].End:t.Start], '\n') >= 0
		switch t.Kind {
		case arabic.Word:
			if e, start := g.lookUp(d, i); e != nil {
				c.words, c.opens, c.start, c.exact = e.words, e.opens, start, int(start) == t.Start
			}
		case arabic.Number:
			c.opens = true
		case arabic.Punct, arabic.Symbol:
			if e := g.words[t.Folded]; e != nil {
				c.words, c.opens = e.words, e.opens
			}
		}
		cells = append(cells, c)
	}
	return cells
}

func (g *timeGrammar) lookUp(d *arabic.Doc, i int) (*wordEntry, int32) {
	t := &d.Tokens[i]
	if w, ok := g.words[t.Folded]; ok {
		return w, int32(t.Start)
	}
	if s := d.Stem(i); s.Start > t.Start && s.End == t.End {
		if w, ok := g.words[s.Form]; ok {
			return w, int32(s.Start)
		}
	}
	// The segmenter leaves a clitic on a word that it does not know.
	rest, start := t.Folded, t.Start
	for range 2 {
		if len(rest) < 6 || !isProclitic(rest[:2]) || start+2 >= t.End || d.Text[start:start+2] != rest[:2] {
			break
		}
		rest, start = rest[2:], start+2
		if w, ok := g.words[rest]; ok && len(rest) > 4 {
			return w, int32(start)
		}
		if strings.HasPrefix(rest, "ل") {
			if w, ok := g.words["ا"+rest]; ok {
				return w, int32(start)
			}
		}
	}
	return nil, int32(t.Start)
}

func isProclitic(letter string) bool {
	switch letter {
	case "و", "ف", "ب", "ل", "ك":
		return true
	}
	return false
}

// slot is what one element of a pattern has matched.
type slot struct {
	tok  int32 // its first token, plus one; 0 where the element is absent
	next int32 // the token after it
	n    float64
	s    string
}

// match is a pattern laid over tokens.
type match struct {
	first, last int // tokens, [first, last)
	slots       [noword]slot
}

func (m *match) has(c timeClass) bool       { return m.slots[c].tok > 0 }
func (m *match) n(c timeClass) int          { return int(m.slots[c].n) }
func (m *match) s(c timeClass) string       { return m.slots[c].s }
func (m *match) tok(c timeClass) int        { return int(m.slots[c].tok) - 1 }
func (m *match) number(c timeClass) float64 { return m.slots[c].n }

// capture is a filled slot. Matching keeps captures in a short list, since
// clearing and copying all slots would cost more than the matching.
type capture struct {
	class timeClass
	slot
}

// longest lays the steps over the tokens from i and returns the longest match,
// which is valid until the next call.
func (t *timer) longest(steps []step, i int) (*match, bool) {
	t.first, t.end = i, -1
	t.trail = t.trail[:0]
	t.run(steps, 0, i)
	if t.end <= i {
		return nil, false
	}
	for _, c := range t.filled {
		t.match.slots[c] = slot{}
	}
	t.filled = t.filled[:0]
	for _, c := range t.best {
		t.match.slots[c.class] = c.slot
		t.filled = append(t.filled, c.class)
	}
	t.match.first, t.match.last = i, t.end
	return &t.match, true
}

func (t *timer) run(steps []step, pc, i int) {
	if pc == len(steps) {
		if i > t.end {
			t.best = append(t.best[:0], t.trail...)
			t.end = i
		}
		return
	}
	s := &steps[pc]
	if s.classes == nil {
		t.run(steps, pc+1, i)
		t.run(steps, s.skip, i)
		return
	}
	if i >= len(t.cells) || i > t.first && t.cells[i].breaks {
		return
	}
	for _, c := range s.classes {
		sl, ok := t.take(c, i, s.clitics || i == t.first)
		if !ok || s.same && !t.repeats(c, sl) {
			continue
		}
		depth := len(t.trail)
		if c < noword && !s.same {
			t.trail = append(t.trail, capture{c, sl})
		}
		t.run(steps, pc+1, int(sl.next))
		t.trail = t.trail[:depth]
	}
}

// repeats reports whether sl says what the last capture of its class said.
func (t *timer) repeats(c timeClass, sl slot) bool {
	for k := len(t.trail) - 1; k >= 0; k-- {
		if old := &t.trail[k]; old.class == c {
			return old.n == sl.n && old.s == sl.s
		}
	}
	return false
}

// take reads one element of class c at token i.
func (t *timer) take(c timeClass, i int, clitics bool) (slot, bool) {
	tok := &t.d.Tokens[i]
	cell := &t.cells[i]
	if c == cAnyword {
		return slot{tok: int32(i + 1), next: int32(i + 1)}, tok.Kind == arabic.Word
	}
	if c >= cNum && c < noword {
		return t.takeNumber(c, i, clitics)
	}
	if !clitics && !cell.exact {
		return slot{}, false
	}
	best := slot{}
	for k := range cell.words {
		w := &cell.words[k]
		if w.class != c || i+1+len(w.rest) <= int(best.next) && best.tok > 0 || !t.continues(i+1, w.rest) {
			continue
		}
		if c == cMonth && len(w.rest) == 0 && !isMonthSpelling(tok.Of(t.d.Text), tok.Folded) {
			continue
		}
		best = slot{int32(i + 1), int32(i + 1 + len(w.rest)), float64(w.n), w.s}
	}
	return best, best.tok > 0
}

// continues reports whether the words stand at token i, on the same line.
func (t *timer) continues(i int, words []string) bool {
	for k, w := range words {
		if i+k >= len(t.cells) || t.cells[i+k].breaks || t.d.Tokens[i+k].Folded != w {
			return false
		}
	}
	return true
}

// isMonthSpelling tells آب (August) from أب (father), which fold alike.
func isMonthSpelling(surface, folded string) bool {
	return folded != "اب" && folded != "باب" || strings.Contains(surface, "آ")
}

func (t *timer) takeNumber(c timeClass, i int, clitics bool) (slot, bool) {
	tok := &t.d.Tokens[i]
	if tok.Kind == arabic.Number {
		sl, ok := takeDigits(c, tok.Folded, i, t.d)
		if c == cClock && i+2 < len(t.cells) && t.glued(i, i+2) && t.d.Tokens[i+1].Folded == "،" {
			// The tokenizer parts 11،00, where the comma might end a clause.
			if s, ok := readClock(tok.Folded + ":" + t.d.Tokens[i+2].Folded); ok {
				return slot{tok: int32(i + 1), next: int32(i + 3), s: s}, true
			}
		}
		return sl, ok
	}
	if c == cDay && hasClass(t.cells[i].words, cFirstday) {
		return slot{int32(i + 1), int32(i + 1), 1, ""}, true
	}
	if tok.Kind != arabic.Word || c != cNum && c != cOrd && c != cDay || !hasClass(t.cells[i].words, cNum) {
		return slot{}, false
	}
	n, ok := t.d.NumberAt(i)
	if !ok || !clitics && n.Start != tok.Start {
		return slot{}, false
	}
	switch c {
	case cNum:
		ok = !n.Ordinal && !(n.Definite && n.Value == 100) // بالمئة: per cent
	case cOrd:
		ok = n.Ordinal
	case cDay:
		ok = n.Value >= 1 && n.Value <= 31 && n.Definite && (n.Ordinal || n.Value >= 20)
	}
	return slot{int32(i + 1), int32(n.Last), n.Value, ""}, ok
}

// glued reports whether tokens i to j stand without space between them.
func (t *timer) glued(i, j int) bool {
	for ; i < j; i++ {
		if t.d.Tokens[i].End != t.d.Tokens[i+1].Start {
			return false
		}
	}
	return true
}

func takeDigits(c timeClass, folded string, i int, d *arabic.Doc) (slot, bool) {
	sl := slot{tok: int32(i + 1), next: int32(i + 1)}
	plain := len(folded) <= 4
	for k := 0; k < len(folded) && plain; k++ {
		plain = folded[k] >= '0' && folded[k] <= '9'
	}
	if plain {
		n, _ := strconv.Atoi(folded)
		sl.n = float64(n)
	}
	switch c {
	case cNum:
		n, ok := d.NumberAt(i)
		sl.n, sl.next = n.Value, int32(n.Last)
		return sl, ok
	case cDay:
		return sl, plain && len(folded) <= 2 && sl.n >= 1 && sl.n <= 31
	case cMnum:
		return sl, plain && len(folded) <= 2 && sl.n >= 1 && sl.n <= 12
	case cYear:
		return sl, plain && len(folded) == 4 && sl.n >= 1000 && sl.n < 2200
	case cClock:
		s, ok := readClock(folded)
		sl.s = s
		return sl, ok
	case cYmd, cMonyr:
		s, ok := readNumericDate(folded, c == cYmd)
		sl.s = s
		return sl, ok
	}
	return sl, false
}

// readClock reads a time of day in digits: 14:30, 11،00, 20.45, and 1130 as
// agencies write the hour of a zone.
func readClock(s string) (string, bool) {
	h, m := "", ""
	if k := strings.IndexAny(s, ":.,،"); k > 0 {
		h, m = s[:k], strings.TrimLeft(s[k:], ":.,،")
	} else if len(s) == 4 {
		h, m = s[:2], s[2:]
	}
	if len(h) == 1 {
		h = "0" + h
	}
	if len(h) != 2 || len(m) != 2 || h > "24" || m > "59" || !isDigits(h) || !isDigits(m) || h == "24" && m != "00" {
		return "", false
	}
	return h + ":" + m, true
}

// readNumericDate reads day/month/year, year-month-day and, where full is
// false, month/year; it returns y-m-d or y-m.
func readNumericDate(s string, full bool) (string, bool) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if strings.ContainsAny(s, ",:،٫٬ر") {
		return "", false
	}
	for _, p := range parts {
		if !isDigits(p) || len(p) > 4 {
			return "", false
		}
	}
	atoi := func(p string) int { n, _ := strconv.Atoi(p); return n }
	switch {
	case !full && len(parts) == 2 && strings.Contains(s, "/") && len(parts[1]) == 4 && atoi(parts[0]) >= 1 && atoi(parts[0]) <= 12:
		return fmt.Sprintf("%d-%d", atoi(parts[1]), atoi(parts[0])), true
	case !full || len(parts) != 3:
		return "", false
	case len(parts[0]) == 4:
		parts[0], parts[2] = parts[2], parts[0]
	case len(parts[2]) != 4:
		return "", false
	}
	y, m, d := atoi(parts[2]), atoi(parts[1]), atoi(parts[0])
	if m > 12 && d <= 12 {
		m, d = d, m
	}
	if y < 1300 || y > 2200 || m < 1 || m > 12 || d < 1 || d > 31 {
		return "", false
	}
	return fmt.Sprintf("%d-%d-%d", y, m, d), true
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func hasClass(words []timeWord, c timeClass) bool {
	for i := range words {
		if words[i].class == c {
			return true
		}
	}
	return false
}
