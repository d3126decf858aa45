package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"
	"time"

	"isnad/archive"
)

// Remove implements archive.Archive. The pages of the file that held what went
// are overwritten, and the WAL is written back and emptied.
func (db *DB) Remove(ctx context.Context, s archive.Selection) ([]archive.Version, error) {
	if s.Empty() {
		return nil, nil
	}
	var removed []archive.Version
	var versions []uint32
	err := db.update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil {
			return err
		}
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
				WHERE v.newest AND v.at < ? AND (? = '' OR v.outlet = ?)
				AND (? OR a.key IN (SELECT value FROM json_each(?))))
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
		for _, v := range removed {
			if _, err := tx.ExecContext(ctx, "DELETE FROM articles WHERE key = ?", v.ID); err != nil {
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
	_, err = db.write.ExecContext(ctx, "PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE)")
	return removed, db.named(err)
}

// forget takes versions out of the index by writing the segments that hold
// them anew.
func forget(ctx context.Context, tx *sql.Tx, versions []uint32) error {
	gone := map[uint32]bool{}
	for _, id := range versions {
		gone[id] = true
	}
	for _, in := range []space{articles, statements} {
		rows, err := tx.QueryContext(ctx, "SELECT id, level, documents FROM segments WHERE space = ?", in)
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
			if slices.ContainsFunc(documents, func(d document) bool { return in == articles && gone[d.id] || in == statements && gone[d.owner] }) {
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
	}
	return nil
}

// Check implements archive.Archive.
func (db *DB) Check(ctx context.Context) iter.Seq[error] {
	return func(yield func(error) bool) {
		problems := []struct{ query, format string }{
			{"SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'", "the file is damaged: %s"},
			{`SELECT "table" || ' row ' || rowid FROM pragma_foreign_key_check`, "%s belongs to nothing"},
			{"SELECT key FROM articles WHERE (SELECT count(*) FROM versions WHERE article = articles.id AND newest) <> 1", "%s has not exactly one newest version"},
			{"SELECT id FROM versions WHERE NOT EXISTS (SELECT 1 FROM records WHERE version = id)", "version %s has no record"},
		}
		for _, p := range problems {
			found, err := db.column(ctx, p.query)
			if err != nil {
				yield(err)
				return
			}
			for _, what := range found {
				if !yield(fmt.Errorf("%s: "+p.format, db.path, what)) {
					return
				}
			}
		}
		db.checkRecords(ctx, yield)
	}
}

// column returns the first column of a query's rows as text.
func (db *DB) column(ctx context.Context, query string) ([]string, error) {
	rows, err := db.read.QueryContext(ctx, query)
	if err != nil {
		return nil, db.named(err)
	}
	defer rows.Close()
	var values []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, db.named(err)
		}
		values = append(values, s)
	}
	return values, db.named(rows.Err())
}

// checkRecords decodes every record, which verifies its spans, and compares
// what the tables say with it. A record that cannot be read is reported and
// the next one is looked at.
func (db *DB) checkRecords(ctx context.Context, yield func(error) bool) {
	rows, err := db.read.QueryContext(ctx, "SELECT "+versionColumns+`, r.json, p.json, v.hash
		FROM versions v JOIN articles a ON a.id = v.article JOIN records r ON r.version = v.id LEFT JOIN pages p ON p.version = v.id ORDER BY v.id`)
	if err != nil {
		yield(db.named(err))
		return
	}
	defer rows.Close()
	for rows.Next() {
		var hash []byte
		k, err := db.kept(&withHash{rows, &hash})
		if err == nil {
			err = agrees(k, hash)
		}
		if err != nil && !yield(db.named(err)) {
			return
		}
	}
	if err := rows.Err(); err != nil {
		yield(db.named(err))
	}
}

type withHash struct {
	*sql.Rows
	hash *[]byte
}

func (w *withHash) Scan(dest ...any) error { return w.Rows.Scan(append(dest, w.hash)...) }

// agrees compares a record with the columns of its version.
func agrees(k *archive.Kept, hash []byte) error {
	a := k.Record.Article
	want := archive.ContentHash(a)
	switch {
	case a.ID != k.ID || a.Outlet != k.Outlet || a.URL != k.URL || a.Title != k.Title:
		return fmt.Errorf("version %d of %s is listed as another article than its record", k.Number, k.ID)
	case !bytes.Equal(hash, want[:]):
		return fmt.Errorf("version %d of %s: its hash is not that of its record", k.Number, k.ID)
	case a.Published.Known() && !a.Published.Time.Truncate(time.Second).Equal(k.Published.Time):
		return fmt.Errorf("version %d of %s is listed under another date than its record's", k.Number, k.ID)
	}
	return nil
}

// Backup implements archive.Archive.
func (db *DB) Backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: stands there already (name a new file)", path)
	}
	temporary := path + ".part"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := db.read.ExecContext(ctx, "VACUUM INTO ?", temporary); err != nil {
		os.Remove(temporary)
		if strings.Contains(err.Error(), "unable to open") {
			return fmt.Errorf("%s: cannot be written: no such folder, or no permission", path)
		}
		return db.named(err)
	}
	return os.Rename(temporary, path)
}
