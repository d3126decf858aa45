// Package keeper keeps the stories of an archive.
//
// Articles that an archive keeps go in, stories that it keeps beside them come
// out: found as the articles arrive, under ids that go on leading to them, and
// always what finding them all anew would give.
package keeper

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"isnad/archive"
	"isnad/correction"
	"isnad/ingest"
	"isnad/query"
	"isnad/story"
)

// Keeper keeps the stories of one archive. Other keepers, in other programs too,
// can keep the same. It is not safe for concurrent use.
type Keeper struct {
	// OnArticle is called for each article that is looked at, so that a long run
	// can show its progress.
	OnArticle func()

	archive archive.Archive
	jobs    int

	step     int // after so many articles what was found is kept, in a long run
	atHand   int // so many new articles are at most added to the index at hand
	askEvery int // after so many articles settled is asked

	// The index as it stands after all articles, and the progress that was kept
	// then; nil where it is to be taken up from what is kept.
	index *story.Index
	at    archive.StoryProgress
	done  []*story.Story // that the index let go of, not yet kept

	keeping chan error // brings what became of the stories last given to begin; nil where that is known
}

// New returns a keeper of the stories of a. jobs is the number of articles that
// are worked at together; 0 is one for each processor.
func New(a archive.Archive, jobs int) *Keeper {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	return &Keeper{OnArticle: func() {}, archive: a, jobs: jobs, step: 2048, atHand: 1024, askEvery: 128}
}

// attempts is how often a run begins again where another keeper was faster.
const attempts = 5

// always is a time after every article.
var always = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Update keeps stories up to the articles that the archive holds, and tells how
// many articles were looked at. A run that is stopped has kept what it found and
// the next one goes on.
func (k *Keeper) Update(ctx context.Context) (articles int, err error) {
	for range attempts {
		n, err := k.update(ctx)
		if articles += n; !errors.Is(err, archive.ErrStoriesMoved) {
			return articles, err
		}
		k.index = nil
	}
	return articles, fmt.Errorf("stories: %w; another program is keeping them", archive.ErrStoriesMoved)
}

// Rebuild makes all stories anew.
func (k *Keeper) Rebuild(ctx context.Context) (articles int, err error) {
	was, err := k.archive.StoryProgress(ctx)
	if err != nil {
		return 0, err
	}
	now := was
	now.Spoil(time.Time{}, always)
	if err := k.archive.KeepStories(ctx, archive.StoryUpdate{Was: was, Now: now}); err != nil {
		return 0, err
	}
	k.index = nil
	return k.Update(ctx)
}

// Follow updates every so often, until ctx ends or the archive cannot be written
// to, and tells what goes wrong. Where another program is writing it tries again
// without a word.
func (k *Keeper) Follow(ctx context.Context, every time.Duration, tell func(error)) {
	for {
		_, err := k.Update(ctx)
		if err != nil && ctx.Err() == nil && !errors.Is(err, archive.ErrStoriesMoved) && !errors.Is(err, archive.ErrLocked) {
			tell(err)
		}
		if errors.Is(err, archive.ErrReadOnly) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
	}
}

func (k *Keeper) update(ctx context.Context) (n int, err error) {
	defer func() {
		if kept := k.wait(); err == nil {
			err = kept
		}
	}()
	was, err := k.archive.StoryProgress(ctx)
	if err != nil {
		return 0, err
	}
	last, err := k.archive.LastArrival(ctx)
	if err != nil {
		return 0, err
	}
	work := was
	if was.Edition != story.Edition {
		work.Edition, work.Arrival = story.Edition, 0
		if was.Edition != "" {
			work.Spoil(time.Time{}, always)
		}
	}
	if last == work.Arrival && !work.Stale() {
		return 0, nil
	}
	// Another keeper may have kept what came since; the index at hand takes it
	// all the same, and comes to stand as that one's.
	if k.index != nil && work.Edition == k.at.Edition && work.Spoiled == k.at.Spoiled && !work.Stale() {
		n, ok, err := k.add(ctx, was, last)
		if ok || err != nil {
			return n, err
		}
	}
	k.index = nil
	first, err := k.search(ctx, work.Arrival, archive.Oldest)
	if err != nil {
		return 0, err
	}
	if first.Total == 0 && !work.Stale() {
		return 0, nil
	}
	if first.Total > 0 {
		newest, err := k.search(ctx, work.Arrival, archive.Newest)
		if err != nil || newest.Total == 0 {
			return 0, err
		}
		work.Spoil(first.Hits[0].At().UTC(), newest.Hits[0].At().UTC())
	}
	work.Arrival = last
	return k.redo(ctx, was, work)
}

