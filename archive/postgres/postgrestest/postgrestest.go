// Package postgrestest makes room for tests in the database that
// ISNAD_TEST_POSTGRES names, as postgres://user@host/database, or else in the
// user's own on the server that answers at the local socket. Without one, tests
// skip and say so.
package postgrestest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// socket is where Debian's PostgreSQL listens.
const socket = "/var/run/postgresql"

// URL makes an empty schema for one test, and drops it when the test ends: a
// database of its own would take a second.
func URL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("ISNAD_TEST_POSTGRES")
	if server == "" {
		if _, err := os.Stat(socket + "/.s.PGSQL.5432"); err != nil {
			t.Skip("no PostgreSQL answers here: set ISNAD_TEST_POSTGRES to one, as postgres://user@host/database")
		}
		server = "postgres:///?host=" + url.QueryEscape(socket)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Skipf("PostgreSQL lets nobody in (%v): set ISNAD_TEST_POSTGRES, as postgres://user@host/database", err)
	}
	defer conn.Close(ctx)
	name := "isnad_" + strings.ToLower(rand.Text()[:10])
	if _, err := conn.Exec(ctx, "CREATE SCHEMA "+name); err != nil {
		t.Skipf("no schema can be made (%v): set ISNAD_TEST_POSTGRES to a database where one can", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			t.Errorf("schema %s stays: %v", name, err)
			return
		}
		defer conn.Close(ctx)
		if _, err := conn.Exec(ctx, "DROP SCHEMA "+name+" CASCADE"); err != nil {
			t.Errorf("schema %s stays: %v", name, err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}
