package record

import (
	"fmt"
	"strconv"
	"strings"

	"isnad/arabic"
)

// classSet is a set of classes, a bit for each.
type classSet [3]uint64

func (s *classSet) add(c timeClass)        { s[c/64] |= 1 << (c % 64) }
func (s *classSet) has(c timeClass) bool   { return s[c/64]>>(c%64)&1 != 0 }
func (s *classSet) meets(o *classSet) bool { return s[0]&o[0]|s[1]&o[1]|s[2]&o[2] != 0 }
func (s *classSet) merge(o *classSet)      { s[0], s[1], s[2] = s[0]|o[0], s[1]|o[1], s[2]|o[2] }
func setOfClasses(classes ...timeClass) (s classSet) {
	for _, c := range classes {
		s.add(c)
	}
	return s
}

// The entries of tokens that the list of words does not hold.
var (
	unlistedWord = &wordEntry{can: setOfClasses(cAnyword)}
	unlistedMark = &wordEntry{}
	digits       = &wordEntry{can: setOfClasses(cNum, cDay, cMnum, cYear, cClock, cYmd, cMonyr), opens: true}
)

// cell is what the grammar knows of one token.
type cell struct {
	*wordEntry
	start  int32 // byte where the word starts behind its clitics
	exact  bool  // the word has no clitics
	breaks bool  // a line break stands before the token
}

// cells looks the tokens up.
func (g *timeGrammar) cells(d *arabic.Doc, cells []cell) []cell {
	for i := range d.Tokens {
		t := &d.Tokens[i]
		c := cell{wordEntry: unlistedMark, start: int32(t.Start), exact: true}
		c.breaks = i > 0 && d.Tokens[i-1].End < t.Start && strings.IndexByte(d.Text[d.Tokens[i-1].End:t.Start], '\n') >= 0
		switch t.Kind {
		case arabic.Word:
			c.wordEntry, c.start = g.lookUp(d, i)
			c.exact = int(c.start) == t.Start
		case arabic.Number:
			c.wordEntry = digits
		case arabic.Punct, arabic.Symbol:
			if e := g.words[t.Folded]; e != nil {
				c.wordEntry = e
			}
		}
		cells = append(cells, c)
	}
	return cells
}

// formFilter tells most forms that are not among those added to it, by their
// length, their first two letters and their last.
type formFilter [1 << 10]uint64

func (f *formFilter) bit(form string) (word *uint64, bit uint64) {
	h := uint32(len(form))
	if len(form) >= 4 {
		n := len(form)
		h = h<<8 ^ uint32(form[1])<<10 ^ uint32(form[3])<<4 ^ uint32(form[n-1]) ^ uint32(form[n-3])<<7
	}
	h *= 0x9E3779B1
	return &f[h>>22], 1 << (h >> 16 & 63)
}

func (f *formFilter) add(form string) {
	word, bit := f.bit(form)
	*word |= bit
}

func (f *formFilter) has(form string) bool {
	word, bit := f.bit(form)
	return *word&bit != 0
}

// find returns the entry of a folded form, nil where there is none.
func (g *timeGrammar) find(form string) *wordEntry {
	if !g.likely.has(form) {
		return nil
	}
	return g.words[form]
}

// lookUp returns the entry of word i and where it starts behind its clitics.
func (g *timeGrammar) lookUp(d *arabic.Doc, i int) (*wordEntry, int32) {
	t := &d.Tokens[i]
	if w := g.find(t.Folded); w != nil {
		return w, int32(t.Start)
	}
	for k := t.First; k < t.Last; k++ {
		if s := &d.Segments[k]; s.Role == arabic.Stem {
			if s.Start > t.Start && s.End == t.End {
				if w := g.find(s.Form); w != nil {
					return w, int32(s.Start)
				}
			}
			break
		}
	}
	// The segmenter leaves a clitic on a word that it does not know.
	rest, start := t.Folded, t.Start
	for range 2 {
		if len(rest) < 6 || !isProclitic(rest[:2]) || start+2 >= t.End || d.Text[start:start+2] != rest[:2] {
			break
		}
		rest, start = rest[2:], start+2
		if len(rest) > 4 {
			if w := g.find(rest); w != nil {
				return w, int32(start)
			}
		}
		if strings.HasPrefix(rest, "ل") {
			if w, ok := g.words["ا"+rest]; ok {
				return w, int32(start)
			}
		}
	}
	return unlistedWord, int32(t.Start)
}

func isProclitic(letter string) bool {
	switch letter {
	case "و", "ف", "ب", "ل", "ك":
		return true
	}
	return false
}

// slot is what one element of a pattern has matched.
type slot struct {
	tok  int32 // its first token, plus one; 0 where the element is absent
	next int32 // the token after it
	n    float64
	s    string
}

// match is a pattern laid over tokens.
type match struct {
	first, last int // tokens, [first, last)
	slots       [noword]slot
}

