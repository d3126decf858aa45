package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"isnad/archive"
	"isnad/page"
	"isnad/record"
)

// description is the OpenAPI document of a server, with the schemas that its
// answers must follow.
type description struct {
	t        *testing.T
	document map[string]any
	compiler *jsonschema.Compiler
}

const openAPISchema = "testdata/openapi-3.1.schema.json" // of the OpenAPI Initiative, Apache-2.0

func describe(t *testing.T, s *serving) *description {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(s.get("/openapi.json")))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("openapi.json", value); err != nil {
		t.Fatal(err)
	}
	// The schemas of records name each other by their own id.
	records, err := jsonschema.UnmarshalJSON(bytes.NewReader(record.JSONSchema))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AddResource("urn:isnad:record:1", records); err != nil {
		t.Fatal(err)
	}
	return &description{t, value.(map[string]any), c}
}

func TestOpenAPIIsValid(t *testing.T) {
	d := describe(t, serve(t, Options{}))
	raw, err := os.ReadFile(openAPISchema)
	if err != nil {
		t.Fatal(err)
	}
	meta, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(openAPISchema, meta); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(openAPISchema)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(d.document); err != nil {
		t.Error(err)
	}
	if version := d.document["openapi"]; version != "3.1.0" {
		t.Errorf("version %v", version)
	}
	for path, operations := range d.document["paths"].(map[string]any) {
		for method, operation := range operations.(map[string]any) {
			if operation.(map[string]any)["summary"] == nil {
				t.Errorf("%s %s has no summary", method, path)
			}
		}
	}
}

// check holds an answer to what the document says of its operation.
func (d *description) check(method, path string, w *httptest.ResponseRecorder) {
	d.t.Helper()
	operation, ok := d.document["paths"].(map[string]any)[path].(map[string]any)[strings.ToLower(method)].(map[string]any)
	if !ok {
		d.t.Fatalf("the document has no %s %s", method, path)
	}
	responses := operation["responses"].(map[string]any)
	status := http.StatusText(w.Code)
	response, ok := responses[statusKey(w.Code)].(map[string]any)
	if !ok {
		d.t.Errorf("%s %s: %s is not foreseen", method, path, status)
		return
	}
	content, ok := response["content"].(map[string]any)[w.Header().Get("Content-Type")].(map[string]any)
	if !ok {
		d.t.Errorf("%s %s: %s of type %s is not foreseen", method, path, status, w.Header().Get("Content-Type"))
		return
	}
	ref := content["schema"].(map[string]any)["$ref"].(string)
	schema, err := d.compiler.Compile("openapi.json" + ref)
	if err != nil {
		d.t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		d.t.Fatalf("%s %s: %v", method, path, err)
	}
	if err := schema.Validate(value); err != nil {
		d.t.Errorf("%s %s: %s: %v", method, path, status, err)
	}
}

func statusKey(code int) string { b, _ := json.Marshal(code); return string(b) }

// post sends JSON.
func (s *serving) post(target, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	return s.do("POST", target, nil, func(r *http.Request) {
		*r = *httptest.NewRequest("POST", target, strings.NewReader(body))
		r.Host = "localhost:8080"
		r.Header.Set("Content-Type", "application/json")
		for _, c := range change {
			c(r)
		}
	})
}

