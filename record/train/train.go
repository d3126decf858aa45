package train

import (
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"isnad/record"
	"isnad/record/gold"
)

const (
	// folds is the number of parts of a cross-validation; articles are dealt to
	// them in turn, so that no article is learned from and judged.
	folds = 12
	// pool is the least number of statements behind a knot of the calibration.
	pool = 20
)

// penalty is the strength of the L2 penalty.
const penalty = 2

// priorJudge is the judge that the candidates are collected with, and to which
// learning goes back where it has seen little: it drops nothing, keeps the
// sieves' ends, and gives a content to the later of two cues unless that only
// repeats the earlier.
var priorJudge = record.NewJudge(`least			0
governs	bias		2
governs	doubles	yes	-4
end	side	own	1
`)

// Run learns the judge from the annotated articles of the folder dir, and writes
// judge.tsv and its card judge.md to the folder out. What it measures on the
// way goes to log. The same articles give the same bytes.
func Run(dir, out string, log io.Writer) error {
	articles, err := gold.Read(dir)
	if err != nil {
		return fmt.Errorf("learning the judge: %w", err)
	}
	x, err := collect(articles, priorJudge)
	if err != nil {
		return fmt.Errorf("learning the judge: %w", err)
	}
	total := 0
	for _, a := range articles {
		total += len(a.Statements)
	}
	var report strings.Builder
	w := io.MultiWriter(log, &report)
	fmt.Fprintf(w, "judge: %d articles, %d statements; %d candidates, %d choices of an end, %d of a cue\n",
		len(articles), total, len(x.speech), len(x.ends), len(x.governs))
	j := x.learn(func(int) bool { return true })
	held := x.crossValidate(total, w)
	j.Least, j.Knots = held.least, isotonic(held.scores, held.right, pool)
	if err := os.WriteFile(filepath.Join(out, "judge.tsv"), []byte(format(j)), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "judge.md"), []byte(card+"\n```\n"+report.String()+"```\n"), 0o644)
}

//go:embed card.md
var card string

// learn fits the weights to the articles that keep names.
func (x *examples) learn(keep func(article int) bool) *record.Judge {
	of := func(xs []example) []example {
		return slices.DeleteFunc(slices.Clone(xs), func(e example) bool { return !keep(e.article) })
	}
	ends := slices.DeleteFunc(slices.Clone(x.ends), func(c choice) bool { return !keep(c.article) })
	prior := priorJudge.Weights
	return &record.Judge{Weights: map[record.Question]record.Weights{
		record.IsSpeech:  binary(of(x.speech), nil, penalty),
		record.HasSource: binary(of(x.source), nil, penalty),
		record.Governs:   binary(of(x.governs), prior[record.Governs], penalty),
		record.EndsHere:  multinomial(ends, prior[record.EndsHere], penalty),
	}}
}

// held is what judges say of articles that they were not learned from.
type held struct {
	least  float64
	scores []float64 // of x.statements, before calibration
	right  []bool
}

func (x *examples) crossValidate(total int, log io.Writer) held {
	h := held{scores: make([]float64, len(x.statements)), right: make([]bool, len(x.statements))}
	speech := make([]float64, len(x.speech))
	ends, ownEnds, governs := 0, 0, 0
	for fold := range folds {
		j := x.learn(func(article int) bool { return article%folds != fold })
		for i, e := range x.statements { // x.speech has the same candidates
			if e.article%folds == fold {
				speech[i] = record.Probability(j.Weights[record.IsSpeech].Score(e.features))
				h.scores[i] = j.Confidence(e.features)
				h.right[i] = e.yes
			}
		}
		for _, c := range x.ends {
			if c.article%folds == fold {
				best := 0
				for i := range c.options {
					if w := j.Weights[record.EndsHere]; w.Score(c.options[i]) > w.Score(c.options[best]) {
						best = i
					}
				}
				if best == c.right {
					ends++
				}
				if c.right == 0 {
					ownEnds++
				}
			}
		}
		for _, e := range x.governs {
			if e.article%folds == fold && (j.Weights[record.Governs].Score(e.features) > 0) == e.yes {
				governs++
			}
		}
	}
	all := x.f1(speech, 0, total)
	h.least = 0
	best := all
	for least := 0.02; least <= 0.5; least += 0.02 {
		if f := x.f1(speech, least, total); f > best {
			best, h.least = f, math.Round(100*least)/100
		}
	}
	fmt.Fprintf(log, "cross-validated over %d parts of the articles:\n", folds)
	fmt.Fprintf(log, "  statements found: F1 %.1f without the judge, %.1f with it (least probability %.2f)\n", 100*all, 100*best, h.least)
	fmt.Fprintf(log, "  ends: %.1f %% right, the sieves' own %.1f %%\n", percent(ends, len(x.ends)), percent(ownEnds, len(x.ends)))
	fmt.Fprintf(log, "  governing cue: %.1f %% right of %d\n", percent(governs, len(x.governs)), len(x.governs))
	fmt.Fprint(log, Table(Reliability(x.calibrated(h, speech))))
	return h
}

// f1 is the F1 of finding statements when candidates below least are dropped.
func (x *examples) f1(speech []float64, least float64, total int) float64 {
	kept, right := 0, 0
	for i, e := range x.speech {
		if speech[i] >= least {
			kept++
			if e.yes {
				right++
			}
		}
	}
	return 2 * float64(right) / float64(kept+total)
}

// calibrated gives the kept statements with the confidence that knots from the
// other parts of the articles give them.
func (x *examples) calibrated(h held, speech []float64) []Answer {
	var out []Answer
	for fold := range folds {
		var scores []float64
		var right []bool
		for i, e := range x.statements {
			if e.article%folds != fold {
				scores, right = append(scores, h.scores[i]), append(right, h.right[i])
			}
		}
		j := record.Judge{Knots: isotonic(scores, right, pool)}
		for i, e := range x.statements {
			if e.article%folds == fold && speech[i] >= h.least {
				out = append(out, Answer{j.Calibrate(h.scores[i]), e.yes})
			}
		}
	}
	return out
}

func percent(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(part) / float64(of)
}

// format writes a judge as NewJudge reads it.
func format(j *record.Judge) string {
	var b strings.Builder
	b.WriteString("# The weights of the judge, see judge.md. Written by isnad train.\n# question\tfeature\tvalue\tweight\n")
	fmt.Fprintf(&b, "least\t\t\t%.2f\n", j.Least)
	for _, k := range j.Knots {
		fmt.Fprintf(&b, "knot\t\t%.3f\t%.3f\n", k.Score, k.Right)
	}
	for _, q := range []record.Question{record.IsSpeech, record.HasSource, record.EndsHere, record.Governs} {
		w := j.Weights[q]
		for _, f := range sorted(w) {
			fmt.Fprintf(&b, "%s\t%s\t%s\t%.3f\n", q, f.Name, f.Value, w[f])
		}
	}
	return b.String()
}

// sorted lists the features of w by name and value.
func sorted(w record.Weights) []record.Feature {
	return slices.SortedFunc(maps.Keys(w), func(a, b record.Feature) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Value, b.Value))
	})
}
