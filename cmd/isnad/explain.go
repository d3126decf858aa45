package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"isnad/arabic"
	"isnad/record"
	"isnad/wording"
)

// decisive is the number of features that an explanation lists for a question.
const decisive = 5

// explain writes every candidate of an article: its rule, what became of it,
// and the features that decided.
func (v view) explain(out *bytes.Buffer, r *record.Record, judged []record.Judged) {
	kept := 0
	for _, d := range judged {
		if d.Verdict == record.Kept {
			kept++
		}
	}
	v.line(out, 0, run{text: v.words.Count(wording.CountCandidates, len(judged)) + v.words.Say(wording.Comma) + v.words.Count(wording.CountKept, kept), style: bold})
	v.title(out, r)
	for _, d := range judged {
		out.WriteByte('\n')
		v.judged(out, r, d)
	}
}

func (v view) judged(out *bytes.Buffer, r *record.Record, d record.Judged) {
	verdict := alert
	head := []run{}
	if d.Verdict == record.Kept {
		verdict = bold
		head = append(head, run{d.Statement, dim, ltr})
	}
	head = append(head, v.say(wording.Verdicts[d.Verdict], verdict))
	if d.Features != nil {
		head = append(head, run{fmt.Sprintf("%.2f", d.Confidence), dim, ltr})
	}
	head = append(head, run{text: "·", style: dim}, v.say(wording.Rule, dim), run{d.Rule, plain, ltr}, run{text: "·", style: dim}, v.say(wording.Cue, dim), v.quote(r, d.Cue))
	if d.Source != "" {
		head = append(head, run{text: "·", style: dim}, run{d.Source, named, rtl})
	}
	v.line(out, entry, head...)
	if d.Content.Len() > 0 {
		v.line(out, detail, v.quote(r, d.Content))
	}
	v.evidence(out, wording.WhyApart, d.Evidence(record.StandsApart))
	v.evidence(out, wording.WhySpeech, d.Evidence(record.IsSpeech))
	v.evidence(out, wording.WhySource, d.Evidence(record.HasSource))
	v.ends(out, r, d)
	for _, c := range d.Rivals {
		winner, loser := c.Later, c.Earlier
		if !c.LaterWins {
			winner, loser = loser, winner
		}
		v.line(out, detail, v.say(wording.WhyCue, dim), v.quote(r, winner), v.say(wording.NotThis, dim), v.quote(r, loser))
	}
}

// evidence lists the features that weigh most, with the log-odds that each adds.
func (v view) evidence(out *bytes.Buffer, question wording.Label, all []record.Evidence) {
	if len(all) == 0 {
		return
	}
	runs := []run{v.say(question, dim)}
	for _, e := range all[:min(decisive, len(all))] {
		runs = append(runs, run{fmt.Sprintf("%s %+.2f", e.Feature, e.Weight), plain, ltr})
	}
	v.line(out, detail, runs...)
}

// ends shows by their last words where the content could have ended.
func (v view) ends(out *bytes.Buffer, r *record.Record, d record.Judged) {
	if len(d.Ends) < 2 {
		return
	}
	runs := []run{v.say(wording.WhyEnd, dim)}
	for i, e := range slices.Clone(d.Ends) {
		if i > 0 {
			runs = append(runs, run{text: "|", style: dim})
		}
		style := dim
		if e.Content.End == d.Content.End {
			style = bold
		}
		runs = append(runs, run{lastWords(e.Content, r.Article.Text), style, rtl})
	}
	v.line(out, detail, runs...)
}

// lastWords is the end of a stretch of text, shortened to two words.
func lastWords(s arabic.Span, text string) string {
	words := strings.Fields(s.Of(text))
	if len(words) > 2 {
		return "… " + strings.Join(words[len(words)-2:], " ")
	}
	return strings.Join(words, " ")
}
