package page

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// feeds of an invented paper about an invented bridge.
const (
	rssFeed = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>صدى سرمد</title><link>https://a.example/</link>
<item><title>افتتاح الجسر</title><link>https://a.example/1</link><pubDate>Wed, 02 Apr 2031 09:30:00 +0300</pubDate></item>
<item><title>بلا رابط</title><guid>https://a.example/2#top</guid></item>
<item><title>رابط نسبي</title><link>/3</link></item>
<item><title>مكرر</title><link>https://a.example/1</link></item>
<item><title>ليس رابطا</title><link>javascript:alert(1)</link></item>
</channel></rss>`
	atomFeed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>صدى سرمد</title>
<entry><title>افتتاح الجسر</title><link rel="alternate" href="https://a.example/1"/><published>2031-04-02T09:30:00+03:00</published><updated>2031-04-09T00:00:00Z</updated></entry>
<entry><title>بلا تاريخ نشر</title><link href="https://a.example/2"/><updated>2031-04-09T00:00:00Z</updated></entry>
</feed>`
	rdfFeed = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>صدى سرمد</title><link>https://a.example/</link></channel>
<item><title>افتتاح الجسر</title><link>https://a.example/1</link><dc:date>2031-04-02T09:30:00+03:00</dc:date></item></rdf:RDF>`
	jsonFeed = `{"version":"https://jsonfeed.org/version/1.1","title":"صدى سرمد","items":[
{"id":"1","url":"https://a.example/1","title":"افتتاح الجسر","date_published":"2031-04-02T09:30:00+03:00"}]}`
	sitemap = `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://a.example/1 </loc><lastmod>2031-04-02</lastmod></url><url><loc>https://a.example/2?a=1&amp;b=2</loc></url></urlset>`
	newsSitemap = `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://a.example/1</loc><news:news><news:publication><news:name>صدى سرمد</news:name><news:language>ar</news:language></news:publication>
<news:publication_date>2031-04-02</news:publication_date><news:title>افتتاح الجسر</news:title></news:news></url>
<url><loc>https://a.example/en/1</loc><news:news><news:publication><news:name>Sarmad Echo</news:name><news:language>en</news:language></news:publication></news:news></url></urlset>`
	sitemapIndex = `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://a.example/s1.xml.gz</loc></sitemap></sitemapindex>`
	opml         = `<?xml version="1.0"?><opml version="2.0"><head><title>صحف</title></head><body><outline text="سرمد">
<outline type="rss" text="صدى" xmlUrl="https://a.example/rss"/></outline><outline text="مجلد فارغ"/><outline text="الأفق" xmlurl="https://b.example/atom"/></body></opml>`
)

func TestListings(t *testing.T) {
	const at = "2031-04-02T09:30:00+03:00"
	for _, tt := range []struct {
		name, text, title string
		want              []string
	}{
		{"RSS", rssFeed, "صدى سرمد", []string{"page https://a.example/1 افتتاح الجسر Wed, 02 Apr 2031 09:30:00 +0300", "page https://a.example/2 بلا رابط ", "page https://a.example/3 رابط نسبي "}},
		{"Atom", atomFeed, "صدى سرمد", []string{"page https://a.example/1 افتتاح الجسر " + at, "page https://a.example/2 بلا تاريخ نشر "}},
		{"RSS 1.0", rdfFeed, "صدى سرمد", []string{"page https://a.example/1 افتتاح الجسر " + at}},
		{"JSON Feed", jsonFeed, "صدى سرمد", []string{"page https://a.example/1 افتتاح الجسر " + at}},
		{"sitemap", sitemap, "", []string{"page https://a.example/1", "page https://a.example/2?a=1&b=2"}},
		{"news sitemap", newsSitemap, "", []string{"page https://a.example/1 افتتاح الجسر 2031-04-02 صدى سرمد"}},
		{"index of sitemaps", sitemapIndex, "", []string{"listing https://a.example/s1.xml.gz"}},
		{"OPML", opml, "صحف", []string{"listing https://a.example/rss", "listing https://b.example/atom"}},
	} {
		for encoding, raw := range map[string][]byte{
			"as it is":              []byte(tt.text),
			"gzipped":               gzipped(t, []byte(tt.text)),
			"after a comment":       []byte("\uFEFF\n" + strings.Replace(tt.text, "<", "<!-- made by hand --><", min(1, strings.Count(tt.text[:1], "<")))),
			"windows-1256, says so": encode(t, charmap.Windows1256, strings.NewReplacer("utf-8", "windows-1256", "UTF-8", "windows-1256").Replace(tt.text)),
		} {
			if encoding == "after a comment" && strings.HasPrefix(tt.text, "<?xml") {
				continue // nothing may stand before the declaration
			}
			t.Run(tt.name+" "+encoding, func(t *testing.T) {
				l, err := NewReader(Options{}).List(context.Background(), write(t, "list", raw), State{})
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, item := range l.Items {
					s := "page "
					if item.Listing {
						s = "listing "
					}
					s += item.URL
					if f := item.Fields; f != nil {
						s += " " + f.Title + " " + f.Published
						if f.Outlet != "" {
							s += " " + f.Outlet
						}
					}
					got = append(got, s)
				}
				if l.Title != tt.title || !slices.Equal(got, tt.want) {
					t.Errorf("%q: got %q, want %q", l.Title, got, tt.want)
				}
			})
		}
	}
}

