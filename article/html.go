package article

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"isnad/arabic"
	"isnad/page"
)

const (
	// maxElements caps the tree of one page; large news pages have about 5,000
	// elements.
	maxElements = 100_000
	// maxDepths caps the sum of the elements' depths, to which the time of
	// readability's choice is proportional; large news pages have about 80,000.
	maxDepths = 2_000_000
	// maxRebuilt caps the elements that the parser may make on its own when
	// inline tags are left open: it opens each again in every paragraph.
	maxRebuilt = 1_000_000
	// minBody is the least number of Arabic letters in an article.
	minBody = 80
	// teaser is the number of letters below which a body may be the free
	// beginning of a longer article.
	teaser = 500
)

// draft is a block before it has its place in the text.
type draft struct {
	kind BlockKind
	text string
}

// fromHTML reads an article from HTML source.
func fromHTML(p *page.Page) (*Article, error) {
	refuse := func(kind page.Kind, reason, remedy string, err error) (*Article, error) {
		return nil, &page.Error{Name: p.Name, Kind: kind, Reason: reason, Remedy: remedy, Err: err}
	}
	if rebuilds(p.Text) {
		return refuse(page.TooLarge, "leaves too many inline tags open", "repair the page's HTML", nil)
	}
	doc, err := html.Parse(strings.NewReader(p.Text))
	if err != nil {
		if strings.Contains(err.Error(), "exceeds") {
			return refuse(page.TooLarge, "nests its elements too deeply", "repair the page's HTML", nil)
		}
		return refuse(page.Malformed, "cannot be parsed as HTML", "", err)
	}
	m, err := scan(doc, p)
	if err != nil {
		return refuse(page.TooLarge, err.Error(), "split the page", nil)
	}
	f := furnish()
	prune(doc, m.roles)
	title := m.title()
	found, links, err := extract(doc, m.roles, p.URL)
	if err != nil {
		return refuse(page.Malformed, "cannot be read as an article", "", err)
	}
	blocks := clean(found, title, m.names(), f)
	if bodyLetters(blocks) < minBody && m.json.body != "" {
		// The page builds itself by script, but carries its text as data.
		blocks, links = clean(paragraphs(m.json.body), title, m.names(), f), 0
	}
	if reason, remedy := m.lacksArticle(blocks, links); reason != "" {
		if err := checkLanguage(p.Name, m.visible.String()); err != nil && m.letters > minBody {
			return nil, err
		}
		return refuse(page.NoArticle, reason, remedy, nil)
	}
	a := &Article{
		URL:      m.canonical(),
		Outlet:   m.outlet(),
		Title:    title,
		Authors:  m.authors(),
		Language: "ar",
	}
	a.Published = m.published()
	a.listed(p.Fields)
	if a.Title != "" {
		blocks = append([]draft{{Title, a.Title}}, blocks...)
	}
	a.lay(blocks)
	return a, nil
}

// listed fills in what the page leaves open and the feed or sitemap that led
// to it says.
func (a *Article) listed(f *page.Fields) {
	if f == nil {
		return
	}
	if d, ok := ParseDate(f.Published); ok && !a.Published.Known() {
		a.Published = d
	}
	if name := squeeze(f.Outlet); name != "" && (a.Outlet == "" || a.Outlet == host(a.URL)) {
		a.Outlet = name
	}
}

