package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"isnad/arabic"
)

// Identifiers joins names to items of Wikidata, as somebody has written them
// down. Nothing is guessed: a name has the item that the table gives it in any
// spelling that arabic.Fold takes for the same, and none where the table gives it
// two. A nil table knows no name.
type Identifiers struct {
	items map[string][]string // by folded name
	asked map[string]string   // of items with two: the name that was looked for
}

var item = regexp.MustCompile(`^(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9][0-9]{0,11})$`)

// longestRow bounds a row of the table, in bytes.
const longestRow = 64 << 10

// ReadIdentifiers reads a table of two columns parted by a tab, a name and the
// item, Q42 or its address; further columns are left out of account, and so are
// empty lines and those that begin with #. The first line may be a heading whose
// second cell is wikidata, qid or id. Errors say which line.
func ReadIdentifiers(r io.Reader) (*Identifiers, error) {
	ids := &Identifiers{items: map[string][]string{}, asked: map[string]string{}}
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, longestRow)
	n := 0
	for sc.Scan() {
		n++
		line := strings.TrimRight(sc.Text(), "\r")
		if !utf8.ValidString(line) {
			return nil, fmt.Errorf("line %d: is not UTF-8 (save the table as text in UTF-8)", n)
		}
		if n == 1 {
			line = strings.TrimPrefix(line, "\uFEFF")
		}
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) < 2 {
			return nil, fmt.Errorf("line %d: %q has no tab; write the name, a tab and the item, as Q42", n, line)
		}
		name, id := nameKey(cells[0]), strings.TrimSpace(cells[1])
		if n == 1 && slices.Contains([]string{"wikidata", "qid", "id"}, strings.ToLower(id)) {
			continue
		}
		q := item.FindStringSubmatch(id)
		switch {
		case name == "":
			return nil, fmt.Errorf("line %d: no name stands before %q; write one, or remove the line", n, id)
		case q == nil:
			return nil, fmt.Errorf("line %d: %q is no item of Wikidata; write it as Q42", n, id)
		}
		if !slices.Contains(ids.items[name], q[1]) {
			ids.items[name] = append(ids.items[name], q[1])
		}
	}
	if err := sc.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d: longer than %d bytes; is the file a table?", n+1, longestRow)
	} else if err != nil {
		return nil, err
	}
	return ids, nil
}

// nameKey is the same for spellings of a name that differ in nothing but how
// letters are written.
func nameKey(name string) string { return strings.Join(strings.Fields(arabic.Fold(name)), " ") }

// Of is the item of a name, Q42, and "" where the table has none or two.
func (ids *Identifiers) Of(name string) string {
	if ids == nil {
		return ""
	}
	key := nameKey(name)
	items := ids.items[key]
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	ids.asked[key] = name
	return ""
}

// Ambiguous lists the names that Of was asked for and that fit two items or
// more, with them, sorted.
func (ids *Identifiers) Ambiguous() []string {
	var out []string
	for key, name := range ids.asked {
		out = append(out, fmt.Sprintf("%s fits %s", name, strings.Join(ids.items[key], " and ")))
	}
	slices.Sort(out)
	return out
}

// sameAs is the address by which linked data names the item of a name, "" for
// none.
func (ids *Identifiers) sameAs(name string) string {
	if q := ids.Of(name); q != "" {
		return "http://www.wikidata.org/entity/" + q
	}
	return ""
}
