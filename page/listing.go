package page

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strings"
)

// Listing is what a feed, a sitemap or an outline of feeds lists.
type Listing struct {
	URL   string // address after redirects, "" for a file
	Title string // "" where it has none
	Items []Item // in the order of the listing, each address once
	// State tells a server which state of the listing this is.
	State State
	// Unchanged reports that the server has nothing newer than the state it
	// was asked about; there are no items then.
	Unchanged bool
}

// Item is one entry of a listing.
type Item struct {
	URL     string  // absolute web address
	Listing bool    // leads to another listing, not to a page
	Fields  *Fields // what the listing says of the page, nil where nothing
}

// State is what a server gave to tell states of a document apart, for a
// conditional request (RFC 9110, section 13). The zero State asks for any.
type State struct {
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

const (
	// maxItems is the sitemap protocol's own limit.
	maxItems = 50_000
	// maxDepth permits an outline of sitemap indices, and no ring.
	maxDepth = 4
)

// listingFormat is a kind of listing with the root elements that tell it.
type listingFormat struct {
	name  string
	roots []string
	parse func(text string) (title, link string, items []Item, err error)
}

var listingFormats = []listingFormat{
	{"a feed", []string{"rss", "RDF", "feed"}, parseFeed},
	{"a sitemap", []string{"urlset", "sitemapindex"}, parseSitemap},
	{"an outline", []string{"opml"}, parseOutline},
}

// formatOfListing tells a listing by its root element, or by the version that
// a JSON feed states; nil where text is no listing.
func formatOfListing(text string) *listingFormat {
	text = strings.TrimLeft(text, " \t\r\n")
	if strings.HasPrefix(text, "{") {
		if strings.Contains(text[:min(len(text), 1<<10)], `//jsonfeed.org/version/`) {
			return &listingFormats[0]
		}
		return nil
	}
	root := rootElement(text)
	for i, f := range listingFormats {
		for _, name := range f.roots {
			if root == name {
				return &listingFormats[i]
			}
		}
	}
	return nil
}

// rootElement is the name of the first element of an XML document, without
// prefix; "" where text does not open as one.
func rootElement(text string) string {
	if !strings.HasPrefix(text, "<") {
		return ""
	}
	d := newXML(strings.NewReader(text[:min(len(text), 16<<10)]))
	for {
		token, err := d.RawToken()
		if err != nil {
			return ""
		}
		switch token := token.(type) {
		case xml.StartElement:
			return token.Name.Local
		case xml.CharData:
			if strings.TrimSpace(string(token)) != "" {
				return ""
			}
		}
	}
}

// newXML reads XML as leniently as real feeds need. The text is UTF-8 already,
// whatever its declaration says.
func newXML(text io.Reader) *xml.Decoder {
	d := xml.NewDecoder(text)
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d
}

// parseListing reads a listing that was found at address, "" for a file. What
// is no web address is left out.
func parseListing(text, address string) (*Listing, error) {
	format := formatOfListing(text)
	if format == nil {
		return nil, &Error{Kind: Malformed, Reason: "is neither a feed nor a sitemap nor an outline of feeds", Remedy: "isnad add takes pages"}
	}
	title, link, items, err := format.parse(text)
	if err != nil {
		return nil, &Error{Kind: Malformed, Reason: "is " + format.name + " that is broken", Err: err}
	}
	items, err = webItems(items, cmp.Or(address, link), format.name)
	if err != nil {
		return nil, err
	}
	return &Listing{URL: address, Title: strings.TrimSpace(title), Items: items}, nil
}

// webItems resolves the addresses of items against the one of their listing,
// and leaves out what is no web address and what comes again.
func webItems(items []Item, address, format string) ([]Item, error) {
	base, err := url.Parse(address)
	if err != nil {
		base = &url.URL{}
	}
	var out []Item
	seen := map[string]bool{}
	for _, item := range items {
		u, err := base.Parse(strings.TrimSpace(item.URL))
		if err != nil || strings.TrimSpace(item.URL) == "" || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			continue
		}
		u.Fragment = ""
		if item.URL = u.String(); seen[item.URL] {
			continue
		}
		seen[item.URL] = true
		if out = append(out, item); len(out) > maxItems {
			return nil, &Error{Kind: TooLarge, Reason: fmt.Sprintf("is %s of more than %d addresses", format, maxItems), Remedy: "split it"}
		}
	}
	return out, nil
}

// List opens a feed, sitemap or outline without following it. For a URL, a
// document that is as the server had it at the given state is not sent again.
// Errors are *Error.
func (r *Reader) List(ctx context.Context, input string, since State) (*Listing, error) {
	l, err := r.list(ctx, input, since)
	if err != nil {
		return nil, named(input, err)
	}
	return l, nil
}

func (r *Reader) list(ctx context.Context, input string, since State) (*Listing, error) {
	var in io.Reader
	var got answer
	if IsURL(input) {
		a, err := r.fetch.get(ctx, input, since)
		if err != nil {
			return nil, err
		}
		if a.unchanged {
			return &Listing{URL: a.url, State: since, Unchanged: true}, nil
		}
		got, in = *a, bytes.NewReader(a.body)
	} else {
		f, err := openFile(input)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	plain, err := gunzip(bufio.NewReader(in))
	if err != nil {
		return nil, err
	}
	raw, err := readCapped(plain, r.opts.MaxBytes)
	if err != nil {
		return nil, err
	}
	text, err := decode(raw, got.label)
	if err != nil {
		return nil, err
	}
	l, err := parseListing(text, got.url)
	if err != nil {
		return nil, err
	}
	l.State = got.state
	return l, nil
}

// Follow yields what one item of a listing leads to, as Open does, with what
// the listing says of its page.
func (r *Reader) Follow(ctx context.Context, item Item) iter.Seq2[*Page, error] {
	return func(yield func(*Page, error) bool) { r.fetched(ctx, source{name: item.URL, item: &item}, yield) }
}

// follow yields the pages that a listing leads to. An item that cannot be had
// is an error and the next one follows.
func (r *Reader) follow(ctx context.Context, text string, src source, yield func(*Page, error) bool) {
	l, err := parseListing(text, src.url)
	switch {
	case err != nil:
		yield(nil, named(src.name, err))
		return
	case src.item != nil && !src.item.Listing:
		yield(nil, &Error{Name: src.name, Kind: NoArticle, Reason: "is a listing, where another lists it as a page"})
		return
	case src.depth >= maxDepth:
		yield(nil, &Error{Name: src.name, Kind: TooLarge, Reason: fmt.Sprintf("lies %d listings deep", src.depth), Remedy: "give it by itself"})
		return
	case len(l.Items) == 0:
		yield(nil, &Error{Name: src.name, Kind: Empty, Reason: "lists no web address"})
		return
	}
	r.followAll(ctx, l.Items, src, yield)
}

func (r *Reader) followAll(ctx context.Context, items []Item, src source, yield func(*Page, error) bool) {
	more := true
	for _, item := range items {
		r.fetched(ctx, source{name: item.URL, item: &item, depth: src.depth + 1}, func(p *Page, err error) bool {
			more = yield(p, err)
			return more
		})
		if !more || ctx.Err() != nil {
			return
		}
	}
}
