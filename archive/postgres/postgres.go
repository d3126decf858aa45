// Package postgres keeps an archive in a PostgreSQL database, for any number of
// machines.
//
// What is in its tables is package relational's; the schema is the embedded
// migrations, which goose applies under an advisory lock when an older archive
// is opened. Those who write do it one after the other, under another advisory
// lock, so that versions arrive in the order of their numbers; reading an article
// takes far longer than keeping it.
package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"isnad/archive"
	"isnad/archive/relational"
	"isnad/archive/sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Options say how to open an archive. The zero value is ready to use.
type Options struct {
	// Create makes the tables where there are none; without it that is
	// archive.ErrNotFound.
	Create bool
	// Now is the clock by which articles are first seen. Default time.Now.
	Now func() time.Time
	// Wait is how long a write waits for another program's. Default 1 minute.
	Wait time.Duration
	// Patience is how long an operation is tried again while the server cannot be
	// reached, or ends what it was doing. Default 1 minute.
	Patience time.Duration
}

// DB is an archive in a database. It implements archive.Archive.
type DB struct {
	*relational.DB
	server *server
}

var _ archive.Archive = (*DB)(nil)

// Names reports whether an archive's name is that of a database here.
func Names(name string) bool {
	return strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://")
}

// Open opens the archive in the database at a URL, as libpq has them, and
// migrates an older one. pool_max_conns in the URL bounds the connections of
// this program, search_path names another schema than public. The errors are
// archive.ErrNotFound, ErrInvalid, ErrNewer, ErrLocked, ErrReadOnly and those of
// the network.
func Open(ctx context.Context, at string, opts Options) (*DB, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Wait == 0 {
		opts.Wait = time.Minute
	}
	if opts.Patience == 0 {
		opts.Patience = time.Minute
	}
	s := &server{name: Title(at), wait: opts.Wait, patience: opts.Patience, running: map[*sql.Tx]*pgx.Conn{}}
	config, err := pgxpool.ParseConfig(at)
	if err != nil {
		return nil, fmt.Errorf("%s: is no address of a database (postgres://user@host:5432/database): %v", s.name, errors.Unwrap(err))
	}
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "isnad"
	}
	if s.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, s.Named(err)
	}
	s.db = stdlib.OpenDBFromPool(s.pool)
	if err := s.migrate(ctx, opts.Create); err != nil {
		s.close()
		return nil, s.Named(err)
	}
	tables, err := relational.New(ctx, s, opts.Now)
	if err != nil {
		s.close()
		return nil, err
	}
	return &DB{tables, s}, nil
}

// Title is the URL of a database as messages give it: without password and
// parameters.
func Title(at string) string {
	u, err := url.Parse(at)
	if err != nil {
		return "postgres://…"
	}
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	u.RawQuery = ""
	return u.String()
}

// server is the engine of the tables.
type server struct {
	name           string
	wait, patience time.Duration
	pool           *pgxpool.Pool
	db             *sql.DB // over pool

	months sync.Map // of which there are parts

	mu      sync.Mutex
	running map[*sql.Tx]*pgx.Conn // of Update
}

// migrate brings the schema to the newest version that this program knows.
func (s *server) migrate(ctx context.Context, create bool) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, s.db, files, goose.WithDisableGlobalRegistry(true), goose.WithSessionLocker(locker))
	if err != nil {
		return err
	}
	var there bool
	var others int
	err = s.again(ctx, func() error {
		return s.db.QueryRowContext(ctx, `SELECT to_regclass('goose_db_version') IS NOT NULL,
			(SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace AND relname IN ('articles', 'versions', 'records'))`).Scan(&there, &others)
	})
	switch {
	case err != nil:
		return err
	case !there && others > 0:
		return fmt.Errorf("%w: it has tables of another program (name another database)", archive.ErrInvalid)
	case !there && !create:
		return fmt.Errorf("%w: the database holds no archive (isnad add makes one; --archive names another)", archive.ErrNotFound)
	}
	if !there {
		_, err = provider.Up(ctx)
		return err
	}
	return relational.Migrate(ctx, provider)
}

// Name implements relational.Engine.
func (s *server) Name() string { return s.name }

