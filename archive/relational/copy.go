package relational

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash"

	"isnad/archive"
	"isnad/correction"
	"isnad/record"
)

// Copied is what Copy has done.
type Copied struct {
	Versions int // that were copied now
	Before   int // that an earlier run had copied
}

// copying is the note of an archive that is the copy of another.
const copying = "isnad.copy"

// copyNote says of which archive an archive is the copy, and up to which
// arrival where the copy has come to its end, else 0.
type copyNote struct {
	From string `json:"from"`
	Done int64  `json:"done,omitempty"`
}

// copyStep is the number of versions that are copied in one transaction.
const copyStep = 256

// ErrCopy is the error of a copy that cannot be made, or is not the same.
var ErrCopy = errors.New("cannot be copied to")

// Copy brings all versions of an archive with their pages, numbers and times,
// its stories and its notes, into another, which is empty or holds what an earlier run of
// the same copy brought: then it goes on there. In the end both are read and
// compared. tell, where it is not nil, hears at each version how many of how many
// are there.
func Copy(ctx context.Context, from, to *DB, tell func(done, of int)) (Copied, error) {
	var c Copied
	note, err := to.copyNote(ctx)
	if err != nil {
		return c, err
	}
	last, err := to.LastArrival(ctx)
	if err != nil {
		return c, err
	}
	switch {
	case note.From == "" && last > 0:
		return c, fmt.Errorf("%s: %w: it holds articles of its own (name a new archive)", to.name, ErrCopy)
	case note.From != "" && note.From != from.name:
		return c, fmt.Errorf("%s: %w: it is a copy of %s", to.name, ErrCopy, note.From)
	case note.Done > 0 && note.Done != last:
		return c, fmt.Errorf("%s: %w: since it became a copy, articles of its own have come (name a new archive)", to.name, ErrCopy)
	}
	if err := to.noteCopy(ctx, copyNote{From: from.name}); err != nil {
		return c, err
	}
	var of int
	if err := from.read.QueryRowContext(ctx, "SELECT count(*) FROM versions").Scan(&of); err != nil {
		return c, from.named(err)
	}
	if err := to.read.QueryRowContext(ctx, "SELECT count(*) FROM versions").Scan(&c.Before); err != nil {
		return c, to.named(err)
	}
	for {
		rows, err := from.rowsAfter(ctx, last)
		if err != nil {
			return c, err
		}
		if len(rows) == 0 {
			break
		}
		if err := to.takeIn(ctx, rows); err != nil {
			return c, err
		}
		last = rows[len(rows)-1].id
		for range rows {
			c.Versions++
			if tell != nil {
				tell(c.Before+c.Versions, max(of, c.Before+c.Versions))
			}
		}
	}
	if err := copyCorrections(ctx, from, to); err != nil {
		return c, err
	}
	if err := copyStories(ctx, from, to); err != nil {
		return c, err
	}
	if err := copyNotes(ctx, from, to); err != nil {
		return c, err
	}
	here, err := from.digest(ctx, last)
	if err != nil {
		return c, err
	}
	there, err := to.digest(ctx, last)
	if err != nil {
		return c, err
	}
	if here != there {
		return c, fmt.Errorf("%s: %w: what is there is not what %s holds; something was removed or read anew in the meantime (remove the copy and make it again)", to.name, ErrCopy, from.name)
	}
	return c, to.noteCopy(ctx, copyNote{From: from.name, Done: last})
}

func (db *DB) copyNote(ctx context.Context) (note copyNote, err error) {
	raw, err := db.State(ctx, copying)
	if err != nil || raw == nil {
		return note, err
	}
	return note, json.Unmarshal(raw, &note)
}

func (db *DB) noteCopy(ctx context.Context, note copyNote) error {
	raw, err := json.Marshal(note)
	if err != nil {
		return err
	}
	return db.SetState(ctx, copying, raw)
}

// copiedRow is a version as it is kept.
type copiedRow struct {
	id           int64
	key          string
	number       int
	newest       bool
	hash         []byte
	outlet       string
	url, title   string
	published    sql.NullInt64
	zone         int
	precision    string
	seen, at     int64
	day          int64
	record, page []byte // packed
}

