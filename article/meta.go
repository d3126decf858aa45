package article

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"isnad/arabic"
	"isnad/arabic/lexicon"
	"isnad/page"
)

// meta is what a page says about itself outside its body, gathered in one
// walk over the tree.
type meta struct {
	page     *page.Page
	f        *furniture
	roles    *roles
	tags     map[string]string // <meta>: lower-case name or property → first content
	json     jsonLD
	base     string
	link     string // rel=canonical
	pageName string // <title>
	h1       []string
	items    map[string]string // itemprop or RDFa property in the body → first value
	times    []string          // <time> that can date the page, in order
	people   []string          // elements that class or rel names as author
	lines    []line            // short lines of visible text, in order
	headline int               // index of the line where the first h1 stands, -1
	visible  strings.Builder   // visible text, capped
	letters  int               // letters of visible text
	links    int               // links with the words of a title
	scripts  int
	noScript string
	shell    bool // an empty root element of a script framework
	isList   bool // og:type says website
	closed   bool // the source has its end tag
	elements int
	depths   int // sum of the elements' depths
}

// line is a short run of visible text.
type line struct {
	text   string
	header bool // stands in the page's header or navigation
}

const (
	maxVisible = 64 << 10 // bytes of visible text that are kept
	// nearHeadline is how many short lines behind the headline may hold the
	// byline: share bars and counters stand between.
	nearHeadline = 25
)

var (
	errElements = errors.New("has too many elements for one page")
	errDepths   = errors.New("nests too many elements too deeply")
)

// scan walks the tree once.
func scan(doc *html.Node, p *page.Page) (*meta, error) {
	m := &meta{page: p, f: furnish(), roles: &roles{furnish(), map[string]role{}}, tags: map[string]string{}, items: map[string]string{}, headline: -1}
	end := strings.ToLower(p.Text[max(0, len(p.Text)-2048):])
	m.closed = strings.Contains(end, "</html") || strings.Contains(end, "</body")
	m.walk(doc, place{})
	if m.elements > maxElements {
		return nil, errElements
	}
	if m.depths > maxDepths {
		return nil, errDepths
	}
	switch strings.ToLower(m.tags["og:type"]) {
	case "website", "blog":
		m.isList = true
	}
	return m, nil
}

// place is where in the page the walk is.
type place struct {
	hidden, header, link, aside bool
	depth                       int
}

func (m *meta) walk(n *html.Node, at place) {
	at.depth++
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			m.text(c.Data, at)
		case html.ElementNode:
			m.elements++
			m.depths += at.depth
			if m.elements > maxElements || m.depths > maxDepths {
				return
			}
			m.element(c, at)
		}
	}
}

func (m *meta) text(s string, at place) {
	if at.hidden {
		return
	}
	s = squeeze(s)
	if s == "" {
		return
	}
	for _, r := range s {
		if isArabicLetter(r) || unicode.IsLetter(r) {
			m.letters++
		}
	}
	if m.visible.Len()+len(s) < maxVisible {
		m.visible.WriteString(s)
		m.visible.WriteByte('\n')
	}
	if len(s) <= 2*maxPhrase && len(m.lines) < 4000 {
		m.lines = append(m.lines, line{s, at.header || at.link || at.aside})
	}
	if at.link && len(s) > 30 && strings.Count(s, " ") >= 3 {
		m.links++
	}
}

