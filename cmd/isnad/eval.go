package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"isnad/archive/sqlite"
	"isnad/eval"
)

type evalCmd struct {
	Data     string `help:"Data folder with gold, data and eval; the default is the one that ISNAD_SHARED names, else ../shared." placeholder:"DIR"`
	NoSearch bool   `help:"Leave out the search of questions and titles."`
	Format   string `enum:"text,json" default:"text" help:"text to read, or json." placeholder:"FORMAT"`
}

// Help is shown below the flags by isnad eval --help.
func (*evalCmd) Help() string {
	return `Measures this program against every gold set of the data folder, and prints the
figures in per cent: F1, except upos and source_accuracy, which are shares of
what was found. Needs Go, since the scorers are programs of the data folder.
For search the figures are the mean reciprocal rank among the first ten, and how
often the text that is wanted comes first; an archive is made for it, which
takes minutes. --no-search leaves it out.
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
	keep := func(name string, figures eval.Figures) error {
		for name := range figures {
			if name != "articles" && name != "failed" {
				figures[name] *= 100
			}
		}
		all[name] = figures
		if c.Format == "text" {
			fmt.Fprintln(out, name)
			for _, name := range slices.Sorted(maps.Keys(figures)) {
				fmt.Fprintf(out, "  %-30s %6.1f\n", name, figures[name])
			}
		}
		return out.Flush()
	}
	for _, set := range eval.Sets() {
		if !set.Available(dir) {
			std.complain("%s: not in %s, left out", set.Name, dir)
			continue
		}
		figures, err := set.Measure(ctx, dir, self, std.stderr)
		if err != nil {
			return err
		}
		if err := keep(set.Name, figures); err != nil {
			return err
		}
	}
	if !c.NoSearch {
		const name = "search, questions and titles"
		if eval.HasCollection(dir) {
			figures, err := measureSearch(ctx, dir)
			if err != nil {
				return err
			}
			if err := keep(name, figures); err != nil {
				return err
			}
		} else {
			std.complain("%s: not in %s, left out", name, dir)
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

// measureSearch asks an archive of the collection every question and title.
func measureSearch(ctx context.Context, data string) (figures eval.Figures, err error) {
	c, err := eval.ReadCollection(ctx, data)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "isnad-eval-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	db, err := sqlite.Open(ctx, filepath.Join(dir, "a.db"), sqlite.Options{Create: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = firstError(err, db.Close()) }()
	if err := c.Fill(ctx, db); err != nil {
		return nil, err
	}
	return c.Measure(ctx, db)
}