func TestAPIAnswers(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	d := describe(t, s)
	for _, test := range []struct {
		name, path, target string
		status             int
		has                string
	}{
		{"search", "/api/v1/search", "?q=" + url.QueryEscape("سد العقيق") + "&facets=true&limit=3", 200, `"relaxed":false`},
		{"search of all", "/api/v1/search", "", 200, fmt.Sprintf(`"total":%d`, exampleArticles)},
		{"search of nothing", "/api/v1/search", "?q=" + url.QueryEscape("outlet:لا"), 200, `"hits":[]`},
		{"search that is none", "/api/v1/search", "?q=(", 400, "character 1"},
		{"search from nowhere", "/api/v1/search", "?after=x", 400, "page of results"},
		{"article", "/api/v1/articles/{id}", "/" + url.PathEscape("سرمد:sarmad-4471"), 200, `"schema":"isnad/record/1"`},
		{"no article", "/api/v1/articles/{id}", "/none", 404, "nothing at this address"},
		{"articles", "/api/v1/articles", "?limit=2", 200, fmt.Sprintf(`"total":%d,"next":"`, exampleArticles)},
		{"articles of an outlet and a time", "/api/v1/articles", "?from=2000-01-01&to=2100-01-01&outlet=" + url.QueryEscape("سرمد"), 200, "sarmad-4471"},
		{"articles of no time", "/api/v1/articles", "?to=1999-12-31", 200, `"articles":[]`},
		{"articles of a bad time", "/api/v1/articles", "?to=soon", 422, "date"},
		{"articles from nowhere", "/api/v1/articles", "?after=x", 400, "page of results"},
		{"record", "/api/v1/articles/{id}/record", "/" + url.PathEscape("سرمد:sarmad-4471") + "/record", 200, `"statements":[{`},
		{"no version", "/api/v1/articles/{id}/record", "/" + url.PathEscape("سرمد:sarmad-4471") + "/record?version=2", 404, "nothing"},
		{"statements", "/api/v1/statements", "?q=" + url.QueryEscape("speaker:الطرخون kind:direct"), 200, `"kind":"direct"`},
		{"commitments", "/api/v1/commitments", "?dated=true&from=2019-01-01&to=2019-12-31", 200, `"due":{"value":"2019`},
		{"commitments in a state", "/api/v1/commitments", "?state=past&verdict=none", 200, `"due":{"value":"20`},
		{"commitments with a verdict", "/api/v1/commitments", "?verdict=kept", 200, `"commitments":[]`},
		{"commitments in no state", "/api/v1/commitments", "?state=lost", 422, "state"},
		{"no commitments", "/api/v1/commitments", "?by=" + url.QueryEscape("لا أحد"), 200, `"commitments":[]`},
		{"people", "/api/v1/people", "?limit=2", 200, `"next":"`},
		{"people by a Latin spelling", "/api/v1/people", "?q=tarkhun", 200, "الطرخون"},
		{"people from nowhere", "/api/v1/people", "?after=x", 400, "page of results"},
		{"stories", "/api/v1/stories", "?from=2023-01-01&limit=1", 200, `"outlets":`},
		{"stories of no time", "/api/v1/stories", "?to=1999-12-31", 200, `"stories":[]`},
		{"stories from nowhere", "/api/v1/stories", "?after=?", 400, "page of results"},
		{"story by an article", "/api/v1/stories/{id}", "/" + url.PathEscape("سرمد:sarmad-4471"), 200, `"timeline":[{"id"`},
		{"no story", "/api/v1/stories/{id}", "/none", 404, "nothing"},
		{"claims", "/api/v1/articles/{id}/claims", "/" + url.PathEscape("سرمد:sarmad-4471") + "/claims", 200, `"origins":[{"name":`},
		{"claims of no statement", "/api/v1/articles/{id}/claims", "/" + url.PathEscape("سرمد:sarmad-4471") + "/claims?statement=s999", 200, `"claims":[]`},
		{"claims of no article", "/api/v1/articles/{id}/claims", "/none/claims", 404, "nothing"},
		{"outlets", "/api/v1/outlets", "", 200, `"name":"سرمد"`},
		{"outlet", "/api/v1/outlets/{name}", "/" + url.PathEscape("سرمد"), 200, `"sources":[{"value":`},
		{"no outlet", "/api/v1/outlets/{name}", "/none", 404, "nothing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d.t = t
			prefix, _, _ := strings.Cut(test.path, "/{")
			w := s.do("GET", prefix+test.target, nil)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.has) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			d.check("GET", test.path, w)
			checkHeaders(t, w.Header())
		})
	}
	// The API gives the record that the archive keeps.
	for k, err := range s.opts.Archive.Walk(t.Context(), archive.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		w := s.do("GET", "/api/v1/articles/"+url.PathEscape(k.ID)+"/record", nil)
		d.check("GET", "/api/v1/articles/{id}/record", w)
		if got := bytes.TrimSpace(w.Body.Bytes()); !bytes.Equal(got, k.JSON) {
			t.Errorf("%s: another record", k.ID)
		}
	}
}

