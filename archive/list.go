package archive

import (
	"time"

	"isnad/correction"
	"isnad/record"
)

// ListOptions say which part of a list to give. The zero value asks for the
// first hundred.
type ListOptions struct {
	Limit int    // default 100, at most 10,000
	After string // Next of the page before
}

// Statement is a statement with the article that it stands in.
type Statement struct {
	Version
	Record *record.Record // of the article; it must not be changed
	Index  int            // in Record.Statements
	Day    time.Time      // on which it was said, as far as the article tells, else that of the article
}

// Said is the statement itself.
func (s *Statement) Said() *record.Statement { return &s.Record.Statements[s.Index] }

// StatementPage is a part of a list of statements.
type StatementPage struct {
	Statements []Statement
	Total      int
	Next       string // "" on the last page
}

// Commitments say which commitments to list. The zero value lists all.
type Commitments struct {
	By string // the name of who is bound, as speaker: takes it; "" is anyone
	// From and To bound the due day, both included; a zero time sets no bound.
	// With any bound, commitments without a due day are left out.
	From, To time.Time
	// Dated leaves out commitments without a due day.
	Dated bool
	// Among leaves out all but these, where it is not nil; Not leaves out these.
	Among, Not []CommitmentRef
}

// CommitmentRef names a commitment of the newest version of an article.
type CommitmentRef struct {
	Article    string // Article.ID
	Commitment string // Commitment.ID
}

// Commitment is a commitment with the article that it stands in.
type Commitment struct {
	Version
	Record *record.Record // of the article; it must not be changed
	Index  int            // in Record.Commitments
}

// Made is the commitment itself.
func (c *Commitment) Made() *record.Commitment { return &c.Record.Commitments[c.Index] }

// CommitmentPage is a part of a list of commitments.
type CommitmentPage struct {
	Commitments []Commitment
	Total       int
	Next        string // "" on the last page
}

// Name is a name as articles spell it, all spellings that are taken for one.
type Name struct {
	Spelling            // the most frequent one, with the counts of all together
	Variants []Spelling // the most frequent first
	// Corrections are those by which a spelling was joined with another or parted
	// from it, in the order in which they were made.
	Corrections []correction.State
}

// Spelling is one way in which articles give a name.
type Spelling struct {
	Name       string
	Type       record.EntityType
	Articles   int // that speak of it
	Statements int // of which it is the source
}

// NamePage is a part of a list of names.
type NamePage struct {
	Names []Name
	Total int
	Next  string // "" on the last page
}
