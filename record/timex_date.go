package record

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

// The names of a month stand alone or in pairs: كانون الثاني/يناير,
// يوليو (تموز), أبريل نيسان.
const (
	months   = " month [ /|(|- month= )? ]? [ month= ]? "
	withYear = " [ ،? ~yearword? year ymark? ]? "
	weekdays = " [ يوم? weekday dir? ]? "
	agreeing = " [ (|،|-? الموافق|المصادف|الموافقه? ]? "
)

// dateRules are the calendar dates: days, months, years, decades, centuries,
// seasons and feasts, in the naming of every region and in both calendars.
var dateRules = []timeRule{
	{"date/day", "part? [ ~deictic (|،? ]? " + weekdays + agreeing + " (? ~day من|-? شهر?" + months + withYear + "dir? [ من ~theunit dir ]? )?", calendarDay},
	{"date/range-start", "~day و|الي|-|حتي day من? شهر?" + months + withYear, rangeStart},
	{"date/numeric", "part? [ ~deictic (|،? ]? " + weekdays + agreeing + " ymd ymark?", numericDay},
	{"date/numeric-spaced", "part? " + weekdays + agreeing + " ~day /|- mnum /|- year ymark?", numericDay},
	{"date/numeric-spaced", "part? " + weekdays + agreeing + " ~day /|- monyr ymark?", numericDay},
	{"date/day-of-month", "part? [ ~deictic (|،? ]? " + weekdays + agreeing + " ~day من? this? theunit? dir?", dayOfMonth},
	{"date/weekday", "part? [ ~deictic (|،? ]? يوم? weekday dir? parta? )?", weekdayDate},
	{"date/weekday-of-week", "part? يوم? weekday من ~theunit dir", weekdayDate},
	{"date/weekday-of-week", "part? يوم? weekday من this theunit", weekdayDate},
	{"date/today", "part? deictic parta?", deicticDay},
	{"date/tonight", "tonight", tonightTime},
	{"date/same-day", "part? deictic|theunit same", sameDate},
	{"date/following", "part? deictic|theunit after", followingDate},
	{"date/month", "mod? شهر?" + months + withYear + "dir?", monthDate},
	{"date/month-of-year", "mod? شهر?" + months + "من? this? ~theunit dir?", monthDate},
	{"date/year", "[ mod من? ]? yearword (? year ymark? )? dir?", yearDate},
	{"date/bare-year", "[ mod من? ]? ~year ymark?", bareYear},
	{"date/decade", "mod? عقد? decade [ من? theunit dir ]?", decadeDate},
	{"date/century", "mod? theunit ord|num", centuryDate},
	{"date/century", "mod? theunit ال num", centuryDate},
	{"date/season", "mod? season من? ~yearword? year ymark?", seasonDate},
	{"date/season", "mod? season ~theunit dir", seasonDate},
	{"date/season", "mod? فصل? theseason dir?", seasonDate},
	{"date/season", "mod? this theseason", seasonDate},
	{"date/feast", "feast dir? [ ~yearword? year ymark? ]?", feastDate},
	{"date/quarter", "mod? quarter ord من? ~yearword? year ymark?", quarterDate},
	{"date/quarter", "mod? quarter ord من? this? ~theunit dir?", quarterDate},
	{"date/quarter", "mod? quarter ord dir?", quarterDate},
}

