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

func TestCorrectingNames(t *testing.T) {
	now := time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC)
	kept := examples(t)
	reader, writer, _ := tokens(t, kept, now)
	s := serve(t, Options{Archive: kept, Now: func() time.Time { return now }})
	const a, b = "حسان الطرخون", "هالة السنبلاني"
	said := func(name string) int { return len(byClass(t, s.get(personPath(name)), "mark", "")) }
	each := [2]int{said(a), said(b)}
	leads := func(part string) string {
		t.Helper()
		for _, link := range find(t, s.get(personPath(a)), func(n *html.Node) bool { return n.Data == "a" && strings.Contains(attribute(n, "href"), part) }) {
			return attribute(link, "href")
		}
		t.Fatalf("the page does not lead to %s", part)
		return ""
	}
	if form := s.get(leads("/correct?join=")); !strings.Contains(form, `name="value.b"`) {
		t.Errorf("the form that joins:\n%s", form)
	}
	signed := func(pairs ...string) url.Values {
		v := url.Values{formField: {s.tokenOf(s.form.Value)}, "by": {"ليلى"}, "why": {"سألتُ مكتبه"}} // I asked his office
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	password := func(sent string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth("anybody", sent) }
	}
	post := func(name string, form url.Values, change func(*http.Request), status int, says string) {
		t.Helper()
		w := s.do("POST", personPath(a)+"/correct", form, change)
		if w.Code != status || !strings.Contains(w.Body.String(), says) {
			t.Errorf("%s: %d\n%s", name, w.Code, w.Body)
		}
	}
	join := func(other string) url.Values { return signed("do", "join", "join", "name", "value.b", other) }
	post("without a token", join(b), func(*http.Request) {}, 401, "رمز دخول")
	post("with a token to read", join(b), password(reader), 403, "لا يسمح")
	post("unsigned", signed("do", "join", "value.b", b, "by", " "), password(writer), 422, "nobody has signed")
	post("an unknown name", join("فلان الفلاني"), password(writer), 422, `value="فلان الفلاني"`)
	post("itself", join(a), password(writer), 409, "are one name already")
	post("joined by the address of a page", join("http://localhost"+personPath(b)+"?after=x"), password(writer), 303, "")
	if n := said(a); n != each[0]+each[1] || said(b) != n {
		t.Errorf("joined, %d and %d statements are shown, want %d", n, said(b), each[0]+each[1])
	}
	page := s.get(personPath(a))
	for _, want := range []string{"ليلى", "سألتُ مكتبه", "جُمع الاسمان", "صيغ الاسم"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the joined name does not say %q", want)
		}
	}
	checkReferences(t, page)
	if list := s.get("/corrections"); !strings.Contains(list, personPath(a)+"#corrections") {
		t.Errorf("the list of corrections:\n%s", list)
	}
	if w := s.do("GET", "/api/v1/people?q="+url.QueryEscape(a), nil); !strings.Contains(w.Body.String(), `"do":"join"`) {
		t.Errorf("the API lists %s", w.Body)
	}
	undo := leads("/correct?undo=")
	_, id, _ := strings.Cut(undo, "undo=")
	if form := s.get(undo); !strings.Contains(form, id) {
		t.Errorf("the form that takes it back:\n%s", form)
	}
	// Of the two the more frequent gives the name, and the other is split off.
	first, second := a, b
	if strings.Contains(leads("/correct?split="), url.QueryEscape(a)) {
		first, second = b, a
	}
	if form := s.get(leads("/correct?split=")); !strings.Contains(form, first) || !strings.Contains(form, second) {
		t.Errorf("the form that splits:\n%s", form)
	}
	post("taken back", signed("do", "undo", "undo", id), password(writer), 303, "")
	if got := [2]int{said(a), said(b)}; got != each {
		t.Errorf("taken back, %v statements are shown, want %v", got, each)
	}
	post("joined again", join(b), password(writer), 303, "")
	post("split", signed("do", "split", "split", b), password(writer), 303, "")
	if got := [2]int{said(a), said(b)}; got != each {
		t.Errorf("split, %v statements are shown, want %v", got, each)
	}
	for _, path := range []string{personPath("لا أحد") + "/correct", personPath("لا أحد") + "/correct?undo=x", personPath(a) + "/correct?undo=x", personPath(a) + "/correct?split=x", personPath("..") + "/correct"} {
		if w := s.do("GET", path, nil); w.Code != http.StatusNotFound && w.Code != http.StatusMovedPermanently && w.Code != http.StatusTemporaryRedirect {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, attack := range attacks {
		for _, name := range []string{"undo", "split", "join", "value.b", "by"} {
			w := s.do("GET", personPath(a)+"/correct?"+url.Values{name: {attack}}.Encode(), nil)
			if w.Code >= 500 {
				t.Errorf("%s=%q: %d", name, attack, w.Code)
			}
			checkMarkup(t, attack, w.Body.String())
		}
	}
}
