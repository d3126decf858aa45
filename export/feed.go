package export

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"time"
)

// Feed is a list of articles to subscribe to, written by Atom (RFC 4287) and
// by JSONFeed (jsonfeed.org, version 1.1).
//
// Laws: equal feeds give equal bytes; characters that XML does not allow are
// replaced in Atom; texts are plain and never markup.
type Feed struct {
	ID       string // an IRI that never changes
	Title    string
	Home     string // address of the page that shows the same
	Self     string // address of the feed
	Language string // BCP 47
	// Updated is the latest of the entries; where there is none, any fixed
	// time.
	Updated time.Time
	Entries []FeedEntry
}

// FeedEntry is an article of a Feed.
type FeedEntry struct {
	ID        string // an IRI that never changes
	Title     string
	Link      string // address of the article's page
	Original  string // address at its outlet, "" where unknown
	Outlet    string // "" where unknown
	Summary   string
	Published time.Time // zero where unknown
	Updated   time.Time
}

// The elements of Atom, in the order in which they are written.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"xml:lang,attr,omitempty"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Author  *atomPerson `xml:"author"` // required where an entry has none
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}
	atomEntry struct {
		ID        string      `xml:"id"`
		Title     string      `xml:"title"`
		Updated   string      `xml:"updated"`
		Published string      `xml:"published,omitempty"`
		Author    *atomPerson `xml:"author"`
		Links     []atomLink  `xml:"link"`
		Summary   string      `xml:"summary,omitempty"`
	}
	atomPerson struct {
		Name string `xml:"name"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
)

// Atom writes f as Atom. Its errors are those of the writer.
func Atom(w io.Writer, f *Feed) error {
	out := atomFeed{
		Lang: f.Language, ID: f.ID, Title: f.Title, Updated: f.Updated.Format(time.RFC3339), Author: &atomPerson{"Isnad"},
		Links: []atomLink{{"self", "application/atom+xml", f.Self}, {"alternate", "text/html", f.Home}},
	}
	for _, e := range f.Entries {
		a := atomEntry{ID: e.ID, Title: e.Title, Updated: e.Updated.Format(time.RFC3339), Summary: e.Summary,
			Links: []atomLink{{"alternate", "text/html", e.Link}}}
		if !e.Published.IsZero() {
			a.Published = e.Published.Format(time.RFC3339)
		}
		if e.Outlet != "" {
			a.Author = &atomPerson{e.Outlet}
		}
		if e.Original != "" {
			a.Links = append(a.Links, atomLink{Rel: "via", Href: e.Original})
		}
		out.Entries = append(out.Entries, a)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type (
	jsonFeed struct {
		Version  string     `json:"version"`
		Title    string     `json:"title"`
		Home     string     `json:"home_page_url"`
		Self     string     `json:"feed_url"`
		Language string     `json:"language,omitempty"`
		Items    []jsonItem `json:"items"`
	}
	jsonItem struct {
		ID        string       `json:"id"`
		URL       string       `json:"url"`
		External  string       `json:"external_url,omitempty"`
		Title     string       `json:"title,omitempty"`
		Content   string       `json:"content_text"`
		Published string       `json:"date_published,omitempty"`
		Modified  string       `json:"date_modified"`
		Authors   []jsonPerson `json:"authors,omitempty"`
	}
	jsonPerson struct {
		Name string `json:"name"`
	}
)

// JSONFeed writes f as JSON Feed. Its errors are those of the writer.
func JSONFeed(w io.Writer, f *Feed) error {
	out := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Home: f.Home, Self: f.Self, Language: f.Language, Items: []jsonItem{}}
	for _, e := range f.Entries {
		item := jsonItem{ID: e.ID, URL: e.Link, External: e.Original, Title: e.Title, Content: e.Summary, Modified: e.Updated.Format(time.RFC3339)}
		if !e.Published.IsZero() {
			item.Published = e.Published.Format(time.RFC3339)
		}
		if e.Outlet != "" {
			item.Authors = []jsonPerson{{e.Outlet}}
		}
		out.Items = append(out.Items, item)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}
