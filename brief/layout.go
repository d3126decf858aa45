package brief

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"isnad/article"
	"isnad/wording"
)

// Style is how a brief is worded.
type Style struct {
	Language wording.Language
	// Digits writes the digits of counts, Date a date; nil leaves them as the
	// language has them.
	Digits func(string) string
	Date   func(article.Date) string
	// Link gives the address under which an article is shown; nil is where it
	// was published.
	Link func(Source) string
}

// Document is a brief in words, before it has a format.
type Document struct {
	Lang, Dir string
	Title     string
	Facts     []Fact
	Sections  []Section
	Nothing   string // what is said of a section without entries
	Note      string
}

// Fact is a line such as: Time: from … to …
type Fact struct{ Name, Value string }

// Section is one of the lists of a brief.
type Section struct {
	Key     string // the same in every language: stories, said …
	Heading string
	Entries []Entry
	Left    string // how many more there are, "" for none
}

// Entry is a thing with the passages that show it.
type Entry struct {
	Heading  string
	Quoted   bool   // the heading is the words of an article, in quotation marks
	Facts    string // counts and names, "" for none
	Passages []Cited
	Left     string
}

// Cited is a passage with where it stands.
type Cited struct {
	Label string // what it is, "" for nothing
	Words string // of the article, in quotation marks; "" where only the article is named
	Title string // of the article, in quotation marks
	Where string // outlet and time
	Also  string
	Link  string
}

// writer lays a brief out in one style.
type writer struct {
	*Brief
	Style
}

// Layout puts the brief into words.
func (b *Brief) Layout(s Style) *Document {
	if s.Digits == nil {
		s.Digits = func(s string) string { return s }
	}
	if s.Date == nil {
		s.Date = s.Language.Date
	}
	if s.Link == nil {
		s.Link = func(from Source) string { return from.URL }
	}
	w := &writer{b, s}
	d := &Document{
		Lang: s.Language.Tag.String(), Dir: "ltr", Title: w.say(wording.Brief),
		Nothing: w.say(wording.BriefNothing), Note: w.say(wording.BriefNote),
	}
	if s.Language.RTL {
		d.Dir = "rtl"
	}
	if b.Watch != nil && b.Watch.Title != "" {
		d.Title += w.say(wording.Colon) + b.Watch.Title
	}
	d.Facts = []Fact{
		{w.say(wording.BriefTime), w.say(wording.BriefFrom) + " " + w.instant(b.From) + " " + w.say(wording.BriefUntil) + " " + w.instant(b.Until) + " (" + w.say(wording.BriefUTC) + ")"},
		{w.say(wording.BriefWatched), w.watched()},
		{w.say(wording.BriefTotals), w.totals()},
	}
	d.Sections = []Section{w.stories(), w.said(), w.commitments(), w.deadlines(), w.disagreements(), w.changes()}
	return d
}

func (w *writer) say(l wording.Label) string { return w.Language.Say(l) }

func (w *writer) count(c wording.Counted, n int) string { return w.Digits(w.Language.Count(c, n)) }

func (w *writer) list(parts ...string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(parts, w.say(wording.Comma))
}

func (w *writer) instant(t time.Time) string {
	return w.Date(article.Date{Time: t, Precision: article.Second})
}

func (w *writer) day(value string) string {
	t, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return value
	}
	return w.Date(article.Date{Time: t, Precision: article.Day})
}

func (w *writer) watched() string {
	if w.Watch == nil {
		return w.say(wording.BriefAll)
	}
	var values []string
	for _, item := range w.Watch.Items {
		values = append(values, item.Value)
	}
	return w.list(values...)
}

func (w *writer) totals() string {
	parts := []string{w.count(wording.CountArticles, w.Articles)}
	for _, c := range []struct {
		of wording.Counted
		n  int
	}{
		{wording.CountOutlets, w.Outlets}, {wording.CountNewStories, w.Stories.Total}, {wording.CountRunning, w.Running},
		{wording.CountStatements, w.Statements}, {wording.CountDeadlines, w.Deadlines.Total},
		{wording.CountDisagreements, w.Disagreements.Total}, {wording.CountChanged, w.Changes.Total},
	} {
		if c.n > 0 {
			parts = append(parts, w.count(c.of, c.n))
		}
	}
	return w.list(parts...)
}

// left says how many of a list are not given.
func left[T any](w *writer, l List[T]) string {
	n := l.Total - len(l.Given)
	if n == 0 {
		return ""
	}
	return w.say(wording.BriefLeft) + w.say(wording.Colon) + w.Digits(strconv.Itoa(n))
}

// quoted puts words of an article into quotation marks, others where it has
// those of the language itself.
func (w *writer) quoted(words string) string {
	switch {
	case words == "":
		return ""
	case strings.ContainsAny(words, w.say(wording.QuoteOpen)+w.say(wording.QuoteClose)):
		return w.say(wording.InnerOpen) + words + w.say(wording.InnerClose)
	}
	return w.say(wording.QuoteOpen) + words + w.say(wording.QuoteClose)
}

func (w *writer) cite(label string, p Passage) Cited {
	at := w.say(wording.BriefUndated)
	if p.At.Known() {
		at = w.Date(p.At)
	}
	return Cited{Label: label, Words: w.quoted(p.Words), Title: w.quoted(p.Title), Where: w.list(p.Outlet, at), Link: w.Link(p.Source)}
}

