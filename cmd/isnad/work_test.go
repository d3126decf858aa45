package main

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	kept "isnad/archive"
	"isnad/archive/postgres"
	"isnad/archive/postgres/postgrestest"
	"isnad/ingest/ingesttest"
)

// go test ./cmd/isnad -run KilledWorkers -workerkills 20 -articles 2000 -timeout 1h
var workerKills = flag.Int("workerkills", 0, "how often TestKilledWorkers and TestKilledRereads kill a worker; 0 skips them")

// worker is a process that works for an archive.
type worker struct {
	*exec.Cmd
	out bytes.Buffer
}

func startWorker(t *testing.T, archive string, args ...string) *worker {
	t.Helper()
	w := &worker{Cmd: process(append([]string{"work", "--archive", archive}, args...)...)}
	w.Stdout, w.Stderr = &w.out, &w.out
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Process.Kill() })
	return w
}

// stop ends a worker as an operator does. One that had not begun to work says that
// it was stopped before its end.
func (w *worker) stop(t *testing.T) {
	t.Helper()
	w.Process.Signal(syscall.SIGTERM)
	err := w.Wait()
	if !strings.Contains(w.out.String(), "working for") && w.ProcessState.ExitCode() == exitInterrupted {
		return
	}
	if err != nil {
		t.Errorf("a worker that was stopped: %v: %s", err, w.out.String())
	}
}

// unfinished waits until no job waits or runs.
func unfinished(t *testing.T, archive string, most time.Duration) {
	t.Helper()
	for end := time.Now().Add(most); ; time.Sleep(200 * time.Millisecond) {
		got := isnad(t, "jobs", "--archive", archive, "--state", "available,scheduled,running,retryable,pending", "--limit", "3")
		if got.status == exitOK && got.stdout == "" {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("jobs are left: %+v", got)
		}
	}
}

func TestWork(t *testing.T) {
	archive, dir := postgrestest.URL(t), t.TempDir()
	lines := write(t, dir, "made.jsonl", made(t, 20))
	poison := write(t, dir, "latin.txt", "Nothing here is Arabic, and so no article can come of it at all.")
	got := isnad(t, "add", "--archive", archive, "--queue", lines, poison, filepath.Join(dir, "absent.txt"))
	if got.status != exitFailed || !strings.Contains(got.stdout, "21 queued, 0 waiting already, 1 refused") {
		t.Fatalf("queued: %+v", got)
	}
	w := startWorker(t, archive, "--stories", "0", "--feeds", "0", "--alerts", "0")
	unfinished(t, archive, time.Minute)
	w.stop(t)
	if !strings.Contains(w.out.String(), "20 added, 0 unchanged, 0 new versions, 0 refused") {
		t.Errorf("the worker says %s", w.out.String())
	}
	if got := isnad(t, "check", "--archive", archive); !strings.Contains(got.stdout, "sound; articles: 20") {
		t.Errorf("check: %+v", got)
	}
	list := isnad(t, "jobs", "--archive", archive)
	if !strings.Contains(list.stdout, "page\tcancelled\t1 of 4\t"+poison) || !strings.Contains(list.stderr, "cancelled: 1, completed: 1") {
		t.Errorf("jobs: %+v", list)
	}
	id, _, _ := strings.Cut(list.stdout, "\t")
	if got := isnad(t, "jobs", "show", id, "--archive", archive); !strings.Contains(got.stdout, "Arabic") {
		t.Errorf("jobs show: %+v", got)
	}
	if got := isnad(t, "jobs", "retry", id, "--archive", archive); !strings.Contains(got.stdout, "available") {
		t.Errorf("jobs retry: %+v", got)
	}
	if got := isnad(t, "jobs", "show", "4711000", "--archive", archive); got.status != exitFailed || !strings.Contains(got.stderr, "not in the archive") {
		t.Errorf("a job that is not there: %+v", got)
	}
	if got := isnad(t, "work", "--archive", filepath.Join(dir, "a.db")); got.status != exitUsage || !strings.Contains(got.stderr, "PostgreSQL") {
		t.Errorf("a file has no queue: %+v", got)
	}
}

