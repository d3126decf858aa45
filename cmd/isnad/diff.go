package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"isnad/archive"
	"isnad/record"
	"isnad/wording"
)

type diffCmd struct {
	ID     string `arg:"" name:"id" help:"Id of an article, as lists print it."`
	From   int    `help:"The older version; by default the one before the newer." placeholder:"N"`
	To     int    `help:"The newer version; by default the newest." placeholder:"N"`
	Format string `enum:"text,json" default:"text" help:"text to read; json, one object." placeholder:"FORMAT"`
	Color  string `enum:"auto,always,never" default:"auto" help:"Colours in the text: auto, always or never. NO_COLOR is honoured." placeholder:"WHEN"`
	Lang   string `enum:"auto,ar,en" default:"auto" help:"Labels in Arabic (ar) or English (en); auto follows the locale." placeholder:"LANG"`
	Output string `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

// Help is shown below the flags by isnad diff --help.
func (*diffCmd) Help() string {
	return `Examples:

  isnad diff سرمد:4471                  what the latest correction changed
  isnad diff --from 1 --to 3 سرمد:4471
  isnad diff --format json سرمد:4471

Words that went stand between [- and -], words that came between {+ and +}; then the statements that only one of the versions has.`
}

// Run compares two versions.
func (c *diffCmd) Run(ctx context.Context, std *streams) (err error) {
	db, err := std.openArchive(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	newer, err := db.Get(ctx, c.ID, c.To)
	if err != nil {
		return err
	}
	from := c.From
	if from == 0 {
		from = newer.Number - 1
	}
	if from == 0 {
		return fmt.Errorf("%s: there is one version, and nothing to compare it with", c.ID)
	}
	older, err := db.Get(ctx, c.ID, from)
	if err != nil {
		return err
	}
	d := archive.Diff(older.Record, newer.Record)
	out, err := openOutput(std.stdout, c.Output)
	if err != nil {
		return err
	}
	defer func() { err = out.close(err) }()
	if c.Format == "json" {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(diffOf(older, newer, d))
	}
	var text bytes.Buffer
	look(std, out, c.Lang, c.Color).difference(&text, older, newer, d)
	_, err = out.Write(text.Bytes())
	return err
}

type diffJSON struct {
	From archive.ArticleJSON `json:"from"`
	To   archive.ArticleJSON `json:"to"`
	Text []changeJSON        `json:"text"`
	Lost []saidJSON          `json:"statements_lost"`
	Won  []saidJSON          `json:"statements_won"`
}

type changeJSON struct {
	Edit string `json:"edit"` // same, gone or new
	Text string `json:"text"`
}

type saidJSON struct {
	ID      string `json:"id"` // in its own version
	Source  string `json:"source"`
	Content string `json:"content"`
}

func diffOf(older, newer *archive.Kept, d archive.Difference) diffJSON {
	j := diffJSON{From: older.Version.JSON(), To: newer.Version.JSON(), Text: []changeJSON{}}
	for _, c := range d.Text {
		j.Text = append(j.Text, changeJSON{[...]string{"same", "gone", "new"}[c.Edit], c.Text})
	}
	said := func(of *archive.Kept, statements []record.Statement) []saidJSON {
		list := []saidJSON{}
		for _, s := range statements {
			list = append(list, saidJSON{s.ID, s.Source.Name, s.Content.Of(of.Record.Article.Text)})
		}
		return list
	}
	j.Lost, j.Won = said(older, d.Lost), said(newer, d.Won)
	return j
}

// difference writes what changed, a paragraph a line.
func (v view) difference(out *bytes.Buffer, older, newer *archive.Kept, d archive.Difference) {
	v.version(out, newer.Version)
	for _, k := range []*archive.Kept{older, newer} {
		v.line(out, 0, v.say(wording.Version, dim), run{strconv.Itoa(k.Number), plain, ltr}, run{text: "·", style: dim},
			v.say(wording.FirstSeen, dim), run{k.FirstSeen.Format("2006-01-02 15:04"), plain, ltr})
	}
	out.WriteByte('\n')
	var line []run
	for _, c := range d.Text {
		pieces := strings.Split(c.Text, "\n")
		for i, piece := range pieces {
			if i > 0 && len(line) > 0 {
				v.line(out, 0, line...)
				line = nil
			}
			piece = strings.TrimSpace(piece)
			switch {
			case piece == "":
			case c.Edit == archive.Gone:
				line = append(line, run{"[-" + piece + "-]", alert, rtl})
			case c.Edit == archive.New:
				line = append(line, run{"{+" + piece + "+}", named, rtl})
			default:
				line = append(line, run{piece, plain, rtl})
			}
		}
	}
	if len(line) > 0 {
		v.line(out, 0, line...)
	}
	for _, part := range []struct {
		label      wording.Label
		of         *archive.Kept
		statements []record.Statement
	}{{wording.LostSaid, older, d.Lost}, {wording.NewSaid, newer, d.Won}} {
		if len(part.statements) == 0 {
			continue
		}
		v.heading(out, part.label)
		for _, s := range part.statements {
			v.statement(out, part.of.Record, s)
		}
	}
}
