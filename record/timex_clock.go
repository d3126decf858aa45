package record

import (
	"fmt"
	"strings"

	"isnad/arabic"
)

// clockOnly begins the value of a time of day until its day is found.
const clockOnly = "T"

const (
	zoned = " [ )? (|،? zone|بتوقيت anyword? ]? "
)

// clockRules are times of day. The zone is part of the span, not of the value.
var clockRules = []timeRule{
	{"clock/hour", "[ part? deictic|weekday ]? approx? hourmark ~clock|num|ord minutes? من? [ parta|thepart ]? [ deictic|weekday ]?" + zoned, clockTime},
	{"clock/zone", "approx? clock|num|ord minutes? [ parta ]? zone", clockTime},
	{"clock/zone", "approx? clock|num|ord minutes? [ parta ]? بتوقيت anyword", clockTime},
	{"clock/zone", "deictic|weekday approx? clock [ parta ]? zone", clockTime},
	{"clock/part", "approx? clock|num|ord minutes? من? parta" + zoned, clockTime},
	{"clock/digits", "clock", clockDigits},
	{"clock/midnight", "midnight deictic|weekday?", midnightTime},
	{"clock/part-alone", "parta", partAlone},
}

func clockTime(t *timer, m *match) (timex, bool) {
	h, min := 0, 0
	switch {
	case m.has(cClock):
		fmt.Sscanf(m.s(cClock), "%d:%d", &h, &min)
	case m.has(cNum):
		h = m.n(cNum)
	case m.has(cOrd):
		h = m.n(cOrd)
		if m.has(cMinutes) || m.has(cParta) || m.has(cHourmark) || m.has(cZone) || m.last > m.tok(cOrd)+1 {
			break
		}
		return timex{}, false
	}
	if m.has(cNum) && m.number(cNum) != float64(h) || h < 0 || h > 24 || h == 0 && !m.has(cClock) {
		return timex{}, false
	}
	min += m.n(cMinutes)
	if min < 0 {
		h, min = h-1, min+60
	}
	p := m.s(cParta) + m.s(cThepart) + m.s(cPart)
	h = hourIn(h, p)
	if h > 24 || h == 24 && min > 0 {
		return timex{}, false
	}
	x := timex{Time: Time{Type: ClockTime, Value: fmt.Sprintf("T%02d:%02d", h, min), Mod: m.s(cApprox)}}
	// The hour of the clock face turns with a part of day named before it.
	x.attach = p == "" && !m.has(cClock)
	switch {
	case m.has(cWeekday):
		d, ok := weekdayDate(t, m)
		if ok && !d.day.IsZero() {
			x.day = d.day
			x.Value = dayValue(d.day) + x.Value
		}
	case m.has(cDeictic) && t.now.hasDay():
		x.day = t.now.day.AddDate(0, 0, m.n(cDeictic))
		x.Value = dayValue(x.day) + x.Value
	}
	return x, true
}

// hourIn reads an hour of the clock face in a part of the day.
func hourIn(h int, p string) int {
	switch p {
	case "TAF", "TEV":
		if h < 12 {
			return h + 12
		}
	case "TMI":
		if h < 6 {
			return h + 12
		}
	case "TNI":
		switch {
		case h == 12:
			return 24
		case h > 5 && h < 12:
			return h + 12
		}
	case "TMO":
		if h == 12 {
			return 0
		}
	}
	return h
}

// clockDigits takes digits with a colon for a time where nothing else is said.
func clockDigits(t *timer, m *match) (timex, bool) {
	f := t.d.Tokens[m.first].Folded
	if !strings.Contains(f, ":") || strings.Index(f, ":") < 2 {
		return timex{}, false
	}
	return timex{Time: Time{Type: ClockTime, Value: "T" + m.s(cClock)}}, true
}

func midnightTime(t *timer, m *match) (timex, bool) {
	x := timex{Time: Time{Type: ClockTime, Value: "T24:00"}}
	if m.has(cWeekday) {
		d, ok := weekdayDate(t, m)
		if !ok {
			return timex{}, false
		}
		if !d.day.IsZero() {
			x.day, x.Value = d.day, dayValue(d.day)+x.Value
		}
	} else if m.has(cDeictic) && t.now.hasDay() {
		x.day = t.now.day.AddDate(0, 0, m.n(cDeictic))
		x.Value = dayValue(x.day) + x.Value
	}
	return x, true
}

// partAlone is ليلا, صباحا without a day.
func partAlone(t *timer, m *match) (timex, bool) {
	if t.d.Tokens[m.first].Folded == "مساء" || t.d.Tokens[m.first].Folded == "ظهرا" && t.before(m.first) == "من" {
		return timex{}, false
	}
	return timex{Time: Time{Type: ClockTime, Value: m.s(cParta)}}, true
}

// placeClock gives a time of day its day: that of the nearest expression
// before it in the sentence, then behind it, then the day of publication.
// An hour of the clock face takes the part of day from there, too.
func (t *timer) placeClock(all []timex, i int) {
	x := &all[i]
	if len(x.Value) < 3 || x.Value[1] < '0' || x.Value[1] > '9' {
		return // a part of day alone
	}
	near := -1
	for k := i - 1; k >= max(0, i-reach) && near < 0 && t.sameSentence(all[k].Span, x.Span); k-- {
		if !all[k].day.IsZero() || strings.Contains(all[k].Value, "T") && len(all[k].Value) > len("2006-01-02T") {
			near = k
		}
	}
	for k := i + 1; k < min(len(all), i+reach) && near < 0 && t.sameSentence(x.Span, all[k].Span); k++ {
		if !all[k].day.IsZero() {
			near = k
		}
	}
	tod := x.Value
	switch {
	case near >= 0 && len(all[near].Value) >= len("2006-01-02"):
		v := all[near].Value
		if p := v[len("2006-01-02"):]; x.attach && p != "" {
			var h, min int
			fmt.Sscanf(tod, "T%d:%d", &h, &min)
			if strings.HasPrefix(p, "T") && p[1] >= '0' && p[1] <= '9' {
				if p[1:3] >= "12" && h < 12 {
					h += 12
				}
			} else {
				h = hourIn(h, p)
			}
			if h <= 24 {
				tod = fmt.Sprintf("T%02d:%02d", h, min)
			}
		}
		x.Value = v[:len("2006-01-02")] + tod
		x.unresolved = all[near].unresolved
	case t.now.hasDay():
		x.Value = dayValue(t.now.day) + tod
	default:
		x.Value = "XXXX-XX-XX" + tod
		x.unresolved = true
	}
}

// reach is how many expressions away the day of a time of day may be named.
const reach = 4

// sameSentence reports whether two spans stand in one sentence, and near.
func (t *timer) sameSentence(a, b arabic.Span) bool {
	first, last := t.d.TokenAt(a.End-1), t.d.TokenAt(b.Start)
	if last-first > 60 {
		return false
	}
	for i := first; i < last; i++ {
		if t.d.Tokens[i].Folded == "." || i+1 < len(t.cells) && t.cells[i+1].breaks {
			return false
		}
	}
	return true
}
