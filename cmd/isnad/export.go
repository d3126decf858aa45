package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"isnad/archive"
	"isnad/export"
)

type exportCmd struct {
	Format   string `default:"jsonl" help:"jsonl, a record a line; statements, commitments or figures, a table as CSV; jsonld, schema.org; annotations, W3C Web Annotations; conllu, the analysis of the words; graphml, who relays whom; wacz, the pages; gold, the corrected articles as annotated ones, a folder." placeholder:"FORMAT"`
	Outlet   string `help:"Only articles of one outlet, as the archive names it." placeholder:"NAME"`
	From     string `help:"Only articles published from then on (2031, 2031-04, 2031-04-02)." placeholder:"DATE"`
	To       string `help:"Only articles published up to then, included." placeholder:"DATE"`
	Wikidata string `help:"Put items of Wikidata beside the names that FILE has, one a line: the name, a tab, the item (Q42)." placeholder:"FILE"`
	Output   string `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

// Help is shown below the flags by isnad export --help.
func (*exportCmd) Help() string {
	return `Examples:

  isnad export -o all.jsonl                       every record, in order of publication
  isnad export --from 2031-04 --to 2031-04 --outlet سرمد | jq .article.title
  isnad export --format statements -o said.csv    a line a statement, for R, Python or a spreadsheet (UTF-8)
  isnad export --format graphml -o relays.graphml who relays whom, how often, from when to when; for Gephi, igraph, networkx
  isnad export --format jsonld --wikidata items.tsv   names with the items of Wikidata that the file gives them
  isnad export --format gold -o gold              corrected articles, for isnad train --only judge --gold gold
  isnad export --format wacz -o pages.wacz        the pages as they were read, for web archives

The newest version of each article is written, as it reads with the corrections of it (isnad correct). A record is what isnad read prints; start and end count characters of article.text.
Items of Wikidata are taken from the file alone, never guessed: a name that fits two gets none, and the command says so.`
}

// Run writes the records in order of publication.
func (c *exportCmd) Run(ctx context.Context, std *streams) (err error) {
	format, err := export.FormatOf(c.Format)
	if c.Format == "gold" {
		format, err = export.Format{}, nil
	}
	if err != nil {
		return &usageError{fmt.Errorf("--format: %w", err)}
	}
	begin := format.New
	var ids *export.Identifiers
	if c.Wikidata != "" {
		if format.Identified == nil {
			return &usageError{fmt.Errorf("--wikidata: %s has no place for items of Wikidata; statements, commitments, figures, jsonld and graphml have", c.Format)}
		}
		if ids, err = readIdentifiers(c.Wikidata); err != nil {
			return err
		}
		begin = func(w io.Writer) (export.Records, error) { return format.Identified(w, ids) }
	}
	in, err := publishedBetween(c.From, c.To)
	if err != nil {
		return err
	}
	in.Outlet, in.NoPages = c.Outlet, !format.Pages
	db, err := std.openArchive(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	if c.Format == "gold" {
		return c.gold(ctx, std, db, in)
	}
	out, err := openOutput(std.stdout, c.Output)
	if err != nil {
		return err
	}
	defer func() { err = out.close(err) }()
	records, err := begin(out)
	if err != nil {
		return err
	}
	for k, err := range db.Walk(ctx, in) {
		if err != nil {
			return err
		}
		if err := records.Write(k); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := records.Close(); err != nil {
		return err
	}
	if ids != nil {
		for _, name := range ids.Ambiguous() {
			std.complain("%s: %s; it gets neither, until one is left in the file", c.Wikidata, name)
		}
	}
	return nil
}

func readIdentifiers(path string) (*export.Identifiers, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	ids, err := export.ReadIdentifiers(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return ids, nil
}

// publishedBetween is the range that --from and --to give, both included.
func publishedBetween(from, to string) (in archive.Range, err error) {
	if in, err = export.Published(from, to); err != nil {
		err = &usageError{fmt.Errorf("--%w", err)}
	}
	return in, err
}

// gold writes the corrected articles into a new folder, which appears whole or
// not at all.
func (c *exportCmd) gold(ctx context.Context, std *streams, db archive.Archive, in archive.Range) (err error) {
	if c.Output == "" || c.Output == "-" {
		return &usageError{fmt.Errorf("--format gold: writes a folder, a file for each corrected article: name it with -o")}
	}
	if _, err := os.Lstat(c.Output); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: stands there already (name a new folder)", c.Output)
	}
	temporary, err := os.MkdirTemp(filepath.Dir(c.Output), "."+filepath.Base(c.Output)+".*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", c.Output, err)
	}
	defer os.RemoveAll(temporary)
	written := 0
	for k, err := range db.Walk(ctx, in) {
		if err != nil {
			return err
		}
		a := export.Gold(k)
		if a == nil {
			continue
		}
		data, err := json.MarshalIndent(a, "", " ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(temporary, a.ID+".json"), append(data, '\n'), 0o644); err != nil {
			return err
		}
		written++
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if written == 0 {
		return fmt.Errorf("%s: nothing is corrected in what was asked for (isnad correct corrects)", std.archiveTitle())
	}
	if err := os.Chmod(temporary, 0o755); err != nil {
		return err
	}
	if err := os.Rename(temporary, c.Output); err != nil {
		return fmt.Errorf("writing %s: %w", c.Output, err)
	}
	std.complain("%s: articles: %d", c.Output, written)
	return nil
}
