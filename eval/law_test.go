package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// every is the distance between the sampled articles of the news: some 600 of 56,657.
const every = 97

// TestRecordLaws reads a sample of real news and checks what every record
// promises: valid UTF-8, spans that repeat their text at code-point offsets,
// blocks in order, and the same bytes when read again.
func TestRecordLaws(t *testing.T) {
	dir := shared(t)
	for _, file := range []string{"ant-2018.jsonl.gz", "snn-2015.jsonl.gz"} {
		t.Run(file, func(t *testing.T) {
			n, read := 0, 0
			for p, err := range page.Open(context.Background(), filepath.Join(dir, "data", "news", file), page.Options{}) {
				if n++; err != nil || n%every != 0 {
					continue
				}
				a, err := article.From(p, article.Options{})
				if err != nil {
					continue // an article without text
				}
				read++
				var first, second bytes.Buffer
				if err := record.NewEncoder(&first, "").Encode(record.Read(a)); err != nil {
					t.Fatalf("%s: %v", p.Name, err)
				}
				if err := record.NewEncoder(&second, "").Encode(record.Read(a)); err != nil {
					t.Fatalf("%s: %v", p.Name, err)
				}
				if !bytes.Equal(first.Bytes(), second.Bytes()) {
					t.Errorf("%s: read twice, two records", p.Name)
				}
				if !utf8.Valid(first.Bytes()) {
					t.Errorf("%s: not UTF-8", p.Name)
				}
				checkSpans(t, p.Name, first.Bytes())
			}
			if read < 100 {
				t.Errorf("only %d articles read", read)
			}
		})
	}
}

// checkSpans walks a record's JSON: wherever an object has start, end and
// text, the article's text says the same there.
func checkSpans(t *testing.T, name string, raw []byte) {
	t.Helper()
	var rec struct {
		Article struct {
			Text   string
			Blocks []struct{ Start, End int }
		}
	}
	var tree any
	if err := json.Unmarshal(raw, &rec); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := json.Unmarshal(raw, &tree); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	text := []rune(rec.Article.Text)
	last := 0
	for _, b := range rec.Article.Blocks {
		if b.Start < last || b.End < b.Start || b.End > len(text) {
			t.Errorf("%s: block %d–%d after %d, in a text of %d", name, b.Start, b.End, last, len(text))
		}
		last = b.End
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			start, isSpan := v["start"].(float64)
			want, hasText := v["text"].(string)
			if isSpan && hasText {
				start, end := int(start), int(v["end"].(float64))
				if start < 0 || end < start || end > len(text) || string(text[start:end]) != want {
					t.Errorf("%s: %d–%d is not %q", name, start, end, want)
				}
			}
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(tree)
}
