package train

import (
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"

	"isnad/arabic"
	"isnad/arabic/internal/words"
)

// example is a sentence ready for learning.
type example struct {
	ws []*words.Word
	ok [][]bool // for each word, which candidates the corpus allows; nil is all
}

// perceptron is an averaged structured perceptron with latent choices: where
// the corpus allows several analyses, the best of them by the present weights
// is the one to learn (Collins 2002; Sun et al. 2009).
type perceptron struct {
	m     words.Model[int32]
	sumW  []int64
	sumT  []int64
	clock int64
}

func newPerceptron(l words.Lexicon, bits int) *perceptron {
	p := &perceptron{}
	p.m.Lexicon = l
	p.m.W = make([]int32, 1<<bits)
	p.m.Trans = make([]int32, words.NStates*words.NSigs)
	p.sumW = make([]int64, len(p.m.W))
	p.sumT = make([]int64, len(p.m.Trans))
	return p
}

func (p *perceptron) bump(ws []*words.Word, path []int, by int32) {
	var ctx words.Context
	for i, k := range path {
		if len(ws[i].Cands) > 1 {
			ctx.Fill(ws, i)
			p.m.Each(ws, i, k, &ctx, func(f uint32) {
				p.m.W[f] += by
				p.sumW[f] += int64(by) * p.clock
			})
		}
		state := int(words.Punct) << 2
		if i > 0 {
			state = int(ws[i-1].Cands[path[i-1]].State)
		}
		t := state*words.NSigs + int(ws[i].Cands[k].Sig)
		p.m.Trans[t] += by
		p.sumT[t] += int64(by) * p.clock
	}
}

// learn returns the weights of several runs, averaged. The runs begin from
// nothing and differ in the order of the examples; one alone depends on its
// order by a few tenths of a point, and on every change of a word list.
func (p *perceptron) learn(examples []example, epochs, runs int, log io.Writer) (w, t []float64) {
	w, t = make([]float64, len(p.m.W)), make([]float64, len(p.m.Trans))
	for seed := range runs {
		p.learnOnce(examples, epochs, uint64(seed), log)
		n := float64(runs)
		for i, x := range p.m.W {
			w[i] += (float64(x) - float64(p.sumW[i])/float64(p.clock+1)) / n
		}
		for i, x := range p.m.Trans {
			t[i] += (float64(x) - float64(p.sumT[i])/float64(p.clock+1)) / n
		}
	}
	return w, t
}

// learnOnce runs over the examples in a random order that seed fixes, and
// leaves their sums for the averages over the whole run.
func (p *perceptron) learnOnce(examples []example, epochs int, seed uint64, log io.Writer) {
	clear(p.m.W)
	clear(p.m.Trans)
	clear(p.sumW)
	clear(p.sumT)
	p.clock = 0
	rng := rand.New(rand.NewPCG(3, 14+seed))
	var d1, d2 words.Decoder
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	for epoch := range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		wrong, total := 0, 0
		for _, x := range order {
			e := &examples[x]
			p.clock++
			for _, w := range e.ws {
				if len(w.Cands) > 1 {
					p.m.Rescore(w)
				}
			}
			got := p.m.Decode(&d1, e.ws, nil)
			bad := false
			for i, k := range got {
				total++
				if e.ok[i] != nil && !e.ok[i][k] {
					bad = true
					wrong++
				}
			}
			if !bad {
				continue
			}
			want := p.m.Decode(&d2, e.ws, func(i, k int) bool { return e.ok[i] == nil || e.ok[i][k] })
			p.bump(e.ws, want, 1)
			p.bump(e.ws, got, -1)
		}
		fmt.Fprintf(log, "words: epoch %d: %d of %d tokens wrong\n", epoch+1, wrong, total)
	}
}

// quantise rounds weights to bytes. The scale leaves all but one in a hundred
// thousand of the weights that are not zero unclipped.
func quantise(w, t []float64) ([]int8, []int32) {
	var abs []float64
	for _, x := range w {
		if x != 0 {
			abs = append(abs, max(x, -x))
		}
	}
	slices.Sort(abs)
	scale := 1.0
	if len(abs) > 0 {
		scale = 127 / abs[min(len(abs)-1, len(abs)-len(abs)/100000)]
	}
	q := make([]int8, len(w))
	for i, x := range w {
		q[i] = int8(max(-127, min(127, round(x*scale))))
	}
	tr := make([]int32, len(t))
	for i, x := range t {
		tr[i] = int32(round(x * scale))
	}
	return q, tr
}

func round(x float64) float64 {
	if x < 0 {
		return float64(int64(x - 0.5))
	}
	return float64(int64(x + 0.5))
}

// prepare turns gold sentences into examples. Identical tokens share nothing:
// scores are refreshed in place.
func (p *perceptron) prepare(gold []goldSentence, stats map[string]int) []example {
	var out []example
	for _, s := range gold {
		e := example{}
		for _, g := range s {
			w := &words.Word{}
			if g.kind == arabic.Word {
				p.m.Prepare(w, words.SurfaceOf(g.raw, g.folded))
			} else {
				w.Fixed(g.folded, kindTag(g.kind))
			}
			e.ws = append(e.ws, w)
			e.ok = append(e.ok, allowed(w, g, stats, &p.m.Lexicon))
		}
		out = append(out, e)
	}
	return out
}

