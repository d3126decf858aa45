package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"hash/fnv"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// passes reports whether an error is of the kind that another try may not see:
// the server was stopped, a connection cut, two transactions in each other's way.
func passes(err error) bool {
	var code *pgconn.PgError
	if errors.As(err, &code) {
		return code.Code == "40001" || code.Code == "40P01" || // serialisation, deadlock
			strings.HasPrefix(code.Code, "57P") || strings.HasPrefix(code.Code, "08") || // shutdown, connection
			code.Code == "53300" // too many connections
	}
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		err != nil && strings.Contains(err.Error(), "conn closed") // pgx has no value for it
}

// Again implements relational.Engine.
func (s *server) Again(ctx context.Context, do func() error) error { return s.again(ctx, do) }

// again calls do until it succeeds, fails for good, or patience ends.
func (s *server) again(ctx context.Context, do func() error) error {
	end := time.Now().Add(s.patience)
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		err := do()
		if err == nil || !passes(err) || ctx.Err() != nil || time.Now().Add(pause).After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// reader asks single queries again. The driver has the first row before a query
// returns, so that an answer which never began is seen here.
type reader struct{ s *server }

// QueryContext implements relational.Querier.
func (r reader) QueryContext(ctx context.Context, query string, args ...any) (rows *sql.Rows, err error) {
	err = r.s.again(ctx, func() error {
		rows, err = r.s.db.QueryContext(ctx, query, args...)
		return err
	})
	return rows, err
}

// QueryRowContext implements relational.Querier.
func (r reader) QueryRowContext(ctx context.Context, query string, args ...any) (row *sql.Row) {
	r.s.again(ctx, func() error { // the row has the error, too
		row = r.s.db.QueryRowContext(ctx, query, args...)
		return row.Err()
	})
	return row
}

// View implements relational.Engine.
func (s *server) View(ctx context.Context, do func(*sql.Tx) error) error {
	return s.Named(s.again(ctx, func() error {
		tx, err := s.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
		if err != nil {
			return err
		}
		defer tx.Rollback()
		return do(tx)
	}))
}

// writers is the key of the advisory lock of those who write to an archive in
// the schema.
func writers(schema string) int64 {
	h := fnv.New64a()
	h.Write([]byte("isnad " + schema))
	return int64(h.Sum64())
}

// Update implements relational.Engine. A transaction whose commit was asked for
// and not answered is asked about before it is tried again, so that it is done
// once.
func (s *server) Update(ctx context.Context, do func(*sql.Tx) error) error {
	var number string // of a transaction whose end is not known
	return s.Named(s.again(ctx, func() error {
		if number != "" {
			committed, err := s.committed(ctx, number)
			if err != nil || committed {
				return err
			}
			number = ""
		}
		conn, err := s.db.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		tx, err := conn.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		begun, err := s.lock(ctx, tx)
		if err != nil {
			return err
		}
		err = conn.Raw(func(c any) error {
			s.mu.Lock()
			s.running[tx] = c.(*stdlib.Conn).Conn()
			s.mu.Unlock()
			return nil
		})
		defer func() {
			s.mu.Lock()
			delete(s.running, tx)
			s.mu.Unlock()
		}()
		if err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		if err = tx.Commit(); err != nil {
			number = begun
		}
		return err
	}))
}

// lock waits until no other writes, and gives the number of the transaction.
func (s *server) lock(ctx context.Context, tx *sql.Tx) (number string, err error) {
	var schema string
	err = tx.QueryRowContext(ctx, "SELECT set_config('lock_timeout', $1, true), current_schema(), pg_current_xact_id()::text", strconv.FormatInt(s.wait.Milliseconds(), 10)).Scan(new(string), &schema, &number)
	if err != nil {
		return "", err
	}
	_, err = tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", writers(schema))
	return number, err
}

// committed tells whether a transaction was committed, as soon as it has ended.
func (s *server) committed(ctx context.Context, number string) (bool, error) {
	for {
		var status sql.NullString
		if err := s.db.QueryRowContext(ctx, "SELECT pg_xact_status($1::text::xid8)", number).Scan(&status); err != nil {
			return false, err
		}
		if status.String != "in progress" {
			return status.String == "committed", nil
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// joined is the transaction of Update as pgx has it, for what others write in
// it. It is only good within Update, which alone ends it.
func (s *server) joined(tx *sql.Tx) pgx.Tx {
	s.mu.Lock()
	defer s.mu.Unlock()
	return joined{s.running[tx]}
}

type joined struct{ *connection }

// connection has a name that is not that of pgx.Tx's method Conn.
type connection = pgx.Conn

var errNotOurs = errors.New("the transaction is the archive's to end")

func (j joined) Begin(context.Context) (pgx.Tx, error) { return nil, errNotOurs }
func (j joined) Commit(context.Context) error          { return errNotOurs }
func (j joined) Rollback(context.Context) error        { return errNotOurs }
func (j joined) LargeObjects() pgx.LargeObjects        { return pgx.LargeObjects{} }
func (j joined) Conn() *pgx.Conn                       { return j.connection }
