package main

import (
	"maps"
	"testing"

	"isnad/arabic"
	"isnad/record"
	"isnad/record/gold"
)

// A statement counts once: as missed, as found where there is none, or by its
// wrong parts.
func TestTally(t *testing.T) {
	const text = "فتح الجسر\n\nقال وزير النقل سامي الرامي إن الجسر سيفتح غدا. وباح المهندس نادر الكرمي بأن العمل تأخر. وأضاف أن الثمن ارتفع."
	statement := func(content, cue, source, name string) gold.Statement {
		return gold.Statement{Content: gold.Quote{Quote: content}, Cue: gold.Quote{Quote: cue}, Source: gold.Source{Quote: gold.Quote{Quote: source}, Name: name}, Chain: []string{name}}
	}
	opened := statement("الجسر سيفتح غدا", "قال", "وزير النقل سامي الرامي", "سامي الرامي")
	late := statement("العمل تأخر", "باح", "المهندس نادر الكرمي", "نادر الكرمي") // let out: no cue of cues.tsv
	dearer := statement("الثمن ارتفع", "أضاف", "أضاف", "سامي الرامي")
	for _, c := range []struct {
		name       string
		statements []gold.Statement
		want       map[string]int
	}{
		{"all right", []gold.Statement{opened, dearer}, map[string]int{}},
		{"a verb that is no cue", []gold.Statement{opened, late, dearer}, map[string]int{"Missed/another verb": 1}},
		{"one too many", []gold.Statement{opened}, map[string]int{"Found where there is none/no speech": 1}},
		{"content and source", []gold.Statement{statement("سيفتح غدا", "قال", "وزير النقل سامي الرامي", "نادر الكرمي"), dearer},
			map[string]int{"Wrong in part/content: start": 1, "Wrong in part/source: described or named in part": 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := &gold.Article{ID: "x", Outlet: "x", Published: "2021-07-26", Text: text, Statements: c.statements}
			a, err := g.Article()
			if err != nil {
				t.Fatal(err)
			}
			r, judged := record.Explain(a)
			k := tally{gold: g, record: r, judged: judged, doc: arabic.Analyze(a.Text), count: map[string]int{}}
			k.article()
			if !maps.Equal(k.count, c.want) {
				t.Errorf("got %v, want %v", k.count, c.want)
			}
		})
	}
}