// rebuilds reports source whose unclosed inline tags would make the parser
// build far more elements than the source has: it opens all of them again in
// every block that starts.
func rebuilds(src string) bool {
	open, blocks := 0, 0
	for i := strings.IndexByte(src, '<'); i >= 0; {
		name := src[i+1:]
		closing := strings.HasPrefix(name, "/") || strings.HasPrefix(name, `\/`) // the latter in scripts
		name = strings.TrimLeft(name[:min(len(name), 12)], `\/`)
		switch tagKind(name) {
		case inlineTag:
			if closing {
				open = max(0, open-1)
			} else {
				open++
			}
		case blockTag:
			if !closing {
				blocks++
			}
		}
		next := strings.IndexByte(src[i+1:], '<')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return open > 8 && open*blocks > maxRebuilt
}

type tagClass uint8

const (
	otherTag  tagClass = iota
	inlineTag          // HTML's active formatting elements
	blockTag
)

// tagKind reads the tag name that s begins with.
func tagKind(s string) tagClass {
	n := 0
	for n < len(s) && n < 11 && (s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z' || s[n] >= '1' && s[n] <= '6') {
		n++
	}
	switch strings.ToLower(s[:n]) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return inlineTag
	case "", "br", "img", "span", "script", "meta", "link", "input":
		return otherTag
	}
	return blockTag
}

// extract finds the element that holds the body and gives its blocks, and how
// many of the blocks were links and nothing else. Where the page names the
// element, and it holds most of the page's prose, that is it; elsewhere
// readability chooses.
func extract(doc *html.Node, r *roles, address string) (body []draft, links int, err error) {
	if n := named(doc, r); n != nil {
		w := &walker{}
		w.walk(n, Paragraph)
		w.flush(Paragraph)
		return w.out, w.links, nil
	}
	var base *url.URL
	if address != "" {
		if base, err = url.Parse(address); err != nil {
			base = nil
		}
	}
	ps := readability.NewParser()
	ps.DisableJSONLD = true // scan has read it
	ps.CharThresholds = 200 // agency flashes are short
	defer func() {
		if r := recover(); r != nil { // a page must not end the run of many
			body, links, err = nil, 0, errors.New("the extractor failed on it")
		}
	}()
	art, err := ps.ParseAndMutate(doc, base)
	if err != nil || art.Node == nil {
		return nil, 0, nil
	}
	w := &walker{}
	w.walk(art.Node, Paragraph)
	w.flush(Paragraph)
	return w.out, w.links, nil
}

// named finds the innermost element whose itemprop, class or id calls it the
// body, if it holds most of the prose below doc.
func named(doc *html.Node, r *roles) *html.Node {
	total := prose(doc)
	if total < minBody {
		return nil
	}
	var best *html.Node
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode {
				continue
			}
			for _, a := range c.Attr {
				switch a.Key {
				case "itemprop", "property", "class", "id":
					if r.of(a.Val)&body != 0 && prose(c)*10 >= total*6 {
						best = c
					}
				}
			}
			walk(c)
		}
	}
	walk(doc)
	return best
}

// walker turns a tree into blocks. Text gathers until a block-level element or
// a double line break ends it.
type walker struct {
	out    []draft
	links  int
	buf    strings.Builder
	space  bool // white space is due before the next word
	breaks int  // line breaks since the last word
	linked int  // bytes of buf inside links to other pages
	strong int  // bytes of buf in bold
	inLink int
	inBold int
}

func (w *walker) flush(kind BlockKind) {
	s := w.buf.String()
	w.buf.Reset()
	linked, strong := w.linked, w.strong
	w.space, w.breaks, w.linked, w.strong = false, 0, 0, 0
	if s == "" {
		return
	}
	// White space between words counts to neither part.
	words := len(s) - strings.Count(s, " ")
	if linked >= words && !endsFull(s) {
		w.links++
		return
	}
	if kind == Paragraph && strong >= words && isHeadingLike(s) {
		kind = Heading
	}
	w.out = append(w.out, draft{kind, s})
}

// endsFull reports a full stop at the end, which titles of links lack.
func endsFull(s string) bool {
	return strings.HasSuffix(strings.TrimRight(s, "\"'»”’) "), ".")
}

func (w *walker) text(s string, kind BlockKind) {
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			w.space = true
			continue
		case unicode.IsControl(r), r == '\uFEFF':
			continue
		}
		if w.buf.Len() > 0 {
			if w.breaks >= 2 || w.breaks == 1 && endsSentence(w.tail()) {
				w.flush(kind)
			} else if w.space {
				w.buf.WriteByte(' ')
			}
		}
		w.space, w.breaks = false, 0
		n, _ := w.buf.WriteRune(r)
		if w.inLink > 0 {
			w.linked += n
		}
		if w.inBold > 0 {
			w.strong += n
		}
	}
}

