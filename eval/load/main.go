// Command load asks the pages of an archive as many readers do, at a steady
// rate whatever the answers take, and prints how long they took.
//
//	go run ./eval/load -archive isnad.db
//
// Server and readers are one process, so the times hold what a client on the
// same machine sees, and processor and memory are those of both. Answers are
// asked for compressed, as browsers do.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"isnad/archive"
	"isnad/archive/sqlite"
	"isnad/query"
	"isnad/web"
)

func main() {
	path := flag.String("archive", "isnad.db", "file of the archive")
	rate := flag.Int("rate", 50, "requests a second")
	only := flag.String("only", "", "the one kind of page to ask: front, search, article, story or person")
	lasts := flag.Duration("time", 20*time.Second, "time for each kind of page")
	profile := flag.String("cpuprofile", "", "write a profile of the processor's time to this file")
	memory := flag.String("memprofile", "", "write a profile of the memory in use at the end to this file")
	flag.Parse()
	if err := run(context.Background(), *path, *only, *profile, *memory, *rate, *lasts); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, path, only, profile, memory string, rate int, lasts time.Duration) error {
	debug.SetMemoryLimit(web.Memory) // as isnad serve does
	db, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	kinds, err := targets(ctx, db)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go web.New(web.Options{Archive: db, Log: slog.New(slog.DiscardHandler)}).Serve(ctx, listener)
	base := "http://" + listener.Addr().String()
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}}
	if profile != "" {
		f, err := os.Create(profile)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	fmt.Printf("| page | requests | errors | median ms | p95 ms | longest ms | processor ms | largest KB sent |\n|---|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, k := range kinds {
		if only != "" && k.name != only {
			continue
		}
		for range 3 { // what is read once for all
			k.ask(client, base)
		}
		before := processor()
		k.load(client, base, rate, lasts)
		each := (processor() - before) / time.Duration(len(k.took))
		slices.Sort(k.took)
		at := func(share float64) float64 {
			return float64(k.took[min(len(k.took)-1, int(share*float64(len(k.took))))].Microseconds()) / 1000
		}
		fmt.Printf("| %s | %d | %d | %.1f | %.1f | %.1f | %.1f | %.0f |\n", k.name, len(k.took), k.failed, at(.5), at(.95), at(1), each.Seconds()*1000, float64(k.largest)/1000)
	}
	fmt.Printf("\nmemory: %s\n", peak())
	if memory == "" {
		return nil
	}
	f, err := os.Create(memory)
	if err != nil {
		return err
	}
	defer f.Close()
	runtime.GC()
	return pprof.WriteHeapProfile(f)
}

// kind is a kind of page with what is asked of it.
type kind struct {
	name  string
	paths []string

	mu      sync.Mutex
	took    []time.Duration
	failed  int
	largest int64
}

// targets chooses pages of each kind over the whole archive, always the same.
func targets(ctx context.Context, db archive.Archive) ([]*kind, error) {
	random := rand.New(rand.NewPCG(1, 1))
	var articles, searches, people, stories []string
	opts := archive.SearchOptions{Order: archive.Oldest, Limit: 1000, Facets: true}
	for {
		page, err := db.Search(ctx, query.And{}, opts)
		if err != nil {
			return nil, err
		}
		for _, h := range page.Hits {
			if random.IntN(40) > 0 {
				continue
			}
			articles = append(articles, "/articles/"+url.PathEscape(h.ID))
			words := strings.FieldsFunc(h.Title, func(r rune) bool { return !unicode.IsLetter(r) })
			if len(words) > 3 {
				i := random.IntN(len(words) - 1)
				searches = append(searches, "/search?q="+url.QueryEscape(words[i]+" "+words[i+1]))
			}
		}
		if page.Facets != nil {
			for _, c := range page.Facets.Speakers {
				people = append(people, "/people/"+url.PathEscape(c.Value))
			}
		}
		opts.Facets = false
		if opts.After = page.Next; opts.After == "" {
			break
		}
	}
	list := archive.ListOptions{Limit: 1000}
	for {
		page, err := db.Stories(ctx, archive.StoryFilter{Least: 2}, list)
		if err != nil {
			return nil, err
		}
		for _, s := range page.Stories {
			if random.IntN(10) == 0 {
				stories = append(stories, "/stories/"+url.PathEscape(s.ID))
			}
		}
		if list.After = page.Next; list.After == "" {
			break
		}
	}
	kinds := []*kind{
		{name: "front", paths: []string{"/"}}, {name: "search", paths: searches}, {name: "article", paths: articles},
		{name: "story", paths: stories}, {name: "person", paths: people},
	}
	return slices.DeleteFunc(kinds, func(k *kind) bool { return len(k.paths) == 0 }), nil
}

// load asks at the rate. A request that waits delays no other.
func (k *kind) load(client *http.Client, base string, rate int, lasts time.Duration) {
	var asked sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for range int(lasts.Seconds() * float64(rate)) {
		<-tick.C
		asked.Go(func() {
			begin := time.Now()
			n, err := k.ask(client, base)
			took := time.Since(begin)
			k.mu.Lock()
			defer k.mu.Unlock()
			k.took = append(k.took, took)
			k.largest = max(k.largest, n)
			if err != nil {
				k.failed++
			}
		})
	}
	asked.Wait()
}

func (k *kind) ask(client *http.Client, base string) (int64, error) {
	request, err := http.NewRequest(http.MethodGet, base+k.paths[rand.IntN(len(k.paths))], nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Accept-Encoding", "gzip")
	answer, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	n, err := io.Copy(io.Discard, answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %s", answer.Status)
	}
	return n, err
}

// processor is the time that the process has had on all processors, as Linux
// tells it; 0 elsewhere.
func processor() time.Duration {
	stat, _ := os.ReadFile("/proc/self/stat")
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // USER_HZ is 100
}

// peak is the most memory that the process has held, as Linux tells it.
func peak() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return "unknown"
}
