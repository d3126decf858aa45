package article

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"isnad/page"
)

// Any source gives an article that keeps the laws, or one error of package
// page.
func FuzzFrom(f *testing.F) {
	files, _ := filepath.Glob("testdata/pages/*.html")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if p, err := page.Decode(file, raw, ""); err == nil {
			f.Add(p.Text, uint8(0))
		}
	}
	f.Add("عنوان\n\nقال الوزير سالم النهري إن الجسر جاهز.\n\nمقالات ذات صلة\n", uint8(1))
	f.Add("قال الوزير\nسالم النهري", uint8(2))
	f.Fuzz(func(t *testing.T, src string, format uint8) {
		src = strings.ToValidUTF8(src, "\uFFFD") // as package page promises
		p := &page.Page{Name: "in", Text: src}
		switch format % 3 {
		case 0:
			p.Format = page.HTML
		case 1:
			p.Format = page.Text
		case 2:
			p.Format, p.Fields = page.Record, &page.Fields{ID: "1", Title: "عنوان", URL: src, Published: src, Text: src}
		}
		a, err := From(p, Options{})
		if err != nil {
			var e *page.Error
			if !errors.As(err, &e) || e.Name != "in" {
				t.Fatalf("error %#v", err)
			}
			return
		}
		checkLaws(t, p, a)
	})
}

// A date that is read is plausible, and its layout reads back as itself.
func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2021-07-26T14:30:05+03:00", "الاثنين 26 تموز/يوليو 2021 - 14:30", "16 ذو الحجة 1442 هـ", "26/7/2021"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := ParseDate(s)
		if !ok {
			return
		}
		if !plausible(d) || !d.Known() {
			t.Fatalf("%q gives %v", s, d)
		}
		again, ok := ParseDate(d.Time.Format("2006-01-02T15:04:05Z07:00"))
		if !ok || !again.Time.Equal(d.Time.Truncate(1e9)) {
			t.Errorf("%q gives %v, which reads as %v", s, d, again)
		}
	})
}
