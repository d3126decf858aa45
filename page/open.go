package page

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Reader opens inputs under one set of options. Between downloads it remembers
// each host's robots.txt. It is safe for concurrent use.
type Reader struct {
	opts  Options
	fetch *fetcher
}

// NewReader makes a Reader. Zero options take their defaults.
func NewReader(opts Options) *Reader {
	opts = opts.withDefaults()
	return &Reader{opts: opts, fetch: newFetcher(opts)}
}

// Open is NewReader(opts).Open for a single input.
func Open(ctx context.Context, input string, opts Options) iter.Seq2[*Page, error] {
	return NewReader(opts).Open(ctx, input)
}

// Open yields the pages of one input: a file, an http or https URL, or "-" for
// standard input. A feed, a sitemap or an outline of feeds yields the pages that
// it lists, fetched one after the other; of a feed in a file, items that carry
// their text are pages themselves. Each pair is either a page or an *Error. After a bad line of
// JSON Lines, a bad page of a web archive or a bad item of a listing, reading
// goes on with the next; any other error is the last pair.
// Iterating twice reads twice.
func (r *Reader) Open(ctx context.Context, input string) iter.Seq2[*Page, error] {
	return func(yield func(*Page, error) bool) {
		switch {
		case IsURL(input):
			r.fetched(ctx, source{name: input}, yield)
		case input == "-":
			r.pages(ctx, r.opts.Stdin, source{name: input}, yield)
		default:
			f, err := openFile(input)
			if err != nil {
				yield(nil, named(input, err))
				return
			}
			defer f.Close()
			r.pages(ctx, r.counted(f), source{name: input}, yield)
		}
	}
}

// counted tells opts.OnRead what is read from f. A regular file can be read
// at any place; a pipe cannot.
func (r *Reader) counted(f *os.File) io.Reader {
	told := told{f, r.opts.OnRead}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		return io.NewSectionReader(told, 0, info.Size())
	}
	return told
}

type told struct {
	*os.File
	onRead func(int)
}

func (t told) Read(p []byte) (int, error) {
	n, err := t.File.Read(p)
	t.onRead(n)
	return n, err
}

func (t told) ReadAt(p []byte, at int64) (int, error) {
	n, err := t.File.ReadAt(p, at)
	t.onRead(n)
	return n, err
}

// IsURL reports whether an input is fetched rather than opened.
func IsURL(input string) bool {
	return strings.HasPrefix(input, "http://") || strings.HasPrefix(input, "https://")
}

// source is where the bytes of an input come from.
type source struct {
	name, url string
	label     string // charset of the HTTP header
	item      *Item  // the item of a listing that led here, nil for none
	depth     int    // listings above it
}

// fetched yields what the web address that src is named by gives.
func (r *Reader) fetched(ctx context.Context, src source, yield func(*Page, error) bool) {
	got, err := r.fetch.get(ctx, src.name, State{})
	if err != nil {
		yield(nil, named(src.name, err))
		return
	}
	src.url, src.label = got.url, got.label
	r.pages(ctx, bytes.NewReader(got.body), src, yield)
}

func openFile(name string) (*os.File, error) {
	f, err := os.Open(name)
	if err != nil {
		reason := "cannot be opened"
		var remedy string
		switch {
		case errors.Is(err, fs.ErrNotExist) && isPattern(name):
			reason, remedy = "matches no file", "check the pattern"
		case errors.Is(err, fs.ErrNotExist):
			reason, remedy = "does not exist", "check the path"
		case errors.Is(err, fs.ErrPermission):
			reason, remedy = "may not be read", "check its permissions"
		}
		var pe *fs.PathError
		if remedy != "" {
			err = nil
		} else if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, &Error{Kind: Unreadable, Reason: reason, Remedy: remedy, Err: err}
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		f.Close()
		return nil, &Error{Kind: Unreadable, Reason: "is a folder"}
	}
	return f, nil
}

// named puts the input's name into an error, wrapping a foreign one.
func named(name string, err error) error {
	var e *Error
	if errors.As(err, &e) {
		c := *e
		c.Name = name
		return &c
	}
	return &Error{Name: name, Kind: Unreadable, Reason: "cannot be read", Err: err}
}

