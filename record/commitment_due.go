package record

import (
	"isnad/arabic"

	"slices"
	"strconv"
	"strings"
	"time"
)

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
		if !ok || c.isLabel(t) {
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

// isLabel reports whether t is a bare year that belongs to a name: رؤية 2030,
// مونديال 2018.
func (c *commitmentReader) isLabel(t Time) bool {
	i := c.doc.TokenAt(t.Start)
	if len(t.Value) != len("2006") || c.words[i].Kind != arabic.Number || i == 0 {
		return false
	}
	prev := &c.words[i-1]
	return prev.Kind == arabic.Word && c.classOf(i-1) == "" && c.table.class[prev.stem] != "by" && prev.prep == ""
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
