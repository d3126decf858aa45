// Package eval keeps the project's quality figures and speed as golden files
// and tables, and holds the tests that measure them.
//
// The figures come from the data folder (see CONTRIBUTING.md), which is no
// part of the repository; without it the tests that need it skip.
package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Figures are the F1 figures of one set of gold articles, between 0 and 1, by
// the names that eval/score of the data folder gives them; "articles" and
// "failed" are counts.
type Figures map[string]float64

// ReadFigures reads figures from a JSON file.
func ReadFigures(name string) (Figures, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var f Figures
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return f, nil
}

// Shared finds the data folder: the one that ISNAD_SHARED names, else a folder
// shared that holds gold, in the working directory or one above it. It reports
// false where there is none.
func Shared() (dir string, ok bool) {
	if dir := os.Getenv("ISNAD_SHARED"); dir != "" {
		info, err := os.Stat(filepath.Join(dir, "gold"))
		return dir, err == nil && info.IsDir()
	}
	at, err := os.Getwd()
	if err != nil {
		return "", false
	}
	for {
		dir := filepath.Join(at, "shared")
		if info, err := os.Stat(filepath.Join(dir, "gold")); err == nil && info.IsDir() {
			return dir, true
		}
		up := filepath.Dir(at)
		if up == at {
			return "", false
		}
		at = up
	}
}
