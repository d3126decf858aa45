package train

import (
	"bytes"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/quick"

	"isnad/record"
)

// Weights learned from examples that one feature decides tell yes from no, and
// are the same for the same examples.
func TestBinary(t *testing.T) {
	var xs []example
	for i := range 40 {
		kind := "no"
		if i%2 == 0 {
			kind = "yes"
		}
		xs = append(xs, example{features: []record.Feature{{Name: "kind", Value: kind}, {Name: "bias"}}, yes: i%2 == 0})
	}
	w := binary(xs, nil, 1)
	for _, x := range xs {
		if (w.Score(x.features) > 0) != x.yes {
			t.Errorf("%v is judged wrongly", x.features)
		}
	}
	if again := binary(xs, nil, 1); len(again) != len(w) || again[record.Feature{Name: "kind", Value: "yes"}] != w[record.Feature{Name: "kind", Value: "yes"}] {
		t.Error("the same examples gave other weights")
	}
}

// Without examples the prior stands.
func TestPriorStands(t *testing.T) {
	prior := record.Weights{{Name: "bias"}: 2, {Name: "doubles", Value: "yes"}: -4}
	w := binary(nil, prior, 1)
	for f, want := range prior {
		if w[f] != want {
			t.Errorf("%v weighs %v, want %v", f, w[f], want)
		}
	}
}

func TestMultinomial(t *testing.T) {
	var cs []choice
	for i := range 30 {
		right := i % 2
		options := [][]record.Feature{{{Name: "stop", Value: "none"}}, {{Name: "stop", Value: "none"}}}
		options[right] = []record.Feature{{Name: "stop", Value: "comma"}}
		cs = append(cs, choice{options: options, right: right})
	}
	w := multinomial(cs, nil, 1)
	if w[record.Feature{Name: "stop", Value: "comma"}] <= w[record.Feature{Name: "stop", Value: "none"}] {
		t.Errorf("a comma, which every right end has, weighs no more: %v", w)
	}
}

// The knots rise in both coordinates, lie in [0, 1], and their pools are never
// smaller than asked.
func TestIsotonic(t *testing.T) {
	if err := quick.Check(func(seed uint64, n uint8) bool {
		rng := rand.New(rand.NewPCG(seed, 1))
		scores, yes := make([]float64, int(n)+1), make([]bool, int(n)+1)
		for i := range scores {
			scores[i] = rng.Float64()
			yes[i] = rng.Float64() < scores[i]
		}
		knots := isotonic(scores, yes, 10)
		return len(knots) > 0 && len(knots) <= max(1, len(scores)/10) &&
			slices.IsSortedFunc(knots, func(a, b record.Knot) int {
				if a.Score > b.Score || a.Right > b.Right+0.1 { // smoothing bends small pools
					return 1
				}
				return -1
			}) && knots[0].Right >= 0 && knots[len(knots)-1].Right <= 1
	}, nil); err != nil {
		t.Error(err)
	}
}

func TestReliability(t *testing.T) {
	bins := Reliability([]Answer{{0.95, true}, {0.92, false}, {0.85, true}, {0.1, false}})
	if bins[0].Count != 2 || bins[0].Right != 1 || bins[1].Count != 1 || bins[4].Count != 1 {
		t.Errorf("got %+v", bins)
	}
	if math.Abs(bins[0].Confidences-1.87) > 1e-9 {
		t.Errorf("confidences add up to %v, want 1.87", bins[0].Confidences)
	}
}

// The committed judge is what training gives, byte for byte.
func TestCommittedJudge(t *testing.T) {
	gold := os.Getenv("ISNAD_SHARED")
	if gold == "" {
		gold = filepath.Join("..", "..", "..", "shared")
	}
	gold = filepath.Join(gold, "gold", "train")
	if _, err := os.Stat(gold); err != nil {
		t.Skip("no data folder: the judge is learned from its annotated articles")
	}
	out := t.TempDir()
	if err := Run(gold, out, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"judge.tsv", "judge.md"} {
		got, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("..", "model", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: learn it again with isnad train --only judge", name)
		}
	}
}

func TestRunWithoutArticles(t *testing.T) {
	if err := Run(t.TempDir(), t.TempDir(), &bytes.Buffer{}); err == nil {
		t.Error("no error without articles")
	}
}
