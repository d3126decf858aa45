package page

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// sampleSize is how much of an input is weighed to tell its encoding: enough
// for stable letter counts, little enough to decode several times.
const sampleSize = 64 << 10

// decode turns raw into valid UTF-8 without byte order mark. Bytes outrank
// labels: what is valid UTF-8 is UTF-8 whatever a header or the page declares,
// and a declared encoding is dropped where another reads far more like Arabic.
// label is the charset of the HTTP header, "" where none. Errors are *Error
// without a name.
func decode(raw []byte, label string) (string, error) {
	if text, ok, err := decodeMarked(raw); ok || err != nil {
		return text, err
	}
	if what := magic(raw); what != "" {
		return "", &Error{Kind: Binary, Reason: "is not text but " + what, Remedy: "give HTML, plain text or JSON Lines"}
	}
	if e := unmarkedUTF16(raw); e != nil {
		return decodeWith(e, raw)
	}
	if isBinary(raw) {
		return "", &Error{Kind: Binary, Reason: "is binary, not text", Remedy: "give HTML, plain text or JSON Lines"}
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	if nearlyUTF8(raw) {
		return strings.ToValidUTF8(string(raw), "\uFFFD"), nil
	}
	e, err := guess(raw, label)
	if err != nil {
		return "", err
	}
	return decodeWith(e, raw)
}

// decodeMarked decodes an input that opens with a byte order mark.
func decodeMarked(raw []byte) (string, bool, error) {
	var e encoding.Encoding
	switch {
	case bytes.HasPrefix(raw, []byte{0xEF, 0xBB, 0xBF}):
		raw = raw[3:]
		if isBinary(raw) {
			return "", false, &Error{Kind: Binary, Reason: "is binary, not text", Remedy: "give HTML, plain text or JSON Lines"}
		}
		return strings.ToValidUTF8(string(raw), "\uFFFD"), true, nil
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE, 0, 0}):
		e = utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	case bytes.HasPrefix(raw, []byte{0, 0, 0xFE, 0xFF}):
		e = utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}):
		e, raw = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), raw[2:]
	case bytes.HasPrefix(raw, []byte{0xFE, 0xFF}):
		e, raw = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), raw[2:]
	default:
		return "", false, nil
	}
	text, err := decodeWith(e, raw)
	return text, err == nil, err
}

func decodeWith(e encoding.Encoding, raw []byte) (string, error) {
	out, err := e.NewDecoder().Bytes(raw)
	if err != nil {
		return "", &Error{Kind: Encoding, Reason: "cannot be decoded", Err: err}
	}
	return strings.ToValidUTF8(strings.TrimPrefix(string(out), "\uFEFF"), "\uFFFD"), nil
}

// magic names well-known binary formats, "" for everything else.
func magic(raw []byte) string {
	t := http.DetectContentType(raw)
	t, _, _ = strings.Cut(t, ";")
	switch {
	case strings.HasPrefix(t, "text/"), t == "application/octet-stream", t == "application/postscript":
		return ""
	}
	return t
}

// isBinary reports bytes that text does not hold: NUL, or many other control
// characters.
func isBinary(raw []byte) bool {
	if bytes.IndexByte(raw, 0) >= 0 {
		return true
	}
	sample := raw[:min(len(raw), sampleSize)]
	control := 0
	for _, b := range sample {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1B || b == 0x7F {
			control++
		}
	}
	return control*50 > len(sample)
}

