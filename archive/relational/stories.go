package relational

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"isnad/archive"
)

// storyProgress is the name of the note that holds an archive.StoryProgress.
const storyProgress = "isnad.stories"

// StoryProgress implements archive.Archive.
func (db *DB) StoryProgress(ctx context.Context) (archive.StoryProgress, error) {
	return again(ctx, db, func() (archive.StoryProgress, error) { return db.storyProgress(ctx, db.read) })
}

func (db *DB) storyProgress(ctx context.Context, q querier) (p archive.StoryProgress, err error) {
	note, err := db.state(ctx, q, storyProgress)
	if err != nil || note == nil {
		return p, err
	}
	if err := json.Unmarshal(note, &p); err != nil {
		return p, fmt.Errorf("%s: the note of how far stories are kept: %w", db.name, err)
	}
	return p, nil
}

func setStoryProgress(ctx context.Context, tx *sql.Tx, p archive.StoryProgress) error {
	note, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return setState(ctx, tx, storyProgress, note)
}

// spoilStories notes that articles of a time are not what stories were made of.
func (db *DB) spoilStories(ctx context.Context, tx *sql.Tx, from, to int64) error {
	p, err := db.storyProgress(ctx, tx)
	if err != nil || p.Edition == "" {
		return err
	}
	p.Spoil(time.Unix(from, 0).UTC(), time.Unix(to, 0).UTC())
	return setStoryProgress(ctx, tx, p)
}

// takeFromStories prepares that articles are removed: what stories say of them
// is deleted. An article that is in no story yet spoils none.
func (db *DB) takeFromStories(ctx context.Context, tx *sql.Tx, removed []archive.Version) error {
	var keys []string
	for _, v := range removed {
		if v.Newest {
			keys = append(keys, v.ID)
		}
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	articles := string(list)
	const (
		gone   = "SELECT id FROM articles WHERE key IN (SELECT value FROM json_each($1))"
		theirs = "SELECT story FROM story_articles WHERE article IN (" + gone + ")"
	)
	var from, to sql.NullInt64
	err = tx.QueryRowContext(ctx, "SELECT min(first), max(last) FROM stories WHERE id IN ("+theirs+")", articles).Scan(&from, &to)
	if err != nil || !from.Valid {
		return err
	}
	if err := db.spoilStories(ctx, tx, from.Int64, to.Int64); err != nil {
		return err
	}
	for _, statement := range []string{
		"UPDATE stories SET title = '', whole = NULL WHERE id IN (" + theirs + ")",
		"DELETE FROM story_articles WHERE article IN (" + gone + ")",
	} {
		if _, err := tx.ExecContext(ctx, statement, articles); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		"DELETE FROM stories WHERE NOT EXISTS (SELECT 1 FROM story_articles WHERE story = stories.id)",
		"DELETE FROM story_ends WHERE other NOT IN (SELECT key FROM stories)",
		"DELETE FROM story_events WHERE story NOT IN (SELECT key FROM stories) AND other NOT IN (SELECT key FROM stories)",
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// KeepStories implements archive.Archive.
func (db *DB) KeepStories(ctx context.Context, u archive.StoryUpdate) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		p, err := db.storyProgress(ctx, tx)
		if err != nil {
			return err
		}
		if !p.Equal(u.Was) {
			return archive.ErrStoriesMoved
		}
		put, err := prepareStories(ctx, tx)
		if err != nil {
			return err
		}
		defer put.close()
		left := map[int64]bool{} // stories that articles were taken from
		for _, s := range u.Stories {
			if err := db.keepStory(ctx, put, s, left); err != nil {
				return fmt.Errorf("keeping story %s: %w", s.ID, err)
			}
		}
		for id := range left {
			_, err := tx.ExecContext(ctx, "DELETE FROM stories WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM story_articles WHERE story = stories.id)", id)
			if err != nil {
				return err
			}
		}
		now := db.now().Unix()
		for _, e := range u.Events {
			if _, err := tx.ExecContext(ctx, "INSERT INTO story_events (at, kind, story, other) VALUES ($1, $2, $3, $4)", now, e.Kind, e.Story, e.Other); err != nil {
				return err
			}
			if e.Kind != archive.StoryMerged {
				continue
			}
			for _, step := range []struct {
				query string
				args  []any
			}{
				{"DELETE FROM story_ends WHERE key = $1", []any{e.Other}},
				{"UPDATE story_ends SET other = $1 WHERE other = $2", []any{e.Other, e.Story}},
				{"INSERT INTO story_ends (key, other) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET other = excluded.other", []any{e.Story, e.Other}},
			} {
				if _, err := tx.ExecContext(ctx, step.query, step.args...); err != nil {
					return err
				}
			}
		}
		return setStoryProgress(ctx, tx, u.Now)
	})
}

