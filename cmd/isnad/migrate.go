package main

import (
	"context"
	"fmt"

	"isnad/archive/postgres"
)

type migrateCmd struct{}

// Help is shown below the flags by isnad migrate --help.
func (*migrateCmd) Help() string {
	return `Every command does this by itself when it opens an archive. Alone it is for an upgrade, before the new program is started everywhere; of several that
migrate one archive at the same time one does it, and the others wait.

Examples:

  isnad migrate --archive postgres://isnad@db.example/news`
}

// Run opens the archive, and its queue where it has one.
func (c *migrateCmd) Run(ctx context.Context, std *streams) (err error) {
	if postgres.Names(std.archivePath()) {
		db, _, err := std.openQueue(ctx, true)
		if err != nil {
			return err
		}
		if err := db.Close(); err != nil {
			return err
		}
	} else {
		db, err := std.openArchive(ctx, true)
		if err != nil {
			return err
		}
		if err := db.Close(); err != nil {
			return err
		}
	}
	fmt.Fprintf(std.stdout, "%s: up to this program\n", std.archiveTitle())
	return nil
}
