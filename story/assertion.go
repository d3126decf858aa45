package story

import (
	"cmp"
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"

	"isnad/arabic"
	"isnad/arabic/lexicon"
	"isnad/article"
	"isnad/record"
)

// Assertion is one proposition of an article: a clause of what a source says,
// or of a sentence in the article's own voice.
type Assertion struct {
	Article   *Digest
	Span      arabic.Span // in the article's text
	Text      string
	Statement string  // record.Statement.ID, "" in the article's own voice
	Source    Voice   // zero in the article's own voice
	Chain     []Voice // relays, outermost first, without the source
	// Suggested lists the relays through which the article quotes the same
	// source before, where this time it names none.
	Suggested []Voice
	Kind      record.StatementKind // "" in the article's own voice
	Act       record.Act           // Assert in the article's own voice
	Negated   bool                 // denied, or said with a negation
	Hedged    bool

	keys    []uint64 // of its content words, sorted, each once
	negates []uint64 // those of keys that a negation stands before
	counts  []count
	times   []count // days and lengths of time
	passage int     // block of the text in which it stands
}

// Voice is who says or relays something.
type Voice struct {
	Name  string
	Type  record.EntityType
	Body  string   // the body for which a spokesman speaks, "" for others
	Roles []string // offices that the article gives
}

// A clause is cut where a conjunction begins another, if clauseWords content
// words stand on its left and on its right.
const clauseWords = 4

// assertions lists the propositions of the body in the order of the text.
func (w *reader) assertions(d *Digest) []*Assertion {
	var out []*Assertion
	owner := w.owners()
	// mine reports whether most of the clause is the statement's own: what it
	// frames for another source is the other's.
	mine := func(c clause, statement int) bool {
		n := 0
		for i := c.first; i < c.last; i++ {
			if w.words[i].key != 0 && owner[i] == statement {
				n++
			}
		}
		return 3*n >= 2*c.content && !w.inTitle(c.first)
	}
	voice := w.voices()
	through := map[string][]Voice{} // source → the relays named first
	for i, s := range w.record.Statements {
		chain := relays(s, voice)
		if _, known := through[s.Source.Name]; !known && len(chain) > 0 {
			through[s.Source.Name] = chain
		}
		for _, c := range w.clauses(w.doc.TokenAt(s.Content.Start), w.doc.TokenAt(s.Content.End)) {
			if !mine(c, i) {
				continue
			}
			a := w.assertion(d, c)
			a.Statement, a.Kind, a.Act, a.Hedged = s.ID, s.Kind, s.Act, s.Hedged
			a.Negated = a.Negated != (s.Negated || s.Act == record.Deny)
			a.Source = voice(s.Source.Name, s.Source.Entity, s.Source.Type)
			if a.Chain = chain; len(chain) == 0 {
				a.Suggested = through[s.Source.Name]
			}
			out = append(out, a)
		}
	}
	for _, s := range w.doc.Sentences {
		for _, c := range w.clauses(s.First, s.Last) {
			if c.content >= clauseWords && mine(c, ownVoice) {
				a := w.assertion(d, c)
				a.Act = record.Assert
				out = append(out, a)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *Assertion) int { return a.Span.Start - b.Span.Start })
	return out
}

// relays are the members of a chain without the source.
func relays(s record.Statement, voice func(name, entity string, t record.EntityType) Voice) (chain []Voice) {
	for _, l := range s.Chain {
		if l.Name != s.Source.Name {
			chain = append(chain, voice(l.Name, l.Entity, record.Organization))
		}
	}
	return chain
}

// ownVoice owns the words that no statement does.
const ownVoice = -1

// owners gives each word the index of the innermost statement that it is part
// of, with its cue and its source.
func (w *reader) owners() []int {
	owner := make([]int, len(w.words))
	for i := range owner {
		owner[i] = ownVoice
	}
	statements := w.record.Statements
	order := make([]int, len(statements))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := statements[i], statements[j]
		return cmp.Or(b.Content.Len()-a.Content.Len(), len(a.Chain)-len(b.Chain))
	})
	for _, n := range order {
		s := statements[n]
		for _, span := range [...]arabic.Span{s.Source.Span, s.Cue.Span, s.Content} {
			for i := w.doc.TokenAt(span.Start); i < len(w.words) && w.words[i].Start < span.End; i++ {
				owner[i] = n
			}
		}
	}
	return owner
}

type clause struct{ first, last, content int }

// clauses cuts the words from first to last at conjunctions.
func (w *reader) clauses(first, last int) []clause {
	var out []clause
	c := clause{first: first}
	for i := first; i < last; i++ {
		if c.content >= clauseWords && w.opensClause(i) && w.contentWords(i, last) >= clauseWords {
			c.last = i
			out = append(out, c)
			c = clause{first: i}
		}
		if w.words[i].key != 0 {
			c.content++
		}
	}
	if c.last = last; c.content > 0 && (c.content >= clauseWords || len(out) == 0) {
		out = append(out, c)
	}
	return out
}

func (w *reader) contentWords(first, last int) int {
	n := 0
	for i := first; i < last; i++ {
		if w.words[i].key != 0 {
			n++
		}
	}
	return n
}

// opensClause reports whether token i begins a sentence or stands behind a
// semicolon, is a conjunction that opens clauses (فيما, while), or is another
// one before a verb, before a particle of subordination or after a comma.
func (w *reader) opensClause(i int) bool {
	if i > 0 && lists().stops[w.doc.Tokens[i-1].Folded] {
		return true
	}
	if !w.conjoined(i) {
		return lists().openers[w.doc.Stem(i).Form]
	}
	stem := w.doc.Stem(i)
	return stem.Tag.IsVerb() || stem.Tag == arabic.SCONJ || i > 0 && isComma(w.doc.Tokens[i-1].Folded)
}

