package train

import (
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"maps"
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
	// penalty is the strength of the L2 penalty.
	penalty = 2
)

// priorJudge is the judge to which learning goes back where it has seen little.
// It drops nothing as improbable, keeps the sieves' ends, gives a content to the
// later of two cues unless that only repeats the earlier, and lets a candidate
// stand apart from the statement around it where it has a subject and a clause
// of its own.
var priorJudge = record.NewJudge(`least			0
governs	bias		2
governs	doubles	yes	-4
end	side	own	1
apart	own	yes	2
apart	own	no	-2
`)

// Run learns the judge from the annotated articles of the folder dir, and writes
// judge.tsv and its card judge.md to the folder out. What it measures on the
// way goes to log. The same articles give the same bytes.
func Run(dir, out string, log io.Writer) error {
	articles, err := gold.Read(dir)
	if err != nil {
		return fmt.Errorf("learning the judge: %w", err)
	}
	var report strings.Builder
	j, err := learn(articles, io.MultiWriter(log, &report))
	if err != nil {
		return fmt.Errorf("learning the judge: %w", err)
	}
	if err := calibrate(j, articles, io.MultiWriter(log, &report)); err != nil {
		return fmt.Errorf("learning the judge: %w", err)
	}
	if err := os.WriteFile(filepath.Join(out, "judge.tsv"), []byte(format(j)), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "judge.md"), []byte(card+"\n```\n"+report.String()+"```\n"), 0o644)
}

//go:embed card.md
var card string

// learn fits the weights to articles: first of what stands apart, since that
// decides which candidates there are, then of the rest.
func learn(articles []*gold.Article, log io.Writer) (*record.Judge, error) {
	prior := priorJudge.Weights
	x, err := collect(articles, priorJudge)
	if err != nil {
		return nil, err
	}
	apart := binary(x.apart, prior[record.StandsApart], penalty)
	x, err = collect(articles, &record.Judge{Weights: map[record.Question]record.Weights{
		record.StandsApart: apart,
		record.Governs:     prior[record.Governs],
		record.EndsHere:    prior[record.EndsHere],
	}})
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(log, "learned from %d articles: %d candidates, %d inside others, %d choices of an end, %d of a cue\n",
		len(articles), len(x.speech), len(x.apart), len(x.ends), len(x.governs))
	return &record.Judge{Weights: map[record.Question]record.Weights{
		record.IsSpeech:    binary(x.speech, nil, penalty),
		record.HasSource:   binary(x.source, nil, penalty),
		record.Governs:     binary(x.governs, prior[record.Governs], penalty),
		record.EndsHere:    multinomial(x.ends, prior[record.EndsHere], penalty),
		record.StandsApart: apart,
	}}, nil
}

// heldOut is a candidate of an article that its judge was not learned from.
type heldOut struct {
	fold                int
	speech              float64 // the probability of being speech
	both                float64 // and of having the right source, before calibration
	found, exact, right bool
}

// calibrate reads every article with a judge learned from the others, and sets
// from the answers the least probability of j and how its scores become
// confidence.
func calibrate(j *record.Judge, articles []*gold.Article, log io.Writer) error {
	total := 0
	var held, without []heldOut
	for fold := range folds {
		var known, unknown []*gold.Article
		for i, g := range articles {
			if i%folds == fold {
				unknown = append(unknown, g)
				total += len(g.Statements)
			} else {
				known = append(known, g)
			}
		}
		k, err := learn(known, io.Discard)
		if err != nil {
			return err
		}
		for _, g := range unknown {
			if held, err = ask(k, g, fold, held); err != nil {
				return err
			}
			if without, err = ask(priorJudge, g, fold, without); err != nil {
				return err
			}
		}
	}
	best := f1(held, total, isFound)
	for step := 1; step <= 25; step++ {
		least := float64(step) / 50
		if f := f1(slices.DeleteFunc(slices.Clone(held), func(h heldOut) bool { return h.speech < least }), total, isFound); f > best {
			best, j.Least = f, least
		}
	}
	held = slices.DeleteFunc(held, func(h heldOut) bool { return h.speech < j.Least })
	j.Knots = knots(held, func(heldOut) bool { return true })
	fmt.Fprintf(log, "cross-validated over %d parts of the articles, %d statements; F1 by the rules alone, and with the judge (least probability %.2f)\n", folds, total, j.Least)
	for _, m := range []struct {
		name string
		is   func(heldOut) bool
	}{{"found", isFound}, {"exact content", func(h heldOut) bool { return h.exact }}, {"attributed", func(h heldOut) bool { return h.right }}} {
		fmt.Fprintf(log, "  %-14s %5.1f  %5.1f\n", m.name, 100*f1(without, total, m.is), 100*f1(held, total, m.is))
	}
	fmt.Fprint(log, Table(Reliability(calibrated(held))))
	return nil
}

func isFound(h heldOut) bool { return h.found }

// ask reads g with judge j, without calibration, and appends to out how the
// statements compare with the annotation.
func ask(j *record.Judge, g *gold.Article, fold int, out []heldOut) ([]heldOut, error) {
	a, err := g.Article()
	if err != nil {
		return nil, err
	}
	var kept []record.Judged
	_, judged := j.Explain(a)
	for _, d := range judged {
		if d.Verdict == record.Kept {
			kept = append(kept, d)
		}
	}
	for k, i := range g.Align(contents(kept)) {
		d := kept[k]
		h := heldOut{fold: fold, found: i >= 0, speech: record.Probability(j.Weights[record.IsSpeech].Score(d.Features))}
		h.both = h.speech * record.Probability(j.Weights[record.HasSource].Score(d.Features))
		if h.found {
			want, _ := g.Span(g.Statements[i].Content)
			h.exact, h.right = g.SameWords(d.Content, want), g.IsSource(i, d.Source)
		}
		out = append(out, h)
	}
	return out, nil
}

// f1 is the F1 of the statements for which is holds, of total annotated ones.
func f1(held []heldOut, total int, is func(heldOut) bool) float64 {
	right := 0
	for _, h := range held {
		if is(h) {
			right++
		}
	}
	return 2 * float64(right) / float64(len(held)+total)
}

// knots fits the calibration to the answers that keep names.
func knots(held []heldOut, keep func(heldOut) bool) []record.Knot {
	var scores []float64
	var right []bool
	for _, h := range held {
		if keep(h) {
			scores, right = append(scores, h.both), append(right, h.right)
		}
	}
	return isotonic(scores, right, pool)
}

// calibrated gives every answer the confidence that the other parts of the
// articles give it.
func calibrated(held []heldOut) []Answer {
	var out []Answer
	for fold := range folds {
		j := record.Judge{Knots: knots(held, func(h heldOut) bool { return h.fold != fold })}
		for _, h := range held {
			if h.fold == fold {
				out = append(out, Answer{j.Calibrate(h.both), h.right})
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
	for _, q := range []record.Question{record.IsSpeech, record.HasSource, record.EndsHere, record.Governs, record.StandsApart} {
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
