// Package names finds names of persons, places, organisations and other things
// in analysed sentences.
//
// Tokens with their chosen analysis go in, one label per token comes out. The
// model is linear over hashed features with a transition between labels,
// decoded by Viterbi; trainer and reader share all of it.
package names

import "isnad/arabic/internal/words"

// Label is O or the beginning or inside of a name. The numbers stand in model
// files: 1 + 2·type, + 1 inside.
type Label uint8

// Types of names.
const (
	Per = iota
	Loc
	Org
	Misc
	NTypes
)

// NLabels is the number of labels; O is 0.
const NLabels = 1 + 2*NTypes

// Begin is the label that begins a name of a type.
func Begin(t int) Label { return Label(1 + 2*t) }

// Inside is the label that continues one.
func Inside(t int) Label { return Label(2 + 2*t) }

// Type is the type of the name that a label other than O is part of.
func (l Label) Type() int { return int(l-1) / 2 }

// Starts reports whether l begins a name.
func (l Label) Starts() bool { return l > 0 && l%2 == 1 }

// Token is what the model sees of a token.
type Token struct {
	Form    string // folded, whole
	Stem    string // without clitics and article
	Hash    uint64 // of Stem
	Whole   uint64 // of Form
	Tag     words.Tag
	Al      bool
	Conj    bool
	Prep    bool
	Pron    bool
	Kind    uint8 // 0 word, 1 number, 2 mark, 3 Latin or other
	Entry   words.Entry
	Habit   uint16 // how the form is used in the raw news, two bits a type and four of how often
	Before  uint8  // type + 1 of the name that the stem was part of earlier in the text
	Matched uint8  // position in a listed name of several words: 1 first, 2 later; type above
}

// FromWord makes the Token of a word and its chosen candidate.
func FromWord(w *words.Word, k int, folded string, kind uint8) Token {
	c := &w.Cands[k]
	s := &w.Segs[c.Seg]
	t := Token{Form: folded, Stem: s.Stem, Tag: c.Tag, Al: s.Al, Conj: s.Conj > 0, Pron: s.Pron > 0, Kind: kind, Entry: s.Entry,
		Prep: s.Pro != words.NoProclitic && s.Pro != words.Sa, Whole: w.Hash()}
	if s.Al && len(s.Stem) > 4 {
		t.Stem = s.Stem[4:]
		t.Hash = words.Hash(t.Stem)
	} else {
		t.Hash = s.Hash
	}
	return t
}

// Model holds the weights. Habits maps hashes of stems to Token.Habit.
type Model[T words.Number] struct {
	W       []T
	Trans   []int32 // [NLabels+1][16]: the label before, NLabels at the start
	Keys    []uint32
	Habits  []uint16
	Phrases []uint32 // hashes of the listed names of two and three words, sorted table
	Kinds   []uint8
	Bias    int32 // against O
}

// Look fills in what the model knows of the tokens of a sentence.
func (m *Model[T]) Look(ts []Token) {
	for i := range ts {
		if k := words.Slot(m.Keys, ts[i].Hash); k >= 0 {
			ts[i].Habit = m.Habits[k]
		}
	}
	for i := range ts {
		h := ts[i].Hash
		for n := 2; n <= 3 && i+n <= len(ts); n++ {
			h = words.Join(uint64(n), h, ts[i+n-1].Hash)
			if k := words.Slot(m.Phrases, h); k >= 0 {
				ts[i].Matched = m.Kinds[k]<<2 | 1
				for j := i + 1; j < i+n; j++ {
					ts[j].Matched = m.Kinds[k]<<2 | 2
				}
			}
		}
	}
}

// PhraseHash keys a listed name by the hashes of its stems.
func PhraseHash(hs []uint64) uint64 {
	h := hs[0]
	for n, x := range hs[1:] {
		h = words.Join(uint64(n+2), h, x)
	}
	return h
}

const maxFeatures = 96

var edge = Token{Hash: 1, Whole: 1, Tag: 31, Kind: 4}

func flags(t *Token) uint64 {
	f := uint64(t.Kind) << 4
	if t.Al {
		f |= 1
	}
	if t.Conj {
		f |= 2
	}
	if t.Prep {
		f |= 4
	}
	if t.Pron {
		f |= 8
	}
	return f
}

const listBits = words.Place | words.GivenName | words.FamilyName | words.Organization | words.Title | words.OrgHead | words.PlaceHead | words.Nationality | words.Month

