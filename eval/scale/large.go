package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"isnad/archive"
	"isnad/archive/postgres"
	"isnad/archive/store"
	"isnad/eval"
	"isnad/query"
)

// A large archive has the articles of these years, as they would have come.
var (
	begin = time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC)
	end   = time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
)

// sources is how many articles are read, of which large archives have copies.
const sources = 3000

// fill fills an archive with copies; one that was stopped goes on.
func fill(ctx context.Context, o options, at string) error {
	if at == "" {
		return errors.New("name the archive to fill: fill postgres://user@host/database")
	}
	db, err := store.Open(ctx, at, store.Options{Create: true})
	if err != nil {
		return err
	}
	defer db.Close()
	from, err := articles(ctx, db)
	if err != nil {
		return err
	}
	c, err := eval.ReadCopies(ctx, o.news, sources, o.short, o.articles, begin, end)
	if err != nil {
		return err
	}
	started, first := time.Now(), from
	for from < o.articles {
		to := min(o.articles, from+o.articles/20+1)
		if err := eval.PutMany(ctx, db, from, to, c.Entry); err != nil {
			return err
		}
		from = to
		size, err := sizeOf(ctx, at)
		if err != nil {
			return err
		}
		rate := float64(from-first) / time.Since(started).Seconds()
		fmt.Fprintf(os.Stderr, "%d articles, %.0f/s, %d MB: %d MB and another %s for %d\n", from, rate, size>>20,
			size*int64(o.articles)/int64(from)>>20, time.Duration(float64(o.articles-from)/rate*float64(time.Second)).Round(time.Second), o.articles)
	}
	if server, ok := db.(*postgres.DB); ok { // as the server does by itself while articles come slowly
		_, err = server.Pool().Exec(ctx, "VACUUM ANALYZE")
	}
	return err
}

func articles(ctx context.Context, db archive.Archive) (n int, err error) {
	outlets, err := db.Outlets(ctx)
	for _, outlet := range outlets {
		n += outlet.Articles
	}
	return n, err
}

// sizes are bytes by table, with the table's indexes.
type sizes map[string]int64

func (s sizes) sum() (n int64) {
	for _, size := range s {
		n += size
	}
	return n
}

