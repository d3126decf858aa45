package web

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"isnad/archive"
	"isnad/page"
)

// heaviest is how many bytes a page may have, with its style and script but
// without the font: as it is made, and so all the more compressed.
const heaviest = 150_000

// crowded is an archive of one event about which many outlets have much to say:
// the lists of its pages are longer than a page can hold.
func crowded(t *testing.T) archive.Archive { return copyOf(t, gatherCrowded) }

var gatherCrowded = gathered(crowdedPages)

// crowdedArticles is the number of articles of that event.
const crowdedArticles = 120

// crowdedPages are reports of the fall of an invented bridge.
func crowdedPages(yield func(*page.Page, error) bool) {
	speakers := []string{
		"وزيرة النقل لميس الرافعي", "رئيس البلدية نعمان الحور", "المتحدث باسم الدفاع المدني سليم الحداد", "المهندس نادر القاسمي", // the minister of transport, the mayor, civil defence, an engineer
		"مدير المستشفى فريد الطرخون", "النائبة هالة العقيق", "نقيب المهندسين رامي السنبلاني", "المدعية العامة سلمى الوردي", // hospital, parliament, the engineers' union, the prosecutor
	}
	said := []string{
		"إن جسر وادي المرجان انهار عند الفجر بعد فيضان النهر، وإن فرق الإنقاذ انتشلت %d شخصا من تحت الأنقاض",                     // fell at dawn … rescued
		"إن التحقيق في انهيار جسر وادي المرجان سيشمل شركة البناء وكل من وقع على شهادات السلامة في السنوات الماضية",               // the inquiry
		"إن عدد المصابين في انهيار جسر وادي المرجان بلغ %d جريحا نقلوا إلى مستشفى المدينة وحالة أكثرهم مستقرة",                   // injured
		"إن الوزارة ستعيد بناء جسر وادي المرجان قبل نهاية عام 2032 بكلفة تبلغ 40 مليون دينار من موازنة الطوارئ",                  // rebuild
		"إن السلطات حذرت السكان من الاقتراب من ضفاف النهر حتى إشعار آخر وأغلقت الطريق الساحلي أمام الشاحنات الثقيلة",             // warned
		"إن %d أسرة في وادي المرجان نقلت إلى المدارس المجاورة ووزعت عليها الأغطية والمواد الغذائية ومياه الشرب",                  // families
		"إن تقريرا هندسيا قديما أوصى بإغلاق جسر وادي المرجان أمام الشاحنات قبل عامين لكن البلدية لم تأخذ بتوصياته لضيق الموازنة", // an old report
		"إن القطارات إلى وادي المرجان توقفت وإن حافلات بديلة تنقل الركاب من محطة السنديان كل نصف ساعة حتى إصلاح الخط",            // trains
	}
	verbs := []string{"قال", "أكد", "أعلن", "أوضح"}
	for i := range crowdedArticles {
		var text strings.Builder
		for j := range 9 {
			k := (i + j) % len(said)
			content := said[k]
			if strings.Contains(content, "%d") {
				content = fmt.Sprintf(content, 12+(i/9+k)%7)
			}
			speaker := speakers[(k+i/40)%len(speakers)]
			fmt.Fprintf(&text, "%s %s %s.\n\n", verbs[(i+j)%len(verbs)], speaker, content)
			if j%4 == 3 {
				fmt.Fprintf(&text, "وقال %s \"لن ننسى ضحايا جسر وادي المرجان %s أهلهم وحدهم في هذه المحنة الصعبة\".\n\n", speakers[0], []string{"ولن نترك", "ولن ندع", "ولا نترك"}[i%3]) // we shall not forget
			}
		}
		p := &page.Page{Name: fmt.Sprintf("bridge-%d", i), Format: page.Record, Text: text.String(), Fields: &page.Fields{
			ID: fmt.Sprintf("bridge-%d", i), Outlet: fmt.Sprintf("صحيفة المرجان %d", i%45), // the Coral Daily
			Title:     fmt.Sprintf("انهيار جسر وادي المرجان: الحصيلة %d", i), // the toll
			Published: time.Date(2031, 4, 2, 6+i/12, i%60, 0, 0, time.UTC).Format(time.RFC3339), Text: text.String(),
		}}
		if !yield(p, nil) {
			return
		}
	}
}

