package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"isnad/archive"
	"isnad/trace"
	"isnad/wording"
)

type traceCmd struct {
	Text   []string `arg:"" name:"text" help:"The words, or what is claimed; - is standard input."`
	Places int      `default:"20" help:"Give at most N of the places where the words stand." placeholder:"N"`
	Claims int      `default:"3" help:"Give at most N claims that say the same." placeholder:"N"`
	Format string   `enum:"text,json" default:"text" help:"text to read, or json." placeholder:"FORMAT"`
	Color  string   `enum:"auto,always,never" default:"auto" help:"Colours in the text: auto, always or never. NO_COLOR is honoured." placeholder:"WHEN"`
	Lang   string   `enum:"auto,ar,en" default:"auto" help:"Labels in Arabic (ar) or English (en); auto follows the locale." placeholder:"LANG"`
	Output string   `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

// Help is shown below the flags by isnad trace --help.
func (*traceCmd) Help() string {
	return `Examples:

  isnad trace "أن تصدعات ظهرت في جسم سد العقيق"    who had these words first, who repeats them, from whom
  isnad trace - < paragraph.txt                   a longer text, of which the first 400 words are looked for
  isnad trace --format json "..."                 for programs, with the span of every answer

Exact words come first, also with small edits: two of five words of a longer text may be others, one of five of a shorter one; four words or
fewer must stand as they are. Then come the claims of the kept stories that say the same in other words. What the archive does not have it
cannot trace: nothing found means that the origin is unknown. Words that only an older version of an article has are not found.`
}

// Run traces a text.
func (c *traceCmd) Run(ctx context.Context, std *streams) error {
	text := strings.Join(c.Text, " ")
	if text == "-" {
		read, err := io.ReadAll(io.LimitReader(std.stdin, 8*trace.MaxText))
		if err != nil {
			return fmt.Errorf("reading the text from standard input: %w", err)
		}
		text = strings.TrimSpace(string(read))
	}
	switch {
	case len(archive.PassageTokens(text)) == 0:
		return &usageError{errors.New("the text has no words (isnad trace --help shows examples)")}
	case trace.TooLong(text):
		return &usageError{fmt.Errorf("the text is longer than %d characters; give the passage that matters", trace.MaxText)}
	case c.Places < 1 || c.Claims < 0:
		return &usageError{errors.New("--places must be at least 1, --claims at least 0")}
	}
	return std.withArchive(ctx, func(db archive.Archive) (err error) {
		if err := tellProgress(ctx, std, db); err != nil {
			return err
		}
		t, err := trace.Find(ctx, db, text, trace.Options{Places: c.Places, Claims: c.Claims})
		if err != nil {
			return err
		}
		out, err := openOutput(std.stdout, c.Output)
		if err != nil {
			return err
		}
		defer func() { err = out.close(err) }()
		if c.Format == "json" {
			object, err := t.JSON(ctx, db)
			if err != nil {
				return err
			}
			enc := json.NewEncoder(out)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			return enc.Encode(object)
		}
		var b bytes.Buffer
		look(std, out, c.Lang, c.Color).trace(&b, t)
		_, err = out.Write(b.Bytes())
		return err
	})
}

// trace writes where a text comes from.
func (v view) trace(out *bytes.Buffer, t *trace.Trace) {
	if !t.Known() {
		v.line(out, 0, v.say(wording.NotTraced, alert))
		return
	}
	if len(t.Places) > 0 {
		counts := []run{{text: v.words.Count(wording.CountArticles, t.Total), style: bold}, {text: "·", style: dim}, {text: v.words.Count(wording.CountOutlets, len(t.Outlets)), style: bold},
			{text: "·", style: dim}, {text: v.words.Count(wording.CountOrigins, len(t.Quote.Origins)), style: bold}}
		v.line(out, 0, counts...)
		v.heading(out, wording.FirstAppeared)
		for i, p := range t.Places {
			if i == 1 {
				v.heading(out, wording.Repeated)
			}
			v.place(out, p)
		}
		v.heading(out, wording.FromWhom)
		if len(t.Quote.Origins) == 0 {
			v.line(out, entry, v.say(wording.NoOrigin, alert))
		}
		v.tree(out, t.Graph, entry)
	}
	if len(t.Places) == 0 {
		v.line(out, 0, v.say(wording.NoSuchWords, bold))
	}
	if len(t.Wordings) > 1 {
		v.heading(out, wording.Rewordings)
		v.wordings(out, t.Wordings)
	}
	if len(t.Claims) > 0 {
		v.heading(out, wording.OtherWords)
		for i, c := range t.Claims {
			v.claim(out, i+1, c.Claim, c.Graph(c.Near))
			why := []run{v.say(wording.SameWords, plain)}
			if c.Why == trace.SameGist {
				why = []run{v.say(wording.LikeWords, plain), {text: "·", style: dim}, {c.Like.Text, plain, rtl}}
			}
			v.line(out, detail, append(why, run{text: "·", style: dim}, run{c.Story, dim, ltr})...)
			first := c.Members[0].Article
			v.line(out, detail, v.say(wording.FirstAppeared, dim), v.moment(first.At), v.outlet(first.Outlet), run{first.Title, plain, rtl})
		}
	}
}

// place writes an article that has the words: when, where, who says it there.
func (v view) place(out *bytes.Buffer, p trace.Place) {
	m := p.Assertion
	runs := []run{v.moment(m.Article.At), v.outlet(m.Article.Outlet), {m.Article.Title, bold, rtl}, {p.ID, dim, ltr}}
	if !p.Exact {
		runs = v.tag(runs, wording.EditedWords, alert)
	}
	v.line(out, entry, runs...)
	who := []run{v.say(wording.OwnVoice, alert)}
	if m.Statement != "" {
		who = []run{{m.Source.Name, named, rtl}}
		if m.Source.Name == "" {
			who[0] = v.say(wording.Unknown, alert)
		}
		for i := len(m.Chain) - 1; i >= 0; i-- {
			who = append(who, v.say(wording.Arrow, dim), run{m.Chain[i].Name, plain, rtl})
		}
	}
	v.line(out, detail, append(who, run{text: ":", style: dim}, run{m.Text, plain, rtl})...)
	if p.URL != "" {
		v.line(out, detail, run{p.URL, dim, ltr})
	}
}
