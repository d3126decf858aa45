package train

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"isnad/arabic"
	"isnad/arabic/internal/names"
	"isnad/arabic/internal/words"
	"isnad/arabic/lexicon"
)

// named is a sentence with a label for every token.
type named struct {
	ts     []names.Token
	labels []names.Label
}

var typeOf = map[string]int{"PERS": names.Per, "PER": names.Per, "LOC": names.Loc, "GPE": names.Loc, "ORG": names.Org, "MISC": names.Misc}

// bio reads lines of TOKEN TAG, a blank line or a lone full stop between
// sentences, and analyses them with r.
func bio(r *reader, path string) ([]named, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []named
	var ws, tags []string
	flush := func() {
		if len(ws) > 0 {
			out = append(out, r.named(ws, tags)...)
		}
		ws, tags = ws[:0], tags[:0]
	}
	for line := range strings.Lines(string(data)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			flush()
			continue
		}
		ws, tags = append(ws, f[0]), append(tags, f[1])
		if f[0] == "." || len(ws) > 300 {
			flush()
		}
	}
	flush()
	return out, nil
}

// named joins gold tokens by a space, reads them, and carries the tags over.
func (r *reader) named(ws, tags []string) []named {
	text := strings.Join(ws, " ")
	d := arabic.Tokenize(text)
	at := make([]int, len(text)+1) // gold token at a byte
	pos := 0
	for i, w := range ws {
		for range len(w) + 1 {
			if pos < len(at) {
				at[pos] = i
				pos++
			}
		}
	}
	var out []named
	prev := -1
	for _, s := range d.Sentences {
		tokens := d.Tokens[s.First:s.Last]
		words, path := r.sentence(d, tokens)
		var n named
		for i, t := range tokens {
			g := at[t.Start]
			n.ts = append(n.ts, nameToken(words[i], path[i], t))
			l := names.Label(0)
			if p, k, ok := strings.Cut(tags[g], "-"); ok {
				if typ, ok := typeOf[k]; ok {
					l = names.Inside(typ)
					if p == "B" && g != prev || len(n.labels) == 0 || n.labels[len(n.labels)-1] == 0 || n.labels[len(n.labels)-1].Type() != typ {
						l = names.Begin(typ)
					}
				}
			}
			prev = g
			n.labels = append(n.labels, l)
		}
		out = append(out, n)
	}
	return out
}

func nameToken(w *words.Word, k int, t arabic.Token) names.Token {
	return names.FromWord(w, k, t.Folded, arabic.NameKind(t))
}

// namePerceptron learns the weights of the name tagger.
type namePerceptron struct {
	m     names.Model[int32]
	sumW  []int64
	sumT  []int64
	clock int64
}

func (p *namePerceptron) bump(ts []names.Token, labels []names.Label, by int32, only func(i int) bool) {
	mask := uint32(len(p.m.W) - 1)
	var buf [96]uint32
	for i, l := range labels {
		if only(i) {
			for _, f := range names.Features(ts, i, buf[:0]) {
				x := (f | uint32(l)) & mask
				p.m.W[x] += by
				p.sumW[x] += int64(by) * p.clock
			}
		}
		before := names.NLabels
		if i > 0 {
			before = int(labels[i-1])
		}
		t := before*16 + int(l)
		p.m.Trans[t] += by
		p.sumT[t] += int64(by) * p.clock
	}
}

// learnNames averages the weights of several runs that differ in their order.
func (o Options) learnNames(examples []named, base names.Model[int8], epochs, runs int) scored {
	var w, t []float64
	for seed := range runs {
		w2, t2 := o.learnNamesOnce(examples, base, epochs, uint64(seed))
		if w == nil {
			w, t = w2, t2
			continue
		}
		for i, x := range w2 {
			w[i] += x
		}
		for i, x := range t2 {
			t[i] += x
		}
	}
	for i := range w {
		w[i] /= float64(runs)
	}
	for i := range t {
		t[i] /= float64(runs)
	}
	m := base
	m.W, m.Trans = quantise(w, t)
	return scored{&m}
}

