// Package relational keeps an archive in the tables of an SQL database: all
// that archives in SQLite and in PostgreSQL have in common, which is all but
// opening, migrating and locking.
//
// Its SQL is understood by both, with parameters as $1, and json_each for lists
// (a function of that name in PostgreSQL's schema). Records and pages are
// compressed; everything else is derived from them and is committed in the
// same transaction.
package relational

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
)

// Engine is what a database brings.
type Engine interface {
	// Name is the archive's, for messages.
	Name() string

	// Named wraps an error of the database in the archive's name, and says which
	// of the archive's kinds it is.
	Named(error) error

	// Reader reads what was committed. A query may be asked again where the
	// connection is lost before it answers.
	Reader() Querier

	// Again runs do, which only reads, until no lost connection has cut an answer
	// short.
	Again(ctx context.Context, do func() error) error

	// View runs do in a transaction that sees one state of the database. Do may
	// run again where the connection is lost.
	View(ctx context.Context, do func(*sql.Tx) error) error

	// Update runs do in a transaction beside which no other writes, and commits
	// it. Do may run again where the transaction failed for no fault of its own.
	Update(ctx context.Context, do func(*sql.Tx) error) error

	// Room is called before records of articles are kept that were published or
	// first seen at these times, in seconds since 1970.
	Room(ctx context.Context, at []int64) error

	// Numbered is called after rows were kept under numbers that were given, so
	// that the database's own go on after them.
	Numbered(ctx context.Context, tx *sql.Tx) error

	// Checks are questions about the database's own soundness.
	Checks() []Check

	// Parted says that the tables records and pages have a column "at" as versions
	// has, by which they are parted.
	Parted() bool
}

// Querier is a database or a transaction.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

type querier = Querier

// Check is a query that gives a text for each thing that is wrong, and how that
// is told.
type Check struct{ Query, Format string }

// DB is an archive in a database. It has all of archive.Archive but Backup and
// Close.
type DB struct {
	engine Engine
	name   string
	now    func() time.Time
	read   Querier

	indexing sync.Mutex // guards index
	index    *snapshot

	hearing sync.Mutex // guards voices
	voices  *voices
	tallies sync.Pool // of *tallies

	undertaking  sync.Mutex // guards undertakings
	undertakings undertakings

	profiling sync.Mutex // guards profiles
	profiles  profiles

	held

	pack   *zstd.Encoder
	unpack *zstd.Decoder
}

// New returns the archive in a database whose schema stands. now is the clock
// by which articles are first seen. What was derived by an older program is made
// anew.
func New(ctx context.Context, engine Engine, now func() time.Time) (*DB, error) {
	db := &DB{engine: engine, name: engine.Name(), now: now, read: engine.Reader(), held: newHeld()}
	db.tallies.New = func() any { return new(tallies) }
	var err error
	// The default window of 8 MB would take 16 MB of memory; few records have one.
	if db.pack, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20)); err != nil {
		return nil, err
	}
	if db.unpack, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0)); err != nil {
		return nil, err
	}
	return db, db.Derive(ctx)
}

// Release frees what New took.
func (db *DB) Release() { db.unpack.Close() }

func (db *DB) named(err error) error { return db.engine.Named(err) }

// again reads what a lost connection may have cut short. What is read is made
// anew by each try.
func again[T any](ctx context.Context, db *DB, read func() (T, error)) (v T, err error) {
	err = db.engine.Again(ctx, func() error {
		v, err = read()
		return err
	})
	return v, err
}

func (db *DB) update(ctx context.Context, do func(*sql.Tx) error) error {
	return db.engine.Update(ctx, do)
}

// joined joins what is kept in a table, records or pages, to versions v as t.
// Where tables are parted that looks into all parts; packed looks into one.
func (db *DB) joined(kind, table, t string) string {
	join := " " + kind + " " + table + " " + t + " ON " + t + ".version = v.id "
	if db.engine.Parted() {
		join += "AND " + t + ".at = v.at "
	}
	return join
}

// packed is what a table keeps of a version with its time, nil for nothing.
func (db *DB) packed(ctx context.Context, q querier, table string, version, at int64) (packed []byte, err error) {
	query, args := "SELECT json FROM "+table+" WHERE version = $1", []any{version}
	if db.engine.Parted() {
		query, args = query+" AND at = $2", append(args, at)
	}
	if err = q.QueryRowContext(ctx, query, args...).Scan(&packed); err == sql.ErrNoRows {
		return nil, nil
	}
	return packed, err
}

// keep has d write a row of records or pages: into whole, or parted where tables
// are parted.
func (db *DB) keep(d *deriver, whole, parted *table, version, at int64, plain []byte) {
	packed := db.pack.EncodeAll(plain, nil)
	if db.engine.Parted() {
		d.row(parted, version, packed, at)
		return
	}
	d.row(whole, version, packed)
}

// keepPacked writes a row of records or pages.
func (db *DB) keepPacked(ctx context.Context, tx *sql.Tx, table string, version, at int64, packed []byte) error {
	query, args := "INSERT INTO "+table+" (version, json) VALUES ($1, $2)", []any{version, packed}
	if db.engine.Parted() {
		query, args = "INSERT INTO "+table+" (version, json, at) VALUES ($1, $2, $3)", append(args, at)
	}
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}

// replace writes another record in the place of a version's, and moves record
// and page to where they belong by at.
func (db *DB) replace(ctx context.Context, tx *sql.Tx, version, at int64, plain []byte) error {
	packed := db.pack.EncodeAll(plain, nil)
	if !db.engine.Parted() {
		_, err := tx.ExecContext(ctx, "UPDATE records SET json = $1 WHERE version = $2", packed, version)
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE records SET json = $1, at = $2 WHERE version = $3", packed, at, version); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "UPDATE pages SET at = $1 WHERE version = $2 AND at <> $1", at, version)
	return err
}
