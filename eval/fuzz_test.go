package eval

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// FuzzRead feeds the whole reader: whatever the bytes, either an error or a
// record that keeps its laws.
func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("../examples/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := page.Decode("fuzz", raw, "")
		if err != nil {
			return
		}
		a, err := article.From(p, article.Options{})
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := record.NewEncoder(&out, "").Encode(record.Read(a)); err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(out.Bytes()) {
			t.Error("the record is not UTF-8")
		}
		checkSpans(t, "fuzz", out.Bytes())
	})
}
