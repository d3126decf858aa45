package wording

import (
	"fmt"
	"time"

	"isnad/arabic/lexicon"
	"isnad/article"
)

// Date writes a date as precisely as it is known, an unknown one as such:
// 26 July 2021, July 2021, 2021. Arabic has the month's names of both regions,
// as much of the press does. A time of day is that of the date's own zone.
func (l Language) Date(d article.Date) string {
	month := l.phrase(fmt.Sprintf("month.%d", d.Time.Month()))
	switch {
	case !d.Known():
		return l.Say(Unknown)
	case d.Precision == article.Year:
		return d.Time.Format("2006")
	case d.Precision == article.Month:
		return month + d.Time.Format(" 2006")
	case d.Precision == article.Day:
		return d.Time.Format("2 ") + month + d.Time.Format(" 2006")
	}
	return d.Time.Format("2 ") + month + d.Time.Format(" 2006") + l.Say(Comma) + d.Time.Format("15:04")
}

// Hijri writes the day on which t falls in the Umm al-Qura calendar, "" where
// that is not known.
func (l Language) Hijri(t time.Time) string {
	year, month, day, ok := lexicon.ToHijri(t)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%d %s %d %s", day, l.phrase(fmt.Sprintf("hijri.%d", month)), year, l.phrase("hijri.era"))
}

func (l Language) phrase(key string) string { return l.Say(phrases()[key]) }
