package web

import (
	"math/rand/v2"
	"strings"
	"testing"

	"isnad/arabic"
)

// TestCutKeepsText holds cut to its laws on random marks over a text.
func TestCutKeepsText(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	text := strings.Repeat("0123456789", 5)
	for range 2000 {
		span := randomSpan(rng, len(text))
		marks := make([]mark, rng.IntN(12))
		for i := range marks {
			marks[i] = mark{Span: randomSpan(rng, len(text)), Role: role(rng.IntN(int(named) + 1))}
		}
		pieces := cut(text, span, marks)
		inside := map[*mark]string{}
		if got := words(pieces, nil, inside); got != span.Of(text) {
			t.Fatalf("the pieces of %v of %v are %q", span, marks, got)
		}
		for i := range marks {
			want := arabic.Span{Start: max(marks[i].Start, span.Start), End: max(min(marks[i].End, span.End), span.Start, marks[i].Start)}
			if got := inside[&marks[i]]; want.Start < span.End && got != want.Of(text) {
				t.Fatalf("mark %v of %v in %v holds %q, not %q", marks[i].Span, marks, span, got, want.Of(text))
			}
		}
	}
}

func randomSpan(rng *rand.Rand, n int) arabic.Span {
	a, b := rng.IntN(n+1), rng.IntN(n+1)
	return arabic.Span{Start: min(a, b), End: max(a, b)}
}

// words gathers the text of pieces, and that of each mark they lie in.
func words(pieces []piece, in []*mark, inside map[*mark]string) string {
	var all string
	for _, p := range pieces {
		if p.Mark != nil {
			all += words(p.Pieces, append(in[:len(in):len(in)], p.Mark), inside)
			continue
		}
		all += p.Text
		for _, m := range in {
			inside[m] += p.Text
		}
	}
	return all
}

func TestCutNests(t *testing.T) {
	at := func(start, end int, r role) mark { return mark{Span: arabic.Span{Start: start, End: end}, Role: r} }
	for _, test := range []struct {
		name  string
		marks []mark
		want  string
	}{
		{"none", nil, "abcdef"},
		{"one", []mark{at(1, 3, said)}, "a[said bc]def"},
		{"inside", []mark{at(2, 3, cue), at(1, 5, said)}, "a[said b[cue c]de]f"},
		{"same bounds", []mark{at(1, 3, named), at(1, 3, source)}, "a[source [named bc]]def"},
		{"crossing", []mark{at(0, 4, said), at(2, 6, committed)}, "[said ab[committed cd…]][…committed ef]"},
		{"two crossing", []mark{at(0, 3, said), at(1, 5, source), at(2, 4, cue)}, "[said a[source b[cue c…]…]][…source […cue d]e]f"},
	} {
		if got := shown(cut("abcdef", arabic.Span{End: 6}, test.marks)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func shown(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Mark == nil {
			b.WriteString(p.Text)
			continue
		}
		b.WriteString("[")
		if !p.First {
			b.WriteString("…")
		}
		b.WriteString(p.Mark.Role.String() + " " + shown(p.Pieces))
		if !p.Last {
			b.WriteString("…")
		}
		b.WriteString("]")
	}
	return b.String()
}
