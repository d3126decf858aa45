package relational

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"isnad/arabic"
	"isnad/archive"
	"isnad/correction"
	"isnad/record"
	"isnad/story"
)

// correctionsColumn is the corrections of article a, NULL for none.
const correctionsColumn = "(SELECT list FROM corrections WHERE article = a.key)"

// correctedNote is the note that changes with every correction.
const correctedNote = "isnad.corrected"

// ofNames is the article under which corrections of names are kept.
const ofNames = ""

func (db *DB) correctionsOf(ctx context.Context, q querier, key string) ([]correction.Correction, error) {
	var raw []byte
	err := q.QueryRowContext(ctx, "SELECT list FROM corrections WHERE article = $1", key).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return correction.Decode(raw)
}

func (db *DB) allCorrections(ctx context.Context, q querier) (map[string][]correction.Correction, error) {
	rows, err := q.QueryContext(ctx, "SELECT article, list FROM corrections")
	if err != nil {
		return nil, db.named(err)
	}
	defer rows.Close()
	all := map[string][]correction.Correction{}
	for rows.Next() {
		var key string
		var raw []byte
		if err := rows.Scan(&key, &raw); err != nil {
			return nil, db.named(err)
		}
		if all[key], err = correction.Decode(raw); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", db.name, key, err)
		}
	}
	return all, db.named(rows.Err())
}

// Correct implements archive.Archive.
func (db *DB) Correct(ctx context.Context, asked ...correction.Request) ([]correction.Correction, error) {
	var made []correction.Correction
	err := db.update(ctx, func(tx *sql.Tx) error {
		made = nil
		for _, q := range asked {
			c, err := db.correct(ctx, tx, q)
			if err != nil {
				return err
			}
			made = append(made, c)
		}
		return nil
	})
	return made, err
}

func (db *DB) correct(ctx context.Context, tx *sql.Tx, q correction.Request) (c correction.Correction, err error) {
	key := q.Article
	if q.Do == correction.Undo {
		if key, err = db.articleOf(ctx, tx, q.Undoes); err != nil {
			return c, err
		}
	}
	if q.Do == correction.Join || q.Do == correction.Split {
		key = ofNames
	}
	list, err := db.correctionsOf(ctx, tx, key)
	if err != nil {
		return c, err
	}
	switch q.Do {
	case correction.Join, correction.Split:
		c, err = db.correctNames(ctx, tx, q)
	case correction.Undo:
		if c, err = correction.Sign(q, db.now()); err == nil {
			err = correction.CheckUndo(c, list)
		}
		if err == nil && key == ofNames {
			err = db.undoNames(ctx, tx, list, c)
		}
	case correction.Place:
		c, err = db.placeArticle(ctx, tx, q)
	default:
		c, err = db.correctArticle(ctx, tx, q)
	}
	if err != nil {
		return c, err
	}
	c.Article = key
	if err := c.Name(list); err != nil {
		return c, err
	}
	return c, db.keepCorrections(ctx, tx, key, list, append(slices.Clone(list), c))
}

// articleOf finds under which article a correction is kept.
func (db *DB) articleOf(ctx context.Context, tx *sql.Tx, id string) (string, error) {
	all, err := db.allCorrections(ctx, tx)
	if err != nil {
		return "", err
	}
	for key, list := range all {
		if slices.ContainsFunc(list, func(c correction.Correction) bool { return c.ID == id }) {
			return key, nil
		}
	}
	return "", correction.CheckUndo(correction.Correction{Undoes: id}, nil)
}

func (db *DB) correctArticle(ctx context.Context, tx *sql.Tx, q correction.Request) (c correction.Correction, err error) {
	k, err := db.one(ctx, tx, "a.key = $1 AND v.newest", q.Article)
	if errors.Is(err, sql.ErrNoRows) {
		return c, db.notFound(q.Article)
	}
	if err != nil {
		return c, err
	}
	var list []correction.Correction
	for _, s := range k.Corrections {
		list = append(list, s.Correction)
	}
	c, err = correction.New(q, correction.Apply(k.Read, list), db.now(), func(name string) (record.EntityType, bool, error) {
		return knownName(ctx, tx, name)
	})
	c.Version = k.Number
	return c, err
}

