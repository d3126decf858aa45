package page

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
)

// maxHead bounds the header of a WARC record and that of an HTTP response.
const maxHead = 64 << 10

// looksWARC reports whether an input opens with the version line of a web
// archive.
func looksWARC(head []byte) bool { return bytes.HasPrefix(head, []byte("WARC/")) }

// warc yields the pages of a web archive (WARC 1.0 and 1.1, ISO 28500): HTML
// and plain text that a server answered with status 200, that was archived as
// a resource, or that was converted to text as in WET files. Everything else a
// crawl keeps, such as pictures, requests and redirects, is passed over.
// A page that cannot be decoded is an error and the next record follows; a
// broken or cut archive ends at the break.
func (r *Reader) warc(ctx context.Context, br *bufio.Reader, src source, yield func(*Page, error) bool) {
	records, pages := 0, 0
	for {
		if err := ctx.Err(); err != nil {
			yield(nil, named(src.name, err))
			return
		}
		rec, err := nextWARC(br)
		if err == io.EOF {
			if pages == 0 {
				yield(nil, &Error{Name: src.name, Kind: Empty, Reason: fmt.Sprintf("is a web archive of %d records without a page", records)})
			}
			return
		}
		if err != nil {
			yield(nil, named(src.name, brokenWARC(records, err)))
			return
		}
		records++
		p, err := r.archived(rec, src)
		if p != nil || err != nil {
			pages++
		}
		// The archive's own break outranks what it did to the page.
		if broken := rec.skip(); broken != nil {
			yield(nil, named(src.name, brokenWARC(records-1, broken)))
			return
		}
		if (p != nil || err != nil) && !yield(p, err) {
			return
		}
	}
}

// brokenWARC says where an archive breaks.
func brokenWARC(whole int, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Kind == TooLarge {
		return e
	}
	reason := "is broken"
	if errors.Is(err, io.ErrUnexpectedEOF) {
		reason, err = "is cut off", nil
	}
	return &Error{Kind: Malformed, Reason: fmt.Sprintf("%s after %d whole records", reason, whole), Err: err, Remedy: "the pages before it were read"}
}

// warcRecord is one record of a web archive; its block must be skipped before
// the next record is read.
type warcRecord struct {
	kind   string // WARC-Type
	target string // WARC-Target-URI
	media  string // Content-Type of the block
	block  *io.LimitedReader
}

// skip reads past what is left of the block.
func (rec *warcRecord) skip() error {
	if _, err := io.Copy(io.Discard, rec.block); err != nil {
		return err
	}
	if rec.block.N > 0 {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// nextWARC reads the header of the next record, or gives io.EOF after the
// last.
func nextWARC(br *bufio.Reader) (*warcRecord, error) {
	version, err := headLine(br)
	for err == nil && version == "" { // a record ends with two empty lines
		version, err = headLine(br)
	}
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(version, "WARC/") {
		return nil, fmt.Errorf("found %.30q where a record should begin", version)
	}
	head := textproto.MIMEHeader{}
	for size := 0; ; {
		line, err := headLine(br)
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		if line == "" {
			break
		}
		if size += len(line); size > maxHead {
			return nil, errors.New("a record's header is endless")
		}
		if name, value, ok := strings.Cut(line, ":"); ok { // what is left of a folded line says nothing that is needed here
			head.Set(strings.TrimSpace(name), strings.TrimSpace(value))
		}
	}
	length, err := strconv.ParseInt(head.Get("Content-Length"), 10, 64)
	if err != nil || length < 0 {
		return nil, fmt.Errorf("a record's Content-Length is %.30q", head.Get("Content-Length"))
	}
	return &warcRecord{
		kind:   head.Get("WARC-Type"),
		target: strings.Trim(head.Get("WARC-Target-URI"), "<>"), // wget writes brackets
		media:  head.Get("Content-Type"),
		block:  &io.LimitedReader{R: br, N: length},
	}, nil
}

// headLine reads a line of a header without its end. It gives io.EOF only
// where nothing is left.
func headLine(br *bufio.Reader) (string, error) {
	line, err := br.ReadSlice('\n')
	switch {
	case err == io.EOF && len(line) > 0:
		return "", io.ErrUnexpectedEOF
	case errors.Is(err, bufio.ErrBufferFull):
		return "", errors.New("a line of a header is endless")
	case err != nil:
		return "", err
	}
	return strings.TrimRight(string(line), "\r\n"), nil
}

// archived makes a page of a record, or gives nil where it holds none.
func (r *Reader) archived(rec *warcRecord, src source) (*Page, error) {
	page := source{name: src.name + ":" + rec.target, url: rec.target}
	var body io.Reader
	switch rec.kind {
	case "response":
		answer := bufio.NewReaderSize(rec.block, maxHead)
		media, encoding, ok := answerHead(answer)
		if !ok || !isWebPage(media, rec.target) {
			return nil, nil
		}
		if encoding != "" {
			return nil, &Error{Name: page.name, Kind: Encoding, Reason: fmt.Sprintf("is compressed as %.20q", encoding), Remedy: "gzip is read"}
		}
		page.label, _ = textLike(media)
		body = answer
		if chunked(answer) {
			body = httputil.NewChunkedReader(answer)
		}
	case "resource", "conversion":
		if !isWebPage(rec.media, rec.target) {
			return nil, nil
		}
		page.label, _ = textLike(rec.media)
		body = rec.block
	default:
		return nil, nil
	}
	plain, err := gunzip(bufio.NewReader(body))
	if err != nil {
		return nil, named(page.name, err)
	}
	raw, err := readCapped(plain, r.opts.MaxBytes)
	if err != nil {
		return nil, named(page.name, err)
	}
	p, err := fromBytes(raw, page)
	if err != nil {
		return nil, named(page.name, err)
	}
	return p, nil
}

// answerHead reads the header of an archived HTTP response up to its body.
// It gives the content type, and the content encoding where it is none that
// the bytes tell; ok is false for a response that is no page: a redirect, an
// error, something else than HTTP.
func answerHead(br *bufio.Reader) (media, encoding string, ok bool) {
	head, _ := br.Peek(maxHead)
	if !bytes.Contains(head, []byte("\n\r\n")) && !bytes.Contains(head, []byte("\n\n")) {
		return "", "", false
	}
	answer, err := http.ReadResponse(br, nil) // reads the header only
	if err != nil || answer.StatusCode != http.StatusOK {
		return "", "", false
	}
	switch e := strings.ToLower(answer.Header.Get("Content-Encoding")); e {
	case "", "identity", "gzip", "x-gzip": // often kept by crawlers that unpacked the body
	default:
		encoding = e
	}
	return answer.Header.Get("Content-Type"), encoding, true
}

// chunked reports whether a body opens with a chunk's length. Crawlers often
// join the chunks and keep the header that announced them, so the header does
// not tell.
func chunked(br *bufio.Reader) bool {
	start, _ := br.Peek(18)
	line, _, ok := bytes.Cut(start, []byte("\r\n"))
	if !ok {
		return false
	}
	size, _, _ := bytes.Cut(line, []byte(";"))
	_, err := strconv.ParseUint(string(bytes.TrimSpace(size)), 16, 63)
	return err == nil
}

// isWebPage reports whether an archived document can be an article.
func isWebPage(media, target string) bool {
	media, _, _ = strings.Cut(strings.ToLower(media), ";")
	switch strings.TrimSpace(media) {
	case "text/html", "application/xhtml+xml", "text/plain":
		u, err := url.Parse(target)
		return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Path != "/robots.txt"
	}
	return false
}
