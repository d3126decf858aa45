package eval

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"isnad/archive/sqlite"
)

// sampled is the share of queries that the test asks: one in so many. All of
// them are asked by go run ./eval/search.
const sampled = 8

// TestSearchFigures fails when search finds less than it did.
func TestSearchFigures(t *testing.T) {
	if testing.Short() {
		t.Skip("indexes 26,364 texts")
	}
	dir := shared(t)
	c, err := ReadCollection(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	queries := c.Queries
	c.Queries = nil
	for i := 0; i < len(queries); i += sampled {
		c.Queries = append(c.Queries, queries[i])
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := c.Fill(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	got, err := c.Measure(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/search.json"
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
	for name := range want {
		if change := 100 * (got[name] - want[name]); change < -tolerance {
			t.Errorf("%s fell from %.1f to %.1f", name, 100*want[name], 100*got[name])
		} else if change > tolerance {
			t.Logf("%s rose from %.1f to %.1f", name, 100*want[name], 100*got[name])
		}
	}
}