func (m *meta) element(n *html.Node, at place) {
	var name, content, datetime, rel, class string
	for _, a := range n.Attr {
		switch a.Key {
		case "itemprop", "property":
			name = strings.ToLower(a.Val)
		case "name":
			if name == "" {
				name = strings.ToLower(a.Val)
			}
		case "content":
			content = a.Val
		case "datetime":
			datetime = a.Val
		case "rel":
			rel = strings.ToLower(a.Val)
		case "class":
			class = a.Val
		}
	}
	switch n.DataAtom {
	case atom.Meta:
		if name != "" && content != "" && m.tags[name] == "" {
			m.tags[name] = strings.TrimSpace(content)
		}
		return
	case atom.Link:
		if rel == "canonical" && m.link == "" {
			m.link = attr(n, "href")
		}
		return
	case atom.Base:
		if m.base == "" {
			m.base = attr(n, "href")
		}
		return
	case atom.Script:
		if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
			if n.FirstChild != nil {
				m.json.read(n.FirstChild.Data)
			}
		} else {
			m.scripts++
		}
		return
	case atom.Title:
		if m.pageName == "" && !at.hidden {
			m.pageName = squeeze(textOf(n))
		}
		return
	case atom.Noscript:
		if len(m.noScript) < 4096 && n.FirstChild != nil {
			m.noScript += n.FirstChild.Data
		}
		return
	case atom.Style, atom.Template, atom.Svg, atom.Iframe, atom.Select, atom.Textarea:
		at.hidden = true
	case atom.Header, atom.Nav, atom.Footer:
		// A header inside the article carries its date; the page's own does not.
		if !within(n, atom.Article, atom.Main, atom.Section) {
			at.header = true
		}
	case atom.Aside:
		at.aside = true
	case atom.A:
		at.link = true
	case atom.H1:
		if t := squeeze(textOf(n)); t != "" {
			m.h1 = append(m.h1, t)
			if !at.header || m.headline < 0 {
				m.headline = len(m.lines)
			}
		}
	case atom.Time:
		if !at.link && !at.aside && !at.header && !at.hidden && len(m.times) < 50 {
			v := datetime
			if v == "" {
				v = squeeze(textOf(n))
			}
			if strings.Contains(strings.ToLower(class), "update") || strings.Contains(strings.ToLower(class), "modified") {
				break
			}
			m.times = append(m.times, v)
		}
	case atom.Div:
		if n.FirstChild == nil {
			switch attr(n, "id") {
			case "root", "app", "__next", "__nuxt", "main-app", "___gatsby":
				m.shell = true
			}
		}
	}
	if name != "" && !at.aside && m.items[name] == "" {
		v := content
		if v == "" {
			v = datetime
		}
		if v == "" && (strings.Contains(name, "author") || strings.Contains(name, "date") || strings.Contains(name, "headline") || strings.Contains(name, "creator")) {
			v = squeeze(textOf(n))
		}
		m.items[name] = v
	}
	if len(m.people) < 4 && (rel == "author" || authorClass(class)) && !at.aside && !at.hidden {
		if t := squeeze(textOf(n)); t != "" && len(t) < 120 {
			m.people = append(m.people, t)
		}
	}
	if m.roles.of(class)&apart != 0 {
		at.aside = true
	}
	m.walk(n, at)
}

// authorClass reports a class that names its element as the byline.
func authorClass(class string) bool {
	for _, c := range strings.Fields(strings.ToLower(class)) {
		switch c {
		case "author-name", "byline", "author__name", "article-author", "writer-name", "post-author", "entry-author", "fn":
			return true
		}
	}
	return false
}

// within reports an ancestor of one of the given kinds.
func within(n *html.Node, kinds ...atom.Atom) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		for _, k := range kinds {
			if p.DataAtom == k {
				return true
			}
		}
	}
	return false
}

func textOf(n *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil && b.Len() < 2000; c = c.NextSibling {
			if c.Type == html.TextNode {
				b.WriteString(c.Data)
			} else if c.Type == html.ElementNode && c.DataAtom != atom.Script && c.DataAtom != atom.Style {
				if isBlockLevel(c.DataAtom) || c.DataAtom == atom.Br {
					b.WriteByte(' ')
				}
				walk(c)
			}
		}
	}
	walk(n)
	return b.String()
}

