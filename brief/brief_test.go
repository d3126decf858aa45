package brief

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"isnad/archive"
	"isnad/archive/archivetest"
	"isnad/archive/sqlite"
	"isnad/article"
	"isnad/page"
	"isnad/record"
	"isnad/story/keeper"
	"isnad/wording"
)

var update = flag.Bool("update", false, "write the goldens anew")

// examples is an archive of the articles of examples/, in which one of the
// ferry's was corrected an hour after the last came.
func examples(t *testing.T) archive.Archive {
	t.Helper()
	clock := &archivetest.Clock{}
	clock.Set(time.Date(2023, 5, 10, 14, 0, 0, 0, time.UTC))
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), sqlite.Options{Create: true, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	inputs, errs := page.Expand([]string{"../examples"})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var entries []*archive.Entry
	for _, input := range inputs {
		for p, err := range page.Open(t.Context(), input, page.Options{}) {
			if err != nil {
				t.Fatal(err)
			}
			entries = append(entries, entry(t, p))
		}
	}
	put(t, db, entries...)
	clock.Set(time.Date(2023, 5, 10, 15, 0, 0, 0, time.UTC))
	for _, e := range entries {
		if p := e.Page; p.Fields != nil && p.Fields.ID == "sarmad-5210" {
			fields := *p.Fields
			fields.Text = strings.Replace(fields.Text, "14", "17", 1)
			put(t, db, entry(t, &page.Page{Name: p.Name, URL: p.URL, Format: page.Record, Text: fields.Text, Fields: &fields}))
		}
	}
	if _, err := keeper.New(db, 1).Update(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

func entry(t *testing.T, p *page.Page) *archive.Entry {
	t.Helper()
	a, err := article.From(p, article.Options{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := archive.NewEntry(record.Read(a), p, article.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func put(t *testing.T, db archive.Archive, entries ...*archive.Entry) {
	t.Helper()
	if _, err := db.Put(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
}

func list(t *testing.T, text string) *Watch {
	t.Helper()
	w, err := ParseWatch("list", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestGoldens(t *testing.T) {
	db := examples(t)
	dam := time.Date(2023, 3, 6, 18, 0, 0, 0, time.UTC)
	ferry := time.Date(2023, 5, 10, 18, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name     string
		until    time.Time
		since    time.Duration
		watch    *Watch
		most     int
		language wording.Language
		formats  []Format
	}{
		{"dam", dam, 24 * time.Hour, nil, 0, wording.Arabic, []Format{Text}},
		{"ferry", ferry, 24 * time.Hour, list(t, "عنوان: ملف السلامة البحرية\nكلمة: عبّارة\nجهة: خفر السواحل\nشخص: نادين الغصين\n"), 0, wording.Arabic, []Format{Text, Markdown, HTML}},
		{"ferry-en", ferry, 24 * time.Hour, list(t, "word: عبّارة\n"), 0, wording.English, []Format{Text, Markdown}},
		{"july", time.Date(2021, 7, 27, 0, 0, 0, 0, time.UTC), 72 * time.Hour, nil, 4, wording.Arabic, []Format{Text}},
		{"nothing", time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC), time.Hour, nil, 0, wording.Arabic, []Format{Text}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := Gather(t.Context(), db, Options{From: tt.until.Add(-tt.since), Until: tt.until, Watch: tt.watch, Most: tt.most})
			if err != nil {
				t.Fatal(err)
			}
			quotesStand(t, db, b)
			d := b.Layout(Style{Language: tt.language})
			for _, f := range tt.formats {
				var got bytes.Buffer
				if err := d.Write(&got, f); err != nil {
					t.Fatal(err)
				}
				golden := filepath.Join("testdata", tt.name+"."+map[Format]string{Text: "txt", Markdown: "md", HTML: "html"}[f])
				if *update {
					if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got.String()); diff != "" {
					t.Errorf("%s (-want +got):\n%s", golden, diff)
				}
			}
		})
	}
}

// quotesStand holds every passage of a brief to the words of its article.
func quotesStand(t *testing.T, db archive.Archive, b *Brief) {
	t.Helper()
	stands := func(p Passage) {
		t.Helper()
		versions, err := db.Versions(context.Background(), p.ID)
		if err != nil {
			t.Fatalf("%q: %v", p.Words, err)
		}
		for _, v := range versions {
			k, err := db.Get(context.Background(), p.ID, v.Number)
			if err != nil {
				t.Fatal(err)
			}
			if p.Words != "" && strings.Contains(oneLine(k.Record.Article.Text), p.Words) {
				return
			}
		}
		t.Errorf("%s does not have %q", p.ID, p.Words)
	}
	for _, s := range b.Stories.Given {
		stands(s.Title)
		stands(s.Lede)
	}
	for _, s := range b.Speakers.Given {
		for _, said := range s.Statements.Given {
			stands(said.Passage)
		}
	}
	for _, c := range b.Commitments.Given {
		stands(c.Passage)
	}
	for _, d := range b.Deadlines.Given {
		stands(d.Passage)
	}
	for _, d := range b.Disagreements.Given {
		for _, a := range d.Accounts {
			stands(a.Passage)
		}
	}
	for _, c := range b.Changes.Given {
		for _, words := range slices.Concat(c.Gone, c.New) {
			stands(Passage{words, c.Source})
		}
	}
}

// TestDOCX holds the parts of the file to XML and their words to those of the
// other formats.
func TestDOCX(t *testing.T) {
	d := docxSample(t)
	var file, again bytes.Buffer
	if err := d.Write(&file, DOCX); err != nil {
		t.Fatal(err)
	}
	if d.Write(&again, DOCX); !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Error("a brief gives other bytes the second time")
	}
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range z.File {
		f, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		words, paragraphs, rightToLeft := "", 0, 0
		for x := xml.NewDecoder(f); ; {
			token, err := x.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", part.Name, err)
			}
			switch token := token.(type) {
			case xml.StartElement:
				switch token.Name.Local {
				case "p":
					paragraphs++
				case "bidi":
					rightToLeft++
				}
			case xml.CharData:
				words += string(token)
			}
		}
		if part.Name != "word/document.xml" {
			continue
		}
		if rightToLeft != paragraphs+1 { // and the page itself
			t.Errorf("%d of %d paragraphs are set from the right", rightToLeft, paragraphs)
		}
		for _, s := range d.Sections {
			for _, e := range s.Entries {
				for _, p := range e.Passages {
					if !strings.Contains(words, p.Words) || !strings.Contains(words, p.Cite()) {
						t.Errorf("the file lacks %q or its source", p.Words)
					}
				}
			}
		}
	}
}

func docxSample(t *testing.T) *Document {
	t.Helper()
	until := time.Date(2023, 5, 10, 18, 0, 0, 0, time.UTC)
	b, err := Gather(t.Context(), examples(t), Options{From: until.Add(-24 * time.Hour), Until: until})
	if err != nil {
		t.Fatal(err)
	}
	b.Stories.Given[0].Title.Words += ` <&"'> ` + "\x00\uFFFF"
	return b.Layout(Style{Language: wording.Arabic})
}

// TestDOCXOpens has LibreOffice open the file.
func TestDOCXOpens(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("no soffice is installed: whether LibreOffice opens the file is not tested")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "brief.docx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := docxSample(t).Write(f, DOCX); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	convert := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile", "--headless", "--convert-to", "pdf", "--outdir", dir, path)
	if out, err := convert.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	pdf, err := os.ReadFile(filepath.Join(dir, "brief.pdf"))
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) || len(pdf) < 10_000 {
		t.Errorf("%d bytes of PDF, %v", len(pdf), err)
	}
}

func TestWhatIsWatched(t *testing.T) {
	db := examples(t)
	until := time.Date(2023, 3, 6, 18, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, list                   string
		articles, stories, statement int
	}{
		{"an outlet", "outlet: سرمد", 1, 1, 0},
		{"a speaker, by a part of the name", "person: السروجي", 2, 1, 3},
		{"a body in another spelling", "body: نقابه المهندسين", 2, 1, 3},
		{"words of which no article has all", "word: عقيق زلزال", 0, 0, 0},
		{"any of two", "outlet: سرمد\noutlet: مدار", 2, 1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := Gather(t.Context(), db, Options{From: until.Add(-24 * time.Hour), Until: until, Watch: list(t, tt.list)})
			if err != nil {
				t.Fatal(err)
			}
			if b.Articles != tt.articles || b.Stories.Total != tt.stories || b.Statements != tt.statement {
				t.Errorf("%d articles, %d stories, %d statements", b.Articles, b.Stories.Total, b.Statements)
			}
		})
	}
}

func TestTheTimeOfABrief(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2031, 4, day, hour, 0, 0, 0, time.UTC) }
	g := &gathering{Brief: &Brief{Options: Options{From: at(2, 18), Until: at(3, 18)}}}
	for _, tt := range []struct {
		name string
		date article.Date
		want bool
	}{
		{"at its beginning", article.Date{Time: at(2, 18), Precision: article.Second}, true},
		{"before it", article.Date{Time: at(2, 17), Precision: article.Second}, false},
		{"at its end", article.Date{Time: at(3, 18), Precision: article.Second}, false},
		{"the day on which it begins", article.Date{Time: at(2, 0), Precision: article.Day}, true},
		{"the day before", article.Date{Time: at(1, 0), Precision: article.Day}, false},
		{"the day after", article.Date{Time: at(4, 0), Precision: article.Day}, false},
		{"a month", article.Date{Time: at(1, 0), Precision: article.Month}, false},
	} {
		if got := g.during(archive.Version{Published: tt.date}); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	if !g.during(archive.Version{FirstSeen: at(3, 0)}) {
		t.Error("an article without a date does not count from when it was seen")
	}
}
