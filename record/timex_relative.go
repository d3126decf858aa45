package record

import (
	"fmt"
	"strings"
	"time"
)

// relativeRules are the times that are told from another time: the week past,
// the end of the year, three days ago, now, lately, soon.
var relativeRules = []timeRule{
	{"relative/unit", "[ mod من? ]? ~theunit dir", relativeUnit},
	{"relative/this-unit", "[ mod من? ]? this theunit", relativeUnit},
	{"relative/that-unit", "that theunit", thatUnit},
	{"relative/edge", "mod من? ~theunit", relativeUnit},
	{"relative/ago", "before approx? num units|unit|unita|unit2", ago},
	{"relative/ago", "before approx? unit|unit2", ago},
	{"relative/weekend", "weekend dir?", weekendDate},
	{"relative/ref", "ref", reference},
	{"relative/later", "later", laterDate},
	{"relative/then", "then", thenDate},
	{"relative/the-past", "dir", thePast},
}

// relativeUnit resolves the week, month, year … before, of or after the day of
// publication, or its edge.
func relativeUnit(t *timer, m *match) (timex, bool) {
	u := m.s(cTheunit)
	if u == "D" || t.isCommonNoun(m) {
		return timex{}, false
	}
	if !m.has(cDir) && !m.has(cThis) && u != "W" && u != "M" && u != "Y" && u != "CE" && u != "DE" {
		return timex{}, false
	}
	known := t.now.hasDay() || u == "M" && t.now.hasMonth() || (u == "Y" || u == "DE" || u == "CE") && t.now.hasYear()
	if !known {
		return unanchored(anyValue(u), m.s(cMod)), true
	}
	return t.shifted(t.now.day, u, m.n(cDir), m.s(cMod))
}

// isCommonNoun reports whether العام (the year) is the adjective "general"
// behind a title or body (الأمين العام الحالي), or العقد a contract.
func (t *timer) isCommonNoun(m *match) bool {
	i := m.tok(cTheunit)
	f := t.d.Tokens[i].Folded
	if m.has(cMod) || m.has(cThis) || !m.has(cDir) {
		return f == "العقد" && !m.has(cThis) || m.has(cMod) && m.s(cTheunit) == "DE"
	}
	if m.n(cDir) == 0 && (f == "العام" || f == "العقد") {
		// The adjective agrees with a definite masculine noun before it.
		prev := t.before(i)
		return strings.HasPrefix(prev, "ال") && len(prev) > len("ال") && !strings.HasSuffix(prev, "ه")
	}
	return false
}

// thatUnit is the year, month or day that the text has named last.
func thatUnit(t *timer, m *match) (timex, bool) { return t.fromLast(m, 0) }

// ago resolves "three days ago". Before an event (قبل يومين من) it is only a
// duration, and so is what has no count.
func ago(t *timer, m *match) (timex, bool) {
	n, u, ok := countOf(m)
	if !ok || n == 0 || t.behind(m.last) == "من" || n != float64(int(n)) || n > 3000 {
		return timex{}, false
	}
	if m.has(cUnit) && !m.has(cNum) && (hasClass(t.cellWords(m.last), cYear) || t.isDigits(m.last)) {
		return timex{}, false // قبل عام 2010
	}
	if u == "DE" || u == "CE" || u[0] == 'T' {
		return timex{}, false
	}
	known := t.now.hasDay() || u == "M" && t.now.hasMonth() || u == "Y" && t.now.hasYear()
	if !known {
		return unanchored(anyValue(u), m.s(cApprox)), true
	}
	return t.shifted(t.now.day, u, -int(n), m.s(cApprox))
}

func (t *timer) cellWords(i int) []timeWord {
	if i >= len(t.cells) {
		return nil
	}
	return t.cells[i].words
}

func (t *timer) isDigits(i int) bool {
	_, ok := slot{}, i < len(t.cells)
	if !ok {
		return false
	}
	f := t.d.Tokens[i].Folded
	return f != "" && f[0] >= '0' && f[0] <= '9'
}

