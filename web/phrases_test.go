package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"isnad/wording"
)

// TestPhrasesAreUsed holds the phrases to the templates and the templates to
// the phrases.
func TestPhrasesAreUsed(t *testing.T) {
	var all strings.Builder
	files, err := fs.Glob(os.DirFS("."), "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, sources...) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	for _, key := range regexp.MustCompile(`say "([a-z_.]+)"`).FindAllStringSubmatch(all.String(), -1) {
		if _, ok := wording.Phrase(key[1]); !ok {
			t.Errorf("no phrase %s", key[1])
		}
	}
	built := regexp.MustCompile(`^(choice|error|field|order|ledger|about|month|hijri)\.`) // keys that the code puts together
	for _, key := range wording.Phrases() {
		if !built.MatchString(key) && !strings.Contains(all.String(), `"`+key+`"`) {
			t.Errorf("no page says %s", key)
		}
	}
	for _, c := range choices {
		for _, value := range c.Values {
			if _, ok := wording.Phrase("choice." + c.Name + "." + value); !ok {
				t.Errorf("no phrase for %s %s", c.Name, value)
			}
		}
	}
}
