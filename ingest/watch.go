package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"sync"
	"time"

	"isnad/archive"
	"isnad/page"
)

// Lister opens listings and what they list; a *page.Reader is one.
type Lister interface {
	List(ctx context.Context, input string, since page.State) (*page.Listing, error)
	Follow(ctx context.Context, item page.Item) iter.Seq2[*page.Page, error]
}

// Watcher polls feeds and sitemaps, and ingests what is new in them.
//
// What it knows of a feed is a note in the archive: the state to ask the
// server about, which of the listed pages have been dealt with, and when to poll
// again. A note is written after the pages it speaks of have been kept, so a
// kill costs at most a second download.
type Watcher struct {
	Archive archive.Archive
	Lister  Lister
	Options Options
	// Every is the time between two polls of a feed. Default 15 minutes.
	Every time.Duration
	// Polls is the most feeds polled at the same time. Default 4.
	Polls int
	// Tell is told of every poll, one after the other. Default nobody.
	Tell func(Poll)
	// Jitter gives numbers from 0 up to 1 by which polls are spread. Default
	// rand.Float64.
	Jitter func() float64

	acting  chan struct{} // one for each poll that is going on
	telling sync.Mutex
}

// Poll is what one poll of a feed came to.
type Poll struct {
	Feed      string
	Unchanged bool     // the server has nothing new
	Results   []Result // of the pages that were new
	Left      int      // pages that could not be had now, to be tried again
	Err       error    // why the feed, or the rest of its pages, could not be had
	Next      time.Time
	Took      time.Duration // to poll the feed and to keep its pages
}

const (
	// firstRetry is the wait after one failure; each further failure doubles
	// it up to maxRetry. A server that asks for a longer wait gets it, up to
	// maxRetryAfter.
	firstRetry, maxRetry, maxRetryAfter = time.Minute, 6 * time.Hour, 24 * time.Hour
	// maxTries is how many polls try a page that cannot be fetched.
	maxTries = 5
	// spread is the share of a wait by which it varies.
	spread = 0.2
)

// Once polls every feed once, whether it is due or not. The error belongs to
// the archive; feeds that fail are told.
func (w *Watcher) Once(ctx context.Context, feeds []string) error {
	return w.each(ctx, feeds, func(ctx context.Context, feed string) error {
		_, err := w.turn(ctx, feed)
		return err
	})
}

// Run polls every feed when it is due, until ctx ends; then it keeps what has
// been read and returns nil. Any other error belongs to the archive.
func (w *Watcher) Run(ctx context.Context, feeds []string) error {
	return w.each(ctx, feeds, func(ctx context.Context, feed string) error {
		note, err := w.note(ctx, feed)
		for next := note.Next; err == nil && sleep(ctx, time.Until(next)); {
			next, err = w.turn(ctx, feed)
		}
		return err
	})
}

// each watches all feeds at the same time. The first error ends all.
func (w *Watcher) each(ctx context.Context, feeds []string, watch func(ctx context.Context, feed string) error) error {
	if w.Every <= 0 {
		w.Every = 15 * time.Minute
	}
	if w.Polls <= 0 {
		w.Polls = 4
	}
	if w.Tell == nil {
		w.Tell = func(Poll) {}
	}
	if w.Jitter == nil {
		w.Jitter = rand.Float64
	}
	w.acting = make(chan struct{}, w.Polls)
	within, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var running sync.WaitGroup
	for _, feed := range feeds {
		running.Go(func() {
			if err := watch(within, feed); err != nil && ctx.Err() == nil {
				cancel(err)
			}
		})
	}
	running.Wait()
	if ctx.Err() != nil {
		return nil
	}
	return context.Cause(within)
}

// turn polls a feed when fewer than Polls others are being polled, and gives
// the time of its next poll.
func (w *Watcher) turn(ctx context.Context, feed string) (time.Time, error) {
	select {
	case w.acting <- struct{}{}:
		defer func() { <-w.acting }()
	case <-ctx.Done():
		return time.Time{}, nil
	}
	begun := time.Now()
	p, err := w.poll(ctx, feed)
	p.Took = time.Since(begun)
	if errors.Is(err, archive.ErrLocked) { // another program's long write will end
		p.Err, p.Next, err = err, time.Now().Add(firstRetry), nil
	}
	if err != nil || ctx.Err() != nil && p.Err != nil {
		return time.Time{}, err
	}
	w.telling.Lock()
	defer w.telling.Unlock()
	w.Tell(p)
	return p.Next, nil
}

// note is what the archive keeps about a feed between polls.
type note struct {
	State page.State `json:"state"`
	Next  time.Time  `json:"next"`
	// Failures counts the polls that have failed since one succeeded.
	Failures int `json:"failures,omitempty"`
	// Done are the addresses of the feed's last state that need no fetching.
	Done []string `json:"done,omitempty"`
	// Tries counts the failed tries of the others.
	Tries map[string]int `json:"tries,omitempty"`
}

func noteName(feed string) string { return "feed " + feed }

