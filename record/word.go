package record

import (
	"strings"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

// word is a token as the rules see it: its stem, and the clitics cut off.
type word struct {
	arabic.Token
	surface string // as it stands
	start   int    // of the stem in the text
	stem    string // folded, without clitics
	conj    bool   // و or ف before it
	hamza   bool   // the stem begins with a hamza, as no article does: إلغاء
	prep    string // ب ل ك before it, or ""
	future  bool   // س before it
	pron    string // pronoun suffix, or ""
	tag     arabic.POS
}

// words gives the rules' view of every token of d.
func words(d *arabic.Doc) []word {
	ws := make([]word, len(d.Tokens))
	for i, t := range d.Tokens {
		w := word{Token: t, surface: t.Of(d.Text), start: t.Start, stem: t.Folded}
		if t.Folded == "" || t.Folded == "ـ" { // a lone tatweel, used as a dash
			w.Kind = arabic.Punct
		}
		for _, s := range d.Segments[t.First:t.Last] {
			switch s.Role {
			case arabic.Stem:
				w.start, w.stem, w.tag = s.Start, s.Form, s.Tag
				w.hamza = strings.HasPrefix(d.Text[s.Start:], "إ") || strings.HasPrefix(d.Text[s.Start:], "أ")
			case arabic.Conjunction:
				w.conj = true
			case arabic.Preposition:
				w.prep = s.Form
			case arabic.Future:
				w.future = true
			case arabic.Pronoun:
				w.pron = s.Form
			}
		}
		if w.conj && nounIndex()[t.Folded].class != unknownNoun && (w.prep != "" || lexicon.Forms()[w.stem] == 0) {
			w.start, w.stem, w.conj, w.prep, w.tag = t.Start, t.Folded, false, "", arabic.NOUN // وكالات: agencies, not "and like tools"
		}
		if w.Folded == "ولي" && i+1 < len(d.Tokens) && guardians.has(d.Tokens[i+1].Folded) {
			w.start, w.stem, w.conj, w.prep, w.pron, w.tag = t.Start, t.Folded, false, "", "", arabic.NOUN // ولي العهد: no "and to me"
		}
		ws[i] = w
	}
	return ws
}

// definite reports whether the word carries the article, which the listed verbal
// nouns that begin like it do not (إلغاء, also without its hamza).
func (w *word) definite() bool {
	return w.Kind == arabic.Word && !w.hamza && strings.HasPrefix(w.stem, al) && len(w.stem) > 2*len(al) && !masdars()[w.stem]
}

// bare is the stem without the article.
func (w *word) bare() string {
	if w.definite() {
		return w.stem[len(al):]
	}
	return w.stem
}

// isComma reports whether the word is a comma or semicolon of either script.
func (w *word) isComma() bool {
	switch w.Folded {
	case "،", ",", "؛", ";":
		return true
	}
	return false
}

// isQuoteMark reports whether the word is a quotation mark, or braces, which
// some outlets use in place of marks.
func (w *word) isQuoteMark() bool {
	if w.Kind != arabic.Punct {
		return false
	}
	for _, c := range w.surface {
		return arabic.IsQuote(c) || c == '{' || c == '}'
	}
	return false
}

func (w *word) isPunct() bool { return w.Kind == arabic.Punct || w.Kind == arabic.Symbol }