// TestAPIArticlesPageByPage holds the list to its law: page by page every article
// stands in it once, and an unchanged page is not sent again.
func TestAPIArticlesPageByPage(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	seen, target := map[string]bool{}, "/api/v1/articles?limit=5&order=oldest"
	for after := ""; ; {
		w := s.do("GET", target+"&after="+url.QueryEscape(after), nil)
		var page struct {
			Next     string
			Articles []archive.ArticleJSON
		}
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || w.Code != 200 {
			t.Fatalf("%d: %v", w.Code, err)
		}
		for _, a := range page.Articles {
			if seen[a.ID] {
				t.Errorf("%s is listed twice", a.ID)
			}
			seen[a.ID] = true
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if len(seen) != exampleArticles {
		t.Errorf("%d articles are listed", len(seen))
	}
	tag := s.do("GET", target, nil).Header().Get("ETag")
	w := s.do("GET", target, nil, func(r *http.Request) { r.Header.Set("If-None-Match", tag) })
	if tag == "" || w.Code != http.StatusNotModified {
		t.Errorf("the tag %q gives %d", tag, w.Code)
	}
}

func TestAPIReads(t *testing.T) {
	s := serve(t, Options{Fetch: page.Options{MaxBytes: 100 << 10}})
	d := describe(t, s)
	quoted := func(text string) string { b, _ := json.Marshal(text); return string(b) }
	for _, test := range []struct {
		name, body string
		status     int
		has        string
	}{
		{"a text", `{"text": ` + quoted(report) + `, "published": "2024-03-09", "outlet": "مدار"}`, 200, `"value":"2024-12-31"`},
		{"a page", `{"text": ` + quoted("<html><body><article><h1>افتتاح الجسر</h1><p>"+strings.Repeat(report, 4)+"</p></article></body></html>") + `}`, 200, `"title":"افتتاح الجسر"`},
		{"nothing", `{}`, 422, "no text"},
		{"another language", `{"text": "The minister said that the bridge would be opened at the end of the year."}`, 422, "not in Arabic"},
		{"both", `{"text": "x", "url": "http://news.example/"}`, 422, "not both"},
		{"a file", `{"url": "/etc/passwd"}`, 422, "must begin"},
		{"a link as text", `{"text": "http://news.example/"}`, 422, "give it as url"},
		{"a private address", `{"url": "http://127.0.0.1:1/"}`, 403, "may not be fetched"},
		{"a bad date", `{"text": ` + quoted(report) + `, "published": "soon"}`, 422, "date"},
		{"a field that is none", `{"txt": "x"}`, 422, "unexpected property"},
		{"broken JSON", `{"text": `, 400, ""},
		{"too long", `{"text": ` + quoted(strings.Repeat(report, 700)) + `}`, 413, "too large"},
		{"much too long", `{"text": ` + quoted(strings.Repeat(report, 4000)) + `}`, 413, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d.t = t
			w := s.post("/api/v1/read", test.body)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.has) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			d.check("POST", "/api/v1/read", w)
		})
	}
}

func TestAPIRefuses(t *testing.T) {
	s := serve(t, Options{})
	for _, test := range []struct {
		name, method, target string
		change               func(*http.Request)
		status               int
	}{
		{"no operation", "GET", "/api/v1/nothing", func(*http.Request) {}, 404},
		{"another method", "DELETE", "/api/v1/search", func(*http.Request) {}, 405},
		{"no archive", "GET", "/api/v1/search", func(*http.Request) {}, 404},
		{"another site", "POST", "/api/v1/read", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		{"another name", "GET", "/api/v1/outlets", func(r *http.Request) { r.Host = "evil.example" }, 421},
	} {
		w := s.do(test.method, test.target, nil, test.change)
		if w.Code != test.status || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", test.name, w.Code, w.Header().Get("Content-Type"))
		}
		if w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: other sites may read it", test.name)
		}
	}
}

func TestUnchangedAnswers(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	for _, target := range []string{"/", "/api/v1/outlets", "/articles/" + url.PathEscape("سرمد:sarmad-4471")} {
		first := s.do("GET", target, nil)
		tag := first.Header().Get("ETag")
		again := s.do("GET", target, nil, func(r *http.Request) { r.Header.Set("If-None-Match", tag) })
		if tag == "" || again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%s: tag %s, then %d", target, tag, again.Code)
		}
		english := s.do("GET", target, nil, func(r *http.Request) {
			r.Header.Set("If-None-Match", tag)
			r.AddCookie(&http.Cookie{Name: preferencesCookie, Value: "lang=en"})
		})
		if strings.HasPrefix(target, "/api") != (english.Code == http.StatusNotModified) {
			t.Errorf("%s in English: %d", target, english.Code)
		}
		if w := s.do("HEAD", target, nil); w.Code != http.StatusOK || w.Body.Len() > 0 {
			t.Errorf("HEAD %s: %d, %d bytes", target, w.Code, w.Body.Len())
		}
		zipped := s.do("GET", target, nil, func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") })
		if first.Body.Len() > 1500 && zipped.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s is not compressed", target)
		}
	}
}
