package archive

import (
	"errors"
	"time"
)

// ErrStoriesMoved says that stories were kept, or made stale, since the caller
// looked.
var ErrStoriesMoved = errors.New("the stories have changed meanwhile")

// Story is a story as it is kept; package story/keeper keeps them.
type Story struct {
	ID          string
	Title       string
	First, Last time.Time // Version.At of its first and its last article
	Outlets     int
	Claims      int
	Origins     int      // independent origins of the claim that is given most
	Articles    []string // ids, in order of publication
	// Whole is what story.Decode reads; nil in lists that leave it out.
	Whole []byte
	// History lists what became of the story and of those it took in, the latest
	// first; only Archive.Story gives it.
	History []StoryEvent
}

// StoryEvent tells that a story that was kept ended in another, or was split
// from it.
type StoryEvent struct {
	At    time.Time // when it was kept, in UTC, to the second
	Kind  string    // StoryMerged or StorySplit
	Story string
	Other string // in which it ended, or from which it was split
}

// The kinds of StoryEvent.
const (
	StoryMerged = "merged"
	StorySplit  = "split"
)

// StoryFilter selects stories. Fields that are set must all hold; the zero value
// selects all.
type StoryFilter struct {
	From, To time.Time // stories that begin before To and do not end before From
	Articles []string  // those that hold one of these
	Least    int       // those of at least so many articles
	Whole    bool      // gives Story.Whole
}

// StoryPage is a part of a list of stories.
type StoryPage struct {
	Stories []Story
	Total   int
	Next    string // "" on the last page
}

// StoryProgress tells what the kept stories are made of: the newest versions of
// the articles that had arrived up to Arrival. Those that an archive has changed
// since, by a new version, a new reading or a removal, have made stories stale:
// articles with From ≤ At ≤ To may belong elsewhere than is kept.
type StoryProgress struct {
	Edition  string // of the way in which they were found, "" where there are none
	Arrival  int64
	From, To time.Time // To is zero where nothing is stale
	Spoiled  int64     // how often stories were made stale
}

// Stale reports whether some stories may be other than is kept.
func (p StoryProgress) Stale() bool { return !p.To.IsZero() }

// Equal reports whether p and q are the same.
func (p StoryProgress) Equal(q StoryProgress) bool {
	return p.Edition == q.Edition && p.Arrival == q.Arrival && p.From.Equal(q.From) && p.To.Equal(q.To) && p.Spoiled == q.Spoiled
}

// Spoil widens what is stale to the articles of a time.
func (p *StoryProgress) Spoil(from, to time.Time) {
	p.Spoiled++
	if !p.Stale() || from.Before(p.From) {
		p.From = from
	}
	if to.After(p.To) {
		p.To = to
	}
}

// StoryUpdate is a step of keeping stories.
type StoryUpdate struct {
	Was, Now StoryProgress
	Stories  []Story // put in the place of what is kept under their ids
	Events   []StoryEvent
}
