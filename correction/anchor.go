package correction

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"isnad/arabic"
)

// Anchor says where words stand: the words, the place, and what stands around
// them, by which they are found in another version. The fields are those of the
// TextQuoteSelector and the TextPositionSelector of W3C Web Annotations.
type Anchor struct {
	Exact  string `json:"exact"`
	Prefix string `json:"prefix,omitempty"`
	Suffix string `json:"suffix,omitempty"`
	Start  int    `json:"start"` // in code points of the text
}

// around is how many code points an Anchor keeps on either side.
const around = 32

// anchor makes the anchor of a span.
func anchor(text string, s arabic.Span) Anchor {
	a := Anchor{Exact: s.Of(text), Start: utf8.RuneCountInString(text[:s.Start])}
	from, to := s.Start, s.End
	for range around {
		_, before := utf8.DecodeLastRuneInString(text[:from])
		_, after := utf8.DecodeRuneInString(text[to:])
		from, to = from-before, to+after
	}
	a.Prefix, a.Suffix = text[from:s.Start], text[s.End:to]
	return a
}

// places lists where words stand in text; they may overlap.
func places(text, words string) []arabic.Span {
	var all []arabic.Span
	if words == "" {
		return nil
	}
	for from := 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return all
		}
		s := arabic.Span{Start: from + i, End: from + i + len(words)}
		all = append(all, s)
		_, size := utf8.DecodeRuneInString(text[s.Start:])
		from = s.Start + size
	}
}

// find returns the place of a in text: of several, the one most of whose
// surroundings agree, then the nearest.
func (a Anchor) find(text string) (arabic.Span, bool) {
	var best arabic.Span
	agree, off := -1, 0
	for _, s := range places(text, a.Exact) {
		n := commonSuffix(text[:s.Start], a.Prefix) + commonPrefix(text[s.End:], a.Suffix)
		away := distance(utf8.RuneCountInString(text[:s.Start]), a.Start)
		if n > agree || n == agree && away < off {
			best, agree, off = s, n, away
		}
	}
	return best, agree >= 0
}

func commonPrefix(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

func distance(a, b int) int { return max(a-b, b-a) }

// proclitics can stand before a word within it: و, ف (and), ب (by), ك (as), ل (to).
const proclitics = "وفبكل"

// splitsWord reports whether a span begins or ends inside a word. Its
// conjunction and preposition can be left out of it.
func splitsWord(text string, s arabic.Span) bool {
	inside := func(at int) bool {
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at:])
		return at > 0 && at < len(text) && inWord(before) && inWord(after)
	}
	if inside(s.End) {
		return true
	}
	if !inside(s.Start) {
		return false
	}
	word := strings.LastIndexFunc(text[:s.Start], func(r rune) bool { return !inWord(r) })
	head := text[:s.Start]
	if word >= 0 {
		_, size := utf8.DecodeRuneInString(text[word:])
		head = text[word+size : s.Start]
	}
	return utf8.RuneCountInString(head) > 2 || strings.Trim(head, proclitics) != ""
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
