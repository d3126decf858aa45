// Package archive says what an archive of records is: what is kept of an
// article, and the questions that can be asked.
//
// Entries go in: a record with the page it was read from. Versions, records
// and lists come out. Package archive/relational keeps an archive in the tables
// of a database, archive/sqlite those of a file, archive/postgres those of a
// server; package archive/archivetest is the suite that both pass.
package archive

import (
	"context"
	"errors"
	"iter"
	"time"

	"isnad/article"
	"isnad/correction"
	"isnad/page"
	"isnad/query"
	"isnad/record"
)

// The kinds of error that callers tell apart with errors.Is. Each comes
// wrapped in the archive's name, the reason and the remedy.
var (
	ErrNotFound = errors.New("not in the archive")
	ErrLocked   = errors.New("another program is writing to the archive")
	ErrNewer    = errors.New("written by a newer isnad")
	ErrInvalid  = errors.New("not an archive of isnad")
	ErrReadOnly = errors.New("cannot be written to")
	ErrFull     = errors.New("no room left for the archive")
	ErrCursor   = errors.New("no place to go on from")
)

// Archive keeps articles with their records and answers questions about them.
//
// An article is known by its Article.ID. What is kept of it is never
// overwritten: an entry with another content than all versions so far becomes
// the next version. An Archive is safe for concurrent use; one caller writes at
// a time, readers see what was committed before their call began.
type Archive interface {
	// Put keeps entries, all of them or none, and tells what became of each,
	// in order. When it returns without error, no kill loses them; putting the
	// same entries again changes nothing.
	Put(ctx context.Context, entries []*Entry) ([]Outcome, error)

	// Holds reports whether a version of an article with this ContentHash is
	// kept, so that Put would find it Unchanged. It is asked before an article is
	// read, which takes far longer.
	Holds(ctx context.Context, id string, hash [16]byte) (bool, error)

	// Get returns a version of an article, the newest for number 0. The error
	// is ErrNotFound where there is none.
	Get(ctx context.Context, id string, number int) (*Kept, error)

	// Record is Get for who needs Kept.Record, Read and Corrections alone; what else
	// is kept beside the version can be left out. Others hold the record, too, as
	// they do that of a list: it must not be changed.
	Record(ctx context.Context, id string, number int) (*Kept, error)

	// Versions lists the versions of an article, oldest first. The error is
	// ErrNotFound where there is none.
	Versions(ctx context.Context, id string) ([]Version, error)

	// Walk yields the newest version of each article in the range, in order of
	// Version.At, articles of one instant in the order in which they came.
	Walk(ctx context.Context, in Range) iter.Seq2[*Kept, error]

	// Outlets lists the outlets with the articles kept of each, by name.
	Outlets(ctx context.Context) ([]Outlet, error)

	// OutletProfiles tells of each outlet how it gives what others say, by name.
	// Others hold what is given, too: it must not be changed.
	OutletProfiles(ctx context.Context) ([]OutletProfile, error)

	// Search finds articles in their newest versions. A query whose words must
	// all stand in an article, and do in none, is asked again for any of them;
	// Page.Relaxed says so.
	Search(ctx context.Context, q query.Node, opts SearchOptions) (*Page, error)

	// Passages finds the articles in whose newest versions a text stands, as it is
	// or with small edits, the earliest first: PassageTokens of it, where
	// FindPassage finds them. At most limit of them are given.
	Passages(ctx context.Context, text string, limit int) (*PassagePage, error)

	// Statements lists statements of the newest versions, the latest first.
	// The parts of q that speak of statements choose them; its other parts
	// choose the articles in which they stand.
	Statements(ctx context.Context, q query.Node, opts ListOptions) (*StatementPage, error)

	// Commitments lists commitments of the newest versions of the articles that
	// q finds, in order of their due day, those without one last.
	Commitments(ctx context.Context, q query.Node, which Commitments, opts ListOptions) (*CommitmentPage, error)

	// Names lists the names of the newest versions, with their spellings, those
	// of most articles first: the ones that value finds as speaker: does, all for
	// "".
	Names(ctx context.Context, value string, opts ListOptions) (*NamePage, error)

	// Name returns the name of which a newest version has the given spelling,
	// whole. The error is ErrNotFound where none has.
	Name(ctx context.Context, spelling string) (*Name, error)

	// Correct keeps corrections, all of them or none, and gives them back as they
	// are kept, with their ids. Records, lists, search and names follow them; stories
	// when they are kept anew. What the program read stays beside them (Kept.Read),
	// and so they hold after Reread and in later versions, as far as they fit. The
	// error is correction.ErrRefused, with the reason, for one that cannot be made,
	// ErrNotFound where its article or name is not kept, and ErrNames where another
	// decision about its names stands in the way.
	Correct(ctx context.Context, asked ...correction.Request) ([]correction.Correction, error)

	// Corrections lists all corrections, the latest first, as they stand in the
	// newest versions.
	Corrections(ctx context.Context, opts ListOptions) (*CorrectionPage, error)

	// Stories lists kept stories, those with the latest article first. A story
	// of which an article was removed is left out until it is kept anew.
	Stories(ctx context.Context, which StoryFilter, opts ListOptions) (*StoryPage, error)

	// Story returns a kept story by its id, by one that ended in it, or by the id
	// of an article of it. The error is ErrNotFound where there is none.
	Story(ctx context.Context, id string) (*Story, error)

	// StoryProgress tells up to which articles stories are kept.
	StoryProgress(ctx context.Context) (StoryProgress, error)

	// KeepStories makes an update, whole or not at all. An article that it puts
	// into a story leaves the one in which it was; a story without articles is
	// kept no longer, and the id of one that an event tells as merged leads to the
	// other. The error is ErrStoriesMoved where the progress is not Was.
	KeepStories(ctx context.Context, u StoryUpdate) error

	// Remove deletes the articles that s selects, with their versions, pages
	// and all that was derived from them, and lists what went, by id.
	Remove(ctx context.Context, s Selection) ([]Version, error)

	// Reread replaces the records of versions by new readings of their pages,
	// all of them or none. Lists and search follow at Derive.
	Reread(ctx context.Context, readings []Reading) error

	// Derive makes lists and index anew where Reread has changed records. An
	// archive that is opened does it by itself.
	Derive(ctx context.Context) error

	// State returns a note kept under a name, nil where there is none: where
	// a feed stood when it was last fetched, for example.
	State(ctx context.Context, name string) ([]byte, error)

	// SetState keeps a note under a name; nil deletes it.
	SetState(ctx context.Context, name string, note []byte) error

	// ChangeState replaces a note by what change makes of it, nil for none, with
	// nothing else written between the two: of several callers each sees what
	// the one before left. An error of change leaves the note as it is and is
	// given back. Change must not use the archive.
	ChangeState(ctx context.Context, name string, change func(note []byte) ([]byte, error)) error

	// LastArrival is the greatest Version.Arrival, 0 in an empty archive.
	LastArrival(ctx context.Context) (int64, error)

	// Check verifies the whole archive and yields what is wrong with it: the
	// store's own integrity, spans against texts, every derived table against
	// the records. A sound archive yields nothing.
	Check(ctx context.Context) iter.Seq[error]

	// Backup writes a copy of the archive to a new file at path, while others
	// read and write. The copy appears whole or not at all.
	Backup(ctx context.Context, path string) error

	// Close releases the archive.
	Close() error
}

