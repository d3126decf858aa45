package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"isnad/archive"
	"isnad/article"
	"isnad/ingest"
	"isnad/page"
	"isnad/query"
	"isnad/record"
)

// frontView is the first page: the box, and what was in it when reading
// failed.
type frontView struct {
	submission
	Form    string // token of the form
	Problem *problem
	frontNews
}

// frontNews is what the archive has for the first page. It is gathered from all
// articles, and so held until an article or a story comes, or a minute is over.
type frontNews struct {
	Outlets  []archive.Outlet // nil without an archive
	Articles int
	Latest   []archive.Hit
	Stories  []archive.Story // the latest of several articles
	Due      []commitmentEntry
	Quoted   []archive.Count // who says something in most articles

	arrival  int64
	progress archive.StoryProgress
	gathered time.Time
}

// newsFresh bounds how long what was removed, or is no longer due, is shown.
const newsFresh = time.Minute

const (
	latestShown  = 6
	storiesShown = 8
	dueShown     = 5
	quotedShown  = 16
)

// submission is what a user gives to be read: a text, or a link to a page.
type submission struct {
	What, Published, Outlet string
	Address                 string // at which a text was found, "" where unknown; it is not fetched
}

func (s *Server) front(w http.ResponseWriter, r *http.Request) {
	s.showFront(w, r, http.StatusOK, frontView{})
}

func (s *Server) showFront(w http.ResponseWriter, r *http.Request, status int, v frontView) {
	if s.opts.Archive != nil {
		news, err := s.news(r.Context())
		if err != nil {
			s.failed(w, r, err)
			return
		}
		v.frontNews = *news
	}
	v.Form = s.formToken(w, r)
	s.show(w, r, status, view{name: "front", Title: "site.motto", Main: v})
}

// news gives what the archive has for the first page.
func (s *Server) news(ctx context.Context) (*frontNews, error) {
	from := s.opts.Archive
	arrival, err := from.LastArrival(ctx)
	if err != nil {
		return nil, err
	}
	progress, err := from.StoryProgress(ctx)
	if err != nil {
		return nil, err
	}
	s.newsMu.Lock()
	defer s.newsMu.Unlock()
	if n := s.lastNews; n != nil && n.arrival == arrival && n.progress.Equal(progress) && s.opts.Now().Sub(n.gathered).Abs() < newsFresh {
		return n, nil
	}
	n := &frontNews{arrival: arrival, progress: progress, gathered: s.opts.Now()}
	if n.Outlets, err = from.Outlets(ctx); err != nil {
		return nil, err
	}
	for _, o := range n.Outlets {
		n.Articles += o.Articles
	}
	latest, err := from.Search(ctx, query.And{}, archive.SearchOptions{Order: archive.Newest, Limit: latestShown, Facets: true})
	if err != nil {
		return nil, err
	}
	n.Latest = latest.Hits
	n.Quoted = latest.Facets.Speakers[:min(quotedShown, len(latest.Facets.Speakers))]
	stories, err := from.Stories(ctx, archive.StoryFilter{Least: 2}, archive.ListOptions{Limit: storiesShown})
	if err != nil {
		return nil, err
	}
	n.Stories = stories.Stories
	due, err := from.Commitments(ctx, query.And{}, archive.Commitments{From: s.today()}, archive.ListOptions{Limit: dueShown})
	if err != nil {
		return nil, err
	}
	if n.Due, err = s.commitments(ctx, due); err != nil {
		return nil, err
	}
	s.lastNews = n
	return n, nil
}

// read reads what was pasted and leads to its page.
func (s *Server) read(w http.ResponseWriter, r *http.Request) {
	// Arabic takes three bytes of a form for each byte of text.
	r.Body = http.MaxBytesReader(w, r.Body, 3*s.opts.Fetch.MaxBytes+64<<10)
	if err := r.ParseForm(); err != nil {
		s.failed(w, r, formError(err))
		return
	}
	in := frontView{submission: submission{What: r.PostForm.Get("what"), Published: r.PostForm.Get("published"), Outlet: strings.TrimSpace(r.PostForm.Get("outlet"))}}
	if !s.fromOurForm(r) {
		in.Problem = s.problemOf(r, errOldForm)
		s.showFront(w, r, in.Problem.Status, in)
		return
	}
	held, err := s.readText(r.Context(), in.submission)
	if errors.Is(r.Context().Err(), context.Canceled) {
		return // nobody is left to answer
	}
	if err != nil {
		in.Problem = s.problemOf(r, err)
		s.showFront(w, r, in.Problem.Status, in)
		return
	}
	http.Redirect(w, r, "/read/"+s.shelf.put(held), http.StatusSeeOther)
}

// readText reads a pasted text or the page behind a link.
func (s *Server) readText(ctx context.Context, in submission) (read reading, err error) {
	err = s.withPage(ctx, in, func(p *page.Page, options article.Options) error {
		return ingest.Guard(p.Name, func() error {
			a, err := article.From(p, options)
			if err == nil {
				read = reading{record.Read(a), p, options}
			}
			return err
		})
	})
	return read, err
}

