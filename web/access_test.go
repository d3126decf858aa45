package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"isnad/archive"
	"isnad/page"
	"isnad/token"
)

// tokens makes a token of each kind in an archive. The clock is that of the
// server, which finds the third expired.
func tokens(t *testing.T, in archive.Archive, now time.Time) (reader, writer, expired string) {
	t.Helper()
	make := func(s token.Scope, expires time.Time) string {
		whole, _, err := token.Make(t.Context(), in, string(s), []token.Scope{s}, now.AddDate(0, -2, 0), expires)
		if err != nil {
			t.Fatal(err)
		}
		return whole
	}
	return make(token.Read, now.AddDate(0, 1, 0)), make(token.Write, now.AddDate(0, 1, 0)), make(token.Write, now)
}

func bearer(sent string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+sent) }
}

func TestTokensAreAskedFor(t *testing.T) {
	now := time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC)
	kept := examples(t)
	reader, writer, expired := tokens(t, kept, now)
	private := serve(t, Options{Archive: kept, AnyHost: true, TokenOnly: true, Now: func() time.Time { return now }})
	open := serve(t, Options{Archive: kept, Now: func() time.Time { return now }})
	none := func(*http.Request) {}
	password := func(r *http.Request) { r.SetBasicAuth("anybody", reader) }
	for _, test := range []struct {
		name   string
		server *serving
		target string
		change func(*http.Request)
		status int
		says   string
		asks   string // WWW-Authenticate
	}{
		{"a page without a token", private, "/", none, 401, "يلزم هنا رمز دخول", `Basic realm="Isnad", charset="UTF-8"`},
		{"a page with the token as password", private, "/", password, 200, "", ""},
		{"a page with a wrong password", private, "/", func(r *http.Request) { r.SetBasicAuth("isnad", "isnad") }, 401, "غير معروف", "Basic"},
		{"an asset without a token", private, "/assets/x/style.css", none, 401, "", "Basic"},
		{"a probe", private, "/healthz", none, 200, "ok", ""},
		{"the API without a token", private, "/api/v1/outlets", none, 401, "token is needed", `Bearer realm="Isnad"`},
		{"the description without a token", private, "/openapi.json", none, 401, "token is needed", `Bearer realm="Isnad"`},
		{"an operation that is none", private, "/api/v1/none", none, 401, "token is needed", "Bearer"},
		{"the API with a token", private, "/api/v1/outlets", bearer(reader), 200, "outlets", ""},
		{"the API with a token to write", private, "/api/v1/outlets", bearer(writer), 200, "outlets", ""},
		{"a wrong token", private, "/api/v1/outlets", bearer(reader + "x"), 401, "not known", `error="invalid_token"`},
		{"an expired token", private, "/api/v1/outlets", bearer(expired), 401, "expired", `error="invalid_token"`},
		{"an empty token", private, "/api/v1/outlets", bearer(""), 401, "not known", "Bearer"},
		{"another scheme", private, "/api/v1/outlets", func(r *http.Request) { r.Header.Set("Authorization", "Digest "+reader) }, 401, "not known", "Bearer"},
		{"a token in the address", private, "/api/v1/outlets?access_token=" + reader, none, 401, "needed", "Bearer"},
		{"an open server", open, "/api/v1/outlets", none, 200, "outlets", ""},
		{"an open server with a token", open, "/api/v1/outlets", bearer(reader), 200, "outlets", ""},
		{"an open server with a token that has expired", open, "/api/v1/outlets", bearer(expired), 401, "expired", "Bearer"},
		{"a server without an archive", serve(t, Options{}), "/", bearer(reader), 401, "غير معروف", "Basic"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := test.server.do("GET", test.target, nil, test.change)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.says) {
				t.Errorf("status %d, want %d with %q\n%s", w.Code, test.status, test.says, w.Body)
			}
			if asks := w.Header().Get("WWW-Authenticate"); (asks == "") != (test.asks == "") || !strings.Contains(asks, test.asks) {
				t.Errorf("it asks for %q, want %q", asks, test.asks)
			}
			if forPrograms(test.target) && test.status != 200 && w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("refused as %s", w.Header().Get("Content-Type"))
			}
			checkHeaders(t, w.Header())
		})
	}
	// A token that is revoked ends at once.
	all, err := token.List(t.Context(), kept)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := token.Revoke(t.Context(), kept, all[0].ID); err != nil {
		t.Fatal(err)
	}
	if w := private.do("GET", "/api/v1/outlets", nil, bearer(reader)); w.Code != http.StatusUnauthorized {
		t.Errorf("a revoked token: %d", w.Code)
	}
}

