package arabic

import (
	"sync"
	"unicode/utf8"

	"isnad/arabic/internal/names"
	"isnad/arabic/internal/words"
	"isnad/arabic/model"
)

// wordModel is the embedded model, unpacked at first use. That it can be read
// is a law of the build, see TestModels; a program with another file in its
// place stops here.
var wordModel = sync.OnceValue(func() *words.Model[int8] {
	f, err := model.Read(model.Words)
	if err == nil {
		var m *words.Model[int8]
		if m, err = words.Read(f); err == nil {
			return m
		}
	}
	panic("arabic: reading the embedded model: " + err.Error())
})

// workspace is the scratch space of one analysis: the decoder and the words seen
// lately, prepared. A workspace belongs to one goroutine at a time.
type workspace struct {
	decoder words.Decoder
	slots   [cacheSize]slot
	spare   []*slot
	line    []*slot
	ws      []*words.Word
	text    arena
	tagger  names.Decoder
	names   []names.Token
	memory  names.Memory
}

const cacheSize = 1 << 12

// slot keeps a prepared word. locked is the number of the sentence that uses
// it, which no other word of that sentence may push out.
type slot struct {
	raw     string
	folded  string
	kind    Kind
	used    bool
	locked  uint32
	word    words.Word
	results []result // by candidate, filled when first chosen
}

// result is the stem of a chosen candidate.
type result struct {
	ok    bool
	form  string
	lemma string
	feat  words.Features
}

var workspaces = sync.Pool{New: func() any { return new(workspace) }}

// arena makes strings that share their memory.
type arena struct{ buf []byte }

func (a *arena) copy(s string) string {
	const chunk = 1 << 15
	if len(s) > chunk/4 {
		return string([]byte(s))
	}
	if len(a.buf)+len(s) > cap(a.buf) {
		a.buf = make([]byte, 0, chunk)
	}
	start := len(a.buf)
	a.buf = append(a.buf, s...)
	return bytesString(a.buf[start:])
}

// fold is Fold with the key in the arena.
func (a *arena) fold(s string) string {
	i := firstFolded(s)
	if i == len(s) {
		return s
	}
	const chunk = 1 << 15
	if need := 8 * len(s); len(a.buf)+need > cap(a.buf) { // a ligature folds to at most 18 letters of 3 bytes
		a.buf = make([]byte, 0, max(chunk, need))
	}
	start := len(a.buf)
	b := appendFold(a.buf, s, i)
	if cap(b) == cap(a.buf) {
		a.buf = b
	}
	return bytesString(b[start:])
}

// segment fills d.Segments, sentence by sentence.
func (d *Doc) segment(w *workspace, named bool) {
	m := wordModel()
	if need := len(d.Tokens) + len(d.Tokens)/3; cap(d.Segments) < need {
		d.Segments = make([]Segment, 0, need)
	}
	d.Segments = d.Segments[:0]
	w.memory.Reset()
	for i := range d.Sentences {
		s := &d.Sentences[i]
		// A text without stops is cut for the decoder: its memory stays bounded.
		for first := s.First; first < s.Last; first += maxSentence {
			w.sentence(d, m, first, min(first+maxSentence, s.Last), named)
		}
	}
}

const maxSentence = 400

func (w *workspace) sentence(d *Doc, m *words.Model[int8], first, last int, named bool) {
	w.line, w.ws = w.line[:0], w.ws[:0]
	spares := 0
	for i := first; i < last; i++ {
		t := &d.Tokens[i]
		raw := d.Text[t.Start:t.End]
		h := words.Hash(raw)
		s := &w.slots[h%cacheSize]
		if !s.used || s.raw != raw || s.kind != t.Kind {
			if s.locked > 0 {
				if spares == len(w.spare) {
					w.spare = append(w.spare, new(slot))
				}
				s = w.spare[spares]
				spares++
			}
			w.fill(s, m, raw, t)
		}
		s.locked = 1
		w.line = append(w.line, s)
		w.ws = append(w.ws, &s.word)
	}
	path := m.Decode(&w.decoder, w.ws, nil)
	for k, s := range w.line {
		d.emit(first+k, m, s, path[k], &w.text)
	}
	if named && len(model.Names) > 0 {
		d.nameSentence(w, path, first)
	}
	for _, s := range w.line {
		s.locked = 0
	}
}

func (w *workspace) fill(s *slot, m *words.Model[int8], raw string, t *Token) {
	s.raw, s.kind, s.used = w.text.copy(raw), t.Kind, true
	s.folded = s.raw
	if t.Folded != raw {
		s.folded = w.text.copy(t.Folded)
	}
	if t.Kind == Word && s.folded != "" {
		m.Prepare(&s.word, words.SurfaceOf(s.raw, s.folded))
	} else {
		s.word.Fixed(s.folded, fixedTag(t.Kind))
	}
	s.results = s.results[:0]
	for range s.word.Cands {
		s.results = append(s.results, result{})
	}
}