// tail is the end of what has gathered.
func (w *walker) tail() string {
	s := w.buf.String()
	return s[max(0, len(s)-32):]
}

func (w *walker) walk(n *html.Node, kind BlockKind) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			w.text(c.Data, kind)
		case html.ElementNode:
			w.element(c, kind)
		}
	}
}

func (w *walker) element(c *html.Node, kind BlockKind) {
	// Readability renames elements, and leaves their atom as it was.
	name := atom.Lookup([]byte(c.Data))
	switch name {
	case atom.Br:
		w.breaks++
		w.space = true
		return
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Svg, atom.Button, atom.Select, atom.Textarea, atom.Form:
		return
	case atom.A:
		if h := attr(c, "href"); h != "" && !strings.HasPrefix(h, "#") {
			w.inLink++
			w.walk(c, kind)
			w.inLink--
			return
		}
	case atom.B, atom.Strong:
		w.inBold++
		w.walk(c, kind)
		w.inBold--
		return
	}
	if !isBlockLevel(name) {
		w.walk(c, kind)
		return
	}
	w.flush(kind)
	inner := kind
	switch name {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		inner = Heading
	case atom.Blockquote:
		inner = Quote
	case atom.Li:
		inner = Item
	case atom.Figcaption, atom.Caption:
		inner = Caption
	}
	w.walk(c, inner)
	w.flush(inner)
}

func isBlockLevel(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Caption, atom.Dd, atom.Details, atom.Div, atom.Dl, atom.Dt,
		atom.Figcaption, atom.Figure, atom.Footer, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hr,
		atom.Li, atom.Main, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td,
		atom.Th, atom.Tr, atom.Ul, atom.Center, atom.Body:
		return true
	}
	return false
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// prune removes the elements that cannot belong to the article, so that they
// neither enter it nor weigh in the choice of its body. An element whose name
// speaks of furniture stays if it holds much of the page's prose: some
// publishing systems name the whole body after one feature of it.
func prune(doc *html.Node, r *roles) {
	total := prose(doc)
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; {
			next := c.NextSibling
			if c.Type == html.CommentNode || c.Type == html.ElementNode && isFurniture(c, r) && prose(c)*3 <= total {
				n.RemoveChild(c)
			} else if c.Type == html.ElementNode {
				walk(c)
			}
			c = next
		}
	}
	walk(doc)
}

