package words

import "strings"

// Number is the type of a weight: int32 while learning, int8 in the model.
type Number interface{ ~int8 | ~int32 }

// Model is a lexicon and the weights learned over it. It is read only while
// decoding.
type Model[T Number] struct {
	Lexicon
	W     []T     // hashed, a power of two long
	Trans []int32 // [NStates][NSigs]
}

const (
	NStates = 64  // tag of the stem before, its article, its pronoun
	NSigs   = 256 // tag, article, first clitic
)

// Sig is what the transition sees of a cut token with a tag.
func (s *Segmentation) sig(t Tag) uint8 {
	g := uint8(t) << 4
	if s.Al {
		g |= 8
	}
	switch {
	case s.Conj > 0:
		g |= 1
	case s.Pro == Bi, s.Pro == Ka:
		g |= 2
	case s.Pro >= LiArticle, s.Pro == Li:
		g |= 3
	case s.Pro == Sa:
		g |= 4
	}
	if s.Conj > 0 && s.Pro != NoProclitic {
		g |= 4
	}
	return g
}

// state is what a cut token with a tag leaves for the next one.
func (s *Segmentation) state(t Tag) uint8 {
	if s.Fused > 0 {
		t = Pron
	}
	st := uint8(t) << 2
	if s.Al {
		st |= 2
	}
	if s.Pron > 0 {
		st |= 1
	}
	return st
}

// Cand is one analysis of a token: a segmentation and a tag for its stem.
type Cand struct {
	Seg        uint8
	Tag        Tag
	Sig, State uint8
	Local      int32
}

// Word is a token type with its candidates and what its neighbours need to
// know of it.
type Word struct {
	Segs  []Segmentation
	Cands []Cand
	Best  uint8 // the candidate with the highest local score

	hash    uint64
	surface Surface
}

// Hash is the hash of the folded token.
func (w *Word) Hash() uint64 { return w.hash }

// Prepare fills w with the candidates of a token and their local scores.
func (m *Model[T]) Prepare(w *Word, s Surface) {
	w.surface = s
	w.Segs = m.Candidates(s, w.Segs[:0])
	w.hash = Hash(s.Folded)
	w.Cands = w.Cands[:0]
	for i := range w.Segs {
		seg := &w.Segs[i]
		for t := Tag(0); t < NTags; t++ {
			if seg.Tags.has(t) {
				w.Cands = append(w.Cands, Cand{Seg: uint8(i), Tag: t, Sig: seg.sig(t), State: seg.state(t)})
			}
		}
	}
	m.Rescore(w)
}

// Fixed fills w with one candidate of one segment: a number, a mark.
func (w *Word) Fixed(folded string, t Tag) {
	w.surface = Surface{Folded: folded}
	w.hash = Hash(folded)
	if t == Num || t == Other {
		w.hash = Hash("0")
	}
	w.Segs = append(w.Segs[:0], Segmentation{End: uint8(min(255, len(folded))), Tags: of(t), Stem: folded, Hash: w.hash})
	w.Cands = append(w.Cands[:0], Cand{Tag: t, Sig: uint8(t) << 4, State: uint8(t) << 2})
	w.Best = 0
}

// Rescore computes the local scores of w again.
func (m *Model[T]) Rescore(w *Word) {
	var buf [maxLocal]uint32
	mask := uint32(len(m.W) - 1)
	for i, at := 0, 0; i < len(w.Segs); i++ {
		rows, flat := w.local(i, &m.Lexicon, buf[:0])
		base := int32(0)
		for _, f := range buf[rows:flat] {
			base += int32(m.W[f&mask])
		}
		for ; at < len(w.Cands) && int(w.Cands[at].Seg) == i; at++ {
			t := uint32(w.Cands[at].Tag)
			sum := base
			for _, f := range buf[:rows] {
				sum += int32(m.W[(f|t)&mask])
			}
			w.Cands[at].Local = sum
		}
	}
	w.Best = 0
	for i := range w.Cands {
		if w.Cands[i].Local > w.Cands[w.Best].Local {
			w.Best = uint8(i)
		}
	}
}

const maxLocal = 96

