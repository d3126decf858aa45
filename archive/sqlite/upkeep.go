package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"isnad/archive"
)

// Remove implements archive.Archive. The pages of the file that held what went
// are overwritten, and the WAL is written back and emptied.
func (db *DB) Remove(ctx context.Context, s archive.Selection) ([]archive.Version, error) {
	if s.Empty() {
		return nil, nil
	}
	if _, err := db.file.write.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil {
		return nil, db.file.Named(err)
	}
	removed, err := db.DB.Remove(ctx, s)
	_, off := db.file.write.ExecContext(ctx, "PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE)")
	if err != nil {
		return nil, err
	}
	return removed, db.file.Named(off)
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
	if _, err := db.file.read.ExecContext(ctx, "VACUUM INTO ?", temporary); err != nil {
		os.Remove(temporary)
		if strings.Contains(err.Error(), "unable to open") {
			return fmt.Errorf("%s: cannot be written: no such folder, or no permission", path)
		}
		return db.file.Named(err)
	}
	return os.Rename(temporary, path)
}