func kindTag(k arabic.Kind) words.Tag {
	switch k {
	case arabic.Number:
		return words.Num
	case arabic.Punct:
		return words.Punct
	case arabic.Symbol:
		return words.Sym
	}
	return words.Other
}

// allowed says which candidates agree with the gold pieces; nil where nothing
// is known or nothing agrees.
func allowed(w *words.Word, g goldToken, stats map[string]int, l *words.Lexicon) []bool {
	if g.pieces == nil || len(w.Cands) < 2 {
		return nil
	}
	if g.loose {
		g = sure(w, g, l)
		if g.pieces == nil {
			return nil
		}
	}
	ok := make([]bool, len(w.Cands))
	any, exact := false, false
	match := make([]bool, len(w.Cands))
	for k := range w.Cands {
		m, tag := agrees(w, k, g)
		match[k] = m
		ok[k] = m && tag
		if g.must != 0 && m && w.Segs[w.Cands[k].Seg].Pro != g.must {
			ok[k], match[k], m = false, false, false
		}
		if slices.Contains(g.never, w.Segs[w.Cands[k].Seg].Pro) {
			ok[k], match[k], m = false, false, false
		}
		any = any || match[k]
		exact = exact || ok[k]
	}
	if exact {
		return ok
	}
	if any {
		stats["tag"]++
		return match
	}
	stats["cut"]++
	return nil
}

// sure adds to a token of NewsFANE, which cuts prepositions and the future
// particle only at times, the cuts that are certain: before the article, and
// before a form that is only an imperfect. ب and ل with a pronoun tell nothing
// where they stand uncut.
func sure(w *words.Word, g goldToken, l *words.Lexicon) goldToken {
	if len(g.pieces) == 0 {
		return g
	}
	last := g.pieces[len(g.pieces)-1].letters
	if len(g.pieces) == 1 && last <= 4 || len(g.pieces) == 2 && g.pieces[0].letters == 1 && last <= 3 {
		for i := range w.Segs {
			if s := &w.Segs[i]; s.Pron > 0 && s.End-s.Start == 2 {
				g.pieces = nil
				return g
			}
		}
	}
	for i := range w.Segs {
		s := &w.Segs[i]
		if (s.Pro == words.Bi || s.Pro == words.Ka || s.Pro == words.Li) && !s.Al && s.Pron == 0 {
			rest := int(max(s.Entry.Count, l.Find("ال"+s.Stem).Count))
			whole := int(l.Find(g.folded[s.Start-2:]).Count)
			switch {
			case s.Entry.Class&(words.ListedNoun|words.BrokenPlural|words.Masdar|words.ListedAdj|words.DerivedAdj|words.Place|words.GivenName|words.VerbImperfect|words.Closed) == 0 && (rest+8 < whole || rest == 0 && whole > 0): // لافروف, لبنان
				g.never = append(g.never, s.Pro)
			case rest > whole+16 && len(s.Stem) >= 6: // بمصر
				g.must = s.Pro
			}
		}
		switch {
		case s.Pro == words.Bi || s.Pro == words.Ka || s.Pro == words.LiArticle || s.Pro == words.LiArticleL:
			if s.Al && s.Entry.Count > 0 {
				g.must = s.Pro
			}
		case s.Pro == words.Sa:
			if s.Entry.Class&words.VerbImperfect != 0 {
				g.must = s.Pro
			}
		}
	}
	return g
}

func agrees(w *words.Word, k int, g goldToken) (cut, tag bool) {
	c := &w.Cands[k]
	s := &w.Segs[c.Seg]
	if s.Fused > 0 {
		return len(g.pieces) == 2+int(min(1, s.Conj)), true
	}
	i := 0
	take := func(n int) bool {
		if i < len(g.pieces) && g.pieces[i].letters == n {
			i++
			return true
		}
		return false
	}
	if s.Conj > 0 && !take(1) {
		return false, false
	}
	letters := int(s.End-s.Start) / 2
	last := len(g.pieces) - 1
	if s.Pron > 0 {
		last--
		if last < i || g.pieces[last+1].letters != len(words.Pronouns[s.Pron])/2 {
			return false, false
		}
	}
	if last < i {
		return false, false
	}
	stem := g.pieces[last]
	if s.Pro != words.NoProclitic {
		switch {
		case i < last && g.pieces[i].letters == 1:
			i++
		case g.loose && s.Pro != words.Sa && stem.letters == letters+1:
			stem.letters--
		case g.loose && s.Pro == words.Sa && stem.letters == letters+1:
			stem.letters--
		default:
			return false, false
		}
	}
	if i != last || stem.letters != letters {
		return false, false
	}
	return true, stem.tags == 0 || stem.tags>>c.Tag&1 != 0
}

// Options say where the data are and what to learn.
type Options struct {
	Data string    // the folder of corpora
	Log  io.Writer // progress
}

func (o Options) path(parts ...string) string {
	return filepath.Join(append([]string{o.Data}, parts...)...)
}