// local appends the local features of a segmentation to buf, which has room:
// first rows, to which the tag is added in the lowest four bits, up to index
// rows, then flat ones up to index flat.
func (w *Word) local(i int, l *Lexicon, buf []uint32) (rows, flat int) {
	s := &w.Segs[i]
	e := &s.Entry
	stem := s.Stem
	bare := stem
	if s.Al {
		bare = stem[4:]
	}
	n := len(bare)
	row := func(h uint64) { buf = append(buf, uint32(h)&^15) }
	ends := func(k int) uint64 { return Hash(bare[max(0, n-k):]) }
	heads := func(k int) uint64 { return Hash(bare[:min(n, k)]) }
	al := uint64(0)
	if s.Al {
		al = 1
	}
	hb := s.Hash
	if s.Al {
		hb = Hash(bare)
	}
	clit := uint64(s.Pro)<<1 | al
	if s.Conj > 0 {
		clit |= 16
	}
	pron := uint64(0)
	if s.Pron > 0 {
		pron = 1
	}
	size := uint64(min(n/2, 9))
	row(join(1, s.Hash))
	row(Join(2, hb, al))
	row(join(3, hb))
	row(Join(4, ends(2), al))
	row(Join(5, ends(4), al))
	row(Join(6, ends(6), al))
	row(Join(7, heads(2), size))
	row(Join(8, heads(4), al))
	row(Join(9, heads(6), pron))
	pat := pattern(bare)
	row(Join(10, pat, al))
	row(Join(11, pat, pron|clit<<1))
	row(Join(12, ends(2), heads(2)))
	row(Join(13, uint64(e.Middle), al))
	row(Join(14, uint64(e.Coarse), al|pron<<1))
	row(Join(15, uint64(e.Fine), 0))
	row(Join(16, uint64(e.Class), 0))
	row(Join(17, uint64(e.Class&(VerbPerfect|VerbImperfect|ListedAdj|BrokenPlural|ListedNoun|Masdar|DerivedAdj)), al|pron<<1))
	row(Join(18, clit, pron))
	row(Join(19, uint64(s.Pron), al))
	row(Join(20, uint64(e.Verbal), al))
	marks := uint64(0)
	if w.surface.Marbuta && s.Pron == 0 {
		marks |= 1
	}
	if w.surface.Alif {
		marks |= 2
	}
	if w.surface.Below {
		marks |= 4
	}
	if w.surface.Above {
		marks |= 8
	}
	if w.surface.Maqsura {
		marks |= 16
	}
	row(Join(21, marks, ends(2)))
	row(Join(22, marks, pat))
	row(Join(23, marks, hb))
	alCount := uint64(0)
	if !s.Al {
		alCount = uint64(l.FindHash(hashOf("ال", bare)).Count)
	}
	ratio := int(alCount) - int(e.Count)
	row(Join(24, bucket(ratio), al|pron<<1))
	row(Join(25, uint64(e.Count/8), al))
	row(Join(26, size, al))
	rows = len(buf)

	add := func(h uint64) { buf = append(buf, uint32(h)) }
	g := clit<<4 | uint64(s.Pron)
	add(Join(40, w.hash, g))
	add(Join(41, g, 0))
	known := uint64(0)
	if e.Count > 0 {
		known |= 1
	}
	if e.Class != 0 || e.Tags != 0 {
		known |= 2
	}
	if e.Tags != 0 {
		known |= 4
	}
	whole := l.FindHash(w.hash)
	add(Join(42, g, known))
	add(Join(43, g, known<<8|uint64(whole.Count/4)))
	diff := bucket(int(max(e.Count, uint8(alCount))) - int(whole.Count))
	add(Join(44, g, diff))
	add(Join(45, uint64(s.Pro)<<4|uint64(s.Pron), diff<<4|known))
	add(Join(46, g, s.Hash))
	add(Join(47, uint64(s.Pron), ends(2)))
	add(Join(48, uint64(s.Pron), ends(4)))
	add(Join(49, clit, heads(4)))
	add(Join(50, clit, heads(2)))
	add(Join(51, g, uint64(e.Coarse)))
	add(Join(52, g, uint64(whole.Coarse)))
	add(Join(53, g, uint64(e.Class)))
	add(Join(54, g, size))
	add(Join(55, uint64(s.Pron)<<4|marks, al))
	add(Join(56, g, uint64(whole.Class)))
	add(Join(57, g, bucket(int(e.Stem)-int(whole.Stem))<<4|known))
	add(Join(58, g, uint64(whole.Middle)))
	return rows, len(buf)
}

func bucket(d int) uint64 { return uint64(max(-6, min(6, d/4)) + 8) }

// pattern hashes the shape of a form: letters that never belong to an affix or
// a weak root are one.
func pattern(form string) uint64 {
	h := uint64(7)
	for i := 0; i+1 < len(form); i += 2 {
		c := form[i : i+2]
		if !strings.Contains("اويتمنسهءئؤ", c) {
			c = "ف"
		}
		h = fnv(h, c)
	}
	return Mix(h)
}

