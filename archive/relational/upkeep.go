package relational

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"isnad/archive"
	"isnad/record"
)

// Remove implements archive.Archive.
func (db *DB) Remove(ctx context.Context, s archive.Selection) ([]archive.Version, error) {
	if s.Empty() {
		return nil, nil
	}
	var removed []archive.Version
	var versions []uint32
	err := db.update(ctx, func(tx *sql.Tx) error {
		removed, versions = nil, nil
		ids, err := json.Marshal(s.IDs)
		if err != nil {
			return err
		}
		before := int64(1 << 62)
		if !s.Before.IsZero() {
			before = s.Before.Unix()
		}
		rows, err := tx.QueryContext(ctx, `WITH gone AS (
				SELECT v.article FROM versions v JOIN articles a ON a.id = v.article
				WHERE v.newest AND v.at < $1 AND ($2 = '' OR v.outlet = $3)
				AND ($4 OR a.key IN (SELECT value FROM json_each($5))))
			SELECT `+versionColumns+` FROM versions v JOIN articles a ON a.id = v.article
			WHERE a.id IN (SELECT article FROM gone) ORDER BY a.key, v.number`,
			before, s.Outlet, s.Outlet, len(s.IDs) == 0, string(ids))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			id, v, err := scanVersion(rows)
			if err != nil {
				return err
			}
			removed = append(removed, v)
			versions = append(versions, uint32(id))
		}
		if err := rows.Err(); err != nil {
			return err
		}
		rows.Close()
		if err := forget(ctx, tx, versions); err != nil {
			return err
		}
		if err := db.takeFromStories(ctx, tx, removed); err != nil {
			return err
		}
		for _, v := range removed {
			if _, err := tx.ExecContext(ctx, "DELETE FROM articles WHERE key = $1", v.ID); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "DELETE FROM corrections WHERE article = $1", v.ID); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM names WHERE NOT EXISTS (SELECT 1 FROM mentions WHERE name = names.id)
			AND NOT EXISTS (SELECT 1 FROM statements WHERE speaker = names.id)
			AND NOT EXISTS (SELECT 1 FROM relays WHERE name = names.id)
			AND NOT EXISTS (SELECT 1 FROM commitments WHERE actor = names.id)`)
		return err
	})
	if err != nil {
		return nil, err
	}
	return removed, nil
}

// forget takes versions out of the index by writing the segments that hold
// them anew.
func forget(ctx context.Context, tx *sql.Tx, versions []uint32) error {
	gone := map[uint32]bool{}
	for _, id := range versions {
		gone[id] = true
	}
	for _, in := range []space{articles, statements} {
		err := dropDocuments(ctx, tx, in, func(d document) bool { return in == articles && gone[d.id] || in == statements && gone[d.owner] })
		if err != nil {
			return err
		}
	}
	return nil
}

// dropDocuments takes documents out of a space of the index by writing the
// segments that hold them anew.
func dropDocuments(ctx context.Context, tx *sql.Tx, in space, gone func(document) bool) error {
	rows, err := tx.QueryContext(ctx, "SELECT id, level, documents FROM segments WHERE space = $1", in)
	if err != nil {
		return err
	}
	defer rows.Close()
	levels := map[int64]int{}
	for rows.Next() {
		var id int64
		var level int
		var packed []byte
		if err := rows.Scan(&id, &level, &packed); err != nil {
			return err
		}
		documents, err := decodeDocuments(packed)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(documents, gone) {
			levels[id] = level
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	for id, level := range levels {
		if err := rewriteSegments(ctx, tx, in, []int64{id}, level, gone); err != nil {
			return err
		}
	}
	return nil
}

// Reread implements archive.Archive. What is derived is marked as stale in the
// same transaction, so that a run that is killed has it made anew when the file
// is opened next.
func (db *DB) Reread(ctx context.Context, readings []archive.Reading) error {
	if err := db.roomFor(ctx, readings); err != nil {
		return err
	}
	return db.update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM states WHERE name = 'isnad.derivation'"); err != nil {
			return err
		}
		for _, r := range readings {
			a := r.Entry.Record.Article
			if a.ID != r.ID {
				return fmt.Errorf("the page of %s is read as that of %s", r.ID, a.ID)
			}
			if err := db.reread(ctx, tx, r.Version, r.Entry.Record, r.Entry.JSON); err != nil {
				return err
			}
		}
		return nil
	})
}

func (db *DB) roomFor(ctx context.Context, readings []archive.Reading) error {
	ats := make([]int64, len(readings))
	for i, r := range readings {
		_, _, ats[i] = instants(r.Entry.Record.Article, r.FirstSeen.Unix())
	}
	return db.engine.Room(ctx, ats)
}

// reread puts a record in the place of a version's.
func (db *DB) reread(ctx context.Context, tx *sql.Tx, of archive.Version, r *record.Record, plain []byte) error {
	a := r.Article
	published, zone, at := instants(a, of.FirstSeen.Unix())
	var was, version int64
	err := tx.QueryRowContext(ctx, "SELECT at FROM versions WHERE article = (SELECT id FROM articles WHERE key = $1) AND number = $2", of.ID, of.Number).Scan(&was)
	if err == sql.ErrNoRows {
		return fmt.Errorf("version %d of %s: %w", of.Number, of.ID, archive.ErrNotFound)
	}
	if err != nil {
		return err
	}
	if err := db.spoilStories(ctx, tx, min(was, at), max(was, at)); err != nil {
		return err
	}
	hash := archive.ContentHash(a)
	err = tx.QueryRowContext(ctx, `UPDATE versions SET hash = $1, outlet = $2, url = $3, title = $4, published = $5, zone = $6, precision = $7, at = $8, day = $9
		WHERE article = (SELECT id FROM articles WHERE key = $10) AND number = $11 RETURNING id`,
		hash[:], a.Outlet, a.URL, a.Title, published, zone, precisionOf(a), at, dayOf(at, zone), of.ID, of.Number).Scan(&version)
	if err != nil {
		return err
	}
	return db.replace(ctx, tx, version, at, plain)
}

// Arrived gives the newest versions with after < Arrival ≤ upTo, in this order.
func (db *DB) Arrived(ctx context.Context, after, upTo int64) ([]*archive.Kept, error) {
	return again(ctx, db, func() ([]*archive.Kept, error) { return db.arrivedOnce(ctx, after, upTo) })
}

func (db *DB) arrivedOnce(ctx context.Context, after, upTo int64) ([]*archive.Kept, error) {
	rows, err := db.read.QueryContext(ctx, `SELECT `+versionColumns+`, r.json, p.json, `+correctionsColumn+`
		FROM versions v JOIN articles a ON a.id = v.article`+db.joined("JOIN", "records", "r")+db.joined("LEFT JOIN", "pages", "p")+`
		WHERE v.newest AND v.id > $1 AND v.id <= $2 ORDER BY v.id`, after, upTo)
	if err != nil {
		return nil, db.named(err)
	}
	defer rows.Close()
	var all []*archive.Kept
	for rows.Next() {
		var packed, page, corrections []byte
		_, v, err := scanVersion(rows, &packed, &page, &corrections)
		if err != nil {
			return nil, db.named(err)
		}
		k, err := db.kept(v, packed, page, corrections)
		if err != nil {
			return nil, db.named(err)
		}
		all = append(all, k)
	}
	return all, db.named(rows.Err())
}

// SetAside keeps new readings of versions with after < Arrival ≤ upTo beside
// their records, until PutInPlace; what was set aside of these before is dropped.
// Nothing that is read from the archive changes by it. also does something more
// in the same transaction. Archives in PostgreSQL have a table for it.
func (db *DB) SetAside(ctx context.Context, after, upTo int64, readings []archive.Reading, also func(*sql.Tx) error) error {
	if err := db.roomFor(ctx, readings); err != nil {
		return err
	}
	return db.update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM rereadings WHERE version > $1 AND version <= $2", after, upTo); err != nil {
			return err
		}
		for _, r := range readings {
			// The version may have been removed in the meantime.
			_, err := tx.ExecContext(ctx, "INSERT INTO rereadings (version, json) SELECT id, $1 FROM versions WHERE id = $2", db.pack.EncodeAll(r.Entry.JSON, nil), r.Arrival)
			if err != nil {
				return err
			}
		}
		return also(tx)
	})
}

// PutInPlace puts what was set aside in the place of the records and derives all
// anew, in one transaction, and gives the number of versions.
func (db *DB) PutInPlace(ctx context.Context) (versions int, err error) {
	err = db.update(ctx, func(tx *sql.Tx) error {
		var ids []int64
		if err := queryAll(ctx, tx, &ids, "SELECT version FROM rereadings ORDER BY version"); err != nil {
			return err
		}
		if versions = len(ids); versions == 0 {
			return nil
		}
		for _, id := range ids {
			var packed []byte
			_, v, err := scanVersion(tx.QueryRowContext(ctx, "SELECT "+versionColumns+", r.json FROM rereadings r JOIN versions v ON v.id = r.version JOIN articles a ON a.id = v.article WHERE r.version = $1", id), &packed)
			if err != nil {
				return err
			}
			r, plain, err := db.decoded(packed)
			if err != nil {
				return err
			}
			if err := db.reread(ctx, tx, v, r, plain); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM rereadings"); err != nil {
			return err
		}
		return db.deriveAll(ctx, tx)
	})
	return versions, err
}

// Derive implements archive.Archive.
func (db *DB) Derive(ctx context.Context) error {
	if note, err := db.State(ctx, "isnad.derivation"); err != nil || string(note) == derivation {
		return err
	}
	return db.update(ctx, func(tx *sql.Tx) error { return db.deriveAll(ctx, tx) })
}
