// Package export writes records in formats that other programs read.
package export

import (
	"io"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"isnad/record"
	"isnad/wording"
)

// ICalendar writes dated commitments as iCalendar (RFC 5545): Begin, then
// Commitments for each record, then End. Each commitment is an all-day event on
// its due day that blocks no time.
//
// Laws: equal records give equal bytes; a commitment keeps its UID as long as
// its article keeps its id and its place among the commitments; lines end in
// CRLF and are folded at 75 bytes between characters.
type ICalendar struct {
	Language wording.Language // of the descriptions
}

// icsProduct identifies the writer, as RFC 5545 section 3.7.3 asks.
const icsProduct = "-//Isnad//isnad//AR"

var icsStyle = &ics.SerializationConfiguration{MaxLength: 75, NewLine: "\r\n", PropertyMaxLength: 75}

// Begin writes what stands before the first event.
func (c ICalendar) Begin(w io.Writer) error {
	head, _, _ := strings.Cut(c.empty(), "END:VCALENDAR")
	_, err := io.WriteString(w, head)
	return err
}

// End writes what stands after the last event.
func (c ICalendar) End(w io.Writer) error {
	_, err := io.WriteString(w, "END:VCALENDAR\r\n")
	return err
}

func (c ICalendar) empty() string {
	cal := ics.NewCalendarFor("isnad")
	cal.SetProductId(icsProduct)
	cal.SetXWRCalName(c.Language.Say(wording.Ledger))
	return cal.Serialize(icsStyle)
}

// Commitments writes an event for every commitment of r that has a due day.
// Its errors are those of the writer.
func (c ICalendar) Commitments(w io.Writer, r *record.Record) error {
	for i := range r.Commitments {
		if err := c.Commitment(w, r, i); err != nil {
			return err
		}
	}
	return nil
}

// Commitment writes an event for the i-th commitment of r, nothing where it
// has no due day. Its errors are those of the writer.
func (c ICalendar) Commitment(w io.Writer, r *record.Record, i int) error {
	due, err := time.Parse(time.DateOnly, r.Commitments[i].Due.Value)
	if err != nil { // no due day
		return nil
	}
	return c.event(r, &r.Commitments[i], due).SerializeTo(w, icsStyle)
}

func (c ICalendar) event(r *record.Record, p *record.Commitment, due time.Time) *ics.VEvent {
	a := r.Article
	e := ics.NewEvent(a.ID + "/" + p.ID + "@isnad")
	// The stamp is when the information was made. Where the article does not
	// say, the due day stands in for it, so that the output does not depend on
	// the clock.
	stamp := due
	if a.Published.Known() {
		stamp = a.Published.Time
	}
	e.SetDtStampTime(stamp.UTC())
	e.SetAllDayStartAt(due)
	e.SetTimeTransparency(ics.TransparencyTransparent)
	by := p.By.Name
	if by == "" {
		by = c.Language.Say(wording.Unknown)
	}
	words := oneLine(p.Content.Of(a.Text))
	e.SetSummary(by + ": " + words)
	e.AddCategory(c.Language.Say(wording.CommitmentActs[p.Act]))
	if a.URL != "" {
		e.SetURL(a.URL)
	}
	e.SetDescription(strings.Join(c.description(r, p, by, words), "\n"))
	return e
}

// description tells who is bound, to what, by which words, and where they stand.
func (c ICalendar) description(r *record.Record, p *record.Commitment, by, words string) []string {
	say := c.Language.Say
	a := r.Article
	lines := []string{
		say(wording.CommitmentActs[p.Act]) + ": " + by,
		"«" + words + "»",
		say(wording.Due) + ": " + oneLine(p.Due.Of(a.Text)),
	}
	for _, cond := range p.Conditions {
		lines = append(lines, say(wording.If)+": "+oneLine(cond.Of(a.Text)))
	}
	if s := r.Statement(p.Statement); s != nil {
		var chain []string
		for _, link := range slices.Backward(s.Chain) { // the source, then who had it from whom
			chain = append(chain, link.Name)
		}
		lines = append(lines, say(wording.Chain)+": "+strings.Join(chain, " "+say(wording.Arrow)+" "))
	}
	if p.HeadlineOnly {
		lines = append(lines, say(wording.HeadOnly))
	}
	for _, s := range []string{oneLine(a.Title), a.Outlet} {
		if s != "" {
			lines = append(lines, s)
		}
	}
	return append(lines, say(wording.Rule)+": "+p.Rule)
}

// oneLine joins the lines of a stretch of text.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