// rowsAfter reads the versions that came after one, at most copyStep.
func (db *DB) rowsAfter(ctx context.Context, last int64) ([]*copiedRow, error) {
	rows, err := db.read.QueryContext(ctx, `SELECT v.id, a.key, v.number, v.newest, v.hash, v.outlet, v.url, v.title, v.published, v.zone, v.precision,
		v.first_seen, v.at, v.day FROM versions v JOIN articles a ON a.id = v.article WHERE v.id > $1 ORDER BY v.id LIMIT $2`, last, copyStep)
	if err != nil {
		return nil, db.named(err)
	}
	defer rows.Close()
	var read []*copiedRow
	for rows.Next() {
		r := &copiedRow{}
		if err := rows.Scan(&r.id, &r.key, &r.number, &r.newest, &r.hash, &r.outlet, &r.url, &r.title, &r.published, &r.zone, &r.precision, &r.seen, &r.at, &r.day); err != nil {
			return nil, db.named(err)
		}
		read = append(read, r)
	}
	if err := rows.Err(); err != nil {
		return nil, db.named(err)
	}
	for _, r := range read {
		if r.record, err = db.packed(ctx, db.read, "records", r.id, r.at); err != nil {
			return nil, db.named(err)
		}
		if r.page, err = db.packed(ctx, db.read, "pages", r.id, r.at); err != nil {
			return nil, db.named(err)
		}
	}
	return read, nil
}

// takeIn keeps versions under the numbers that they had.
func (db *DB) takeIn(ctx context.Context, rows []*copiedRow) error {
	ats := make([]int64, len(rows))
	for i, r := range rows {
		ats[i] = r.at
	}
	if err := db.engine.Room(ctx, ats); err != nil {
		return err
	}
	return db.update(ctx, func(tx *sql.Tx) error {
		d := newDeriver(ctx, tx)
		for _, r := range rows {
			if err := db.takeInOne(ctx, tx, d, r); err != nil {
				return fmt.Errorf("copying %s: %w", r.key, err)
			}
		}
		if err := db.engine.Numbered(ctx, tx); err != nil {
			return err
		}
		return d.flush()
	})
}