// calendarDay resolves a day and a month, with what else is said of it.
func calendarDay(t *timer, m *match) (timex, bool) {
	d, mon := m.n(cDay), m.n(cMonth)
	if i := m.tok(cMonth); t.d.Tokens[i].Folded == "صفر" && t.before(i) == "-" {
		return timex{}, false // 2-صفر: two to nil
	}
	switch {
	case m.has(cYear):
		y := m.n(cYear)
		return t.ymd(y, mon, d, isHijri(m), m)
	case m.s(cMonth) == string(lexicon.Hijri):
		return t.hijriDay(mon, d, m)
	case t.isAttack(m):
		return onDay(time.Date(2001, 9, 11, 0, 0, 0, 0, time.UTC), ""), true
	case !t.now.hasYear():
		return unanchored(fmt.Sprintf("XXXX-%02d-%02d", mon, d), ""), validDay(2000, mon, d)
	}
	if !validDay(2000, mon, d) {
		return timex{}, false
	}
	y := t.now.day.Year()
	switch {
	case m.has(cTheunit) && m.s(cTheunit) == "Y":
		y += m.n(cDir)
	case t.now.hasDay():
		y = t.nearYear(mon, d, m)
	}
	return t.ymd(y, mon, d, false, m)
}

// ymd is the expression for one day of either calendar.
func (t *timer) ymd(y, mon, d int, hijri bool, m *match) (timex, bool) {
	if !hijri {
		if !validDay(y, mon, d) {
			return timex{}, false
		}
		return onDay(time.Date(y, time.Month(mon), d, 0, 0, 0, 0, time.UTC), "").at(m.s(cPart)), true
	}
	g, ok := lexicon.FromHijri(y, mon, d)
	if !ok {
		// A day outside the published calendar, or the 30th of a short month.
		return date("XXXX-XX-XX", ""), d >= 1 && d <= 30 && mon >= 1 && mon <= 12
	}
	return onDay(g, "").at(m.s(cPart)), true
}

// nearYear picks the year of a month (and day, or 0) that is named without
// one, by its direction, its weekday, or the tense around it.
func (t *timer) nearYear(mon, d int, m *match) int {
	y := t.now.day.Year()
	now := t.now.day
	if d == 0 {
		now, d = time.Date(y, now.Month(), 1, 0, 0, 0, 0, time.UTC), 1
	}
	in := func(y int) time.Time { return time.Date(y, time.Month(mon), d, 0, 0, 0, 0, time.UTC) }
	if m.has(cDir) {
		switch m.n(cDir) {
		case -1:
			if !in(y).Before(now) {
				y--
			}
		case 1:
			if !in(y).After(now) {
				y++
			}
		}
		return y
	}
	if m.has(cWeekday) {
		for _, k := range []int{y, y - 1, y + 1} {
			if int(in(k).Weekday()) == m.n(cWeekday) {
				return k
			}
		}
	}
	lastYear, nextYear := y, y
	if in(y).After(now) {
		lastYear--
	} else if in(y).Before(now) {
		nextYear++
	}
	switch t.tense(m.first, m.last) {
	case 1:
		// A date that has just passed is not announced for next year.
		if ago := now.Sub(in(lastYear)); ago < 45*24*time.Hour && nextYear > y {
			return lastYear
		}
		return nextYear
	case -1:
		if ahead := in(nextYear).Sub(now); ahead < 20*24*time.Hour {
			return nextYear
		}
		return lastYear
	}
	if ahead, ago := in(nextYear).Sub(now), now.Sub(in(lastYear)); 5*ahead < 2*ago {
		return nextYear
	}
	return lastYear
}

// hijriDay resolves a day of the Hijri calendar without a year.
func (t *timer) hijriDay(mon, d int, m *match) (timex, bool) {
	if !t.now.hasDay() {
		return unanchored("XXXX-XX-XX", ""), d <= 30
	}
	y, ok := t.nearHijriYear(mon, d, m)
	if !ok {
		return date("XXXX-XX-XX", ""), d <= 30
	}
	return t.ymd(y, mon, d, true, m)
}

