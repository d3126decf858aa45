package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"isnad/archive"
	"isnad/archive/archivetest"
	"isnad/archive/postgres/postgrestest"
	"isnad/archive/relational"
	"isnad/archive/store"
	"isnad/correction"
	"isnad/query"
)

// The articles are about an invented bridge and an invented port.
var (
	bridge    = archivetest.Story{ID: "1", Outlet: "سرمد", Published: "2031-04-02", Title: "انتهاء الجسر", Text: "قال رئيس البلدية سليم الحداد إن الجسر انتهى."}
	corrected = archivetest.Story{ID: "1", Outlet: "سرمد", Published: "2031-04-02", Title: "انتهاء الجسر", Text: "قال رئيس البلدية سليم الحداد إن الجسر ينتهي بعد شهر."}
	port      = archivetest.Story{ID: "2", Outlet: "الأفق", Published: "1987-01-09", Title: "افتتاح المرفأ", Text: "أعلنت الوزيرة لميس الرافعي أن المرفأ سيفتتح قبل نهاية العام."}
	undated   = archivetest.Story{ID: "3", Outlet: "الأفق", Title: "مرفأ ثان", Text: "أكد المهندس نادر القاسمي أن المرفأ الثاني قيد الدرس."}
)

func open(t *testing.T, name string) archive.Archive {
	t.Helper()
	at := time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC)
	a, err := store.Open(t.Context(), name, store.Options{Create: true, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func put(t *testing.T, a archive.Archive, stories ...archivetest.Story) {
	t.Helper()
	for _, s := range stories {
		if _, err := a.Put(t.Context(), []*archive.Entry{archivetest.Entry(t, s)}); err != nil {
			t.Fatal(err)
		}
	}
}

// all is all that an archive gives of its articles.
func all(t *testing.T, a archive.Archive) (kept []*archive.Kept) {
	t.Helper()
	for k, err := range a.Walk(context.Background(), archive.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		for number := 1; number <= k.Number; number++ {
			v, err := a.Get(t.Context(), k.ID, number)
			if err != nil {
				t.Fatal(err)
			}
			kept = append(kept, v)
		}
	}
	return kept
}

func TestCopy(t *testing.T) {
	file := func(t *testing.T) string { return filepath.Join(t.TempDir(), "a.db") }
	database := func(t *testing.T) string { return postgrestest.URL(t) }
	for _, tt := range []struct {
		name     string
		from, to func(*testing.T) string
	}{
		{"a file to a file", file, file},
		{"a file to a database", file, database},
		{"a database to a file", database, file},
	} {
		t.Run(tt.name, func(t *testing.T) {
			from, to := open(t, tt.from(t)), open(t, tt.to(t))
			put(t, from, bridge, port, corrected)
			if _, err := from.Remove(t.Context(), archive.Selection{IDs: []string{"الأفق:2"}}); err != nil {
				t.Fatal(err)
			}
			put(t, from, port)
			drop := correction.Request{Do: correction.Drop, Article: "الأفق:2", Item: "s1", By: "ليلى", Why: "عنوان وليس قولاً"} // a heading and no statement
			if _, err := from.Correct(t.Context(), drop); err != nil {
				t.Fatal(err)
			}
			if err := from.SetState(t.Context(), "feed", []byte("note")); err != nil {
				t.Fatal(err)
			}
			made := archive.Story{ID: "s1", Title: "المرفأ", Whole: []byte("{}"), Articles: []string{"سرمد:1", "الأفق:2"}}
			update := archive.StoryUpdate{Stories: []archive.Story{made}, Events: []archive.StoryEvent{{Kind: archive.StorySplit, Story: "s1", Other: "s0"}}}
			if err := from.KeepStories(t.Context(), update); err != nil {
				t.Fatal(err)
			}
			same := func(want relational.Copied) {
				t.Helper()
				got, err := store.Copy(t.Context(), from, to, nil)
				if err != nil || got != want {
					t.Fatalf("copied %+v, %v, want %+v", got, err, want)
				}
				if diff := cmp.Diff(all(t, from), all(t, to)); diff != "" {
					t.Errorf("the copy differs:\n%s", diff)
				}
				story, err := from.Story(t.Context(), "s1")
				if err != nil {
					t.Fatal(err)
				}
				copied, err := to.Story(t.Context(), "s1")
				if diff := cmp.Diff(story, copied); err != nil || diff != "" {
					t.Errorf("the story of the copy differs: %v\n%s", err, diff)
				}
				if note, err := to.State(t.Context(), "feed"); string(note) != "note" {
					t.Errorf("the copy has the note %q, %v", note, err)
				}
				for problem := range to.Check(t.Context()) {
					t.Errorf("check: %v", problem)
				}
				found, err := to.Search(t.Context(), query.Word("المرفأ"), archive.SearchOptions{})
				if err != nil || found.Total == 0 {
					t.Errorf("a search of the copy finds %+v, %v", found, err)
				}
			}
			same(relational.Copied{Versions: 3})
			same(relational.Copied{Before: 3})
			put(t, from, undated)
			same(relational.Copied{Versions: 1, Before: 3})
			put(t, to, archivetest.Story{ID: "9", Outlet: "سرمد", Title: "خبر", Text: "قال المهندس نادر القاسمي إن العمل بدأ."})
			if _, err := store.Copy(t.Context(), from, to, nil); !errors.Is(err, relational.ErrCopy) {
				t.Errorf("to a copy with articles of its own: %v", err)
			}
			if _, err := store.Copy(t.Context(), to, from, nil); !errors.Is(err, relational.ErrCopy) {
				t.Errorf("to an archive with articles of its own: %v", err)
			}
		})
	}
}
