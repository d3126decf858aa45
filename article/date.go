package article

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

// Years that a publication date may have. Older and later ones are misreadings.
const minYear, maxYear = 1990, 2100

// ParseDate reads a date as pages and users state it: ISO 8601 in whole or in
// part (2021, 2021-07, 2021-07-26, 2021-07-26T14:30+03:00), the forms of HTTP
// and RSS, seconds since 1970, and Arabic dates in words or digits in all
// regional month names, Gregorian or Hijri. A stated offset is kept, else the
// time is UTC; midnight exactly counts as a day without a time. It reports
// false for anything else and for years outside 1990–2100.
func ParseDate(s string) (Date, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 200 {
		return Date{}, false
	}
	if d, ok := parseMachine(s); ok {
		return d, plausible(d)
	}
	if st, ok := parseStated(s); ok && st.leftover == 0 {
		return st.date, plausible(st.date)
	}
	return Date{}, false
}

func plausible(d Date) bool { return d.Time.Year() >= minYear && d.Time.Year() <= maxYear }

// layouts are the machine forms with a time or a whole day, after the
// separator of date and time was made T and a fraction of seconds was cut.
var layouts = []struct {
	layout    string
	precision Precision
}{
	{"2006-01-02T15:04:05Z07:00", Second},
	{"2006-01-02T15:04:05Z0700", Second},
	{"2006-01-02T15:04:05Z07", Second},
	{"2006-01-02T15:04Z07:00", Second},
	{"2006-01-02T15:04Z0700", Second},
	{"2006-01-02T15:04:05", Second},
	{"2006-01-02T15:04", Second},
	{"2006-01-02", Day},
	{"2006-01-02Z07:00", Day},
	{"2006/01/02T15:04:05", Second},
	{"2006/01/02T15:04", Second},
	{"2006/01/02", Day},
	{"2006/1/2", Day},
	{"2006-1-2", Day},
	{"20060102T150405Z0700", Second},
	{"20060102T150405", Second},
	{"20060102", Day},
	{"2006-01", Month},
	{"2006/01", Month},
	{"2006", Year},
	{time.RFC1123Z, Second},
	{time.RFC1123, Second},
	{"Mon, 2 Jan 2006 15:04:05 -0700", Second},
	{"Mon, 2 Jan 2006 15:04:05 MST", Second},
	{time.RFC850, Second},
	{time.ANSIC, Second},
	{time.UnixDate, Second},
	{"Mon Jan 02 2006 15:04:05 GMT-0700", Second},
	{"January 2, 2006", Day},
	{"Jan 2, 2006", Day},
	{"2 January 2006", Day},
	{"2 Jan 2006", Day},
}