// nearHijriYear picks the Hijri year of a month and day as nearYear does.
func (t *timer) nearHijriYear(mon, d int, m *match) (int, bool) {
	y, nowMonth, nowDay, ok := lexicon.ToHijri(t.now.day)
	if !ok {
		return 0, false
	}
	cBefore := mon < nowMonth || mon == nowMonth && d < nowDay
	cAfter := mon > nowMonth || mon == nowMonth && d > nowDay
	switch {
	case m.has(cDir) && m.n(cDir) < 0 && !cBefore:
		y--
	case m.has(cDir) && m.n(cDir) > 0 && !cAfter:
		y++
	case m.has(cDir):
	case cAfter && t.tense(m.first, m.last) < 0 && mon-nowMonth > 1:
		y--
	case cAfter && mon-nowMonth > 5:
		y--
	case cBefore && t.tense(m.first, m.last) > 0 && nowMonth-mon > 2:
		y++
	}
	return y, true
}

// isAttack reports whether 11 September is the day of the attacks of 2001:
// no other day of a month stands for an event by itself.
func (t *timer) isAttack(m *match) bool {
	if m.n(cDay) != 11 || m.n(cMonth) != 9 || m.has(cDir) || m.has(cWeekday) {
		return false
	}
	return t.follows(m.first, attackWords)
}

// attackWords are the nouns before "11 September" that mean the attacks.
var attackWords = map[string]bool{
	"اعتداءات": true, "اعتداءت": true, "هجمات": true, "احداث": true, "هجوم": true, "تفجيرات": true, // assaults, attacks, events
}

func isHijri(m *match) bool {
	if m.has(cMonth) {
		return m.s(cMonth) == string(lexicon.Hijri)
	}
	return m.s(cYmark) == "h" || m.s(cYmark) == "" && m.n(cYear) > 0 && m.n(cYear) < 1600
}

func validDay(y, m, d int) bool {
	if m < 1 || m > 12 || d < 1 {
		return false
	}
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Day() == d
}

// rangeStart is the first day of "10 to 15 July"; the rest is left to be read.
func rangeStart(t *timer, m *match) (timex, bool) {
	first, ok := t.takeNumber(cDay, m.first, true)
	if !ok || int(first.n) >= m.n(cDay) {
		return timex{}, false
	}
	m.slots[cDay] = first
	x, ok := calendarDay(t, m)
	m.last = int(first.next)
	return x, ok
}

func numericDay(t *timer, m *match) (timex, bool) {
	var y, mon, d int
	switch {
	case m.has(cYmd):
		y, mon, d = splitNumeric(m.s(cYmd))
	case m.has(cMonyr):
		y, mon, _ = splitNumeric(m.s(cMonyr))
		d = m.n(cDay)
	default:
		y, mon, d = m.n(cYear), m.n(cMnum), m.n(cDay)
	}
	return t.ymd(y, mon, d, m.s(cYmark) == "h" || y < 1600, m)
}

func splitNumeric(s string) (y, m, d int) {
	fields := strings.Split(s, "-")
	n := [3]int{}
	for i := range fields {
		n[i], _ = strconv.Atoi(fields[i])
	}
	return n[0], n[1], n[2]
}

// dayOfMonth resolves الرابع عشر من الشهر الجاري and 24 الجاري.
func dayOfMonth(t *timer, m *match) (timex, bool) {
	ofMonth := m.has(cTheunit) && m.s(cTheunit) == "M" && (m.has(cDir) || m.has(cThis))
	bare := !m.has(cTheunit) && m.has(cDir) && m.n(cDir) == 0
	if !ofMonth && !bare {
		return timex{}, false
	}
	if !t.now.hasMonth() {
		return unanchored(fmt.Sprintf("XXXX-XX-%02d", m.n(cDay)), ""), true
	}
	first := time.Date(t.now.day.Year(), t.now.day.Month()+time.Month(m.n(cDir)), 1, 0, 0, 0, 0, time.UTC)
	return t.ymd(first.Year(), int(first.Month()), m.n(cDay), false, m)
}

