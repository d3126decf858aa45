package main

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"

	"isnad/arabic"
	"isnad/article"
	"isnad/record"
	"isnad/wording"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// checkGolden compares got with testdata/name, or rewrites it under -update.
func checkGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("differs from %s (-want +got):\n%s", path, diff)
	}
}

// handmade is a record that shows every part of the view.
func handmade(t *testing.T) *record.Record {
	title := "وزير: سنفتح الجسر نهاية العام" // minister: we shall open the bridge at the year's end
	// Sarmad agency quoted an informed official as saying on Sunday that about
	// 20 bridges will open if parliament funds them, and that 7% are closed.
	body := "نقلت وكالة سرمد Sarmad عن مسؤول مطّلع قوله الأحد إن نحو 20 جسراً ستُفتح في المحافظات الشمالية كلها بشرط أن يقرّ البرلمان التمويل، وإن 7% منها مغلقة."
	text := title + "\n\n" + body
	at := func(part string) arabic.Span {
		i := strings.Index(text, part)
		if i < 0 {
			t.Fatalf("%q does not stand in the text", part)
		}
		return arabic.Span{Start: i, End: i + len(part)}
	}
	return &record.Record{
		Article: &article.Article{
			ID: "x1", Outlet: "Radio سرمد", Title: title, Language: "ar", Text: text,
			Published: article.Date{Time: time.Date(2021, 7, 26, 0, 0, 0, 0, time.UTC), Precision: article.Day},
		},
		Statements: []record.Statement{
			{
				ID: "s1", Kind: record.Direct, Content: at("سنفتح الجسر نهاية العام"),
				Cue: record.Cue{Span: at(":")}, Source: record.Source{Span: at("وزير"), Name: "وزير", Type: record.Person},
				Act: record.Promise, Rule: "headline", Confidence: 0.8,
			},
			{
				ID: "s2", Kind: record.Indirect,
				Content: at("نحو 20 جسراً ستُفتح في المحافظات الشمالية كلها بشرط أن يقرّ البرلمان التمويل، وإن 7% منها مغلقة"),
				Cue:     record.Cue{Span: at("قوله"), Lemma: "قول"},
				Source:  record.Source{Span: at("مسؤول مطّلع"), Name: "مسؤول مطّلع", Type: record.Anonymous},
				Chain:   []record.Link{{Span: at("وكالة سرمد"), Name: "وكالة سرمد"}, {Name: "مسؤول مطّلع"}},
				Medium:  record.Interview, Act: record.Assert, Hedged: true, Negated: true, SaidAt: "2021-07-25", Rule: "relay", Confidence: 0.9,
			},
		},
		Times: []record.Time{
			{Span: at("نهاية العام"), Type: record.DateTime, Value: "2021", Mod: "END"},
			{Span: at("الأحد"), Type: record.DateTime, Value: "2021-07-25"},
		},
		Quantities: []record.Quantity{
			{Span: at("نحو 20 جسراً"), Value: 20, Of: "جسراً", Approx: true, Statement: "s2"},
			{Span: at("7%"), Value: 7, Unit: "%"},
		},
		Commitments: []record.Commitment{{
			ID: "c1", Content: at("سنفتح الجسر نهاية العام"), By: record.Party{Name: "وزير"}, Act: record.Pledge,
			Due:        record.Due{Span: at("نهاية العام"), Value: "2021-12-31"},
			Conditions: []arabic.Span{at("بشرط أن يقرّ البرلمان التمويل")}, Statement: "s1", HeadlineOnly: true, Rule: "future", Confidence: 0.75,
		}},
		Headline: &record.Headline{Statement: "s1", Body: []string{"s2"}, Relation: record.Stronger},
	}
}

func TestViewGolden(t *testing.T) {
	tests := []struct {
		name string
		view view
	}{
		{"view-en.txt", view{words: wording.English, width: 80}},
		{"view-ar.txt", view{words: wording.Arabic, width: 80}},
		{"view-narrow-color.txt", view{words: wording.English, width: 40, color: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got bytes.Buffer
			tt.view.write(&got, handmade(t))
			checkGolden(t, tt.name, got.Bytes())
		})
	}
}