// squeeze trims text and turns runs of white space into one space; other
// control characters vanish.
func squeeze(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case unicode.IsControl(r), r == '\uFEFF':
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// title chooses the headline. What the page declares for sharing is compared
// with its visible headings: a heading that says the same wins, because it is
// what the reader saw; without one the declared title stands, freed of the
// site's name.
func (m *meta) title() string {
	declared := unescape(first(m.tags["og:title"], m.json.headline, m.items["headline"], m.tags["twitter:title"], m.tags["title"]))
	d := key(declared)
	for _, h := range m.h1 {
		if k := key(h); d != "" && k != "" && (k == d || strings.HasPrefix(d, k+" ") && len(k) > 20) {
			if k == d {
				return squeeze(declared)
			}
			return h
		}
	}
	if declared != "" {
		return m.withoutSite(declared)
	}
	// The heading that the window's title repeats, else the only heading.
	for _, h := range m.h1 {
		if k := key(h); len(k) > 8 && strings.Contains(key(m.pageName), k) {
			return h
		}
	}
	if len(m.h1) == 1 && arabicLetters(m.h1[0]) > 8 {
		return m.h1[0]
	}
	if t := m.withoutSite(unescape(m.pageName)); t != "" {
		return t
	}
	return first(m.h1...)
}

// titleMarks set a site's name apart in a title.
var titleMarks = [...]string{" | ", " - ", " – ", " — ", " :: ", " » ", " • ", " ‹ "}

// withoutSite cuts the site's name off a title.
func (m *meta) withoutSite(title string) string {
	title = squeeze(title)
	names := map[string]bool{}
	for _, n := range []string{m.tags["og:site_name"], m.json.publisher, m.tags["application-name"], host(m.canonical())} {
		if n != "" {
			names[key(n)] = true
		}
	}
	for _, mark := range titleMarks {
		i := strings.LastIndex(title, mark)
		if i < 0 {
			continue
		}
		head, tail := strings.TrimSpace(title[:i]), strings.TrimSpace(title[i+len(mark):])
		// An unknown name is short, and shorter than the title by far.
		if names[key(tail)] || mark != " - " && len(tail)*3 < len(head) && strings.Count(tail, " ") < 4 {
			return head
		}
		if names[key(head)] {
			return tail
		}
	}
	return title
}

func unescape(s string) string {
	if strings.Contains(s, "&") {
		return html.UnescapeString(s)
	}
	return s
}

func first(s ...string) string {
	for _, v := range s {
		if strings.TrimSpace(v) != "" {
			return v
		}
	}
	return ""
}

// canonical gives the address under which the page wants to be known.
func (m *meta) canonical() string {
	base := m.page.URL
	for _, ref := range []string{m.link, m.tags["og:url"], m.json.url, base} {
		u := canonicalURL(ref, base)
		// Some sites declare their front page as the address of every article.
		if u == "" || isRoot(u) && base != "" && !isRoot(base) {
			continue
		}
		return u
	}
	return ""
}

func (m *meta) outlet() string {
	return squeeze(unescape(first(m.tags["og:site_name"], m.json.publisher, m.items["publisher"], m.tags["application-name"], host(m.canonical()))))
}

// names gives the outlet's names.
func (m *meta) names() []string { return lexicon.OutletNames(m.outlet()) }

func (m *meta) authors() []string {
	names := m.json.authors
	if len(names) == 0 {
		for _, k := range [...]string{"author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl"} {
			if v := first(m.tags[k], m.items[k]); v != "" && !strings.HasPrefix(v, "http") {
				names = append(names, v)
				break
			}
		}
	}
	if len(names) == 0 {
		names = m.people
	}
	if len(names) == 0 && m.headline >= 0 {
		for _, l := range m.lines[m.headline:min(len(m.lines), m.headline+nearHeadline)] {
			if names = authorsIn(l.text); len(names) > 0 {
				break
			}
		}
	}
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		n = trimAuthor(squeeze(unescape(n)))
		if k := key(n); k != "" && len(n) < 120 && !seen[k] {
			seen[k] = true
			out = append(out, n)
		}
	}
	return out
}

// publishedTags are the names under which pages declare when they were
// published, the surest first. Names for the last change are not among them.
var publishedTags = [...]string{
	"article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished",
	"publishdate", "publish-date", "publish_date", "publication_date", "publicationdate", "pubdate", "og:pubdate", "bt:pubdate",
	"parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "dcterms.issued", "dc.date.issued", "dcterms.created",
	"dc.date.created", "dc:date", "dcterms.date", "dc.date", "datecreated", "rnews:datepublished", "schema:datepublished", "date",
}

