// Package web serves the archive to people: pages that are read from right to
// left or from left to right, without scripts or with.
//
// An archive goes in, an http.Handler comes out. The pages are templates and
// assets embedded in the program; a page depends on what it shows and on the
// reader's preferences, nothing else. Nothing that an article or a user brings
// is taken for markup, and the policy sent with each page forbids scripts and
// styles that are not ours.
package web

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"isnad/archive"
	"isnad/monitor"
	"isnad/page"
)

// Options say what is served and to whom. The zero value serves a reader of
// pasted texts to this machine.
type Options struct {
	// Archive is what the pages show; nil where there is none.
	Archive archive.Archive
	// Fetch bounds what is fetched for a user who gives a link. MaxBytes also
	// bounds a pasted text. Default 2 MB and 20 s.
	Fetch page.Options
	// AnyHost answers under any name. Otherwise only names of this machine are
	// answered, so that a page elsewhere whose name is made to lead here
	// cannot read the archive. With AnyHost, clients elsewhere are also limited
	// in how often they ask.
	AnyHost bool
	// TokenOnly answers only requests that bring a token of the archive
	// (package token). Without it anybody reached may read, and a token is
	// needed to add articles and to correct only.
	TokenOnly bool
	// Now is the clock that tells what is due. Default time.Now.
	Now func() time.Time
	// Log takes what goes wrong and, at level info, a line a request. Default
	// slog.Default().
	Log *slog.Logger
	// Registry takes the numbers of requests, and is what /metrics answers.
	// Default a new one.
	Registry *prometheus.Registry
	// Linger is how long Serve goes on when it is to stop, while /readyz says so
	// and a proxy sends new readers elsewhere.
	Linger time.Duration
	// Drain is how long requests under way may take then. Default 30 s.
	Drain time.Duration
}

// Server answers requests. It implements http.Handler.
type Server struct {
	opts     Options
	renderer *renderer
	shelf    *shelf
	metrics  *metrics
	reading  chan struct{} // holds a place for each text being read
	// exporting holds a place for each export being written.
	exporting chan struct{}
	sending   time.Duration // see sendTimeout
	formKey   [32]byte      // of this run: forms of an earlier one are too old
	handler   http.Handler

	newsMu   sync.Mutex // held while news is gathered
	lastNews *frontNews

	stopping atomic.Bool
}

// New makes a Server. The archive stays the caller's to close.
func New(opts Options) *Server {
	if opts.Fetch.MaxBytes == 0 {
		opts.Fetch.MaxBytes = 2 << 20
	}
	if opts.Fetch.Timeout == 0 {
		opts.Fetch.Timeout = readTimeout
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	if opts.Registry == nil {
		opts.Registry = monitor.NewRegistry("")
	}
	if opts.Drain == 0 {
		opts.Drain = 30 * time.Second
	}
	s := &Server{
		opts:     opts,
		renderer: newRenderer(),
		shelf:    newShelf(),
		metrics:  newMetrics(opts.Registry),
		sending:  sendTimeout,
		reading:  make(chan struct{}, runtime.GOMAXPROCS(0)),

		exporting: make(chan struct{}, maxExports),
	}
	rand.Read(s.formKey[:]) // never fails
	s.handler = s.guard(s.routes())
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.front)
	mux.HandleFunc("GET /search", s.search)
	mux.HandleFunc("GET /search.atom", s.feed("atom"))
	mux.HandleFunc("GET /search.json", s.feed("json"))
	mux.HandleFunc("GET /trace", s.tracePage)
	mux.HandleFunc("POST /read", s.read)
	mux.HandleFunc("GET /read/{key}", s.readingPage)
	mux.HandleFunc("POST /read/{key}/keep", s.keepReading)
	mux.HandleFunc("GET /read/{key}/record.json", s.readingJSON)
	mux.HandleFunc("GET /read/{key}/deadlines.ics", s.readingCalendar)
	mux.HandleFunc("GET /articles/{id}", s.articlePage)
	mux.HandleFunc("GET /articles/{id}/story", s.toStory)
	mux.HandleFunc("GET /articles/{id}/changes", s.changesPage)
	mux.HandleFunc("GET /articles/{id}/correct", s.correctPage)
	mux.HandleFunc("POST /articles/{id}/correct", s.correctForm)
	mux.HandleFunc("GET /corrections", s.corrections)
	mux.HandleFunc("GET /stories", s.stories)
	mux.HandleFunc("GET /stories/{id}", s.storyPage)
	mux.HandleFunc("GET /stories/{id}/claims/{claim}", s.claimCard)
	mux.HandleFunc("GET /stories/{id}/claims/{claim}/tree.svg", s.claimTree)
	mux.HandleFunc("GET /stories/{id}/evidence.zip", s.storyPack)
	mux.HandleFunc("GET /stories/{id}/claims/{claim}/evidence.zip", s.claimPack)
	mux.HandleFunc("GET /articles/{id}/statements/{statement}/evidence.zip", s.statementPack)
	mux.HandleFunc("GET /articles/{id}/record.json", s.articleJSON)
	mux.HandleFunc("GET /articles/{id}/deadlines.ics", s.articleCalendar)
	mux.HandleFunc("GET /people", s.people)
	mux.HandleFunc("GET /people/{name}", s.person)
	mux.HandleFunc("GET /people/{name}/correct", s.correctNamePage)
	mux.HandleFunc("POST /people/{name}/correct", s.correctNameForm)
	mux.HandleFunc("GET /ledger", s.ledger)
	mux.HandleFunc("GET /ledger.ics", s.ledgerCalendar)
	mux.HandleFunc("GET /ledger/{id}/{commitment}", s.entryPage)
	mux.HandleFunc("GET /brief", s.brief)
	for _, f := range briefFormats {
		mux.HandleFunc("GET /brief."+f.end, s.briefDownload(f.end, f.format))
	}
	mux.HandleFunc("GET /outlets", s.outlets)
	mux.HandleFunc("GET /outlets/{name}", s.outlet)
	mux.HandleFunc("GET /about", s.about)
	mux.HandleFunc("GET /preferences", s.preferencesPage)
	mux.HandleFunc("POST /preferences", s.setPreferences)
	mux.Handle("GET /assets/{folder}/{name}", s.renderer.assets)
	mux.HandleFunc("GET /favicon.ico", s.icon)
	mux.HandleFunc("GET /healthz", monitor.Healthy)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /metrics", s.showMetrics)
	mux.Handle("POST "+assistantPath, s.assist())
	s.addAPI(mux)
	return conditional(s.unfound(mux))
}
