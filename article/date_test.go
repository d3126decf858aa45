package article

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for _, tt := range []struct {
		in, want  string // RFC 3339, "" for no date
		precision Precision
	}{
		{"2021-07-26", "2021-07-26T00:00:00Z", Day},
		{"2021-07", "2021-07-01T00:00:00Z", Month},
		{"2021", "2021-01-01T00:00:00Z", Year},
		{"2021/7/26", "2021-07-26T00:00:00Z", Day},
		{"20210726", "2021-07-26T00:00:00Z", Day},
		{"2021-07-26T14:30:05Z", "2021-07-26T14:30:05Z", Second},
		{"2021-07-26T14:30:05.123Z", "2021-07-26T14:30:05Z", Second},
		{"2021-07-26T14:30:05+03:00", "2021-07-26T14:30:05+03:00", Second},
		{"2021-07-26T14:30:05+0300", "2021-07-26T14:30:05+03:00", Second},
		{"2021-07-26 14:30:05 +0300", "2021-07-26T14:30:05+03:00", Second},
		{"2021-07-26 14:30", "2021-07-26T14:30:00Z", Second},
		{"2021-07-26T14:30+03:00", "2021-07-26T14:30:00+03:00", Second},
		{"2021-07-26T00:00:00+01:00", "2021-07-26T00:00:00Z", Day},
		{"Mon, 26 Jul 2021 14:30:05 GMT", "2021-07-26T14:30:05Z", Second},
		{"Mon, 26 Jul 2021 14:30:05 +0300", "2021-07-26T14:30:05+03:00", Second},
		{"1627302605", "2021-07-26T12:30:05Z", Second},
		{"1627302605000", "2021-07-26T12:30:05Z", Second},
		{"July 26, 2021", "2021-07-26T00:00:00Z", Day},
		// Arabic, in words
		{"الاثنين 26 تموز/يوليو 2021 - 14:30", "2021-07-26T14:30:00Z", Second},
		{"الإثنين ٢٦ تموز (يوليو) ٢٠٢١", "2021-07-26T00:00:00Z", Day},
		{"26 يوليو/تموز 2021", "2021-07-26T00:00:00Z", Day},
		{"26 كانون الثاني 2021", "2021-01-26T00:00:00Z", Day},
		{"26 تشرين الأول/أكتوبر 2021", "2021-10-26T00:00:00Z", Day},
		{"الإثنين 26 جويلية 2021 - 08:05", "2021-07-26T08:05:00Z", Second},
		{"26 أوت 2021", "2021-08-26T00:00:00Z", Day},
		{"8 فيفري 2019", "2019-02-08T00:00:00Z", Day},
		{"26 يوليوز 2021", "2021-07-26T00:00:00Z", Day},
		{"26 غشت 2021", "2021-08-26T00:00:00Z", Day},
		{"2 دجنبر 2021", "2021-12-02T00:00:00Z", Day},
		{"يوليو 26, 2021", "2021-07-26T00:00:00Z", Day},
		{"26 من يوليو عام 2021", "2021-07-26T00:00:00Z", Day},
		{"يوليو 2021", "2021-07-01T00:00:00Z", Month},
		{"26 يوليو 2021 الساعة 2:30 مساءً", "2021-07-26T14:30:00Z", Second},
		{"26 يوليو 2021، 12:10 ص", "2021-07-26T00:10:00Z", Second},
		{"26 يوليو 2021 - 14:30 بتوقيت غرينتش", "2021-07-26T14:30:00Z", Second},
		{"26 يوليو 2021 - 14:30 (GMT+0400)", "2021-07-26T14:30:00+04:00", Second},
		{"26 يوليو 2021 14:30 بتوقيت مكة المكرمة", "2021-07-26T14:30:00+03:00", Second},
		{"نشر في: 26/7/2021 14:30", "2021-07-26T14:30:00Z", Second},
		{"٢٦/٠٧/٢٠٢١", "2021-07-26T00:00:00Z", Day},
		{"07/26/2021", "2021-07-26T00:00:00Z", Day},
		{"2021-07-26 | 12:42", "2021-07-26T12:42:00Z", Second},
		{"تاريخ النشر 26 يوليو 2021 - آخر تحديث 28 يوليو 2021 10:00", "2021-07-26T00:00:00Z", Day},
		// Hijri, by the Umm al-Qura calendar
		{"16 ذو الحجة 1442 هـ", "2021-07-26T00:00:00Z", Day},
		{"الاثنين 16 ذو الحجة 1442هـ - 26 يوليو 2021م", "2021-07-26T00:00:00Z", Day},
		{"25 شوال 1436 هـ الموافق 10 أغسطس 2015 م", "2015-08-10T00:00:00Z", Day},
		{"16/12/1442", "2021-07-26T00:00:00Z", Day},
		// no dates
		{"", "", ""},
		{"31 يونيو 2021", "", ""},
		{"2021-13-01", "", ""},
		{"1 محرم 1300", "", ""},
		{"30 صفر 1600", "", ""},
		{"قبل يومين", "", ""},
		{"26 يوليو", "", ""},
		{"26/7/21", "", ""},
		{"1850-01-01", "", ""},
		{"في 26 يوليو 2021 قال الوزير", "", ""},
		{"1442", "", ""},
	} {
		t.Run(tt.in, func(t *testing.T) {
			d, ok := ParseDate(tt.in)
			if !ok {
				if tt.want != "" {
					t.Errorf("no date, want %s", tt.want)
				}
				return
			}
			if got := d.Time.Format(time.RFC3339); got != tt.want || d.Precision != tt.precision {
				t.Errorf("got %s (%s), want %s (%s)", got, d.Precision, tt.want, tt.precision)
			}
		})
	}
}

func TestDateInURL(t *testing.T) {
	for _, tt := range []struct{ url, want string }{
		{"https://a.example/2021/07/26/minister-opens", "2021-07-26"},
		{"https://a.example/news/2021/7/6/minister", "2021-07-06"},
		{"https://a.example/2021-07-26-minister", "2021-07-26"},
		{"https://a.example/2013/middle_east/8/3/bridge/index.html", "2013-08-03"},
		{"https://a.example/news/20210726", ""},
		{"https://a.example/2021/07/minister", ""},
		{"https://a.example/2021/44/99/minister", ""},
		{"https://a.example/article/2021", ""},
	} {
		d, ok := dateInURL(tt.url)
		got := ""
		if ok {
			got = d.Time.Format("2006-01-02")
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.url, got, tt.want)
		}
	}
}

// The conversion succeeds in the whole range of the calendar, refuses outside,
// and its months follow one another. The library has one month of 28 days.
func TestHijriRange(t *testing.T) {
	var last time.Time
	for y := 1350; y <= 1510; y++ {
		for m := 1; m <= 12; m++ {
			d, ok := fromHijri(y, m, 1)
			if ok != (y >= 1356 && y <= 1500) {
				t.Fatalf("1/%d/%d: %v", m, y, ok)
			}
			if !ok {
				continue
			}
			if days := d.Sub(last).Hours() / 24; !last.IsZero() && (days < 28 || days > 31) {
				t.Fatalf("month before 1/%d/%d has %v days", m, y, days)
			}
			last = d
		}
	}
}
