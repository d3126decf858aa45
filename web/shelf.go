package web

import (
	"container/list"
	"crypto/rand"
	"sync"
	"time"

	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// shelf holds what was read just now, so that the page of a reading has an
// address, until newer readings or time push it out. Whoever knows the key
// can see it; nobody can guess one.
type shelf struct {
	now func() time.Time

	mu    sync.Mutex
	byKey map[string]*list.Element
	order *list.List // of *held, newest first
	bytes int
}

type held struct {
	key string
	reading
	until time.Time
}

// reading is what was read just now: the record, and the page that it was read
// from, so that exactly that can be kept.
type reading struct {
	record  *record.Record
	page    *page.Page
	options article.Options
}

func (r *reading) bytes() int {
	n := len(r.record.Article.Text)
	if r.page != nil {
		n += len(r.page.Text)
	}
	return n
}

const (
	shelfBytes = 16 << 20 // of text: records take several times as much
	shelfTime  = time.Hour
)

func newShelf() *shelf {
	return &shelf{now: time.Now, byKey: map[string]*list.Element{}, order: list.New()}
}

// put holds a reading and returns its key.
func (s *shelf) put(r reading) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := &held{key: rand.Text(), reading: r, until: s.now().Add(shelfTime)}
	s.byKey[h.key] = s.order.PushFront(h)
	s.bytes += r.bytes()
	for last := s.order.Back(); last != s.order.Front() && (s.bytes > shelfBytes || s.expired(last)); last = s.order.Back() {
		s.drop(last)
	}
	return h.key
}

// get returns the reading under a key, nil where it is held no longer.
func (s *shelf) get(key string) *reading {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.byKey[key]
	if e == nil {
		return nil
	}
	if s.expired(e) {
		s.drop(e)
		return nil
	}
	return &e.Value.(*held).reading
}

func (s *shelf) expired(e *list.Element) bool { return s.now().After(e.Value.(*held).until) }

func (s *shelf) drop(e *list.Element) {
	h := s.order.Remove(e).(*held)
	delete(s.byKey, h.key)
	s.bytes -= h.reading.bytes()
}
