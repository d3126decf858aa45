package relational

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"isnad/archive"
	"isnad/archive/postings"
	"isnad/record"
)

// Check implements archive.Archive.
func (db *DB) Check(ctx context.Context) iter.Seq[error] {
	return func(yield func(error) bool) {
		checks := append(db.engine.Checks(),
			Check{"SELECT key FROM articles WHERE (SELECT count(*) FROM versions WHERE article = articles.id AND newest) <> 1", "%s has not exactly one newest version"},
			Check{"SELECT id FROM versions WHERE NOT EXISTS (SELECT 1 FROM records WHERE version = id)", "version %s has no record"},
			Check{"SELECT article FROM corrections WHERE article <> '' AND article NOT IN (SELECT key FROM articles)", "corrections of %s are kept, and the article is not"},
			Check{"SELECT key FROM stories WHERE whole IS NOT NULL AND size <> (SELECT count(*) FROM story_articles WHERE story = stories.id)", "story %s has not the articles that it is listed with"},
		)
		for _, p := range checks {
			var found []string
			if err := queryAll(ctx, db.read, &found, p.Query); err != nil {
				yield(db.named(err))
				return
			}
			for _, what := range found {
				if !yield(fmt.Errorf("%s: "+p.Format, db.name, what)) {
					return
				}
			}
		}
		err := db.reading(ctx, func(s *searcher) error {
			indexed, err := s.occurrences()
			if err != nil {
				return err
			}
			return s.checkRecords(indexed, yield)
		})
		if err != nil && err != errStopped {
			yield(db.named(err))
		}
	}
}

// errStopped ends a check whose caller has seen enough.
var errStopped = fmt.Errorf("stopped")

// occurrences reads the whole index and counts the words of each document of
// either space.
func (s *searcher) occurrences() (counts [2][]uint32, err error) {
	counts = [2][]uint32{make([]uint32, len(s.documents)), make([]uint32, len(s.said))}
	for in, segments := range s.segments {
		for _, segment := range segments {
			blocks, err := blocksOf(s.ctx, s.tx, segment.id)
			if err != nil {
				return counts, err
			}
			for b, ok, err := blocks(); ok || err != nil; b, ok, err = blocks() {
				if err != nil {
					return counts, err
				}
				err := postings.Each(b, func(term []byte, p postings.Posting) {
					if bytes.HasPrefix(term, []byte(surfaceTerm)) && int(p.Doc) < len(counts[in]) {
						counts[in][p.Doc] += p.Count
					}
				})
				if err != nil {
					return counts, fmt.Errorf("segment %d: %w", segment.id, err)
				}
			}
		}
	}
	return counts, nil
}

// checkRecords decodes every record, which verifies its spans, and compares
// what the tables and the index say with it. A record that cannot be read is
// reported and the next one is looked at.
func (s *searcher) checkRecords(indexed [2][]uint32, yield func(error) bool) error {
	var versions []int64
	if err := queryAll(s.ctx, s.tx, &versions, "SELECT v.id FROM versions v JOIN articles a ON a.id = v.article JOIN records r ON r.version = v.id ORDER BY v.id"); err != nil {
		return err
	}
	for _, version := range versions {
		k, err := s.db.one(s.ctx, s.tx, "v.id = $1", version)
		var row checked
		if err == nil {
			err = s.tx.QueryRowContext(s.ctx, `SELECT v.hash,
				(SELECT count(*) FROM statements WHERE version = v.id), (SELECT count(*) FROM commitments WHERE version = v.id)
				FROM versions v WHERE v.id = $1`, version).Scan(&row.hash, &row.statements, &row.commitments)
		}
		if err == nil {
			err = row.agrees(k)
		}
		if err == nil && k.Newest {
			err = s.indexAgrees(version, k.Record, indexed)
		}
		if err != nil && !yield(s.db.named(err)) {
			return errStopped
		}
	}
	return nil
}

// checked is what is compared with a version's record.
type checked struct {
	hash                    []byte
	statements, commitments int
}

// agrees compares a record with the tables.
func (c *checked) agrees(k *archive.Kept) error {
	a := k.Record.Article
	want := archive.ContentHash(a)
	wrong := func(what string) error { return fmt.Errorf("version %d of %s %s", k.Number, k.ID, what) }
	switch {
	case a.ID != k.ID || a.Outlet != k.Outlet || a.URL != k.URL || a.Title != k.Title:
		return wrong("is listed as another article than its record")
	case !bytes.Equal(c.hash, want[:]):
		return wrong("has a hash that is not that of its record")
	case a.Published.Known() && !a.Published.Time.Truncate(time.Second).Equal(k.Published.Time):
		return wrong("is listed under another date than its record's")
	case c.statements != len(k.Record.Statements):
		return wrong("has not the statements of its record in the lists")
	case c.commitments != len(k.Record.Commitments):
		return wrong("has not the commitments of its record in the lists")
	}
	return nil
}

// indexAgrees compares the words of a record with those in the index.
func (s *searcher) indexAgrees(version int64, r *record.Record, indexed [2][]uint32) error {
	words := archive.Words(r.Article)
	if int(version) >= len(s.documents) || s.documents[version].id == 0 || int(indexed[articles][version]) != len(words) {
		return fmt.Errorf("%s is not in the index as it stands in its record", r.Article.ID)
	}
	rows, err := rowsOfStatements(s.ctx, s.tx, version)
	if err != nil {
		return err
	}
	for i := range r.Statements {
		id := rows[r.Statements[i].ID]
		n := 0
		for _, w := range words {
			if r.Statements[i].Content.Contains(w.Span) {
				n++
			}
		}
		if int(id) >= len(s.said) || int64(s.said[id].owner) != version || int(indexed[statements][id]) != n {
			return fmt.Errorf("statement %s of %s is not in the index as it stands in its record", r.Statements[i].ID, strings.TrimSpace(r.Article.ID))
		}
	}
	return nil
}
