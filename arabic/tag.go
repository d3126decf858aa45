package arabic

import (
	"strings"

	"isnad/arabic/internal/words"
)

// POS is a part of speech. Verbs are parted by aspect; UPOS gives the universal
// tag.
type POS uint8

const (
	NOUN      = POS(words.Noun)
	PROPN     = POS(words.Propn)
	ADJ       = POS(words.Adj)
	PERFECT   = POS(words.Perfect) // a verb in the perfect or imperative
	IMPERFECT = POS(words.Imperfect)
	ADP       = POS(words.Adp)
	CCONJ     = POS(words.Cconj)
	SCONJ     = POS(words.Sconj)
	PRON      = POS(words.Pron) // personal, demonstrative and relative
	DET       = POS(words.Det)
	PART      = POS(words.Part)
	ADV       = POS(words.Adv)
	NUM       = POS(words.Num)
	PUNCT     = POS(words.Punct)
	X         = POS(words.Other)
	SYM       = POS(words.Sym)
)

var upos = [...]string{"NOUN", "PROPN", "ADJ", "VERB", "VERB", "ADP", "CCONJ", "SCONJ", "PRON", "DET", "PART", "ADV", "NUM", "PUNCT", "X", "SYM"}

// UPOS is the universal part of speech that t stands for.
func (t POS) UPOS() string {
	if int(t) < len(upos) {
		return upos[t]
	}
	return "X"
}

// IsVerb reports whether t is a verb of either aspect.
func (t POS) IsVerb() bool { return t == PERFECT || t == IMPERFECT }

// Features are the grammatical features of a segment, packed; the zero value
// says nothing.
type Features uint32

func features(person uint8, g Gender, n NumberOf) Features {
	return Features(words.FeatPerson(person)) | Features(g)<<2 | Features(n)<<4
}

// Person is 1, 2 or 3; 0 where there is none.
func (f Features) Person() uint8 { return words.Features(f).Person() }

// Gender is the gender that the form shows.
func (f Features) Gender() Gender { return Gender(words.Features(f).Gender()) }

// Number is the number that the form shows.
func (f Features) Number() NumberOf { return NumberOf(words.Features(f).Number()) }

// Perfect reports whether the segment is a verb in the perfect.
func (f Features) Perfect() bool { return words.Features(f).Mood() == 1 }

// Imperfect reports whether the segment is a verb in the imperfect.
func (f Features) Imperfect() bool { return words.Features(f).Mood() == 2 }

// Passive reports whether the written form can only be a passive.
func (f Features) Passive() bool { return words.Features(f)&words.FeatPass != 0 }

// Definite reports whether a nominal has the article or a pronoun.
func (f Features) Definite() bool { return words.Features(f).Def() == 1 }

// String writes f as the FEATS column of CoNLL-U, "_" where it is zero.
func (f Features) String() string {
	var parts []string
	w := words.Features(f)
	switch w.Mood() {
	case 1:
		parts = append(parts, "Aspect=Perf")
	case 2:
		parts = append(parts, "Aspect=Imp")
	}
	if w.Def() == 1 {
		parts = append(parts, "Definite=Def")
	}
	switch f.Gender() {
	case Masculine:
		parts = append(parts, "Gender=Masc")
	case Feminine:
		parts = append(parts, "Gender=Fem")
	}
	switch f.Number() {
	case Singular:
		parts = append(parts, "Number=Sing")
	case Dual:
		parts = append(parts, "Number=Dual")
	case Plural:
		parts = append(parts, "Number=Plur")
	}
	if p := f.Person(); p > 0 {
		parts = append(parts, "Person="+string('0'+rune(p)))
	}
	if f.Passive() {
		parts = append(parts, "Voice=Pass")
	}
	if len(parts) == 0 {
		return "_"
	}
	return strings.Join(parts, "|")
}
