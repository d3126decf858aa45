package article

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"isnad/page"
)

var update = flag.Bool("update", false, "write the golden files anew")

// describe writes an article for a golden file: its data, then a line for
// each block.
func describe(a *Article) string {
	var b strings.Builder
	fmt.Fprintf(&b, "id: %s\nurl: %s\noutlet: %s\ntitle: %s\nauthors: %s\npublished: %s %s\n\n",
		a.ID, a.URL, a.Outlet, a.Title, strings.Join(a.Authors, "; "), a.Published.Time.Format(time.RFC3339), a.Published.Precision)
	for _, bl := range a.Blocks {
		fmt.Fprintf(&b, "%s: %s\n", bl.Kind, bl.Of(a.Text))
	}
	return b.String()
}

// Every page of testdata/pages is read and compared with its golden file,
// which holds the article or the error.
func TestGoldenPages(t *testing.T) {
	files, err := filepath.Glob("testdata/pages/*")
	if err != nil || len(files) == 0 {
		t.Fatal("no test pages", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".golden") {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got string
			p, err := page.Decode(filepath.Base(file), raw, "")
			if err != nil {
				t.Fatal(err)
			}
			if a, err := From(p, Options{}); err != nil {
				got = "error: " + err.Error() + "\n"
			} else {
				checkLaws(t, p, a)
				got = describe(a)
			}
			golden := file + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Errorf("%s differs from its golden file (-want +got):\n%s", file, d)
			}
		})
	}
}

// checkLaws tests what From promises of every article.
func checkLaws(t testing.TB, p *page.Page, a *Article) {
	t.Helper()
	if !utf8.ValidString(a.Text) {
		t.Error("the text is not valid UTF-8")
	}
	if p.Format == page.Text && a.Text != p.Text {
		t.Error("the text is not the input")
	}
	end := 0
	for i, b := range a.Blocks {
		if b.Start < end || b.End <= b.Start || b.End > len(a.Text) {
			t.Fatalf("block %d is %d–%d after %d in a text of %d bytes", i, b.Start, b.End, end, len(a.Text))
		}
		if strings.TrimSpace(a.Text[end:b.Start]) != "" {
			t.Errorf("%q lies outside the blocks", a.Text[end:b.Start])
		}
		if i > 0 && b.Kind == Title {
			t.Error("a title that is not first")
		}
		end = b.End
	}
	if strings.TrimSpace(a.Text[end:]) != "" {
		t.Errorf("%q lies outside the blocks", a.Text[end:])
	}
	if a.ID == "" {
		t.Error("no id")
	}
}

