package trace

import (
	"path/filepath"
	"strings"
	"testing"

	"isnad/archive"
	"isnad/archive/archivetest"
	"isnad/archive/sqlite"
	"isnad/story/keeper"
)

// news are two reports that say the same and one of something else, about
// invented people and places: the minister said that the bridge of the valley
// would open to lorries before the winter.
var news = []archivetest.Story{
	{ID: "first", Outlet: "سرمد", Published: "2031-04-02T08:00:00Z", Title: "جسر الوادي يفتح قبل الشتاء",
		Text: "قالت وزيرة النقل لميس الرافعي إن جسر وادي الصفا الجديد سيفتح أمام الشاحنات قبل حلول الشتاء المقبل.\nوأضافت أن كلفة الجسر بلغت 12 مليون دينار."},
	{ID: "second", Outlet: "الأفق", Published: "2031-04-02T09:00:00Z", Title: "الرافعي: جسر الوادي قبل الشتاء",
		Text: "أعلنت وزيرة النقل لميس الرافعي أن جسر وادي الصفا الجديد سيفتح أمام الشاحنات قبل حلول الشتاء المقبل، وفقا لوكالة سرمد.\nوينتظر سكان الوادي الجسر منذ سنوات."},
	{ID: "other", Outlet: "الدرب", Published: "2031-04-01T09:00:00Z", Title: "موسم التفاح",
		Text: "بدأ موسم التفاح في سهل النور باكرا هذا العام. وقال المزارع نادر القاسمي إن المحصول وفير."},
}

func TestFind(t *testing.T) {
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range news {
		if _, err := db.Put(t.Context(), []*archive.Entry{archivetest.Entry(t, s)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := keeper.New(db, 1).Update(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, text string
		places     string // ids
		origins    int
		claim      Why // of the first, "" for none
	}{
		{"words that a source says in both", "جسر وادي الصفا الجديد سيفتح أمام الشاحنات", "first second", 1, SameWords},
		{"the same claim in other words", "الشاحنات تعبر جسر الصفا الجديد قبل الشتاء", "", 0, SameGist},
		{"words in the article's own voice", "بدأ موسم التفاح في سهل النور", "other", 0, ""},
		{"words that nobody has", "سقط الثلج على المدينة القديمة ليلا", "", 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Find(t.Context(), db, tt.text, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, p := range got.Places {
				_, own, _ := strings.Cut(p.ID, ":")
				ids = append(ids, own)
				if p.Assertion.Text != tt.text {
					t.Errorf("%s has %q", own, p.Assertion.Text)
				}
			}
			origins, why := 0, Why("")
			if got.Quote != nil {
				origins = len(got.Quote.Origins)
			}
			if len(got.Claims) > 0 {
				why = got.Claims[0].Why
			}
			if places := strings.Join(ids, " "); places != tt.places || origins != tt.origins || why != tt.claim || got.Known() != (places != "" || why != "") {
				t.Errorf("places %q, origins %d, claim %q", places, origins, why)
			}
		})
	}
	// Fewer places than there are are counted still.
	got, err := Find(t.Context(), db, "جسر وادي الصفا", Options{Places: 1})
	if err != nil || len(got.Places) != 1 || got.Total != 2 || len(got.Outlets) != 2 {
		t.Errorf("%v: %+v", err, got)
	}
}