// storyStatements are those that are run for every story.
type storyStatements struct{ story, clear, find, member, ends *sql.Stmt }

func prepareStories(ctx context.Context, tx *sql.Tx) (s storyStatements, err error) {
	for _, row := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&s.story, `INSERT INTO stories (key, title, first, last, size, outlets, claims, origins, whole) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (key) DO UPDATE SET title = excluded.title, first = excluded.first, last = excluded.last, size = excluded.size,
			outlets = excluded.outlets, claims = excluded.claims, origins = excluded.origins, whole = excluded.whole RETURNING id`},
		{&s.clear, "DELETE FROM story_articles WHERE story = $1"},
		{&s.find, "SELECT a.id, s.story FROM articles a LEFT JOIN story_articles s ON s.article = a.id WHERE a.key = $1"},
		{&s.member, "INSERT INTO story_articles (article, story, place) VALUES ($1, $2, $3) ON CONFLICT (article) DO UPDATE SET story = excluded.story, place = excluded.place"},
		{&s.ends, "DELETE FROM story_ends WHERE key = $1"},
	} {
		if *row.to, err = tx.PrepareContext(ctx, row.query); err != nil {
			s.close()
			return s, err
		}
	}
	return s, nil
}

func (s storyStatements) close() {
	for _, statement := range []*sql.Stmt{s.story, s.clear, s.find, s.member, s.ends} {
		if statement != nil {
			statement.Close()
		}
	}
}

func (db *DB) keepStory(ctx context.Context, put storyStatements, s archive.Story, left map[int64]bool) error {
	var id int64
	err := put.story.QueryRowContext(ctx, s.ID, s.Title, s.First.Unix(), s.Last.Unix(), len(s.Articles), s.Outlets, s.Claims, s.Origins, db.pack.EncodeAll(s.Whole, nil)).Scan(&id)
	if err != nil {
		return err
	}
	if _, err := put.clear.ExecContext(ctx, id); err != nil {
		return err
	}
	for place, key := range s.Articles {
		var article int64
		var was sql.NullInt64
		err := put.find.QueryRowContext(ctx, key).Scan(&article, &was)
		if errors.Is(err, sql.ErrNoRows) {
			return archive.ErrStoriesMoved // it was removed while its story was found
		}
		if err != nil {
			return err
		}
		if was.Valid {
			left[was.Int64] = true
		}
		if _, err := put.member.ExecContext(ctx, article, id, place); err != nil {
			return err
		}
	}
	_, err = put.ends.ExecContext(ctx, s.ID)
	return err
}

const storyColumns = "s.id, s.key, s.title, s.first, s.last, s.outlets, s.claims, s.origins"

func (db *DB) scanStory(row interface{ Scan(...any) error }) (id int64, s archive.Story, err error) {
	var first, last int64
	var packed []byte
	if err := row.Scan(&id, &s.ID, &s.Title, &first, &last, &s.Outlets, &s.Claims, &s.Origins, &packed); err != nil {
		return 0, s, err
	}
	s.First, s.Last = time.Unix(first, 0).UTC(), time.Unix(last, 0).UTC()
	if packed != nil {
		if s.Whole, err = db.unpack.DecodeAll(packed, nil); err != nil {
			return 0, s, fmt.Errorf("story %s: %w", s.ID, err)
		}
	}
	return id, s, nil
}

