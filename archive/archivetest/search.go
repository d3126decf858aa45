package archivetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"isnad/archive"
	"isnad/article"
	"isnad/query"
)

// news are the stories that searches are asked of, about invented people,
// places and bodies; the id says what each is about.
var news = []Story{
	// The transport minister of Sarmad said that the ministry would open the river bridge before the end of 2031 and denied that its cost had doubled.
	{"bridge", "سرمد", "2031-04-02", "وزيرة النقل: سنفتح جسر النهر قبل نهاية العام",
		"قالت وزيرة النقل لميس الرافعي إن الوزارة ستفتح جسر النهر قبل نهاية العام.\nونفت الرافعي أن تكون كلفة الجسر قد تضاعفت."},
	// The head of the port authority denied that the port had closed, according to the Sarmad agency.
	{"port", "الأفق", "2031-04-01", "هيئة الميناء تنفي الإغلاق",
		"نفى رئيس هيئة الميناء سليم الحداد أن يكون ميناء المرسى قد أغلق، وفقا لوكالة سرمد.\nوقال إن السفن تدخل الميناء كل يوم."},
	// Engineers wrote of old bridges and the ministries that keep them.
	{"bridges", "الأفق", "2031-02-10", "جسور قديمة",
		"كتب مهندسون عن الجسور القديمة التي ترعاها وزارات النقل في المدن.\nوقال المهندس نادر القاسمي إن الجسور تحتاج إلى صيانة."},
	// The weather tomorrow.
	{"weather", "سرمد", "2030-12-30", "طقس الغد",
		"يكون الطقس غدا معتدلا على الساحل وباردا في الجبال.\nوتهب رياح خفيفة في المساء على المرسى."},
}

func testSearch(t *testing.T, f *fixture) {
	f.put(t, news...)
	tests := []struct {
		name, query string
		want        string // ids in the order of ids
	}{
		{"everything", "", "bridge bridges port weather"},
		{"a word", "الطقس", "weather"},
		{"a word in other forms: plural, with clitics", "جسر", "bridge bridges"},
		{"a word that is asked for with its clitics", "بالجسور", "bridge bridges"},
		{"another spelling", "الاغلاق", "port"},
		{"all of several words", "جسر وزارة", "bridge bridges"},
		{"a mark between words asks for nothing", "جسر ، نهاية", "bridge"},
		{"any of two words", "الطقس OR السفن", "port weather"},
		{"without a word", "جسر -نهاية", "bridges"},
		{"nothing but without", "-جسر", "port weather"},
		{"a phrase", `"جسر النهر"`, "bridge"},
		{"a phrase is of exact words", `"جسور النهر"`, ""},
		{"a phrase is of neighbours", `"الوزارة النهر"`, ""},
		{"a phrase does not begin twice", `"الميناء كل يوم"`, "port"},
		{"from a day", "from:2031-04-01", "bridge port"},
		{"to a month", "to:2031-02", "bridges weather"},
		{"between", "from:2031-02 to:2031-04-01", "bridges port"},
		{"an outlet", "outlet:الأفق", "bridges port"},
		{"an outlet in another spelling", "ناشر:الافق", "bridges port"},
		{"a speaker", `speaker:"لميس الرافعي"`, "bridge"},
		{"a speaker by surname", "speaker:القاسمي", "bridges"},
		{"no speaker of that name", "speaker:القاضي", ""},
		{"a relay", "via:سرمد", "port"},
		{"words inside a statement", "said:جسر", "bridge bridges"},
		{"words inside one statement", "said:(جسر كلفة)", "bridge"},
		{"a word outside the statements", "said:مهندسون", ""},
		{"an act", "act:deny", "bridge port"},
		{"speaker and act of one statement", "speaker:الرافعي act:deny said:كلفة", "bridge"},
		{"speaker and words of different statements", "act:deny said:نهاية", ""},
		{"either of two statements", "speaker:القاسمي OR speaker:الحداد", "bridges port"},
		{"a date on which something is due", "due:2031", "bridge"},
		{"nothing is due then", "due:2040", ""},
		{"what is not there", "الزرافة", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := f.search(t, tt.query, archive.SearchOptions{})
			got := found(page)
			slices.Sort(got)
			if got := strings.Join(got, " "); got != tt.want || page.Total != len(page.Hits) || page.Relaxed {
				t.Errorf("%s finds %q of %d, want %q", tt.query, got, page.Total, tt.want)
			}
		})
	}
}

