package relational

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"isnad/archive"
	"isnad/correction"
	"isnad/record"
)

// derivation numbers the way in which tables and index follow from the
// records. A file with another number has them made anew when it is opened.
const derivation = "4"

// deriver writes what follows from records, within one transaction.
type deriver struct {
	ctx        context.Context
	tx         *sql.Tx
	names      map[nameKey]int64
	articles   *segmentWriter
	statements *segmentWriter
	rows       map[*table][]any // that flush writes, value by value
	waiting    []pending        // that work derives from
}

// pending is a version to derive from.
type pending struct {
	version int64
	record  *record.Record
	words   []archive.Word
	at, day int64
}

// table is a table whose rows are written many at a time, since each statement
// is a way to the server and back.
type table struct {
	insert  string
	columns int
}

var (
	mentionRows    = &table{"INSERT INTO mentions (name, version) VALUES ", 2}
	nameWordRows   = &table{"INSERT INTO name_words (word, name) VALUES ", 2}
	relayRows      = &table{"INSERT INTO relays (name, statement) VALUES ", 2}
	commitmentRows = &table{"INSERT INTO commitments (version, ref, actor, act, due) VALUES ", 5}
	nameRows       = &table{"INSERT INTO names (name, type) VALUES ", 2}
	statementRows  = &table{"INSERT INTO statements (version, ref, speaker, kind, act, day) VALUES ", 6}
	recordRows     = &table{"INSERT INTO records (version, json) VALUES ", 2}
	pageRows       = &table{"INSERT INTO pages (version, json) VALUES ", 2}
	// Where they are parted.
	recordPartRows = &table{"INSERT INTO records (version, json, at) VALUES ", 3}
	pagePartRows   = &table{"INSERT INTO pages (version, json, at) VALUES ", 3}
)

type nameKey struct {
	name string
	kind record.EntityType
}

func newDeriver(ctx context.Context, tx *sql.Tx) *deriver {
	return &deriver{ctx: ctx, tx: tx, names: map[nameKey]int64{}, articles: newSegmentWriter(), statements: newSegmentWriter(), rows: map[*table][]any{}}
}

// workAtOnce is the number of versions whose names are looked up together.
const workAtOnce = 64

// add has flush derive from the record of a version, or does so itself. at and
// day are those of the version's row; versions come in rising order.
func (d *deriver) add(version int64, r *record.Record, words []archive.Word, at, day int64) error {
	if d.waiting = append(d.waiting, pending{version, r, words, at, day}); len(d.waiting) < workAtOnce {
		return nil
	}
	return d.work()
}

// work derives from what waits.
func (d *deriver) work() error {
	waiting := d.waiting
	d.waiting = nil
	if err := d.learnNames(waiting); err != nil {
		return err
	}
	for _, w := range waiting {
		d.articles.add(document{id: uint32(w.version), at: w.at, day: int32(w.day), outlet: w.record.Article.Outlet}, w.words)
		if err := d.mentions(w.version, w.record); err != nil {
			return err
		}
		types := entityTypes(w.record)
		all := make([]*record.Statement, len(w.record.Statements))
		for i := range all {
			all[i] = &w.record.Statements[i]
		}
		if err := d.said(w.version, all, types, w.words, w.day); err != nil {
			return err
		}
		if err := d.commitments(w.version, w.record, types); err != nil {
			return err
		}
	}
	return nil
}

// learnNames makes the rows of the names of versions that have none, and
// remembers all, so that name asks for none of them alone.
func (d *deriver) learnNames(of []pending) error {
	wanted := map[nameKey]bool{}
	var order []nameKey // in which they come, and are numbered
	for _, w := range of {
		want := func(name string, kind record.EntityType) {
			if key := (nameKey{name, kind}); name != "" && d.names[key] == 0 && !wanted[key] {
				wanted[key] = true
				order = append(order, key)
			}
		}
		types := entityTypes(w.record)
		for _, e := range w.record.Entities {
			want(e.Name, e.Type)
		}
		for _, s := range w.record.Statements {
			want(s.Source.Name, s.Source.Type)
			for _, link := range relaysOf(&s) {
				want(link.Name, relayType(link, types))
			}
		}
		for _, c := range w.record.Commitments {
			want(c.By.Name, types[c.By.Entity])
		}
	}
	names := make([]string, len(order))
	for i, key := range order {
		names[i] = key.name
	}
	list, err := json.Marshal(names)
	if err != nil {
		return err
	}
	learn := func(id int64, key nameKey) {
		d.names[key] = id
		delete(wanted, key)
	}
	rows, err := d.tx.QueryContext(d.ctx, "SELECT id, name, type FROM names WHERE name IN (SELECT value FROM json_each($1))", string(list))
	if err != nil {
		return err
	}
	if err := eachName(rows, learn); err != nil {
		return err
	}
	for _, key := range order {
		if wanted[key] {
			d.row(nameRows, key.name, key.kind)
		}
	}
	return d.writeRows(nameRows, " RETURNING id, name, type", func(rows *sql.Rows) error {
		return eachName(rows, func(id int64, key nameKey) {
			d.wordsOf(id, key.name)
			learn(id, key)
		})
	})
}

