package eval

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Schema makes a schema in a database of PostgreSQL and gives the address of an
// archive in it. What drop cannot drop it tells on standard error.
func Schema(ctx context.Context, server string) (at string, drop func(), err error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", nil, err
	}
	name := "eval_" + strings.ToLower(rand.Text()[:10])
	do := func(query string) error {
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			return err
		}
		defer conn.Close(ctx)
		_, err = conn.Exec(ctx, query)
		return err
	}
	if err := do("CREATE SCHEMA " + name); err != nil {
		return "", nil, err
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String(), func() {
		if err := do("DROP SCHEMA " + name + " CASCADE"); err != nil {
			fmt.Fprintf(os.Stderr, "schema %s stays: %v\n", name, err)
		}
	}, nil
}
