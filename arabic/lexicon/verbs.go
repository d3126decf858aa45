package lexicon

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed verbs.tsv
var verbsTSV string

// Verb is a verb with the principal parts from which its forms are made.
type Verb struct {
	Lemma      string   // perfect, third person masculine singular
	Imperfect  string   // the same person of the imperfect
	Masdars    []string // verbal nouns
	Participle string   // active participle; defective ones keep their ي
}

// Verbs returns the verbs of saying and of public undertaking.
var Verbs = sync.OnceValue(func() []Verb {
	var verbs []Verb
	for _, r := range Rows(verbsTSV, 4) {
		verbs = append(verbs, Verb{Lemma: r[0], Imperfect: r[1], Masdars: strings.Fields(r[2]), Participle: r[3]})
	}
	return verbs
})
