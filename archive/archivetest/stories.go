package archivetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"isnad/archive"
)

// stories puts bridge, port and a second article about the port, and gives their
// ids and what makes stories of them; Whole is nothing to an archive.
func (f *fixture) stories(t *testing.T) (ids [3]string, of func(id, whole string, articles ...int) archive.Story) {
	second := port
	second.ID, second.Published = "3", "2031-04-03"
	list := []Story{bridge, port, second}
	f.put(t, list...)
	var at [3]time.Time
	for i, s := range list {
		kept, err := f.Get(context.Background(), Entry(t, s).Record.Article.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		ids[i], at[i] = kept.ID, kept.At().UTC()
	}
	return ids, func(id, whole string, articles ...int) archive.Story {
		s := archive.Story{ID: id, Title: "عنوان " + id, First: at[articles[0]], Last: at[articles[len(articles)-1]], Outlets: 1, Claims: 2, Origins: 1, Whole: []byte(whole)}
		for _, i := range articles {
			s.Articles = append(s.Articles, ids[i])
		}
		return s
	}
}

// keep makes an update upon what is kept.
func (f *fixture) keep(t *testing.T, stories []archive.Story, events ...archive.StoryEvent) {
	t.Helper()
	ctx := context.Background()
	was, err := f.StoryProgress(ctx)
	if err != nil {
		t.Fatal(err)
	}
	now := archive.StoryProgress{Edition: "test"}
	if now.Arrival, err = f.LastArrival(ctx); err != nil {
		t.Fatal(err)
	}
	if err := f.KeepStories(ctx, archive.StoryUpdate{Was: was, Now: now, Stories: stories, Events: events}); err != nil {
		t.Fatal(err)
	}
}

// listed are the ids of the stories that a filter selects, page by page.
func (f *fixture) listed(t *testing.T, which archive.StoryFilter) []string {
	t.Helper()
	var out []string
	opts := archive.ListOptions{Limit: 1}
	for {
		page, err := f.Stories(context.Background(), which, opts)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Stories {
			out = append(out, s.ID)
		}
		if opts.After = page.Next; opts.After == "" {
			if page.Total != len(out) {
				t.Errorf("%d of %d stories are listed", len(out), page.Total)
			}
			return out
		}
	}
}

func testStories(t *testing.T, f *fixture) {
	ctx := context.Background()
	ids, story := f.stories(t)
	a, b := story("a", "{}", 0), story("b", "whole b", 1, 2)
	f.keep(t, []archive.Story{a, b})

	day := func(n int) time.Time { return time.Date(2031, 4, n, 0, 0, 0, 0, time.UTC) }
	for _, row := range []struct {
		name  string
		which archive.StoryFilter
		want  []string
	}{
		{"all, the latest first", archive.StoryFilter{}, []string{"b", "a"}},
		{"of several articles", archive.StoryFilter{Least: 2}, []string{"b"}},
		{"by an article", archive.StoryFilter{Articles: []string{ids[0], "none"}}, []string{"a"}},
		{"of no article", archive.StoryFilter{Articles: []string{}}, nil},
		{"not yet ended", archive.StoryFilter{From: day(3)}, []string{"b"}},
		{"begun before", archive.StoryFilter{To: day(2)}, []string{"b"}},
	} {
		if got := f.listed(t, row.which); !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
	}
	for _, id := range []string{"b", ids[1], ids[2]} {
		got, err := f.Story(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&b, got); diff != "" {
			t.Errorf("story %s (-kept +got)\n%s", id, diff)
		}
	}
	for _, id := range []string{"none", ""} {
		if _, err := f.Story(ctx, id); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("story %q: %v", id, err)
		}
	}
	if _, err := f.Stories(ctx, archive.StoryFilter{}, archive.ListOptions{After: "?"}); !errors.Is(err, archive.ErrCursor) {
		t.Errorf("a wrong cursor gives %v", err)
	}

	// The bridge is found to belong to the port, then to the story of c.
	f.clock.Set(f.clock.at.Add(time.Hour))
	f.keep(t, []archive.Story{story("b", "both", 1, 0, 2)}, archive.StoryEvent{Kind: archive.StoryMerged, Story: "a", Other: "b"})
	if got := f.listed(t, archive.StoryFilter{}); !slices.Equal(got, []string{"b"}) {
		t.Errorf("after a merge: %v", got)
	}
	got, err := f.Story(ctx, "a")
	if err != nil || got.ID != "b" || string(got.Whole) != "both" {
		t.Fatalf("the id of what ended leads to %+v, %v", got, err)
	}
	want := []archive.StoryEvent{{At: f.clock.at, Kind: archive.StoryMerged, Story: "a", Other: "b"}}
	if diff := cmp.Diff(want, got.History); diff != "" {
		t.Errorf("history (-want +got)\n%s", diff)
	}
	f.keep(t, []archive.Story{story("c", "all", 1, 0, 2)}, archive.StoryEvent{Kind: archive.StoryMerged, Story: "b", Other: "c"})
	for _, id := range []string{"a", "b", "c"} {
		if got, err := f.Story(ctx, id); err != nil || got.ID != "c" {
			t.Errorf("%s leads to %+v, %v", id, got, err)
		}
	}
	f.keep(t, []archive.Story{story("a", "again", 0), story("c", "rest", 1, 2)}, archive.StoryEvent{Kind: archive.StorySplit, Story: "a", Other: "c"})
	if got, err := f.Story(ctx, "a"); err != nil || got.ID != "a" || string(got.Whole) != "again" || len(got.History) != 2 {
		t.Errorf("a story that is one again is %+v, %v", got, err)
	}

	was, err := f.StoryProgress(ctx)
	if err != nil {
		t.Fatal(err)
	}
	other := was
	other.Arrival--
	if err := f.KeepStories(ctx, archive.StoryUpdate{Was: other, Stories: []archive.Story{b}}); !errors.Is(err, archive.ErrStoriesMoved) {
		t.Errorf("an update of what is no longer so gives %v", err)
	}
	gone := archive.Story{ID: "d", First: day(1), Last: day(1), Articles: []string{"none"}}
	if err := f.KeepStories(ctx, archive.StoryUpdate{Was: was, Now: was, Stories: []archive.Story{gone}}); !errors.Is(err, archive.ErrStoriesMoved) {
		t.Errorf("a story of an article that is not there gives %v", err)
	}
	if got := f.listed(t, archive.StoryFilter{}); !slices.Equal(got, []string{"c", "a"}) {
		t.Errorf("after refused updates: %v", got)
	}
}

