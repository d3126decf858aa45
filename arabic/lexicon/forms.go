package lexicon

import (
	_ "embed"
	"strconv"
	"sync"
)

//go:embed forms.tsv
var formsTSV string

// Forms maps folded word forms of news text to the binary logarithm of their
// count in the corpus that forms.tsv names.
var Forms = sync.OnceValue(func() map[string]uint8 {
	rows := Rows(formsTSV, 2)
	forms := make(map[string]uint8, len(rows))
	for _, r := range rows {
		n, err := strconv.ParseUint(r[1], 10, 8)
		if err != nil {
			panic("lexicon: forms.tsv: " + err.Error()) // embedded, checked by a test
		}
		forms[r[0]] = uint8(n)
	}
	return forms
})