func (m *match) has(c timeClass) bool       { return m.slots[c].tok > 0 }
func (m *match) n(c timeClass) int          { return int(m.slots[c].n) }
func (m *match) s(c timeClass) string       { return m.slots[c].s }
func (m *match) tok(c timeClass) int        { return int(m.slots[c].tok) - 1 }
func (m *match) number(c timeClass) float64 { return m.slots[c].n }

// capture is a filled slot. Matching keeps captures in a short list, since
// clearing and copying all slots would cost more than the matching.
type capture struct {
	class timeClass
	slot
}

// longest lays the steps over the tokens from i and returns the longest match,
// which is valid until the next call.
func (t *timer) longest(steps []step, i int) (*match, bool) {
	t.first, t.end = i, -1
	t.trail = t.trail[:0]
	t.run(steps, 0, i)
	if t.end <= i {
		return nil, false
	}
	for _, c := range t.filled {
		t.match.slots[c] = slot{}
	}
	t.filled = t.filled[:0]
	for _, c := range t.best {
		t.match.slots[c.class] = c.slot
		t.filled = append(t.filled, c.class)
	}
	t.match.first, t.match.last = i, t.end
	return &t.match, true
}

func (t *timer) run(steps []step, pc, i int) {
	if pc == len(steps) {
		t.accept(i)
		return
	}
	s := &steps[pc]
	if i >= len(t.cells) || i > t.first && t.cells[i].breaks || !s.next.meets(&t.cells[i].can) {
		if s.ends {
			t.accept(i)
		}
		return
	}
	if s.classes == nil {
		t.run(steps, pc+1, i)
		t.run(steps, s.skip, i)
		return
	}
	for _, c := range s.classes {
		if !t.cells[i].can.has(c) {
			continue
		}
		sl, ok := t.take(c, i, s.clitics || i == t.first)
		if !ok || s.same && !t.repeats(c, sl) {
			continue
		}
		depth := len(t.trail)
		if c < noword && !s.same {
			t.trail = append(t.trail, capture{c, sl})
		}
		t.run(steps, pc+1, int(sl.next))
		t.trail = t.trail[:depth]
	}
}

// accept notes a match that ends before token i, if it is the longest so far.
func (t *timer) accept(i int) {
	if i > t.end {
		t.best = append(t.best[:0], t.trail...)
		t.end = i
	}
}

// repeats reports whether sl says what the last capture of its class said.
func (t *timer) repeats(c timeClass, sl slot) bool {
	for k := len(t.trail) - 1; k >= 0; k-- {
		if old := &t.trail[k]; old.class == c {
			return old.n == sl.n && old.s == sl.s
		}
	}
	return false
}

// take reads one element of class c at token i.
func (t *timer) take(c timeClass, i int, clitics bool) (slot, bool) {
	tok := &t.d.Tokens[i]
	cell := &t.cells[i]
	if c == cAnyword {
		return slot{tok: int32(i + 1), next: int32(i + 1)}, tok.Kind == arabic.Word
	}
	if c >= cNum && c < noword {
		return t.takeNumber(c, i, clitics)
	}
	if !clitics && !cell.exact {
		return slot{}, false
	}
	best := slot{}
	for k := range cell.words {
		w := &cell.words[k]
		if w.class != c || i+1+len(w.rest) <= int(best.next) && best.tok > 0 || !t.continues(i+1, w.rest) {
			continue
		}
		if c == cMonth && len(w.rest) == 0 && !isMonthSpelling(tok.Of(t.d.Text), tok.Folded) {
			continue
		}
		best = slot{int32(i + 1), int32(i + 1 + len(w.rest)), float64(w.n), w.s}
	}
	return best, best.tok > 0
}

// continues reports whether the words stand at token i, on the same line.
func (t *timer) continues(i int, words []string) bool {
	for k, w := range words {
		if i+k >= len(t.cells) || t.cells[i+k].breaks || t.d.Tokens[i+k].Folded != w {
			return false
		}
	}
	return true
}

// isMonthSpelling tells آب (August) from أب (father), which fold alike.
func isMonthSpelling(surface, folded string) bool {
	return folded != "اب" && folded != "باب" || strings.Contains(surface, "آ")
}