func TestBrokenListings(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		kind       Kind
		says       string
	}{
		{"RSS cut off", rssFeed[:len(rssFeed)-30], Malformed, "a feed that is broken"},
		{"sitemap cut off", sitemap[:len(sitemap)-30], Malformed, "a sitemap that is broken"},
		{"OPML cut off", opml[:len(opml)-30], Malformed, "an outline that is broken"},
		{"JSON Feed cut off", jsonFeed[:len(jsonFeed)-3], Malformed, "a feed that is broken"},
		{"nothing in it", "<urlset></urlset>", Empty, "lists no web address"},
		{"too many addresses", "<urlset>" + strings.Repeat("<url><loc>https://a.example/%</loc></url>", 3) + manyURLs() + "</urlset>", TooLarge, "more than 50000"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines, _, kinds := all(NewReader(Options{}), write(t, "list.xml", []byte(tt.text)))
			if len(lines) != 1 || len(kinds) != 1 || kinds[0] != tt.kind || !strings.Contains(lines[0], tt.says) {
				t.Errorf("got %.300q, want one error of kind %s that says %q", lines, tt.kind, tt.says)
			}
		})
	}
	t.Run("a page", func(t *testing.T) {
		_, err := NewReader(Options{}).List(context.Background(), write(t, "a.html", []byte(webPage)), State{})
		if err == nil || !strings.Contains(err.Error(), "neither a feed") {
			t.Errorf("got %v", err)
		}
	})
}

func manyURLs() string {
	var b strings.Builder
	for i := range maxItems + 1 {
		fmt.Fprintf(&b, "<url><loc>https://a.example/%d</loc></url>", i)
	}
	return b.String()
}

// site serves files by path; $ stands for its own address.
func site(t *testing.T, files map[string]string) *httptest.Server {
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8") // the bytes tell better
		fmt.Fprint(w, strings.ReplaceAll(body, "$", server.URL))
	}))
	t.Cleanup(server.Close)
	return server
}

// A listing gives the pages that it leads to, through other listings, and what
// it says of them; a page that is not there costs no other.
func TestFollowing(t *testing.T) {
	server := site(t, map[string]string{
		"/opml":      `<opml><body><outline xmlUrl="$/rss"/><outline xmlUrl="$/index.xml"/><outline xmlUrl="$/ring.xml"/></body></opml>`,
		"/rss":       `<rss><channel><item><link>$/1</link><pubDate>Wed, 02 Apr 2031 09:30:00 +0300</pubDate></item><item><link>$/gone</link></item><item><link>$/sitemap.xml</link></item></channel></rss>`,
		"/index.xml": `<sitemapindex><sitemap><loc>$/sitemap.xml</loc></sitemap></sitemapindex>`,
		"/sitemap.xml": `<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>$/2</loc>
			<news:news><news:publication><news:name>صدى</news:name></news:publication></news:news></url></urlset>`,
		"/ring.xml": `<sitemapindex><sitemap><loc>$/ring.xml</loc></sitemap></sitemapindex>`,
		"/1":        webPage,
		"/2":        webPage,
	})
	lines, pages, _ := all(NewReader(Options{AllowPrivate: true}), server.URL+"/opml")
	want := []string{
		"html " + server.URL + "/1",
		"error " + server.URL + "/gone: was answered with 404 Not Found",
		"error " + server.URL + "/sitemap.xml: is a listing, where another lists it as a page",
		"html " + server.URL + "/2",
		"error " + server.URL + "/ring.xml: lies 4 listings deep (give it by itself)",
	}
	if !slices.Equal(lines, want) {
		t.Fatalf("got %q\nwant %q", lines, want)
	}
	if f := pages[0].Fields; f == nil || f.Published != "Wed, 02 Apr 2031 09:30:00 +0300" {
		t.Errorf("the feed says %+v", f)
	}
	if f := pages[1].Fields; f == nil || f.Outlet != "صدى" {
		t.Errorf("the sitemap says %+v", f)
	}
	for p, err := range NewReader(Options{AllowPrivate: true}).Follow(context.Background(), Item{URL: server.URL + "/1", Fields: &Fields{Title: "عنوان"}}) {
		if err != nil || p.Fields.Title != "عنوان" || p.URL != server.URL+"/1" {
			t.Errorf("got %+v, %v", p, err)
		}
	}
}

