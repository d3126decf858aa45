package arabic

import (
	"math"
	"strconv"
	"strings"
	"sync"

	"isnad/arabic/lexicon"
)

// Numeral is a number as a text writes it, in digits, in words or in both
// (101 مليون).
type Numeral struct {
	Span            // without the clitics before it
	First, Last int // its tokens, [First, Last)
	Value       float64
	// Alt is the value under the other convention where one mark before three
	// digits can be a decimal or a thousands mark (1.645); else it is Value.
	Alt      float64
	Ordinal  bool // الثالث عشر (thirteenth)
	Definite bool // its first word has the article
	Digits   bool // its first part is in digits
	Scaled   bool // a word for a power of a thousand is part of it
	Dual     bool // the whole of it is the dual of such a word (ألفين)
	// Decimal is the count of digits behind the decimal mark.
	Decimal int
}

// NumberAt reads the longest number that begins at token i. Clitics may stand
// before its first word. Clock times and dates are not numbers; nor are words
// for an uncounted many (آلاف, thousands).
//
// Words combine as in Wright, A Grammar of the Arabic Language, I §§ 318–338:
// the unit before the ten, and و before each further part, each part smaller
// than the one before it.
func (d *Doc) NumberAt(i int) (Numeral, bool) {
	if i < 0 || i >= len(d.Tokens) {
		return Numeral{}, false
	}
	switch d.Tokens[i].Kind {
	case Number:
		return d.digitsAt(i)
	case Word:
		w, start, ok := d.numberWord(i, true)
		if !ok {
			return Numeral{}, false
		}
		n, ok := d.wordsAt(i, w)
		n.Start = start
		n.Definite = w.definite
		return n, ok
	}
	return Numeral{}, false
}

// numberEntry is a reading of a folded form as a number word.
type numberEntry struct {
	value    float64
	kind     lexicon.NumberKind
	definite bool
}

var numberIndex = sync.OnceValue(func() map[string]numberEntry {
	index := map[string]numberEntry{}
	for _, w := range lexicon.Numbers() {
		form := Fold(w.Form)
		if _, ok := index[form]; !ok {
			index[form] = numberEntry{w.Value, w.Kind, false}
			index["ال"+form] = numberEntry{w.Value, w.Kind, true}
		}
	}
	return index
})

// numberWord reads token i as a number word and returns where the word starts
// behind its clitics. Without clitics, only a word that has none is read.
func (d *Doc) numberWord(i int, clitics bool) (numberEntry, int, bool) {
	if i >= len(d.Tokens) || d.Tokens[i].Kind != Word {
		return numberEntry{}, 0, false
	}
	t := d.Tokens[i]
	index := numberIndex()
	if w, ok := index[t.Folded]; ok {
		return w, t.Start, true
	}
	if !clitics {
		return numberEntry{}, 0, false
	}
	if s := d.Stem(i); s.Form != t.Folded && s.End == t.End {
		if w, ok := index[s.Form]; ok {
			return w, s.Start, true
		}
	}
	// The segmenter leaves a clitic on a word that it does not know.
	rest, start := t.Folded, t.Start
	for range 2 {
		form, ok := cutLetter(rest, "و", "ف", "ب", "ل", "ك")
		if !ok || !strings.HasPrefix(d.Text[start:t.End], rest[:len("و")]) {
			break
		}
		rest, start = form, start+len("و")
		if start >= t.End {
			break
		}
		if w, ok := index[rest]; ok {
			return w, start, true
		}
		if w, ok := index["ا"+rest]; ok && w.definite {
			return w, start, true
		}
	}
	return numberEntry{}, 0, false
}

// joined reads the number word behind و at token i: وخمسون, or و that stands
// alone. It returns the token after it.
func (d *Doc) joined(i int) (numberEntry, int, bool) {
	if i >= len(d.Tokens) || d.Tokens[i].Kind != Word {
		return numberEntry{}, 0, false
	}
	if d.Tokens[i].Folded == "و" {
		w, _, ok := d.numberWord(i+1, false)
		return w, i + 2, ok
	}
	rest, ok := strings.CutPrefix(d.Tokens[i].Folded, "و")
	if !ok {
		return numberEntry{}, 0, false
	}
	w, ok := numberIndex()[rest]
	return w, i + 1, ok
}

