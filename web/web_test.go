package web

import (
	"context"
	"errors"
	"io"
	"iter"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"isnad/archive"
	"isnad/archive/sqlite"
	"isnad/article"
	"isnad/ingest"
	"isnad/page"
	"isnad/record"
	"isnad/story/keeper"
	"isnad/wording"
)

// report is a short text: the minister said that the bridge will open at the
// year's end and that "the works have ended"; the town announced that forty
// workers took part.
const report = "افتتاح الجسر\n\nقال الوزير نعمان الحور إن الجسر سيُفتح نهاية العام، مضيفاً أن \"الأشغال انتهت\". وأعلنت البلدية أن 40 عاملاً شاركوا في البناء.\n"

// serving is a server under test with a browser that keeps cookies by hand.
type serving struct {
	t *testing.T
	*Server
	cookie *http.Cookie
	form   *http.Cookie // that of forms
}

func serve(t *testing.T, opts Options) *serving {
	opts.Log = slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return &serving{t: t, Server: New(opts), form: &http.Cookie{Name: formCookie, Value: "a-random-one"}}
}

type testLog struct{ *testing.T }

func (l testLog) Write(p []byte) (int, error) {
	l.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}

// do sends a request as a browser on this machine does.
func (s *serving) do(method, target string, form url.Values, change ...func(*http.Request)) *httptest.ResponseRecorder {
	if target == "/read" && form != nil {
		form = maps.Clone(form)
		form.Set(formField, s.tokenOf(s.form.Value))
	}
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	r.Host = "localhost:8080"
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(s.form)
	if s.cookie != nil {
		r.AddCookie(s.cookie)
	}
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s *serving) get(target string) string {
	s.t.Helper()
	w := s.do("GET", target, nil)
	if w.Code != http.StatusOK {
		s.t.Fatalf("GET %s: %d", target, w.Code)
	}
	return w.Body.String()
}

// read pastes a text and returns the address of its reading.
func (s *serving) read(what string) string {
	s.t.Helper()
	w := s.do("POST", "/read", url.Values{"what": {what}, "published": {"2024-03-09"}})
	if w.Code != http.StatusSeeOther {
		s.t.Fatalf("POST /read: %d\n%s", w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

// exampleArticles is the number of articles in the example pages.
const exampleArticles = 28

// examples is an archive of the example pages.
func examples(t *testing.T) archive.Archive { return copyOf(t, gatherExamples) }

var gatherExamples = gathered(func(yield func(*page.Page, error) bool) {
	inputs, unusable := page.Expand([]string{"../examples"})
	for _, err := range unusable {
		if !yield(nil, err) {
			return
		}
	}
	reader := page.NewReader(page.Options{})
	for _, input := range inputs {
		for p, err := range reader.Open(context.Background(), input) {
			if !yield(p, err) {
				return
			}
		}
	}
})

// gathered makes an archive of pages once for all tests, and gives the bytes of
// its file.
func gathered(pages iter.Seq2[*page.Page, error]) func() ([]byte, error) {
	return sync.OnceValues(func() ([]byte, error) {
		dir, err := os.MkdirTemp("", "isnad")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		ctx, path := context.Background(), filepath.Join(dir, "isnad.db")
		db, err := sqlite.Open(ctx, path, sqlite.Options{Create: true})
		if err != nil {
			return nil, err
		}
		var failed error
		for r, err := range ingest.Run(ctx, db, pages, ingest.Options{}) {
			failed = errors.Join(failed, err, r.Err)
		}
		_, err = keeper.New(db, 0).Update(ctx)
		if err := errors.Join(failed, err, db.Close()); err != nil {
			return nil, err
		}
		return os.ReadFile(path)
	})
}

// copyOf opens a copy of an archive that was gathered.
func copyOf(t *testing.T, gather func() ([]byte, error)) archive.Archive {
	t.Helper()
	file, err := gather()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "isnad.db")
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// find returns the elements of a page that fit.
func find(t *testing.T, source string, fits func(*html.Node) bool) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && fits(n) {
			found = append(found, n)
		}
	}
	return found
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// textOf is what an element says of the article: references are ours.
func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		if attribute(c, "class") != "ref" {
			b.WriteString(textOf(c))
		}
	}
	return b.String()
}

