package archive

import (
	"slices"

	"isnad/arabic"
	"isnad/article"
	"isnad/record"
)

// PassageWords is how many words of a text Archive.Passages looks at: the first.
// A whole article is known by fewer.
const PassageWords = 400

// Passage is a place where an article has the words of a text, in their order,
// as they are or with small edits.
type Passage struct {
	Version
	Record *record.Record
	Span   arabic.Span // of the article's text, from the first of the words to the last
	Share  float64     // of the words that were asked for, how many stand there in their order
	Exact  bool        // they are the same words, and no others; spelling variants are no change
}

// PassagePage is what Archive.Passages finds.
type PassagePage struct {
	Words    int       // of the text, as far as it was looked at
	Passages []Passage // the earliest first, by Version.At
	// Total counts the articles; where there are more than were asked for, those
	// beyond are counted as the index has their words, which is not compared with
	// the text.
	Total   int
	Outlets []Count // of Total, the outlets with most articles first
}

// Missing is how many of a text's words a passage may lack: none of four or
// fewer, one of five, two of five in a longer text.
func Missing(words int) int {
	switch {
	case words < 5:
		return 0
	case words < 12:
		return words / 5
	}
	return words * 2 / 5
}

// Token is a word of a text as a passage is compared: folded, where it stands.
type Token struct {
	arabic.Span
	Folded string
}

// Tokens returns the words of an article as Words does, without their analysis.
func Tokens(a *article.Article) []Token {
	tokens := tokensOf(a.Text)
	b := 0
	return slices.DeleteFunc(tokens, func(t Token) bool {
		for b < len(a.Blocks) && a.Blocks[b].End <= t.Start {
			b++
		}
		return b < len(a.Blocks) && a.Blocks[b].Start < t.End && a.Blocks[b].Kind == article.Boilerplate
	})
}

// PassageTokens returns the words of a text by which Archive.Passages looks for
// it, at most PassageWords.
func PassageTokens(text string) []Token {
	tokens := tokensOf(text)
	return tokens[:min(len(tokens), PassageWords)]
}

func tokensOf(text string) []Token {
	doc := arabic.Tokenize(text)
	tokens := make([]Token, 0, len(doc.Tokens))
	for _, t := range doc.Tokens {
		if t.Kind != arabic.Punct && t.Kind != arabic.Symbol {
			tokens = append(tokens, Token{t.Span, t.Folded})
		}
	}
	return tokens
}

// FindPassage looks for asked among the words of a text: as it is, else the
// stretch with most of its words in their order. It reports false where more
// than Missing are lacking; four words or fewer must stand as they are.
//
// Laws: the stretch begins and ends with words of asked; one that is Exact holds
// nothing else, and where asked stands as it is that is found, the first of
// several.
func FindPassage(asked, text []Token) (p Passage, ok bool) {
	n := len(asked)
	if n == 0 {
		return p, false
	}
	for i := 0; i+n <= len(text); i++ {
		if slices.EqualFunc(asked, text[i:i+n], func(a, b Token) bool { return a.Folded == b.Folded }) {
			return Passage{Span: arabic.Span{Start: text[i].Start, End: text[i+n-1].End}, Share: 1, Exact: true}, true
		}
	}
	if n < 5 {
		return p, false
	}
	at := map[string][]int{}
	for i, t := range asked {
		at[t.Folded] = append(at[t.Folded], i)
	}
	var pairs []pair
	for i, t := range text {
		for _, j := range at[t.Folded] {
			pairs = append(pairs, pair{i, j})
		}
	}
	chain := longestChain(pairs, n)
	if len(chain) < n-Missing(n) {
		return p, false
	}
	return Passage{
		Span:  arabic.Span{Start: text[chain[0].text].Start, End: text[chain[len(chain)-1].text].End},
		Share: float64(len(chain)) / float64(n),
	}, true
}

// pair says that a word of a text is one that was asked for.
type pair struct{ text, asked int }

// longestChain is the longest run of pairs that rises in both and lies within
// a stretch of the text half as long again as what was asked for. The pairs are
// in the order of the text.
func longestChain(pairs []pair, asked int) (best []pair) {
	reach, step := asked*3/2, 1
	if asked >= 12 {
		// A stretch that begins between two windows lies in the earlier one whole
		// where it is no longer than what was asked for by an eighth.
		step = asked * 3 / 8
	}
	for from := 0; from < len(pairs); {
		to := from
		for to < len(pairs) && pairs[to].text < pairs[from].text+reach {
			to++
		}
		if to-from > len(best) {
			if c := rising(pairs[from:to]); len(c) > len(best) {
				best = c
			}
		}
		for next := pairs[from].text + step; from < len(pairs) && pairs[from].text < next; {
			from++
		}
	}
	return best
}

// rising is a longest subsequence of pairs, which are in the order of the text,
// that rises in both.
func rising(pairs []pair) []pair {
	var tails []int // the pair that ends the best chain of each length
	before := make([]int, len(pairs))
	for i := 0; i < len(pairs); {
		// Pairs of one word of the text exclude each other: they are tried from the
		// last asked word down, so that none follows another.
		j := i
		for j < len(pairs) && pairs[j].text == pairs[i].text {
			j++
		}
		for k := j - 1; k >= i; k-- {
			n, _ := slices.BinarySearchFunc(tails, pairs[k].asked, func(t, asked int) int { return pairs[t].asked - asked })
			before[k] = -1
			if n > 0 {
				before[k] = tails[n-1]
			}
			if n == len(tails) {
				tails = append(tails, k)
			} else {
				tails[n] = k
			}
		}
		i = j
	}
	if len(tails) == 0 {
		return nil
	}
	chain := make([]pair, len(tails))
	for n, k := len(tails)-1, tails[len(tails)-1]; k >= 0; n, k = n-1, before[k] {
		chain[n] = pairs[k]
	}
	// The chain so far begins as late as it can; it shall also end early.
	for n, k := 1, 0; n < len(chain); n++ {
		for pairs[k].asked != chain[n].asked || pairs[k].text <= chain[n-1].text {
			k++
		}
		chain[n] = pairs[k]
	}
	return chain
}
