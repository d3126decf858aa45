package train

import (
	"cmp"
	"math"
	"slices"

	"isnad/record"
)

const (
	steps = 400
	rate  = 0.5
)

// binary fits the log-odds of yes by gradient descent with Adagrad steps on the
// logistic loss. An L2 penalty draws the weights to those of prior, which are
// what few examples leave standing. The order of the examples is the order of the
// sums, so equal examples give equal weights.
func binary(xs []example, prior record.Weights, penalty float64) record.Weights {
	m := newModel(prior, penalty)
	for _, x := range xs {
		for _, f := range x.features {
			m.id(f)
		}
	}
	return m.fit(len(xs), func(add func(f record.Feature, g float64)) {
		for _, x := range xs {
			target := 0.0
			if x.yes {
				target = 1
			}
			g := record.Probability(m.score(x.features)) - target
			for _, f := range x.features {
				add(f, g)
			}
		}
	})
}

// multinomial fits the scores of the options of choices by maximum entropy, in
// the same way.
func multinomial(cs []choice, prior record.Weights, penalty float64) record.Weights {
	m := newModel(prior, penalty)
	for _, c := range cs {
		for _, o := range c.options {
			for _, f := range o {
				m.id(f)
			}
		}
	}
	return m.fit(len(cs), func(add func(f record.Feature, g float64)) {
		for _, c := range cs {
			p := make([]float64, len(c.options))
			highest := math.Inf(-1)
			for i, o := range c.options {
				p[i] = m.score(o)
				highest = max(highest, p[i])
			}
			sum := 0.0
			for i := range p {
				p[i] = math.Exp(p[i] - highest)
				sum += p[i]
			}
			for i, o := range c.options {
				g := p[i] / sum
				if i == c.right {
					g--
				}
				for _, f := range o {
					add(f, g)
				}
			}
		}
	})
}

// model is a vector of weights under way.
type model struct {
	penalty  float64
	index    map[record.Feature]int
	names    []record.Feature
	w, prior []float64
}

func newModel(prior record.Weights, penalty float64) *model {
	m := &model{penalty: penalty, index: map[record.Feature]int{}}
	for _, f := range sorted(prior) {
		i := m.id(f)
		m.w[i], m.prior[i] = prior[f], prior[f]
	}
	return m
}

func (m *model) id(f record.Feature) int {
	i, ok := m.index[f]
	if !ok {
		i = len(m.names)
		m.index[f] = i
		m.names = append(m.names, f)
		m.w, m.prior = append(m.w, 0), append(m.prior, 0)
	}
	return i
}

func (m *model) score(features []record.Feature) float64 {
	sum := 0.0
	for _, f := range features {
		sum += m.w[m.index[f]]
	}
	return sum
}

// fit takes steps down the gradient of n examples.
func (m *model) fit(n int, gradient func(add func(record.Feature, float64))) record.Weights {
	g, past := make([]float64, len(m.w)), make([]float64, len(m.w))
	for range steps {
		for i := range g {
			g[i] = m.penalty * (m.w[i] - m.prior[i])
		}
		gradient(func(f record.Feature, d float64) { g[m.index[f]] += d })
		for i := range g {
			past[i] += g[i] * g[i]
			if past[i] > 0 {
				m.w[i] -= rate * g[i] / math.Sqrt(past[i])
			}
		}
	}
	out := record.Weights{}
	for i, f := range m.names {
		if w := math.Round(1000*m.w[i]) / 1000; w != 0 {
			out[f] = w
		}
	}
	return out
}

// isotonic returns the knots of the rising step function that fits the answers
// best (pool adjacent violators; Zadrozny and Elkan 2002), each pool as a point
// at its mean score. Pools smaller than least are joined to their neighbours,
// and the value of a pool is smoothed by one answer of each kind.
func isotonic(scores []float64, yes []bool, least int) []record.Knot {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	type pool struct{ n, yes, score float64 }
	var pools []pool
	right := func(p pool) float64 { return p.yes / p.n }
	for _, i := range order {
		p := pool{1, 0, scores[i]}
		if yes[i] {
			p.yes = 1
		}
		pools = append(pools, p)
		for n := len(pools); n > 1 && (pools[n-2].n < float64(least) || right(pools[n-2]) >= right(pools[n-1])); n = len(pools) {
			a, b := pools[n-2], pools[n-1]
			pools = append(pools[:n-2], pool{a.n + b.n, a.yes + b.yes, a.score + b.score})
		}
	}
	if n := len(pools); n > 1 && pools[n-1].n < float64(least) {
		a, b := pools[n-2], pools[n-1]
		pools = append(pools[:n-2], pool{a.n + b.n, a.yes + b.yes, a.score + b.score})
	}
	var knots []record.Knot
	for _, p := range pools {
		knots = append(knots, record.Knot{Score: p.score / p.n, Right: (p.yes + 1) / (p.n + 2)})
	}
	return knots
}
