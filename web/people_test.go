package web

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"isnad/archive"
	"isnad/archive/sqlite"
	"isnad/article"
	"isnad/ledger"
	"isnad/page"
	"isnad/query"
	"isnad/record"
)

func byClass(t *testing.T, source, element, class string) []*html.Node {
	t.Helper()
	return find(t, source, func(n *html.Node) bool {
		return n.Data == element && (class == "" || slices.Contains(strings.Fields(attribute(n, "class")), class))
	})
}

func TestPersonPage(t *testing.T) {
	kept := examples(t)
	s := serve(t, Options{Archive: kept})
	for _, name := range []string{"حسان الطرخون", "الطرخون", "هالة السنبلاني", "نقابة المهندسين"} {
		source := s.get(personPath(name))
		checkReferences(t, source)
		page, err := kept.Statements(t.Context(), query.Field{Name: query.Speaker, Value: name}, archive.ListOptions{})
		if err != nil {
			t.Fatal(err)
		}
		quotes := byClass(t, source, "mark", "")
		if len(quotes) == 0 || len(quotes) != page.Total {
			t.Errorf("%s: %d statements shown, %d kept", name, len(quotes), page.Total)
		}
		for i, st := range page.Statements {
			if got := textOf(quotes[i]); got != st.Said().Content.Of(st.Record.Article.Text) {
				t.Errorf("%s: %q is not what is kept", name, got)
			}
		}
		// Each statement leads to its place in the article.
		for _, a := range find(t, source, func(n *html.Node) bool { return n.Data == "a" && strings.Contains(attribute(n, "href"), "#s") }) {
			path, id, _ := strings.Cut(attribute(a, "href"), "#")
			if !strings.Contains(s.get(path), `id="`+id+`"`) {
				t.Errorf("%s leads nowhere", attribute(a, "href"))
			}
		}
	}
	for _, name := range append([]string{"لا أحد", "..", "a/b"}, attacks...) {
		w := s.do("GET", personPath(name), nil)
		if w.Code >= 500 || w.Code == http.StatusOK {
			t.Errorf("%q: %d", name, w.Code)
		}
		checkMarkup(t, name, w.Body.String())
	}
}

func TestPeople(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	links := find(t, s.get("/people"), func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "href"), "/people/") })
	if len(links) < 20 {
		t.Fatalf("%d people", len(links))
	}
	for _, a := range links {
		s.get(attribute(a, "href"))
	}
}

