package ingest_test

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"isnad/archive"
	"isnad/archive/sqlite"
	"isnad/ingest"
	"isnad/ingest/ingesttest"
	"isnad/page"
)

func TestSuite(t *testing.T) {
	ingesttest.Run(t, func(t *testing.T) ingesttest.Fixture {
		db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Create: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return ingesttest.Fixture{Archive: db, Ingest: func(ctx context.Context, pages iter.Seq2[*page.Page, error]) iter.Seq2[ingest.Result, error] {
			return ingest.Run(ctx, db, pages, ingest.Options{Batch: 16})
		}}
	})
}

// memory is an archive that only counts what is put, or fails.
type memory struct {
	archive.Archive
	batches []int
	pages   int
	err     error // of Put
	unasked error // of Holds
}

func (m *memory) Put(_ context.Context, entries []*archive.Entry) ([]archive.Outcome, error) {
	m.batches = append(m.batches, len(entries))
	for _, e := range entries {
		if e.Page != nil {
			m.pages++
		}
	}
	return make([]archive.Outcome, len(entries)), m.err
}

func (m *memory) Holds(context.Context, string, [16]byte) (bool, error) {
	return false, m.unasked
}

func TestBatches(t *testing.T) {
	m := &memory{}
	for range ingest.Run(context.Background(), m, ingesttest.Pages(70), ingest.Options{Batch: 30, NoPages: true, Wait: time.Hour}) {
	}
	if len(m.batches) != 3 || m.batches[0] != 30 || m.batches[1] != 30 || m.batches[2] != 10 || m.pages != 0 {
		t.Errorf("batches %v with %d pages", m.batches, m.pages)
	}
}

// Where pages come slowly, an entry does not wait for its batch to fill.
func TestSlowPagesAreKeptInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func(yield func(*page.Page, error) bool) {
			for p, err := range ingesttest.Pages(3) {
				if !yield(p, err) {
					return
				}
				time.Sleep(time.Minute)
			}
		}
		m := &memory{}
		begin := time.Now()
		var told []time.Duration
		for range ingest.Run(context.Background(), m, slow, ingest.Options{Wait: 2 * time.Second}) {
			told = append(told, time.Since(begin))
		}
		if len(m.batches) != 3 || told[0] != 2*time.Second || told[1] != 62*time.Second {
			t.Errorf("batches %v, told after %v", m.batches, told)
		}
	})
}

// An archive that fails ends the run, and nothing of the batch is told as kept.
func TestArchiveFails(t *testing.T) {
	m := &memory{err: archive.ErrFull}
	n := 0
	var last error
	for _, err := range ingest.Run(context.Background(), m, ingesttest.Pages(500), ingest.Options{Batch: 10}) {
		n++
		last = err
	}
	if n != 1 || !errors.Is(last, archive.ErrFull) || len(m.batches) != 1 {
		t.Errorf("%d results, error %v, batches %v", n, last, m.batches)
	}
}

func TestArchiveCannotBeAsked(t *testing.T) {
	m := &memory{unasked: archive.ErrInvalid}
	var last error
	for _, err := range ingest.Run(context.Background(), m, ingesttest.Pages(500), ingest.Options{Batch: 10}) {
		last = err
	}
	if !errors.Is(last, archive.ErrInvalid) || len(m.batches) != 0 {
		t.Errorf("error %v, batches %v", last, m.batches)
	}
}

func TestGuard(t *testing.T) {
	err := ingest.Guard("a.html", func() error { panic("index out of range") })
	if err == nil || !strings.HasPrefix(err.Error(), "a.html: a defect of isnad at ingest_test.go:") {
		t.Errorf("got %v", err)
	}
}
