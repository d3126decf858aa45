package relational

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"isnad/archive"
	"isnad/article"
	"isnad/correction"
	"isnad/page"
	"isnad/record"
)

// Put implements archive.Archive. A version counts as kept whichever of the
// article's versions has its content: reading an old file again does not bring
// back what was corrected since.
func (db *DB) Put(ctx context.Context, entries []*archive.Entry) ([]archive.Outcome, error) {
	return db.PutWith(ctx, entries, nil)
}

// PutWith is Put with something more in the same transaction, which is lost
// where also fails; nil is nothing.
func (db *DB) PutWith(ctx context.Context, entries []*archive.Entry, also func(*sql.Tx, []archive.Outcome) error) ([]archive.Outcome, error) {
	outcomes := make([]archive.Outcome, len(entries))
	now := db.now().Unix()
	ats := make([]int64, len(entries))
	for i, e := range entries {
		_, _, ats[i] = instants(e.Record.Article, now)
	}
	if err := db.engine.Room(ctx, ats); err != nil {
		return nil, err
	}
	err := db.update(ctx, func(tx *sql.Tx) error {
		d := newDeriver(ctx, tx)
		for i, e := range entries {
			outcome, err := db.put(ctx, tx, d, e, now)
			if err != nil {
				return fmt.Errorf("keeping %s: %w", e.Record.Article.ID, err)
			}
			outcomes[i] = outcome
		}
		if err := d.flush(); err != nil || also == nil {
			return err
		}
		return also(tx, outcomes)
	})
	if err != nil {
		return nil, err
	}
	return outcomes, nil
}

func (db *DB) put(ctx context.Context, tx *sql.Tx, d *deriver, e *archive.Entry, now int64) (archive.Outcome, error) {
	a := e.Record.Article
	outcome := archive.Added
	var id int64
	number := 1
	// Most are new.
	err := tx.QueryRowContext(ctx, "INSERT INTO articles (key) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id", a.ID).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		if err := tx.QueryRowContext(ctx, "SELECT id FROM articles WHERE key = $1", a.ID).Scan(&id); err != nil {
			return 0, err
		}
		var last, same int
		err := tx.QueryRowContext(ctx, "SELECT max(number), count(*) FILTER (WHERE hash = $1) FROM versions WHERE article = $2", e.Hash[:], id).Scan(&last, &same)
		if err != nil {
			return 0, err
		}
		if same > 0 {
			return archive.Unchanged, nil
		}
		var was int64
		if err := tx.QueryRowContext(ctx, "UPDATE versions SET newest = FALSE WHERE article = $1 AND newest RETURNING at", id).Scan(&was); err != nil {
			return 0, err
		}
		_, _, at := instants(a, now)
		if err := db.spoilStories(ctx, tx, min(was, at), max(was, at)); err != nil {
			return 0, err
		}
		outcome, number = archive.Revised, last+1
	} else if err != nil {
		return 0, err
	}
	return outcome, db.insert(ctx, tx, d, e, id, number, now)
}

