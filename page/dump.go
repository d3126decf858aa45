package page

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// looksFeed reports whether an input opens like RSS or Atom.
func looksFeed(head []byte) bool {
	root := rootElement(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte(utf8Mark)), " \t\r\n")))
	return slices.Contains(listingFormats[0].roots, root)
}

// dump yields the articles of a feed that is kept in a file: of each item that
// carries its text, as content:encoded and Atom's content do, or as the
// description of an item without an address does. The pages that other items
// lead to follow when the whole feed has been read. A broken or cut feed ends at
// the break.
func (r *Reader) dump(ctx context.Context, br *bufio.Reader, src source, yield func(*Page, error) bool) {
	in, err := utf8Of(br)
	if err != nil {
		yield(nil, named(src.name, err))
		return
	}
	cut := newItemCutter(in, r.opts.MaxBytes)
	var rest []Item
	told, failed := 0, 0
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			yield(nil, named(src.name, err))
			return
		}
		one, err := cut.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			yield(nil, named(src.name, brokenFeed(n-1, err)))
			return
		}
		name := fmt.Sprintf("%s:%d", src.name, n)
		feed, err := readFeed(one)
		if err != nil || len(feed.Items) == 0 {
			failed++
			if !yield(nil, &Error{Name: name, Kind: Malformed, Reason: "is an item of a feed that is broken", Err: err}) {
				return
			}
			continue
		}
		p, item := cut.page(name, feed.Items[0])
		if p == nil {
			rest = append(rest, item)
			continue
		}
		told++
		if !yield(p, nil) {
			return
		}
	}
	rest, err = webItems(rest, cut.link, listingFormats[0].name)
	switch {
	case err != nil:
		yield(nil, named(src.name, err))
	case len(rest) == 0 && told+failed == 0:
		yield(nil, &Error{Name: src.name, Kind: Empty, Reason: "lists no web address"})
	default:
		r.followAll(ctx, rest, src, yield)
	}
}

func brokenFeed(items int, err error) error {
	if e, ok := err.(*Error); ok {
		return e
	}
	return &Error{Kind: Malformed, Reason: fmt.Sprintf("is a feed that is broken after %d items", items), Err: err}
}

// page makes the page of an item, or gives where it leads, where it carries no
// text.
func (c *itemCutter) page(name string, item *gofeed.Item) (*Page, Item) {
	f := &Fields{Title: strings.TrimSpace(item.Title), Published: strings.TrimSpace(item.Published)}
	address := addressOf(item)
	text := textOfHTML(item.Content)
	if text == "" && address == "" {
		text = textOfHTML(item.Description)
	}
	if text == "" {
		return nil, Item{URL: address, Fields: f}
	}
	if web, err := webItems([]Item{{URL: address}}, c.link, ""); err == nil && len(web) > 0 {
		f.URL = web[0].URL
	} else {
		f.ID, f.Outlet = item.GUID, c.title
	}
	for _, a := range item.Authors {
		if a != nil && strings.TrimSpace(a.Name) != "" {
			f.Authors = append(f.Authors, strings.TrimSpace(a.Name))
		}
	}
	f.Text = text
	return &Page{Name: name, URL: f.URL, Format: Record, Text: text, Fields: f}, Item{}
}

// utf8Of decodes a feed while it is read. Its beginning tells the encoding, as
// decode tells that of a whole input.
func utf8Of(br *bufio.Reader) (io.Reader, error) {
	head, err := br.Peek(sampleSize)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte(utf8Mark)) {
		br.Discard(len(utf8Mark))
	}
	plain := func() io.Reader { return transform.NewReader(br, runes.ReplaceIllFormed()) }
	whole := head
	for len(whole) > 0 && len(head)-len(whole) < utf8.UTFMax && !utf8.Valid(whole) { // a letter cut by the end of the sample
		whole = whole[:len(whole)-1]
	}
	if utf8.Valid(whole) && len(nonASCII(whole)) > 0 || nearlyUTF8(head) {
		return plain(), nil
	}
	var e encoding.Encoding
	if utf8.Valid(whole) { // nothing but ASCII: what is declared stands
		if e, _ = charset.Lookup(declaredIn(head)); e == nil {
			return plain(), nil
		}
	} else if e, err = guess(head, ""); err != nil {
		return nil, err
	}
	return e.NewDecoder().Reader(br), nil
}

