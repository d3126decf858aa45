package coding

import (
	"encoding/json"
	"math"
)

// z is the 97.5th percentile of the normal distribution, for intervals of 95 %.
const z = 1.959963984540054

// Figure is a measure with its interval of confidence of 95 %. NaN stands for one
// that the cases do not tell.
type Figure struct{ Value, Low, High float64 }

// Known reports whether the cases tell the figure.
func (f Figure) Known() bool { return !math.IsNaN(f.Value) }

// MarshalJSON writes value, low and high, null where they are not known.
func (f Figure) MarshalJSON() ([]byte, error) {
	if !f.Known() {
		return []byte("null"), nil
	}
	round := func(x float64) float64 { return math.Round(x*1e4) / 1e4 }
	return json.Marshal(struct {
		Value float64 `json:"value"`
		Low   float64 `json:"low"`
		High  float64 `json:"high"`
	}{round(f.Value), round(f.Low), round(f.High)})
}

// Share is k of n, with the score interval of Wilson (Probable inference, the law
// of succession, and statistical inference, JASA 22, 1927), which Brown, Cai and
// DasGupta (Interval estimation for a binomial proportion, Statistical Science 16,
// 2001) recommend for small samples.
//
// Laws: 0 ≤ Low ≤ Value ≤ High ≤ 1; unknown for n = 0.
func Share(k, n int) Figure {
	if n == 0 {
		return Figure{math.NaN(), math.NaN(), math.NaN()}
	}
	p, m := float64(k)/float64(n), float64(n)
	center := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return Figure{p, min(p, max(0, center-half)), max(p, min(1, center+half))}
}

// Kappa is Cohen's kappa (A coefficient of agreement for nominal scales, Educational
// and Psychological Measurement 20, 1960) of a square table of counts, with the
// interval from the large-sample standard error of Fleiss, Cohen and Everitt (Large
// sample standard errors of kappa and weighted kappa, Psychological Bulletin 72,
// 1969).
//
// Laws: at most 1, and 1 where all counts are on the diagonal of two classes or
// more; the same for the transposed table and for classes in another order;
// unknown where one of both uses one class only, since it is then 0 or undefined
// whatever the other says. At full agreement the interval has no width.
func Kappa(table [][]int) Figure {
	unknown := Figure{math.NaN(), math.NaN(), math.NaN()}
	n := 0
	rows, columns := make([]float64, len(table)), make([]float64, len(table))
	for i, row := range table {
		for j, c := range row {
			n += c
			rows[i] += float64(c)
			columns[j] += float64(c)
		}
	}
	if n == 0 {
		return unknown
	}
	m := float64(n)
	var observed, expected float64
	for i := range table {
		rows[i] /= m
		columns[i] /= m
		observed += float64(table[i][i]) / m
	}
	for i := range table {
		if rows[i] == 1 || columns[i] == 1 {
			return unknown
		}
		expected += rows[i] * columns[i]
	}
	var on, off float64
	for i, row := range table {
		for j, c := range row {
			p := float64(c) / m
			if i == j {
				d := (1 - expected) - (columns[i]+rows[i])*(1-observed)
				on += p * d * d
			} else {
				d := columns[i] + rows[j]
				off += p * d * d
			}
		}
	}
	rest := observed*expected - 2*expected + observed
	variance := (on + (1-observed)*(1-observed)*off - rest*rest) / (m * math.Pow(1-expected, 4))
	k := (observed - expected) / (1 - expected)
	half := z * math.Sqrt(max(0, variance))
	return Figure{k, max(-1, k-half), min(1, k+half)}
}
