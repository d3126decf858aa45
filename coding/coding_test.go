package coding

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"isnad/archive"
	"isnad/archive/archivetest"
	"isnad/archive/sqlite"
	"isnad/wording"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sampled is an archive of two outlets over two months, about invented people.
func sampled(t testing.TB) archive.Archive {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Create: true, Now: func() time.Time { return time.Date(2031, 6, 1, 0, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for i := range 8 {
		s := archivetest.Story{ID: fmt.Sprint(i), Outlet: []string{"سرمد", "الأفق"}[i%2], Published: fmt.Sprintf("2031-0%d-02", 4+i%4/2), Title: fmt.Sprint("خبر الجسر ", i),
			// The minister said that the bridge would open before the end of the year. It is 300 metres long. The agency quotes an official.
			Text: fmt.Sprintf("قالت وزيرة النقل لميس الرافعي إن الوزارة ستفتح الجسر %d قبل نهاية العام.\nويبلغ طول الجسر 300 متر.\nونقلت وكالة سرمد عن مسؤول مطلع قوله إن الكلفة تضاعفت.", i)}
		if _, err := db.Put(t.Context(), []*archive.Entry{archivetest.Entry(t, s)}); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func draw(t testing.TB, db archive.Archive, p Plan) ([]Unit, []Stratum) {
	t.Helper()
	units, strata, err := Draw(t.Context(), db, p)
	if err != nil {
		t.Fatal(err)
	}
	return units, strata
}

func TestDraw(t *testing.T) {
	db := sampled(t)
	task := &Tasks[0]
	units, strata := draw(t, db, Plan{Task: task, By: []string{"outlet", "month"}, N: 10, Seed: 1})
	again, _ := draw(t, db, Plan{Task: task, By: []string{"outlet", "month"}, N: 10, Seed: 1})
	other, _ := draw(t, db, Plan{Task: task, By: []string{"outlet", "month"}, N: 10, Seed: 2})
	if len(units) != 10 || !slices.Equal(units, again) || slices.Equal(units, other) {
		t.Errorf("%d units, the same again: %v, of another seed: %v", len(units), slices.Equal(units, again), slices.Equal(units, other))
	}
	total := 0
	for _, s := range strata {
		total += s.Drawn
		if s.Sentences != 8 || s.Drawn < 2 || s.Drawn > 3 {
			t.Errorf("stratum %+v", s)
		}
	}
	if len(strata) != 4 || total != 10 {
		t.Errorf("%d strata, %d drawn", len(strata), total)
	}
	seen := map[string]bool{}
	all, _ := draw(t, db, Plan{Task: task, N: 1000, Seed: 1})
	for _, u := range all {
		if seen[u.ID] {
			t.Errorf("%s is drawn twice", u.ID)
		}
		seen[u.ID] = true
	}
	if len(all) != 32 { // eight titles, and three sentences each
		t.Errorf("%d sentences in all", len(all))
	}
	for _, bad := range []Plan{{Task: task}, {Task: task, N: 1, By: []string{"colour"}}} {
		if _, _, err := Draw(t.Context(), db, bad); err == nil {
			t.Errorf("%+v is drawn", bad)
		}
	}
}

// TestAllocateLaws holds shares to sum and size of the strata.
func TestAllocateLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []*drawn
		total := 0
		for _, size := range rapid.SliceOfN(rapid.IntRange(0, 1000), 1, 20).Draw(t, "sizes") {
			all = append(all, &drawn{Stratum: Stratum{Sentences: size}})
			total += size
		}
		n := rapid.IntRange(1, 3000).Draw(t, "n")
		allocate(all, n)
		sum := 0
		for _, d := range all {
			sum += d.Drawn
			if share := float64(min(n, total)) * float64(d.Sentences) / float64(max(1, total)); d.Drawn > d.Sentences || math.Abs(float64(d.Drawn)-share) >= 1 {
				t.Fatalf("%d of %d are drawn, its share is %.2f", d.Drawn, d.Sentences, share)
			}
		}
		if sum != min(n, total) {
			t.Fatalf("%d are drawn of %d", sum, min(n, total))
		}
	})
}

// filled is a sheet of the units with what the program read, as a coder who agrees
// with all of it would fill it.
func filledRows(t testing.TB, db archive.Archive, task *Task, units []Unit) [][]string {
	t.Helper()
	rows := [][]string{task.Columns()}
	for _, u := range units {
		k, err := db.Get(t.Context(), u.article, u.number)
		if err != nil {
			t.Fatal(err)
		}
		span, ok := u.span(k.Read.Article.Text)
		if !ok || span.Of(k.Read.Article.Text) != u.Text {
			t.Fatalf("%s is not where it says", u.ID)
		}
		found := task.answers(k.Read, span)
		if len(found) == 0 {
			rows = append(rows, append(append(u.cells(), "no"), make([]string, len(task.Fields)+1)...))
		}
		for _, f := range found {
			rows = append(rows, append(append(append(u.cells(), "نعم"), f...), ""))
		}
	}
	return rows
}

func csvOf(t testing.TB, rows [][]string) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return &b
}