func (t *timer) takeNumber(c timeClass, i int, clitics bool) (slot, bool) {
	tok := &t.d.Tokens[i]
	if tok.Kind == arabic.Number {
		if c == cNum {
			n, ok := t.numberAt(i)
			return slot{int32(i + 1), int32(n.Last), n.Value, ""}, ok
		}
		sl, ok := takeDigits(c, tok.Folded, i)
		if c == cClock && i+2 < len(t.cells) && t.glued(i, i+2) && t.d.Tokens[i+1].Folded == "،" {
			// The tokenizer parts 11،00, where the comma might end a clause.
			if s, ok := readClock(tok.Folded + ":" + t.d.Tokens[i+2].Folded); ok {
				return slot{tok: int32(i + 1), next: int32(i + 3), s: s}, true
			}
		}
		return sl, ok
	}
	if c == cDay && t.cells[i].can.has(cFirstday) {
		return slot{int32(i + 1), int32(i + 1), 1, ""}, true
	}
	if tok.Kind != arabic.Word || c != cNum && c != cOrd && c != cDay || !t.cells[i].can.has(cNum) {
		return slot{}, false
	}
	n, ok := t.numberAt(i)
	if !ok || !clitics && n.Start != tok.Start {
		return slot{}, false
	}
	switch c {
	case cNum:
		ok = !n.Ordinal && !(n.Definite && n.Value == 100) // بالمئة: per cent
	case cOrd:
		ok = n.Ordinal
	case cDay:
		ok = n.Value >= 1 && n.Value <= 31 && n.Definite && (n.Ordinal || n.Value >= 20)
	}
	return slot{int32(i + 1), int32(n.Last), n.Value, ""}, ok
}

// glued reports whether tokens i to j stand without space between them.
func (t *timer) glued(i, j int) bool {
	for ; i < j; i++ {
		if t.d.Tokens[i].End != t.d.Tokens[i+1].Start {
			return false
		}
	}
	return true
}

// numberAt is NumberAt of the document. Several rules ask for the number at a
// token, so the last one is kept.
func (t *timer) numberAt(i int) (arabic.Numeral, bool) {
	if t.numeralAt != i+1 {
		t.numeral, t.isNumeral = t.d.NumberAt(i)
		t.numeralAt = i + 1
	}
	return t.numeral, t.isNumeral
}

func takeDigits(c timeClass, folded string, i int) (slot, bool) {
	sl := slot{tok: int32(i + 1), next: int32(i + 1)}
	plain := len(folded) <= 4
	for k := 0; k < len(folded) && plain; k++ {
		plain = folded[k] >= '0' && folded[k] <= '9'
	}
	if plain {
		n, _ := strconv.Atoi(folded)
		sl.n = float64(n)
	}
	switch c {
	case cDay:
		return sl, plain && len(folded) <= 2 && sl.n >= 1 && sl.n <= 31
	case cMnum:
		return sl, plain && len(folded) <= 2 && sl.n >= 1 && sl.n <= 12
	case cYear:
		return sl, plain && len(folded) == 4 && sl.n >= 1000 && sl.n < 2200
	case cClock:
		s, ok := readClock(folded)
		sl.s = s
		return sl, ok
	case cYmd, cMonyr:
		s, ok := readNumericDate(folded, c == cYmd)
		sl.s = s
		return sl, ok
	}
	return sl, false
}

// readClock reads a time of day in digits: 14:30, 11،00, 20.45, and 1130 as
// agencies write the hour of a zone.
func readClock(s string) (string, bool) {
	h, m := "", ""
	if k := strings.IndexAny(s, ":.,،"); k > 0 {
		h, m = s[:k], strings.TrimLeft(s[k:], ":.,،")
	} else if len(s) == 4 {
		h, m = s[:2], s[2:]
	}
	if len(h) == 1 {
		h = "0" + h
	}
	if len(h) != 2 || len(m) != 2 || h > "24" || m > "59" || !isDigits(h) || !isDigits(m) || h == "24" && m != "00" {
		return "", false
	}
	return h + ":" + m, true
}

// readNumericDate reads day/month/year, year-month-day and, where full is
// false, month/year; it returns y-m-d or y-m.
func readNumericDate(s string, full bool) (string, bool) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if strings.ContainsAny(s, ",:،٫٬ر") {
		return "", false
	}
	for _, p := range parts {
		if !isDigits(p) || len(p) > 4 {
			return "", false
		}
	}
	atoi := func(p string) int { n, _ := strconv.Atoi(p); return n }
	switch {
	case !full && len(parts) == 2 && strings.Contains(s, "/") && len(parts[1]) == 4 && atoi(parts[0]) >= 1 && atoi(parts[0]) <= 12:
		return fmt.Sprintf("%d-%d", atoi(parts[1]), atoi(parts[0])), true
	case !full || len(parts) != 3:
		return "", false
	case len(parts[0]) == 4:
		parts[0], parts[2] = parts[2], parts[0]
	case len(parts[2]) != 4:
		return "", false
	}
	y, m, d := atoi(parts[2]), atoi(parts[1]), atoi(parts[0])
	if m > 12 && d <= 12 {
		m, d = d, m
	}
	if y < 1300 || y > 2200 || m < 1 || m > 12 || d < 1 || d > 31 {
		return "", false
	}
	return fmt.Sprintf("%d-%d-%d", y, m, d), true
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func hasClass(words []timeWord, c timeClass) bool {
	for i := range words {
		if words[i].class == c {
			return true
		}
	}
	return false
}
