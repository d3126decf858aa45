package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"

	"isnad/archive"
	"isnad/wording"
)

type showCmd struct {
	ID     string `arg:"" name:"id" help:"Id of an article, as lists print it."`
	Number int    `name:"number" help:"Its version N; the newest without." placeholder:"N"`
	Format string `enum:"text,json,jsonl" default:"text" help:"text to read; json, the record; jsonl, the record on one line." placeholder:"FORMAT"`
	Color  string `enum:"auto,always,never" default:"auto" help:"Colours in the text: auto, always or never. NO_COLOR is honoured." placeholder:"WHEN"`
	Lang   string `enum:"auto,ar,en" default:"auto" help:"Labels in Arabic (ar) or English (en); auto follows the locale." placeholder:"LANG"`
	Output string `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

// Help is shown below the flags by isnad show --help.
func (*showCmd) Help() string {
	return `Examples:

  isnad show سرمد:4471                the record of an article, in its newest version
  isnad show --number 1  سرمد:4471    as it was first kept
  isnad show --format json سرمد:4471`
}

// Run prints the record of one article and lists its versions.
func (c *showCmd) Run(ctx context.Context, std *streams) (err error) {
	db, err := std.openArchive(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	kept, err := db.Get(ctx, c.ID, c.Number)
	if err != nil {
		return err
	}
	versions, err := db.Versions(ctx, c.ID)
	if err != nil {
		return err
	}
	out, err := openOutput(std.stdout, c.Output)
	if err != nil {
		return err
	}
	defer func() { err = out.close(err) }()
	var text bytes.Buffer
	switch c.Format {
	case "jsonl":
		text.Write(kept.JSON)
		text.WriteByte('\n')
	case "json":
		if err := json.Indent(&text, kept.JSON, "", "  "); err != nil {
			return err
		}
		text.WriteByte('\n')
	default:
		v := look(std, out, c.Lang, c.Color)
		v.write(&text, kept.Record)
		v.corrections(&text, kept.Corrections)
		v.versions(&text, versions, kept.Number)
	}
	_, err = out.Write(text.Bytes())
	return err
}

// versions lists the versions of an article with the days on which they were
// published and first seen, where there are several.
func (v view) versions(out *bytes.Buffer, all []archive.Version, shown int) {
	if len(all) < 2 {
		return
	}
	v.heading(out, wording.Versions)
	for _, a := range all {
		date := run{text: v.words.Say(wording.Unknown), style: alert}
		if a.Published.Known() {
			date = run{publication(a.Published), plain, ltr}
		}
		number := run{strconv.Itoa(a.Number), dim, ltr}
		if a.Number == shown {
			number.style = bold
		}
		v.line(out, entry, number, v.say(wording.Published, dim), date, run{text: "·", style: dim},
			v.say(wording.FirstSeen, dim), run{a.FirstSeen.Format("2006-01-02 15:04"), plain, ltr})
	}
}
