package relational

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"time"

	"isnad/archive"
	"isnad/correction"
	"isnad/query"
	"isnad/record"
)

// reading runs do in a read transaction with the index as it is there.
func (db *DB) reading(ctx context.Context, do func(*searcher) error) error {
	return db.engine.View(ctx, func(tx *sql.Tx) error {
		snap, err := db.snapshotFor(ctx, tx)
		if err != nil {
			return err
		}
		s := &searcher{ctx: ctx, tx: tx, db: db, snapshot: snap, lists: map[string][]segmentList{}}
		if s.readLists, err = tx.PrepareContext(ctx, "SELECT id, lists FROM blocks WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"); err != nil {
			return err
		}
		if s.readPositions, err = tx.PrepareContext(ctx, "SELECT id, positions FROM blocks WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"); err != nil {
			return err
		}
		return do(s)
	})
}

// Statements implements archive.Archive.
func (db *DB) Statements(ctx context.Context, q query.Node, opts archive.ListOptions) (*archive.StatementPage, error) {
	page := &archive.StatementPage{}
	err := db.reading(ctx, func(s *searcher) error {
		said, err := s.statementsOf(q)
		if err != nil {
			return err
		}
		var hits []hit
		for id := range said.all() {
			if m := s.said[id]; s.newest.has(m.owner) {
				hits = append(hits, hit{id, float64(m.day)})
			}
		}
		page.Total = len(hits)
		if hits, page.Next, err = pageOf(hits, opts); err != nil {
			return err
		}
		for _, h := range hits {
			m := s.said[h.id]
			var ref string
			if err := s.tx.QueryRowContext(s.ctx, "SELECT ref FROM statements WHERE id = $1", h.id).Scan(&ref); err != nil {
				return err
			}
			v, r, err := s.version(m.owner)
			if err != nil {
				return err
			}
			i := slices.IndexFunc(r.Statements, func(s record.Statement) bool { return s.ID == ref })
			if i < 0 {
				return fmt.Errorf("%s has no statement %s (isnad check tells more)", v.ID, ref)
			}
			page.Statements = append(page.Statements, archive.Statement{
				Version: v, Record: r, Index: i, Day: time.Unix(int64(m.day)*86400, 0).UTC(),
			})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// statementsOf finds the statements of a query's statement parts within the
// articles of its other parts.
func (s *searcher) statementsOf(q query.Node) (set, error) {
	parts, ok := q.(query.And)
	if !ok {
		parts = query.And{q}
	}
	var said, rest query.And
	for _, n := range parts {
		if saysOneThing(n) {
			said = append(said, n)
		} else {
			rest = append(rest, n)
		}
	}
	found, err := s.statements(said)
	if err != nil || len(rest) == 0 {
		return found, err
	}
	in, err := s.articles(rest)
	if err != nil {
		return nil, err
	}
	for id := range found.all() {
		if !in.has(s.said[id].owner) {
			found.remove(id)
		}
	}
	return found, nil
}

// Commitments implements archive.Archive.
func (db *DB) Commitments(ctx context.Context, q query.Node, which archive.Commitments, opts archive.ListOptions) (*archive.CommitmentPage, error) {
	page := &archive.CommitmentPage{}
	err := db.reading(ctx, func(s *searcher) error {
		hits, err := s.commitments(q, which)
		if err != nil {
			return err
		}
		page.Total = len(hits)
		if hits, page.Next, err = pageOf(hits, opts); err != nil {
			return err
		}
		for _, h := range hits {
			var version uint32
			var ref string
			if err := s.tx.QueryRowContext(s.ctx, "SELECT version, ref FROM commitments WHERE id = $1", h.id).Scan(&version, &ref); err != nil {
				return err
			}
			v, r, err := s.version(version)
			if err != nil {
				return err
			}
			i := slices.IndexFunc(r.Commitments, func(c record.Commitment) bool { return c.ID == ref })
			if i < 0 {
				return fmt.Errorf("%s has no commitment %s (isnad check tells more)", v.ID, ref)
			}
			page.Commitments = append(page.Commitments, archive.Commitment{Version: v, Record: r, Index: i})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// commitments gives the commitments asked for, scored so that the one that is
// due first comes first.
func (s *searcher) commitments(q query.Node, which archive.Commitments) ([]hit, error) {
	in, err := s.find(q)
	if err != nil {
		return nil, err
	}
	from, to := int64(math.MinInt32), int64(math.MaxInt32)
	dated := which.Dated
	if !which.From.IsZero() {
		from, dated = dayOf(which.From.Unix(), 0), true
	}
	if !which.To.IsZero() {
		to, dated = dayOf(which.To.Unix(), 0), true
	}
	actors := "[]"
	if which.By != "" {
		if actors, err = s.named(which.By)(); err != nil {
			return nil, err
		}
	}
	rows, err := s.tx.QueryContext(s.ctx, `SELECT id, version, due FROM commitments
		WHERE (due BETWEEN $1 AND $2 OR due IS NULL AND NOT $3) AND ($4 = '' OR actor IN (SELECT CAST(value AS BIGINT) FROM json_each($5)))`,
		from, to, dated, which.By, actors)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var hits []hit
	for rows.Next() {
		var id, version uint32
		var due sql.NullInt64
		if err := rows.Scan(&id, &version, &due); err != nil {
			return nil, err
		}
		if int(version) >= len(s.documents) || !in.has(version) {
			continue
		}
		score := -float64(due.Int64)
		if !due.Valid {
			score = math.MinInt32
		}
		hits = append(hits, hit{id, score})
	}
	return hits, rows.Err()
}

// pageOf sorts hits and cuts out a page.
func pageOf(hits []hit, opts archive.ListOptions) (page []hit, next string, err error) {
	if opts.Limit <= 0 {
		opts.Limit = 100
	}
	opts.Limit = min(opts.Limit, 10_000)
	slices.SortFunc(hits, byRank)
	if opts.After != "" {
		after, err := decodeCursor(opts.After)
		if err != nil {
			return nil, "", err
		}
		at, same := slices.BinarySearchFunc(hits, after, byRank)
		if same {
			at++
		}
		hits = hits[at:]
	}
	if len(hits) > opts.Limit {
		hits = hits[:opts.Limit]
		next = encodeCursor(hits[len(hits)-1])
	}
	return hits, next, nil
}

// version reads a version with its record. The last one is kept, since what a
// list gives of one article often stands side by side.
func (s *searcher) version(id uint32) (archive.Version, *record.Record, error) {
	if s.last.id == id {
		return s.last.version, s.last.record, nil
	}
	var at int64
	var corrections []byte
	row := s.tx.QueryRowContext(s.ctx, "SELECT "+versionColumns+", v.at, "+correctionsColumn+" FROM versions v JOIN articles a ON a.id = v.article WHERE v.id = $1", id)
	_, v, err := scanVersion(row, &at, &corrections)
	if err != nil {
		return v, nil, err
	}
	packed, err := s.db.packed(s.ctx, s.tx, "records", int64(id), at)
	if err != nil {
		return v, nil, err
	}
	plain, err := s.db.unpack.DecodeAll(packed, nil)
	if err != nil {
		return v, nil, fmt.Errorf("the record of %s: %w", v.ID, err)
	}
	r, err := record.Decode(plain)
	if err == nil && corrections != nil {
		var list []correction.Correction
		list, err = correction.Decode(corrections)
		r = correction.Apply(r, list).Record
	}
	s.last.id, s.last.version, s.last.record = id, v, r
	return v, r, err
}
