package record

import (
	"cmp"
	"math"
	"slices"

	"isnad/arabic"
	"isnad/article"
)

// Verdict tells what became of a candidate.
type Verdict string

const (
	Kept       Verdict = "kept"
	Governed   Verdict = "governed"   // another cue governs the same content
	Embedded   Verdict = "embedded"   // stands in another statement, without a clause or subject of its own
	Sourceless Verdict = "sourceless" // nobody in the article can have said it
	Improbable Verdict = "improbable" // the judge finds it no speech
)

// Judged is a possible statement that a sieve proposed, with what the judge saw
// of it. Trainer and explanation are made from it.
type Judged struct {
	Rule       string // of the sieve
	Cue        arabic.Span
	Content    arabic.Span
	Source     string // name, "" where none was found
	Verdict    Verdict
	Statement  string // Statement.ID of a kept candidate, else ""
	Confidence float64
	Features   []Feature // for IsSpeech and HasSource; nil where the judge was not asked
	Apart      []Feature // for StandsApart; nil where it stands in no other statement
	Ends       []Ending  // where the content could end; the sieve's own end is the first
	Rivals     []Rivalry // other cues for the same content that it was weighed against
}

// Ending is one place where a content could end.
type Ending struct {
	Content  arabic.Span
	Features []Feature
}

// Rivalry is one choice between two cues for one content: whether a later cue
// takes it from an earlier one.
type Rivalry struct {
	Earlier, Later arabic.Span // the cues
	Features       []Feature
	LaterWins      bool
}

// Evidence is a feature with what it adds to the log-odds of a question.
type Evidence struct {
	Feature
	Weight float64
}

// Explain is Read that also returns every candidate in the order of its cue:
// those that became statements and those that did not, and why.
func Explain(a *article.Article) (*Record, []Judged) { return learnedJudge().Explain(a) }

// Explain is the function of that name under another judge.
func (j *Judge) Explain(a *article.Article) (*Record, []Judged) {
	r := newReader(a)
	r.judge = j
	rec, kept := r.read()
	out := make([]Judged, 0, len(kept)+len(r.rejected))
	for i, c := range kept {
		out = append(out, r.judged(c, rec.Statements[i].ID))
	}
	for _, c := range r.rejected {
		out = append(out, r.judged(c, ""))
	}
	slices.SortStableFunc(out, func(a, b Judged) int { return cmp.Compare(a.Cue.Start, b.Cue.Start) })
	return rec, out
}

func (r *reader) judged(c *candidate, id string) Judged {
	d := Judged{Rule: c.rule, Cue: r.cueSpan(c), Verdict: c.verdict, Statement: id, Confidence: c.confidence, Features: c.features, Apart: c.apart}
	if c.last > c.first {
		d.Content = r.contentSpan(c)
	}
	if id != "" {
		d.Verdict = Kept
	}
	if c.source != nil {
		d.Source = c.source.name
	}
	for _, e := range c.ends {
		at := *c
		at.last = e.last
		d.Ends = append(d.Ends, Ending{r.contentSpan(&at), e.features})
	}
	for _, v := range c.rivals {
		d.Rivals = append(d.Rivals, Rivalry{r.cueSpan(v.earlier), r.cueSpan(v.later), v.features, v.laterWins})
	}
	return d
}

// Evidence lists what the features of d add to a question, the heaviest first;
// features without weight are left out.
func (d *Judged) Evidence(q Question) []Evidence {
	var out []Evidence
	features := d.Features
	if q == StandsApart {
		features = d.Apart
	}
	for _, f := range features {
		if w := learnedJudge().Weights[q][f]; w != 0 {
			out = append(out, Evidence{f, w})
		}
	}
	slices.SortStableFunc(out, func(a, b Evidence) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return out
}

// reject remembers a candidate that is no statement.
func (r *reader) reject(c *candidate, why Verdict) {
	c.verdict = why
	r.rejected = append(r.rejected, c)
}
