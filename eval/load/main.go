// Command load asks the pages of an archive as many readers do, at a steady
// rate whatever the answers take, and prints how long they took.
//
//	go run ./eval/load -archive isnad.db
//	go run ./eval/load -archive postgres://user@host/database
//	go run ./eval/load -archive isnad.db -time 10m mixed    # the highest rate of all kinds of page at once
//	go run ./eval/load -postgres URL -rate 5 mixed          # over a small archive of the examples
//
// Server and readers are one process, so the times hold what a client on the
// same machine sees, and processor and memory are those of both. Answers are
// asked for compressed, as browsers do.
package main

import (
	"cmp"
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
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"

	"isnad/archive"
	"isnad/archive/store"
	"isnad/eval"
	"isnad/query"
	"isnad/story"
	"isnad/web"
)

type options struct {
	archive, server           string
	rate                      int
	only                      string
	lasts                     time.Duration
	write                     bool
	processorFile, memoryFile string
}

func main() {
	var o options
	flag.StringVar(&o.archive, "archive", "isnad.db", "the archive: a file, or the address of a database")
	flag.StringVar(&o.server, "postgres", "", "database in which a schema is made for an archive of the examples, which is measured instead")
	flag.IntVar(&o.rate, "rate", 0, "requests a second; 0 is 50, and of mixed the highest that holds")
	flag.StringVar(&o.only, "only", "", "the one kind of page to ask, as the table names it")
	flag.DurationVar(&o.lasts, "time", 20*time.Second, "time for each kind of page, or for the mixed load")
	flag.BoolVar(&o.write, "write", false, "write the table of the mixed load into docs/scale.md")
	flag.StringVar(&o.processorFile, "cpuprofile", "", "write a profile of the processor's time to this file")
	flag.StringVar(&o.memoryFile, "memprofile", "", "write a profile of the memory in use at the end to this file")
	flag.Parse()
	if err := run(context.Background(), o, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, what string) error {
	if what != "" && what != "mixed" {
		return fmt.Errorf("%s: say mixed, or nothing for one kind of page after the other", what)
	}
	if o.server != "" {
		at, drop, err := eval.Schema(ctx, o.server)
		if err != nil {
			return err
		}
		defer drop()
		if err := addExamples(ctx, at); err != nil {
			return err
		}
		o.archive = at
	}
	db, err := store.Open(ctx, o.archive, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	kinds, articles, err := targets(ctx, db)
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(web.Memory(articles)) // as isnad serve does
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go web.New(web.Options{Archive: db, Log: slog.New(slog.DiscardHandler)}).Serve(ctx, listener)
	r := &readers{base: "http://" + listener.Addr().String(),
		client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}}}
	if o.processorFile != "" {
		f, err := os.Create(o.processorFile)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	for _, k := range kinds {
		if o.only != "" && k.name != o.only {
			continue
		}
		for range 3 { // what is read once for all
			r.ask(k)
		}
	}
	if what == "mixed" {
		err = o.mixed(r, kinds, articles)
	} else {
		o.apart(r, kinds)
	}
	if err != nil || o.memoryFile == "" {
		return err
	}
	f, err := os.Create(o.memoryFile)
	if err != nil {
		return err
	}
	defer f.Close()
	runtime.GC()
	return pprof.WriteHeapProfile(f)
}

// apart asks for one kind of page after the other.
func (o options) apart(r *readers, kinds []*kind) {
	rate := cmp.Or(o.rate, 50)
	fmt.Printf("| page | requests | errors | median ms | p95 ms | longest ms | processor ms | largest KB sent |\n|---|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, k := range kinds {
		if o.only != "" && k.name != o.only {
			continue
		}
		before := eval.Processor("self")
		answers := r.load([]*kind{k}, rate, o.lasts)[k]
		each := (eval.Processor("self") - before) / time.Duration(len(answers.took))
		fmt.Printf("| %s | %s | %.1f | %.0f |\n", k.name, answers, each.Seconds()*1000, float64(answers.largest)/1000)
	}
	fmt.Printf("\nmemory: %s\n", peak())
}

// kind is a kind of page with what is asked of it.
type kind struct {
	name  string
	share int // of all pages of the mixed load, in hundredths
	paths []string
}

// drawn is of how many pages of a kind some are drawn, at random and always the
// same.
const drawn = 1500

// targets chooses pages of each kind over the whole archive, always the same, and
// counts its articles. Kinds of which the archive has no page are left out.
func targets(ctx context.Context, db archive.Archive) (kinds []*kind, count int, err error) {
	random := rand.New(rand.NewPCG(1, 1))
	one := func(of int) bool { return random.IntN(max(1, of/drawn)) == 0 }
	var articles, searches, traces, people, stories, claims, entries []string
	opts := archive.SearchOptions{Order: archive.Oldest, Limit: 1000, Facets: true}
	for {
		page, err := db.Search(ctx, query.And{}, opts)
		if err != nil {
			return nil, 0, err
		}
		count = page.Total
		for _, h := range page.Hits {
			if !one(count) {
				continue
			}
			articles = append(articles, "/articles/"+url.PathEscape(h.ID))
			words := strings.FieldsFunc(h.Title, func(r rune) bool { return !unicode.IsLetter(r) })
			if len(words) > 3 {
				i := random.IntN(len(words) - 1)
				searches = append(searches, "/search?q="+url.QueryEscape(words[i]+" "+words[i+1]))
				traces = append(traces, "/trace?text="+url.QueryEscape(h.Title))
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
			return nil, 0, err
		}
		for _, s := range page.Stories {
			if !one(page.Total) {
				continue
			}
			path := "/stories/" + url.PathEscape(s.ID)
			stories = append(stories, path)
			if len(claims) >= 200 {
				continue
			}
			kept, err := db.Story(ctx, s.ID)
			if err != nil {
				return nil, 0, err
			}
			whole, err := story.Decode(kept.Whole)
			if err != nil {
				return nil, 0, err
			}
			if all := whole.Claims(); len(all) > 0 {
				claims = append(claims, path+"/claims/"+all[0].Members[0].Key())
			}
		}
		if list.After = page.Next; list.After == "" {
			break
		}
	}
	outlets, err := db.Outlets(ctx)
	if err != nil {
		return nil, 0, err
	}
	var papers []string
	for _, o := range outlets {
		if o.Name != "" {
			papers = append(papers, "/outlets/"+url.PathEscape(o.Name))
		}
	}
	made, err := db.Commitments(ctx, query.And{}, archive.Commitments{Dated: true}, archive.ListOptions{Limit: 1000})
	if err != nil {
		return nil, 0, err
	}
	for _, c := range made.Commitments {
		entries = append(entries, "/ledger/"+url.PathEscape(c.ID)+"/"+url.PathEscape(c.Made().ID))
	}
	kinds = []*kind{
		{"front", 10, []string{"/"}}, {"search", 25, searches}, {"article", 30, articles}, {"story", 10, stories}, {"claim", 5, claims}, {"person", 5, people},
		{"outlet", 2, papers}, {"trace", 3, traces}, {"commitment", 2, entries},
		{"list", 8, []string{"/stories", "/people", "/ledger", "/ledger?state=all", "/outlets", "/corrections"}},
	}
	return slices.DeleteFunc(kinds, func(k *kind) bool { return len(k.paths) == 0 }), count, nil
}

// readers ask a server.
type readers struct {
	client *http.Client
	base   string
}

// answers are those to the requests of a load.
type answers struct {
	took    []time.Duration
	failed  int
	largest int64
}

// String gives numbers and times in the columns of a table.
func (a *answers) String() string {
	slices.Sort(a.took)
	return fmt.Sprintf("%d | %d | %.1f | %.1f | %.1f", len(a.took), a.failed, ms(a.at(.5)), ms(a.at(.95)), ms(a.at(1)))
}

// at is the time that a share of the answers, which are sorted, does not exceed.
func (a *answers) at(share float64) time.Duration {
	if len(a.took) == 0 {
		return 0
	}
	return a.took[min(len(a.took)-1, int(share*float64(len(a.took))))]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// behind is how many seconds of requests may wait for their answers: a server
// that has more has lost, and is asked no more.
const behind = 5

// load asks at a rate for pages of some kinds, by their shares. A request that
// waits delays no other.
func (r *readers) load(kinds []*kind, rate int, lasts time.Duration) map[*kind]*answers {
	all, shares := map[*kind]*answers{}, 0
	for _, k := range kinds {
		all[k] = &answers{}
		shares += k.share
	}
	var mu sync.Mutex
	var asked sync.WaitGroup
	var waiting atomic.Int64
	begin := time.Now()
	for i := range max(1, int(lasts.Seconds()*float64(rate))) {
		time.Sleep(time.Until(begin.Add(time.Duration(i) * time.Second / time.Duration(rate))))
		if waiting.Load() > int64(behind*rate) {
			break
		}
		k := kinds[0]
		for n := rand.IntN(max(1, shares)); n >= k.share && len(kinds) > 1; {
			n -= k.share
			k = kinds[slices.Index(kinds, k)+1]
		}
		waiting.Add(1)
		asked.Go(func() {
			begin := time.Now()
			n, err := r.ask(k)
			took := time.Since(begin)
			waiting.Add(-1)
			mu.Lock()
			defer mu.Unlock()
			a := all[k]
			a.took = append(a.took, took)
			a.largest = max(a.largest, n)
			if err != nil {
				a.failed++
			}
		})
	}
	asked.Wait()
	return all
}

func (r *readers) ask(k *kind) (int64, error) {
	request, err := http.NewRequest(http.MethodGet, r.base+k.paths[rand.IntN(len(k.paths))], nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Accept-Encoding", "gzip")
	answer, err := r.client.Do(request)
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
