package lexicon

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed outlets.tsv
var outletsTSV string

var outlets = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for _, r := range Rows(outletsTSV, 2) {
		names := strings.Split(r[1], "|")
		for _, key := range append([]string{r[0]}, names...) {
			m[strings.ToLower(key)] = names
		}
	}
	return m
})

// OutletNames returns the names under which an outlet is written of, given its
// code or one of its names; the given name alone for an outlet not listed, and
// nothing for "".
func OutletNames(outlet string) []string {
	if outlet == "" {
		return nil
	}
	if names, ok := outlets()[strings.ToLower(outlet)]; ok {
		return names
	}
	return []string{outlet}
}
