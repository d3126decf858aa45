package river_test

import (
	"context"
	"testing"
	"time"

	"isnad/archive"
	"isnad/ingest/ingesttest"
	"isnad/ingest/river"
	"isnad/query"
)

// Workers read an archive again. Whoever asks meanwhile has all of the old
// readings or all of the new ones.
func TestRereads(t *testing.T) {
	f := open(t)
	const many = 200
	var entries []*archive.Entry
	for i := range many {
		entries = append(entries, ingesttest.Unread(t, i))
	}
	entries[many-1].Page = nil // it cannot be read again
	if _, err := f.db.Put(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	for _, want := range []river.Queued{{Added: 4}, {Waiting: 4}} {
		if sum, err := f.AddRereads(t.Context()); err != nil || sum != want {
			t.Fatalf("queued %+v, %v, want %+v", sum, err, want)
		}
	}
	said := func(ctx context.Context) (int, error) {
		page, err := f.db.Statements(ctx, query.And{query.Field{Name: query.Speaker, Value: "نعمان الحور"}}, archive.ListOptions{})
		if err != nil {
			return 0, err
		}
		return page.Total, nil
	}
	ctx, stop := context.WithCancel(t.Context())
	asked := make(chan int)
	go func() {
		defer close(asked)
		for ctx.Err() == nil {
			n, err := said(context.WithoutCancel(ctx))
			if err != nil || n != 0 && n != many-1 {
				t.Errorf("in the midst %d statements are found, %v", n, err)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	f.work(t, 2, river.Options{})
	stop()
	<-asked
	if n, err := said(t.Context()); err != nil || n != many-1 {
		t.Errorf("%d statements are found, %v, want %d", n, err, many-1)
	}
	if n := f.kept(t); n != many {
		t.Errorf("%d articles are kept, want %d", n, many)
	}
	var left int
	if err := f.db.Pool().QueryRow(t.Context(), "SELECT count(*) FROM rereadings").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d readings are still aside, %v", left, err)
	}
	if _, err := f.AddRereads(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.work(t, 1, river.Options{})
	if err := f.db.Pool().QueryRow(t.Context(), "SELECT count(*) FROM river_job WHERE kind = 'replace'").Scan(&left); err != nil || left != 1 {
		t.Errorf("what has not changed was put in place: %d, %v", left, err)
	}
}
