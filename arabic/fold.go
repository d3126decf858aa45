package arabic

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the search key of s: the spelling on which writers of news
// agree. Harakat, Quranic marks, tatweel and format characters are dropped;
// أ إ آ ٱ become ا, ى becomes ي, ة becomes ه; Persian ک ی become ك ي;
// presentation forms become plain letters; Arabic-Indic and Persian digits
// become ASCII digits; Latin letters become lower case.
//
// Fold is idempotent, and returns s itself where nothing changes.
func Fold(s string) string {
	if i := firstFolded(s); i < len(s) {
		return bytesString(appendFold(make([]byte, 0, len(s)), s, i))
	}
	return s
}

// firstFolded is the offset of the first byte of s that folding changes, its
// length where there is none.
func firstFolded(s string) int {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if f := foldRune(r); f != r || n == 1 && r == utf8.RuneError {
			return i
		}
		i += n
	}
	return len(s)
}

// appendFold appends the key of s to b; the first i bytes of s are known to
// stay as they are.
func appendFold(b []byte, s string, i int) []byte {
	b = append(b, s[:i]...)
	for _, r := range s[i:] {
		switch f := foldRune(r); {
		case f >= 0:
			b = utf8.AppendRune(b, f)
		case f == presentation:
			for _, p := range norm.NFKC.String(string(r)) {
				if f := foldRune(p); f >= 0 {
					b = utf8.AppendRune(b, f)
				}
			}
		}
	}
	return b
}

const (
	dropped      rune = -1 // the rune leaves no trace in the key
	presentation rune = -2 // the rune stands for several, see NFKC
)

func foldRune(r rune) rune {
	switch {
	case r < 0x80:
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	case r == 'أ', r == 'إ', r == 'آ', r == 'ٱ':
		return 'ا'
	case r == 'ى', r == 'ی':
		return 'ي'
	case r == 'ة':
		return 'ه'
	case r == 'ک':
		return 'ك'
	case 0x0621 <= r && r <= 0x063F, 0x0641 <= r && r <= 0x064A:
		return r
	case isMark(r), r == tatweel, isFormat(r):
		return dropped
	case '٠' <= r && r <= '٩':
		return '0' + r - '٠'
	case '۰' <= r && r <= '۹':
		return '0' + r - '۰'
	case isPresentationForm(r):
		return presentation
	}
	return unicode.ToLower(r)
}

const tatweel = 'ـ'

// isMark reports whether r is a vowel sign or a Quranic annotation.
func isMark(r rune) bool {
	return 0x064B <= r && r <= 0x065F || r == 0x0670 || 0x06D6 <= r && r <= 0x06ED && r != 0x06DD && r != 0x06DE && r != 0x06E9 || 0x0610 <= r && r <= 0x061A
}

// isFormat reports whether r is an invisible format character (RLM, ZWNJ, BOM …).
func isFormat(r rune) bool { return r >= 0xAD && unicode.Is(unicode.Cf, r) }

// isPresentationForm reports whether r is a positional or ligature form of the
// Arabic presentation blocks.
func isPresentationForm(r rune) bool {
	return 0xFB50 <= r && r <= 0xFDFF && r != 0xFD3E && r != 0xFD3F || 0xFE70 <= r && r <= 0xFEFC
}

// isLetter reports whether r can stand in a word: a letter, or a mark on one.
func isLetter(r rune) bool {
	return 0x0620 <= r && r <= 0x064A || unicode.IsLetter(r) || unicode.Is(unicode.M, r)
}
