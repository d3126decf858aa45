package record

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"isnad/arabic"
	"isnad/article"
)

// Schema names the version of the JSON that Encoder writes. Fields may be
// added under the same name; none changes its meaning.
const Schema = "isnad/record/1"

// Encoder writes records as JSON, one object each, in UTF-8 without HTML
// escapes.
//
// Laws: equal records give equal bytes. Every span's start and end count the
// Unicode code points of article.text before its bounds, and its text is
// exactly what stands there. Lists are never null. An empty said_at, due or
// headline is left out; published is null where the precision is unknown.
//
// An Encoder keeps its buffers between records and is not safe for concurrent
// use.
type Encoder struct {
	json  *json.Encoder
	index runeIndex
}

// NewEncoder returns an Encoder on w. With indent "" a record is one line;
// otherwise it is spread over lines with that string per level.
func NewEncoder(w io.Writer, indent string) *Encoder {
	e := &Encoder{json: json.NewEncoder(w)}
	e.json.SetEscapeHTML(false)
	e.json.SetIndent("", indent)
	return e
}

// Encode writes r, followed by a newline. Its errors are those of the writer.
func (e *Encoder) Encode(r *Record) error {
	e.index.reset(r.Article.Text)
	return e.json.Encode(e.record(r))
}

// The types below are the wire shape; the order of their fields is the order
// of the keys.

type jsonRecord struct {
	Schema      string           `json:"schema"`
	Article     jsonArticle      `json:"article"`
	Entities    []jsonEntity     `json:"entities"`
	Statements  []jsonStatement  `json:"statements"`
	Times       []jsonTime       `json:"times"`
	Quantities  []jsonQuantity   `json:"quantities"`
	Commitments []jsonCommitment `json:"commitments"`
	Headline    *jsonHeadline    `json:"headline,omitempty"`
}

type jsonArticle struct {
	ID        string            `json:"id"`
	URL       string            `json:"url"`
	Outlet    string            `json:"outlet"`
	Title     string            `json:"title"`
	Authors   []string          `json:"authors"`
	Published *string           `json:"published"`
	Precision article.Precision `json:"published_precision"`
	Language  string            `json:"language"`
	Text      string            `json:"text"`
	Blocks    []jsonBlock       `json:"blocks"`
}

type jsonBlock struct {
	Kind  article.BlockKind `json:"kind"`
	Start int               `json:"start"`
	End   int               `json:"end"`
}

type jsonSpan struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

type jsonEntity struct {
	ID       string        `json:"id"`
	Type     EntityType    `json:"type"`
	Name     string        `json:"name"`
	Roles    []string      `json:"roles"`
	Mentions []jsonMention `json:"mentions"`
}

type jsonMention struct {
	jsonSpan
	Kind MentionKind `json:"kind"`
}

type jsonStatement struct {
	ID         string        `json:"id"`
	Kind       StatementKind `json:"kind"`
	Content    jsonSpan      `json:"content"`
	Cue        jsonCue       `json:"cue"`
	Source     jsonSource    `json:"source"`
	Chain      []jsonLink    `json:"chain"`
	Medium     Medium        `json:"medium"`
	Act        Act           `json:"act"`
	Hedged     bool          `json:"hedged"`
	Negated    bool          `json:"negated"`
	SaidAt     *jsonValue    `json:"said_at,omitempty"`
	Rule       string        `json:"rule"`
	Confidence float64       `json:"confidence"`
}

type jsonCue struct {
	jsonSpan
	Lemma string `json:"lemma"`
}

type jsonSource struct {
	jsonSpan
	Name   string     `json:"name"`
	Entity string     `json:"entity"`
	Type   EntityType `json:"type"`
}

type jsonLink struct {
	Name   string `json:"name"`
	Entity string `json:"entity"`
	jsonSpan
}

type jsonValue struct {
	Value string `json:"value"`
}

type jsonTime struct {
	jsonSpan
	Type  TimeType `json:"type"`
	Value string   `json:"value"`
	Mod   string   `json:"mod"`
	Rule  string   `json:"rule"`
}

type jsonQuantity struct {
	jsonSpan
	Value     float64 `json:"value"`
	Of        string  `json:"of"`
	Unit      string  `json:"unit"`
	Approx    bool    `json:"approx"`
	Statement string  `json:"statement"`
	Rule      string  `json:"rule"`
}

type jsonCommitment struct {
	ID           string        `json:"id"`
	Content      jsonSpan      `json:"content"`
	By           jsonParty     `json:"by"`
	Act          CommitmentAct `json:"act"`
	Due          *jsonDue      `json:"due,omitempty"`
	Conditions   []jsonSpan    `json:"conditions"`
	Statement    string        `json:"statement"`
	HeadlineOnly bool          `json:"headline_only"`
	Rule         string        `json:"rule"`
	Confidence   float64       `json:"confidence"`
}

type jsonParty struct {
	Name   string `json:"name"`
	Entity string `json:"entity"`
}

type jsonDue struct {
	Value string `json:"value"`
	jsonSpan
}

type jsonHeadline struct {
	Statement string           `json:"statement"`
	Body      []string         `json:"body"`
	Relation  HeadlineRelation `json:"relation"`
}