// Context lists the context features of a token.
type Context struct {
	Rows [20]uint32    // the tag is added
	Al   [2][12]uint32 // the same for a stem without and with the article
	Cut  [6]uint32     // the code of the clitics is added
}

// view is what a token shows to its neighbours.
type view struct {
	hash, form     uint64
	coarse, middle uint64
	tag            uint64
	al, marbuta    uint64
	ends           uint64
}

func (w *Word) view() view {
	c := &w.Cands[w.Best]
	s := &w.Segs[c.Seg]
	v := view{hash: s.Hash, form: w.hash, coarse: uint64(s.Entry.Coarse), middle: uint64(s.Entry.Middle), tag: uint64(c.Tag)}
	if s.Al {
		v.al = 1
	}
	if n := len(s.Stem); n >= 4 {
		v.ends = Hash(s.Stem[n-min(n, 4):])
		if s.Stem[n-2:] == "ه" && s.Pron == 0 {
			v.marbuta = 1
		}
	}
	if s.Pron > 0 {
		v.marbuta |= 2
	}
	return v
}

var edge = view{hash: 1, form: 1, tag: 31}

// Fill computes the context features of token i of sentence ws.
func (c *Context) Fill(ws []*Word, i int) {
	at := func(j int) view {
		if j < 0 || j >= len(ws) {
			return edge
		}
		return ws[j].view()
	}
	p2, p, n, n2 := at(i-2), at(i-1), at(i+1), at(i+2)
	r := &c.Rows
	r[0] = uint32(join(100, p.hash))
	r[1] = uint32(join(101, n.hash))
	r[2] = uint32(join(102, p.middle))
	r[3] = uint32(join(103, n.middle))
	r[4] = uint32(Join(104, p.hash, n.hash))
	r[5] = uint32(Join(105, p.tag, n.tag))
	r[6] = uint32(Join(106, p.tag, p2.tag))
	r[7] = uint32(Join(107, n.tag, n2.tag))
	r[8] = uint32(Join(108, p2.hash, 0))
	r[9] = uint32(Join(109, n2.hash, 0))
	r[10] = uint32(Join(110, p.ends, p.tag))
	r[11] = uint32(Join(111, n.ends, n.tag))
	r[12] = uint32(Join(112, p.hash, n.tag))
	r[13] = uint32(Join(113, n.hash, p.tag))
	r[14] = uint32(Join(114, p.coarse, n.coarse))
	r[15] = uint32(Join(115, p2.hash, p.hash))
	own := ws[i].view()
	r[16] = uint32(Join(116, own.middle, p.middle))
	r[17] = uint32(Join(117, own.middle, n.middle))
	r[18] = uint32(Join(118, own.hash, p.tag))
	r[19] = uint32(Join(119, own.hash, n.tag<<1|n.al))
	for a := uint64(0); a < 2; a++ {
		q := &c.Al[a]
		q[0] = uint32(Join(130, p.tag<<2|p.al<<1|a, n.tag<<1|n.al))
		q[1] = uint32(Join(131, p.tag<<2|p.al<<1|a, p2.tag<<1|p2.al))
		q[2] = uint32(Join(132, n.tag<<1|n.al, a))
		q[3] = uint32(Join(133, p.tag<<5|p.al<<4|a<<2|p.marbuta, own.marbuta))
		q[4] = uint32(Join(134, p.middle, a<<1|p.al))
		q[5] = uint32(Join(135, n.middle, a<<1|n.al))
		q[6] = uint32(Join(136, p.hash, a))
		q[7] = uint32(Join(137, n.hash, a))
		q[8] = uint32(Join(138, p.tag<<5|p.al<<4|a<<2|p.marbuta, own.ends))
		q[9] = uint32(Join(139, n.tag<<5|n.al<<4|a<<2|n.marbuta, own.ends))
		q[10] = uint32(Join(140, p.coarse<<2|p.al<<1|a, own.coarse))
		q[11] = uint32(Join(141, p2.tag<<12|p.tag<<6|p2.al<<5|p.al<<4|a<<2|p.marbuta, own.marbuta))
	}
	c.Cut[0] = uint32(Join(150, own.form, p.hash))
	c.Cut[1] = uint32(Join(151, own.form, p.tag))
	c.Cut[2] = uint32(Join(152, own.form, n.tag<<1|n.al))
	c.Cut[3] = uint32(join(153, p.hash))
	c.Cut[4] = uint32(Join(154, p.tag<<6|n.tag, n.al))
	c.Cut[5] = uint32(join(155, n.hash))
	for k := range c.Rows {
		c.Rows[k] &^= 15
	}
	for k := range c.Al[0] {
		c.Al[0][k] &^= 15
		c.Al[1][k] &^= 15
	}
	for k := range c.Cut {
		c.Cut[k] &^= 15
	}
}