// Weights are made up, so that learning again does not change the layout.
func TestExplainGolden(t *testing.T) {
	r := handmade(t)
	s := r.Statements[0]
	shorter := arabic.Span{Start: s.Content.Start, End: s.Content.Start + strings.IndexByte(s.Content.Of(r.Article.Text), ' ')}
	judged := []record.Judged{
		{
			Rule: "verb/أكد", Cue: s.Cue.Span, Content: s.Content, Source: s.Source.Name, Verdict: record.Kept, Statement: s.ID, Confidence: 0.94,
			Features: []record.Feature{{Name: "unweighed", Value: "yes"}},
			Ends:     []record.Ending{{Content: s.Content}, {Content: shorter}},
			Rivals:   []record.Rivalry{{Earlier: s.Cue.Span, Later: r.Statements[1].Cue.Span}},
		},
		{Rule: "masdar/قال", Cue: r.Statements[1].Cue.Span, Verdict: record.Sourceless},
	}
	for _, tt := range []struct {
		name string
		view view
	}{
		{"explain-en.txt", view{words: wording.English, width: 80}},
		{"explain-ar.txt", view{words: wording.Arabic, width: 80}},
	} {
		var got bytes.Buffer
		tt.view.explain(&got, r, judged)
		checkGolden(t, tt.name, got.Bytes())
	}
}

func TestViewLinesFitTheWidth(t *testing.T) {
	for _, words := range []wording.Language{wording.English, wording.Arabic} {
		var out bytes.Buffer
		view{words: words, width: 40}.write(&out, handmade(t))
		for line := range strings.Lines(out.String()) {
			if cells := uniseg.StringWidth(strings.TrimSuffix(line, "\n")); cells > 40 {
				t.Errorf("%d cells: %q", cells, line)
			}
		}
	}
}

// TestViewIsolatesEveryLine: each line closes the isolates that it opens, in
// order, so that no direction leaks into the next line.
func TestViewIsolatesEveryLine(t *testing.T) {
	for _, words := range []wording.Language{wording.English, wording.Arabic} {
		r := handmade(t)
		r.Article.Outlet = "سرمد\u2069\u202E\x1b[31m"
		var out bytes.Buffer
		view{words: words, width: 50}.write(&out, r)
		for line := range strings.Lines(out.String()) {
			depth := 0
			for _, c := range line {
				switch direction(c) {
				case ltr, rtl, unknown:
					depth++
				case pop:
					depth--
				case '\u202E', '\x1b':
					t.Errorf("control character in %q", line)
				}
				if depth < 0 {
					t.Errorf("more isolates closed than opened: %q", line)
				}
			}
			if depth != 0 {
				t.Errorf("isolate left open: %q", line)
			}
		}
	}
}

func TestCountsAgree(t *testing.T) {
	tests := []struct {
		n      int
		en, ar string
	}{
		{0, "0 statements", "لا أقوال"},
		{1, "1 statement", "قول واحد"},
		{2, "2 statements", "قولان"},
		{3, "3 statements", "3 أقوال"},
		{10, "10 statements", "10 أقوال"},
		{11, "11 statements", "11 قولاً"},
		{99, "99 statements", "99 قولاً"},
		{100, "100 statements", "100 قول"},
		{101, "101 statements", "101 قول"},
		{103, "103 statements", "103 أقوال"},
		{111, "111 statements", "111 قولاً"},
		{1000, "1000 statements", "1000 قول"},
	}
	for _, tt := range tests {
		if got := wording.English.Count(wording.CountStatements, tt.n); got != tt.en {
			t.Errorf("English, %d: %q, want %q", tt.n, got, tt.en)
		}
		if got := wording.Arabic.Count(wording.CountStatements, tt.n); got != tt.ar {
			t.Errorf("Arabic, %d: %q, want %q", tt.n, got, tt.ar)
		}
	}
}
