package record

// durationRules are stretches of time: three months, two days, some hours,
// the past decades, half an hour.
var durationRules = []timeRule{
	{"duration/number", "approx? (? num )? units|unit|unita [ minutes [ unit|unita|theunit ]? ]? few? [ dir|recent ]?", counted},
	{"duration/dual", "approx? unit2 [ minutes [ unit|unita|theunit ]? ]? [ dir|recent ]?", counted},
	{"duration/half", "approx? نصف unit", fractional(0.5)},
	{"duration/quarter", "approx? ربع unit", fractional(0.25)},
	{"duration/one", "approx? unit [ واحد|واحده|كامل|كامله|واحدا ]? [ minutes theunit? ]?", single},
	{"duration/vague", "vague units few?", uncounted},
	{"duration/vague", "approx? units few?", uncounted},
	{"duration/the-number", "~theunits num few? [ dir|recent ]?", theCounted},
	{"duration/the-number", "ال num unit|units|unita dir|recent", theCounted},
	{"duration/the-number", "num theunits|theunit dir|recent", theCounted},
	{"duration/the-vague", "~theunits few? dir|recent", theUncounted},
	{"duration/the-dual", "~theunit2 dir|recent", theCounted},
	{"duration/whole", "طوال|طيله|مدار ~theunit", whole},
}

func duration(n float64, u, mod string) timex {
	return timex{Time: Time{Type: DurationTime, Value: amount(n, u), Mod: mod}}
}

// counted is a number of units, halves added: عامين ونصف.
func counted(t *timer, m *match) (timex, bool) {
	n, u, ok := countOf(m)
	if t.d.Tokens[m.first].Folded == "(" && t.d.Tokens[m.slots[cNum].next].Folded != ")" {
		return timex{}, false // the bracket closes behind the unit
	}
	if m.has(cUnit2) && m.s(cUnit2) == "DE" && !t.isSpan(m) {
		return timex{}, false // two contracts
	}
	if m.has(cUnit) && m.s(cUnit) == "Y" && m.last == m.tok(cUnit)+1 && t.isDigits(m.last) {
		return timex{}, false // 21700 عام 2014: the word belongs to the year
	}
	if !ok || n <= 0 || n > 1e5 || m.has(cUnit) && n < 11 && n == float64(int(n)) && m.s(cUnit) != "Y" && m.s(cUnit)[0] != 'T' {
		return timex{}, false
	}
	if m.has(cMinutes) {
		n += float64(m.n(cMinutes)) / 60
	}
	return duration(n, u, m.s(cApprox)), true
}

// isSpan reports whether a word of duration stands before or "of time" behind.
func (t *timer) isSpan(m *match) bool {
	return t.follows(m.first, spanBefore) || t.behind(m.last) == "من"
}

// spanBefore are words before an uncounted stretch of time.
var spanBefore = map[string]bool{
	"منذ": true, "خلال": true, "بعد": true, "قبل": true, "بعيد": true, "قبيل": true, "مده": true, "لمده": true, "طوال": true, // since, during, after, before, for
	"غضون": true, "مدي": true, "مدار": true, "فتره": true, "طيله": true, "ظرف": true, "استمر": true, "استمرت": true, "عبر": true, // within, over, lasted
}

func fractional(f float64) func(*timer, *match) (timex, bool) {
	return func(t *timer, m *match) (timex, bool) {
		return duration(f, m.s(cUnit), m.s(cApprox)), true
	}
}

// single is one unit: بعد أسبوع, في عام, يوم واحد. Before a year, a month, a
// weekday or a number the word only names what follows.
func single(t *timer, m *match) (timex, bool) {
	i := m.tok(cUnit)
	n := 1.0
	if m.has(cMinutes) {
		if m.n(cMinutes) < 0 {
			return timex{}, false
		}
		n += float64(m.n(cMinutes)) / 60
		return duration(n, m.s(cUnit), m.s(cApprox)), true
	}
	if m.last > i+1 {
		return duration(1, m.s(cUnit), m.s(cApprox)), true
	}
	prev := t.before(m.first)
	ok := m.has(cApprox) || t.follows(m.first, spanBefore) || prev == "في" && m.s(cUnit) != "D" || prev == "ل" && m.s(cUnit) != "D" ||
		int(t.cells[m.first].start) > t.d.Tokens[m.first].Start && m.s(cUnit) == "W"
	if !ok || m.s(cUnit) == "DE" && prev != "منذ" && prev != "خلال" && prev != "قبل" || m.s(cUnit) == "TS" {
		return timex{}, false
	}
	for _, c := range [...]timeClass{cMonth, cWeekday, cNum, cDeictic, cFeast, cTheunit} {
		if m.last < len(t.cells) && !t.cells[m.last].breaks {
			if _, named := t.take(c, m.last, false); named {
				return timex{}, false
			}
		}
	}
	if t.isDigits(m.last) {
		return timex{}, false
	}
	return duration(1, m.s(cUnit), m.s(cApprox)), true
}

// uncounted is some days, weeks, years.
func uncounted(t *timer, m *match) (timex, bool) {
	if !m.has(cVague) && !m.has(cFew) && !m.has(cApprox) && !t.follows(m.first, spanBefore) && !t.follows(m.first, isNegation) {
		return timex{}, false
	}
	return duration(0, m.s(cUnits), ""), true
}

// isNegation are words before an uncounted plural in "neither days nor weeks".
var isNegation = map[string]bool{"ولا": true, "لا": true, "من": true, "او": true}

// theCounted is the past three days; what lies ahead is a duration, too.
func theCounted(t *timer, m *match) (timex, bool) {
	n, u := m.number(cNum), ""
	for _, c := range []timeClass{cTheunits, cTheunit, cTheunit2, cUnit, cUnits, cUnita} {
		if m.has(c) {
			u = m.s(c)
			break
		}
	}
	if m.has(cTheunit2) {
		n = 2
	}
	if n <= 0 || n > 1e5 || u == "" || t.before(m.first) == "حرب" {
		return timex{}, false
	}
	return duration(n, u, ""), true
}

// theUncounted is the past days; the coming ones are the future.
func theUncounted(t *timer, m *match) (timex, bool) {
	if m.has(cDir) && m.n(cDir) > 0 {
		return date("FUTURE_REF", ""), true
	}
	if m.has(cDir) && m.n(cDir) == 0 {
		return date("PRESENT_REF", ""), true
	}
	return duration(0, m.s(cTheunits), ""), true
}

func whole(t *timer, m *match) (timex, bool) {
	return duration(1, m.s(cTheunit), ""), true
}
