package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"isnad/archive"
	"isnad/archive/archivetest"
	"isnad/archive/sqlite"
)

func open(t *testing.T, path string, opts sqlite.Options) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestSuite(t *testing.T) {
	archivetest.Run(t, func(t *testing.T, now func() time.Time) archive.Archive {
		return open(t, filepath.Join(t.TempDir(), "a ?#%.db"), sqlite.Options{Create: true, Now: now})
	})
}

// story is an article about an invented bridge: the mayor said it is finished.
var story = archivetest.Story{ID: "1", Outlet: "سرمد", Published: "2031-04-02", Title: "انتهاء الجسر", Text: "قال رئيس البلدية سليم الحداد إن الجسر انتهى."}

// raw runs statements on the file beside the package.
func raw(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	db, err := sqlite.Open(ctx, file("newer.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	raw(t, file("newer.db"), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9001, 1)")
	raw(t, file("foreign.db"), "CREATE TABLE bookmarks (url TEXT)")
	if err := os.WriteFile(file("text.db"), []byte(strings.Repeat("not a database at all\n", 200)), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		kind error
		says string
	}{
		{"absent.db", archive.ErrNotFound, "isnad add"},
		{"newer.db", archive.ErrNewer, "9001"},
		{"foreign.db", archive.ErrInvalid, "foreign.db"},
		{"text.db", archive.ErrInvalid, "text.db"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := sqlite.Open(ctx, file(tt.name), sqlite.Options{})
			if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want %v with %q", err, tt.kind, tt.says)
			}
		})
	}
	if _, err := os.Stat(file("absent.db")); err == nil {
		t.Error("asking an archive that is not there has made it")
	}
}

func TestAnotherWriterIsWaitedForAndNamed(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "a.db")
	db := open(t, path, sqlite.Options{Create: true, Wait: time.Millisecond})
	other, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Put(ctx, []*archive.Entry{archivetest.Entry(t, story)}); !errors.Is(err, archive.ErrLocked) {
		t.Errorf("error %v, want %v", err, archive.ErrLocked)
	}
	if _, err := db.Outlets(ctx); err != nil {
		t.Errorf("reading beside a writer: %v", err)
	}
	tx.Rollback()
	if _, err := db.Put(ctx, []*archive.Entry{archivetest.Entry(t, story)}); err != nil {
		t.Errorf("after the other has ended: %v", err)
	}
}

func TestRemovedWordsLeaveTheFile(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "a.db")
	db := open(t, path, sqlite.Options{Create: true})
	e := archivetest.Entry(t, story)
	if _, err := db.Put(ctx, []*archive.Entry{e}); err != nil {
		t.Fatal(err)
	}
	holds := func() bool {
		for _, name := range []string{path, path + "-wal"} {
			data, _ := os.ReadFile(name)
			if strings.Contains(string(data), story.Title) {
				return true
			}
		}
		return false
	}
	if !holds() {
		t.Fatal("the title is nowhere in the file to begin with")
	}
	if _, err := db.Remove(ctx, archive.Selection{IDs: []string{e.Record.Article.ID}}); err != nil {
		t.Fatal(err)
	}
	if holds() {
		t.Error("the title of a removed article is still in the file")
	}
}

func TestCheckFinds(t *testing.T) {
	tests := []struct{ name, damage, says string }{
		{"a record that is gone", "DELETE FROM records", "has no record"},
		{"a record that is broken", "UPDATE records SET json = x'00'", "the record of"},
		{"another title than the record's", "UPDATE versions SET title = 'x'", "another article"},
		{"another date than the record's", "UPDATE versions SET published = 5", "another date"},
		{"a hash that is not the content's", "UPDATE versions SET hash = x'00'", "a hash"},
		{"no newest version", "UPDATE versions SET newest = 0", "newest version"},
		{"a statement that is not listed", "DELETE FROM statements", "the statements of its record"},
		{"words that are not in the index", "DELETE FROM segments", "not in the index"},
		{"a block of the index that is broken", "UPDATE blocks SET lists = x'ff'", "damaged index block"},
		{"a version of no article", "DELETE FROM articles", "belongs to nothing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.db")
			db := open(t, path, sqlite.Options{Create: true})
			if _, err := db.Put(context.Background(), []*archive.Entry{archivetest.Entry(t, story)}); err != nil {
				t.Fatal(err)
			}
			raw(t, path, tt.damage)
			var found []string
			for problem := range db.Check(context.Background()) {
				found = append(found, problem.Error())
			}
			if !strings.Contains(strings.Join(found, "\n"), tt.says) {
				t.Errorf("found %q, want %q", found, tt.says)
			}
		})
	}
}

func TestBackupOpens(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	db := open(t, filepath.Join(dir, "a.db"), sqlite.Options{Create: true})
	e := archivetest.Entry(t, story)
	if _, err := db.Put(ctx, []*archive.Entry{e}); err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(ctx, filepath.Join(dir, "b.db")); err != nil {
		t.Fatal(err)
	}
	copied := open(t, filepath.Join(dir, "b.db"), sqlite.Options{})
	got, err := copied.Get(ctx, e.Record.Article.ID, 0)
	if err != nil || string(got.JSON) != string(e.JSON) {
		t.Errorf("the copy has %v, %v", got, err)
	}
}