func testSearchOrder(t *testing.T, f *fixture) {
	f.put(t, news...)
	tests := []struct {
		name, query string
		opts        archive.SearchOptions
		want        string
	}{
		{"the best first", "جسر OR النقل OR النهر", archive.SearchOptions{}, "bridge bridges"},
		{"the title counts more", "الطقس OR المرسى", archive.SearchOptions{}, "weather port"},
		{"the newest first", "", archive.SearchOptions{Order: archive.Newest}, "bridge port bridges weather"},
		{"the oldest first", "", archive.SearchOptions{Order: archive.Oldest}, "weather bridges port bridge"},
		{"old news fade", "الطقس OR المرسى", archive.SearchOptions{HalfLife: 24 * time.Hour}, "port weather"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := f.search(t, tt.query, tt.opts)
			if got := strings.Join(found(page), " "); got != tt.want {
				t.Errorf("%s finds %s, want %s", tt.query, got, tt.want)
			}
		})
	}
	t.Run("where no article has all words, those with any are given", func(t *testing.T) {
		page := f.search(t, "السفن الطقس outlet:سرمد", archive.SearchOptions{})
		if got := found(page); !page.Relaxed || !slices.Equal(got, []string{"weather"}) {
			t.Errorf("finds %v, relaxed %v", got, page.Relaxed)
		}
	})
}

func testSearchPages(t *testing.T, f *fixture) {
	var stories []Story
	for i := range 25 {
		s := news[0]
		s.ID = fmt.Sprintf("b%02d", i)
		s.Text += strings.Repeat(" الجسر طويل.", i%7) // the bridge is long
		stories = append(stories, s)
	}
	f.put(t, stories...)
	for _, order := range []archive.Order{archive.Relevance, archive.Newest, archive.Oldest} {
		whole := f.search(t, "جسر", archive.SearchOptions{Limit: 100, Order: order})
		var paged []string
		opts := archive.SearchOptions{Limit: 4, Order: order}
		for {
			page := f.search(t, "جسر", opts)
			if page.Total != 25 {
				t.Fatalf("%s: %d found", order, page.Total)
			}
			paged = append(paged, found(page)...)
			if opts.After = page.Next; page.Next == "" {
				break
			}
		}
		if diff := cmp.Diff(found(whole), paged); diff != "" {
			t.Errorf("%s: page by page (-whole +paged):\n%s", order, diff)
		}
	}
	if _, err := f.Search(context.Background(), query.Word("جسر"), archive.SearchOptions{After: "?"}); err == nil {
		t.Error("a cursor that is none is accepted")
	}
}

