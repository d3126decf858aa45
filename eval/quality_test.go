package eval

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden figures")

// tolerance is how far a figure may fall, in points of 100, before it counts
// as a loss: one article read otherwise can move a figure by that much.
const tolerance = 0.1

// shared returns the data folder, or skips the test.
func shared(t testing.TB) string {
	t.Helper()
	dir, ok := Shared()
	if !ok {
		t.Skip("no data folder: ISNAD_SHARED is not set and no folder above holds shared/gold")
	}
	return dir
}

// TestQualityFigures measures gold/dev and gold/train with the built command
// and fails when a figure fell. Figures that rose are logged; -update keeps them.
func TestQualityFigures(t *testing.T) {
	dir := shared(t)
	binary := filepath.Join(t.TempDir(), "isnad")
	if out, err := exec.Command("go", "build", "-o", binary, "isnad/cmd/isnad").CombinedOutput(); err != nil {
		t.Fatalf("building isnad: %v\n%s", err, out)
	}
	for _, set := range []string{"dev", "train"} {
		t.Run(set, func(t *testing.T) {
			cmd := exec.Command("go", "run", filepath.Join(dir, "eval", "score", "main.go"), "-json",
				"-gold", filepath.Join(dir, "gold", set),
				"-cmd", binary+" read --format json --published {published} --outlet {outlet} {file}")
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("scoring: %v", err)
			}
			var got Figures
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatalf("scoring: %v", err)
			}
			if got["failed"] > 0 {
				t.Errorf("%.0f articles failed", got["failed"])
			}
			golden := filepath.Join("testdata", "gold-"+set+".json")
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
