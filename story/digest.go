package story

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"isnad/arabic"
	"isnad/article"
	"isnad/record"
)

// Digest is what the later steps keep of one article: its words and names as
// weighted keys, and the shingles of its text. It is immutable and
// safe for concurrent readers.
type Digest struct {
	ID     string // Article.ID
	OwnID  string // the id that the input gave, Article.ID where it gave none
	Outlet string
	URL    string
	Title  string
	At     time.Time // publication; zero where it is unknown

	// Placed says that a person has put the article into the story of an earlier
	// one, With, or into one of its own, "". What is alike decides nothing then.
	Placed bool   `json:",omitempty"`
	With   string `json:",omitempty"`

	lemmas   vector   // of title and body
	title    vector   // lemmas of the title alone
	names    vector   // persons, bodies and places
	shingles []uint64 // of the body, see shingle; sorted, each once
	sketch   sketch   // of shingles
	// paragraphs are those that can be told in other articles, see Passages.
	paragraphs []paragraph
	// Named are the persons, bodies and places, in order of first mention.
	Named []Named
	// Figures are the counted things, in the order of the text.
	Figures []Figure
	// Assertions are the propositions of the body, in the order of the text.
	Assertions []*Assertion

	packed []byte // see Pack; nil where it is not packed
}

// Named is a person, body or place that an article names.
type Named struct {
	Name string
	Type record.EntityType
}

// NewDigest makes the digest of what was read. The words of the text are
// analysed again, since a record has none. It is safe for concurrent use.
func NewDigest(r *record.Record) *Digest {
	a := r.Article
	d := &Digest{ID: a.ID, OwnID: ownID(a), Outlet: a.Outlet, URL: a.URL, Title: a.Title, At: a.Published.Time}
	if !a.Published.Known() {
		d.At = time.Time{}
	}
	w := newReader(r)
	defer w.release()

	counts := map[uint64]float64{}
	for i, word := range w.words {
		switch {
		case word.key == 0:
		case w.inTitle(i):
			counts[word.key] += titleWeight
		default:
			counts[word.key]++
		}
	}
	d.lemmas = weigh(counts, lemmaKeys)
	clear(counts)
	for i, word := range w.words {
		if word.key != 0 && w.inTitle(i) {
			counts[word.key] = 1
		}
	}
	d.title = weigh(counts, lemmaKeys)
	clear(counts)
	for _, e := range r.Entities {
		switch e.Type {
		case record.Person, record.Organization, record.Location:
			counts[nameKey(e.Name)] += float64(len(e.Mentions))
			d.Named = append(d.Named, Named{e.Name, e.Type})
		}
	}
	d.names = weigh(counts, nameKeys)
	d.shingles = w.shingles()
	d.sketch = sketchOf(d.shingles)
	d.Assertions = w.assertions(d)
	d.Figures = w.figures(d)
	d.paragraphs = w.paragraphs(d)
	return d
}

// ownID is the id that stood in the article's input. A record read back from
// JSON has it only as part of Article.ID (see article.MakeID).
func ownID(a *article.Article) string {
	switch {
	case a.OwnID != "":
		return a.OwnID
	case a.Outlet != "":
		return strings.TrimPrefix(a.ID, a.Outlet+":")
	}
	return a.ID
}

const (
	// titleWeight is how often a word of the title counts: editors put into it
	// what sets the event apart.
	titleWeight = 3
	// lemmaKeys and nameKeys bound the vectors: the heaviest keys carry nearly
	// all of an article's norm, and the cost of comparing stays flat.
	lemmaKeys = 80
	nameKeys  = 24
)

// term is one dimension of a vector.
type term struct {
	key    uint64
	weight float32
}

func (t term) compare(key uint64) int { return cmp.Compare(t.key, key) }

// vector is sorted by key and has unit length, or is empty.
type vector []term

// weigh makes the vector of counted keys: 1 + ln(count), times the inverse
// document frequency in the background, as in Salton and Buckley, "Term-weighting
// approaches in automatic text retrieval" (1988). It keeps the n heaviest.
func weigh(counts map[uint64]float64, n int) vector {
	v, _ := weighed(counts, n)
	return v
}

