package page

import (
	"encoding/xml"
	"io"
	"strings"
)

// sitemapEntry is a url of a sitemap or a sitemap of an index
// (sitemaps.org/protocol.html), with the extension for news.
type sitemapEntry struct {
	Loc  string `xml:"loc"`
	News struct {
		Name      string `xml:"publication>name"`
		Language  string `xml:"publication>language"`
		Published string `xml:"publication_date"`
		Title     string `xml:"title"`
	} `xml:"news"`
}

// parseSitemap reads a sitemap or an index of sitemaps. News that is stated to
// be in another language than Arabic is left out. The date of a change, which
// every page has, is no date of publication.
func parseSitemap(text string) (title, link string, items []Item, err error) {
	d := newXML(strings.NewReader(text))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return "", "", items, nil
		}
		if err != nil {
			return "", "", nil, err
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "url" && start.Name.Local != "sitemap" {
			continue
		}
		var e sitemapEntry
		if err := d.DecodeElement(&e, &start); err != nil {
			return "", "", nil, err
		}
		if e.News.Language != "" && !strings.HasPrefix(e.News.Language, "ar") {
			continue
		}
		item := Item{URL: e.Loc, Listing: start.Name.Local == "sitemap"}
		if e.News.Title != "" || e.News.Published != "" || e.News.Name != "" {
			item.Fields = &Fields{Outlet: strings.TrimSpace(e.News.Name), Title: strings.TrimSpace(e.News.Title), Published: strings.TrimSpace(e.News.Published)}
		}
		items = append(items, item)
	}
}
