package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"isnad/archive"
	"isnad/coding"
	"isnad/wording"
)

type agreeCmd struct {
	Sheets []string `arg:"" name:"sheet" help:"A filled sheet of isnad sample, CSV or XLSX; a second one of the same sample for another coder."`
	Format string   `enum:"text,json" default:"text" help:"text to read; json, one object." placeholder:"FORMAT"`
	Lang   string   `enum:"auto,ar,en" default:"auto" help:"Labels in Arabic (ar) or English (en); auto follows the locale." placeholder:"LANG"`
	Output string   `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

// Help is shown below the flags by isnad agree --help.
func (*agreeCmd) Help() string {
	return `Examples:

  isnad agree coding.xlsx                   how well the program read, by what the coder found
  isnad agree first.csv second.csv          the same by two coders, and how far they agree
  isnad agree --format json coding.xlsx | jq '.comparisons[0].presence.kappa'

Precision is the share of what was found that is right, recall the share of what is right that was found, with the score interval
of Wilson (1927); kappa is Cohen's (1960), with the standard error of Fleiss, Cohen and Everitt (1969); all at 95 %. What the
program read is looked up in the archive, as it was read and without corrections. Rows without an answer are left out.`
}

// Run compares the sheets with the archive and with each other.
func (c *agreeCmd) Run(ctx context.Context, std *streams) (err error) {
	if len(c.Sheets) > 2 {
		return &usageError{fmt.Errorf("%d sheets; give one, or two to compare two coders", len(c.Sheets))}
	}
	var coders []*coding.Sheet
	for _, path := range c.Sheets {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		sheet, err := coding.ReadSheet(path, f)
		f.Close()
		if err != nil {
			return err
		}
		if sheet.Blank > 0 {
			std.complain("%s: %d sentences without an answer are left out", path, sheet.Blank)
		}
		coders = append(coders, sheet)
	}
	var all []*coding.Comparison
	compare := func(a, b *coding.Sheet) error {
		found, err := coding.Compare(a, b)
		all = append(all, found)
		return err
	}
	err = std.withArchive(ctx, func(db archive.Archive) error {
		for _, s := range coders {
			machine, err := coding.Read(ctx, db, s)
			if err != nil {
				return err
			}
			if err := compare(machine, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(coders) == 2 {
		if err := compare(coders[1], coders[0]); err != nil {
			return err
		}
	}
	out, err := openOutput(std.stdout, c.Output)
	if err != nil {
		return err
	}
	defer func() { err = out.close(err) }()
	if c.Format == "json" {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(struct {
			Comparisons []*coding.Comparison `json:"comparisons"`
		}{all})
	}
	v := look(std, out, c.Lang, "never")
	var text bytes.Buffer
	for i, found := range all {
		if i > 0 {
			text.WriteByte('\n')
		}
		v.comparison(&text, found)
	}
	_, err = out.Write(text.Bytes())
	return err
}

func (v view) comparison(out *bytes.Buffer, c *coding.Comparison) {
	name := func(s string) string {
		if s == coding.Machine {
			return v.words.Say(wording.Machine)
		}
		return s
	}
	fmt.Fprintf(out, "%s ~ %s · %s · n = %d\n", name(c.Of), name(c.Against), c.Task, c.Units)
	row := func(m coding.Measure) {
		fmt.Fprintf(out, "  %s (n = %d)\n", m.Name, m.Cases)
		for _, f := range []struct {
			label  wording.Label
			figure coding.Figure
		}{{wording.Precision, m.Precision}, {wording.Recall, m.Recall}, {wording.Agreement, m.Agreement}, {wording.Kappa, m.Kappa}} {
			if f.figure.Known() {
				fmt.Fprintf(out, "     %s %.3f [%.3f, %.3f]\n", v.words.Say(f.label), f.figure.Value, f.figure.Low, f.figure.High)
			}
		}
	}
	row(c.Presence)
	row(c.Findings)
	for _, m := range c.Fields {
		row(m)
	}
}
