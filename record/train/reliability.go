package train

import (
	"fmt"
	"strings"

	"isnad/arabic"
	"isnad/record"
	"isnad/record/gold"
)

// Answer is a confidence that was given, and whether what it was given to is
// right.
type Answer struct {
	Confidence float64
	Right      bool
}

// Bin sums up the answers whose confidence is at least From and below the next
// bin's.
type Bin struct {
	From        float64
	Count       int
	Right       int
	Confidences float64 // their sum
}

// Reliability parts answers by confidence, the surest first.
func Reliability(answers []Answer) []Bin {
	bins := []Bin{{From: 0.9}, {From: 0.8}, {From: 0.7}, {From: 0.5}, {From: 0}}
	for _, a := range answers {
		for i := range bins {
			if b := &bins[i]; a.Confidence >= b.From {
				b.Count++
				b.Confidences += a.Confidence
				if a.Right {
					b.Right++
				}
				break
			}
		}
	}
	return bins
}

// Measure reads the annotated articles of the folder dir with the judge that the
// program carries: for every statement its confidence, and whether both its
// content and its source are right.
func Measure(dir string) ([]Answer, error) {
	articles, err := gold.Read(dir)
	if err != nil {
		return nil, err
	}
	var out []Answer
	for _, g := range articles {
		a, err := g.Article()
		if err != nil {
			return nil, err
		}
		r := record.Read(a)
		spans := make([]arabic.Span, len(r.Statements))
		for i, s := range r.Statements {
			spans[i] = s.Content
		}
		for i, k := range g.Align(spans) {
			out = append(out, Answer{r.Statements[i].Confidence, k >= 0 && g.IsSource(k, r.Statements[i].Source.Name)})
		}
	}
	return out, nil
}

// Table lays bins out for reading.
func Table(bins []Bin) string {
	total := 0
	for _, b := range bins {
		total += b.Count
	}
	var out strings.Builder
	out.WriteString("  confidence  statements  share  right  stated\n")
	for _, b := range bins {
		stated := 0.0
		if b.Count > 0 {
			stated = 100 * b.Confidences / float64(b.Count)
		}
		fmt.Fprintf(&out, "  from %.1f    %10d %5.1f%% %5.1f%%  %5.1f%%\n", b.From, b.Count, percent(b.Count, total), percent(b.Right, b.Count), stated)
	}
	return out.String()
}
