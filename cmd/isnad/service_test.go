package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"isnad/archive/postgres/postgrestest"
)

// service is a process of ours that runs until it is stopped.
type service struct {
	t *testing.T
	*exec.Cmd
	mu   sync.Mutex
	logs bytes.Buffer
}

// startService starts a process that logs in JSON.
func startService(t *testing.T, args ...string) *service {
	t.Helper()
	s := &service{t: t, Cmd: process(append(args, "--log-format", "json")...)}
	s.Stdout, s.Stderr = s, s
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Process.Kill() })
	return s
}

// Write takes what the process prints.
func (s *service) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logs.Write(p)
}

func (s *service) printed() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logs.String()
}

// says waits for what stands between two texts in what the process prints.
func (s *service) says(before, after string) string {
	s.t.Helper()
	return waitFor(s.t, before, func() (string, bool) {
		_, rest, ok := strings.Cut(s.printed(), before)
		got, _, whole := strings.Cut(rest, after)
		return got, ok && whole
	})
}

func waitFor[T any](t *testing.T, what string, look func() (T, bool)) T {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if got, ok := look(); ok {
			return got
		}
	}
	t.Fatalf("waited in vain for %s", what)
	panic("unreachable")
}

// ended waits for the process and gives its exit status and the lines of its log.
func (s *service) ended() (status int, lines []map[string]any) {
	s.t.Helper()
	s.Wait()
	scan := bufio.NewScanner(strings.NewReader(s.printed()))
	for scan.Scan() {
		if strings.HasPrefix(scan.Text(), "{") {
			var line map[string]any
			if err := json.Unmarshal(scan.Bytes(), &line); err != nil {
				s.t.Errorf("a line of the log: %v: %s", err, scan.Text())
			}
			lines = append(lines, line)
		}
	}
	return s.ProcessState.ExitCode(), lines
}

// probe gives the status and the body of an answer.
func probe(t *testing.T, url string) (status int, body string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return res.StatusCode, string(b)
}

// begin sends a request up to the middle of its body, and gives its end.
func begin(t *testing.T, address, body string) (conn net.Conn, rest string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	half := len(body) / 2
	fmt.Fprintf(conn, "POST /api/v1/read HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:half])
	return conn, body[half:]
}

// A server that is stopped first says so to probes, answers what is under way,
// and ends with status 0. Its log tells of requests, and not what was asked.
func TestServeDrains(t *testing.T) {
	s := startService(t, "serve", "--addr", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--linger", "1s")
	address := s.says("at http://", "/\n")
	probes := "http://" + s.says(`"msg":"metrics","address":"`, `"`)
	if status, body := probe(t, probes+"/readyz"); status != http.StatusOK {
		t.Fatalf("ready: %d %s", status, body)
	}
	if status, _ := probe(t, "http://"+address+"/search?q="+url.QueryEscape("مكتوم")); status != http.StatusNotFound && status != http.StatusOK {
		t.Errorf("search: %d", status)
	}
	probe(t, "http://"+address+"/nothing/"+url.PathEscape("مكتوم"))
	text, _ := json.Marshal(map[string]string{"text": report})
	conn, rest := begin(t, address, string(text))
	s.Process.Signal(syscall.SIGTERM)
	for _, at := range []string{"http://" + address, probes} {
		waitFor(t, "503 at "+at, func() (int, bool) {
			status, _ := probe(t, at+"/readyz")
			return status, status == http.StatusServiceUnavailable
		})
	}
	if status, _ := probe(t, "http://"+address+"/about"); status != http.StatusOK {
		t.Errorf("while it lingers: %d", status)
	}
	waitFor(t, "the end of listening", func() (int, bool) {
		status, _ := probe(t, "http://"+address+"/healthz")
		return status, status == 0
	})
	io.WriteString(conn, rest)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("what was under way: %v %v", res, err)
	}
	status, lines := s.ended()
	if status != exitOK {
		t.Errorf("status %d: %s", status, s.printed())
	}
	routes := map[any]map[string]any{}
	for _, line := range lines {
		if line["msg"] == "request" {
			routes[line["route"]] = line
		}
	}
	for route, want := range map[string]float64{"GET /search": 404, "POST /api/v1/read": 200, "GET /about": 200, "none": 404} {
		line := routes[route]
		if line == nil || line["status"] != want || line["bytes"].(float64) == 0 || line["seconds"] == nil || line["method"] == nil {
			t.Errorf("%s: the log has %v", route, line)
		}
	}
	if strings.Contains(s.printed(), "مكتوم") || strings.Contains(s.printed(), url.QueryEscape("مكتوم")) {
		t.Errorf("the log tells what was asked: %s", s.printed())
	}
}

func TestServeCutsOffWhatTakesTooLong(t *testing.T) {
	s := startService(t, "serve", "--addr", "127.0.0.1:0", "--drain", "200ms")
	begin(t, s.says("at http://", "/\n"), `{"text": "never sent whole"}`)
	time.Sleep(100 * time.Millisecond)
	s.Process.Signal(syscall.SIGTERM)
	if status, _ := s.ended(); status != exitOK || !strings.Contains(s.printed(), `"requests under way were cut off","after":"200ms"`) {
		t.Errorf("status %d: %s", status, s.printed())
	}
}

// slowly serves an example page when it is let, and counts who asks.
func slowly(t *testing.T) (at string, asked <-chan struct{}, let func()) {
	ask, release := make(chan struct{}, 10), make(chan struct{})
	let = sync.OnceFunc(func() { close(release) })
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		ask <- struct{}{}
		<-release
		http.ServeFile(w, r, examples+"/river-deal.html")
	}))
	t.Cleanup(s.Close)
	t.Cleanup(let)
	return s.URL + "/page.html", ask, let
}

