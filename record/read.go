package record

import (
	"isnad/arabic"
	"isnad/article"
)

// Read returns what a says. The same article gives the same record.
func Read(a *article.Article) *Record {
	r := newReader(a)
	rec := &Record{Article: a}
	r.findEntities()
	rec.Statements = r.statements()
	rec.Entities = r.entities.list()
	return rec
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
	ownNames []string // folded names of the outlet itself
}

// part is a block of the article as a range of sentences and words.
type part struct {
	kind        article.BlockKind
	first, last int // words
	sentences   []arabic.Sentence
}

func newReader(a *article.Article) *reader {
	r := &reader{article: a, doc: arabic.Analyze(a.Text)}
	r.words = words(r.doc)
	r.quoteOf = make([]int, len(r.words))
	for i := range r.quoteOf {
		r.quoteOf[i] = -1
	}
	s := 0
	for _, b := range a.Blocks {
		if b.Kind == article.Boilerplate || b.Kind == article.Byline || b.Kind == article.Caption {
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

// span is the text range of words[first:last], which must not be empty.
func (r *reader) span(first, last int) arabic.Span {
	return arabic.Span{Start: r.words[first].Start, End: r.words[last-1].End}
}
