package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// Set is one measurement: a scorer of the data folder over one gold set.
type Set struct {
	Name   string
	scorer string // folder under eval
	gold   string // file or folder under the data folder; of a folder for names, its files in one
	types  string // name types that count, "" for all
	args   string // of isnad
}

const (
	readArgs    = "read --format json --published {published} --outlet {outlet} {file}"
	analyzeArgs = "analyze --format conllu {file}"
)

// Sets lists every measurement, in the order in which a report gives them.
func Sets() []Set {
	return []Set{
		{"records, gold/dev", "score", "gold/dev", "", readArgs},
		{"records, gold/train", "score", "gold/train", "", readArgs},
		{"words, UD PADT dev, raw text", "words", "data/treebank/padt-dev.conllu", "", analyzeArgs},
		{"names, ANERcorp test", "names", "data/ner/anercorp-test.txt", "", analyzeArgs},
		{"names, Wojood test", "names", "data/ner/wojood/test.txt", "PER,LOC,ORG", analyzeArgs},
		{"names, AQMAR", "names", "data/ner/aqmar", "PER,LOC,ORG", analyzeArgs},
	}
}

// Available reports whether the data folder holds what the set needs.
func (s Set) Available(shared string) bool {
	for _, name := range []string{filepath.Join("eval", s.scorer, "main.go"), s.gold} {
		if _, err := os.Stat(filepath.Join(shared, filepath.FromSlash(name))); err != nil {
			return false
		}
	}
	return true
}

// Measure runs the set's scorer, which runs the command isnad. It needs Go,
// since the scorers are programs of the data folder. What the scorer says
// goes to log.
func (s Set) Measure(ctx context.Context, shared, isnad string, log io.Writer) (Figures, error) {
	gold := filepath.Join(shared, filepath.FromSlash(s.gold))
	if s.scorer == "names" {
		joined, remove, err := join(gold)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		defer remove()
		gold = joined
	}
	args := []string{"run", filepath.Join(shared, "eval", s.scorer, "main.go"), "-json", "-gold", gold, "-cmd", isnad + " " + s.args}
	if s.types != "" {
		args = append(args, "-types", s.types)
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Stderr = log
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: scoring: %w", s.Name, err)
	}
	var f Figures
	if err := json.Unmarshal(out, &f); err != nil {
		return nil, fmt.Errorf("%s: scoring: %w", s.Name, err)
	}
	if s.scorer != "score" { // these scorers print per cent
		for name := range f {
			f[name] /= 100
		}
	}
	return f, nil
}

// join puts the files of a folder into one, which remove takes away again; a
// file is left as it is.
func join(gold string) (name string, remove func(), err error) {
	info, err := os.Stat(gold)
	if err != nil || !info.IsDir() {
		return gold, func() {}, err
	}
	files, err := filepath.Glob(filepath.Join(gold, "*.txt"))
	if err != nil {
		return "", nil, err
	}
	to, err := os.CreateTemp("", "gold-*.txt")
	if err != nil {
		return "", nil, err
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err == nil {
			_, err = to.Write(append(data, "\n\n"...))
		}
		if err != nil {
			to.Close()
			os.Remove(to.Name())
			return "", nil, err
		}
	}
	return to.Name(), func() { os.Remove(to.Name()) }, to.Close()
}
