package export_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"isnad/arabic"
	"isnad/archive"
	"isnad/article"
	"isnad/export"
	"isnad/page"
	"isnad/record"
)

// sampleKept is an article whose record is written by hand, so that the formats
// do not change with the reading.
func sampleKept(t testing.TB) *archive.Kept {
	text := "قال وزير الري سليم الحداد إن السد سيكتمل قبل نهاية 2031.\n\n" +
		"ونقلت وكالة سرمد عن مسؤول مطلع قوله: «كلفة السد 3 ملايين دولار». ونفت الشركة أي تأخير.\n"
	span := func(words string) arabic.Span {
		i := strings.Index(text, words)
		if i < 0 {
			t.Fatalf("%q is not in the text", words)
		}
		return arabic.Span{Start: i, End: i + len(words)}
	}
	a := &article.Article{
		ID: "madar:7", URL: "https://www.madar.example/Water/7?page=1", Outlet: "مدار", Title: "=سد «النهر» يكتمل", Authors: []string{"ندى الشامي"}, Text: text,
		Published: article.Date{Time: time.Date(2031, 4, 2, 9, 30, 0, 0, time.FixedZone("", 3*3600)), Precision: article.Second},
	}
	minister := record.Source{Span: span("وزير الري سليم الحداد"), Name: "سليم الحداد", Entity: "e1", Type: record.Person}
	r := &record.Record{
		Article: a,
		Statements: []record.Statement{
			{ID: "s1", Kind: record.Indirect, Content: span("السد سيكتمل قبل نهاية 2031"), Cue: record.Cue{Span: span("قال"), Lemma: "قال"}, Source: minister,
				Chain: []record.Link{{Name: "سليم الحداد"}}, Act: record.Assert, SaidAt: "2031-04-01", Rule: "verb/قال", Confidence: 0.9},
			{ID: "s2", Kind: record.Direct, Content: span("كلفة السد 3 ملايين دولار"), Cue: record.Cue{Span: span("قوله"), Lemma: "قال"},
				Source: record.Source{Span: span("مسؤول مطلع"), Name: "مسؤول مطلع", Type: record.Anonymous},
				Chain:  []record.Link{{Name: "وكالة سرمد"}, {Name: "مسؤول مطلع"}}, Act: record.Assert, Rule: "relay/نقل", Confidence: 0.85},
			{ID: "s3", Kind: record.Indirect, Content: span("أي تأخير"), Cue: record.Cue{Span: span("نفت"), Lemma: "نفى"},
				Source: record.Source{Span: span("الشركة"), Name: "الشركة", Type: record.Organization}, Chain: []record.Link{{Name: "الشركة"}},
				Act: record.Deny, Rule: "verb/نفى", Confidence: 0.7},
		},
		Quantities: []record.Quantity{{Span: span("3 ملايين دولار"), Value: 3e6, Of: "دولار", Unit: "USD", Statement: "s2", Rule: "quantity/money"}},
		Commitments: []record.Commitment{{ID: "c1", Content: span("سيكتمل قبل نهاية 2031"), By: record.Party{Name: "سليم الحداد", Entity: "e1"}, Act: record.Plan,
			Due: record.Due{Span: span("قبل نهاية 2031"), Value: "2031-12-31"}, Statement: "s1", Rule: "commitment/future", Confidence: 0.6}},
	}
	return &archive.Kept{
		Version: archive.Version{ID: a.ID, Number: 2, Outlet: a.Outlet, URL: a.URL, Title: a.Title, Published: a.Published, FirstSeen: time.Date(2031, 4, 2, 8, 0, 0, 0, time.UTC)},
		Record:  r, JSON: []byte(`{"schema":"isnad/record/1"}`),
		Page: &page.Page{Name: "x", URL: a.URL, Format: page.HTML, Text: "<html><body><h1>سد «النهر» يكتمل</h1><p>" + strings.Repeat(text, 3) + "</p></body></html>"},
	}
}

// bareKept is an article of which next to nothing is known.
func bareKept() *archive.Kept {
	a := &article.Article{ID: "بلا عنوان", Text: "نص."}
	return &archive.Kept{Version: archive.Version{ID: a.ID, Number: 1, FirstSeen: time.Date(2031, 4, 3, 0, 0, 0, 0, time.UTC)}, Record: &record.Record{Article: a}, JSON: []byte("{}")}
}