// Outcome is what Put made of an entry.
type Outcome uint8

const (
	Added     Outcome = iota // the article is new
	Unchanged                // a version with the same content is kept already
	Revised                  // the content differs from all versions: a new one
)

// String is the outcome as reports name it.
func (o Outcome) String() string {
	return [...]string{"added", "unchanged", "revised"}[o]
}

// Version is one state of an article as it was published.
type Version struct {
	ID        string // Article.ID
	Number    int    // 1, 2 …, in the order in which they were kept
	Outlet    string
	URL       string
	Title     string
	Published article.Date
	FirstSeen time.Time // when it was put into the archive, in UTC, to the second
	Newest    bool      // no later version is kept
	// Arrival rises from version to version in the order in which they were
	// kept, with gaps; it is never used again. A follower of the archive who has
	// seen one has seen all below.
	Arrival int64
}

// At is the instant by which articles are ordered: that of publication, or of
// being first seen where the publication is unknown.
func (v Version) At() time.Time {
	if v.Published.Known() {
		return v.Published.Time
	}
	return v.FirstSeen
}

// Kept is a version with all that is kept of it.
type Kept struct {
	Version
	Record *record.Record // what is read with the corrections of the article
	JSON   []byte         // Record as record.Encoder writes it, one line, with the corrections (correction.Reading)
	// Read is what the program read, and ReadJSON that on one line; the same as
	// Record and JSON where nothing was corrected.
	Read        *record.Record
	ReadJSON    []byte
	Corrections []correction.State // of the article, in the order in which they were made
	Page        *page.Page         // what the record was read from, nil where it was not kept
	Options     article.Options    // what was said about the page when it was read
}

// Reading is a new reading of the page of a version that is kept.
type Reading struct {
	Version // only ID, Number and FirstSeen are looked at
	Entry   *Entry
}

// Range selects versions for Walk. The zero value selects all.
type Range struct {
	From, To time.Time // From ≤ At < To; a zero time sets no bound
	Outlet   string    // "" is every outlet
	Since    int64     // Since < Arrival
	// NoPages leaves Kept.Page nil, which spares unpacking it.
	NoPages bool
}

// Outlet is an outlet with what is kept of it.
type Outlet struct {
	Name     string
	Articles int
	// First and Last are the earliest and the latest Version.At.
	First, Last time.Time
}

// OutletProfile is how an outlet gives what others say, in the newest versions
// of its articles.
type OutletProfile struct {
	Outlet
	Months []Count // 2031-04, by Version.At, the latest first
	// Statements is how many there are. Their sources part them in three: persons
	// and bodies by name, documents, and those whom no name tells.
	Statements, Named, Documents, Unnamed int
	// Relayed is how many of the statements came through another.
	Relayed int
	// Sources are the persons and bodies by name that say something in most of
	// its articles, Relays the agencies, outlets and bodies through whom
	// something came in most, each under one name: the first 50.
	Sources, Relays []Count
}

// Selection says which articles to remove. Fields that are set must all hold;
// the zero value selects nothing.
type Selection struct {
	IDs    []string
	Outlet string
	// Before selects articles whose newest version has an earlier At.
	Before time.Time
}

// Empty reports whether s has no condition.
func (s Selection) Empty() bool {
	return len(s.IDs) == 0 && s.Outlet == "" && s.Before.IsZero()
}
