package eval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
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
	storyArgs   = "story list --format json"
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
		{"stories, gold/stories/dev", "stories", "gold/stories/dev.json", "", storyArgs},
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
	if s.scorer == "stories" {
		return s.measureStories(ctx, shared, gold, isnad, log)
	}
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

// measureStories finds the stories of the news beside the gold file and has
// them scored; the scorer gives its figures as a text in lines such as
// "near duplicates P 100.0 R 80.0 F1 88.9".
func (s Set) measureStories(ctx context.Context, shared, gold, isnad string, log io.Writer) (Figures, error) {
	base := strings.TrimSuffix(gold, ".json")
	found, err := os.CreateTemp("", "stories-*.json")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	defer os.Remove(found.Name())
	list := exec.CommandContext(ctx, isnad, append(strings.Fields(s.args), base+".jsonl")...)
	list.Stdout, list.Stderr = found, log
	if err := errors.Join(list.Run(), found.Close()); err != nil {
		return nil, fmt.Errorf("%s: finding stories: %w", s.Name, err)
	}
	cmd := exec.CommandContext(ctx, "go", "run", filepath.Join(shared, "eval", s.scorer, "main.go"),
		"-gold", gold, "-claims", base+".claims.json", "-found", found.Name())
	cmd.Stderr = log
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: scoring: %w", s.Name, err)
	}
	f := Figures{}
	for _, m := range storyFigure.FindAllStringSubmatch(string(out), -1) {
		for i, name := range [...]string{"precision", "recall", "F1"} {
			value, err := strconv.ParseFloat(m[i+2], 64)
			if err != nil {
				return nil, fmt.Errorf("%s: scoring: %w", s.Name, err)
			}
			f[m[1]+", "+name] = value / 100
		}
	}
	if len(f) == 0 {
		return nil, fmt.Errorf("%s: scoring: the scorer printed no figure", s.Name)
	}
	return f, nil
}

var storyFigure = regexp.MustCompile(`(?m)^(\S.*?) +P +([0-9.]+) +R +([0-9.]+) +F1 +([0-9.]+)`)

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
