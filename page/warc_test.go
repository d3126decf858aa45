package page

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// crawl writes a web archive, each record gzipped by itself where packed, as
// crawlers do.
type crawl struct {
	bytes.Buffer
	packed bool
}

func (c *crawl) record(t testing.TB, kind, target, media string, block []byte) {
	t.Helper()
	c.raw(t, fmt.Appendf(nil, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2031-04-02T08:00:00Z\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, target, media, len(block), block))
}

func (c *crawl) raw(t testing.TB, rec []byte) {
	t.Helper()
	if c.packed {
		rec = gzipped(t, rec)
	}
	c.Write(rec)
}

// answer writes a response with the given header lines.
func (c *crawl) answer(t testing.TB, target string, body []byte, head ...string) {
	t.Helper()
	block := append([]byte(strings.Join(head, "\r\n")+"\r\n\r\n"), body...)
	c.record(t, "response", target, "application/http; msgtype=response", block)
}

const (
	ok      = "HTTP/1.1 200 OK"
	isHTML  = "Content-Type: text/html; charset=utf-8"
	webPage = "<!doctype html><html><body><p>" + sample + "</p></body></html>"
)

func TestWARC(t *testing.T) {
	chunks := fmt.Sprintf("%x\r\n%s\r\n5\r\n-----\r\n0\r\n\r\n", len(webPage), webPage)
	write1256 := string(encode(t, charmap.Windows1256, webPage))
	for _, tt := range []struct {
		name  string
		write func(*crawl)
		want  []string // texts of the pages, errors as "error KIND says"
	}{
		{"what a crawl keeps beside pages", func(c *crawl) {
			c.record(t, "warcinfo", "", "application/warc-fields", []byte("software: test\r\n"))
			c.record(t, "request", "https://a.example/1", "application/http; msgtype=request", []byte("GET /1 HTTP/1.1\r\n\r\n"))
			c.answer(t, "https://a.example/robots.txt", []byte("User-agent: *\n"), ok, "Content-Type: text/plain")
			c.answer(t, "https://a.example/1", []byte(webPage), ok, isHTML)
			c.answer(t, "https://a.example/2", nil, "HTTP/1.1 301 Moved Permanently", "Location: /1")
			c.answer(t, "https://a.example/3", []byte(webPage), "HTTP/1.1 404 Not Found", isHTML)
			c.answer(t, "https://a.example/4", []byte("\x89PNG"), ok, "Content-Type: image/png")
			c.record(t, "revisit", "https://a.example/1", "application/http; msgtype=response", []byte(ok+"\r\n"+isHTML+"\r\n\r\n"))
			c.record(t, "metadata", "https://a.example/1", "text/plain", []byte("via: x"))
			c.record(t, "response", "dns:a.example", "text/dns", []byte("127.0.0.1"))
		}, []string{webPage}},
		{"resource and conversion", func(c *crawl) {
			c.record(t, "resource", "https://a.example/1", "text/html", []byte(webPage))
			c.record(t, "conversion", "<https://a.example/2>", "text/plain", []byte(sample))
		}, []string{webPage, sample}},
		{"chunks", func(c *crawl) {
			c.answer(t, "https://a.example/1", []byte(chunks), ok, isHTML, "Transfer-Encoding: chunked")
		}, []string{webPage + "-----"}},
		{"chunks that the crawler joined", func(c *crawl) {
			c.answer(t, "https://a.example/1", []byte(webPage), ok, isHTML, "Transfer-Encoding: chunked")
		}, []string{webPage}},
		{"gzipped body", func(c *crawl) {
			c.answer(t, "https://a.example/1", gzipped(t, []byte(webPage)), ok, isHTML, "Content-Encoding: gzip")
		}, []string{webPage}},
		{"gzip that the crawler unpacked", func(c *crawl) {
			c.answer(t, "https://a.example/1", []byte(webPage), ok, isHTML, "Content-Encoding: gzip", "Content-Length: 7")
		}, []string{webPage}},
		{"charset of the header", func(c *crawl) {
			c.answer(t, "https://a.example/1", []byte(write1256), ok, "Content-Type: text/html; charset=windows-1256")
		}, []string{webPage}},
		{"bad pages between good ones", func(c *crawl) {
			c.answer(t, "https://a.example/1", []byte(webPage), ok, isHTML)
			c.answer(t, "https://a.example/2", []byte("\x00\x01"), ok, isHTML)
			c.answer(t, "https://a.example/3", []byte("x"), ok, isHTML, "Content-Encoding: br")
			c.answer(t, "https://a.example/4", gzipped(t, make([]byte, 4<<20)), ok, isHTML)
			c.answer(t, "https://a.example/5", bytes.Repeat([]byte(sample), 6<<10), ok, isHTML)
			c.answer(t, "https://a.example/6", []byte(sample), ok, isHTML)
		}, []string{webPage, "error binary a.example/2: is binary", "error encoding a.example/3: is compressed as", "error too_large a.example/4: is larger", "error too_large a.example/5: is larger", sample}},
		{"no page at all", func(c *crawl) {
			c.record(t, "warcinfo", "", "application/warc-fields", []byte("software: test\r\n"))
		}, []string{"error empty of 1 records without a page"}},
		{"a header without end", func(c *crawl) {
			c.record(t, "resource", "https://a.example/1", "text/html", []byte(webPage))
			c.raw(t, []byte("WARC/1.0\r\nX: "+strings.Repeat("x", 1<<20)))
		}, []string{webPage, "error malformed after 1 whole records"}},
		{"something between records", func(c *crawl) {
			c.record(t, "resource", "https://a.example/1", "text/html", []byte(webPage))
			c.raw(t, []byte("surprise\r\n"))
		}, []string{webPage, `error malformed found "surprise"`}},
		{"a length that is none", func(c *crawl) {
			c.raw(t, []byte("WARC/1.0\r\nContent-Length: -1\r\n\r\n"))
		}, []string{"error malformed Content-Length"}},
	} {
		for _, packed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, packed %v", tt.name, packed), func(t *testing.T) {
				c := &crawl{packed: packed}
				tt.write(c)
				lines, pages, kinds := all(NewReader(Options{MaxBytes: 1 << 20}), write(t, "c.warc", c.Bytes()))
				if len(lines) != len(tt.want) {
					t.Fatalf("got %q, want %d pages and errors", lines, len(tt.want))
				}
				for i, want := range tt.want {
					kind, says, isError := strings.Cut(strings.TrimPrefix(want, "error "), " ")
					if isError = isError && strings.HasPrefix(want, "error "); isError {
						if len(kinds) == 0 || string(kinds[0]) != kind || !strings.Contains(lines[i], says) {
							t.Errorf("got %q, want an error of kind %s that says %q", lines[i], kind, says)
						}
						kinds = kinds[min(1, len(kinds)):]
						continue
					}
					if len(pages) == 0 || pages[0].Text != want {
						t.Errorf("%s is not the page %.60q", lines[i], want)
					} else if p := pages[0]; !strings.HasPrefix(p.URL, "https://a.example/") || !strings.HasSuffix(p.Name, "c.warc:"+p.URL) {
						t.Errorf("named %q, from %q", p.Name, p.URL)
					}
					pages = pages[min(1, len(pages)):]
				}
			})
		}
	}
}

