package main

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"time"

	"isnad/archive"
)

type dueCmd struct {
	askFlags
	Query   []string `arg:"" optional:"" name:"query" help:"Which articles, as of isnad search."`
	By      string   `help:"Who is bound, by a part of the name." placeholder:"NAME"`
	Within  duration `help:"Due from today on within a time: 30d." placeholder:"TIME"`
	Overdue bool     `help:"Due before today."`
	All     bool     `help:"Those without a due day, too."`
	Today   string   `help:"Take DATE for today." placeholder:"DATE"`
}

// Help is shown below the flags by isnad due --help.
func (*dueCmd) Help() string {
	return `Examples:

  isnad due --within 30d                 what was announced for the next thirty days
  isnad due --overdue --by "وزارة النقل"  what the ministry announced for days that have passed
  isnad due --today 2031-06-01 outlet:سرمد

Without --within and --overdue, every commitment with a due day is given, the earliest first.`
}

// Run lists the commitments by the day on which they fall due.
func (c *dueCmd) Run(ctx context.Context, std *streams) error {
	q, err := parseQuery(c.Query)
	if err != nil {
		return err
	}
	if c.Overdue && c.Within.Duration > 0 {
		return &usageError{fmt.Errorf("--overdue and --within exclude each other: what is due within a time is not overdue")}
	}
	now := time.Now()
	if c.Today != "" {
		if now, err = time.Parse(time.DateOnly, c.Today); err != nil {
			return &usageError{fmt.Errorf("--today %s: is not a date (write it as 2031-06-01)", c.Today)}
		}
	}
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	which := archive.Commitments{By: c.By, Dated: !c.All}
	switch {
	case c.Overdue:
		which.To = today.AddDate(0, 0, -1)
	case c.Within.Duration > 0:
		which.From, which.To = today, today.Add(c.Within.Duration)
	}
	return c.run(ctx, std, func(db archive.Archive) (*list, error) {
		page, err := db.Commitments(ctx, q, which, archive.ListOptions{Limit: c.Limit, After: c.After})
		if err != nil {
			return nil, err
		}
		if page.Total == 0 {
			std.complain("no such commitment is in the archive")
		}
		return commitmentList(page)
	})
}

func commitmentList(page *archive.CommitmentPage) (*list, error) {
	l := &list{
		header: []string{"article", "outlet", "url", "published", "due", "commitment", "by", "act", "content", "condition", "rule", "confidence"},
		given:  len(page.Commitments), total: page.Total, next: page.Next,
	}
	object, err := page.JSON()
	if err != nil {
		return nil, err
	}
	l.object = object
	for i, c := range page.Commitments {
		l.entries = append(l.entries, object.Commitments[i])
		made, text := c.Made(), c.Record.Article.Text
		condition := ""
		for i, s := range made.Conditions {
			if i > 0 {
				condition += " … "
			}
			condition += s.Of(text)
		}
		l.rows = append(l.rows, []string{
			c.ID, c.Outlet, c.URL, publishedCell(c.Version), made.Due.Value, made.ID, made.By.Name, string(made.Act),
			made.Content.Of(text), condition, made.Rule, strconv.FormatFloat(made.Confidence, 'f', 2, 64),
		})
	}
	l.text = func(v view, out *bytes.Buffer) {
		for i, c := range page.Commitments {
			if i > 0 {
				out.WriteByte('\n')
			}
			if i == 0 || page.Commitments[i-1].Record != c.Record {
				v.version(out, c.Version)
			}
			v.commitment(out, c.Record, *c.Made())
		}
	}
	return l, nil
}