func (e *Encoder) record(r *Record) *jsonRecord {
	a := r.Article
	out := &jsonRecord{
		Schema: Schema,
		Article: jsonArticle{
			ID: a.ID, URL: a.URL, Outlet: a.Outlet, Title: a.Title,
			Authors:   list(a.Authors, same),
			Precision: article.UnknownDate,
			Language:  a.Language,
			Text:      a.Text,
			Blocks: list(a.Blocks, func(b article.Block) jsonBlock {
				return jsonBlock{Kind: b.Kind, Start: e.index.of(b.Start), End: e.index.of(b.End)}
			}),
		},
		Entities:    list(r.Entities, e.entity),
		Statements:  list(r.Statements, e.statement),
		Times:       list(r.Times, e.time),
		Quantities:  list(r.Quantities, e.quantity),
		Commitments: list(r.Commitments, e.commitment),
	}
	if a.Published.Known() {
		at := a.Published.Time.Format(time.RFC3339)
		out.Article.Published, out.Article.Precision = &at, a.Published.Precision
	}
	if h := r.Headline; h != nil {
		out.Headline = &jsonHeadline{Statement: h.Statement, Body: list(h.Body, same), Relation: h.Relation}
	}
	return out
}

func (e *Encoder) span(s arabic.Span) jsonSpan {
	return jsonSpan{Start: e.index.of(s.Start), End: e.index.of(s.End), Text: s.Of(e.index.text)}
}

func (e *Encoder) entity(x Entity) jsonEntity {
	return jsonEntity{
		ID: x.ID, Type: x.Type, Name: x.Name,
		Roles: list(x.Roles, same),
		Mentions: list(x.Mentions, func(m Mention) jsonMention {
			return jsonMention{jsonSpan: e.span(m.Span), Kind: m.Kind}
		}),
	}
}

func (e *Encoder) statement(s Statement) jsonStatement {
	out := jsonStatement{
		ID: s.ID, Kind: s.Kind,
		Content: e.span(s.Content),
		Cue:     jsonCue{jsonSpan: e.span(s.Cue.Span), Lemma: s.Cue.Lemma},
		Source:  jsonSource{jsonSpan: e.span(s.Source.Span), Name: s.Source.Name, Entity: s.Source.Entity, Type: s.Source.Type},
		Chain: list(s.Chain, func(l Link) jsonLink {
			return jsonLink{Name: l.Name, Entity: l.Entity, jsonSpan: e.span(l.Span)}
		}),
		Medium: s.Medium, Act: s.Act, Hedged: s.Hedged, Negated: s.Negated,
		Rule: s.Rule, Confidence: s.Confidence,
	}
	if s.SaidAt != "" {
		out.SaidAt = &jsonValue{s.SaidAt}
	}
	return out
}

func (e *Encoder) time(t Time) jsonTime {
	return jsonTime{jsonSpan: e.span(t.Span), Type: t.Type, Value: t.Value, Mod: t.Mod, Rule: t.Rule}
}

func (e *Encoder) quantity(q Quantity) jsonQuantity {
	return jsonQuantity{
		jsonSpan: e.span(q.Span),
		Value:    q.Value, Of: q.Of, Unit: q.Unit, Approx: q.Approx, Statement: q.Statement, Rule: q.Rule,
	}
}

func (e *Encoder) commitment(c Commitment) jsonCommitment {
	out := jsonCommitment{
		ID: c.ID, Content: e.span(c.Content),
		By:         jsonParty(c.By),
		Act:        c.Act,
		Conditions: list(c.Conditions, e.span),
		Statement:  c.Statement, HeadlineOnly: c.HeadlineOnly, Rule: c.Rule, Confidence: c.Confidence,
	}
	if c.Due.Value != "" {
		out.Due = &jsonDue{Value: c.Due.Value, jsonSpan: e.span(c.Due.Span)}
	}
	return out
}

// list maps in to wire values; it is empty, never nil, so that JSON shows [].
func list[T, W any](in []T, wire func(T) W) []W {
	out := make([]W, len(in))
	for i, v := range in {
		out[i] = wire(v)
	}
	return out
}

func same(s string) string { return s }

// runeIndex converts byte positions of a text to counts of code points. It
// keeps one count per stride bytes, so that a position costs at most one
// stride of counting in whatever order positions are asked for.
type runeIndex struct {
	text   string
	counts []int // counts[i]: code points that begin before byte i*stride
}

const stride = 64

func (x *runeIndex) reset(text string) {
	x.text, x.counts = text, x.counts[:0]
	n := 0
	for i := 0; i < len(text); i++ {
		if i%stride == 0 {
			x.counts = append(x.counts, n)
		}
		if runeStart(text[i]) {
			n++
		}
	}
	if len(text)%stride == 0 {
		x.counts = append(x.counts, n)
	}
}

// of returns the number of code points that begin before byte pos.
func (x *runeIndex) of(pos int) int {
	block := pos / stride
	n := x.counts[block]
	for _, b := range []byte(x.text[block*stride : pos]) {
		if runeStart(b) {
			n++
		}
	}
	return n
}

func runeStart(b byte) bool { return b&0xC0 != 0x80 }

// StatementJSON is the i-th statement of r as Encode writes it.
func StatementJSON(r *Record, i int) ([]byte, error) {
	return encodePart(r, func(e *Encoder) any { return e.statement(r.Statements[i]) })
}

// CommitmentJSON is the i-th commitment of r as Encode writes it.
func CommitmentJSON(r *Record, i int) ([]byte, error) {
	return encodePart(r, func(e *Encoder) any { return e.commitment(r.Commitments[i]) })
}

// encodePart writes the wire value that make gives for a part of r.
func encodePart(r *Record, make func(*Encoder) any) ([]byte, error) {
	var out bytes.Buffer
	e := NewEncoder(&out, "")
	e.index.reset(r.Article.Text)
	err := e.json.Encode(make(e))
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}