// wordsAt reads a number that begins with word w at token i.
func (d *Doc) wordsAt(i int, w numberEntry) (Numeral, bool) {
	n := Numeral{Span: d.Tokens[i].Span, First: i, Last: i + 1, Decimal: 0}
	switch w.kind {
	case lexicon.Ordinal:
		return d.ordinalAt(n, w)
	case lexicon.Fraction:
		s, _, ok := d.numberWord(i+1, false)
		if !ok || s.kind != lexicon.Scale || s.value < 1e6 && s.definite {
			return n, false
		}
		n.Value, n.Scaled, n.Last = w.value*s.value, true, i+2
	case lexicon.Scale, lexicon.Scale2:
		n.Value, n.Scaled = w.value, true
		if w.kind == lexicon.Scale2 {
			n.Value, n.Dual = 2*w.value, true
		}
		limit := w.value
		if bigger, _, ok := d.numberWord(n.Last, false); ok && bigger.kind == lexicon.Scale && bigger.value > w.value && !bigger.definite {
			n.Value, limit = n.Value*bigger.value, bigger.value // ألف مليار (a thousand milliards)
			n.Last++
		}
		d.addSmaller(&n, limit)
		n.Dual = n.Dual && n.Last == i+1
	default:
		value, next, ok := d.group(i, w)
		if !ok {
			return n, false
		}
		n.Value, n.Last = value, next
		d.scale(&n)
	}
	n.Alt, n.End = n.Value, d.Tokens[n.Last-1].End
	return n, true
}

// group reads a number below a thousand whose first word is w at token i.
func (d *Doc) group(i int, w numberEntry) (value float64, next int, ok bool) {
	value, next = w.value, i+1
	switch w.kind {
	case lexicon.Teen, lexicon.Unit:
		follow, _, ok := d.numberWord(next, false)
		switch {
		case ok && follow.kind == lexicon.Ten && !follow.definite:
			return value + 10, next + 1, true
		case w.kind == lexicon.Teen:
			return 0, 0, false
		case ok && follow.kind == lexicon.Hundred && follow.value == 100 && !follow.definite && value > 2:
			value, next = value*100, next+1
			return d.belowHundred(value, next)
		}
		if tens, after, ok := d.joined(next); ok && tens.kind == lexicon.Tens {
			return value + tens.value, after, true
		}
	case lexicon.Hundred:
		return d.belowHundred(value, next)
	case lexicon.Ten, lexicon.Tens:
	default:
		return 0, 0, false
	}
	return value, next, true
}

// belowHundred adds to a hundred what و joins to it. What و joins is left out
// where it has a scale of its own (مئة وثلاثة آلاف is read by scale).
func (d *Doc) belowHundred(hundred float64, next int) (float64, int, bool) {
	w, after, ok := d.joined(next)
	if !ok {
		return hundred, next, true
	}
	switch w.kind {
	case lexicon.Unit, lexicon.Teen, lexicon.Ten, lexicon.Tens:
		if v, last, ok := d.group(after-1, w); ok && v < 100 {
			return hundred + v, last, true
		}
	}
	return hundred, next, true
}

// scale multiplies n by a following scale word and adds the smaller parts.
func (d *Doc) scale(n *Numeral) {
	w, _, ok := d.numberWord(n.Last, false)
	if !ok || w.definite && !n.Definite || w.kind != lexicon.Scale && w.kind != lexicon.Scales && w.kind != lexicon.Scale2 {
		return
	}
	n.Value = product(n.Value, w.value)
	n.Scaled = true
	n.Last++
	if bigger, _, ok := d.numberWord(n.Last, false); ok && bigger.kind == lexicon.Scale && bigger.value > w.value && !bigger.definite {
		n.Value = product(n.Value, bigger.value) // خمسة آلاف مليار
		n.Last++
		w = bigger
	}
	d.addSmaller(n, w.value)
}

// product is a number times a scale, without the noise of binary fractions
// (2.3 مليار is 2300000000): thousandths are the finest that print gives.
func product(n, scale float64) float64 { return math.Round(n*scale*1000) / 1000 }

// addSmaller adds the parts that و joins to n, each below limit.
func (d *Doc) addSmaller(n *Numeral, limit float64) {
	for {
		value, last, unit, ok := d.part(n.Last, limit)
		if !ok || value >= limit {
			return
		}
		n.Value += value
		n.Last = last
		limit = unit
		if unit <= 1 {
			return
		}
	}
}

// part reads و and a smaller number: وخمسمئة, و200 ألف, ونصف المليون. unit is
// the scale of the part, 1 where it has none.
func (d *Doc) part(i int, limit float64) (value float64, last int, unit float64, ok bool) {
	if i+1 < len(d.Tokens) && d.Tokens[i].Folded == "و" && d.Tokens[i+1].Kind == Number {
		v, decimal, ok := parseDigits(d.Tokens[i+1].Folded)
		if !ok || decimal > 0 || v.alt != v.value {
			return 0, 0, 0, false
		}
		value, last = v.value, i+2
	} else {
		w, after, joined := d.joined(i)
		switch {
		case !joined || w.definite:
			return 0, 0, 0, false
		case w.kind == lexicon.Fraction:
			return w.value * limit, d.afterScale(after, limit), 1, true
		case w.kind == lexicon.Scale:
			return w.value, after, w.value, true
		case w.kind == lexicon.Scale2:
			return 2 * w.value, after, w.value, true
		}
		if value, last, ok = d.group(after-1, w); !ok {
			return 0, 0, 0, false
		}
	}
	if w, _, ok := d.numberWord(last, false); ok && (w.kind == lexicon.Scale || w.kind == lexicon.Scales) && !w.definite {
		return value * w.value, last + 1, w.value, true
	}
	return value, last, 1, true
}