// TestPerfectCoder has every task agree with itself wholly.
func TestPerfectCoder(t *testing.T) {
	db := sampled(t)
	for i := range Tasks {
		task := &Tasks[i]
		t.Run(task.Name, func(t *testing.T) {
			units, _ := draw(t, db, Plan{Task: task, N: 32, Seed: 3})
			sheet, err := ReadSheet("x.csv", csvOf(t, filledRows(t, db, task, units)))
			if err != nil {
				t.Fatal(err)
			}
			machine, err := Read(t.Context(), db, sheet)
			if err != nil {
				t.Fatal(err)
			}
			c, err := Compare(machine, sheet)
			if err != nil {
				t.Fatal(err)
			}
			one := func(m Measure, figures ...Figure) {
				for _, f := range figures {
					if f.Known() && f.Value != 1 {
						t.Errorf("%s: %+v", m.Name, m)
					}
				}
			}
			for _, m := range append([]Measure{c.Presence, c.Findings}, c.Fields...) {
				one(m, m.Precision, m.Recall, m.Agreement, m.Kappa)
			}
			if c.Units != 32 || c.Presence.Kappa.Value != 1 || c.Findings.Cases == 0 {
				t.Errorf("%+v", c)
			}
		})
	}
}

// TestCompareCounts is worked out by hand: of four sentences the program finds a
// statement in three, two of them rightly, and misses one; one source is wrong.
func TestCompareCounts(t *testing.T) {
	coded := func(id string, found ...[]string) Coded { return Coded{Unit: Unit{ID: id}, Row: 2, Found: found} }
	minister := []string{"لميس الرافعي", "person", "", "assert", "indirect"}
	short := []string{"الرافعي", "person", "وكالة سرمد", "deny", "indirect"}
	other := []string{"سليم الحداد", "person", "", "assert", "indirect"}
	machine := &Sheet{Name: Machine, Task: &Tasks[0], Units: []Coded{coded("a", minister), coded("b", other), coded("c", other), coded("d")}}
	coder := &Sheet{Name: "x", Task: &Tasks[0], Units: []Coded{coded("a", short), coded("b", minister), coded("c"), coded("d", minister), coded("e", minister)}}
	c, err := Compare(machine, coder)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%d units; presence %.2f %.2f %.2f; statements %.2f %.2f", c.Units, c.Presence.Precision.Value, c.Presence.Recall.Value, c.Presence.Agreement.Value, c.Findings.Precision.Value, c.Findings.Recall.Value)
	for _, m := range c.Fields {
		got += fmt.Sprintf("; %s %.2f %.2f %.2f/%d", m.Name, m.Precision.Value, m.Recall.Value, m.Agreement.Value, m.Cases)
	}
	want := "4 units; presence 0.67 0.67 0.50; statements 0.67 0.67; source 0.33 0.33 0.50/2; source_type 0.67 0.67 1.00/1; via NaN 0.00 0.50/2; act 0.33 0.33 0.00/1; kind 0.67 0.67 1.00/1"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSheetsAreRead(t *testing.T) {
	db := sampled(t)
	task := &Tasks[0]
	units, _ := draw(t, db, Plan{Task: task, N: 6, Seed: 3})
	rows := filledRows(t, db, task, units)
	want, err := ReadSheet("x", csvOf(t, rows))
	if err != nil {
		t.Fatal(err)
	}
	semicolons := func() io.Reader {
		var b bytes.Buffer
		b.WriteString("\uFEFF")
		w := csv.NewWriter(&b)
		w.Comma = ';'
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		return &b
	}
	got, err := ReadSheet("x", semicolons())
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Unit{}), cmp.Comparer(func(a, b *Task) bool { return a == b })); err != nil || diff != "" {
		t.Errorf("with semicolons: %v\n%s", err, diff)
	}
	for _, in := range []wording.Language{wording.Arabic, wording.English} {
		var b bytes.Buffer
		if err := WriteXLSX(&b, task, units, in); err != nil {
			t.Fatal(err)
		}
		cells, err := cells(b.Bytes())
		if err != nil || len(cells) != len(units)+1 || !slices.Equal(cells[0], task.Columns()) || cells[1][0] != units[0].ID || cells[1][5] != units[0].Text {
			t.Errorf("workbook: %v, %q", err, cells)
		}
	}
	var blind bytes.Buffer
	if err := WriteCSV(&blind, task, units); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadSheet("x", &blind); err == nil || !strings.Contains(err.Error(), "no row has an answer") {
		t.Errorf("a sheet that is not filled: %v", err)
	}
}