// storyMembers lists the articles of stories, in their order.
func storyMembers(ctx context.Context, q querier, ids []int64) (map[int64][]string, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := q.QueryContext(ctx, `SELECT m.story, a.key FROM story_articles m JOIN articles a ON a.id = m.article
		WHERE m.story IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) ORDER BY m.story, m.place`, string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	members := map[int64][]string{}
	for rows.Next() {
		var story int64
		var article string
		if err := rows.Scan(&story, &article); err != nil {
			return nil, err
		}
		members[story] = append(members[story], article)
	}
	return members, rows.Err()
}

// Stories implements archive.Archive.
func (db *DB) Stories(ctx context.Context, which archive.StoryFilter, opts archive.ListOptions) (*archive.StoryPage, error) {
	return again(ctx, db, func() (*archive.StoryPage, error) { return db.storiesOnce(ctx, which, opts) })
}

func (db *DB) storiesOnce(ctx context.Context, which archive.StoryFilter, opts archive.ListOptions) (*archive.StoryPage, error) {
	limit := opts.Limit
	if limit <= 0 {
		limit = 100
	}
	where, args := []string{"s.whole IS NOT NULL"}, []any{}
	and := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		where = append(where, condition)
	}
	if which.Articles != nil {
		// A keeper asks for what holds articles, and wants to know also of stories
		// that a removal has made stale.
		list, err := json.Marshal(which.Articles)
		if err != nil {
			return nil, err
		}
		where[0] = "s.id IN (SELECT m.story FROM story_articles m JOIN articles a ON a.id = m.article WHERE a.key IN (SELECT value FROM json_each($1)))"
		args = append(args, string(list))
	}
	if !which.From.IsZero() {
		and("s.last >= ?", which.From.Unix())
	}
	if !which.To.IsZero() {
		and("s.first < ?", which.To.Unix())
	}
	if which.Least > 1 {
		and("s.size >= ?", which.Least)
	}
	page := &archive.StoryPage{}
	if err := db.read.QueryRowContext(ctx, "SELECT count(*) FROM stories s WHERE "+strings.Join(where, " AND "), args...).Scan(&page.Total); err != nil {
		return nil, db.named(err)
	}
	if opts.After != "" {
		last, id, ok := strings.Cut(opts.After, ".")
		l, err1 := strconv.ParseInt(last, 36, 64)
		i, err2 := strconv.ParseInt(id, 36, 64)
		if !ok || err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%q: %w", opts.After, archive.ErrCursor)
		}
		and("(s.last, s.id) < (?, ?)", l, i)
	}
	whole := "NULL"
	if which.Whole {
		whole = "s.whole"
	}
	rows, err := db.read.QueryContext(ctx, "SELECT "+storyColumns+", "+whole+" FROM stories s WHERE "+strings.Join(where, " AND ")+
		" ORDER BY s.last DESC, s.id DESC LIMIT $"+strconv.Itoa(len(args)+1), append(args, limit+1)...)
	if err != nil {
		return nil, db.named(err)
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		id, s, err := db.scanStory(rows)
		if err != nil {
			return nil, db.named(err)
		}
		ids, page.Stories = append(ids, id), append(page.Stories, s)
	}
	if err := rows.Err(); err != nil {
		return nil, db.named(err)
	}
	rows.Close()
	if len(ids) > limit {
		page.Stories = page.Stories[:limit]
		page.Next = strconv.FormatInt(page.Stories[limit-1].Last.Unix(), 36) + "." + strconv.FormatInt(ids[limit-1], 36)
	}
	if len(page.Stories) == 0 {
		return page, nil
	}
	members, err := storyMembers(ctx, db.read, ids[:len(page.Stories)])
	if err != nil {
		return nil, db.named(err)
	}
	for i := range page.Stories {
		page.Stories[i].Articles = members[ids[i]]
	}
	return page, nil
}

// Story implements archive.Archive.
func (db *DB) Story(ctx context.Context, id string) (*archive.Story, error) {
	return again(ctx, db, func() (*archive.Story, error) { return db.storyOnce(ctx, id) })
}

func (db *DB) storyOnce(ctx context.Context, id string) (*archive.Story, error) {
	row := db.read.QueryRowContext(ctx, `WITH wanted AS (
			SELECT id, 1 AS rank FROM stories WHERE key = $1
			UNION ALL SELECT s.id, 2 FROM story_ends e JOIN stories s ON s.key = e.other WHERE e.key = $1
			UNION ALL SELECT m.story, 3 FROM story_articles m JOIN articles a ON a.id = m.article WHERE a.key = $1)
		SELECT `+storyColumns+`, s.whole FROM stories s JOIN wanted w ON w.id = s.id WHERE s.whole IS NOT NULL ORDER BY w.rank LIMIT 1`, id)
	number, s, err := db.scanStory(row)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("%s: story %s: %w", db.name, id, archive.ErrNotFound)
	}
	if err != nil {
		return nil, db.named(err)
	}
	members, err := storyMembers(ctx, db.read, []int64{number})
	if err != nil {
		return nil, db.named(err)
	}
	s.Articles = members[number]
	rows, err := db.read.QueryContext(ctx, "SELECT at, kind, story, other FROM story_events WHERE story = $1 OR other = $1 ORDER BY id DESC", s.ID)
	if err != nil {
		return nil, db.named(err)
	}
	defer rows.Close()
	for rows.Next() {
		var e archive.StoryEvent
		var at int64
		if err := rows.Scan(&at, &e.Kind, &e.Story, &e.Other); err != nil {
			return nil, db.named(err)
		}
		e.At = time.Unix(at, 0).UTC()
		s.History = append(s.History, e)
	}
	return &s, db.named(rows.Err())
}
