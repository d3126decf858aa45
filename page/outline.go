package page

import (
	"encoding/xml"
	"io"
	"strings"
)

// parseOutline reads a list of feeds in OPML 2 (opml.org/spec2.opml): every
// outline with an xmlUrl, in whatever folders it lies.
func parseOutline(text string) (title, link string, items []Item, err error) {
	d := newXML(strings.NewReader(text))
	inTitle := false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return title, "", items, nil
		}
		if err != nil {
			return "", "", nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			inTitle = token.Name.Local == "title"
			if token.Name.Local != "outline" {
				continue
			}
			for _, a := range token.Attr {
				if strings.EqualFold(a.Name.Local, "xmlUrl") {
					items = append(items, Item{URL: a.Value, Listing: true})
				}
			}
		case xml.EndElement:
			inTitle = false
		case xml.CharData:
			if inTitle {
				title += string(token)
			}
		}
	}
}
