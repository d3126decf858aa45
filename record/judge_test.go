package record

import (
	"math"
	"testing"
	"testing/quick"

	"isnad/arabic"
)

func TestNewJudge(t *testing.T) {
	j := NewJudge("# a comment\nleast\t\t\t0.20\nknot\t\t0.5\t0.4\nknot\t\t0.9\t0.8\nspeech\tsieve\tverb\t1.5\nspeech\tbias\t\t-0.5\n")
	if got := j.Weights[IsSpeech].Score([]Feature{{"sieve", "verb"}, {"bias", ""}, {"unseen", "x"}}); got != 1 {
		t.Errorf("score %v, want 1", got)
	}
	if j.Least != 0.2 {
		t.Errorf("least %v, want 0.2", j.Least)
	}
	for _, c := range []struct{ p, want float64 }{{0, 0.4}, {0.5, 0.4}, {0.72, 0.6}, {0.9, 0.8}, {1, 0.8}} {
		if got := j.Calibrate(c.p); got != c.want {
			t.Errorf("calibrated %v is %v, want %v", c.p, got, c.want)
		}
	}
}

// A surer score never gives less confidence, and confidence is a share in steps
// of a twentieth.
func TestConfidenceRises(t *testing.T) {
	j := learnedJudge()
	if err := quick.Check(func(a, b float64) bool {
		x, y := Probability(math.Mod(a, 8)), Probability(math.Mod(b, 8))
		if x > y {
			x, y = y, x
		}
		p, q := j.Calibrate(x), j.Calibrate(y)
		return p <= q && p >= 0 && q <= 1 && math.Abs(math.Round(20*p)-20*p) < 1e-9
	}, nil); err != nil {
		t.Error(err)
	}
}

func TestExplain(t *testing.T) {
	a := plain("قالت وزيرة الصحة في كرمة، ليلى السعدون، إن اللقاح وصل إلى المستشفيات. وأضافت أن التوزيع يبدأ غداً.\n\nوطلب الأهالي توضيحاً.")
	rec, judged := Explain(a)
	kept := 0
	for i, d := range judged {
		if i > 0 && d.Cue.Start < judged[i-1].Cue.Start {
			t.Error("candidates are not in the order of their cues")
		}
		if (d.Verdict == Kept) != (d.Statement != "") {
			t.Errorf("%s: verdict %s with statement %q", d.Rule, d.Verdict, d.Statement)
		}
		if d.Verdict != Kept {
			continue
		}
		kept++
		s := rec.Statement(d.Statement)
		if s == nil || s.Content != d.Content || s.Confidence != d.Confidence {
			t.Errorf("%s is not statement %s of the record", d.Rule, d.Statement)
		}
		if len(d.Evidence(IsSpeech)) == 0 {
			t.Errorf("%s: nothing decided", d.Statement)
		}
	}
	if kept != len(rec.Statements) || kept < 2 {
		t.Errorf("%d kept candidates, %d statements, want as many and at least two", kept, len(rec.Statements))
	}
}

// Of two cues for one content the later governs, unless it only repeats the
// earlier (قائلا).
func TestGovernsPrior(t *testing.T) {
	r := newReader(plain("صرح المدير وقال إن المصنع مغلق."))
	say := cueReading{cues()[lemmaSay], arabic.Inflection{Lemma: lemmaSay, Mood: arabic.Participle}}
	earlier := &candidate{rule: "verb/صرح", lemma: "صرح", cueFirst: 0, cueLast: 1}
	for _, c := range []struct {
		name string
		mood arabic.Mood
		wins bool
	}{{"verb", arabic.Perfect, true}, {"participle of saying", arabic.Participle, false}} {
		later := &candidate{rule: "verb/قال", lemma: say.lemma, inflection: arabic.Inflection{Lemma: lemmaSay, Mood: c.mood}, cueFirst: 2, cueLast: 3}
		if got := r.judge.Weights[Governs].Score(r.governsFeatures(earlier, later)) > 0; got != c.wins {
			t.Errorf("%s: later wins %v, want %v", c.name, got, c.wins)
		}
	}
}
