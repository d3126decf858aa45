package page

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

const sample = "افتتح الوزير سالم النهري جسر الوادي أمس، وقال إن العمل فيه استمر عامين كاملين. ماذا بعد الجسر؟ سؤال يطرحه أهالي النهرين منذ الصباح.\n"

func encode(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	out, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCharsets(t *testing.T) {
	le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	be := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	htmlWith := func(charset string) string {
		return `<html><head><meta charset="` + charset + `"><title>جسر الوادي</title></head><body><p>` + sample + `</p></body></html>`
	}
	for _, tt := range []struct {
		name  string
		raw   []byte
		label string
		want  string
	}{
		{"UTF-8", []byte(sample), "", sample},
		{"UTF-8 with BOM", []byte("\uFEFF" + sample), "", sample},
		{"CRLF", []byte(strings.ReplaceAll(sample, "\n", "\r\n")), "", sample},
		{"outer white space stays", []byte(" \n" + sample + "\n "), "", " \n" + sample + "\n "},
		{"UTF-16LE with BOM", append([]byte{0xFF, 0xFE}, encode(t, le, sample)...), "", sample},
		{"UTF-16BE with BOM", append([]byte{0xFE, 0xFF}, encode(t, be, sample)...), "", sample},
		{"UTF-16LE without BOM", encode(t, le, sample), "", sample},
		{"UTF-16BE without BOM", encode(t, be, sample), "", sample},
		{"UTF-16LE of a page without BOM", encode(t, le, htmlWith("utf-16")), "", htmlWith("utf-16")},
		{"UTF-32 with BOM", encode(t, utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), sample), "", sample},
		{"undeclared windows-1256", encode(t, charmap.Windows1256, sample), "", sample},
		{"undeclared ISO-8859-6", encode(t, charmap.ISO8859_6, sample), "", sample},
		{"one short windows-1256 line", encode(t, charmap.Windows1256, "قال الوزير"), "", "قال الوزير"},
		{"one short ISO-8859-6 line", encode(t, charmap.ISO8859_6, "قال الوزير"), "", "قال الوزير"},
		{"declared by header", encode(t, charmap.Windows1256, sample), "windows-1256", sample},
		{"declared by meta", encode(t, charmap.Windows1256, htmlWith("windows-1256")), "", htmlWith("windows-1256")},
		{"declared ISO-8859-6", encode(t, charmap.ISO8859_6, htmlWith("iso-8859-6")), "", htmlWith("iso-8859-6")},
		{"says UTF-8, is windows-1256", encode(t, charmap.Windows1256, htmlWith("utf-8")), "utf-8", htmlWith("utf-8")},
		{"says windows-1256, is UTF-8", []byte(htmlWith("windows-1256")), "windows-1256", htmlWith("windows-1256")},
		{"says windows-1252, is windows-1256", encode(t, charmap.Windows1256, htmlWith("windows-1252")), "", htmlWith("windows-1252")},
		{"says ISO-8859-6, is windows-1256", encode(t, charmap.Windows1256, htmlWith("iso-8859-6")), "", htmlWith("iso-8859-6")},
		{"says windows-1256, is ISO-8859-6", encode(t, charmap.ISO8859_6, htmlWith("windows-1256")), "", htmlWith("windows-1256")},
		{"UTF-8 cut within a letter", []byte(sample + sample[:1]), "", sample + "\uFFFD"},
		{"French in windows-1252", []byte("<html><head><meta charset=windows-1252></head><p>L'\xe9t\xe9 a \xe9t\xe9 tr\xe8s chaud \xe0 la campagne</p></html>"), "", "<html><head><meta charset=windows-1252></head><p>L'été a été très chaud à la campagne</p></html>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Decode("in", tt.raw, tt.label)
			if err != nil {
				t.Fatal(err)
			}
			if p.Text != tt.want {
				t.Errorf("got  %q\nwant %q", p.Text, tt.want)
			}
		})
	}
}