// TestPageWeight holds every kind of page to heaviest, on an archive of a large
// story, and follows the parts of its long lists.
func TestPageWeight(t *testing.T) {
	s := serve(t, Options{Archive: crowded(t)})
	story := s.storyOf("صحيفة المرجان 0:bridge-0")
	article := articlePath("صحيفة المرجان 0:bridge-0")
	links := func(source, part string) (paths []string) {
		for _, a := range find(t, source, func(n *html.Node) bool { return n.Data == "a" && strings.Contains(attribute(n, "href"), part) }) {
			path, _, _ := strings.Cut(attribute(a, "href"), "#")
			paths = append(paths, path)
		}
		return paths
	}
	first := s.get(story)
	if n := len(byClass(t, first, "article", "claim")); n != claimsShown {
		t.Fatalf("the story has %d claims: it is not the large one that this test is about", n)
	}
	pages := map[string]string{
		"front": "/", "search": "/search?q=" + url.QueryEscape("جسر المرجان"), "article": article, "story": story, "stories": "/stories",
		"people": "/people", "person": personPath("لميس الرافعي"), "ledger": "/ledger?state=all", "outlets": "/outlets", "outlet": outletPath("صحيفة المرجان 0"), "about": "/about", "preferences": "/preferences",
		"claim": links(first, "/claims/")[0],
	}
	for _, list := range []string{"figures", "timeline"} {
		parts := links(first, "?"+list+"=")
		if len(parts) == 0 {
			t.Errorf("%s is not cut into parts", list)
			continue
		}
		pages["story, more of "+list] = parts[0]
	}
	around := 0 // style and script, which every page has
	for _, name := range []string{"style.css", "comfort.js"} {
		path, err := s.renderer.assets.path(name)
		if err != nil {
			t.Fatal(err)
		}
		around += len(s.get(path))
	}
	for name, path := range pages {
		t.Run(name, func(t *testing.T) {
			for _, cookie := range []string{"", "lang=en&calendar=hijri", "digits=arabic"} {
				s.cookie = &http.Cookie{Name: preferencesCookie, Value: cookie}
				plain := s.get(path)
				sent := s.do("GET", path, nil, func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") })
				if sent.Header().Get("Content-Encoding") != "gzip" {
					t.Errorf("%q: a browser gets it uncompressed", cookie)
				}
				packed := sent.Body.Len()
				if unpacked := unpack(t, sent.Body); unpacked != len(plain) {
					t.Errorf("%q: compressed it has %d bytes, else %d", cookie, unpacked, len(plain))
				}
				t.Logf("%q: %d bytes, %d compressed", cookie, len(plain)+around, packed)
				if packed > heaviest/4 {
					t.Errorf("%q: compressed the page has %d bytes", cookie, packed)
				}
				if len(plain)+around > heaviest {
					t.Errorf("%q: the page has %d bytes, with style and script %d", cookie, len(plain), len(plain)+around)
				}
			}
		})
	}
	// All members of a long list are on one of its parts.
	s.cookie = nil
	told := map[string]bool{}
	for path := story; path != ""; {
		source := s.get(path)
		for _, n := range byClass(t, source, "a", "headline") {
			told[attribute(n, "href")] = true
		}
		path = ""
		for _, more := range links(source, "?timeline=") {
			path = more
		}
	}
	if len(told) != crowdedArticles {
		t.Errorf("the parts of the timeline list %d articles of %d", len(told), crowdedArticles)
	}
}

// unpack returns the number of bytes that a compressed answer has.
func unpack(t *testing.T, answer io.Reader) int {
	t.Helper()
	z, err := gzip.NewReader(answer)
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, z)
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

// TestOneFont: what a page names to load is one style, one script, one font and
// an icon.
func TestOneFont(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	source := s.get("/")
	fonts := map[string]bool{}
	for _, n := range find(t, source, func(n *html.Node) bool { return n.Data == "link" || n.Data == "script" }) {
		if address := attribute(n, "href") + attribute(n, "src"); strings.HasSuffix(address, ".woff2") {
			fonts[address] = true
		}
	}
	style, err := s.renderer.assets.path("style.css")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(s.get(style), "@font-face"); n != 1 || len(fonts) != 1 {
		t.Errorf("%d fonts in the style, %d named by the page", n, len(fonts))
	}
}

// TestNoShiftInBrowser opens the pages of a large story in a phone's width and a
// desk's: nothing moves while they load.
func TestNoShiftInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("looks at what a browser draws: TestReadingInBrowser opens pages, too")
	}
	b := browseArchive(t, crowded(t))
	story := articlePath("صحيفة المرجان 0:bridge-0") + "/story"
	b.open(story, "", 1280, 900)
	for _, path := range []string{
		story, "/", "/search?q=" + url.QueryEscape("جسر المرجان"), articlePath("صحيفة المرجان 0:bridge-0"), personPath("لميس الرافعي"), "/stories", "/people",
		evaluate[string](b, `document.querySelector(".claim h3 a").getAttribute("href")`),
	} {
		b.open(path, "", 390, 844)
		b.check("phone " + path)
		b.open(path, "lang=en&colours=dark&digits=arabic", 1280, 900)
		b.check("desk " + path)
	}
}