// insert keeps e as a version of an article.
func (db *DB) insert(ctx context.Context, tx *sql.Tx, d *deriver, e *archive.Entry, articleID int64, number int, now int64) error {
	a := e.Record.Article
	published, zone, at := instants(a, now)
	day := dayOf(at, zone)
	var version int64
	err := tx.QueryRowContext(ctx, `INSERT INTO versions
		(article, number, newest, hash, outlet, url, title, published, zone, precision, first_seen, at, day)
		VALUES ($1, $2, TRUE, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
		articleID, number, e.Hash[:], a.Outlet, a.URL, a.Title, published, zone, precisionOf(a), now, at, day).Scan(&version)
	if err != nil {
		return err
	}
	db.keep(d, recordRows, recordPartRows, version, at, e.JSON)
	corrected := e.Record
	if number > 1 {
		// What was corrected holds in the new version, too, as far as it fits.
		list, err := db.correctionsOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		corrected = correction.Apply(e.Record, list).Record
	}
	if err := d.add(version, corrected, e.Words, at, day); err != nil {
		return err
	}
	if e.Page == nil {
		return nil
	}
	kept, err := json.Marshal(keptPage{e.Page, e.Options})
	if err != nil {
		return err
	}
	db.keep(d, pageRows, pagePartRows, version, at, kept)
	return nil
}

// instants gives the columns of a publication, and the instant by which an
// article that was first seen at seen is ordered.
func instants(a *article.Article, seen int64) (published *int64, zone int, at int64) {
	if !a.Published.Known() {
		return nil, 0, seen
	}
	at = a.Published.Time.Unix()
	_, zone = a.Published.Time.Zone()
	return &at, zone, at
}

func precisionOf(a *article.Article) article.Precision {
	if a.Published.Known() {
		return a.Published.Precision
	}
	return article.UnknownDate
}

// keptPage is the JSON of the pages table.
type keptPage struct {
	Page    *page.Page
	Options article.Options
}

// dayOf is the day since 1970 of an instant in a zone.
func dayOf(at int64, zone int) int64 {
	local := at + int64(zone)
	day := local / 86400
	if local%86400 < 0 {
		day--
	}
	return day
}

// versionColumns are what scanVersion reads, of versions v and articles a.
const versionColumns = "v.id, a.key, v.number, v.newest, v.outlet, v.url, v.title, v.published, v.zone, v.precision, v.first_seen"

func scanVersion(row interface{ Scan(...any) error }, more ...any) (version int64, v archive.Version, err error) {
	var published sql.NullInt64
	var zone int
	var seen int64
	err = row.Scan(append([]any{&version, &v.ID, &v.Number, &v.Newest, &v.Outlet, &v.URL, &v.Title, &published, &zone, &v.Published.Precision, &seen}, more...)...)
	v.Arrival, v.FirstSeen = version, time.Unix(seen, 0).UTC()
	if published.Valid {
		at := time.Unix(published.Int64, 0).UTC()
		if zone != 0 {
			at = at.In(time.FixedZone("", zone))
		}
		v.Published.Time = at
	}
	return version, v, err
}

// Holds implements archive.Archive.
func (db *DB) Holds(ctx context.Context, id string, hash [16]byte) (bool, error) {
	return again(ctx, db, func() (bool, error) { return db.holdsOnce(ctx, id, hash) })
}

func (db *DB) holdsOnce(ctx context.Context, id string, hash [16]byte) (held bool, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM articles a JOIN versions v ON v.article = a.id
		WHERE a.key = $1 AND v.hash = $2)`, id, hash[:]).Scan(&held)
	return held, db.named(err)
}

// Get implements archive.Archive.
func (db *DB) Get(ctx context.Context, id string, number int) (*archive.Kept, error) {
	return again(ctx, db, func() (*archive.Kept, error) { return db.getOnce(ctx, id, number) })
}

func (db *DB) getOnce(ctx context.Context, id string, number int) (*archive.Kept, error) {
	kept, err := db.one(ctx, db.read, numbered, id, number, number)
	return kept, db.noVersion(err, id, number)
}

// Record implements archive.Archive.
func (db *DB) Record(ctx context.Context, id string, number int) (*archive.Kept, error) {
	return again(ctx, db, func() (*archive.Kept, error) { return db.recordOnce(ctx, id, number) })
}

func (db *DB) recordOnce(ctx context.Context, id string, number int) (*archive.Kept, error) {
	k, err := db.row(ctx, db.read, numbered, id, number, number)
	if err != nil {
		return nil, db.noVersion(err, id, number)
	}
	if k.corrections != nil { // few are, and they are read beside what the program read
		return db.getOnce(ctx, id, number)
	}
	r, err := db.record(ctx, db.read, k)
	if err != nil {
		return nil, db.named(err)
	}
	return &archive.Kept{Version: k.Version, Record: r, Read: r}, nil
}

// numbered is the condition for a version by the id of its article and its
// number, which is given twice.
const numbered = "a.key = $1 AND (v.number = $2 OR $3 = 0 AND v.newest)"

// noVersion names an error of looking for a version.
func (db *DB) noVersion(err error, id string, number int) error {
	switch {
	case !errors.Is(err, sql.ErrNoRows):
		return db.named(err)
	case number == 0:
		return db.notFound(id)
	}
	return fmt.Errorf("%s: version %d of %s: %w", db.name, number, id, archive.ErrNotFound)
}

func (db *DB) notFound(id string) error {
	return fmt.Errorf("%s: %s: %w (isnad search --format json prints ids)", db.name, id, archive.ErrNotFound)
}

