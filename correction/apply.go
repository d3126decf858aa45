package correction

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"isnad/arabic"
	"isnad/record"
)

// Signed is added to the rule of what a person has corrected, and is the rule
// of what a person has added.
const Signed = "correction"

// Reading is a record with its article's corrections.
type Reading struct {
	// Record is what is read with the corrections, Read what the program read;
	// they are the same where nothing is corrected.
	Record, Read *record.Record
	// States are the corrections, in the order in which they were made.
	States []State

	items []*item
}

// State is a correction with what became of it in a record.
type State struct {
	Correction
	Live bool   `json:"live" doc:"No other correction takes it back."`
	Fits bool   `json:"fits" doc:"What it speaks of stands in this version as it is read now."`
	Item string `json:"item" doc:"Id of what is corrected, in the record with the corrections; \"\" where it is no part of it."`
	// Was are the fields as they were before, of an item that was dropped all.
	Was    map[string]string `json:"was,omitempty" doc:"The fields as they were read before the correction."`
	Reason string            `json:"reason,omitempty" doc:"Why it does not fit."`
}

// Corrects reports whether s has changed the record.
func (s *State) Corrects() bool {
	return s.Live && s.Fits && (s.Do == Set || s.Do == Add || s.Do == Drop)
}

// Apply reads a record with corrections, given in the order in which they were
// made. It leaves r and list as they are.
//
// Laws: every span of the result lies in the text, at the words that it was
// given by. Where no correction stands, the result is what the program read.
// Of two corrections of one field the later holds; where it is taken back, the
// earlier does.
func Apply(r *record.Record, list []Correction) *Reading {
	rd := &Reading{Record: r, Read: r}
	e := newEditor(r)
	live := Live(list)
	touched := make([]*item, len(list))
	changed := false
	for i, c := range list {
		s := State{Correction: c, Live: live[i]}
		if s.Live {
			switch c.Do {
			case Set, Add, Drop:
				touched[i], s.Was, s.Reason = e.apply(c, i)
				s.Fits = touched[i] != nil
				changed = changed || s.Fits
			default:
				s.Fits = true
			}
		}
		rd.States = append(rd.States, s)
	}
	rd.items = e.items
	if !changed {
		return rd
	}
	ids := e.finish()
	rd.Record = e.r
	for i := range rd.States {
		rd.States[i].Item = ids[touched[i]]
	}
	return rd
}

// Of lists, by id, the states of the corrections that an item of the record
// bears.
func (rd *Reading) Of() map[string][]State {
	of := map[string][]State{}
	for _, s := range rd.States {
		if s.Corrects() && s.Item != "" {
			of[s.Item] = append(of[s.Item], s)
		}
	}
	return of
}

// JSON is the record as record.Encoder writes it, on one line, with the
// corrections as a last field where there are any.
func (rd *Reading) JSON() ([]byte, error) {
	var out bytes.Buffer
	if err := record.NewEncoder(&out, "").Encode(rd.Record); err != nil {
		return nil, err
	}
	line := bytes.TrimSuffix(out.Bytes(), []byte("\n"))
	if len(rd.States) == 0 {
		return line, nil
	}
	states, err := json.Marshal(rd.States)
	if err != nil {
		return nil, err
	}
	return slices.Concat(line[:len(line)-1], []byte(`,"corrections":`), states, []byte("}")), nil
}

// Item gives the kind of an item of the record and its fields' values, false
// where there is none of that id.
func (rd *Reading) Item(id string) (Kind, map[string]string, bool) {
	x := rd.item(id)
	if x == nil {
		return "", nil, false
	}
	return x.kind, x.values(rd.Read.Article.Text), true
}

// item finds an item by its id in Record.
func (rd *Reading) item(id string) *item {
	counts := map[Kind]int{}
	for _, x := range rd.items {
		if x.gone {
			continue
		}
		counts[x.kind]++
		if x.id(counts[x.kind]) == id {
			return x
		}
	}
	return nil
}

