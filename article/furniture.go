package article

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

//go:embed furniture.tsv
var furnitureTSV string

// furniture is the parsed furniture.tsv; phrases are keys, see key.
type furniture struct {
	line, tail, list, class, body map[string]bool
	prefix, credit                map[string][]string // by first word
	notice, paywall, missing      []string
}

var furnish = sync.OnceValue(func() *furniture {
	f := &furniture{line: map[string]bool{}, tail: map[string]bool{}, list: map[string]bool{}, class: map[string]bool{}, body: map[string]bool{},
		prefix: map[string][]string{}, credit: map[string][]string{}}
	for _, r := range lexicon.Rows(furnitureTSV, 2) {
		k := key(r[1])
		first, _, _ := strings.Cut(k, " ")
		switch r[0] {
		case "line":
			f.line[k] = true
		case "tail":
			f.tail[k] = true
		case "list":
			f.list[k] = true
		case "class":
			f.class[strings.ReplaceAll(k, "-", "")] = true
		case "prefix":
			f.prefix[first] = append(f.prefix[first], k)
		case "credit":
			f.credit[first] = append(f.credit[first], k)
		case "body":
			f.body[k] = true
		case "notice":
			f.notice = append(f.notice, k)
		case "paywall":
			f.paywall = append(f.paywall, k)
		case "missing":
			f.missing = append(f.missing, k)
		default:
			panic("furniture.tsv: match " + r[0])
		}
	}
	return f
})

// key folds a line for comparison: spelling unified, punctuation, symbols and
// bullets turned into single spaces.
func key(s string) string {
	var b strings.Builder
	space := true
	for _, r := range arabic.Fold(s) {
		if isArabicLetter(r) || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			b.WriteRune(r)
			space = false
		} else if !space {
			b.WriteByte(' ')
			space = true
		}
	}
	return strings.TrimSuffix(b.String(), " ")
}

const (
	maxPhrase = 200 // bytes of a line that can match as a whole
	maxPrefix = 500 // bytes of a line that can match by its beginning
	maxTitle  = 260 // bytes of a title in a list of links
)

// isLine reports a line that is furniture by itself, wherever it stands.
func (f *furniture) isLine(s string) bool {
	if len(s) > maxPrefix {
		return false
	}
	k := key(s)
	if k == "" { // a rule of dashes, stars, a lone full stop
		return true
	}
	if len(s) <= maxPhrase && (f.line[k] || f.shares(k) || isAddress(s)) {
		return true
	}
	return hasPhrase(f.prefix, strings.TrimLeft(k, "0123456789 "), 40) // © 2021 جميع الحقوق
}

// isAddress reports a mail or web address that stands alone.
func isAddress(s string) bool {
	return !strings.Contains(s, " ") && (strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "www.") ||
		strings.Contains(s, "@") && strings.Contains(s, ".") && arabicLetters(s) == 0)
}

// isNotice reports a paragraph about comments and terms of use.
func (f *furniture) isNotice(s string) bool {
	if len(s) > 2000 {
		return false
	}
	k, hits := key(s), 0
	for _, p := range f.notice {
		if strings.Contains(k, p) {
			hits++
		}
	}
	return hits >= 2
}

// shares reports a share bar on one line: nothing but names of its buttons,
// at least two.
func (f *furniture) shares(k string) bool {
	words := strings.Fields(k)
	if len(words) < 2 || len(words) > 12 {
		return false
	}
	for _, w := range words {
		if !f.line[w] {
			return false
		}
	}
	return true
}

func (f *furniture) isTail(s string) bool { return len(s) <= maxPhrase && f.tail[key(s)] }
func (f *furniture) isList(s string) bool { return len(s) <= maxPhrase && f.list[key(s)] }

// isCredit reports words that only credit a picture.
func (f *furniture) isCredit(s string) bool {
	return len(s) <= maxPhrase && hasPhrase(f.credit, key(s), 8)
}

func hasPhrase(index map[string][]string, k string, maxWords int) bool {
	first, _, _ := strings.Cut(k, " ")
	for _, p := range index[first] {
		if strings.HasPrefix(k, p) && (len(k) == len(p) || k[len(p)] == ' ') {
			return strings.Count(k, " ") < maxWords
		}
	}
	return false
}

// mark gives the lines of a body that are furniture: single lines, lists of
// links under their heading, and everything from a closing heading on.
func (f *furniture) mark(lines []string) []bool {
	out := make([]bool, len(lines))
	for i := 0; i < len(lines); i++ {
		if out[i] {
			continue
		}
		switch {
		case f.isTail(lines[i]) && closes(lines[i+1:], f.isList(lines[i])):
			for j := i; j < len(lines); j++ {
				out[j] = true
			}
		case f.isList(lines[i]):
			out[i] = true
			for j := i + 1; j < len(lines) && isLinkTitle(lines[j]); j++ {
				out[j] = true
			}
		case f.isLine(lines[i]), i > len(lines)/2 && f.isNotice(lines[i]):
			out[i] = true
		case i > 0 && out[i-1] && len(lines[i]) < 40 && arabicLetters(lines[i]) == 0: // numbers to call, names of services
			out[i] = true
		}
	}
	return out
}

// closes reports whether nothing of the article follows: no line as long as a
// paragraph and, where the heading also stands inside articles, no sentence.
func closes(rest []string, inside bool) bool {
	for _, l := range rest {
		if len(l) > maxTitle || inside && endsSentence(l) && strings.Count(l, " ") >= 7 {
			return false
		}
	}
	return true
}

// isLinkTitle reports a line that can be the title of another article.
func isLinkTitle(s string) bool {
	return len(s) <= maxTitle && !endsSentence(s)
}

// endsSentence reports text whose last visible character closes a sentence,
// also inside quotation marks or brackets.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, " \t\u00a0\"'»”’)]}\u200f\u200e")
	for _, p := range [...]string{".", "!", "؟", "?", "…", ":", "؛", "،"} {
		if strings.HasSuffix(s, p) {
			return true
		}
	}
	return false
}

// role is what the class, id or itemprop of an element says about it.
type role uint8

const (
	apart role = 1 << iota // furniture
	body                   // the article's body
)

// roles reads the attributes of one page's elements, whose values repeat.
type roles struct {
	f    *furniture
	seen map[string]role
}

// of reads an attribute's value. related-posts, relatedPosts and related_posts
// are alike, and one word of several is enough for furniture.
func (r *roles) of(attr string) role {
	if attr == "" || len(attr) > 400 {
		return 0
	}
	if v, ok := r.seen[attr]; ok {
		return v
	}
	var v role
	for _, name := range strings.Fields(strings.ToLower(attr)) {
		whole := dashless.Replace(name)
		if r.f.class[whole] {
			v |= apart
		}
		if r.f.body[whole] {
			v |= body
		}
		for _, part := range strings.FieldsFunc(name, func(c rune) bool { return c == '-' || c == '_' }) {
			if r.f.class[part] {
				v |= apart
			}
		}
	}
	r.seen[attr] = v
	return v
}

var dashless = strings.NewReplacer("-", "", "_", "", ":", "")
