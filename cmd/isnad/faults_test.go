package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"isnad/archive"
	"isnad/archive/postgres"
	"isnad/archive/postgres/postgrestest"
	"isnad/ingest"
	"isnad/ingest/river"
	"isnad/page"
)

// go test ./cmd/isnad -run Faults -faults 30s -articles 2000 -pgrestart 'service postgresql restart' -timeout 1h
var (
	faults    = flag.Duration("faults", time.Second, "how long each trouble of TestFaults lasts; from 10s on also those that take minutes to get over")
	pgRestart = flag.String("pgrestart", "", "command that restarts the PostgreSQL of the tests, for TestFaults; others may use the server")
)

// link is the network between workers and their server.
type link struct {
	net.Listener
	network, address string // of the server

	mu    sync.Mutex
	down  bool          // connections are cut and refused
	stall chan struct{} // closed when bytes flow; nil where they do
	open  map[net.Conn]bool
}

// newLink gives a link to the server of an archive, and the archive's address
// over it.
func newLink(t *testing.T, archive string) (*link, string) {
	t.Helper()
	config, err := pgx.ParseConfig(archive)
	if err != nil {
		t.Fatal(err)
	}
	l := &link{network: "tcp", address: net.JoinHostPort(config.Host, fmt.Sprint(config.Port)), open: map[net.Conn]bool{}}
	if strings.HasPrefix(config.Host, "/") {
		l.network, l.address = "unix", filepath.Join(config.Host, fmt.Sprintf(".s.PGSQL.%d", config.Port))
	}
	if l.Listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close(); l.cut() })
	go l.serve()
	u, err := url.Parse(archive)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Del("host")
	q.Set("sslmode", "disable")
	u.Host, u.RawQuery = l.Addr().String(), q.Encode()
	u.User, u.Path = url.UserPassword(config.User, config.Password), "/"+config.Database
	return l, u.String()
}

func (l *link) serve() {
	for {
		client, err := l.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial(l.network, l.address)
		l.mu.Lock()
		if err != nil || l.down {
			client.Close()
			if err == nil {
				server.Close()
			}
			l.mu.Unlock()
			continue
		}
		l.open[client], l.open[server] = true, true
		l.mu.Unlock()
		go l.carry(client, server)
		go l.carry(server, client)
	}
}

// carry carries bytes one way until either side ends.
func (l *link) carry(to, from net.Conn) {
	defer func() {
		to.Close()
		from.Close()
		l.mu.Lock()
		delete(l.open, to)
		delete(l.open, from)
		l.mu.Unlock()
	}()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		l.mu.Lock()
		stall := l.stall
		l.mu.Unlock()
		if stall != nil {
			<-stall
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// cut ends all connections and lets none through until mend.
func (l *link) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = true
	for c := range l.open {
		c.Close()
	}
}

// hold lets no byte through until mend.
func (l *link) hold() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stall = make(chan struct{})
}

func (l *link) mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down = false; l.stall != nil {
		close(l.stall)
		l.stall = nil
	}
}

// asFaulty lets the test's own binary be a worker that comes to harm by pages
// of these titles: the name of an archive.
const asFaulty = "ISNAD_TEST_FAULTY"

const (
	panics = "panics.txt"
	hangs  = "hangs.txt"
	dies   = "dies.txt"
)