// id is the id of the nth item of its kind, from 1. Times and figures have none
// but their number.
func (x *item) id(nth int) string {
	switch x.kind {
	case Statement:
		return x.statement.ID
	case Commitment:
		return x.commitment.ID
	case Figure:
		return "q" + strconv.Itoa(nth)
	}
	return "t" + strconv.Itoa(nth)
}

func (x *item) values(text string) map[string]string {
	all := map[string]string{}
	for _, f := range fields[x.kind] {
		all[f.Name] = x.get(text, f.Name)
	}
	return all
}

// editor makes a record with corrections of a copy of another.
type editor struct {
	text     string
	r        *record.Record
	items    []*item // those of a kind in the order of the record
	last     map[Kind]int
	entities int // greatest number of an entity
}

func newEditor(r *record.Record) *editor {
	own := *r
	own.Entities = slices.Clone(r.Entities)
	if r.Headline != nil {
		h := *r.Headline
		h.Body = slices.Clone(h.Body)
		own.Headline = &h
	}
	e := &editor{text: r.Article.Text, r: &own, last: map[Kind]int{}}
	for _, s := range r.Statements {
		e.items = append(e.items, &item{kind: Statement, statement: s, origin: s.Content})
		e.last[Statement] = max(e.last[Statement], number(s.ID))
	}
	for _, c := range r.Commitments {
		e.items = append(e.items, &item{kind: Commitment, commitment: c, origin: c.Content})
		e.last[Commitment] = max(e.last[Commitment], number(c.ID))
	}
	for _, q := range r.Quantities {
		e.items = append(e.items, &item{kind: Figure, figure: q, origin: q.Span})
	}
	for _, t := range r.Times {
		e.items = append(e.items, &item{kind: Time, time: t, origin: t.Span})
	}
	for _, x := range r.Entities {
		e.entities = max(e.entities, number(x.ID))
	}
	return e
}

// number is that of an id: 3 of s3.
func number(id string) int {
	n, _ := strconv.Atoi(strings.TrimLeft(id, "sce"))
	return n
}

// apply makes the ith correction. The item is nil where it does not fit, and
// reason says why.
func (e *editor) apply(c Correction, i int) (x *item, was map[string]string, reason string) {
	spans := map[string][]arabic.Span{}
	for field, anchors := range c.Words {
		for _, a := range anchors {
			s, ok := a.find(e.text)
			if !ok {
				return nil, nil, fmt.Sprintf("%q does not stand in the text", a.Exact)
			}
			spans[field] = append(spans[field], s)
		}
	}
	if c.Do == Add {
		if x, reason = e.add(c, i); x == nil {
			return nil, nil, reason
		}
	} else if x, reason = e.locate(c); x == nil {
		return nil, nil, reason
	}
	was = map[string]string{}
	if c.Do == Drop {
		was = x.values(e.text)
		x.gone = true
		return x, was, ""
	}
	for _, f := range fields[c.Kind] {
		value, given := c.Values[f.Name]
		if !given {
			continue
		}
		if was[f.Name] = x.get(e.text, f.Name); c.Do == Add && x.added == c.ID {
			delete(was, f.Name)
		}
		x.set(e, f.Name, value, spans[f.Name], c.Types)
	}
	if !x.corrected {
		x.corrected = true
		if rule := x.rule(); *rule == "" {
			*rule = Signed
		} else {
			*rule += "+" + Signed
		}
	}
	return x, was, ""
}

// Items that share so much of their words, as F1 of their bytes, are one in
// another reading; what is added where so much is read already is that.
const (
	same     = 0.5
	readThat = 0.9
)

