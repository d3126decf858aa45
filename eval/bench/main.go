// Command bench measures speed and writes it, with the kept quality figures
// and a sample of output, into the README between its markers.
//
//	go run ./eval/bench            # all sections
//	go run ./eval/bench archive    # those that are named
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"isnad/eval"
)

func main() {
	if err := run("README.md", os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(readme string, only []string) error {
	text, err := os.ReadFile(readme)
	if err != nil {
		return fmt.Errorf("%w (run it in the repository's root)", err)
	}
	sections := []struct {
		marker string
		make   func() (string, error)
	}{{"sample", sample}, {"speed", speed}, {"first", beside}, {"archive", gathering}, {"quality", quality}}
	for _, s := range sections {
		if len(only) > 0 && !slices.Contains(only, s.marker) {
			continue
		}
		body, err := s.make()
		if errors.Is(err, errNoData) {
			fmt.Fprintf(os.Stderr, "bench: %s: %v\n", s.marker, err)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.marker, err)
		}
		if text, err = eval.ReplaceSection(text, s.marker, body); err != nil {
			return err
		}
	}
	return os.WriteFile(readme, text, 0o644)
}

// sample is what the reader prints for one example, with the first entries of
// each section.
func sample() (string, error) {
	const example, entries = "examples/river-deal.html", 4
	out, err := exec.Command("go", "run", "./cmd/isnad", "read", "--lang", "en", "--color", "never", example).Output()
	if err != nil {
		return "", err
	}
	// Web pages order mixed lines by themselves; the isolates would only show as noise in an editor.
	text := regexp.MustCompile("[\u2066-\u2069\u200F]").ReplaceAllString(string(out), "")
	var b strings.Builder
	b.WriteString("```text\n$ go run ./cmd/isnad read " + example + "\n")
	seen := 0
	for line := range strings.Lines(text) {
		switch {
		case !strings.HasPrefix(line, " "):
			seen = 0
		case !strings.HasPrefix(line, "   "):
			if seen++; seen == entries+1 {
				b.WriteString("  …\n")
			}
		}
		if seen <= entries {
			b.WriteString(line)
		}
	}
	b.WriteString("```\n")
	return b.String(), nil
}

var benchLine = regexp.MustCompile(`^Benchmark(HTML|Text)\S*\s+\d+\s+(\d+) ns/op\s+([\d.]+) MB/s\s+([\d.]+) pages/s\s+(\d+) B/op\s+(\d+) allocs/op`)

func speed() (string, error) {
	out, err := exec.Command("go", "test", "-run", "^$", "-bench", "^Benchmark(HTML|Text)$", "-benchtime", "2s", "-count", "3", "-cpu", "1", "./eval").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| one processor (%s) | pages/s | MB/s | KB allocated/page | allocations/page |\n|---|---:|---:|---:|---:|\n", processor(out))
	// The best of the runs: what else the machine does can only slow one down.
	best := map[string]float64{}
	row := map[string]string{}
	for line := range strings.Lines(string(out)) {
		m := benchLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if pages, _ := strconv.ParseFloat(m[4], 64); pages > best[m[1]] {
			bytes, _ := strconv.Atoi(m[5])
			best[m[1]] = pages
			row[m[1]] = fmt.Sprintf("%.0f | %s | %d | %s", pages, m[3], bytes/1024, m[6])
		}
	}
	for _, bench := range []struct{ key, name string }{{"HTML", "HTML page → record"}, {"Text", "plain text → record"}} {
		if row[bench.key] == "" {
			return "", fmt.Errorf("no figures in\n%s", out)
		}
		fmt.Fprintf(&b, "| %s | %s |\n", bench.name, row[bench.key])
	}
	return b.String(), nil
}

func processor(bench []byte) string {
	for line := range strings.Lines(string(bench)) {
		if cpu, ok := strings.CutPrefix(line, "cpu: "); ok {
			return strings.TrimSpace(cpu)
		}
	}
	return runtime.GOARCH
}

func quality() (string, error) {
	dev, err := eval.ReadFigures("eval/testdata/gold-dev.json")
	if err != nil {
		return "", err
	}
	train, err := eval.ReadFigures("eval/testdata/gold-train.json")
	if err != nil {
		return "", err
	}
	rows := []struct{ key, name string }{
		{"statements", "statements found"},
		{"statements_exact", "… with their exact content"},
		{"direct", "direct quotations"},
		{"attributed", "statements with their source"},
		{"chain", "… with the whole chain"},
		{"relayed", "relayed statements, whole chain"},
		{"times", "times found"},
		{"time_values", "… with their value"},
		{"quantities", "figures with their value"},
		{"entities", "persons, bodies, places"},
		{"commitments", "commitments with who is bound"},
		{"dated", "… with their due date"},
		{"conditions", "words of conditions"},
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| F1 | dev (%.0f articles) | train (%.0f articles) |\n|---|---:|---:|\n", dev["articles"], train["articles"])
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %.1f | %.1f |\n", r.name, 100*dev[r.key], 100*train[r.key])
	}
	return b.String(), nil
}
