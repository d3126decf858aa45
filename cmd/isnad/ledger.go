package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"isnad/archive"
	"isnad/article"
	"isnad/export"
	"isnad/ingest"
	"isnad/ledger"
	"isnad/page"
	"isnad/record"
	"isnad/wording"
)

type ledgerCmd struct {
	Inputs []string `arg:"" optional:"" name:"input" help:"Files, folders and globs of pages, texts or JSON Lines, each also gzipped; - is standard input. Without any, the archive."`
	State  []string `enum:"open,due_soon,overdue,reported_done,reported_broken,withdrawn" help:"Only entries in these states (${enum}); may be repeated." placeholder:"STATE"`
	By     string   `help:"Only commitments of this actor; a family name will do." placeholder:"NAME"`
	Today  string   `help:"The day on which states are told; the default is today." placeholder:"DATE"`
	Soon   int      `default:"14" help:"Days before a due day from which it is soon." placeholder:"DAYS"`
	Format string   `enum:"text,json,claimreview" default:"text" help:"text to read; json; claimreview, the entries with a verdict as JSON-LD of schema.org." placeholder:"FORMAT"`
	Color  string   `enum:"auto,always,never" default:"auto" help:"Colours in the text: auto, always or never. NO_COLOR is honoured." placeholder:"WHEN"`
	Lang   string   `enum:"auto,ar,en" default:"auto" help:"Labels in Arabic (ar) or English (en); auto follows the locale." placeholder:"LANG"`
	Output string   `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

// Help is shown below the flags by isnad ledger --help.
func (*ledgerCmd) Help() string {
	return `Examples:

  isnad ledger                                      every commitment that isnad.db knows of
  isnad ledger --state overdue --state due_soon     what needs attention
  isnad ledger --today 2023-07-01 news.jsonl.gz     from files, as on a day
  isnad ledger --format claimreview -o reviews.json what isnad verdict has set

States say what articles report. Whether a promise was kept is for a person to decide: see isnad verdict.`
}

// Run gathers the ledger and prints it.
func (c *ledgerCmd) Run(ctx context.Context, std *streams) (err error) {
	today := time.Now()
	if c.Today != "" {
		date, ok := article.ParseDate(c.Today)
		if !ok {
			return &usageError{fmt.Errorf("--today %s: is not a date (write it as 2021-07-26)", c.Today)}
		}
		today = date.Time
	}
	out, err := openOutput(std.stdout, c.Output)
	if err != nil {
		return err
	}
	defer func() { err = out.close(err) }()
	g, err := c.gather(ctx, std)
	if err != nil {
		return err
	}
	soon := time.Duration(c.Soon) * 24 * time.Hour
	entries := slices.Clone(g.ledger.Entries())
	entries = slices.DeleteFunc(entries, func(e *ledger.Entry) bool {
		return len(c.State) > 0 && !slices.Contains(c.State, string(e.State(today, soon))) || c.By != "" && !g.isBy(e)
	})
	ledger.Sort(entries, today, soon)
	switch c.Format {
	case "json":
		err = writeLedgerJSON(out, entries, g.verdicts, today, soon)
	case "claimreview":
		err = export.ClaimReview(out, entries, g.verdicts)
	default:
		v := look(std, out, c.Lang, c.Color)
		var text bytes.Buffer
		for _, e := range entries {
			v.entry(&text, e, g.verdicts, e.State(today, soon))
		}
		_, err = out.Write(text.Bytes())
	}
	if err == nil && g.failed {
		return errInputs
	}
	return err
}

// gathered is what the ledger is printed from.
type gathered struct {
	ledger   *ledger.Ledger
	verdicts ledger.Verdicts
	// isBy tells whether an entry is by the actor asked for. Over an archive it
	// follows what was decided about names.
	isBy   func(*ledger.Entry) bool
	failed bool // an input could not be read
}

// gather makes the ledger of the inputs, or of the archive and its verdicts
// where there are none.
func (c *ledgerCmd) gather(ctx context.Context, std *streams) (g gathered, err error) {
	g.ledger = ledger.New()
	if len(c.Inputs) > 0 {
		records, failed := readRecords(ctx, std, c.Inputs)
		for _, r := range records {
			g.ledger.Add(r)
		}
		g.verdicts, g.failed = ledger.Verdicts{}, failed
		g.isBy = func(e *ledger.Entry) bool { return e.IsBy(c.By) }
		return g, ctx.Err()
	}
	from, err := std.openArchive(ctx, false)
	if err != nil {
		return g, err
	}
	defer func() { err = firstError(err, from.Close()) }()
	if g.verdicts, err = readVerdicts(ctx, from); err != nil {
		return g, err
	}
	for k, err := range from.Walk(ctx, archive.Range{NoPages: true}) {
		if err != nil {
			return g, err
		}
		g.ledger.Add(k.Record)
	}
	if c.By == "" {
		return g, nil
	}
	names, err := spellingsOf(ctx, from, c.By)
	g.isBy = func(e *ledger.Entry) bool { return names[e.By] }
	return g, err
}

// spellingsOf gives all spellings that an archive has of the names that value
// finds.
func spellingsOf(ctx context.Context, from archive.Archive, value string) (map[string]bool, error) {
	names := map[string]bool{}
	opts := archive.ListOptions{Limit: 1000}
	for {
		page, err := from.Names(ctx, value, opts)
		if err != nil {
			return nil, err
		}
		for _, n := range page.Names {
			for _, v := range n.Variants {
				names[v.Name] = true
			}
		}
		if opts.After = page.Next; page.Next == "" {
			return names, nil
		}
	}
}

func readVerdicts(ctx context.Context, from archive.Archive) (ledger.Verdicts, error) {
	note, err := from.State(ctx, ledger.StateName)
	if err != nil {
		return nil, err
	}
	return ledger.ReadVerdicts(note)
}

// readRecords reads inputs in order of publication, and reports whether some
// could not be read.
func readRecords(ctx context.Context, std *streams, names []string) (records []*record.Record, failed bool) {
	inputs, unusable := page.Expand(names)
	for _, err := range unusable {
		std.complain("%v", err)
	}
	failed = len(unusable) > 0
	type read struct {
		record *record.Record
		err    error
	}
	sources := pages(ctx, inputs, page.NewReader(page.Options{Stdin: std.stdin}))
	for r := range ingest.Ordered(ctx, (&storyFlags{}).jobs(), sources, func(s source) (r read) {
		if r.err = s.err; r.err != nil {
			return r
		}
		r.err = ingest.Guard(s.page.Name, func() error {
			a, err := article.From(s.page, article.Options{})
			if err == nil {
				r.record = record.Read(a)
			}
			return err
		})
		return r
	}) {
		if r.err != nil {
			failed = true
			std.complain("%v", r.err)
			continue
		}
		records = append(records, r.record)
	}
	slices.SortStableFunc(records, func(a, b *record.Record) int {
		return cmp.Or(a.Article.Published.Time.Compare(b.Article.Published.Time), cmp.Compare(a.Article.ID, b.Article.ID))
	})
	return records, failed
}

// entry writes an entry with its events.
func (v view) entry(out *bytes.Buffer, e *ledger.Entry, verdicts ledger.Verdicts, state ledger.State) {
	style := plain
	if state == ledger.Overdue || state == ledger.StateBroken {
		style = alert
	}
	head := v.tag([]run{{e.ID, dim, ltr}, {e.By, named, rtl}}, wording.CommitmentActs[e.Act], plain)
	head = v.tag(head, wording.States[state], style)
	if e.Due != "" {
		head = append(v.tag(head, wording.Due, dim), run{e.Due, bold, ltr})
	}
	v.line(out, 0, head...)
	v.line(out, entry, run{e.Matter, plain, rtl})
	for _, condition := range e.Conditions {
		v.line(out, entry, v.say(wording.If, dim), run{condition, plain, rtl})
	}
	for i, event := range e.Events {
		runs := []run{v.moment(event.At), v.outlet(event.Outlet), v.say(wording.EventKinds[event.Kind], plain)}
		if event.Kind == ledger.DeadlineMoved {
			runs = append(runs, run{event.Due, bold, ltr})
		}
		if event.Source != "" {
			runs = append(runs, run{event.Source, named, rtl})
		}
		if i > 0 {
			runs = append(runs, run{event.Text, plain, rtl})
		}
		v.line(out, detail, append(runs, v.signature(event.Rule, event.Confidence)...)...)
	}
	if verdict, given := verdicts[e.ID]; given {
		runs := []run{v.say(wording.Verdict, bold), v.say(wording.Ratings[verdict.Rating], bold)}
		if verdict.By != "" {
			runs = append(runs, run{verdict.By, named, unknown})
		}
		v.line(out, detail, append(runs, run{verdict.Note, plain, unknown})...)
	}
}

func writeLedgerJSON(w io.Writer, entries []*ledger.Entry, verdicts ledger.Verdicts, today time.Time, soon time.Duration) error {
	type event struct {
		Kind       ledger.EventKind `json:"kind"`
		Article    string           `json:"article"`
		Outlet     string           `json:"outlet"`
		Published  *string          `json:"published"`
		URL        string           `json:"url"`
		Text       string           `json:"text"`
		Statement  string           `json:"statement"`
		Source     string           `json:"source"`
		Due        string           `json:"due"`
		Rule       string           `json:"rule"`
		Confidence float64          `json:"confidence"`
	}
	type line struct {
		ID         string               `json:"id"`
		By         string               `json:"by"`
		Act        record.CommitmentAct `json:"act"`
		State      ledger.State         `json:"state"`
		Matter     string               `json:"matter"`
		Due        string               `json:"due"`
		Conditions []string             `json:"conditions"`
		Events     []event              `json:"events"`
		Verdict    *ledger.Verdict      `json:"verdict,omitempty"`
	}
	all := struct {
		Today   string `json:"today"`
		Entries []line `json:"entries"`
	}{today.Format(time.DateOnly), []line{}}
	for _, e := range entries {
		l := line{ID: e.ID, By: e.By, Act: e.Act, State: e.State(today, soon), Matter: e.Matter, Due: e.Due, Conditions: append([]string{}, e.Conditions...)}
		for _, x := range e.Events {
			j := event{Kind: x.Kind, Article: x.Article, Outlet: x.Outlet, URL: x.URL, Text: x.Text, Statement: x.Statement, Source: x.Source, Due: x.Due, Rule: x.Rule, Confidence: x.Confidence}
			if !x.At.IsZero() {
				at := x.At.UTC().Format(time.RFC3339)
				j.Published = &at
			}
			l.Events = append(l.Events, j)
		}
		if v, given := verdicts[e.ID]; given {
			l.Verdict = &v
		}
		all.Entries = append(all.Entries, l)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(all)
}

type verdictCmd struct {
	Entry  string `arg:"" help:"Id of the entry, as isnad ledger prints it."`
	Rating string `arg:"" enum:"kept,partly,broken,undecided" help:"kept, partly, broken, or undecided, which takes a verdict back."`
	Note   string `help:"What the verdict rests on." placeholder:"TEXT"`
	By     string `help:"Who decided." placeholder:"NAME"`
}

// Help is shown below the flags by isnad verdict --help.
func (*verdictCmd) Help() string {
	return `Examples:

  isnad verdict 1f4k2m9 kept --note "we drove over the bridge" --by "Layla"
  isnad verdict 1f4k2m9 undecided

A verdict is kept in the archive beside what was read and changes nothing in it; isnad ledger --format claimreview publishes it.`
}

// Run keeps the verdict in the archive.
func (c *verdictCmd) Run(ctx context.Context, std *streams) (err error) {
	to, err := std.openArchive(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, to.Close()) }()
	l := ledger.New()
	for k, err := range to.Walk(ctx, archive.Range{NoPages: true}) {
		if err != nil {
			return err
		}
		l.Add(k.Record)
	}
	e := l.Lookup(c.Entry)
	if e == nil {
		return fmt.Errorf("%s: no such entry (isnad ledger prints the ids)", c.Entry)
	}
	verdicts, err := readVerdicts(ctx, to)
	if err != nil {
		return err
	}
	verdicts[e.ID] = ledger.Verdict{Entry: e.ID, Article: e.Events[0].Article, Commitment: e.Opened, Rating: ledger.Rating(c.Rating), Note: c.Note, By: c.By, At: time.Now().UTC().Truncate(time.Second)}
	note, err := verdicts.Encode()
	if err != nil {
		return err
	}
	if err := to.SetState(ctx, ledger.StateName, note); err != nil {
		return err
	}
	fmt.Fprintf(std.stdout, "%s: %s: %s\n", e.ID, e.By, c.Rating)
	return nil
}