// add makes the item that c adds, or finds that it is read by now.
func (e *editor) add(c Correction, i int) (*item, string) {
	at, ok := c.At.find(e.text)
	if !ok {
		return nil, fmt.Sprintf("%q does not stand in the text", c.At.Exact)
	}
	if x := e.nearest(c.Kind, at, readThat, 0); x != nil && !x.gone {
		if x.added == "" {
			x.added = c.ID
		}
		return x, ""
	}
	x := &item{kind: c.Kind, origin: arabic.Span{Start: -1, End: -1}, added: c.ID}
	*x.span() = at
	switch c.Kind {
	case Statement:
		x.statement.ID = fmt.Sprintf("s%d", e.last[Statement]+i+1)
		x.statement.Kind, x.statement.Act, x.statement.Confidence = record.Indirect, record.Assert, 1
	case Commitment:
		x.commitment.ID = fmt.Sprintf("c%d", e.last[Commitment]+i+1)
		x.commitment.Act, x.commitment.Confidence = record.Pledge, 1
		if s := e.around(at); s != nil {
			x.commitment.Statement = s.ID
		}
	case Figure:
		if s := e.around(at); s != nil {
			x.figure.Statement = s.ID
		}
	case Time:
		x.time.Type = record.DateTime
	}
	place := len(e.items)
	for j, other := range e.items {
		if other.kind == c.Kind && other.span().Start > at.Start {
			place = j
			break
		}
	}
	e.items = slices.Insert(e.items, place, x)
	return x, ""
}

// around is the statement in whose content a span lies, the innermost.
func (e *editor) around(s arabic.Span) *record.Statement {
	var inner *record.Statement
	for _, x := range e.items {
		if x.kind == Statement && !x.gone && x.statement.Content.Contains(s) && (inner == nil || x.statement.Content.Len() < inner.Content.Len()) {
			inner = &x.statement
		}
	}
	return inner
}

// locate finds the item that c corrects.
func (e *editor) locate(c Correction) (*item, string) {
	var x *item
	if c.Added != "" {
		if i := slices.IndexFunc(e.items, func(x *item) bool { return x.added == c.Added }); i >= 0 {
			x = e.items[i]
		} else {
			return nil, "what it corrects had been added, and that was taken back"
		}
	} else {
		at, ok := c.At.find(e.text)
		if !ok {
			return nil, fmt.Sprintf("%q does not stand in the text", c.At.Exact)
		}
		if x = e.nearest(c.Kind, at, same, c.Nth); x == nil {
			return nil, fmt.Sprintf("no %s is read at %q", c.Kind, c.At.Exact)
		}
	}
	if x.gone {
		return nil, "what it corrects has been dropped"
	}
	return x, ""
}

// nearest finds what the program read at a span, best overlap first, the nth of
// several at one place.
func (e *editor) nearest(k Kind, at arabic.Span, least float64, nth int) *item {
	var best []*item
	most := least
	for _, x := range e.items {
		if x.kind != k || x.origin.Start < 0 {
			continue
		}
		switch o := overlap(x.origin, at); {
		case o > most || o == most && len(best) == 0:
			best, most = []*item{x}, o
		case o == most && x.origin == best[0].origin:
			best = append(best, x)
		}
	}
	if len(best) == 0 {
		return nil
	}
	return best[min(nth, len(best)-1)]
}

func overlap(a, b arabic.Span) float64 {
	both := min(a.End, b.End) - max(a.Start, b.Start)
	if both <= 0 {
		return 0
	}
	return 2 * float64(both) / float64(a.Len()+b.Len())
}

// speaker makes a name the source of s.
func (e *editor) speaker(s *record.Statement, name string, kind record.EntityType) {
	was := s.Source
	near := s.Content.Start
	if s.Cue.Len() > 0 {
		near = s.Cue.Start
	}
	who := e.linkAs(name, near, kind)
	s.Source = record.Source{Span: who.Span, Name: who.Name, Entity: who.Entity, Type: kind}
	if x := e.entity(who.Entity); x != nil {
		s.Source.Type = x.Type
	}
	switch s.Source.Type {
	case "":
		s.Source.Type = record.Person
	case record.Location: // a place that speaks is its government
		s.Source.Type = record.Organization
	}
	if was.Entity == who.Entity && was.Entity != "" && was.Len() > 0 {
		s.Source.Span = was.Span
	} else if s.Source.Len() == 0 {
		s.Source.Span = s.Cue.Span
	}
	last := record.Link{Span: s.Source.Span, Name: s.Source.Name, Entity: s.Source.Entity}
	s.Chain = append(slices.Clone(s.Chain[:max(len(s.Chain)-1, 0)]), last)
}

