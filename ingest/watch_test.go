package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"isnad/archive"
	"isnad/ingest"
	"isnad/ingest/ingesttest"
	"isnad/page"
)

// press is a feed of an invented paper, made of answers set by a test.
type press struct {
	items   []string         // addresses that the feed lists
	state   page.State       // of the feed
	fails   error            // what asking for the feed gives
	pages   map[string]error // what asking for a page gives, nil for the page
	asked   []page.State     // the states that were asked about
	fetched []string
}

func (s *press) List(_ context.Context, feed string, since page.State) (*page.Listing, error) {
	s.asked = append(s.asked, since)
	if s.fails != nil {
		return nil, s.fails
	}
	if since == s.state && since != (page.State{}) {
		return &page.Listing{State: since, Unchanged: true}, nil
	}
	l := &page.Listing{State: s.state}
	for _, address := range s.items {
		l.Items = append(l.Items, page.Item{URL: address})
	}
	return l, nil
}

func (s *press) Follow(_ context.Context, item page.Item) iter.Seq2[*page.Page, error] {
	return func(yield func(*page.Page, error) bool) {
		s.fetched = append(s.fetched, item.URL)
		if err := s.pages[item.URL]; err != nil {
			yield(nil, err)
			return
		}
		p := ingesttest.Page(len(s.fetched), "")
		p.Name = item.URL
		yield(p, nil)
	}
}

// notes is an archive that keeps notes and counts entries.
type notes struct {
	memory
	mu   sync.Mutex
	kept map[string][]byte
}

func (n *notes) State(_ context.Context, name string) ([]byte, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.kept[name], nil
}

func (n *notes) SetState(_ context.Context, name string, note []byte) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.kept == nil {
		n.kept = map[string][]byte{}
	}
	n.kept[name] = note
	return n.err
}

const feed = "https://a.example/rss"

func refusal(name string, kind page.Kind, after time.Duration) error {
	return &page.Error{Name: name, Kind: kind, Reason: "was answered", RetryAfter: after}
}

// watching runs a watcher in virtual time and tells each poll: after how many
// seconds, and what it came to.
func watching(t *testing.T, s *press, long time.Duration, told func(ingest.Poll)) (lines []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), long)
		defer cancel()
		w := &ingest.Watcher{Archive: &notes{}, Lister: s, Every: 10 * time.Minute, Jitter: func() float64 { return 0 }, Tell: func(p ingest.Poll) {
			line := fmt.Sprintf("%.0f: %d new, %d left", time.Since(begin).Minutes(), len(p.Results), p.Left)
			if p.Unchanged {
				line += ", unchanged"
			}
			if p.Err != nil {
				line += ", failed"
			}
			lines = append(lines, line)
			told(p)
		}}
		if err := w.Run(ctx, []string{feed}); err != nil {
			t.Error(err)
		}
	})
	return lines
}

func TestWatch(t *testing.T) {
	s := &press{items: []string{"1", "2"}, state: page.State{ETag: "a"}}
	polls := 0
	lines := watching(t, s, 35*time.Minute, func(ingest.Poll) {
		if polls++; polls == 2 {
			s.items, s.state = []string{"3", "2"}, page.State{ETag: "b"}
		}
	})
	want := []string{"0: 2 new, 0 left", "10: 0 new, 0 left, unchanged", "20: 1 new, 0 left", "30: 0 new, 0 left, unchanged"}
	if !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
	if want := []string{"1", "2", "3"}; !slices.Equal(s.fetched, want) {
		t.Errorf("fetched %q, want %q", s.fetched, want)
	}
	if want := []page.State{{}, {ETag: "a"}, {ETag: "a"}, {ETag: "b"}}; !slices.Equal(s.asked, want) {
		t.Errorf("asked about %v, want %v", s.asked, want)
	}
}

