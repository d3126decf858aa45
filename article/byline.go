package article

import (
	"strings"
	"time"
	"unicode/utf8"
)

// maxByline is the length of the longest byline, in bytes.
const maxByline = 160

// isByline reports a line that tells who wrote the text, where and when, or
// which agency it comes from, and nothing else: «كتب: …», «الرياض 26 شوال 1436
// هـ … واس», «وكالات – عمّان», «فرانس 24/ أ ف ب», «19:52 ت م». own are the
// names of the article's outlet.
func isByline(s string, own []string) bool {
	if len(s) > maxByline || endsFull(s) {
		return false
	}
	if names := authorsIn(s); len(names) > 0 {
		return true
	}
	if st, ok := parseStated(s); ok && st.leftover <= 3 && st.date.Precision != Year && st.date.Precision != Month {
		return true
	}
	return isClock(s) || isCreditLine(s, own)
}

// isClock reports a time of day, with its zone, that stands alone.
func isClock(s string) bool {
	if len(s) > 60 {
		return false
	}
	l := &dateLine{t: dateTokens(s), words: bylines()}
	_, ok := l.clock(0, len(l.t), time.Time{})
	return ok && l.leftover() == 0
}

// isSignature reports a name and a city, or two names, with a dash between:
// «سامر السهل – النهرين». It speaks of lines above the first paragraph only.
func isSignature(s string) bool {
	if len(s) > 80 || endsSentence(s) {
		return false
	}
	parts := strings.FieldsFunc(squeeze(s), func(r rune) bool { return r == '-' || r == '–' || r == '—' || r == 'ـ' || r == '|' })
	if len(parts) != 2 {
		return false
	}
	for _, p := range parts {
		if n := len(strings.Fields(p)); n == 0 || n > 3 || strings.ContainsAny(p, "0123456789:؟\"«") {
			return false
		}
	}
	return true
}

// isCreditLine reports agencies or the outlet itself, alone or with one short
// name beside them.
func isCreditLine(s string, own []string) bool {
	w := bylines()
	words := strings.Fields(key(s))
	if len(words) == 0 || len(words) > 7 {
		return false
	}
	marked := strings.ContainsAny(s, "-–—ـ/|:*(،")
	if strings.ContainsAny(s, "-–—ـ/|") { // الشرق الأوسط and اليوم are words, too
		line := " " + strings.Join(words, " ") + " "
		for _, n := range own {
			if k := key(n); k != "" && (strings.HasPrefix(line, " "+k+" ") || strings.HasSuffix(line, " "+k+" ")) && len(words)-strings.Count(k, " ")-1 <= 3 {
				return true
			}
		}
	}
	credits, rest := 0, 0
	for i := 0; i < len(words); {
		n := min(w.longest, len(words)-i)
		for ; n > 0; n-- {
			if w.is(strings.Join(words[i:i+n], " "), "credit") {
				break
			}
		}
		if n > 0 {
			credits += n
			i += n
			continue
		}
		rest++
		i++
	}
	if credits == 0 || rest > 3 {
		return false
	}
	return rest == 0 || marked
}

// authorsIn gives the names behind the word that opens a byline: كتب: (wrote),
// بقلم (by the pen of). A verb needs its colon, since كتب may open a sentence.
func authorsIn(s string) []string {
	if len(s) > maxByline {
		return nil
	}
	s = strings.TrimLeft(squeeze(s), "-–—•* ")
	label, rest := "", ""
	if i := strings.IndexAny(s, ":/"); i > 0 && i < 40 {
		label, rest = s[:i], s[i+1:]
	} else if first, after, ok := strings.Cut(s, " "); ok && key(first) == key("بقلم") { // by
		label, rest = first, after
	}
	if label == "" || !bylines().is(key(label), "author") {
		return nil
	}
	var out []string
	for _, n := range splitNames(rest) {
		if c := utf8.RuneCountInString(n); c < 3 || c > 60 || strings.Count(n, " ") > 5 || endsFull(n) && c > 30 {
			return nil
		}
		out = append(out, n)
	}
	return out
}

// splitNames splits a list of authors at commas, dashes and the word and
// standing alone.
func splitNames(s string) []string {
	var out []string
	for _, p := range strings.FieldsFunc(s, func(r rune) bool { return r == '،' || r == ',' || r == '/' || r == '|' || r == '–' || r == '—' }) {
		for _, q := range strings.Split(p, " - ") {
			if q = strings.Trim(q, " .:-*"); q != "" {
				out = append(out, q)
			}
		}
	}
	return out
}

// trimAuthor drops from a name the label of a byline before it and the date
// behind it.
func trimAuthor(s string) string {
	for _, sep := range [...]string{" - ", " – ", " — ", " | "} {
		if name, rest, ok := strings.Cut(s, sep); ok {
			if _, dated := parseStated(rest); dated {
				s = name
			}
		}
	}
	if n := authorsIn(s); len(n) == 1 {
		return n[0]
	}
	return strings.Trim(s, " -–|/:،,")
}

// bodyDate finds the date that a byline among the first blocks states.
func bodyDate(blocks []draft) Date {
	for i, b := range blocks {
		if i > 5 {
			break
		}
		if b.kind == Byline {
			if st, ok := parseStated(b.text); ok && plausible(st.date) {
				return st.date
			}
		}
	}
	return Date{Precision: UnknownDate}
}
