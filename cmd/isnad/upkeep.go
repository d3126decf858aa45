package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"isnad/archive"
	"isnad/ingest"
)

type removeCmd struct {
	IDs    []string `arg:"" optional:"" name:"id" help:"Ids of articles, as lists print them."`
	Outlet string   `help:"Articles of an outlet, as the archive names it." placeholder:"NAME"`
	Keep   duration `help:"Articles older than TIME: 365d." placeholder:"TIME"`
}

// Help is shown below the flags by isnad remove --help.
func (*removeCmd) Help() string {
	return `Examples:

  isnad remove سرمد:4471                 an article with its versions
  isnad remove --outlet سرمد             all of an outlet
  isnad remove --outlet سرمد --keep 365d what of it is older than a year

Nothing of it stays in the file: page, record, versions, statements, index. Each version that went is printed.`
}

// Run removes what is selected and says what went.
func (c *removeCmd) Run(ctx context.Context, std *streams) (err error) {
	s := archive.Selection{IDs: c.IDs, Outlet: c.Outlet}
	if c.Keep.Duration > 0 {
		s.Before = time.Now().Add(-c.Keep.Duration)
	}
	if s.Empty() {
		return &usageError{fmt.Errorf("nothing is selected: give ids, --outlet or --keep")}
	}
	db, err := std.openArchive(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	removed, err := db.Remove(ctx, s)
	if err != nil {
		return err
	}
	std.tellRemoved(removed)
	if err := keepStories(ctx, std, db, 0); err != nil {
		return err
	}
	for _, id := range c.IDs {
		if !slices.ContainsFunc(removed, func(v archive.Version) bool { return v.ID == id }) {
			return fmt.Errorf("%s: %w, or another condition does not hold for it", id, archive.ErrNotFound)
		}
	}
	return nil
}

// tellRemoved prints each version that went, and how many there were.
func (std *streams) tellRemoved(removed []archive.Version) {
	articles := map[string]bool{}
	for _, v := range removed {
		articles[v.ID] = true
		fmt.Fprintf(std.stdout, "%s\t%d\t%s\n", v.ID, v.Number, visible(v.Title))
	}
	std.complain("%s: removed articles: %d, versions: %d", std.archiveTitle(), len(articles), len(removed))
}

// removeOlder removes the articles that are older than a time, none for 0, and
// says what went.
func (std *streams) removeOlder(ctx context.Context, from archive.Archive, than time.Duration) error {
	if than <= 0 {
		return nil
	}
	removed, err := from.Remove(ctx, archive.Selection{Before: time.Now().Add(-than)})
	if err == nil && len(removed) > 0 {
		std.tellRemoved(removed)
	}
	return err
}

type rereadCmd struct {
	Jobs  int  `help:"Articles read at the same time; 0 is one per processor." default:"0" placeholder:"N"`
	Queue bool `help:"Have the workers of an archive in PostgreSQL read (isnad work)."`
}

// Help is shown below the flags by isnad reread --help.
func (*rereadCmd) Help() string {
	return `Reads the page of the newest version of each article again, with this program, and puts the new record in the place of the old one. Articles
whose pages were not kept (isnad add --no-raw) stay as they are. A run that is stopped or killed goes on where it was when the same program is run again.

With --queue the workers read, which must be of this program's version, while others use the archive. The new readings are kept beside the old ones until the
last is there; then one worker puts all in place at once, and nobody writes while it does.

Examples:

  isnad backup before.db && isnad reread
  isnad reread --queue --archive postgres://isnad@db.example/news`
}

// rereadBatch is the number of articles after which a reread keeps what it has
// done.
const rereadBatch = 256

// rereading is the note of a reread that has not come to its end.
const rereading = "reread"

// rereadNote says how far a program has read an archive again: up to the
// articles of an instant, in the order of Walk.
type rereadNote struct {
	Program string    `json:"program"` // digest of it
	Until   time.Time `json:"until"`
	Done    int       `json:"done"` // articles
}

// rereadBegun returns the note of a reread by this very program, or one that
// begins.
func rereadBegun(ctx context.Context, db archive.Archive) (note rereadNote, err error) {
	path, err := os.Executable()
	if err != nil {
		return note, err
	}
	program, err := os.ReadFile(path)
	if err != nil {
		return note, err
	}
	digest := fmt.Sprintf("%x", sha256.Sum256(program))
	raw, err := db.State(ctx, rereading)
	if err != nil {
		return note, err
	}
	if json.Unmarshal(raw, &note) != nil || note.Program != digest {
		note = rereadNote{Program: digest}
	}
	return note, nil
}

// Run reads every kept page again.
func (c *rereadCmd) Run(ctx context.Context, std *streams) (err error) {
	if c.Queue {
		return c.enqueue(ctx, std)
	}
	db, err := std.openArchive(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	jobs := c.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	note, err := rereadBegun(ctx, db)
	if err != nil {
		return err
	}
	articles, _, err := sizeOf(ctx, db)
	if err != nil {
		return err
	}
	if note.Done > 0 {
		std.complain("%s: going on after the %d articles that were read again before", std.archiveTitle(), note.Done)
	}
	m := newMeter(std, int64(max(0, articles-note.Done)))
	defer m.finish()
	var walked error
	kept := func(yield func(*archive.Kept) bool) {
		for k, err := range db.Walk(ctx, archive.Range{From: note.Until}) {
			if err != nil {
				walked = err
				return
			}
			if !yield(k) {
				return
			}
		}
	}
	type result struct {
		kept  *archive.Kept
		entry *archive.Entry
		err   error
	}
	var batch []archive.Reading
	keep := func() error {
		if len(batch) > 0 {
			if err := db.Reread(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
		raw, err := json.Marshal(note)
		if err != nil {
			return err
		}
		return db.SetState(ctx, rereading, raw)
	}
	changed, same, without, failed := 0, 0, 0, 0
	for r := range ingest.Ordered(ctx, jobs, kept, func(k *archive.Kept) result {
		e, err := ingest.ReadAgain(k)
		return result{k, e, err}
	}) {
		m.work(1)
		m.advance()
		switch {
		case r.err != nil:
			failed++
			m.clear()
			std.complain("%v; its record stays as it is", r.err)
		case r.entry == nil:
			without++
		case string(r.entry.JSON) == string(r.kept.ReadJSON):
			same++
		default:
			changed++
			batch = append(batch, archive.Reading{Version: r.kept.Version, Entry: r.entry})
		}
		note.Until = r.kept.At()
		if note.Done++; note.Done%rereadBatch == 0 {
			if err := keep(); err != nil {
				return err
			}
		}
	}
	if err := firstError(walked, ctx.Err()); err != nil {
		return err
	}
	if err := keep(); err != nil {
		return err
	}
	if err := db.Derive(ctx); err != nil {
		return err
	}
	if err := keepStories(ctx, std, db, jobs); err != nil {
		return err
	}
	if err := db.SetState(ctx, rereading, nil); err != nil {
		return err
	}
	m.clear()
	fmt.Fprintf(std.stdout, "%s: changed: %d, same: %d, without a page: %d, failed: %d\n", std.archiveTitle(), changed, same, without, failed)
	if failed > 0 {
		return errInputs
	}
	return nil
}

// enqueue queues the articles for the workers.
func (c *rereadCmd) enqueue(ctx context.Context, std *streams) (err error) {
	db, queue, err := std.openQueue(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	sum, err := queue.AddRereads(ctx)
	fmt.Fprintf(std.stdout, "%s: jobs: %d queued, %d waiting already\n", std.archiveTitle(), sum.Added, sum.Waiting)
	return err
}

// sizeOf counts the articles and the outlets of an archive.
func sizeOf(ctx context.Context, db archive.Archive) (articles, outlets int, err error) {
	all, err := db.Outlets(ctx)
	for _, o := range all {
		articles += o.Articles
	}
	return articles, len(all), err
}

type checkCmd struct{}

// Help is shown below the flags by isnad check --help.
func (*checkCmd) Help() string {
	return `Verifies the file, every record's spans against its text, and lists and index against the records. Each problem is a line; the exit status is
1 if there is one.

Example:

  isnad check --archive may.db`
}

// Run prints what is wrong.
func (c *checkCmd) Run(ctx context.Context, std *streams) (err error) {
	db, err := std.openArchive(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	sound := true
	for problem := range db.Check(ctx) {
		sound = false
		fmt.Fprintln(std.stdout, problem)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if !sound {
		return fmt.Errorf("%s: is not sound (go back to a copy that isnad backup made)", std.archiveTitle())
	}
	articles, outlets, err := sizeOf(ctx, db)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.stdout, "%s: sound; articles: %d, outlets: %d\n", std.archiveTitle(), articles, outlets)
	return nil
}

type backupCmd struct {
	To string `arg:"" name:"file" help:"The copy, a new file."`
}

// Help is shown below the flags by isnad backup --help.
func (*backupCmd) Help() string {
	return `Copies the archive as it is at this moment, also while others read and write. The copy appears whole or not at all and is an archive itself.

Example:

  isnad backup --archive may.db copies/may.db`
}

// Run copies the archive.
func (c *backupCmd) Run(ctx context.Context, std *streams) (err error) {
	db, err := std.openArchive(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	return db.Backup(ctx, c.To)
}
