package main

import (
	"context"
	"fmt"
	"time"

	"isnad/archive"
	"isnad/export"
	"isnad/query"
)

type exportCmd struct {
	Format string `default:"jsonl" help:"jsonl, a record a line; statements, commitments or figures, a table as CSV; jsonld, schema.org; annotations, W3C Web Annotations; conllu, the analysis of the words; wacz, the pages." placeholder:"FORMAT"`
	Outlet string `help:"Only articles of one outlet, as the archive names it." placeholder:"NAME"`
	From   string `help:"Only articles published from then on (2031, 2031-04, 2031-04-02)." placeholder:"DATE"`
	To     string `help:"Only articles published up to then, included." placeholder:"DATE"`
	Output string `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

// Help is shown below the flags by isnad export --help.
func (*exportCmd) Help() string {
	return `Examples:

  isnad export -o all.jsonl                       every record, in order of publication
  isnad export --from 2031-04 --to 2031-04 --outlet سرمد | jq .article.title
  isnad export --format statements -o said.csv    a line a statement, for R, Python or a spreadsheet (UTF-8)
  isnad export --format wacz -o pages.wacz        the pages as they were read, for web archives

The newest version of each article is written. A record is what isnad read prints; start and end count characters of article.text.`
}

// Run writes the records in order of publication.
func (c *exportCmd) Run(ctx context.Context, std *streams) (err error) {
	format, err := export.FormatOf(c.Format)
	if err != nil {
		return &usageError{fmt.Errorf("--format: %w", err)}
	}
	in := archive.Range{Outlet: c.Outlet, NoPages: !format.Pages}
	if c.From != "" {
		p, ok := query.ParsePeriod(c.From)
		if !ok {
			return &usageError{fmt.Errorf("--from %s: is no date (write 2031, 2031-04 or 2031-04-02)", c.From)}
		}
		in.From = p.First()
	}
	if c.To != "" {
		p, ok := query.ParsePeriod(c.To)
		if !ok {
			return &usageError{fmt.Errorf("--to %s: is no date (write 2031, 2031-04 or 2031-04-02)", c.To)}
		}
		in.To = p.Last().Add(24 * time.Hour)
	}
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
	records, err := format.New(out)
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
	return records.Close()
}
