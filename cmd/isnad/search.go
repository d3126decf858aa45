package main

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"isnad/archive"
	"isnad/wording"
)

type searchCmd struct {
	askFlags
	Query    []string `arg:"" name:"query" help:"Words and fields, see below."`
	Order    string   `enum:"relevance,newest,oldest" default:"relevance" help:"relevance, the best match first; newest; oldest." placeholder:"ORDER"`
	HalfLife duration `help:"Halve the score of articles with each such time of age: 30d, 12h." placeholder:"TIME"`
	Facets   bool     `help:"Count what was found by outlet, month and speaker, too."`
}

// Help is shown below the flags by isnad search --help.
func (*searchCmd) Help() string {
	return `Examples:

  isnad search جسر النهر                               both words, in any form
  isnad search '"جسر النهر" -ميناء'                    these very words, and not the other
  isnad search 'الجسر OR الميناء from:2031-03 outlet:سرمد'
  isnad search 'speaker:الرافعي act:deny said:كلفة'    of one statement: who, what it does, a word inside it
  isnad search --order newest --format jsonl 'due:2031'

Fields: from: to: (2031, 2031-04, 2031-04-02) outlet: speaker: via: said:(…) kind: act: due: place: org: person:, and in Arabic
منذ: حتى: ناشر: قائل: عبر: قال: نوع: فعل: موعد: مكان: جهة: شخص:. A query that begins with - stands behind --.
Where no article has all words, those with any of them are given, and that is said.`
}

// Run searches and prints what is found.
func (c *searchCmd) Run(ctx context.Context, std *streams) error {
	q, err := parseQuery(c.Query)
	if err != nil {
		return err
	}
	return c.run(ctx, std, func(db archive.Archive) (*list, error) {
		page, err := db.Search(ctx, q, archive.SearchOptions{
			Order: archive.Order(c.Order), Limit: c.Limit, After: c.After, HalfLife: c.HalfLife.Duration, Snippets: true, Facets: c.Facets,
		})
		if err != nil {
			return nil, err
		}
		if page.Relaxed {
			std.complain("no article has all of these words; articles with any of them are given")
		}
		return c.list(page), nil
	})
}

func (c *searchCmd) list(page *archive.Page) *list {
	l := &list{header: []string{"id", "outlet", "url", "published", "score", "title", "snippet"}, given: len(page.Hits), total: page.Total, next: page.Next}
	object := page.JSON(strings.Join(c.Query, " "))
	l.object = object
	for i, h := range page.Hits {
		var pieces []string
		for _, s := range h.Snippets {
			pieces = append(pieces, s.Text)
		}
		l.entries = append(l.entries, object.Hits[i])
		l.rows = append(l.rows, []string{h.ID, h.Outlet, h.URL, publishedCell(h.Version), strconv.FormatFloat(h.Score, 'f', 3, 64), h.Title, strings.Join(pieces, " … ")})
	}
	l.text = func(v view, out *bytes.Buffer) { v.page(out, page) }
	return l
}

// page writes what a search found.
func (v view) page(out *bytes.Buffer, p *archive.Page) {
	v.line(out, 0, run{text: v.words.Count(wording.CountArticles, p.Total), style: bold})
	for _, h := range p.Hits {
		out.WriteByte('\n')
		v.version(out, h.Version)
		for _, s := range h.Snippets {
			v.line(out, entry, v.marked(s)...)
		}
	}
	if p.Facets == nil {
		return
	}
	for _, f := range []struct {
		label  wording.Label
		counts []archive.Count
	}{{wording.Outlet, p.Facets.Outlets}, {wording.Month, p.Facets.Months}, {wording.Speaker, p.Facets.Speakers}} {
		if len(f.counts) == 0 {
			continue
		}
		v.heading(out, f.label)
		for _, c := range f.counts {
			v.line(out, entry, run{c.Value, plain, unknown}, run{strconv.Itoa(c.Articles), dim, ltr})
		}
	}
}

// version writes the head of an article in a list.
func (v view) version(out *bytes.Buffer, a archive.Version) {
	title := run{a.Title, bold, rtl}
	if a.Title == "" {
		title = run{a.ID, bold, ltr}
	}
	v.line(out, 0, title)
	date := run{text: v.words.Say(wording.Unknown), style: alert}
	if a.Published.Known() {
		date = run{publication(a.Published), plain, ltr}
	}
	v.line(out, 0, run{a.Outlet, plain, unknown}, run{text: "·", style: dim}, date, run{text: "·", style: dim}, run{a.ID, dim, ltr})
}

// marked is a snippet with its marks in colour, or in brackets where there are
// no colours.
func (v view) marked(s archive.Snippet) []run {
	var runs []run
	at := 0
	add := func(text string, st style) {
		if strings.TrimSpace(text) != "" {
			runs = append(runs, run{strings.TrimSpace(text), st, rtl})
		}
	}
	for _, m := range s.Marks {
		add(s.Text[at:m.Start], plain)
		word := s.Text[m.Start:m.End]
		if !v.color {
			word = "[" + word + "]"
		}
		add(word, alert)
		at = m.End
	}
	add(s.Text[at:], plain)
	return runs
}

// duration is a time as flags give it: Go's forms, and days as 30d.
type duration struct{ time.Duration }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *duration) UnmarshalText(text []byte) (err error) {
	if days, ok := strings.CutSuffix(string(text), "d"); ok {
		n, err := strconv.ParseFloat(days, 64)
		if err != nil || n < 0 || n > 36500 {
			return fmt.Errorf("%q is no time; write 30d or 12h", text)
		}
		d.Duration = time.Duration(n * 24 * float64(time.Hour))
		return nil
	}
	if d.Duration, err = time.ParseDuration(string(text)); err != nil || d.Duration < 0 {
		return fmt.Errorf("%q is no time; write 30d or 12h", text)
	}
	return nil
}
