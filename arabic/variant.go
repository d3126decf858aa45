package arabic

import (
	"slices"
	"strings"

	"isnad/arabic/lexicon"
)

// Variant returns a key under which the spellings that news uses for one word
// or name fall together: أميركي and أمريكي, مليشيات and ميليشيات, أسوشيتد برس
// and أسوشيتدبرس, غوغل and جوجل. It folds s, joins its words, and then
//
//   - writes the consonants for which Arabic has no letter in one way: غ ج ق گ
//     for g as ج, ڤ as ف, پ as ب, چ as تش;
//   - drops the long vowels inside, with which loan words are spelled now and
//     now not;
//   - writes doubled letters once, and ء ئ ؤ not at all;
//   - replaces forms that no rule joins by those of lexicon.Variants.
//
// Words of Arabic stock that differ only so (قال and جلّ) fall together, too:
// the key is for comparing names and foreign words, not for search at large.
// Variant is idempotent.
func Variant(s string) string {
	for {
		key := variantOnce(s)
		if key == s || len(key) > len(s) {
			return key
		}
		s = key
	}
}

func variantOnce(s string) string {
	f := Fold(s)
	words := strings.FieldsFunc(f, func(r rune) bool { return !isLetter(r) && !isDigit(r) })
	joined := strings.Join(words, "")
	if v, ok := lexicon.Variants()[joined]; ok {
		joined = Fold(v)
	}
	bare := strings.TrimPrefix(joined, "ال")
	if len(bare) < 4 {
		bare = joined
	}
	var b strings.Builder
	var last rune
	for i, r := range bare {
		switch r {
		case 'غ', 'ق', 'گ', 'ڨ':
			r = 'ج'
		case 'ڤ':
			r = 'ف'
		case 'پ':
			r = 'ب'
		case 'ا', 'و', 'ي':
			if i > 0 {
				continue
			}
		case 'ء', 'ئ', 'ؤ':
			continue
		case 'ه':
			if i > 0 && i+2 == len(bare) {
				continue // ة, or ا written for it: سوريا, سورية
			}
		}
		if r == last {
			continue
		}
		last = r
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		return joined
	}
	return b.String()
}

// SameName reports whether two names can be one: spellings of each other under
// Variant, or one the last or the first words of the other, as a family name or
// a body without its country are. It is symmetric; "" is nobody's name.
func SameName(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if a == b || Variant(a) == Variant(b) {
		return true
	}
	x, y := variantWords(a), variantWords(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 || len(x) == len(y) {
		return false
	}
	return slices.Equal(x, y[len(y)-len(x):]) || slices.Equal(x, y[:len(x)])
}

// NameEnds returns keys of the first and the last word of a name: names that
// SameName joins share one, spelling variants that join or part words excepted.
func NameEnds(name string) []string {
	words := variantWords(name)
	switch n := len(words); {
	case n == 0:
		return nil
	case n == 1 || words[0] == words[n-1]:
		return words[:1]
	default:
		return []string{words[0], words[n-1]}
	}
}

func variantWords(s string) []string {
	words := strings.Fields(s)
	for i := range words {
		words[i] = Variant(words[i])
	}
	return words
}
