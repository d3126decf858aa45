package arabic

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenize fills d.Tokens. Letters run together to words, digits with their
// inner separators to numbers; a number glued to a word (17شخصا) is cut off;
// every bracket and quotation mark stands alone; runs of one other mark (...)
// stay together. White space and format characters outside words belong to no
// token.
func (d *Doc) tokenize(keys *arena) {
	text := d.Text
	if d.Tokens == nil {
		d.Tokens = make([]Token, 0, len(text)/9+1)
	}
	d.Tokens = d.Tokens[:0]
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) || isFormat(r) || r < 0x20 {
			i += n
			continue
		}
		kind, end := scan(text, i, r, n)
		d.Tokens = append(d.Tokens, Token{Span: Span{i, end}, Kind: kind, Folded: keys.fold(text[i:end])})
		i = end
	}
}

// scan returns the kind and the end of the token that starts at i with rune r
// of n bytes.
func scan(text string, i int, r rune, n int) (Kind, int) {
	switch {
	case r < 0x80 && (r == 'h' || r == 'H' || r == 'w' || r == 'W') && isURLStart(text[i:]):
		return URL, scanURL(text, i)
	case isDigit(r):
		return Number, scanNumber(text, i)
	case isLetter(r):
		end := scanWord(text, i)
		if r < 0x80 && isMail(text, end) {
			return URL, scanURL(text, i)
		}
		return Word, end
	case r == '@' || r == '#':
		if end := scanName(text, i+n); end > i+n {
			if r == '@' {
				return Handle, end
			}
			return Tag, end
		}
		return Symbol, i + n
	case unicode.IsPunct(r):
		end := i + n
		if !IsQuote(r) && !isBracket(r) {
			for strings.HasPrefix(text[end:], text[i:i+n]) {
				end += n
			}
		}
		if r == '%' || r == '٪' {
			return Symbol, i + n
		}
		return Punct, end
	}
	return Symbol, i + n
}

func isURLStart(s string) bool {
	return hasPrefixFold(s, "http://") || hasPrefixFold(s, "https://") || hasPrefixFold(s, "www.")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// isMail reports whether a word that ends at end is the local part of a mail
// address.
func isMail(text string, end int) bool {
	if end >= len(text) || text[end] != '@' || end+1 >= len(text) {
		return false
	}
	c := text[end+1]
	return c < 0x80 && isLetter(rune(c)) && strings.IndexByte(text[end+1:min(len(text), end+64)], '.') > 0
}

// scanURL ends an address at white space, at a letter that is not ASCII, and
// before trailing sentence punctuation.
func scanURL(text string, i int) int {
	end := i
	for end < len(text) && text[end] > ' ' && text[end] < 0x7F && !strings.ContainsRune(`"<>`, rune(text[end])) {
		end++
	}
	for end > i+1 && strings.IndexByte(".,;:!?)'", text[end-1]) >= 0 {
		end--
	}
	return end
}

func isDigit(r rune) bool {
	return '0' <= r && r <= '9' || '٠' <= r && r <= '٩' || '۰' <= r && r <= '۹'
}

// scanNumber reads digits and, between two digits, one separator: . , ٫ ٬ : /
// and the ر that some keyboards give for the decimal mark (%3ر0). A hyphen
// joins only the parts of an ISO date.
func scanNumber(text string, i int) int {
	if end := scanISODate(text, i); end > 0 {
		return end
	}
	end := i
	for end < len(text) {
		r, n := utf8.DecodeRuneInString(text[end:])
		if isDigit(r) || isMark(r) {
			end += n
			continue
		}
		if !strings.ContainsRune(".,:/٫٬،ر", r) {
			break
		}
		next, _ := utf8.DecodeRuneInString(text[end+n:])
		if !isDigit(next) || r == '،' && !threeDigits(text[end+n:]) {
			break
		}
		end += n
	}
	return end
}

// threeDigits reports whether s starts with exactly three digits, as a group
// of thousands does.
func threeDigits(s string) bool {
	k := 0
	for _, r := range s {
		if !isDigit(r) {
			break
		}
		k++
	}
	return k == 3
}

func scanISODate(text string, i int) int {
	const shape = "0000-00-00"
	if len(text) < i+len(shape) {
		return 0
	}
	for k := range len(shape) {
		c := text[i+k]
		if shape[k] == '-' && c != '-' || shape[k] == '0' && (c < '0' || c > '9') {
			return 0
		}
	}
	end := i + len(shape)
	if end < len(text) && (text[end] >= '0' && text[end] <= '9' || text[end] == '-') {
		return 0
	}
	return end
}

// scanWord reads letters with their marks and tatweel, and joiners between
// letters. A digit ends an Arabic word but continues a Latin one (G20); a
// change of script ends either (لـIPO).
func scanWord(text string, i int) int {
	end, latin := i, false
	for end < len(text) {
		r, n := utf8.DecodeRuneInString(text[end:])
		switch {
		case isLetter(r) || r == tatweel:
			if l := r < 0x250; l != latin && (l || isArabic(r)) {
				if end > i {
					return end
				}
				latin = l
			}
		case latin && isDigit(r):
		case r == 0x200C || r == 0x200D:
			next, _ := utf8.DecodeRuneInString(text[end+n:])
			if !isLetter(next) {
				return end
			}
		default:
			return end
		}
		end += n
	}
	return end
}

// isArabic reports whether r stands in a block of the Arabic script.
func isArabic(r rune) bool {
	return r >= 0x0600 && r < 0x0900 || r >= 0xFB50 && r < 0xFE00 || r >= 0xFE70 && r < 0xFF00
}

// scanName reads the name of a handle or hashtag.
func scanName(text string, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !isLetter(r) && !isDigit(r) && r != '_' && r != tatweel {
			break
		}
		i += n
	}
	return i
}

// IsQuote reports whether r is a quotation mark of any kind.
func IsQuote(r rune) bool { return IsOpenQuote(r) || IsCloseQuote(r) }

// IsOpenQuote reports whether r can open a quotation. The straight mark and,
// in Arabic news, both curly marks are used on either side.
func IsOpenQuote(r rune) bool {
	switch r {
	case '"', '«', '»', '“', '”', '„', '‟', '‹', '〝', '❝', '＂':
		return true
	}
	return false
}

// IsCloseQuote reports whether r can close a quotation.
func IsCloseQuote(r rune) bool {
	switch r {
	case '"', '»', '«', '”', '“', '‟', '›', '〞', '❞', '＂':
		return true
	}
	return false
}

func isBracket(r rune) bool { return unicode.Is(unicode.Ps, r) || unicode.Is(unicode.Pe, r) }
