package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"isnad/archive"
	"isnad/article"
	"isnad/brief"
	"isnad/wording"
)

type briefCmd struct {
	Since  duration `default:"24h" help:"What was published within TIME: 24h, 7d." placeholder:"TIME"`
	Until  string   `help:"The end of that time, the day or the moment; the default is now." placeholder:"DATE"`
	Watch  string   `help:"The watch list, a file; without one the whole archive is watched." placeholder:"FILE"`
	Days   int      `default:"7" help:"List deadlines of so many days ahead." placeholder:"N"`
	Most   int      `default:"20" help:"Give at most N of each list, and of each speaker." placeholder:"N"`
	Format string   `enum:"text,markdown,html,docx" default:"text" help:"text, to be sent by mail as it is; markdown; html, a page that loads nothing; docx." placeholder:"FORMAT"`
	Lang   string   `enum:"ar,en" default:"ar" help:"Words of the brief in Arabic (ar) or English (en); the passages stay as they are." placeholder:"LANG"`
	Output string   `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

// Help is shown below the flags by isnad brief --help.
func (*briefCmd) Help() string {
	return `Examples:

  isnad brief --since 24h --watch water.txt               the day's brief, as text for a mail
  isnad brief --since 7d --format docx -o week.docx       the week's, to be edited
  isnad brief --until 2031-04-02 --format html -o b.html  of a day that has passed
  isnad brief --watch water.txt --lang en

A watch list is a text file with a line for each thing to watch; an article that has any of them is watched:

  # lines that begin with # say nothing
  title: ملف المياه
  person: سلمى الغالي
  body: وزارة المياه
  word: "سد العقيق" OR السيول
  outlet: سرمد

The keys are also عنوان شخص جهة لفظ ناشر. Names are found in every spelling, words as by isnad search.

A brief has new stories with their outlets and first sources, what the watched people and bodies said, new commitments, the deadlines ahead,
disagreements, and articles of the last thirty days that were changed in the time. Whatever stands in quotation marks is taken from an article.`
}

// Run gathers the brief and writes it.
func (c *briefCmd) Run(ctx context.Context, std *streams) (err error) {
	opts, err := c.options(time.Now())
	if err != nil {
		return err
	}
	return std.withArchive(ctx, func(from archive.Archive) (err error) {
		b, err := brief.Gather(ctx, from, opts)
		if err != nil {
			return err
		}
		out, err := openOutput(std.stdout, c.Output)
		if err != nil {
			return err
		}
		defer func() { err = out.close(err) }()
		if _, terminal := out.terminal(); terminal && c.Format == string(brief.DOCX) {
			return &usageError{errors.New("--format docx: is no text for a terminal (-o brief.docx writes a file)")}
		}
		style := brief.Style{Language: wording.Arabic}
		if c.Lang == "en" {
			style.Language = wording.English
		}
		return b.Layout(style).Write(out, brief.Format(c.Format))
	})
}

func (c *briefCmd) options(now time.Time) (opts brief.Options, err error) {
	opts = brief.Options{Until: now, Days: c.Days, Most: c.Most}
	if c.Until != "" {
		date, ok := article.ParseDate(c.Until)
		if !ok || date.Precision != article.Day && date.Precision != article.Second {
			return opts, &usageError{fmt.Errorf("--until %s: is neither a day nor a moment (write it as 2031-06-01 or 2031-06-01T18:00:00Z)", c.Until)}
		}
		if opts.Until = date.Time; date.Precision == article.Day {
			opts.Until = date.Time.AddDate(0, 0, 1)
		}
	}
	switch {
	case c.Since.Duration == 0:
		return opts, &usageError{errors.New("--since 0: is no time (write 24h or 7d)")}
	case c.Days < 1 || c.Days > 365:
		return opts, &usageError{fmt.Errorf("--days %d: is not between 1 and 365", c.Days)}
	case c.Most < 1:
		return opts, &usageError{fmt.Errorf("--most %d: is less than 1", c.Most)}
	}
	opts.From = opts.Until.Add(-c.Since.Duration)
	if c.Watch != "" {
		opts.Watch, err = brief.ReadWatch(c.Watch)
	}
	return opts, err
}