func TestListAnswers(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/feed":
			if r.Header.Get("If-None-Match") == `"a"` && r.Header.Get("If-Modified-Since") != "" {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Header().Set("ETag", `"a"`)
			w.Header().Set("Last-Modified", "Wed, 02 Apr 2031 09:30:00 GMT")
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprint(w, rssFeed)
		case "/429":
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/503":
			w.Header().Set("Date", "Wed, 02 Apr 2031 09:30:00 GMT")
			w.Header().Set("Retry-After", "Wed, 02 Apr 2031 09:31:00 GMT")
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/500":
			w.WriteHeader(http.StatusInternalServerError)
		case "/304":
			w.WriteHeader(http.StatusNotModified)
		case "/never":
			<-r.Context().Done()
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	r := NewReader(Options{AllowPrivate: true, Timeout: 300 * time.Millisecond})
	l, err := r.List(t.Context(), server.URL+"/feed", State{})
	if err != nil || len(l.Items) != 3 || l.Unchanged || l.State.ETag != `"a"` {
		t.Fatalf("got %+v, %v", l, err)
	}
	again, err := r.List(t.Context(), server.URL+"/feed", l.State)
	if err != nil || !again.Unchanged || again.State != l.State || len(again.Items) != 0 {
		t.Errorf("asked again: %+v, %v", again, err)
	}
	for _, tt := range []struct {
		path  string
		kind  Kind
		after time.Duration
	}{
		{"/429", Busy, 2 * time.Minute},
		{"/503", Busy, time.Minute},
		{"/500", Fetch, 0},
		{"/304", Fetch, 0}, // to a request without conditions
		{"/never", Fetch, 0},
		{"/none", Fetch, 0},
	} {
		t.Run(tt.path, func(t *testing.T) {
			_, err := r.List(t.Context(), server.URL+tt.path, State{})
			var e *Error
			if !errors.As(err, &e) || e.Kind != tt.kind || e.RetryAfter != tt.after || e.Name != server.URL+tt.path {
				t.Errorf("got %#v", err)
			}
		})
	}
}

// Between two requests to one host lies the pause, and a longer one where its
// robots.txt asks for it.
func TestPause(t *testing.T) {
	u := &url.URL{Scheme: "https", Host: "a.example"}
	f := newFetcher(Options{Pause: time.Hour}.withDefaults())
	if !f.host(u).pause.Allow() || f.host(u).pause.Allow() {
		t.Error("a second request needs no pause")
	}
	if !f.host(&url.URL{Scheme: "https", Host: "b.example"}).pause.Allow() {
		t.Error("another host is made to wait")
	}
	server := site(t, map[string]string{"/robots.txt": "User-agent: *\nCrawl-delay: 7\n"})
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	f = newFetcher(Options{Pause: time.Second, AllowPrivate: true}.withDefaults())
	if err := f.allowed(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	if got := time.Duration(float64(time.Second) / float64(f.host(u).pause.Limit())).Round(time.Millisecond); got != 7*time.Second {
		t.Errorf("pause %s", got)
	}
}

// Any text gives absolute web addresses, each once, or one error.
func FuzzListing(f *testing.F) {
	for _, s := range []string{rssFeed, atomFeed, rdfFeed, jsonFeed, sitemap, newsSitemap, sitemapIndex, opml} {
		f.Add(s, "https://a.example/feed")
	}
	f.Add("<rss><channel><item><link>http://[::1</link></item>", "")
	f.Add("<urlset><url><loc>"+strings.Repeat("<a>", 300), "")
	f.Fuzz(func(t *testing.T, text, address string) {
		l, err := parseListing(text, address)
		if err != nil {
			var e *Error
			if l != nil || !errors.As(err, &e) || e.Reason == "" {
				t.Fatalf("%v with error %#v", l, err)
			}
			return
		}
		seen := map[string]bool{}
		for _, item := range l.Items {
			u, err := url.Parse(item.URL)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || seen[item.URL] {
				t.Errorf("item %+v, %v", item, err)
			}
			seen[item.URL] = true
		}
	})
}
