//go:build ignore

// Genbackground counts in how many articles of a sample of news each lemma and
// each name stands, and writes background.tsv. ISNAD_NEWS names the sample, a
// file that isnad read reads.
package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"log"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"isnad/arabic"
	"isnad/article"
	"isnad/page"
	"isnad/record"
	"isnad/story"
)

const floor = 20

type key struct{ kind, text string }

func main() {
	log.SetFlags(0)
	news := os.Getenv("ISNAD_NEWS")
	if news == "" {
		log.Fatal("genbackground: ISNAD_NEWS names no sample of news")
	}
	pages := make(chan *page.Page, 16)
	counts := make([]map[key]int, runtime.GOMAXPROCS(0))
	articles := make([]int, len(counts))
	var workers sync.WaitGroup
	for i := range counts {
		counts[i] = map[key]int{}
		workers.Go(func() {
			for p := range pages {
				a, err := article.From(p, article.Options{})
				if err != nil {
					continue
				}
				articles[i]++
				for k := range keys(record.Read(a)) {
					counts[i][k]++
				}
			}
		})
	}
	for p, err := range page.NewReader(page.Options{}).Open(context.Background(), news) {
		if err != nil {
			log.Fatalf("genbackground: %v", err)
		}
		pages <- p
	}
	close(pages)
	workers.Wait()

	total := 0
	for i := range counts {
		total += articles[i]
		if i > 0 {
			for k, n := range counts[i] {
				counts[0][k] += n
			}
		}
	}
	if err := write("background.tsv", total, counts[0]); err != nil {
		log.Fatalf("genbackground: %v", err)
	}
}

// keys are the distinct lemmas and names of an article.
func keys(r *record.Record) map[key]bool {
	set := map[key]bool{}
	doc := arabic.Analyze(r.Article.Text)
	for i, t := range doc.Tokens {
		if lemma := doc.Stem(i).Lemma; t.Kind == arabic.Word && lemma != "" {
			set[key{"lemma", story.Lemma(lemma)}] = true
		}
	}
	for _, e := range r.Entities {
		switch e.Type {
		case record.Person, record.Organization, record.Location:
			set[key{"name", arabic.Variant(e.Name)}] = true
		}
	}
	return set
}

func write(name string, articles int, counts map[key]int) error {
	list := slices.Collect(maps.Keys(counts))
	list = slices.DeleteFunc(list, func(k key) bool { return counts[k] < floor || strings.ContainsAny(k.text, "\t\n#") })
	slices.SortFunc(list, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(counts[b], counts[a]), cmp.Compare(a.text, b.text))
	})
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "# In how many articles of a sample of news each lemma and each name (under arabic.Variant) stands.")
	fmt.Fprintln(w, "# Written by genbackground.go from the ANT 2018 collection: five outlets, February to July 2018.")
	fmt.Fprintln(w, "# kind\tkey\tarticles")
	fmt.Fprintf(w, "articles\t\t%d\n", articles)
	for _, k := range list {
		fmt.Fprintf(w, "%s\t%s\t%d\n", k.kind, k.text, counts[k])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