func TestLedger(t *testing.T) {
	now := time.Date(2020, 9, 1, 12, 0, 0, 0, time.UTC)
	s := serve(t, Options{Archive: examples(t), Now: func() time.Time { return now }})
	days := func(target string) []string {
		var out []string
		for target != "" {
			source := s.get(target)
			for _, li := range find(t, source, func(n *html.Node) bool { return n.Data == "li" && attribute(n.Parent, "class") == "hits" }) {
				out = append(out, textOf(li))
			}
			target = ""
			for _, a := range find(t, source, func(n *html.Node) bool { return attribute(n, "rel") == "next" }) {
				target = attribute(a, "href")
			}
		}
		return out
	}
	coming, past, dated, all := days("/ledger"), days("/ledger?state=past"), days("/ledger?state=dated"), days("/ledger?state=all")
	if len(coming) == 0 || len(past) == 0 || len(coming)+len(past) != len(dated) || len(all) <= len(dated) {
		t.Errorf("%d to come, %d past, %d with a day, %d in all", len(coming), len(past), len(dated), len(all))
	}
	for _, entry := range past {
		if !strings.Contains(entry, "فات موعده") { // its day is over
			t.Errorf("%q is not said to be over", entry)
		}
	}
	if got := days("/ledger?state=all&by=" + url.QueryEscape("تانسرت")); len(got) == 0 || len(got) >= len(all) {
		t.Errorf("%d by one", len(got))
	}
	if got := days("/ledger?from=2019&to=2019"); len(got) == 0 || strings.Contains(strings.Join(got, ""), "2020") {
		t.Errorf("of 2019: %q", got)
	}
	calendar := s.get("/ledger.ics?state=dated")
	if events := strings.Count(calendar, "BEGIN:VEVENT"); events != len(dated) {
		t.Errorf("%d events, %d entries", events, len(dated))
	}
	for _, target := range []string{"/ledger?from=soon", "/ledger?q=(", "/ledger?after=x", "/ledger.ics?to=x"} {
		if w := s.do("GET", target, nil); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	for _, attack := range attacks {
		for _, name := range []string{"by", "q", "from", "to", "state", "after"} {
			w := s.do("GET", "/ledger?"+url.Values{name: {attack}}.Encode(), nil)
			if w.Code >= 500 {
				t.Errorf("%s=%q: %d", name, attack, w.Code)
			}
			checkMarkup(t, attack, w.Body.String())
		}
	}
}

func TestLedgerEntry(t *testing.T) {
	kept := examples(t)
	now := time.Date(2020, 9, 1, 12, 0, 0, 0, time.UTC)
	s := serve(t, Options{Archive: kept, Now: func() time.Time { return now }})
	links := find(t, s.get("/ledger?state=all"), func(n *html.Node) bool {
		return n.Data == "a" && strings.HasPrefix(attribute(n, "href"), "/ledger/")
	})
	if len(links) < 5 {
		t.Fatalf("%d entries", len(links))
	}
	for _, a := range links {
		source := s.get(attribute(a, "href"))
		checkReferences(t, source)
		events := byClass(t, source, "ol", "hits")
		if len(events) != 1 || !strings.Contains(textOf(events[0]), "أُعلن أول مرة") { // first pledged
			t.Errorf("%s does not begin with a pledge", attribute(a, "href"))
		}
	}
	for path, want := range map[string]int{"/ledger/x/c1": 404, entryPath("السنبلة:sunbula-307", "c99"): 404, "/ledger/..%2f/c1": 404} {
		if w := s.do("GET", path, nil); w.Code != want {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, attack := range attacks {
		w := s.do("GET", entryPath(attack, attack), nil)
		if w.Code >= 500 {
			t.Errorf("%q: %d", attack, w.Code)
		}
		checkMarkup(t, attack, w.Body.String())
	}
}

// TestEntryHistory follows a promise over articles of two outlets to a report
// about its outcome and a person's verdict.
func TestEntryHistory(t *testing.T) {
	kept, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	s := serve(t, Options{Archive: kept, Now: func() time.Time { return time.Date(2023, 6, 20, 0, 0, 0, 0, time.UTC) }})
	var first string
	for _, in := range []submission{
		{What: "الوزير في الصفصاف\n\nتعهد وزير الأشغال نبيل الحوراني بإصلاح جسر الصفصاف قبل نهاية حزيران 2023.", Published: "2023-03-01", Outlet: "الضحى"},
		{What: "جسر الصفصاف\n\nتعهد وزير الأشغال نبيل الحوراني بإصلاح جسر الصفصاف قبل نهاية أيلول 2023.", Published: "2023-04-02", Outlet: "السنبلة"},
		{What: "سكان الصفصاف\n\nقال سكان الصفصاف إن الوزارة لم تنجز إصلاح جسر الصفصاف.", Published: "2023-05-20", Outlet: "السنبلة"},
	} {
		result, err := s.keepText(t.Context(), kept, in)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = result.ID
		}
	}
	path := entryPath(first, "c1")
	source := s.get(path)
	for _, want := range []string{"أُعلن أول مرة", "تغيّر موعده", "أُفيد بالإخلال به", "30 سبتمبر"} {
		if !strings.Contains(source, want) {
			t.Errorf("%s is not told", want)
		}
	}
	e, err := s.entry(t.Context(), first, "c1")
	if err != nil {
		t.Fatal(err)
	}
	note, err := ledger.Verdicts{e.ID: {Entry: e.ID, Article: e.Events[0].Article, Commitment: e.Opened, Rating: ledger.PartlyKept, Note: "نصفه مفتوح", At: time.Unix(0, 0)}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := kept.SetState(t.Context(), ledger.StateName, note); err != nil {
		t.Fatal(err)
	}
	if source := s.get(path); !strings.Contains(source, "نصفه مفتوح") {
		t.Error("the verdict is not shown")
	}
	// The list can be chosen by it.
	all := strings.Count(s.get("/ledger?state=all"), "<blockquote")
	for choice, want := range map[string]int{"": all, "partly": 1, "kept": 0, "none": all - 1, "x": all} {
		source := s.get("/ledger?state=all&verdict=" + choice)
		if got := strings.Count(source, "<blockquote"); got != want {
			t.Errorf("verdict %q: %d commitments, want %d", choice, got, want)
		}
		if label := "وُفي ببعضه</b>"; strings.Contains(source, label) != (choice == "partly" || choice == "" || choice == "x") {
			t.Errorf("verdict %q: the label of the verdict is missing, or there for others", choice)
		}
	}
}

func TestOutletsAndAbout(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	for _, a := range find(t, s.get("/outlets"), func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "href"), "/search?outlet=") }) {
		if len(titles(t, s.get(attribute(a, "href")))) == 0 {
			t.Errorf("%s has no articles", textOf(a))
		}
	}
	for _, cookie := range []string{"", "lang=en"} {
		s.cookie = &http.Cookie{Name: preferencesCookie, Value: cookie}
		if source := s.get("/about"); len(byClass(t, source, "pre", "")) != 3 {
			t.Error("a model has no card")
		}
	}
	empty := serve(t, Options{})
	for path, want := range map[string]int{"/about": 200, "/people": 404, "/people/x": 404, "/ledger": 404, "/ledger.ics": 404, "/outlets": 404} {
		if w := empty.do("GET", path, nil); w.Code != want {
			t.Errorf("%s without an archive: %d", path, w.Code)
		}
	}
}

