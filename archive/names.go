package archive

import (
	"slices"
	"strings"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

// NameKeys returns the keys under which the words of a name are looked up: one
// for each word, the same for its spelling variants.
func NameKeys(name string) []string {
	var keys []string
	for word := range strings.FieldsSeq(arabic.Fold(name)) {
		if key := arabic.Variant(withoutArticle(word)); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// certain is the length from which a key of NameKeys, which has no vowels, is
// enough to tell a word: سعيد and سعود (Said, Saud) share a shorter one.
const certain = 4

// spellingKeys are keys of the words of a name that its spelling variants
// share and, as far as that can be told, no other names.
func spellingKeys(name string) []string {
	var keys []string
	for word := range strings.FieldsSeq(arabic.Fold(name)) {
		word = withoutArticle(word)
		key := arabic.Variant(word)
		if utf8.RuneCountInString(key) < certain {
			if v, ok := lexicon.Variants()[word]; ok {
				word = withoutArticle(arabic.Fold(v))
			}
			key = foreignLetters.Replace(word)
			if rest, ok := strings.CutSuffix(key, "ه"); ok && rest != "" {
				key = rest + "ا" // سوريا, سورية (Syria)
			}
		}
		if key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// foreignLetters writes sounds that Arabic has no letter for in one way.
var foreignLetters = strings.NewReplacer("غ", "ج", "گ", "ج", "ڨ", "ج", "ڤ", "ف", "پ", "ب")

// SameOutlet reports whether two names mean the same outlet: BBC and بي بي سي
// do, in any spelling.
func SameOutlet(a, b string) bool {
	if arabic.Variant(a) == arabic.Variant(b) {
		return true
	}
	for _, x := range lexicon.OutletNames(a) {
		for _, y := range lexicon.OutletNames(b) {
			if arabic.Variant(x) == arabic.Variant(y) {
				return true
			}
		}
	}
	return false
}

// soundKey begins the keys of how words sound among those of NameWords: no
// word has it.
const soundKey = "~"

// NameWords returns what a name is kept under: its NameKeys, and keys of how
// its Arabic words sound, by which Latin spellings find them.
func NameWords(name string) []string {
	keys := NameKeys(name)
	for word := range strings.FieldsSeq(name) {
		if !arabic.IsLatin(word) {
			keys = append(keys, soundKey+arabic.SoundKeys(word)[0])
		}
	}
	return keys
}

// WordQuery says how to look up a word of a name: the names kept under any of
// Keys that Accepts agrees to; where it agrees to none, those kept under
// Nearest.
type WordQuery struct {
	Keys    []string
	Accepts func(name string) bool
	Nearest []string
}

// NameQuery returns how to look up the words of a name, or of a part of it, in
// either script; a name must be found by each. A spelling that no name has
// finds those whose consonants agree.
func NameQuery(value string) []WordQuery {
	var words []WordQuery
	for word := range strings.FieldsSeq(value) {
		q := WordQuery{Keys: NameKeys(word), Nearest: NameKeys(word)}
		spelled := spellingKeys(word)
		if arabic.IsLatin(word) {
			for _, key := range arabic.SoundKeys(word) {
				q.Keys = append(q.Keys, soundKey+key)
			}
		}
		q.Accepts = func(name string) bool {
			for w := range strings.FieldsSeq(name) {
				if slices.Equal(spellingKeys(w), spelled) || arabic.IsLatin(word) && arabic.SoundsLike(word, w) {
					return true
				}
			}
			return false
		}
		if len(q.Keys) > 0 {
			words = append(words, q)
		}
	}
	return words
}
