// Package record reads an article: who said what through whom, the times,
// figures and commitments, each with the exact words it rests on.
//
// An article.Article goes in, a Record comes out. The package is the waist of
// the project: later stages see records, never tokens. Each phenomenon has its
// file, and each inference is signed with the rule that made it and a
// confidence between 0 and 1.
package record

import (
	"isnad/arabic"
	"isnad/article"
)

// Record is what one article says. Spans are byte ranges of Article.Text; the
// JSON writer converts them to code points.
type Record struct {
	Article     *article.Article
	Entities    []Entity
	Statements  []Statement
	Times       []Time
	Quantities  []Quantity
	Commitments []Commitment
	Headline    *Headline // nil where the title is no statement
	// Unresolved counts the times whose value depends on a publication date
	// that is not known.
	Unresolved int
}

// Statement returns the statement with an id, nil for "" and for an unknown one.
func (r *Record) Statement(id string) *Statement {
	for i := range r.Statements {
		if r.Statements[i].ID == id {
			return &r.Statements[i]
		}
	}
	return nil
}

// Entity is a person, body, place or unnamed source with its mentions.
type Entity struct {
	ID       string // e1, e2 … in order of first mention
	Type     EntityType
	Name     string // fullest form in the article, without titles
	Roles    []string
	Mentions []Mention
}

// EntityType is the type of an entity or of a source.
type EntityType string

const (
	Person       EntityType = "person"
	Organization EntityType = "organization"
	Location     EntityType = "location"
	Anonymous    EntityType = "anonymous" // مسؤول مطلع: described, not named
	Document     EntityType = "document"
)

// Mention is one place where an entity is spoken of.
type Mention struct {
	arabic.Span
	Kind MentionKind
}

// MentionKind is the linguistic form of a mention.
type MentionKind string

const (
	NameMention    MentionKind = "name"
	NominalMention MentionKind = "nominal"
	PronounMention MentionKind = "pronoun"
	DroppedMention MentionKind = "dropped" // the verb's hidden subject; the span is the cue
)

// Statement is content that the article attributes to a source by a cue.
type Statement struct {
	ID      string // s1, s2 … in order of content
	Kind    StatementKind
	Content arabic.Span
	Cue     Cue
	Source  Source
	// Chain lists the relays, outermost first; the source is the last link.
	Chain      []Link
	Medium     Medium
	Act        Act
	Hedged     bool
	Negated    bool
	SaidAt     string // TIMEX3 value, "" where the article does not say
	Rule       string
	Confidence float64
}

// StatementKind tells whether the source's own words are given.
type StatementKind string

const (
	Direct   StatementKind = "direct"
	Indirect StatementKind = "indirect"
	Mixed    StatementKind = "mixed"
)

// Cue is the word that attributes.
type Cue struct {
	arabic.Span
	Lemma string
}

// Source is who said it. Its span is empty where only the cue implies it.
type Source struct {
	arabic.Span
	Name   string
	Entity string // Entity.ID
	Type   EntityType
}

// Link is one member of a reporting chain. Its span may be empty.
type Link struct {
	arabic.Span
	Name   string
	Entity string
}

// Medium is the occasion on which something was said, "" where not expressed.
type Medium string

const (
	StatementMedium Medium = "statement"
	Interview       Medium = "interview"
	Tweet           Medium = "tweet"
	PressConference Medium = "press_conference"
	Speech          Medium = "speech"
	Report          Medium = "report"
)

// Act is what the source does by saying it.
type Act string

const (
	Assert   Act = "assert"
	Deny     Act = "deny"
	Promise  Act = "promise"
	Announce Act = "announce"
	Demand   Act = "demand"
	Warn     Act = "warn"
	Accuse   Act = "accuse"
	Condemn  Act = "condemn"
	Praise   Act = "praise"
	Ask      Act = "ask"
	Suggest  Act = "suggest"
)

// Time is a TIMEX3 expression.
type Time struct {
	arabic.Span
	Type  TimeType
	Value string // TIMEX3 value: 2021-07-25, 2018-W31, P2D, XXXX …
	Mod   string // APPROX, START, MID, END, BEFORE, AFTER or ""
	Rule  string
}

// TimeType is the TIMEX3 type.
type TimeType string

const (
	DateTime     TimeType = "DATE"
	ClockTime    TimeType = "TIME"
	DurationTime TimeType = "DURATION"
	SetTime      TimeType = "SET"
)

// Quantity is a counted or measured figure.
type Quantity struct {
	arabic.Span
	Value     float64
	Of        string // what is counted, as it stands
	Unit      string // ISO 4217 code or UCUM symbol, "%" , "" for plain counts
	Approx    bool
	Statement string // the statement that gives the figure, "" for the article's own voice
	Rule      string
}

// Commitment is what an actor undertakes, plans, agrees, threatens or refuses.
type Commitment struct {
	ID           string
	Content      arabic.Span
	By           Party
	Act          CommitmentAct
	Due          Due
	Conditions   []arabic.Span
	Statement    string
	HeadlineOnly bool
	Rule         string
	Confidence   float64
}

// Party is who is bound by a commitment.
type Party struct {
	Name   string
	Entity string
}

// Due is a deadline. Value is the last day, 2006-01-02; "" means none.
type Due struct {
	arabic.Span
	Value string
}

// CommitmentAct is the kind of a commitment.
type CommitmentAct string

const (
	Pledge    CommitmentAct = "pledge"
	Plan      CommitmentAct = "plan"
	Agreement CommitmentAct = "agreement"
	Refusal   CommitmentAct = "refusal"
	Threat    CommitmentAct = "threat"
)

// Headline compares the title's statement with those of the body.
type Headline struct {
	Statement string   // Statement.ID of the title's statement
	Body      []string // the statements of the body that it stands on
	Relation  HeadlineRelation
}

// HeadlineRelation tells how the title's statement stands to the body's.
type HeadlineRelation string

const (
	BorneOut HeadlineRelation = "borne_out"
	Narrower HeadlineRelation = "narrower" // the title says less than the body
	Stronger HeadlineRelation = "stronger" // the title says more than the body
	Absent   HeadlineRelation = "absent"   // the body says nothing of it
)
