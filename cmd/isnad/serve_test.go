package main

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// TestServe starts the server on a free port and stops it by a signal's end of
// the context.
func TestServe(t *testing.T) {
	db := filepath.Join(t.TempDir(), "news.db")
	if got := isnad(t, "add", "--archive", db, examples+"/court.txt"); got.status != exitOK {
		t.Fatal(got.stderr)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- Run(ctx, []string{"serve", "--archive", db, "--addr", "127.0.0.1:0"}, strings.NewReader(""), in, io.Discard, func(string) string { return "" })
		in.Close()
	}()
	line := make([]byte, 200)
	n, err := out.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	what, address, ok := strings.Cut(strings.TrimSpace(string(line[:n])), " at ")
	if !ok || what != "serving "+db {
		t.Fatalf("it says %q", line[:n])
	}
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(body), "مقال واحد") {
		t.Errorf("%v %s\n%s", err, res.Status, body)
	}
	stop()
	if status := <-ended; status != exitOK {
		t.Errorf("exit status %d", status)
	}
}

func TestServeRefuses(t *testing.T) {
	absent, db := filepath.Join(t.TempDir(), "absent.db"), filepath.Join(t.TempDir(), "news.db")
	if got := isnad(t, "add", "--archive", db, examples+"/court.txt"); got.status != exitOK {
		t.Fatal(got.stderr)
	}
	for _, test := range []struct {
		name   string
		args   []string
		status int
		says   string
	}{
		{"an address of all", []string{"--addr", ":8080"}, exitUsage, "--public"},
		{"an address of others", []string{"--addr", "192.0.2.1:8080"}, exitUsage, "--public"},
		{"an address of others and no token to ask for", []string{"--archive", db, "--addr", "0.0.0.0:0"}, exitUsage, "isnad token make"},
		{"tokens and no archive", []string{"--token-only"}, exitUsage, "without an archive"},
		{"for all and for few", []string{"--public", "--token-only"}, exitUsage, "one or the other"},
		{"an archive that is not there", []string{"--archive", absent, "--addr", "127.0.0.1:0"}, exitFailed, absent},
		{"a port that is none", []string{"--addr", "127.0.0.1:http2"}, exitFailed, "--addr"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := isnad(t, append([]string{"serve"}, test.args...)...)
			if got.status != test.status || !strings.Contains(got.stderr, test.says) {
				t.Errorf("status %d, %s", got.status, got.stderr)
			}
		})
	}
}
