package arabic

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"isnad/arabic/lexicon"
)

//go:embed latin.tsv
var latinTSV string

// sound is a row of latin.tsv.
type sound struct {
	letters   string
	initial   bool     // only where the word begins
	final     bool     // only where it ends
	spellings []string // "" where it may be left out
	class     string
}

type soundTable struct {
	rows    []sound
	letters map[rune]string     // the class of a single letter
	classes map[string][]string // the classes of a Latin spelling
	longest int                 // spelling, in bytes
}

var sounds = sync.OnceValue(func() soundTable {
	t := soundTable{letters: map[rune]string{}, classes: map[string][]string{}}
	for _, r := range lexicon.Rows(latinTSV, 3) {
		s := sound{letters: strings.Trim(r[0], "^$"), initial: strings.HasPrefix(r[0], "^"), final: strings.HasSuffix(r[0], "$"), class: strings.Trim(r[2], "-")}
		for _, spelling := range strings.Fields(r[1]) {
			spelling = strings.Trim(spelling, "-")
			s.spellings = append(s.spellings, spelling)
			if !slices.Contains(t.classes[spelling], s.class) {
				t.classes[spelling] = append(t.classes[spelling], s.class)
			}
			t.longest = max(t.longest, len(spelling))
		}
		if letters := []rune(s.letters); len(letters) == 1 {
			t.letters[letters[0]] = s.class
		}
		t.rows = append(t.rows, s)
	}
	return t
})

// IsLatin reports whether a word has letters and all of them are Latin.
func IsLatin(word string) bool {
	letters := false
	for _, r := range word {
		if unicode.IsLetter(r) {
			if !unicode.Is(unicode.Latin, r) {
				return false
			}
			letters = true
		}
	}
	return letters
}

// SoundKeys returns keys of how a word sounds, in either script: its
// consonants in four groups and l, m, n, r, without vowels and breaths. An
// Arabic word has one; a Latin one has several where a letter is read in
// several ways, and none where it is too long for a name. Words that SoundsLike
// joins share one.
func SoundKeys(word string) []string {
	if !IsLatin(word) {
		var key []byte
		t := sounds()
		for _, r := range withoutAl(Fold(word)) {
			key = appendClass(key, t.letters[r])
		}
		return []string{string(key)}
	}
	t := sounds()
	latin := plainLatin(word)
	if len(latin) > maxLatin {
		return nil
	}
	upTo := make([][]string, len(latin)+1) // the keys of what stands before a letter
	upTo[0] = []string{""}
	for i := range latin {
		for n := 1; n <= min(t.longest, len(latin)-i); n++ {
			classes := t.classes[latin[i:i+n]]
			if classes == nil && n == 1 {
				classes = []string{""} // a letter that the table has not
			}
			for _, k := range upTo[i] {
				for _, c := range classes {
					key := string(appendClass([]byte(k), c))
					if to := &upTo[i+n]; len(*to) < maxSoundKeys && !slices.Contains(*to, key) {
						*to = append(*to, key)
					}
				}
			}
		}
	}
	return upTo[len(latin)]
}

const (
	maxSoundKeys = 256 // readings of a Latin word; names have a few
	maxLatin     = 40  // letters of a word that can be a name
)

// appendClass writes neighbours of one class once.
func appendClass(key []byte, class string) []byte {
	for i := range len(class) {
		if n := len(key); n == 0 || key[n-1] != class[i] {
			key = append(key, class[i])
		}
	}
	return key
}

// SoundsLike reports whether a Latin word can be a spelling of an Arabic one:
// biden of بايدن, mohammed of محمد, al-sisi of السيسي. Each Arabic letter must
// be written; after the first, Latin vowels, h and y may stand without one, as
// short vowels do in Arabic.
func SoundsLike(latin, word string) bool {
	l, whole := plainLatin(latin), once(withoutAl(Fold(word)))
	if l == "" || whole == "" || len(l) > maxLatin {
		return false
	}
	failed := map[[2]int]bool{}
	var match func(l, w string) bool
	match = func(l, w string) bool {
		if l == "" && w == "" {
			return true
		}
		at := [2]int{len(l), len(w)}
		if failed[at] {
			return false
		}
		begins := len(w) == len(whole)
		if l != "" && !begins && strings.ContainsRune("aeiouyh", rune(l[0])) && match(l[1:], w) {
			return true
		}
		for _, s := range sounds().rows {
			if rest, ok := strings.CutPrefix(w, s.letters); ok && (begins || !s.initial) && (rest == "" || !s.final) {
				for _, spelling := range s.spellings {
					if left, ok := strings.CutPrefix(l, spelling); ok && match(left, rest) {
						return true
					}
				}
			}
		}
		failed[at] = true
		return false
	}
	return match(l, whole)
}

// plainLatin is a Latin word in small letters without diacritics, marks and the
// Arabic article before a hyphen, doubled letters written once.
func plainLatin(word string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch {
		case r == 'ı':
			b.WriteByte('i')
		case r < 0x80 && unicode.IsLetter(r), r == '-':
			b.WriteRune(r)
		}
	}
	s := b.String()
	for _, article := range []string{"al-", "el-"} {
		s = strings.TrimPrefix(s, article)
	}
	return once(strings.ReplaceAll(s, "-", ""))
}

// withoutAl drops the article where two letters are left.
func withoutAl(word string) string {
	const al = "ال"
	if rest, ok := strings.CutPrefix(word, al); ok && len(rest) >= 2*len("ا") {
		return rest
	}
	return word
}

// once writes doubled letters once.
func once(s string) string {
	var last rune
	return strings.Map(func(r rune) rune {
		if r == last {
			return -1
		}
		last = r
		return r
	}, s)
}