// A cut archive gives the whole pages before the cut, an error that says so,
// and never a part of a page.
func TestWARCCutOff(t *testing.T) {
	for _, packed := range []bool{false, true} {
		c := &crawl{packed: packed}
		ends := []int{}
		for i := range 3 {
			c.answer(t, fmt.Sprintf("https://a.example/%d", i), []byte(webPage), ok, isHTML)
			ends = append(ends, c.Len())
		}
		for cut := 20; cut < c.Len(); cut += 7 {
			lines, pages, kinds := all(NewReader(Options{}), write(t, "cut.warc", c.Bytes()[:cut]))
			for _, p := range pages {
				if p.Text != webPage {
					t.Fatalf("packed %v, cut at %d: a part of a page", packed, cut)
				}
			}
			atEnd := slices.ContainsFunc(ends, func(end int) bool { return cut >= end-4 && cut <= end }) // within the empty lines
			if !atEnd && (len(kinds) != 1 || kinds[0] != Malformed || !strings.Contains(lines[len(lines)-1], "cut off")) {
				t.Errorf("packed %v, cut at %d: got %q", packed, cut, lines)
			}
		}
	}
}

// packed makes a ZIP file of name and content pairs.
func packed(t testing.TB, method uint16, entries ...any) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: entries[i].(string), Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(entries[i+1].([]byte)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWACZ(t *testing.T) {
	first, second := &crawl{packed: true}, &crawl{}
	first.answer(t, "https://a.example/1", []byte(webPage), ok, isHTML)
	second.answer(t, "https://a.example/2", []byte(webPage), ok, isHTML)
	whole := packed(t, zip.Store, "datapackage.json", []byte("{}"), "archive/b.warc", second.Bytes(), "archive/a.warc.gz", first.Bytes(), "pages/pages.jsonl", []byte("{}"))
	for _, tt := range []struct {
		name string
		raw  []byte
		want []string // what each line ends or begins with
	}{
		{"two archives by name", whole, []string{"/archive/a.warc.gz:https://a.example/1", "/archive/b.warc:https://a.example/2"}},
		{"one of them is broken", packed(t, zip.Deflate, "archive/a.warc.gz", first.Bytes()[:first.Len()/2], "archive/b.warc", second.Bytes()),
			[]string{"a.warc.gz: is cut off after 0 whole records", "/archive/b.warc:https://a.example/2"}},
		{"another ZIP file", packed(t, zip.Deflate, "word/document.xml", []byte("<x/>")), []string{"without a web archive"}},
		{"cut off", whole[:len(whole)-30], []string{"broken or cut ZIP file"}},
		{"a bomb", packed(t, zip.Deflate, "archive/a.warc", make([]byte, 40<<20)), []string{"expands to more than"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines, _, _ := all(NewReader(Options{}), write(t, "a.wacz", tt.raw))
			if len(lines) != len(tt.want) {
				t.Fatalf("got %q", lines)
			}
			for i, want := range tt.want {
				if !strings.Contains(lines[i], want) {
					t.Errorf("got %q, want %q", lines[i], want)
				}
			}
		})
	}
	t.Run("from a stream", func(t *testing.T) {
		lines, _, kinds := all(NewReader(Options{Stdin: bytes.NewBuffer(whole)}), "-")
		if len(kinds) != 1 || kinds[0] != Refused {
			t.Errorf("got %q", lines)
		}
	})
}

// Real saved pages come out of a web archive as they come out of their files.
func TestWARCOfRealPages(t *testing.T) {
	shared := os.Getenv("ISNAD_SHARED")
	if shared == "" {
		shared = "../../shared"
	}
	files, _ := filepath.Glob(filepath.Join(shared, "data/html/*/*.html"))
	if len(files) == 0 {
		t.Skip("no saved pages: the data folder is not there (ISNAD_SHARED names it)")
	}
	c := &crawl{packed: true}
	for i, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c.answer(t, fmt.Sprintf("https://saved.example/%d", i), raw, ok, "Content-Type: text/html")
	}
	for name, raw := range map[string][]byte{"c.warc.gz": c.Bytes(), "c.wacz": packed(t, zip.Store, "archive/data.warc.gz", c.Bytes())} {
		lines, pages, _ := all(NewReader(Options{}), write(t, name, raw))
		if len(pages) != len(files) || len(lines) != len(files) {
			t.Fatalf("%s: got %q of %d pages", name, lines, len(files))
		}
		for i, file := range files {
			_, alone, _ := all(NewReader(Options{}), file)
			if pages[i].Text != alone[0].Text || pages[i].Format != HTML {
				t.Errorf("%s: %s reads otherwise than from its file", name, file)
			}
		}
	}
}

