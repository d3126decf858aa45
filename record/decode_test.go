package record

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"isnad/article"
	"isnad/page"
)

func encoded(t testing.TB, r *Record) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := NewEncoder(&out, "").Encode(r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestDecodeGivesBackWhatWasEncoded(t *testing.T) {
	records := map[string]*Record{"made by hand": sample(t)}
	pages, err := filepath.Glob("../examples/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pages {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := page.Decode(name, raw, "")
		if err != nil {
			continue // README and the like
		}
		a, err := article.From(p, article.Options{})
		if err != nil {
			continue
		}
		records[name] = Read(a)
	}
	if len(records) < 3 {
		t.Fatalf("only %d records to try", len(records))
	}
	for name, want := range records {
		t.Run(name, func(t *testing.T) {
			line := encoded(t, want)
			got, err := Decode(line)
			if err != nil {
				t.Fatal(err)
			}
			if a, err := DecodeArticle(line); err != nil || !cmp.Equal(a, got.Article) {
				t.Errorf("the article alone differs (-whole +alone), error %v:\n%s", err, cmp.Diff(got.Article, a))
			}
			if again := encoded(t, got); !bytes.Equal(again, line) {
				t.Errorf("encoded again it differs:\n%s", cmp.Diff(string(line), string(again)))
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(Record{}, "Unresolved"),
				cmpopts.IgnoreFields(article.Article{}, "OwnID")); diff != "" {
				t.Errorf("the record differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	line := string(encoded(t, sample(t)))
	tests := []struct{ name, data, reason string }{
		{"broken JSON", line[:len(line)/2], "unexpected end"},
		{"another schema", strings.Replace(line, "isnad/record/1", "isnad/record/9", 1), `"isnad/record/9"`},
		{"a span outside the text", strings.Replace(line, `"content":{"start":`, `"content":{"start":9`, 1), "outside the text"},
		{"a span with other words", strings.Replace(line, `"text":"قوله"`, `"text":"قولها"`, 1), "is not"},
		{"a date that is none", strings.Replace(line, "2021-07-26T", "2021-27-26T", 1), "published"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.data == line {
				t.Fatal("the row changes nothing")
			}
			if _, err := Decode([]byte(tt.data)); err == nil || !strings.Contains(err.Error(), tt.reason) {
				t.Errorf("error %v, want one with %q", err, tt.reason)
			}
		})
	}
}

// FuzzDecode holds that nothing outside makes Decode panic, and that what it
// accepts can be written and read again.
func FuzzDecode(f *testing.F) {
	var out bytes.Buffer
	a := &article.Article{ID: "x", Text: "قال سليم إن الجسر سيفتح.", Language: "ar", Blocks: []article.Block{{Kind: article.Lede}}} // Salim said the bridge will open
	a.Blocks[0].End = len(a.Text)
	if err := NewEncoder(&out, "").Encode(Read(a)); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add([]byte(`{"schema":"isnad/record/1","article":{"text":"x"},"times":[{"start":0,"end":1,"text":"x"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, alone := DecodeArticle(data)
		r, err := Decode(data)
		if err != nil {
			return
		}
		if alone == nil && a.Text == "" && r.Article.Text != "" {
			t.Error("the article alone is empty")
		}
		if _, err := Decode(encoded(t, r)); err != nil {
			t.Errorf("accepted, but not again: %v", err)
		}
	})
}
