package record

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

//go:embed measures.tsv
var measuresTSV string

//go:embed countwords.tsv
var countwordsTSV string

// quantities reads the counted and measured figures of a document whose times
// t has found: not dates, ages and durations, which are among those, nor ranks and labels (المادة 51), nor bare
// duals and an uncounted many. Spans that skip reports are left out. Each
// figure belongs to the smallest statement that gives it.
func quantities(t *timer, statements []Statement, skip func(arabic.Span) bool) []Quantity {
	d := t.d
	c := &counter{d: d, table: counts(), mayCount: t.mayCount}
	c.times, _ = t.list()
	var out []Quantity
	for i := 0; i < len(d.Tokens); {
		q, next, ok := c.at(i)
		if !ok {
			i = max(next, i+1)
			continue
		}
		i = next
		if skip != nil && skip(q.Span) {
			continue
		}
		q.Statement = statementOf(statements, q.Span)
		out = append(out, q)
	}
	return out
}

// statementOf returns the smallest statement whose content holds span.
func statementOf(statements []Statement, span arabic.Span) string {
	id, size := "", 0
	for _, s := range statements {
		if s.Content.Contains(span) && (id == "" || s.Content.Len() < size) {
			id, size = s.ID, s.Content.Len()
		}
	}
	return id
}

// measure is a word that a figure is measured in.
type measure struct {
	unit string   // ISO 4217 or UCUM; "" where the word does not tell
	kind string   // money, unit, percent
	rest []string // the folded words after the first
}

// countWord is a word that tells what a figure beside it is.
type countWord struct {
	class string
	rest  []string
}

type countTable struct {
	measures map[string][]measure
	words    map[string][]countWord
}

var counts = sync.OnceValue(func() *countTable {
	c := &countTable{map[string][]measure{}, map[string][]countWord{}}
	for _, r := range lexicon.Rows(measuresTSV, 3) {
		if w := strings.Fields(arabic.Fold(r[0])); len(w) > 0 {
			c.measures[w[0]] = append(c.measures[w[0]], measure{r[1], r[2], w[1:]})
		}
	}
	for _, r := range lexicon.Rows(countwordsTSV, 2) {
		w := strings.Fields(arabic.Fold(r[0]))
		c.words[w[0]] = append(c.words[w[0]], countWord{r[1], w[1:]})
	}
	return c
})

// isMeasure reports whether a folded word alone is a word of measure.
func (c *countTable) isMeasure(folded string) bool {
	return slices.ContainsFunc(c.measures[folded], func(m measure) bool { return len(m.rest) == 0 })
}

// counter reads the figures of one document.
type counter struct {
	d     *arabic.Doc
	table *countTable
	times []Time
	// mayCount rules out most tokens before they are read as numbers.
	mayCount func(i int) bool
	k        int // the first time that may lie at or behind the current token
	last     int // the token behind the last figure
}

// at reads the figure that starts at token i. Without one, next is a token up
// to which there is none, or 0.
func (c *counter) at(i int) (q Quantity, next int, ok bool) {
	tok := &c.d.Tokens[i]
	percentFirst := false
	if tok.Kind == arabic.Symbol && c.isPercent(i) && c.joins(i, i+1) {
		percentFirst = true
		i++
	}
	var n arabic.Numeral
	if i < len(c.d.Tokens) && c.mayCount(i) {
		n, ok = c.d.NumberAt(i)
	}
	if !ok {
		return c.oneAt(i)
	}
	for c.k < len(c.times) && c.times[c.k].End <= n.Start {
		c.k++
	}
	if c.k < len(c.times) && c.times[c.k].Overlaps(n.Span) {
		return q, n.Last, false
	}
	if n.Ordinal || n.Definite || c.isLabel(i, n) {
		return q, n.Last, false
	}
	q = Quantity{Span: n.Span, Value: n.Value, Rule: "quantity/count"}
	end := n.Last
	// A number in brackets counts what stands behind them: (20) متدربا.
	closed := n.Last
	if i > 0 && c.d.Tokens[i-1].Folded == "(" && c.folded(n.Last) == ")" {
		closed = n.Last + 1
	}
	m, after := c.measureAt(closed)
	switch {
	case percentFirst:
		q.Unit, q.Start, q.Rule = "%", tok.Start, "quantity/percent"
	case m != nil && m.kind == "percent":
		q.Unit, end, q.Rule = m.unit, after, "quantity/percent"
		q.Value = decimalOf(n)
	case m != nil:
		q.Unit, q.Of, end, q.Rule = m.unit, c.d.TextOf(closed, after), after, "quantity/"+m.kind
		if n.Decimal == 3 && !n.Scaled && m.kind == "money" && n.Alt < 10 {
			q.Value = n.Alt
		}
	default:
		last := c.phrase(closed, n)
		if last > closed {
			q.Of, end = c.d.TextOf(c.ofStart(closed), c.ofEnd(last)), last
			if c.isNonCount(c.ofStart(closed)) {
				return q, last, false
			}
		} else if !c.standsAlone(i, n) {
			return q, n.Last, false
		} else if n.Alt != n.Value && !n.Scaled {
			q.Value, q.Rule = decimalOf(n), "quantity/index"
		} else {
			q.Rule = "quantity/bare"
		}
	}
	if percentFirst {
		q.Value = decimalOf(n)
	}
	q.End = c.d.Tokens[end-1].End
	c.bounds(&q, i, &end, percentFirst)
	c.last = end
	return q, end, true
}

