package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"isnad/eval"
)

type evalCmd struct {
	Data   string `help:"Data folder with gold, data and eval; the default is the one that ISNAD_SHARED names, else ../shared." placeholder:"DIR"`
	Format string `enum:"text,json" default:"text" help:"text to read, or json." placeholder:"FORMAT"`
}

// Help is shown below the flags by isnad eval --help.
func (*evalCmd) Help() string {
	return `Measures this program against every gold set of the data folder, and prints the
figures in per cent: F1, except upos and source_accuracy, which are shares of
what was found. Needs Go, since the scorers are programs of the data folder.
The gold records were annotated by language-model readers and have not been
checked by a native reader.`
}

// Run measures every set that the data at hand allows.
func (c *evalCmd) Run(ctx context.Context, std *streams) error {
	dir := c.Data
	if dir == "" {
		found, ok := eval.Shared()
		if !ok {
			return fmt.Errorf("no data folder: give --data, or set ISNAD_SHARED")
		}
		dir = found
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	all := map[string]eval.Figures{}
	out := bufio.NewWriter(std.stdout)
	for _, set := range eval.Sets() {
		if !set.Available(dir) {
			std.complain("%s: not in %s, left out", set.Name, dir)
			continue
		}
		figures, err := set.Measure(ctx, dir, self, std.stderr)
		if err != nil {
			return err
		}
		for name := range figures {
			if name != "articles" && name != "failed" {
				figures[name] *= 100
			}
		}
		all[set.Name] = figures
		if c.Format == "text" {
			fmt.Fprintln(out, set.Name)
			for _, name := range slices.Sorted(maps.Keys(figures)) {
				fmt.Fprintf(out, "  %-30s %6.1f\n", name, figures[name])
			}
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
	if len(all) == 0 {
		return fmt.Errorf("%s holds no gold set (it should have gold, data and eval)", dir)
	}
	if c.Format == "json" {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(all); err != nil {
			return err
		}
	}
	return out.Flush()
}
