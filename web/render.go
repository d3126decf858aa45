package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"math"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"isnad/article"
	"isnad/correction"
	"isnad/ledger"
	"isnad/record"
	"isnad/story"
	"isnad/wording"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed assets
var assetFiles embed.FS

// view is a page: the template that shows it, and what all pages have.
type view struct {
	name  string
	Title string // a phrase's key, or with Proper a text as it stands
	// Proper marks a title that comes from an article.
	Proper bool
	// Here is the address to come back to from the preferences.
	Here    string
	Other   string // the language that the switch changes to
	Colours string
	Archive bool // there is one to search
	Main    any
}

// locale is what the words, numbers and dates of a page depend on.
type locale struct {
	lang         wording.Language
	arabicDigits bool
	hijri        bool
}

// renderer has the templates of every page for every locale.
type renderer struct {
	pages  map[locale]map[string]*template.Template
	assets *assets
}

// newRenderer parses the embedded templates; a defect in them is found by the
// tests, so that it panics.
func newRenderer() *renderer {
	r := &renderer{pages: map[locale]map[string]*template.Template{}, assets: newAssets()}
	parts := template.Must(template.New("").Funcs(r.functions(locale{})).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html"))
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err)
	}
	for _, l := range locales() {
		r.pages[l] = map[string]*template.Template{}
		for _, name := range names {
			if base := strings.TrimSuffix(path.Base(name), ".html"); base != "layout" && base != "parts" {
				t := template.Must(template.Must(parts.Clone()).ParseFS(templateFiles, name))
				r.pages[l][base] = t.Funcs(r.functions(l))
			}
		}
	}
	return r
}

func locales() []locale {
	var all []locale
	for _, hijri := range []bool{false, true} {
		all = append(all, locale{wording.English, false, hijri}, locale{wording.Arabic, false, hijri}, locale{wording.Arabic, true, hijri})
	}
	return all
}

func (r *renderer) functions(l locale) template.FuncMap {
	return template.FuncMap{
		"asset":       r.assets.path,
		"say":         l.say,
		"articles":    func(n int) string { return l.count(wording.CountArticles, n) },
		"statements":  func(n int) string { return l.count(wording.CountStatements, n) },
		"commitments": func(n int) string { return l.count(wording.CountCommitments, n) },
		"outlets":     func(n int) string { return l.count(wording.CountOutlets, n) },
		"number":      l.number,
		"confidence":  func(c float64) string { return l.number(math.Round(c*100) / 100) },
		"date":        l.date,
		"origins":     func(n int) string { return l.count(wording.CountOrigins, n) },
		"relation":    l.relation,
		"storyDate":   l.storyDate,
		"story":       storyPath,
		"kinship":     func(k story.Kinship) string { return l.lang.Say(wording.Kinships[k]) },
		"shared":      func(n int) string { return l.count(wording.CountClaims, n) },
		"inc":         func(n int) int { return n + 1 },
		"day":         l.day,
		"months":      l.months,
		"digits":      l.numerals,
		"instantDay":  func(t time.Time) string { return l.date(article.Date{Time: t, Precision: article.Day}) },
		"instant":     func(t time.Time) string { return l.date(article.Date{Time: t, Precision: article.Second}) },
		"meaning":     l.meaning,
		"lang":        func() string { return l.lang.Tag.String() },
		"dir":         l.dir,
		"external":    external,
		"person":      personPath,
		"outlet":      outletPath,
		"share":       l.share,
		"article":     articlePath,
		"entry":       entryPath,
		"highlight":   highlight,
		"join":        strings.Join,
		"correct":     correctPath,
		"kinds":       correction.Kinds,
		"kindOf":      func(k correction.Kind) wording.Label { return wording.CorrectedKinds[k] },
	}
}

// render writes a page for the preferences.
func (r *renderer) render(w *bytes.Buffer, p preferences, v view) error {
	v.Colours = p["colours"]
	v.Other = "en"
	if p["lang"] == "en" {
		v.Other = "ar"
	}
	return r.pages[p.locale()][v.name].ExecuteTemplate(w, "layout", v)
}

// show answers with a page.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, v view) {
	v.Here, v.Archive = "/", s.opts.Archive != nil
	if r.Method == http.MethodGet {
		v.Here = r.URL.RequestURI()
	}
	var b bytes.Buffer
	if err := s.renderer.render(&b, preferencesOf(r), v); err != nil {
		panic(fmt.Errorf("page %s: %w", v.name, err))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Add("Vary", "Cookie")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

func (l locale) dir() string {
	if l.lang.RTL {
		return "rtl"
	}
	return "ltr"
}

// english is the locale of answers to programs.
var english = locale{lang: wording.English}

// phrase is the phrase of a key that is known to be there.
func (l locale) phrase(key string) string {
	label, ok := wording.Phrase(key)
	if !ok {
		panic("no phrase " + key)
	}
	return l.lang.Say(label)
}

// say gives the label of a phrase's key or of a value that a record can have;
// "" for a value that is not expressed.
func (l locale) say(x any) (string, error) {
	var label wording.Label
	ok := true
	switch x := x.(type) {
	case string:
		label, ok = wording.Phrase(x)
	case record.StatementKind:
		label, ok = wording.Kinds[x]
	case record.Act:
		label = wording.Acts[x]
	case record.Medium:
		label = wording.Media[x]
	case record.CommitmentAct:
		label, ok = wording.CommitmentActs[x]
	case record.HeadlineRelation:
		label, ok = wording.HeadlineRelations[x]
	case record.EntityType:
		label, ok = wording.EntityTypes[x]
	case ledger.State:
		label, ok = wording.States[x]
	case ledger.EventKind:
		label, ok = wording.EventKinds[x]
	case ledger.Rating:
		label, ok = wording.Ratings[x]
	case wording.Label:
		label = x
	default:
		ok = false
	}
	if !ok {
		return "", fmt.Errorf("no label for %T %v", x, x)
	}
	return l.lang.Say(label), nil
}

func (l locale) count(c wording.Counted, n int) string {
	return l.digits(strings.Replace(l.lang.Count(c, n), strconv.Itoa(n), l.grouped(n), 1))
}

// grouped writes a count with its thousands apart.
func (l locale) grouped(n int) string {
	s := strconv.Itoa(n)
	mark := ","
	if l.arabicDigits {
		mark = "٬" // ARABIC THOUSANDS SEPARATOR
	}
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + mark + s[i:]
	}
	return s
}