func TestReadingMarksExactWords(t *testing.T) {
	s := serve(t, Options{})
	address := s.read(report)
	source := s.get(address)
	rec, err := record.Decode([]byte(s.get(address + "/record.json")))
	if err != nil {
		t.Fatal(err)
	}
	checkMarks(t, source, rec)
	for _, want := range []string{"نعمان الحور", "= نهاية 2024", "= 40", "href=\"/preferences?back=%2fread%2f"} {
		if !strings.Contains(source, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
	if calendar := s.get(address + "/deadlines.ics"); !strings.HasPrefix(calendar, "BEGIN:VCALENDAR") {
		t.Errorf("calendar %q", calendar)
	}
}

// checkMarks holds a page to the words of every statement of its record.
func checkMarks(t *testing.T, source string, rec *record.Record) {
	t.Helper()
	marked := map[string]string{}
	for _, m := range find(t, source, func(n *html.Node) bool { return n.Data == "mark" }) {
		marked[attribute(m, "data-of")] += textOf(m)
	}
	if len(rec.Statements) == 0 || len(marked) != len(rec.Statements) {
		t.Errorf("%s: %d statements, %d marked", rec.Article.ID, len(rec.Statements), len(marked))
	}
	for _, st := range rec.Statements {
		// White space between blocks is no part of the page.
		want := strings.ReplaceAll(st.Content.Of(rec.Article.Text), "\n\n", "")
		if marked[st.ID] != want {
			t.Errorf("%s %s: marked %q, want %q", rec.Article.ID, st.ID, marked[st.ID], want)
		}
		notes := find(t, source, func(n *html.Node) bool { return attribute(n, "id") == st.ID })
		if len(notes) != 1 || !strings.Contains(textOf(notes[0]), st.Source.Name) {
			t.Errorf("%s %s: %d notes, or without its source %q", rec.Article.ID, st.ID, len(notes), st.Source.Name)
		}
	}
}

func TestArticlePages(t *testing.T) {
	kept := examples(t)
	s := serve(t, Options{Archive: kept})
	if front := s.get("/"); !strings.Contains(front, wording.Arabic.Count(wording.CountArticles, exampleArticles)) {
		t.Error("the first page does not count the articles")
	}
	for k, err := range kept.Walk(t.Context(), archive.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, cookie := range []string{"", "lang=en&calendar=hijri", "digits=arabic"} {
			s.cookie = &http.Cookie{Name: preferencesCookie, Value: cookie}
			source := s.get(articlePath(k.ID))
			checkMarks(t, source, k.Record)
			checkReferences(t, source)
			if n := len(source); n > 150<<10 {
				t.Errorf("%s weighs %d bytes", k.ID, n)
			}
		}
	}
}

// checkReferences holds a page to unique ids, and to links and descriptions
// that lead to one.
func checkReferences(t *testing.T, source string) {
	t.Helper()
	ids := map[string]bool{"": true}
	for _, n := range find(t, source, func(n *html.Node) bool { return attribute(n, "id") != "" }) {
		id := attribute(n, "id")
		if ids[id] {
			t.Errorf("two elements have the id %s", id)
		}
		ids[id] = true
	}
	find(t, source, func(n *html.Node) bool {
		if to, ok := strings.CutPrefix(attribute(n, "href"), "#"); ok && !ids[to] {
			t.Errorf("a link leads to #%s, which is not there", to)
		}
		for _, name := range []string{"aria-describedby", "for"} {
			for to := range strings.FieldsSeq(attribute(n, name)) {
				if !ids[to] {
					t.Errorf("%s names #%s, which is not there", name, to)
				}
			}
		}
		return false
	})
}

func TestVersions(t *testing.T) {
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	// An id may have any character that an outlet gives it.
	const id = "مدار:a/b?c#d%2e ٪"
	for _, text := range []string{report, report + "وقال نعمان الحور إن الجسر آمن."} {
		a, err := article.From(&page.Page{Name: "x", Format: page.Record, Text: text, Fields: &page.Fields{Title: "افتتاح الجسر", Text: text}}, article.Options{})
		if err != nil {
			t.Fatal(err)
		}
		a.ID = id
		e, err := archive.NewEntry(record.Read(a), nil, article.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Put(t.Context(), []*archive.Entry{e}); err != nil {
			t.Fatal(err)
		}
	}
	s := serve(t, Options{Archive: db})
	newest, old := s.get(articlePath(id)), s.get(articlePath(id)+"?version=1")
	if !strings.Contains(newest, "آمن") || strings.Contains(old, "آمن") {
		t.Error("the newest version is not shown first, or the old one not on demand")
	}
	if !strings.Contains(newest, articlePath(id)+"?version=1") {
		t.Error("the versions are not linked")
	}
	if w := s.do("GET", articlePath(id)+"?version=3", nil); w.Code != http.StatusNotFound {
		t.Errorf("a version that is not there: %d", w.Code)
	}
}

func TestRefused(t *testing.T) {
	private := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the fetcher reached a private address")
	}))
	defer private.Close()
	s := serve(t, Options{Archive: examples(t), Fetch: page.Options{MaxBytes: 100 << 10}})
	paste := func(what string) url.Values { return url.Values{"what": {what}} }
	other := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	bodyOf := func(body string) func(*http.Request) {
		return func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(body)) }
	}
	cookieOf := func(value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Cookie", formCookie+"="+value) }
	}
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	for _, test := range []struct {
		name, method, target string
		form                 url.Values
		change               func(*http.Request)
		status               int
		says                 string
	}{
		{"no text", "POST", "/read", paste(" \n"), nil, 422, "error.empty"},
		{"no form", "POST", "/read", nil, nil, 403, "error.old_form"},
		{"form without its token", "POST", "/read", paste(report), bodyOf("what=x"), 403, "error.old_form"},
		{"form with another's token", "POST", "/read", paste(report), cookieOf("another"), 403, "error.old_form"},
		{"form without its cookie", "POST", "/read", paste(report), cookieOf(""), 403, "error.old_form"},
		{"English", "POST", "/read", paste(strings.Repeat("The bridge was opened by the minister. ", 9)), nil, 422, "error.not_arabic"},
		{"binary", "POST", "/read", paste("\x00\x01\x02\x00\x00\x00\x00"), nil, 415, "error.binary"},
		{"too long", "POST", "/read", paste(strings.Repeat(report, 500)), nil, 413, "error.too_large"},
		{"much too long", "POST", "/read", paste(strings.Repeat("ا", 1<<20)), nil, 413, "error.too_large"},
		{"bad date", "POST", "/read", url.Values{"what": {report}, "published": {"soon"}}, nil, 422, "error.bad_date"},
		{"broken form", "POST", "/read", url.Values{}, func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("what=%zz")) }, 400, "error.bad_form"},
		{"private address", "POST", "/read", paste(private.URL), nil, 403, "error.refused"},
		{"loopback by name", "POST", "/read", paste("http://localhost:1/"), nil, 403, "error.refused"},
		{"metadata service", "POST", "/read", paste("http://169.254.169.254/latest"), nil, 403, "error.refused"},
		{"IPv4 in IPv6", "POST", "/read", paste("http://[::ffff:127.0.0.1]/"), nil, 403, "error.refused"},
		{"user name", "POST", "/read", paste("http://a:b@news.example/"), nil, 403, "error.refused"},
		{"file address", "POST", "/read", paste("file:///etc/passwd"), nil, 422, "error.not_arabic"},
		{"file name", "POST", "/read", paste("/etc/passwd"), nil, 422, "error.not_arabic"},
		{"another site's form", "POST", "/read", paste(report), other("Sec-Fetch-Site", "cross-site"), 403, "error.foreign"},
		{"another site's origin", "POST", "/preferences", url.Values{"lang": {"en"}}, other("Origin", "http://evil.example"), 403, "error.foreign"},
		{"another name", "GET", "/", nil, host("evil.example:8080"), 421, "error.host"},
		{"name that begins like ours", "GET", "/", nil, host("localhost.evil.example"), 421, "error.host"},
		{"no page", "GET", "/nothing", nil, nil, 404, "error.not_found"},
		{"no article", "GET", "/articles/none", nil, nil, 404, "error.not_found"},
		{"no reading", "GET", "/read/none", nil, nil, 404, "error.gone"},
		{"article of tricks", "GET", "/articles/..%2f..%2fetc%2fpasswd", nil, nil, 404, "error.not_found"},
		{"wrong method", "DELETE", "/read", nil, nil, 405, "error.method"},
		{"reading by GET", "GET", "/read", nil, nil, 405, "error.method"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var change []func(*http.Request)
			if test.change != nil {
				change = append(change, test.change)
			}
			w := s.do(test.method, test.target, test.form, change...)
			words, err := preferencesOf(httptest.NewRequest("GET", "/", nil)).locale().say(test.says)
			if err != nil {
				t.Fatal(err)
			}
			if w.Code != test.status || !strings.Contains(w.Body.String(), words) {
				t.Errorf("status %d, want %d with %q\n%s", w.Code, test.status, words, w.Body)
			}
			if strings.Contains(w.Body.String(), "root:") {
				t.Error("a file was read")
			}
			checkHeaders(t, w.Header())
		})
	}
}

