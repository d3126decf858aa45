package record

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strconv"
	"sync"

	"isnad/arabic/lexicon"
)

// The judge decides over what the sieves propose: which of two cues governs a
// content, where the content ends, and whether it is speech at all, by whom the
// sieve says. It is a log-linear model per question (Berger, Della Pietra and
// Della Pietra 1996), learned from annotated articles by package record/train
// with the features of judge_features.go.

//go:embed model/judge.tsv
var judgeTSV string

// JudgeCard tells how the weights of the judge were made.
//
//go:embed model/judge.md
var JudgeCard string

// Question is what a weight of the judge bears on.
type Question string

const (
	IsSpeech  Question = "speech"  // is the content something that somebody said?
	HasSource Question = "source"  // if so, is the source the right one?
	EndsHere  Question = "end"     // which of several places is the end of the content?
	Governs   Question = "governs" // does the later of two cues for one content govern it?
	// StandsApart: is a candidate inside the content of another a statement
	// of its own?
	StandsApart Question = "apart"
)

// Feature is a property of a candidate that bears on a question.
type Feature struct{ Name, Value string }

// String gives name=value.
func (f Feature) String() string { return f.Name + "=" + f.Value }

// Weights are what a feature adds to the log-odds of a question, or to the
// score of one end among several.
type Weights map[Feature]float64

// Score adds up the weights of features.
func (w Weights) Score(features []Feature) float64 {
	sum := 0.0
	for _, f := range features {
		sum += w[f]
	}
	return sum
}

// Knot is a point of the calibration: statements that score so have been right
// so often. Between knots the line is straight.
type Knot struct{ Score, Right float64 }

// Judge holds the weights of each question, and how scores become confidence.
type Judge struct {
	Weights map[Question]Weights
	// Least is the probability of being speech below which a candidate is
	// dropped.
	Least float64
	Knots []Knot // by rising score
}

// NewJudge reads a judge from the lines of a model file: a question, a feature
// with its value, and its weight; the threshold; the knots.
func NewJudge(tsv string) *Judge {
	number := func(s string) float64 {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			panic("judge.tsv: " + err.Error()) // part of the program
		}
		return f
	}
	j := &Judge{Weights: map[Question]Weights{}}
	for _, row := range lexicon.Rows(tsv, 4) {
		switch row[0] {
		case "least":
			j.Least = number(row[3])
		case "knot":
			j.Knots = append(j.Knots, Knot{number(row[2]), number(row[3])})
		default:
			w := j.Weights[Question(row[0])]
			if w == nil {
				w = Weights{}
				j.Weights[Question(row[0])] = w
			}
			w[Feature{row[1], row[2]}] = number(row[3])
		}
	}
	return j
}

// learnedJudge is the judge that the program carries.
var learnedJudge = sync.OnceValue(func() *Judge { return NewJudge(judgeTSV) })

// Probability is the logistic function of a score.
func Probability(score float64) float64 { return 1 / (1 + math.Exp(-score)) }

// Confidence is the calibrated probability that a statement is speech and has
// the right source.
func (j *Judge) Confidence(features []Feature) float64 {
	return j.Calibrate(Probability(j.Weights[IsSpeech].Score(features)) * Probability(j.Weights[HasSource].Score(features)))
}

// Calibrate turns a probability as the weights give it into the share of
// statements with such a score that have been right, rounded down to steps of a
// twentieth: the few hundred annotated statements tell no more.
func (j *Judge) Calibrate(p float64) float64 {
	if len(j.Knots) > 0 {
		p = interpolate(j.Knots, p)
	}
	return math.Floor(20*p+1e-9) / 20
}

func interpolate(knots []Knot, p float64) float64 {
	i, exact := slices.BinarySearchFunc(knots, p, func(k Knot, p float64) int { return cmp.Compare(k.Score, p) })
	switch {
	case exact || i == 0:
		return knots[i].Right
	case i == len(knots):
		return knots[i-1].Right
	}
	a, b := knots[i-1], knots[i]
	return a.Right + (b.Right-a.Right)*(p-a.Score)/(b.Score-a.Score)
}

// decide settles the end of every candidate and drops those that are no speech.
func (r *reader) decide(all []*candidate) []*candidate {
	j := r.judge
	for i, c := range all {
		for _, next := range all[i+1:] {
			if next.cueFirst >= c.last {
				c.limit = min(c.limit, next.cueFirst)
				break
			}
		}
		r.settleEnd(c, j.Weights[EndsHere])
	}
	return slices.DeleteFunc(all, func(c *candidate) bool {
		c.features = r.speechFeatures(c)
		c.confidence = j.Confidence(c.features)
		if Probability(j.Weights[IsSpeech].Score(c.features)) >= j.Least {
			return false
		}
		r.reject(c, Improbable)
		return true
	})
}

// settleEnd moves the end of c to the most probable of its ends.
func (r *reader) settleEnd(c *candidate, w Weights) {
	c.ends = r.contentEnds(c)
	if len(c.ends) == 0 {
		return
	}
	best, score := 0, w.Score(c.ends[0].features)
	for i := range c.ends[1:] {
		if s := w.Score(c.ends[i+1].features); s > score {
			best, score = i+1, s
		}
	}
	c.last = c.ends[best].last
}
