// Package archivetest is the suite that every implementation of
// archive.Archive passes.
package archivetest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"isnad/archive"
	"isnad/article"
	"isnad/page"
	"isnad/query"
	"isnad/record"
)

// Clock is the clock that an archive under test is opened with. It stands
// still until it is set.
type Clock struct{ at time.Time }

// Now is the time that the clock shows.
func (c *Clock) Now() time.Time { return c.at }

// Set moves the clock.
func (c *Clock) Set(at time.Time) { c.at = at }

// Open makes an empty archive for one test, with the given clock. It closes
// the archive when the test ends.
type Open func(t *testing.T, now func() time.Time) archive.Archive

// Run drives an implementation through the suite.
func Run(t *testing.T, open Open) {
	tests := []struct {
		name string
		test func(*testing.T, *fixture)
	}{
		{"an article is kept as it was read", testKeeps},
		{"the same again changes nothing", testIdempotent},
		{"what is held is known by its content", testHolds},
		{"a correction is a new version", testVersions},
		{"a batch is kept whole or not at all", testBatch},
		{"a walk goes in order of publication", testWalk},
		{"outlets are counted", testOutlets},
		{"outlets have a profile of how they give what others say", testOutletProfiles},
		{"what is removed is gone", testRemove},
		{"a search finds what it is asked for", testSearch},
		{"what is found has an order", testSearchOrder},
		{"what is found comes page by page", testSearchPages},
		{"what is found is counted by its properties", testSearchFacets},
		{"a search finds newest versions, and nothing removed", testSearchVersions},
		{"a search finds what came in any number of parts", testSearchGrowth},
		{"a snippet marks what was asked for", testSnippets},
		{"a passage is found where it stands, as it is or edited", testPassages},
		{"statements are listed, the latest first", testStatements},
		{"commitments are listed by the day on which they are due", testCommitments},
		{"names are listed with their spellings", testNames},
		{"names are found by Latin spellings", testLatinNames},
		{"decisions about names hold in lists and searches", testNameRules},
		{"what is corrected stands beside what was read, and lists and searches follow it", testCorrections},
		{"decisions about names are signed and undone", testCorrectedNames},
		{"a better reading replaces a record", testReread},
		{"notes are kept under their names", testState},
		{"a note is changed by one at a time", testChangeState},
		{"what arrives is told from what was there", testArrival},
		{"stories are kept, and lead on where they end", testStories},
		{"what changes makes stories stale", testStaleStories},
		{"a backup holds everything", testBackup},
		{"what is not there is said so", testNotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			clock := &Clock{at: time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC)}
			f := &fixture{clock: clock, Archive: open(t, clock.Now)}
			tt.test(t, f)
			for problem := range f.Check(context.Background()) {
				t.Errorf("check: %v", problem)
			}
		})
	}
}

// fixture is an archive with its clock.
type fixture struct {
	archive.Archive
	clock *Clock
}

// Story is an article of the suite, about invented people and places.
type Story struct {
	ID, Outlet, Published, Title, Text string
}

