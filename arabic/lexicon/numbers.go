package lexicon

import (
	_ "embed"
	"fmt"
	"strconv"
	"sync"
)

// NumberWord is one form of a number word, as print has it: not folded.
type NumberWord struct {
	Form  string
	Value float64
	Kind  NumberKind
}

// NumberKind tells how a number word combines with others.
type NumberKind string

const (
	Unit     NumberKind = "unit"     // 1 to 9
	Teen     NumberKind = "teen"     // 1 or 2, only before عشر (ten)
	Ten      NumberKind = "ten"      // 10, and added to the unit before it
	Tens     NumberKind = "tens"     // 20 to 90
	Hundred  NumberKind = "hundred"  // 100 to 900
	Scale    NumberKind = "scale"    // a power of a thousand, alone or after a number
	Scales   NumberKind = "scales"   // its plural, only after a number
	Scale2   NumberKind = "scale2"   // its dual; after a number the case ending of the singular
	Ordinal  NumberKind = "ordinal"  // first to tenth
	Fraction NumberKind = "fraction" // a part of the scale after it
)

//go:embed numbers.tsv
var numbersTSV string

// Numbers lists the number words.
func Numbers() []NumberWord { return numbers() }

var numbers = sync.OnceValue(func() []NumberWord {
	var out []NumberWord
	for _, r := range Rows(numbersTSV, 3) {
		v, err := strconv.ParseFloat(r[1], 64)
		if err != nil {
			panic(fmt.Sprintf("lexicon numbers.tsv: %q: %v", r[1], err))
		}
		switch k := NumberKind(r[2]); k {
		case Unit, Teen, Ten, Tens, Hundred, Scale, Scales, Scale2, Ordinal, Fraction:
			out = append(out, NumberWord{r[0], v, k})
		default:
			panic(fmt.Sprintf("lexicon numbers.tsv: kind %q", r[2]))
		}
	}
	return out
})