func gzipped(t testing.TB, raw []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// all gives what an input yields, pages and errors as lines.
func all(r *Reader, input string) (lines []string, pages []*Page, kinds []Kind) {
	for p, err := range r.Open(context.Background(), input) {
		var e *Error
		switch {
		case errors.As(err, &e):
			lines, kinds = append(lines, "error "+err.Error()), append(kinds, e.Kind)
		case err != nil:
			lines = append(lines, "foreign error "+err.Error())
		default:
			lines, pages = append(lines, string(p.Format)+" "+p.Name), append(pages, p)
		}
	}
	return lines, pages, kinds
}

func write(t testing.TB, name string, raw []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestFormatsByContent(t *testing.T) {
	record := `{"id":"1","text":"قال الوزير إن الجسر جاهز."}`
	for _, tt := range []struct {
		name, file string
		raw        []byte
		want       []string // formats
	}{
		{"html named txt", "a.txt", []byte("<!doctype html><p>" + sample), []string{"html"}},
		{"html behind a comment", "a", []byte("\n<!-- saved -->\n<html><p>" + sample), []string{"html"}},
		{"fragment", "a.html", []byte(sample + "<p>" + sample + "</p><br><div>" + sample + "</div>"), []string{"html"}},
		{"text named html", "a.html", []byte(sample), []string{"text"}},
		{"text with a sign", "a.txt", []byte("3 < 4 و5 > 2\n" + sample), []string{"text"}},
		{"lines", "a.txt", []byte(record + "\n\n" + record + "\n"), []string{"record", "record"}},
		{"lines with BOM, no last newline", "a", []byte("\uFEFF" + record + "\r\n" + record), []string{"record", "record"}},
		{"object over lines", "a.json", []byte("{\n \"id\": 1,\n \"text\": \"قال الوزير\"\n}\n"), []string{"record"}},
		{"gzip of html", "a.html.gz", gzipped(t, []byte("<html><p>"+sample)), []string{"html"}},
		{"gzip of text, named otherwise", "a.txt", gzipped(t, []byte(sample)), []string{"text"}},
		{"gzip of lines", "a.jsonl.gz", gzipped(t, []byte(record+"\n"+record)), []string{"record", "record"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines, pages, _ := all(NewReader(Options{}), write(t, tt.file, tt.raw))
			var got []string
			for _, p := range pages {
				got = append(got, string(p.Format))
			}
			if !slices.Equal(got, tt.want) || len(lines) != len(tt.want) {
				t.Errorf("got %q, want %v", lines, tt.want)
			}
		})
	}
}

func TestJSONLines(t *testing.T) {
	long := `{"text":"` + strings.Repeat("ا", 1<<20) + `"}`
	raw := strings.Join([]string{
		`{"id":7,"url":"https://a.example/7","outlet":"صدى","title":"عنوان","published":"2021-07-26","author":["هدى","سامر"],"text":"فقرة\nأخرى","category":null,"extra":{"a":[1]}}`,
		`not json`,
		``,
		`{"id":"x"}`,
		`[1,2]`,
		long,
		`{"text":"بعد السطر الطويل","authors":{"name":"ليلى"}}`,
		`{"text":"مبتور`,
	}, "\n")
	file := write(t, "many.jsonl", []byte(raw))
	lines, pages, kinds := all(NewReader(Options{MaxBytes: 1 << 20}), file)
	if len(pages) != 2 {
		t.Fatalf("got %q", lines)
	}
	if want := []Kind{Malformed, Empty, Malformed, TooLarge, Malformed}; !slices.Equal(kinds, want) {
		t.Errorf("errors of kinds %v, want %v: %q", kinds, want, lines)
	}
	if !strings.Contains(lines[1], "many.jsonl:2: ") {
		t.Errorf("%q does not name the line", lines[1])
	}
	f := pages[0].Fields
	if f.ID != "7" || f.Title != "عنوان" || f.Published != "2021-07-26" || !slices.Equal(f.Authors, []string{"هدى", "سامر"}) || f.Text != "فقرة\nأخرى" || f.Category != "" {
		t.Errorf("fields %+v", f)
	}
	if pages[0].Name != file+":1" || pages[1].Name != file+":7" || !slices.Equal(pages[1].Fields.Authors, []string{"ليلى"}) {
		t.Errorf("names %s, %s; authors %v", pages[0].Name, pages[1].Name, pages[1].Fields.Authors)
	}
}

// Lines are yielded while the rest of the input is still to come.
func TestJSONLinesStream(t *testing.T) {
	in, out := io.Pipe()
	r := NewReader(Options{Stdin: in})
	go func() {
		for i := range 3 {
			fmt.Fprintf(out, "{\"id\":\"%d\",\"text\":\"قال\"}\n", i)
		}
		// The reader stops before more comes.
	}()
	n := 0
	for _, err := range r.Open(context.Background(), "-") {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 3 {
			break
		}
	}
}

func TestBadInput(t *testing.T) {
	png := append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{0, 1, 2, 255}, 99)...)
	random := make([]byte, 4096)
	for i, x := 0, uint32(1); i < len(random); i++ {
		x = x*1664525 + 1013904223
		random[i] = byte(x >> 24)
	}
	noise := bytes.Map(func(r rune) rune { return r }, nil)
	for i := range 3000 {
		noise = append(noise, byte(0x80+(i*i*7+i*13)%0x80), " \n"[i%2])
	}
	zipped := gzipped(t, []byte(sample))
	for _, tt := range []struct {
		name string
		raw  []byte
		kind Kind
		says string
	}{
		{"empty", nil, Empty, "is empty"},
		{"white space", []byte(" \n\t"), Empty, "white space"},
		{"picture", png, Binary, "image/png"},
		{"PDF", []byte("%PDF-1.4\n" + sample), Binary, "application/pdf"},
		{"random bytes", random, Binary, "binary"},
		{"NUL in text", []byte(sample + "\x00" + sample), Binary, "binary"},
		{"one line above the limit", bytes.Repeat([]byte("قال "), 3<<20), TooLarge, "20 MB"},
		{"gzip cut off", zipped[:len(zipped)/2], Malformed, "gzip"},
		{"gzip bomb", gzipped(t, make([]byte, 40<<20)), TooLarge, "expands"},
		{"broken object", []byte("{\n\"text\": \"قال\n"), Malformed, "JSON"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := write(t, "bad", tt.raw)
			lines, _, kinds := all(NewReader(Options{}), file)
			if len(lines) != 1 || len(kinds) != 1 || kinds[0] != tt.kind || !strings.Contains(lines[0], tt.says) || !strings.Contains(lines[0], file) {
				t.Errorf("got %.300q, want one error of kind %s that says %q", lines, tt.kind, tt.says)
			}
		})
	}
	t.Run("noise", func(t *testing.T) {
		lines, _, kinds := all(NewReader(Options{}), write(t, "noise", noise))
		if len(kinds) > 0 && kinds[0] != Encoding {
			t.Errorf("got %.300q", lines)
		}
	})
	for _, tt := range []struct{ name, input, says string }{
		{"missing file", filepath.Join(t.TempDir(), "none.html"), "does not exist"},
		{"pattern without match", filepath.Join(t.TempDir(), "*.html"), "matches no file"},
		{"folder", t.TempDir(), "is a folder"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines, _, kinds := all(NewReader(Options{}), tt.input)
			if len(kinds) != 1 || kinds[0] != Unreadable || !strings.Contains(lines[0], tt.says) {
				t.Errorf("got %q", lines)
			}
		})
	}
}