// conjoined reports whether token i begins with a conjunction.
func (w *reader) conjoined(i int) bool {
	t := w.doc.Tokens[i]
	return t.First != t.Last && w.doc.Segments[t.First].Role == arabic.Conjunction
}

func isComma(s string) bool { return s == "،" || s == "," || s == "؛" }

func (w *reader) assertion(d *Digest, c clause) *Assertion {
	a := &Assertion{Article: d}
	// Marks at the edges and the particle that opens the clause are no part of
	// what is said.
	for c.first < c.last && (w.words[c.first].tag == arabic.PUNCT || w.words[c.first].tag == arabic.SCONJ) {
		c.first++
	}
	for c.last > c.first && w.words[c.last-1].tag == arabic.PUNCT {
		c.last--
	}
	if c.first == c.last {
		return a
	}
	a.Span = arabic.Span{Start: w.afterConjunction(c.first), End: w.words[c.last-1].End}
	a.Text = a.Span.Of(w.record.Article.Text)
	for i := c.first; i < c.last; i++ {
		if k := w.words[i].key; k != 0 {
			a.keys = append(a.keys, k)
		} else if w.negatesAt(i) {
			a.Negated = true
			if n := w.nextContent(i, c.last); n < c.last {
				a.negates = append(a.negates, w.words[n].key)
			}
		}
	}
	for _, q := range w.record.Quantities {
		if !a.Span.Contains(q.Span) {
			continue
		}
		// Digits and words for one figure meet in its value.
		a.keys = append(a.keys, hash(figureSeed, strconv.FormatFloat(q.Value, 'g', -1, 64)))
		if of, _ := w.counted(q); of != 0 {
			a.counts = append(a.counts, count{q.Value, of, q.Approx})
		}
	}
	a.times = w.timed(a.Span)
	slices.Sort(a.keys)
	a.keys = slices.Compact(a.keys)
	a.passage = slices.IndexFunc(w.record.Article.Blocks, func(b article.Block) bool { return b.Contains(a.Span) })
	return a
}

// negatesAt reports whether token i denies what follows: no bound of a figure
// (ما لا يقل عن, no less than) and no fixed phrase (لا يزال, still).
func (w *reader) negatesAt(i int) bool {
	l := lists()
	return l.negations[w.doc.Stem(i).Form] && (i+1 == len(w.words) || !l.phrases[w.doc.Stem(i+1).Form])
}

// nextContent is the content word behind token i and before last, last where
// there is none.
func (w *reader) nextContent(i, last int) int {
	for i++; i < last && w.words[i].key == 0; i++ {
	}
	return i
}

// afterConjunction is where token i begins without the conjunction before it.
func (w *reader) afterConjunction(i int) int {
	t := w.doc.Tokens[i]
	if t.Last-t.First > 1 && w.doc.Segments[t.First].Role == arabic.Conjunction {
		return w.doc.Segments[t.First+1].Start
	}
	return t.Start
}

// voices returns a function that gives a name its voice, with the body that a
// spokesman's office names.
func (w *reader) voices() func(name, entity string, t record.EntityType) Voice {
	return voicesOf(w.record)
}

func voicesOf(r *record.Record) func(name, entity string, t record.EntityType) Voice {
	return func(name, entity string, t record.EntityType) Voice {
		v := Voice{Name: name, Type: t, Body: spokenFor(name)}
		for _, e := range r.Entities {
			if e.ID == entity {
				v.Type, v.Roles = e.Type, e.Roles
				for _, role := range e.Roles {
					if body := spokenFor(role); body != "" && v.Body == "" {
						v.Body = body
					}
				}
			}
		}
		return v
	}
}

//go:embed words.tsv
var wordsTSV string

type wordLists struct {
	negations map[string]bool
	phrases   map[string]bool // after a negation, which denies nothing then
	parts     map[string]bool // before a figure for a part
	openers   map[string]bool // conjunctions
	stops     map[string]bool // marks
	spokesmen []string        // openings of offices, folded
}

var lists = sync.OnceValue(func() wordLists {
	l := wordLists{negations: map[string]bool{}, phrases: map[string]bool{}, parts: map[string]bool{}, openers: map[string]bool{}, stops: map[string]bool{}}
	sets := map[string]map[string]bool{"negation": l.negations, "phrase": l.phrases, "part": l.parts, "opener": l.openers}
	for _, mark := range [...]string{".", "؟", "?", "!", "؛", ";", "…"} {
		l.stops[mark] = true
	}
	for _, row := range lexicon.Rows(wordsTSV, 2) {
		if word := arabic.Fold(row[1]); row[0] == "spokesman" {
			l.spokesmen = append(l.spokesmen, word+" ")
		} else {
			sets[row[0]][word] = true
		}
	}
	return l
})

// spokenFor is the body of a spokesman's office, "" for other offices.
func spokenFor(role string) string {
	folded := arabic.Fold(role)
	for _, opening := range lists().spokesmen {
		if rest, ok := strings.CutPrefix(folded, opening); ok {
			// Folding keeps the number of words, so the body is cut from the role as it stands.
			words := strings.Fields(role)
			return strings.Join(words[len(words)-len(strings.Fields(rest)):], " ")
		}
	}
	return ""
}
