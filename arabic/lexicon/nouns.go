package lexicon

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed roles.tsv
var rolesTSV string

//go:embed bodies.tsv
var bodiesTSV string

//go:embed media.tsv
var mediaTSV string

//go:embed bodynames.tsv
var bodyNamesTSV string

//go:embed places.tsv
var placesTSV string

//go:embed givennames.tsv
var givenNamesTSV string

// Noun is a head noun with its kind; the files say which kinds there are.
type Noun struct {
	Noun   string
	Kind   string
	Plural string // a sound plural stands without its ن
}

func nouns(tsv string) []Noun {
	var list []Noun
	for _, r := range Rows(tsv, 3) {
		list = append(list, Noun{r[0], r[1], r[2]})
	}
	return list
}

// Roles lists what persons are called: kinds role, title, crowd.
var Roles = sync.OnceValue(func() []Noun { return nouns(rolesTSV) })

// Bodies lists what bodies, media, documents and places are called: kinds
// body, group, media, document, place.
var Bodies = sync.OnceValue(func() []Noun { return nouns(bodiesTSV) })

// Media lists the names of media that others quote, each with all its forms,
// the canonical one first.
var Media = sync.OnceValue(func() [][]string { return formLists(mediaTSV) })

var mediumForms = sync.OnceValue(func() map[string][]string {
	of := map[string][]string{}
	for _, forms := range Media() {
		for _, form := range forms {
			of[form] = forms
		}
	}
	return of
})

// MediumForms gives the forms of a name of Media, the canonical one first; nil
// for a name that is not among them.
func MediumForms(name string) []string { return mediumForms()[name] }

// BodyNames lists the names of bodies that go by a name of their own, each
// with all its forms, the canonical one first.
var BodyNames = sync.OnceValue(func() [][]string { return formLists(bodyNamesTSV) })

func formLists(tsv string) [][]string {
	var list [][]string
	for _, r := range Rows(tsv, 2) {
		forms := []string{r[0]}
		for f := range strings.SplitSeq(r[1], "|") {
			if f != "" {
				forms = append(forms, f)
			}
		}
		list = append(list, forms)
	}
	return list
}

// Place is a country, city or region.
type Place struct {
	Name    string
	Country string // ISO 3166-1 alpha-2, "" where it lies in several
	Same    string // the usual name, where Name is another one of the same place
}

// Places lists countries, cities and regions.
var Places = sync.OnceValue(func() []Place {
	var list []Place
	for _, r := range Rows(placesTSV, 3) {
		list = append(list, Place{r[0], r[1], r[2]})
	}
	return list
})

// GivenName is a first name.
type GivenName struct {
	Name     string
	Feminine bool
	Common   bool // is a common word, too
}

// GivenNames lists first names.
var GivenNames = sync.OnceValue(func() []GivenName {
	var list []GivenName
	for _, r := range Rows(givenNamesTSV, 3) {
		list = append(list, GivenName{r[0], r[1] == "f", r[2] == "1"})
	}
	return list
})
