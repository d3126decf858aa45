package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"isnad/archive"
	"isnad/article"
	"isnad/export"
	"isnad/ingest"
	"isnad/page"
	"isnad/query"
	"isnad/record"
	"isnad/story"
	"isnad/story/keeper"
)

type storyCmd struct {
	List    storyListCmd    `cmd:"" help:"List the stories of an archive or of files, with the articles of each and near-duplicates."`
	Show    storyShowCmd    `cmd:"" help:"Show a story: timeline, cast, figures, and the origins of each claim as a tree."`
	Drift   storyDriftCmd   `cmd:"" help:"Show one source's same words as outlets quote them differently."`
	Related storyRelatedCmd `cmd:"" help:"List the articles that are related to one."`
	Update  storyUpdateCmd  `cmd:"" help:"Keep the stories of the archive up to its articles."`
}

// storyFlags are common to the commands of stories.
type storyFlags struct {
	Jobs   int    `help:"Articles read at the same time; 0 is one per processor." default:"0" placeholder:"N"`
	Color  string `enum:"auto,always,never" default:"auto" help:"Colours in the text: auto, always or never. NO_COLOR is honoured." placeholder:"WHEN"`
	Lang   string `enum:"auto,ar,en" default:"auto" help:"Labels in Arabic (ar) or English (en); auto follows the locale." placeholder:"LANG"`
	Output string `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

type storyListCmd struct {
	storyFlags
	Inputs []string `arg:"" optional:"" name:"input" help:"Files, folders and globs of pages, texts or JSON Lines, each also gzipped; - is standard input. Without any, the archive."`
	All    bool     `help:"List stories of one article, too, in the text."`
	Format string   `enum:"text,json" default:"text" help:"text to read; json, one object with all stories and their claims." placeholder:"FORMAT"`
}

// Help is shown below the flags by isnad story list --help.
func (*storyListCmd) Help() string {
	return `Examples:

  isnad story list news.jsonl.gz                  stories of several articles, each with its headlines
  isnad story list --format json -o s.json news   every story, with near-duplicates, for programs

The stories do not depend on the order of the inputs. The exit status is 1 if an input could not be read.`
}

// Run finds the stories and prints them.
func (c *storyListCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, c.Inputs, keptStories{}, func(v view, out *output, stories []*story.Story) error {
		if c.Format == "json" {
			return story.WriteJSON(out, stories)
		}
		if !c.All {
			stories = slices.DeleteFunc(stories, func(s *story.Story) bool { return len(s.Articles) < 2 })
		}
		var text bytes.Buffer
		v.stories(&text, stories)
		_, err := out.Write(text.Bytes())
		return err
	})
}

type storyShowCmd struct {
	storyFlags
	ID     string   `arg:"" name:"story" help:"Id of the story, or of one of its articles."`
	Inputs []string `arg:"" optional:"" name:"input" help:"As of isnad story list."`
	Claim  int      `help:"Only the claim of that number." placeholder:"N"`
	Format string   `enum:"text,json,dot,svg" default:"text" help:"text to read; json; dot, for Graphviz; svg, a drawing. Drawings show one claim, the first without --claim." placeholder:"FORMAT"`
}

// Help is shown below the flags by isnad story show --help.
func (*storyShowCmd) Help() string {
	return `Examples:

  isnad story show 2crehrjk26ixx                            from isnad.db
  isnad story show sarmad-4471 examples/story/dam.jsonl     the story of an article, from a file
  isnad story show --claim 1 --format svg -o tree.svg 2crehrjk26ixx

In the tree an origin stands above the relays that name it, and these above the outlets that name them. Independent origins are counted by
original source: copies, relays of one agency and a body with its spokesman count once.`
}

// Run finds the stories and shows one.
func (c *storyShowCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, c.Inputs, keptStories{id: c.ID}, func(v view, out *output, stories []*story.Story) error {
		s := lookup(stories, c.ID, c.Inputs)
		if s == nil {
			return unknownStory(c.ID)
		}
		claims := s.Claims()
		if c.Claim < 0 || c.Claim > len(claims) {
			return fmt.Errorf("--claim %d: the story has %d claims", c.Claim, len(claims))
		}
		if c.Format == "dot" || c.Format == "svg" {
			if len(claims) == 0 {
				return fmt.Errorf("%s: the story has no claim that several articles give, so there is nothing to draw", c.ID)
			}
			claim := claims[max(c.Claim, 1)-1]
			draw := export.OriginsDOT
			if c.Format == "svg" {
				draw = export.OriginsSVG
			}
			return draw(out, claim, claim.Graph(s.Near), v.words)
		}
		if c.Claim > 0 {
			claims = claims[c.Claim-1 : c.Claim]
		}
		if c.Format == "json" {
			return story.WriteStoryJSON(out, s, claims)
		}
		var text bytes.Buffer
		if c.Claim > 0 {
			v.claim(&text, c.Claim, claims[0], claims[0].Graph(s.Near))
		} else {
			v.story(&text, s, claims)
		}
		_, err := out.Write(text.Bytes())
		return err
	})
}

type storyDriftCmd struct {
	storyFlags
	ID     string   `arg:"" name:"story" help:"Id of the story, or of one of its articles."`
	Inputs []string `arg:"" optional:"" name:"input" help:"As of isnad story list."`
	Format string   `enum:"text,json" default:"text" help:"text to read, or json." placeholder:"FORMAT"`
}

// Help is shown below the flags by isnad story drift --help.
func (*storyDriftCmd) Help() string {
	return `Examples:

  isnad story drift 2crehrjk26ixx                           from isnad.db
  isnad story drift tilal-6642 examples/story/dam.jsonl     the story of an article, from a file

Each quotation stands in its first wording, then in the others: [-words-] were dropped, {+words+} were added.`
}

// Run finds the stories and shows the quotations of one that differ.
func (c *storyDriftCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, c.Inputs, keptStories{id: c.ID}, func(v view, out *output, stories []*story.Story) error {
		s := lookup(stories, c.ID, c.Inputs)
		if s == nil {
			return unknownStory(c.ID)
		}
		drifts := story.Drifts(s.Claims())
		if c.Format == "json" {
			return story.WriteDriftJSON(out, drifts)
		}
		var text bytes.Buffer
		for _, d := range drifts {
			v.drift(&text, d)
		}
		_, err := out.Write(text.Bytes())
		return err
	})
}

type storyRelatedCmd struct {
	storyFlags
	ID     string   `arg:"" name:"article" help:"Id of the article."`
	Inputs []string `arg:"" optional:"" name:"input" help:"As of isnad story list."`
	Most   int      `default:"10" help:"How many to list at most." placeholder:"N"`
	Format string   `enum:"text,json" default:"text" help:"text to read, or json." placeholder:"FORMAT"`
}

// Help is shown below the flags by isnad story related --help.
func (*storyRelatedCmd) Help() string {
	return `Examples:

  isnad story related sarmad-4471                           from isnad.db
  isnad story related --most 3 sarmad-4471 news.jsonl.gz

Articles of the same story come first, those that share most claims before the others; then those that speak of the same people, bodies
and places.`
}

// Run finds the stories and lists what is related to one article.
func (c *storyRelatedCmd) Run(ctx context.Context, std *streams) error {
	if c.Most < 1 {
		return &usageError{fmt.Errorf("--most %d: must be at least 1", c.Most)}
	}
	return c.run(ctx, std, c.Inputs, keptStories{c.ID, true}, func(v view, out *output, stories []*story.Story) error {
		d := story.FindArticle(stories, c.ID)
		if d == nil {
			return unknownStory(c.ID)
		}
		related := story.Related(stories, d, c.Most)
		if c.Format == "json" {
			return story.WriteRelatedJSON(out, related)
		}
		var text bytes.Buffer
		v.related(&text, related)
		_, err := out.Write(text.Bytes())
		return err
	})
}

// lookup is story.Lookup; of an archive the one story that was loaded is meant,
// whose id may be another than the one asked for.
func lookup(stories []*story.Story, id string, inputs []string) *story.Story {
	if len(inputs) == 0 {
		return stories[0]
	}
	return story.Lookup(stories, id)
}

func unknownStory(id string) error {
	return fmt.Errorf("%s: no such story or article (isnad story list --format json prints the ids)", id)
}

// run opens the output, finds the stories of the inputs, or takes those that the
// archive keeps where there are none, and has them printed. which chooses among
// the latter.
func (c *storyFlags) run(ctx context.Context, std *streams, inputs []string, which keptStories, print func(view, *output, []*story.Story) error) (err error) {
	out, err := openOutput(std.stdout, c.Output)
	if err != nil {
		return err
	}
	defer func() { err = out.close(err) }()
	var stories []*story.Story
	failed := false
	if len(inputs) > 0 {
		var digests []*story.Digest
		digests, failed, err = c.fromInputs(ctx, std, out, inputs)
		stories = story.Find(digests)
	} else {
		stories, err = which.load(ctx, std)
	}
	if err != nil {
		return err
	}
	if err := print(look(std, out, c.Lang, c.Color), out, stories); err != nil {
		return err
	}
	if failed {
		return errInputs
	}
	return nil
}

func (c *storyFlags) jobs() int {
	if c.Jobs > 0 {
		return c.Jobs
	}
	return runtime.GOMAXPROCS(0)
}

// keptStories choose among the stories of an archive: all, or that of an id, or
// that of an id and those of its days.
type keptStories struct {
	id     string
	around bool
}

// load reads stories that the archive keeps, in the order of their first
// articles.
func (which keptStories) load(ctx context.Context, std *streams) (stories []*story.Story, err error) {
	db, err := std.openArchive(ctx, false)
	if err != nil {
		return nil, err
	}
	defer func() { err = firstError(err, db.Close()) }()
	if err := tellProgress(ctx, std, db); err != nil {
		return nil, err
	}
	filter := archive.StoryFilter{Whole: true}
	if which.id != "" {
		s, err := storyOf(ctx, db, which.id)
		if errors.Is(err, archive.ErrNotFound) {
			return nil, unknownStory(which.id)
		}
		if err != nil {
			return nil, err
		}
		if !which.around {
			whole, err := story.Decode(s.Whole)
			return []*story.Story{whole}, err
		}
		filter.From, filter.To = s.First.Add(-story.Horizon), s.Last.Add(story.Horizon)
	}
	opts := archive.ListOptions{Limit: 500}
	for {
		page, err := db.Stories(ctx, filter, opts)
		if err != nil {
			return nil, err
		}
		for _, s := range page.Stories {
			whole, err := story.Decode(s.Whole)
			if err != nil {
				return nil, err
			}
			stories = append(stories, whole)
		}
		if opts.After = page.Next; opts.After == "" {
			break
		}
	}
	slices.SortFunc(stories, func(a, b *story.Story) int {
		x, y := a.Articles[0], b.Articles[0]
		return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.ID, y.ID))
	})
	return stories, nil
}

// storyOf finds a kept story by its id or that of an article, also by the one
// that the article's input gave.
func storyOf(ctx context.Context, db archive.Archive, id string) (*archive.Story, error) {
	s, err := db.Story(ctx, id)
	if !errors.Is(err, archive.ErrNotFound) {
		return s, err
	}
	opts := archive.ListOptions{Limit: 1000}
	for {
		page, listed := db.Stories(ctx, archive.StoryFilter{}, opts)
		if listed != nil {
			return nil, listed
		}
		for _, s := range page.Stories {
			if slices.ContainsFunc(s.Articles, func(a string) bool { return strings.HasSuffix(a, ":"+id) }) {
				return db.Story(ctx, s.ID)
			}
		}
		if opts.After = page.Next; opts.After == "" {
			return nil, err
		}
	}
}

// tellProgress says where the kept stories are behind the articles.
func tellProgress(ctx context.Context, std *streams, db archive.Archive) error {
	p, err := db.StoryProgress(ctx)
	if err != nil {
		return err
	}
	last, err := db.LastArrival(ctx)
	if err != nil {
		return err
	}
	switch {
	case p.Edition == "" && last > 0:
		std.complain("%s: no stories are kept yet (isnad story update finds them)", std.archiveTitle())
	case p.Arrival < last:
		page, err := db.Search(ctx, query.And{}, archive.SearchOptions{Since: p.Arrival, Limit: 1})
		if err != nil {
			return err
		}
		std.complain("%s: articles that are in no story yet: %d (isnad story update)", std.archiveTitle(), page.Total)
	case p.Stale():
		std.complain("%s: stories from %s on are to be found anew (isnad story update)", std.archiveTitle(), p.From.Format(time.DateOnly))
	}
	return nil
}

type storyUpdateCmd struct {
	Jobs    int  `help:"Articles read at the same time; 0 is one per processor." default:"0" placeholder:"N"`
	Rebuild bool `help:"Find all stories anew."`
}

// Help is shown below the flags by isnad story update --help.
func (*storyUpdateCmd) Help() string {
	return `Examples:

  isnad story update               after an add that was stopped, or for an archive of an older isnad
  isnad story update --rebuild     finds the same stories again, which takes a minute for each 30,000 articles

isnad add, watch, serve, remove and reread keep the stories of the archive by themselves. A run that is stopped goes on with the next one.`
}

// Run keeps the stories of the archive up to its articles.
func (c *storyUpdateCmd) Run(ctx context.Context, std *streams) (err error) {
	db, err := std.openArchive(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, db.Close()) }()
	k, m := metered(std, db, c.Jobs)
	defer m.finish()
	defer boundMemory()()
	find := k.Update
	if c.Rebuild {
		find = k.Rebuild
	}
	n, err := find(ctx)
	if err != nil {
		return err
	}
	m.clear()
	all, err := db.Stories(ctx, archive.StoryFilter{}, archive.ListOptions{Limit: 1})
	if err != nil {
		return err
	}
	several, err := db.Stories(ctx, archive.StoryFilter{Least: 2}, archive.ListOptions{Limit: 1})
	if err != nil {
		return err
	}
	fmt.Fprintf(std.stdout, "%s: articles looked at: %d; stories: %d, of several articles: %d\n", std.archiveTitle(), n, all.Total, several.Total)
	return nil
}

// followEvery is how often a program that runs looks for articles that are in no
// story yet.
const followEvery = 5 * time.Second

// metered is a keeper of stories whose progress is shown: finding those of a
// large archive takes minutes.
func metered(std *streams, db archive.Archive, jobs int) (*keeper.Keeper, *meter) {
	k, m := keeper.New(db, jobs), newMeter(std, 0)
	m.task = "stories: "
	k.OnArticle = m.advance
	return k, m
}

// keepStories keeps the stories of an archive up to its articles, unless a signal
// stops it or another program does: then the next run goes on.
func keepStories(ctx context.Context, std *streams, db archive.Archive, jobs int) error {
	defer boundMemory()()
	k, m := metered(std, db, jobs)
	defer m.finish()
	_, err := k.Update(ctx)
	if ctx.Err() != nil || errors.Is(err, archive.ErrStoriesMoved) || errors.Is(err, archive.ErrLocked) {
		return nil
	}
	return err
}

// fromInputs reads the inputs, and reports whether some could not be read.
func (c *storyFlags) fromInputs(ctx context.Context, std *streams, out *output, names []string) (list []*story.Digest, failed bool, err error) {
	inputs, unusable := page.Expand(names)
	for _, err := range unusable {
		std.complain("%v", err)
	}
	failed = len(unusable) > 0
	bar := newProgress(std, out, len(inputs))
	defer bar.finish()
	type digested struct {
		input  int
		digest *story.Digest
		err    error
	}
	sources := pages(ctx, inputs, page.NewReader(page.Options{Stdin: std.stdin}))
	for r := range ingest.Ordered(ctx, c.jobs(), sources, func(s source) (d digested) {
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

// softLimit is what the memory of a run over a large archive may grow to before
// the garbage collector works harder. Dense news has half of it alive.
const softLimit = 560 << 20

// boundMemory sets softLimit, unless GOMEMLIMIT did, until the function that it
// returns is called.
func boundMemory() func() {
	was := debug.SetMemoryLimit(-1)
	if was == math.MaxInt64 {
		debug.SetMemoryLimit(softLimit)
	}
	return func() { debug.SetMemoryLimit(was) }
}
