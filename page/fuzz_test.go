package page

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Any bytes give a page of valid, not blank UTF-8 or one error of this package.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(sample), "")
	f.Add(encode(f, charmap.Windows1256, sample), "utf-8")
	f.Add(encode(f, charmap.ISO8859_6, sample), "windows-1256")
	f.Add(encode(f, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), sample), "")
	f.Add([]byte("<html><meta charset=x-user-defined>\xff\xfe"), "x")
	f.Add([]byte("\xEF\xBB\xBF"), "")
	f.Fuzz(func(t *testing.T, raw []byte, label string) {
		p, err := Decode("in", raw, label)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Name != "in" || e.Reason == "" || e.Kind == "" {
				t.Fatalf("error %#v", err)
			}
			return
		}
		if !utf8.ValidString(p.Text) || p.Text == "" {
			t.Errorf("text %q", p.Text)
		}
	})
}

// Any stream gives pages of valid UTF-8 and errors of this package, at most
// one for each of its lines.
func FuzzJSONL(f *testing.F) {
	f.Add([]byte("{\"text\":\"قال\"}\n{\"text\":\n\n[]\n"))
	f.Add([]byte("{\"text\":\"\\ud800\",\"author\":[[[\"a\"]],{\"name\":3}],\"id\":1e9}"))
	f.Add([]byte("{\n\"text\": \"قال\"\n}"))
	f.Add(gzipped(f, []byte("{\"text\":\"قال\"}\n")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := NewReader(Options{MaxBytes: 1 << 16})
		n := 0
		r.records(context.Background(), bufio.NewReaderSize(bytes.NewReader(raw), 16), source{name: "in"}, func(p *Page, err error) bool {
			n++
			var e *Error
			switch {
			case err != nil && (!errors.As(err, &e) || p != nil):
				t.Fatalf("error %#v with page %v", err, p)
			case err == nil && (p.Fields == nil || !utf8.ValidString(p.Text) || !utf8.ValidString(p.Fields.ID)):
				t.Fatalf("page %+v", p)
			}
			return true
		})
		if lines := bytes.Count(raw, []byte("\n")) + 1; n > lines {
			t.Errorf("%d results of %d lines", n, lines)
		}
	})
}
