package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"isnad/token"
)

// realm names the server where a client is asked for a token.
const realm = `realm="Isnad"`

// unguarded are the paths that tell nothing of the archive: probes have no
// token, and /metrics answers this machine only.
var unguarded = map[string]bool{"/healthz": true, "/readyz": true, "/metrics": true}

// authorised lets a request through that has a good token, or none where none
// is needed. A token that is sent is always looked at, so that a program
// learns at once that its own has ended.
func (s *Server) authorised(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if unguarded[r.URL.Path] {
			next.ServeHTTP(w, r)
			return
		}
		sent, given := sentToken(r)
		if !given && !s.opts.TokenOnly {
			next.ServeHTTP(w, r)
			return
		}
		if !given {
			s.challenge(w, r, errNoToken)
			return
		}
		t, err := s.checkToken(r.Context(), sent, token.Read)
		if err != nil {
			s.challenge(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), tokenKey{}, t)))
	})
}

var errNoToken = errors.New("a token is needed")

// tokenKey is the key of a request's token in its context.
type tokenKey struct{}

// mayWrite says whether a request has a token that lets it write.
func mayWrite(ctx context.Context) error {
	t, _ := ctx.Value(tokenKey{}).(*token.Token)
	if t == nil {
		return errNoToken
	}
	if !t.Allows(token.Write) {
		return token.ErrScope
	}
	return nil
}

// mayKeep says whether a reader may put into the archive what was read: with a
// token that lets write, or without one on this machine, where no others are
// served.
func (s *Server) mayKeep(r *http.Request) error {
	if s.opts.Archive == nil {
		return errNoArchive
	}
	if _, given := sentToken(r); !given && !s.opts.AnyHost && !s.opts.TokenOnly && fromThisMachine(r) {
		return nil
	}
	return mayWrite(r.Context())
}

func (s *Server) checkToken(ctx context.Context, sent string, scope token.Scope) (*token.Token, error) {
	if s.opts.Archive == nil {
		return nil, token.ErrWrong
	}
	return token.Check(ctx, s.opts.Archive, sent, scope, s.opts.Now())
}

// sentToken is what a request gives as its token: a bearer's, or the password
// that a browser was asked for, under any user name.
func sentToken(r *http.Request) (sent string, given bool) {
	if _, password, ok := r.BasicAuth(); ok {
		return password, true
	}
	header := r.Header.Get("Authorization")
	if header == "" {
		return "", false
	}
	scheme, sent, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", true // a scheme that we have not; no token is empty
	}
	return strings.TrimSpace(sent), true
}

// challenge refuses a request for its token, as RFC 6750 has it; a browser is
// asked for one as a password.
func (s *Server) challenge(w http.ResponseWriter, r *http.Request, err error) {
	p := s.problemOf(r, err)
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", challengeFor(r.URL.Path, err))
	}
	s.fail(w, r, p.Status, p.Key)
}

func challengeFor(path string, err error) string {
	switch {
	case !forPrograms(path):
		return "Basic " + realm + `, charset="UTF-8"`
	case errors.Is(err, errNoToken):
		return "Bearer " + realm
	}
	return "Bearer " + realm + `, error="invalid_token"`
}