// afterScale skips the repeated scale word of مليون ونصف المليون.
func (d *Doc) afterScale(i int, scale float64) int {
	if w, _, ok := d.numberWord(i, false); ok && w.kind == lexicon.Scale && w.value == scale {
		return i + 1
	}
	return i
}

// ordinalAt reads the rest of an ordinal: الثالث عشر, الحادي والعشرين.
func (d *Doc) ordinalAt(n Numeral, w numberEntry) (Numeral, bool) {
	n.Value, n.Ordinal = w.value, true
	if follow, _, ok := d.numberWord(n.Last, false); ok && follow.kind == lexicon.Ten && !follow.definite && w.value < 10 {
		n.Value += 10
		n.Last++
	} else if tens, after, ok := d.joined(n.Last); ok && tens.kind == lexicon.Tens && w.value < 10 && tens.definite == w.definite {
		n.Value += tens.value
		n.Last = after
	}
	n.Alt, n.End = n.Value, d.Tokens[n.Last-1].End
	return n, true
}

func (d *Doc) digitsAt(i int) (Numeral, bool) {
	v, decimal, ok := parseDigits(d.Tokens[i].Folded)
	if !ok {
		return Numeral{}, false
	}
	n := Numeral{Span: d.Tokens[i].Span, First: i, Last: i + 1, Value: v.value, Alt: v.alt, Digits: true, Decimal: decimal}
	if w, _, ok := d.numberWord(i+1, false); ok && v.alt != v.value && w.kind == lexicon.Scale {
		n.Value, n.Alt = min(v.value, v.alt), min(v.value, v.alt) // 96.600 ألف: the mark is decimal
	}
	d.scale(&n)
	if n.Scaled {
		n.Alt, n.End = n.Value, d.Tokens[n.Last-1].End
	}
	return n, true
}

type digitValue struct{ value, alt float64 }

// parseDigits reads a folded number token. Several marks of one kind, or a
// comma before three digits, part thousands; another mark is decimal. ر is
// the decimal mark of keyboards that type the fraction first (5ر12 is 12.5).
func parseDigits(s string) (v digitValue, decimal int, ok bool) {
	mark, marks, last := rune(0), 0, -1
	mixed := false
	for k, r := range s {
		if '0' <= r && r <= '9' {
			continue
		}
		switch r {
		case '.', ',', '٫', '٬', '،', 'ر':
		default:
			return v, 0, false // a clock time or a date
		}
		mixed = mixed || marks > 0 && r != mark
		mark, last = r, k
		marks++
	}
	if marks == 0 {
		return plain(s)
	}
	width := len(string(mark))
	head, tail := s[:last], s[last+width:]
	switch {
	case mark == 'ر':
		if marks > 1 {
			return v, 0, false
		}
		v.value, ok = atof(tail + "." + head)
		v.alt = v.value
		return v, len(head), ok
	case mixed: // 1,234.56
		if !grouped(head, 3) {
			return v, 0, false
		}
		v.value, ok = atof(digitsOf(head) + "." + tail)
		v.alt = v.value
		return v, len(tail), ok
	case marks > 1 && mark != '٫':
		if !grouped(s, 3) {
			// 134.230.802.95: the last mark is decimal
			if grouped(head, 3) && len(tail) <= 2 {
				v.value, ok = atof(digitsOf(head) + "." + tail)
				v.alt = v.value
				return v, len(tail), ok
			}
			return v, 0, false
		}
		return plain(digitsOf(s))
	case marks > 1:
		return v, 0, false
	}
	decimalValue, ok := atof(head + "." + tail)
	if !ok {
		return v, 0, false
	}
	if len(tail) != 3 || len(head) > 3 || head[0] == '0' || mark == '٫' {
		return digitValue{decimalValue, decimalValue}, len(tail), true
	}
	whole, _ := atof(head + tail)
	switch mark {
	case '٬', '،':
		return digitValue{whole, whole}, 0, true
	case ',':
		return digitValue{whole, decimalValue}, 0, true
	}
	return digitValue{whole, decimalValue}, 3, true
}

func plain(digits string) (digitValue, int, bool) {
	f, ok := atof(digits)
	return digitValue{f, f}, 0, ok
}

func atof(s string) (float64, bool) {
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0)
}

// grouped reports whether digits stand in groups of size, the first shorter
// at most.
func grouped(s string, size int) bool {
	first, run := true, 0
	for _, r := range s + "." {
		if '0' <= r && r <= '9' {
			run++
			continue
		}
		if run == 0 || run > size || !first && run != size {
			return false
		}
		first, run = false, 0
	}
	return true
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}