// search finds the first of the articles that arrived since, in an order.
func (k *Keeper) search(ctx context.Context, since int64, order archive.Order) (*archive.Page, error) {
	return k.archive.Search(ctx, query.And{}, archive.SearchOptions{Order: order, Since: since, Limit: 1})
}

// add puts what arrived into the index at hand. It reports false where that is
// much, or an article came too late for it.
func (k *Keeper) add(ctx context.Context, was archive.StoryProgress, last int64) (n int, ok bool, err error) {
	page, err := k.search(ctx, k.at.Arrival, archive.Oldest)
	if err != nil || page.Total > k.atHand {
		return 0, false, err
	}
	for d, err := range k.digests(ctx, archive.Range{Since: k.at.Arrival}) {
		if err != nil {
			k.index = nil // it has taken what is not kept
			return n, false, err
		}
		if !k.index.Add(d) {
			return n, false, nil
		}
		n++
	}
	now := was
	now.Arrival = last
	return n, true, k.keep(ctx, k.index, append(k.done, k.index.Changed()...), was, now)
}

// redo finds the stories of all articles from work.From on anew, until what
// follows is kept as it would be found. work says what is stale and what will
// be looked at; was is what is kept.
func (k *Keeper) redo(ctx context.Context, was, work archive.StoryProgress) (n int, err error) {
	steps, err := k.steps(ctx, work.From)
	if err != nil {
		return 0, err
	}
	x, err := story.Resume(steps)
	if err != nil {
		return 0, err
	}
	k.done = nil
	x.Done = func(s *story.Story) { k.done = append(k.done, s) }
	now := work
	asked, before := 0, time.Time{} // of the article before
	for d, err := range k.digests(ctx, archive.Range{From: work.From}) {
		if err != nil {
			return n, err
		}
		if n-asked >= k.askEvery && d.At.After(now.To) && d.At.After(before) {
			asked = n
			if err := k.wait(); err != nil {
				return n, err
			}
			if same, err := k.settled(ctx, x, d.At); err != nil {
				return n, err
			} else if same {
				open := map[string]bool{}
				for _, s := range x.Open() {
					open[s.ID] = true
				}
				is := slices.DeleteFunc(append(k.done, x.Changed()...), func(s *story.Story) bool { return open[s.ID] })
				now.From, now.To = time.Time{}, time.Time{}
				return n, k.keep(ctx, x, is, was, now)
			}
		}
		if n > 0 && n%k.step == 0 {
			if err := k.wait(); err != nil {
				return n, err
			}
			now.From = d.At
			// Stories that go on beyond what has been looked at lose what comes
			// there, until it is looked at.
			if now.To, err = k.end(ctx, append(slices.Clone(k.done), x.Open()...), now.To); err != nil {
				return n, err
			}
			if now.To.Before(d.At) {
				now.To = d.At
			}
			if err := k.begin(ctx, x, append(k.done, x.Changed()...), was, now); err != nil {
				return n, err
			}
			was = now
		}
		if before = d.At; !x.Add(d) {
			return n, fmt.Errorf("stories: article %s came out of its order", d.ID)
		}
		n++
	}
	now.From, now.To = time.Time{}, time.Time{}
	if err := k.keep(ctx, x, append(k.done, x.Changed()...), was, now); err != nil {
		return n, err
	}
	k.index = x
	return n, nil
}

// digests makes the digests of kept articles, in the order in which an index
// takes them without going back: by their time, and of one time by their id.
func (k *Keeper) digests(ctx context.Context, in archive.Range) func(func(*story.Digest, error) bool) {
	in.NoPages = true
	return func(yield func(*story.Digest, error) bool) {
		var broken error
		kept := func(yield func(*archive.Kept) bool) {
			for a, err := range k.archive.Walk(ctx, in) {
				if err != nil {
					broken = err
					return
				}
				if !yield(a) {
					return
				}
			}
		}
		// An archive gives those of one time as they came: where only the day of
		// publication is known, that is a day's.
		var together []*story.Digest
		flush := func() bool {
			slices.SortFunc(together, func(a, b *story.Digest) int { return cmp.Compare(a.ID, b.ID) })
			for _, d := range together {
				k.OnArticle()
				if !yield(d, nil) {
					return false
				}
			}
			together = together[:0]
			return true
		}
		for d := range ingest.Ordered(ctx, k.jobs, kept, digest) {
			if len(together) > 0 && !d.At.Equal(together[0].At) && !flush() {
				return
			}
			together = append(together, d)
		}
		if broken == nil {
			broken = ctx.Err()
		}
		if !flush() || broken == nil {
			return
		}
		yield(nil, broken)
	}
}

