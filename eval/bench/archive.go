package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// gathering adds all news of the data folder to a new archive, in a process of
// its own whose memory can be told, and again to the full one.
func gathering() (string, error) {
	shared := os.Getenv("ISNAD_SHARED")
	if shared == "" {
		shared = "../shared"
	}
	files, err := filepath.Glob(filepath.Join(shared, "data/news/*.jsonl.gz"))
	if err != nil || len(files) == 0 {
		return "", errors.Join(fmt.Errorf("no news in %s (ISNAD_SHARED names the data folder): %w", shared, errNoData), err)
	}
	dir, err := os.MkdirTemp("", "isnad-bench-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	isnad, db := filepath.Join(dir, "isnad"), filepath.Join(dir, "news.db")
	if out, err := exec.Command("go", "build", "-o", isnad, "./cmd/isnad").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| %d processors, %d files of news | articles | articles/s | processor time | memory | archive |\n|---|---:|---:|---:|---:|---:|\n", runtime.NumCPU(), len(files))
	for _, run := range []string{"into a new archive", "the same again"} {
		add := exec.Command(isnad, append([]string{"add", "--archive", db}, files...)...)
		add.Stderr = os.Stderr
		begin := time.Now()
		out, err := add.Output()
		took := time.Since(begin)
		articles, known := added(string(out))
		if !known {
			return "", fmt.Errorf("isnad add: %w: %s", err, out)
		}
		size, err := fileSize(db)
		if err != nil {
			return "", err
		}
		state := add.ProcessState
		fmt.Fprintf(&b, "| %s | %d | %.0f | %.0f s | %d MB | %d MB |\n", run, articles, float64(articles)/took.Seconds(),
			(state.UserTime() + state.SystemTime()).Seconds(), peakMemory(state)>>20, size>>20)
	}
	return b.String(), nil
}

var errNoData = errors.New("section left as it is")

var addedLine = regexp.MustCompile(`: (\d+) added, (\d+) unchanged, (\d+) new versions?, `)

// added reads from the summary of isnad add how many articles it kept or had.
func added(summary string) (articles int, ok bool) {
	m := addedLine.FindStringSubmatch(summary)
	if m == nil {
		return 0, false
	}
	for _, s := range m[1:] {
		var n int
		fmt.Sscan(s, &n)
		articles += n
	}
	return articles, true
}

// fileSize is the size of an archive with its write-ahead log.
func fileSize(path string) (size int64, err error) {
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err == nil {
			size += info.Size()
		} else if !errors.Is(err, fs.ErrNotExist) {
			return 0, err
		}
	}
	return size, nil
}

// peakMemory is the largest resident set of a process in bytes, 0 where the
// system does not tell. Linux counts it in kilobytes.
func peakMemory(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok || runtime.GOOS != "linux" {
		return 0
	}
	return usage.Maxrss << 10
}
