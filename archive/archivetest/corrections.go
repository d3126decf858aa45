package archivetest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"isnad/archive"
	"isnad/correction"
)

// correct keeps corrections of an article, all signed by one person.
func (f *fixture) correct(t *testing.T, asked ...correction.Request) []correction.Correction {
	t.Helper()
	for i := range asked {
		asked[i].By, asked[i].Why = "ليلى", "سمعتُ التسجيل" // I heard the recording
	}
	made, err := f.Correct(context.Background(), asked...)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func testCorrections(t *testing.T, f *fixture) {
	ctx := context.Background()
	f.put(t, bridge, port)
	f.put(t, respelled...)
	id, other := Entry(t, bridge).Record.Article.ID, Entry(t, port).Record.Article.ID
	machine, err := f.Get(ctx, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	// Counted before, since what is gathered then must follow, too.
	f.search(t, "الجسر", archive.SearchOptions{Facets: true})
	s := machine.Record.Statements[len(machine.Record.Statements)-1] // the work advances
	said := s.Content.Of(machine.Record.Article.Text)
	made := f.correct(t,
		correction.Request{Do: correction.Set, Article: id, Item: s.ID, Values: map[string]string{"speaker": "سليم الحداد", "act": "deny"}},
		correction.Request{Do: correction.Set, Article: id, Item: "c1", Values: map[string]string{"due": "2033-03-03"}},
	)
	if made[0].ID == made[1].ID || made[0].Made.IsZero() || made[0].Version != 1 {
		t.Errorf("kept as %+v", made)
	}
	holds := func(when string) {
		t.Helper()
		k, err := f.Get(ctx, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		if string(k.ReadJSON) == string(k.JSON) || len(k.Corrections) == 0 || !strings.Contains(string(k.JSON), `"corrections":[`) {
			t.Errorf("%s: the reading is %s", when, k.JSON)
		}
		if got := f.saidBy(t, "سليم الحداد"); got != "1 2" {
			t.Errorf("%s: the corrected speaker says something in %q", when, got)
		}
		if page := f.search(t, "speaker:الحداد said:يتقدم act:deny", archive.SearchOptions{}); page.Total != 1 {
			t.Errorf("%s: a search by the corrected speaker finds %d", when, page.Total)
		}
		due, err := f.Commitments(ctx, parse(t, ""), archive.Commitments{Dated: true}, archive.ListOptions{})
		if err != nil || len(due.Commitments) == 0 || due.Commitments[len(due.Commitments)-1].Made().Due.Value != "2033-03-03" {
			t.Errorf("%s: due %+v, %v", when, due, err)
		}
		found := f.search(t, "الجسر", archive.SearchOptions{Facets: true})
		if !slices.ContainsFunc(found.Facets.Speakers, func(c archive.Count) bool { return c.Value == "سليم الحداد" }) {
			t.Errorf("%s: the corrected speaker is not counted: %+v", when, found.Facets.Speakers)
		}
	}
	holds("corrected")

	// A new reading, a new version with a paragraph before, and the old words again.
	if err := f.Reread(ctx, []archive.Reading{{Version: machine.Version, Entry: Entry(t, bridge)}}); err != nil {
		t.Fatal(err)
	}
	if err := f.Derive(ctx); err != nil {
		t.Fatal(err)
	}
	holds("read again")
	revised := bridge
	revised.Text = "تحديث الخبر.\n" + bridge.Text // the news is brought up to date
	f.put(t, revised)
	holds("in a new version")

	// The last statement goes, which leaves no new row; another is added.
	made = append(made, f.correct(t,
		correction.Request{Do: correction.Drop, Article: id, Item: s.ID, Words: said},
		correction.Request{Do: correction.Add, Article: id, Item: "statement", Words: "تحديث الخبر", Values: map[string]string{"speaker": "الرافعي"}},
	)...)
	if got := f.saidBy(t, "سليم الحداد"); got != "2" {
		t.Errorf("of a dropped statement the speaker says something in %q", got)
	}
	if page := f.search(t, "speaker:الرافعي said:تحديث", archive.SearchOptions{}); page.Total != 1 {
		t.Errorf("an added statement is found %d times", page.Total)
	}
	if found := f.search(t, "الجسر", archive.SearchOptions{Facets: true}); slices.ContainsFunc(found.Facets.Speakers, func(c archive.Count) bool { return c.Value == "سليم الحداد" }) {
		t.Errorf("of a dropped statement the speaker is counted: %+v", found.Facets.Speakers)
	}
	if old, err := f.Get(ctx, id, 1); err != nil || len(old.Corrections) != 4 || old.Corrections[3].Fits {
		t.Errorf("what a later version was given fits an earlier one: %+v, %v", old, err)
	}

	for _, c := range slices.Backward(made) {
		f.correct(t, correction.Request{Do: correction.Undo, Undoes: c.ID})
	}
	k, err := f.Get(ctx, id, 1)
	if err != nil {
		t.Fatal(err)
	}
	if k.Record != k.Read || string(k.ReadJSON) != string(machine.ReadJSON) {
		t.Errorf("all is undone, and the reading is %s", k.JSON)
	}
	list, err := f.Corrections(ctx, archive.ListOptions{Limit: 3})
	if err != nil || list.Total != 8 || len(list.Corrections) != 3 || list.Next == "" {
		t.Fatalf("listed %+v, %v", list, err)
	}
	rest, err := f.Corrections(ctx, archive.ListOptions{After: list.Next})
	if err != nil || len(rest.Corrections) != 5 || rest.Corrections[4].ID != made[0].ID || rest.Corrections[4].Live || rest.Corrections[0].In.Title != bridge.Title {
		t.Errorf("the rest is %+v, %v", rest, err)
	}

	// Of a batch all is kept or nothing.
	_, err = f.Correct(ctx,
		correction.Request{Do: correction.Drop, Article: other, Item: "s1", By: "x", Why: "y"},
		correction.Request{Do: correction.Drop, Article: other, Item: "s77", By: "x", Why: "y"})
	if k, _ := f.Get(ctx, other, 0); !errors.Is(err, correction.ErrRefused) || len(k.Corrections) != 0 {
		t.Errorf("of a refused batch %+v is kept, %v", k.Corrections, err)
	}
	if _, err := f.Correct(ctx, correction.Request{Do: correction.Drop, Article: "nowhere", Item: "s1", By: "x", Why: "y"}); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("an article that is not kept: %v", err)
	}
	if err := f.Backup(ctx, filepath.Join(t.TempDir(), "backup.db")); err != nil {
		t.Error(err)
	}
	if _, err := f.Remove(ctx, archive.Selection{IDs: []string{id}}); err != nil {
		t.Fatal(err)
	}
	if list, err := f.Corrections(ctx, archive.ListOptions{}); err != nil || list.Total != 0 {
		t.Errorf("of a removed article %d corrections are kept, %v", list.Total, err)
	}
}

func testCorrectedNames(t *testing.T, f *fixture) {
	f.put(t, respelled...)
	ctx := context.Background()
	const galin, ghalin = "سلمى جالين", "سلمى غالين"
	const one, two = galin + "=" + ghalin + " 2 2", ghalin + " 1 1, " + galin + " 1 1"
	// live tells of the corrections that a name has which of them stand.
	live := func(spelling string) string {
		t.Helper()
		n, err := f.Name(ctx, spelling)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(n.Variants, func(v archive.Spelling) bool { return v.Name == spelling }) {
			t.Errorf("%s is %+v", spelling, n)
		}
		var all []string
		for _, c := range n.Corrections {
			all = append(all, fmt.Sprint(c.Do, " ", c.Live))
		}
		return strings.Join(all, ", ")
	}
	last := f.correct(t, correction.Request{Do: correction.Split, Values: map[string]string{"a": galin, "b": " " + ghalin}})
	for _, step := range []struct{ name, names, live string }{
		{"split", two, "split true"},
		{"undone", one, "split false, undo true"},
		{"the undoing is undone", two, "split true, undo false, undo true"},
		{"that is undone", one, "split false, undo true, undo false, undo true"},
	} {
		if step.name != "split" {
			last = f.correct(t, correction.Request{Do: correction.Undo, Undoes: last[0].ID})
		}
		if got := f.names(t, "سلمى"); got != step.names {
			t.Errorf("%s: %s, want %s", step.name, got, step.names)
		}
		for _, spelling := range []string{galin, ghalin} {
			if got := live(spelling); got != step.live {
				t.Errorf("%s: %s has %s, want %s", step.name, spelling, got, step.live)
			}
		}
	}
	if got := live("نادر القاسمي"); got != "" {
		t.Errorf("another name has %s", got)
	}
	for name, values := range map[string]map[string]string{"a name that there is not": {"a": galin, "b": "لا أحد"}, "a part of one": {"a": galin, "b": "القاسمي"}} {
		if _, err := f.Correct(ctx, correction.Request{Do: correction.Join, Values: values, By: "x", Why: "y"}); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := f.Correct(ctx, correction.Request{Do: correction.Join, Values: map[string]string{"a": galin}, By: "x", Why: "y"}); !errors.Is(err, correction.ErrRefused) {
		t.Errorf("one name alone: %v", err)
	}
	for _, spelling := range []string{"لا أحد", "سلمى", ""} {
		if n, err := f.Name(ctx, spelling); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("%q is the name %+v, %v", spelling, n, err)
		}
	}
	list, err := f.Corrections(ctx, archive.ListOptions{})
	if err != nil || list.Total != 4 || !list.Corrections[0].Live || list.Corrections[3].Live {
		t.Errorf("listed %+v, %v", list, err)
	}
}