// cut is the code of the clitics of s, below 16.
func (s *Segmentation) cut() uint32 {
	k := uint32(s.Pro)
	if s.Pro == LiArticleL {
		k = uint32(LiArticle)
	}
	if s.Fused > 0 {
		k = 6
	}
	if s.Conj > 0 {
		k |= 8
	}
	if s.Pron > 0 && s.Pro == NoProclitic {
		k |= 7
	}
	return k
}

// Each calls f with every feature index of candidate k of token i, the shared
// list of trainer and decoder; it does not give the transition.
func (m *Model[T]) Each(ws []*Word, i, k int, c *Context, f func(index uint32)) {
	w := ws[i]
	cand := &w.Cands[k]
	seg := &w.Segs[cand.Seg]
	mask := uint32(len(m.W) - 1)
	t := uint32(cand.Tag)
	if w.surface.Folded != "" && len(w.Cands) > 0 {
		var buf [maxLocal]uint32
		rows, flat := w.local(int(cand.Seg), &m.Lexicon, buf[:0])
		for _, x := range buf[:rows] {
			f((x | t) & mask)
		}
		for _, x := range buf[rows:flat] {
			f(x & mask)
		}
	}
	for _, x := range c.Rows {
		f((x | t) & mask)
	}
	a := 0
	if seg.Al {
		a = 1
	}
	for _, x := range c.Al[a] {
		f((x | t) & mask)
	}
	code := seg.cut()
	for _, x := range c.Cut {
		f((x | code) & mask)
	}
}

// contextScore is the score of the context features of candidate k.
func (m *Model[T]) contextScore(w *Word, k int, c *Context) int32 {
	cand := &w.Cands[k]
	seg := &w.Segs[cand.Seg]
	mask := uint32(len(m.W) - 1)
	t := uint32(cand.Tag)
	sum := int32(0)
	for _, x := range c.Rows {
		sum += int32(m.W[(x|t)&mask])
	}
	a := 0
	if seg.Al {
		a = 1
	}
	for _, x := range c.Al[a] {
		sum += int32(m.W[(x|t)&mask])
	}
	code := seg.cut()
	for _, x := range c.Cut {
		sum += int32(m.W[(x|code)&mask])
	}
	return sum
}

// Decoder holds the scratch space of decoding; the zero value is ready.
type Decoder struct {
	cols  []column
	cells []cell
	path  []int
}

type column struct{ first int }

type cell struct {
	score int32
	back  int32
}

const impossible = -1 << 29

// Decode returns for each word of a sentence the index of its candidate on the
// best path. allowed, where not nil, says which candidates may be used. The
// result is valid until the next call.
func (m *Model[T]) Decode(d *Decoder, ws []*Word, allowed func(i, k int) bool) []int {
	d.cols, d.cells, d.path = d.cols[:0], d.cells[:0], d.path[:0]
	var ctx Context
	prev, prevN := 0, 0
	for i, w := range ws {
		first := len(d.cells)
		d.cols = append(d.cols, column{first})
		open := len(w.Cands) > 1
		if open {
			ctx.Fill(ws, i)
		}
		for k := range w.Cands {
			c := &w.Cands[k]
			if allowed != nil && !allowed(i, k) {
				d.cells = append(d.cells, cell{impossible, 0})
				continue
			}
			best, back := int32(0), int32(0)
			if i == 0 {
				best = m.Trans[int(Punct)<<2*NSigs+int(c.Sig)]
			} else {
				best = impossible * 2
				for j := 0; j < prevN; j++ {
					s := d.cells[prev+j].score + m.Trans[int(ws[i-1].Cands[j].State)*NSigs+int(c.Sig)]
					if s > best {
						best, back = s, int32(j)
					}
				}
			}
			if open {
				best += c.Local + m.contextScore(w, k, &ctx)
			}
			d.cells = append(d.cells, cell{best, back})
		}
		prev, prevN = first, len(w.Cands)
	}
	for range ws {
		d.path = append(d.path, 0)
	}
	if len(ws) == 0 {
		return d.path
	}
	best := 0
	for j := 1; j < prevN; j++ {
		if d.cells[prev+j].score > d.cells[prev+best].score {
			best = j
		}
	}
	for i := len(ws) - 1; i >= 0; i-- {
		d.path[i] = best
		best = int(d.cells[d.cols[i].first+best].back)
	}
	return d.path
}
