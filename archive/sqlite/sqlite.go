// Package sqlite keeps an archive in one SQLite file, without a server.
//
// The file is in WAL mode: one connection writes, several read beside it. What
// is in its tables is package relational's; the schema is the embedded
// migrations, which goose applies when an older file is opened.
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
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"isnad/archive"
	"isnad/archive/relational"
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
	*relational.DB
	file *file
}

var _ archive.Archive = (*DB)(nil)

// file is the engine of the tables.
type file struct {
	path  string
	write *sql.DB // one connection
	read  *sql.DB

	writing sync.Mutex // held by the call that writes
}

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
	switch is, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist) && !opts.Create:
		return nil, missing(path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	case err == nil && is.IsDir():
		return nil, fmt.Errorf("%s: %w but a folder (--archive names a file)", path, archive.ErrInvalid)
	}
	f := &file{path: path}
	// A write transaction begins as one: it would otherwise fail in its middle
	// where another has begun.
	var err error
	if f.write, err = open(dsn(path, opts.Wait) + "&_txlock=immediate"); err != nil {
		return nil, f.Named(err)
	}
	f.write.SetMaxOpenConns(1)
	if err := f.migrate(ctx); err != nil {
		f.write.Close()
		return nil, f.Named(err)
	}
	if f.read, err = open(dsn(path, opts.Wait)); err != nil {
		f.write.Close()
		return nil, f.Named(err)
	}
	// Each connection has a cache of its own and costs a look at the schema to
	// open, so they are few and stay.
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	f.read.SetMaxOpenConns(readers)
	f.read.SetMaxIdleConns(readers)
	tables, err := relational.New(ctx, f, opts.Now)
	if err != nil {
		f.close()
		return nil, err
	}
	return &DB{tables, f}, nil
}

// missing is the path of an archive that there is not.
type missing string

func (m missing) Error() string {
	return string(m) + ": there is no such archive (isnad add makes one; --archive names another)"
}

func (m missing) Is(target error) bool { return target == archive.ErrNotFound }

// dsn names the file as the driver wants it.
func dsn(path string, wait time.Duration) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return fmt.Sprintf("file:%s?_pragma=busy_timeout(%d)&_pragma=journal_mode(WAL)"+
		"&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=cache_size(-8192)",
		(&url.URL{Path: path}).EscapedPath(), wait.Milliseconds())
}

// migrate brings the schema to the newest version that this program knows.
func (f *file) migrate(ctx context.Context) error {
	var id, tables int
	if err := f.write.QueryRowContext(ctx, "SELECT application_id, (SELECT count(*) FROM sqlite_master) FROM pragma_application_id").Scan(&id, &tables); err != nil {
		return err
	}
	if id != applicationID && tables > 0 {
		return fmt.Errorf("%w but another program's database (--archive names another file)", archive.ErrInvalid)
	}
	if id != applicationID {
		if _, err := f.write.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
			return err
		}
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, f.write, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	return relational.Migrate(ctx, provider)
}

// Name implements relational.Engine.
func (f *file) Name() string { return f.path }

// Reader implements relational.Engine.
func (f *file) Reader() relational.Querier { return f.read }

// Room implements relational.Engine.
func (f *file) Room(context.Context, []int64) error { return nil }

// Numbered implements relational.Engine. SQLite sees the numbers that are given.
func (f *file) Numbered(context.Context, *sql.Tx) error { return nil }

// Parted implements relational.Engine.
func (f *file) Parted() bool { return false }

// Checks implements relational.Engine.
func (f *file) Checks() []relational.Check {
	return []relational.Check{
		{Query: "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'", Format: "the file is damaged: %s"},
		{Query: `SELECT "table" || ' row ' || rowid FROM pragma_foreign_key_check`, Format: "%s belongs to nothing"},
	}
}

// Named implements relational.Engine.
func (f *file) Named(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var code *sqlite.Error
	if errors.As(err, &code) {
		switch code.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return fmt.Errorf("%s: %w; try again when it has ended", f.path, archive.ErrLocked)
		case sqlite3.SQLITE_NOTADB:
			return fmt.Errorf("%s: %w (isnad add makes one; --archive names another file)", f.path, archive.ErrInvalid)
		case sqlite3.SQLITE_CORRUPT:
			return fmt.Errorf("%s: damaged, and so %w any more: %v (isnad check tells more where it still opens; isnad backup makes the copies to return to)", f.path, archive.ErrInvalid, code)
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
			return fmt.Errorf("%s: %w: the file or its folder is read-only", f.path, archive.ErrReadOnly)
		case sqlite3.SQLITE_FULL:
			return fmt.Errorf("%s: %w: what was reported as kept is safe; make room and run the command again", f.path, archive.ErrFull)
		case sqlite3.SQLITE_CANTOPEN:
			return fmt.Errorf("%s: cannot be opened: no such folder, no permission, or a read-only disk (name one that you may write with --archive)", f.path)
		}
	}
	if strings.HasPrefix(err.Error(), f.path+":") {
		return err
	}
	return fmt.Errorf("%s: %w", f.path, err)
}

// Again implements relational.Engine: no connection is lost.
func (f *file) Again(_ context.Context, do func() error) error { return do() }

// View implements relational.Engine.
func (f *file) View(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := f.read.BeginTx(ctx, nil)
	if err != nil {
		return f.Named(err)
	}
	defer tx.Rollback()
	return f.Named(do(tx))
}

// Update implements relational.Engine.
func (f *file) Update(ctx context.Context, do func(*sql.Tx) error) error {
	f.writing.Lock()
	defer f.writing.Unlock()
	tx, err := f.write.BeginTx(ctx, nil)
	if err != nil {
		return f.Named(err)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return f.Named(err)
	}
	return f.Named(tx.Commit())
}

func (f *file) close() error { return errors.Join(f.read.Close(), f.write.Close()) }

// Close releases the file; what was put stays.
func (db *DB) Close() error {
	db.Release()
	return db.file.close()
}