func fixedTag(k Kind) words.Tag {
	switch k {
	case Number:
		return words.Num
	case Punct:
		return words.Punct
	case Symbol:
		return words.Sym
	}
	return words.Other
}

// emit appends the segments of token i as candidate k of s cuts it.
func (d *Doc) emit(i int, m *words.Model[int8], s *slot, k int, text *arena) {
	t := &d.Tokens[i]
	t.First = len(d.Segments)
	c := s.word.Cands[k]
	g := &s.word.Segs[c.Seg]
	pos := t.Start
	take := func(bytes int) Span {
		start := pos
		for bytes > 0 && pos < t.End {
			r, n := utf8.DecodeRuneInString(d.Text[pos:t.End])
			if foldRune(r) != dropped {
				bytes -= 2
			}
			pos += n
		}
		for pos < t.End { // marks belong to the letter before them
			r, n := utf8.DecodeRuneInString(d.Text[pos:t.End])
			if foldRune(r) != dropped {
				break
			}
			pos += n
		}
		return Span{start, pos}
	}
	add := func(seg Segment) {
		seg.Token = i
		d.Segments = append(d.Segments, seg)
	}
	switch g.Conj {
	case 1:
		add(Segment{Span: take(2), Role: Conjunction, Form: "و", Lemma: "و", Tag: CCONJ})
	case 2:
		add(Segment{Span: take(2), Role: Conjunction, Form: "ف", Lemma: "ف", Tag: CCONJ})
	}
	if g.Fused > 0 {
		f := &words.Fusions[g.Fused-1]
		role := Preposition
		if f.Tags[0] == words.Sconj {
			role = Conjunction
		}
		add(Segment{Span: take(f.Split), Role: role, Form: f.First, Lemma: f.First, Tag: POS(f.Tags[0])})
		add(Segment{Span: Span{pos, t.End}, Role: Stem, Form: f.Second, Lemma: f.Second, Tag: POS(f.Tags[1])})
		t.Last = len(d.Segments)
		return
	}
	switch g.Pro {
	case words.NoProclitic:
	case words.Sa:
		add(Segment{Span: take(2), Role: Future, Form: "س", Lemma: "س", Tag: PART})
	case words.Bi:
		add(Segment{Span: take(2), Role: Preposition, Form: "ب", Lemma: "ب", Tag: ADP})
	case words.Ka:
		add(Segment{Span: take(2), Role: Preposition, Form: "ك", Lemma: "ك", Tag: ADP})
	default:
		tag := ADP
		if c.Tag.IsVerb() {
			tag = SCONJ
		}
		add(Segment{Span: take(2), Role: Preposition, Form: "ل", Lemma: "ل", Tag: tag})
	}
	r := &s.results[k]
	if !r.ok {
		raw := ""
		if g.Start == 0 && int(g.End) == len(s.folded) && s.kind == Word {
			raw = s.raw
			if g.Al {
				raw = "" // the lemma stands without the article
			}
		}
		lemma, feat := g.Stem, words.Features(0)
		if s.kind == Word {
			lemma, feat = m.Lemma(g, c.Tag, raw)
		}
		*r = result{true, text.copy(g.Stem), text.copy(lemma), feat}
	}
	stem := Segment{Role: Stem, Form: r.form, Lemma: r.lemma, Tag: POS(c.Tag), Features: Features(r.feat)}
	if g.Pron == 0 {
		stem.Span = Span{pos, t.End}
		add(stem)
	} else {
		stem.Span = take(int(g.End - g.Start))
		add(stem)
		p := words.Pronouns[g.Pron]
		add(Segment{Span: Span{pos, t.End}, Role: Pronoun, Form: p, Lemma: "هو", Tag: PRON, Features: pronounFeatures[g.Pron]})
	}
	t.Last = len(d.Segments)
}

var pronounFeatures = func() (f [len(words.Pronouns)]Features) {
	for i, p := range words.Pronouns {
		switch p {
		case "ه":
			f[i] = features(3, Masculine, Singular)
		case "ها":
			f[i] = features(3, Feminine, Singular)
		case "هم":
			f[i] = features(3, Masculine, Plural)
		case "هن":
			f[i] = features(3, Feminine, Plural)
		case "هما":
			f[i] = features(3, AnyGender, Dual)
		case "ك":
			f[i] = features(2, AnyGender, Singular)
		case "كم":
			f[i] = features(2, Masculine, Plural)
		case "كما":
			f[i] = features(2, AnyGender, Dual)
		case "ي", "ني":
			f[i] = features(1, AnyGender, Singular)
		case "نا":
			f[i] = features(1, AnyGender, Plural)
		}
	}
	return f
}()
