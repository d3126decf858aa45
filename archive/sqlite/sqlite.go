// Package sqlite keeps an archive in one SQLite file, without a server.
//
// The file is in WAL mode: one connection writes, several read beside it.
// Records and pages are compressed; everything else in the file is derived
// from them and is committed in the same transaction. The schema is the
// embedded migrations, which goose applies when an older file is opened.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"isnad/archive"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks the file as an archive in SQLite's header, so that
// another program's database is not taken for one.
const applicationID = 0x49736e64 // "Isnd"

// Options say how to open an archive. The zero value is ready to use.
type Options struct {
	// Create makes the file where there is none; without it that is
	// archive.ErrNotFound.
	Create bool
	// Now is the clock by which articles are first seen. Default time.Now.
	Now func() time.Time
	// Wait is how long a write waits for another program's. Default 5 s.
	Wait time.Duration
}

// DB is an archive in a file. It implements archive.Archive.
type DB struct {
	path  string
	now   func() time.Time
	write *sql.DB // one connection
	read  *sql.DB

	writing sync.Mutex // held by the call that writes

	indexing sync.Mutex // guards index
	index    *snapshot

	pack   *zstd.Encoder
	unpack *zstd.Decoder
}

var _ archive.Archive = (*DB)(nil)

// Open opens the archive at path and migrates an older one. The errors are
// archive.ErrNotFound, ErrInvalid, ErrNewer, ErrLocked, ErrReadOnly and those
// of the file system.
func Open(ctx context.Context, path string, opts Options) (*DB, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Wait == 0 {
		opts.Wait = 5 * time.Second
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && !opts.Create {
		return nil, fmt.Errorf("%s: %w: there is no such file (isnad add makes one; --archive names another)", path, archive.ErrNotFound)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	db := &DB{path: path, now: opts.Now}
	// A write transaction begins as one: it would otherwise fail in its middle
	// where another has begun.
	var err error
	if db.pack, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)); err != nil {
		return nil, err
	}
	if db.unpack, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0)); err != nil {
		return nil, err
	}
	if db.write, err = sql.Open("sqlite", dsn(path, opts.Wait)+"&_txlock=immediate"); err != nil {
		return nil, db.named(err)
	}
	db.write.SetMaxOpenConns(1)
	if err := db.migrate(ctx); err != nil {
		db.write.Close()
		return nil, db.named(err)
	}
	if note, err := db.state(ctx, db.write, "isnad.derivation"); err != nil {
		db.write.Close()
		return nil, err
	} else if string(note) != derivation {
		if err := db.rederive(ctx); err != nil {
			db.write.Close()
			return nil, err
		}
	}
	if db.read, err = sql.Open("sqlite", dsn(path, opts.Wait)); err != nil {
		db.write.Close()
		return nil, db.named(err)
	}
	return db, nil
}

// dsn names the file as the driver wants it.
func dsn(path string, wait time.Duration) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return fmt.Sprintf("file:%s?_pragma=busy_timeout(%d)&_pragma=journal_mode(WAL)"+
		"&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=cache_size(-16384)",
		(&url.URL{Path: path}).EscapedPath(), wait.Milliseconds())
}

// migrate brings the schema to the newest version that this program knows.
func (db *DB) migrate(ctx context.Context) error {
	var id, tables int
	if err := db.write.QueryRowContext(ctx, "SELECT application_id, (SELECT count(*) FROM sqlite_master) FROM pragma_application_id").Scan(&id, &tables); err != nil {
		return err
	}
	if id != applicationID && tables > 0 {
		return archive.ErrInvalid
	}
	if id != applicationID {
		if _, err := db.write.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
			return err
		}
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db.write, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	have, known, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > known {
		return fmt.Errorf("%w: its schema is version %d, this program knows %d (use the newer isnad)", archive.ErrNewer, have, known)
	}
	if have < known {
		_, err = provider.Up(ctx)
	}
	return err
}

// named wraps an error of the store in the archive's name, and says which of
// the archive's kinds it is.
func (db *DB) named(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var code *sqlite.Error
	if errors.As(err, &code) {
		switch code.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return fmt.Errorf("%s: %w; try again when it has ended", db.path, archive.ErrLocked)
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return fmt.Errorf("%s: %w: %v (isnad check tells more; isnad backup makes the copies to return to)", db.path, archive.ErrInvalid, code)
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
			return fmt.Errorf("%s: %w: the file or its folder is read-only", db.path, archive.ErrReadOnly)
		case sqlite3.SQLITE_FULL:
			return fmt.Errorf("%s: %w: what was reported as kept is safe; make room and run the command again", db.path, archive.ErrFull)
		case sqlite3.SQLITE_CANTOPEN:
			return fmt.Errorf("%s: cannot be opened: no such folder, no permission, or a read-only disk", db.path)
		}
	}
	if strings.HasPrefix(err.Error(), db.path+":") {
		return err
	}
	return fmt.Errorf("%s: %w", db.path, err)
}

// update runs do in a write transaction and commits it.
func (db *DB) update(ctx context.Context, do func(*sql.Tx) error) error {
	db.writing.Lock()
	defer db.writing.Unlock()
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return db.named(err)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return db.named(err)
	}
	return db.named(tx.Commit())
}

// Close releases the file; what was put stays.
func (db *DB) Close() error {
	db.unpack.Close()
	return errors.Join(db.read.Close(), db.write.Close())
}