// sizeOf is what an archive takes of the disk, in bytes.
func sizeOf(ctx context.Context, at string) (int64, error) {
	if postgres.Names(at) {
		tables, err := tablesOf(ctx, at)
		return tables.sum(), err
	}
	info, err := os.Stat(at)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// tablesOf gives the sizes of an archive's tables, those of all parts together.
func tablesOf(ctx context.Context, at string) (sizes, error) {
	driver, source, ask := "sqlite", "file:"+at+"?mode=ro", `SELECT m.tbl_name, sum(d.pgsize) FROM dbstat d JOIN sqlite_master m ON m.name = d.name WHERE d.aggregate = TRUE GROUP BY m.tbl_name`
	if postgres.Names(at) {
		driver, source, ask = "pgx", at, `SELECT coalesce(whole.relname, t.relname), sum(pg_total_relation_size(t.oid))::bigint
			FROM pg_class t LEFT JOIN pg_inherits i ON i.inhrelid = t.oid LEFT JOIN pg_class whole ON whole.oid = i.inhparent
			WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace GROUP BY 1`
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, ask)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := sizes{}
	for rows.Next() {
		var table string
		var size int64
		if err := rows.Scan(&table, &size); err != nil {
			return nil, err
		}
		all[table] = size
	}
	return all, rows.Err()
}

// asked is how many queries of each kind are timed.
const asked = 200

// large tells what each table of large archives takes, and how long lists and
// searches take in them. Archives are named by the command's arguments.
func large(ctx context.Context, at []string) (string, error) {
	if len(at) == 0 {
		return "", errors.New("name archives that fill has filled")
	}
	shared, ok := eval.Shared()
	if !ok {
		return "", errors.New("no data folder: set ISNAD_SHARED")
	}
	collection, err := eval.ReadCollection(ctx, shared)
	if err != nil {
		return "", err
	}
	questions := collection.Kinds(asked)
	collection = nil // it is not to count as the archives' memory
	var heads []string
	var counts []int
	var weights []sizes
	times := map[string][]string{}
	var order []string
	for _, at := range at {
		runtime.GC()
		db, err := store.Open(ctx, at, store.Options{})
		if err != nil {
			return "", err
		}
		defer db.Close()
		n, err := articles(ctx, db)
		if err != nil {
			return "", err
		}
		heads, counts = append(heads, title(at)), append(counts, n)
		weight, err := tablesOf(ctx, at)
		if err != nil {
			return "", err
		}
		weights = append(weights, weight)
		row := func(name, value string) {
			if times[name] == nil {
				order = append(order, name)
			}
			times[name] = append(times[name], value)
		}
		started := time.Now()
		if err := eval.Ask(ctx, db)(questions[0], questions[0].Texts[0]); err != nil {
			return "", err
		}
		row("the first search after a start", fmt.Sprintf("%.0f", 1000*time.Since(started).Seconds()))
		for _, k := range questions {
			l, err := k.Time(eval.Ask(ctx, db))
			if err != nil {
				return "", err
			}
			row("search: "+k.Name, l.String())
		}
		lists, err := listKinds(ctx, db)
		if err != nil {
			return "", err
		}
		for _, k := range lists {
			l, err := k.Time(k.ask)
			if err != nil {
				return "", err
			}
			row(k.Name, l.String())
		}
		held, err := memory("self", now)
		if err != nil {
			return "", err
		}
		row("memory of the process then, MB", fmt.Sprint(held>>20))
	}
	var b strings.Builder
	line := func(name string, values []string) {
		fmt.Fprintf(&b, "| %s | %s |\n", name, strings.Join(values, " | "))
	}
	head := func(name string) {
		line(name, heads)
		b.WriteString("|---|" + strings.Repeat("--:|", len(heads)) + "\n")
	}
	head("MB for a million articles, with indexes")
	var tables []string
	for _, w := range weights {
		for table := range w {
			if !slices.Contains(tables, table) {
				tables = append(tables, table)
			}
		}
	}
	slices.SortFunc(tables, func(a, b string) int { return int(weights[0][b] - weights[0][a]) })
	million := func(size int64, i int) string { return fmt.Sprint(size * 1_000_000 / int64(max(1, counts[i])) >> 20) }
	each := func(f func(i int) string) (values []string) {
		for i := range weights {
			values = append(values, f(i))
		}
		return values
	}
	line("all", each(func(i int) string { return million(weights[i].sum(), i) }))
	for _, table := range tables {
		if weights[0][table]*200 > weights[0].sum() { // others are nothing
			line(table, each(func(i int) string { return million(weights[i][table], i) }))
		}
	}
	b.WriteByte('\n')
	head("ms, median / p95")
	for _, name := range order {
		line(name, times[name])
	}
	return b.String(), nil
}

// title is an archive's name in a table: that of its database or file.
func title(at string) string {
	return strings.TrimSuffix(filepath.Base(store.Title(at)), ".db")
}

// listKind is a kind of list whose time is measured.
type listKind struct {
	eval.QueryKind
	ask func(eval.QueryKind, string) error
}

// listKinds are the lists that isnad said and isnad due give, of names at equal
// distances among those of most articles, and of the weeks.
func listKinds(ctx context.Context, db archive.Archive) ([]listKind, error) {
	names, err := db.Names(ctx, "", archive.ListOptions{Limit: 10 * asked})
	if err != nil {
		return nil, err
	}
	var of, weeks []string
	for i := 0; i < len(names.Names); i += max(1, len(names.Names)/asked) {
		of = append(of, names.Names[i].Name)
	}
	for day := begin; day.Before(end); day = day.AddDate(0, 0, 7) {
		weeks = append(weeks, day.Format(time.DateOnly))
	}
	list := archive.ListOptions{Limit: 100}
	return []listKind{
		{eval.QueryKind{Name: "said, of a name", Texts: of}, func(_ eval.QueryKind, name string) error {
			_, err := db.Statements(ctx, query.And{query.Field{Name: query.Speaker, Value: name}}, list)
			return err
		}},
		{eval.QueryKind{Name: "due, of a name", Texts: of}, func(_ eval.QueryKind, name string) error {
			_, err := db.Commitments(ctx, query.And{}, archive.Commitments{By: name, Dated: true}, list)
			return err
		}},
		{eval.QueryKind{Name: "due within a week", Texts: weeks}, func(_ eval.QueryKind, week string) error {
			from, err := time.Parse(time.DateOnly, week)
			if err == nil {
				_, err = db.Commitments(ctx, query.And{}, archive.Commitments{From: from, To: from.AddDate(0, 0, 7)}, list)
			}
			return err
		}},
	}, nil
}