func TestAPIAdds(t *testing.T) {
	now := time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC)
	kept := examples(t)
	reader, writer, expired := tokens(t, kept, now)
	s := serve(t, Options{Archive: kept, Fetch: page.Options{MaxBytes: 100 << 10}, Now: func() time.Time { return now }})
	d := describe(t, s)
	quoted := func(text string) string { b, _ := json.Marshal(text); return string(b) }
	const path = "/api/v1/articles"
	html := "<html><head><title>افتتاح الجسر</title></head><body><article><h1>افتتاح الجسر</h1><p>" + strings.Repeat(report, 4) + "</p></article></body></html>"
	const address = "https://madar.example/bridge?x=1"
	text := `{"text": ` + quoted(report) + `, "published": "2024-03-09", "outlet": "مدار"}`
	for _, test := range []struct {
		name, body, sent string
		status           int
		has              string
	}{
		{"no token", text, "", 401, "token is needed"},
		{"a token to read", text, reader, 403, "does not allow"},
		{"an expired token", text, expired, 401, "expired"},
		{"a wrong token", text, "isnad_x_y", 401, "not known"},
		{"a text", text, writer, 201, `"outcome":"added"`},
		{"the same again", text, writer, 200, `"outcome":"unchanged"`},
		{"a page with its address", `{"text": ` + quoted(html) + `, "url": "` + address + `"}`, writer, 201, `"url":"` + address},
		{"a page that was corrected", `{"text": ` + quoted(strings.Replace(html, "40", "50", -1)) + `, "url": "` + address + `"}`, writer, 201, `"outcome":"revised"`},
		{"nothing", `{}`, writer, 422, "no text"},
		{"another language", `{"text": "The minister said that the bridge would be opened at the end of the year."}`, writer, 422, "not in Arabic"},
		{"a file", `{"url": "/etc/passwd"}`, writer, 422, "must begin"},
		{"a file's address", `{"url": "file:///etc/passwd"}`, writer, 422, "must begin"},
		{"a link as text", `{"text": "http://news.example/"}`, writer, 422, "give it as url"},
		{"a private address", `{"url": "http://127.0.0.1:1/"}`, writer, 403, "may not be fetched"},
		{"a loopback name", `{"url": "http://localhost:1/"}`, writer, 403, "may not be fetched"},
		{"a bad date", `{"text": ` + quoted(report) + `, "published": "soon"}`, writer, 422, "date"},
		{"too long", `{"text": ` + quoted(strings.Repeat(report, 700)) + `}`, writer, 413, "too large"},
		{"much too long", `{"text": ` + quoted(strings.Repeat(report, 4000)) + `}`, writer, 413, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d.t = t
			before, err := kept.LastArrival(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			w := s.post(path, test.body, func(r *http.Request) {
				if test.sent != "" {
					bearer(test.sent)(r)
				}
			})
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.has) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			d.check("POST", path, w)
			after, err := kept.LastArrival(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if (after > before) != (test.status == http.StatusCreated) {
				t.Errorf("status %d, and the archive went from %d to %d", w.Code, before, after)
			}
			if (w.Header().Get("WWW-Authenticate") != "") != (w.Code == http.StatusUnauthorized) {
				t.Errorf("%d asks for %q", w.Code, w.Header().Get("WWW-Authenticate"))
			}
			if location := w.Header().Get("Location"); w.Code < 300 {
				if got := s.do("GET", location, nil); got.Code != http.StatusOK {
					t.Errorf("%s: %d", location, got.Code)
				}
			}
		})
	}
	// What was added is found as what was gathered is.
	w := s.do("GET", "/api/v1/search?q="+url.QueryEscape("outlet:مدار الجسر"), nil)
	if !strings.Contains(w.Body.String(), `"total":1`) {
		t.Errorf("searched: %s", w.Body)
	}
}

func TestAddingTakesAnArchiveAndItsToken(t *testing.T) {
	s := serve(t, Options{})
	if w := s.post("/api/v1/articles", `{"text": "x"}`); w.Code != http.StatusNotFound {
		t.Errorf("without an archive: %d %s", w.Code, w.Body)
	}
	public := serve(t, Options{Archive: examples(t), AnyHost: true})
	if w := public.post("/api/v1/articles", `{"text": "x"}`); w.Code != http.StatusUnauthorized {
		t.Errorf("on a public server: %d %s", w.Code, w.Body)
	}
}