// weekdayDate resolves a day of the week.
func weekdayDate(t *timer, m *match) (timex, bool) {
	if t.isNotDay(m) {
		return timex{}, false
	}
	p := m.s(cPart)
	if m.has(cParta) {
		p = m.s(cParta)
	}
	wd := m.n(cWeekday)
	if !t.now.hasDay() {
		return unanchored(fmt.Sprintf("XXXX-WXX-%d", (wd+6)%7+1), ""), true
	}
	now := t.now.day
	back := (int(now.Weekday()) - wd + 7) % 7
	last, next := now.AddDate(0, 0, -back), now.AddDate(0, 0, (7-back)%7)
	d := last
	switch {
	case m.has(cTheunit):
		if m.s(cTheunit) != "W" {
			return timex{}, false
		}
		monday := now.AddDate(0, 0, -(int(now.Weekday())+6)%7+7*m.n(cDir))
		d = monday.AddDate(0, 0, (wd+6)%7)
	case m.has(cDeictic) && m.n(cDeictic) > 0:
		d = next
	case m.has(cDeictic):
	case m.has(cDir) && m.n(cDir) < 0 && back == 0:
		d = last.AddDate(0, 0, -7)
	case m.has(cDir) && m.n(cDir) > 0 && back == 0:
		d = next.AddDate(0, 0, 7)
	case m.has(cDir) && m.n(cDir) > 0:
		d = next
	case m.has(cDir):
	case back != 0 && t.tense(m.first, m.last) > 0:
		d = next
	}
	return onDay(d, "").at(p), true
}

// isNotDay reports whether a weekday's name is something else: a number or a
// name without its article, or a prayer or party that is called after it.
func (t *timer) isNotDay(m *match) bool {
	i := m.tok(cWeekday)
	if t.wordEntry(i, cWeekday).s != "the" && t.before(i) != "يوم" && t.before(i) != "ليله" {
		return true
	}
	return !m.has(cPart) && !m.has(cDeictic) && t.follows(m.first, notDayAfter)
}

// notDayAfter are words after which a weekday's name is no date.
var notDayAfter = map[string]bool{
	"صلاه": true, "صلوات": true, "خطبه": true, // Friday prayer, sermon
	"حي": true, "سوق": true, // quarter, market
}

func (t *timer) wordEntry(i int, c timeClass) timeWord {
	for _, w := range t.cells[i].words {
		if w.class == c {
			return w
		}
	}
	return timeWord{}
}

// deicticDay resolves today, yesterday, tomorrow.
func deicticDay(t *timer, m *match) (timex, bool) {
	p := m.s(cPart)
	if m.has(cParta) {
		p = m.s(cParta)
	}
	if strings.Contains(t.d.TextOf(m.first, m.last), shadda) {
		return timex{}, false // أمسّ: most urgent
	}
	if !m.has(cPart) && m.n(cDeictic) >= 0 && t.isNoDate(m.first, m.last) {
		return timex{}, false
	}
	if !t.now.hasDay() {
		return unanchored("XXXX-XX-XX", "").at(p), true
	}
	return onDay(t.now.day.AddDate(0, 0, m.n(cDeictic)), "").at(p), true
}

const shadda = "\u0651"

// isNoDate reports whether "today" or "tomorrow" is part of a name (روسيا
// اليوم) or means a day of another count (اليوم الأول, في اليوم).
func (t *timer) isNoDate(first, last int) bool {
	if t.follows(first, nameBeforeToday) || nameAfterToday[t.behind(last)] {
		return true
	}
	if t.before(first) == "في" && t.d.Tokens[first].Folded == "اليوم" {
		return true
	}
	n, ok := t.d.NumberAt(last)
	return ok && n.Ordinal && n.Definite && !t.cells[last].breaks
}

var (
	nameBeforeToday = map[string]bool{ // Russia, al-Masry, al-Watan … Today; the paper or party Tomorrow
		"روسيا": true, "المصري": true, "الوطن": true, "صحيفه": true, "جريده": true, "حزب": true, "دار": true, "تركيا": true,
		"السودان": true, "ليبيا": true, "لبنان": true, "مصر": true, "سوريا": true, "تيار": true, "راديو": true, "موقع": true, "ذلك": true,
	}
	nameAfterToday = map[string]bool{ // day: world, national, seventh, last, school
		"العالمي": true, "الوطني": true, "الدولي": true, "السابع": true, "الاخير": true, "الدراسي": true, "الواحد": true, "الذي": true, "الاول": true,
	}
)

