package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// go test ./cmd/isnad -run Kill -kills 50 -articles 5000 -timeout 2h
var (
	kills    = flag.Int("kills", 10, "how often TestKill kills a run")
	articles = flag.Int("articles", 300, "how many articles a run of TestKill adds")
)

// asCommand lets the test's own binary be the command: a process that can be
// killed.
const asCommand = "ISNAD_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if archive := os.Getenv(asFaulty); archive != "" {
		faultyWorker(archive)
		return
	}
	if os.Getenv(asCommand) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is a command line in a process of its own.
func process(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asCommand+"=1")
	return c
}

// A run that is killed at any moment and run again leaves exactly the articles
// of its input, each once, in a sound archive.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills many processes")
	}
	dir := t.TempDir()
	lines := write(t, dir, "made.jsonl", made(t, *articles))
	begin := time.Now()
	if out, err := process("add", "--archive", filepath.Join(dir, "whole.db"), lines).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := time.Since(begin)
	cut := 0
	for i := range *kills {
		db := filepath.Join(dir, fmt.Sprintf("killed%d.db", i))
		run := process("add", "--archive", db, lines)
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(whole))
		run.Process.Kill()
		if run.Wait() != nil {
			cut++
		}
		out, err := process("add", "--archive", db, lines).CombinedOutput()
		if err != nil {
			t.Fatalf("the resumed run: %v: %s", err, out)
		}
		if !strings.Contains(string(out), " 0 new versions, 0 refused") {
			t.Errorf("the resumed run says %s", out)
		}
		if n := articlesIn(t, db); n != *articles {
			t.Errorf("%d articles, want %d", n, *articles)
		}
		os.Remove(db)
	}
	t.Logf("%d of %d runs of %s were cut off", cut, *kills, whole.Round(time.Millisecond))
}
