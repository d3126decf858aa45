package main

import (
	"context"
	"fmt"

	"isnad/archive/store"
)

type copyCmd struct {
	From string `arg:"" help:"The archive to copy, a file or postgres://user@host/database."`
	To   string `arg:"" help:"Where to: a new one, or one that an earlier run has begun."`
}

// Help is shown below the flags by isnad copy --help.
func (*copyCmd) Help() string {
	return `Copies articles with all versions, pages, times and notes; lists and index are made anew. A run that was stopped or killed goes on where it was
when it is run again. In the end both archives are read whole and compared.

Examples:

  isnad copy isnad.db postgres://isnad@db.example/news    from one machine to many
  isnad copy postgres://isnad@db.example/news isnad.db    and back`
}

// Run copies, and says how much.
func (c *copyCmd) Run(ctx context.Context, std *streams) (err error) {
	from, err := store.Open(ctx, c.From, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, from.Close()) }()
	to, err := store.Open(ctx, c.To, store.Options{Create: true})
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, to.Close()) }()
	var m *meter
	copied, err := store.Copy(ctx, from, to, func(done, of int) {
		if m == nil {
			m = newMeter(std, int64(of))
			m.work(done - 1)
		}
		m.work(1)
		m.advance()
	})
	if m != nil {
		m.finish()
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(std.stdout, "%s: versions copied: %d, copied before: %d; the same as %s\n", store.Title(c.To), copied.Versions, copied.Before, store.Title(c.From))
	return nil
}
