package arabic

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// segments writes the segments of every token, lemma and tag with each.
func segments(text string) string {
	d := Analyze(text)
	var out []string
	for _, t := range d.Tokens {
		var parts []string
		for _, s := range d.Segments[t.First:t.Last] {
			parts = append(parts, fmt.Sprintf("%s/%s/%s", s.Form, s.Lemma, s.Tag.UPOS()))
		}
		out = append(out, strings.Join(parts, "+"))
	}
	return strings.Join(out, " ")
}

func TestSegments(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"conjunction before a verb", "وأكد المدير", "و/و/CCONJ+اكد/أكد/VERB المدير/مدير/NOUN"},
		{"ل before the article", "للعالم", "ل/ل/ADP+العالم/عالم/NOUN"},
		{"ة comes back before a pronoun", "في قدرتها", "في/في/ADP قدره/قدرة/NOUN+ها/هو/PRON"},
		{"future", "سيعلن الوزير", "س/س/PART+يعلن/أعلن/VERB الوزير/وزير/NOUN"},
		{"future of a first person that news seldom has", "سنلغي العقد", "س/س/PART+نلغي/ألغى/VERB العقد/عقد/NOUN"},
		{"a city that looks like a future", "في سيدني", "في/في/ADP سيدني/سيدني/PROPN"},
		{"an adjective that looks like one", "في وقت سابق", "في/في/ADP وقت/وقت/NOUN سابق/سابق/ADJ"},
		{"because is one word", "لأن المدينة بعيدة", "لان/لأن/SCONJ المدينه/مدينة/NOUN بعيده/بعيد/ADJ"},
		{"that with a pronoun", "قال إنه وصل", "قال/قال/VERB ان/إن/SCONJ+ه/هو/PRON وصل/وصل/VERB"},
		{"broken plural", "من المدارس", "من/من/ADP المدارس/مدرسة/NOUN"},
		{"fused preposition and pronoun", "سألت عما حدث", "سالت/سأل/VERB عن/عن/ADP+ما/ما/PRON حدث/حدث/VERB"},
		{"number and mark", "بعد 15 يوما.", "بعد/بعد/ADP 15/15/NUM يوما/يوم/NOUN ././PUNCT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, segments(c.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnalyzeAgainInPlace(t *testing.T) {
	texts := []string{"قال الوزير إن المدينة آمنة.", "وصل 15 لاجئا إلى مخيم الزهرة، وفق بيان للبلدية.", ""}
	var d Doc
	for _, s := range texts {
		d.Analyze(s)
		fresh := Analyze(s)
		if diff := cmp.Diff(fresh.Segments, d.Segments); len(fresh.Segments) > 0 && diff != "" {
			t.Error(diff)
		}
	}
}

func TestAnalyzeConcurrently(t *testing.T) {
	const text = "أكدت المتحدثة باسم البلدية أن أعمال الترميم ستنتهي قبل نهاية العام."
	want := segments(text)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if got := segments(text); got != want {
					t.Errorf("got %s", got)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestAnalyzeAllocatesNothingPerToken(t *testing.T) {
	if raceDetector {
		t.Skip("sync.Pool drops workspaces under the race detector")
	}
	text := strings.Repeat("وأضاف رئيس اللجنة أن الأعضاء سيجتمعون غدا في المدينة لبحث التقرير. ", 40)
	var d Doc
	d.Analyze(text)
	allocs := testing.AllocsPerRun(20, func() { d.Analyze(text) })
	if per := allocs / float64(len(d.Tokens)); per > 0.01 {
		t.Errorf("%.1f allocations for %d tokens", allocs, len(d.Tokens))
	}
}