// Features appends the rows of token i to buf; the label is added in the
// lowest four bits.
func Features(ts []Token, i int, buf []uint32) []uint32 {
	at := func(j int) *Token {
		if j < 0 || j >= len(ts) {
			return &edge
		}
		return &ts[j]
	}
	p3, p2, p, t, n, n2 := at(i-3), at(i-2), at(i-1), &ts[i], at(i+1), at(i+2)
	add := func(id, a, b uint64) { buf = append(buf, uint32(words.Join(id, a, b))&^15) }
	list := func(x *Token) uint64 { return uint64(x.Entry.Class & listBits) }
	fl := flags(t)
	s := t.Stem
	k := len(s)
	add(1, t.Hash, fl&1)
	add(2, t.Hash, 0)
	add(3, t.Whole, 0)
	add(4, p.Hash, 0)
	add(5, n.Hash, 0)
	add(6, p2.Hash, 0)
	add(7, n2.Hash, 0)
	add(8, p.Hash, t.Hash)
	add(9, t.Hash, n.Hash)
	add(10, words.Join(0, p.Hash, t.Hash), n.Hash)
	add(11, p.Hash, n.Hash)
	add(12, uint64(t.Tag), fl)
	add(13, uint64(p.Tag)<<8|uint64(t.Tag), flags(p)<<8|fl)
	add(14, uint64(t.Tag)<<8|uint64(n.Tag), fl<<8|flags(n))
	add(15, uint64(p2.Tag)<<16|uint64(p.Tag)<<8|uint64(t.Tag), fl&1)
	if t.Kind == 2 || t.Entry.Class&words.Closed != 0 && t.Before == 0 {
		// Marks and particles stand in few names: little tells them apart.
		add(16, uint64(p.Habit&255), uint64(n.Habit&255))
		add(17, t.Hash, uint64(p.Habit&255)<<8|uint64(n.Habit&255))
		add(18, uint64(p.Entry.Middle), uint64(n.Entry.Middle))
		add(19, list(p)<<20|list(n), uint64(p.Before)<<4|uint64(n.Before))
		return buf
	}
	for d, x := range [...]*Token{p2, p, t, n, n2} {
		o := uint64(d)
		add(20+o, uint64(x.Entry.Coarse), fl&1)
		add(25+o, uint64(x.Entry.Middle), 0)
		add(30+o, uint64(x.Entry.Fine), 0)
		add(35+o, list(x), fl&1)
		add(80+o, uint64(x.Habit), fl&1)
		add(90+o, uint64(x.Habit&255), uint64(x.Tag))
	}
	add(40, uint64(p.Entry.Middle), uint64(t.Entry.Middle))
	add(41, uint64(t.Entry.Middle), uint64(n.Entry.Middle))
	add(42, uint64(p.Entry.Coarse)<<16|uint64(t.Entry.Coarse), uint64(n.Entry.Coarse))
	add(43, uint64(p2.Entry.Middle), uint64(p.Entry.Middle))
	add(44, p.Hash, uint64(t.Entry.Middle))
	add(45, n.Hash, uint64(t.Entry.Middle))
	add(46, list(p)<<20|list(t), fl)
	add(47, list(t)<<20|list(n), fl)
	add(48, uint64(p.Habit&255)<<8|uint64(t.Habit&255), fl&1)
	add(49, uint64(t.Habit&255)<<8|uint64(n.Habit&255), fl&1)
	add(50, words.Hash(s[:min(k, 4)]), 0)
	add(51, words.Hash(s[:min(k, 6)]), 0)
	add(52, words.Hash(s[max(0, k-4):]), fl&1)
	add(53, words.Hash(s[max(0, k-6):]), fl&1)
	add(54, words.Hash(s[max(0, k-2):]), uint64(min(k/2, 9))<<1|fl&1)
	add(55, uint64(t.Matched), 0)
	add(56, uint64(t.Matched), uint64(n.Matched))
	add(57, p3.Hash, 1)
	add(58, p2.Hash, p.Hash)
	add(59, n.Hash, n2.Hash)
	add(60, uint64(t.Entry.Count/6), uint64(t.Habit&255))
	add(61, p.Hash, fl<<8|uint64(t.Tag))
	add(62, p.Whole, n.Whole)
	add(63, uint64(p.Entry.Middle), fl<<8|uint64(t.Tag))
	add(64, uint64(t.Entry.Class&(words.ListedNoun|words.ListedAdj|words.BrokenPlural|words.Masdar|words.VerbPerfect|words.VerbImperfect|words.DerivedAdj)), fl)
	rare := uint64(max(t.Entry.Count, t.Entry.Stem)+3) / 4
	if rare < 6 {
		rn := uint64(max(n.Entry.Count, n.Entry.Stem)+3) / 4
		if rn > 6 {
			rn = 6
		}
		add(66, p.Hash, rare)
		add(67, n.Hash, rare)
		add(68, uint64(p.Entry.Middle), fl)
		add(69, uint64(p.Tag)<<8|uint64(n.Tag), fl<<4|rare)
		add(70, list(p), fl<<4|rare)
		add(71, rn<<4|rare, uint64(t.Tag))
		add(72, words.Hash(s[max(0, k-8):]), 0)
		for j := 0; j+6 <= k && j < 14; j += 2 {
			add(73, words.Hash(s[j:j+6]), 0)
		}
	}
	add(85, uint64(t.Before), fl&1)
	add(86, uint64(p.Before)<<4|uint64(t.Before), uint64(n.Before))
	if t.Before > 0 {
		add(87, uint64(t.Before), uint64(t.Habit&255))
		add(88, uint64(t.Before), uint64(t.Tag)<<8|fl)
	}
	first := uint64(0)
	if i == 0 {
		first = 1
	}
	add(65, first, uint64(t.Tag)<<8|fl)
	return buf
}