func TestMistakesInSheets(t *testing.T) {
	db := sampled(t)
	task := &Tasks[1]
	units, _ := draw(t, db, Plan{Task: task, N: 2, Seed: 3})
	row := func(u Unit, cells ...string) []string { return append(u.cells(), cells...) }
	for _, tt := range []struct {
		name string
		rows [][]string
		says string
	}{
		{"another heading", [][]string{{"a", "b"}}, "x: row 1 is not the heading"},
		{"a column is gone", [][]string{{"unit", "sentence", "commitment"}}, "x: row 1 has no column by"},
		{"no yes or no", [][]string{row(units[0], "perhaps")}, `x: row 2, column commitment: "perhaps"; write yes or no`},
		{"filled without yes", [][]string{row(units[0], "", "الرافعي")}, "x: row 2, column commitment: empty, though by is filled"},
		{"filled with no", [][]string{row(units[0], "no", "", "plan")}, "x: row 2, column act: filled, though commitment says no"},
		{"no such act", [][]string{row(units[0], "yes", "", "vow")}, `x: row 2, column act: "vow"; write one of pledge, plan`},
		{"no such day", [][]string{row(units[0], "yes", "", "خطة", "2031-02-30")}, `x: row 2, column due: "2031-02-30" is no day`},
		{"a unit that is none", [][]string{append([]string{"x"}, row(units[0], "no")[1:]...)}, `x: row 2, column unit: "x" is none`},
		{"no unit", [][]string{append([]string{""}, row(units[0], "no")[1:]...)}, "x: row 2, column unit: empty"},
		{"a second row that says no", [][]string{row(units[0], "yes", "", "plan"), row(units[0], "no")}, "x: row 3, column commitment: row 2 has the same unit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows := tt.rows
			if !slices.Contains(rows[0], "b") && !slices.Contains(rows[0], "commitment") {
				rows = append([][]string{task.Columns()}, rows...)
			}
			if _, err := ReadSheet("x", csvOf(t, rows)); err == nil || !strings.HasPrefix(err.Error(), tt.says) {
				t.Errorf("%v", err)
			}
		})
	}
	// The words of the sentence were changed, or another archive is given.
	changed := units[0]
	changed.Text = "جملة أخرى." // another sentence
	gone := units[1]
	gone.ID = "x;1;0-5"
	for u, says := range map[Unit]string{changed: "row 2, column sentence: differs", gone: "row 2, column unit: version 1 of \"x\" is not in the archive"} {
		sheet, err := ReadSheet("x", csvOf(t, [][]string{task.Columns(), row(u, "no")}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Read(t.Context(), db, sheet); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %s", err, says)
		}
	}
}

