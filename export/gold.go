package export

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"isnad/archive"
	"isnad/record/gold"
)

// Gold is an article that people have corrected, as an annotated one from which
// the reader is trained; nil for one that nobody has corrected. Its id is the
// article's as the name of a file.
func Gold(k *archive.Kept) *gold.File {
	var by []string
	checked := map[string]bool{}
	for _, s := range k.Corrections {
		if s.Corrects() {
			checked[s.Item] = true
			if !slices.Contains(by, s.By) {
				by = append(by, s.By)
			}
		}
	}
	if by == nil {
		return nil
	}
	f := gold.Of(k.Record, fileName(k.ID), func(id string) bool { return checked[id] })
	f.By = by
	return f
}

// fileName is a name of a file for an id, another for another id.
func fileName(id string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, id)
	if runes := []rune(name); len(runes) > 60 {
		name = string(runes[:60])
	}
	return fmt.Sprintf("%s-%x", name, sha256.Sum256([]byte(id)))[:len(name)+9]
}
