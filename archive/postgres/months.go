package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// The months that have parts of their own; see the schema.
var (
	firstMonth = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	endOfMonth = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

// Room implements relational.Engine: it makes the parts of the months. A part
// is made beside the table and then attached, which keeps nobody from reading.
func (s *server) Room(ctx context.Context, at []int64) error {
	for _, at := range at {
		t := time.Unix(at, 0).UTC()
		if t.Before(firstMonth) || !t.Before(endOfMonth) {
			continue
		}
		month := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
		if _, ok := s.months.Load(month); ok {
			continue
		}
		if err := s.Named(s.again(ctx, func() error { return s.makeParts(ctx, month) })); err != nil {
			return err
		}
		s.months.Store(month, true)
	}
	return nil
}

func (s *server) makeParts(ctx context.Context, month time.Time) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		name := month.Format("2006_01")
		var there bool
		// to_regclass would answer the second time from what the connection
		// remembers of the first.
		const exists = "SELECT EXISTS (SELECT FROM pg_class WHERE relname = $1 AND relnamespace = current_schema()::regnamespace)"
		if err := tx.QueryRow(ctx, exists, "records_"+name).Scan(&there); err != nil || there {
			return err
		}
		var schema string
		if err := tx.QueryRow(ctx, "SELECT current_schema()").Scan(&schema); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", writers(schema)); err != nil {
			return err
		}
		// Another may have been faster.
		if err := tx.QueryRow(ctx, exists, "records_"+name).Scan(&there); err != nil || there {
			return err
		}
		for _, table := range []string{"records", "pages"} {
			part := table + "_" + name
			for _, do := range []string{
				fmt.Sprintf("CREATE TABLE %s (LIKE %s INCLUDING STORAGE)", part, table),
				fmt.Sprintf("ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%d) TO (%d)", table, part, month.Unix(), month.AddDate(0, 1, 0).Unix()),
			} {
				if _, err := tx.Exec(ctx, do); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
