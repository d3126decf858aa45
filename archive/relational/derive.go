package relational

import (
	"context"
	"database/sql"
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
)

type nameKey struct {
	name string
	kind record.EntityType
}

func newDeriver(ctx context.Context, tx *sql.Tx) *deriver {
	return &deriver{ctx: ctx, tx: tx, names: map[nameKey]int64{}, articles: newSegmentWriter(), statements: newSegmentWriter(), rows: map[*table][]any{}}
}

// add derives from the record of a version. at and day are those of the
// version's row.
func (d *deriver) add(version int64, r *record.Record, words []archive.Word, at, day int64) error {
	d.articles.add(document{id: uint32(version), at: at, day: int32(day), outlet: r.Article.Outlet}, words)
	if err := d.mentions(version, r); err != nil {
		return err
	}
	types := entityTypes(r)
	for i := range r.Statements {
		if err := d.statement(version, &r.Statements[i], types, words, day); err != nil {
			return err
		}
	}
	return d.commitments(version, r, types)
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

func (d *deriver) statement(version int64, s *record.Statement, types map[string]record.EntityType, words []archive.Word, day int64) error {
	speaker, err := d.name(s.Source.Name, s.Source.Type)
	if err != nil {
		return err
	}
	day = dayOfStatement(s, day)
	var id int64
	err = d.tx.QueryRowContext(d.ctx, "INSERT INTO statements (version, ref, speaker, kind, act, day) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
		version, s.ID, speaker, s.Kind, s.Act, day).Scan(&id)
	if err != nil {
		return err
	}
	var content []archive.Word
	for _, w := range words {
		if s.Content.Contains(w.Span) {
			content = append(content, w)
		}
	}
	d.statements.add(document{id: uint32(id), owner: uint32(version), day: int32(day)}, content)
	return d.relays(id, s, types)
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
	for i, link := range s.Chain {
		if i == len(s.Chain)-1 {
			break // the source itself
		}
		kind, ok := types[link.Entity]
		if !ok {
			kind = record.Organization
		}
		relay, err := d.name(link.Name, kind)
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

// row keeps a row for flush to write; one that stands there already is no error.
func (d *deriver) row(t *table, values ...any) { d.rows[t] = append(d.rows[t], values...) }

// rowsAtOnce is the most rows of one statement; SQLite's driver looks for each
// parameter among all. Fewer are written in powers of two, so that there are few
// different statements.
const rowsAtOnce = 16

func (d *deriver) writeRows(t *table) error {
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
		query.WriteString(") ON CONFLICT DO NOTHING")
		if _, err := d.tx.ExecContext(d.ctx, query.String(), rest[:n*t.columns]...); err != nil {
			return err
		}
		rest = rest[n*t.columns:]
	}
	return nil
}

// flush writes the lists and the index of what was added.
func (d *deriver) flush() error {
	for _, t := range []*table{nameWordRows, mentionRows, relayRows, commitmentRows} {
		if err := d.writeRows(t); err != nil {
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
		for _, word := range archive.NameWords(name) {
			d.row(nameWordRows, word, id)
		}
	} else if err != nil {
		return nil, err
	}
	d.names[key] = id
	return &id, nil
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

// rederive makes all that is derived anew from the records, in one
// transaction.
func (db *DB) rederive(ctx context.Context) error {
	return db.update(ctx, func(tx *sql.Tx) error {
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
			plain, err := db.unpack.DecodeAll(packed, nil)
			if err != nil {
				return err
			}
			r, err := record.Decode(plain)
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
	})
}
