package eval

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"isnad/record"
	"isnad/record/train"
)

var update = flag.Bool("update", false, "rewrite the golden figures")

// tolerance is the loss, in points of 100, that a figure may have before the
// test fails.
const tolerance = 0.1

// raceDetector is set where the race detector is on. The figures are those of
// the plain run, and what runs concurrently has tests in its own package.
var raceDetector bool

// shared returns the data folder, or skips the test.
func shared(t testing.TB) string {
	t.Helper()
	if raceDetector {
		t.Skip("figures are measured without the race detector")
	}
	dir, ok := Shared()
	if !ok {
		t.Skip("no data folder: ISNAD_SHARED is not set and no folder above holds shared/gold")
	}
	return dir
}

// TestQualityFigures measures every set with the built command and fails when a
// figure fell. Figures that rose are logged; -update keeps them.
func TestQualityFigures(t *testing.T) {
	dir := shared(t)
	isnad := filepath.Join(t.TempDir(), "isnad")
	if out, err := exec.Command("go", "build", "-o", isnad, "isnad/cmd/isnad").CombinedOutput(); err != nil {
		t.Fatalf("building isnad: %v\n%s", err, out)
	}
	for _, set := range Sets() {
		t.Run(set.Name, func(t *testing.T) {
			got, err := set.Measure(t.Context(), dir, isnad, os.Stderr)
			if err != nil {
				t.Fatal(err)
			}
			if got["failed"] > 0 {
				t.Errorf("%.0f articles failed", got["failed"])
			}
			golden := filepath.Join("testdata", goldenName(set))
			if *update {
				pretty, err := json.MarshalIndent(got, "", "  ")
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, append(pretty, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := ReadFigures(golden)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range slices.Sorted(maps.Keys(want)) {
				switch change := 100 * (got[name] - want[name]); {
				case name == "failed" || name == "articles":
				case change < -tolerance:
					t.Errorf("%s fell from %.1f to %.1f", name, 100*want[name], 100*got[name])
				case change > tolerance:
					t.Logf("%s rose from %.1f to %.1f", name, 100*want[name], 100*got[name])
				}
			}
		})
	}
}

// goldenName is the file that keeps a set's figures: gold-dev.json,
// padt-dev.json, anercorp-test.json …
func goldenName(s Set) string {
	name := strings.TrimPrefix(strings.TrimPrefix(s.gold, "data/ner/"), "data/treebank/")
	name = strings.ReplaceAll(strings.TrimSuffix(name, filepath.Ext(name)), "/", "-")
	return name + ".json"
}

// TestReliability keeps how often statements of each confidence are right: on
// gold/dev as they are read, on gold/train as the card of the judge has it,
// cross-validated. A change is meant, or the judge has to be learned again. On
// train at least 40 % of the statements stand at 0.9 or above, and at least
// 93 % of those are right.
func TestReliability(t *testing.T) {
	dir := shared(t)
	answers, err := train.Measure(filepath.Join(dir, "gold", "dev"))
	if err != nil {
		t.Fatal(err)
	}
	_, crossValidated, ok := strings.Cut(record.JudgeCard, "  confidence")
	crossValidated, _, closed := strings.Cut(crossValidated, "```")
	if !ok || !closed {
		t.Fatal("the card of the judge has no table of confidence")
	}
	var count int
	var share, right float64
	_, surest, _ := strings.Cut(crossValidated, "from 0.9")
	if _, err := fmt.Sscanf(surest, "%d %f%% %f%%", &count, &share, &right); err != nil || share < 40 || right < 93 {
		t.Errorf("cross-validated, %.1f %% of the statements stand at 0.9 or above and %.1f %% of those are right, want 40 and 93: %v", share, right, err)
	}
	got := "gold/train, cross-validated\n  confidence" + crossValidated + "gold/dev\n" + train.Table(train.Reliability(answers))
	golden := filepath.Join("testdata", "reliability.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%swant\n%s(-update keeps it)", got, want)
	}
}
