package record

import "fmt"

// setRules are times that come back: yearly, every Friday, twice a week.
var setRules = []timeRule{
	{"set/word", "set", setOf},
	{"set/adjective", "seta", setAdjective},
	{"set/every", "كل num units|unit|unita", everyCount},
	{"set/every", "كل unit2", everyCount},
	{"set/every-weekday", "كل يوم? weekday", everyNamed},
	{"set/every-season", "كل season|part", everyNamed},
	{"set/times", "مره|مرتين|مرات ~theunit|deictic", timesPer},
	{"set/times", "مره|مرتين|مرات في|كل ~theunit|deictic|unit", timesPer},
	{"set/times", "مره|مرتين|مرات set", setOf},
}

func setTime(value string) timex { return timex{Time: Time{Type: SetTime, Value: value}} }

func setOf(t *timer, m *match) (timex, bool) {
	if m.s(cSet) == "P1Y" && (t.wishes(m.last) || t.wishes(m.last+1) || t.wishes(m.last+2)) {
		return timex{}, false
	}
	return setTime(m.s(cSet)), true
}

// wishes reports whether word i ends the wish كل عام وأنتم بخير.
func (t *timer) wishes(i int) bool { return i < len(t.d.Tokens) && t.d.Tokens[i].Folded == "بخير" }

func setAdjective(t *timer, m *match) (timex, bool) {
	return setTime(m.s(cSeta)), true
}

func everyCount(t *timer, m *match) (timex, bool) {
	n, u, ok := countOf(m)
	if !ok || n <= 0 || n > 1000 {
		return timex{}, false
	}
	return setTime(amount(n, u)), true
}

func everyNamed(t *timer, m *match) (timex, bool) {
	switch {
	case m.has(cWeekday):
		return setTime(fmt.Sprintf("XXXX-WXX-%d", (m.n(cWeekday)+6)%7+1)), true
	case m.has(cSeason):
		return setTime("XXXX-" + m.s(cSeason)), true
	}
	return setTime("XXXX-XX-XX" + m.s(cPart)), true
}

func timesPer(t *timer, m *match) (timex, bool) {
	u := "D"
	switch {
	case m.has(cTheunit):
		u = m.s(cTheunit)
	case m.has(cUnit):
		u = m.s(cUnit)
	case m.n(cDeictic) != 0:
		return timex{}, false
	}
	return setTime(amount(1, u)), true
}
