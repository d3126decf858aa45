package arabic

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing to fold", "سفينه", "سفينه"},
		{"hamza on alif", "أإآٱ", "اااا"},
		{"hamza on waw and ya stays", "مؤتمر رئيس", "مؤتمر رئيس"},
		{"alif maqsura and ta marbuta", "مستشفى مدينة", "مستشفي مدينه"},
		{"harakat, shadda and superscript alif", "قُدِّمَ هٰذا", "قدم هذا"},
		{"tatweel", "لـلميناء", "للميناء"},
		{"Persian letters", "کیف", "كيف"},
		{"letters of loan words stay", "ڤيينا پاريس", "ڤيينا پاريس"},
		{"digits of both kinds", "٢٠٢١ ۱۴۰۰", "2021 1400"},
		{"Latin in lower case", "CNN", "cnn"},
		{"presentation forms", "ﻣﻴﻨﺎﺀ ﷲ", "ميناء الله"},
		{"direction marks", "قال\u200f: نعم", "قال: نعم"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Fold(tt.in); got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// tokensOf writes tokens with their kinds: w word, n number, p punctuation, s
// symbol, u address, h handle, t topic.
func tokensOf(text string) string {
	var b strings.Builder
	for _, t := range Tokenize(text).Tokens {
		b.WriteString(t.Of(text))
		b.WriteByte('/')
		b.WriteByte("wnpsuht"[t.Kind])
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

func TestTokens(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"words and a full stop", "وصلت السفينة.", "وصلت/w السفينة/w ./p"},
		{"glued punctuation", "قال:«نعم»،وغادر", "قال/w :/p «/p نعم/w »/p ،/p وغادر/w"},
		{"number glued to a word", "17شخصا", "17/n شخصا/w"},
		{"thousands and decimals", "1,850 و3.5 و٢٬٥٠٠", "1,850/n و/w 3.5/n و/w ٢٬٥٠٠/n"},
		{"the decimal mark as some keyboards give it", "%3ر0", "%/s 3ر0/n"},
		{"comma between numbers is no decimal mark", "عام 2010، 2011", "عام/w 2010/n ،/p 2011/n"},
		{"clock and date", "14:30 26/7/2021 2021-07-26", "14:30/n 26/7/2021/n 2021-07-26/n"},
		{"range", "2010-2013", "2010/n -/p 2013/n"},
		{"address", "انظر https://surmad.example/a?b=1، للمزيد", "انظر/w https://surmad.example/a?b=1/u ،/p للمزيد/w"},
		{"mail address", "press@surmad.example", "press@surmad.example/u"},
		{"Arabic word before an at sign", "البريد@surmad.example", "البريد/w @surmad/h ./p example/w"},
		{"handle and topic", "@surmad #ميناء_سرمد", "@surmad/h #ميناء_سرمد/t"},
		{"quotation marks stand alone", `""نعم""`, `"/p "/p نعم/w "/p "/p`},
		{"dots run together", "نعم... لا..", "نعم/w .../p لا/w ../p"},
		{"vowels and tatweel belong to the word", "قُدِّمَ لـه", "قُدِّمَ/w لـه/w"},
		{"direction mark between words", "وزير\u200fالنقل", "وزير/w النقل/w"},
		{"Latin with digits", "قمة G20", "قمة/w G20/w"},
		{"a change of script ends a word", "لـIPO وIPOالدولية", "لـ/w IPO/w و/w IPO/w الدولية/w"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tokensOf(tt.in); got != tt.want {
				t.Errorf("\ngot  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestSentences(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"full stop", "وصلت السفينة. غادر القبطان.", []string{"وصلت السفينة.", "غادر القبطان."}},
		{"question and exclamation", "من قال؟ لا أحد! انتهى", []string{"من قال؟", "لا أحد!", "انتهى"}},
		{"closing mark comes along", "قال: «نعم.» ثم غادر.", []string{"قال: «نعم.»", "ثم غادر."}},
		{"line break", "عنوان بلا نقطة\nنص", []string{"عنوان بلا نقطة", "نص"}},
		{"initial of a name", "قال د. رائف إن ج. حداد غادر.", []string{"قال د. رائف إن ج. حداد غادر."}},
		{"letters spelled one by one", "في قناة سي.إن.بي.سي أمس. انتهى", []string{"في قناة سي.إن.بي.سي أمس.", "انتهى"}},
		{"decimal point", "بلغت 3.5 في المئة. انتهى", []string{"بلغت 3.5 في المئة.", "انتهى"}},
		{"two dots are a dash", "عاد.. ولم يغادر", []string{"عاد.. ولم يغادر"}},
		{"comma and semicolon", "عاد، ثم غادر؛ وانتهى", []string{"عاد، ثم غادر؛ وانتهى"}},
		{"nothing", " \n ", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range Tokenize(tt.in).Sentences {
				got = append(got, s.Of(tt.in))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("\ngot  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// checkLaws fails t where the analysis of text breaks a law that holds for any
// string.
func checkLaws(t *testing.T, text string) {
	t.Helper()
	d := Analyze(text)
	end, seg := 0, 0
	for i, tok := range d.Tokens {
		if tok.Start < end || tok.End <= tok.Start || tok.End > len(text) {
			t.Fatalf("token %d %v: overlaps, is empty or leaves the text of %d bytes", i, tok.Span, len(text))
		}
		end = tok.End
		if tok.Folded != Fold(tok.Of(text)) {
			t.Fatalf("token %d: key %q is not the fold of %q", i, tok.Folded, tok.Of(text))
		}
		if tok.First != seg || tok.Last <= tok.First {
			t.Fatalf("token %d: segments [%d:%d) do not follow on %d", i, tok.First, tok.Last, seg)
		}
		seg = tok.Last
		at, stems, form := tok.Start, 0, ""
		for _, s := range d.Segments[tok.First:tok.Last] {
			if s.Start != at || s.End < s.Start || s.End > tok.End || s.Token != i {
				t.Fatalf("segment %v of token %v does not follow on byte %d", s.Span, tok.Span, at)
			}
			if utf8.ValidString(text) && !utf8.ValidString(s.Of(text)) {
				t.Fatalf("segment %v cuts a rune of %q", s.Span, tok.Of(text))
			}
			at = s.End
			form += Fold(s.Of(text))
			if s.Role == Stem {
				stems++
			}
		}
		if at != tok.End {
			t.Fatalf("the segments of %q end at byte %d", tok.Of(text), at-tok.Start)
		}
		if utf8.ValidString(text) && tok.Kind == Word && form != tok.Folded {
			t.Fatalf("the segments of %q fold to %q", tok.Of(text), form)
		}
		if d.TokenAt(tok.Start) != i {
			t.Fatalf("TokenAt(%d) = %d, want %d", tok.Start, d.TokenAt(tok.Start), i)
		}
	}
	if seg != len(d.Segments) {
		t.Fatalf("%d segments belong to no token", len(d.Segments)-seg)
	}
	last := 0
	for _, n := range d.Names {
		if n.First < last || n.Last <= n.First || n.Last > len(d.Tokens) || n.Start < d.Tokens[n.First].Start || n.End > d.Tokens[n.Last-1].End || n.Start >= n.End {
			t.Fatalf("name %+v overlaps or leaves its tokens", n)
		}
		last = n.Last
	}
	tok := 0
	for i, s := range d.Sentences {
		if s.First != tok || s.Last <= s.First || s.Start != d.Tokens[s.First].Start || s.End != d.Tokens[s.Last-1].End {
			t.Fatalf("sentence %d %+v does not follow on token %d", i, s, tok)
		}
		tok = s.Last
	}
	if tok != len(d.Tokens) {
		t.Fatalf("%d tokens are in no sentence", len(d.Tokens)-tok)
	}
	if f := Fold(text); Fold(f) != f {
		t.Fatalf("folding %q twice gives %q, once %q", text, Fold(f), f)
	}
}

func FuzzAnalyze(f *testing.F) {
	for _, seed := range []string{
		"",
		"وقال وزير الموانئ إنّ «الرصيف جاهز»، وبالسفن وللجنة وقدرتها وسيصل ومما.",
		"17شخصا %3ر0 ٢٬٥٠٠ 14:30 2021-07-26 د. ج. سي.إن.",
		"البريد@surmad.example http:// www. @ # ـ ـــ \u200f\u200d\ufeff",
		"ﷲ ﻻ ﷺ \xff\xfe\u0670\u0651 a\u0301",
		"\u064b\u064c",
		"ﷁ ﻻ\xd0ﷺ \xff\xfeّٰ a\xae̲", // a ligature of clitic and stem as a name
		"«»“”\"\"''؟!...…",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip("long texts add nothing")
		}
		checkLaws(t, text)
	})
}
