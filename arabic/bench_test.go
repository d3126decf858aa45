package arabic_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"isnad/arabic"
)

// benchText is the raw sentences of the treebank's development part.
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

// BenchmarkReady measures the first analysis of a new process, which loads the
// models, and the memory that the process then has from the system.
func BenchmarkReady(b *testing.B) {
	if os.Getenv("ISNAD_FIRST_ANALYSIS") != "" {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		arabic.Analyze("قال الوزير إن الجسر سيفتح غدا.")
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		fmt.Printf("first analysis: %d %d\n", took.Microseconds(), after.Sys-before.Sys)
		os.Exit(0)
	}
	var micros, grown, n int64
	for b.Loop() {
		cmd := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=^BenchmarkReady$")
		cmd.Env = append(os.Environ(), "ISNAD_FIRST_ANALYSIS=1")
		out, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		_, line, _ := strings.Cut(string(out), "first analysis: ")
		var t, m int64
		if _, err := fmt.Sscan(line, &t, &m); err != nil {
			b.Fatalf("%q: %v", out, err)
		}
		micros, grown, n = micros+t, grown+m, n+1
	}
	b.ReportMetric(float64(micros)/float64(n)/1000, "ms/ready")
	b.ReportMetric(float64(grown)/float64(n)/1e6, "MB/ready")
}
