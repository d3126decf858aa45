package eval

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// TestAnalysisFigures measures words and names with the built command and
// fails when a figure fell; see TestQualityFigures.
func TestAnalysisFigures(t *testing.T) {
	dir := shared(t)
	temp := t.TempDir()
	binary := filepath.Join(temp, "isnad")
	if out, err := exec.Command("go", "build", "-o", binary, "isnad/cmd/isnad").CombinedOutput(); err != nil {
		t.Fatalf("building isnad: %v\n%s", err, out)
	}
	aqmar := filepath.Join(temp, "aqmar.txt")
	join(t, filepath.Join(dir, "data", "ner", "aqmar"), aqmar)
	got := map[string]Figures{}
	for _, x := range []struct{ name, scorer, gold, types string }{
		{"words, UD PADT dev, raw text", "words", filepath.Join(dir, "data", "treebank", "padt-dev.conllu"), ""},
		{"names, ANERcorp test", "names", filepath.Join(dir, "data", "ner", "anercorp-test.txt"), ""},
		{"names, Wojood test", "names", filepath.Join(dir, "data", "ner", "wojood", "test.txt"), "PER,LOC,ORG"},
		{"names, AQMAR", "names", aqmar, "PER,LOC,ORG"},
	} {
		args := []string{"run", filepath.Join(dir, "eval", x.scorer, "main.go"), "-json", "-gold", x.gold, "-cmd", binary + " analyze --format conllu {file}"}
		if x.types != "" {
			args = append(args, "-types", x.types)
		}
		cmd := exec.Command("go", args...)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("scoring %s: %v", x.name, err)
		}
		var f Figures
		if err := json.Unmarshal(out, &f); err != nil {
			t.Fatalf("scoring %s: %v", x.name, err)
		}
		got[x.name] = f
	}
	golden := filepath.Join("testdata", "analysis.json")
	if *update {
		pretty, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, append(pretty, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]Figures
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	for _, set := range slices.Sorted(maps.Keys(want)) {
		for _, name := range slices.Sorted(maps.Keys(want[set])) {
			if change := got[set][name] - want[set][name]; change < -tolerance {
				t.Errorf("%s: %s fell from %.2f to %.2f", set, name, want[set][name], got[set][name])
			}
		}
	}
}

// join writes the files of a folder into one.
func join(t *testing.T, dir, to string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, n := range names {
		data, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		all = append(append(all, data...), "\n\n"...)
	}
	if err := os.WriteFile(to, all, 0o600); err != nil {
		t.Fatal(err)
	}
}
