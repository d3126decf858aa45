package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"isnad/archive"
	"isnad/correction"
	"isnad/page"
	"isnad/query"
	"isnad/token"
)

// problem is an error as a user is told of it.
type problem struct {
	Status int
	Key    string // of the phrase
	Detail string // in English, "" where there is nothing to add
}

// errTooLarge and errBadForm are bodies that were not read.
var (
	errTooLarge = &page.Error{Name: pastedName, Kind: page.TooLarge, Reason: "is too long"}
	errBadForm  = errors.New("the form cannot be read")
)

func formError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return errTooLarge
	}
	return errBadForm
}

// statuses maps the kinds of refused pages to HTTP status.
var statuses = map[page.Kind]int{
	page.Unreadable: http.StatusUnprocessableEntity,
	page.Empty:      http.StatusUnprocessableEntity,
	page.Binary:     http.StatusUnsupportedMediaType,
	page.Encoding:   http.StatusUnsupportedMediaType,
	page.TooLarge:   http.StatusRequestEntityTooLarge,
	page.Malformed:  http.StatusUnprocessableEntity,
	page.Refused:    http.StatusForbidden,
	page.Fetch:      http.StatusBadGateway,
	page.NotArabic:  http.StatusUnprocessableEntity,
	page.NoArticle:  http.StatusUnprocessableEntity,
}

// problemOf says what an error means to a user. What is our fault is logged
// and not told.
func (s *Server) problemOf(r *http.Request, err error) *problem { return s.problemAt(r.URL.Path, err) }

func (s *Server) problemAt(path string, err error) *problem {
	var pageError *page.Error
	var queryError *query.Error
	var wrong mistake
	switch {
	case errors.As(err, &wrong):
		return &problem{http.StatusUnprocessableEntity, "error.mistake", wrong.Error()}
	case errors.Is(err, correction.ErrRefused):
		return &problem{http.StatusUnprocessableEntity, "error.refused_correction", err.Error()}
	case errors.Is(err, archive.ErrNames):
		return &problem{http.StatusConflict, "error.names", err.Error()}
	case errors.As(err, &pageError):
		detail := pageError.Reason
		if pageError.Name != pastedName {
			detail = pageError.Name + ": " + detail
		}
		return &problem{statuses[pageError.Kind], "error." + string(pageError.Kind), detail}
	case errors.As(err, &queryError):
		return &problem{http.StatusBadRequest, "error.query", queryError.Error()}
	case errors.Is(err, errNoWords):
		return &problem{http.StatusBadRequest, "error.no_words", ""}
	case errors.Is(err, errLongQuery):
		return &problem{http.StatusBadRequest, "error.long_query", ""}
	case errors.Is(err, errBadPeriod):
		return &problem{http.StatusBadRequest, "error.bad_period", ""}
	case errors.Is(err, archive.ErrCursor):
		return &problem{http.StatusBadRequest, "error.cursor", ""}
	case errors.Is(err, errNoToken):
		return &problem{http.StatusUnauthorized, "error.token_missing", ""}
	case errors.Is(err, token.ErrWrong):
		return &problem{http.StatusUnauthorized, "error.token_wrong", ""}
	case errors.Is(err, token.ErrExpired):
		return &problem{http.StatusUnauthorized, "error.token_expired", ""}
	case errors.Is(err, token.ErrScope):
		return &problem{http.StatusForbidden, "error.token_scope", ""}
	case errors.Is(err, archive.ErrReadOnly), errors.Is(err, archive.ErrFull):
		s.opts.Log.Error("the archive cannot be written", "path", path, "error", err)
		return &problem{http.StatusServiceUnavailable, "error.not_kept", ""}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, errExports):
		return &problem{http.StatusServiceUnavailable, "error.busy", ""}
	case errors.Is(err, errNoStory):
		return &problem{http.StatusNotFound, "story.none", ""}
	case errors.Is(err, errNoArchive):
		return &problem{http.StatusNotFound, "front.no_archive", ""}
	case errors.Is(err, archive.ErrNotFound):
		return &problem{http.StatusNotFound, "error.not_found", ""}
	case errors.Is(err, archive.ErrLocked):
		return &problem{http.StatusServiceUnavailable, "error.busy", ""}
	case errors.Is(err, errBadDate):
		return &problem{http.StatusUnprocessableEntity, "error.bad_date", ""}
	case errors.Is(err, errOldForm):
		return &problem{http.StatusForbidden, "error.old_form", ""}
	case errors.Is(err, errBadForm):
		return &problem{http.StatusBadRequest, "error.bad_form", ""}
	}
	s.opts.Log.Error("a request failed", "path", path, "error", err)
	return &problem{http.StatusInternalServerError, "error.internal", ""}
}

// failed answers with the page of an error.
func (s *Server) failed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(r.Context().Err(), context.Canceled) {
		return // nobody is left to answer
	}
	p := s.problemOf(r, err)
	s.show(w, r, p.Status, view{name: "error", Title: p.Key, Main: p})
}

// forPrograms reports whether programs ask for a path, and not people.
func forPrograms(path string) bool {
	return strings.HasPrefix(path, "/api/") || path == "/openapi.json" || path == assistantPath
}

// fail answers with a page that says a phrase, or with its like for programs.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, status int, key string) {
	if forPrograms(r.URL.Path) {
		failAPI(w, status, key)
		return
	}
	s.show(w, r, status, view{name: "error", Title: key, Main: &problem{Status: status, Key: key}})
}
