package record

import (
	"slices"
	"strconv"
	"strings"

	"isnad/arabic"
	"isnad/article"
)

// candidate is a statement in the making; its parts are ranges of words.
type candidate struct {
	rule       string
	lemma      string
	act        Act
	inflection arabic.Inflection

	cueFirst, cueLast int
	first, last       int // content
	kind              StatementKind
	subject           phrase // the source as it stands; empty where it is dropped
	source            *entity
	relays            []relay // outermost first
	medium            Medium
	negated           bool
	by                string // what opens the content, see complement
	clausal           bool   // the content is a clause or a quotation, not a noun phrase
	nested            bool   // stands inside the content of another candidate
	outer             *candidate

	// What the judge sees and says.
	title           bool
	sentence, limit int       // the words of the sentence; limit stops before the next cue
	features, apart []Feature // for IsSpeech and HasSource; for StandsApart
	confidence      float64
	ends            []ending
	rivals          []rivalry
	verdict         Verdict
}

// relay is a link of a chain before the source.
type relay struct {
	phrase phrase
	entity *entity
}

// scope is what a sieve looks at: one sentence of one part, and what was found
// in it so far.
type scope struct {
	part  *part
	first int // words
	last  int
	title bool
	found []*candidate
	// earlier are the statements of the sentences before.
	earlier []*candidate
	before  *arabic.Sentence // the sentence before in the same part, or nil
}

// sieve finds statements by one kind of attribution. Sieves run in order over a
// sentence; what an earlier one has claimed a later one leaves alone.
type sieve struct {
	name string
	find func(r *reader, s *scope)
}

// sieves are ordered from the surest form of attribution to the least sure.
var sieves = []sieve{
	{"headline", (*reader).headlineSieve},
	{"relay", (*reader).relaySieve},
	{"verb", (*reader).verbSieve},
	{"masdar", (*reader).masdarSieve},
	{"document", (*reader).documentSieve},
	{"according", (*reader).accordingSieve},
	{"quote", (*reader).quoteSieve},
}

// candidates runs the sieves over every sentence in text order, resolving the
// sources of each sentence before the next, so that later ones can point back,
// and returns those that the judge keeps.
func (r *reader) candidates() []*candidate {
	var all []*candidate
	for p := range r.parts {
		part := &r.parts[p]
		for k, sent := range part.sentences {
			s := &scope{part: part, first: max(sent.First, part.first), last: min(sent.Last, part.last), title: part.kind == article.Title, earlier: all}
			if k > 0 {
				s.before = &part.sentences[k-1]
			}
			for _, v := range sieves {
				v.find(r, s)
			}
			slices.SortStableFunc(s.found, func(a, b *candidate) int { return a.cueFirst - b.cueFirst })
			r.nest(s, all)
			for _, c := range s.found {
				r.attribute(c, s, all)
				all = append(all, c)
			}
		}
	}
	all = slices.DeleteFunc(all, func(c *candidate) bool {
		if c.source == nil {
			r.reject(c, Sourceless)
		}
		return c.source == nil
	})
	return r.decide(all)
}

// nest finds for every candidate of a sentence the one whose content it stands
// in, and lets the judge say whether it stands apart: a demand or denial that
// someone else's words mention in passing is no statement.
func (r *reader) nest(s *scope, earlier []*candidate) {
	outer := s.found
	if n := len(earlier); n > 0 {
		outer = append(slices.Clone(earlier[max(0, n-4):]), s.found...)
	}
	for _, c := range s.found {
		for _, o := range outer {
			if o != c && o.first <= c.cueFirst && c.cueLast <= o.last && (c.outer == nil || o.first > c.outer.first) {
				c.nested, c.outer = true, o
			}
		}
	}
	s.found = slices.DeleteFunc(s.found, func(c *candidate) bool {
		if !c.nested {
			return false
		}
		c.apart = r.apartFeatures(c)
		if r.judge.Weights[StandsApart].Score(c.apart) > 0 {
			return false
		}
		r.reject(c, Embedded)
		return true
	})
}

// attribute finds who the source of c is.
func (r *reader) attribute(c *candidate, s *scope, earlier []*candidate) {
	if !c.subject.empty() {
		c.source = r.resolve(c.subject)
		if c.source != nil && c.inflection.Gender == arabic.Feminine && c.inflection.Number == arabic.Singular && c.source.typ == Person {
			c.source.feminine = true
		}
	} else {
		c.source = r.droppedSubject(c.cueFirst, c.inflection, s, earlier)
		if c.source != nil {
			r.mention(c.source, c.cueFirst, c.cueLast, DroppedMention)
		}
	}
	for i := range c.relays {
		c.relays[i].entity = r.resolve(c.relays[i].phrase)
	}
	c.relays = slices.DeleteFunc(c.relays, func(l relay) bool {
		return l.entity == nil || l.entity == c.source || r.isOwnOutlet(l.entity)
	})
}

