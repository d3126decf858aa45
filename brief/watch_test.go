package brief

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWatchLists(t *testing.T) {
	for _, tt := range []struct{ name, text, title, want string }{
		{"Arabic keys", "عنوان: ملف المياه\nشخص: سلمى الغالي\nجهة: وزارة المياه\nلفظ: سد العقيق\nناشر: سرمد\n", "ملف المياه",
			"person سلمى الغالي, body وزارة المياه, word سد العقيق, outlet سرمد"},
		{"English keys", "person: سلمى الغالي\nBody:وزارة المياه\n word : \"سد العقيق\" -ماء\noutlet: سرمد", "",
			"person سلمى الغالي, body وزارة المياه, word \"سد العقيق\" -ماء, outlet سرمد"},
		{"comments, empty lines, a byte order mark, CRLF", "\uFEFF# المياه\r\n\r\nكلمة: سد\r\n  # ليس بعد\r\n", "", "word سد"},
		{"the same twice", "كلمة: سد\nلفظ: سد\n", "", "word سد"},
		{"a colon in the value", "word: act:deny سد\n", "", "word act:deny سد"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, err := ParseWatch("list", strings.NewReader(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, item := range w.Items {
				got = append(got, string(item.Kind)+" "+item.Value)
			}
			if w.Title != tt.title || strings.Join(got, ", ") != tt.want {
				t.Errorf("%q: got %s, want %s", w.Title, strings.Join(got, ", "), tt.want)
			}
		})
	}
}

func TestBadWatchLists(t *testing.T) {
	for _, tt := range []struct{ name, text, says string }{
		{"no key", "# ملف\nسلمى الغالي\n", `list:2: "سلمى الغالي" does not begin with person:`},
		{"another key", "word: سد\nplace: العقيق\n", `list:2: "place: العقيق" does not begin`},
		{"nothing after the colon", "word:\n", "list:1: nothing stands after the colon"},
		{"words that are no query", "word: سد\n\nword: (سد\n", "list:3: the query cannot be read at character 1"},
		{"nothing to watch", "# ملف\nعنوان: ملف\n", "list: names nothing to watch"},
		{"no UTF-8", "word: \xd3\xcf\n", "list:1: is not UTF-8"},
		{"a long line", "word: " + strings.Repeat("سد ", 400), "list:1: is longer than 1000 letters"},
		{"an endless line", "word: سد\nword: " + strings.Repeat("سد ", 40_000), "list:2: is longer than 1000 letters"},
		{"too many", numbered(maxItems + 1), "list:501: is the line after 500 things"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := ParseWatch("list", strings.NewReader(tt.text)); err == nil || !strings.HasPrefix(err.Error(), tt.says) {
				t.Errorf("got %v, want %s", err, tt.says)
			}
		})
	}
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "word: سد %d\n", i)
	}
	return b.String()
}

// Any bytes are a list of things that all have a value, or one error that names
// the list.
func FuzzWatch(f *testing.F) {
	f.Add([]byte("عنوان: ملف\nشخص: سلمى\nword: \"سد العقيق\" OR ماء\n# x\n"))
	f.Add([]byte("word: ((((\n\xff:"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		w, err := ParseWatch("list", strings.NewReader(string(raw)))
		if err != nil {
			if w != nil || !strings.HasPrefix(err.Error(), "list:") || errors.Is(err, ErrEmptyList) != strings.Contains(err.Error(), "names nothing") {
				t.Fatalf("%v with %v", w, err)
			}
			return
		}
		if len(w.Items) == 0 || w.query() == nil {
			t.Fatalf("a list of nothing: %+v", w)
		}
		for _, item := range w.Items {
			if item.Value == "" || item.node == nil || !utf8.ValidString(item.Value) {
				t.Errorf("item %+v", item)
			}
		}
	})
}
