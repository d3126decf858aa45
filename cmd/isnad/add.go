package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"isnad/archive"
	"isnad/article"
	"isnad/ingest"
	"isnad/page"
)

// politePause lies between two requests to one host.
const politePause = time.Second

type addCmd struct {
	Inputs       []string `arg:"" name:"source" help:"Files, folders, globs and URLs of pages, texts, JSON Lines, web archives (WARC, WACZ), exports of Telegram Desktop (result.json), feeds, sitemaps and outlines of feeds (OPML), each also gzipped; - is standard input."`
	NoRaw        bool     `help:"Keep no page beside the record; such articles cannot be read again by a better reader."`
	Published    string   `help:"Publication date (2021-07-26), whatever the articles state." placeholder:"DATE"`
	Outlet       string   `help:"Outlet, whatever the articles state." placeholder:"NAME"`
	Jobs         int      `help:"Articles read at the same time; 0 is one per processor." default:"0" placeholder:"N"`
	Keep         duration `help:"Afterwards remove articles older than TIME, as isnad remove does: 365d." placeholder:"TIME"`
	Report       string   `help:"Write what became of each article to FILE as JSON Lines." placeholder:"FILE"`
	Queue        bool     `help:"Queue pages and URLs for isnad work instead of reading them here; the archive is in PostgreSQL."`
	AllowPrivate bool     `help:"Let URLs lead to private and loopback addresses."`
}

// Help is shown below the flags by isnad add --help.
func (*addCmd) Help() string {
	return `Examples:

  isnad add news.jsonl.gz crawl.wacz                 into isnad.db, which is made where there is none
  isnad add ChatExport/result.json dump.xml          a channel that Telegram Desktop exported, a feed whose items carry their text
  isnad add --archive may.db --outlet "صدى" pages    every page of a folder
  isnad add --report report.jsonl https://news.example/1.html
  isnad add --archive postgres://isnad@db/news --queue crawl.wacz   for the workers of many machines
  isnad add https://news.example/rss                 every article that a feed or a sitemap lists

An article that is kept already is not kept again, and one that was corrected becomes a new version beside the old one. A run that was
stopped or killed has lost nothing that it reported: run it again and it goes on.

The exit status is 1 if an article was refused; the others are kept.`
}

// Run reads the inputs into the archive and prints a summary.
func (c *addCmd) Run(ctx context.Context, std *streams) (err error) {
	options := ingest.Options{Jobs: c.Jobs, NoPages: c.NoRaw, Article: article.Options{Outlet: c.Outlet}}
	if options.Article.Published, err = publishedFlag(c.Published); err != nil {
		return err
	}
	if c.Queue {
		return c.enqueue(ctx, std, options)
	}
	inputs, unusable := page.Expand(c.Inputs)
	to, err := std.openArchive(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, to.Close()) }()
	report, err := openReport(c.Report)
	if err != nil {
		return err
	}
	defer func() { err = report.close(err) }()

	m := newMeter(std, bytesOf(inputs))
	defer m.finish()
	reader := page.NewReader(page.Options{Stdin: std.stdin, AllowPrivate: c.AllowPrivate, Pause: politePause, OnRead: m.work})
	sum := summary{refused: map[page.Kind]int{}}
	told := func(r ingest.Result) error {
		sum.add(r)
		if r.Err != nil {
			m.clear()
			std.complain("%v", r.Err)
		}
		return report.add(r)
	}
	for _, err := range unusable {
		if err := told(ingest.Result{Err: err}); err != nil {
			return err
		}
	}
	for r, err := range ingest.Run(ctx, to, opened(ctx, inputs, reader), options) {
		if err == nil {
			m.advance()
			err = told(r)
		}
		if err != nil {
			m.clear()
			fmt.Fprintf(std.stdout, "%s: %s\n", std.archiveTitle(), sum)
			return err
		}
	}
	m.clear()
	fmt.Fprintf(std.stdout, "%s: %s\n", std.archiveTitle(), sum)
	if err := std.removeOlder(ctx, to, c.Keep.Duration); err != nil {
		return err
	}
	if err := keepStories(ctx, std, to, c.Jobs); err != nil {
		return err
	}
	if len(sum.refused) > 0 {
		return errInputs
	}
	return nil
}

// publishedFlag parses the value of --published, "" for none.
func publishedFlag(value string) (article.Date, error) {
	if value == "" {
		return article.Date{}, nil
	}
	date, ok := article.ParseDate(value)
	if !ok {
		return date, &usageError{fmt.Errorf("--published %s: is not a date (write it as 2021-07-26)", value)}
	}
	return date, nil
}

// opened yields the pages of all inputs in order.
func opened(ctx context.Context, inputs []string, reader *page.Reader) iter.Seq2[*page.Page, error] {
	return func(yield func(*page.Page, error) bool) {
		for s := range pages(ctx, inputs, reader) {
			if !yield(s.page, s.err) {
				return
			}
		}
	}
}

// summary counts what became of articles.
type summary struct {
	kept    [3]int // by archive.Outcome
	refused map[page.Kind]int
}

func (s *summary) add(r ingest.Result) {
	if r.Err == nil {
		s.kept[r.Outcome]++
		return
	}
	s.refused[kindOf(r.Err)]++
}

// kindOf is the kind of a refusal; a defect of ours has its own.
func kindOf(err error) page.Kind {
	var e *page.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return "defect"
}

// String is the summary on one line, refusals with their reasons.
func (s summary) String() string {
	versions := "new versions"
	if s.kept[archive.Revised] == 1 {
		versions = "new version"
	}
	refused := 0
	var reasons []string
	for _, kind := range slices.Sorted(maps.Keys(s.refused)) {
		refused += s.refused[kind]
		reasons = append(reasons, fmt.Sprintf("%d %s", s.refused[kind], strings.ReplaceAll(string(kind), "_", " ")))
	}
	line := fmt.Sprintf("%d added, %d unchanged, %d %s, %d refused", s.kept[archive.Added], s.kept[archive.Unchanged], s.kept[archive.Revised], versions, refused)
	if refused > 0 {
		line += " (" + strings.Join(reasons, ", ") + ")"
	}
	return line
}

// addReport writes what became of each article as JSON Lines; the zero value
// writes nothing.
type addReport struct {
	out     *output
	encoder *json.Encoder
}

func openReport(path string) (*addReport, error) {
	if path == "" {
		return &addReport{}, nil
	}
	out, err := openOutput(io.Discard, path)
	if err != nil {
		return nil, err
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return &addReport{out, encoder}, nil
}

// reportLine is the JSON of one line of a report.
type reportLine struct {
	Name    string    `json:"name"`
	ID      string    `json:"id,omitempty"`
	URL     string    `json:"url,omitempty"`
	Outcome string    `json:"outcome"` // added, unchanged, revised or refused
	Kind    page.Kind `json:"kind,omitempty"`
	Reason  string    `json:"reason,omitempty"`
}

func (r *addReport) add(result ingest.Result) error {
	if r.encoder == nil {
		return nil
	}
	line := reportLine{Name: result.Name, ID: result.ID, URL: result.URL, Outcome: result.Outcome.String()}
	if result.Err != nil {
		line.Outcome, line.Kind, line.Reason = "refused", kindOf(result.Err), result.Err.Error()
		var e *page.Error
		if errors.As(result.Err, &e) {
			line.Name = e.Name
		}
	}
	return r.encoder.Encode(line)
}

// close ends the report of a run that ended with runErr. A report is also
// kept of a run that broke off.
func (r *addReport) close(runErr error) error {
	if r.out == nil {
		return runErr
	}
	return firstError(runErr, r.out.close(nil))
}
