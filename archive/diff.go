package archive

import (
	"slices"
	"strings"
	"unicode"

	"isnad/record"
)

// Edit says what became of a stretch of text.
type Edit uint8

const (
	Same Edit = iota
	Gone
	New
)

// Change is a stretch of text that stayed, went or came.
type Change struct {
	Edit Edit
	Text string
}

// Difference is what changed between two versions of an article.
type Difference struct {
	Text []Change
	// Lost and Won are the statements that only the older and only the newer
	// version has, by source and content.
	Lost, Won []record.Statement
}

// maxDiff bounds the words and spaces of a text that are compared one by one; texts with
// more are compared by paragraphs, and those with more of these as a whole.
const maxDiff = 4000

// Diff compares two versions of an article by their words. The texts of
// Difference.Text without those that are New make up the older text, without
// those that are Gone the newer one.
func Diff(older, newer *record.Record) Difference {
	a, b := wordsAndSpaces(older.Article.Text), wordsAndSpaces(newer.Article.Text)
	if len(a) > maxDiff || len(b) > maxDiff {
		a, b = strings.SplitAfter(older.Article.Text, "\n"), strings.SplitAfter(newer.Article.Text, "\n")
	}
	if len(a) > maxDiff || len(b) > maxDiff {
		a, b = []string{older.Article.Text}, []string{newer.Article.Text}
	}
	return Difference{
		Text: changes(a, b),
		Lost: without(older, newer),
		Won:  without(newer, older),
	}
}

// wordsAndSpaces cuts text into words and the runs of white space between them.
func wordsAndSpaces(s string) []string {
	var parts []string
	start, inSpace := 0, false
	for i, r := range s {
		if space := unicode.IsSpace(r); space != inSpace {
			if start < i {
				parts = append(parts, s[start:i])
			}
			start, inSpace = i, space
		}
	}
	if start < len(s) {
		parts = append(parts, s[start:])
	}
	return parts
}

// changes is the edit script of a longest common subsequence, with what went
// before what came.
func changes(a, b []string) []Change {
	// common[i][j] is the length of the longest one of a[i:] and b[j:].
	common := make([][]uint32, len(a)+1)
	for i := range common {
		common[i] = make([]uint32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []Change
	add := func(e Edit, text string) {
		if n := len(out); n > 0 && out[n-1].Edit == e {
			out[n-1].Text += text
		} else {
			out = append(out, Change{e, text})
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			add(Same, a[i])
			i++
			j++
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			add(Gone, a[i])
			i++
		default:
			add(New, b[j])
			j++
		}
	}
	return out
}

// without lists the statements of a that b has not.
func without(a, b *record.Record) []record.Statement {
	return slices.DeleteFunc(slices.Clone(a.Statements), func(s record.Statement) bool {
		return slices.ContainsFunc(b.Statements, func(t record.Statement) bool {
			return s.Source.Name == t.Source.Name && s.Content.Of(a.Article.Text) == t.Content.Of(b.Article.Text)
		})
	})
}