func TestTextBlocks(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string // kinds and beginnings
	}{
		{"title, paragraphs, furniture", "وزير يفتتح جسر الوادي\n\nافتتح الوزير سالم النهري الجسر أمس، وقال إن العمل فيه استمر عامين.\n\nردود الأهالي\n\nوقالت الساكنة هدى المرج إن الجسر يختصر الطريق إلى السوق والمدرسة.\n\nمقالات ذات صلة\n\nزر الذهاب إلى الأعلى\n",
			[]string{"title وزير يفتتح", "lede افتتح الوزير", "heading ردود", "paragraph وقالت", "boilerplate مقالات", "boilerplate زر"}},
		{"no title", "افتتح الوزير سالم النهري الجسر أمس، وقال إن العمل فيه استمر عامين.\nوشكر العمال.", []string{"lede افتتح", "paragraph وشكر"}},
		{"byline and agency", "وزير يفتتح جسر الوادي\n\nالنهرين - وكالات\n\nافتتح الوزير سالم النهري الجسر أمس، وقال إن العمل فيه استمر عامين.\n", []string{"title وزير", "byline النهرين", "lede افتتح"}},
		{"read also inside", "وزير يفتتح جسر الوادي\n\nافتتح الوزير سالم النهري الجسر أمس، وقال إن العمل فيه استمر عامين.\n\nاقرأ أيضاً:\nبدء العمل في جسر السهل\nأهالي السهل ينتظرون جسرهم\n\nوأضاف الوزير أن جسرين آخرين سيفتتحان قبل نهاية العام في الوادي نفسه.\n",
			[]string{"title وزير", "lede افتتح", "boilerplate اقرأ", "boilerplate بدء", "boilerplate أهالي", "paragraph وأضاف"}},
		{"read also with its title", "وزير يفتتح جسر الوادي\n\nافتتح الوزير سالم النهري الجسر أمس، وقال إن العمل فيه استمر عامين.\n\nاقرأ أيضا: بدء العمل في جسر السهل\n\nوأضاف أن العمل مستمر.",
			[]string{"title وزير", "lede افتتح", "boilerplate اقرأ", "paragraph وأضاف"}},
		{"share bar and tags", "وزير يفتتح جسر الوادي\n\nافتتح الوزير سالم النهري الجسر أمس، وقال إن العمل فيه استمر عامين.\n\nفيسبوك تويتر واتساب طباعة\n\nالوسوم\nجسر الوادي\nالنهرين",
			[]string{"title وزير", "lede افتتح", "boilerplate فيسبوك", "boilerplate الوسوم", "boilerplate جسر", "boilerplate النهرين"}},
		{"closing heading before a long paragraph is none", "وزير يفتتح جسر الوادي\n\nافتتح الوزير الجسر.\n\nآخر الأخبار\n\n" + strings.Repeat("وقالت الساكنة هدى المرج إن الجسر يختصر الطريق إلى السوق والمدرسة. ", 4),
			[]string{"title وزير", "lede افتتح", "heading آخر", "paragraph وقالت"}},
		{"wrapped lines are one paragraph", "وزير يفتتح جسر الوادي\n\nافتتح الوزير سالم النهري الجسر أمس، وقال إن\nالعمل فيه استمر عامين كاملين بأيدي أبناء\nالوادي، وإن جسرين آخرين سيفتتحان قبل نهاية\nالعام.\n",
			[]string{"title وزير", "lede افتتح"}},
		{"signature, address", "وزير يفتتح جسر الوادي\n\nسامر السهل – النهرين\n\nافتتح الوزير سالم النهري الجسر أمس، وقال إن العمل فيه استمر عامين.\n\nsamer@sada-alwadi.example\n\n19:52 ت م", []string{"title وزير", "byline سامر", "lede افتتح", "boilerplate samer@sada-alwadi.example", "byline 19:52"}},
		{"author", "رأي في الجسور\n\nبقلم سامر الوادي\n\nللجسور في بلادنا حكايات لا تنتهي، وهذه إحداها كما سمعتها من جدي.\n", []string{"title رأي", "byline بقلم", "lede للجسور"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := page.Decode(tt.name, []byte(tt.text), "")
			if err != nil {
				t.Fatal(err)
			}
			a, err := From(p, Options{})
			if err != nil {
				t.Fatal(err)
			}
			checkLaws(t, p, a)
			var got []string
			for _, b := range a.Blocks {
				got = append(got, string(b.Kind)+" "+strings.Fields(b.Of(a.Text))[0])
			}
			var want []string
			for _, w := range tt.want {
				f := strings.Fields(w)
				want = append(want, f[0]+" "+f[1])
			}
			for i := range got {
				got[i] = strings.TrimSuffix(got[i], ":")
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// Sentences of articles that look a little like furniture.
func TestParagraphsAreNoFurniture(t *testing.T) {
	f := furnish()
	for _, s := range []string{
		"وشارك في الاجتماع وزير الري وممثلون عن البلديات الثلاث.",
		"تابعنا الموقف عن كثب، كما قال رئيس البلدية سالم النهري.",
		"انتهى الاجتماع من دون اتفاق.",
		"طباعة الكتب المدرسية تأخرت شهرين.",
		"المزيد من الأمطار متوقع مساء الجمعة.",
		"صورة الوضع قاتمة، بحسب تقرير البلدية.",
		"حقوق النشر كانت محور الندوة التي عقدت أمس.",
		"إعلان النتائج الأسبوع المقبل",
		"السابق إلى الفوز كان فريق الوادي",
	} {
		if f.isLine(s) || f.isTail(s) || f.isList(s) {
			t.Errorf("%q is taken for furniture", s)
		}
	}
}

func TestRecord(t *testing.T) {
	raw := `{"id":"n-17","url":"https://sada-alwadi.example/news/17?utm_source=x#top","outlet":"صدى الوادي","title":"وزير يفتتح جسراً","published":"2021-07-26","author":"هدى المرج","text":"وزير يفتتح جسراً\n افتتح الوزير سالم النهري جسر الوادي أمس. \n\n// انتهى //\n"}`
	p := onlyPage(t, raw)
	a, err := From(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkLaws(t, p, a)
	want := "id: صدى الوادي:n-17\nurl: https://sada-alwadi.example/news/17\noutlet: صدى الوادي\ntitle: وزير يفتتح جسراً\nauthors: هدى المرج\npublished: 2021-07-26T00:00:00Z day\n\ntitle: وزير يفتتح جسراً\nlede: افتتح الوزير سالم النهري جسر الوادي أمس.\nboilerplate: // انتهى //\n"
	if d := cmp.Diff(want, describe(a)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if a.OwnID != "n-17" {
		t.Errorf("own id %q", a.OwnID)
	}
	if want := "وزير يفتتح جسراً\n\nافتتح الوزير سالم النهري جسر الوادي أمس.\n\n// انتهى //"; a.Text != want {
		t.Errorf("text %q", a.Text)
	}
}

func onlyPage(t testing.TB, json string) *page.Page {
	t.Helper()
	file := filepath.Join(t.TempDir(), "one.json")
	if err := os.WriteFile(file, []byte(json), 0o644); err != nil {
		t.Fatal(err)
	}
	for p, err := range page.Open(t.Context(), file, page.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	t.Fatal("no page")
	return nil
}

func TestOptionsOverride(t *testing.T) {
	p, err := page.Decode("a.txt", []byte("افتتح الوزير سالم النهري الجسر أمس في مدينة النهرين."), "")
	if err != nil {
		t.Fatal(err)
	}
	d, _ := ParseDate("2020-02-03")
	a, err := From(p, Options{Published: d, Outlet: "صدى الوادي"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Outlet != "صدى الوادي" || a.Published != d {
		t.Errorf("outlet %q, published %v", a.Outlet, a.Published)
	}
	a, err = From(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Published.Known() || a.Published.Precision != UnknownDate {
		t.Errorf("a date from nowhere: %v", a.Published)
	}
}

// What a feed or sitemap says of a page counts where the page itself is silent.
func TestListingFillsIn(t *testing.T) {
	// Head of the bridge authority said that the work is finished and that traffic begins in the morning.
	body := "<article><p>" + strings.Repeat("قال رئيس هيئة الجسور سالم النهري إن الأعمال انتهت وإن السير يبدأ صباحا. ", 5) + "</p></article>"
	listed := &page.Fields{Outlet: "صدى سرمد", Published: "2031-04-02"}
	for _, tt := range []struct{ name, head, outlet, published string }{
		{"silent page", "", "صدى سرمد", "2031-04-02"},
		{"page that states both", `<meta property="og:site_name" content="الأفق"><meta property="article:published_time" content="2031-03-01">`, "الأفق", "2031-03-01"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &page.Page{Name: "in", URL: "https://a.example/x", Format: page.HTML, Text: "<html><head><title>انتهاء الجسر</title>" + tt.head + "</head><body>" + body, Fields: listed}
			a, err := From(p, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := a.Published.Time.Format(time.DateOnly); a.Outlet != tt.outlet || got != tt.published {
				t.Errorf("outlet %q, published %s", a.Outlet, got)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	prose := strings.Repeat("<p>افتتح الوزير سالم النهري جسر الوادي أمس وقال إن العمل فيه استمر عامين كاملين.</p>", 5)
	var sections strings.Builder
	for i := range 30 {
		fmt.Fprintf(&sections, `<article><h3><a href="/news/%d">بلدية النهرين تبدأ العمل في الجسر رقم %d فوق الوادي</a></h3></article>`, i, i)
	}
	for _, tt := range []struct {
		name, src string
		kind      page.Kind
		says      string
	}{
		{"English page", "<html><body><article>" + strings.Repeat("<p>The minister opened the bridge yesterday and thanked everyone who had worked on it.</p>", 8) + "</article></body></html>", page.NotArabic, "another script"},
		{"English text", strings.Repeat("The minister opened the bridge yesterday. ", 9), page.NotArabic, "another script"},
		{"Persian text", strings.Repeat("وزیر راه پل تازه شهر را گشود و گفت کار ساخت آن دو سال طول کشید و چند پل دیگر هم ساخته می شود. ", 5), page.NotArabic, "Persian"},
		{"Urdu text", strings.Repeat("وزیر نے کل شہر میں نئے پل کا افتتاح کیا اور کہا کہ اس کی تعمیر میں دو سال لگے ہیں۔ ", 5), page.NotArabic, "Urdu"},
		{"Kurdish text", strings.Repeat("وەزیر دوێنێ پردێکی نوێی لە شارەکە کردەوە و گوتی کارەکە دوو ساڵی خایاند. ", 5), page.NotArabic, "Kurdish"},
		{"needs JavaScript", `<!doctype html><html><head><title>صدى الوادي</title></head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div><script src="/a.js"></script></body></html>`, page.NoArticle, "JavaScript"},
		{"paywall", `<!doctype html><html><body><h1>وزير يفتتح جسراً</h1><article><p>افتتح الوزير سالم النهري جسر الوادي أمس وقال إن العمل فيه استمر عامين كاملين.</p><div>هذا المحتوى متاح للمشتركين فقط، اشترك لقراءة المقال</div></article></body></html>`, page.NoArticle, "paywall"},
		{"paywall in JSON-LD", `<!doctype html><html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"وزير","isAccessibleForFree":"False"}</script></head><body><h1>وزير يفتتح جسراً</h1><article><p>افتتح الوزير سالم النهري جسر الوادي أمس وقال إن العمل فيه استمر عامين كاملين.</p></article></body></html>`, page.NoArticle, "paywall"},
		{"list of articles", `<!doctype html><html><head><meta property="og:type" content="website"><title>أخبار</title></head><body><h1>أخبار الوادي</h1>` + sections.String() + `</body></html>`, page.NoArticle, "list of articles"},
		{"missing page", `<!doctype html><html><head><title>الصفحة غير موجودة</title></head><body><h1>404</h1><p>عذراً، الصفحة غير موجودة. ابحث في الموقع أو عد إلى الصفحة الرئيسية.</p></body></html>`, page.NoArticle, "does not exist"},
		{"cut off in the head", `<!doctype html><html><head><title>وزير يفتتح جسراً</title><meta name="descr`, page.NoArticle, "cut off"},
		{"nested deeply", "<html><body>" + strings.Repeat("<div>", 100_000) + prose, page.TooLarge, "deeply"},
		{"inline tags left open", "<html><body>" + strings.Repeat("<b><i><u><em><font a=1><font a=2><font a=3><strong><s><tt>", 40) + strings.Repeat("<p>افتتح", 20_000), page.TooLarge, "inline tags"},
		{"nested boxes around much text", "<html><body>" + strings.Repeat("<div class=share>", 400) + strings.Repeat(prose, 4_000), page.TooLarge, "too deeply"},
		{"too many elements", "<html><body>" + strings.Repeat("<br>", 200_000) + prose, page.TooLarge, "elements"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := page.Decode("page.html", []byte(tt.src), "")
			if err != nil {
				t.Fatal(err)
			}
			_, err = From(p, Options{})
			var e *page.Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v, want one of package page", err)
			}
			if e.Kind != tt.kind || !strings.Contains(e.Reason, tt.says) {
				t.Errorf("error %q of kind %s, want %q of kind %s", err, e.Kind, tt.says, tt.kind)
			}
			if !strings.HasPrefix(err.Error(), "page.html: ") {
				t.Errorf("error %q does not name the input", err)
			}
		})
	}
}

func TestTruncatedPageStillReads(t *testing.T) {
	src := `<!doctype html><html><head><title>وزير يفتتح جسراً - صدى الوادي</title></head><body><h1>وزير يفتتح جسراً</h1><div class="entry-content"><p>افتتح الوزير سالم النهري جسر الوادي أمس وقال إن العمل فيه استمر عامين كاملين.</p><p>وأضاف النهري أن جسرين آخرين سيفتتحان قبل نهاية الع`
	p, err := page.Decode("cut.html", []byte(src), "")
	if err != nil {
		t.Fatal(err)
	}
	a, err := From(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Title != "وزير يفتتح جسراً" || !strings.Contains(a.Text, "جسرين آخرين") {
		t.Errorf("title %q, text %q", a.Title, a.Text)
	}
}

func TestMakeID(t *testing.T) {
	for _, tt := range []struct{ name, outlet, own, url, text, want string }{
		{"outlet and own id", "BBC", "x-1", "https://a.example/1", "نص", "BBC:x-1"},
		{"own id", "", "x-1", "https://a.example/1", "نص", "x-1"},
		{"address", "BBC", "", "https://a.example/1", "نص", shortHash("https://a.example/1")},
		{"text", "BBC", "", "", "نص", shortHash("نص")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := MakeID(tt.outlet, tt.own, tt.url, tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTrimAuthor(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"a name", "هدى المرج", "هدى المرج"},
		{"a label before it", "كتب: هدى المرج", "هدى المرج"},
		{"a date behind it", "كرم الشفق - 21 مايو 2018", "كرم الشفق"},
		{"a place behind it", "كرم الشفق - باب الريح", "كرم الشفق - باب الريح"},
		{"marks around it", "– هدى المرج |", "هدى المرج"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := trimAuthor(tt.in); got != tt.want {
				t.Errorf("trimAuthor(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}
