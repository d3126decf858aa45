package keeper

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"isnad/archive"
	"isnad/archive/archivetest"
	"isnad/archive/sqlite"
	"isnad/correction"
	"isnad/story"
)

func open(t testing.TB) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// events are what happened in invented places: headline, two sentences of which
// articles give the first and one or both.
var events = [][3]string{
	// A bridge in Wadi Nour closed for cracks.
	{"إغلاق جسر وادي النور بعد ظهور تشققات", "قال مدير الطرق هيثم الجابري إن جسر وادي النور أغلق أمام الشاحنات بعد ظهور تشققات في دعاماته.", "وأضاف الجابري أن فرق الصيانة ستنهي تدعيم الجسر خلال عشرة أيام."},
	// A fire in the paper mill of Tilal.
	{"حريق يلتهم مصنع الورق في التلال", "أعلن الدفاع المدني أن حريقا اندلع في مصنع الورق بمدينة التلال وأصيب فيه 12 عاملا.", "وأوضح الناطق باسم الدفاع المدني سامر القاضي أن الحريق أخمد بعد خمس ساعات."},
	// The fishermen of Marsa strike over diesel prices.
	{"صيادو المرسى يضربون احتجاجا على سعر الوقود", "بدأ صيادو المرسى إضرابا مفتوحا احتجاجا على رفع سعر الوقود المخصص للقوارب.", "وقال نقيب الصيادين وليد الشامي إن الإضراب مستمر حتى تتراجع الوزارة عن قرارها."},
	// The university of Sahel postpones examinations over a water failure.
	{"جامعة الساحل تؤجل الامتحانات", "قررت جامعة الساحل تأجيل امتحانات الفصل الأول أسبوعا بسبب انقطاع المياه عن السكن.", "وذكرت رئيسة الجامعة رنا العمري أن الطلاب سيبلغون بالمواعيد الجديدة."},
	// An archaeological mission finds a mosaic in Rabwa.
	{"بعثة أثرية تعثر على لوحة فسيفساء في الربوة", "عثرت بعثة أثرية في تل الربوة على لوحة فسيفساء تعود إلى القرن الرابع.", "وقالت عالمة الآثار هند الزعبي إن اللوحة ستنقل إلى متحف المدينة."},
}

var outlets = []string{"سرمد", "الأفق", "تلال", "السنبلة"}

// news is a month of articles about the events, each told in another week too.
func news(n int) []archivetest.Story {
	random := rand.New(rand.NewPCG(7, 9))
	var out []archivetest.Story
	for i := range n {
		e := events[random.IntN(len(events))]
		text := e[1]
		switch random.IntN(3) {
		case 0:
			text += "\n" + e[2]
		case 1:
			text = e[2] + "\n" + e[1]
		}
		if random.IntN(4) == 0 { // a sentence of another event connects the two
			text += "\n" + events[random.IntN(len(events))][1+random.IntN(2)]
		}
		at := time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(30*24)) * time.Hour)
		out = append(out, archivetest.Story{ID: fmt.Sprint(i), Outlet: outlets[random.IntN(len(outlets))], Published: at.Format(time.RFC3339), Title: e[0], Text: fmt.Sprintf("%s\nالعدد %d.", text, i)})
	}
	return out
}

// dump writes the kept stories with what they hold.
func dump(t *testing.T, a archive.Archive) string {
	t.Helper()
	var b strings.Builder
	opts := archive.ListOptions{Limit: 7}
	for {
		page, err := a.Stories(context.Background(), archive.StoryFilter{Whole: true}, opts)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Stories {
			whole, err := story.Decode(s.Whole)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, d := range whole.Articles {
				ids = append(ids, d.ID)
			}
			if !slices.Equal(ids, s.Articles) {
				t.Errorf("story %s is listed with %v and holds %v", s.ID, s.Articles, ids)
			}
			fmt.Fprintf(&b, "%s %s %d–%d outlets %d claims %d origins %d\n%s\n", s.ID, s.Title, s.First.Unix(), s.Last.Unix(), s.Outlets, s.Claims, s.Origins, s.Whole)
		}
		if opts.After = page.Next; opts.After == "" {
			lines := strings.Split(b.String(), "\n")
			slices.Sort(lines)
			return strings.Join(lines, "\n")
		}
	}
}

