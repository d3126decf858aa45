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