// itemCutter cuts a feed of any length into feeds of one item each, so that the
// parser of feeds need not hold it all.
type itemCutter struct {
	in          *portioned
	d           *xml.Decoder
	before      *recorder // what stood before the first item
	root        string    // the start tag of the feed, as it stands
	title, link string    // of the feed, known with the first item
	begun       bool
}

// recorder keeps what is read through it as long as it is asked to.
type recorder struct {
	io.Reader
	kept []byte
	off  bool
}

func (r *recorder) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if !r.off {
		r.kept = append(r.kept, p[:n]...)
	}
	return n, err
}

func newItemCutter(in io.Reader, limit int64) *itemCutter {
	c := &itemCutter{in: &portioned{r: in, limit: limit}}
	c.before = &recorder{Reader: c.in}
	c.d = newXML(c.before)
	return c
}

// next gives the next item within its own feed, and io.EOF after the last.
func (c *itemCutter) next() (string, error) {
	c.in.left = c.in.limit
	at := c.d.InputOffset()
	for {
		token, err := c.d.Token()
		if err != nil {
			return "", err
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case c.root == "":
			c.root = string(c.before.kept[at:c.d.InputOffset()])
		case start.Name.Local == "item" || start.Name.Local == "entry":
			if err := c.begin(at); err != nil {
				return "", err
			}
			var item struct {
				Inner string `xml:",innerxml"`
			}
			if err := c.d.DecodeElement(&item, &start); err != nil {
				return "", err
			}
			return c.wrap(start.Name.Local, item.Inner), nil
		}
		at = c.d.InputOffset()
	}
}

// begin reads what the feed says of itself, when its first item was reached.
func (c *itemCutter) begin(at int64) error {
	if c.begun {
		return nil
	}
	c.begun = true
	head := string(c.before.kept[:at])
	c.before.kept, c.before.off = nil, true
	name, _ := c.rootName()
	if name == "rss" {
		head += "</channel>"
	}
	feed, err := readFeed(head + "</" + name + ">")
	if err != nil {
		return err
	}
	c.title, c.link = strings.TrimSpace(feed.Title), feed.Link
	return nil
}

// rootName is the name of the feed's root as it stands, and its prefix.
func (c *itemCutter) rootName() (name, prefix string) {
	name = strings.TrimPrefix(c.root, "<")
	if end := strings.IndexAny(name, " \t\r\n/>"); end >= 0 {
		name = name[:end]
	}
	if p, _, ok := strings.Cut(name, ":"); ok {
		prefix = p + ":"
	}
	return name, prefix
}

func (c *itemCutter) wrap(item, inner string) string {
	name, prefix := c.rootName()
	open, end := c.root, "</"+name+">"
	switch {
	case item == "entry":
		item = prefix + item
	case name == "rss":
		open, end = open+"<channel>", "</channel>"+end
	}
	return open + "<" + item + ">" + inner + "</" + item + ">" + end
}

// textOfHTML gives the words of a stretch of HTML, a line for each block, ""
// where it has none. Pictures with their captions, scripts and frames go.
func textOfHTML(source string) string {
	var b strings.Builder
	// Line ends are white space in HTML, and paragraphs where nothing else is.
	marked := strings.Contains(source, "<p") || strings.Contains(source, "<br") || strings.Contains(source, "<div")
	z := html.NewTokenizer(strings.NewReader(source))
	dropped := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		switch kind {
		case html.TextToken:
			if dropped == 0 {
				text := string(z.Text())
				if marked {
					text = strings.ReplaceAll(text, "\n", " ")
				}
				b.WriteString(text)
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			tag, _ := z.TagName()
			switch string(tag) {
			case "script", "style", "figure", "iframe", "noscript", "template":
				if kind == html.StartTagToken {
					dropped++
				} else if kind == html.EndTagToken {
					dropped = max(0, dropped-1)
				}
			case "a", "b", "strong", "i", "em", "u", "span", "font", "small", "sup", "sub", "mark", "abbr", "cite", "q", "bdi", "bdo", "code", "time", "wbr":
			default:
				b.WriteByte('\n')
			}
		}
	}
	var lines []string
	for line := range strings.Lines(b.String()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.ToValidUTF8(strings.Join(lines, "\n"), "\uFFFD")
}
