package web

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"isnad/archive"
	"isnad/export"
)

// feedFormats are the formats in which a search can be subscribed to, by the
// ends of their addresses.
var feedFormats = map[string]struct {
	contentType string
	write       func(io.Writer, *export.Feed) error
}{
	"atom": {"application/atom+xml; charset=utf-8", export.Atom},
	"json": {"application/feed+json; charset=utf-8", export.JSONFeed},
}

// feed answers with what a search finds, the newest first, in a format of
// feedFormats.
func (s *Server) feed(format string) http.HandlerFunc {
	as := feedFormats[format]
	return func(w http.ResponseWriter, r *http.Request) {
		f, err := s.searchFeed(r)
		var b bytes.Buffer
		if err == nil {
			err = as.write(&b, f)
		}
		if err != nil {
			s.failed(w, r, err)
			return
		}
		w.Header().Set("Content-Type", as.contentType)
		w.Write(b.Bytes())
	}
}

// articleURN names an article to programs, wherever it is served.
func articleURN(id string) string { return "urn:isnad:article:" + url.PathEscape(id) }

func (s *Server) searchFeed(r *http.Request) (*export.Feed, error) {
	from, err := s.kept()
	if err != nil {
		return nil, err
	}
	form := r.URL.Query()
	q, err := parseSearch(form)
	if err != nil {
		return nil, err
	}
	page, err := from.Search(r.Context(), q, archive.SearchOptions{Order: archive.Newest, Limit: 50, Snippets: true})
	if err != nil {
		return nil, err
	}
	l := preferencesOf(r).locale()
	site := url.URL{Scheme: "http", Host: r.Host}
	if r.TLS != nil {
		site.Scheme = "https"
	}
	base := site.String()
	asked := searchQuery(form, "after", "", "order", "")
	f := &export.Feed{
		ID: "urn:isnad:search:" + asked, Title: l.phrase("site.name"), Language: l.lang.Tag.String(),
		Home: base + "/search?" + asked, Self: base + r.URL.RequestURI(), Updated: time.Unix(0, 0).UTC(),
	}
	if text := q.String(); text != "" {
		f.Title += ": " + text
	}
	for i, h := range page.Hits {
		e := export.FeedEntry{
			ID: articleURN(h.ID), Title: h.Title, Link: base + articlePath(h.ID), Original: external(h.URL), Outlet: h.Outlet, Updated: h.At(),
		}
		if e.Title == "" {
			e.Title = l.phrase("article.untitled")
		}
		if h.Published.Known() {
			e.Published = h.Published.Time
		}
		var pieces []string
		for _, snippet := range h.Snippets {
			pieces = append(pieces, snippet.Text)
		}
		e.Summary = strings.Join(pieces, " … ")
		f.Entries = append(f.Entries, e)
		if i == 0 {
			f.Updated = e.Updated
		}
	}
	return f, nil
}