func tonightTime(t *timer, m *match) (timex, bool) {
	if !t.now.hasDay() {
		return unanchored("XXXX-XX-XX", "").at(m.s(cTonight)), true
	}
	return onDay(t.now.day.AddDate(0, 0, m.n(cTonight)), "").at(m.s(cTonight)), true
}

// sameDate is the day, month or year that the text has named last.
func sameDate(t *timer, m *match) (timex, bool) { return t.fromLast(m, 0) }

// followingDate is the one after it.
func followingDate(t *timer, m *match) (timex, bool) { return t.fromLast(m, 1) }

func (t *timer) fromLast(m *match, step int) (timex, bool) {
	u := "D"
	if m.has(cTheunit) {
		u = m.s(cTheunit)
	} else if m.n(cDeictic) != 0 {
		return timex{}, false
	}
	if t.last.IsZero() {
		return date(anyValue(u), ""), u == "D" || u == "W" || u == "M" || u == "Y"
	}
	x, ok := t.shifted(t.last, u, step, "")
	return x.at(m.s(cPart)), ok
}

func anyValue(u string) string {
	switch u {
	case "D":
		return "XXXX-XX-XX"
	case "W":
		return "XXXX-WXX"
	case "M":
		return "XXXX-XX"
	}
	return "XXXX"
}

// shifted is the day, week, month, year, decade or century that lies step
// units from day.
func (t *timer) shifted(day time.Time, u string, step int, mod string) (timex, bool) {
	y := day.Year()
	if end := y + step; u == "Y" && end < 1 || end > 9999 {
		return timex{}, false
	}
	switch u {
	case "D":
		return onDay(day.AddDate(0, 0, step), mod), true
	case "W":
		return date(weekValue(day.AddDate(0, 0, 7*step)), mod), true
	case "M":
		return date(monthValue(time.Date(y, day.Month()+time.Month(step), 1, 0, 0, 0, 0, time.UTC)), mod), true
	case "Y":
		return date(yearValue(y+step), mod), true
	case "DE":
		return date(fmt.Sprintf("%03d", y/10+step), mod), true
	case "CE":
		return date(fmt.Sprintf("%02d", y/100+step), mod), true
	}
	return timex{}, false
}

// monthDate resolves a month.
func monthDate(t *timer, m *match) (timex, bool) {
	mon, md := m.n(cMonth), m.s(cMod)
	bare := !m.has(cYear) && !m.has(cDir) && !m.has(cTheunit)
	if bare && !t.isMonthAlone(m) {
		return timex{}, false
	}
	if m.has(cTheunit) && (m.s(cTheunit) != "Y" || !m.has(cDir) && !m.has(cThis)) {
		return timex{}, false
	}
	if m.s(cMonth) == string(lexicon.Hijri) {
		return t.hijriMonth(m)
	}
	if m.has(cYear) {
		if m.n(cYear) < 1600 {
			return timex{}, false
		}
		return date(fmt.Sprintf("%04d-%02d", m.n(cYear), mon), md), true
	}
	if !t.now.hasMonth() {
		return unanchored(fmt.Sprintf("XXXX-%02d", mon), md), true
	}
	y := t.now.day.Year() + m.n(cDir)
	if !m.has(cTheunit) {
		y = t.nearYear(mon, 0, m)
	}
	return date(fmt.Sprintf("%04d-%02d", y, mon), md), true
}