// Any bytes give whole pages and errors of this package, in bounded memory.
func FuzzWARC(f *testing.F) {
	c := &crawl{}
	c.answer(f, "https://a.example/1", []byte(webPage), ok, isHTML)
	c.answer(f, "https://a.example/2", []byte("5\r\n<p>x\n\r\n0\r\n\r\n"), ok, isHTML, "Transfer-Encoding: chunked")
	f.Add(c.Bytes())
	f.Add(c.Bytes()[:c.Len()-60])
	f.Add([]byte("WARC/1.0\r\nContent-Length: 9223372036854775807\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\n\n"))
	c = &crawl{packed: true}
	c.record(f, "conversion", "https://a.example/3", "text/plain", []byte(sample))
	f.Add(c.Bytes())
	f.Add(packed(f, zip.Store, "archive/a.warc.gz", c.Bytes()))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := NewReader(Options{MaxBytes: 1 << 16})
		r.pages(context.Background(), bytes.NewReader(raw), source{name: "in"}, func(p *Page, err error) bool {
			var e *Error
			switch {
			case err != nil && (!errors.As(err, &e) || p != nil || e.Name == "" || e.Reason == ""):
				t.Fatalf("error %#v with page %v", err, p)
			case err == nil && (!utf8.ValidString(p.Text) || p.Text == ""):
				t.Fatalf("page %+v", p)
			}
			return true
		})
	})
}