// unmarkedUTF16 recognises UTF-16 without a byte order mark: every second byte
// is the high byte of ASCII, Arabic, or general punctuation.
func unmarkedUTF16(raw []byte) encoding.Encoding {
	sample := raw[:min(len(raw), sampleSize)&^1]
	if len(sample) < 4 {
		return nil
	}
	var le, be, units int
	for i := 0; i < len(sample); i += 2 {
		if page16(binary.LittleEndian.Uint16(sample[i:])) {
			le++
		}
		if page16(binary.BigEndian.Uint16(sample[i:])) {
			be++
		}
		units++
	}
	switch {
	case le*10 >= units*9 && be*10 < units*7:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case be*10 >= units*9 && le*10 < units*7:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// page16 reports code units that an Arabic page in UTF-16 consists of.
func page16(u uint16) bool {
	return u >= 0x20 && u < 0x7F || u == '\n' || u == '\r' || u == '\t' || // ASCII
		u >= 0xA0 && u < 0x100 || // « » and the like
		u >= 0x600 && u < 0x700 || // Arabic
		u >= 0x2000 && u < 0x2070 || // quotation marks, direction marks
		u >= 0xFB50 && u < 0xFF00 // presentation forms
}

// nearlyUTF8 reports UTF-8 with a little damage, such as a character cut in
// half at the end: at least 50 whole multi-byte characters for each bad byte.
func nearlyUTF8(raw []byte) bool {
	var good, bad int
	for i := 0; i < len(raw); {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			if !utf8.FullRune(raw[i:]) { // cut off by the end of the input
				return good > 0 && good >= 50*bad
			}
			bad++
		} else {
			good++
		}
		i += n
	}
	return good > 0 && good >= 50*bad
}

// guess chooses the encoding of bytes that are not UTF-8. A declared encoding
// stands unless another is clearly better Arabic; without one, chardet's first
// opinion competes with the two single-byte encodings of Arabic, because it
// and the WHATWG default both take windows-1256 for windows-1252.
func guess(raw []byte, label string) (encoding.Encoding, error) {
	sample := nonASCII(raw)
	type candidate struct {
		e     encoding.Encoding
		score float64
	}
	var best candidate
	try := func(e encoding.Encoding, head float64) {
		if s := arabicScore(e, sample) + head; best.e == nil || s > best.score {
			best = candidate{e, s}
		}
	}
	declared := label
	if declared == "" {
		declared = declaredIn(raw)
	}
	var named encoding.Encoding
	if declared != "" {
		if e, name := charset.Lookup(declared); e != nil && name != "utf-8" && name != "replacement" {
			named = e
			try(e, 0.15)
		}
	}
	try(charmap.Windows1256, 0)
	try(charmap.ISO8859_6, 0)
	if best.score >= 0.5 {
		return best.e, nil
	}
	if named != nil {
		return named, nil // not Arabic, but readable: the language check will say so
	}
	res, err := chardet.NewTextDetector().DetectBest(raw[:min(len(raw), sampleSize)])
	if err == nil && res.Confidence >= 30 {
		if e, _ := charset.Lookup(res.Charset); e != nil && res.Charset != "UTF-8" {
			return e, nil
		}
	}
	reason := "is in an unknown encoding"
	if declared != "" {
		reason = fmt.Sprintf("declares the encoding %.40q but is not in it", declared)
	}
	return nil, &Error{Kind: Encoding, Reason: reason, Remedy: "convert it to UTF-8"}
}

// nonASCII gives the first sampleSize bytes of raw's lines and tags that hold
// a byte above ASCII, so that a page's scripts do not drown its words.
func nonASCII(raw []byte) []byte {
	var out []byte
	for len(raw) > 0 && len(out) < sampleSize {
		i := bytes.IndexFunc(raw, func(r rune) bool { return r >= utf8.RuneSelf })
		if i < 0 {
			break
		}
		end := min(i+256, len(raw))
		out = append(out, raw[i:end]...)
		out = append(out, ' ')
		raw = raw[end:]
	}
	return out
}

// declaredIn finds the charset that an HTML or XML head declares, "" for none.
func declaredIn(raw []byte) string {
	head := bytes.ToLower(raw[:min(len(raw), 8<<10)])
	if !bytes.Contains(head, []byte("<")) {
		return ""
	}
	for _, key := range []string{"charset=", "encoding="} {
		i := bytes.Index(head, []byte(key))
		if i < 0 {
			continue
		}
		v := bytes.TrimLeft(head[i+len(key):], " \t\r\n\"'")
		if j := bytes.IndexAny(v, " \t\r\n\"'>;?/"); j > 0 && j < 40 {
			return string(v[:j])
		}
	}
	return ""
}

// arabicScore tells how much decoded bytes look like Arabic, about 1 for news
// text and below 0.3 for anything else. It is the share of Arabic letters
// among what the bytes above ASCII decode to, less a penalty for letters that
// stand where their script cannot, plus a bonus for the article ال at the start
// of words: the two single-byte encodings share some letters but not the lam.
func arabicScore(e encoding.Encoding, sample []byte) float64 {
	out, err := e.NewDecoder().Bytes(sample)
	if err != nil || len(out) == 0 {
		return 0
	}
	const alef, lam = '\u0627', '\u0644'
	var arabic, other, wrong, words, articles int
	var prev, prev2 rune
	for _, r := range string(out) {
		switch {
		case isArabicLetter(r):
			arabic++
			if isLatinLetter(prev) {
				wrong++
			}
			if !isArabicLetter(prev) {
				words++
			}
			if r == lam && prev == alef && !isArabicLetter(prev2) {
				articles++
			}
		case r >= 0x64B && r <= 0x655, r == 0x640, r == 0x60C, r == 0x61B, r == 0x61F, r == 0xAB, r == 0xBB, r >= 0x2000 && r < 0x2070, r == 0xA0:
			// marks and punctuation speak for no encoding
		case r == utf8.RuneError, r >= 0x80 && r < 0xA0:
			wrong++
			other++
		case r >= utf8.RuneSelf:
			other++
			fallthrough
		default:
			if isLatinLetter(r) && isArabicLetter(prev) {
				wrong++
			}
		}
		prev2, prev = prev, r
	}
	if arabic == 0 {
		return 0
	}
	score := float64(arabic-2*wrong) / float64(arabic+other)
	if words > 0 {
		score += min(1, 8*float64(articles)/float64(words)) - 0.5
	}
	return score
}

func isArabicLetter(r rune) bool {
	return r >= 0x621 && r <= 0x63A || r >= 0x641 && r <= 0x64A || r >= 0x671 && r <= 0x6D3
}

func isLatinLetter(r rune) bool {
	return r < utf8.RuneSelf && isASCIILetter(byte(r)) || r >= 0xC0 && r < 0x250
}
