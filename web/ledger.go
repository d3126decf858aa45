package web

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"isnad/archive"
	"isnad/export"
	"isnad/ledger"
	"isnad/query"
	"isnad/wording"
)

// ledgerView lists commitments by their due day.
type ledgerView struct {
	By, Q, From, To string
	States          []string
	State           string
	Verdicts        []verdictOption
	Verdict         string
	Problem         *problem
	Entries         []commitmentEntry
	Total           int
	Start, More     string // addresses of the first page and of the next, "" where there is none
	Calendar        string // address of the same commitments as a calendar
}

// ledgerStates choose by the due day: those to come, those that are due soon,
// those whose day is over, all with a day, and all. The first is the default.
// What was reported about an outcome is on the page of each.
var ledgerStates = []string{"coming", "soon", "past", "dated", "all"}

// soon is how long before its day a commitment is due soon.
const soon = 14 * 24 * time.Hour

func (s *Server) ledger(w http.ResponseWriter, r *http.Request) {
	form := r.URL.Query()
	v := ledgerView{Verdicts: verdictOptions(), Verdict: form.Get("verdict"), By: form.Get("by"), Q: form.Get("q"), From: form.Get("from"), To: form.Get("to"), States: ledgerStates, State: ledgerState(form)}
	status := http.StatusOK
	page, err := s.ledgerPage(r, 20)
	switch {
	case s.opts.Archive == nil, r.Context().Err() != nil:
		s.failed(w, r, err)
		return
	case err != nil:
		v.Problem = s.problemOf(r, err)
		status = v.Problem.Status
	default:
		if v.Entries, err = s.commitments(r.Context(), page); err != nil {
			s.failed(w, r, err)
			return
		}
		v.Total = page.Total
		if form.Get("after") != "" {
			v.Start = ledgerAddress("/ledger", form, "")
		}
		if page.Next != "" {
			v.More = ledgerAddress("/ledger", form, page.Next)
		}
		v.Calendar = ledgerAddress("/ledger.ics", form, "")
	}
	s.show(w, r, status, view{name: "ledger", Title: "nav.ledger", Main: v})
}

// ledgerCalendar is the ledger as a calendar to subscribe to.
func (s *Server) ledgerCalendar(w http.ResponseWriter, r *http.Request) {
	page, err := s.ledgerPage(r, 1000)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	calendar := export.ICalendar{Language: preferencesOf(r).locale().lang}
	var b bytes.Buffer
	err = calendar.Begin(&b)
	for _, c := range page.Commitments {
		if err == nil {
			err = calendar.Commitment(&b, c.Record, c.Index)
		}
	}
	if err == nil {
		err = calendar.End(&b)
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Write(b.Bytes())
}

// ledgerPage asks the archive for what the form chooses.
func (s *Server) ledgerPage(r *http.Request, limit int) (*archive.CommitmentPage, error) {
	from, err := s.kept()
	if err != nil {
		return nil, err
	}
	form := r.URL.Query()
	q, err := parseSearch(url.Values{"q": {form.Get("q")}})
	if err != nil {
		return nil, err
	}
	which := archive.Commitments{By: strings.TrimSpace(form.Get("by"))}
	if err = s.decided(r.Context(), &which, form.Get("verdict")); err != nil {
		return nil, err
	}
	if which.From, err = periodDay(form.Get("from"), query.Period.First); err != nil {
		return nil, err
	}
	if which.To, err = periodDay(form.Get("to"), query.Period.Last); err != nil {
		return nil, err
	}
	s.inState(&which, ledgerState(form))
	return from.Commitments(r.Context(), q, which, archive.ListOptions{Limit: limit, After: form.Get("after")})
}

// inState narrows what is listed to a state of ledgerStates.
func (s *Server) inState(which *archive.Commitments, state string) {
	today := s.today()
	switch state {
	case "soon":
		if last := today.Add(soon); which.To.IsZero() || which.To.After(last) {
			which.To = last
		}
		fallthrough
	case "coming":
		if which.From.Before(today) {
			which.From = today
		}
	case "past":
		if yesterday := today.AddDate(0, 0, -1); which.To.IsZero() || which.To.After(yesterday) {
			which.To = yesterday
		}
	case "dated":
		which.Dated = true
	}
}

// undecided is the choice of commitments about which nobody has decided.
const undecided = "none"

// verdictOption is a choice by what a person has decided.
type verdictOption struct {
	Value string
	Label wording.Label
}

func verdictOptions() []verdictOption {
	options := []verdictOption{{undecided, wording.NoVerdict}}
	for _, rating := range ledger.Ratings() {
		options = append(options, verdictOption{string(rating), wording.Ratings[rating]})
	}
	return options
}

// decided narrows what is listed to what a person has decided: a rating, or
// undecided where nobody has; "" and what is no choice are all.
func (s *Server) decided(ctx context.Context, which *archive.Commitments, verdict string) error {
	rating := ledger.Rating(verdict)
	if verdict != undecided && !slices.Contains(ledger.Ratings(), rating) {
		return nil
	}
	verdicts, err := s.verdicts(ctx)
	if err != nil {
		return err
	}
	refs := []archive.CommitmentRef{}
	for _, id := range slices.Sorted(maps.Keys(verdicts)) {
		if v := verdicts[id]; verdict == undecided || v.Rating == rating {
			refs = append(refs, archive.CommitmentRef{Article: v.Article, Commitment: v.Commitment})
		}
	}
	if verdict == undecided {
		which.Not = refs
	} else {
		which.Among = refs
	}
	return nil
}

func (s *Server) verdicts(ctx context.Context) (ledger.Verdicts, error) {
	note, err := s.opts.Archive.State(ctx, ledger.StateName)
	if err != nil {
		return nil, err
	}
	return ledger.ReadVerdicts(note)
}

// ledgerState is the chosen state. Whoever names days has chosen by them.
func ledgerState(form url.Values) string {
	for _, state := range ledgerStates {
		if form.Get("state") == state {
			return state
		}
	}
	if form.Get("from") != "" || form.Get("to") != "" {
		return "dated"
	}
	return ledgerStates[0]
}

// periodDay is a day of a period that was typed, zero for "".
func periodDay(value string, day func(query.Period) time.Time) (time.Time, error) {
	if value = strings.TrimSpace(value); value == "" {
		return time.Time{}, nil
	}
	period, ok := query.ParsePeriod(value)
	if !ok {
		return time.Time{}, errBadPeriod
	}
	return day(period), nil
}

func ledgerAddress(path string, form url.Values, after string) string {
	out := url.Values{}
	for _, name := range []string{"by", "q", "from", "to", "state", "verdict"} {
		if value := form.Get(name); value != "" {
			out.Set(name, value)
		}
	}
	if after != "" {
		out.Set("after", after)
	}
	if len(out) == 0 {
		return path
	}
	return path + "?" + out.Encode()
}

// today is the day by which it is told what is due.
func (s *Server) today() time.Time {
	now := s.opts.Now()
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}