// digest makes the digest of an article as an archive keeps it.
func digest(a *archive.Kept) *story.Digest {
	d := story.NewDigest(a.Record)
	d.At = a.At().UTC()
	for _, c := range a.Corrections { // the last that stands holds
		if c.Live && c.Do == correction.Place {
			d.Placed, d.With = true, c.Values["story"]
		}
	}
	return d.Pack()
}

// steps lists the steps before a time of the stories that an article from then
// on can join.
func (k *Keeper) steps(ctx context.Context, before time.Time) ([]story.Step, error) {
	if before.IsZero() {
		return nil, nil
	}
	var kept []story.Step
	for s, err := range k.stories(ctx, archive.StoryFilter{From: before.Add(-story.Horizon - story.Lateness), To: before, Whole: true}) {
		if err != nil {
			return nil, err
		}
		whole, err := story.Decode(s.Whole)
		if err != nil {
			return nil, err
		}
		for _, step := range whole.Steps {
			if step.Article.At.Before(before) {
				kept = append(kept, step)
			}
		}
	}
	// What is kept of articles cannot be compared: their digests are made again,
	// those of the last days in one walk.
	digests := map[string]*story.Digest{}
	for d, err := range k.digests(ctx, archive.Range{From: before.Add(-story.Horizon - story.Lateness), To: before}) {
		if err != nil {
			return nil, err
		}
		digests[d.ID] = d
	}
	for i, step := range kept {
		d := digests[step.Article.ID]
		if d == nil {
			a, err := k.archive.Get(ctx, step.Article.ID, 0)
			if err != nil {
				return nil, fmt.Errorf("an article of a story: %w", err)
			}
			d = digest(a)
		}
		kept[i].Article = d
	}
	return kept, nil
}

// stories yields the kept stories that a filter selects.
func (k *Keeper) stories(ctx context.Context, which archive.StoryFilter) func(func(*archive.Story, error) bool) {
	return func(yield func(*archive.Story, error) bool) {
		opts := archive.ListOptions{Limit: 500}
		for {
			page, err := k.archive.Stories(ctx, which, opts)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range page.Stories {
				if !yield(&page.Stories[i], nil) {
					return
				}
			}
			if opts.After = page.Next; opts.After == "" {
				return
			}
		}
	}
}

// holding lists the kept stories that a filter selects among those that hold
// articles of others.
func (k *Keeper) holding(ctx context.Context, is []*story.Story, which archive.StoryFilter) (held []*archive.Story, err error) {
	for _, s := range is {
		for _, a := range s.Articles {
			which.Articles = append(which.Articles, a.ID)
		}
	}
	if len(which.Articles) == 0 {
		return nil, nil
	}
	for s, err := range k.stories(ctx, which) {
		if err != nil {
			return nil, err
		}
		held = append(held, s)
	}
	return held, nil
}

// end is the time of the last article of the kept stories that share articles
// with others, or to where that is later.
func (k *Keeper) end(ctx context.Context, is []*story.Story, to time.Time) (time.Time, error) {
	held, err := k.holding(ctx, is, archive.StoryFilter{From: to.Add(time.Second)})
	for _, s := range held {
		if s.Last.After(to) {
			to = s.Last
		}
	}
	return to, err
}

// settled reports whether the index stands, before an article of time at, as it
// stood when the stories were kept. Then whatever follows is kept as it would
// be found: what an article joins depends on the open stories alone.
func (k *Keeper) settled(ctx context.Context, x *story.Index, at time.Time) (bool, error) {
	open := x.Open()
	held, err := k.holding(ctx, open, archive.StoryFilter{Whole: true})
	if err != nil {
		return false, err
	}
	kept := map[string][]story.Step{}
	for _, s := range held {
		if s.Whole == nil {
			return false, nil
		}
		whole, err := story.Decode(s.Whole)
		if err != nil {
			return false, err
		}
		for _, step := range whole.Steps {
			if step.Article.At.Before(at) {
				kept[s.ID] = append(kept[s.ID], step)
			}
		}
		if len(s.Articles) != len(whole.Steps) {
			return false, nil
		}
	}
	for _, s := range open {
		if !s.SameSteps(kept[s.ID]) {
			return false, nil
		}
	}
	return true, nil
}