func checkHeaders(t *testing.T, h http.Header) {
	t.Helper()
	if p := h.Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
		t.Errorf("policy %q", p)
	}
	if h.Get("X-Content-Type-Options") != "nosniff" {
		t.Error("types may be guessed")
	}
}

// attacks are texts that would be markup if they were not escaped.
var attacks = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' autofocus onfocus='alert(1)`, `</textarea><script>alert(1)</script>`,
	`</title><script>alert(1)</script>`, `{{.}}`, `<style>*{display:none}</style>`, `<!--`, "\u202e",
}

func TestMarkupIsText(t *testing.T) {
	for _, attack := range attacks {
		text := strings.Replace(strings.Repeat(report, 3), "الجسر سيُفتح", "الجسر "+attack+" سيُفتح", 1)
		a, err := article.From(&page.Page{Name: "x", Format: page.Record, Text: text, Fields: &page.Fields{
			Title: "افتتاح الجسر " + attack, Outlet: attack, Authors: []string{attack}, Text: text,
		}}, article.Options{})
		if err != nil {
			t.Fatal(err)
		}
		a.URL = "javascript:alert(1)" // article would drop it
		s := serve(t, Options{})
		rec := record.Read(a)
		rec.Statements[0].Source.Name += attack
		rec.Statements[0].Rule += attack
		checkMarkup(t, attack, s.get("/read/"+s.shelf.put(reading{record: rec})))

		w := s.do("POST", "/read", url.Values{"what": {attack}, "outlet": {attack}, "published": {attack}})
		checkMarkup(t, attack, w.Body.String())
		checkMarkup(t, attack, s.get("/preferences?back="+url.QueryEscape(attack)))
		checkMarkup(t, attack, s.get("/preferences?back=/"+url.QueryEscape(attack)))
	}
}

// checkMarkup holds a page to our own elements and attributes.
func checkMarkup(t *testing.T, attack, source string) {
	t.Helper()
	find(t, source, func(n *html.Node) bool {
		switch {
		case n.Data == "script" && (!strings.HasPrefix(attribute(n, "src"), "/assets/") || n.FirstChild != nil),
			n.Data == "style", n.Data == "img":
			t.Errorf("%q became a %s", attack, n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "autofocus" || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") && a.Key != "value" {
				t.Errorf("%q became %s=%q", attack, a.Key, a.Val)
			}
		}
		return false
	})
}

func TestPreferences(t *testing.T) {
	s := serve(t, Options{})
	address := s.read(report)
	w := s.do("POST", "/preferences", url.Values{"lang": {"en"}, "colours": {"dark"}, "digits": {"<script>"}, "back": {address}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != address {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
	}
	s.cookie = w.Result().Cookies()[0]
	if !s.cookie.HttpOnly || s.cookie.SameSite != http.SameSiteLaxMode {
		t.Errorf("cookie %v", s.cookie)
	}
	source := s.get(address)
	for _, want := range []string{`<html lang="en" dir="ltr" data-colours="dark">`, "9 March 2024", "3 statements"} {
		if !strings.Contains(source, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
	// What is not chosen stays.
	s.cookie = s.do("POST", "/preferences", url.Values{"lang": {"ar"}, "digits": {"arabic"}}).Result().Cookies()[0]
	source = s.get(address)
	for _, want := range []string{`<html lang="ar" dir="rtl" data-colours="dark">`, "٩ مارس/آذار ٢٠٢٤", "أن 40 عاملاً"} {
		if !strings.Contains(source, want) && !strings.Contains(textOf(find(t, source, func(n *html.Node) bool { return n.Data == "main" })[0]), want) {
			t.Errorf("the page does not have %q", want)
		}
	}
}

func TestLocalPath(t *testing.T) {
	for back, want := range map[string]string{
		"/read/x": "/read/x", "/articles/a%2Fb?version=2": "/articles/a%2Fb?version=2", "": "/",
		"https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", `\\evil.example`: "/",
		"javascript:alert(1)": "/", "/%2fevil.example": "/", "evil": "/", "http:/x": "/", "/x#y": "/x", "/a\nb": "/",
	} {
		if got := localPath(back); got != want {
			t.Errorf("%q leads to %q, want %q", back, got, want)
		}
	}
}

func TestAssets(t *testing.T) {
	s := serve(t, Options{})
	for name := range s.renderer.assets.files {
		path, err := s.renderer.assets.path(name)
		if err != nil {
			t.Fatal(err)
		}
		w := s.do("GET", path, nil)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") == "" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
	}
	for _, path := range []string{"/assets/x/style.css", "/assets/" + s.renderer.assets.folder + "/..%2fweb.go", "/assets/"} {
		if w := s.do("GET", path, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestShelfForgets(t *testing.T) {
	now := time.Unix(0, 0)
	shelf := newShelf()
	shelf.now = func() time.Time { return now }
	rec := func(n int) *record.Record {
		return &record.Record{Article: &article.Article{Text: strings.Repeat("x", n)}}
	}
	first := shelf.put(reading{record: rec(shelfBytes - 1)})
	second := shelf.put(reading{record: rec(2)})
	if shelf.get(first) != nil || shelf.get(second) == nil {
		t.Error("the oldest does not make room for the newest")
	}
	now = now.Add(shelfTime + time.Second)
	if shelf.get(second) != nil || shelf.bytes != 0 || len(shelf.byKey) != 0 {
		t.Error("what is old is still held")
	}
}

func TestServeAnswersWhatIsUnderWay(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, Options{Archive: examples(t)})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	begun := make(chan struct{})
	inner := s.handler
	s.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-ctx.Done()
		inner.ServeHTTP(w, r)
	})
	go func() { ended <- s.Serve(ctx, l) }()
	go func() {
		<-begun
		stop()
	}()
	res, err := http.Get("http://" + l.Addr().String() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if err := <-ended; err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("%v, %s", err, res.Status)
	}
}

// TestServeCutsOff has clients that send nothing, half a header, half a body
// and a header without end: none of them keeps its connection.
func TestServeCutsOff(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, Options{})
	s.sending = 600 * time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	for _, test := range []struct{ name, sends, answer string }{
		{"nothing", "", ""},
		{"half a header", "GET / HTTP/1.1\r\nHost: localhost\r\n", ""},
		{"half a body", "POST /api/v1/read HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", "408"},
		{"a header without end", "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 100<<10) + "\r\n\r\n", "431"},
		{"two lengths", "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "400"},
	} {
		t.Run(test.name, func(t *testing.T) {
			conn, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, test.sends); err != nil {
				t.Fatal(err)
			}
			got, _ := io.ReadAll(conn) // returns when the server closes
			line, _, _ := strings.Cut(string(got), "\r\n")
			if test.answer != "" && !strings.Contains(line, test.answer) {
				t.Errorf("answered %q, want %s", line, test.answer)
			}
		})
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestReady(t *testing.T) {
	kept := examples(t)
	s := serve(t, Options{Archive: kept})
	if w := s.do("GET", "/readyz", nil); w.Code != http.StatusOK {
		t.Errorf("ready: %d", w.Code)
	}
	kept.Close()
	for path, want := range map[string]int{"/readyz": 503, "/healthz": 200} {
		if w := s.do("GET", path, nil); w.Code != want {
			t.Errorf("%s without its archive: %d", path, w.Code)
		}
	}
}

func TestDefectIsAnswered(t *testing.T) {
	s := serve(t, Options{})
	s.handler = s.guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a defect") }))
	if w := s.do("GET", "/", nil); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "a defect") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestEveryKindOfErrorHasWords(t *testing.T) {
	for kind := range statuses {
		if _, err := (locale{}).say("error." + string(kind)); err != nil {
			t.Error(err)
		}
	}
}