// pages sniffs the format of a stream and yields what it holds.
func (r *Reader) pages(ctx context.Context, in io.Reader, src source, yield func(*Page, error) bool) {
	br, err := gunzip(bufio.NewReaderSize(in, 64<<10))
	if err != nil {
		yield(nil, named(src.name, err))
		return
	}
	// What one read gives must do: a pipe may hold its second line back until
	// the first is dealt with.
	_, err = br.Peek(8)
	head, _ := br.Peek(br.Buffered())
	if err != nil && err != io.EOF {
		yield(nil, named(src.name, err))
		return
	}
	switch {
	case looksZIP(head):
		r.wacz(ctx, in, src, yield)
		return
	case looksWARC(head):
		r.warc(ctx, br, src, yield)
		return
	case looksTelegram(head):
		r.telegram(ctx, br, src, yield)
		return
	case src.url == "" && looksFeed(head):
		r.dump(ctx, br, src, yield)
		return
	case looksJSON(head) && !looksJSONFeed(head), namedLines(src.name):
		r.records(ctx, br, src, yield)
		return
	}
	raw, err := readCapped(br, r.opts.MaxBytes)
	if err != nil {
		yield(nil, named(src.name, err))
		return
	}
	text, err := textOf(raw, src.label)
	switch {
	case err != nil:
		yield(nil, named(src.name, err))
	case formatOfListing(text) != nil:
		r.follow(ctx, text, src, yield)
	default:
		yield(pageOf(text, src), nil)
	}
}

// Decode makes a page of bytes that are already at hand. label is the charset
// that their carrier declares, "" where none. Errors are *Error.
func Decode(name string, raw []byte, label string) (*Page, error) {
	p, err := fromBytes(raw, source{name: name, label: label})
	if err != nil {
		return nil, named(name, err)
	}
	return p, nil
}

func fromBytes(raw []byte, src source) (*Page, error) {
	text, err := textOf(raw, src.label)
	if err != nil {
		return nil, err
	}
	return pageOf(text, src), nil
}

// textOf decodes an input that must hold some words.
func textOf(raw []byte, label string) (string, error) {
	if len(raw) == 0 {
		return "", &Error{Kind: Empty, Reason: "is empty"}
	}
	text, err := decode(raw, label)
	if err == nil && strings.TrimSpace(text) == "" {
		err = &Error{Kind: Empty, Reason: "holds only white space"}
	}
	return text, err
}

func pageOf(text string, src source) *Page {
	p := &Page{Name: src.name, URL: src.url, Format: Text, Text: text}
	if src.item != nil {
		p.Fields = src.item.Fields
	}
	if looksHTML(text) {
		p.Format = HTML
	} else {
		p.Text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	return p
}

// readCapped reads all of r, or fails once it holds more than limit bytes.
func readCapped(r io.Reader, limit int64) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(raw)) > limit {
		return nil, tooLarge("one text", limit)
	}
	return raw, nil
}

func tooLarge(what string, limit int64) *Error {
	return &Error{Kind: TooLarge, Reason: fmt.Sprintf("is larger than the limit of %d MB for %s", limit>>20, what),
		Remedy: "split it, or give many articles as JSON Lines"}
}

// looksHTML reports whether text opens like HTML: after white space and
// comments a tag or doctype, or, for fragments with words before the first
// tag, several of the tags that only pages have.
func looksHTML(text string) bool {
	s := strings.TrimLeft(text, " \t\r\n\f")
	for strings.HasPrefix(s, "<!--") {
		_, rest, ok := strings.Cut(s, "-->")
		if !ok {
			return true
		}
		s = strings.TrimLeft(rest, " \t\r\n\f")
	}
	if len(s) > 1 && s[0] == '<' && (s[1] == '!' || s[1] == '?' || isASCIILetter(s[1])) {
		return true
	}
	head := strings.ToLower(s[:min(len(s), 8<<10)])
	hits := 0
	for _, tag := range [...]string{"<html", "<head", "<body", "<div", "<p>", "<p ", "<script", "<meta", "</p>", "</div>", "<br"} {
		if strings.Contains(head, tag) {
			hits++
		}
	}
	return hits >= 3
}

func isASCIILetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// gunzip unwraps one layer of gzip, told by its magic number.
func gunzip(br *bufio.Reader) (*bufio.Reader, error) {
	head, _ := br.Peek(2)
	if len(head) < 2 || head[0] != 0x1F || head[1] != 0x8B {
		return br, nil
	}
	in := &counter{r: br}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, &Error{Kind: Malformed, Reason: "is broken gzip", Err: err}
	}
	return bufio.NewReaderSize(&expansion{z: z, in: in, what: "gzip"}, 64<<10), nil
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// expansion reads what z unpacks and stops at a bomb: news text shrinks 3 to
// 20 times, so past freeExpansion a ratio above maxRatio is not text worth
// reading.
type expansion struct {
	z    io.Reader
	in   *counter // what z has read
	out  int64
	what string // the format
}

const (
	freeExpansion = 8 << 20
	maxRatio      = 200
)

func (x *expansion) Read(p []byte) (int, error) {
	n, err := x.z.Read(p)
	x.out += int64(n)
	if x.out > freeExpansion && x.out > maxRatio*x.in.n {
		return n, &Error{Kind: TooLarge, Reason: fmt.Sprintf("expands to more than %d times its compressed size", maxRatio)}
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = &Error{Kind: Malformed, Reason: "is cut off within its " + x.what, Err: err}
	case err != nil && err != io.EOF:
		err = &Error{Kind: Malformed, Reason: "is broken " + x.what, Err: err}
	}
	return n, err
}

// Expand turns the arguments of a command into inputs: URLs, "-" and files as
// they are, a pattern into the files it matches, a folder into the pages below
// it. Inputs keep the order of the arguments, sorted within each; one named
// twice is given once. A missing file is passed on, so that opening it reports
// it beside the good ones. The errors are folders that cannot be read or hold
// no page.
func Expand(args []string) (inputs []string, errs []error) {
	seen := map[string]bool{}
	add := func(names ...string) {
		for _, n := range names {
			if !seen[n] {
				seen[n] = true
				inputs = append(inputs, n)
			}
		}
	}
	for _, arg := range args {
		if arg == "-" || IsURL(arg) {
			add(arg)
			continue
		}
		names := []string{arg}
		if _, err := os.Lstat(arg); err != nil && isPattern(arg) {
			if m, err := filepath.Glob(arg); err == nil && len(m) > 0 {
				slices.Sort(m)
				names = m
				if !strings.HasPrefix(filepath.Base(arg), ".") { // as shells do
					names = slices.DeleteFunc(m, func(n string) bool { return strings.HasPrefix(filepath.Base(n), ".") })
				}
			}
		}
		for _, n := range names {
			if info, err := os.Stat(n); err != nil || !info.IsDir() {
				add(n)
				continue
			}
			below, err := pagesBelow(n)
			switch {
			case err != nil:
				errs = append(errs, named(n, err))
			case len(below) == 0:
				errs = append(errs, &Error{Name: n, Kind: Empty, Reason: "holds no page", Remedy: "pages are .html, .txt, .json, .jsonl, .warc and .wacz files, also .gz"})
			}
			add(below...)
		}
	}
	return inputs, errs
}

func isPattern(name string) bool { return strings.ContainsAny(name, "*?[") }

// pagesBelow lists the files under a folder that can be pages, sorted by path.
func pagesBelow(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if path == dir {
				return err
			}
			out = append(out, path) // opening it will say why
			return nil
		}
		name := d.Name()
		hidden := strings.HasPrefix(name, ".") && path != dir
		if d.IsDir() {
			// A browser saves a page's images and scripts in page_files.
			if hidden || path != dir && strings.HasSuffix(name, "_files") {
				return fs.SkipDir
			}
			return nil
		}
		if !hidden && mayBePage(name) {
			out = append(out, path)
		}
		return nil
	})
	slices.Sort(out)
	return out, err
}

// mayBePage tells by its name whether a file found in a folder is worth
// opening; a file that the user names is always opened.
func mayBePage(name string) bool {
	name = strings.ToLower(name)
	for _, p := range [...]string{"readme", "license", "licence", "notice", "copying", "makefile", "changelog"} {
		if strings.HasPrefix(name, p) {
			return false
		}
	}
	name = strings.TrimSuffix(name, ".gz")
	switch filepath.Ext(name) {
	case ".html", ".htm", ".xhtml", ".shtml", ".txt", ".text", ".json", ".jsonl", ".ndjson", ".warc", ".wacz", ".php", ".asp", ".aspx", "":
		return true
	}
	return false
}