func (o Options) learnNamesOnce(examples []named, base names.Model[int8], epochs int, seed uint64) (w, t []float64) {
	p := &namePerceptron{}
	p.m.W = make([]int32, 1<<nameBits)
	p.m.Trans = make([]int32, 16*(names.NLabels+1))
	p.m.Keys, p.m.Habits, p.m.Phrases, p.m.Kinds = base.Keys, base.Habits, base.Phrases, base.Kinds
	p.sumW, p.sumT = make([]int64, len(p.m.W)), make([]int64, len(p.m.Trans))
	var memory names.Memory
	for i := range examples {
		if i%articleLength == 0 {
			memory.Reset()
		}
		p.m.Look(examples[i].ts)
		memory.Fill(examples[i].ts)
		memory.Store(examples[i].ts, examples[i].labels)
	}
	rng := rand.New(rand.NewPCG(16, 18+seed))
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	var d names.Decoder
	var hidden []names.Token
	for epoch := range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		wrong := 0
		for _, x := range order {
			e := &examples[x]
			p.clock++
			// Some words are hidden, so that their surroundings learn to tell
			// what they are: most names of tomorrow are new.
			hidden = append(hidden[:0], e.ts...)
			for i := range hidden {
				if rng.Float32() < hideForm {
					hidden[i].Hash, hidden[i].Whole = 2, 2
				}
				if rng.Float32() < hideBefore {
					hidden[i].Before = 0
				}
				if rng.Float32() < hideHabit {
					hidden[i].Habit = 0
				}
				if rng.Float32() < hideHabit {
					hidden[i].Entry.Class &^= words.GivenName | words.FamilyName | words.Place | words.Organization
				}
			}
			got := p.m.Decode(&d, hidden)
			if slices.Equal(got, e.labels) {
				continue
			}
			for i := range got {
				if got[i] != e.labels[i] {
					wrong++
				}
			}
			differ := func(i int) bool { return got[i] != e.labels[i] }
			p.bump(hidden, e.labels, 1, differ)
			p.bump(hidden, got, -1, differ)
		}
		fmt.Fprintf(o.Log, "names: epoch %d: %d tokens wrong\n", epoch+1, wrong)
	}
	w = make([]float64, len(p.m.W))
	for i, x := range p.m.W {
		w[i] = float64(x) - float64(p.sumW[i])/float64(p.clock+1)
	}
	t = make([]float64, len(p.m.Trans))
	for i, x := range p.m.Trans {
		t[i] = float64(x) - float64(p.sumT[i])/float64(p.clock+1)
	}
	return w, t
}

const (
	nameBits   = 21
	hideForm   = 0.15 // share of words whose form is hidden while learning
	hideHabit  = 0.2
	hideBefore = 0.3
	// articleLength is the number of sentences that are taken for one text in
	// a corpus that does not part its texts.
	articleLength = 25
)

// phrases are the listed names of two and three words, by the hashes of their
// stems.
func phrases(r *reader) (keys []uint32, kinds []uint8) {
	type item struct {
		h    uint64
		kind uint8
	}
	var items []item
	add := func(name string, kind uint8) {
		d := arabic.Tokenize(name)
		if len(d.Tokens) < 2 || len(d.Tokens) > 3 {
			return
		}
		ws, path := r.sentence(d, d.Tokens)
		var hs []uint64
		for i := range ws {
			hs = append(hs, nameToken(ws[i], path[i], d.Tokens[i]).Hash)
		}
		items = append(items, item{names.PhraseHash(hs), kind})
	}
	for _, p := range lexicon.Places() {
		add(p.Name, names.Loc+1)
	}
	for _, x := range lexicon.Organizations() {
		add(x, names.Org+1)
	}
	for _, m := range lexicon.Media() {
		for _, f := range m {
			add(f, names.Org+1)
		}
	}
	keys = make([]uint32, tableSize(len(items)))
	kinds = make([]uint8, len(keys))
	for _, x := range items {
		i, _ := words.Insert(keys, x.h)
		kinds[i] = x.kind
	}
	return keys, kinds
}

// Names learns the name tagger over the analyses of m.
func Names(o Options, m *words.Model[int8]) (*names.Model[int8], error) {
	r := &reader{m: m, slots: map[string]*words.Word{}}
	examples, err := bio(r, o.path("ner", "anercorp-train.txt"))
	if err != nil {
		return nil, err
	}
	base := names.Model[int8]{Keys: make([]uint32, 16), Habits: make([]uint16, 16)}
	base.Phrases, base.Kinds = phrases(r)
	// A tenth of the corpus, in blocks, is held out to set the bias.
	var most, held []named
	for i, x := range examples {
		if i >= len(examples)*88/100 {
			held = append(held, x)
		} else {
			most = append(most, x)
		}
	}
	first := o.learnNames(examples, base, 8, 4)
	// The first model reads the raw news; how it uses a form there becomes a
	// feature of the second (self-training by statistics).
	base.Keys, base.Habits, err = habits(r, first.Model, o)
	if err != nil {
		return nil, err
	}
	trial := o.learnNames(most, base, 10, 1)
	bias, best := int32(0), -1.0
	for b := int32(0); b <= 400; b += 40 {
		trial.Bias = b
		f, per := trial.score(held)
		if f > best {
			bias, best = b, f
		}
		if b%80 == 0 {
			fmt.Fprintf(o.Log, "names: held out: bias %d: F1 %.2f %.2f\n", b, f, per)
		}
	}
	fmt.Fprintf(o.Log, "names: held out: bias %d: F1 %.2f\n", bias, best)
	m2 := o.learnNames(examples, base, 12, 16)
	m2.Bias = bias
	return m2.Model, nil
}

