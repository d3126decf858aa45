// Command cues looks over raw news for speech that is not attributed, and
// writes it to eval/CUES.md: which share of what stands in quotation marks a
// statement holds, and the verbs that most often stand like a cue and are none,
// each with what was decided about it (decisions.tsv). It quotes no article.
//
//	go run ./eval/cues
package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"isnad/arabic/lexicon"
	"isnad/article"
	"isnad/eval"
	"isnad/ingest"
	"isnad/page"
)

const (
	news   = "ant-2018.jsonl.gz"
	output = "eval/CUES.md"
	listed = 50
)

//go:embed decisions.tsv
var decisionsTSV string

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "cues:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, ok := eval.Shared()
	if !ok {
		return fmt.Errorf("no data folder: set ISNAD_SHARED")
	}
	total := counts{verbs: map[string]tally{}}
	pages := func(yield func(*page.Page) bool) {
		for p, err := range page.Open(context.Background(), filepath.Join(dir, "data", "news", news), page.Options{}) {
			if err == nil && !yield(p) {
				return
			}
		}
	}
	for c := range ingest.Ordered(context.Background(), runtime.NumCPU(), pages, func(p *page.Page) counts {
		a, err := article.From(p, article.Options{})
		if err != nil {
			return counts{} // an article without text
		}
		return count(a)
	}) {
		if total.add(c); total.articles%1000 == 0 {
			fmt.Fprintf(os.Stderr, "\r%d articles", total.articles)
		}
	}
	fmt.Fprintln(os.Stderr)
	return os.WriteFile(output, report(total), 0o644)
}

// report lays the counts out. A verb of the list that decisions.tsv lacks says so.
func report(c counts) []byte {
	decisions := map[string][]string{}
	for _, row := range lexicon.Rows(decisionsTSV, 4) {
		decisions[row[0]] = row[1:]
	}
	var b bytes.Buffer
	share := func(part, of int) float64 { return 100 * float64(part) / float64(max(of, 1)) }
	fmt.Fprintf(&b, "# Cues over raw news\n\nMade by `go run ./eval/cues` from %s: %d articles, %d statements.\n\n", news, c.articles, c.statements)
	fmt.Fprintf(&b, "| in quotation marks | words | held by a statement |\n|---|---:|---:|\n")
	fmt.Fprintf(&b, "| all | %d | %.1f %% |\n", c.quotes, share(c.attributed, c.quotes))
	fmt.Fprintf(&b, "| quotations of at least %d words | %d | %.1f %% |\n", speechWords, c.speech, share(c.attributedSpeech, c.speech))
	fmt.Fprintf(&b, `
A verb in the third person stands like a cue where a clause with أنّ or إنّ, or a quotation of at least %d words, follows it before any other verb.
The %d verbs that do so most often without being the cue of a statement:

| open | of all | verb | | decision | why |
|---:|---:|---|---|---|---|
`, speechWords, listed)
	lemmas := slices.SortedFunc(maps.Keys(c.verbs), func(a, b string) int {
		return cmp.Or(c.verbs[b].open-c.verbs[a].open, strings.Compare(a, b))
	})
	for _, lemma := range lemmas[:min(listed, len(lemmas))] {
		gloss, decision, why := "", "not decided yet", ""
		if d, ok := decisions[lemma]; ok {
			gloss, decision, why = d[0], d[1], d[2]
		}
		fmt.Fprintf(&b, "| %d | %d | %s | %s | %s | %s |\n", c.verbs[lemma].open, c.verbs[lemma].all, lemma, gloss, decision, why)
	}
	return b.Bytes()
}
