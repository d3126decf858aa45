package relational

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"isnad/archive"
	"isnad/query"
	"isnad/record"
)

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
		return s.list("commitments", hits, func(_ uint32, v archive.Version, r *record.Record, ref string) error {
			i := slices.IndexFunc(r.Commitments, func(c record.Commitment) bool { return c.ID == ref })
			if i < 0 {
				return fmt.Errorf("%s has no commitment %s (isnad check tells more)", v.ID, ref)
			}
			page.Commitments = append(page.Commitments, archive.Commitment{Version: v, Record: r, Index: i})
			return nil
		})
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
	all, err := s.db.undertakingsFor(s.ctx, s.tx)
	if err != nil {
		return nil, err
	}
	from, to := int64(math.MinInt32), int64(undated)
	if which.Dated {
		to = undated - 1
	}
	if !which.From.IsZero() {
		from, to = dayOf(which.From.Unix(), 0), undated-1
	}
	if !which.To.IsZero() {
		to = dayOf(which.To.Unix(), 0)
	}
	var actors set
	if which.By != "" {
		names, err := s.namesOf(which.By)
		if err != nil {
			return nil, err
		}
		actors = setOf(names)
	}
	among, err := s.commitmentIDs(which.Among)
	if err != nil {
		return nil, err
	}
	not, err := s.commitmentIDs(which.Not)
	if err != nil {
		return nil, err
	}
	first, _ := slices.BinarySearchFunc(all, from, func(u undertaking, day int64) int { return cmp.Compare(int64(u.due), day) })
	var hits []hit
	for _, u := range all[first:] {
		if int64(u.due) > to {
			break
		}
		if int(u.version) >= len(s.documents) || !in.has(u.version) || which.Among != nil && !among[u.id] || not[u.id] {
			continue
		}
		if which.By != "" && (int(u.actor) >= 64*len(actors) || !actors.has(uint32(u.actor))) {
			continue
		}
		score := -float64(u.due)
		if u.due == undated {
			score = math.MinInt32
		}
		hits = append(hits, hit{u.id, score})
	}
	return hits, nil
}

// commitmentIDs gives the rows of commitments that are named.
func (s *searcher) commitmentIDs(refs []archive.CommitmentRef) (map[uint32]bool, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	articles := make([]string, len(refs))
	asked := make(map[archive.CommitmentRef]bool, len(refs))
	for i, ref := range refs {
		articles[i], asked[ref] = ref.Article, true
	}
	list, err := json.Marshal(articles)
	if err != nil {
		return nil, err
	}
	rows, err := s.tx.QueryContext(s.ctx, `SELECT c.id, a.key, c.ref FROM articles a JOIN versions v ON v.article = a.id JOIN commitments c ON c.version = v.id
		WHERE v.newest AND a.key IN (SELECT value FROM json_each($1))`, string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	ids := map[uint32]bool{}
	for rows.Next() {
		var id uint32
		var ref archive.CommitmentRef
		if err := rows.Scan(&id, &ref.Article, &ref.Commitment); err != nil {
			return nil, err
		}
		if asked[ref] {
			ids[id] = true
		}
	}
	return ids, rows.Err()
}

// undertaking is what a list of commitments chooses and sorts by.
type undertaking struct {
	id, version uint32
	actor       int32 // the row of the name, 0 for nobody by name
	due         int32 // the last day, undated where none is stated
}

const undated = math.MaxInt32

// undertakings are all commitments of one state of the file by their due day, and
// as they came. They only grow from state to state, so that a list takes no query.
type undertakings struct {
	last      int64 // greatest commitment id in it
	version   int64 // and version
	corrected []byte
	list      []undertaking
}

// undertakingsFor returns the commitments that tx sees, those of removed
// articles perhaps among them.
func (db *DB) undertakingsFor(ctx context.Context, tx *sql.Tx) ([]undertaking, error) {
	var last int64
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM commitments").Scan(&last); err != nil {
		return nil, err
	}
	corrected, err := db.state(ctx, tx, correctedNote)
	if err != nil {
		return nil, err
	}
	db.undertaking.Lock()
	defer db.undertaking.Unlock()
	u := &db.undertakings
	if u.last == last && bytes.Equal(u.corrected, corrected) {
		return u.list, nil
	}
	// As in voicesFor: what is not behind what is known is gathered anew.
	if u.last < last && bytes.Equal(u.corrected, corrected) {
		next := *u
		if ok, err := next.gather(ctx, tx, last); err != nil {
			return nil, err
		} else if ok {
			db.undertakings = next
			return next.list, nil
		}
	}
	next := undertakings{corrected: corrected}
	if _, err := next.gather(ctx, tx, last); err != nil {
		return nil, err
	}
	db.undertakings = next
	return next.list, nil
}

// gather adds the commitments up to last. It reports false where some belong to
// versions that are known already.
func (u *undertakings) gather(ctx context.Context, tx *sql.Tx, last int64) (bool, error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, version, coalesce(actor, 0), due FROM commitments WHERE id > $1 AND id <= $2 ORDER BY id", u.last, last)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	list, known := slices.Clone(u.list), u.version // others may read what is there
	for rows.Next() {
		var made undertaking
		var due sql.NullInt64
		if err := rows.Scan(&made.id, &made.version, &made.actor, &due); err != nil {
			return false, err
		}
		if int64(made.version) <= known {
			return false, nil
		}
		u.version = max(u.version, int64(made.version))
		if made.due = undated; due.Valid {
			made.due = int32(due.Int64)
		}
		list = append(list, made)
	}
	slices.SortFunc(list, func(a, b undertaking) int { return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.id, b.id)) })
	u.last, u.list = last, list
	return true, rows.Err()
}