// finish sorts candidates by their content and turns them into statements.
func (r *reader) finish(all []*candidate) []Statement {
	slices.SortStableFunc(all, func(a, b *candidate) int {
		if a.first != b.first {
			return a.first - b.first
		}
		return b.last - a.last
	})
	r.entities.list() // settles the order, and so the identifiers
	out := make([]Statement, 0, len(all))
	for i, c := range all {
		st := Statement{
			ID: "s" + strconv.Itoa(i+1), Kind: c.kind, Content: r.contentSpan(c),
			Cue:    Cue{Span: r.cueSpan(c), Lemma: c.lemma},
			Medium: c.medium, Act: r.actOf(c), Hedged: r.isHedged(c.first, c.last), Negated: c.negated,
			Rule: c.rule + "+judge", Confidence: c.confidence,
		}
		st.Source = Source{Name: c.source.name, Entity: r.entities.id(c.source), Type: sourceType(c.source)}
		if c.subject.empty() {
			st.Source.Span = st.Cue.Span
		} else {
			st.Source.Span = r.phraseSpan(c.subject)
		}
		st.Chain = r.chain(c, st.Source)
		out = append(out, st)
	}
	return out
}

// sourceType is the type that a speaking entity has: a place speaks as a body.
func sourceType(e *entity) EntityType {
	if e.typ == Location {
		return Organization
	}
	return e.typ
}

// chain lists the relays of c and of the statements that it stands in,
// outermost first, and the source last.
func (r *reader) chain(c *candidate, source Source) []Link {
	var links []Link
	for o, depth := c.outer, 0; o != nil && depth < 4; o, depth = o.outer, depth+1 {
		if o.source == nil || o.source == c.source {
			continue
		}
		l := []Link{{Span: r.phraseSpan(o.subject), Name: o.source.name, Entity: r.entities.id(o.source)}}
		links = append(append(r.relayLinks(o), l...), links...)
	}
	links = append(links, r.relayLinks(c)...)
	links = append(links, Link{Span: source.Span, Name: source.Name, Entity: source.Entity})
	// One may relay both what is said and what it is said in; the outermost counts.
	seen := map[string]bool{source.Entity: true}
	inner := slices.DeleteFunc(links[:len(links)-1], func(l Link) bool {
		again := seen[l.Entity]
		seen[l.Entity] = true
		return again
	})
	return append(inner, links[len(links)-1:]...)
}

func (r *reader) relayLinks(c *candidate) []Link {
	var links []Link
	for _, l := range c.relays {
		links = append(links, Link{Span: r.phraseSpan(l.phrase), Name: l.entity.name, Entity: r.entities.id(l.entity)})
	}
	return links
}

func (r *reader) phraseSpan(p phrase) arabic.Span {
	if p.empty() {
		return arabic.Span{}
	}
	s := r.span(p.first, p.last)
	s.Start = r.words[p.first].start
	return s
}

// contentSpan is the text of the content: a conjunction or the ف of فإن before
// it left out, marks around a direct quotation too.
func (r *reader) contentSpan(c *candidate) arabic.Span {
	s := r.span(c.first, c.last)
	if w := &r.words[c.first]; w.conj && w.First < w.Last {
		s.Start = r.doc.Segments[w.First].End
	}
	return s
}

// cueSpan is the cue without a conjunction before it.
func (r *reader) cueSpan(c *candidate) arabic.Span {
	s := r.span(c.cueFirst, c.cueLast)
	if w := &r.words[c.cueFirst]; w.conj {
		s.Start = r.doc.Segments[w.First].End
	}
	return s
}

// claimed reports whether word i is part of the cue or the content of a
// candidate of the sentence.
func (s *scope) claimed(i int) bool {
	for _, c := range s.found {
		if c.cueFirst <= i && i < c.cueLast || c.first <= i && i < c.last {
			return true
		}
	}
	return false
}

// cueClaimed reports whether word i is part of a cue found before.
func (s *scope) cueClaimed(i int) bool {
	for _, c := range s.found {
		if c.cueFirst <= i && i < c.cueLast {
			return true
		}
	}
	return false
}

// propose adds c to what was found in the sentence. Of two cues for one content
// the judge says which governs.
func (r *reader) propose(c *candidate, s *scope) {
	if c.last <= c.first {
		return
	}
	c.title, c.sentence, c.limit = s.title, s.first, s.last
	for i, o := range s.found {
		if o.first != c.first {
			continue
		}
		if o.cueFirst == c.cueFirst {
			return // an earlier sieve has read the same cue
		}
		v := rivalry{earlier: o, later: c}
		if c.cueFirst < o.cueFirst {
			v.earlier, v.later = c, o
		}
		v.features = r.governsFeatures(v.earlier, v.later)
		v.laterWins = r.judge.Weights[Governs].Score(v.features) > 0
		if (v.later == c) == v.laterWins {
			s.found[i], o, c = c, c, o
		}
		o.rivals = append(append(o.rivals, c.rivals...), v)
		r.reject(c, Governed)
		return
	}
	s.found = append(s.found, c)
}

// matrix returns the statement that a participle at word i goes on with: the
// last one before it in the sentence.
func (s *scope) matrix(i int) *candidate {
	var m *candidate
	for _, c := range s.found {
		if c.cueFirst < i && (m == nil || c.cueFirst > m.cueFirst) {
			m = c
		}
	}
	return m
}

// isOwnOutlet reports whether e is the outlet that published the article,
// which is never a relay of its own.
func (r *reader) isOwnOutlet(e *entity) bool {
	name := " " + strings.Join(e.key, " ") + " "
	for _, own := range r.ownNames {
		if own != "" && (strings.Contains(name, " "+own+" ") || strings.Contains(" "+own+" ", name)) {
			return true
		}
	}
	return false
}
