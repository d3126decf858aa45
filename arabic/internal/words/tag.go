// Package words chooses the analysis of every token of a sentence: clitic
// segments, universal part of speech, lemma and features.
//
// Tokens go in as surface and folded forms; a Choice per token comes out. The
// trainer and the reader share everything here: candidates, features, lexicon
// and decoder. Weights and lexicon are plain slices, made by the trainer and
// read from the model file.
package words

// Tag is a part of speech, the universal ones with the verb parted by aspect.
// The numbers stand in model files.
type Tag uint8

const (
	Noun Tag = iota
	Propn
	Adj
	Perfect   // verb, perfect or imperative
	Imperfect // verb, imperfect
	Adp
	Cconj
	Sconj
	Pron
	Det
	Part
	Adv
	Num
	Punct
	Other // X
	Sym
	NTags
)

// IsVerb reports whether t is a verb of either aspect.
func (t Tag) IsVerb() bool { return t == Perfect || t == Imperfect }

// IsNominal reports whether t takes the article and case.
func (t Tag) IsNominal() bool { return t <= Adj }

// set is a set of tags, one bit each.
type set uint32

func (s set) has(t Tag) bool { return s>>t&1 != 0 }

func of(tags ...Tag) (s set) {
	for _, t := range tags {
		s |= 1 << t
	}
	return s
}

var openTags = of(Noun, Propn, Adj, Perfect, Imperfect)

// Set is a set of tags.
type Set = set

// With returns s with t in it.
func (s set) With(t Tag) set { return s | 1<<t }
