package lexicon

import (
	"testing"
	"time"
)

func TestEveryMonthAndDayIsNamed(t *testing.T) {
	type key struct {
		c Calendar
		n time.Month
	}
	seen := map[key]bool{}
	names := map[string]bool{}
	for _, m := range Months() {
		seen[key{m.Calendar, m.Number}] = true
		if names[m.Name] {
			t.Errorf("%s stands twice", m.Name)
		}
		names[m.Name] = true
	}
	for n := time.January; n <= time.December; n++ {
		for _, c := range []Calendar{Gregorian, Hijri} {
			if !seen[key{c, n}] {
				t.Errorf("month %d of the %s calendar has no name", n, c)
			}
		}
	}
	days := map[time.Weekday]bool{}
	for _, d := range Weekdays() {
		days[d.Day] = true
	}
	if len(days) != 7 {
		t.Errorf("%d weekdays named, want 7", len(days))
	}
}
