package record

import (
	_ "embed"
	"sync"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

//go:embed masdars.tsv
var masdarsTSV string

var masdars = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, row := range lexicon.Rows(masdarsTSV, 1) {
		m[row[0]] = true
	}
	return m
})

// isMasdar reports whether an indefinite stem reads as a verbal noun: it is
// listed, is one of a verb of the lexicon, or has a pattern of the derived
// forms (Wright, I § 202): تفعيل, تفاعل, إفعال, مفاعلة, انفعال, افتعال, استفعال.
func isMasdar(stem string) bool {
	if masdars()[stem] {
		return true
	}
	for _, in := range arabic.VerbForms(stem) {
		if in.Mood == arabic.Masdar {
			return true
		}
	}
	c := []rune(stem)
	n := len(c)
	if n > 4 && c[n-1] == 'ه' { // استقالة, إقامة
		if c[0] == 'م' && c[2] == 'ا' && n == 6 {
			return true // مفاعلة
		}
		c = c[:n-1]
		n--
		if c[0] == 'ا' && n >= 4 && c[n-2] == 'ا' {
			return true
		}
	}
	switch {
	case n == 5 && c[0] == 'ت' && (c[3] == 'ي' || c[2] == 'ا'):
		return true // تفعيل, تفاعل
	case n < 5 || c[0] != 'ا' || c[n-2] != 'ا' || c[1] == 'ل':
		return false
	case n == 5:
		return true // إفعال
	case n == 6:
		return c[1] == 'ن' || c[2] == 'ت' || c[2] == 'ط' || c[2] == 'د' // انفعال, افتعال
	}
	return n == 7 && c[1] == 'س' && c[2] == 'ت' // استفعال
}
