package lexicon

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed closed.tsv
var closedTSV string

//go:embed conjugation.tsv
var conjugationTSV string

//go:embed plurals.tsv
var pluralsTSV string

//go:embed adjectives.tsv
var adjectivesTSV string

// ClosedWord is a form of a closed class.
type ClosedWord struct {
	Form, Tag, Lemma string
	Open             bool // the form is a noun, name, adjective or verb, too
}

// Closed lists the closed classes.
var Closed = sync.OnceValue(func() []ClosedWord {
	var out []ClosedWord
	for _, r := range Rows(closedTSV, 4) {
		out = append(out, ClosedWord{r[0], r[1], r[2], r[3] == "open"})
	}
	return out
})

// ConjugatedVerb is a verb by its principal parts. Imperfect is empty where it
// is the regular one of the form; ّ in Perfect marks the second form.
type ConjugatedVerb struct{ Perfect, Imperfect string }

// Conjugation lists verbs of news Arabic.
var Conjugation = sync.OnceValue(func() []ConjugatedVerb {
	var out []ConjugatedVerb
	for _, r := range Rows(conjugationTSV, 1) {
		for _, w := range strings.Fields(r[0]) {
			// A word that begins with ي and follows a perfect is its imperfect,
			// unless it is one of the few perfects in ي.
			if n := len(out); strings.HasPrefix(w, "ي") && n > 0 && out[n-1].Imperfect == "" && !perfectInYa[w] {
				out[n-1].Imperfect = w
				continue
			}
			out = append(out, ConjugatedVerb{Perfect: w})
		}
	}
	return out
})

// perfectInYa are the perfects that begin with ي: to despair, to ease, to make
// for.
var perfectInYa = map[string]bool{"يئس": true, "يسر": true, "يسّر": true, "يمّم": true}

// Plural is a noun with its broken plurals.
type Plural struct {
	Singular string
	Plurals  []string
}

// Plurals lists nouns, those with no broken plural as well.
var Plurals = sync.OnceValue(func() []Plural {
	var out []Plural
	for _, item := range items(pluralsTSV) {
		if f := strings.Fields(item); len(f) > 0 {
			out = append(out, Plural{f[0], f[1:]})
		}
	}
	return out
})

// Adjective is an adjective in the masculine with the forms that rules do not
// give.
type Adjective struct {
	Masculine string
	Others    []string
}

// Adjectives lists adjectives.
var Adjectives = sync.OnceValue(func() []Adjective {
	var out []Adjective
	for _, item := range items(adjectivesTSV) {
		m, others, _ := strings.Cut(item, ":")
		out = append(out, Adjective{strings.TrimSpace(m), strings.Fields(others)})
	}
	return out
})

// items are the parts between commas.
func items(tsv string) []string {
	var out []string
	for _, r := range Rows(tsv, 1) {
		for part := range strings.SplitSeq(r[0], ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

//go:embed familynames.tsv
var familyNamesTSV string

// FamilyNames lists words of names that begin or end like clitics.
var FamilyNames = sync.OnceValue(func() []string {
	var out []string
	for _, r := range Rows(familyNamesTSV, 1) {
		out = append(out, strings.Fields(r[0])...)
	}
	return out
})

//go:embed organizations.tsv
var organizationsTSV string

// Organizations lists names of bodies, of one word and more.
var Organizations = sync.OnceValue(func() []string { return items(organizationsTSV) })

//go:embed variants.tsv
var variantsTSV string

// Variants maps folded spellings, written without spaces, to the form that
// stands for them.
var Variants = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, r := range Rows(variantsTSV, 2) {
		m[strings.ReplaceAll(r[0], " ", "")] = r[1]
	}
	return m
})