func (t *timer) hijriMonth(m *match) (timex, bool) {
	mon, y := m.n(cMonth), m.n(cYear)
	if !m.has(cYear) {
		if !t.now.hasDay() {
			return unanchored("XXXX-XX", m.s(cMod)), true
		}
		near, ok := t.nearHijriYear(mon, 1, m)
		if !ok {
			return date("XXXX-XX", m.s(cMod)), true
		}
		if m.has(cTheunit) {
			near, _, _, _ = lexicon.ToHijri(t.now.day)
			near += m.n(cDir)
		}
		y = near
	}
	g, ok := lexicon.FromHijri(y, mon, 1)
	if !ok {
		return date("XXXX-XX", m.s(cMod)), true
	}
	return date(monthValue(g), m.s(cMod)), true
}

// isMonthAlone reports whether a month's name without day and year is one: a
// name that is also another word needs a word of time before it.
func (t *timer) isMonthAlone(m *match) bool {
	i := m.tok(cMonth)
	if !doubtfulMonths[t.d.Tokens[i].Folded] && m.s(cMonth) != string(lexicon.Hijri) && t.exactMonth(i) {
		return true
	}
	if m.has(cMod) || t.before(i) == "شهر" || m.last > i+2 {
		return true
	}
	switch t.before(m.first) {
	case "في", "منذ", "خلال", "حتي", "قبل", "بعد", "شهر", "شهري", "بحلول":
		return m.s(cMonth) != string(lexicon.Hijri) || t.d.Tokens[i].Folded == "رمضان" || t.d.Tokens[i].Folded == "شوال"
	}
	return m.s(cMonth) == string(lexicon.Hijri) && m.last > i+1
}

func (t *timer) exactMonth(i int) bool { return t.cells[i].exact || t.d.Tokens[i].Folded != "" }

// doubtfulMonths are names of Gregorian months that are other words, too.
var doubtfulMonths = map[string]bool{
	"مارس": true, "ماي": true, "اوت": true, "جوان": true, "اب": true, "ايار": true, // practised, May, out, young man
	"نيسان": true, "غشت": true,
}

// yearDate resolves a year that is called one.
func yearDate(t *timer, m *match) (timex, bool) {
	return t.yearValue(m.n(cYear), isHijri(m), m.s(cMod))
}

func (t *timer) yearValue(y int, hijri bool, mod string) (timex, bool) {
	if !hijri {
		return date(yearValue(y), mod), true
	}
	g, ok := lexicon.FromHijri(y, 7, 1) // most of the Hijri year lies in the year of its middle
	if !ok {
		return date("XXXX", mod), true
	}
	return date(yearValue(g.Year()), mod), true
}

// bareYear takes four digits for a year where the words around allow it.
func bareYear(t *timer, m *match) (timex, bool) {
	y, i := m.n(cYear), m.tok(cYear)
	if m.has(cYmark) && (m.s(cYmark) == "h" && y < 1600 || m.s(cYmark) == "g" && y >= 1600 && m.last == i+2 && t.isYearPlace(i)) {
		return t.yearValue(y, m.s(cYmark) == "h", m.s(cMod))
	}
	if y < 1900 || y > 2100 || m.has(cYmark) || !m.has(cMod) && !t.isYearPlace(i) {
		return timex{}, false
	}
	return date(yearValue(y), m.s(cMod)), true
}

