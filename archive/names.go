package archive

import (
	"strings"

	"isnad/arabic"
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
