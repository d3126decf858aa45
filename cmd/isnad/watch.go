package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"isnad/archive"
	"isnad/article"
	"isnad/ingest"
	"isnad/monitor"
	"isnad/page"
	"isnad/story/keeper"
)

type watchCmd struct {
	Feeds        []string      `arg:"" optional:"" name:"feed" help:"URLs of feeds and sitemaps to subscribe to, and outlines of feeds (OPML), also as files."`
	List         bool          `help:"List the subscriptions and when each is polled next, and end."`
	Starter      bool          `help:"Print an outline of feeds of public Arabic outlets by country, to start from; unverified."`
	Forget       []string      `help:"End the subscription to URL." placeholder:"URL"`
	Once         bool          `help:"Poll every subscription once, due or not, and end."`
	Every        time.Duration `help:"Time between two polls of a feed." default:"15m" placeholder:"TIME"`
	Keep         duration      `help:"Remove articles older than TIME, as isnad remove does, once a day: 365d." placeholder:"TIME"`
	NoRaw        bool          `help:"Keep no page beside the record."`
	Jobs         int           `help:"Articles read at the same time; 0 is one per processor." default:"0" placeholder:"N"`
	AllowPrivate bool          `help:"Let URLs lead to private and loopback addresses."`
	serviceFlags
}

// Help is shown below the flags by isnad watch --help.
func (*watchCmd) Help() string {
	return `Examples:

  isnad watch https://news.example/rss feeds.opml    subscribe, and poll until stopped
  isnad watch                                        go on with what the archive is subscribed to
  isnad watch --once                                 one poll of each, for cron
  isnad watch --keep 365d                            and remove what is older than a year
  isnad watch --starter > feeds.opml                 an outline of Arabic outlets by country: keep what you need of it
  isnad watch --list
  isnad watch --list https://news.example/rss        subscribe only: isnad work polls
  isnad watch --forget https://news.example/rss

The archive keeps the subscriptions. A page is fetched once; servers are asked for what has changed, obeyed where robots.txt or an answer asks
for patience, and given a second between two requests. Polls are told in lines to read, or with --log-format json in the log. SIGINT and SIGTERM stop it cleanly, with status 0.`
}

// starter lists feeds of Arabic outlets.
//
//go:embed starter.opml
var starter []byte

// Run subscribes to the feeds that are given and polls all.
func (c *watchCmd) Run(ctx context.Context, std *streams) (err error) {
	if c.Starter {
		_, err := std.stdout.Write(starter)
		return err
	}
	to, err := std.openArchive(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, to.Close()) }()
	reader := page.NewReader(page.Options{AllowPrivate: c.AllowPrivate, Pause: politePause})
	feeds, err := c.subscribe(ctx, std, to, reader)
	if err != nil {
		return err
	}
	log, numbers := c.log(std), registry(to)
	stages := monitor.NewStages(numbers)
	polled := stages.Polled(len(feeds))
	var kept time.Time // when what is too old was last removed
	watcher := &ingest.Watcher{
		Archive: to,
		Lister:  reader,
		Options: ingest.Options{Jobs: c.Jobs, NoPages: c.NoRaw, Article: article.Options{}},
		Every:   c.Every,
		Tell: func(p ingest.Poll) {
			polled(p)
			if c.LogFormat == "json" {
				logPoll(log, p)
			} else {
				tellPoll(std, p)
			}
			if c.Once || time.Since(kept) < 24*time.Hour {
				return
			}
			if err := std.removeOlder(ctx, to, c.Keep.Duration); err != nil {
				std.complain("%v; what is too old is removed after another poll", err)
				return
			}
			kept = time.Now()
		},
	}
	switch {
	case c.List:
		return c.list(ctx, std, watcher, feeds)
	case len(feeds) == 0 && len(c.Forget) > 0:
		return nil
	case len(feeds) == 0:
		return fmt.Errorf("%s: is subscribed to nothing (isnad watch URL subscribes)", std.archiveTitle())
	case c.Once:
		if err := watcher.Once(ctx, feeds); err != nil {
			return err
		}
		if err := std.removeOlder(ctx, to, c.Keep.Duration); err != nil {
			return err
		}
		return keepStories(ctx, std, to, c.Jobs)
	case len(c.Forget) > 0 && len(c.Feeds) == 0:
		return nil
	}
	stopProbes, err := c.probes(ctx, log, numbers, readiness(ctx, to))
	if err != nil {
		return err
	}
	defer stopProbes()
	fmt.Fprintf(std.stdout, "watching %d feeds into %s\n", len(feeds), std.archiveTitle())
	var keeping sync.WaitGroup
	defer keeping.Wait()
	following, stop := context.WithCancel(ctx)
	defer stop()
	keeping.Go(func() {
		keeper.New(to, c.Jobs).Follow(following, followEvery, func(err error) {
			stages.Failed("stories")
			log.Error("keeping stories", "error", err)
		})
	})
	defer runAlerts(ctx, std, to, func(err error) {
		stages.Failed("alerts")
		log.Error("telling alerts", "error", err)
	})()
	if err := watcher.Run(ctx, feeds); err != nil {
		return err
	}
	fmt.Fprintln(std.stdout, "stopped")
	return errStopped
}