// isYearPlace reports whether the number at token i stands where a year does.
func (t *timer) isYearPlace(i int) bool {
	next := i + 1
	strong := t.follows(i, strongYear)
	counted := false
	if next < len(t.cells) && !t.cells[next].breaks {
		tok := &t.d.Tokens[next]
		switch tok.Kind {
		case arabic.Symbol:
			return false
		case arabic.Word:
			f := tok.Folded
			counted = t.d.Stem(next).Start == tok.Start && !strings.HasPrefix(f, "و") && !strings.HasPrefix(f, "ال") && !yearFollowers[f] && len(arabic.VerbForms(f)) == 0
			if !strong && strings.HasSuffix(f, "ا") && counted || hasClass(t.cells[next].words, cNum) || counts().isMeasure(f) {
				return false
			}
		case arabic.Punct:
			if f := tok.Folded; f == "-" || f == "/" || f == ":" {
				n := next + 1
				if n < len(t.cells) && t.d.Tokens[n].Kind == arabic.Number && len(t.d.Tokens[n].Folded) != 4 {
					return false
				}
			}
		}
	}
	if i == 0 || t.cells[i].breaks {
		return false
	}
	prev := t.d.Tokens[i-1]
	if k := len(t.found); k > 0 && len(t.found[k-1].Value) == 4 && i-t.found[k-1].next <= 1 {
		return true // 1999 و2006
	}
	if prev.Kind == arabic.Word || prev.Kind == arabic.Tag {
		if strong {
			return true
		}
		if t.follows(i, notBeforeYear) || hasClass(t.cells[i-1].words, cApprox) || hasClass(t.cells[i-1].words, cNum) {
			return false
		}
		return !counted
	}
	return !counted && (prev.Folded == "(" && next < len(t.cells) && t.d.Tokens[next].Folded == ")" || prev.Folded == "\"" || prev.Folded == "»" || prev.Folded == "”")
}

var (
	strongYear = map[string]bool{ // in, since, by, World Cup, after, before
		"في": true, "منذ": true, "بحلول": true, "مونديال": true, "عام": true, "العام": true, "لعام": true, "لسنه": true, "موسم": true, "صيف": true,
	}
	notBeforeYear = map[string]bool{ // words of count and rank before a plain number
		"رقم": true, "عدد": true, "الي": true, "من": true, "ب": true, "ل": true, "نحو": true, "حوالي": true, "بلغ": true, "بنحو": true,
		"عند": true, "علي": true, "نقطه": true, "مستوي": true, "قدره": true, "قدرها": true, "بلغت": true, "عددهم": true, "عددها": true,
		"تبلغ": true, "يبلغ": true, "مقابل": true, "غرفه": true, "ثمنها": true, "ان": true, "بواقع": true, "بقيمه": true, "مبلغ": true, "و": true,
		"طراز": true, "سياره": true, "بيجو": true, "هاتف": true, "القرار": true, "قرار": true, "المرسوم": true, "مرسوم": true, "قانون": true, "اصل": true, "متر": true, "كيلو": true,
	}
	yearFollowers = map[string]bool{ // words after a year that are no counted noun
		"و": true, "في": true, "الي": true, "من": true, "حتي": true, "علي": true, "عن": true, "مع": true, "ان": true, "بعد": true, "قبل": true, "خلال": true,
		"لكن": true, "هو": true, "هي": true, "حيث": true, "عندما": true, "قد": true, "لم": true, "لن": true, "لا": true, "ما": true, "كان": true, "كانت": true,
		"ضد": true, "بين": true, "اثر": true, "حين": true, "وفق": true, "او": true, "ثم": true, "منذ": true, "عبر": true, "حول": true, "تحت": true, "بهدف": true,
		"بسبب": true, "بشان": true, "لدي": true, "امام": true, "غير": true, "دون": true, "مقارنه": true, "هجري": true, "ميلادي": true, "مما": true, "كما": true, "الا": true,
	}
)

// decadeDate resolves the eighties and their like in the last century.
func decadeDate(t *timer, m *match) (timex, bool) {
	century := 19
	if m.has(cTheunit) && m.s(cTheunit) != "CE" {
		return timex{}, false
	}
	if m.has(cTheunit) && t.now.hasYear() {
		century = t.now.day.Year()/100 + m.n(cDir)
	}
	return date(fmt.Sprintf("%02d%d", century, m.n(cDecade)/10), m.s(cMod)), true
}

// centuryDate resolves the nineteenth century: 18.
func centuryDate(t *timer, m *match) (timex, bool) {
	n := m.n(cOrd) + m.n(cNum)
	if m.s(cTheunit) != "CE" || n < 1 || n > 22 {
		return timex{}, false
	}
	return date(fmt.Sprintf("%02d", n-1), m.s(cMod)), true
}