// number writes a figure without rounding, a count with its thousands apart.
func (l locale) number(n any) string {
	if i, ok := n.(int); ok {
		return l.digits(l.grouped(i))
	}
	if f, ok := n.(float64); ok {
		return l.digits(strconv.FormatFloat(f, 'f', -1, 64))
	}
	return l.digits(fmt.Sprint(n))
}

// digits writes the digits of an interface text as the reader likes them.
func (l locale) digits(s string) string {
	if !l.arabicDigits {
		return s
	}
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r - '0' + '٠' // ARABIC-INDIC DIGIT ZERO
		}
		return r
	}, s)
}

// date writes a date, with its Hijri day where that is wished and known.
func (l locale) date(d article.Date) string {
	s := l.lang.Date(d)
	if l.hijri && d.Known() && (d.Precision == article.Day || d.Precision == article.Second) {
		if h := l.lang.Hijri(d.Time); h != "" {
			s += " (" + h + ")"
		}
	}
	return l.digits(s)
}

// months writes the months from first to last, one where they are the same.
func (l locale) months(first, last time.Time) string {
	month := func(t time.Time) string { return l.date(article.Date{Time: t, Precision: article.Month}) }
	from, to := month(first), month(last)
	if from == to {
		return from
	}
	return from + " – " + to
}

// numerals names the digits that the reader likes, for the style of lists.
func (l locale) numerals() string {
	if l.arabicDigits {
		return "arabic"
	}
	return "latin"
}

// day writes a day given as 2006-01-02.
func (l locale) day(value string) string { return l.meaning(record.Time{Value: value}) }

// meaning writes the value of a time as a reader would say it, the TIMEX3
// value itself where there is no plainer way.
func (l locale) meaning(t record.Time) string {
	if reference, ok := wording.References[t.Value]; ok {
		return l.lang.Say(reference)
	}
	s := l.digits(t.Value)
	for _, form := range []struct {
		layout    string
		precision article.Precision
	}{{time.DateOnly, article.Day}, {"2006-01", article.Month}, {"2006", article.Year}, {"2006-01-02T15:04", article.Second}} {
		if at, err := time.Parse(form.layout, t.Value); err == nil {
			s = l.date(article.Date{Time: at, Precision: form.precision})
			break
		}
	}
	if mod, ok := wording.Modifiers[t.Mod]; ok {
		s = l.lang.Say(mod) + " " + s
	}
	return s
}

// external is an address that a page may link to, "" for any other.
func external(address string) string {
	if strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://") {
		return address
	}
	return ""
}

// assets serves the embedded files in a folder whose name changes with their
// bytes, so that browsers may keep them; they name each other without it.
type assets struct {
	folder string
	files  map[string]asset // by name
}

type asset struct {
	contentType string
	bytes       []byte
}

func newAssets() *assets {
	a := &assets{files: map[string]asset{}}
	names, err := fs.Glob(assetFiles, "assets/*") // sorted
	if err != nil {
		panic(err)
	}
	all := sha256.New()
	for _, name := range names {
		b, err := assetFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(all, "%s %d\n%s", name, len(b), b)
		a.files[path.Base(name)] = asset{contentTypes[path.Ext(name)], b}
	}
	a.folder = hex.EncodeToString(all.Sum(nil)[:6])
	return a
}

// contentTypes has the types of the assets; the machine's own tables differ.
var contentTypes = map[string]string{
	".woff2": "font/woff2",
	".svg":   "image/svg+xml",
	".js":    "text/javascript; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".txt":   "text/plain; charset=utf-8",
}

// path is the address of an asset.
func (a *assets) path(name string) (string, error) {
	if _, ok := a.files[name]; !ok {
		return "", fmt.Errorf("no asset %s", name)
	}
	return "/assets/" + a.folder + "/" + name, nil
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[r.PathValue("name")]
	if !ok || r.PathValue("folder") != a.folder {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.contentType)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.bytes))
}

// icon leads browsers that guess the icon's address to it.
func (s *Server) icon(w http.ResponseWriter, r *http.Request) {
	path, err := s.renderer.assets.path("icon.svg")
	if err != nil {
		panic(err) // embedded
	}
	http.Redirect(w, r, path, http.StatusFound)
}
