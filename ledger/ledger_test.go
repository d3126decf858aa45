package ledger

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"isnad/arabic"
	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// read makes the record of a text that an outlet published on a day.
func read(t testing.TB, id, day, title, text string) *record.Record {
	t.Helper()
	p := &page.Page{Name: id, Format: page.Record, Text: text, Fields: &page.Fields{ID: id, Outlet: "الضحى", Title: title, Published: day}}
	a, err := article.From(p, article.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return record.Read(a)
}

// day is the instant of a date.
func day(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// kinds writes an entry's events by kind and article.
func kinds(e *Entry) string {
	var out []string
	for _, event := range e.Events {
		out = append(out, fmt.Sprintf("%s %s", event.Article[strings.IndexByte(event.Article, ':')+1:], event.Kind))
	}
	return strings.Join(out, ", ")
}

// The minister of works promises to repair the bridge of Safsaf before July.
const pledge = "تعهد وزير الأشغال نبيل الحوراني بإصلاح جسر الصفصاف قبل نهاية حزيران 2023."

func TestLedger(t *testing.T) {
	type item struct{ id, day, title, text string }
	first := item{"a", "2023-03-01", "الوزير في الصفصاف", pledge}
	for _, row := range []struct {
		name    string
		items   []item
		entries int
		events  string // of the first entry
		due     string
		state   State // on 1 June 2023, two weeks being soon
	}{
		{"a pledge opens an entry", []item{first}, 1, "a pledged", "2023-06-30", Open},
		{"another article repeats it", []item{first, {"b", "2023-03-02", "جسر الصفصاف", pledge}}, 1, "a pledged, b repeated", "2023-06-30", Open},
		{"the day moves", []item{first, {"b", "2023-04-02", "جسر الصفصاف", "تعهد وزير الأشغال نبيل الحوراني بإصلاح جسر الصفصاف قبل نهاية أيلول 2023."}}, 1, "a pledged, b deadline_moved", "2023-09-30", Open},
		{"another matter", []item{first, {"b", "2023-04-02", "مدرسة", "تعهد وزير الأشغال نبيل الحوراني ببناء مدرسة للبنات في سهل الرمان."}}, 2, "a pledged", "2023-06-30", Open},
		{"another actor", []item{first, {"b", "2023-04-02", "البلدية", "تعهد رئيس البلدية عادل الجمال بإصلاح جسر الصفصاف قبل نهاية حزيران 2023."}}, 2, "a pledged", "2023-06-30", Open},
		{"someone reports that it is done", []item{first, {"b", "2023-05-20", "الجسر", "قال سكان الصفصاف إن الوزارة أنجزت إصلاح جسر الصفصاف."}}, 1, "a pledged, b reported_done", "2023-06-30", StateDone},
		{"someone reports that it is not", []item{first, {"b", "2023-05-20", "الجسر", "قال سكان الصفصاف إن الوزارة لم تنجز إصلاح جسر الصفصاف."}}, 1, "a pledged, b reported_broken", "2023-06-30", StateBroken},
		{"others say that he went back on it", []item{first, {"b", "2023-05-20", "الجسر", "قالت النائبة سلمى القاضي إن الوزير تراجع عن إصلاح جسر الصفصاف."}}, 1, "a pledged, b reported_broken", "2023-06-30", StateBroken},
		{"a condition is added", []item{first, {"b", "2023-04-02", "جسر الصفصاف", "تعهد وزير الأشغال نبيل الحوراني بإصلاح جسر الصفصاف قبل نهاية حزيران 2023 شريطة أن يقر البرلمان الموازنة."}}, 1, "a pledged, b condition_added", "2023-06-30", Open},
		{"he takes it back himself", []item{first, {"b", "2023-05-20", "الجسر", "قال وزير الأشغال نبيل الحوراني إنه تراجع عن إصلاح جسر الصفصاف."}}, 1, "a pledged, b withdrawn", "2023-06-30", StateWithdrawn},
		{"it is denied", []item{first, {"b", "2023-05-20", "الجسر", "نفى متعهد البناء سمير العبد إصلاح جسر الصفصاف."}}, 1, "a pledged, b denied", "2023-06-30", Open},
	} {
		t.Run(row.name, func(t *testing.T) {
			l := New()
			for _, i := range row.items {
				l.Add(read(t, i.id, i.day, i.title, i.text))
			}
			entries := l.Entries()
			if len(entries) != row.entries {
				t.Fatalf("%d entries, want %d", len(entries), row.entries)
			}
			e := entries[0]
			if got := kinds(e); got != row.events {
				t.Errorf("events %s, want %s", got, row.events)
			}
			if e.Due != row.due {
				t.Errorf("due %q, want %q", e.Due, row.due)
			}
			if got := e.State(day(t, "2023-06-01"), 14*24*time.Hour); got != row.state {
				t.Errorf("state %s, want %s", got, row.state)
			}
			if l.Lookup(e.ID) != e {
				t.Error("the entry is not found by its id")
			}
		})
	}
}

func TestHeadlineOpensNoEntry(t *testing.T) {
	text := "مقال عن الجسر"
	r := &record.Record{
		Article:     &article.Article{ID: "x", Text: text, Published: article.Date{Precision: article.UnknownDate}},
		Commitments: []record.Commitment{{ID: "c1", By: record.Party{Name: "نبيل الحوراني"}, Content: arabic.Span{End: len(text)}, HeadlineOnly: true}},
	}
	l := New()
	l.Add(r)
	if n := len(l.Entries()); n != 0 {
		t.Errorf("%d entries", n)
	}
}

func TestStateByDay(t *testing.T) {
	e := &Entry{Events: []Event{{Kind: Pledged, Due: "2023-06-30"}}}
	for at, want := range map[string]State{"2023-06-01": Open, "2023-06-23": DueSoon, "2023-06-30": DueSoon, "2023-07-01": Overdue} {
		if got := e.State(day(t, at), 7*24*time.Hour); got != want {
			t.Errorf("on %s: %s, want %s", at, got, want)
		}
	}
	e.Events = append(e.Events, Event{Kind: ReportedDone, At: day(t, "2023-06-20")})
	if got := e.State(day(t, "2023-06-19"), 0); got != Open {
		t.Errorf("on the day before the report: %s", got)
	}
	e.Events = append(e.Events, Event{Kind: ReportedBroken}, Event{Kind: Denied})
	if got := e.State(day(t, "2023-06-01"), 0); got != StateBroken {
		t.Errorf("after a report: %s", got)
	}
	e.Events = append(e.Events, Event{Kind: Repeated})
	if got := e.State(day(t, "2023-06-01"), 0); got != Open {
		t.Errorf("pledged anew: %s", got)
	}
}

func TestVerdictsRoundTrip(t *testing.T) {
	v := Verdicts{"b": {Entry: "b", Rating: BrokenPromise, Note: "زرنا الجسر", By: "ليلى", At: day(t, "2023-07-02")}, "a": {Entry: "a", Rating: KeptPromise}}
	note, err := v.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadVerdicts(note)
	if err != nil || len(back) != 2 || back["b"] != v["b"] {
		t.Errorf("%v, %v", back, err)
	}
	if _, err := ReadVerdicts([]byte(`[{"entry":"a","rating":"wonderful"}]`)); err == nil {
		t.Error("an unknown rating is taken")
	}
	if empty, err := ReadVerdicts(nil); err != nil || len(empty) != 0 {
		t.Errorf("no note: %v, %v", empty, err)
	}
}

func FuzzReadVerdicts(f *testing.F) {
	f.Add([]byte(`[{"entry":"a","rating":"kept","at":"2023-07-02T00:00:00Z"}]`))
	f.Fuzz(func(t *testing.T, note []byte) {
		v, err := ReadVerdicts(note)
		if err != nil {
			return
		}
		again, err := v.Encode()
		if err != nil {
			return // a time beyond what JSON can hold
		}
		if _, err := ReadVerdicts(again); err != nil {
			t.Errorf("what was read is not read again: %v", err)
		}
	})
}
