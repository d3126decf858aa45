package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"isnad/archive"
	"isnad/correction"
	"isnad/record"
)

// spoken finds an article of the examples with a statement of a person.
func spoken(t *testing.T, in archive.Archive) (*archive.Kept, record.Statement) {
	t.Helper()
	for k, err := range in.Walk(t.Context(), archive.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range k.Record.Statements {
			if s.Source.Type == record.Person && len(k.Record.Entities) > 3 {
				return k, s
			}
		}
	}
	t.Fatal("nobody says anything in the examples")
	return nil, record.Statement{}
}

func TestCorrecting(t *testing.T) {
	now := time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC)
	kept := examples(t)
	reader, writer, _ := tokens(t, kept, now)
	s := serve(t, Options{Archive: kept, Now: func() time.Time { return now }})
	k, said := spoken(t, kept)
	page := s.get(articlePath(k.ID))
	address := correctPath(k.ID, "item", said.ID)
	if !strings.Contains(page, strings.ReplaceAll(address, "&", "&amp;")) {
		t.Fatalf("the page does not lead to %s", address)
	}
	form := s.get(address)
	if n := len(find(t, form, func(n *html.Node) bool { return n.Data == "select" })); n < 4 || !strings.Contains(form, said.Source.Name) {
		t.Errorf("the form has %d choices:\n%s", n, form)
	}
	fields := func(change ...string) url.Values {
		v := url.Values{formField: {s.tokenOf(s.form.Value)}, "do": {"set"}, "item": {said.ID}, "words": {said.Content.Of(k.Record.Article.Text)}, "by": {"ليلى"}, "why": {"سمعتُ التسجيل"}, "value.act": {"warn"}}
		for i := 0; i < len(change); i += 2 {
			v.Set(change[i], change[i+1])
		}
		return v
	}
	password := func(sent string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth("anybody", sent) }
	}
	path := articlePath(k.ID) + "/correct"
	for _, tt := range []struct {
		name   string
		form   url.Values
		change func(*http.Request)
		status int
		says   string
	}{
		{"without a token", fields(), func(*http.Request) {}, 401, "رمز دخول"},
		{"with a token to read", fields(), password(reader), 403, "لا يسمح"},
		{"from elsewhere", fields(formField, "forged"), password(writer), 403, "النموذج قديم"},
		{"unsigned", fields("by", " "), password(writer), 422, "nobody has signed"},
		{"an unknown person", fields("value.speaker", "فلان الفلاني"), password(writer), 422, "nobody of that name"},
		{"words outside the text", fields("value.words", "ليس في النص"), password(writer), 422, "does not stand in the article"},
		{"what has changed meanwhile", fields("words", "غيره"), password(writer), 422, "look again"},
		{"a correction", fields(), password(writer), 303, ""},
		{"of nothing that is there", fields("item", "s99"), password(writer), 404, ""},
	} {
		w := s.do("POST", path, tt.form, tt.change)
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.says) {
			t.Errorf("%s: %d\n%s", tt.name, w.Code, w.Body)
		}
	}
	page = s.get(articlePath(k.ID))
	for _, want := range []string{"ليلى", "سمعتُ التسجيل", "&#43;correction", "قراءة البرنامج"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the corrected article does not say %q", want)
		}
	}
	checkReferences(t, page)
	after, err := kept.Get(t.Context(), k.ID, 0)
	if err != nil || after.Record.Statement(said.ID).Act != record.Warn || after.Read.Statement(said.ID).Act != said.Act {
		t.Fatalf("kept %+v, %v", after, err)
	}
	if program := s.get(articlePath(k.ID) + "/record.json?reading=program"); strings.Contains(program, "corrections") {
		t.Error("the program's reading tells of corrections")
	}
	if list := s.get("/corrections"); !strings.Contains(list, "ليلى") {
		t.Errorf("the list of corrections:\n%s", list)
	}
	id := after.Corrections[0].ID
	if undo := s.get(correctPath(k.ID, "undo", id)); !strings.Contains(undo, id) {
		t.Errorf("the form that takes it back:\n%s", undo)
	}
	back := url.Values{formField: {s.tokenOf(s.form.Value)}, "do": {"undo"}, "undo": {id}, "by": {"عمر"}, "why": {"تسجيل يوم آخر"}}
	if w := s.do("POST", path, back, password(writer)); w.Code != http.StatusSeeOther {
		t.Errorf("taken back: %d\n%s", w.Code, w.Body)
	}
	if again, err := kept.Get(t.Context(), k.ID, 0); err != nil || again.Record.Statement(said.ID).Act != said.Act {
		t.Errorf("taken back, it reads %+v, %v", again.Record.Statement(said.ID), err)
	}
	place := func(story string) url.Values {
		return url.Values{formField: {s.tokenOf(s.form.Value)}, "do": {"place"}, "place": {"story"}, "value.story": {story}, "by": {"عمر"}, "why": {"حدث آخر"}}
	}
	if form := s.get(correctPath(k.ID, "place", "story")); !strings.Contains(form, `name="value.story"`) {
		t.Errorf("the form that places it:\n%s", form)
	}
	if w := s.do("POST", path, place("http://localhost/stories/none"), password(writer)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "&#34;none&#34; is no story") {
		t.Errorf("placed nowhere: %d\n%s", w.Code, w.Body)
	}
	if w := s.do("POST", path, place(""), password(writer)); w.Code != http.StatusSeeOther {
		t.Errorf("placed apart: %d\n%s", w.Code, w.Body)
	}
	for _, kind := range correction.Kinds() {
		if add := s.get(correctPath(k.ID, "add", string(kind))); !strings.Contains(add, `name="words"`) {
			t.Errorf("the form that adds a %s:\n%s", kind, add)
		}
	}
}

