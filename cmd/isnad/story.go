package main

import (
	"context"
	"runtime"

	"isnad/article"
	"isnad/ingest"
	"isnad/page"
	"isnad/record"
	"isnad/story"
)

type storyCmd struct {
	List storyListCmd `cmd:"" help:"List the stories of a set of articles, with the articles of each and near-duplicates."`
}

type storyInputs struct {
	Inputs []string `arg:"" name:"input" help:"Files, folders and globs of pages, texts or JSON Lines, each also gzipped; - is standard input."`
	Jobs   int      `help:"Articles read at the same time; 0 is one per processor." default:"0" placeholder:"N"`
	Output string   `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

type storyListCmd struct {
	storyInputs
	Format string `enum:"text,json" default:"text" help:"text to read; json, one object with all stories." placeholder:"FORMAT"`
}

// Help is shown below the flags by isnad story list --help.
func (*storyListCmd) Help() string {
	return `Examples:

  isnad story list news.jsonl.gz                  stories of several articles, each with its headlines
  isnad story list --format json -o s.json news   every story, with near-duplicates, for programs

The stories do not depend on the order of the inputs. The exit status is 1 if an input could not be read.`
}

// Run reads the inputs in parallel, clusters them, and prints the stories.
func (c *storyListCmd) Run(ctx context.Context, std *streams) (err error) {
	out, err := openOutput(std.stdout, c.Output)
	if err != nil {
		return err
	}
	defer func() { err = out.close(err) }()
	digests, failed, err := c.digests(ctx, std, out)
	if err != nil {
		return err
	}
	stories := story.Find(digests)
	switch c.Format {
	case "json":
		err = story.WriteJSON(out, stories)
	default:
		err = story.WriteList(out, stories)
	}
	if err == nil && failed {
		err = errInputs
	}
	return err
}

// digests reads the inputs, and reports whether some could not be read.
func (c *storyInputs) digests(ctx context.Context, std *streams, out *output) (list []*story.Digest, failed bool, err error) {
	inputs, unusable := page.Expand(c.Inputs)
	for _, err := range unusable {
		std.complain("%v", err)
	}
	failed = len(unusable) > 0
	bar := newProgress(std, out, len(inputs))
	defer bar.finish()
	jobs := c.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	type digested struct {
		input  int
		digest *story.Digest
		err    error
	}
	sources := pages(ctx, inputs, page.NewReader(page.Options{Stdin: std.stdin}))
	for r := range ingest.Ordered(ctx, jobs, sources, func(s source) (d digested) {
		d.input = s.input
		if d.err = s.err; d.err != nil {
			return d
		}
		d.err = ingest.Guard(s.page.Name, func() error {
			a, err := article.From(s.page, article.Options{})
			if err != nil {
				return err
			}
			d.digest = story.NewDigest(record.Read(a))
			return nil
		})
		return d
	}) {
		bar.advance(r.input)
		if r.err != nil {
			failed = true
			bar.clear()
			std.complain("%v", r.err)
			continue
		}
		list = append(list, r.digest)
	}
	bar.clear()
	return list, failed, ctx.Err()
}