func (w *writer) stories() Section {
	s := Section{Key: "stories", Heading: w.say(wording.BriefStories), Left: left(w, w.Stories)}
	for _, of := range w.Stories.Given {
		facts := w.count(wording.CountOutlets, of.Outlets)
		if of.Claimed {
			facts += w.say(wording.Semicolon) + w.say(wording.BriefBehind) + w.say(wording.Colon) + w.count(wording.CountOrigins, len(of.Origins)) + w.origins(of.Origins)
		}
		e := Entry{Heading: w.quoted(of.Title.Words), Quoted: true, Facts: facts, Passages: []Cited{w.cite("", of.Lede)}}
		if e.Heading == "" {
			e.Heading, e.Quoted = of.Lede.Outlet, false
		}
		s.Entries = append(s.Entries, e)
	}
	return s
}

// origins names first sources within parentheses.
func (w *writer) origins(all []Origin) string {
	var names []string
	for _, o := range all {
		name := o.Name
		if o.Unnamed {
			name = strings.TrimSpace(name + " " + w.say(wording.BriefUnnamed))
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return ""
	}
	return " (" + w.list(names...) + ")"
}

func (w *writer) said() Section {
	s := Section{Key: "said", Heading: w.say(wording.BriefSaid), Left: left(w, w.Speakers)}
	for _, speaker := range w.Speakers.Given {
		e := Entry{Heading: speaker.Name, Facts: w.count(wording.CountStatements, speaker.Statements.Total), Left: left(w, speaker.Statements)}
		for _, said := range speaker.Statements.Given {
			label := w.say(wording.Kinds[said.Kind])
			if len(said.Via) > 0 {
				label = w.list(label, w.say(wording.Through)+" "+w.list(said.Via...))
			}
			c := w.cite(label, said.Passage)
			if len(said.Also) > 0 {
				c.Also = w.say(wording.BriefAlso) + w.say(wording.Colon) + w.list(said.Also...)
			}
			e.Passages = append(e.Passages, c)
		}
		s.Entries = append(s.Entries, e)
	}
	return s
}

func (w *writer) due(day string) string {
	if day == "" {
		return ""
	}
	return w.say(wording.Due) + w.say(wording.Colon) + w.day(day)
}

func (w *writer) commitments() Section {
	s := Section{Key: "commitments", Heading: w.say(wording.BriefPromised), Left: left(w, w.Commitments)}
	for _, c := range w.Commitments.Given {
		s.Entries = append(s.Entries, Entry{
			Heading:  c.By,
			Facts:    w.list(w.say(wording.CommitmentActs[c.Act]), w.say(wording.EventKinds[c.Kind]), w.due(c.Due)),
			Passages: []Cited{w.cite("", c.Passage)},
		})
	}
	return s
}

func (w *writer) deadlines() Section {
	s := Section{Key: "deadlines", Heading: w.say(wording.BriefDue), Left: left(w, w.Deadlines)}
	for _, d := range w.Deadlines.Given {
		s.Entries = append(s.Entries, Entry{
			Heading:  w.day(d.Day) + w.say(wording.Colon) + d.By,
			Facts:    w.say(wording.CommitmentActs[d.Act]),
			Passages: []Cited{w.cite("", d.Passage)},
		})
	}
	return s
}

func (w *writer) disagreements() Section {
	s := Section{Key: "disagreements", Heading: w.say(wording.BriefDiffer), Left: left(w, w.Disagreements)}
	for _, d := range w.Disagreements.Given {
		e := Entry{Heading: w.quoted(d.Story), Quoted: true}
		for i, a := range d.Accounts {
			label := w.say(wording.BriefAccount) + " " + w.Digits(strconv.Itoa(i+1)) + " (" + w.count(wording.CountOutlets, a.Outlets) + ")"
			e.Passages = append(e.Passages, w.cite(label, a.Passage))
		}
		s.Entries = append(s.Entries, e)
	}
	return s
}

func (w *writer) changes() Section {
	s := Section{Key: "changes", Heading: w.say(wording.BriefChanged), Left: left(w, w.Changes)}
	for _, c := range w.Changes.Given {
		e := Entry{Heading: w.quoted(c.Title), Quoted: true,
			Facts: w.list(w.say(wording.Version)+" "+w.Digits(strconv.Itoa(c.Version)), w.say(wording.BriefSeen)+w.say(wording.Colon)+w.instant(c.Seen))}
		was, became := wording.BriefGone, wording.BriefNew
		if len(c.Gone) == 0 || len(c.New) == 0 {
			was, became = wording.BriefDropped, wording.BriefAdded
		}
		for _, words := range c.Gone {
			e.Passages = append(e.Passages, Cited{Label: w.say(was), Words: w.quoted(words)})
		}
		for _, words := range c.New {
			e.Passages = append(e.Passages, Cited{Label: w.say(became), Words: w.quoted(words)})
		}
		if len(e.Passages) == 0 {
			e.Passages = []Cited{{Label: w.say(wording.BriefRetitled)}}
		}
		last, about := &e.Passages[len(e.Passages)-1], w.cite("", Passage{Source: c.Source})
		last.Where, last.Link = about.Where, about.Link
		s.Entries = append(s.Entries, e)
	}
	return s
}