// weighed is weigh, with the length that the vector had.
func weighed(counts map[uint64]float64, n int) (v vector, length float64) {
	v = make(vector, 0, len(counts))
	for key, count := range counts {
		v = append(v, term{key, float32((1 + math.Log(count)) * rarity(key))})
	}
	slices.SortFunc(v, func(a, b term) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.key, b.key))
	})
	if len(v) > n {
		v = slices.Clone(v[:n])
	}
	slices.SortFunc(v, func(a, b term) int { return cmp.Compare(a.key, b.key) })
	var norm float64
	for _, t := range v {
		norm += float64(t.weight) * float64(t.weight)
	}
	length = math.Sqrt(norm)
	for i := range v {
		v[i].weight /= float32(length)
	}
	return v, length
}

// cosine is the cosine of the angle between v and w, 0 where one is empty.
func (v vector) cosine(w vector) float64 {
	var sum float64
	for i, j := 0, 0; i < len(v) && j < len(w); {
		switch {
		case v[i].key < w[j].key:
			i++
		case v[i].key > w[j].key:
			j++
		default:
			sum += float64(v[i].weight) * float64(w[j].weight)
			i++
			j++
		}
	}
	return sum
}

// word is one token of the article as the digest sees it.
type word struct {
	arabic.Span
	key uint64 // of the lemma; 0 for what carries no content
	tag arabic.POS
}

// reader holds an article's words while its digest is made.
type reader struct {
	record *record.Record
	doc    *arabic.Doc
	words  []word
	title  arabic.Span
}

var docs = sync.Pool{New: func() any { return new(arabic.Doc) }}

func newReader(r *record.Record) *reader {
	w := &reader{record: r, doc: docs.Get().(*arabic.Doc)}
	w.doc.AnalyzeWords(r.Article.Text)
	read := make([]arabic.Span, 0, len(r.Article.Blocks))
	for _, b := range r.Article.Blocks {
		switch b.Kind {
		case article.Boilerplate, article.Byline, article.Caption:
		case article.Title:
			w.title = b.Span
			read = append(read, b.Span)
		default:
			read = append(read, b.Span)
		}
	}
	w.words = make([]word, 0, len(w.doc.Tokens))
	block := 0
	for i, t := range w.doc.Tokens {
		for block < len(read) && read[block].End <= t.Start {
			block++
		}
		out := word{Span: t.Span, tag: arabic.PUNCT}
		if block < len(read) && read[block].Contains(t.Span) {
			stem := w.doc.Stem(i)
			out.tag = stem.Tag
			if isContent(t, stem.Tag) {
				out.key = lemmaKey(t, stem)
			}
		}
		w.words = append(w.words, out)
	}
	return w
}

func (w *reader) release() { docs.Put(w.doc) }

func (w *reader) inTitle(i int) bool { return w.words[i].End <= w.title.End }

func isContent(t arabic.Token, tag arabic.POS) bool {
	if t.Kind != arabic.Word && t.Kind != arabic.Number && t.Kind != arabic.Tag {
		return false
	}
	switch tag {
	case arabic.NOUN, arabic.PROPN, arabic.ADJ, arabic.PERFECT, arabic.IMPERFECT, arabic.NUM, arabic.X:
		return true
	}
	return false
}

// lemmaKey is the key of a word: its lemma without the article, in the spelling
// on which writers agree.
func lemmaKey(t arabic.Token, stem arabic.Segment) uint64 {
	lemma := stem.Lemma
	if lemma == "" || lemma == "_" {
		lemma = t.Folded
	}
	return hash(lemmaSeed, Lemma(lemma))
}

// Lemma is the spelling under which the background counts a lemma.
func Lemma(lemma string) string {
	lemma = arabic.Fold(lemma)
	if bare := strings.TrimPrefix(lemma, "ال"); len(bare) >= 6 { // three letters
		return bare
	}
	return lemma
}

// nameKey is the key of a name, whatever spelling it has.
func nameKey(name string) uint64 { return hash(nameSeed, arabic.Variant(name)) }

// Keys of lemmas, names, figures and tolls live in one space and must not meet.
const (
	lemmaSeed  uint64 = 0xcbf29ce484222325
	nameSeed   uint64 = 0x9ae16a3b2f90404f
	figureSeed uint64 = 0xc2b2ae3d27d4eb4f
	tollSeed   uint64 = 0x27d4eb2f165667c5
)

// hash is FNV-1a with a seed: the same on every machine.
func hash(seed uint64, s string) uint64 {
	for i := range len(s) {
		seed = (seed ^ uint64(s[i])) * 0x100000001b3
	}
	return seed
}