func (db *DB) takeInOne(ctx context.Context, tx *sql.Tx, d *deriver, r *copiedRow) error {
	if _, err := tx.ExecContext(ctx, "INSERT INTO articles (key) VALUES ($1) ON CONFLICT (key) DO NOTHING", r.key); err != nil {
		return err
	}
	var article int64
	if err := tx.QueryRowContext(ctx, "SELECT id FROM articles WHERE key = $1", r.key).Scan(&article); err != nil {
		return err
	}
	if r.newest {
		// One that came to the other archive while it was copied.
		if _, err := tx.ExecContext(ctx, "UPDATE versions SET newest = FALSE WHERE article = $1 AND newest", article); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO versions
		(id, article, number, newest, hash, outlet, url, title, published, zone, precision, first_seen, at, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		r.id, article, r.number, r.newest, r.hash, r.outlet, r.url, r.title, r.published, r.zone, r.precision, r.seen, r.at, r.day)
	if err != nil {
		return err
	}
	plain, err := db.unpack.DecodeAll(r.record, nil)
	if err != nil {
		return err
	}
	read, err := record.Decode(plain)
	if err != nil {
		return err
	}
	if err := db.keepPacked(ctx, tx, "records", r.id, r.at, r.record); err != nil {
		return err
	}
	if r.page != nil {
		if err := db.keepPacked(ctx, tx, "pages", r.id, r.at, r.page); err != nil {
			return err
		}
	}
	list, err := db.correctionsOf(ctx, tx, r.key)
	if err != nil {
		return err
	}
	return d.add(r.id, correction.Apply(read, list).Record, archive.Words(read.Article), r.at, r.day)
}

// copyCorrections makes the corrections of an archive those of another.
func copyCorrections(ctx context.Context, from, to *DB) error {
	now, err := from.allCorrections(ctx, from.read)
	if err != nil {
		return err
	}
	return to.update(ctx, func(tx *sql.Tx) error {
		was, err := to.allCorrections(ctx, tx)
		if err != nil {
			return err
		}
		for key := range was {
			if _, there := now[key]; !there {
				now[key] = nil
			}
		}
		for key, list := range now {
			if err := to.keepCorrections(ctx, tx, key, was[key], list); err != nil {
				return err
			}
		}
		return nil
	})
}

// storyTables are the tables of stories with what a copy has of them. An article
// goes by its key, since its number is another in the copy.
var storyTables = []struct{ read, insert string }{
	{"SELECT id, key, title, first, last, size, outlets, claims, origins, whole FROM stories ORDER BY id",
		"INSERT INTO stories (id, key, title, first, last, size, outlets, claims, origins, whole) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"},
	{"SELECT a.key, m.story, m.place FROM story_articles m JOIN articles a ON a.id = m.article ORDER BY m.story, m.place",
		"INSERT INTO story_articles (article, story, place) VALUES ((SELECT id FROM articles WHERE key = $1), $2, $3)"},
	{"SELECT key, other FROM story_ends ORDER BY key",
		"INSERT INTO story_ends (key, other) VALUES ($1, $2)"},
	{"SELECT id, at, kind, story, other FROM story_events ORDER BY id",
		"INSERT INTO story_events (id, at, kind, story, other) VALUES ($1, $2, $3, $4, $5)"},
}

// copyStories makes the stories of an archive those of another.
func copyStories(ctx context.Context, from, to *DB) error {
	return to.update(ctx, func(tx *sql.Tx) error {
		for _, table := range []string{"story_events", "story_ends", "story_articles", "stories"} {
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		err := from.eachStoryRow(ctx, func(table int, row []any) error {
			_, err := tx.ExecContext(ctx, storyTables[table].insert, row...)
			return err
		})
		if err != nil {
			return err
		}
		return to.engine.Numbered(ctx, tx)
	})
}

// eachStoryRow calls do with every row of storyTables, as they stand at one time.
func (db *DB) eachStoryRow(ctx context.Context, do func(table int, row []any) error) error {
	return db.engine.View(ctx, func(tx *sql.Tx) error {
		for i, t := range storyTables {
			if err := eachRow(ctx, tx, t.read, func(row []any) error { return do(i, row) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachRow calls do with every row of a query.
func eachRow(ctx context.Context, tx querier, query string, do func([]any) error) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		row := make([]any, len(columns))
		places := make([]any, len(columns))
		for i := range row {
			places[i] = &row[i]
		}
		if err := rows.Scan(places...); err != nil {
			return err
		}
		if err := do(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// copyNotes brings the notes, but those of an archive about itself.
func copyNotes(ctx context.Context, from, to *DB) error {
	names, err := from.notes(ctx)
	if err != nil {
		return err
	}
	old, err := to.notes(ctx)
	if err != nil {
		return err
	}
	for _, name := range append(names, old...) {
		note, err := from.State(ctx, name)
		if err != nil {
			return err
		}
		if err := to.SetState(ctx, name, note); err != nil {
			return err
		}
	}
	return nil
}

// notes lists the notes that a copy has.
func (db *DB) notes(ctx context.Context) (names []string, err error) {
	err = queryAll(ctx, db.read, &names, "SELECT name FROM states WHERE name NOT IN ('isnad.derivation', '"+copying+"') ORDER BY name")
	return names, db.named(err)
}

// digest sums up the versions up to one, with records and pages, and the notes.
func (db *DB) digest(ctx context.Context, last int64) (sum [sha256.Size]byte, err error) {
	h := sha256.New()
	for after := int64(0); after < last; {
		rows, err := db.rowsAfter(ctx, after)
		if err != nil {
			return sum, err
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			if r.id <= last {
				digestRow(h, r)
			}
		}
		after = rows[len(rows)-1].id
	}
	err = db.eachStoryRow(ctx, func(table int, row []any) error {
		fmt.Fprintf(h, "%d %q\n", table, row)
		return nil
	})
	if err != nil {
		return sum, err
	}
	err = eachRow(ctx, db.read, "SELECT article, list FROM corrections ORDER BY article", func(row []any) error {
		fmt.Fprintf(h, "%q\n", row)
		return nil
	})
	if err != nil {
		return sum, err
	}
	names, err := db.notes(ctx)
	if err != nil {
		return sum, err
	}
	for _, name := range names {
		note, err := db.State(ctx, name)
		if err != nil {
			return sum, err
		}
		fmt.Fprintf(h, "%q %x\n", name, note)
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}

func digestRow(h hash.Hash, r *copiedRow) {
	fmt.Fprintf(h, "%d %q %d %t %x %q %q %q %v %d %q %d %d %d %x %x\n", r.id, r.key, r.number, r.newest, r.hash, r.outlet, r.url, r.title,
		r.published, r.zone, r.precision, r.seen, r.at, r.day, sha256.Sum256(r.record), sha256.Sum256(r.page))
}
