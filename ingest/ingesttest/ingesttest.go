// Package ingesttest is the suite that every way of bringing pages into an
// archive passes.
package ingesttest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"isnad/archive"
	"isnad/article"
	"isnad/ingest"
	"isnad/page"
	"isnad/record"
)

// Fixture is a way of ingesting into an empty archive.
type Fixture struct {
	Archive archive.Archive
	// Ingest has the contract of ingest.Run.
	Ingest func(ctx context.Context, pages iter.Seq2[*page.Page, error]) iter.Seq2[ingest.Result, error]
}

// Run drives a way of ingesting through the suite. open makes a fixture for
// one test and takes it down when the test ends.
func Run(t *testing.T, open func(t *testing.T) Fixture) {
	tests := []struct {
		name string
		test func(*testing.T, Fixture)
	}{
		{"every page is kept and told in order", testKeeps},
		{"a second run changes nothing", testIdempotent},
		{"a correction is a new version", testRevised},
		{"a bad page costs no other", testRefused},
		{"a stopped run is resumed", testResumed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := open(t)
			tt.test(t, f)
			for problem := range f.Archive.Check(context.Background()) {
				t.Errorf("check: %v", problem)
			}
		})
	}
}

// Pages yields n articles of an invented paper, each about another bridge.
func Pages(n int) iter.Seq2[*page.Page, error] {
	return func(yield func(*page.Page, error) bool) {
		for i := range n {
			if !yield(Page(i, ""), nil) {
				return
			}
		}
	}
}

// Page is the article of an invented paper under a number; what is added to
// it makes another version.
func Page(i int, added string) *page.Page {
	// The mayor said that bridge no. i will be opened in so many days; the engineer denied any delay.
	text := fmt.Sprintf("قال رئيس بلدية سرمد نعمان الحور إن الجسر رقم %d سيفتح بعد %d يوما.\nونفت المهندسة لميس الرافعي أي تأخير في العمل.%s", i, i%90+2, added)
	return &page.Page{Name: fmt.Sprintf("made.jsonl:%d", i+1), Format: page.Record, Text: text, Fields: &page.Fields{
		ID: fmt.Sprint(i), Outlet: "صدى سرمد", Title: fmt.Sprintf("الجسر رقم %d", i), Published: "2031-04-02", Text: text,
	}}
}

// ID is the id of the article of Page under a number.
func ID(i int) string { return article.MakeID("صدى سرمد", fmt.Sprint(i), "", "") }

// Unread is the entry of the article of Page under a number, as a program would
// keep it that finds nothing in it.
func Unread(t testing.TB, i int) *archive.Entry {
	t.Helper()
	p := Page(i, "")
	a, err := article.From(p, article.Options{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := archive.NewEntry(&record.Record{Article: a}, p, article.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// collect runs a whole ingest.
func collect(t *testing.T, f Fixture, pages iter.Seq2[*page.Page, error]) []ingest.Result {
	t.Helper()
	var results []ingest.Result
	for r, err := range f.Ingest(context.Background(), pages) {
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, r)
	}
	return results
}

// kept counts the articles of the archive.
func kept(t *testing.T, f Fixture) int {
	t.Helper()
	outlets, err := f.Archive.Outlets(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, o := range outlets {
		n += o.Articles
	}
	return n
}

func outcomes(results []ingest.Result) (counts [3]int, refused int) {
	for _, r := range results {
		if r.Err != nil {
			refused++
		} else {
			counts[r.Outcome]++
		}
	}
	return counts, refused
}

func testKeeps(t *testing.T, f Fixture) {
	const n = 150
	results := collect(t, f, Pages(n))
	if counts, refused := outcomes(results); counts[archive.Added] != n || refused != 0 || kept(t, f) != n {
		t.Fatalf("%v and %d refused, %d kept", counts, refused, kept(t, f))
	}
	for i, r := range results {
		if r.ID != ID(i) || r.Name != Page(i, "").Name {
			t.Fatalf("result %d is of %s, %s", i, r.ID, r.Name)
		}
	}
	k, err := f.Archive.Get(context.Background(), ID(7), 0)
	if err != nil || k.Page == nil || len(k.Record.Statements) == 0 {
		t.Errorf("kept %+v, %v", k, err)
	}
}

func testIdempotent(t *testing.T, f Fixture) {
	const n = 80
	collect(t, f, Pages(n))
	if counts, _ := outcomes(collect(t, f, Pages(n))); counts[archive.Unchanged] != n || kept(t, f) != n {
		t.Errorf("again: %v, %d kept", counts, kept(t, f))
	}
}

func testRevised(t *testing.T, f Fixture) {
	collect(t, f, Pages(3))
	results := collect(t, f, func(yield func(*page.Page, error) bool) {
		_ = yield(Page(0, ""), nil) && yield(Page(1, " ثم صحح الخبر."), nil) // "then the report was corrected"
	})
	if counts, _ := outcomes(results); counts != [3]int{archive.Unchanged: 1, archive.Revised: 1} {
		t.Errorf("got %v", counts)
	}
	if versions, err := f.Archive.Versions(context.Background(), ID(1)); err != nil || len(versions) != 2 {
		t.Errorf("versions %v, %v", versions, err)
	}
}

func testRefused(t *testing.T, f Fixture) {
	missing := &page.Error{Name: "none.html", Kind: page.Unreadable, Reason: "does not exist"}
	results := collect(t, f, func(yield func(*page.Page, error) bool) {
		french := &page.Page{Name: "french.txt", Format: page.Text, Text: strings.Repeat("Le pont sera ouvert dans deux ans, dit le maire. ", 9)}
		_ = yield(Page(0, ""), nil) && yield(nil, missing) && yield(french, nil) && yield(Page(1, ""), nil)
	})
	var says []string
	for _, r := range results {
		var e *page.Error
		if errors.As(r.Err, &e) {
			says = append(says, string(e.Kind))
		} else {
			says = append(says, r.Outcome.String())
		}
	}
	if want := []string{"added", "unreadable", "not_arabic", "added"}; !slices.Equal(says, want) {
		t.Errorf("got %v, want %v", says, want)
	}
}

func testResumed(t *testing.T, f Fixture) {
	const n = 400
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	told := 0
	for r, err := range f.Ingest(ctx, Pages(n)) {
		if err != nil || r.Err != nil {
			t.Fatal(err, r.Err)
		}
		if told++; told == 30 {
			cancel()
		}
	}
	if before := kept(t, f); before < told || before == n {
		t.Errorf("%d kept of %d told", before, told)
	}
	results := collect(t, f, Pages(n))
	if counts, _ := outcomes(results); counts[archive.Added]+counts[archive.Unchanged] != n || counts[archive.Unchanged] < told || kept(t, f) != n {
		t.Errorf("after the resumed run: %v, %d kept", counts, kept(t, f))
	}
}
