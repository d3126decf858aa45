package main

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"time"

	"isnad/archive"
	"isnad/query"
)

type saidCmd struct {
	askFlags
	Name  string   `arg:"" name:"name" help:"A person, body or document, by a part of the name, in any spelling."`
	Query []string `arg:"" optional:"" name:"query" help:"Words inside the statement, and fields as of isnad search."`
}

// Help is shown below the flags by isnad said --help.
func (*saidCmd) Help() string {
	return `Examples:

  isnad said الرافعي                       what she said, the latest first
  isnad said "وزارة النقل" جسر             statements of the ministry with the word in any form
  isnad said الحداد act:deny from:2031-03  what he denied since
  isnad said --format csv -o said.csv الرافعي`
}

// Run lists the statements of a name.
func (c *saidCmd) Run(ctx context.Context, std *streams) error {
	q, err := parseQuery(c.Query)
	if err != nil {
		return err
	}
	q = append(query.And{query.Field{Name: query.Speaker, Value: c.Name}}, insideStatements(q)...)
	return c.run(ctx, std, func(db archive.Archive) (*list, error) {
		page, err := db.Statements(ctx, q, archive.ListOptions{Limit: c.Limit, After: c.After})
		if err != nil {
			return nil, err
		}
		if page.Total == 0 {
			std.complain("%s: nothing said by that name is in the archive (isnad names lists the names)", c.Name)
		}
		return statementList(page)
	})
}

// insideStatements makes the words of a query words inside a statement; its
// fields stay what they are.
func insideStatements(q query.Node) query.And {
	parts, ok := q.(query.And)
	if !ok {
		parts = query.And{q}
	}
	var out query.And
	for _, n := range parts {
		if onlyWords(n) {
			n = query.Said{Node: n}
		}
		out = append(out, n)
	}
	return out
}

func onlyWords(n query.Node) bool {
	switch n := n.(type) {
	case query.Word, query.Phrase:
		return true
	case query.Not:
		return onlyWords(n.Node)
	case query.And:
		for _, part := range n {
			if !onlyWords(part) {
				return false
			}
		}
		return true
	case query.Or:
		return onlyWords(query.And(n))
	}
	return false
}

func statementList(page *archive.StatementPage) (*list, error) {
	l := &list{
		header: []string{"article", "outlet", "url", "published", "day", "statement", "speaker", "via", "kind", "act", "content", "rule", "confidence"},
		given:  len(page.Statements), total: page.Total, next: page.Next,
	}
	object, err := page.JSON()
	if err != nil {
		return nil, err
	}
	l.object = object
	for i, s := range page.Statements {
		l.entries = append(l.entries, object.Statements[i])
		said := s.Said()
		var via []string
		for i, link := range said.Chain {
			if i < len(said.Chain)-1 {
				via = append(via, link.Name)
			}
		}
		l.rows = append(l.rows, []string{
			s.ID, s.Outlet, s.URL, publishedCell(s.Version), s.Day.Format(time.DateOnly), said.ID, said.Source.Name, strings.Join(via, " < "),
			string(said.Kind), string(said.Act), said.Content.Of(s.Record.Article.Text), said.Rule, strconv.FormatFloat(said.Confidence, 'f', 2, 64),
		})
	}
	l.text = func(v view, out *bytes.Buffer) {
		for i, s := range page.Statements {
			if i > 0 {
				out.WriteByte('\n')
			}
			if i == 0 || page.Statements[i-1].Record != s.Record {
				v.version(out, s.Version)
			}
			v.statement(out, s.Record, *s.Said())
		}
	}
	return l, nil
}