// subscribe changes the archive's subscriptions as the command line asks, and
// gives them all.
func (c *watchCmd) subscribe(ctx context.Context, std *streams, to archive.Archive, reader *page.Reader) ([]string, error) {
	feeds, err := ingest.Subscriptions(ctx, to)
	if err != nil {
		return nil, err
	}
	before := slices.Clone(feeds)
	for _, input := range c.Feeds {
		more, err := feedsOf(ctx, reader, input)
		if err != nil {
			return nil, err
		}
		for _, feed := range more {
			if !slices.Contains(feeds, feed) {
				feeds = append(feeds, feed)
				fmt.Fprintf(std.stdout, "subscribed to %s\n", feed)
			}
		}
	}
	for _, feed := range c.Forget {
		i := slices.Index(feeds, feed)
		if i < 0 {
			return nil, fmt.Errorf("%s: is not subscribed to %s (isnad watch --list shows to what)", std.archiveTitle(), feed)
		}
		feeds = slices.Delete(feeds, i, i+1)
		if err := ingest.Forget(ctx, to, feed); err != nil {
			return nil, err
		}
		fmt.Fprintf(std.stdout, "subscription to %s ended\n", feed)
	}
	if slices.Equal(before, feeds) {
		return feeds, nil
	}
	return feeds, ingest.Subscribe(ctx, to, feeds)
}

// feedsOf gives the feeds that an argument names: a URL itself, or those that
// an outline or an index of sitemaps lists. A server that does not answer now
// may later: then the URL is taken for a feed.
func feedsOf(ctx context.Context, reader *page.Reader, input string) ([]string, error) {
	l, err := reader.List(ctx, input, page.State{})
	var e *page.Error
	if page.IsURL(input) && errors.As(err, &e) && (e.Kind == page.Busy || e.Kind == page.Fetch) {
		return []string{input}, nil
	}
	if err != nil {
		return nil, err
	}
	var feeds []string
	for _, item := range l.Items {
		if item.Listing {
			feeds = append(feeds, item.URL)
		}
	}
	if len(feeds) == 0 {
		if !page.IsURL(input) {
			return nil, fmt.Errorf("%s: lists no feeds (isnad add reads the pages that it lists)", input)
		}
		feeds = []string{input}
	}
	return feeds, nil
}

// list prints the subscriptions.
func (c *watchCmd) list(ctx context.Context, std *streams, w *ingest.Watcher, feeds []string) error {
	for _, feed := range feeds {
		next, failures, err := w.Due(ctx, feed)
		if err != nil {
			return err
		}
		when := "now"
		if !next.IsZero() {
			when = next.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(std.stdout, "%s: next poll %s", feed, when)
		if failures > 0 {
			fmt.Fprintf(std.stdout, ", failed %d times", failures)
		}
		fmt.Fprintln(std.stdout)
	}
	return nil
}

// logPoll logs what tellPoll prints.
func logPoll(log *slog.Logger, p ingest.Poll) {
	sum := summary{refused: map[page.Kind]int{}}
	for _, r := range p.Results {
		sum.add(r)
		if r.Err != nil {
			log.Warn("page refused", "feed", p.Feed, "reason", r.Err.Error())
		}
	}
	attrs := []any{"feed", p.Feed, "added", sum.kept[archive.Added], "revised", sum.kept[archive.Revised], "left", p.Left, "seconds", p.Took.Seconds(), "next", p.Next.UTC()}
	if p.Err != nil {
		log.Warn("poll", append(attrs, "reason", p.Err.Error())...)
		return
	}
	log.Info("poll", attrs...)
}

// tellPoll prints one line about a poll, and one for each page that was
// refused.
func tellPoll(std *streams, p ingest.Poll) {
	sum := summary{refused: map[page.Kind]int{}}
	for _, r := range p.Results {
		sum.add(r)
		if r.Err != nil {
			std.complain("%v", r.Err)
		}
	}
	if p.Err != nil {
		std.complain("%v; next try %s", p.Err, p.Next.UTC().Format(time.RFC3339))
		if len(p.Results) == 0 {
			return
		}
	}
	what := sum.String()
	if p.Unchanged || len(p.Results) == 0 {
		what = "nothing new"
	}
	if p.Left > 0 {
		what += fmt.Sprintf(", %d to be tried again", p.Left)
	}
	fmt.Fprintf(std.stdout, "%s %s: %s\n", time.Now().UTC().Format(time.RFC3339), p.Feed, what)
}
