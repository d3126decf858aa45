// Package ledger follows commitments over time: one entry for what an actor has
// undertaken in one matter, with each later mention as an event.
//
// Records go in, in the order of their publication; entries come out. What an
// entry says is what articles say: "reported done" names the statement that
// reports it, and nothing is decided. A person's Verdict stands beside an entry
// and changes nothing in it.
package ledger

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"isnad/arabic"
	"isnad/record"
	"isnad/story"
)

// Entry is what one actor has undertaken in one matter.
type Entry struct {
	ID         string // of the first article and its commitment: it stays
	Opened     string // Commitment.ID in the article of the first event
	By         string // the fullest name that an event gives
	Act        record.CommitmentAct
	Matter     string   // what is undertaken, as first said
	Due        string   // last day, 2006-01-02, as last given; "" where none was
	Conditions []string // as they stand in the articles, each once
	Events     []Event  // in order of publication, the first opens the entry

	gist story.Gist
}

// Event is one mention of a commitment.
type Event struct {
	Kind    EventKind
	Article string // Article.ID
	Outlet  string
	Title   string
	URL     string
	At      time.Time // publication; zero where it is unknown
	Text    string    // the words of the article
	// Statement is the id of the statement that says it, and Source who says it;
	// both are empty where the article says it itself.
	Statement  string
	Source     string
	Due        string // what this mention gives, "" where nothing
	Rule       string // that read or matched it
	Confidence float64
}

// EventKind says what a mention adds.
type EventKind string

const (
	Pledged        EventKind = "pledged"
	Repeated       EventKind = "repeated"
	DeadlineMoved  EventKind = "deadline_moved" // another due day, or a first one
	ConditionAdded EventKind = "condition_added"
	Denied         EventKind = "denied"
	ReportedDone   EventKind = "reported_done"
	ReportedBroken EventKind = "reported_broken"
	Withdrawn      EventKind = "withdrawn" // by the actor himself
)

// State is what an entry has come to.
type State string

const (
	Open           State = "open"
	DueSoon        State = "due_soon"
	Overdue        State = "overdue"
	StateDone      State = "reported_done"
	StateBroken    State = "reported_broken"
	StateWithdrawn State = "withdrawn"
)

// States lists all states in the order in which they ask for attention.
func States() []State {
	return []State{Overdue, DueSoon, Open, StateBroken, StateDone, StateWithdrawn}
}

// State is the state on the day of now, from what was published by then. A due
// day counts as soon when it is at most soon away, and is over when now is past
// it. The last report about the outcome counts; a commitment that is given anew
// after it opens the entry again.
func (e *Entry) State(now time.Time, soon time.Duration) State {
	tomorrow := now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
	state, due := Open, ""
	for _, event := range e.Events {
		if !event.At.Before(tomorrow) {
			continue
		}
		switch event.Kind {
		case ReportedDone:
			state = StateDone
		case ReportedBroken:
			state = StateBroken
		case Withdrawn:
			state = StateWithdrawn
		case Pledged, Repeated, DeadlineMoved, ConditionAdded:
			state, due = Open, cmp.Or(event.Due, due)
		}
	}
	if state == Open {
		return dueState(due, now, soon)
	}
	return state
}

func dueState(due string, now time.Time, soon time.Duration) State {
	day, err := time.Parse(time.DateOnly, due)
	if err != nil {
		return Open
	}
	switch today := now.UTC().Truncate(24 * time.Hour); {
	case today.After(day):
		return Overdue
	case day.Sub(today) <= soon:
		return DueSoon
	}
	return Open
}

// IsBy reports whether name can be that of the entry's actor.
func (e *Entry) IsBy(name string) bool { return arabic.SameName(e.By, name) }

// Ledger gathers entries. It is not safe for concurrent use.
type Ledger struct {
	entries []*Entry
	byName  map[string][]*Entry // a word of the actor's name → entries
	holds   map[mention]*Entry
}

// mention is a commitment of an article.
type mention struct{ article, commitment string }

// New returns an empty ledger.
func New() *Ledger {
	return &Ledger{byName: map[string][]*Entry{}, holds: map[mention]*Entry{}}
}

// Entries lists the entries in the order in which they were opened. They must
// not be changed.
func (l *Ledger) Entries() []*Entry { return l.entries }

// Lookup returns the entry with an id, nil where there is none.
func (l *Ledger) Lookup(id string) *Entry {
	for _, e := range l.entries {
		if e.ID == id {
			return e
		}
	}
	return nil
}

// Holding returns the entry that a commitment of an article opened or is about,
// nil where there is none.
func (l *Ledger) Holding(article, commitment string) *Entry {
	return l.holds[mention{article, commitment}]
}

// sameMatter is the likeness from which two commitments of one actor are about
// one matter, outcomeMatter that from which a statement reports about it. The
// first is low, since the actor agrees already.
const (
	sameMatter    = 0.45
	outcomeMatter = 0.5
)