// A worker that is stopped says so to probes and ends the job that it has begun.
func TestWorkDrains(t *testing.T) {
	archive := postgrestest.URL(t)
	at, asked, let := slowly(t)
	if got := isnad(t, "add", "--archive", archive, "--queue", at); got.status != exitOK {
		t.Fatal(got)
	}
	w := startService(t, "work", "--archive", archive, "--stories", "0", "--feeds", "0", "--alerts", "0", "--allow-private", "--metrics", "127.0.0.1:0")
	probes := "http://" + w.says(`"msg":"metrics","address":"`, `"`)
	<-asked
	if status, body := probe(t, probes+"/readyz"); status != http.StatusOK {
		t.Errorf("ready: %d %s", status, body)
	}
	_, numbers := probe(t, probes+"/metrics")
	for _, want := range []string{`isnad_queue_jobs{kind="url",state="running"} 1`, `isnad_queue_age_seconds{kind="page"} 0`, "isnad_pool_connections_max", "isnad_build_info{"} {
		if !strings.Contains(numbers, want) {
			t.Errorf("no %s in\n%s", want, numbers)
		}
	}
	w.Process.Signal(syscall.SIGTERM)
	waitFor(t, "503", func() (int, bool) {
		status, _ := probe(t, probes+"/readyz")
		return status, status == http.StatusServiceUnavailable
	})
	let()
	status, lines := w.ended()
	if status != exitOK {
		t.Errorf("status %d: %s", status, w.printed())
	}
	found := false
	for _, line := range lines {
		found = found || line["msg"] == "job" && line["kind"] == "url" && line["outcome"] == "completed" && line["try"] == 1.0
	}
	if got := isnad(t, "jobs", "--archive", archive); !found || !strings.Contains(got.stdout, "\tavailable") || !strings.Contains(got.stderr, "completed: 1") {
		t.Errorf("%+v\n%s", got, w.printed())
	}
}

func TestWorkCutsOffWhatTakesTooLong(t *testing.T) {
	archive := postgrestest.URL(t)
	at, asked, _ := slowly(t)
	if got := isnad(t, "add", "--archive", archive, "--queue", at); got.status != exitOK {
		t.Fatal(got)
	}
	w := startService(t, "work", "--archive", archive, "--stories", "0", "--feeds", "0", "--alerts", "0", "--allow-private", "--drain", "300ms")
	<-asked
	begun := time.Now()
	w.Process.Signal(syscall.SIGTERM)
	status, _ := w.ended()
	if took := time.Since(begun); status != exitOK || took > 10*time.Second || !strings.Contains(w.printed(), `"outcome":"failed"`) {
		t.Errorf("status %d after %v: %s", status, took, w.printed())
	}
	if got := isnad(t, "jobs", "--archive", archive); !strings.Contains(got.stdout, "url\t") || strings.Contains(got.stderr, "completed") || strings.Contains(got.stderr, "discarded") {
		t.Errorf("its job: %+v", got)
	}
}

// What watches feeds tells of polls in its log and its numbers.
func TestWatchTells(t *testing.T) {
	server, _ := paper(t, 1)
	s := startService(t, "watch", "--archive", t.TempDir()+"/a.db", "--allow-private", "--metrics", "127.0.0.1:0", server.URL+"/rss")
	probes := "http://" + s.says(`"msg":"metrics","address":"`, `"`)
	waitFor(t, "an article", func() (string, bool) {
		_, numbers := probe(t, probes+"/metrics")
		return numbers, strings.Contains(numbers, `isnad_articles_total{outcome="added"} 1`) && strings.Contains(numbers, `isnad_feeds{state="ok"} 1`)
	})
	if status, body := probe(t, probes+"/readyz"); status != http.StatusOK {
		t.Errorf("ready: %d %s", status, body)
	}
	s.says(`"msg":"poll"`, "\n")
	s.Process.Signal(syscall.SIGTERM)
	status, lines := s.ended()
	var polls []map[string]any
	for _, line := range lines {
		if line["msg"] == "poll" {
			polls = append(polls, line)
		}
	}
	if status != exitOK || len(polls) != 1 || polls[0]["added"] != 1.0 || polls[0]["feed"] != server.URL+"/rss" || strings.Contains(s.printed(), "1 added") {
		t.Errorf("status %d: %s", status, s.printed())
	}
}

func TestVersionAndMigrate(t *testing.T) {
	if got, flag := isnad(t, "version"), isnad(t, "--version"); got.status != exitOK || !strings.HasPrefix(got.stdout, "isnad ") || !strings.HasPrefix(got.stdout, flag.stdout) {
		t.Errorf("%+v, %+v", got, flag)
	}
	for name, archive := range map[string]string{"a file": t.TempDir() + "/a.db", "a database": postgrestest.URL(t)} {
		for range 2 { // the second time there is nothing to do
			if got := isnad(t, "migrate", "--archive", archive); got.status != exitOK || !strings.Contains(got.stdout, "up to this program") {
				t.Errorf("%s: %+v", name, got)
			}
		}
		if got := isnad(t, "check", "--archive", archive); got.status != exitOK {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