// eachName reads rows of names and closes them.
func eachName(rows *sql.Rows, do func(id int64, key nameKey)) error {
	defer rows.Close()
	for rows.Next() {
		var id int64
		var key nameKey
		if err := rows.Scan(&id, &key.name, &key.kind); err != nil {
			return err
		}
		do(id, key)
	}
	return rows.Err()
}

func entityTypes(r *record.Record) map[string]record.EntityType {
	types := map[string]record.EntityType{}
	for _, e := range r.Entities {
		types[e.ID] = e.Type
	}
	return types
}

// mentions derives who and what a version speaks of.
func (d *deriver) mentions(version int64, r *record.Record) error {
	for _, e := range r.Entities {
		id, err := d.name(e.Name, e.Type)
		if err != nil {
			return err
		}
		if id == nil {
			continue
		}
		d.row(mentionRows, *id, version)
	}
	return nil
}

func (d *deriver) commitments(version int64, r *record.Record, types map[string]record.EntityType) error {
	for _, c := range r.Commitments {
		actor, err := d.name(c.By.Name, types[c.By.Entity])
		if err != nil {
			return err
		}
		var due *int64
		if last, ok := dayOfDate(c.Due.Value); ok {
			due = &last
		}
		d.row(commitmentRows, version, c.ID, actor, c.Act, due)
	}
	return nil
}

