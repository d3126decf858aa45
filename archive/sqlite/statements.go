package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"modernc.org/sqlite"
)

// open opens a database whose connections keep what they have parsed: parsing
// takes longer than most of the archive's queries run.
func open(dsn string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector{c}), nil
}

type connector struct{ driver.Connector }

// Connect implements driver.Connector.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	plain, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{sqliteConn: plain.(sqliteConn), parsed: map[string]*statement{}}, nil
}

// sqliteConn is what the driver's connections can do that database/sql asks for.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// conn is a connection with the statements that it has parsed. Database/sql
// uses it from one goroutine at a time.
type conn struct {
	sqliteConn
	parsed map[string]*statement
}

// statementsKept bounds conn.parsed. The archive has fewer texts of SQL.
const statementsKept = 200

type statement struct {
	driver.Stmt
	busy bool // its rows are being read
}

// statement returns query parsed, nil where its rows are being read further out.
func (c *conn) statement(ctx context.Context, query string) (*statement, error) {
	if s := c.parsed[query]; s != nil {
		if s.busy {
			return nil, nil
		}
		return s, nil
	}
	if len(c.parsed) == statementsKept {
		for text, s := range c.parsed {
			if !s.busy {
				s.Close()
				delete(c.parsed, text)
			}
		}
	}
	plain, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s := &statement{Stmt: plain}
	c.parsed[query] = s
	return s, nil
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	found, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &rows{found, s}, nil
}

// ExecContext implements driver.ExecerContext.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.ExecContext(ctx, query, args)
	}
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

// Close implements driver.Conn.
func (c *conn) Close() error {
	for _, s := range c.parsed {
		s.Close()
	}
	return c.sqliteConn.Close()
}

// rows frees its statement at its end.
type rows struct {
	driver.Rows
	of *statement
}

// Close implements driver.Rows.
func (r *rows) Close() error {
	r.of.busy = false
	return r.Rows.Close()
}
