package relational

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"isnad/archive"
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
		return do(&searcher{ctx: ctx, tx: tx, db: db, snapshot: snap, lists: map[string][]segmentList{}})
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
		return s.list("statements", hits, func(of uint32, v archive.Version, r *record.Record, ref string) error {
			i := slices.IndexFunc(r.Statements, func(s record.Statement) bool { return s.ID == ref })
			if i < 0 {
				return fmt.Errorf("%s has no statement %s (isnad check tells more)", v.ID, ref)
			}
			page.Statements = append(page.Statements, archive.Statement{
				Version: v, Record: r, Index: i, Day: time.Unix(int64(s.said[of].day)*86400, 0).UTC(),
			})
			return nil
		})
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

// pageOf sorts hits and cuts out a page.
func pageOf(hits []hit, opts archive.ListOptions) (page []hit, next string, err error) {
	if opts.Limit <= 0 {
		opts.Limit = 100
	}
	opts.Limit = min(opts.Limit, 10_000)
	if opts.After == "" && len(hits) > opts.Limit+1 {
		partition(hits, opts.Limit+1)
		hits = hits[:opts.Limit+1]
	} else {
		slices.SortFunc(hits, byRank)
	}
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

// list calls do with each hit of a table, statements or commitments, in order:
// with its id, the version and the record in which it stands, and its id there.
func (s *searcher) list(table string, hits []hit, do func(id uint32, v archive.Version, r *record.Record, ref string) error) error {
	ids := make([]uint32, len(hits))
	for i, h := range hits {
		ids[i] = h.id
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	rows, err := s.tx.QueryContext(s.ctx, "SELECT id, version, ref FROM "+table+" WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))", string(list))
	if err != nil {
		return err
	}
	defer rows.Close()
	refs, owners := map[uint32]string{}, map[uint32]uint32{}
	for rows.Next() {
		var id, version uint32
		var ref string
		if err := rows.Scan(&id, &version, &ref); err != nil {
			return err
		}
		refs[id], owners[id] = ref, version
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for i, id := range ids {
		ids[i] = owners[id]
	}
	versions, err := s.versions(ids)
	if err != nil {
		return err
	}
	for i, k := range versions {
		r, err := s.db.record(s.ctx, s.tx, k)
		if err != nil {
			return err
		}
		if err := do(hits[i].id, k.Version, r, refs[hits[i].id]); err != nil {
			return err
		}
	}
	return nil
}
