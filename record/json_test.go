package record

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"isnad/arabic"
	"isnad/article"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// find returns the span of the first occurrence of part in text.
func find(t *testing.T, text, part string) arabic.Span {
	t.Helper()
	i := strings.Index(text, part)
	if i < 0 {
		t.Fatalf("%q does not stand in %q", part, text)
	}
	return arabic.Span{Start: i, End: i + len(part)}
}

// sample is a record made by hand that fills every field.
func sample(t *testing.T) *Record {
	title := "وزير: سنفتح الجسر نهاية العام"                                           // minister: we shall open the bridge at the year's end
	body := "نقلت وكالة سرمد 📡 عن مسؤول مطّلع <قوله> إن 20 جسراً ستُفتح بشرط التمويل." // Sarmad agency quoted an informed official as saying that 20 bridges will open if funded
	text := title + "\n\n" + body
	at := func(part string) arabic.Span { return find(t, text, part) }
	return &Record{
		Article: &article.Article{
			ID: "x1", URL: "https://news.example/1?a=b&c=d", Outlet: "سرمد", Title: title, Authors: []string{"ليان الأزرق"},
			Published: article.Date{Time: time.Date(2021, 7, 26, 0, 0, 0, 0, time.UTC), Precision: article.Day},
			Language:  "ar", Text: text,
			Blocks: []article.Block{{Kind: article.Title, Span: at(title)}, {Kind: article.Lede, Span: at(body)}},
		},
		Entities: []Entity{{ID: "e1", Type: Anonymous, Name: "مسؤول مطّلع", Roles: []string{"مسؤول"},
			Mentions: []Mention{{Span: at("مسؤول مطّلع"), Kind: NominalMention}}}},
		Statements: []Statement{{
			ID: "s1", Kind: Indirect, Content: at("20 جسراً ستُفتح بشرط التمويل"),
			Cue:    Cue{Span: at("قوله"), Lemma: "قول"},
			Source: Source{Span: at("مسؤول مطّلع"), Name: "مسؤول مطّلع", Entity: "e1", Type: Anonymous},
			Chain:  []Link{{Span: at("وكالة سرمد"), Name: "وكالة سرمد"}, {Name: "مسؤول مطّلع", Entity: "e1"}},
			Medium: StatementMedium, Act: Promise, SaidAt: "2021-07-25", Rule: "agency", Confidence: 0.93,
		}},
		Times:      []Time{{Span: at("نهاية العام"), Type: DateTime, Value: "2021", Mod: "END", Rule: "edge-of-year"}},
		Quantities: []Quantity{{Span: at("20 جسراً"), Value: 20, Of: "جسراً", Statement: "s1", Rule: "digits"}},
		Commitments: []Commitment{
			{ID: "c1", Content: at("سنفتح الجسر نهاية العام"), By: Party{Name: "وزير"}, Act: Pledge,
				Due: Due{Span: at("نهاية العام"), Value: "2021-12-31"}, Conditions: []arabic.Span{at("بشرط التمويل")},
				Statement: "s1", HeadlineOnly: true, Rule: "future", Confidence: 0.8},
		},
		Headline: &Headline{Statement: "s1", Body: []string{"s1"}, Relation: BorneOut},
	}
}

func TestEncoderGolden(t *testing.T) {
	empty := &Record{Article: &article.Article{ID: "x2", Text: "نص", Language: "ar"}}
	tests := []struct {
		name, indent string
		records      []*Record
	}{
		{"record.json", "  ", []*Record{sample(t)}},
		{"records.jsonl", "", []*Record{sample(t), empty}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got bytes.Buffer
			enc := NewEncoder(&got, tt.indent)
			for _, r := range tt.records {
				if err := enc.Encode(r); err != nil {
					t.Fatal(err)
				}
			}
			golden := "testdata/" + tt.name
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
				t.Errorf("differs from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

// TestSpansRepeatTheirText is the law of the contract, on the decoded JSON: the
// text at a span's code points is the span's text.
func TestSpansRepeatTheirText(t *testing.T) {
	var out bytes.Buffer
	if err := NewEncoder(&out, "").Encode(sample(t)); err != nil {
		t.Fatal(err)
	}
	var decoded any
	if err := json.Unmarshal(out.Bytes(), &decoded); err != nil {
		t.Fatal(err)
	}
	text := []rune(decoded.(map[string]any)["article"].(map[string]any)["text"].(string))
	spans := 0
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			if want, ok := v["text"].(string); ok && v["start"] != nil {
				start, end := int(v["start"].(float64)), int(v["end"].(float64))
				if got := string(text[start:end]); got != want {
					t.Errorf("text[%d:%d] is %q, the span says %q", start, end, got, want)
				}
				spans++
			}
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(decoded)
	if spans < 10 {
		t.Errorf("only %d spans in the sample", spans)
	}
}

func TestRuneIndexCountsCodePoints(t *testing.T) {
	for _, text := range []string{"", "a", strings.Repeat("قال 📡 ", 40), strings.Repeat("a", stride), strings.Repeat("ب", 3*stride)} {
		var x runeIndex
		x.reset(text)
		for pos := range text {
			if got, want := x.of(pos), utf8.RuneCountInString(text[:pos]); got != want {
				t.Errorf("of(%d) in %d bytes is %d, want %d", pos, len(text), got, want)
			}
		}
		if got, want := x.of(len(text)), utf8.RuneCountInString(text); got != want {
			t.Errorf("of(end) in %d bytes is %d, want %d", len(text), got, want)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	r := sample(&testing.T{})
	var out bytes.Buffer
	enc := NewEncoder(&out, "")
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := enc.Encode(r); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
}
