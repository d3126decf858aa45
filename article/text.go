package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/arabic/lexicon"
	"isnad/page"
)

// paragraphs splits a text at its newlines; each line is a paragraph.
func paragraphs(text string) []draft {
	var out []draft
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, draft{Paragraph, l})
		}
	}
	return out
}

// isHeadingLike reports a short line that does not read like a sentence.
func isHeadingLike(s string) bool {
	return len(s) <= 160 && strings.Count(s, " ") < 14 && !endsSentence(s) && !strings.ContainsAny(s, "\"“”«»@") && arabicLetters(s) >= 4
}

// part tells the kinds of a body's lines that came without markup: bylines
// before the first paragraph and credits, headings that stand alone between
// longer paragraphs, furniture copied along.
func part(body []draft, f *furniture, own []string) {
	lines := make([]string, len(body))
	for i := range body {
		lines[i] = body[i].text
	}
	furniture := f.mark(lines)
	lede := false
	for i := range body {
		b := &body[i]
		switch {
		case furniture[i]:
			b.kind = Boilerplate
		case isByline(b.text, own), !lede && i < 3 && i+1 < len(body) && len(body[i+1].text) > 2*len(b.text) && isSignature(b.text):
			b.kind = Byline
		case isHeadingLike(b.text) && i+1 < len(body) && !furniture[i+1] && len(body[i+1].text) > 2*len(b.text) && !isHeadingLike(body[i+1].text) && (lede || i == 0):
			b.kind = Heading
		case !lede:
			b.kind = Lede
			lede = true
		}
	}
}

// fromRecord makes an article of the fields of a JSON object.
func fromRecord(p *page.Page) (*Article, error) {
	fields := p.Fields
	a := &Article{
		OwnID:     strings.TrimSpace(fields.ID),
		URL:       canonicalURL(fields.URL, ""),
		Outlet:    strings.TrimSpace(fields.Outlet),
		Title:     squeeze(fields.Title),
		Published: Date{Precision: UnknownDate},
		Language:  "ar",
	}
	for _, n := range fields.Authors {
		if n = squeeze(n); n != "" {
			a.Authors = append(a.Authors, n)
		}
	}
	if d, ok := ParseDate(fields.Published); ok {
		a.Published = d
	}
	if a.Outlet == "" {
		a.Outlet = host(a.URL)
	}
	body := paragraphs(p.Text)
	if len(body) > 0 && key(body[0].text) == key(a.Title) {
		body = body[1:]
	}
	part(body, furnish(), lexicon.OutletNames(a.Outlet))
	if len(a.Authors) == 0 {
		a.Authors = bylineAuthors(body)
	}
	if !a.Published.Known() {
		a.Published = bodyDate(body)
	}
	if a.Title != "" {
		body = append([]draft{{Title, a.Title}}, body...)
	}
	a.lay(body)
	return a, nil
}

// bylineAuthors gives the names of the first byline that has any.
func bylineAuthors(blocks []draft) []string {
	for i, b := range blocks {
		if b.kind == Byline && (i < 6 || i >= len(blocks)-3) {
			if n := authorsIn(b.text); len(n) > 0 {
				return n
			}
		}
	}
	return nil
}

// fromText makes an article of plain text, which stays as it is: a first line
// that is short and stands apart is the title, every other line or wrapped
// paragraph a block. outlet is who the user says published it.
func fromText(p *page.Page, outlet string) (*Article, error) {
	a := &Article{Text: p.Text, Language: "ar", Published: Date{Precision: UnknownDate}}
	spans, apart := textSpans(p.Text)
	var body []draft
	for _, s := range spans {
		body = append(body, draft{Paragraph, s.Of(p.Text)})
	}
	rest := body
	if len(body) > 1 && apart && isTitle(body[0].text) {
		body[0].kind = Title
		a.Title = squeeze(body[0].text)
		rest = body[1:]
	}
	part(rest, furnish(), lexicon.OutletNames(outlet))
	a.Authors = bylineAuthors(rest)
	a.Published = bodyDate(rest)
	for i, s := range spans {
		a.Blocks = append(a.Blocks, Block{body[i].kind, s})
	}
	return a, nil
}

// isTitle reports a line that can be the headline of a plain text.
func isTitle(s string) bool {
	n := utf8.RuneCountInString(s)
	return n <= 200 && !strings.Contains(s, "\n") && (n <= 120 || !endsFull(s))
}

// textSpans gives the trimmed lines of a plain text as ranges, and whether a
// blank line follows the first. Lines of a paragraph that was wrapped to a
// fixed width form one range.
func textSpans(text string) (spans []arabic.Span, apart bool) {
	var group []arabic.Span
	groups := 0
	flush := func() {
		if len(group) == 0 {
			return
		}
		groups++
		if groups == 1 {
			apart = len(group) == 1
		}
		if isWrapped(text, group) {
			group = []arabic.Span{{Start: group[0].Start, End: group[len(group)-1].End}}
		}
		spans = append(spans, group...)
		group = nil
	}
	for start := 0; start < len(text); {
		end := strings.IndexByte(text[start:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += start
		}
		l := text[start:end]
		left := len(l) - len(strings.TrimLeftFunc(l, unicode.IsSpace))
		l = strings.TrimSpace(l)
		if l == "" {
			flush()
		} else {
			group = append(group, arabic.Span{Start: start + left, End: start + left + len(l)})
		}
		start = end + 1
	}
	flush()
	return spans, apart
}

// isWrapped reports lines that were broken at a fixed width: at least three,
// none over 120 letters, all but the last nearly full, few ending a sentence.
func isWrapped(text string, group []arabic.Span) bool {
	if len(group) < 3 {
		return false
	}
	longest, ends := 0, 0
	for _, s := range group {
		longest = max(longest, utf8.RuneCountInString(s.Of(text)))
	}
	if longest > 120 || longest < 30 {
		return false
	}
	for _, s := range group[:len(group)-1] {
		l := s.Of(text)
		if utf8.RuneCountInString(l)*10 < longest*7 {
			return false
		}
		if endsFull(l) {
			ends++
		}
	}
	return ends*3 <= len(group)
}
