package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"

	"isnad/archive"
	"isnad/export"
	"isnad/query"
)

// askFlags are common to the commands that ask the archive for a list.
type askFlags struct {
	Format string `enum:"text,json,jsonl,csv" default:"text" help:"text to read; json, one object; jsonl, an object a line; csv, a table." placeholder:"FORMAT"`
	Limit  int    `default:"100" help:"Give at most N." placeholder:"N"`
	After  string `help:"Go on where a list ended: the place that it printed." placeholder:"PLACE"`
	Color  string `enum:"auto,always,never" default:"auto" help:"Colours in the text: auto, always or never. NO_COLOR is honoured." placeholder:"WHEN"`
	Lang   string `enum:"auto,ar,en" default:"auto" help:"Labels in Arabic (ar) or English (en); auto follows the locale." placeholder:"LANG"`
	Output string `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

// list is what a command has to print of a list: an object for each entry, a
// table, and text. Total and Next are of the whole list.
type list struct {
	object  any // the list as one object of JSON
	entries []any
	header  []string
	rows    [][]string
	text    func(view, *bytes.Buffer)
	given   int
	total   int
	next    string
}

// run asks the archive and prints what it gives.
func (c *askFlags) run(ctx context.Context, std *streams, ask func(archive.Archive) (*list, error)) (err error) {
	db, err := std.openArchive(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	l, err := ask(db)
	if err != nil {
		return err
	}
	out, err := openOutput(std.stdout, c.Output)
	if err != nil {
		return err
	}
	defer func() { err = out.close(err) }()
	if err := c.print(std, out, l); err != nil {
		return err
	}
	if l.next != "" {
		std.complain("%d of %d are given; --after %s gives the next, --limit more at a time", l.given, l.total, l.next)
	}
	return nil
}

func (c *askFlags) print(std *streams, out *output, l *list) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	switch c.Format {
	case "json":
		enc.SetIndent("", "  ")
		return enc.Encode(l.object)
	case "jsonl":
		for _, e := range l.entries {
			if err := enc.Encode(e); err != nil {
				return err
			}
		}
		return nil
	case "csv":
		w := csv.NewWriter(out)
		if err := w.Write(l.header); err != nil {
			return err
		}
		for _, row := range l.rows {
			for i, cell := range row {
				row[i] = export.Harmless(cell)
			}
			if err := w.Write(row); err != nil {
				return err
			}
		}
		w.Flush()
		return w.Error()
	}
	var text bytes.Buffer
	l.text(look(std, out, c.Lang, c.Color), &text)
	_, err := out.Write(text.Bytes())
	return err
}

// parseQuery reads the words of a command line as one query.
func parseQuery(words []string) (query.Node, error) {
	n, err := query.Parse(strings.Join(words, " "))
	var wrong *query.Error
	if errors.As(err, &wrong) {
		return nil, &usageError{err}
	}
	return n, err
}

// publishedCell is the publication of a version in a table, "" where unknown.
func publishedCell(v archive.Version) string {
	if !v.Published.Known() {
		return ""
	}
	return publication(v.Published)
}
