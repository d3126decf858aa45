package train

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"isnad/arabic"
	"isnad/arabic/internal/words"
)

// stream is the raw news as stems: ids into forms, -1 at the end of a sentence.
type stream struct {
	Forms []string
	Count []int
	IDs   []int32
}

// reader analyses text with a model that is not embedded yet.
type reader struct {
	m       *words.Model[int8]
	decoder words.Decoder
	slots   map[string]*words.Word
	ws      []*words.Word
}

// sentence decodes tokens and gives each one's chosen candidate.
func (r *reader) sentence(d *arabic.Doc, tokens []arabic.Token) ([]*words.Word, []int) {
	if len(r.slots) > 60000 {
		clear(r.slots)
	}
	r.ws = r.ws[:0]
	for _, t := range tokens {
		raw := t.Of(d.Text)
		w := r.slots[raw]
		if w == nil {
			w = &words.Word{}
			if t.Kind == arabic.Word && t.Folded != "" {
				r.m.Prepare(w, words.SurfaceOf(raw, t.Folded))
			} else {
				w.Fixed(t.Folded, kindTag(t.Kind))
			}
			r.slots[raw] = w
		}
		r.ws = append(r.ws, w)
	}
	return r.ws, r.m.Decode(&r.decoder, r.ws, nil)
}

// stems reads the news with m.
func stems(m *words.Model[int8], path string) (*stream, error) {
	r := &reader{m: m, slots: map[string]*words.Word{}}
	s := &stream{}
	ids := map[string]int32{}
	err := news(path, func(text string) {
		d := arabic.Tokenize(text)
		for _, sent := range d.Sentences {
			ws, path := r.sentence(d, d.Tokens[sent.First:sent.Last])
			for i, w := range ws {
				c := w.Cands[path[i]]
				f := words.ClassForm(&w.Segs[c.Seg], c.Tag)
				id, ok := ids[f]
				if !ok {
					id = int32(len(s.Forms))
					ids[f] = id
					s.Forms = append(s.Forms, f)
					s.Count = append(s.Count, 0)
				}
				s.Count[id]++
				s.IDs = append(s.IDs, id)
			}
			s.IDs = append(s.IDs, -1)
		}
	})
	return s, err
}

const dims = 48

