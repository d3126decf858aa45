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

	// What a match that goes on here can take next, and whether it may end
	// here. One look at the next token then tells most matches apart, as in a
	// predictive parser (Aho, Lam, Sethi, Ullman, Compilers § 4.4).
	next classSet
	ends bool
}

type compiledRule struct {
	timeRule
	steps []step
}

// wordEntry is what the grammar knows of a word form.
type wordEntry struct {
	words []timeWord
	can   classSet // the classes that the word can be taken as
	opens bool     // a rule can begin with it
}

// timeGrammar is the compiled table with the index that dispatches on the
// first word.
type timeGrammar struct {
	words  map[string]*wordEntry // by the folded first word
	likely formFilter            // of the keys of words
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
			r.name = "time/" + r.name
			g.rules = append(g.rules, compiledRule{r, g.compile(r.pattern, literals)})
		}
	}
	g.starts = make([][]uint16, int(noword)+len(literals)+1)
	if len(g.starts) > 64*len(classSet{}) {
		panic("time grammar: more classes than a classSet holds")
	}
	for i, r := range g.rules {
		predict(r.steps)
		for c := range g.starts {
			if r.steps[0].next.has(timeClass(c)) {
				g.starts[c] = append(g.starts[c], uint16(i))
			}
		}
	}
	for form, e := range g.words {
		g.likely.add(form)
		e.can.add(cAnyword)
		for _, w := range e.words {
			e.can.add(w.class)
			switch w.class {
			case cNum:
				e.can.add(cOrd)
				e.can.add(cDay)
			case cFirstday:
				e.can.add(cDay)
			}
			e.opens = e.opens || len(g.starts[w.class]) > 0 || w.class == cFirstday
		}
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

// predict fills in what can follow at each step, from the last one back.
func predict(steps []step) {
	for pc := len(steps) - 1; pc >= 0; pc-- {
		s := &steps[pc]
		if s.classes != nil {
			s.next = setOfClasses(s.classes...)
			continue
		}
		for _, to := range [2]int{pc + 1, s.skip} {
			if to == len(steps) {
				s.ends = true
			} else {
				s.next.merge(&steps[to].next)
				s.ends = s.ends || steps[to].ends
			}
		}
	}
}