// said derives from statements of a version.
func (d *deriver) said(version int64, all []*record.Statement, types map[string]record.EntityType, words []archive.Word, day int64) error {
	if len(all) == 0 {
		return nil
	}
	byRef := map[string]*record.Statement{}
	for _, s := range all {
		speaker, err := d.name(s.Source.Name, s.Source.Type)
		if err != nil {
			return err
		}
		byRef[s.ID] = s
		d.row(statementRows, version, s.ID, speaker, s.Kind, s.Act, dayOfStatement(s, day))
	}
	ids := map[int64]*record.Statement{}
	err := d.writeRows(statementRows, " RETURNING id, ref", func(rows *sql.Rows) error {
		defer rows.Close()
		for rows.Next() {
			var id int64
			var ref string
			if err := rows.Scan(&id, &ref); err != nil {
				return err
			}
			ids[id] = byRef[ref]
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		s := ids[id]
		var content []archive.Word
		for _, w := range words {
			if s.Content.Contains(w.Span) {
				content = append(content, w)
			}
		}
		d.statements.add(document{id: uint32(id), owner: uint32(version), day: int32(dayOfStatement(s, day))}, content)
		if err := d.relays(id, s, types); err != nil {
			return err
		}
	}
	return nil
}

// dayOfStatement is the day on which it was said, else that of its version.
func dayOfStatement(s *record.Statement, day int64) int64 {
	if said, ok := dayOfDate(s.SaidAt); ok {
		return said
	}
	return day
}

// relays derives through whom a statement came.
func (d *deriver) relays(id int64, s *record.Statement, types map[string]record.EntityType) error {
	for _, link := range relaysOf(s) {
		relay, err := d.name(link.Name, relayType(link, types))
		if err != nil {
			return err
		}
		if relay == nil {
			continue
		}
		d.row(relayRows, *relay, id)
	}
	return nil
}

// relaysOf is the chain of a statement without its end, which is the source.
func relaysOf(s *record.Statement) []record.Link {
	return s.Chain[:max(0, len(s.Chain)-1)]
}

func relayType(link record.Link, types map[string]record.EntityType) record.EntityType {
	if kind, ok := types[link.Entity]; ok {
		return kind
	}
	return record.Organization
}

// row keeps a row for flush to write; one that stands there already is no error.
func (d *deriver) row(t *table, values ...any) { d.rows[t] = append(d.rows[t], values...) }

// rowsAtOnce is the most rows of one statement; SQLite's driver looks for each
// parameter among all. Fewer are written in powers of two, so that there are few
// different statements.
const rowsAtOnce = 16

// writeRows writes the rows of a table that are kept for it. What returning asks
// for is given to read, which closes it; "" is nothing.
func (d *deriver) writeRows(t *table, returning string, read func(*sql.Rows) error) error {
	rest := d.rows[t]
	delete(d.rows, t)
	for n := rowsAtOnce; len(rest) > 0; {
		if n*t.columns > len(rest) {
			n /= 2
			continue
		}
		var query strings.Builder
		query.WriteString(t.insert)
		for i := range n * t.columns {
			switch {
			case i == 0:
				query.WriteByte('(')
			case i%t.columns == 0:
				query.WriteString("), (")
			default:
				query.WriteByte(',')
			}
			query.WriteByte('$')
			query.WriteString(strconv.Itoa(i + 1))
		}
		query.WriteString(") ON CONFLICT DO NOTHING" + returning)
		values := rest[:n*t.columns]
		rest = rest[n*t.columns:]
		if read == nil {
			if _, err := d.tx.ExecContext(d.ctx, query.String(), values...); err != nil {
				return err
			}
			continue
		}
		rows, err := d.tx.QueryContext(d.ctx, query.String(), values...)
		if err != nil {
			return err
		}
		if err := read(rows); err != nil {
			return err
		}
	}
	return nil
}

// flush writes the lists and the index of what was added.
func (d *deriver) flush() error {
	if err := d.work(); err != nil {
		return err
	}
	for _, t := range []*table{recordRows, recordPartRows, pageRows, pagePartRows, nameWordRows, mentionRows, relayRows, commitmentRows} {
		if err := d.writeRows(t, "", nil); err != nil {
			return err
		}
	}
	if err := d.articles.flush(d.ctx, d.tx, articles); err != nil {
		return err
	}
	return d.statements.flush(d.ctx, d.tx, statements)
}

// name returns the row of a name, made where there is none; nil for no name.
func (d *deriver) name(name string, kind record.EntityType) (*int64, error) {
	if name == "" {
		return nil, nil
	}
	key := nameKey{name, kind}
	if id, ok := d.names[key]; ok {
		return &id, nil
	}
	var id int64
	err := d.tx.QueryRowContext(d.ctx, "SELECT id FROM names WHERE name = $1 AND type = $2", name, kind).Scan(&id)
	if err == sql.ErrNoRows {
		if err := d.tx.QueryRowContext(d.ctx, "INSERT INTO names (name, type) VALUES ($1, $2) RETURNING id", name, kind).Scan(&id); err != nil {
			return nil, err
		}
		d.wordsOf(id, name)
	} else if err != nil {
		return nil, err
	}
	d.names[key] = id
	return &id, nil
}

// wordsOf derives by which words a name is looked up.
func (d *deriver) wordsOf(id int64, name string) {
	for _, word := range archive.NameWords(name) {
		d.row(nameWordRows, word, id)
	}
}

// dayOfDate is the day since 1970 of a date in full, and of a time on it.
func dayOfDate(value string) (int64, bool) {
	value, _, _ = strings.Cut(value, "T")
	at, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return 0, false
	}
	return dayOf(at.Unix(), 0), true
}

// deriveAll makes all that is derived anew from the records.
func (db *DB) deriveAll(ctx context.Context, tx *sql.Tx) error {
	for _, table := range []string{"blocks", "segments", "commitments", "relays", "statements", "mentions", "name_words", "names"} {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table); err != nil {
			return err
		}
	}
	var ids []int64
	if err := queryAll(ctx, tx, &ids, "SELECT id FROM versions ORDER BY id"); err != nil {
		return err
	}
	d := newDeriver(ctx, tx)
	for i, id := range ids {
		var at, day int64
		if err := tx.QueryRowContext(ctx, "SELECT at, day FROM versions WHERE id = $1", id).Scan(&at, &day); err != nil {
			return err
		}
		packed, err := db.packed(ctx, tx, "records", id, at)
		if err != nil {
			return err
		}
		r, _, err := db.decoded(packed)
		if err != nil {
			return err
		}
		list, err := db.correctionsOf(ctx, tx, r.Article.ID)
		if err != nil {
			return err
		}
		if err := d.add(id, correction.Apply(r, list).Record, archive.Words(r.Article), at, day); err != nil {
			return err
		}
		if i%1000 == 999 {
			if err := d.flush(); err != nil {
				return err
			}
			d = newDeriver(ctx, tx)
		}
	}
	if err := d.flush(); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO states (name, note) VALUES ('isnad.derivation', $1) ON CONFLICT (name) DO UPDATE SET note = excluded.note", []byte(derivation))
	return err
}
