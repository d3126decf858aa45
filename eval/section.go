package eval

import (
	"bytes"
	"fmt"
	"os"
)

// ReplaceSection puts body between the comments <!-- marker --> and
// <!-- /marker --> of a page in Markdown.
func ReplaceSection(text []byte, marker, body string) ([]byte, error) {
	open, end := []byte("<!-- "+marker+" -->\n"), []byte("<!-- /"+marker+" -->")
	before, rest, ok := bytes.Cut(text, open)
	_, after, closed := bytes.Cut(rest, end)
	if !ok || !closed {
		return nil, fmt.Errorf("no section %s", marker)
	}
	return bytes.Join([][]byte{before, open, []byte(body), end, after}, nil), nil
}

// WriteSection replaces a section in a file.
func WriteSection(file, marker, body string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("%w (run it in the repository's root)", err)
	}
	if text, err = ReplaceSection(text, marker, body); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, text, 0o644)
}
