package main

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"

	"isnad/arabic"
	"isnad/article"
	"isnad/record"
	"isnad/wording"
)

// view renders a record as text for a terminal.
//
// Every stretch of the article stands in directional isolates (Unicode
// Standard Annex 9), line by line, so that Arabic, Latin and digits keep their
// order in one line. Lines are folded at spaces to at most width display
// cells; a word wider than that stands alone.
type view struct {
	words wording.Language
	color bool
	width int
}

// style is the inside of an ANSI colour sequence, "" for plain.
type style string

const (
	plain style = ""
	bold  style = "1"
	dim   style = "2"
	named style = "36"
	alert style = "33"
)

// direction is the character that opens an isolate, 0 for text in the
// direction of the view's language.
type direction rune

const (
	native  direction = 0
	ltr     direction = '\u2066' // LRI
	rtl     direction = '\u2067' // RLI
	unknown direction = '\u2068' // FSI
	pop               = '\u2069' // PDI
	rlm               = '\u200F' // lets terminals that guess take the line for right-to-left
)

// run is a stretch of text in one style and direction.
type run struct {
	text  string
	style style
	dir   direction
}

func (v view) write(out *bytes.Buffer, r *record.Record) {
	v.summary(out, r)
	v.title(out, r)
	v.statements(out, r)
	v.times(out, r)
	v.figures(out, r)
	v.commitments(out, r)
	v.headline(out, r)
}

// between parts the articles of one run.
func (v view) between() string { return "\n" + strings.Repeat("─", v.width) + "\n\n" }

func (v view) summary(out *bytes.Buffer, r *record.Record) {
	unnamed := map[string]bool{}
	relayed := 0
	for _, s := range r.Statements {
		if s.Source.Type == record.Anonymous {
			unnamed[s.Source.Entity+" "+s.Source.Name] = true
		}
		if len(s.Chain) > 1 {
			relayed++
		}
	}
	unsourced := 0
	for _, q := range r.Quantities {
		if q.Statement == "" {
			unsourced++
		}
	}
	dated := 0
	for _, c := range r.Commitments {
		if c.Due.Value != "" {
			dated++
		}
	}
	parts := []string{
		v.words.Count(wording.CountStatements, len(r.Statements)),
		v.words.Count(wording.CountUnnamed, len(unnamed)),
		v.words.Count(wording.CountRelayed, relayed),
		v.words.Count(wording.CountUnsourced, unsourced),
		v.words.Count(wording.CountDated, dated),
	}
	v.line(out, 0, run{text: strings.Join(parts, v.words.Say(wording.Comma)), style: bold})
}

func (v view) title(out *bytes.Buffer, r *record.Record) {
	a := r.Article
	if a.Title != "" {
		v.line(out, 0, run{a.Title, bold, rtl})
	}
	outlet := run{a.Outlet, plain, unknown}
	if a.Outlet == "" {
		outlet = run{text: v.words.Say(wording.Unknown), style: dim}
	}
	date := run{text: v.words.Say(wording.Unknown), style: alert}
	if a.Published.Known() {
		date = run{publication(a.Published), plain, ltr}
	}
	v.line(out, 0, v.say(wording.Outlet, dim), outlet, run{text: "·", style: dim}, v.say(wording.Published, dim), date)
}

// publication writes a date as precisely as it is known.
func publication(d article.Date) string {
	switch d.Precision {
	case article.Year:
		return d.Time.Format("2006")
	case article.Month:
		return d.Time.Format("2006-01")
	case article.Day:
		return d.Time.Format("2006-01-02")
	default:
		if _, offset := d.Time.Zone(); offset != 0 {
			return d.Time.Format("2006-01-02 15:04 -07:00")
		}
		return d.Time.Format("2006-01-02 15:04")
	}
}

func (v view) statements(out *bytes.Buffer, r *record.Record) {
	if len(r.Statements) == 0 {
		return
	}
	v.heading(out, wording.Statements)
	for _, s := range r.Statements {
		v.statement(out, r, s)
	}
}

func (v view) statement(out *bytes.Buffer, r *record.Record, s record.Statement) {
	who := []run{{s.ID, dim, ltr}, {s.Source.Name, named, rtl}}
	if s.Source.Name == "" {
		who[1] = v.say(wording.Unknown, alert)
	}
	if s.Source.Type == record.Anonymous {
		who = append(who, v.say(wording.Unnamed, alert))
	}
	if n := len(s.Chain); n > 1 {
		for _, l := range slices.Backward(s.Chain[:n-1]) {
			who = append(who, v.say(wording.Arrow, dim), run{l.Name, plain, rtl})
		}
	}
	v.line(out, entry, who...)

	how := []run{v.say(wording.Kinds[s.Kind], plain)}
	how = append(v.tag(how, wording.Cue, dim), v.quote(r, s.Cue.Span))
	how = v.tag(how, wording.Acts[s.Act], plain)
	how = v.tag(how, wording.Media[s.Medium], plain)
	if s.Negated {
		how = v.tag(how, wording.Negated, alert)
	}
	if s.Hedged {
		how = v.tag(how, wording.Hedged, alert)
	}
	if s.SaidAt != "" {
		how = append(v.tag(how, wording.Said, dim), run{s.SaidAt, plain, ltr})
	}
	v.line(out, detail, append(how, v.signature(s.Rule, s.Confidence)...)...)
	v.line(out, detail, v.quote(r, s.Content))
}

func (v view) times(out *bytes.Buffer, r *record.Record) {
	if len(r.Times) == 0 {
		return
	}
	v.heading(out, wording.Times)
	for _, t := range r.Times {
		runs := []run{v.quote(r, t.Span), {text: "=", style: dim}}
		if l, ok := wording.Modifiers[t.Mod]; ok {
			runs = append(runs, v.say(l, plain))
		}
		if l, ok := wording.References[t.Value]; ok {
			runs = append(runs, v.say(l, plain))
		} else {
			runs = append(runs, run{t.Value, plain, ltr})
		}
		v.line(out, entry, runs...)
	}
}

