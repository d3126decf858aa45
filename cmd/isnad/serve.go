package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime/debug"
	"sync"
	"time"

	"isnad/archive"
	"isnad/monitor"
	"isnad/page"
	"isnad/story/keeper"
	"isnad/token"
	"isnad/web"
)

type serveCmd struct {
	Addr         string        `help:"Address to listen on; port 0 takes a free one." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Public       bool          `help:"Let whoever reaches the server read the archive. Without it, an address that other machines reach asks for a token."`
	TokenOnly    bool          `help:"Ask for a token on this machine, too."`
	AllowPrivate bool          `help:"Let links that are pasted lead to private and loopback addresses."`
	Linger       time.Duration `help:"After a signal go on for TIME with /readyz at 503, so that a proxy sends readers elsewhere." default:"0s" placeholder:"TIME"`
	Drain        time.Duration `help:"Longest time that requests under way may take after that." default:"30s" placeholder:"TIME"`
	serviceFlags
}

// Help is shown below the flags by isnad serve --help.
func (*serveCmd) Help() string {
	return `Examples:

  isnad serve                                  pages at http://127.0.0.1:8080/ from isnad.db
  isnad serve --archive may.db --addr 127.0.0.1:9000
  isnad serve --public --addr 0.0.0.0:8080     for other machines, to read only
  isnad serve --addr 0.0.0.0:8080              for those who have a token (isnad token make)

Programs send a token as a bearer's, browsers ask for it as a password, under any user name. To add articles over HTTP takes a token of
scope write everywhere. A server that other machines reach limits how often each of them asks. /healthz and /readyz answer probes, /metrics Prometheus on
this machine; --metrics has all three at an address of their own. A request is logged by its route, never by what was asked.

The server tidies its memory so that it stays below about half a gigabyte; the environment's GOMEMLIMIT=1GiB or off gives it another limit.
Without an archive, what is pasted is read and nothing else is shown. SIGINT and SIGTERM stop the server when the requests under way
have been answered, with status 0.`
}

// Run serves until a signal.
func (c *serveCmd) Run(ctx context.Context, std *streams) (err error) {
	if c.Public && c.TokenOnly {
		return &usageError{errors.New("--public and --token-only: it is one or the other")}
	}
	others := !loopback(c.Addr)
	log := c.log(std)
	opts := web.Options{Fetch: page.Options{AllowPrivate: c.AllowPrivate}, AnyHost: c.Public || others, TokenOnly: c.TokenOnly || others && !c.Public, Log: log,
		Linger: c.Linger, Drain: c.Drain}
	db, err := std.archiveOrNone(ctx)
	if err != nil {
		return err
	}
	what := "no archive"
	if db != nil {
		defer func() { err = firstError(err, db.Close()) }()
		what, opts.Archive = std.archiveTitle(), db
	}
	if opts.TokenOnly {
		if err := hasToken(ctx, opts.Archive); err != nil {
			return &usageError{fmt.Errorf("--addr %s: %w (isnad token make makes one; --public lets whoever reaches it read)", c.Addr, err)}
		}
	}
	opts.Registry = registry(opts.Archive)
	server := web.New(opts)
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("--addr %s: %w (--addr names another)", c.Addr, err)
	}
	fmt.Fprintf(std.stdout, "serving %s at http://%s/\n", what, listener.Addr())
	stop, err := c.probes(ctx, log, opts.Registry, server.Ready)
	if err != nil {
		return err
	}
	defer stop()
	if opts.Archive != nil {
		stages := monitor.NewStages(opts.Registry)
		// Articles are added by others: by isnad add or watch, or over the API.
		var keeping sync.WaitGroup
		defer keeping.Wait()
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		keeping.Go(func() {
			keeper.New(db, 0).Follow(ctx, followEvery, func(err error) {
				stages.Failed("stories")
				log.Error("keeping stories", "error", err)
			})
		})
		defer runAlerts(ctx, std, db, func(err error) {
			stages.Failed("alerts")
			log.Error("telling alerts", "error", err)
		})()
	}
	if std.env("GOMEMLIMIT") == "" {
		go limitMemory(ctx, opts.Archive)
	}
	if err := server.Serve(ctx, listener); err != nil {
		return err
	}
	return errStopped
}

// limitMemory holds the program within the memory that serving an archive, which
// may be nil, takes. Counting its articles reads the index, which the first search
// then finds read.
func limitMemory(ctx context.Context, db archive.Archive) {
	debug.SetMemoryLimit(web.Memory(0))
	if db == nil {
		return
	}
	outlets, err := db.Outlets(ctx)
	if err != nil {
		return // requests will tell
	}
	articles := 0
	for _, o := range outlets {
		articles += o.Articles
	}
	debug.SetMemoryLimit(web.Memory(articles))
}

// archiveOrNone opens the archive, nil with a word about it where none was
// named and there is none.
func (s *streams) archiveOrNone(ctx context.Context) (archive.Archive, error) {
	db, err := s.openArchive(ctx, false)
	if errors.Is(err, archive.ErrNotFound) && s.archive == "" {
		s.complain("%v", err)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return db, nil
}

// hasToken reports an error where nobody could have a token of the archive.
func hasToken(ctx context.Context, in archive.Archive) error {
	if in == nil {
		return errors.New("without an archive there is no token to ask for")
	}
	tokens, err := token.List(ctx, in)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		if !t.Expired(time.Now()) {
			return nil
		}
	}
	return errors.New("the archive has no token to ask for")
}

// loopback reports whether an address to listen on is reached from this
// machine only.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