// published finds the date that the page states. Machine-readable statements
// come first, then the line below the headline, then the address; a date of
// the last change is better than none, and nothing is guessed.
func (m *meta) published() Date {
	unknown := Date{Precision: UnknownDate}
	if d, ok := ParseDate(m.json.published); ok {
		return d
	}
	for _, k := range publishedTags {
		for _, v := range []string{m.tags[k], m.items[k]} {
			if d, ok := ParseDate(v); ok {
				return d
			}
		}
	}
	for _, v := range m.times {
		if d, ok := ParseDate(v); ok {
			return d
		}
	}
	line, ok := m.dateline()
	if ok && !line.updated {
		return line.date
	}
	if d, ok := dateInURL(first(m.canonical(), m.page.URL)); ok {
		return d
	}
	if ok {
		return line.date
	}
	return unknown
}

// dateline looks for a date near the headline: in the lines just before it,
// outside the page's header, whose clock shows today, and in those after it
// up to the body.
func (m *meta) dateline() (stated, bool) {
	if m.headline < 0 {
		return stated{}, false
	}
	var update *stated
	for i := max(0, m.headline-2); i < min(len(m.lines), m.headline+nearHeadline); i++ {
		l := m.lines[i]
		if l.header || i < m.headline && m.headline < 8 {
			continue
		}
		st, ok := parseStated(l.text)
		if !ok && i+1 < len(m.lines) && len(l.text) < 40 && len(m.lines[i+1].text) < 40 {
			// «نُشر في» and its date often stand in elements of their own.
			st, ok = parseStated(l.text + " " + m.lines[i+1].text)
		}
		if !ok || st.leftover > 3 && !(st.labelled && st.leftover <= 8) {
			continue
		}
		if !plausible(st.date) || st.date.Precision == Year || st.date.Precision == Month && st.leftover > 0 {
			continue
		}
		if !st.updated {
			return st, true
		}
		if update == nil {
			update = &st
		}
	}
	if update != nil {
		return *update, true
	}
	return stated{}, false
}

// urlDates are the forms in which an address states the day: /2021/07/26/,
// /2021-07-26/ or -2021-07-26, and /2013/section/8/3/.
var urlDates = regexp.MustCompile(`/((?:19|20)\d\d)(?:/(\d{1,2})/(\d{1,2})(?:/|$)|-(\d\d)-(\d\d)(?:/|-|$)|/[a-z_]+/(\d{1,2})/(\d{1,2})/)`)

func dateInURL(address string) (Date, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return Date{}, false
	}
	g := urlDates.FindStringSubmatch(u.Path)
	if g == nil {
		return Date{}, false
	}
	t, err := time.Parse("2006-1-2", g[1]+"-"+first(g[2], g[4], g[6])+"-"+first(g[3], g[5], g[7]))
	if err != nil {
		return Date{}, false
	}
	d := withPrecision(t, Day)
	return d, plausible(d)
}

func (m *meta) paywalled() bool {
	if m.json.paid {
		return true
	}
	switch strings.ToLower(m.tags["article:content_tier"]) {
	case "locked", "metered":
		return true
	}
	return containsAny(arabic.Fold(m.visible.String()), m.f.paywall)
}

// missing reports a page that a server gives for a wrong address.
func (m *meta) missing() bool {
	return containsAny(" "+key(m.pageName)+" ", m.f.missing) || containsAny(" "+key(first(m.h1...))+" ", m.f.missing)
}

func containsAny(s string, phrases []string) bool {
	for _, p := range phrases {
		if i := strings.Index(s, p); i >= 0 {
			return true
		}
	}
	return false
}

// needsScript reports a page whose text is put in by a script: next to no
// words, and the marks of a script framework.
func (m *meta) needsScript(body int) bool {
	ns := strings.ToLower(m.noScript)
	asks := strings.Contains(ns, "javascript") || strings.Contains(arabic.Fold(ns), "جافا سكريبت") || strings.Contains(arabic.Fold(ns), "جافاسكريبت") // JavaScript
	return body < minBody && (m.shell || asks && m.letters < 4*minBody || m.scripts > 0 && m.letters < minBody)
}