// placeArticle says that an article belongs into the story of an earlier one, or
// apart from those around it. A story is named by the last of its articles that
// came before, since ids of stories follow from what is in them.
func (db *DB) placeArticle(ctx context.Context, tx *sql.Tx, q correction.Request) (c correction.Correction, err error) {
	if c, err = correction.Sign(q, db.now()); err != nil {
		return c, err
	}
	var at int64
	err = tx.QueryRowContext(ctx, "SELECT v.number, v.at FROM articles a JOIN versions v ON v.article = a.id WHERE a.key = $1 AND v.newest", q.Article).Scan(&c.Version, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return c, db.notFound(q.Article)
	}
	if err != nil {
		return c, err
	}
	c.Values = map[string]string{"story": ""}
	in := q.Values["story"]
	if in == "" {
		return c, nil
	}
	var with string
	err = tx.QueryRowContext(ctx, `SELECT a.key FROM articles a JOIN versions v ON v.article = a.id
		WHERE v.newest AND (v.at, a.key) < ($1, $2) AND v.at >= $3 AND (a.key = $4 OR a.id IN (SELECT m.article FROM story_articles m JOIN stories s ON s.id = m.story
			WHERE s.key = $4 OR s.key = (SELECT other FROM story_ends WHERE key = $4)))
		ORDER BY v.at DESC, a.key DESC LIMIT 1`, at, q.Article, at-int64(story.Horizon/time.Second), in).Scan(&with)
	if errors.Is(err, sql.ErrNoRows) {
		return c, fmt.Errorf("%w: %q is no story, and no article, of which anything was published within the four days before this article (place the later one with the earlier)", correction.ErrRefused, in)
	}
	c.Values["story"] = with
	return c, err
}

// knownName tells whether the archive has a name, and of what.
func knownName(ctx context.Context, q querier, name string) (record.EntityType, bool, error) {
	found, err := findNames(ctx, q, name)
	if err != nil {
		return "", false, err
	}
	i := slices.IndexFunc(found, func(n foundName) bool { return arabic.Fold(n.name) == arabic.Fold(name) })
	if i < 0 {
		return "", false, nil
	}
	var kind record.EntityType
	err = q.QueryRowContext(ctx, "SELECT type FROM names WHERE id = $1", found[i].id).Scan(&kind)
	return kind, true, err
}

// correctNames joins or splits two names, signed.
func (db *DB) correctNames(ctx context.Context, tx *sql.Tx, q correction.Request) (c correction.Correction, err error) {
	if c, err = correction.Sign(q, db.now()); err != nil {
		return c, err
	}
	a, b := strings.TrimSpace(q.Values["a"]), strings.TrimSpace(q.Values["b"])
	if a == "" || b == "" {
		return c, fmt.Errorf("%w: a name is missing", correction.ErrRefused)
	}
	c.Values = map[string]string{"a": a, "b": b}
	decide := archive.NameRules.Join
	if q.Do == correction.Split {
		decide = archive.NameRules.Part
	}
	return c, db.decideNames(ctx, tx, a, b, decide)
}

// undoNames takes a decision about names back, or the taking back of one.
func (db *DB) undoNames(ctx context.Context, tx *sql.Tx, list []correction.Correction, undo correction.Correction) error {
	was, back := decisionOf(list, undo)
	decide := archive.NameRules.Part
	if (was.Do == correction.Join) != back {
		decide = archive.NameRules.Join
	}
	return db.decideNames(ctx, tx, was.Values["a"], was.Values["b"], decide)
}

// keepCorrections puts a list of an article's corrections into the place of
// another, and makes what follows from its versions follow.
func (db *DB) keepCorrections(ctx context.Context, tx *sql.Tx, key string, was, now []correction.Correction) error {
	raw, err := correction.Encode(now)
	if err != nil {
		return err
	}
	if len(now) == 0 {
		_, err = tx.ExecContext(ctx, "DELETE FROM corrections WHERE article = $1", key)
	} else {
		_, err = tx.ExecContext(ctx, "INSERT INTO corrections (article, list) VALUES ($1, $2) ON CONFLICT (article) DO UPDATE SET list = excluded.list", key, raw)
	}
	if err != nil || key == ofNames {
		return err
	}
	note, err := db.state(ctx, tx, correctedNote)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(string(note)) // 0 for none
	if err := setState(ctx, tx, correctedNote, []byte(strconv.Itoa(n+1))); err != nil {
		return err
	}
	var versions []int64
	if err := queryAll(ctx, tx, &versions, "SELECT id FROM versions WHERE article = (SELECT id FROM articles WHERE key = $1) ORDER BY id", key); err != nil {
		return err
	}
	d := newDeriver(ctx, tx)
	lost := map[uint32]bool{}
	for _, version := range versions {
		k, err := db.one(ctx, tx, "v.id = $1", version)
		if err != nil {
			return err
		}
		if err := d.change(version, correction.Apply(k.Read, was).Record, correction.Apply(k.Read, now).Record, lost); err != nil {
			return err
		}
		if k.Newest {
			at := k.At().Unix()
			if err := db.spoilStories(ctx, tx, at, at); err != nil {
				return err
			}
		}
	}
	if len(lost) > 0 {
		if err := dropDocuments(ctx, tx, statements, func(d document) bool { return lost[d.id] }); err != nil {
			return err
		}
	}
	return d.flush()
}

