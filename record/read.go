package record

import (
	"slices"
	"strings"

	"isnad/arabic"
	"isnad/arabic/lexicon"
	"isnad/article"
)

// Read returns what a says. The same article gives the same record.
func Read(a *article.Article) *Record {
	rec, _ := newReader(a).read()
	return rec
}

// read makes the record, and returns with it the candidates that became its
// statements, in their order.
func (r *reader) read() (*Record, []*candidate) {
	a := r.article
	rec := &Record{Article: a}
	r.findEntities()
	kept := r.candidates()
	rec.Statements = r.finish(kept)
	rec.Entities = r.entities.list()
	t := findTimes(r.doc, a, r.skips)
	rec.Times, rec.Unresolved = t.list()
	rec.Quantities = quantities(t, rec.Statements, r.skips)
	rec.Commitments = r.commitments(rec)
	dateStatements(rec)
	rec.Headline = r.headline(rec)
	return rec, kept
}

// reader holds the analysed article while its record is made. Rules see words;
// a word's index is its token's index in doc.
type reader struct {
	article *article.Article
	doc     *arabic.Doc
	words   []word
	// parts are the blocks that are read, as ranges of words, in text order.
	parts    []part
	quotes   []quotation
	quoteOf  []int // word → index of the quotation it stands in, or -1
	entities entities
	ownNames []string // names of the outlet itself, folded, without article
	judge    *Judge
	rejected []*candidate
}

// part is a block of the article as a range of sentences and words.
type part struct {
	kind        article.BlockKind
	first, last int // words
	sentences   []arabic.Sentence
}

func newReader(a *article.Article) *reader {
	r := &reader{article: a, doc: arabic.Analyze(a.Text), judge: learnedJudge()}
	r.words = words(r.doc)
	for _, name := range lexicon.OutletNames(a.Outlet) {
		var key []string
		for _, t := range arabic.Analyze(name).Tokens {
			key = append(key, strings.TrimPrefix(t.Folded, al))
		}
		r.ownNames = append(r.ownNames, strings.Join(key, " "))
	}
	r.quoteOf = make([]int, len(r.words))
	for i := range r.quoteOf {
		r.quoteOf[i] = -1
	}
	s := 0
	for _, b := range a.Blocks {
		if !isRead(b.Kind) {
			continue
		}
		p := part{kind: b.Kind, first: r.doc.TokenAt(b.Start), last: r.doc.TokenAt(b.End)}
		for s < len(r.doc.Sentences) && r.doc.Sentences[s].Last <= p.first {
			s++
		}
		for s < len(r.doc.Sentences) && r.doc.Sentences[s].First < p.last {
			p.sentences = append(p.sentences, chop(r.doc.Sentences[s])...)
			s++
		}
		r.parts = append(r.parts, p)
		for _, q := range pairQuotes(r.words, p.first, p.last) {
			for i := q.open; i <= q.close && i < p.last; i++ {
				r.quoteOf[i] = len(r.quotes)
			}
			r.quotes = append(r.quotes, q)
		}
	}
	return r
}

// maxSentence is the number of tokens up to which a sentence is read as one. A
// text without full stops would otherwise cost the square of its length; the
// longest sentences of news have some 200.
const maxSentence = 320

func chop(s arabic.Sentence) []arabic.Sentence {
	var pieces []arabic.Sentence
	for s.Last-s.First > maxSentence {
		pieces = append(pieces, arabic.Sentence{First: s.First, Last: s.First + maxSentence})
		s.First += maxSentence
	}
	return append(pieces, s)
}

// isRead reports whether a block of kind k is annotated.
func isRead(k article.BlockKind) bool {
	return k != article.Boilerplate && k != article.Byline && k != article.Caption
}

// skips reports whether span lies in a block that is not read.
func (r *reader) skips(span arabic.Span) bool {
	i, found := slices.BinarySearchFunc(r.article.Blocks, span, func(b article.Block, s arabic.Span) int {
		switch {
		case b.End <= s.Start:
			return -1
		case b.Start >= s.End:
			return 1
		}
		return 0
	})
	return found && !isRead(r.article.Blocks[i].Kind)
}

// span is the text range of words[first:last], which must not be empty.
func (r *reader) span(first, last int) arabic.Span {
	return arabic.Span{Start: r.words[first].Start, End: r.words[last-1].End}
}