// keep puts stories in the place of what is kept.
func (k *Keeper) keep(ctx context.Context, x *story.Index, is []*story.Story, was, now archive.StoryProgress) error {
	if err := k.wait(); err != nil {
		return err
	}
	if err := k.begin(ctx, x, is, was, now); err != nil {
		return err
	}
	return k.wait()
}

// wait tells what became of the stories that are being kept. What is read of the
// kept ones before is not what they will be.
func (k *Keeper) wait() error {
	if k.keeping == nil {
		return nil
	}
	err := <-k.keeping
	if k.keeping = nil; err != nil {
		k.index = nil
	}
	return err
}

// begin is keep, while the next articles are looked at: what it takes longest
// for is done when wait returns, which is to be called before and after.
func (k *Keeper) begin(ctx context.Context, x *story.Index, is []*story.Story, was, now archive.StoryProgress) error {
	is, held, err := k.whole(ctx, x, is)
	if err != nil {
		return err
	}
	var past []story.Past
	for _, s := range held {
		past = append(past, story.Past{ID: s.ID, Articles: s.Articles})
	}
	u := archive.StoryUpdate{Was: was, Now: now}
	for _, c := range story.Compare(past, is) {
		switch c.Kind {
		case story.Merged:
			u.Events = append(u.Events, archive.StoryEvent{Kind: archive.StoryMerged, Story: c.ID, Other: c.Other})
		case story.Split:
			u.Events = append(u.Events, archive.StoryEvent{Kind: archive.StorySplit, Story: c.ID, Other: c.Other})
		}
	}
	keeping := make(chan error, 1)
	go func() {
		var err error
		if u.Stories, err = k.entries(ctx, is); err == nil {
			err = k.archive.KeepStories(ctx, u)
		}
		keeping <- err
	}()
	k.done, k.at, k.keeping = nil, now, keeping
	return nil
}

// entries are stories as they are kept.
func (k *Keeper) entries(ctx context.Context, is []*story.Story) ([]archive.Story, error) {
	type encoded struct {
		archive.Story
		err error
	}
	var out []archive.Story
	for e := range ingest.Ordered(ctx, k.jobs, slices.Values(is), func(s *story.Story) encoded {
		kept, err := entry(s)
		return encoded{kept, err}
	}) {
		if e.err != nil {
			return nil, e.err
		}
		out = append(out, e.Story)
	}
	return out, ctx.Err()
}

// whole adds to stories those of the index that kept ones left behind: where an
// article has gone from a kept story to another, what is left of it is a story
// in which nothing has changed since the index was taken up. It also gives the
// kept stories that hold articles of all these.
func (k *Keeper) whole(ctx context.Context, x *story.Index, is []*story.Story) ([]*story.Story, []*archive.Story, error) {
	in := map[string]bool{}
	for _, s := range is {
		for _, a := range s.Articles {
			in[a.ID] = true
		}
	}
	var indexed map[string]*story.Story
	for {
		held, err := k.holding(ctx, is, archive.StoryFilter{})
		if err != nil {
			return nil, nil, err
		}
		n := len(is)
		for _, p := range held {
			for _, id := range p.Articles {
				if in[id] {
					continue
				}
				if indexed == nil {
					indexed = map[string]*story.Story{}
					for _, s := range x.Stories(time.Time{}) {
						for _, a := range s.Articles {
							indexed[a.ID] = s
						}
					}
				}
				if s := indexed[id]; s != nil {
					is = append(is, s)
					for _, a := range s.Articles {
						in[a.ID] = true
					}
				}
			}
		}
		if len(is) == n {
			return is, held, nil
		}
	}
}

// entry is a story as it is kept.
func entry(s *story.Story) (archive.Story, error) {
	s = s.Unpack()
	claims := s.Claims()
	whole, err := s.Encode(claims)
	if err != nil {
		return archive.Story{}, err
	}
	// A part of an unpacked article holds all of it in memory.
	e := archive.Story{ID: s.ID, Title: strings.Clone(s.Title()), First: s.Articles[0].At, Last: s.Articles[len(s.Articles)-1].At, Whole: whole}
	outlets := map[string]bool{}
	for _, a := range s.Articles {
		e.Articles = append(e.Articles, a.ID)
		outlets[a.Outlet] = true
	}
	e.Outlets = len(outlets)
	if e.Claims = len(claims); e.Claims > 0 {
		e.Origins = len(claims[0].Origins)
	}
	return e, nil
}
