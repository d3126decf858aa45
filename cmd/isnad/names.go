package main

import (
	"bytes"
	"context"
	"strconv"

	"isnad/archive"
	"isnad/correction"
	"isnad/wording"
)

type namesCmd struct {
	List  namesListCmd  `cmd:"" default:"withargs" help:"List names with their spellings, those of most articles first."`
	Join  namesJoinCmd  `cmd:"" help:"Decide that two names are one."`
	Split namesSplitCmd `cmd:"" help:"Decide that two names are two."`
}

type namesListCmd struct {
	askFlags
	Name string `arg:"" optional:"" name:"query" help:"A part of the name, in any spelling, in Arabic or Latin letters."`
}

// Help is shown below the flags by isnad names --help.
func (*namesListCmd) Help() string {
	return `Examples:

  isnad names                          every name, those of most articles first
  isnad names rafii                    الرافعي and all that sounds like it
  isnad names join "وزيرة النقل" "لميس الرافعي" --by Layla --why "her office confirmed it"
  isnad names split "سلمى جالين" "سلمى غالين" --by Layla --why "two sisters"

Spellings of one name are taken for one by a rule. What join and split decide is kept in the archive as a correction, which isnad correct
lists and takes back; isnad said, speaker: and the other fields that take a name follow it.`
}

// Run lists names.
func (c *namesListCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, func(db archive.Archive) (*list, error) {
		page, err := db.Names(ctx, c.Name, archive.ListOptions{Limit: c.Limit, After: c.After})
		if err != nil {
			return nil, err
		}
		if page.Total == 0 {
			std.complain("no such name is in the archive")
		}
		return nameList(page), nil
	})
}

// namePair are two names that a person decides about.
type namePair struct {
	A string `arg:"" help:"A name, whole, as isnad names spells it."`
	B string `arg:"" help:"Another one."`
	signature
}

func (c *namePair) decide(ctx context.Context, std *streams, do correction.Do) error {
	return c.correct(ctx, std, correction.Request{Do: do, Values: map[string]string{"a": c.A, "b": c.B}})
}

type namesJoinCmd struct{ namePair }

// Help is shown below the flags by isnad names join --help.
func (*namesJoinCmd) Help() string {
	return `Example:

  isnad names join "وزيرة النقل" "لميس الرافعي" --by Layla --why "her office confirmed it"   what either said is listed for both`
}

// Run joins two names.
func (c *namesJoinCmd) Run(ctx context.Context, std *streams) error {
	return c.decide(ctx, std, correction.Join)
}

type namesSplitCmd struct{ namePair }

// Help is shown below the flags by isnad names split --help.
func (*namesSplitCmd) Help() string {
	return `Example:

  isnad names split "سلمى جالين" "سلمى غالين" --by Layla --why "two sisters"   the second stands apart from its other spellings`
}

// Run parts two names.
func (c *namesSplitCmd) Run(ctx context.Context, std *streams) error {
	return c.decide(ctx, std, correction.Split)
}

func nameList(page *archive.NamePage) *list {
	l := &list{
		header: []string{"name", "spelling", "type", "articles", "statements"},
		given:  len(page.Names), total: page.Total, next: page.Next,
	}
	object := page.JSON()
	l.object = object
	for i, n := range page.Names {
		for _, s := range n.Variants {
			l.rows = append(l.rows, []string{n.Name, s.Name, string(s.Type), strconv.Itoa(s.Articles), strconv.Itoa(s.Statements)})
		}
		l.entries = append(l.entries, object.Names[i])
	}
	l.text = func(v view, out *bytes.Buffer) {
		for _, n := range page.Names {
			v.spelling(out, 0, n.Spelling, bold)
			for _, s := range n.Variants {
				if len(n.Variants) > 1 {
					v.spelling(out, entry, s, plain)
				}
			}
			for _, c := range n.Corrections {
				v.correction(out, c, "")
			}
		}
	}
	return l
}

func (v view) spelling(out *bytes.Buffer, indent int, s archive.Spelling, st style) {
	v.line(out, indent, run{s.Name, st, unknown}, run{text: "·", style: dim}, run{text: v.words.Count(wording.CountArticles, s.Articles)},
		run{text: "·", style: dim}, run{text: v.words.Count(wording.CountStatements, s.Statements)})
}