func isFurniture(n *html.Node, r *roles) bool {
	switch n.DataAtom {
	case atom.Html, atom.Head, atom.Body, atom.Article, atom.Main, atom.P, atom.Title, atom.H1:
		return false
	case atom.Script, atom.Style, atom.Template, atom.Nav, atom.Aside, atom.Button, atom.Select, atom.Iframe, atom.Svg, atom.Noscript, atom.Object, atom.Embed:
		return true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "class", "id":
			if r.of(a.Val)&apart != 0 {
				return true
			}
		case "hidden":
			return true
		case "role":
			switch a.Val {
			case "navigation", "complementary", "search", "contentinfo", "banner":
				return true
			}
		case "style":
			if s := strings.ReplaceAll(a.Val, " ", ""); strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// prose counts the bytes of running text below n: outside links and scripts,
// in pieces long enough to be sentences.
func prose(n *html.Node) int {
	switch n.Type {
	case html.TextNode:
		if len(n.Data) < 100 {
			return 0
		}
		if s := len(strings.TrimSpace(n.Data)); s >= 100 {
			return s
		}
		return 0
	case html.ElementNode:
		switch n.DataAtom {
		case atom.A, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head:
			return 0
		}
	}
	sum := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		sum += prose(c)
	}
	return sum
}

// clean drops from a body what is not the article: furniture, credits of
// pictures, the title said again. The first paragraph becomes the lede.
func clean(body []draft, title string, own []string, f *furniture) []draft {
	lines := make([]string, len(body))
	for i := range body {
		lines[i] = body[i].text
	}
	furniture := f.mark(lines)
	titleKey := key(title)
	var out []draft
	for i, d := range body {
		if i < 20 && titleKey != "" && key(d.text) == titleKey && bodyLetters(out) < minBody {
			out = out[:0] // what stands above the headline belongs to the page
			continue
		}
		switch {
		case furniture[i], key(d.text) == titleKey:
			continue
		case d.kind == Caption && f.isCredit(d.text):
			continue
		case d.kind == Paragraph && len(d.text) < 80 && f.isCredit(d.text):
			continue
		case len(d.text) < 24 && arabicLetters(d.text) == 0: // counters, reading times
			continue
		}
		if (d.kind == Paragraph || d.kind == Heading) && isByline(d.text, own) {
			d.kind = Byline
			if st, ok := parseStated(d.text); ok && st.leftover == 0 {
				continue // a date alone belongs to what the page says about itself
			}
		}
		out = append(out, d)
	}
	out = withoutTeasers(out)
	for len(out) > 0 && out[len(out)-1].kind == Heading { // headed what was cut away
		out = out[:len(out)-1]
	}
	for i := range out {
		if out[i].kind == Paragraph {
			out[i].kind = Lede
			break
		}
	}
	return out
}

// withoutTeasers drops titles of other articles that trail a body without
// being links: two or more short paragraphs without a full stop, after
// paragraphs that nearly all have one.
func withoutTeasers(body []draft) []draft {
	n := len(body)
	for n > 0 && body[n-1].kind != Byline && isLinkTitle(body[n-1].text) {
		n--
	}
	if len(body)-n < 2 {
		return body
	}
	closed, paragraphs := 0, 0
	for _, d := range body[:n] {
		if d.kind == Paragraph {
			paragraphs++
			if endsSentence(d.text) {
				closed++
			}
		}
	}
	if paragraphs < 3 || closed*10 < paragraphs*9 {
		return body
	}
	return body[:n]
}

func bodyLetters(blocks []draft) int {
	n := 0
	for _, b := range blocks {
		switch b.kind {
		case Lede, Paragraph, Quote, Item:
			n += arabicLetters(b.text)
		}
	}
	return n
}

// lay joins blocks by blank lines into the article's text.
func (a *Article) lay(blocks []draft) {
	var b strings.Builder
	for _, d := range blocks {
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		start := b.Len()
		b.WriteString(d.text)
		a.Blocks = append(a.Blocks, Block{d.kind, arabic.Span{Start: start, End: b.Len()}})
	}
	a.Text = b.String()
}

// lacksArticle says why a page has no article, "" where it has one.
func (m *meta) lacksArticle(blocks []draft, links int) (reason, remedy string) {
	n := bodyLetters(blocks)
	full := 0 // blocks that read like paragraphs
	for _, b := range blocks {
		if (b.kind == Lede || b.kind == Paragraph || b.kind == Quote || b.kind == Item) && arabicLetters(b.text) >= 40 {
			full++
		}
	}
	switch {
	case n < teaser && m.paywalled():
		return "has no whole article: it is behind a paywall", "save the page while logged in and give the file"
	case n < teaser && m.missing():
		return "has no article: it says that the page does not exist", "check the address"
	case links >= 6 && links >= full && (m.isList || n < 4*teaser):
		return "has no article: it is a list of articles", "give the address of one of them"
	case n >= minBody && full > 0 && !(m.isList && isRoot(m.canonical()) && n < 2*teaser):
		return "", ""
	case m.needsScript(n):
		return "has no article: its text is loaded by JavaScript", "save the page from a browser and give the file"
	case m.links >= 15:
		return "has no article: it is a list of articles", "give the address of one of them"
	case !m.closed:
		return "has no article: the HTML is cut off before the text", "fetch the page again"
	}
	return fmt.Sprintf("has no article: only %d Arabic letters of running text", n), ""
}
