// Package page turns bytes into decoded pages.
//
// A file, a URL or standard input goes in; a stream of Pages comes out, each
// with its format told by content and its text as valid UTF-8. JSON Lines give
// one page a line, web archives (WARC, WACZ) one a record, exports of Telegram
// one a message and dumps of feeds one an item, in bounded memory; feeds,
// sitemaps and outlines of feeds give the pages that they list; every other
// input is one page.
package page

import (
	"io"
	"os"
	"time"
)

// Page is one decoded input document. Later stages treat it as immutable.
type Page struct {
	// Name is the input as the user gave it, "-" for standard input, with the
	// line, the count or the address where one input holds several pages:
	// file.jsonl:17, crawl.warc.gz:https://outlet.example/1.
	Name   string
	URL    string // address that the page was fetched from, after redirects, by us or a crawler; "" for files
	Format Format
	Text   string  // valid UTF-8 without byte order mark: HTML source, plain text with \n line ends, or Fields.Text
	Fields *Fields // of a Record; of another page what the listing that led to it says, nil where nothing
}

// Format is what kind of document a page is.
type Format string

const (
	HTML   Format = "html"
	Text   Format = "text"
	Record Format = "record" // one object of JSON or JSON Lines, message or item of a feed
)

// Fields is an article as a JSON object gives it, or as much as a feed or a
// sitemap says of it; "" where it does not.
type Fields struct {
	ID        string
	URL       string
	Outlet    string
	Category  string
	Title     string
	Published string // as it stands, not yet parsed
	Abstract  string
	Authors   []string
	Text      string // paragraphs end at newlines
}

// Options set limits and identity for reading. The zero value is ready to use.
type Options struct {
	// Stdin is what the input "-" reads. Default os.Stdin.
	Stdin io.Reader
	// OnRead is told how many bytes have been read from a file, compressed as
	// they stand there, so that a long run can show its progress.
	OnRead func(n int)
	// AllowPrivate permits fetching from loopback, private and link-local
	// addresses. Tests and intranets use it.
	AllowPrivate bool
	// UserAgent identifies the fetcher to servers and in robots.txt; its first
	// word up to the slash is the robots.txt name. Default DefaultUserAgent.
	UserAgent string
	// MaxBytes caps one page, one line of JSON Lines and one download, each
	// after decompression. Default 20 MB.
	MaxBytes int64
	// Timeout caps one request, connection to last byte. Default 30 s.
	Timeout time.Duration
	// Pause is the least time between two requests to one host; a host whose
	// robots.txt asks for a longer one gets it, up to a minute. Default none.
	Pause time.Duration
	// MaxRedirects caps the hops of one download. Default 5.
	MaxRedirects int
}

// DefaultUserAgent is what the fetcher calls itself.
const DefaultUserAgent = "Isnad/0.1 (reader of Arabic news; obeys robots.txt)"

func (o Options) withDefaults() Options {
	if o.Stdin == nil {
		o.Stdin = os.Stdin
	}
	if o.OnRead == nil {
		o.OnRead = func(int) {}
	}
	if o.UserAgent == "" {
		o.UserAgent = DefaultUserAgent
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = 20 << 20
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.MaxRedirects <= 0 {
		o.MaxRedirects = 5
	}
	return o
}

// Kind classes the errors of reading a page, few enough to map each to an exit
// code or HTTP status in one place.
type Kind string

const (
	Unreadable Kind = "unreadable" // missing, a folder, no permission
	Empty      Kind = "empty"      // no text at all
	Binary     Kind = "binary"     // not text
	Encoding   Kind = "encoding"   // text in no encoding we can tell
	TooLarge   Kind = "too_large"  // above a limit of size, depth or expansion
	Malformed  Kind = "malformed"  // broken JSON, gzip, ZIP or web archive
	Refused    Kind = "refused"    // robots.txt, private address, scheme or content type
	Fetch      Kind = "fetch"      // network or server failure
	Busy       Kind = "busy"       // the server asks to come later: status 429 or 503
	NotArabic  Kind = "not_arabic" // in another language
	NoArticle  Kind = "no_article" // a page, but no article in it
)

// Error says why one input gave no page or no article.
type Error struct {
	Name   string // the input, as Page.Name
	Kind   Kind
	Reason string // what is wrong, a clause without a full stop
	Remedy string // what the user can do, "" where nothing helps
	Err    error  // the cause, nil where there is none below
	// RetryAfter is how long a Busy server asks to wait, 0 where it does not say.
	RetryAfter time.Duration
}

// Error gives name, reason and remedy on one line.
func (e *Error) Error() string {
	s := e.Name + ": " + e.Reason
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	if e.Remedy != "" {
		s += " (" + e.Remedy + ")"
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