// A feed that fails is asked again after 1, 2, 4 … minutes, or when it asks to
// be, and at its usual pace once it answers.
func TestWatchBacksOff(t *testing.T) {
	s := &press{items: []string{"1"}, state: page.State{ETag: "a"}, fails: refusal(feed, page.Fetch, 0)}
	polls := 0
	lines := watching(t, s, 75*time.Minute, func(ingest.Poll) {
		switch polls++; polls {
		case 3:
			s.fails = refusal(feed, page.Busy, 50*time.Minute)
		case 4:
			s.fails = nil
		}
	})
	want := []string{"0: 0 new, 0 left, failed", "1: 0 new, 0 left, failed", "3: 0 new, 0 left, failed", "7: 0 new, 0 left, failed", "57: 1 new, 0 left", "67: 0 new, 0 left, unchanged"}
	if !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
}

// A page that cannot be had is tried again with the next polls, five times in
// all; the feed is asked for whole until then.
func TestWatchTriesPagesAgain(t *testing.T) {
	s := &press{items: []string{"1", "gone", "2"}, state: page.State{ETag: "a"}, pages: map[string]error{"gone": refusal("gone", page.Fetch, 0), "2": refusal("2", page.NotArabic, 0)}}
	lines := watching(t, s, 55*time.Minute, func(ingest.Poll) {})
	want := []string{"0: 2 new, 1 left", "10: 0 new, 1 left", "20: 0 new, 1 left", "30: 0 new, 1 left", "40: 1 new, 0 left", "50: 0 new, 0 left, unchanged"}
	if !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
	if got := strings.Join(s.fetched, " "); got != "1 gone 2 gone gone gone gone" {
		t.Errorf("fetched %s", got)
	}
}

// A server that has had enough while its pages are fetched is left in peace
// for as long as it asks; nothing is forgotten.
func TestWatchStopsAtABusyServer(t *testing.T) {
	s := &press{items: []string{"1", "2", "3"}, state: page.State{ETag: "a"}, pages: map[string]error{"2": refusal("2", page.Busy, 30*time.Minute)}}
	lines := watching(t, s, 35*time.Minute, func(ingest.Poll) { s.pages = nil })
	want := []string{"0: 1 new, 2 left, failed", "30: 2 new, 0 left"}
	if !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
	if got := strings.Join(s.fetched, " "); got != "1 2 2 3" {
		t.Errorf("fetched %s", got)
	}
}

// A watcher that starts again keeps to the time of the next poll and to what
// it knew.
func TestWatchStartsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &press{items: []string{"1"}, state: page.State{ETag: "a"}}
		n := &notes{}
		for range 2 {
			ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
			if err := (&ingest.Watcher{Archive: n, Lister: s, Every: 10 * time.Minute}).Run(ctx, []string{feed}); err != nil {
				t.Error(err)
			}
			cancel()
		}
		if len(s.asked) != 2 || s.asked[1].ETag != "a" || len(s.fetched) != 1 {
			t.Errorf("asked %v, fetched %v", s.asked, s.fetched)
		}
	})
}

// An archive that fails ends the watch of all feeds.
func TestWatchEndsWithTheArchive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &press{items: []string{"1"}}
		w := &ingest.Watcher{Archive: &notes{memory: memory{err: archive.ErrFull}}, Lister: s}
		if err := w.Run(t.Context(), []string{feed}); !errors.Is(err, archive.ErrFull) {
			t.Errorf("error %v", err)
		}
	})
}

// An archive that another program writes to is tried again.
func TestWatchWaitsForALockedArchive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &notes{memory: memory{err: archive.ErrLocked}}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		var polls []ingest.Poll
		w := &ingest.Watcher{Archive: n, Lister: &press{items: []string{"1"}}, Tell: func(p ingest.Poll) {
			polls = append(polls, p)
			n.err = nil
		}}
		if err := w.Run(ctx, []string{feed}); err != nil || len(polls) != 2 || !errors.Is(polls[0].Err, archive.ErrLocked) || len(polls[1].Results) != 1 {
			t.Errorf("error %v, polls %+v", err, polls)
		}
	})
}
