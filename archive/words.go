package archive

import (
	"slices"
	"strings"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/article"
	"isnad/query"
)

// Word is one word of a text as an index knows it, under three terms from the
// narrowest to the widest. A search for a word finds any of them; a phrase
// finds surfaces.
type Word struct {
	arabic.Span
	Surface string // folded, with its clitics
	Form    string // folded, without clitics and article
	Stem    string // the lemma without endings: كتابات and كتابة (writings, writing) are one
	// Function tells a word of the closed classes, which says little of what a
	// text is about.
	Function bool
	Title    bool // stands in the title
}

// Words returns the words of an article that an index holds, in text order:
// those of blocks that are no boilerplate, without punctuation.
func Words(a *article.Article) []Word { return shown(a, wordsOf(a.Text)) }

// places are the Words of an article without what an analysis tells of them,
// which takes most of the time: where they stand, and whether in the title.
func places(a *article.Article) []Word {
	var words []Word
	for _, t := range arabic.Tokenize(a.Text).Tokens {
		if isWord(t) {
			words = append(words, Word{Span: t.Span})
		}
	}
	return shown(a, words)
}

// shown leaves out the words of boilerplate and marks those of the title.
func shown(a *article.Article, words []Word) []Word {
	kept := words[:0]
	b := 0
	for _, w := range words {
		for b < len(a.Blocks) && a.Blocks[b].End <= w.Start {
			b++
		}
		if b < len(a.Blocks) && a.Blocks[b].Start < w.End {
			if a.Blocks[b].Kind == article.Boilerplate {
				continue
			}
			w.Title = a.Blocks[b].Kind == article.Title
		}
		kept = append(kept, w)
	}
	return kept
}

// QueryWords returns the words of a query's word or phrase.
func QueryWords(text string) []Word { return wordsOf(text) }

// likeWords is how many words of a text its like is looked for by: the longest,
// since short ones are in most articles.
const likeWords = 6

// AnyWord is a search for articles that are about what a text is about: for any
// of its words of content.
func AnyWord(text string) query.Or {
	var words []string
	for _, w := range QueryWords(text) {
		if word := w.Of(text); !w.Function && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	var q query.Or
	for _, w := range words[:min(len(words), likeWords)] {
		q = append(q, query.Word(w))
	}
	return q
}

func wordsOf(text string) []Word {
	var doc arabic.Doc
	doc.AnalyzeWords(text)
	words := make([]Word, 0, len(doc.Tokens))
	for i, t := range doc.Tokens {
		if !isWord(t) {
			continue
		}
		w := Word{Span: t.Span, Surface: t.Folded, Form: t.Folded, Stem: t.Folded}
		if t.Kind == arabic.Word {
			s := doc.Stem(i)
			w.Form, w.Stem = withoutArticle(s.Form), stem(arabic.Fold(s.Lemma))
			w.Function = isFunction(s.Tag)
		}
		words = append(words, w)
	}
	return words
}

func isWord(t arabic.Token) bool { return t.Kind != arabic.Punct && t.Kind != arabic.Symbol }

func isFunction(tag arabic.POS) bool {
	switch tag {
	case arabic.ADP, arabic.CCONJ, arabic.SCONJ, arabic.PRON, arabic.DET, arabic.PART, arabic.ADV:
		return true
	}
	return false
}

// articles and endings are what a stem drops, each where a word of two letters
// or more is left. They are those of the light10 stemmer (Larkey, Ballesteros
// and Connell, Light Stemming for Arabic Information Retrieval, 2007) without
// its conjunctions and prepositions, which the analysis has cut already.
var (
	articles = []string{"ال", "لل"}                                   // the; for the
	endings  = []string{"ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"} // hers; dual; feminine and masculine plurals; nisba; ة; my
)

// stem widens a folded lemma, so that lemmas which differ by gender, number or
// nisba fall together.
func stem(lemma string) string {
	s := lemma
	for _, a := range articles {
		if rest, ok := strings.CutPrefix(s, a); ok && utf8.RuneCountInString(rest) >= 2 {
			s = rest
			break
		}
	}
	for _, e := range endings {
		if rest, ok := strings.CutSuffix(s, e); ok && utf8.RuneCountInString(rest) >= 2 {
			s = rest
		}
	}
	return s
}

// withoutArticle drops ال where two letters are left.
func withoutArticle(form string) string {
	if rest, ok := strings.CutPrefix(form, articles[0]); ok && utf8.RuneCountInString(rest) >= 2 {
		return rest
	}
	return form
}