func (e *editor) entity(id string) *record.Entity {
	if i := slices.IndexFunc(e.r.Entities, func(x record.Entity) bool { return x.ID == id }); i >= 0 && id != "" {
		return &e.r.Entities[i]
	}
	return nil
}

func (e *editor) link(name string, near int) record.Link { return e.linkAs(name, near, "") }

// linkAs finds who bears a name in the article, under the fullest form of it
// there, and the mention nearest to a place. A name that stands in the text and
// is nobody's yet becomes an entity.
func (e *editor) linkAs(name string, near int, kind record.EntityType) record.Link {
	x := bearer(e.r, name)
	if x == nil {
		found := standing(e.text, name)
		if len(found) == 0 {
			return record.Link{Name: name}
		}
		e.entities++
		own := record.Entity{ID: fmt.Sprintf("e%d", e.entities), Type: cmp.Or(kind, record.Organization), Name: name}
		for _, s := range found {
			own.Mentions = append(own.Mentions, record.Mention{Span: s, Kind: record.NameMention})
		}
		e.r.Entities = append(e.r.Entities, own)
		x = &e.r.Entities[len(e.r.Entities)-1]
	}
	l := record.Link{Name: x.Name, Entity: x.ID}
	off := -1
	for _, m := range x.Mentions {
		if m.Kind != record.NameMention && m.Kind != record.NominalMention {
			continue
		}
		if away := distance(m.Start, near); off < 0 || away < off {
			l.Span, off = m.Span, away
		}
	}
	return l
}

// bearer finds the entity of a name: by its name, else by how it is mentioned,
// else the only person of whose name it is a part.
func bearer(r *record.Record, name string) *record.Entity {
	want := arabic.Fold(strings.Join(strings.Fields(name), " "))
	for i := range r.Entities {
		if arabic.Fold(r.Entities[i].Name) == want {
			return &r.Entities[i]
		}
	}
	for i := range r.Entities {
		for _, m := range r.Entities[i].Mentions {
			if (m.Kind == record.NameMention || m.Kind == record.NominalMention) && arabic.Fold(m.Of(r.Article.Text)) == want {
				return &r.Entities[i]
			}
		}
	}
	var only *record.Entity
	for i := range r.Entities {
		if x := &r.Entities[i]; x.Type == record.Person && strings.Contains(" "+arabic.Fold(x.Name)+" ", " "+want+" ") {
			if only != nil {
				return nil
			}
			only = x
		}
	}
	return only
}

// standing lists where a name stands in text as whole words.
func standing(text, name string) []arabic.Span {
	return slices.DeleteFunc(places(text, name), func(s arabic.Span) bool { return splitsWord(text, s) })
}

// finish writes the items into the record and gives their ids; those of what
// was dropped are "".
func (e *editor) finish() map[*item]string {
	ids := map[*item]string{}
	r := e.r
	r.Statements, r.Commitments, r.Quantities, r.Times = nil, nil, nil, nil
	gone := map[string]bool{}
	for _, x := range e.items {
		if x.gone {
			if x.kind == Statement {
				gone[x.statement.ID] = true
			}
			continue
		}
		switch x.kind {
		case Statement:
			r.Statements = append(r.Statements, x.statement)
			ids[x] = x.id(len(r.Statements))
		case Commitment:
			r.Commitments = append(r.Commitments, x.commitment)
			ids[x] = x.id(len(r.Commitments))
		case Figure:
			r.Quantities = append(r.Quantities, x.figure)
			ids[x] = x.id(len(r.Quantities))
		case Time:
			r.Times = append(r.Times, x.time)
			ids[x] = x.id(len(r.Times))
		}
	}
	if len(gone) > 0 {
		for i := range r.Commitments {
			if gone[r.Commitments[i].Statement] {
				r.Commitments[i].Statement = ""
			}
		}
		for i := range r.Quantities {
			if gone[r.Quantities[i].Statement] {
				r.Quantities[i].Statement = ""
			}
		}
		if h := r.Headline; h != nil {
			h.Body = slices.DeleteFunc(h.Body, func(id string) bool { return gone[id] })
			if gone[h.Statement] {
				r.Headline = nil
			}
		}
	}
	return ids
}
