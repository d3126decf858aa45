package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"isnad/archive"
	"isnad/export"
)

type exportCmd struct {
	Format   string `default:"jsonl" help:"jsonl, a record a line; statements, commitments or figures, a table as CSV; jsonld, schema.org; annotations, W3C Web Annotations; conllu, the analysis of the words; graphml, who relays whom; wacz, the pages." placeholder:"FORMAT"`
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
  isnad export --format wacz -o pages.wacz        the pages as they were read, for web archives

The newest version of each article is written. A record is what isnad read prints; start and end count characters of article.text.
Items of Wikidata are taken from the file alone, never guessed: a name that fits two gets none, and the command says so.`
}

// Run writes the records in order of publication.
func (c *exportCmd) Run(ctx context.Context, std *streams) (err error) {
	format, err := export.FormatOf(c.Format)
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