// one reads the version for which a condition holds.
func (db *DB) one(ctx context.Context, q querier, where string, args ...any) (*archive.Kept, error) {
	k, err := db.row(ctx, q, where, args...)
	if err != nil {
		return nil, err
	}
	packed, err := db.packed(ctx, q, "records", k.id, k.at)
	if err != nil {
		return nil, err
	}
	page, err := db.packed(ctx, q, "pages", k.id, k.at)
	if err != nil {
		return nil, err
	}
	return db.kept(k.Version, packed, page, k.corrections)
}

// row reads the row of the version for which a condition holds.
func (db *DB) row(ctx context.Context, q querier, where string, args ...any) (k kept, err error) {
	row := q.QueryRowContext(ctx, "SELECT "+keptColumns+" FROM articles a JOIN versions v ON v.article = a.id WHERE "+where, args...)
	return k, k.scan(row)
}

// decoded reads a record as it is kept, and gives its JSON beside it.
func (db *DB) decoded(packed []byte) (*record.Record, []byte, error) {
	plain, err := db.unpack.DecodeAll(packed, nil)
	if err != nil {
		return nil, nil, err
	}
	r, err := record.Decode(plain)
	return r, plain, err
}

// kept unpacks what is kept of a version.
func (db *DB) kept(v archive.Version, packed, packedPage, corrections []byte) (*archive.Kept, error) {
	var err error
	k := &archive.Kept{Version: v}
	if k.ReadJSON, err = db.unpack.DecodeAll(packed, nil); err != nil {
		return nil, fmt.Errorf("the record of %s: %w", v.ID, err)
	}
	if k.Read, err = record.Decode(k.ReadJSON); err != nil {
		return nil, err
	}
	k.Record, k.JSON = k.Read, k.ReadJSON
	if corrections != nil {
		list, err := correction.Decode(corrections)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", v.ID, err)
		}
		corrected := correction.Apply(k.Read, list)
		k.Record, k.Corrections = corrected.Record, corrected.States
		if k.JSON, err = corrected.JSON(); err != nil {
			return nil, err
		}
	}
	if packedPage != nil {
		plain, err := db.unpack.DecodeAll(packedPage, nil)
		if err != nil {
			return nil, fmt.Errorf("the page of %s: %w", v.ID, err)
		}
		var kept keptPage
		if err := json.Unmarshal(plain, &kept); err != nil {
			return nil, fmt.Errorf("the page of %s: %w", v.ID, err)
		}
		k.Page, k.Options = kept.Page, kept.Options
	}
	return k, nil
}

// Versions implements archive.Archive.
func (db *DB) Versions(ctx context.Context, id string) ([]archive.Version, error) {
	return again(ctx, db, func() ([]archive.Version, error) { return db.versionsOnce(ctx, id) })
}

func (db *DB) versionsOnce(ctx context.Context, id string) ([]archive.Version, error) {
	versions, err := db.versions(ctx, "WHERE a.key = $1 ORDER BY v.number", id)
	if err == nil && len(versions) == 0 {
		err = db.notFound(id)
	}
	return versions, err
}

func (db *DB) versions(ctx context.Context, where string, args ...any) ([]archive.Version, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT "+versionColumns+" FROM versions v JOIN articles a ON a.id = v.article "+where, args...)
	if err != nil {
		return nil, db.named(err)
	}
	defer rows.Close()
	var versions []archive.Version
	for rows.Next() {
		_, v, err := scanVersion(rows)
		if err != nil {
			return nil, db.named(err)
		}
		versions = append(versions, v)
	}
	return versions, db.named(rows.Err())
}

// walkStep is the number of articles that Walk holds at a time. Between steps
// it holds no lock and no snapshot, so that a slow walk does not keep the WAL
// from being written back.
const walkStep = 64

