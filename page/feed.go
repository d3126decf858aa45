package page

import (
	"strings"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
)

// parseFeed reads RSS, Atom and JSON feeds.
func parseFeed(text string) (title, link string, items []Item, err error) {
	parser := gofeed.NewParser()
	parser.KeepOriginalFeed = true
	feed, err := parser.ParseString(withoutDeclaration(text))
	if err != nil {
		return "", "", nil, err
	}
	original, isAtom := feed.OriginalFeed().(*atom.Feed)
	for i, entry := range feed.Items {
		address := entry.Link
		if address == "" && IsURL(entry.GUID) {
			address = entry.GUID
		}
		published := entry.Published
		if isAtom { // the parser gives the date of a change where there is no other
			published = original.Entries[i].Published
		}
		items = append(items, Item{URL: address, Fields: &Fields{Title: strings.TrimSpace(entry.Title), Published: strings.TrimSpace(published)}})
	}
	return feed.Title, feed.Link, items, nil
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