// decimalOf reads one mark before three digits as the decimal mark.
func decimalOf(n arabic.Numeral) float64 {
	if n.Decimal == 3 {
		return n.Alt
	}
	return n.Value
}

func (c *counter) folded(i int) string {
	if i < 0 || i >= len(c.d.Tokens) {
		return ""
	}
	return c.d.Tokens[i].Folded
}

// joins reports whether tokens i and j exist and stand on one line.
func (c *counter) joins(i, j int) bool {
	return i >= 0 && j < len(c.d.Tokens) && strings.IndexByte(c.d.Text[c.d.Tokens[i].End:c.d.Tokens[j].Start], '\n') < 0
}

func (c *counter) isPercent(i int) bool { return c.folded(i) == "%" || c.folded(i) == "٪" }

// measureAt returns the longest measure at token i and the token behind it.
func (c *counter) measureAt(i int) (best *measure, after int) {
	if !c.joins(i-1, i) {
		return nil, i
	}
	for k, m := range c.table.measures[c.folded(i)] {
		if c.continues(i+1, m.rest) && i+1+len(m.rest) > after {
			best, after = &c.table.measures[c.folded(i)][k], i+1+len(m.rest)
		}
	}
	return best, after
}

func (c *counter) continues(i int, words []string) bool {
	for k, w := range words {
		if !c.joins(i+k-1, i+k) || c.folded(i+k) != w {
			return false
		}
	}
	return true
}

// class returns the class of the count word at token i and its length.
func (c *counter) class(i int, class string) int {
	for _, form := range [2]string{c.folded(i), c.stem(i)} {
		for _, w := range c.table.words[form] {
			if w.class == class && c.continues(i+1, w.rest) {
				return 1 + len(w.rest)
			}
		}
	}
	return 0
}

func (c *counter) stem(i int) string {
	if i < 0 || i >= len(c.d.Tokens) {
		return ""
	}
	return c.d.Stem(i).Form
}

// isLabel reports whether the number at token i names, ranks or scores: its
// neighbour is a label, or another number across a mark.
func (c *counter) isLabel(i int, n arabic.Numeral) bool {
	if c.joins(i-1, i) {
		prev := &c.d.Tokens[i-1]
		if c.class(i-1, "label") > 0 {
			return true
		}
		switch f := prev.Folded; f {
		case "-", "–", "+", "/", ":", "x":
			if n.Digits && i >= 2 && c.d.Tokens[i-2].Kind == arabic.Number && c.last != i-1 {
				return true
			}
			if prev.End == n.Start && i >= 2 && c.d.Tokens[i-2].End == prev.Start && f != "/" {
				return true // إف-16
			}
		}
		if prev.Kind == arabic.Word && prev.Folded < "\u0600" && prev.End == n.Start {
			return true // G20
		}
		if prev.Kind == arabic.Tag || prev.Kind == arabic.Handle {
			return true
		}
	}
	if c.joins(i, n.Last) && n.Digits {
		switch c.folded(n.Last) {
		case "-", "–", "+", "/", ":", "x":
			if next := n.Last + 1; next < len(c.d.Tokens) && c.d.Tokens[next].Kind == arabic.Number && !c.rangeAt(n.Last) {
				return true
			}
		}
	}
	return false
}

