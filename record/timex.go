package record

import (
	"fmt"
	"strings"
	"time"

	"isnad/arabic"
	"isnad/article"
)

// findTimes reads the TIMEX3 expressions of d, resolved against the publication
// date of a. Spans that skip reports are left out.
//
// Types and values are those of TimeML 1.2.1; parts of day, seasons and
// references follow HeidelTime (TMO, SP, PRESENT_REF).
func findTimes(d *arabic.Doc, a *article.Article, skip func(arabic.Span) bool) *timer {
	g := timeGrammarOnce()
	t := &timer{d: d, grammar: g, now: newAnchor(a.Published), tried: make([]int, len(g.rules))}
	t.cells = g.cells(d, make([]cell, 0, len(d.Tokens)))
	for i := 0; i < len(t.cells); {
		if !t.cells[i].opens {
			i++
			continue
		}
		x, ok := t.at(i)
		if !ok {
			i++
			continue
		}
		if skip == nil || !skip(x.Span) {
			t.found = append(t.found, x)
			if !x.day.IsZero() {
				t.last = x.day
			}
		}
		i = x.next
	}
	t.join()
	return t
}

// list returns the expressions. unresolved counts the values that need a
// publication date which the article does not state.
func (t *timer) list() (times []Time, unresolved int) {
	for _, x := range t.found {
		times = append(times, x.Time)
		if x.unresolved {
			unresolved++
		}
	}
	return times, unresolved
}

// mayCount reports whether token i can begin a number.
func (t *timer) mayCount(i int) bool {
	return t.cells[i].can.has(cNum)
}

// timex is a time expression on its way to a Time.
type timex struct {
	Time
	first, next int       // its tokens
	day         time.Time // the day, where the value is one day or a time on it
	unresolved  bool
	attach      bool // only part of an expression, to be merged with its neighbour
}

// timer reads the times of one document.
type timer struct {
	d       *arabic.Doc
	grammar *timeGrammar
	cells   []cell
	now     anchor
	found   []timex
	last    time.Time // the last day that the text has named

	// The state of matching, kept to be used again.
	first, end  int // the tokens of the match at hand
	trail, best []capture
	match       match
	filled      []timeClass    // the slots of match that are not empty
	tried       []int          // by rule: the token where it was tried last, plus one
	numeral     arabic.Numeral // at token numeralAt-1, if isNumeral
	numeralAt   int
	isNumeral   bool
}

// at reads the longest expression that starts at token i.
func (t *timer) at(i int) (timex, bool) {
	var best timex
	if t.d.Tokens[i].Kind == arabic.Number {
		for _, c := range [...]timeClass{cNum, cDay, cYear, cClock, cYmd, cMnum, cMonyr} {
			t.try(c, i, &best)
		}
		return best, best.next > 0
	}
	tried := noClass
	words := t.cells[i].words
	for k := range words {
		c := words[k].class
		if c == tried {
			continue
		}
		tried = c
		t.try(c, i, &best)
		if c == cFirstday {
			t.try(cDay, i, &best)
		}
		if c == cNum {
			t.try(cOrd, i, &best)
			t.try(cDay, i, &best)
		}
	}
	return best, best.next > 0
}

// try reads with the rules that begin with class c at token i what is longer
// than best.
func (t *timer) try(c timeClass, i int, best *timex) {
	if c >= cNum {
		if _, ok := t.take(c, i, true); !ok {
			return
		}
	}
	for _, ri := range t.grammar.starts[c] {
		if t.tried[ri] == i+1 {
			continue
		}
		t.tried[ri] = i + 1
		rule := &t.grammar.rules[ri]
		m, ok := t.longest(rule.steps, i)
		if !ok || m.last <= best.next {
			continue
		}
		x, ok := rule.resolve(t, m)
		if !ok || m.last <= best.next {
			continue
		}
		if last := m.last - 1; t.d.Tokens[last].Folded == ")" && !strings.Contains(t.d.TextOf(m.first, last), "(") {
			m.last-- // the bracket was opened before
		}
		x.first, x.next = m.first, m.last
		x.Rule = rule.name
		x.Span = arabic.Span{Start: int(t.cells[m.first].start), End: t.d.Tokens[m.last-1].End}
		*best = x
	}
}

// word returns the folded word of token i without clitics, "" off the ends or
// across a line break from i+1.
func (t *timer) word(i int) string {
	if i < 0 || i >= len(t.cells) {
		return ""
	}
	tok := &t.d.Tokens[i]
	if s := int(t.cells[i].start); s > tok.Start && t.cells[i].words != nil {
		return arabic.Fold(t.d.Text[s:tok.End])
	}
	return t.d.Stem(i).Form
}

// before returns the folded word before token i, "" at the start of a line.
func (t *timer) before(i int) string {
	if i <= 0 || i > len(t.cells) || i < len(t.cells) && t.cells[i].breaks {
		return ""
	}
	return t.word(i - 1)
}

