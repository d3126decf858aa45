package main

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk mounts an empty file system of so many bytes.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a small file system cannot be mounted here (it takes root): %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// A disk that fills up ends the run with a clear error; what was kept before
// stays, and a run with more room completes it.
func TestAddOnAFullDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("adds hundreds of articles: TestAdd adds fewer")
	}
	disk := smallDisk(t, "700k")
	lines := write(t, t.TempDir(), "made.jsonl", made(t, 600))
	db := filepath.Join(disk, "a.db")
	got := isnad(t, "add", "--archive", db, lines)
	if got.status != exitFailed || !strings.Contains(got.stderr, "no room left") {
		t.Fatalf("status %d, %s%s", got.status, got.stdout, got.stderr)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=50m"); err != nil {
		t.Fatal(err)
	}
	if n := articlesIn(t, db); n == 0 || n >= 600 {
		t.Errorf("%d articles kept before the disk was full", n)
	}
	if got := isnad(t, "add", "--archive", db, lines); got.status != exitOK || articlesIn(t, db) != 600 {
		t.Errorf("with more room: status %d, %s%s", got.status, got.stdout, got.stderr)
	}
}

func TestAddToAReadOnlyDisk(t *testing.T) {
	disk := smallDisk(t, "20m")
	lines := write(t, t.TempDir(), "made.jsonl", made(t, 3))
	db := filepath.Join(disk, "a.db")
	if got := isnad(t, "add", "--archive", db, lines); got.status != exitOK {
		t.Fatal(got.stderr)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	got := isnad(t, "add", "--archive", db, write(t, t.TempDir(), "more.jsonl", made(t, 5)))
	if got.status != exitFailed || !strings.Contains(got.stderr, "read-only") {
		t.Errorf("status %d, %s%s", got.status, got.stdout, got.stderr)
	}
}
