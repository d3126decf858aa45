// Package arabic analyses Arabic text: sentences, tokens, clitic segments with
// lemma, part of speech and features, and names.
//
// Text goes in, a Doc comes out. The Doc owns the data; tokens, segments,
// sentences and names are small values that hold half-open byte ranges into
// Doc.Text, and every form is derived from there. Positions never move: folding
// makes search keys beside the text, it does not rewrite it.
//
// Segments are the syntactic words of Universal Dependencies for Arabic as the
// PADT treebank writes them: و ف ب ل ك س and the pronouns are words of their
// own, the article is not; ة comes back before a pronoun (قدرتها is قدرة + ها),
// and للعالم is ل + العالم. The models are embedded and unpacked once, at first
// use; see package isnad/arabic/model for the data they were learned from.
package arabic

// Span is a half-open range of bytes, [Start, End), in the analysed text.
type Span struct{ Start, End int }

// Len is the number of bytes that the span covers.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether t lies inside s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Overlaps reports whether s and t share a byte.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }

// Of returns the bytes of text that the span covers.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Kind classifies a token by its characters.
type Kind uint8

const (
	Word   Kind = iota // letters, with any digits among them
	Number             // digits with their separators: 2500, 1٬000, 3.5, ٣٠
	Punct              // one punctuation mark, or a run of the same mark
	Symbol             // anything else that is visible: %, $, emoji
	URL                // web and mail addresses
	Handle             // @name
	Tag                // #topic
)

// Token is one unit of the text between spaces and punctuation.
type Token struct {
	Span
	Kind   Kind
	Folded string // the search key of the token, see Fold
	// First and Last delimit the token's segments: Doc.Segments[First:Last].
	// A word has at least one; other kinds have exactly one.
	First, Last int
}

// Segment is one syntactic word inside a token: a clitic or the stem.
type Segment struct {
	Span
	Token int // index of the token that it is part of
	Role  Role
	Form  string // folded form as a word of its own: ال is restored in لل, ة before a pronoun
	// Lemma is the dictionary form as it is usually written, without vowels:
	// a verb's perfect, a noun's singular, an adjective's masculine.
	Lemma string
	Tag   POS
	Features
}

// Role tells what part a segment plays in its token.
type Role uint8

const (
	Stem        Role = iota
	Conjunction      // و ف
	Preposition      // ب ل ك
	Future           // س
	Pronoun          // ه ها هم … after the stem
)

// Sentence is a run of tokens, Doc.Tokens[First:Last].
type Sentence struct {
	Span
	First, Last int
}

// Doc is an analysed text. It is immutable once made and safe for concurrent
// readers.
type Doc struct {
	Text      string
	Tokens    []Token
	Segments  []Segment
	Sentences []Sentence
	Names     []Name // in the order of the text, none overlaps another
}

// Tokenize splits text into sentences and tokens only; each token is left with
// no segments.
func Tokenize(text string) *Doc {
	d := &Doc{Text: text}
	d.tokenize(new(arena))
	d.splitSentences()
	return d
}

// Analyze splits text into sentences, tokens and segments with their lemmas,
// parts of speech and features, and finds the names. Any string is accepted,
// also one that is not valid UTF-8. It is safe for concurrent use; the models
// are unpacked at the first call.
func Analyze(text string) *Doc {
	d := new(Doc)
	d.Analyze(text)
	return d
}

// Analyze makes d the analysis of text, in the memory that d has. Slices taken
// from d before do not hold any more; strings do. A Doc that is read by others
// must not be analysed anew.
func (d *Doc) Analyze(text string) { d.analyze(text, true) }

// AnalyzeWords is Analyze without names.
func (d *Doc) AnalyzeWords(text string) { d.analyze(text, false) }

func (d *Doc) analyze(text string, named bool) {
	w := workspaces.Get().(*workspace)
	d.Text = text
	d.tokenize(&w.text)
	d.Sentences = d.Sentences[:0]
	d.splitSentences()
	d.Names = d.Names[:0]
	d.segment(w, named)
	workspaces.Put(w)
}

// Stem returns the stem segment of token i.
func (d *Doc) Stem(i int) Segment {
	t := d.Tokens[i]
	for _, s := range d.Segments[t.First:t.Last] {
		if s.Role == Stem {
			return s
		}
	}
	return Segment{Span: t.Span, Token: i, Form: t.Folded}
}

// TextOf returns the text from the start of token i to the end of token j-1.
func (d *Doc) TextOf(i, j int) string {
	if i >= j {
		return ""
	}
	return d.Text[d.Tokens[i].Start:d.Tokens[j-1].End]
}

// TokenAt returns the index of the first token that ends after byte pos,
// len(Tokens) where there is none.
func (d *Doc) TokenAt(pos int) int {
	lo, hi := 0, len(d.Tokens)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if d.Tokens[mid].End <= pos {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