// faultyWorker is isnad work with pages that do harm.
func faultyWorker(at string) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	db, err := postgres.Open(ctx, at, postgres.Options{})
	if err == nil {
		err = river.Work(ctx, db, river.Options{
			Timeout: 2 * time.Second,
			Retry:   func(int) time.Duration { return 100 * time.Millisecond },
			Log:     slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
			Read: func(ctx context.Context, to archive.Archive, p *page.Page, opts ingest.Options) (ingest.Result, *archive.Entry, error) {
				switch filepath.Base(p.Name) {
				case panics:
					return ingest.Result{Name: p.Name, Err: ingest.Guard(p.Name, func() error { panic("index out of range") })}, nil, nil
				case hangs:
					select {}
				case dies:
					os.Exit(3)
				}
				return ingest.Read(ctx, to, p, opts)
			},
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Whatever befalls workers, their server and the network between them, every page
// is kept once or given up with its reason.
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills many processes")
	}
	tests := []struct {
		name   string
		long   bool
		poison []string // pages given up
		befall func(t *testing.T, at string, l *link)
	}{
		{name: "the network is silent", befall: func(t *testing.T, _ string, l *link) {
			l.hold()
			time.Sleep(*faults)
			l.mend()
		}},
		{name: "the network is cut", befall: func(t *testing.T, _ string, l *link) {
			l.cut()
			time.Sleep(*faults)
			l.mend()
		}},
		{name: "the server ends connections", befall: func(t *testing.T, at string, _ *link) {
			for end := time.Now().Add(*faults); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
				execute(t, at, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()")
			}
		}},
		{name: "the server is started anew", befall: func(t *testing.T, _ string, _ *link) {
			if *pgRestart == "" {
				t.Skip("-pgrestart gives no command for it")
			}
			if out, err := exec.Command("sh", "-c", *pgRestart).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		}},
		{name: "pages that panic and hang", poison: []string{panics, hangs}},
		{name: "a page that ends its worker", long: true, poison: []string{dies}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.long && *faults < 10*time.Second {
				t.Skip("takes minutes: -faults 10s")
			}
			archive, dir := postgrestest.URL(t), t.TempDir()
			archive += "&application_name=" + url.QueryEscape(filepath.Base(dir)+fmt.Sprint(time.Now().UnixNano()))
			inputs := []string{write(t, dir, "made.jsonl", made(t, *articles))}
			for _, name := range tt.poison {
				inputs = append(inputs, write(t, dir, name, "قال رئيس البلدية سليم الحداد إن الجسر انتهى، وأضاف أن العمل استغرق عاماً كاملاً."))
			}
			if got := isnad(t, append([]string{"add", "--archive", archive, "--queue"}, inputs...)...); got.status != exitOK {
				t.Fatal(got)
			}
			l, over := newLink(t, archive)
			stop := supervise(t, over)
			time.Sleep(300 * time.Millisecond)
			if tt.befall != nil {
				tt.befall(t, archive, l)
			}
			begin := time.Now()
			unfinished(t, archive, 10*time.Minute)
			t.Logf("all was done %s after the trouble; workers were started %d times", time.Since(begin).Round(time.Second), stop())
			if n := strings.Count(isnad(t, "export", "--archive", archive).stdout, "\n"); n != *articles {
				t.Errorf("%d articles are kept, want %d", n, *articles)
			}
			if got := isnad(t, "check", "--archive", archive); got.status != exitOK {
				t.Errorf("check: %+v", got)
			}
			jobs := isnad(t, "jobs", "--archive", archive).stdout
			if strings.Count(jobs, "\n") != len(tt.poison) {
				t.Errorf("jobs that failed: %s", jobs)
			}
			for _, name := range tt.poison {
				if !strings.Contains(jobs, name) || !strings.Contains(jobs, "discarded\t4 of 4") {
					t.Errorf("%s was not given up: %s", name, jobs)
				}
			}
		})
	}
}

// supervise keeps two workers running until the function that it returns is
// called, which tells how many were started.
func supervise(t *testing.T, archive string) (stop func() int64) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	var started atomic.Int64
	for range 2 {
		running.Go(func() {
			for ctx.Err() == nil {
				var out bytes.Buffer
				w := exec.CommandContext(ctx, os.Args[0])
				w.Env = append(os.Environ(), asFaulty+"="+archive)
				w.Stdout, w.Stderr = io.Discard, &out
				w.Cancel = func() error { return w.Process.Signal(syscall.SIGTERM) }
				w.WaitDelay = 30 * time.Second
				started.Add(1)
				if err := w.Run(); err != nil && ctx.Err() == nil {
					t.Logf("a worker ended: %v: %.300s", err, out.String())
					time.Sleep(time.Second)
				}
			}
		})
	}
	stop = func() int64 {
		cancel()
		running.Wait()
		return started.Load()
	}
	t.Cleanup(func() { stop() })
	return stop
}

func execute(t *testing.T, at, query string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

// When the worker that leads ends or is killed, another polls the feeds.
func TestFailOver(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills many processes")
	}
	tests := []struct {
		name string
		long bool
		end  func(*testing.T, *worker)
		most time.Duration
	}{
		{"it is stopped", false, func(t *testing.T, w *worker) { w.stop(t) }, 20 * time.Second},
		{"it is killed", true, func(t *testing.T, w *worker) { w.Process.Kill(); w.Wait() }, 45 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.long && *faults < 10*time.Second {
				t.Skip("takes half a minute: -faults 10s")
			}
			archive := postgrestest.URL(t)
			polled := make(chan time.Time, 1000)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					http.NotFound(w, r)
					return
				}
				polled <- time.Now()
				w.Header().Set("Content-Type", "application/rss+xml")
				fmt.Fprint(w, `<rss version="2.0"><channel><title>صدى سرمد</title></channel></rss>`)
			}))
			defer server.Close()
			if got := isnad(t, "watch", "--list", "--allow-private", "--archive", archive, server.URL+"/feed"); got.status != exitOK {
				t.Fatal(got)
			}
			for len(polled) > 0 { // by the subscription
				<-polled
			}
			start := func() *worker {
				return startWorker(t, archive, "--allow-private", "--stories", "0", "--feeds", "1s", "--timeout", "5s")
			}
			leads := start()
			wait := func(most time.Duration) {
				t.Helper()
				select {
				case <-polled:
				case <-time.After(most):
					t.Fatalf("no poll for %v: %s", most, leads.out.String())
				}
			}
			wait(time.Minute)
			other := start()
			wait(time.Minute)
			tt.end(t, leads)
			begin := time.Now()
			for len(polled) > 0 {
				<-polled
			}
			wait(tt.most)
			t.Logf("the next poll came %s after", time.Since(begin).Round(100*time.Millisecond))
			other.stop(t)
		})
	}
}
