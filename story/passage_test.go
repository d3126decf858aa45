package story

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"isnad/arabic"
	"isnad/article"
	"isnad/page"
	"isnad/record"
)

func TestPassagesOfExample(t *testing.T) {
	s := Lookup(Find(digests(t, "story/ferry.jsonl")), "sarmad-5210")
	var got []string
	for _, p := range s.Passages() {
		var in []string
		for _, at := range p.Places {
			in = append(in, at.Article.OwnID)
		}
		got = append(got, strings.Join(in, " "))
	}
	// The background, twice copied, once with two words changed; the scene at the quay.
	want := []string{"sarmad-5210 madar-2044 duha-90877", "nuqta-204 duha-90877"}
	if !slices.Equal(got, want) {
		t.Errorf("passages %q, want %q", got, want)
	}
}

func TestPassages(t *testing.T) {
	// The bridge was closed for repair; who crosses it now takes the old ferry, which carries four cars at a time.
	const told = "وأغلقت البلدية جسر الصفصاف لترميم أعمدته الحجرية، ويعبر سكان الضفة الشرقية النهر على متن عبّارة قديمة تتسع لأربع سيارات صغيرة وتتوقف ليلاً"
	for _, row := range []struct {
		name, a, b   string
		outletB      string
		wantPassages int
	}{
		{"the same words", told + ".", told + ".", "مدار", 1},
		{"a few words changed", told + ".", strings.Replace(told, "قديمة", "متهالكة", 1) + "، بحسب ما رأينا.", "مدار", 1},
		{"one outlet twice", told + ".", told + ".", "سرمد", 0},
		{"with credit", told + ".", "وقالت وكالة أنباء سرمد إن " + strings.TrimPrefix(told, "و") + ".", "مدار", 0},
		{"quoted by both", "وقال رئيس البلدية سعد الحمّال: \"" + told + "\".", "وقال رئيس البلدية سعد الحمّال: \"" + told + "\".", "مدار", 0},
		{"the same told in other words", told + ".", "ولا طريق إلى الضفة الأخرى منذ بدأ ترميم الجسر سوى عبّارة صغيرة لا تعمل بعد الغروب ولا تحمل سوى أربع سيارات.", "مدار", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := new(Story)
			for i, text := range []string{row.a, row.b} {
				a, err := article.From(&page.Page{Name: fmt.Sprint(i), Format: page.Text, Text: text}, article.Options{})
				if err != nil {
					t.Fatal(err)
				}
				d := NewDigest(record.Read(a))
				d.ID, d.Outlet, d.At = fmt.Sprint(i), "سرمد", time.Unix(int64(i), 0)
				if i == 1 {
					d.Outlet = row.outletB
				}
				s.Articles = append(s.Articles, d)
			}
			if got := s.Passages(); len(got) != row.wantPassages {
				t.Errorf("%d passages, want %d", len(got), row.wantPassages)
			} else if len(got) == 1 && got[0].Places[0].Article != s.Articles[0] {
				t.Error("the earliest is not the head")
			}
		})
	}
}

// TestCopiesAddNoVoice is what passages are for: whoever copies a paragraph has
// nothing of his own to say, however he calls its source.
func TestCopiesAddNoVoice(t *testing.T) {
	head := &Assertion{Article: &Digest{ID: "a", Outlet: "سرمد"}, Span: arabic.Span{Start: 10, End: 40}, Source: Voice{Name: "مسؤول في الميناء", Type: record.Anonymous}}
	copy := &Assertion{Article: &Digest{ID: "b", Outlet: "مدار"}, Span: arabic.Span{Start: 5, End: 35}, Source: Voice{Name: "مصدر مطلع", Type: record.Anonymous}}
	own := &Assertion{Article: &Digest{ID: "c", Outlet: "نقطة"}, Span: arabic.Span{Start: 5, End: 35}, Source: Voice{Name: "سعد الحمّال", Type: record.Person}}
	members := []*Assertion{head, copy, own}
	passages := []Passage{{[]Place{{Article: head.Article, Span: arabic.Span{Start: 0, End: 50}}, {Article: copy.Article, Span: arabic.Span{Start: 0, End: 50}}}}}
	for _, row := range []struct {
		name     string
		passages []Passage
		want     int
	}{{"independent", nil, 3}, {"a passage reused", passages, 2}} {
		c := &Claim{Members: members, copied: copied(members, nil, row.passages)}
		if got := originsOf(c); len(got) != row.want {
			t.Errorf("%s: %d origins, want %d", row.name, len(got), row.want)
		}
	}
}
