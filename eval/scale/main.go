// Command scale measures workers over PostgreSQL and writes what it finds into
// docs/scale.md.
//
//	go run ./eval/scale -postgres 'postgres:///?host=/var/run/postgresql' workers
//	go run ./eval/scale -postgres 'postgres:///?host=/var/run/postgresql' -time 15m soak
//	go run ./eval/scale -postgres 'postgres:///?host=/var/run/postgresql' stages  # what an article costs, on one core
//	go run ./eval/scale -articles 1000000 -short fill postgres:///large   # copies of articles into an archive
//	go run ./eval/scale large postgres:///large large.db                  # what such archives weigh, and how fast they are
//
// Workers are processes of isnad, as they are in use; what they are compared
// with, isnad add into a file, is one too, and neither finds stories. These
// measurements make a schema in the database, and drop it.
package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"isnad/archive/postgres"
	"isnad/archive/sqlite"
	"isnad/eval"
	"isnad/ingest"
	"isnad/ingest/ingesttest"
	"isnad/ingest/river"
	"isnad/page"
)

type options struct {
	news, server string
	articles     int
	short        bool
	lasts        time.Duration
	write        bool
	program      string // isnad
	dir          string // for what does not last
}

func main() {
	var o options
	flag.StringVar(&o.news, "news", "", "JSON Lines, also gzipped, that workers read; none is ant-2018 of the data folder")
	flag.StringVar(&o.server, "postgres", os.Getenv("ISNAD_TEST_POSTGRES"), "database in which schemas can be made")
	flag.IntVar(&o.articles, "articles", 3000, "articles of the news that are read; articles of the archive that is filled")
	flag.BoolVar(&o.short, "short", false, "fill with articles of a title and a few lines")
	flag.DurationVar(&o.lasts, "time", time.Minute, "how long the soak lasts")
	flag.BoolVar(&o.write, "write", false, "write the table into docs/scale.md")
	add := flag.String("add", "", "read the lines of this file into the archive that is named beside it; used by the command itself")
	flag.Parse()
	err := errors.New("say what to measure: workers, soak, stages, or large after fill")
	switch what := flag.Arg(0); {
	case *add != "":
		err = addTo(context.Background(), what, *add)
	case what == "workers":
		err = o.measure(what, workers)
	case what == "soak":
		err = o.measure(what, soak)
	case what == "stages":
		err = o.measure(what, stages)
	case what == "fill":
		err = fill(context.Background(), o, flag.Arg(1))
	case what == "large":
		err = o.tell(what, func() (string, error) { return large(context.Background(), flag.Args()[1:]) })
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

// measure tells of a measurement for which the program is needed.
func (o options) measure(marker string, table func(context.Context, options) (string, error)) (err error) {
	if o.server == "" {
		return errors.New("-postgres names no database (postgres://user@host/database)")
	}
	if o.dir, err = os.MkdirTemp("", "scale"); err != nil {
		return err
	}
	defer os.RemoveAll(o.dir)
	o.program = filepath.Join(o.dir, "isnad")
	if out, err := exec.Command("go", "build", "-o", o.program, "./cmd/isnad").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w: %s (run it in the repository's root)", err, out)
	}
	return o.tell(marker, func() (string, error) { return table(context.Background(), o) })
}

// tell prints a table, and writes it where that is asked for. What is wrong with
// the figures is told after them.
func (o options) tell(marker string, table func() (string, error)) error {
	body, err := table()
	fmt.Print(body)
	if err == nil && o.write {
		err = eval.WriteSection("docs/scale.md", marker, body)
	}
	return err
}

// lines writes the first articles of the news to a file.
func (o options) lines() (path string, err error) {
	news := o.news
	if news == "" {
		shared := os.Getenv("ISNAD_SHARED")
		if shared == "" {
			shared = "../shared"
		}
		news = filepath.Join(shared, "data", "news", "ant-2018.jsonl.gz")
	}
	f, err := os.Open(news)
	if err != nil {
		return "", fmt.Errorf("%w (-news names other news)", err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(news, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return "", fmt.Errorf("%s: %w", news, err)
		}
	}
	out, err := os.Create(filepath.Join(o.dir, "news.jsonl"))
	if err != nil {
		return "", err
	}
	lines := bufio.NewReader(in)
	for range o.articles {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		if err == nil {
			_, err = out.Write(line)
		}
		if err != nil {
			return "", err
		}
	}
	return out.Name(), out.Close()
}

// addTo reads lines into an archive in a file, as isnad add does, without
// stories.
func addTo(ctx context.Context, archive, lines string) error {
	db, err := sqlite.Open(ctx, archive, sqlite.Options{Create: true})
	if err != nil {
		return err
	}
	defer db.Close()
	for _, err := range ingest.Run(ctx, db, page.NewReader(page.Options{}).Open(ctx, lines), ingest.Options{}) {
		if err != nil {
			return err
		}
	}
	most, err := memory("self", mostEver)
	fmt.Println(most)
	return err
}

// run is what a run of processes took.
type run struct {
	articles  int
	took      time.Duration
	processor time.Duration // of the processes, without the server's
	memory    int64         // most of one process, bytes
}

// ended counts a process that has ended.
func (r *run) ended(c *exec.Cmd) {
	r.processor += c.ProcessState.UserTime() + c.ProcessState.SystemTime()
}

func (r run) rate() float64 { return float64(r.articles) / r.took.Seconds() }

func workers(ctx context.Context, o options) (string, error) {
	lines, err := o.lines()
	if err != nil {
		return "", err
	}
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	alone := run{articles: o.articles}
	add := exec.Command(self, "-add", lines, filepath.Join(o.dir, "alone.db"))
	add.Stderr = os.Stderr
	begin := time.Now()
	told, err := add.Output()
	if err != nil {
		return "", err
	}
	if alone.memory, err = strconv.ParseInt(strings.TrimSpace(string(told)), 10, 64); err != nil {
		return "", err
	}
	alone.took = time.Since(begin)
	alone.ended(add)
	var b strings.Builder
	fmt.Fprintf(&b, "%d articles, %d processors, stories off in all rows.\n\n", o.articles, runtime.NumCPU())
	b.WriteString("| | articles/s | ratio | processor ms an article | memory of a process, MB |\n|---|--:|--:|--:|--:|\n")
	row := func(name string, r run) {
		fmt.Fprintf(&b, "| %s | %.0f | %.2f | %.1f | %d |\n", name, r.rate(), r.rate()/alone.rate(), r.processor.Seconds()*1000/float64(r.articles), r.memory>>20)
	}
	row("`add` into a file", alone)
	for _, n := range []int{1, 2, 4} {
		r, err := o.work(ctx, lines, n)
		if err != nil {
			return "", err
		}
		row(fmt.Sprintf("%d × `work`", n), r)
	}
	return b.String(), nil
}

// work queues lines and has workers read them.
func (o options) work(ctx context.Context, lines string, n int) (r run, err error) {
	at, drop, err := eval.Schema(ctx, o.server)
	if err != nil {
		return r, err
	}
	defer drop()
	if out, err := exec.Command(o.program, "add", "--archive", at, "--queue", lines).CombinedOutput(); err != nil {
		return r, fmt.Errorf("add --queue: %w: %s", err, out)
	}
	db, queue, err := openQueue(ctx, at)
	if err != nil {
		return r, err
	}
	defer db.Close()
	begin := time.Now()
	var all []*exec.Cmd
	for range n {
		w, err := o.start(at)
		if err != nil {
			return r, err
		}
		all = append(all, w)
	}
	for {
		left, err := waiting(ctx, queue)
		if err != nil {
			return r, err
		}
		if left == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	r.took = time.Since(begin)
	for _, w := range all {
		most, err := memory(strconv.Itoa(w.Process.Pid), mostEver)
		if err != nil {
			return r, err
		}
		r.memory = max(r.memory, most)
		w.Process.Signal(syscall.SIGTERM)
		if err := w.Wait(); err != nil {
			return r, fmt.Errorf("work: %w", err)
		}
		r.ended(w)
	}
	r.articles, err = articles(ctx, db)
	return r, err
}

func openQueue(ctx context.Context, at string) (*postgres.DB, *river.Queue, error) {
	db, err := postgres.Open(ctx, at, postgres.Options{Create: true})
	if err != nil {
		return nil, nil, err
	}
	queue, err := river.Open(ctx, db)
	return db, queue, err
}

// start starts a worker that does nothing but read.
func (o options) start(at string) (*exec.Cmd, error) {
	w := exec.Command(o.program, "work", "--archive", at, "--stories", "0", "--feeds", "0", "--alerts", "0")
	w.Stderr = os.Stderr
	return w, w.Start()
}

// waiting counts the jobs that are to be done.
func waiting(ctx context.Context, queue *river.Queue) (n int, err error) {
	counts, err := queue.Counts(ctx)
	for _, state := range []string{"available", "pending", "scheduled", "running", "retryable"} {
		n += counts[state]
	}
	return n, err
}

// growth is by how much the memory of a soak's last third may exceed that of
// its second.
const growth = 1.15

// soak has a worker read what comes without end, and tells how its memory stands
// in each third of the time.
func soak(ctx context.Context, o options) (string, error) {
	at, drop, err := eval.Schema(ctx, o.server)
	if err != nil {
		return "", err
	}
	defer drop()
	db, queue, err := openQueue(ctx, at)
	if err != nil {
		return "", err
	}
	defer db.Close()
	w, err := o.start(at)
	if err != nil {
		return "", err
	}
	defer w.Wait()
	defer w.Process.Signal(syscall.SIGTERM)
	var b strings.Builder
	fmt.Fprintf(&b, "One worker, %s, articles written for the test as fast as it reads them.\n\n", o.lasts)
	b.WriteString("| third | articles | articles/s | memory MB, median | most |\n|---|--:|--:|--:|--:|\n")
	next := 0
	var medians [3]int64
	for third := range medians {
		var held []int64
		from, begin := next, time.Now()
		for time.Since(begin) < o.lasts/3 {
			left, err := waiting(ctx, queue)
			if err != nil {
				return "", err
			}
			if left < 8 {
				pages := func(yield func(*page.Page, error) bool) {
					for range 64 {
						if !yield(ingesttest.Page(next, ""), nil) {
							return
						}
						next++
					}
				}
				if _, err := queue.Add(ctx, pages, ingest.Options{}, func(err error) error { return err }); err != nil {
					return "", err
				}
				continue
			}
			m, err := memory(strconv.Itoa(w.Process.Pid), now)
			if err != nil {
				return "", err
			}
			held = append(held, m)
			time.Sleep(100 * time.Millisecond)
		}
		if len(held) == 0 {
			return "", errors.New("the worker was faster than its queue was filled")
		}
		slices.Sort(held)
		medians[third] = held[len(held)/2]
		fmt.Fprintf(&b, "| %d | %d | %.0f | %d | %d |\n", third+1, next-from, float64(next-from)/time.Since(begin).Seconds(), medians[third]>>20, held[len(held)-1]>>20)
	}
	if float64(medians[2]) > growth*float64(medians[1]) {
		return b.String(), fmt.Errorf("the worker's memory grows: %d MB, then %d MB", medians[1]>>20, medians[2]>>20)
	}
	return b.String(), nil
}

// What memory tells of.
const (
	now      = "VmRSS:"
	mostEver = "VmHWM:"
)

// memory is what a process holds in memory, as Linux tells it, in bytes.
func memory(process, which string) (int64, error) {
	status, err := os.ReadFile("/proc/" + process + "/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, which); ok {
			n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return n << 10, err
		}
	}
	return 0, fmt.Errorf("process %s: its memory is not told here", process)
}