func (v view) figures(out *bytes.Buffer, r *record.Record) {
	if len(r.Quantities) == 0 {
		return
	}
	v.heading(out, wording.Figures)
	for _, q := range r.Quantities {
		runs := []run{v.quote(r, q.Span), {text: "=", style: dim}}
		if q.Approx {
			runs = append(runs, v.say(wording.About, plain))
		}
		runs = append(runs, run{strings.TrimSpace(strconv.FormatFloat(q.Value, 'f', -1, 64) + " " + q.Unit), plain, ltr})
		if q.Statement != "" {
			runs = append(runs, run{q.Statement, dim, ltr})
		} else {
			runs = append(runs, v.say(wording.OwnVoice, alert))
		}
		v.line(out, entry, runs...)
	}
}

func (v view) commitments(out *bytes.Buffer, r *record.Record) {
	if len(r.Commitments) == 0 {
		return
	}
	v.heading(out, wording.Promises)
	for _, c := range r.Commitments {
		v.commitment(out, r, c)
	}
}

func (v view) commitment(out *bytes.Buffer, r *record.Record, c record.Commitment) {
	who := []run{{c.ID, dim, ltr}, {c.By.Name, named, rtl}}
	if c.By.Name == "" {
		who[1] = v.say(wording.Unknown, alert)
	}
	who = v.tag(who, wording.CommitmentActs[c.Act], plain)
	if c.Due.Value != "" {
		who = append(v.tag(who, wording.Due, dim), run{c.Due.Value, bold, ltr})
		if c.Due.Len() > 0 {
			who = append(who, v.quote(r, c.Due.Span))
		}
	}
	if c.HeadlineOnly {
		who = v.tag(who, wording.HeadOnly, alert)
	}
	if c.Statement != "" {
		who = append(who, run{text: "·", style: dim}, run{c.Statement, dim, ltr})
	}
	v.line(out, entry, append(who, v.signature(c.Rule, c.Confidence)...)...)
	v.line(out, detail, v.quote(r, c.Content))
	for _, condition := range c.Conditions {
		v.line(out, detail, v.say(wording.If, dim), v.quote(r, condition))
	}
}

func (v view) headline(out *bytes.Buffer, r *record.Record) {
	h := r.Headline
	if h == nil {
		return
	}
	runs := []run{v.say(wording.Headline, bold), {h.Statement, dim, ltr}, v.say(wording.HeadlineRelations[h.Relation], plain)}
	for _, s := range h.Body {
		runs = append(runs, run{s, dim, ltr})
	}
	out.WriteByte('\n')
	v.line(out, 0, runs...)
}

func (v view) heading(out *bytes.Buffer, l wording.Label) {
	out.WriteByte('\n')
	v.line(out, 0, v.say(l, bold))
}

// signature names the rule that made an inference, and its confidence.
func (v view) signature(rule string, confidence float64) []run {
	return []run{{text: "·", style: dim}, v.say(wording.Rule, dim), {rule, dim, ltr}, {strconv.FormatFloat(confidence, 'f', 2, 64), dim, ltr}}
}

func (v view) say(l wording.Label, s style) run { return run{text: v.words.Say(l), style: s} }

// tag adds a label after a dot; the zero label, of an act or medium that is
// not expressed, adds nothing.
func (v view) tag(runs []run, l wording.Label, s style) []run {
	if l == (wording.Label{}) {
		return runs
	}
	return append(runs, run{text: "·", style: dim}, v.say(l, s))
}

func (v view) quote(r *record.Record, s arabic.Span) run {
	return run{s.Of(r.Article.Text), plain, rtl}
}

// Indents of an entry of a section, and of what stands below it.
const entry, detail = 2, 5

// line writes runs with one space between them, folded to the width; every
// line of the fold is isolated on its own. An entry folds to the indent of its
// details.
func (v view) line(out *bytes.Buffer, indent int, runs ...run) {
	var line []run
	used, last := indent, -1 // last is the run that the line's end belongs to
	for i, r := range runs {
		for word := range strings.FieldsSeq(r.text) {
			cells := uniseg.StringWidth(word)
			if len(line) > 0 && used+1+cells > v.width {
				v.flush(out, indent, line)
				if indent == entry {
					indent = detail
				}
				line, used, last = line[:0], indent, -1
			}
			if len(line) > 0 {
				used++
			}
			used += cells
			if i == last {
				line[len(line)-1].text += " " + word
			} else {
				line, last = append(line, run{word, r.style, r.dir}), i
			}
		}
	}
	v.flush(out, indent, line)
}

func (v view) flush(out *bytes.Buffer, indent int, line []run) {
	if v.words.RTL {
		out.WriteRune(rlm)
		out.WriteRune(rune(rtl))
	}
	for range indent {
		out.WriteByte(' ')
	}
	for i, r := range line {
		if i > 0 {
			out.WriteByte(' ')
		}
		colored := v.color && r.style != plain
		if colored {
			out.WriteString("\x1b[" + string(r.style) + "m")
		}
		if r.dir != native {
			out.WriteRune(rune(r.dir))
		}
		out.WriteString(visible(r.text))
		if r.dir != native {
			out.WriteRune(pop)
		}
		if colored {
			out.WriteString("\x1b[0m")
		}
	}
	if v.words.RTL {
		out.WriteRune(pop)
	}
	out.WriteByte('\n')
}

// visible drops from text that comes from outside what would steer the
// terminal or break out of an isolate: control characters and unbalanced
// directional formatting.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, text)
}
