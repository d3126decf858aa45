package arabic

import (
	"slices"
	"strings"
	"sync"

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
// Variant, or one a short form of the other. It is symmetric; "" is nobody's
// name.
//
// A person's short form is the end, the family name (رضوان السدير, السدير); a
// body's the beginning, without its place (وزارة المياه, وزارة المياه الكرمية),
// or what is left without the noun for its kind (وكالة سرمد, سرمد). Who holds an
// office in a body is not the body, a given name alone is no short form, and
// neither is the bare noun for a kind of body or office (وزارة, مصدر).
func SameName(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if a == b || Variant(a) == Variant(b) {
		return true
	}
	x, y := variantWords(a), variantWords(b)
	if len(x) > len(y) {
		a, b, x, y = b, a, y, x
	}
	if len(x) == 0 || len(x) == len(y) {
		return false
	}
	if slices.Equal(x, y[:len(x)]) {
		return len(x) > 1 || !namesKind(a)
	}
	rest := strings.Fields(b)[:len(y)-len(x)]
	return slices.Equal(x, y[len(y)-len(x):]) && !slices.ContainsFunc(rest, IsOffice)
}

// IsOffice reports whether a word is a noun for an office or profession, with or
// without the article (وزير, المتحدث).
func IsOffice(word string) bool { return nameHeads().office[Fold(word)] }

// namesKind reports whether a word alone is the bare noun for a kind of body or
// office, or a given name.
func namesKind(word string) bool {
	h, w := nameHeads(), Fold(word)
	return h.office[w] && !strings.HasPrefix(w, "ال") || h.body[w] || h.given[w]
}

type heads struct{ office, body, given map[string]bool }

// nameHeads are nouns for offices, with and without the article, nouns for
// bodies, and given names that are no common words.
var nameHeads = sync.OnceValue(func() heads {
	h := heads{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, n := range lexicon.Roles() {
		for _, form := range [...]string{n.Noun, n.Noun + "ة", n.Plural} {
			if form != "" {
				h.office[Fold(form)] = true
				h.office[Fold("ال"+form)] = true
			}
		}
	}
	for _, n := range lexicon.Bodies() {
		h.body[Fold(n.Noun)] = true
	}
	for _, n := range lexicon.GivenNames() {
		if !n.Common {
			h.given[Fold(n.Name)] = true
		}
	}
	return h
})

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