func TestExpand(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"b.html", "a.txt", "sub/c.jsonl.gz", "sub/d", "README.md", "README", "picture.png", ".hidden.html", ".git/x.html", "page_files/x.html", "e.css", "empty/x.png"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name       string
		args, want []string
		errs       int
	}{
		{"folder", []string{"."}, []string{"a.txt", "b.html", "sub/c.jsonl.gz", "sub/d"}, 0},
		{"order of arguments, once each", []string{"sub", "b.html", ".", "https://a.example/1", "-"}, []string{"sub/c.jsonl.gz", "sub/d", "b.html", "a.txt", "https://a.example/1", "-"}, 0},
		{"pattern", []string{"*.[ht]*"}, []string{"a.txt", "b.html"}, 0},
		{"pattern that matches a folder", []string{"s*"}, []string{"sub/c.jsonl.gz", "sub/d"}, 0},
		{"named files are never skipped", []string{"picture.png", "README"}, []string{"picture.png", "README"}, 0},
		{"missing file goes on", []string{"none.html", "a.txt"}, []string{"none.html", "a.txt"}, 0},
		{"folder without pages", []string{"empty", "a.txt"}, []string{"a.txt"}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, errs := Expand(tt.args)
			if !slices.Equal(got, tt.want) || len(errs) != tt.errs {
				t.Errorf("got %q, %v; want %q and %d errors", got, errs, tt.want, tt.errs)
			}
		})
	}
}