// scored is a model with its F1 over spans.
type scored struct{ *names.Model[int8] }

func (m scored) score(sents []named) (all, per float64) {
	type span struct{ i, first, last, typ int }
	var d names.Decoder
	var memory names.Memory
	right, found, gold := [5]int{}, [5]int{}, [5]int{}
	for i, s := range sents {
		set := map[span]bool{}
		spans(s.labels, func(a, b, t int) { set[span{i, a, b, t}] = true; gold[t]++; gold[4]++ })
		if i%articleLength == 0 {
			memory.Reset()
		}
		m.Look(s.ts)
		memory.Fill(s.ts)
		labels := m.Decode(&d, s.ts)
		memory.Store(s.ts, labels)
		spans(labels, func(a, b, t int) {
			found[t]++
			found[4]++
			if set[span{i, a, b, t}] {
				right[t]++
				right[4]++
			}
		})
	}
	f := func(t int) float64 { return 200 * float64(right[t]) / float64(max(1, found[t]+gold[t])) }
	return f(4), f(names.Per)
}

func spans(labels []names.Label, f func(first, last, typ int)) {
	for i := 0; i < len(labels); i++ {
		if labels[i] == 0 {
			continue
		}
		j := i + 1
		for j < len(labels) && labels[j] != 0 && !labels[j].Starts() && labels[j].Type() == labels[i].Type() {
			j++
		}
		f(i, j, labels[i].Type())
		i = j - 1
	}
}

// habits counts how the first model labels every stem of the news.
func habits(r *reader, m *names.Model[int8], o Options) ([]uint32, []uint16, error) {
	count := map[string]*[names.NTypes + 1]int32{}
	var d names.Decoder
	var memory names.Memory
	var ts []names.Token
	err := news(o.path("news", "ant-2018.jsonl.gz"), func(text string) {
		doc := arabic.Tokenize(text)
		memory.Reset()
		for _, s := range doc.Sentences {
			tokens := doc.Tokens[s.First:s.Last]
			ws, path := r.sentence(doc, tokens)
			ts = ts[:0]
			for i := range ws {
				ts = append(ts, nameToken(ws[i], path[i], tokens[i]))
			}
			m.Look(ts)
			memory.Fill(ts)
			labels := m.Decode(&d, ts)
			memory.Store(ts, labels)
			for i, l := range labels {
				if ts[i].Kind != 0 {
					continue
				}
				c := count[ts[i].Stem]
				if c == nil {
					c = new([names.NTypes + 1]int32)
					count[strings.Clone(ts[i].Stem)] = c
				}
				if l > 0 {
					c[l.Type()]++
				} else {
					c[names.NTypes]++
				}
			}
		}
	})
	if err != nil {
		return nil, nil, err
	}
	forms := make([]string, 0, len(count))
	for f, c := range count {
		if c[0]+c[1]+c[2]+c[3]+c[4] >= 2 {
			forms = append(forms, f)
		}
	}
	slices.Sort(forms)
	keys := make([]uint32, tableSize(len(forms)))
	habits := make([]uint16, len(keys))
	for _, f := range forms {
		i, _ := words.Insert(keys, words.Hash(f))
		habits[i] = habit(count[f])
	}
	fmt.Fprintf(o.Log, "names: habits of %d forms\n", len(forms))
	return keys, habits, nil
}

// habit packs shares: for each type 0 under 2 %, 1 under 20 %, 2 under 60 %, 3
// above; and how often the form stands.
func habit(c *[names.NTypes + 1]int32) uint16 {
	total := int32(0)
	for _, n := range c {
		total += n
	}
	var h uint16
	for t := range names.NTypes {
		share := 100 * c[t] / max(total, 1)
		v := uint16(0)
		switch {
		case share >= 60:
			v = 3
		case share >= 20:
			v = 2
		case share >= 2:
			v = 1
		}
		h |= v << (2 * t)
	}
	often := uint16(1)
	for n := total; n >= 8 && often < 7; n /= 8 {
		often++
	}
	return h | often<<8
}
