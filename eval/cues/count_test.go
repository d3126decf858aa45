package main

import (
	"testing"

	"isnad/article"
	"isnad/page"
)

// The people and bodies in these sentences are invented.
func TestCount(t *testing.T) {
	for _, c := range []struct {
		name, text, lemma string
		want              tally
	}{
		{"a cue of a statement", "قال رائف الحمدان إن الرصيف جاهز.", "قال", tally{all: 1}},
		{"belief", "يعتقد رائف الحمدان أن الرصيف جاهز.", "اعتقد", tally{all: 1, open: 1}},
		{"the cue stands behind the verb", "نقلت وكالة سرمد عن رائف الحمدان قوله إن الرصيف جاهز.", "نقل", tally{all: 1}},
		{"a wish takes a verb behind أن", "يريد رائف الحمدان أن يفتح الرصيف.", "أراد", tally{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := countText(t, c.text).verbs[c.lemma]; got != c.want {
				t.Errorf("%s: %+v, want %+v", c.lemma, got, c.want)
			}
		})
	}
}

func TestCountQuotations(t *testing.T) {
	got := countText(t, `قال رائف الحمدان: "لن نغلق الميناء أبدا مهما حدث". وعرضت الفرقة مسرحية "نور الميناء".`)
	if got.quotes != 8 || got.attributed != 6 || got.speech != 6 || got.attributedSpeech != 6 {
		t.Errorf("%d of %d quoted words attributed, of long quotations %d of %d; want 6 of 8 and 6 of 6", got.attributed, got.quotes, got.attributedSpeech, got.speech)
	}
}

func countText(t *testing.T, text string) counts {
	t.Helper()
	p, err := page.Decode("a.txt", []byte("أخبار\n\n"+text), "utf-8")
	if err != nil {
		t.Fatal(err)
	}
	a, err := article.From(p, article.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return count(a)
}
