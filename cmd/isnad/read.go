package main

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"sync"

	"isnad/article"
	"isnad/export"
	"isnad/ingest"
	"isnad/page"
	"isnad/record"
	"isnad/wording"
)

type readCmd struct {
	Inputs       []string `arg:"" name:"input" help:"Files, folders, globs and URLs of pages, texts, JSON Lines, web archives (WARC, WACZ), exports of Telegram Desktop (result.json), feeds and sitemaps, each also gzipped; - is standard input."`
	Format       string   `enum:"text,json,jsonl,ics" default:"text" help:"text to read; json, one indented object per article; jsonl, one line per article; ics, the commitments with a due date as a calendar." placeholder:"FORMAT"`
	Explain      bool     `help:"Show every candidate for a statement: its rule, the features that decided, and why it was kept or dropped."`
	Published    string   `help:"Publication date (2021-07-26), whatever the articles state." placeholder:"DATE"`
	Outlet       string   `help:"Outlet, whatever the articles state; it is never taken for a relay." placeholder:"NAME"`
	Jobs         int      `help:"Articles read at the same time; 0 is one per processor." default:"0" placeholder:"N"`
	Color        string   `enum:"auto,always,never" default:"auto" help:"Colours in the text: auto, always or never. NO_COLOR is honoured." placeholder:"WHEN"`
	Lang         string   `enum:"auto,ar,en" default:"auto" help:"Labels in Arabic (ar) or English (en); auto follows the locale." placeholder:"LANG"`
	Output       string   `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
	AllowPrivate bool     `help:"Let URLs lead to private and loopback addresses."`
}

// Help is shown below the flags by isnad read --help.
func (*readCmd) Help() string {
	return `Examples:

  isnad read examples                               every page of a folder
  isnad read --published 2021-07-26 report.txt      a text that states no date
  isnad read --explain report.txt                   why each statement was read as one
  isnad read --format jsonl -o out.jsonl news.jsonl.gz
  isnad read --format ics -o due.ics news.jsonl.gz  what was promised by when, for a calendar
  curl -s https://news.example/1.html | isnad read --format json -

The exit status is 1 if an input could not be read; the others are still printed.`
}

// Run reads the inputs in parallel and writes the records in input order.
func (c *readCmd) Run(ctx context.Context, std *streams) (err error) {
	if c.Explain && c.Format != "text" {
		return &usageError{fmt.Errorf("--explain: is text to read, so --format %s cannot be had with it", c.Format)}
	}
	options := article.Options{Outlet: c.Outlet}
	if options.Published, err = publishedFlag(c.Published); err != nil {
		return err
	}
	inputs, unusable := page.Expand(c.Inputs)
	for _, err := range unusable {
		std.complain("%v", err)
	}
	out, err := openOutput(std.stdout, c.Output)
	if err != nil {
		return err
	}
	defer func() { err = out.close(err) }()

	look := look(std, out, c.Lang, c.Color)
	encoders := sync.Pool{New: func() any { return newEncoder(c.Format, c.Explain, look) }}
	bar := newProgress(std, out, len(inputs))
	defer bar.finish()

	// The inputs must not outlive an output that breaks.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	put := func(article []byte) error {
		_, err := out.Write(article)
		return err
	}
	switch c.Format {
	case "text":
		put = separated(put, look.between())
	case "ics":
		calendar := export.ICalendar{Language: look.words}
		if err := calendar.Begin(out); err != nil {
			return err
		}
	}
	var undated tally
	failed := len(unusable) > 0
	sources := pages(ctx, inputs, page.NewReader(page.Options{Stdin: std.stdin, AllowPrivate: c.AllowPrivate, Pause: politePause}))
	for r := range ingest.Ordered(ctx, c.jobs(), sources, func(s source) reading {
		return read(s, options, encoders.Get().(*encoder))
	}) {
		bar.advance(r.input)
		if r.err != nil {
			failed = true
			bar.clear()
			std.complain("%v", r.err)
		} else if err := put(r.encoder.buf.Bytes()); err != nil {
			cancel()
			return err
		}
		undated.add(r)
		encoders.Put(r.encoder)
	}
	bar.clear()
	undated.warn(std)
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.Format == "ics" {
		if err := (export.ICalendar{}).End(out); err != nil {
			return err
		}
	}
	if failed {
		return errInputs
	}
	return nil
}

func (c *readCmd) jobs() int {
	if c.Jobs > 0 {
		return c.Jobs
	}
	return runtime.GOMAXPROCS(0)
}

// separated calls put with a separator between its calls.
func separated(put func([]byte) error, between string) func([]byte) error {
	first := true
	return func(article []byte) error {
		if !first {
			if err := put([]byte(between)); err != nil {
				return err
			}
		}
		first = false
		return put(article)
	}
}

// source is one article's page, or the error met in its place.
type source struct {
	input int // index of the input that it comes from
	page  *page.Page
	err   error
}

// pages yields the pages of all inputs in order; an input that fails yields
// its error and the next one follows.
func pages(ctx context.Context, inputs []string, reader *page.Reader) iter.Seq[source] {
	return func(yield func(source) bool) {
		for i, input := range inputs {
			for p, err := range reader.Open(ctx, input) {
				if ctx.Err() != nil || !yield(source{i, p, err}) {
					return
				}
			}
		}
	}
}

// reading is what became of a source: its encoded record or an error.
type reading struct {
	input      int
	name       string
	err        error
	encoder    *encoder
	unresolved int
}

// read turns one page into its encoded record. The work on an article happens
// here, so everything it allocates belongs to one worker.
func read(s source, options article.Options, enc *encoder) (r reading) {
	r = reading{input: s.input, encoder: enc, err: s.err}
	enc.buf.Reset()
	if s.err != nil {
		return r
	}
	r.name = s.page.Name
	r.err = ingest.Guard(r.name, func() error {
		a, err := article.From(s.page, options)
		if err != nil {
			return err
		}
		unresolved, err := enc.read(a)
		if !a.Published.Known() {
			r.unresolved = unresolved
		}
		return err
	})
	return r
}

// encoder reads an article and holds its output until its turn comes.
type encoder struct {
	buf bytes.Buffer
	// read returns how many times stay unresolved.
	read func(*article.Article) (unresolved int, err error)
}

func newEncoder(format string, explain bool, look view) *encoder {
	e := new(encoder)
	write := func(r *record.Record) error { look.write(&e.buf, r); return nil }
	switch format {
	case "json":
		write = record.NewEncoder(&e.buf, "  ").Encode
	case "jsonl":
		write = record.NewEncoder(&e.buf, "").Encode
	case "ics":
		calendar := export.ICalendar{Language: look.words}
		write = func(r *record.Record) error { return calendar.Commitments(&e.buf, r) }
	}
	e.read = func(a *article.Article) (int, error) {
		r := record.Read(a)
		return r.Unresolved, write(r)
	}
	if explain {
		e.read = func(a *article.Article) (int, error) {
			r, judged := record.Explain(a)
			look.explain(&e.buf, r, judged)
			return r.Unresolved, nil
		}
	}
	return e
}

// tally counts the times that stay unresolved for want of a date.
type tally struct {
	articles, times int
	name            string // of the first such article
}

func (t *tally) add(r reading) {
	if r.unresolved == 0 {
		return
	}
	if t.articles == 0 {
		t.name = r.name
	}
	t.articles++
	t.times += r.unresolved
}

func (t *tally) warn(std *streams) {
	var where string
	switch t.articles {
	case 0:
		return
	case 1:
		where = t.name + ": no publication date is stated"
	default:
		where = fmt.Sprintf("%d articles state no publication date", t.articles)
	}
	expressions := "expressions of time stay"
	if t.times == 1 {
		expressions = "expression of time stays"
	}
	std.complain("%s: %d %s unresolved (--published DATE would resolve them)", where, t.times, expressions)
}

// look decides how a text view is laid out, from the flags --lang and --color.
func look(std *streams, out *output, lang, color string) view {
	v := view{words: wording.English, width: 80}
	locale := std.env("LANG")
	for _, name := range []string{"LC_MESSAGES", "LC_ALL"} {
		if set := std.env(name); set != "" {
			locale = set
		}
	}
	if lang == "ar" || lang == "auto" && strings.HasPrefix(locale, "ar") {
		v.words = wording.Arabic
	}
	width, terminal := out.terminal()
	if terminal {
		v.width = width
	}
	v.color = color == "always" || color == "auto" && terminal && std.env("NO_COLOR") == "" && std.env("TERM") != "dumb"
	return v
}
