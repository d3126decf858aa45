package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"isnad/archive"
	"isnad/coding"
)

type sampleCmd struct {
	By     []string `help:"Draw from each part of the archive by its share: outlet, month, year, also several." placeholder:"PART,…"`
	N      int      `short:"n" default:"200" help:"Draw N sentences." placeholder:"N"`
	Task   string   `default:"statements" help:"What is coded: statements, commitments or figures." placeholder:"TASK"`
	Seed   uint64   `default:"1" help:"Another seed draws another sample, the same seed the same." placeholder:"N"`
	Outlet string   `help:"Only articles of one outlet, as the archive names it." placeholder:"NAME"`
	From   string   `help:"Only articles published from then on (2031, 2031-04, 2031-04-02)." placeholder:"DATE"`
	To     string   `help:"Only articles published up to then, included." placeholder:"DATE"`
	Lang   string   `enum:"auto,ar,en" default:"auto" help:"Lists to choose from in Arabic (ar) or English (en); auto follows the locale." placeholder:"LANG"`
	Output string   `short:"o" help:"Write to FILE, which appears whole or not at all; one that ends in .xlsx becomes a workbook." placeholder:"FILE"`
}

// Help is shown below the flags by isnad sample --help.
func (*sampleCmd) Help() string {
	return `Examples:

  isnad sample --by outlet,month -n 200 --task statements -o coding.xlsx   a workbook with lists to choose from and instructions
  isnad sample --task figures --from 2031-04 --to 2031-06 -o figures.csv   a table as CSV in UTF-8
  isnad sample -n 200 --seed 7 -o second.xlsx                              another sample
  isnad agree coding.xlsx                                                  when it came back filled

The sheet has a sentence a row, with those around it, and nothing of what the program read. One sheet can be given to two coders.`
}

// Run draws a sample and writes the sheet.
func (c *sampleCmd) Run(ctx context.Context, std *streams) (err error) {
	task, err := coding.TaskOf(c.Task)
	if err != nil {
		return &usageError{fmt.Errorf("--task: %w", err)}
	}
	in, err := publishedBetween(c.From, c.To)
	if err != nil {
		return err
	}
	in.Outlet = c.Outlet
	for _, by := range c.By {
		if err := coding.CheckStratum(by); err != nil {
			return &usageError{fmt.Errorf("--by: %w", err)}
		}
	}
	if c.N < 1 {
		return &usageError{fmt.Errorf("-n %d: ask for at least one sentence", c.N)}
	}
	return std.withArchive(ctx, func(db archive.Archive) (err error) {
		units, strata, err := coding.Draw(ctx, db, coding.Plan{Task: task, By: c.By, N: c.N, Seed: c.Seed, In: in})
		if err != nil {
			return err
		}
		if len(units) == 0 {
			return fmt.Errorf("%s: no article is in that range; isnad search lists what is there", std.archiveTitle())
		}
		out, err := openOutput(std.stdout, c.Output)
		if err != nil {
			return err
		}
		defer func() { err = out.close(err) }()
		write := func(w io.Writer) error { return coding.WriteCSV(w, task, units) }
		if strings.EqualFold(filepath.Ext(c.Output), ".xlsx") {
			write = func(w io.Writer) error {
				return coding.WriteXLSX(w, task, units, look(std, out, c.Lang, "never").words)
			}
		}
		if err := write(out); err != nil {
			return err
		}
		if len(units) < c.N {
			std.complain("only %d sentences are there", len(units))
		}
		left := 0
		for _, s := range strata {
			if s.Drawn == 0 {
				left++
			}
		}
		if left > 0 {
			std.complain("%d of %d parts by %s are too small for a sentence of the %d; a greater -n reaches them", left, len(strata), strings.Join(c.By, ","), len(units))
		}
		return nil
	})
}
