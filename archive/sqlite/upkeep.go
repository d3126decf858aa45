package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

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

// Reread implements archive.Archive. What is derived is marked as stale in the
// same transaction, so that a run that is killed has it made anew when the file
// is opened next.
func (db *DB) Reread(ctx context.Context, readings []archive.Reading) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM states WHERE name = 'isnad.derivation'"); err != nil {
			return err
		}
		for _, r := range readings {
			a := r.Entry.Record.Article
			if a.ID != r.ID {
				return fmt.Errorf("the page of %s is read as that of %s", r.ID, a.ID)
			}
			published, zone, at := instants(a, r.FirstSeen.Unix())
			changed, err := tx.ExecContext(ctx, `UPDATE versions SET hash = ?, outlet = ?, url = ?, title = ?, published = ?, zone = ?, precision = ?, at = ?, day = ?
				WHERE article = (SELECT id FROM articles WHERE key = ?) AND number = ?`,
				r.Entry.Hash[:], a.Outlet, a.URL, a.Title, published, zone, precisionOf(a), at, dayOf(at, zone), r.ID, r.Number)
			if err != nil {
				return err
			}
			if n, err := changed.RowsAffected(); err != nil || n == 0 {
				return errors.Join(err, fmt.Errorf("version %d of %s: %w", r.Number, r.ID, archive.ErrNotFound))
			}
			_, err = tx.ExecContext(ctx, `UPDATE records SET json = ? WHERE version =
				(SELECT v.id FROM versions v JOIN articles a ON a.id = v.article WHERE a.key = ? AND v.number = ?)`,
				db.pack.EncodeAll(r.Entry.JSON, nil), r.ID, r.Number)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Derive implements archive.Archive.
func (db *DB) Derive(ctx context.Context) error {
	if note, err := db.State(ctx, "isnad.derivation"); err != nil || string(note) == derivation {
		return err
	}
	return db.rederive(ctx)
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