func TestAPICorrects(t *testing.T) {
	now := time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC)
	kept := examples(t)
	reader, writer, _ := tokens(t, kept, now)
	s := serve(t, Options{Archive: kept, Now: func() time.Time { return now }})
	d := describe(t, s)
	k, said := spoken(t, kept)
	const path = "/api/v1/corrections"
	body := func(q correction.Request) string {
		q.Article, q.Why = k.ID, "سمعتُ التسجيل"
		raw, err := json.Marshal(map[string]any{"corrections": []correction.Request{q}})
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	set := correction.Request{Do: correction.Set, Item: said.ID, Values: map[string]string{"act": "warn"}, By: "ليلى"}
	unknown, unsigned, elsewhere := set, set, set
	unknown.Values = map[string]string{"speaker": "فلان الفلاني"}
	unsigned.By = ""
	elsewhere.Item = "s99"
	for _, tt := range []struct {
		name, body, sent string
		status           int
		has              string
	}{
		{"no token", body(set), "", 401, "token is needed"},
		{"a token to read", body(set), reader, 403, "does not allow"},
		{"an unknown person", body(unknown), writer, 422, "nobody of that name"},
		{"unsigned", body(unsigned), writer, 422, "nobody has signed"},
		{"of nothing that is there", body(elsewhere), writer, 422, "nothing of that id"},
		{"a deed that is none", strings.Replace(body(set), `"set"`, `"paint"`, 1), writer, 422, "expected value"},
		{"none", `{"corrections": []}`, writer, 422, "length"},
		{"a correction", body(set), writer, 201, `"values":{"act":"warn"}`},
	} {
		w := s.post(path, tt.body, func(r *http.Request) {
			if tt.sent != "" {
				bearer(tt.sent)(r)
			}
		})
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.has) {
			t.Errorf("%s: %d %s", tt.name, w.Code, w.Body)
		}
		d.check("POST", path, w)
	}
	for _, tt := range []struct{ name, path, target, has string }{
		{"the list", path, path, `"live":true`},
		{"the article", "/api/v1/articles/{id}", "/api/v1/articles/" + url.PathEscape(k.ID), `"corrections":[{`},
		{"the record", "/api/v1/articles/{id}/record", "/api/v1/articles/" + url.PathEscape(k.ID) + "/record", `"was":{"act":`},
	} {
		w := s.do("GET", tt.target, nil)
		if w.Code != 200 || !strings.Contains(w.Body.String(), tt.has) {
			t.Errorf("%s: %d %s", tt.name, w.Code, w.Body)
		}
		d.check("GET", tt.path, w)
	}
	w := s.do("GET", "/api/v1/articles/"+url.PathEscape(k.ID)+"/record?reading=program", nil)
	if strings.Contains(w.Body.String(), "corrections") {
		t.Errorf("the program's reading: %s", w.Body)
	}
	d.check("GET", "/api/v1/articles/{id}/record", w)
}