func FuzzReadSheet(f *testing.F) {
	head := strings.Join(Tasks[0].Columns(), ",")
	f.Add([]byte(head + "\na;1;0-5,,,,,نص,,yes,الرافعي,person,سرمد < الأفق,deny,direct,\n"))
	f.Add([]byte("\uFEFF" + strings.ReplaceAll(head, ",", ";") + "\n\"a;1;0-5\";;;;;x;;no\n"))
	var b bytes.Buffer
	if err := WriteXLSX(&b, &Tasks[2], []Unit{{ID: "a;1;0-5", Text: "نص"}}, wording.Arabic); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ReadSheet("x", bytes.NewReader(data))
		if (s == nil) == (err == nil) {
			t.Fatal("neither a sheet nor an error, or both")
		}
		if s == nil {
			return
		}
		for _, c := range s.Units {
			for _, found := range c.Found {
				if len(found) != len(s.Task.Fields) {
					t.Fatalf("%d values", len(found))
				}
			}
		}
		if _, err := Compare(s, s); err != nil {
			t.Fatal(err)
		}
	})
}

// TestKappa has the example of Cohen's kappa that textbooks give (20, 5, 10, 15), worked
// through the formula of Fleiss, Cohen and Everitt by hand: standard error 0.1270.
func TestKappa(t *testing.T) {
	k := Kappa([][]int{{20, 5}, {10, 15}})
	if math.Abs(k.Value-0.4) > 1e-9 || math.Abs((k.High-k.Value)/z-0.12700) > 1e-4 {
		t.Errorf("%+v, standard error %f", k, (k.High-k.Value)/z)
	}
	if Kappa([][]int{{7, 0}, {0, 0}}).Known() || Kappa([][]int{{7, 0}, {3, 0}}).Known() || Kappa([][]int{{0, 0}, {0, 0}}).Known() {
		t.Error("kappa of one class is known")
	}
}

func TestFigureLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 500).Draw(t, "n")
		k := rapid.IntRange(0, n).Draw(t, "k")
		s, more, rest := Share(k, n), Share(4*k, 4*n), Share(n-k, n)
		if !(0 <= s.Low && s.Low <= s.Value && s.Value <= s.High && s.High <= 1) || more.High-more.Low > s.High-s.Low+1e-12 || math.Abs(rest.Low-(1-s.High)) > 1e-9 {
			t.Fatalf("%d of %d: %+v, of four times as many %+v, of the others %+v", k, n, s, more, rest)
		}
		size := rapid.IntRange(2, 5).Draw(t, "classes")
		table, turned, renamed := make([][]int, size), make([][]int, size), make([][]int, size)
		for i := range size {
			table[i], turned[i], renamed[i] = make([]int, size), make([]int, size), make([]int, size)
		}
		for i := range size {
			for j := range size {
				table[i][j] = rapid.IntRange(0, 30).Draw(t, "count")
				turned[j][i], renamed[(i+1)%size][(j+1)%size] = table[i][j], table[i][j]
			}
		}
		x := Kappa(table)
		for _, y := range []Figure{Kappa(turned), Kappa(renamed)} {
			if x.Known() != y.Known() || x.Known() && (math.Abs(x.Value-y.Value) > 1e-9 || math.Abs(x.Low-y.Low) > 1e-9) {
				t.Fatalf("%+v, turned or renamed %+v", x, y)
			}
		}
		if x.Known() && !(-1 <= x.Low && x.Low <= x.Value+1e-12 && x.Value <= x.High+1e-12 && x.High <= 1) {
			t.Fatalf("%+v", x)
		}
	})
}

// TestCodebook keeps docs/codebook.md what the command writes.
func TestCodebook(t *testing.T) {
	var b bytes.Buffer
	if err := Codebook(&b); err != nil {
		t.Fatal(err)
	}
	const path = "../docs/codebook.md"
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s differs (-update rewrites it):\n%s", path, diff)
	}
}