// follows reports whether a word of set stands before token i on its line,
// with or without clitics.
func (t *timer) follows(i int, set map[string]bool) bool {
	w := t.before(i)
	return w != "" && (set[w] || set[t.d.Tokens[i-1].Folded])
}

// behind returns the folded word at token i, "" where a line starts there.
func (t *timer) behind(i int) string {
	if i >= len(t.cells) || t.cells[i].breaks {
		return ""
	}
	return t.word(i)
}

// anchor is the publication date, as far as it is known.
type anchor struct {
	day       time.Time
	precision article.Precision
}

func newAnchor(d article.Date) anchor {
	a := anchor{precision: article.UnknownDate}
	if d.Known() {
		y, m, day := d.Time.Date()
		a = anchor{time.Date(y, m, day, 0, 0, 0, 0, time.UTC), d.Precision}
	}
	return a
}

func (a anchor) hasDay() bool   { return a.precision == article.Day || a.precision == article.Second }
func (a anchor) hasMonth() bool { return a.hasDay() || a.precision == article.Month }
func (a anchor) hasYear() bool  { return a.precision != article.UnknownDate }

// The values of TIMEX3 for a day, a week, a month and a year.

func dayValue(t time.Time) string   { return t.Format("2006-01-02") }
func monthValue(t time.Time) string { return t.Format("2006-01") }
func yearValue(y int) string        { return fmt.Sprintf("%04d", y) }

func weekValue(t time.Time) string {
	y, w := t.ISOWeek()
	return fmt.Sprintf("%04d-W%02d", y, w)
}

// date builds a DATE.
func date(value, mod string) timex { return timex{Time: Time{Type: DateTime, Value: value, Mod: mod}} }

func onDay(day time.Time, mod string) timex {
	x := date(dayValue(day), mod)
	x.day = day
	return x
}

func unanchored(value, mod string) timex {
	x := date(value, mod)
	x.unresolved = true
	return x
}

// at gives a DATE of one day its part of day.
func (x timex) at(p string) timex {
	if p != "" && len(x.Value) == len("2006-01-02") {
		x.Type, x.Value = ClockTime, x.Value+p
	}
	return x
}

// tense tells which side of the publication date the words around tokens
// [first, last) speak of: 1 the future, -1 the past, 0 not said. The nearest
// sign before the expression decides, then the nearest behind it in its
// clause.
func (t *timer) tense(first, last int) int {
	for i, steps := first-1, 0; i >= 0 && steps < 16 && !t.cells[i+1].breaks; i, steps = i-1, steps+1 {
		if t.d.Tokens[i].Folded == "." || t.d.Tokens[i].Folded == "؛" {
			break
		}
		if steps == 0 && t.word(i) == "حتي" && t.tense(i, i+1) >= 0 {
			return 1 // "until"
		}
		if s := t.sign(i); s != 0 {
			return s
		}
	}
	for i := last; i < len(t.cells) && i < last+5 && !t.cells[i].breaks; i++ {
		if t.d.Tokens[i].Kind == arabic.Punct {
			break
		}
		if s := t.sign(i); s != 0 {
			return s
		}
	}
	return 0
}

// sign tells whether token i is a sign of the future or of the past.
func (t *timer) sign(i int) int {
	tok := &t.d.Tokens[i]
	if tok.Kind != arabic.Word {
		return 0
	}
	for k := range t.cells[i].words {
		switch t.cells[i].words[k].class {
		case cFuture:
			return 1
		case cPast:
			return -1
		}
	}
	for _, s := range t.d.Segments[tok.First:tok.Last] {
		if s.Role == arabic.Future {
			return 1
		}
	}
	verb := 0
	for _, v := range arabic.VerbForms(t.d.Stem(i).Form) {
		switch v.Mood {
		case arabic.Perfect:
			verb = -1
		case arabic.Imperfect:
			return 0
		}
	}
	return verb
}

// join merges expressions that stand side by side and say one time together:
// وقت سابق الخميس, and a clock time with the day named beside it.
func (t *timer) join() {
	out := t.found[:0]
	for _, x := range t.found {
		if len(out) > 0 {
			p := &out[len(out)-1]
			gap := x.first - p.next
			if p.attach && (gap == 0 || gap == 1 && t.word(p.next) == "من") && x.Type != DurationTime && x.Type != SetTime && !x.attach && x.Value[0] != 'P' && x.Value != "FUTURE_REF" {
				x.first, x.Start = p.first, p.Start
				*p = x
				continue
			}
		}
		out = append(out, x)
	}
	for i := range out {
		if strings.HasPrefix(out[i].Value, clockOnly) {
			t.placeClock(out, i)
		}
	}
	t.found = out
}