func TestMonthBars(t *testing.T) {
	count := func(values ...string) (out []archive.Count) {
		for i, v := range values {
			out = append(out, archive.Count{Value: v, Articles: i + 1})
		}
		return out
	}
	for _, test := range []struct {
		name   string
		counts []archive.Count
		want   string
	}{
		{"none", nil, ""},
		{"one month", count("2031-04"), ""},
		{"a gap", count("2031-04", "2031-02"), "2031-02:2 2031-03:0 2031-04:1"},
		{"over New Year", count("2031-01", "2030-12"), "2030-12:2 2031-01:1"},
		{"many years", count("2031-04", "2031-02", "2024-05"), "2024:3 2025:0 2026:0 2027:0 2028:0 2029:0 2030:0 2031:3"},
		{"no month", count("unknown", "2031-04", "2031-05"), "2031-04:2 2031-05:3"},
	} {
		var got []string
		if b := monthBars(test.counts); b != nil {
			for _, x := range b.Bars {
				got = append(got, fmt.Sprintf("%s:%d", x.Value, x.Count))
				if x.Y+x.Height != barHeight || x.X+x.Width > b.Width || (x.Height == 0) != (x.Count == 0) {
					t.Errorf("%s: %+v of %d", test.name, x, b.Width)
				}
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %q", test.name, got)
		}
	}
}

// What only a headline promises is listed, so it has a page.
func TestEntryOfAHeadline(t *testing.T) {
	kept := emptyArchive(t)
	const text = "توقفت المصارف عن العمل ثلاثة أسابيع بسبب عطل في شبكة الاتصالات."
	a, err := article.From(&page.Page{Name: "x", Format: page.Record, Text: text, Fields: &page.Fields{ID: "1", Title: "مصارف سروان تستعد لفتح أبوابها غدا", Published: "2031-04-02", Text: text}}, article.Options{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := archive.NewEntry(record.Read(a), nil, article.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Put(t.Context(), []*archive.Entry{e}); err != nil {
		t.Fatal(err)
	}
	if c := e.Record.Commitments; len(c) != 1 || !c[0].HeadlineOnly {
		t.Fatalf("commitments %+v, want one of the headline only", c)
	}
	if w := serve(t, Options{Archive: kept}).do("GET", entryPath(a.ID, "c1"), nil); w.Code != http.StatusOK {
		t.Errorf("status %d", w.Code)
	}
}
