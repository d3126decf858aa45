package arabic

import (
	"strings"
	"unicode/utf8"
)

// splitSentences fills d.Sentences. A sentence ends at . ! ؟ ? or at a line
// break; closing quotation marks and brackets after the mark belong to it.
// A full stop after an abbreviation or an initial (د. جون إف. كينيدي) ends
// nothing, nor do two dots, which Arabic news uses like a dash.
func (d *Doc) splitSentences() {
	first := 0
	for i := range d.Tokens {
		if i+1 == len(d.Tokens) || d.endsSentence(i) {
			d.Sentences = append(d.Sentences, Sentence{
				Span:  Span{d.Tokens[first].Start, d.Tokens[i].End},
				First: first, Last: i + 1,
			})
			first = i + 1
		}
	}
}

// endsSentence reports whether the sentence ends after token i, which is not
// the last one.
func (d *Doc) endsSentence(i int) bool {
	gap := d.Text[d.Tokens[i].End:d.Tokens[i+1].Start]
	if strings.IndexByte(gap, '\n') >= 0 {
		return true
	}
	if d.closes(i + 1) {
		return false // the closing mark comes along and ends the sentence itself
	}
	for d.closes(i) && i > 0 && !d.isStop(i) {
		i--
	}
	return d.isStop(i)
}

// closes reports whether token i is a closing mark that clings to what stands
// before it.
func (d *Doc) closes(i int) bool {
	t := d.Tokens[i]
	if t.Kind != Punct || i == 0 || d.Tokens[i-1].End != t.Start {
		return false
	}
	r, _ := utf8.DecodeRuneInString(d.Text[t.Start:])
	if r == ')' || r == ']' || r == '}' || r == '»' || r == '”' {
		return true
	}
	// A straight mark, or a mark used on the wrong side, closes when it is
	// followed by a space.
	return IsCloseQuote(r) && (i+1 == len(d.Tokens) || d.Tokens[i+1].Start > t.End)
}

func (d *Doc) isStop(i int) bool {
	if d.Tokens[i].Kind != Punct {
		return false
	}
	switch d.Tokens[i].Folded {
	case "؟", "?", "!", "؟؟", "!!", "۔":
		return true
	case ".":
		return !d.isAbbreviation(i) && !d.isInitialDot(i)
	}
	return false
}

// isInitialDot reports whether the full stop at token i stands between letters
// spelled one by one (سي.إن.بي.سي).
func (d *Doc) isInitialDot(i int) bool {
	if i == 0 || i+1 >= len(d.Tokens) || d.Tokens[i+1].Start != d.Tokens[i].End || d.Tokens[i-1].End != d.Tokens[i].Start {
		return false
	}
	return d.Tokens[i+1].Kind == Word && utf8.RuneCountInString(d.Tokens[i-1].Folded) <= 3 && utf8.RuneCountInString(d.Tokens[i+1].Folded) <= 3
}

// isAbbreviation reports whether the full stop at token i belongs to the
// shortened word before it.
func (d *Doc) isAbbreviation(i int) bool {
	if i == 0 {
		return false
	}
	w := d.Tokens[i-1]
	if w.Kind != Word || w.End != d.Tokens[i].Start {
		return false
	}
	letters := utf8.RuneCountInString(w.Folded)
	return letters == 1 || letters == 2 && w.Folded[0] < 0x80 || abbreviations[w.Folded]
}

// abbreviations are shortened words of two letters and more that take a full
// stop: titles, and initials as foreign names are spelled.
var abbreviations = map[string]bool{
	"اف":    true, // F.
	"جي":    true, // G.
	"دبليو": true, // W.
	"ام":    true, // M.
	"ال":    true, // L.
	"اس":    true, // S.
	"ار":    true, // R.
	"سي":    true, // C.
	"دي":    true, // D.
	"تي":    true, // T.
	"بي":    true, // B.
	"كيه":   true, // K.
	"ايه":   true, // A.
	"اتش":   true, // H.
}