// rowsOfStatements gives the rows of a version's statements by their ids in the
// record.
func rowsOfStatements(ctx context.Context, q querier, version int64) (map[string]int64, error) {
	rows, err := q.QueryContext(ctx, "SELECT ref, id FROM statements WHERE version = $1", version)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	ids := map[string]int64{}
	for rows.Next() {
		var ref string
		var id int64
		if err := rows.Scan(&ref, &id); err != nil {
			return nil, err
		}
		ids[ref] = id
	}
	return ids, rows.Err()
}

// change derives from a version whose record was corrected. A statement whose
// words and day are the same keeps its row, so that the index stays as it is; the
// rows of the others go, and lost takes their numbers.
func (d *deriver) change(version int64, was, now *record.Record, lost map[uint32]bool) error {
	rows, err := rowsOfStatements(d.ctx, d.tx, version)
	if err != nil {
		return err
	}
	var day int64
	if err := d.tx.QueryRowContext(d.ctx, "SELECT day FROM versions WHERE id = $1", version).Scan(&day); err != nil {
		return err
	}
	for _, table := range []string{"mentions", "commitments"} {
		if _, err := d.tx.ExecContext(d.ctx, "DELETE FROM "+table+" WHERE version = $1", version); err != nil {
			return err
		}
	}
	if err := d.mentions(version, now); err != nil {
		return err
	}
	types := entityTypes(now)
	words := archive.Words(now.Article)
	for i := range now.Statements {
		s := &now.Statements[i]
		id, known := rows[s.ID]
		old := was.Statement(s.ID)
		if !known || old == nil || old.Content != s.Content || dayOfStatement(old, day) != dayOfStatement(s, day) {
			continue
		}
		delete(rows, s.ID)
		speaker, err := d.name(s.Source.Name, s.Source.Type)
		if err != nil {
			return err
		}
		if _, err := d.tx.ExecContext(d.ctx, "UPDATE statements SET speaker = $1, kind = $2, act = $3 WHERE id = $4", speaker, s.Kind, s.Act, id); err != nil {
			return err
		}
		if _, err := d.tx.ExecContext(d.ctx, "DELETE FROM relays WHERE statement = $1", id); err != nil {
			return err
		}
		if err := d.relays(id, s, types); err != nil {
			return err
		}
	}
	for _, id := range rows {
		lost[uint32(id)] = true
		if _, err := d.tx.ExecContext(d.ctx, "DELETE FROM statements WHERE id = $1", id); err != nil {
			return err
		}
	}
	stand, err := rowsOfStatements(d.ctx, d.tx, version)
	if err != nil {
		return err
	}
	var fresh []*record.Statement
	for i := range now.Statements {
		if _, there := stand[now.Statements[i].ID]; !there {
			fresh = append(fresh, &now.Statements[i])
		}
	}
	if err := d.said(version, fresh, types, words, day); err != nil {
		return err
	}
	return d.commitments(version, now, types)
}

// Corrections implements archive.Archive.
func (db *DB) Corrections(ctx context.Context, opts archive.ListOptions) (*archive.CorrectionPage, error) {
	page := &archive.CorrectionPage{}
	err := db.engine.View(ctx, func(tx *sql.Tx) error {
		*page = archive.CorrectionPage{}
		all, err := db.allCorrections(ctx, tx)
		if err != nil {
			return err
		}
		type place struct {
			key string
			i   int
		}
		var places []place
		for key, list := range all {
			for i := range list {
				places = append(places, place{key, i})
			}
		}
		at := func(p place) *correction.Correction { return &all[p.key][p.i] }
		slices.SortFunc(places, func(a, b place) int {
			return cmp.Or(at(b).Made.Compare(at(a).Made), cmp.Compare(a.key, b.key), b.i-a.i)
		})
		page.Total = len(places)
		if opts.After != "" {
			i := slices.IndexFunc(places, func(p place) bool { return at(p).ID == opts.After })
			if i < 0 {
				return fmt.Errorf("%q: %w", opts.After, archive.ErrCursor)
			}
			places = places[i+1:]
		}
		if opts.Limit <= 0 {
			opts.Limit = 100
		}
		if len(places) > opts.Limit {
			places = places[:opts.Limit]
			page.Next = at(places[len(places)-1]).ID
		}
		kept := map[string]*archive.Kept{}
		for _, p := range places {
			c := archive.Correction{State: correction.State{Correction: *at(p), Live: correction.Live(all[p.key])[p.i], Fits: true}}
			if p.key != ofNames {
				k := kept[p.key]
				if k == nil {
					if k, err = db.one(ctx, tx, "a.key = $1 AND v.newest", p.key); err != nil {
						return err
					}
					kept[p.key] = k
				}
				c.In, c.State = k.Version, k.Corrections[p.i]
			}
			page.Corrections = append(page.Corrections, c)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}
