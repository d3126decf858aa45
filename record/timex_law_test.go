package record

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"isnad/arabic"
	"isnad/article"
)

// checkTimes reports what breaks a law of times and quantities in text.
func checkTimes(t *testing.T, text string, published article.Date) {
	t.Helper()
	d := arabic.Analyze(text)
	a := &article.Article{Text: text, Published: published}
	reader := findTimes(d, a, nil)
	found, unresolved := reader.list()
	end := 0
	for _, x := range found {
		if !ValidTimex(x) {
			t.Errorf("%s value %q mod %q of %q (%s) is not TIMEX3", x.Type, x.Value, x.Mod, x.Of(text), x.Rule)
		}
		if x.Start < end || x.End <= x.Start || x.End > len(text) {
			t.Fatalf("span %v of %s is empty, outside or overlaps the one before, which ends at %d", x.Span, x.Rule, end)
		}
		if x.Rule == "" {
			t.Errorf("%q has no rule", x.Of(text))
		}
		end = x.End
	}
	if published.Precision == article.Second && unresolved > 0 {
		t.Errorf("%d unresolved times though the date is known", unresolved)
	}
	end = 0
	for _, q := range quantities(reader, nil, nil) {
		if q.Start < end || q.End <= q.Start || q.End > len(text) || q.Rule == "" {
			t.Fatalf("quantity span %v (%s) is empty, outside or overlaps the one before", q.Span, q.Rule)
		}
		if q.Value != q.Value || q.Value < 0 {
			t.Errorf("quantity %q has value %v", q.Span.Of(text), q.Value)
		}
		for _, x := range found {
			if x.Overlaps(q.Span) {
				t.Errorf("quantity %q overlaps the time %q", q.Span.Of(text), x.Of(text))
			}
		}
		end = q.End
	}
}

func FuzzTimes(f *testing.F) {
	for _, c := range timeCases() {
		f.Add(c.text, int64(0))
	}
	f.Add("يوم الجمعة 30 صفر 1436هـ الموافق 31/12/2014م الساعة 24:00 بتوقيت غرينتش", int64(1e9))
	f.Add("قبل 99999999999 سنة وكل 0 أيام بعد مليار قرن ونصف", int64(-1e12))
	f.Fuzz(func(t *testing.T, text string, seconds int64) {
		seconds %= 4e9 // years 1843 to 2096
		checkTimes(t, text, article.Date{Time: time.Unix(seconds, 0).UTC(), Precision: article.Second})
		checkTimes(t, text, article.Date{})
	})
}

// TestTimesOfNewsAreValid holds the laws over a sample of real articles.
func TestTimesOfNewsAreValid(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of articles, one after the other")
	}
	for _, name := range []string{"snn-2015", "ant-2018"} {
		f, err := os.Open(filepath.Join(sharedFolder(t), "data", "news", name+".jsonl.gz"))
		if err != nil {
			t.Skip("no news: ", err)
		}
		defer f.Close()
		gz, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		dec := json.NewDecoder(bufio.NewReader(gz))
		for i := 0; dec.More() && i < 12000; i++ {
			var a struct{ Published, Title, Text string }
			if err := dec.Decode(&a); err != nil {
				t.Fatal(err)
			}
			if i%40 != 0 || len(a.Published) < 10 {
				continue
			}
			day, err := time.Parse("2006-01-02", a.Published[:10])
			if err != nil {
				continue
			}
			checkTimes(t, a.Title+"\n\n"+a.Text, article.Date{Time: day, Precision: article.Day})
		}
	}
}

// sharedFolder finds the data folder, or skips the test.
func sharedFolder(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("ISNAD_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
		if s, err := os.Stat(filepath.Join(dir, "shared", "gold")); err == nil && s.IsDir() {
			return filepath.Join(dir, "shared")
		}
	}
	t.Skip("the data folder ../shared is not there")
	return ""
}

// TestTokensAreTakenAsPredicted checks the law that matching rests on: a token
// is never taken as a class that its entry does not list.
func TestTokensAreTakenAsPredicted(t *testing.T) {
	for _, c := range timeCases() {
		reader := findTimes(arabic.Analyze(c.text), &article.Article{Text: c.text, Published: publishedOn(c.published)}, nil)
		for i := range reader.cells {
			for class := cUnit; int(class) < len(reader.grammar.starts); class++ {
				if class == noword {
					continue
				}
				if _, taken := reader.take(class, i, true); taken && !reader.cells[i].can.has(class) {
					t.Errorf("%s: token %d is taken as class %d, which it is not listed as", c.text, i, class)
				}
			}
		}
	}
}
