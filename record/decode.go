package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"isnad/arabic"
	"isnad/article"
)

// Decode reads one JSON object as Encoder writes it back into a record, with
// positions as byte ranges again.
//
// Laws: Encode(Decode(x)) gives the bytes of x, and Decode(Encode(r)) equals r
// but for Article.OwnID and Unresolved, which the JSON does not carry. An
// error is returned for JSON that is broken or of another schema, and for a
// span that lies outside the text or whose text is not what stands there;
// fields that a later version added are ignored.
func Decode(data []byte) (*Record, error) {
	var in jsonRecord
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, fmt.Errorf("reading a record: %w", err)
	}
	if in.Schema != Schema {
		return nil, fmt.Errorf("reading a record: its schema is %q, this program reads %q", in.Schema, Schema)
	}
	d := decoder{text: in.Article.Text, at: byteIndex(in.Article.Text)}
	r := &Record{
		Article:     d.article(&in.Article),
		Entities:    values(in.Entities, d.entity),
		Statements:  values(in.Statements, d.statement),
		Times:       values(in.Times, d.time),
		Quantities:  values(in.Quantities, d.quantity),
		Commitments: values(in.Commitments, d.commitment),
	}
	if h := in.Headline; h != nil {
		r.Headline = &Headline{Statement: h.Statement, Body: values(h.Body, same), Relation: h.Relation}
	}
	if d.err != nil {
		return nil, fmt.Errorf("reading the record of %s: %w", r.Article.ID, d.err)
	}
	return r, nil
}

// DecodeArticle is Decode for who needs no more than the article, which stands
// first: the rest is neither read nor verified.
func DecodeArticle(data []byte) (*article.Article, error) {
	in := json.NewDecoder(bytes.NewReader(data))
	fail := func(err error) (*article.Article, error) {
		return nil, fmt.Errorf("reading the article of a record: %w", err)
	}
	if _, err := in.Token(); err != nil {
		return fail(err)
	}
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return fail(err)
		}
		if key != "article" {
			var skipped json.RawMessage
			if err := in.Decode(&skipped); err != nil {
				return fail(err)
			}
			continue
		}
		var a jsonArticle
		if err := in.Decode(&a); err != nil {
			return fail(err)
		}
		d := decoder{text: a.Text, at: byteIndex(a.Text)}
		out := d.article(&a)
		if d.err != nil {
			return fail(fmt.Errorf("of %s: %w", a.ID, d.err))
		}
		return out, nil
	}
	return fail(errors.New("it has none"))
}

// decoder turns wire values back; it keeps the first error that it meets.
type decoder struct {
	text string
	at   []int
	err  error
}

// byteIndex maps counts of code points of text to byte positions.
func byteIndex(text string) []int {
	at := make([]int, 0, len(text)+1)
	for i := range len(text) {
		if runeStart(text[i]) {
			at = append(at, i)
		}
	}
	return append(at, len(text))
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format, args...)
	}
}

func (d *decoder) bounds(start, end int) arabic.Span {
	if start < 0 || start > end || end >= len(d.at) {
		d.fail("span %d–%d lies outside the text of %d code points", start, end, len(d.at)-1)
		return arabic.Span{}
	}
	return arabic.Span{Start: d.at[start], End: d.at[end]}
}

func (d *decoder) span(s jsonSpan) arabic.Span {
	span := d.bounds(s.Start, s.End)
	if span.Of(d.text) != s.Text {
		d.fail("the text at %d–%d is not %q", s.Start, s.End, s.Text)
	}
	return span
}

func (d *decoder) article(in *jsonArticle) *article.Article {
	a := &article.Article{
		ID: in.ID, URL: in.URL, Outlet: in.Outlet, Title: in.Title,
		Authors:  values(in.Authors, same),
		Language: in.Language,
		Text:     in.Text,
		Blocks: values(in.Blocks, func(b jsonBlock) article.Block {
			return article.Block{Kind: b.Kind, Span: d.bounds(b.Start, b.End)}
		}),
		Published: article.Date{Precision: article.UnknownDate},
	}
	if in.Published != nil {
		at, err := time.Parse(time.RFC3339, *in.Published)
		if err != nil {
			d.fail("published: %w", err)
		}
		if _, offset := at.Zone(); offset == 0 {
			at = at.UTC()
		}
		a.Published = article.Date{Time: at, Precision: in.Precision}
	}
	return a
}

func (d *decoder) entity(x jsonEntity) Entity {
	return Entity{
		ID: x.ID, Type: x.Type, Name: x.Name,
		Roles: values(x.Roles, same),
		Mentions: values(x.Mentions, func(m jsonMention) Mention {
			return Mention{Span: d.span(m.jsonSpan), Kind: m.Kind}
		}),
	}
}

func (d *decoder) statement(s jsonStatement) Statement {
	out := Statement{
		ID: s.ID, Kind: s.Kind,
		Content: d.span(s.Content),
		Cue:     Cue{Span: d.span(s.Cue.jsonSpan), Lemma: s.Cue.Lemma},
		Source:  Source{Span: d.span(s.Source.jsonSpan), Name: s.Source.Name, Entity: s.Source.Entity, Type: s.Source.Type},
		Chain: values(s.Chain, func(l jsonLink) Link {
			return Link{Span: d.span(l.jsonSpan), Name: l.Name, Entity: l.Entity}
		}),
		Medium: s.Medium, Act: s.Act, Hedged: s.Hedged, Negated: s.Negated,
		Rule: s.Rule, Confidence: s.Confidence,
	}
	if s.SaidAt != nil {
		out.SaidAt = s.SaidAt.Value
	}
	return out
}

func (d *decoder) time(t jsonTime) Time {
	return Time{Span: d.span(t.jsonSpan), Type: t.Type, Value: t.Value, Mod: t.Mod, Rule: t.Rule}
}

func (d *decoder) quantity(q jsonQuantity) Quantity {
	return Quantity{
		Span:  d.span(q.jsonSpan),
		Value: q.Value, Of: q.Of, Unit: q.Unit, Approx: q.Approx, Statement: q.Statement, Rule: q.Rule,
	}
}

func (d *decoder) commitment(c jsonCommitment) Commitment {
	out := Commitment{
		ID: c.ID, Content: d.span(c.Content),
		By:         Party(c.By),
		Act:        c.Act,
		Conditions: values(c.Conditions, d.span),
		Statement:  c.Statement, HeadlineOnly: c.HeadlineOnly, Rule: c.Rule, Confidence: c.Confidence,
	}
	if c.Due != nil {
		out.Due = Due{Value: c.Due.Value, Span: d.span(c.Due.jsonSpan)}
	}
	return out
}

// values maps wire values back; an empty list is nil, as Read leaves it.
func values[W, T any](in []W, value func(W) T) []T {
	if len(in) == 0 {
		return nil
	}
	out := make([]T, len(in))
	for i, w := range in {
		out[i] = value(w)
	}
	return out
}
