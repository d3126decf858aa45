package archive

import (
	"strings"
	"testing"
	"testing/quick"
)

func TestFindPassage(t *testing.T) {
	const six = "افتتح الوزير الجسر الجديد صباح الأحد" // the minister opened the new bridge on Sunday morning
	tests := []struct {
		name, asked, text string
		want              string // "" where it is not there
		exact             bool
	}{
		{"as it is", six, "في البلدة " + six + " وعاد", six, true},
		{"the first of two", "الجسر الجديد", "الجسر، ثم الجسر الجديد والجسر الجديد", "الجسر الجديد", true},
		{"punctuation between is no change", "الجسر الجديد", "الجسر (الجديد)", "الجسر (الجديد", true},
		{"one word of six left out", six, "افتتح الوزير الجسر صباح الأحد", "افتتح الوزير الجسر صباح الأحد", false},
		{"a word put in", six, "افتتح الوزير أمس الجسر الجديد صباح الأحد", "افتتح الوزير أمس الجسر الجديد صباح الأحد", false},
		{"two words of six left out", six, "افتتح الجسر صباح الأحد", "", false},
		{"no more than its words", six, "الأحد افتتح الوزير الجسر الجديد القديم صباح الأحد الأحد", "افتتح الوزير الجسر الجديد القديم صباح الأحد", false},
		{"in another order", six, "الأحد صباح الجديد الجسر الوزير افتتح", "", false},
		{"far apart", "افتتح الوزير الجسر الجديد أمس", "افتتح الوزير وقال كلاماً طويلاً عن كل شيء ثم مضى إلى الجسر الجديد أمس", "", false},
		{"nothing", "", "الجسر", "", false},
		{"in nothing", "الجسر", "", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, ok := FindPassage(tokensOf(tt.asked), tokensOf(tt.text))
			if got := p.Span.Of(tt.text); got != tt.want || ok != (tt.want != "") || p.Exact != tt.exact {
				t.Errorf("finds %q, exact %v", got, p.Exact)
			}
		})
	}
}

// Of random texts over few words: what stands there is found as it is, and what
// is found has most of the words in their order within its span.
func TestFindPassageLaws(t *testing.T) {
	words := strings.Fields("ماء نار هواء تراب شجر")
	say := func(picks []uint8) string {
		var out []string
		for _, p := range picks {
			out = append(out, words[int(p)%len(words)])
		}
		return strings.Join(out, " ")
	}
	inText := func(before, asked, after []uint8) bool {
		text := tokensOf(say(before) + " " + say(asked) + " " + say(after))
		p, ok := FindPassage(tokensOf(say(asked)), text)
		return len(asked) == 0 && !ok || ok && p.Exact && p.Share == 1
	}
	if err := quick.Check(inText, nil); err != nil {
		t.Error(err)
	}
	inOrder := func(asked, text []uint8) bool {
		whole := say(text)
		a := tokensOf(say(asked))
		p, ok := FindPassage(a, tokensOf(whole))
		if !ok {
			return true
		}
		within := tokensOf(p.Span.Of(whole))
		return float64(subsequence(a, within)) >= p.Share*float64(len(a))-1e-9 && subsequence(a, within) >= len(a)-Missing(len(a))
	}
	if err := quick.Check(inOrder, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

// subsequence is the length of a longest common subsequence, by the book.
func subsequence(a, b []Token) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		last := 0
		for j, y := range b {
			was := row[j+1]
			if x.Folded == y.Folded {
				row[j+1] = last + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			last = was
		}
	}
	return row[len(b)]
}

func TestTokensAreTheWordsOfTheIndex(t *testing.T) {
	const text = "قال الوزير: \"سنفتح الجسر (الجديد) في 12.5.2031\"، ثم أضاف @nahr عبر www.example.org إن الكلفة 3% فقط!"
	tokens, words := tokensOf(text), wordsOf(text)
	if len(tokens) != len(words) {
		t.Fatalf("%d tokens, %d words", len(tokens), len(words))
	}
	for i := range tokens {
		if tokens[i].Span != words[i].Span || tokens[i].Folded != words[i].Surface {
			t.Errorf("%d: %v, %v", i, tokens[i], words[i])
		}
	}
}