func testStaleStories(t *testing.T, f *fixture) {
	ctx := context.Background()
	progress := func() archive.StoryProgress {
		t.Helper()
		p, err := f.StoryProgress(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := progress(); !p.Equal(archive.StoryProgress{}) {
		t.Errorf("in an archive without stories: %+v", p)
	}
	ids, story := f.stories(t)
	a, b := story("a", "{}", 0), story("b", "whole b", 1, 2)
	f.keep(t, []archive.Story{a, b})
	last, err := f.LastArrival(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if p := progress(); p.Stale() || p.Arrival != last || p.Edition != "test" {
		t.Errorf("after an update: %+v", p)
	}
	corrected := bridge
	corrected.Text += "\nوصححت الوزارة التاريخ." // the ministry corrected the date
	f.put(t, corrected)
	if p := progress(); !p.From.Equal(a.First) || !p.To.Equal(a.First) {
		t.Errorf("after a correction of %v: %+v", a.First, p)
	}
	if _, err := f.Remove(ctx, archive.Selection{IDs: []string{ids[2]}}); err != nil {
		t.Fatal(err)
	}
	if p := progress(); !p.From.Equal(b.First) || !p.To.Equal(b.Last) {
		t.Errorf("after a removal from %v–%v: %+v", b.First, b.Last, p)
	}
	if got := f.listed(t, archive.StoryFilter{}); !slices.Equal(got, []string{"a"}) {
		t.Errorf("a story that tells of what was removed is listed: %v", got)
	}
	if _, err := f.Story(ctx, ids[1]); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("a story that tells of what was removed is given: %v", err)
	}
	page, err := f.Stories(ctx, archive.StoryFilter{Articles: ids[:], Whole: true}, archive.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range page.Stories {
		if s.ID == "b" && (s.Title != "" || s.Whole != nil || !slices.Equal(s.Articles, ids[1:2])) {
			t.Errorf("of the story something is left: %+v", s)
		}
	}
	if len(page.Stories) != 2 {
		t.Errorf("%d stories hold the articles", len(page.Stories))
	}
	f.keep(t, []archive.Story{a})
	kept, err := f.Get(ctx, ids[0], 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Reread(ctx, []archive.Reading{{Version: kept.Version, Entry: Entry(t, bridge)}}); err != nil {
		t.Fatal(err)
	}
	if err := f.Derive(ctx); err != nil {
		t.Fatal(err)
	}
	if p := progress(); !p.From.Equal(a.First) || !p.To.Equal(a.First) {
		t.Errorf("after a new reading: %+v", p)
	}
	if _, err := f.Remove(ctx, archive.Selection{IDs: ids[:2]}); err != nil {
		t.Fatal(err)
	}
	if got := f.listed(t, archive.StoryFilter{Articles: ids[:]}); got != nil {
		t.Errorf("stories without articles are kept: %v", got)
	}
}
