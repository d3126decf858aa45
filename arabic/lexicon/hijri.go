package lexicon

import (
	_ "embed"
	"strconv"
	"sync"
	"time"

	"github.com/hablullah/go-hijri"
)

//go:embed umalqura.tsv
var umalquraTSV string

// The Umm al-Qura calendar is published for these years AH.
const (
	firstHijriYear = 1356
	lastHijriYear  = 1500
)

// hijriMonth is one month of the printed calendar.
type hijriMonth struct {
	first time.Time
	days  int
}

// umalqura lists the months of the printed calendar from the first of
// firstHijriYear.
var umalqura = sync.OnceValue(func() []hijriMonth {
	var out []hijriMonth
	for i, row := range Rows(umalquraTSV, 3) {
		first, err := time.Parse(time.DateOnly, row[1])
		if err != nil || row[0] != strconv.Itoa(firstHijriYear+i) || len(row[2]) != 12 {
			panic("umalqura.tsv: " + row[0])
		}
		for _, long := range row[2] {
			m := hijriMonth{first, 29}
			if long == '1' {
				m.days = 30
			}
			out = append(out, m)
			first = first.AddDate(0, 0, m.days)
		}
	}
	return out
})

// FromHijri returns the Gregorian day, in UTC, of a day of the Umm al-Qura
// calendar. ok is false where the calendar has no such day, outside 1356–1500
// AH, and where two accounts of the printed calendar, that of .NET and that of
// R.H. van Gent in go-hijri, name different days: two fifths of the months
// before 1402, none after.
func FromHijri(year, month, day int) (t time.Time, ok bool) {
	if year < firstHijriYear || year > lastHijriYear || month < 1 || month > 12 {
		return time.Time{}, false
	}
	m := umalqura()[(year-firstHijriYear)*12+month-1]
	if day < 1 || day > m.days {
		return time.Time{}, false
	}
	t = m.first.AddDate(0, 0, day-1)
	h, err := hijri.CreateUmmAlQuraDate(t)
	return t, err == nil && h.Year == int64(year) && h.Month == int64(month) && h.Day == int64(day)
}

// ToHijri returns the Umm al-Qura date of the day on which t falls, in t's
// location. ok is false where FromHijri would not lead back.
func ToHijri(t time.Time) (year, month, day int, ok bool) {
	t = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	h, err := hijri.CreateUmmAlQuraDate(t)
	if err != nil {
		return 0, 0, 0, false
	}
	year, month, day = int(h.Year), int(h.Month), int(h.Day)
	back, ok := FromHijri(year, month, day)
	return year, month, day, ok && back.Equal(t)
}