// countOf returns the number and the unit of a counted unit of time.
func countOf(m *match) (n float64, u string, ok bool) {
	n = 1
	if m.has(cNum) {
		n = m.number(cNum)
	}
	switch {
	case m.has(cUnits):
		return n, m.s(cUnits), m.has(cNum)
	case m.has(cUnit):
		return n, m.s(cUnit), true
	case m.has(cUnita):
		return n, m.s(cUnita), m.has(cNum)
	case m.has(cUnit2):
		return 2, m.s(cUnit2), !m.has(cNum)
	}
	return 0, "", false
}

// weekendDate resolves the weekend. What happens on weekends is a set.
func weekendDate(t *timer, m *match) (timex, bool) {
	if !m.has(cDir) && m.last-m.first < 2 || m.last-m.first == 2 && !m.has(cDir) && t.word(m.first) != "عطله" {
		return timex{}, false // نهاية الأسبوع: the end of the week
	}
	for i := m.first - 1; i >= 0 && i > m.first-5; i-- {
		if w := t.word(i); w == "عاده" || w == "كل" {
			x := date("XXXX-WXX-WE", "")
			x.Type = SetTime
			return x, true
		}
	}
	if !t.now.hasDay() {
		return unanchored("XXXX-WXX-WE", ""), true
	}
	step := m.n(cDir)
	if !m.has(cDir) && t.now.day.Weekday() >= time.Monday && t.now.day.Weekday() <= time.Thursday && t.tense(m.first, m.last) < 0 {
		step = -1
	}
	return date(weekValue(t.now.day.AddDate(0, 0, 7*step))+"-WE", ""), true
}

// reference is now, lately, soon. An expression such as وقت سابق takes the
// value of the day that follows it, see join.
func reference(t *timer, m *match) (timex, bool) {
	i := m.first
	w := t.d.Tokens[i].Folded
	if w == "لان" || w == "ولان" {
		return timex{}, false // because
	}
	if hasClass(t.cells[i].words, cRef) && (w == "سابقا" || w == "قريبا") && t.before(i) == "كان" {
		return timex{}, false
	}
	if w == "قريبا" && t.behind(m.last) == "من" {
		return timex{}, false // near to
	}
	if t.wordEntry(i, cRef).s == "FUTURE_REF" && w == "المستقبل" && (t.before(i) == "تيار" || t.before(i) == "كتله" || t.before(i) == "حزب") {
		return timex{}, false // the Future Movement
	}
	x := date(m.s(cRef), "")
	x.attach = w == "وقت" && m.s(cRef) == "PAST_REF"
	return x, true
}

// laterDate is لاحقا: past in what is told, else future.
func laterDate(t *timer, m *match) (timex, bool) {
	x := date("PAST_REF", "")
	if t.tense(m.first, m.last) > 0 {
		x.Value = "FUTURE_REF"
	}
	x.attach = t.d.Tokens[m.first].Folded == "وقت"
	return x, true
}

// thenDate is the day that the text has named last, else some time past.
func thenDate(t *timer, m *match) (timex, bool) {
	if k := len(t.found); k > 0 {
		if p := t.found[k-1]; p.Type == DateTime && p.Value[0] != 'P' && p.Value[0] != 'F' && p.Value[0] != 'X' {
			return date(p.Value, ""), true
		}
	}
	return date("PAST_REF", ""), true
}

// thePast is الماضي as a noun: في الماضي.
func thePast(t *timer, m *match) (timex, bool) {
	if t.d.Tokens[m.first].Folded != "الماضي" || t.before(m.first) != "في" {
		return timex{}, false
	}
	return date("PAST_REF", ""), true
}

// amount writes a duration of n units; n = 0 is an unknown number of them.
func amount(n float64, u string) string {
	switch {
	case n > 0 && u == "DE":
		n, u = 10*n, "Y"
	case n > 0 && u == "CE":
		n, u = 100*n, "Y"
	}
	if n != float64(int(n)) {
		switch u { // a half in the next smaller unit
		case "Y":
			n, u = 12*n, "M"
		case "D":
			n, u = 24*n, "TH"
		case "TH":
			n, u = 60*n, "TM"
		}
	}
	prefix := "P"
	if u[0] == 'T' {
		prefix, u = "PT", u[1:]
	}
	if n == 0 {
		return prefix + "X" + u
	}
	if n == float64(int(n)) {
		return fmt.Sprintf("%s%d%s", prefix, int(n), u)
	}
	return fmt.Sprintf("%s%.4g%s", prefix, n, u)
}