// note reads a feed's note; a feed without one is due at once.
func (w *Watcher) note(ctx context.Context, feed string) (n note, err error) {
	raw, err := w.Archive.State(ctx, noteName(feed))
	if err != nil || raw == nil {
		return n, err
	}
	if err := json.Unmarshal(raw, &n); err != nil {
		return n, fmt.Errorf("the note about %s: %w", feed, err)
	}
	return n, nil
}

// Due gives the time of a feed's next poll, zero for now, and how many polls
// have failed since one succeeded.
func (w *Watcher) Due(ctx context.Context, feed string) (next time.Time, failures int, err error) {
	n, err := w.note(ctx, feed)
	return n.Next, n.Failures, err
}

// subscriptions is the name of the note that lists the feeds of an archive.
const subscriptions = "subscriptions"

// Subscriptions lists the feeds that an archive is subscribed to.
func Subscriptions(ctx context.Context, of archive.Archive) (feeds []string, err error) {
	raw, err := of.State(ctx, subscriptions)
	if err != nil || raw == nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &feeds); err != nil {
		return nil, fmt.Errorf("the subscriptions: %w", err)
	}
	return feeds, nil
}

// Subscribe makes feeds those that an archive is subscribed to.
func Subscribe(ctx context.Context, in archive.Archive, feeds []string) error {
	raw, err := json.Marshal(feeds)
	if err != nil {
		return err
	}
	return in.SetState(ctx, subscriptions, raw)
}

// Forget drops what an archive knows of a feed; its articles stay.
func Forget(ctx context.Context, from archive.Archive, feed string) error {
	return from.SetState(ctx, noteName(feed), nil)
}

// poll asks a feed for what is new and ingests it. The error belongs to the
// archive.
func (w *Watcher) poll(ctx context.Context, feed string) (Poll, error) {
	p := Poll{Feed: feed}
	n, err := w.note(ctx, feed)
	if err != nil {
		return p, err
	}
	listing, err := w.Lister.List(ctx, feed, n.State)
	switch {
	case err != nil:
		p.Err = err
	case listing.Unchanged:
		p.Unchanged = true
	default:
		if err := w.take(ctx, listing, &n, &p); err != nil {
			return p, err
		}
	}
	if ctx.Err() != nil && p.Err != nil { // not the feed's fault
		return p, nil
	}
	n.Next = w.next(&n, p.Err)
	p.Next = n.Next
	raw, err := json.Marshal(n)
	if err != nil {
		return p, err
	}
	return p, w.Archive.SetState(context.WithoutCancel(ctx), noteName(feed), raw)
}

// take ingests the pages of a listing that have not been dealt with, and
// notes which now have.
func (w *Watcher) take(ctx context.Context, listing *page.Listing, n *note, p *Poll) error {
	done := map[string]bool{}
	for _, address := range n.Done {
		done[address] = true
	}
	pages := func(yield func(*page.Page, error) bool) {
		for _, item := range listing.Items {
			if done[item.URL] || item.Listing {
				continue
			}
			for got, err := range w.Lister.Follow(ctx, item) {
				if ctx.Err() != nil {
					return
				}
				if isKind(err, page.Busy) { // the server has had enough: the rest must wait
					p.Err = err
					return
				}
				if !yield(got, err) {
					return
				}
			}
		}
	}
	for r, err := range Run(ctx, w.Archive, pages, w.Options) {
		if err != nil {
			return err
		}
		name := r.Name
		var e *page.Error
		if errors.As(r.Err, &e) {
			name = e.Name
		}
		if !isKind(r.Err, page.Fetch) || n.Tries[name]+1 >= maxTries {
			done[name] = true
			p.Results = append(p.Results, r)
		} else {
			if n.Tries == nil {
				n.Tries = map[string]int{}
			}
			n.Tries[name]++
		}
	}
	n.Done = nil
	tries := map[string]int{}
	for _, item := range listing.Items {
		switch {
		case item.Listing:
		case done[item.URL]:
			n.Done = append(n.Done, item.URL)
		default:
			p.Left++
			tries[item.URL] = n.Tries[item.URL]
		}
	}
	n.Tries = tries
	n.State = listing.State
	if p.Left > 0 { // else the server would not list them again
		n.State = page.State{}
	}
	return nil
}

func isKind(err error, kind page.Kind) bool {
	var e *page.Error
	return errors.As(err, &e) && e.Kind == kind
}

// next is the time of the next poll after one that ended with err.
func (w *Watcher) next(n *note, err error) time.Time {
	wait := w.Every
	if err == nil {
		n.Failures = 0
	} else {
		wait = min(firstRetry<<min(n.Failures, 16), maxRetry)
		n.Failures++
		var e *page.Error
		if errors.As(err, &e) {
			wait = max(wait, min(e.RetryAfter, maxRetryAfter))
		}
	}
	// A server's wish is a least time, so waits vary upwards.
	return time.Now().Add(wait + time.Duration(spread*w.Jitter()*float64(wait))).Round(time.Second)
}

// sleep waits, and reports false where ctx ends before.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