// Workers are killed at any moment; every page is kept once, or given up with
// its reason.
func TestKilledWorkers(t *testing.T) {
	if *workerKills == 0 {
		t.Skip("takes a minute: -workerkills says how often")
	}
	archive, dir := postgrestest.URL(t), t.TempDir()
	lines := write(t, dir, "made.jsonl", made(t, *articles))
	poison := write(t, dir, "latin.txt", "Nothing here is Arabic, and so no article can come of it at all.")
	if got := isnad(t, "add", "--archive", archive, "--queue", lines, poison); got.status != exitOK {
		t.Fatal(got)
	}
	start := func() *worker { return startWorker(t, archive, "--timeout", "5s", "--stories", "0", "--jobs", "8") }
	workers := []*worker{start(), start()}
	for i := range *workerKills {
		time.Sleep(300*time.Millisecond + rand.N(700*time.Millisecond))
		w := workers[i%2]
		w.Process.Kill()
		w.Wait()
		workers[i%2] = start()
	}
	begin := time.Now()
	unfinished(t, archive, 5*time.Minute)
	t.Logf("%d kills; what they left was done %s after the last", *workerKills, time.Since(begin).Round(time.Second))
	for _, w := range workers {
		w.stop(t)
	}
	got := isnad(t, "export", "--archive", archive)
	if n := strings.Count(got.stdout, "\n"); n != *articles {
		t.Errorf("%d articles are kept, want %d", n, *articles)
	}
	if got := isnad(t, "check", "--archive", archive); got.status != exitOK {
		t.Errorf("check: %+v", got)
	}
	if got := isnad(t, "jobs", "--archive", archive); strings.Count(got.stdout, "\n") != 1 || !strings.Contains(got.stdout, "cancelled") {
		t.Errorf("jobs that failed: %+v", got)
	}
}

// Workers that read an archive again are killed at any moment; in the end every
// article is read again, and lists agree with the records.
func TestKilledRereads(t *testing.T) {
	if *workerKills == 0 {
		t.Skip("takes a minute: -workerkills says how often")
	}
	archive := postgrestest.URL(t)
	db, err := postgres.Open(t.Context(), archive, postgres.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for from := 0; from < *articles; from += 500 {
		var entries []*kept.Entry
		for i := from; i < min(from+500, *articles); i++ {
			entries = append(entries, ingesttest.Unread(t, i))
		}
		if _, err := db.Put(t.Context(), entries); err != nil {
			t.Fatal(err)
		}
	}
	if got := isnad(t, "reread", "--queue", "--archive", archive); got.status != exitOK || !strings.Contains(got.stdout, " queued, 0 waiting already") {
		t.Fatal(got)
	}
	start := func() *worker {
		return startWorker(t, archive, "--timeout", "5s", "--stories", "0", "--feeds", "0", "--alerts", "0", "--jobs", "1")
	}
	workers := []*worker{start(), start()}
	for i := range *workerKills {
		time.Sleep(300*time.Millisecond + rand.N(700*time.Millisecond))
		w := workers[i%2]
		w.Process.Kill()
		w.Wait()
		workers[i%2] = start()
	}
	begin := time.Now()
	for {
		// A job that puts in place may take a day, so one whose worker was killed stands
		// as running for long, while another has done its work.
		var aside, jobs int
		err := db.Pool().QueryRow(t.Context(), `SELECT (SELECT count(*) FROM rereadings), count(*) FROM river_job
			WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled') AND NOT (kind = 'replace' AND state = 'running')`).Scan(&aside, &jobs)
		if err != nil {
			t.Fatal(err)
		}
		if aside+jobs == 0 {
			break
		}
		if time.Since(begin) > 5*time.Minute {
			t.Fatalf("%d readings are not put in place, %d jobs are left", aside, jobs)
		}
		time.Sleep(time.Second)
	}
	t.Logf("%d kills; all was in place %s after the last", *workerKills, time.Since(begin).Round(time.Second))
	for _, w := range workers {
		w.stop(t)
	}
	for k, err := range db.Walk(t.Context(), kept.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(k.Record.Statements) == 0 {
			t.Errorf("%s was not read again", k.ID)
		}
	}
	if got := isnad(t, "check", "--archive", archive); got.status != exitOK {
		t.Errorf("check: %+v", got)
	}
}
