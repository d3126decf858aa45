package main

import (
	"context"
	"fmt"
	"iter"
	"os"
	"runtime"
	"strings"
	"time"

	"isnad/archive/store"
	"isnad/eval"
	"isnad/ingest"
	"isnad/page"
	"isnad/story/keeper"
)

// A rate holds where 95 of a hundred answers take at most so long, and none
// fails.
const most = 100 * time.Millisecond

// probe is how long a rate is tried in the search for the highest.
const probe = 20 * time.Second

// holds tells what is wrong with the answers to a load, "" where the rate holds.
func holds(all map[*kind]*answers) string {
	sum := total(all)
	_ = sum.String() // sorts them
	switch {
	case sum.failed > 0:
		return fmt.Sprintf("%d of %d answers failed", sum.failed, len(sum.took))
	case sum.at(.95) > most:
		return fmt.Sprintf("p95 is %.0f ms", ms(sum.at(.95)))
	}
	return ""
}

func total(all map[*kind]*answers) *answers {
	sum := &answers{}
	for _, a := range all {
		sum.took = append(sum.took, a.took...)
		sum.failed += a.failed
		sum.largest = max(sum.largest, a.largest)
	}
	return sum
}

// highest looks for the highest rate that holds: doubled until one does not, and
// then halved between, up to a tenth. 0 is none.
func highest(try func(rate int) bool) int {
	low, high := 0, 2
	for try(high) {
		low, high = high, 2*high
	}
	for high-low > max(1, low/10) {
		if middle := (low + high) / 2; try(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// mixed asks for all kinds of page at once: at the rate that is wanted, or at the
// highest that holds, which is looked for by short probes and, where it does not
// hold for the whole time, is lowered by a tenth.
func (o options) mixed(r *readers, kinds []*kind, articles int) error {
	load := func(rate int, lasts time.Duration) (map[*kind]*answers, string) {
		all := r.load(kinds, rate, lasts)
		wrong := holds(all)
		fmt.Fprintf(os.Stderr, "%d requests/s for %s: %s\n", rate, lasts, strings.TrimSpace(total(all).String()+" "+wrong))
		return all, wrong
	}
	rate, searched := o.rate, o.rate == 0
	if searched {
		rate = highest(func(rate int) bool {
			_, wrong := load(rate, probe)
			return wrong == ""
		})
	}
	var all map[*kind]*answers
	for wrong := "none holds"; wrong != ""; rate -= max(1, rate/10) {
		if rate == 0 {
			return fmt.Errorf("%s: even one request a second is too much", store.Title(o.archive))
		}
		all, wrong = load(rate, o.lasts)
		if sum := total(all); !searched && sum.failed > 0 {
			return fmt.Errorf("%d of %d answers failed at %d requests a second", sum.failed, len(sum.took), rate)
		}
		if wrong == "" || !searched {
			break
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d articles, %d processors. ", articles, runtime.NumCPU())
	if searched {
		fmt.Fprintf(&b, "The highest rate at which 95 of a hundred answers took at most %d ms, and none failed, for %s: **%d requests a second**.\n\n", most.Milliseconds(), o.lasts, rate)
	} else {
		fmt.Fprintf(&b, "%d requests a second for %s.\n\n", rate, o.lasts)
	}
	b.WriteString("| page | share | requests | errors | median ms | p95 ms | longest ms |\n|---|--:|--:|--:|--:|--:|--:|\n")
	shares := 0
	for _, k := range kinds {
		shares += k.share
	}
	for _, k := range kinds {
		fmt.Fprintf(&b, "| %s | %d %% | %s |\n", k.name, (100*k.share+shares/2)/shares, all[k])
	}
	fmt.Fprintf(&b, "| all | | %s |\n\nMemory of server and readers: %s.\n", total(all), peak())
	fmt.Print(b.String())
	if !o.write {
		return nil
	}
	return eval.WriteSection("docs/scale.md", "mixed", b.String())
}

// addExamples reads the examples into a new archive and finds their stories.
func addExamples(ctx context.Context, at string) error {
	db, err := store.Open(ctx, at, store.Options{Create: true})
	if err != nil {
		return err
	}
	defer db.Close()
	inputs, unusable := page.Expand([]string{"examples"})
	if len(unusable) > 0 {
		return fmt.Errorf("%w (run it in the repository's root)", unusable[0])
	}
	reader := page.NewReader(page.Options{})
	var pages iter.Seq2[*page.Page, error] = func(yield func(*page.Page, error) bool) {
		for _, input := range inputs {
			for p, err := range reader.Open(ctx, input) {
				if !yield(p, err) {
					return
				}
			}
		}
	}
	for r, err := range ingest.Run(ctx, db, pages, ingest.Options{}) {
		if err != nil {
			return err
		}
		if r.Err != nil {
			fmt.Fprintln(os.Stderr, r.Err)
		}
	}
	_, err = keeper.New(db, 0).Update(ctx)
	return err
}