// parseMachine reads dates that programs write.
func parseMachine(s string) (Date, bool) {
	if s[0] >= utf8.RuneSelf {
		return Date{}, false
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		switch len(s) {
		case 10:
			return withPrecision(time.Unix(n, 0).UTC(), Second), true
		case 13:
			return withPrecision(time.UnixMilli(n).UTC(), Second), true
		}
	}
	t := s
	// 2021-07-26 14:30:00 +0300 and 2021-07-26t14:30 become one shape.
	if len(t) > 10 && (t[10] == ' ' || t[10] == 't') && t[4] == t[7] && isDigit(t[3]) {
		t = t[:10] + "T" + strings.ReplaceAll(t[11:], " ", "")
		t = strings.TrimSuffix(t, "UTC")
		t = strings.TrimSuffix(t, "GMT")
	}
	// Go reads .5 but not ,5 and no fraction where the layout has no seconds.
	if i := strings.IndexByte(t, '.'); i > 10 && t[10] == 'T' {
		j := i + 1
		for j < len(t) && isDigit(t[j]) {
			j++
		}
		t = t[:i] + t[j:]
	}
	for _, l := range layouts {
		if v, err := time.Parse(l.layout, t); err == nil {
			return withPrecision(v, l.precision), true
		}
	}
	return Date{}, false
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// withPrecision makes a Date. Day and coarser ones become midnight UTC of the
// day that the page states, whatever its offset.
func withPrecision(t time.Time, p Precision) Date {
	if h, m, s := t.Clock(); p == Second && h == 0 && m == 0 && s == 0 && t.Nanosecond() == 0 {
		p = Day
	}
	if p != Second {
		t = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	} else if _, off := t.Zone(); off == 0 {
		t = t.UTC()
	} else {
		t = t.In(time.FixedZone("", off)) // not the machine's zone of that offset
	}
	return Date{Time: t, Precision: p}
}

// stated is a date as a line of a page states it.
type stated struct {
	date     Date
	updated  bool // the line dates the last change, not the publication
	labelled bool // the line says that it dates the publication
	leftover int  // words that belong neither to the date nor to its labels
}

// dtoken is a number, word or mark of a date line.
type dtoken struct {
	text   string // folded
	number int    // -1 for words and marks
	word   bool
	used   bool
}

func dateTokens(line string) []dtoken {
	var out []dtoken
	s := arabic.Fold(line)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		j := i + n
		switch {
		case r < utf8.RuneSelf && isDigit(s[i]):
			for j < len(s) && isDigit(s[j]) {
				j++
			}
			v, err := strconv.Atoi(s[i:j])
			if err != nil {
				v = -1
			}
			out = append(out, dtoken{text: s[i:j], number: v})
		case unicode.IsLetter(r):
			for j < len(s) {
				r, n := utf8.DecodeRuneInString(s[j:])
				if !unicode.IsLetter(r) && !unicode.IsMark(r) {
					break
				}
				j += n
			}
			out = append(out, dtoken{text: s[i:j], number: -1, word: true})
		case !unicode.IsSpace(r) && unicode.IsPrint(r):
			out = append(out, dtoken{text: s[i:j], number: -1})
		}
		i = j
	}
	return out
}

// month is a month name's meaning.
type month struct {
	number int
	hijri  bool
}

//go:embed bylines.tsv
var bylinesTSV string

// bylineWords is the parsed bylines.tsv with the calendar's names; phrases are
// folded words joined by single spaces.
type bylineWords struct {
	kind     map[string]string
	zone     map[string]int // minutes east of UTC
	months   map[string]month
	weekdays map[string]bool
	longest  int // words of the longest phrase
}

var bylines = sync.OnceValue(func() *bylineWords {
	b := &bylineWords{kind: map[string]string{}, zone: map[string]int{}, months: map[string]month{}, weekdays: map[string]bool{}, longest: 2}
	for _, r := range lexicon.Rows(bylinesTSV, 3) {
		k := key(r[1])
		b.longest = max(b.longest, strings.Count(k, " ")+1)
		if r[0] == "zone" {
			n, err := strconv.Atoi(r[2])
			if err != nil {
				panic("bylines.tsv: offset " + r[2])
			}
			b.zone[k] = n
			continue
		}
		if _, ok := b.kind[k+"\t"+r[0]]; !ok {
			b.kind[k+"\t"+r[0]] = r[0]
		}
	}
	for _, m := range lexicon.Months() {
		b.months[arabic.Fold(m.Name)] = month{int(m.Number), m.Calendar == lexicon.Hijri}
	}
	for _, d := range lexicon.Weekdays() {
		b.weekdays[arabic.Fold(d.Name)] = true
	}
	return b
})

// is reports a phrase of the given kind.
func (b *bylineWords) is(phrase, kind string) bool { return b.kind[phrase+"\t"+kind] != "" }

// dateLine is a line being read for dates.
type dateLine struct {
	t     []dtoken
	words *bylineWords
}

// text, number and month read token i; out of range they give nothing.
func (l *dateLine) text(i int) string {
	if i < 0 || i >= len(l.t) {
		return ""
	}
	return l.t[i].text
}

