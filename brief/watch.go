package brief

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"isnad/query"
)

// Kind is what a line of a watch list names.
type Kind string

const (
	Person Kind = "person"
	Body   Kind = "body"
	Word   Kind = "word"   // words as a search takes them, also with its fields
	Outlet Kind = "outlet" // all that it publishes
	title  Kind = "title"  // of the list itself
)

// kinds are the keys of a line, in either language.
var kinds = map[string]Kind{
	"person": Person, "شخص": Person,
	"body": Body, "جهة": Body,
	"word": Word, "لفظ": Word, "كلمة": Word,
	"outlet": Outlet, "ناشر": Outlet,
	"title": title, "عنوان": title,
}

// Watch is a watch list: whom and what a brief is about. An article is watched
// where any of its items is in it.
type Watch struct {
	Title string // "" where the list gives none
	Items []Item
}

// Item is a line of a watch list.
type Item struct {
	Kind  Kind
	Value string
	node  query.Node
}

const (
	maxLine  = 1000 // code points of a line
	maxItems = 500
)

// ErrEmptyList is a watch list that names nothing.
var ErrEmptyList = errors.New("names nothing to watch")

// ReadWatch reads a watch list from a file.
func ReadWatch(path string) (*Watch, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the watch list: %w", err)
	}
	defer f.Close()
	return ParseWatch(path, f)
}

// ParseWatch reads a watch list: a line for each thing, as key: value. The keys
// are person (شخص), body (جهة), word (لفظ), outlet (ناشر), and title (عنوان) for
// the list itself; empty lines and those that begin with # say nothing. Each
// error names the list and the line.
func ParseWatch(name string, in io.Reader) (*Watch, error) {
	w := &Watch{}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<10)
	n := 0
	for lines.Scan() {
		n++
		wrong := func(format string, args ...any) (*Watch, error) {
			return nil, fmt.Errorf("%s:%d: %w", name, n, fmt.Errorf(format, args...))
		}
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\uFEFF"))
		if !utf8.ValidString(line) {
			return wrong("is not UTF-8 (save the list as UTF-8)")
		}
		if line == "" || line[0] == '#' {
			continue
		}
		if utf8.RuneCountInString(line) > maxLine {
			return wrong("is longer than %d letters", maxLine)
		}
		key, value, ok := strings.Cut(line, ":")
		kind, known := kinds[strings.ToLower(strings.TrimSpace(key))]
		if !ok || !known {
			return wrong("%.60q does not begin with person:, body:, word: or outlet: (in Arabic شخص: جهة: لفظ: ناشر:)", line)
		}
		if value = strings.TrimSpace(value); value == "" {
			return wrong("nothing stands after the colon")
		}
		if kind == title {
			w.Title = value
			continue
		}
		item, err := newItem(kind, value)
		if err != nil {
			return wrong("%w", err)
		}
		if slices.ContainsFunc(w.Items, func(i Item) bool { return i.Kind == kind && i.Value == value }) {
			continue
		}
		if w.Items = append(w.Items, item); len(w.Items) > maxItems {
			return wrong("is the line after %d things, the most that a list can have (split the list)", maxItems)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, fmt.Errorf("%s:%d: is longer than %d letters", name, n+1, maxLine)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case len(w.Items) == 0:
		return nil, fmt.Errorf("%s: %w (write person: NAME, body: NAME, word: WORDS or outlet: NAME, one a line)", name, ErrEmptyList)
	}
	return w, nil
}

func newItem(kind Kind, value string) (Item, error) {
	item := Item{Kind: kind, Value: value}
	switch kind {
	case Person:
		item.node = query.Or{query.Field{Name: query.Person, Value: value}, query.Field{Name: query.Speaker, Value: value}}
	case Body:
		item.node = query.Or{query.Field{Name: query.Org, Value: value}, query.Field{Name: query.Speaker, Value: value}}
	case Outlet:
		item.node = query.Field{Name: query.Outlet, Value: value}
	default:
		n, err := query.Parse(value)
		if err != nil {
			return item, err
		}
		item.node = n
	}
	return item, nil
}

// query finds the articles that are watched; those of the whole archive for a
// nil list.
func (w *Watch) query() query.Node {
	if w == nil {
		return query.And{}
	}
	var nodes query.Or
	for _, item := range w.Items {
		nodes = append(nodes, item.node)
	}
	if len(nodes) == 1 {
		return nodes[0]
	}
	return nodes
}

// named lists the people and bodies of the list.
func (w *Watch) named() []Item {
	if w == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(w.Items), func(i Item) bool { return i.Kind != Person && i.Kind != Body })
}
