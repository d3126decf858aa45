package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"isnad/archive"
	"isnad/archive/archivetest"
	"isnad/archive/postgres"
	"isnad/archive/postgres/postgrestest"
)

func open(t *testing.T, at string, opts postgres.Options) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(context.Background(), at, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestSuite(t *testing.T) {
	archivetest.Run(t, func(t *testing.T, now func() time.Time) archive.Archive {
		return open(t, postgrestest.URL(t), postgres.Options{Create: true, Now: now})
	})
}

// story is an article about an invented bridge: the mayor said it is finished.
func story(n int) archivetest.Story {
	return archivetest.Story{ID: strconv.Itoa(n), Outlet: "سرمد", Published: fmt.Sprintf("20%02d-04-02", 31+n%7),
		Title: "انتهاء الجسر", Text: fmt.Sprintf("قال رئيس البلدية سليم الحداد إن الجسر رقم %d انتهى.", n)}
}

func TestOpenRefuses(t *testing.T) {
	ctx := context.Background()
	empty, foreign, newer := postgrestest.URL(t), postgrestest.URL(t), postgrestest.URL(t)
	raw(t, foreign, "CREATE TABLE articles (url text)")
	open(t, newer, postgres.Options{Create: true})
	raw(t, newer, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9001, true)")
	tests := []struct {
		name, at string
		create   bool
		kind     error
		says     string
	}{
		{"a database without an archive", empty, false, archive.ErrNotFound, "isnad add"},
		{"tables of another program", foreign, true, archive.ErrInvalid, "another program"},
		{"a newer archive", newer, true, archive.ErrNewer, "9001"},
		{"a server that is not there", "postgres://nadir:secret@127.0.0.1:1/news", true, nil, "cannot be reached"},
		{"no address", "postgres://%zz", true, nil, "no address"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db, err := postgres.Open(ctx, tt.at, postgres.Options{Create: tt.create, Patience: 10 * time.Millisecond})
			if err == nil {
				db.Close()
				t.Fatal("was opened")
			}
			if tt.kind != nil && !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want %v with %q", err, tt.kind, tt.says)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error gives the password away: %v", err)
			}
		})
	}
}

// raw runs statements beside the package.
func raw(t *testing.T, at string, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, s := range statements {
		if _, err := conn.Exec(context.Background(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestAnotherWriterIsWaitedForAndNamed(t *testing.T) {
	ctx := context.Background()
	at := postgrestest.URL(t)
	db := open(t, at, postgres.Options{Create: true})
	hasty := open(t, at, postgres.Options{Wait: 10 * time.Millisecond})
	// Room for its month is made first, since that waits too.
	if _, err := db.Put(ctx, []*archive.Entry{archivetest.Entry(t, story(1))}); err != nil {
		t.Fatal(err)
	}
	_, err := db.PutWith(ctx, []*archive.Entry{archivetest.Entry(t, story(8))}, func(pgx.Tx, []archive.Outcome) error {
		if _, err := hasty.Put(ctx, []*archive.Entry{archivetest.Entry(t, story(15))}); !errors.Is(err, archive.ErrLocked) {
			t.Errorf("error %v, want %v", err, archive.ErrLocked)
		}
		if _, err := hasty.Outlets(ctx); err != nil {
			t.Errorf("reading beside a writer: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hasty.Put(ctx, []*archive.Entry{archivetest.Entry(t, story(15))}); err != nil {
		t.Errorf("after the other has ended: %v", err)
	}
}

func TestWhatIsPutWithAnEntryIsKeptWithIt(t *testing.T) {
	ctx := context.Background()
	at := postgrestest.URL(t)
	db := open(t, at, postgres.Options{Create: true})
	raw(t, at, "CREATE TABLE beside (n bigint)")
	for _, refused := range []error{errors.New("refused"), nil} {
		_, err := db.PutWith(ctx, []*archive.Entry{archivetest.Entry(t, story(1))}, func(tx pgx.Tx, _ []archive.Outcome) error {
			if _, err := tx.Exec(ctx, "INSERT INTO beside VALUES (1)"); err != nil {
				t.Fatal(err)
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		var beside int
		if err := db.Pool().QueryRow(ctx, "SELECT count(*) FROM beside").Scan(&beside); err != nil {
			t.Fatal(err)
		}
		last, err := db.LastArrival(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if want := refused == nil; (beside == 1) != want || (last > 0) != want {
			t.Errorf("with the error %v: %d rows beside, last arrival %d", refused, beside, last)
		}
	}
}

// Connections are cut again and again; what is written is written once.
func TestCutConnections(t *testing.T) {
	ctx := context.Background()
	at := postgrestest.URL(t)
	db := open(t, at+"&application_name="+url.QueryEscape(t.Name()), postgres.Options{Create: true})
	stop := make(chan struct{})
	var cutting sync.WaitGroup
	cutting.Go(func() {
		knife, err := pgx.Connect(ctx, at)
		if err != nil {
			t.Error(err)
			return
		}
		defer knife.Close(ctx)
		cuts := 0
		defer func() { t.Logf("%d connections cut", cuts) }()
		for range 20 {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Millisecond):
			}
			done, err := knife.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", t.Name())
			if err != nil {
				t.Error(err)
				return
			}
			cuts += int(done.RowsAffected())
		}
	})
	const many = 24
	var writing sync.WaitGroup
	for w := range 2 {
		writing.Go(func() {
			for n := w; n < many; n += 2 {
				if _, err := db.Put(ctx, []*archive.Entry{archivetest.Entry(t, story(n))}); err != nil {
					t.Error(err)
				}
				err := db.ChangeState(ctx, "count", func(note []byte) ([]byte, error) {
					n, _ := strconv.Atoi(string(note))
					return strconv.AppendInt(nil, int64(n+1), 10), nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	var reading sync.WaitGroup
	reading.Go(func() {
		for ; ; time.Sleep(time.Millisecond) {
			select {
			case <-stop:
				return
			default:
			}
			_, err := db.State(ctx, "count")
			if err == nil {
				_, err = db.Outlets(ctx)
			}
			if err == nil {
				_, err = db.Stories(ctx, archive.StoryFilter{}, archive.ListOptions{Limit: 5})
			}
			if err != nil {
				t.Errorf("a reader: %v", err)
				return
			}
		}
	})
	writing.Wait()
	close(stop)
	cutting.Wait()
	reading.Wait()
	seen := map[string]bool{}
	for k, err := range db.Walk(ctx, archive.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		seen[k.ID] = true
		if k.Number != 1 {
			t.Errorf("%s was kept %d times", k.ID, k.Number)
		}
	}
	if len(seen) != many {
		t.Errorf("%d articles of %d are kept", len(seen), many)
	}
	if note, err := db.State(ctx, "count"); string(note) != strconv.Itoa(many) {
		t.Errorf("counted %s, %v, want %d", note, err, many)
	}
	for problem := range db.Check(ctx) {
		t.Errorf("check: %v", problem)
	}
}
