package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestResearchExamples runs the programs of docs/research.md on exports of the
// example pages, and holds what they count to the table itself.
func TestResearchExamples(t *testing.T) {
	doc, err := os.ReadFile("../../docs/research.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	db := filepath.Join(dir, "isnad.db")
	table := filepath.Join(dir, "statements.csv")
	for _, args := range [][]string{
		{"add", "../../examples"},
		{"export", "--format", "statements", "-o", table},
		{"export", "--format", "graphml", "-o", filepath.Join(dir, "relays.graphml")},
	} {
		if got := isnad(t, append(args, "--archive", db)...); got.status != exitOK {
			t.Fatalf("%v: %+v", args, got)
		}
	}
	f, err := os.Open(table)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	relayed := 0
	for _, row := range rows[1:] {
		if row[12] != "" {
			relayed++
		}
	}
	if rows[0][12] != "via" || relayed == 0 {
		t.Fatalf("column %s, %d relayed", rows[0][12], relayed)
	}
	for language, command := range map[string][]string{"r": {"Rscript", "--vanilla", "x.r"}, "python": {"python3", "x.python"}} {
		t.Run(language, func(t *testing.T) {
			code := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindSubmatch(doc)
			if code == nil {
				t.Fatal("docs/research.md has no such program")
			}
			if err := exec.Command(command[0], "--version").Run(); err != nil {
				t.Skipf("%s is not installed here: %v", command[0], err)
			}
			if err := os.WriteFile(filepath.Join(dir, command[len(command)-1]), code[1], 0o644); err != nil {
				t.Fatal(err)
			}
			run := exec.CommandContext(t.Context(), command[0], command[1:]...)
			run.Dir = dir
			run.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8", "LC_ALL=C.UTF-8")
			out, err := run.CombinedOutput()
			if want := fmt.Sprintf("%d statements, %d relayed\n", len(rows)-1, relayed); err != nil || !strings.HasPrefix(string(out), want) {
				t.Errorf("%v, want %s, got\n%s", err, want, out)
			}
			if language == "python" && !strings.Contains(string(out), "سرمد\tالضفتين\t2\n") { // al-Daffatayn relays the agency Sarmad
				t.Errorf("the graph says\n%s", out)
			}
		})
	}
}