func testSearchFacets(t *testing.T, f *fixture) {
	f.put(t, news...)
	page := f.search(t, "جسر OR ميناء", archive.SearchOptions{Facets: true, Limit: 1})
	want := &archive.Facets{
		Outlets:  []archive.Count{{Value: "الأفق", Articles: 2}, {Value: "سرمد", Articles: 1}},
		Months:   []archive.Count{{Value: "2031-04", Articles: 2}, {Value: "2031-02", Articles: 1}},
		Speakers: []archive.Count{{Value: "سليم الحداد", Articles: 1}, {Value: "لميس الرافعي", Articles: 1}, {Value: "نادر القاسمي", Articles: 1}},
	}
	if diff := cmp.Diff(want, page.Facets); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func testSearchVersions(t *testing.T, f *fixture) {
	ctx := context.Background()
	f.put(t, news...)
	corrected := news[3]
	corrected.Text = "تتساقط الثلوج غدا في الجبال." // snow will fall in the mountains tomorrow
	f.put(t, corrected)
	if got := found(f.search(t, "معتدلا", archive.SearchOptions{})); len(got) != 0 {
		t.Errorf("words that a correction took away find %v", got)
	}
	if got := found(f.search(t, "الثلوج", archive.SearchOptions{})); !slices.Equal(got, []string{"weather"}) {
		t.Errorf("words that a correction brought find %v", got)
	}
	removed, err := f.Remove(ctx, archive.Selection{IDs: []string{"سرمد:weather", "سرمد:bridge"}})
	if err != nil || len(removed) != 3 {
		t.Fatal(removed, err)
	}
	for _, q := range []string{"ثلج", "معتدلا", "speaker:الرافعي", "due:2031", "said:نهاية"} {
		if got := found(f.search(t, q, archive.SearchOptions{})); len(got) != 0 {
			t.Errorf("after removal %s finds %v", q, got)
		}
	}
	if got := found(f.search(t, "", archive.SearchOptions{})); len(got) != 2 {
		t.Errorf("left are %v", got)
	}
}

// testSearchGrowth puts articles one by one, so that segments of every level
// come to be, and asks for each of them.
func testSearchGrowth(t *testing.T, f *fixture) {
	const n = 80
	for i := range n {
		s := news[2]
		s.ID = fmt.Sprintf("g%02d", i)
		s.Text += fmt.Sprintf("\nالعدد رقم%dع.", i) // issue number …
		f.put(t, s)
	}
	for i := range n {
		id := fmt.Sprintf("g%02d", i)
		if got := found(f.search(t, fmt.Sprintf("رقم%dع", i), archive.SearchOptions{})); !slices.Equal(got, []string{id}) {
			t.Errorf("%s is found by %v", id, got)
		}
	}
	if page := f.search(t, "said:صيانة", archive.SearchOptions{}); page.Total != n {
		t.Errorf("%d articles found by what they all say, want %d", page.Total, n)
	}
}

func testSnippets(t *testing.T, f *fixture) {
	f.put(t, news...)
	page := f.search(t, "في جسر", archive.SearchOptions{Snippets: true})
	for _, h := range page.Hits {
		a := f.article(t, h.ID)
		marked := ""
		for _, s := range h.Snippets {
			if got := a.Text[s.Start : s.Start+len(s.Text)]; got != s.Text {
				t.Errorf("%s: the text at %d is %q, the snippet says %q", h.ID, s.Start, got, s.Text)
			}
			for _, m := range s.Marks {
				marked += s.Text[m.Start:m.End] + " "
			}
		}
		if !strings.Contains(marked, "جسر") && !strings.Contains(marked, "جسور") || strings.Contains(marked, "في ") {
			t.Errorf("%s: marked is %q", h.ID, marked)
		}
	}
	// What the index tells of places is what a new analysis of the text finds.
	for _, q := range []string{"في جسر", "جسر OR ميناء", `"جسر النهر"`, `"الجسر" في`, "في", "speaker:الرافعي", "الوزير نهاية", "رياح مدن معتدل"} {
		sought := archive.SoughtBy(parse(t, q))
		for _, h := range f.search(t, q, archive.SearchOptions{Snippets: true}).Hits {
			a := f.article(t, h.ID)
			if diff := cmp.Diff(archive.Snippets(a, sought, placesIn(a, sought)), h.Snippets); diff != "" {
				t.Errorf("%s: snippets of %s (-from the text +from the index):\n%s", q, h.ID, diff)
			}
		}
	}
}

func (f *fixture) article(t *testing.T, id string) *article.Article {
	t.Helper()
	kept, err := f.Get(context.Background(), id, 0)
	if err != nil {
		t.Fatal(err)
	}
	return kept.Record.Article
}

// placesIn finds where what is sought begins in an article.
func placesIn(a *article.Article, sought []archive.Sought) [][]uint32 {
	words := archive.Words(a)
	at := make([][]uint32, len(sought))
	for i, s := range sought {
		for from := 0; from+len(s.Words) <= len(words); from++ {
			found := true
			for j, w := range s.Words {
				in := words[from+j]
				found = found && (in.Surface == w.Surface || !s.Phrase && (in.Form == w.Form || in.Stem == w.Stem))
			}
			if found {
				at[i] = append(at[i], uint32(from))
			}
		}
	}
	return at
}

func (f *fixture) search(t *testing.T, q string, opts archive.SearchOptions) *archive.Page {
	t.Helper()
	n, err := query.Parse(q)
	if err != nil {
		t.Fatal(err)
	}
	page, err := f.Search(context.Background(), n, opts)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// found are the ids of a page without their outlets.
func found(p *archive.Page) []string {
	var ids []string
	for _, h := range p.Hits {
		_, id, _ := strings.Cut(h.ID, ":")
		ids = append(ids, id)
	}
	return ids
}