func (l *dateLine) number(i int) int {
	if i < 0 || i >= len(l.t) {
		return -1
	}
	return l.t[i].number
}

func (l *dateLine) between(i, lo, hi int) bool { n := l.number(i); return n >= lo && n <= hi }

// month reads the month name at i, of one or two words, with a second name of
// the same month after a slash or in brackets: تموز/يوليو, تموز (يوليو).
func (l *dateLine) month(i int) (m month, next int, ok bool) {
	m, next, ok = l.monthName(i)
	if !ok {
		return m, i, false
	}
	if s := l.text(next); s == "/" || s == "(" || s == "-" || s == "\\" {
		if m2, n2, ok := l.monthName(next + 1); ok && m2 == m {
			next = n2
			if s == "(" && l.text(next) == ")" {
				next++
			}
		}
	}
	return m, next, true
}

func (l *dateLine) monthName(i int) (month, int, bool) {
	if i < 0 || i >= len(l.t) || !l.t[i].word {
		return month{}, i, false
	}
	if i+1 < len(l.t) && l.t[i+1].word {
		if m, ok := l.words.months[l.t[i].text+" "+l.t[i+1].text]; ok {
			return m, i + 2, true
		}
	}
	m, ok := l.words.months[l.t[i].text]
	return m, i + 1, ok
}

// found is a date in a line, at tokens [start, end).
type found struct {
	start, end       int
	year, month, day int // day 0: month precision
	hijri            bool
}

// fullYear reads a year of the calendar at i.
func (l *dateLine) fullYear(i int, hijri bool) bool {
	if hijri {
		return l.between(i, 1356, 1500)
	}
	return l.between(i, minYear, maxYear)
}

// skip passes commas and words that may stand between month and year.
func (l *dateLine) skip(i int) int {
	for {
		switch l.text(i) {
		case "،", ",", "-", "/", ".", "–", "من", "عام", "سنه", "لعام", "لسنه": // of, year
			i++
		default:
			return i
		}
	}
}

// at reads a date that starts at token i.
func (l *dateLine) at(i int) (found, bool) {
	switch {
	case l.between(i, minYear, maxYear): // 2021/7/26
		if sep := l.text(i + 1); isDateSep(sep) && l.between(i+2, 1, 12) && l.text(i+3) == sep && l.between(i+4, 1, 31) {
			return found{start: i, end: i + 5, year: l.number(i), month: l.number(i + 2), day: l.number(i + 4)}, true
		}
	case l.between(i, 1, 31):
		// 26/7/2021; the American order only where the numbers force it
		if sep := l.text(i + 1); isDateSep(sep) && l.between(i+2, 1, 31) && l.text(i+3) == sep && (l.fullYear(i+4, false) || l.fullYear(i+4, true)) {
			d, m := l.number(i), l.number(i+2)
			if m > 12 && d <= 12 {
				d, m = m, d
			}
			if m <= 12 {
				return found{start: i, end: i + 5, year: l.number(i + 4), month: m, day: d, hijri: l.number(i+4) < minYear}, true
			}
		}
		// 26 تموز/يوليو 2021
		if m, next, ok := l.month(l.skip(i + 1)); ok {
			if y := l.skip(next); l.fullYear(y, m.hijri) {
				return found{i, y + 1, l.number(y), m.number, l.number(i), m.hijri}, true
			}
		}
	default:
		m, next, ok := l.month(i)
		if !ok {
			break
		}
		// يوليو 26, 2021
		if l.between(next, 1, 31) {
			if y := l.skip(next + 1); l.fullYear(y, m.hijri) {
				return found{i, y + 1, l.number(y), m.number, l.number(next), m.hijri}, true
			}
		}
		if y := l.skip(next); l.fullYear(y, m.hijri) {
			return found{i, y + 1, l.number(y), m.number, 0, m.hijri}, true
		}
	}
	return found{}, false
}

