package relational

import (
	"context"
	"fmt"

	"github.com/pressly/goose/v3"

	"isnad/archive"
)

// Migrate brings the tables of an archive to the schema that this program knows,
// and refuses a newer one.
func Migrate(ctx context.Context, provider *goose.Provider) error {
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
