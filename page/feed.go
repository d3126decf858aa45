package page

import (
	"strings"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
)

// parseFeed reads RSS, Atom and JSON feeds.
func parseFeed(text string) (title, link string, items []Item, err error) {
	feed, err := readFeed(text)
	if err != nil {
		return "", "", nil, err
	}
	for _, entry := range feed.Items {
		items = append(items, Item{URL: addressOf(entry), Fields: &Fields{Title: strings.TrimSpace(entry.Title), Published: strings.TrimSpace(entry.Published)}})
	}
	return feed.Title, feed.Link, items, nil
}

// readFeed parses a feed. An Atom entry that was only updated has no date of
// publication, where the parser would give that of its change.
func readFeed(text string) (*gofeed.Feed, error) {
	parser := gofeed.NewParser()
	parser.KeepOriginalFeed = true
	feed, err := parser.ParseString(withoutDeclaration(text))
	if err != nil {
		return nil, err
	}
	if original, isAtom := feed.OriginalFeed().(*atom.Feed); isAtom {
		for i, entry := range feed.Items {
			entry.Published = original.Entries[i].Published
		}
	}
	return feed, nil
}

func addressOf(entry *gofeed.Item) string {
	if entry.Link == "" && IsURL(entry.GUID) {
		return entry.GUID
	}
	return entry.Link
}

// withoutDeclaration drops an XML declaration, whose encoding the text is no
// longer in.
func withoutDeclaration(text string) string {
	text = strings.TrimLeft(text, " \t\r\n")
	if strings.HasPrefix(text, "<?xml") {
		if _, rest, ok := strings.Cut(text, "?>"); ok {
			return rest
		}
	}
	return text
}
