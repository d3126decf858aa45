package web

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"isnad/archive"
)

// axe holds a page to the rules of accessibility (npm axe-core 4.14.1, MPL 2.0).
//
//go:embed testdata/axe.min.js
var axe string

// browser is a tab of a headless Chromium on a served archive of the examples.
type browser struct {
	*testing.T
	ctx  context.Context
	base string

	mu     sync.Mutex
	errors []string // what the console and the scripts complained of
}

// browse starts a browser on the examples.
func browse(t *testing.T) *browser { return browseArchive(t, examples(t)) }

// browseArchive starts a browser, or skips the test, saying so, where there is
// none.
func browseArchive(t *testing.T, shown archive.Archive) *browser {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium is installed, so the pages are not opened in a browser")
	}
	server := httptest.NewServer(serve(t, Options{Archive: shown}))
	t.Cleanup(server.Close)
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.DisableGPU)
	if os.Geteuid() == 0 { // its sandbox does not run as root
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &browser{T: t, ctx: ctx, base: server.URL}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *browser) listen(event any) {
	complaint := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			complaint = e.Entry.Text
		}
	case *runtime.EventExceptionThrown:
		complaint = e.ExceptionDetails.Text
	}
	if complaint != "" {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.errors = append(b.errors, complaint)
	}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// open goes to a page as a reader with preferences.
func (b *browser) open(path, preferences string, width, height int64) {
	b.Helper()
	b.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(b.base+"/healthz"))
	evaluate[bool](b, fmt.Sprintf("document.cookie = %q, true", preferencesCookie+"="+preferences+"; path=/"))
	b.do(chromedp.Navigate(b.base + path))
}

// evaluate gives the value of an expression, which may be a promise.
func evaluate[T any](b *browser, expression string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%.80s: %v", expression, err)
	}
	return v
}

// check holds the page that is open to what holds for every page.
func (b *browser) check(where string) {
	b.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](axe))
	found := evaluate[struct {
		Passed     int      `json:"passed"`
		Violations []string `json:"violations"`
	}](b, `axe.run().then(r => ({passed: r.passes.length, violations: r.violations.map(
		v => v.id + ": " + v.help + ": " + v.nodes.map(n => n.html.slice(0, 120) + " " + n.failureSummary).slice(0, 3).join(" | "))}))`)
	for _, violation := range found.Violations {
		b.Errorf("%s: %s", where, violation)
	}
	if found.Passed < 10 {
		b.Errorf("%s: only %d rules are passed", where, found.Passed)
	}
	if wide := evaluate[int](b, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
		b.Errorf("%s: %d pixels wider than the window", where, wide)
	}
	shift := evaluate[float64](b, `new Promise(done => {
		let sum = 0
		new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value })).observe({type: "layout-shift", buffered: true})
		requestAnimationFrame(() => setTimeout(() => done(sum), 20))
	})`)
	// On a loaded machine the font can come between two frames; a tenth of what
	// Web Vitals call good is still nothing that a reader sees.
	if shift > 0.01 {
		b.Errorf("%s: the layout shifts by %v", where, shift)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, complaint := range b.errors {
		if !strings.Contains(complaint, "status of 400") { // a search that cannot be read
			b.Errorf("%s: %s", where, complaint)
		}
	}
	b.errors = nil
}

func TestPagesInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("looks at every page: TestReadingInBrowser opens some")
	}
	b := browse(t)
	type look struct {
		preferences   string
		width, height int64
	}
	// Each page is seen in both languages, colours and widths; from page to
	// page they are combined in another way.
	looks := [2][2]look{
		{{"lang=ar&colours=light", 390, 844}, {"lang=en&colours=dark", 1280, 900}},
		{{"lang=ar&colours=dark&digits=arabic", 1280, 900}, {"lang=en&colours=light&calendar=hijri", 390, 844}},
	}
	// The card of the first claim of the dam.
	b.open("/articles/"+url.PathEscape("السنبلة:sunbula-307")+"/story", "", 1280, 900)
	pages := append(slices.Clone(browserPages), evaluate[string](b, `document.querySelector(".claim h3 a").getAttribute("href")`))
	for i, path := range pages {
		for _, look := range looks[i%2] {
			b.open(path, look.preferences, look.width, look.height)
			b.check(look.preferences + " " + path)
		}
	}
}