func update(t *testing.T, k *Keeper) int {
	t.Helper()
	n, err := k.Update(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Law: whatever arrives in whatever order, is corrected or removed, and
// however often a keeper is begun anew, what is kept is what a rebuild gives.
func TestKeeperKeepsWhatRebuildGives(t *testing.T) {
	ctx := context.Background()
	all := news(110)
	seeds := uint64(4)
	if testing.Short() {
		seeds = 1
	}
	for seed := range seeds {
		random := rand.New(rand.NewPCG(seed, 1))
		left := slices.Clone(all)
		if seed%2 == 0 { // as news comes, some of it late
			slices.SortStableFunc(left, func(a, b archivetest.Story) int { return strings.Compare(a.Published, b.Published) })
			for range 20 {
				i, j := random.IntN(len(left)), random.IntN(len(left))
				left[i], left[j] = left[j], left[i]
			}
		} else {
			random.Shuffle(len(left), func(i, j int) { left[i], left[j] = left[j], left[i] })
		}
		db := open(t)
		keeper := func() *Keeper {
			k := New(db, 2)
			k.step, k.atHand, k.askEvery = 30, 20, 5
			return k
		}
		k := keeper()
		put := func(stories ...archivetest.Story) {
			var entries []*archive.Entry
			for _, s := range stories {
				entries = append(entries, archivetest.Entry(t, s))
			}
			if _, err := db.Put(ctx, entries); err != nil {
				t.Fatal(err)
			}
		}
		told := map[string][]string{} // ids that a reader may have kept, with their articles
		var kept []archivetest.Story
		for len(left) > 0 {
			n := min(1+random.IntN(40), len(left))
			put(left[:n]...)
			kept, left = append(kept, left[:n]...), left[n:]
			switch random.IntN(4) {
			case 0: // a correction
				s := kept[random.IntN(len(kept))]
				s.Text += "\nوصححت الصحيفة الخبر." // the paper has corrected the report
				put(s)
			case 1: // a removal
				i := random.IntN(len(kept))
				id := archivetest.Entry(t, kept[i]).Record.Article.ID
				if _, err := db.Remove(ctx, archive.Selection{IDs: []string{id}}); err != nil {
					t.Fatal(err)
				}
				if strings.Contains(dump(t, db), `"`+id+`"`) {
					t.Errorf("seed %d: %s is removed and stands in a story", seed, id)
				}
				kept = slices.Delete(kept, i, i+1)
			case 2:
				k = keeper()
			}
			update(t, k)
			page, err := db.Stories(ctx, archive.StoryFilter{}, archive.ListOptions{Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range page.Stories {
				told[s.ID] = s.Articles
			}
			for problem := range db.Check(ctx) {
				t.Errorf("seed %d: check: %v", seed, problem)
			}
		}
		found := dump(t, db)
		if _, err := keeper().Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(dump(t, db), found); diff != "" {
			t.Errorf("seed %d: (-rebuilt +kept)\n%s", seed, diff)
		}
		if n := update(t, k); n != 0 {
			t.Errorf("seed %d: %d articles are looked at where nothing came", seed, n)
		}
		for _, s := range kept {
			id := archivetest.Entry(t, s).Record.Article.ID
			if held, err := db.Story(ctx, id); err != nil || !slices.Contains(held.Articles, id) {
				t.Errorf("seed %d: %s is in no story: %v", seed, id, err)
			}
		}
		for id, articles := range told {
			left := slices.ContainsFunc(articles, func(a string) bool {
				_, err := db.Get(ctx, a, 0)
				return err == nil
			})
			if _, err := db.Story(ctx, id); err != nil && left {
				t.Errorf("seed %d: an id that was told leads nowhere: %v", seed, err)
			}
		}
	}
}

// A run over old news ends where what follows is kept as it would be found.
func TestKeeperStopsWhereNothingChanges(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	var entries []*archive.Entry
	for _, s := range news(160) {
		entries = append(entries, archivetest.Entry(t, s))
	}
	if _, err := db.Put(ctx, entries); err != nil {
		t.Fatal(err)
	}
	update(t, New(db, 0))
	late := archivetest.Story{ID: "late", Outlet: "سرمد", Published: "2031-03-03", Title: "افتتاح سوق الحرير", Text: "افتتح رئيس البلدية ماهر النجار سوق الحرير بعد ترميمه."} // a silk market opens
	if _, err := db.Put(ctx, []*archive.Entry{archivetest.Entry(t, late)}); err != nil {
		t.Fatal(err)
	}
	k := New(db, 0)
	k.askEvery = 5
	if n := update(t, k); n == 0 || n > 60 {
		t.Errorf("%d of 161 articles are looked at for one", n)
	}
	found := dump(t, db)
	if _, err := k.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(dump(t, db), found); diff != "" {
		t.Errorf("(-rebuilt +kept)\n%s", diff)
	}
}

// Two keepers of one archive do not undo each other's work.
func TestTwoKeepers(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	a, b := New(db, 1), New(db, 1)
	for i, s := range news(40) {
		if _, err := db.Put(ctx, []*archive.Entry{archivetest.Entry(t, s)}); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			update(t, a)
		} else {
			update(t, b)
		}
	}
	found := dump(t, db)
	was, err := db.StoryProgress(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(dump(t, db), found); diff != "" {
		t.Errorf("(-rebuilt +kept)\n%s", diff)
	}
	was.Arrival--
	if err := db.KeepStories(ctx, archive.StoryUpdate{Was: was}); !errors.Is(err, archive.ErrStoriesMoved) {
		t.Errorf("an update of what is no longer so gives %v", err)
	}
}

// An article that a person places is where he put it, after any number of new
// articles, and back where it was when that is undone.
func TestPlacedByHand(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	var entries []*archive.Entry
	for _, s := range news(80) {
		entries = append(entries, archivetest.Entry(t, s))
	}
	if _, err := db.Put(ctx, entries[:70]); err != nil {
		t.Fatal(err)
	}
	update(t, New(db, 0))
	place := func(article, story string) (correction.Correction, error) {
		made, err := db.Correct(ctx, correction.Request{Do: correction.Place, Article: article, Values: map[string]string{"story": story}, By: "ليلى", Why: "حدث آخر"}) // another event
		if err != nil {
			return correction.Correction{}, err
		}
		return made[0], nil
	}
	kept := func() string {
		t.Helper()
		update(t, New(db, 0))
		found := dump(t, db)
		if _, err := New(db, 0).Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(dump(t, db), found); diff != "" {
			t.Errorf("(-rebuilt +kept)\n%s", diff)
		}
		return found
	}
	story := func(article string) *archive.Story {
		t.Helper()
		s, err := db.Story(ctx, article)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := kept()
	var moved string
	var other *archive.Story
	page, err := db.Stories(ctx, archive.StoryFilter{Least: 3}, archive.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// The last article of a story goes to one that began before it.
	var first correction.Correction
search:
	for _, s := range page.Stories {
		for i := range page.Stories {
			if o := &page.Stories[i]; o.ID != s.ID {
				moved, other = s.Articles[len(s.Articles)-1], o
				if first, err = place(moved, o.ID); err == nil {
					break search
				}
				if !errors.Is(err, correction.ErrRefused) {
					t.Fatal(err)
				}
			}
		}
	}
	if first.ID == "" {
		t.Fatal("no two stories are near each other")
	}
	kept()
	if got := story(moved); !slices.Contains(got.Articles, first.Values["story"]) {
		t.Errorf("placed with %s, it is in a story of %v; it was to come to %v", first.Values["story"], got.Articles, other.Articles)
	}
	apart, err := place(moved, "")
	if err != nil {
		t.Fatal(err)
	}
	kept()
	if got := story(moved); got.Articles[0] != moved {
		t.Errorf("placed apart, it is in a story of %v", got.Articles)
	}
	for _, c := range []correction.Correction{apart, first} {
		if _, err := db.Correct(ctx, correction.Request{Do: correction.Undo, Undoes: c.ID, By: "x", Why: "y"}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(before, kept()); diff != "" {
		t.Errorf("all is undone (-before +after)\n%s", diff)
	}
	if _, err := place(moved, "nowhere"); !errors.Is(err, correction.ErrRefused) {
		t.Errorf("a story that there is not: %v", err)
	}
	if _, err := db.Put(ctx, entries[70:]); err != nil {
		t.Fatal(err)
	}
	if _, err := place(moved, ""); err != nil {
		t.Fatal(err)
	}
	kept()
}

// Where only the day of publication is known, a whole day's articles have one
// time; an index that took them as they came would place all again with each.
func TestDigestsOfOneDay(t *testing.T) {
	db := open(t)
	list := news(40)
	for i := range list {
		list[i].Published = list[i].Published[:len("2031-03-01")]
	}
	var entries []*archive.Entry
	for _, s := range list {
		entries = append(entries, archivetest.Entry(t, s))
	}
	if _, err := db.Put(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	var last *story.Digest
	n := 0
	for d, err := range New(db, 2).digests(t.Context(), archive.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; last != nil && (d.At.Before(last.At) || d.At.Equal(last.At) && d.ID < last.ID) {
			t.Errorf("%s of %s comes after %s of %s", d.ID, d.At, last.ID, last.At)
		}
		last = d
	}
	if n != len(list) {
		t.Errorf("%d digests, want %d", n, len(list))
	}
}