// Entry reads a story and prepares it for an archive.
func Entry(t testing.TB, s Story) *archive.Entry {
	t.Helper()
	p := &page.Page{Name: s.ID, Format: page.Record, Text: s.Text, Fields: &page.Fields{
		ID: s.ID, Outlet: s.Outlet, Title: s.Title, Published: s.Published, Text: s.Text,
	}}
	a, err := article.From(p, article.Options{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := archive.NewEntry(record.Read(a), p, article.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (f *fixture) put(t *testing.T, stories ...Story) []archive.Outcome {
	t.Helper()
	var entries []*archive.Entry
	for _, s := range stories {
		entries = append(entries, Entry(t, s))
	}
	outcomes, err := f.Put(context.Background(), entries)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

// bridge and port are two stories of invented places.
var (
	// The transport minister of Sarmad, Lamis al-Rafii, said the ministry will open the bridge before the end of the year.
	bridge = Story{"1", "سرمد", "2031-04-02", "الوزيرة: سنفتح الجسر قبل نهاية العام",
		"قالت وزيرة النقل لميس الرافعي إن الوزارة ستفتح جسر النهر قبل نهاية العام.\nوأضافت أن العمل يتقدم."}
	// The head of the port authority denied that the port of Mina was closed.
	port = Story{"2", "الأفق", "2031-04-01T09:30:00+03:00", "هيئة الميناء تنفي الإغلاق",
		"نفى رئيس هيئة الميناء سليم الحداد أن يكون ميناء المرسى قد أغلق، وفقا لوكالة سرمد."}
)

func testKeeps(t *testing.T, f *fixture) {
	ctx := context.Background()
	f.put(t, bridge, port)
	for _, s := range []Story{bridge, port} {
		want := Entry(t, s)
		got, err := f.Get(ctx, want.Record.Article.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		if string(got.JSON) != string(want.JSON) {
			t.Errorf("the record differs: %s", cmp.Diff(string(want.JSON), string(got.JSON)))
		}
		if diff := cmp.Diff(want.Page, got.Page); diff != "" {
			t.Errorf("the page differs (-want +got):\n%s", diff)
		}
		a := want.Record.Article
		if got.Title != a.Title || got.Outlet != a.Outlet || got.Number != 1 || !got.Newest || !got.FirstSeen.Equal(f.clock.at) {
			t.Errorf("listed as %+v", got.Version)
		}
		if !got.Published.Time.Equal(a.Published.Time) || got.Published.Precision != a.Published.Precision {
			t.Errorf("published %v, want %v", got.Published, a.Published)
		}
	}
}

func testIdempotent(t *testing.T, f *fixture) {
	if got, want := f.put(t, bridge, port), []archive.Outcome{archive.Added, archive.Added}; !slices.Equal(got, want) {
		t.Errorf("first: %v, want %v", got, want)
	}
	twin := bridge
	twin.ID = "3" // the same words under another id are kept beside
	if got, want := f.put(t, port, bridge, twin, twin), []archive.Outcome{archive.Unchanged, archive.Unchanged, archive.Added, archive.Unchanged}; !slices.Equal(got, want) {
		t.Errorf("again: %v, want %v", got, want)
	}
	if got := ids(t, f, archive.Range{}); len(got) != 3 {
		t.Errorf("kept %v, want three articles", got)
	}
}

func testHolds(t *testing.T, f *fixture) {
	corrected := bridge
	corrected.Text = strings.Replace(bridge.Text, "قبل نهاية العام", "بعد عامين", 1) // "after two years" for "before the end of the year"
	f.put(t, bridge)
	f.put(t, corrected)
	changed := corrected
	changed.Title = "عنوان آخر" // another title
	for _, tt := range []struct {
		name  string
		story Story
		want  bool
	}{{"the older version", bridge, true}, {"the newer version", corrected, true}, {"another content", changed, false}, {"another article", port, false}} {
		e := Entry(t, tt.story)
		if held, err := f.Holds(context.Background(), e.Record.Article.ID, e.Hash); err != nil || held != tt.want {
			t.Errorf("%s: %v, %v, want %v", tt.name, held, err, tt.want)
		}
	}
}

func testVersions(t *testing.T, f *fixture) {
	ctx := context.Background()
	f.put(t, bridge)
	f.clock.Set(f.clock.at.Add(36 * time.Hour))
	corrected := bridge
	corrected.Text += "\nوصححت الوزارة التاريخ." // the ministry corrected the date
	if got := f.put(t, corrected); got[0] != archive.Revised {
		t.Errorf("a correction is %v", got[0])
	}
	if got := f.put(t, bridge); got[0] != archive.Unchanged {
		t.Errorf("the old words read again are %v", got[0])
	}
	id := Entry(t, bridge).Record.Article.ID
	versions, err := f.Versions(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if len(versions) != 2 || versions[0].Newest || !versions[1].Newest || versions[1].FirstSeen.Sub(versions[0].FirstSeen) != 36*time.Hour {
		t.Fatalf("versions %+v", versions)
	}
	for number, want := range map[int]Story{0: corrected, 1: bridge, 2: corrected} {
		got, err := f.Get(ctx, id, number)
		if err != nil {
			t.Fatal(err)
		}
		if string(got.JSON) != string(Entry(t, want).JSON) {
			t.Errorf("version %d has other words", number)
		}
	}
}

func testBatch(t *testing.T, f *fixture) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := f.Put(ctx, []*archive.Entry{Entry(t, bridge), Entry(t, port)}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	if got := ids(t, f, archive.Range{}); len(got) != 0 {
		t.Errorf("kept %v of a batch that was cancelled", got)
	}
}

func testWalk(t *testing.T, f *fixture) {
	first := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	var want []string
	var stories []Story
	for i := range 150 {
		s := bridge
		s.ID = fmt.Sprintf("w%03d", i)
		s.Published = first.AddDate(0, 0, i/3).Format(time.DateOnly) // three articles a day
		s.Text += fmt.Sprintf("\nالعدد %d.", i)
		stories = append(stories, s)
		want = append(want, Entry(t, s).Record.Article.ID)
	}
	// The days come in reverse, the articles of a day in order.
	days := slices.Collect(slices.Chunk(stories, 3))
	slices.Reverse(days)
	f.put(t, slices.Concat(days...)...)
	if diff := cmp.Diff(want, ids(t, f, archive.Range{})); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	in := archive.Range{From: first.AddDate(0, 0, 10), To: first.AddDate(0, 0, 20), NoPages: true}
	if diff := cmp.Diff(want[30:60], ids(t, f, in)); diff != "" {
		t.Errorf("a range of ten days (-want +got):\n%s", diff)
	}
	if got := ids(t, f, archive.Range{Outlet: "الأفق"}); len(got) != 0 {
		t.Errorf("another outlet has %v", got)
	}
	undated := port
	undated.Published = ""
	f.put(t, undated)
	all := ids(t, f, archive.Range{From: f.clock.at})
	if id := Entry(t, undated).Record.Article.ID; !slices.Equal(all, []string{id}) {
		t.Errorf("an article without a date does not stand at the time when it was seen: %v", all)
	}
}

func testOutlets(t *testing.T, f *fixture) {
	second := bridge
	second.ID, second.Published = "9", "2031-04-05"
	f.put(t, bridge, second, port)
	got, err := f.Outlets(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	day := func(d int) time.Time { return time.Date(2031, 4, d, 0, 0, 0, 0, time.UTC) }
	at := time.Date(2031, 4, 1, 6, 30, 0, 0, time.UTC)
	want := []archive.Outlet{{Name: "الأفق", Articles: 1, First: at, Last: at}, {Name: "سرمد", Articles: 2, First: day(2), Last: day(5)}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// profiled are articles of one outlet with sources of each sort.
var profiled = []Story{
	// The minister said that the bridge would open in May; an informed source said that it would be late.
	{"11", "الأفق", "2031-04-02", "جسر النهر", "قالت وزيرة النقل لميس الرافعي إن جسر النهر سيفتح في مايو.\nوقال مصدر مطلع إن الجسر سيتأخر."},
	// Reuters quoted the head of the port, Salim al-Haddad, as saying that ships come every day.
	{"12", "الأفق", "2031-05-03", "سفن الميناء", "نقلت وكالة رويترز عن رئيس هيئة الميناء سليم الحداد قوله إن السفن تدخل الميناء كل يوم."},
	// Reuters, under its short name, quoted the minister as saying that the works had begun.
	{"13", "الأفق", "2031-05-04", "أعمال الطريق", "نقلت رويترز عن وزيرة النقل لميس الرافعي قولها إن أعمال الطريق بدأت."},
	{"14", "سرمد", "2031-05-04", "طقس الغد", "يكون الطقس غدا معتدلا على الساحل."}, // the weather
}

func testOutletProfiles(t *testing.T, f *fixture) {
	ctx := context.Background()
	day := func(month time.Month, d int) time.Time { return time.Date(2031, month, d, 0, 0, 0, 0, time.UTC) }
	horizon := archive.OutletProfile{
		Outlet:     archive.Outlet{Name: "الأفق", Articles: 3, First: day(4, 2), Last: day(5, 4)},
		Months:     []archive.Count{{Value: "2031-05", Articles: 2}, {Value: "2031-04", Articles: 1}},
		Statements: 4, Named: 3, Unnamed: 1, Relayed: 2,
		Sources: []archive.Count{{Value: "لميس الرافعي", Articles: 2}, {Value: "سليم الحداد", Articles: 1}},
		Relays:  []archive.Count{{Value: "رويترز", Articles: 2}},
	}
	weather := archive.OutletProfile{
		Outlet: archive.Outlet{Name: "سرمد", Articles: 1, First: day(5, 4), Last: day(5, 4)},
		Months: []archive.Count{{Value: "2031-05", Articles: 1}},
	}
	f.checkProfiles(t, "an empty archive")
	f.put(t, profiled[0])
	f.search(t, "", archive.SearchOptions{Facets: true}) // what is counted grows from here
	f.put(t, profiled[1:]...)
	f.checkProfiles(t, "all", horizon, weather)
	// A version without statements takes the place of the first.
	corrected := profiled[0]
	corrected.Text = "يفتح جسر النهر في مايو." // the bridge opens in May
	f.put(t, corrected)
	horizon.Statements, horizon.Named, horizon.Unnamed = 2, 2, 0
	horizon.Sources = []archive.Count{{Value: "سليم الحداد", Articles: 1}, {Value: "لميس الرافعي", Articles: 1}}
	f.checkProfiles(t, "after a new version", horizon, weather)
	if _, err := f.Remove(ctx, archive.Selection{Outlet: "الأفق"}); err != nil {
		t.Fatal(err)
	}
	f.checkProfiles(t, "after a removal", weather)
}

func (f *fixture) checkProfiles(t *testing.T, when string, want ...archive.OutletProfile) {
	t.Helper()
	got, err := f.OutletProfiles(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

func testRemove(t *testing.T, f *fixture) {
	ctx := context.Background()
	corrected, old := bridge, port
	corrected.Text += "\nوصححت الوزارة التاريخ." // the ministry corrected the date
	old.ID, old.Published = "4", "2029-01-01"
	f.put(t, bridge, port, corrected, old)
	tests := []struct {
		name string
		s    archive.Selection
		gone int // versions
		left int // articles
	}{
		{"nothing selected", archive.Selection{}, 0, 3},
		{"an id that is not there", archive.Selection{IDs: []string{"سرمد:77"}}, 0, 3},
		{"both conditions must hold", archive.Selection{IDs: []string{Entry(t, bridge).Record.Article.ID}, Outlet: "الأفق"}, 0, 3},
		{"an article with its versions", archive.Selection{IDs: []string{Entry(t, bridge).Record.Article.ID}}, 2, 2},
		{"what is old", archive.Selection{Before: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}, 1, 1},
		{"an outlet", archive.Selection{Outlet: "الأفق"}, 1, 0},
	}
	for _, tt := range tests {
		removed, err := f.Remove(ctx, tt.s)
		if err != nil {
			t.Fatal(err)
		}
		if left := ids(t, f, archive.Range{}); len(removed) != tt.gone || len(left) != tt.left {
			t.Errorf("%s: removed %d, want %d; %d left, want %d", tt.name, len(removed), tt.gone, len(left), tt.left)
		}
		for _, v := range removed {
			if _, err := f.Get(ctx, v.ID, 0); !errors.Is(err, archive.ErrNotFound) {
				t.Errorf("%s: %s is still there (%v)", tt.name, v.ID, err)
			}
		}
	}
}

func testState(t *testing.T, f *fixture) {
	ctx := context.Background()
	for _, note := range []string{"", "etag", "another"} {
		if err := f.SetState(ctx, "feed", []byte(note)); err != nil {
			t.Fatal(err)
		}
		if got, err := f.State(ctx, "feed"); err != nil || string(got) != note {
			t.Errorf("got %q, %v, want %q", got, err, note)
		}
	}
	if err := f.SetState(ctx, "feed", nil); err != nil {
		t.Fatal(err)
	}
	if got, err := f.State(ctx, "feed"); err != nil || got != nil {
		t.Errorf("a deleted note is %q, %v", got, err)
	}
}

func testChangeState(t *testing.T, f *fixture) {
	ctx := context.Background()
	var done sync.WaitGroup
	for range 8 {
		done.Go(func() {
			for range 5 {
				if err := f.ChangeState(ctx, "count", func(note []byte) ([]byte, error) { return append(note, '.'), nil }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done.Wait()
	if got, err := f.State(ctx, "count"); err != nil || len(got) != 40 {
		t.Errorf("of 40 changes %d were kept, %v", len(got), err)
	}
	refusal := errors.New("refused")
	if err := f.ChangeState(ctx, "count", func([]byte) ([]byte, error) { return nil, refusal }); err != refusal {
		t.Errorf("a refused change gives %v", err)
	}
	if got, err := f.State(ctx, "count"); err != nil || len(got) != 40 {
		t.Errorf("a refused change left %d, %v", len(got), err)
	}
	if err := f.ChangeState(ctx, "count", func([]byte) ([]byte, error) { return nil, nil }); err != nil {
		t.Fatal(err)
	}
	if got, err := f.State(ctx, "count"); err != nil || got != nil {
		t.Errorf("a deleted note is %q, %v", got, err)
	}
}

func testArrival(t *testing.T, f *fixture) {
	ctx := context.Background()
	last := func() int64 {
		t.Helper()
		n, err := f.LastArrival(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	since := func(arrival int64) (walked, found []string) {
		t.Helper()
		page, err := f.Search(ctx, query.And{}, archive.SearchOptions{Order: archive.Oldest, Since: arrival})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range page.Hits {
			found = append(found, fmt.Sprintf("%s/%d", h.ID, h.Number))
		}
		if page.Total != len(found) {
			t.Errorf("%d of %d found", len(found), page.Total)
		}
		for k, err := range f.Walk(ctx, archive.Range{Since: arrival}) {
			if err != nil {
				t.Fatal(err)
			}
			walked = append(walked, fmt.Sprintf("%s/%d", k.ID, k.Number))
		}
		return walked, found
	}
	if n := last(); n != 0 {
		t.Errorf("in an empty archive something arrived last: %d", n)
	}
	f.put(t, bridge)
	first := last()
	f.put(t, bridge) // unchanged
	if first == 0 || last() != first {
		t.Errorf("the first arrival is %d, after the same again %d", first, last())
	}
	corrected := bridge
	corrected.Text += "\nوصححت الوزارة التاريخ." // the ministry corrected the date
	f.put(t, port)
	second := last()
	f.put(t, corrected)
	if !(first < second && second < last()) {
		t.Errorf("arrivals %d, %d, %d do not rise", first, second, last())
	}
	id, portID := Entry(t, bridge).Record.Article.ID, Entry(t, port).Record.Article.ID
	for _, tt := range []struct {
		since int64
		want  []string
	}{
		{0, []string{portID + "/1", id + "/2"}},
		{first, []string{portID + "/1", id + "/2"}},
		{second, []string{id + "/2"}},
		{last(), nil},
		{last() + 1000, nil},
	} {
		walked, found := since(tt.since)
		slices.Sort(tt.want)
		slices.Sort(walked)
		slices.Sort(found)
		if !slices.Equal(walked, tt.want) || !slices.Equal(found, tt.want) {
			t.Errorf("since %d: walked %v, found %v, want %v", tt.since, walked, found, tt.want)
		}
	}
	// What is removed leaves its place empty.
	before := last()
	if _, err := f.Remove(ctx, archive.Selection{IDs: []string{id}}); err != nil {
		t.Fatal(err)
	}
	f.put(t, bridge)
	if last() <= before {
		t.Errorf("the place %d of a removed version is used again: %d", before, last())
	}
}

func testBackup(t *testing.T, f *fixture) {
	ctx := context.Background()
	f.put(t, bridge, port)
	path := filepath.Join(t.TempDir(), "copy #1.db")
	if err := f.Backup(ctx, path); err != nil {
		t.Fatal(err)
	}
	if err := f.Backup(ctx, path); err == nil {
		t.Error("a backup was written over another file")
	}
}

func testNotFound(t *testing.T, f *fixture) {
	ctx := context.Background()
	f.put(t, bridge)
	if _, err := f.Get(ctx, "nowhere", 0); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("Get: %v", err)
	}
	if _, err := f.Get(ctx, Entry(t, bridge).Record.Article.ID, 7); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("Get of a version: %v", err)
	}
	if _, err := f.Versions(ctx, "nowhere"); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("Versions: %v", err)
	}
}

func ids(t *testing.T, f *fixture, in archive.Range) []string {
	t.Helper()
	var all []string
	for k, err := range f.Walk(context.Background(), in) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, k.ID)
	}
	return all
}

func testReread(t *testing.T, f *fixture) {
	ctx := context.Background()
	f.put(t, bridge, port)
	id := Entry(t, bridge).Record.Article.ID
	kept, err := f.Get(ctx, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	better := bridge
	better.Text = "قال الوزير نعمان الحور إن النفق سيفتح غدا." // minister Numan al-Hur said that the tunnel will open tomorrow
	if err := f.Reread(ctx, []archive.Reading{{Version: kept.Version, Entry: Entry(t, better)}}); err != nil {
		t.Fatal(err)
	}
	if err := f.Derive(ctx); err != nil {
		t.Fatal(err)
	}
	again, err := f.Get(ctx, id, 0)
	if err != nil || string(again.JSON) != string(Entry(t, better).JSON) || again.Number != 1 {
		t.Errorf("the record is %s, %v", again.JSON, err)
	}
	for q, want := range map[string]int{"النفق": 1, "speaker:الحور": 1, "speaker:الرافعي": 0, "الميناء": 1} {
		if page := f.search(t, q, archive.SearchOptions{}); page.Total != want {
			t.Errorf("%s finds %d, want %d", q, page.Total, want)
		}
	}
	stranger := Entry(t, port)
	if err := f.Reread(ctx, []archive.Reading{{Version: kept.Version, Entry: stranger}}); err == nil {
		t.Error("the record of another article is accepted")
	}
}
