package lexicon

import (
	_ "embed"
	"fmt"
	"strconv"
	"sync"
	"time"
)

// number reads a column that holds a number between lo and hi. The lists are
// part of the program, so a malformed one is a programming error.
func number(file, column string, lo, hi int) int {
	n, err := strconv.Atoi(column)
	if err != nil || n < lo || n > hi {
		panic(fmt.Sprintf("lexicon %s: %q is not a number between %d and %d", file, column, lo, hi))
	}
	return n
}

// Calendar is the calendar that a month name belongs to.
type Calendar string

const (
	Gregorian Calendar = "gregorian"
	Hijri     Calendar = "hijri"
)

// Month is one spelling of a month's name, as print has it: not folded.
type Month struct {
	Name     string // may hold a space: كانون الثاني (January)
	Number   time.Month
	Calendar Calendar
	Region   string // whose press uses it: levant, egypt-gulf, algeria-tunisia, morocco, hijri
}

//go:embed months.tsv
var monthsTSV string

// Months lists the month names of both calendars and all regions.
func Months() []Month { return months() }

var months = sync.OnceValue(func() []Month {
	var out []Month
	for _, r := range Rows(monthsTSV, 4) {
		c := Calendar(r[2])
		if c != Gregorian && c != Hijri {
			panic(fmt.Sprintf("lexicon months.tsv: calendar %q", r[2]))
		}
		out = append(out, Month{r[0], time.Month(number("months.tsv", r[1], 1, 12)), c, r[3]})
	}
	return out
})

// Weekday is one spelling of a weekday's name, as print has it: not folded.
type Weekday struct {
	Name string
	Day  time.Weekday
}

//go:embed weekdays.tsv
var weekdaysTSV string

// Weekdays lists the names of the days of the week, with and without article.
func Weekdays() []Weekday { return weekdays() }

var weekdays = sync.OnceValue(func() []Weekday {
	var out []Weekday
	for _, r := range Rows(weekdaysTSV, 2) {
		out = append(out, Weekday{r[0], time.Weekday(number("weekdays.tsv", r[1], 0, 6))})
	}
	return out
})
