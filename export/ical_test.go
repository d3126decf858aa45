package export_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"isnad/article"
	"isnad/export"
	"isnad/page"
	"isnad/record"
	"isnad/wording"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const pledges = `وزير الأشغال يتعهد بفتح الجسر

تعهد وزير الأشغال في سروان نديم الطرابيشي، في بيان، بفتح جسر الوادي قبل نهاية العام الجاري إذا وافق مجلس بلدية الشاطئ على الموازنة.
وقالت شركة المنار للكهرباء إنها ستعيد التيار إلى القرى الأربع يوم 15 كانون الثاني/يناير المقبل.
وقال الطرابيشي إن الحكومة لن تتخلى عن المشروع.`

func read(t *testing.T, text, published string) *record.Record {
	t.Helper()
	p, err := page.Decode("pledges.txt", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	date, _ := article.ParseDate(published)
	a, err := article.From(p, article.Options{Published: date, Outlet: "مدار الساحل"})
	if err != nil {
		t.Fatal(err)
	}
	return record.Read(a)
}

func calendar(t *testing.T, lang wording.Language, records ...*record.Record) string {
	t.Helper()
	var out bytes.Buffer
	c := export.ICalendar{Language: lang}
	if err := c.Begin(&out); err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := c.Commitments(&out, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.End(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestICalendar(t *testing.T) {
	for _, c := range []struct {
		golden string
		lang   wording.Language
	}{{"pledges-ar.ics", wording.Arabic}, {"pledges-en.ics", wording.English}} {
		got := calendar(t, c.lang, read(t, pledges, "2021-10-03"))
		golden := filepath.Join("testdata", c.golden)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.golden, diff)
		}
	}
}

// TestICalendarIsValid reads the calendar back with the rules of RFC 5545 that
// writers break most: CRLF, lines of 75 bytes, whole characters, unique UIDs.
func TestICalendarIsValid(t *testing.T) {
	r := read(t, pledges, "2021-10-03")
	got := calendar(t, wording.Arabic, r)
	for line := range strings.SplitSeq(strings.TrimSuffix(got, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("line of %d bytes, valid UTF-8 %v: %q", len(line), utf8.ValidString(line), line)
		}
	}
	cal, err := ics.ParseCalendar(strings.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	dated := 0
	for _, c := range r.Commitments {
		if c.Due.Value != "" {
			dated++
		}
	}
	if dated < 2 || len(cal.Events()) != dated {
		t.Errorf("%d events for %d dated commitments, want as many and at least 2", len(cal.Events()), dated)
	}
	seen := map[string]bool{}
	for _, e := range cal.Events() {
		if seen[e.Id()] {
			t.Errorf("UID %s twice", e.Id())
		}
		seen[e.Id()] = true
		for _, name := range []ics.ComponentProperty{ics.ComponentPropertyDtstamp, ics.ComponentPropertyDtStart, ics.ComponentPropertySummary} {
			if e.GetProperty(name) == nil {
				t.Errorf("event %s has no %s", e.Id(), name)
			}
		}
	}
}

// An article without a date gives a calendar without events, which is valid.
func TestICalendarWithoutEvents(t *testing.T) {
	got := calendar(t, wording.Arabic, read(t, "قال عمدة باب الريح سليم الحوراني إن السوق مغلقة.", ""))
	cal, err := ics.ParseCalendar(strings.NewReader(got))
	if err != nil || len(cal.Events()) != 0 {
		t.Errorf("%v, %d events:\n%s", err, len(cal.Events()), got)
	}
}
