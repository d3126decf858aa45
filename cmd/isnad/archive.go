package main

import (
	"cmp"
	"context"

	"isnad/archive"
	"isnad/archive/store"
)

// archivePath is the name of the archive.
func (s *streams) archivePath() string { return cmp.Or(s.archive, "isnad.db") }

// archiveTitle is the archive's name for messages.
func (s *streams) archiveTitle() string { return store.Title(s.archivePath()) }

// openArchive opens the archive. Only commands that gather make one where there
// is none.
func (s *streams) openArchive(ctx context.Context, create bool) (archive.Archive, error) {
	return store.Open(ctx, s.archivePath(), store.Options{Create: create})
}

// withArchive opens the archive for do, and closes it.
func (s *streams) withArchive(ctx context.Context, do func(archive.Archive) error) (err error) {
	db, err := s.openArchive(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	return do(db)
}
