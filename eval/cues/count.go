package main

import (
	"slices"

	"isnad/arabic"
	"isnad/article"
	"isnad/record"
)

// counts are what is counted over articles.
type counts struct {
	articles, statements int
	// quotes and attributed count the words inside quotation marks, and those
	// of them that a statement holds; speech and attributedSpeech the same for
	// quotations of at least speechWords words, which are no mere names.
	quotes, attributed, speech, attributedSpeech int
	// verbs counts, by lemma, the verbs in the third person that stand like a
	// cue, and those of them that no statement has as its cue.
	verbs map[string]tally
}

type tally struct{ all, open int }

const (
	// speechWords is the length from which a quotation is rather speech than a
	// name in marks.
	speechWords = 5
	// reach is the number of tokens behind a verb within which what it governs
	// begins.
	reach = 12
)

func (c *counts) add(o counts) {
	c.articles += o.articles
	c.statements += o.statements
	c.quotes += o.quotes
	c.attributed += o.attributed
	c.speech += o.speech
	c.attributedSpeech += o.attributedSpeech
	for lemma, t := range o.verbs {
		c.verbs[lemma] = tally{c.verbs[lemma].all + t.all, c.verbs[lemma].open + t.open}
	}
}

// count reads one article.
func count(a *article.Article) counts {
	r := record.Read(a)
	d := arabic.Analyze(a.Text)
	c := counts{articles: 1, statements: len(r.Statements), verbs: map[string]tally{}}
	said, cue := make([]bool, len(d.Tokens)), make([]bool, len(d.Tokens))
	mark := func(in []bool, s arabic.Span) {
		for i := d.TokenAt(s.Start); i < len(d.Tokens) && d.Tokens[i].Start < s.End; i++ {
			in[i] = true
		}
	}
	for _, s := range r.Statements {
		mark(said, s.Content)
		mark(cue, s.Cue.Span)
	}
	for _, b := range a.Blocks {
		if b.Kind != article.Boilerplate && b.Kind != article.Byline && b.Kind != article.Caption {
			c.quotations(d, d.TokenAt(b.Start), d.TokenAt(b.End), said)
		}
	}
	for _, s := range d.Sentences {
		for i := s.First; i < s.Last; i++ {
			lemma, ok := verbLemma(d, i)
			if !ok {
				continue
			}
			at := governed(d, i, s.Last)
			if at < 0 {
				continue
			}
			t := c.verbs[lemma]
			t.all++
			// The cue may stand behind the verb: نقلت X عن Y قوله إن.
			if !slices.Contains(cue[i:at], true) {
				t.open++
			}
			c.verbs[lemma] = t
		}
	}
	return c
}

// quotations counts the quoted words of tokens first to last, a block. A mark
// opens where nothing is open and closes otherwise, since news mixes the sides.
func (c *counts) quotations(d *arabic.Doc, first, last int, said []bool) {
	open := -1
	for i := first; i < last; i++ {
		if !isQuoteMark(d, i) {
			continue
		}
		if open < 0 {
			open = i
			continue
		}
		words, held := 0, 0
		for k := open + 1; k < i; k++ {
			if d.Tokens[k].Kind == arabic.Word || d.Tokens[k].Kind == arabic.Number {
				words++
				if said[k] {
					held++
				}
			}
		}
		c.quotes += words
		c.attributed += held
		if words >= speechWords {
			c.speech += words
			c.attributedSpeech += held
		}
		open = -1
	}
}

func isQuoteMark(d *arabic.Doc, i int) bool {
	if d.Tokens[i].Kind != arabic.Punct {
		return false
	}
	for _, r := range d.Tokens[i].Of(d.Text) {
		return arabic.IsQuote(r)
	}
	return false
}

// verbLemma returns the lemma of token i where the analysis has a verb in the
// third person: that of the verb of saying which it can be, else the analysed one.
func verbLemma(d *arabic.Doc, i int) (string, bool) {
	if d.Tokens[i].Kind != arabic.Word {
		return "", false
	}
	stem := d.Stem(i)
	if !stem.Tag.IsVerb() || stem.Person() == 1 || stem.Person() == 2 {
		return "", false
	}
	for _, in := range arabic.VerbForms(stem.Form) {
		if record.IsCue(in.Lemma) && (in.Mood == arabic.Perfect || in.Mood == arabic.Imperfect) {
			return in.Lemma, true
		}
	}
	return stem.Lemma, true
}

// governed returns the token at which a clause with أنّ or إنّ or a quotation that
// is no mere name follows the verb at token i, before any other verb; -1 where
// none does. أن with a verb behind it, as modal verbs take it, is none.
func governed(d *arabic.Doc, i, last int) int {
	for k := i + 1; k < last && k <= i+reach; k++ {
		if isQuoteMark(d, k) {
			n := 0
			for j := k + 1; j < last && !isQuoteMark(d, j); j++ {
				n++
			}
			if n < speechWords {
				return -1
			}
			return k
		}
		if d.Tokens[k].Kind != arabic.Word {
			continue
		}
		stem := d.Stem(k)
		if stem.Form == that {
			t := d.Tokens[k]
			if d.Segments[t.Last-1].Role == arabic.Pronoun ||
				k+1 < last && d.Tokens[k+1].Kind == arabic.Word && !d.Stem(k+1).Tag.IsVerb() && d.Stem(k+1).Form != not {
				return k
			}
			return -1
		}
		if stem.Tag.IsVerb() {
			return -1
		}
	}
	return -1
}

const (
	that = "ان" // أن, إن: that
	not  = "لا" // not
)