// keepText reads it into the archive, and tells what became of it.
func (s *Server) keepText(ctx context.Context, to archive.Archive, in submission) (kept ingest.Result, err error) {
	err = s.withPage(ctx, in, func(p *page.Page, options article.Options) error {
		kept, err = keepPage(ctx, to, p, options)
		return err
	})
	return kept, err
}

func keepPage(ctx context.Context, to archive.Archive, p *page.Page, options article.Options) (kept ingest.Result, err error) {
	one := func(yield func(*page.Page, error) bool) { yield(p, nil) }
	for r, err := range ingest.Run(ctx, to, one, ingest.Options{Jobs: 1, Article: options}) {
		if err != nil {
			return kept, err
		}
		kept = r
	}
	if kept.Err == nil && kept.ID == "" {
		return kept, ctx.Err() // it ended before the page was taken
	}
	return kept, kept.Err
}

// withPage gives do the page of a submission when it is its turn. Nothing but
// a text or a web address is taken: the name of a file opens none.
func (s *Server) withPage(ctx context.Context, in submission, do func(*page.Page, article.Options) error) (err error) {
	defer func() { s.metrics.read(err) }()
	options := article.Options{Outlet: in.Outlet}
	if in.Published != "" {
		date, ok := article.ParseDate(in.Published)
		if !ok {
			return errBadDate
		}
		options.Published = date
	}
	done, err := s.turn(ctx)
	if err != nil {
		return err
	}
	defer done()
	p, err := s.pageOf(ctx, in)
	if err != nil {
		return err
	}
	return do(p, options)
}

// turn waits until a text can be read, as many at once as there are processors.
func (s *Server) turn(ctx context.Context) (done func(), err error) {
	select {
	case s.reading <- struct{}{}:
		return func() { <-s.reading }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// pastedName stands for a pasted text in errors.
const pastedName = "text"

func (s *Server) pageOf(ctx context.Context, in submission) (*page.Page, error) {
	if link := strings.TrimSpace(in.What); isLink(link) && in.Address == "" {
		for p, err := range page.Open(ctx, link, s.opts.Fetch) {
			return p, err
		}
		return nil, &page.Error{Name: link, Kind: page.Empty, Reason: "holds no page"}
	}
	if int64(len(in.What)) > s.opts.Fetch.MaxBytes {
		return nil, &page.Error{Name: pastedName, Kind: page.TooLarge, Reason: "is too long"}
	}
	p, err := page.Decode(pastedName, []byte(in.What), "utf-8")
	if err == nil && in.Address != "" {
		p.Name, p.URL = in.Address, in.Address
	}
	return p, err
}

// isLink tells a link from a text that begins with one.
func isLink(what string) bool { return page.IsURL(what) && !strings.ContainsAny(what, " \n\t") }

// held finds the reading that a request names, and answers it where it is
// gone.
func (s *Server) held(w http.ResponseWriter, r *http.Request) *reading {
	held := s.shelf.get(r.PathValue("key"))
	if held == nil {
		s.fail(w, r, http.StatusNotFound, "error.gone")
	}
	return held
}

func (s *Server) readingPage(w http.ResponseWriter, r *http.Request) {
	if held := s.held(w, r); held != nil {
		v := newArticleView(held.record, preferencesOf(r).locale(), s.opts.Archive != nil, func(string) string { return "" })
		v.Base = r.URL.EscapedPath()
		if s.mayKeep(r) == nil {
			v.Keep, v.Form = v.Base+"/keep", s.formToken(w, r)
		}
		s.showArticle(w, r, v)
	}
}

// keepReading keeps in the archive what was read, as it was read, and leads to
// the article.
func (s *Server) keepReading(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	if err := r.ParseForm(); err != nil {
		s.failed(w, r, formError(err))
		return
	}
	err := s.mayKeep(r)
	if err == nil && !s.fromOurForm(r) {
		err = errOldForm
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	held := s.held(w, r)
	if held == nil {
		return
	}
	done, err := s.turn(r.Context())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	defer done()
	kept, err := keepPage(r.Context(), s.opts.Archive, held.page, held.options)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	http.Redirect(w, r, articlePath(kept.ID), http.StatusSeeOther)
}

func (s *Server) readingJSON(w http.ResponseWriter, r *http.Request) {
	if held := s.held(w, r); held != nil {
		sendRecord(w, held.record)
	}
}

func (s *Server) readingCalendar(w http.ResponseWriter, r *http.Request) {
	if held := s.held(w, r); held != nil {
		sendCalendar(w, r, held.record)
	}
}

// errOldForm is a form that does not come from a page of this run.
var errOldForm = errors.New("the form is too old or not ours")

var errBadDate = errors.New("the date cannot be read")