func written(t testing.TB, format string, kept ...*archive.Kept) []byte {
	t.Helper()
	f, err := export.FormatOf(format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := f.New(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kept {
		if err := w.Write(k); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFormats(t *testing.T) {
	for _, f := range export.Formats {
		t.Run(f.Name, func(t *testing.T) {
			got := written(t, f.Name, sampleKept(t), bareKept())
			if !bytes.Equal(got, written(t, f.Name, sampleKept(t), bareKept())) {
				t.Error("equal articles give other bytes")
			}
			if f.Name == "wacz" || f.Name == "conllu" { // one is no text, the other changes with the models
				return
			}
			path := filepath.Join("testdata", f.Name+f.Extension)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs (-update rewrites it); got\n%s", path, got)
			}
		})
	}
}

func TestNothingIsAnExportToo(t *testing.T) {
	for _, name := range []string{"jsonld", "annotations"} {
		if got := written(t, name); !json.Valid(got) {
			t.Errorf("%s of no article is %s", name, got)
		}
	}
}

func TestTablesAreTables(t *testing.T) {
	for _, name := range []string{"statements", "commitments", "figures"} {
		rows, err := csv.NewReader(bytes.NewReader(written(t, name, sampleKept(t)))).ReadAll() // which refuses rows of other lengths
		if err != nil || len(rows) < 2 {
			t.Fatal(name, rows, err)
		}
		text := []rune(sampleKept(t).Record.Article.Text)
		column := func(name string) int { return slices.Index(rows[0], name) }
		words := max(column("content"), column("words"))
		for _, row := range rows[1:] {
			start, _ := strconv.Atoi(row[column("start")])
			end, _ := strconv.Atoi(row[column("end")])
			if got := string(text[start:end]); got != row[words] {
				t.Errorf("%s: the characters %d to %d are %q, not %q", name, start, end, got, row[words])
			}
			if row[column("title")][0] == '=' {
				t.Errorf("%s: a title is a formula: %q", name, row[column("title")])
			}
		}
	}
}

// TestLinkedDataUsesWordsOfSchemaOrg holds every property to those that
// schema.org (version 28) gives its type; types inherit from CreativeWork.
func TestLinkedDataUsesWordsOfSchemaOrg(t *testing.T) {
	work := []string{"@id", "@type", "text", "headline", "url", "datePublished", "sdDatePublished", "inLanguage", "publisher", "author", "isPartOf", "isBasedOn"}
	properties := map[string][]string{
		"NewsArticle": work, "CreativeWork": work,
		"Quotation": append(slices.Clone(work), "spokenByCharacter"),
		"Claim":     append(slices.Clone(work), "appearance"),
		"Person":    {"@type", "name", "sameAs"}, "Organization": {"@type", "name", "sameAs"}, "Thing": {"@type", "name", "sameAs"},
	}
	var doc struct {
		Context []any            `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(written(t, "jsonld", sampleKept(t), bareKept()), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Context) != 2 || doc.Context[0] != "https://schema.org" || len(doc.Graph) != 5 {
		t.Fatalf("context %v, %d nodes", doc.Context, len(doc.Graph))
	}
	ids := map[string]bool{}
	var check func(node map[string]any)
	check = func(node map[string]any) {
		kind, typed := node["@type"].(string)
		for name, value := range node {
			if typed && !slices.Contains(properties[kind], name) && !strings.HasPrefix(name, "isnad:") {
				t.Errorf("a %s has no %s", kind, name)
			}
			if child, ok := value.(map[string]any); ok {
				check(child)
			}
		}
	}
	for _, n := range doc.Graph {
		check(n)
		ids[n["@id"].(string)] = true
	}
	for _, n := range doc.Graph {
		for _, name := range []string{"isPartOf", "appearance"} {
			if r, ok := n[name].(map[string]any); ok && !ids[r["@id"].(string)] {
				t.Errorf("%s leads to %v, which is not there", name, r)
			}
		}
		if n["isnad:act"] == "deny" && n["author"] != nil {
			t.Errorf("who denies is the author: %v", n)
		}
	}
}

// TestAnnotationsSelectTheirWords applies the selectors as the specification
// says.
func TestAnnotationsSelectTheirWords(t *testing.T) {
	k := sampleKept(t)
	var doc struct {
		Type  string
		First struct {
			ID    string
			Items []struct {
				Context, ID, Type, Motivation string
				Body                          []struct{ Type, Value, Purpose string }
				Target                        struct {
					Source   string
					Selector []struct {
						Type, Exact, Prefix, Suffix string
						Start, End                  int
					}
				}
			}
		}
	}
	if err := json.Unmarshal(written(t, "annotations", k), &doc); err != nil {
		t.Fatal(err)
	}
	text := k.Record.Article.Text
	motivations := []string{"describing", "tagging", "commenting"} // of those that the model lists
	if len(doc.First.Items) != len(k.Record.Statements) {
		t.Fatalf("%d annotations", len(doc.First.Items))
	}
	for i, a := range doc.First.Items {
		quote, place := a.Target.Selector[0], a.Target.Selector[1]
		if strings.Count(text, quote.Prefix+quote.Exact+quote.Suffix) != 1 {
			t.Errorf("annotation %d: its words with what surrounds them do not stand once in the text", i)
		}
		if got := string([]rune(text)[place.Start:place.End]); got != quote.Exact {
			t.Errorf("annotation %d: position gives %q, quotation %q", i, got, quote.Exact)
		}
		if a.Type != "Annotation" || a.ID == "" || a.Target.Source != k.URL {
			t.Errorf("annotation %+v", a)
		}
		for _, b := range a.Body {
			if b.Type != "TextualBody" || b.Value == "" || !slices.Contains(motivations, b.Purpose) {
				t.Errorf("body %+v", b)
			}
		}
	}
	if got := doc.First.Items[1].Body[0].Value; got != "مسؤول مطلع ← وكالة سرمد" {
		t.Errorf("chain %q", got)
	}
}

// TestCoNLLUIsWellFormed checks what the format demands of a file without
// trees.
func TestCoNLLUIsWellFormed(t *testing.T) {
	sc := bufio.NewScanner(bytes.NewReader(written(t, "conllu", sampleKept(t), bareKept())))
	next, sentences, seen := 1, 0, map[string]bool{}
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if id, ok := strings.CutPrefix(line, "# sent_id = "); ok {
			if seen[id] {
				t.Errorf("line %d: sentence %s stands twice", n, id)
			}
			seen[id] = true
			sentences++
		}
		switch {
		case line == "":
			next = 1
		case line[0] == '#':
		default:
			cells := strings.Split(line, "\t")
			if len(cells) != 10 || slices.Contains(cells, "") {
				t.Fatalf("line %d: %q", n, line)
			}
			if first, last, ok := strings.Cut(cells[0], "-"); ok {
				if a, _ := strconv.Atoi(first); a != next {
					t.Errorf("line %d: range %s, want %d", n, cells[0], next)
				}
				if a, _ := strconv.Atoi(last); a <= next {
					t.Errorf("line %d: range %s", n, cells[0])
				}
				continue
			}
			if cells[0] != strconv.Itoa(next) {
				t.Errorf("line %d: word %s, want %d", n, cells[0], next)
			}
			next++
		}
	}
	if sentences < 4 {
		t.Errorf("%d sentences", sentences)
	}
}

// TestWACZHoldsThePages checks digests and offsets and reads the archive with
// the reader of web archives.
func TestWACZHoldsThePages(t *testing.T) {
	k := sampleKept(t)
	text := *k
	text.ID, text.Page = "madar:8", &page.Page{Name: "y", Format: page.Text, Text: "قال الوزير إن السد سيكتمل."}
	data := written(t, "wacz", k, bareKept(), &text)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		if f.Method != zip.Store {
			t.Errorf("%s is compressed, so that nothing can seek in it", f.Name)
		}
	}
	var about struct {
		Profile     string
		WACZVersion string `json:"wacz_version"`
		Resources   []struct {
			Name, Path, Hash string
			Bytes            int
		}
	}
	if err := json.Unmarshal(files["datapackage.json"], &about); err != nil {
		t.Fatal(err)
	}
	if about.Profile != "data-package" || about.WACZVersion != "1.1.1" || len(about.Resources) != 3 {
		t.Errorf("%+v", about)
	}
	digest := func(b []byte) string {
		sum := sha256.Sum256(b)
		return "sha256:" + hex.EncodeToString(sum[:])
	}
	for _, r := range about.Resources {
		if r.Hash != digest(files[r.Path]) || r.Bytes != len(files[r.Path]) {
			t.Errorf("%s is not as it is described", r.Path)
		}
	}
	if !strings.Contains(string(files["datapackage-digest.json"]), digest(files["datapackage.json"])) {
		t.Error("the digest of the description is wrong")
	}
	lines := strings.Split(strings.TrimSpace(string(files["indexes/index.cdx"])), "\n")
	if len(lines) != 2 || !slices.IsSorted(lines) || !strings.HasPrefix(lines[0], "example,madar)/water/7?page=1 20310402080000 {") {
		t.Errorf("index %q", lines)
	}
	for _, line := range lines {
		var at struct{ URL, Offset, Length string }
		if err := json.Unmarshal([]byte(line[strings.IndexByte(line, '{'):]), &at); err != nil {
			t.Fatal(err)
		}
		offset, _ := strconv.Atoi(at.Offset)
		length, _ := strconv.Atoi(at.Length)
		gz, err := gzip.NewReader(bytes.NewReader(files["archive/data.warc.gz"][offset : offset+length]))
		if err != nil {
			t.Fatal(err)
		}
		rec, err := io.ReadAll(gz)
		if err != nil || !bytes.Contains(rec, []byte("WARC-Target-URI: "+at.URL+"\r\n")) {
			t.Errorf("at %s stands %.80q, %v", at.Offset, rec, err)
		}
	}
	path := filepath.Join(t.TempDir(), "pages.wacz")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	var got []string
	for p, err := range page.Open(context.Background(), path, page.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(p.Format, " ", p.Text))
	}
	if want := []string{"html " + k.Page.Text, "text " + text.Page.Text}; !slices.Equal(got, want) {
		t.Errorf("read again: %q", got)
	}
}

func TestTablesAreHarmlessToSpreadsheets(t *testing.T) {
	for cell, want := range map[string]string{"=1+1": "'=1+1", "@x": "'@x", "قال": "قال", "": ""} { // said
		if got := export.Harmless(cell); got != want {
			t.Errorf("%q becomes %q, want %q", cell, got, want)
		}
	}
}
