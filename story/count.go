package story

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"isnad/arabic"
	"isnad/arabic/lexicon"
	"isnad/record"
)

// count is a figure that an assertion gives: so many of what.
type count struct {
	value  float64
	of     uint64 // see counted
	approx bool
}

//go:embed tolls.tsv
var tollsTSV string

// tolls maps lemmas of what befalls people to the word for those whom it
// befell: twelve killed, a dozen dead and the death of twelve civilians are one
// count.
var tolls = sync.OnceValue(func() map[uint64]string {
	m := map[uint64]string{}
	for _, row := range lexicon.Rows(tollsTSV, 2) {
		m[hash(lemmaSeed, Lemma(row[0]))] = row[1]
	}
	return m
})

const (
	// A figure belongs to a toll whose word stands tollBefore words before it or
	// tollAfter behind it.
	tollBefore = 6
	tollAfter  = 2
)

// counted is the key of what a figure counts, 0 where nothing tells, with its
// name where it is a toll: that of the counted noun or of the verb or noun that
// governs it (مقتل نحو 12 شخصا, the death of some 12 persons). A figure for a
// part (بينهم 3 أطفال, among them 3 children) is none of the toll itself.
func (w *reader) counted(q record.Quantity) (key uint64, toll string) {
	if q.Unit != "" {
		return hash(figureSeed, q.Unit), ""
	}
	head, _, _ := strings.Cut(strings.TrimSpace(q.Of), " ")
	if head == "" {
		return 0, ""
	}
	first := w.doc.TokenAt(q.Start)
	last := first
	for ; last < len(w.words) && w.words[last].Start < q.End; last++ {
		if is := w.words[last].Of(w.doc.Text); key == 0 && strings.HasSuffix(is, head) {
			key = w.words[last].key
		}
		if t := tolls()[w.words[last].key]; t != "" {
			return hash(tollSeed, t), t
		}
	}
	if key == 0 {
		key = hash(lemmaSeed, Lemma(head))
	}
	for i := last; i < min(last+tollAfter, len(w.words)) && w.words[i].tag != arabic.PUNCT && !w.conjoined(i); i++ {
		if t := tolls()[w.words[i].key]; t != "" && w.words[i].tag.IsVerb() {
			return hash(tollSeed, t), t
		}
	}
	for i := first - 1; i >= max(0, first-tollBefore); i-- {
		switch {
		case w.words[i].tag == arabic.PUNCT || w.words[i].tag == arabic.NUM:
			return key, ""
		case lists().parts[w.doc.Tokens[i].Folded]:
			return mix(key), ""
		case w.words[i].key == 0:
		case tolls()[w.words[i].key] != "":
			t := tolls()[w.words[i].key]
			return hash(tollSeed, t), t
		case w.words[i].tag != arabic.PROPN && w.words[i].tag != arabic.X && !strings.HasPrefix(w.doc.Tokens[i].Folded, "ال"):
			return key, "" // it counts what that noun is of, not whom the toll befell
		}
	}
	return key, ""
}

// compareCounts tells whether two lists give the same figure for the same
// thing or different ones, "" where they count different things.
func compareCounts(a, b []count) Relation {
	var r Relation
	for _, x := range a {
		for _, y := range b {
			if x.of != y.of {
				continue
			}
			if math.Abs(x.value-y.value) <= tolerance(x, y)*max(x.value, y.value) {
				return Agree
			}
			r = Disagree
		}
	}
	return r
}

// timed lists the days and the lengths of time that the times within a clause
// name, as counts.
func (w *reader) timed(within arabic.Span) []count {
	var out []count
	for _, t := range w.record.Times {
		if !within.Contains(t.Span) || t.Mod != "" {
			continue
		}
		switch t.Type {
		case "DATE":
			if day, err := time.Parse(time.DateOnly, t.Value); err == nil {
				out = append(out, count{value: float64(day.Unix()), of: hash(figureSeed, "day")})
			}
		case "DURATION":
			// One number and one unit, as in PT72H: only these are compared.
			if n, err := strconv.ParseFloat(strings.Trim(t.Value, "PTYMWDHS"), 64); err == nil {
				out = append(out, count{value: n, of: hash(figureSeed, strings.Map(func(r rune) rune {
					if r >= 'A' {
						return r
					}
					return -1
				}, t.Value))})
			}
		}
	}
	return out
}

// tolerance is the share by which two figures may differ and still be one.
func tolerance(x, y count) float64 {
	if x.approx || y.approx {
		return 0.1
	}
	return 0
}
