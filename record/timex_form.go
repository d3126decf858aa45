package record

import (
	"regexp"
	"time"
)

// timexForms are the values of TIMEX3 that times are given, by type.
var timexForms = map[TimeType]*regexp.Regexp{
	DateTime:     regexp.MustCompile(`^(?:\d{2}|\d{3}|(?:\d{4}|XXXX)(?:-(?:\d\d|XX)(?:-(?:\d\d|XX))?|-W(?:\d\d|XX)(?:-WE|-[1-7])?|-(?:SP|SU|FA|WI)|-Q[1-4]|-H[12])?|(?:PAST|PRESENT|FUTURE)_REF)$`),
	ClockTime:    regexp.MustCompile(`^(?:(?:\d{4}|XXXX)-(?:\d\d-\d\d|XX-XX|W(?:\d\d|XX)-[1-7])T(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00|MO|MI|AF|EV|NI)|T(?:MO|MI|AF|EV|NI))$`),
	DurationTime: regexp.MustCompile(`^P(?:(?:\d+(?:\.\d+)?|X)(?:Y|M|W|D|DE|CE)|T(?:\d+(?:\.\d+)?|X)[HMS])$`),
	SetTime:      regexp.MustCompile(`^(?:P(?:\d+(?:\.\d+)?|X)(?:Y|M|W|D)|PT(?:\d+|X)[HMS]|XXXX-(?:WXX-(?:WE|[1-7])|SP|SU|FA|WI|XX-XXT(?:MO|MI|AF|EV|NI)|\d\d-\d\d))$`),
}

// ValidTimex reports whether the value of x is one of the TIMEX3 grammar for
// its type, and a day that the calendar has.
func ValidTimex(x Time) bool {
	form, ok := timexForms[x.Type]
	if !ok || !form.MatchString(x.Value) {
		return false
	}
	switch x.Mod {
	case "", "APPROX", "START", "MID", "END", "BEFORE", "AFTER":
	default:
		return false
	}
	if len(x.Value) >= 10 && x.Value[4] == '-' && x.Value[7] == '-' && x.Value[0] != 'X' {
		_, err := time.Parse("2006-01-02", x.Value[:10])
		return err == nil
	}
	if len(x.Value) == 7 && x.Value[4] == '-' && x.Value[5] <= '1' && x.Value[0] != 'X' && x.Value[5] != 'X' && x.Type == DateTime {
		_, err := time.Parse("2006-01", x.Value)
		return err == nil
	}
	return true
}
