package page

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// looksJSON reports whether an input opens with a JSON object.
func looksJSON(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte{0xEF, 0xBB, 0xBF}), " \t\r\n")
	if len(head) == 0 || head[0] != '{' {
		return false
	}
	head = bytes.TrimLeft(head[1:], " \t\r\n")
	return len(head) > 0 && (head[0] == '"' || head[0] == '}')
}

// looksJSONFeed reports whether an input that opens with a JSON object states
// near its beginning that it is a feed.
func looksJSONFeed(head []byte) bool {
	return bytes.Contains(head[:min(len(head), 1<<10)], []byte("//jsonfeed.org/version/"))
}

// namedLines reports a name that promises JSON Lines, so that a broken first
// line is an error of that line and not plain text.
func namedLines(name string) bool {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	return strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, ".ndjson")
}

// records yields one page for each line of JSON Lines, or one page for an
// input that is a single object over several lines.
func (r *Reader) records(ctx context.Context, br *bufio.Reader, src source, yield func(*Page, error) bool) {
	lines := &lineReader{r: br, limit: int(r.opts.MaxBytes)}
	found := false
	for {
		if err := ctx.Err(); err != nil {
			yield(nil, named(src.name, err))
			return
		}
		line, err := lines.next()
		if err == io.EOF {
			if !found {
				yield(nil, &Error{Name: src.name, Kind: Empty, Reason: "is empty"})
			}
			return
		}
		name := fmt.Sprintf("%s:%d", src.name, lines.n)
		switch {
		case errors.Is(err, errLongLine):
			found = true
			if !yield(nil, named(name, tooLarge("one line", r.opts.MaxBytes))) {
				return
			}
			continue
		case err != nil:
			yield(nil, named(name, err))
			return
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if !found && line[len(line)-1] != '}' && line[0] == '{' && !namedLines(src.name) {
			r.object(line, br, src, yield)
			return
		}
		found = true
		p, err := fromJSON(line, src.name, name, src)
		if !yield(p, err) {
			return
		}
	}
}

// object yields the page of one JSON object that starts with first.
func (r *Reader) object(first []byte, br *bufio.Reader, src source, yield func(*Page, error) bool) {
	raw, err := readCapped(io.MultiReader(bytes.NewReader(bytes.Clone(first)), strings.NewReader("\n"), br), r.opts.MaxBytes)
	if err != nil {
		yield(nil, named(src.name, err))
		return
	}
	yield(fromJSON(raw, src.name, src.name, src))
}

// fromJSON makes a page of one JSON object. Errors carry name.
func fromJSON(raw []byte, file, name string, src source) (*Page, error) {
	if !utf8.Valid(raw) {
		text, err := decode(raw, src.label)
		if err != nil {
			return nil, named(name, err)
		}
		raw = []byte(text)
	}
	var o object
	if err := json.Unmarshal(raw, &o); err != nil {
		return nil, &Error{Name: name, Kind: Malformed, Reason: "is not a JSON object of an article", Err: shortJSON(err)}
	}
	f := &Fields{ID: string(o.ID), URL: string(o.URL), Outlet: string(o.Outlet), Category: string(o.Category), Title: string(o.Title),
		Published: string(o.Published), Abstract: string(o.Abstract), Authors: append(o.Authors, o.Author...), Text: string(o.Text)}
	// A caricature or a flash has a title alone, and a title can be a statement.
	if strings.TrimSpace(f.Text) == "" && strings.TrimSpace(f.Title) == "" {
		return nil, &Error{Name: name, Kind: Empty, Reason: "has no words in its fields title and text",
			Remedy: "fields are id, url, outlet, title, published, author, text"}
	}
	return &Page{Name: name, URL: f.URL, Format: Record, Text: f.Text, Fields: f}, nil
}

// shortJSON keeps Go's type names out of messages to users.
func shortJSON(err error) error {
	var te *json.UnmarshalTypeError
	if errors.As(err, &te) {
		if te.Field == "" {
			return fmt.Errorf("found a JSON %s", te.Value)
		}
		return fmt.Errorf("field %s is a JSON %s", te.Field, te.Value)
	}
	return err
}

// object mirrors the JSON of an article.
type object struct {
	ID        scalar `json:"id"`
	URL       scalar `json:"url"`
	Outlet    scalar `json:"outlet"`
	Category  scalar `json:"category"`
	Title     scalar `json:"title"`
	Published scalar `json:"published"`
	Abstract  scalar `json:"abstract"`
	Author    people `json:"author"`
	Authors   people `json:"authors"`
	Text      scalar `json:"text"`
}

// scalar takes a JSON string as it is, a number or boolean as it is written,
// and anything else as "".
type scalar string

func (s *scalar) UnmarshalJSON(raw []byte) error {
	switch raw[0] {
	case '"':
		return json.Unmarshal(raw, (*string)(s))
	case '{', '[', 'n':
		*s = ""
	default:
		*s = scalar(raw)
	}
	return nil
}

// people takes a name, a list of names, or schema.org persons with a name.
type people []string

func (p *people) UnmarshalJSON(raw []byte) error {
	*p = nil
	switch raw[0] {
	case '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return err
		}
		p.add(s)
	case '{':
		var o struct{ Name scalar }
		if err := json.Unmarshal(raw, &o); err != nil {
			return err
		}
		p.add(string(o.Name))
	case '[':
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return err
		}
		for _, item := range items {
			if item[0] == '[' { // no list within a list
				continue
			}
			var q people
			if err := q.UnmarshalJSON(item); err != nil {
				return err
			}
			*p = append(*p, q...)
		}
	}
	return nil
}

func (p *people) add(s string) {
	if s = strings.TrimSpace(s); s != "" {
		*p = append(*p, s)
	}
}

// lineReader reads lines of bounded length and counts them. A longer line is
// skipped without being held.
type lineReader struct {
	r     *bufio.Reader
	limit int
	buf   []byte
	n     int // number of the line that next gave last, from 1
}

var errLongLine = errors.New("line too long")

// next gives the next line, valid until the following call; io.EOF after the
// last, errLongLine for one that was skipped.
func (l *lineReader) next() ([]byte, error) {
	l.buf = l.buf[:0]
	long := false
	for {
		part, err := l.r.ReadSlice('\n')
		if !long {
			if len(l.buf)+len(part) > l.limit {
				long, l.buf = true, nil
			} else {
				l.buf = append(l.buf, part...)
			}
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(l.buf) == 0 && !long:
			return nil, io.EOF
		case err != nil && err != io.EOF:
			l.n++
			return nil, err
		}
		l.n++
		if long {
			return nil, errLongLine
		}
		if l.n == 1 {
			return bytes.TrimPrefix(l.buf, []byte{0xEF, 0xBB, 0xBF}), nil
		}
		return l.buf, nil
	}
}
