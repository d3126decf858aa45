package arabic_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"isnad/arabic"
)

// benchText is a text of this project where the shared news is absent, else
// the raw sentences of the treebank's development part.
func benchText(b *testing.B) []string {
	dir := os.Getenv("ISNAD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(dir, "data", "treebank", "padt-dev.conllu"))
	if err != nil {
		b.Skip("needs the shared data: ", err)
	}
	var texts []string
	var sb strings.Builder
	for line := range strings.Lines(string(data)) {
		if t, ok := strings.CutPrefix(line, "# text = "); ok {
			sb.WriteString(t)
			if sb.Len() > 4000 {
				texts = append(texts, sb.String())
				sb.Reset()
			}
		}
	}
	return texts
}

func benchmark(b *testing.B, analyze func(d *arabic.Doc, text string)) {
	texts := benchText(b)
	var d arabic.Doc
	words := 0
	for _, t := range texts {
		analyze(&d, t)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		analyze(&d, texts[i%len(texts)])
		words += len(d.Tokens)
	}
	b.ReportMetric(float64(words)/b.Elapsed().Seconds(), "words/s")
	b.ReportMetric(float64(words)/float64(b.N), "words/op")
}

// BenchmarkWords measures segmentation, tags and lemmas.
func BenchmarkWords(b *testing.B) { benchmark(b, (*arabic.Doc).AnalyzeWords) }

// BenchmarkNames measures the same with names.
func BenchmarkNames(b *testing.B) { benchmark(b, (*arabic.Doc).Analyze) }