// rangeAt reports whether the dash at token i parts the ends of a range whose
// second is counted: 10 - 12 شخصا.
func (c *counter) rangeAt(i int) bool {
	if f := c.folded(i); f != "-" && f != "–" {
		return false
	}
	n, ok := c.d.NumberAt(i + 1)
	if !ok {
		return false
	}
	m, _ := c.measureAt(n.Last)
	return m != nil || c.phrase(n.Last, n) > n.Last
}

// ofStart skips من and quotation marks before the counted noun.
func (c *counter) ofStart(i int) int {
	for i < len(c.d.Tokens) && (c.folded(i) == "من" || c.d.Tokens[i].Kind == arabic.Punct) {
		i++
	}
	return i
}

// ofEnd leaves out a quotation mark behind the counted noun.
func (c *counter) ofEnd(i int) int {
	if c.d.Tokens[i-1].Kind == arabic.Punct {
		return i - 1
	}
	return i
}

// phrase returns the token behind the noun phrase that the number before
// token i counts, i where there is none: the noun with its adjectives, or من
// and a definite plural.
func (c *counter) phrase(i int, n arabic.Numeral) int {
	if !c.joins(i-1, i) {
		return i
	}
	j := i
	of := false
	if c.folded(j) == "من" {
		if n.Digits && n.Value >= 3 && !c.isDefinite(j+1) || !c.joins(j, j+1) {
			return i
		}
		of = true
		j++
	}
	quoted := false
	if j < len(c.d.Tokens) && c.isOpening(j) {
		quoted = true
		j++
	}
	if !c.isNoun(j, of) || !of && !c.agrees(j, n) {
		return i
	}
	definite := c.isDefinite(j)
	j++
	for k := 0; k < 3 && c.joins(j-1, j) && c.isAdjective(j, definite); k++ {
		j++
	}
	if quoted && j < len(c.d.Tokens) && c.d.Tokens[j].Kind == arabic.Punct {
		if r, _ := utf8.DecodeRuneInString(c.folded(j)); arabic.IsCloseQuote(r) {
			j++
		}
	}
	return j
}

func (c *counter) isOpening(i int) bool {
	r, _ := utf8.DecodeRuneInString(c.folded(i))
	return c.d.Tokens[i].Kind == arabic.Punct && arabic.IsOpenQuote(r)
}

// inTime reports whether token i is part of a time.
func (c *counter) inTime(i int) bool {
	for k := c.k; k < len(c.times) && c.times[k].Start < c.d.Tokens[i].End; k++ {
		if c.times[k].Overlaps(c.d.Tokens[i].Span) {
			return true
		}
	}
	return false
}

func (c *counter) isDefinite(i int) bool { return strings.HasPrefix(c.stem(i), "ال") }

// isNoun reports whether token i can be a counted noun. Only after من can it
// have the article. A perfect without an ending is read as a noun (مليون تابع).
func (c *counter) isNoun(i int, of bool) bool {
	if i >= len(c.d.Tokens) || c.d.Tokens[i].Kind != arabic.Word || !c.joins(i-1, i) {
		return false
	}
	f := c.folded(i)
	if utf8.RuneCountInString(f) < 2 || c.class(i, "never") > 0 || c.inTime(i) {
		return false
	}
	if _, number := c.d.NumberAt(i); number {
		return false
	}
	first := c.d.Segments[c.d.Tokens[i].First]
	if first.Role == arabic.Conjunction || first.Role == arabic.Preposition || first.Role == arabic.Future {
		return false
	}
	if c.isDefinite(i) {
		return of
	}
	for _, v := range arabic.VerbForms(f) {
		if v.Mood == arabic.Perfect && (v.Gender == arabic.Feminine || v.Number == arabic.Plural) || v.Mood == arabic.Imperfect {
			return false
		}
	}
	return true
}