// Add enters what a record says. Records come in order of publication; one that
// comes later than its time is entered after what is there.
//
// A commitment that stands in a headline only opens no entry, since headlines
// sharpen; it can repeat one.
func (l *Ledger) Add(r *record.Record) {
	opened := len(l.entries)
	for i := range r.Commitments {
		c := &r.Commitments[i]
		if c.By.Name == "" {
			continue
		}
		text := c.Content.Of(r.Article.Text)
		gist := story.NewGist(text)
		event := newEvent(r, c, text)
		e := l.match(c.By.Name, gist)
		switch {
		case e != nil:
			e.mention(c, event, r.Article.Text)
		case c.HeadlineOnly:
			continue
		default:
			e = l.open(c, event, gist, r.Article.Text)
		}
		l.holds[mention{r.Article.ID, c.ID}] = e
	}
	l.outcomes(r, opened)
}

func newEvent(r *record.Record, c *record.Commitment, text string) Event {
	a := r.Article
	e := Event{Article: a.ID, Outlet: a.Outlet, Title: a.Title, URL: a.URL, Text: text, Due: c.Due.Value, Statement: c.Statement, Rule: c.Rule, Confidence: c.Confidence}
	if a.Published.Known() {
		e.At = a.Published.Time
	}
	if s := r.Statement(c.Statement); s != nil {
		e.Source = s.Source.Name
	}
	return e
}

// match finds the entry of an actor that is most about the matter.
func (l *Ledger) match(by string, gist story.Gist) *Entry {
	var best *Entry
	most := sameMatter
	for _, e := range l.of(by) {
		if alike := e.gist.Alike(gist); alike >= most && arabic.SameName(e.By, by) {
			best, most = e, alike
		}
	}
	return best
}

// of lists the entries whose actor shares the first or the last word of a name.
func (l *Ledger) of(name string) []*Entry {
	var out []*Entry
	for _, k := range arabic.NameEnds(name) {
		for _, e := range l.byName[k] {
			if !slices.Contains(out, e) {
				out = append(out, e)
			}
		}
	}
	return out
}

func (l *Ledger) open(c *record.Commitment, event Event, gist story.Gist, text string) *Entry {
	event.Kind = Pledged
	e := &Entry{ID: EntryID(event.Article, c.ID), Opened: c.ID, By: c.By.Name, Act: c.Act, Matter: event.Text, Due: c.Due.Value, Events: []Event{event}, gist: gist}
	e.addConditions(c, text)
	l.entries = append(l.entries, e)
	for _, k := range arabic.NameEnds(e.By) {
		l.byName[k] = append(l.byName[k], e)
	}
	return e
}

// EntryID is the id of the entry that a commitment of an article opens.
func EntryID(article, commitment string) string {
	h := fnv.New64a()
	h.Write([]byte(article + "\x00" + commitment))
	return strconv.FormatUint(h.Sum64(), 36)
}

// mention adds an event to e by another commitment in its matter.
func (e *Entry) mention(c *record.Commitment, event Event, text string) {
	first := e.Events[0]
	moved := c.Due.Value != "" && c.Due.Value != e.Due
	switch added := e.addConditions(c, text); {
	case c.Act == record.Refusal && e.Act != record.Refusal:
		event.Kind = Withdrawn
	case moved:
		event.Kind = DeadlineMoved
		e.Due = c.Due.Value
	case added:
		event.Kind = ConditionAdded
	case event.Article == e.Events[len(e.Events)-1].Article || event.Article == first.Article:
		return // an article repeats itself: in the lede and below
	default:
		event.Kind = Repeated
	}
	if len(c.By.Name) > len(e.By) {
		e.By = c.By.Name
	}
	e.Events = append(e.Events, event)
}

// addConditions reports whether c has a condition that e lacks.
func (e *Entry) addConditions(c *record.Commitment, text string) bool {
	added := false
	for _, span := range c.Conditions {
		condition := span.Of(text)
		known := slices.ContainsFunc(e.Conditions, func(k string) bool {
			return k == condition || story.NewGist(k).Alike(story.NewGist(condition)) >= sameMatter
		})
		if !known {
			e.Conditions = append(e.Conditions, condition)
			added = true
		}
	}
	return added
}

// Sort orders entries by how much they ask for attention: by state, then by due
// day, then by when they were opened.
func Sort(entries []*Entry, now time.Time, soon time.Duration) {
	rank := func(e *Entry) int { return slices.Index(States(), e.State(now, soon)) }
	due := func(e *Entry) string {
		if e.Due == "" {
			return "9999"
		}
		return e.Due
	}
	slices.SortStableFunc(entries, func(a, b *Entry) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(due(a), due(b)), a.Events[0].At.Compare(b.Events[0].At))
	})
}