func isDateSep(s string) bool { return s == "/" || s == "-" || s == "." }

// date gives the Gregorian date of what was found.
func (f found) date() (Date, bool) {
	y, m, d := f.year, f.month, f.day
	p := Day
	if f.hijri {
		if d == 0 { // a Hijri month lies in two Gregorian ones
			return Date{}, false
		}
		t, ok := lexicon.FromHijri(y, m, d)
		return Date{t, Day}, ok
	}
	if d == 0 {
		d, p = 1, Month
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d { // 31 June
		return Date{}, false
	}
	return Date{t, p}, true
}

// parseStated reads the publication date of a line. Of several dates it takes
// the one that the line labels as publication, else the first that it does not
// label as an update, Gregorian before Hijri.
func parseStated(line string) (stated, bool) {
	l := &dateLine{t: dateTokens(line), words: bylines()}
	if len(l.t) == 0 || len(l.t) > 80 {
		return stated{}, false
	}
	type hit struct {
		found
		Date
		label string
	}
	var hits []hit
	for i := 0; i < len(l.t); i++ {
		f, ok := l.at(i)
		if !ok {
			continue
		}
		d, ok := f.date()
		if !ok {
			continue
		}
		l.use(f.start, f.end)
		hits = append(hits, hit{f, d, ""})
		i = f.end - 1
	}
	if len(hits) == 0 {
		return stated{}, false
	}
	labels := l.labels()
	for i := range hits {
		for _, lb := range labels {
			if lb.at < hits[i].start && (i == 0 || lb.at >= hits[i-1].end) {
				hits[i].label = lb.kind
			}
		}
	}
	// «26 July 2021, last update 14:30» dates the update.
	for i := range hits {
		if hits[i].label == "" && len(labels) > 0 {
			if lb := labels[len(labels)-1]; lb.kind == "updated" && lb.at >= hits[i].end && i == len(hits)-1 {
				hits[i].label = "updated"
			}
		}
	}
	rank := func(h hit) int {
		r := 0
		switch h.label {
		case "published":
			r = 4
		case "":
			r = 2
		}
		if !h.hijri {
			r++
		}
		return r
	}
	best := hits[0]
	for _, h := range hits[1:] {
		if rank(h) > rank(best) {
			best = h
		}
	}
	st := stated{date: best.Date, updated: best.label == "updated", labelled: best.label == "published"}
	if best.Precision == Day {
		// The clock stands behind the date, before it, or behind its second form.
		// One behind the label of an update is not its own.
		end := len(l.t)
		for _, lb := range labels {
			if !st.updated && lb.kind == "updated" && lb.at >= best.end {
				end = min(end, lb.at)
			}
		}
		if t, ok := l.clock(best.end, end, best.Time); ok {
			st.date = t
		} else if t, ok := l.clock(0, best.start, best.Time); ok {
			st.date = t
		}
		for ok := true; ok; { // those of other dates explain their words, too
			_, ok = l.clock(0, len(l.t), best.Time)
		}
	}
	st.leftover = l.leftover()
	return st, true
}

func (l *dateLine) use(i, j int) {
	for ; i < j; i++ {
		l.t[i].used = true
	}
}

type dateLabel struct {
	at   int
	kind string
}

// labels finds and uses up the labels of dates, in order.
func (l *dateLine) labels() []dateLabel {
	var out []dateLabel
	for i := 0; i < len(l.t); i++ {
		for n := min(l.words.longest, len(l.t)-i); n > 0; n-- {
			p, ok := l.phrase(i, n)
			if !ok {
				continue
			}
			kind := ""
			switch {
			case l.words.is(p, "updated"):
				kind = "updated"
			case l.words.is(p, "published"):
				kind = "published"
			default:
				continue
			}
			out = append(out, dateLabel{i, kind})
			l.use(i, i+n)
			i += n - 1
			break
		}
	}
	return out
}

// phrase joins n words from i, if all are unused words.
func (l *dateLine) phrase(i, n int) (string, bool) {
	if n == 1 {
		return l.t[i].text, l.t[i].word && !l.t[i].used
	}
	var b strings.Builder
	for j := i; j < i+n; j++ {
		if !l.t[j].word || l.t[j].used {
			return "", false
		}
		if j > i {
			b.WriteByte(' ')
		}
		b.WriteString(l.t[j].text)
	}
	return b.String(), true
}

// clock reads the first time of day between tokens i and limit, with half of
// the day and zone behind it, and puts it on day.
func (l *dateLine) clock(i, limit int, day time.Time) (Date, bool) {
	for ; i < limit; i++ {
		if l.t[i].used || !l.between(i, 0, 23) || l.text(i+1) != ":" || !l.between(i+2, 0, 59) || len(l.text(i+2)) != 2 {
			continue
		}
		h, m, s, end := l.number(i), l.number(i+2), 0, i+3
		if l.text(end) == ":" && l.between(end+1, 0, 59) {
			s, end = l.number(end+1), end+2
		}
		l.use(i, end)
		for _, half := range [...]string{"pm", "am"} {
			for n := min(2, len(l.t)-end); n > 0; n-- {
				if p, ok := l.phrase(end, n); ok && l.words.is(p, half) {
					if half == "pm" && h < 12 {
						h += 12
					} else if half == "am" && h == 12 {
						h = 0
					}
					l.use(end, end+n)
					end += n
					break
				}
			}
		}
		loc := time.UTC
		if off := l.zone(end); off != 0 {
			loc = time.FixedZone("", off*60)
		}
		return Date{time.Date(day.Year(), day.Month(), day.Day(), h, m, s, 0, loc), Second}, true
	}
	return Date{}, false
}

// zone reads the first time zone from token i on, in minutes east of UTC.
func (l *dateLine) zone(i int) int {
	for ; i < len(l.t); i++ {
		for n := min(2, len(l.t)-i); n > 0; n-- {
			p, ok := l.phrase(i, n)
			if !ok {
				continue
			}
			off, ok := l.words.zone[p]
			if !ok {
				continue
			}
			l.use(i, i+n)
			return off + l.offset(i+n)
		}
	}
	return 0
}

// offset reads +3, +0300 or +03:00 behind GMT, in minutes.
func (l *dateLine) offset(i int) int {
	sign := 1
	switch l.text(i) {
	case "+":
	case "-", "−":
		sign = -1
	default:
		return 0
	}
	n := l.number(i + 1)
	switch {
	case n < 0:
		return 0
	case len(l.text(i+1)) == 4 && n/100 <= 14 && n%100 < 60:
		l.use(i, i+2)
		return sign * (n/100*60 + n%100)
	case n > 14:
		return 0
	case l.text(i+2) == ":" && l.between(i+3, 0, 59):
		l.use(i, i+4)
		return sign * (n*60 + l.number(i+3))
	}
	l.use(i, i+2)
	return sign * n * 60
}

// leftover counts the words and numbers that no date, label, clock or filler
// explains.
func (l *dateLine) leftover() int {
	n := 0
	for i := range l.t {
		t := &l.t[i]
		if t.used || !t.word && t.number < 0 {
			continue
		}
		if t.word {
			if l.words.weekdays[t.text] || l.words.is(t.text, "filler") || l.words.is(t.text, "am") || l.words.is(t.text, "pm") {
				continue
			}
			if _, ok := l.words.zone[t.text]; ok {
				continue
			}
			if i+1 < len(l.t) {
				if p, ok := l.phrase(i, 2); ok {
					if _, zone := l.words.zone[p]; zone || l.words.is(p, "pm") {
						l.use(i, i+2)
						continue
					}
				}
			}
		}
		n++
	}
	return n
}
