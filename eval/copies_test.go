package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"isnad/archive"
	"isnad/archive/sqlite"
)

// An archive of copies is sound, and each has the words of its article in
// another order.
func TestCopies(t *testing.T) {
	news := filepath.Join(t.TempDir(), "news.jsonl")
	writeNews(t, news)
	begin, end := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2031, 7, 1, 0, 0, 0, 0, time.UTC)
	for _, short := range []bool{false, true} {
		const size = 40
		c, err := ReadCopies(t.Context(), news, 3, short, size, begin, end)
		if err != nil {
			t.Fatal(err)
		}
		db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Create: true})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := PutMany(t.Context(), db, 0, size, c.Entry); err != nil {
			t.Fatal(err)
		}
		for problem := range db.Check(t.Context()) {
			t.Error(problem)
		}
		n, last := 0, begin
		texts := map[string]bool{}
		for k, err := range db.Walk(t.Context(), archive.Range{}) {
			if err != nil {
				t.Fatal(err)
			}
			n++
			texts[k.Record.Article.Text] = true
			if at := k.At(); at.Before(last) || !at.Before(end) {
				t.Errorf("%s was published %s", k.ID, at)
			} else {
				last = at
			}
			id, _, _ := strings.Cut(k.ID, "-")
			original, err := db.Get(t.Context(), id, 0)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := bag(k.Record.Article.Text), bag(original.Record.Article.Text); !slices.Equal(got, want) {
				t.Errorf("the words of %s are %q, want %q", k.ID, got, want)
			}
			if len(k.Record.Statements) != len(original.Record.Statements) || k.Page.Text != k.Record.Article.Text {
				t.Errorf("%s has %d statements, and as its page %q", k.ID, len(k.Record.Statements), k.Page.Text)
			}
		}
		if n != size || len(texts) < size-3 {
			t.Errorf("%d articles with %d texts, want %d", n, len(texts), size)
		}
	}
}

func bag(text string) []string {
	words := strings.Fields(text)
	slices.Sort(words)
	return words
}

// writeNews writes three articles of an invented paper.
func writeNews(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := json.NewEncoder(f)
	for i, bridge := range []string{"الشمالي", "الجنوبي", "القديم"} {
		err := out.Encode(map[string]string{
			"id": fmt.Sprintf("sarmad%d", i), "outlet": "صدى سرمد", "title": "انتهاء الجسر " + bridge, "published": "2030-03-04T08:00:00Z",
			// The mayor said that the bridge is finished and will open on 20 April; a source spoke of 12 million dinars; the works will end within a year.
			"text": "قال رئيس البلدية سليم الحداد، الثلاثاء، إن الجسر " + bridge + " انتهى، ووعد بافتتاحه يوم 20 أبريل 2030 أمام الجميع.\n" +
				"ونقلت وكالة أنباء سرمد عن مصدر مطلع قوله إن المشروع كلف 12 مليون دينار. «لن نتأخر بعد اليوم أبداً»، أضاف الحداد في\u00a0بيان\u00a0طويل.\n" +
				strings.Repeat("وأكدت وزيرة النقل ليلى الصباغ أن الوزارة ستنهي أعمال الطرق الأخرى خلال عام كامل في ظروف صعبة. ", 4),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
