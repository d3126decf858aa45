package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
)

// policy lets a page use what this server gives, and nothing inline.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard puts around the routes what holds for every request.
func (s *Server) guard(next http.Handler) http.Handler {
	// A form may come only from our own pages: browsers tell where it came
	// from, so that it needs no token of its own.
	sameSite := http.NewCrossOriginProtection()
	sameSite.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, http.StatusForbidden, "error.foreign")
	}))
	next = sameSite.Handler(next)
	next = s.authorised(next) // within the limits, which also slow who guesses
	if s.opts.AnyHost {
		next = s.limitedRate(next)
	}
	next = s.knownHost(next)
	next = s.recovered(next)
	next = limited(next)
	next = headers(next)
	return s.watched(gzhttp.GzipHandler(next))
}

// limited gives up an answer that takes too long, so that nobody keeps the
// archive busy. An export takes as long as its client takes what is written.
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == exportPath {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), answerTimeout)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// headers sets what every answer carries.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "private, no-cache")
		next.ServeHTTP(w, r)
	})
}

// recovered answers a request that tripped a defect and notes where.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler { // the server cuts the connection
				panic(p)
			}
			s.opts.Log.Error("a defect of isnad", "path", r.URL.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			s.fail(w, r, http.StatusInternalServerError, "error.internal")
		}()
		next.ServeHTTP(w, r)
	})
}

// knownHost refuses names that are not of this machine.
func (s *Server) knownHost(next http.Handler) http.Handler {
	if s.opts.AnyHost {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLocal(r.Host) {
			s.fail(w, r, http.StatusMisdirectedRequest, "error.host")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLocal reports whether a host, with or without port, names this machine.
func isLocal(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	if strings.EqualFold(name, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(name)
	return err == nil && a.Unmap().IsLoopback()
}

// conditional gives answers to GET an entity tag, and answers a reader who has
// them already that they have not changed. Answers are held until they are
// whole, as they are made whole anyway; but for an export.
func conditional(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead || r.URL.Path == exportPath {
			next.ServeHTTP(w, r)
			return
		}
		whole := &held200{ResponseWriter: w}
		next.ServeHTTP(whole, r)
		if whole.passed {
			return
		}
		sum := sha256.Sum256(whole.body.Bytes())
		// Weak: the bytes differ by their compression.
		w.Header().Set("ETag", `W/"`+hex.EncodeToString(sum[:12])+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(whole.body.Bytes()))
	})
}

// held200 holds the body of an answer of status 200 back and passes others.
type held200 struct {
	http.ResponseWriter
	body   bytes.Buffer
	passed bool
}

func (h *held200) WriteHeader(status int) {
	if status != http.StatusOK {
		h.passed = true
		h.ResponseWriter.WriteHeader(status)
	}
}

func (h *held200) Write(p []byte) (int, error) {
	if h.passed {
		return h.ResponseWriter.Write(p)
	}
	return h.body.Write(p)
}

// unfound answers what no route matches with a page of ours.
func (s *Server) unfound(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler, pattern := mux.Handler(r)
		if pattern != "" {
			route(r, pattern)
			mux.ServeHTTP(w, r)
			return
		}
		// The mux knows the methods of the path; its own answer is bare text.
		plain := &headerOnly{header: http.Header{}, status: http.StatusOK}
		handler.ServeHTTP(plain, r)
		key := "error.not_found"
		if plain.status == http.StatusMethodNotAllowed {
			key = "error.method"
			w.Header().Set("Allow", plain.header.Get("Allow"))
		}
		s.fail(w, r, plain.status, key)
	})
}

// headerOnly takes an answer's header and drops its body.
type headerOnly struct {
	header http.Header
	status int
}

func (h *headerOnly) Header() http.Header         { return h.header }
func (h *headerOnly) WriteHeader(status int)      { h.status = status }
func (h *headerOnly) Write(p []byte) (int, error) { return len(p), nil }