// Decoder holds the scratch space of decoding; the zero value is ready.
type Decoder struct {
	score  [][NLabels]int32
	back   [][NLabels]uint8
	labels []Label
}

// Decode labels the tokens of a sentence. The result is valid until the next
// call.
func (m *Model[T]) Decode(d *Decoder, ts []Token) []Label {
	n := len(ts)
	if cap(d.labels) < n {
		d.score, d.back, d.labels = make([][NLabels]int32, n*2), make([][NLabels]uint8, n*2), make([]Label, n*2)
	}
	score, back, labels := d.score[:n], d.back[:n], d.labels[:n]
	mask := uint32(len(m.W) - 1)
	var buf [maxFeatures]uint32
	for i := range ts {
		var local [NLabels]int32
		for _, f := range Features(ts, i, buf[:0]) {
			row := m.W[f&mask:][:NLabels:NLabels]
			for l := range local {
				local[l] += int32(row[l])
			}
		}
		local[0] -= m.Bias
		for l := Label(0); l < NLabels; l++ {
			best, from := int32(-1<<30), 0
			if i == 0 {
				if l == 0 || l.Starts() {
					best = m.Trans[NLabels*16+int(l)]
				}
			} else {
				for q := Label(0); q < NLabels; q++ {
					if l > 0 && !l.Starts() && (q == 0 || q.Type() != l.Type()) {
						continue
					}
					if s := score[i-1][q] + m.Trans[int(q)*16+int(l)]; s > best {
						best, from = s, int(q)
					}
				}
			}
			score[i][l], back[i][l] = max(best+local[l], -1<<30), uint8(from)
		}
	}
	if n == 0 {
		return labels
	}
	best := 0
	for l := range NLabels {
		if score[n-1][l] > score[n-1][best] {
			best = l
		}
	}
	for i := n - 1; i >= 0; i-- {
		labels[i] = Label(best)
		best = int(back[i][best])
	}
	return labels
}

// Memory remembers which stems were names earlier in the text: news gives a
// name in full once and by its last part later. The zero value remembers
// nothing.
type Memory struct {
	keys  [1 << 11]uint32
	types [1 << 11]uint8
}

// Reset forgets all.
func (m *Memory) Reset() { clear(m.keys[:]) }

// Fill sets Before of the tokens.
func (m *Memory) Fill(ts []Token) {
	for i := range ts {
		k := ts[i].Hash & (1<<11 - 1)
		ts[i].Before = 0
		if m.keys[k] == uint32(ts[i].Hash>>32)|1 {
			ts[i].Before = m.types[k]
		}
	}
}

// Store remembers the names of a sentence.
func (m *Memory) Store(ts []Token, labels []Label) {
	for i, l := range labels {
		if l > 0 && ts[i].Kind == 0 && ts[i].Entry.Class&words.Closed == 0 {
			k := ts[i].Hash & (1<<11 - 1)
			m.keys[k], m.types[k] = uint32(ts[i].Hash>>32)|1, uint8(l.Type()+1)
		}
	}
}
