package archivetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"isnad/archive"
)

// wired are reports that take a sentence from each other, about an invented
// well: the agency's first, then one as it stands, one that changed two words
// and left one out, and one that tells the same in words of its own.
var wired = []Story{
	{"agency", "سرمد", "2031-05-02", "بئر وادي الصفا",
		"أعلنت بلدية وادي الصفا اليوم أن البئر الجديدة ستروي ألفي بيت قبل حلول الشتاء المقبل.\nوحضر الافتتاح عدد من الأهالي."},
	{"copy", "الأفق", "2031-05-03", "ماء للوادي",
		"جاء في الأنباء: أعلنت بلدية وادي الصفا اليوم أنّ البئر الجديدة ستروي الفي بيت قبل حلول الشتاء المقبل، ولم تزد."},
	{"edited", "الدرب", "2031-05-03", "الوادي ينتظر الماء",
		"أعلنت بلدية وادي الصفا أن البئر الحديثة ستروي ألفي منزل قبل حلول الشتاء المقبل.\nولم يعلّق المجلس."},
	{"retold", "الدرب", "2031-05-04", "ماء الصفا",
		"سيصل الماء إلى بيوت كثيرة في الوادي من بئر حُفرت هذا العام، على ما ذكرت البلدية."},
}

func testPassages(t *testing.T, f *fixture) {
	f.put(t, wired...)
	f.put(t, news...)
	sentence := "أعلنت بلدية وادي الصفا اليوم أن البئر الجديدة ستروي ألفي بيت قبل حلول الشتاء المقبل"
	tests := []struct {
		name, text string
		want       string // ids as they are given, those with edits with *
	}{
		{"a sentence, the earliest first", sentence, "agency copy edited*"},
		{"vowel marks, spelling and punctuation are no change", "أَعلنت بلدية وادي الصفا - اليوم - ان البئر الجديدة ستروي ألفي بيت؛", "agency copy"},
		{"two words", "وادي الصفا", "agency copy edited"},
		{"few words stand as they are or not at all", "بلدية الصفا", ""},
		{"a title", "ماء للوادي", "copy"},
		{"one word", "الأهالي", "agency"},
		{"two places that go on", "المقبل وحضر الافتتاح", "agency"},
		{"words in another order", "الشتاء حلول قبل بيت ألفي ستروي الجديدة البئر المقبل", ""},
		{"a word that is nowhere among twelve", strings.Replace(sentence, "بلدية", "قنصلية", 1), "agency* copy* edited*"},
		{"other words", "قالت الشركة إن المصنع سيغلق أبوابه في نهاية الأسبوع الحالي بسبب الصيانة", ""},
		{"no word", "؟!", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page, err := f.Passages(t.Context(), tt.text, 10)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range page.Passages {
				id := p.ID
				if _, own, ok := strings.Cut(id, ":"); ok {
					id = own
				}
				if !p.Exact {
					id += "*"
				}
				got = append(got, id)
				if text := p.Record.Article.Text; p.Span.Start < 0 || p.Span.End > len(text) || p.Span.Len() <= 0 || p.Share <= 0 || p.Share > 1 {
					t.Errorf("%s: span %v, share %v", id, p.Span, p.Share)
				}
			}
			if got := strings.Join(got, " "); got != tt.want || page.Total != len(page.Passages) {
				t.Errorf("finds %q of %d, want %q", got, page.Total, tt.want)
			}
		})
	}
	t.Run("more than are asked for are counted", func(t *testing.T) {
		page, err := f.Passages(t.Context(), sentence, 1)
		if err != nil {
			t.Fatal(err)
		}
		want := []archive.Count{{Value: "الأفق", Articles: 1}, {Value: "الدرب", Articles: 1}, {Value: "سرمد", Articles: 1}}
		if len(page.Passages) != 1 || page.Total != 3 || !slices.Equal(page.Outlets, want) {
			t.Errorf("%d of %d, %v", len(page.Passages), page.Total, page.Outlets)
		}
	})
	t.Run("words that a correction took away are not found", func(t *testing.T) {
		corrected := wired[0]
		corrected.Text = "صححت الوكالة خبر البئر."
		f.put(t, corrected)
		page, err := f.Passages(t.Context(), sentence, 10)
		if err != nil || len(page.Passages) != 2 || page.Total != 2 {
			t.Errorf("%v: %d of %d", err, len(page.Passages), page.Total)
		}
	})
	t.Run("in any number of parts", func(t *testing.T) {
		for i := range 40 {
			s := wired[1]
			s.ID, s.Published = fmt.Sprint("later", i), "2031-06-01"
			f.put(t, s)
		}
		page, err := f.Passages(t.Context(), sentence, 100)
		if err != nil || len(page.Passages) != 42 || page.Passages[0].ID != "الأفق:copy" {
			t.Errorf("%v: %d", err, len(page.Passages))
		}
	})
}
