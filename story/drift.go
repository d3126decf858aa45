package story

import (
	"slices"
	"strings"
	"unicode"

	"isnad/arabic"
	"isnad/record"
)

// Drift is one source's same words as outlets quote them differently.
type Drift struct {
	Source   Voice
	Versions []Version // in order of publication; the first is what others are compared with
}

// Version is one wording of a quotation.
type Version struct {
	Members []*Assertion // that quote it so, copies among them
	Edits   []Edit       // against the first version; of the first itself, one without change
}

// Edit is a run of words with what became of it.
type Edit struct {
	Op   EditOp
	Text string
}

// EditOp says how words of a version stand to the first version. Words that
// were changed are a run dropped, followed by a run added.
type EditOp string

const (
	Kept    EditOp = "kept"
	Added   EditOp = "added"
	Dropped EditOp = "dropped"
)

// Drifts lists the quotations of the claims that come in several wordings. Only
// what stands between quotation marks is compared: reported speech may be put
// in any words. Vowel marks, punctuation and spelling variants are no change.
func Drifts(claims []*Claim) []Drift {
	var out []Drift
	for _, c := range claims {
		var left []*Assertion
		for _, m := range c.Members {
			if (m.Kind == record.Direct || m.Kind == record.Mixed) && m.Source.Name != "" {
				left = append(left, m)
			}
		}
		for len(left) > 0 {
			first := left[0]
			same := func(m *Assertion) bool { return sameVoice(first.Source, m.Source) }
			var quoted []*Assertion
			for _, m := range left {
				if same(m) {
					quoted = append(quoted, m)
				}
			}
			left = slices.DeleteFunc(left, same)
			if d := drift(quoted); len(d.Versions) > 1 {
				out = append(out, d)
			}
		}
	}
	return out
}

func drift(quoted []*Assertion) Drift {
	d := Drift{Source: quoted[0].Source}
	var wordings [][]quotedWord
	for _, m := range quoted {
		words := quotedWords(m.Text)
		i := slices.IndexFunc(wordings, func(w []quotedWord) bool { return slices.EqualFunc(w, words, sameWord) })
		if i < 0 {
			i = len(wordings)
			wordings = append(wordings, words)
			d.Versions = append(d.Versions, Version{Edits: edits(wordings[0], words)})
		}
		d.Versions[i].Members = append(d.Versions[i].Members, m)
	}
	return d
}

// quotedWord is a word as it stands and as it is compared.
type quotedWord struct{ text, key string }

func sameWord(a, b quotedWord) bool { return a.key == b.key }

func quotedWords(s string) []quotedWord {
	var out []quotedWord
	for _, text := range strings.Fields(s) {
		key := strings.TrimFunc(arabic.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if key != "" {
			out = append(out, quotedWord{text, key})
		}
	}
	return out
}

// edits turns a into b by way of their longest common subsequence of words.
// Law: the kept and dropped words are those of a, the kept and added ones those
// of b.
func edits(a, b []quotedWord) []Edit {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if sameWord(a[i], b[j]) {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []Edit
	put := func(op EditOp, text string) {
		if n := len(out); n > 0 && out[n-1].Op == op {
			out[n-1].Text += " " + text
			return
		}
		out = append(out, Edit{op, text})
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && sameWord(a[i], b[j]):
			put(Kept, b[j].text)
			i++
			j++
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			put(Dropped, a[i].text)
			i++
		default:
			put(Added, b[j].text)
			j++
		}
	}
	return out
}

// commonWords is the length of a longest common subsequence.
func commonWords(a, b []quotedWord) int {
	above, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for _, x := range a {
		for j, y := range b {
			if sameWord(x, y) {
				row[j+1] = above[j] + 1
			} else {
				row[j+1] = max(above[j+1], row[j])
			}
		}
		above, row = row, above
	}
	return above[len(b)]
}
