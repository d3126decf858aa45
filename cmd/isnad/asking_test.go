package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"isnad/archive"
	"isnad/archive/archivetest"
	"isnad/archive/sqlite"
)

// asked are the stories that the commands of the archive are asked of, about
// invented people, places and bodies.
var asked = []archivetest.Story{
	// The transport minister said that the ministry would open the river bridge before the end of 2031; she denied that its cost had doubled.
	{ID: "1", Outlet: "سرمد", Published: "2031-04-02", Title: "وزيرة النقل: سنفتح جسر النهر قبل نهاية العام",
		Text: "قالت وزيرة النقل لميس الرافعي إن الوزارة ستفتح جسر النهر قبل نهاية العام.\nونفت الرافعي أن تكون كلفة الجسر قد تضاعفت."},
	// The head of the port authority denied that the port had closed, according to the Sarmad agency.
	{ID: "2", Outlet: "الأفق", Published: "2031-04-01", Title: "هيئة الميناء تنفي الإغلاق",
		Text: "نفى رئيس هيئة الميناء سليم الحداد أن يكون ميناء المرسى قد أغلق، وفقا لوكالة سرمد.\nوقال إن السفن تدخل الميناء كل يوم."},
}

// newArchive makes an archive with stories that were first seen on a day in
// May 2031.
func newArchive(t *testing.T, stories ...archivetest.Story) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	now := func() time.Time { return time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC) }
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{Create: true, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range stories {
		if _, err := db.Put(t.Context(), []*archive.Entry{archivetest.Entry(t, s)}); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// TestAsking prints every list in every form into one golden file each.
func TestAsking(t *testing.T) {
	path := newArchive(t, asked...)
	commands := [][]string{
		{"search", "--facets", "جسر"},
		{"search", "السفن العام"}, // no article has both
		{"search", "speaker:الرافعي act:deny"},
		{"said", "الرافعي"},
		{"said", "الرافعى", "جسر"},
		{"said", "haddad", "السفن"},
		{"names", "rafii"},
		{"due"},
		{"due", "--overdue", "--today", "2032-01-01", "--by", "الرافعي"},
		{"due", "--within", "30d", "--today", "2031-04-02"},
	}
	for _, format := range []string{"text", "json", "jsonl", "csv"} {
		var all strings.Builder
		for _, args := range commands {
			fmt.Fprintf(&all, "$ isnad %s\n", strings.Join(args, " "))
			got := isnad(t, append(args, "--archive", path, "--format", format)...)
			if got.status != exitOK {
				t.Fatalf("%v: %+v", args, got)
			}
			all.WriteString(got.stdout + got.stderr + "\n")
		}
		checkGolden(t, "asking."+format, []byte(all.String()))
	}
}

func TestAskingPageByPage(t *testing.T) {
	path := newArchive(t, asked...)
	first := isnad(t, "said", "الرافعي", "--limit", "1", "--format", "jsonl", "--archive", path)
	_, place, ok := strings.Cut(first.stderr, "--after ")
	if !ok {
		t.Fatalf("no place to go on from: %+v", first)
	}
	place, _, _ = strings.Cut(place, " ")
	second := isnad(t, "said", "الرافعي", "--limit", "1000", "--after", place, "--format", "jsonl", "--archive", path)
	whole := isnad(t, "said", "الرافعي", "--format", "jsonl", "--archive", path)
	if first.stdout+second.stdout != whole.stdout || second.stderr != "" {
		t.Errorf("the pages are not the whole:\n%s%s\n%s", first.stdout, second.stdout, whole.stdout)
	}
}

func TestShow(t *testing.T) {
	corrected := asked[1]
	corrected.Text += "\nوصححت الوكالة الخبر." // the agency corrected the report
	path := newArchive(t, asked[1], corrected)
	checkGolden(t, "show.txt", []byte(isnad(t, "show", "--archive", path, "الأفق:2").stdout))
	for version, words := range map[string]bool{"1": false, "2": true} {
		got := isnad(t, "show", "--archive", path, "--number", version, "--format", "json", "الأفق:2")
		if !json.Valid([]byte(got.stdout)) || strings.Contains(got.stdout, "وصححت") != words {
			t.Errorf("version %s: %+v", version, got)
		}
	}
}

func TestExportGivesTheRecordsInOrder(t *testing.T) {
	path := newArchive(t, asked...)
	var want string
	for _, s := range []archivetest.Story{asked[1], asked[0]} { // by publication
		want += string(archivetest.Entry(t, s).JSON) + "\n"
	}
	file := filepath.Join(t.TempDir(), "all.jsonl")
	if got := isnad(t, "export", "--archive", path, "-o", file); got.status != exitOK {
		t.Fatal(got)
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != want {
		t.Errorf("%v, got %s", err, got)
	}
	if got := isnad(t, "export", "--archive", path, "--from", "2031-04-02", "--to", "2031"); strings.Count(got.stdout, "\n") != 1 {
		t.Errorf("from the second of April on: %s", got.stdout)
	}
}

// TestExportTakesItemsFromAFile has a name that fits two items told.
func TestExportTakesItemsFromAFile(t *testing.T) {
	path := newArchive(t, asked...)
	file := filepath.Join(t.TempDir(), "items.tsv")
	if err := os.WriteFile(file, []byte("لميس الرافعي\tQ42\nسليم الحداد\tQ7\nسليم الحداد\tQ8\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	got := isnad(t, "export", "--archive", path, "--format", "statements", "--wikidata", file)
	if got.status != exitOK || strings.Count(got.stdout, ",Q42\n") != 3 || strings.Contains(got.stdout, "Q7") || !strings.Contains(got.stderr, file+": سليم الحداد fits Q7 and Q8") {
		t.Errorf("%+v", got)
	}
	if got := isnad(t, "export", "--archive", path, "--format", "conllu", "--wikidata", file); got.status != exitUsage || !strings.Contains(got.stderr, "no place") {
		t.Errorf("%+v", got)
	}
}

func TestAskingSaysWhatIsWrong(t *testing.T) {
	path := newArchive(t, asked...)
	tests := []struct {
		name   string
		args   []string
		status int
		says   string
	}{
		{"no archive", []string{"search", "--archive", path + ".absent", "جسر"}, exitFailed, "isnad add"},
		{"a query that cannot be read", []string{"search", "--archive", path, "(جسر"}, exitUsage, "at character 1: "},
		{"an article that is not there", []string{"show", "--archive", path, "x"}, exitFailed, "not in the archive"},
		{"names of which none is there", []string{"names", "--archive", path, "القرطبي"}, exitOK, "no such name"},
		{"a join with a name that is not there", []string{"names", "join", "--archive", path, "لميس الرافعي", "القرطبي", "--by", "x", "--why", "y"}, exitFailed, "isnad names lists"},
		{"a split of one spelling", []string{"names", "split", "--archive", path, "لميس الرافعي", "لميس الرافعى", "--by", "x", "--why", "y"}, exitFailed, "one spelling"},
		{"a name that is not there", []string{"said", "--archive", path, "القرطبي"}, exitOK, "nothing said"},
		{"a time that is none", []string{"due", "--archive", path, "--within", "soon"}, exitUsage, "30d"},
		{"two conditions that exclude each other", []string{"due", "--archive", path, "--within", "3d", "--overdue"}, exitUsage, "exclude each other"},
		{"a day that is none", []string{"due", "--archive", path, "--today", "tomorrow"}, exitUsage, "2031-06-01"},
		{"a date that is none", []string{"export", "--archive", path, "--from", "April"}, exitUsage, "2031-04"},
		{"a place that is none", []string{"said", "--archive", path, "--after", "x", "الرافعي"}, exitFailed, "page before"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := isnad(t, tt.args...); got.status != tt.status || !strings.Contains(got.stderr, tt.says) {
				t.Errorf("got %+v, want status %d and %q", got, tt.status, tt.says)
			}
		})
	}
}

func TestNamesAreJoinedAndSplit(t *testing.T) {
	path := newArchive(t, asked...)
	const minister, head = "لميس الرافعي", "سليم الحداد"
	said := func(name string) int {
		return strings.Count(isnad(t, "said", "--archive", path, "--format", "jsonl", name).stdout, "\n")
	}
	before := said(minister)
	both := before + said(head)
	for _, step := range []struct {
		verb string
		want int
	}{{"join", both}, {"split", before}} {
		got := isnad(t, "names", step.verb, "--archive", path, minister, head, "--by", "ليلى", "--why", "سألتُ مكتبها") // I asked her office
		if id, said, _ := strings.Cut(got.stdout, "\t"); got.status != exitOK || said != step.verb+"\t"+minister+" "+head+"\n" || id == "" {
			t.Errorf("%s: %+v", step.verb, got)
		}
		if listed := isnad(t, "names", "--archive", path, "--lang", "ar", "الرافعي"); !strings.Contains(listed.stdout, "ليلى") || !strings.Contains(listed.stdout, "سألتُ مكتبها") {
			t.Errorf("%s is shown as %+v", step.verb, listed)
		}
		if n := said(minister); n != step.want {
			t.Errorf("after %s she said %d statements, want %d", step.verb, n, step.want)
		}
	}
}