// Reader implements relational.Engine.
func (s *server) Reader() relational.Querier { return reader{s} }

// Numbered implements relational.Engine.
func (s *server) Numbered(ctx context.Context, tx *sql.Tx) error {
	for _, table := range []string{"versions", "stories", "story_events"} {
		if _, err := tx.ExecContext(ctx, "SELECT setval(pg_get_serial_sequence('"+table+"', 'id'), greatest(1, (SELECT max(id) FROM "+table+")))"); err != nil {
			return err
		}
	}
	return nil
}

// Parted implements relational.Engine.
func (s *server) Parted() bool { return true }

// Checks implements relational.Engine.
func (s *server) Checks() []relational.Check {
	return []relational.Check{{
		Query:  `SELECT v.id FROM versions v WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.version = v.id AND r.at = v.at) AND EXISTS (SELECT 1 FROM records r WHERE r.version = v.id)`,
		Format: "the record of version %s is kept in the part of another month",
	}}
}

// Named implements relational.Engine.
func (s *server) Named(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var code *pgconn.PgError
	var connect *pgconn.ConnectError
	if errors.As(err, &code) {
		switch {
		case code.Code == "55P03":
			return fmt.Errorf("%s: %w; try again when it has ended", s.name, archive.ErrLocked)
		case code.Code == "25006" || code.Code == "42501":
			return fmt.Errorf("%s: %w: %s", s.name, archive.ErrReadOnly, code.Message)
		case code.Code == "53100":
			return fmt.Errorf("%s: %w: what was reported as kept is safe; make room and run the command again", s.name, archive.ErrFull)
		case code.Code == "3D000":
			return fmt.Errorf("%s: %w: there is no such database (createdb makes one)", s.name, archive.ErrNotFound)
		case strings.HasPrefix(code.Code, "28"):
			return fmt.Errorf("%s: the server lets this user not in: %s", s.name, code.Message)
		case strings.HasPrefix(code.Code, "XX"):
			return fmt.Errorf("%s: %w: %s (isnad check tells more)", s.name, archive.ErrInvalid, code.Message)
		}
	} else if errors.As(err, &connect) {
		return fmt.Errorf("%s: the server cannot be reached: %v", s.name, errors.Unwrap(connect))
	}
	if strings.HasPrefix(err.Error(), s.name+":") {
		return err
	}
	return fmt.Errorf("%s: %w", s.name, err)
}

func (s *server) close() error {
	err := s.db.Close()
	s.pool.Close()
	return err
}

// Close ends the connections; what was put stays.
func (db *DB) Close() error {
	db.Release()
	return db.server.close()
}

// Pool is the archive's connections, for what else is kept in its database.
func (db *DB) Pool() *pgxpool.Pool { return db.server.pool }

// PutWith is Put with something more in the same transaction, which is lost
// where also fails.
func (db *DB) PutWith(ctx context.Context, entries []*archive.Entry, also func(pgx.Tx, []archive.Outcome) error) ([]archive.Outcome, error) {
	return db.DB.PutWith(ctx, entries, func(tx *sql.Tx, outcomes []archive.Outcome) error {
		return also(db.server.joined(tx), outcomes)
	})
}

// SetAside keeps new readings of versions with after < Arrival ≤ upTo beside
// their records, until PutInPlace, with something more in the same transaction;
// see relational.DB.SetAside.
func (db *DB) SetAside(ctx context.Context, after, upTo int64, readings []archive.Reading, also func(pgx.Tx) error) error {
	return db.DB.SetAside(ctx, after, upTo, readings, func(tx *sql.Tx) error { return also(db.server.joined(tx)) })
}

// Backup implements archive.Archive: the copy is an archive in a file.
func (db *DB) Backup(ctx context.Context, path string) (err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: stands there already (name a new file)", path)
	}
	temporary := path + ".part"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	to, err := sqlite.Open(ctx, temporary, sqlite.Options{Create: true})
	if err != nil {
		return err
	}
	_, err = relational.Copy(ctx, db.DB, to.DB, nil)
	if err = errors.Join(err, to.Close()); err != nil {
		os.Remove(temporary)
		return err
	}
	return os.Rename(temporary, path)
}
