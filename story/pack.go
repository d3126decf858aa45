package story

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"

	"isnad/arabic"
)

// Pack returns the digest with what comparing does without, names, figures,
// assertions and paragraphs, packed to a fraction of its size: an Index of dense
// news holds ten thousands of digests. Nothing but comparing is done with it
// until its story is unpacked.
func (d *Digest) Pack() *Digest {
	if d.packed != nil {
		return d
	}
	c := packers.Get().(*codec)
	defer packers.Put(c)
	clear(c.number)
	c.bytes, c.keys = c.bytes[:0], append(c.keys[:0], d.shingles...)
	for i, k := range d.shingles {
		c.number[k] = i
	}
	c.digest(d)
	c.packed = zstdWriter().EncodeAll(c.bytes, c.packed[:0])
	return &Digest{ID: d.ID, At: d.At, Placed: d.Placed, With: d.With, lemmas: d.lemmas, title: d.title, names: d.names, shingles: d.shingles, sketch: d.sketch,
		packed: bytes.Clone(c.packed)}
}

// Unpack returns the story with its articles as they were before Pack.
func (s *Story) Unpack() *Story {
	whole := map[*Digest]*Digest{}
	out := *s
	out.Articles, out.Steps, out.Near = slices.Clone(s.Articles), slices.Clone(s.Steps), slices.Clone(s.Near)
	for i, d := range s.Articles {
		if d.packed != nil {
			d = d.unpack()
		}
		whole[s.Articles[i]] = d
		out.Articles[i], out.Steps[i].Article = d, d
	}
	for i, p := range s.Near {
		out.Near[i][1] = whole[p[1]]
		if d := whole[p[0]]; d != nil { // the original can stand in another story
			out.Near[i][0] = d
		}
	}
	return &out
}

func (d *Digest) unpack() *Digest {
	b, err := zstdReader().DecodeAll(d.packed, nil)
	if err != nil {
		panic("story: a packed digest was changed: " + err.Error()) // it never left memory
	}
	whole := *d
	whole.packed = nil
	c := &codec{reading: true, bytes: b, text: string(b), keys: slices.Clone(d.shingles)}
	c.digest(&whole)
	return &whole
}

// codec writes the packed fields of a digest, or reads them: each method does
// either, so that the layout stands once. What it reads are parts of one string.
type codec struct {
	reading bool
	bytes   []byte
	packed  []byte // bytes, when written
	text    string // bytes, when reading
	at      int    // where in bytes to read on

	// Keys are written once and then as their number; those of the digest's
	// shingles are known.
	keys   []uint64
	number map[uint64]int // when writing
}

var packers = sync.Pool{New: func() any { return &codec{number: map[uint64]int{}} }}

// An article is small: larger windows would only take memory.
var (
	zstdWriter = sync.OnceValue(func() *zstd.Encoder {
		w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<16), zstd.WithEncoderCRC(false))
		if err != nil {
			panic(err) // options that cannot go together
		}
		return w
	})
	zstdReader = sync.OnceValue(func() *zstd.Decoder {
		r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0))
		if err != nil {
			panic(err)
		}
		return r
	})
)

func (c *codec) digest(d *Digest) {
	str(c, &d.OwnID)
	str(c, &d.Outlet)
	str(c, &d.URL)
	str(c, &d.Title)
	list(c, &d.Named, func(n *Named) {
		str(c, &n.Name)
		str(c, &n.Type)
	})
	list(c, &d.Figures, func(f *Figure) {
		if c.reading {
			f.Article = d
		}
		c.span(&f.Span)
		str(c, &f.Text)
		c.float(&f.Value)
		str(c, &f.Of)
		c.flag(&f.Approx)
		c.voice(&f.Source)
		c.key(&f.of)
		str(c, &f.toll)
	})
	list(c, &d.Assertions, func(p **Assertion) {
		if c.reading {
			*p = &Assertion{Article: d}
		}
		c.assertion(*p)
	})
	list(c, &d.paragraphs, func(p *paragraph) {
		if c.reading {
			p.Article = d
		}
		c.span(&p.Span)
		str(c, &p.Text)
		list(c, &p.shingles, c.key)
	})
}

func (c *codec) assertion(a *Assertion) {
	c.span(&a.Span)
	str(c, &a.Text)
	str(c, &a.Statement)
	c.voice(&a.Source)
	list(c, &a.Chain, c.voice)
	list(c, &a.Suggested, c.voice)
	str(c, &a.Kind)
	str(c, &a.Act)
	c.flag(&a.Negated)
	c.flag(&a.Hedged)
	list(c, &a.keys, c.key)
	list(c, &a.negates, c.key)
	list(c, &a.counts, c.count)
	list(c, &a.times, c.count)
	c.int(&a.passage)
}

func (c *codec) voice(v *Voice) {
	str(c, &v.Name)
	str(c, &v.Type)
	str(c, &v.Body)
	list(c, &v.Roles, func(s *string) { str(c, s) })
}

func (c *codec) count(n *count) {
	c.float(&n.value)
	c.key(&n.of)
	c.flag(&n.approx)
}

func (c *codec) span(s *arabic.Span) {
	c.int(&s.Start)
	c.int(&s.End)
}

func (c *codec) int(n *int) {
	if c.reading {
		v, size := binary.Varint(c.bytes[c.at:])
		*n = int(v)
		c.at += size
	} else {
		c.bytes = binary.AppendVarint(c.bytes, int64(*n))
	}
}

func (c *codec) word(n *uint64) {
	if c.reading {
		*n = binary.LittleEndian.Uint64(c.bytes[c.at:])
		c.at += 8
	} else {
		c.bytes = binary.LittleEndian.AppendUint64(c.bytes, *n)
	}
}

func (c *codec) float(f *float64) {
	bits := math.Float64bits(*f)
	if c.word(&bits); c.reading {
		*f = math.Float64frombits(bits)
	}
}

func (c *codec) flag(b *bool) {
	n := 0
	if *b {
		n = 1
	}
	if c.int(&n); c.reading {
		*b = n == 1
	}
}

func (c *codec) key(k *uint64) {
	next := len(c.keys)
	if c.reading {
		n := 0
		if c.int(&n); n < next {
			*k = c.keys[n]
			return
		}
	} else {
		n, known := c.number[*k]
		if !known {
			n = next
			c.number[*k] = n
		}
		if c.int(&n); known {
			return
		}
	}
	c.word(k)
	c.keys = append(c.keys, *k)
}

func str[T ~string](c *codec, s *T) {
	n := len(*s)
	if c.int(&n); c.reading {
		*s = T(c.text[c.at : c.at+n])
		c.at += n
	} else {
		c.bytes = append(c.bytes, *s...)
	}
}

// list keeps apart a list that is empty and one that is nil.
func list[T any](c *codec, l *[]T, item func(*T)) {
	n := len(*l)
	if *l == nil {
		n = -1
	}
	if c.int(&n); c.reading {
		if *l = nil; n >= 0 {
			*l = make([]T, n)
		}
	}
	for i := range *l {
		item(&(*l)[i])
	}
}
