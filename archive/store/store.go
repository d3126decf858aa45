// Package store opens archives by their names: the address of a PostgreSQL
// database, postgres://…, or else a file.
package store

import (
	"context"
	"fmt"
	"time"

	"isnad/archive"
	"isnad/archive/postgres"
	"isnad/archive/relational"
	"isnad/archive/sqlite"
)

// Options say how to open an archive. The zero value is ready to use.
type Options struct {
	// Create makes the archive where there is none; without it that is
	// archive.ErrNotFound.
	Create bool
	// Now is the clock by which articles are first seen. Default time.Now.
	Now func() time.Time
}

// Open opens the archive of a name, with the errors of sqlite.Open and
// postgres.Open.
func Open(ctx context.Context, name string, opts Options) (archive.Archive, error) {
	if postgres.Names(name) {
		db, err := postgres.Open(ctx, name, postgres.Options{Create: opts.Create, Now: opts.Now})
		if err != nil {
			return nil, err
		}
		return db, nil
	}
	db, err := sqlite.Open(ctx, name, sqlite.Options{Create: opts.Create, Now: opts.Now})
	if err != nil {
		return nil, err
	}
	return db, nil
}

// Title is an archive's name as messages give it: without a password.
func Title(name string) string {
	if postgres.Names(name) {
		return postgres.Title(name)
	}
	return name
}

// Copy brings all of one archive into another; see relational.Copy.
func Copy(ctx context.Context, from, to archive.Archive, tell func(done, of int)) (relational.Copied, error) {
	a, err := tables(from)
	if err != nil {
		return relational.Copied{}, err
	}
	b, err := tables(to)
	if err != nil {
		return relational.Copied{}, err
	}
	return relational.Copy(ctx, a, b, tell)
}

func tables(a archive.Archive) (*relational.DB, error) {
	switch a := a.(type) {
	case *sqlite.DB:
		return a.DB, nil
	case *postgres.DB:
		return a.DB, nil
	}
	return nil, fmt.Errorf("%T keeps no tables that can be copied", a)
}
