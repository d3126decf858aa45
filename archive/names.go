package archive

import (
	"strings"

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
// Keys, of those under a key of Sounds only the ones that Accepts agrees to.
type WordQuery struct {
	Keys    []string
	Sounds  []string
	Accepts func(name string) bool
}

// NameQuery returns how to look up the words of a name, or of a part of it, in
// either script; a name must be found by each.
func NameQuery(value string) []WordQuery {
	var words []WordQuery
	for word := range strings.FieldsSeq(value) {
		q := WordQuery{Keys: NameKeys(word)}
		if arabic.IsLatin(word) {
			for _, key := range arabic.SoundKeys(word) {
				q.Sounds = append(q.Sounds, soundKey+key)
			}
			q.Accepts = func(name string) bool {
				for w := range strings.FieldsSeq(name) {
					if arabic.SoundsLike(word, w) {
						return true
					}
				}
				return false
			}
		}
		if len(q.Keys)+len(q.Sounds) > 0 {
			words = append(words, q)
		}
	}
	return words
}