// vectors learns a vector for every form that stands at least least times, by
// skip-grams with negative samples (Mikolov et al. 2013) whose left and right
// neighbours are told apart (Ling et al. 2015).
func vectors(s *stream, least, epochs int, log io.Writer) (forms []int32, vec []float32) {
	index := make([]int32, len(s.Forms))
	for id, n := range s.Count {
		index[id] = -1
		if n >= least {
			index[id] = int32(len(forms))
			forms = append(forms, int32(id))
		}
	}
	n := len(forms)
	rng := rand.New(rand.NewPCG(27, 18))
	vec = make([]float32, n*dims)
	for i := range vec {
		vec[i] = (rng.Float32() - 0.5) / dims
	}
	out := [2][]float32{make([]float32, n*dims), make([]float32, n*dims)}
	total := 0
	for _, f := range forms {
		total += s.Count[f]
	}
	// Negative samples by count to the power of 3/4.
	table := make([]int32, 0, 1<<22)
	sum := 0.0
	for _, f := range forms {
		sum += math.Pow(float64(s.Count[f]), 0.75)
	}
	acc := 0.0
	for i, f := range forms {
		acc += math.Pow(float64(s.Count[f]), 0.75) / sum
		for float64(len(table)) < acc*(1<<22) && len(table) < 1<<22 {
			table = append(table, int32(i))
		}
	}
	keep := make([]float32, n)
	for i, f := range forms {
		r := float64(s.Count[f]) / float64(total)
		keep[i] = float32(min(1, math.Sqrt(3e-4/r)))
	}
	var sig [1024]float32
	for i := range sig {
		sig[i] = float32(1 / (1 + math.Exp(-(float64(i)/1024*12 - 6))))
	}
	var grad [dims]float32
	var line []int32
	done, all := 0, epochs*len(s.IDs)
	for epoch := range epochs {
		line = line[:0]
		for _, id := range s.IDs {
			done++
			if id >= 0 {
				if k := index[id]; k >= 0 && rng.Float32() < keep[k] {
					line = append(line, k)
				}
				continue
			}
			rate := float32(0.04) * max(0.02, 1-float32(done)/float32(all))
			for i, w := range line {
				v := vec[int(w)*dims : int(w)*dims+dims]
				for o := -2; o <= 2; o++ {
					j := i + o
					if o == 0 || j < 0 || j >= len(line) {
						continue
					}
					side := out[0]
					if o > 0 {
						side = out[1]
					}
					clear(grad[:])
					for neg := range 6 {
						target, label := line[j], float32(1)
						if neg > 0 {
							target, label = table[rng.Uint32()&(1<<22-1)], 0
							if target == line[j] {
								continue
							}
						}
						u := side[int(target)*dims : int(target)*dims+dims]
						dot := float32(0)
						for x := range dims {
							dot += v[x] * u[x]
						}
						p := float32(0)
						switch {
						case dot > 5.99:
							p = 1
						case dot > -5.99:
							p = sig[int((dot+6)*1024/12)]
						}
						g := (label - p) * rate
						for x := range dims {
							grad[x] += g * u[x]
							u[x] += g * v[x]
						}
					}
					for x := range dims {
						v[x] += grad[x]
					}
				}
			}
			line = line[:0]
		}
		fmt.Fprintf(log, "classes: vectors, epoch %d of %d\n", epoch+1, epochs)
	}
	// Length one, so that clustering compares directions.
	for i := range n {
		v := vec[i*dims : i*dims+dims]
		norm := float32(0)
		for _, x := range v {
			norm += x * x
		}
		norm = float32(math.Sqrt(float64(norm))) + 1e-9
		for x := range v {
			v[x] /= norm
		}
	}
	return forms, vec
}

// cluster parts vectors into k classes by spherical k-means; the commonest
// forms, which come first in order, seed it.
func cluster(vec []float32, order []int, k, rounds int) []int {
	n := len(vec) / dims
	k = min(k, n)
	centre := make([]float32, k*dims)
	for c := range k {
		i := order[c]
		copy(centre[c*dims:], vec[i*dims:i*dims+dims])
	}
	class := make([]int, n)
	for range rounds {
		for i := range n {
			v := vec[i*dims : i*dims+dims]
			best, score := 0, float32(-2)
			for c := range k {
				u := centre[c*dims : c*dims+dims]
				dot := float32(0)
				for x := range dims {
					dot += v[x] * u[x]
				}
				if dot > score {
					best, score = c, dot
				}
			}
			class[i] = best
		}
		clear(centre)
		for i, c := range class {
			for x := range dims {
				centre[c*dims+x] += vec[i*dims+x]
			}
		}
		for c := range k {
			u := centre[c*dims : c*dims+dims]
			norm := float32(0)
			for _, x := range u {
				norm += x * x
			}
			norm = float32(math.Sqrt(float64(norm))) + 1e-9
			for x := range u {
				u[x] /= norm
			}
		}
	}
	return class
}

// classes fills c.class and c.stem from the news as m reads it.
func (c *counts) classes(s *stream, log io.Writer) {
	for id, f := range s.Forms {
		c.stem[f] += s.Count[id]
	}
	forms, vec := vectors(s, 5, 4, log)
	order := make([]int, len(forms))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.Count[forms[b]], s.Count[forms[a]]) })
	a, b, d := cluster(vec, order, 64, 12), cluster(vec, order, 256, 10), cluster(vec, order, 1024, 8)
	for i, f := range forms {
		c.class[s.Forms[f]] = [3]int{a[i], b[i], d[i]}
	}
	fmt.Fprintf(log, "classes: %d forms in 64, 256 and 1024 classes\n", len(forms))
}