// agrees reports whether the noun at token i has the form that its number
// governs: singular accusative after 11 to 99 (Wright II § 99). Other numbers
// govern forms that print does not tell apart.
func (c *counter) agrees(i int, n arabic.Numeral) bool {
	rest := int(n.Value) % 100
	if n.Scaled || n.Value != float64(int(n.Value)) || rest < 11 {
		return true
	}
	f := c.folded(i)
	for _, end := range []string{"ا", "ه", "ء", "ي", "ين", "اخرون"} {
		if strings.HasSuffix(f, end) {
			return true
		}
	}
	return c.table.isMeasure(f) || n.Value >= 100 || !strings.HasSuffix(f, "ت")
}

// isAdjective reports whether token i can be an adjective of the noun before.
func (c *counter) isAdjective(i int, definite bool) bool {
	if c.d.Tokens[i].Kind != arabic.Word || c.class(i, "never") > 0 || c.inTime(i) {
		return false
	}
	first := c.d.Segments[c.d.Tokens[i].First]
	if first.Role != arabic.Stem {
		return false
	}
	if definite != c.isDefinite(i) {
		return false
	}
	f := c.folded(i)
	for _, end := range []string{"يا", "يين", "يون", "يه", "ي"} {
		if strings.HasSuffix(f, end) && len(f) > len("ذهبي") {
			return true
		}
	}
	return definite && (strings.HasSuffix(f, "ين") || strings.HasSuffix(f, "ه"))
}

// isNonCount reports whether the noun counts occasions and the like.
func (c *counter) isNonCount(i int) bool { return c.class(i, "noncount") > 0 }

// standsAlone reports whether a number without a noun is a count by its
// context: بينهم 13, من أصل 130, بين 250 و…, or an approximation before it.
func (c *counter) standsAlone(i int, n arabic.Numeral) bool {
	if n.Digits && !n.Scaled && n.Value >= 1900 && n.Value <= 2100 && n.Decimal == 0 {
		return false // a year that the grammar of time left alone
	}
	if c.folded(n.Last) == "من" && c.folded(n.Last+1) == "اصل" {
		return true
	}
	if !n.Digits && !n.Scaled && n.Value < 11 {
		return c.class(i-1, "bare") > 0 && c.joins(i-1, i) && c.folded(i-1) != "الي" && c.folded(i-1) != "عند"
	}
	if !c.joins(i-1, i) {
		return false
	}
	if c.class(i-1, "bare") > 0 || c.approxBefore(i) < i {
		return true
	}
	// The second end of a range whose first was taken.
	return c.last > 0 && i-c.last <= 1 && (c.folded(i-1) == "و" || c.folded(i-1) == "-" || c.folded(i-1) == "الي")
}

// approxBefore returns the token at which an approximation that ends before
// token i begins, i where there is none.
func (c *counter) approxBefore(i int) int {
	for back := 4; back >= 1; back-- {
		j := i - back
		if j >= c.last && c.joins(j, i) && c.class(j, "approx") == back {
			return j
		}
	}
	return i
}

// bounds takes words of approximation on either side into the span.
func (c *counter) bounds(q *Quantity, i int, end *int, percentFirst bool) {
	if percentFirst {
		i--
	}
	start := i
	if i > 0 && c.folded(i-1) == "(" {
		start--
	}
	if j := c.approxBefore(start); j < start {
		q.Approx = true
		q.Start = c.d.Stem(j).Start
	}
	if k := c.class(*end, "least"); k > 0 && c.joins(*end-1, *end) {
		q.Approx = true
		*end += k
		q.End = c.d.Tokens[*end-1].End
	}
}

// oneAt reads a noun with the numeral واحد behind it: رصاصة واحدة.
func (c *counter) oneAt(i int) (q Quantity, next int, ok bool) {
	if f := c.folded(i + 1); f != "واحد" && f != "واحده" && f != "واحدا" {
		return q, 0, false
	}
	if !c.joins(i, i+1) || !c.isNoun(i, false) || c.isNonCount(i) || c.folded(i+2) == "من" {
		return q, i + 2, false
	}
	s := arabic.Span{Start: c.d.Stem(i).Start, End: c.d.Tokens[i+1].End}
	if c.inTime(i) || c.inTime(i+1) {
		return q, i + 2, false
	}
	return Quantity{Span: s, Value: 1, Of: c.d.Stem(i).Of(c.d.Text), Rule: "quantity/one"}, i + 2, true
}