// seasonDate resolves a season. Winter counts to the year in which it begins.
func seasonDate(t *timer, m *match) (timex, bool) {
	s := m.s(cSeason) + m.s(cTheseason)
	if m.has(cYear) {
		if m.n(cYear) < 1600 {
			return timex{}, false
		}
		return date(yearValue(m.n(cYear))+"-"+s, m.s(cMod)), true
	}
	if m.has(cSeason) && m.s(cTheunit) != "Y" {
		return timex{}, false
	}
	if m.has(cTheseason) && !m.has(cDir) && !m.has(cThis) && t.follows(m.first, notSeasonBefore) {
		return timex{}, false
	}
	if n := t.behind(m.last); n == "العربي" {
		return timex{}, false // the Arab Spring
	}
	if !t.now.hasYear() {
		return unanchored("XXXX-"+s, m.s(cMod)), true
	}
	y := t.now.day.Year()
	if m.has(cTheunit) {
		return date(yearValue(y+m.n(cDir))+"-"+s, m.s(cMod)), true
	}
	if t.now.hasMonth() && m.has(cDir) && m.n(cDir) != 0 {
		first := map[string]time.Month{"SP": 3, "SU": 6, "FA": 9, "WI": 12}[s]
		switch {
		case m.n(cDir) < 0 && t.now.day.Month() < first+3 && s != "WI" || m.n(cDir) < 0 && s == "WI" && t.now.day.Month() < 13:
			y--
		case m.n(cDir) > 0 && t.now.day.Month() >= first:
			y++
		}
	}
	return date(yearValue(y)+"-"+s, m.s(cMod)), true
}

// notSeasonBefore are words after which a season's name is a work or a stage.
var notSeasonBefore = map[string]bool{"ثورات": true, "دول": true, "ثوره": true} // revolutions, states of the (Arab) Spring

// feastDate resolves a feast to its day in the year that is meant.
func feastDate(t *timer, m *match) (timex, bool) {
	f := m.s(cFeast)
	hijri := strings.HasPrefix(f, "h")
	mon, _ := strconv.Atoi(strings.TrimPrefix(f, "h")[:2])
	d, _ := strconv.Atoi(strings.TrimPrefix(f, "h")[3:5])
	switch {
	case m.has(cYear):
		return t.ymd(m.n(cYear), mon, d, hijri, m)
	case !t.now.hasDay() && hijri:
		return unanchored("XXXX-XX-XX", ""), true
	case !t.now.hasDay():
		return unanchored(fmt.Sprintf("XXXX-%02d-%02d", mon, d), ""), true
	case hijri:
		return t.hijriDay(mon, d, m)
	}
	return t.ymd(t.nearYear(mon, d, m), mon, d, false, m)
}

// quarterDate resolves the third quarter or the second half of a year.
func quarterDate(t *timer, m *match) (timex, bool) {
	n := m.n(cOrd)
	if n < 1 || n > m.n(cQuarter) || m.has(cTheunit) && m.s(cTheunit) != "Y" {
		return timex{}, false
	}
	suffix := fmt.Sprintf("-%s%d", m.s(cQuarter), n)
	switch {
	case m.has(cYear):
		if m.n(cYear) < 1600 {
			return timex{}, false
		}
		return date(yearValue(m.n(cYear))+suffix, m.s(cMod)), true
	case !m.has(cTheunit) && !m.has(cDir) && m.s(cQuarter) == "H":
		return timex{}, false // of a match
	case !t.now.hasYear():
		return unanchored("XXXX"+suffix, m.s(cMod)), true
	}
	y := t.now.day.Year()
	if m.has(cTheunit) {
		y += m.n(cDir)
	} else if t.now.hasMonth() {
		end := n * 12 / m.n(cQuarter)
		if m.n(cDir) <= 0 && t.tense(m.first, m.last) <= 0 && int(t.now.day.Month()) <= end-12/m.n(cQuarter) {
			y--
		}
	}
	return date(yearValue(y)+suffix, m.s(cMod)), true
}
