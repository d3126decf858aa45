package main

import (
	"context"

	"isnad/archive/sqlite"
)

// archiveFlag names the archive that a command works on.
type archiveFlag struct {
	Archive string `help:"File of the archive; ISNAD_ARCHIVE names another than isnad.db." placeholder:"FILE"`
}

// path is the flag's value, else that of the environment, else the default.
func (f archiveFlag) path(std *streams) string {
	switch set := std.env("ISNAD_ARCHIVE"); {
	case f.Archive != "":
		return f.Archive
	case set != "":
		return set
	}
	return "isnad.db"
}

// open opens the archive. Only commands that gather make one where there is
// none.
func (f archiveFlag) open(ctx context.Context, std *streams, create bool) (*sqlite.DB, error) {
	return sqlite.Open(ctx, f.path(std), sqlite.Options{Create: create})
}
