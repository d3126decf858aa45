package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"isnad/eval"
)

// firstVersion is the commit at which the reader first gave whole records.
const firstVersion = "16dd48d"

// beside reads the same news with this version and with the first one, in
// turns, and gives articles per second of processor time. Whole processes on one
// processor: starting, decoding and writing are counted.
func beside() (string, error) {
	const articles, turns = 3000, 3
	shared, ok := eval.Shared()
	if !ok {
		return "", errNoData
	}
	dir, err := os.MkdirTemp("", "isnad-bench-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	news := filepath.Join(dir, "news.jsonl")
	if err := head(filepath.Join(shared, "data", "news", "ant-2018.jsonl.gz"), news, articles); err != nil {
		return "", err
	}
	then, now := filepath.Join(dir, "then"), filepath.Join(dir, "now")
	if err := buildAt(firstVersion, filepath.Join(dir, "source"), then); err != nil {
		return "", err
	}
	if out, err := exec.Command("go", "build", "-o", now, "./cmd/isnad").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	best := map[string]time.Duration{}
	for range turns {
		for _, program := range []string{then, now} {
			took, err := processorTime(program, news)
			if err != nil {
				return "", err
			}
			if best[program] == 0 || took < best[program] {
				best[program] = took
			}
		}
	}
	rate := func(program string) float64 { return articles / best[program].Seconds() }
	var b strings.Builder
	fmt.Fprintf(&b, "| %d articles of news, text → record, one processor | articles/s | ratio |\n|---|---:|---:|\n", articles)
	fmt.Fprintf(&b, "| first version, by rules alone (%s) | %.0f | 1.00 |\n", firstVersion, rate(then))
	fmt.Fprintf(&b, "| this version | %.0f | %.2f |\n", rate(now), rate(now)/rate(then))
	return b.String(), nil
}

// head copies the first lines of a gzipped file.
func head(from, to string, lines int) error {
	f, err := os.Open(from)
	if errors.Is(err, os.ErrNotExist) {
		return errNoData
	}
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer out.Close()
	in := bufio.NewReader(z)
	for range lines {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return err
		}
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Close()
}

// buildAt builds the command as it was at a commit, from a checkout in source.
func buildAt(commit, source, program string) error {
	if out, err := exec.Command("git", "worktree", "add", "--detach", source, commit).CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	defer exec.Command("git", "worktree", "remove", "--force", source).Run()
	build := exec.Command("go", "build", "-o", program, "./cmd/isnad")
	build.Dir = source
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// processorTime runs a version of the command over news.
func processorTime(program, news string) (time.Duration, error) {
	cmd := exec.Command(program, "read", "--jobs", "1", "--format", "jsonl", news)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.Stdout = io.Discard
	// Some articles are refused, each with a line; the others count.
	var refused *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &refused) {
		return 0, err
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}
