package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"isnad/archive"
	"isnad/export"
	"isnad/story"
	"isnad/trace"
)

// traceView is the form of a trace with what was found.
type traceView struct {
	Text    string
	Max     int // of its length
	Problem *problem
	*trace.Trace
	Drawn  template.HTML // the chain of the places, "" without any
	First  *trace.Place
	Rest   []trace.Place
	Stated []tracedClaim
}

// tracedClaim is a claim that says what was traced.
type tracedClaim struct {
	claimView
	Why   trace.Why
	Like  *story.Assertion
	Story string // its id
	Title string // of the story
}

var errNoWords = errors.New("the text has no words")

// traced follows a text through the archive.
func (s *Server) traced(ctx context.Context, text string) (*trace.Trace, error) {
	from, err := s.kept()
	if err != nil {
		return nil, err
	}
	switch {
	case trace.TooLong(text):
		return nil, errTooLarge
	case len(archive.PassageTokens(text)) == 0:
		return nil, errNoWords
	}
	return trace.Find(ctx, from, text, trace.Options{})
}

func (s *Server) tracePage(w http.ResponseWriter, r *http.Request) {
	if s.opts.Archive == nil {
		s.fail(w, r, http.StatusNotFound, "front.no_archive")
		return
	}
	v := &traceView{Text: strings.TrimSpace(r.URL.Query().Get("text")), Max: trace.MaxText}
	status := http.StatusOK
	if r.URL.Query().Has("text") {
		t, err := s.traced(r.Context(), v.Text)
		if err == nil {
			err = v.fill(t, preferencesOf(r).locale())
		}
		switch {
		case r.Context().Err() != nil:
			s.failed(w, r, err)
			return
		case err != nil:
			v.Problem = s.problemOf(r, err)
			status = v.Problem.Status
		}
	}
	s.show(w, r, status, view{name: "trace", Title: "trace.heading", Main: v})
}

func (v *traceView) fill(t *trace.Trace, l locale) error {
	v.Trace = t
	if len(t.Places) > 0 {
		v.First, v.Rest = &t.Places[0], t.Places[1:]
		var svg bytes.Buffer
		if err := export.OriginsSVG(&svg, t.Quote, t.Graph, l.lang); err != nil {
			return err
		}
		v.Drawn = template.HTML(svg.String()) // escaped by its writer
	}
	for i, c := range t.Claims {
		view, err := newClaimView(c.Near, c.Story, c.Claim, i+1, l, true)
		if err != nil {
			return err
		}
		v.Stated = append(v.Stated, tracedClaim{view, c.Why, c.Like, c.Story, c.Title})
	}
	return nil
}

type traceInput struct {
	Text string `query:"text" required:"true" maxLength:"4000" doc:"The words, or what is claimed." example:"تصدعات ظهرت في جسم سد العقيق"`
}

type tracePostInput struct {
	Body struct {
		Text string `json:"text" maxLength:"4000" doc:"The words, or what is claimed." example:"تصدعات ظهرت في جسم سد العقيق"`
	}
}

type traceOutput struct{ Body *trace.Answer }

func (s *Server) apiTrace(ctx context.Context, in *traceInput) (*traceOutput, error) {
	out, err := s.traceJSON(ctx, in.Text)
	if err != nil {
		return nil, s.failure(apiPrefix+"/trace", err)
	}
	return &traceOutput{out}, nil
}

func (s *Server) apiTracePost(ctx context.Context, in *tracePostInput) (*traceOutput, error) {
	return s.apiTrace(ctx, &traceInput{in.Body.Text})
}

func (s *Server) traceJSON(ctx context.Context, text string) (*trace.Answer, error) {
	t, err := s.traced(ctx, text)
	if err != nil {
		return nil, err
	}
	return t.JSON(ctx, s.opts.Archive)
}

type assistTraceIn struct {
	Text string `json:"text" jsonschema:"the words, or what is claimed; at most 4000 characters"`
}

func (s *Server) assistTrace(ctx context.Context, in assistTraceIn) (*trace.Answer, error) {
	if trace.TooLong(in.Text) {
		return nil, mistake(fmt.Sprintf("the text is longer than %d characters; give the passage that matters", trace.MaxText))
	}
	return s.traceJSON(ctx, in.Text)
}
