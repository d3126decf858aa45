//go:build ignore

// Command genforms counts the folded word forms of a news file (JSON Lines,
// gzipped, fields title and text) and writes those that stand at least 20
// times, with the binary logarithm of their count, to forms.tsv.
//
//	go run arabic/lexicon/genforms.go ../shared/data/news/ant-2018.jsonl.gz
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"log"
	"math/bits"
	"os"
	"slices"
	"strings"

	"isnad/arabic"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: genforms NEWS.jsonl.gz")
	}
	f, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	gz, err := gzip.NewReader(f)
	if err != nil {
		log.Fatalf("reading %s: %v", os.Args[1], err)
	}
	count := map[string]int{}
	for dec := json.NewDecoder(bufio.NewReader(gz)); dec.More(); {
		var a struct{ Title, Text string }
		if err := dec.Decode(&a); err != nil {
			log.Fatalf("reading %s: %v", os.Args[1], err)
		}
		for _, t := range arabic.Analyze(a.Title + "\n" + a.Text).Tokens {
			if t.Kind == arabic.Word && t.Folded >= "\u0621" {
				count[t.Folded]++
			}
		}
	}
	var lines []string
	for form, n := range count {
		if n >= 20 {
			lines = append(lines, fmt.Sprintf("%s\t%d", form, bits.Len(uint(n))-1))
		}
	}
	slices.Sort(lines)
	head := "# Folded word forms that stand at least 20 times in the news of ANT corpus v2\n" +
		"# (antcorpus, five outlets, February to July 2018; counts only), with the binary\n" +
		"# logarithm of their count. Made by genforms.go.\n# form\tlog2\n"
	if err := os.WriteFile("arabic/lexicon/forms.tsv", []byte(head+strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		log.Fatal(err)
	}
}