var browserPages = []string{
	"/",
	"/search?q=" + url.QueryEscape("سد العقيق"),
	"/search?act=deny&q=(",
	"/articles/" + url.PathEscape("السنبلة:sunbula-307"),
	"/articles/57ad31a01df17fac",
	"/articles/" + url.PathEscape("السنبلة:sunbula-307") + "/story",
	"/articles/" + url.PathEscape("مدار:madar-2044") + "/story",
	"/stories",
	"/people",
	"/people/" + url.PathEscape("نقابة المهندسين"),
	"/ledger?state=all",
	"/brief?until=2023-05-10",
	entryPath("c087038fe9ab7ab4", "c1"),
	"/articles/" + url.PathEscape("السنبلة:sunbula-307") + "/correct?item=s1",
	"/articles/" + url.PathEscape("السنبلة:sunbula-307") + "/correct?add=commitment",
	"/people/" + url.PathEscape("نقابة المهندسين") + "/correct?join=name",
	"/corrections",
	"/outlets",
	outletPath("السنبلة"),
	"/about",
	"/preferences",
	"/trace?text=" + url.QueryEscape(damaged),
}

// TestReadingInBrowser pastes a text, looks at a figure, and changes the
// language, by keyboard and mouse.
func TestReadingInBrowser(t *testing.T) {
	b := browse(t)
	b.open("/", "", 1280, 900)
	b.do(chromedp.SetValue(chromedp.ID("what"), report), chromedp.Click(chromedp.ID("what")))
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Click(chromedp.CSS("main form button"))); err != nil {
		t.Fatal(err)
	}
	address := evaluate[string](b, "location.pathname")
	if !strings.HasPrefix(address, "/read/") {
		t.Fatalf("the form leads to %s", address)
	}
	b.check("reading")
	if marks := evaluate[int](b, `document.querySelectorAll("mark.said").length`); marks != 3 {
		t.Errorf("%d statements are marked", marks)
	}
	tip := evaluate[string](b, `(() => { const e = document.querySelector(".figure"); e.focus(); return getComputedStyle(e, "::after").content })()`)
	if tip != `"= 40"` {
		t.Errorf("a figure in focus says %s", tip)
	}
	b.do(chromedp.Focus(chromedp.CSS(".note .ref")))
	if lit := evaluate[int](b, `document.querySelectorAll("mark.lit").length`); lit != 1 {
		t.Errorf("%d statements light up with their note", lit)
	}
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Click(chromedp.CSS("header.site nav button"))); err != nil {
		t.Fatal(err)
	}
	if got := evaluate[string](b, `document.documentElement.dir + " " + location.pathname`); got != "ltr "+address {
		t.Errorf("the other language is at %s", got)
	}
	b.check("reading in English")
}

var screenshots = flag.Bool("screenshots", false, "write the screenshots of docs")

// TestScreenshots writes the pictures of the README: go test ./web -run
// Screenshots -screenshots.
func TestScreenshots(t *testing.T) {
	if !*screenshots {
		t.Skip("pictures are written with -screenshots only")
	}
	b := browse(t)
	b.open("/articles/"+url.PathEscape("السنبلة:sunbula-307")+"/story", "", 1200, 1000)
	claim := evaluate[string](b, `document.querySelector(".claim h3 a").getAttribute("href")`)
	for _, shot := range []struct {
		name, path, preferences string
		width, height           int64
	}{
		{"article", "/articles/57ad31a01df17fac", "colours=light", 1200, 1000},
		{"article-en-dark", "/articles/57ad31a01df17fac", "lang=en&colours=dark", 1200, 1000},
		{"front", "/", "colours=light", 1200, 1400},
		{"story", "/articles/" + url.PathEscape("السنبلة:sunbula-307") + "/story", "colours=light", 1200, 1400},
		{"story-phone-dark", "/articles/" + url.PathEscape("السنبلة:sunbula-307") + "/story", "colours=dark&digits=arabic", 390, 844},
		{"claim", claim, "colours=light", 1000, 760},
	} {
		b.open("/", shot.preferences, shot.width, shot.height) // the font is there for the second page
		b.do(chromedp.Navigate(b.base + shot.path))
		evaluate[bool](b, "document.fonts.ready.then(() => true)")
		picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join("..", "docs", shot.name+".png"), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFontInBrowser holds the pages to the font that they bring.
func TestFontInBrowser(t *testing.T) {
	b := browse(t)
	b.open("/", "", 1280, 900)
	if !evaluate[bool](b, `document.fonts.ready.then(fonts => fonts.check("1rem 'Noto Naskh Arabic'", "إسناد"))`) {
		t.Error("the font is not loaded")
	}
	host, _, err := net.SplitHostPort(strings.TrimPrefix(b.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range evaluate[[]string](b, `performance.getEntriesByType("resource").map(e => new URL(e.name).hostname)`) {
		if from != host {
			t.Errorf("the page loads from %s", from)
		}
	}
}
