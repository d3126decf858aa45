package record

import (
	"time"

	"github.com/hablullah/go-hijri"
)

// The Umm al-Qura calendar is published for these years AH; outside them a
// date has no Gregorian value here.
const (
	firstHijriYear = 1356
	lastHijriYear  = 1500
)

// fromHijri returns the Gregorian day, in UTC, of a day of the Umm al-Qura
// calendar. ok is false where the calendar has no such day.
func fromHijri(year, month, day int) (t time.Time, ok bool) {
	if year < firstHijriYear || year > lastHijriYear || month < 1 || month > 12 || day < 1 || day > 30 {
		return time.Time{}, false
	}
	h := hijri.UmmAlQuraDate{Year: int64(year), Month: int64(month), Day: int64(day)}
	g := h.ToGregorian()
	t = time.Date(g.Year(), g.Month(), g.Day(), 0, 0, 0, 0, time.UTC)
	if day >= 29 { // the month may be shorter; Shaban 1364 had 28 days
		if y, m, _, ok := toHijri(t); !ok || y != year || m != month {
			return time.Time{}, false
		}
	}
	return t, true
}

// toHijri returns the Umm al-Qura date of a Gregorian day.
func toHijri(t time.Time) (year, month, day int, ok bool) {
	h, err := hijri.CreateUmmAlQuraDate(t)
	if err != nil || h.Year < firstHijriYear || h.Year > lastHijriYear {
		return 0, 0, 0, false
	}
	return int(h.Year), int(h.Month), int(h.Day), true
}