// Walk implements archive.Archive.
func (db *DB) Walk(ctx context.Context, in archive.Range) iter.Seq2[*archive.Kept, error] {
	return func(yield func(*archive.Kept, error) bool) {
		from, to := int64(-1<<62), int64(1<<62)
		if !in.From.IsZero() {
			from = in.From.Unix()
		}
		if !in.To.IsZero() {
			to = in.To.Unix()
		}
		pages, join := "p.json", db.joined("LEFT JOIN", "pages", "p")
		if in.NoPages {
			pages, join = "NULL", ""
		}
		after := int64(-1)
		for {
			rows, err := db.read.QueryContext(ctx, `SELECT `+versionColumns+`, r.json, `+pages+`, v.at, `+correctionsColumn+`
				FROM versions v JOIN articles a ON a.id = v.article`+db.joined("JOIN", "records", "r")+join+`
				WHERE v.newest AND (v.at, v.id) > ($1, $2) AND v.at < $3 AND ($4 = '' OR v.outlet = $5) AND v.id > $6
				ORDER BY v.at, v.id LIMIT $7`, from, after, to, in.Outlet, in.Outlet, in.Since, walkStep)
			if err != nil {
				yield(nil, db.named(err))
				return
			}
			// Rows are unpacked while the next are read.
			var step []*archive.Kept
			var unpacking errgroup.Group
			unpacking.SetLimit(runtime.GOMAXPROCS(0))
			for rows.Next() {
				var packed, page, corrections []byte
				id, v, err := scanVersion(rows, &packed, &page, &from, &corrections)
				if err != nil {
					rows.Close()
					yield(nil, db.named(errors.Join(err, unpacking.Wait())))
					return
				}
				after = id
				k := &archive.Kept{}
				step = append(step, k)
				unpacking.Go(func() error {
					unpacked, err := db.kept(v, packed, page, corrections)
					if err == nil {
						*k = *unpacked
					}
					return err
				})
			}
			if err := cmp.Or(rows.Err(), unpacking.Wait()); err != nil {
				yield(nil, db.named(err))
				return
			}
			for _, k := range step {
				if !yield(k, nil) {
					return
				}
			}
			if len(step) < walkStep {
				return
			}
		}
	}
}

// Outlets implements archive.Archive.
func (db *DB) Outlets(ctx context.Context) ([]archive.Outlet, error) {
	return again(ctx, db, func() ([]archive.Outlet, error) { return db.outletsOnce(ctx) })
}

func (db *DB) outletsOnce(ctx context.Context) ([]archive.Outlet, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT outlet, count(*), min(at), max(at) FROM versions WHERE newest GROUP BY outlet ORDER BY outlet")
	if err != nil {
		return nil, db.named(err)
	}
	defer rows.Close()
	var outlets []archive.Outlet
	for rows.Next() {
		var o archive.Outlet
		var first, last int64
		if err := rows.Scan(&o.Name, &o.Articles, &first, &last); err != nil {
			return nil, db.named(err)
		}
		o.First, o.Last = time.Unix(first, 0).UTC(), time.Unix(last, 0).UTC()
		outlets = append(outlets, o)
	}
	return outlets, db.named(rows.Err())
}

// State implements archive.Archive.
func (db *DB) State(ctx context.Context, name string) ([]byte, error) {
	return again(ctx, db, func() ([]byte, error) { return db.state(ctx, db.read, name) })
}

func (db *DB) state(ctx context.Context, q querier, name string) ([]byte, error) {
	var note []byte
	err := q.QueryRowContext(ctx, "SELECT note FROM states WHERE name = $1", name).Scan(&note)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return note, db.named(err)
}

// SetState implements archive.Archive.
func (db *DB) SetState(ctx context.Context, name string, note []byte) error {
	return db.ChangeState(ctx, name, func([]byte) ([]byte, error) { return note, nil })
}

// ChangeState implements archive.Archive.
func (db *DB) ChangeState(ctx context.Context, name string, change func(note []byte) ([]byte, error)) error {
	var refused error
	err := db.update(ctx, func(tx *sql.Tx) error {
		note, err := db.state(ctx, tx, name)
		if err != nil {
			return err
		}
		if note, refused = change(note); refused != nil {
			return refused
		}
		return setState(ctx, tx, name, note)
	})
	if refused != nil {
		return refused
	}
	return err
}

func setState(ctx context.Context, tx *sql.Tx, name string, note []byte) error {
	if note == nil {
		_, err := tx.ExecContext(ctx, "DELETE FROM states WHERE name = $1", name)
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO states (name, note) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET note = excluded.note", name, note)
	return err
}

// LastArrival implements archive.Archive.
func (db *DB) LastArrival(ctx context.Context) (int64, error) {
	return again(ctx, db, func() (int64, error) { return db.lastArrivalOnce(ctx) })
}

func (db *DB) lastArrivalOnce(ctx context.Context) (last int64, err error) {
	err = db.read.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM versions").Scan(&last)
	return last, db.named(err)
}
