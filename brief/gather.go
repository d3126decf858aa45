// Package brief makes the daily monitoring brief of an archive.
//
// An archive, a watch list and a time go in; what is new comes out: stories, who
// said what, commitments and deadlines, disagreements, changed articles, laid out
// as text, Markdown, HTML or a DOCX file. Nothing is summarised: a brief has
// sentences of the articles, each with its article, outlet, time and link, and
// beside them only counts, dates and names.
package brief

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/archive"
	"isnad/article"
	"isnad/ledger"
	"isnad/query"
	"isnad/record"
	"isnad/story"
)

// Options say what a brief is about.
type Options struct {
	// From and Until bound the time of publication: From ≤ t < Until. Of an
	// article whose day alone is known, the day counts.
	From, Until time.Time
	// Watch chooses the articles; nil takes all.
	Watch *Watch
	// Days is for how many days from that of Until on deadlines are listed.
	// Default 7.
	Days int
	// Most bounds each list, and what is given of each speaker. Default 20.
	Most int
}

// changesSince is how long after publication an article is looked at for changes.
const changesSince = 30 * 24 * time.Hour

// Brief is what is new in an archive.
type Brief struct {
	Options
	Articles, Outlets int // watched, published in the time
	Running           int // stories that began before it and have articles in it

	Stories       List[Story]
	Speakers      List[Speaker]
	Commitments   List[Commitment]
	Deadlines     List[Deadline]
	Disagreements List[Disagreement]
	Changes       List[Change]
	Statements    int // of the speakers, each told once
}

// List is a list of which the first are given.
type List[T any] struct {
	Given []T
	Total int
}

func (l *List[T]) set(all []T, most int) {
	l.Given, l.Total = all[:min(len(all), most)], len(all)
}

// Source is where words stand.
type Source struct {
	ID, Title, Outlet, URL string
	At                     article.Date
}

// Passage is a stretch of an article, exactly as it stands there.
type Passage struct {
	Words string
	Source
}

// Story is a story that began in the time.
type Story struct {
	ID      string
	Title   Passage // the words of a headline
	Lede    Passage // the first article's first sentence
	Outlets int
	Claimed bool     // several articles give the same claim
	Origins []Origin // the independent ones of the claim that is given most
}

// Origin is a first source.
type Origin struct {
	Name    string
	Unnamed bool
}

// Speaker is a name with what was said under it.
type Speaker struct {
	Name       string
	Statements List[Statement]
}

// Statement is what somebody said, told once however many outlets give it.
type Statement struct {
	Passage // the sentence of the article that says it
	Kind    record.StatementKind
	Via     []string // relays, outermost first
	Also    []string // other outlets that give it
	gist    story.Gist
}

// Commitment is what an article adds about a commitment.
type Commitment struct {
	Passage
	By   string
	Act  record.CommitmentAct
	Kind ledger.EventKind
	Due  string // 2006-01-02, "" where none is given
}

// Deadline is a commitment whose day comes.
type Deadline struct {
	Passage
	Day  string // 2006-01-02
	By   string
	Act  record.CommitmentAct
	gist story.Gist
}

// Disagreement is a claim of which articles give accounts that cannot all be
// right.
type Disagreement struct {
	Story    string
	Accounts []Account
}

// Account is one of them, in the words of its first article.
type Account struct {
	Passage
	Outlets int
}

// Change is an article that was changed after it was published.
type Change struct {
	Source
	Version   int
	Seen      time.Time
	Gone, New []string // sentences
}

// Gather finds what is new.
func Gather(ctx context.Context, from archive.Archive, opts Options) (*Brief, error) {
	opts.Days, opts.Most = cmp.Or(opts.Days, 7), cmp.Or(opts.Most, 20)
	opts.From, opts.Until = opts.From.UTC(), opts.Until.UTC()
	g := &gathering{Brief: &Brief{Options: opts}, from: from, in: map[string]*archive.Kept{}, sentences: map[string][]arabic.Sentence{}}
	for _, step := range []func(context.Context) error{g.articles, g.stories, g.speakers, g.commitments, g.deadlines, g.changes} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return g.Brief, nil
}

type gathering struct {
	*Brief
	from      archive.Archive
	in        map[string]*archive.Kept     // the watched articles of the time
	order     []*archive.Kept              // the same, in order of publication
	sentences map[string][]arabic.Sentence // by the text
}

// during reports whether something of the time of an article lies in the time
// of the brief.
func (g *gathering) during(v archive.Version) bool {
	at := v.At()
	last := at
	switch v.Published.Precision {
	case article.Day:
		last = at.AddDate(0, 0, 1).Add(-time.Nanosecond)
	case article.Month, article.Year: // too vague to be new
		return false
	}
	return !last.Before(g.From) && at.Before(g.Until)
}

// days are the days of the time, as a search takes them.
func (g *gathering) days(from time.Time) query.And {
	day := func(t time.Time) query.Period { return query.Period{Year: t.Year(), Month: t.Month(), Day: t.Day()} }
	return query.And{query.Dates{Name: query.From, Period: day(from.AddDate(0, 0, -1))}, query.Dates{Name: query.To, Period: day(g.Until.AddDate(0, 0, 1))}}
}

// watched calls found for each watched article that was published since a day.
func (g *gathering) watched(ctx context.Context, since time.Time, found func(archive.Version) error) error {
	opts := archive.SearchOptions{Order: archive.Oldest, Limit: 1000}
	q := append(g.days(since), g.Watch.query())
	for {
		page, err := g.from.Search(ctx, q, opts)
		if err != nil {
			return err
		}
		if page.Relaxed {
			return nil // nothing has what was asked for
		}
		for _, h := range page.Hits {
			if err := found(h.Version); err != nil {
				return err
			}
		}
		if opts.After = page.Next; opts.After == "" {
			return nil
		}
	}
}

func (g *gathering) articles(ctx context.Context) error {
	chosen := map[string]bool{}
	err := g.watched(ctx, g.From, func(v archive.Version) error {
		if g.during(v) {
			chosen[v.ID] = true
		}
		return nil
	})
	if err != nil || len(chosen) == 0 {
		return err
	}
	outlets := map[string]bool{}
	for k, err := range g.from.Walk(ctx, archive.Range{From: g.From.AddDate(0, 0, -1), To: g.Until, NoPages: true}) {
		if err != nil {
			return err
		}
		if chosen[k.ID] {
			k = lean(k.Version, k.Record)
			g.in[k.ID] = k
			g.order = append(g.order, k)
			outlets[k.Outlet] = true
		}
	}
	g.Articles, g.Outlets = len(g.order), len(outlets)
	return nil
}

// lean keeps of an article what a brief and the ledger read, which is the
// smaller part: of busy actors there are thousands.
func lean(v archive.Version, r *record.Record) *archive.Kept {
	return &archive.Kept{Version: v, Record: &record.Record{Article: r.Article, Statements: r.Statements, Commitments: r.Commitments}}
}

// stories finds the new stories, and in all that go on the disagreements.
func (g *gathering) stories(ctx context.Context) error {
	var begun []Story
	var disagreements []Disagreement
	opts := archive.ListOptions{Limit: 100}
	for {
		page, err := g.from.Stories(ctx, archive.StoryFilter{From: g.From.AddDate(0, 0, -1), To: g.Until, Whole: true}, opts)
		if err != nil {
			return err
		}
		for _, kept := range page.Stories {
			if !slices.ContainsFunc(kept.Articles, func(id string) bool { return g.in[id] != nil }) {
				continue
			}
			of, err := story.Decode(kept.Whole)
			if err != nil {
				return err
			}
			if isNew, err := g.isNew(ctx, kept); err != nil {
				return err
			} else if isNew {
				begun = append(begun, g.newStory(kept, of))
			} else {
				g.Running++
			}
			disagreements = append(disagreements, g.disagreements(of)...)
		}
		if opts.After = page.Next; opts.After == "" {
			break
		}
	}
	slices.SortStableFunc(begun, func(a, b Story) int {
		return cmp.Or(b.Outlets-a.Outlets, a.Lede.At.Time.Compare(b.Lede.At.Time), cmp.Compare(a.ID, b.ID))
	})
	g.Stories.set(begun, g.Most)
	g.Disagreements.set(disagreements, g.Most)
	return nil
}

// isNew reports whether the first article of a story was published in the time.
func (g *gathering) isNew(ctx context.Context, s archive.Story) (bool, error) {
	if first := g.in[s.Articles[0]]; first != nil || !s.First.Before(g.From) {
		return true, nil
	}
	if s.First.Before(g.From.AddDate(0, 0, -1)) {
		return false, nil
	}
	versions, err := g.from.Versions(ctx, s.Articles[0]) // perhaps of the day, without an hour
	return err == nil && g.during(versions[len(versions)-1]), err
}

func (g *gathering) newStory(kept archive.Story, of *story.Story) Story {
	s := Story{ID: kept.ID, Outlets: kept.Outlets}
	heading := of.Title()
	for _, d := range of.Articles {
		if d.Title == heading && heading != "" && s.Title.Words == "" {
			s.Title = Passage{oneLine(heading), g.sourceOf(d)}
		}
	}
	for _, d := range of.Articles {
		if k := g.in[d.ID]; k != nil {
			s.Lede = g.lede(k)
			break
		}
	}
	if claims := of.Claims(); len(claims) > 0 {
		s.Claimed = true
		for _, o := range claims[0].Origins {
			s.Origins = append(s.Origins, Origin{o.Name, o.Unnamed()})
		}
	}
	return s
}

// lede is the first sentence of an article's body.
func (g *gathering) lede(k *archive.Kept) Passage {
	for _, kind := range []article.BlockKind{article.Lede, article.Paragraph} {
		for _, b := range k.Record.Article.Blocks {
			if b.Kind == kind {
				return g.sentence(k.Record.Article, k.Version, arabic.Span{Start: b.Start, End: b.Start + 1})
			}
		}
	}
	return Passage{"", source(k.Version)}
}

// disagreements are the claims of a story that an article of the time disputes.
func (g *gathering) disagreements(of *story.Story) []Disagreement {
	var out []Disagreement
	for _, c := range of.Claims() {
		fresh := func(m *story.Assertion) bool { return g.in[m.Article.ID] != nil }
		if c.Relation != story.Disagree || !slices.ContainsFunc(c.Versions, func(v []*story.Assertion) bool { return slices.ContainsFunc(v, fresh) }) {
			continue
		}
		d := Disagreement{Story: oneLine(of.Title())}
		for _, v := range c.Versions {
			outlets := map[string]bool{}
			for _, m := range v {
				outlets[m.Article.Outlet] = true
			}
			p := Passage{oneLine(v[0].Text), g.sourceOf(v[0].Article)}
			if k := g.in[v[0].Article.ID]; k != nil {
				p = g.sentence(k.Record.Article, k.Version, v[0].Span)
			}
			d.Accounts = append(d.Accounts, Account{p, len(outlets)})
		}
		out = append(out, d)
	}
	return out
}

// speakers gathers what the watched people and bodies said; where the list
// names none, what all named speakers of the watched articles did.
func (g *gathering) speakers(ctx context.Context) error {
	var all []Speaker
	add := func(name string, statements []Statement) {
		if len(statements) > 0 {
			g.Statements += len(statements)
			s := Speaker{Name: name}
			s.Statements.set(statements, g.Most)
			all = append(all, s)
		}
	}
	if named := g.Watch.named(); len(named) > 0 {
		for _, item := range named {
			said, err := g.saidBy(ctx, item.Value)
			if err != nil {
				return err
			}
			add(item.Value, said)
		}
		g.Speakers.set(all, len(all))
		return nil
	}
	by := map[string][]Statement{}
	for _, k := range g.order {
		for i := range k.Record.Statements {
			s := &k.Record.Statements[i]
			if s.Source.Type == record.Person || s.Source.Type == record.Organization {
				by[s.Source.Name] = g.tell(by[s.Source.Name], k.Record, k.Version, s)
			}
		}
	}
	names := slices.SortedFunc(maps.Keys(by), func(a, b string) int { return cmp.Or(len(by[b])-len(by[a]), cmp.Compare(a, b)) })
	for _, name := range names {
		add(name, by[name])
	}
	g.Speakers.set(all, g.Most)
	return nil
}

func (g *gathering) saidBy(ctx context.Context, name string) ([]Statement, error) {
	q := append(g.days(g.From), query.Field{Name: query.Speaker, Value: name})
	opts := archive.ListOptions{Limit: 1000}
	var found []archive.Statement
	for {
		page, err := g.from.Statements(ctx, q, opts)
		if err != nil {
			return nil, err
		}
		for _, s := range page.Statements {
			if g.during(s.Version) {
				found = append(found, s)
			}
		}
		if opts.After = page.Next; opts.After == "" {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b archive.Statement) int {
		return cmp.Or(a.At().Compare(b.At()), cmp.Compare(a.ID, b.ID), a.Index-b.Index)
	})
	var out []Statement
	for _, s := range found {
		out = g.tell(out, s.Record, s.Version, s.Said())
	}
	return out, nil
}

// sameWords is the likeness from which two statements of one speaker are told
// as one.
const sameWords = 0.6

// tell adds a statement to those of one speaker, the earliest first.
func (g *gathering) tell(told []Statement, r *record.Record, v archive.Version, s *record.Statement) []Statement {
	gist := story.NewGist(s.Content.Of(r.Article.Text))
	passage := g.sentence(r.Article, v, s.Content)
	for i := range told {
		t := &told[i]
		if t.Passage == passage { // a sentence can hold several statements
			return told
		}
		if t.gist.Alike(gist) >= sameWords {
			if v.Outlet != t.Outlet && !slices.Contains(t.Also, v.Outlet) && v.Outlet != "" {
				t.Also = append(t.Also, v.Outlet)
			}
			return told
		}
	}
	t := Statement{Passage: passage, Kind: s.Kind, gist: gist}
	for i, link := range s.Chain {
		if i < len(s.Chain)-1 && link.Name != "" {
			t.Via = append(t.Via, link.Name)
		}
	}
	return append(told, t)
}

// commitments tells what the watched articles add to the ledger. What the
// archive had before of the same actors says what is new.
func (g *gathering) commitments(ctx context.Context) error {
	earlier := map[string]*archive.Kept{}
	asked := map[string]bool{}
	for _, k := range g.order {
		for i := range k.Record.Commitments {
			by := k.Record.Commitments[i].By.Name
			if by == "" || asked[by] {
				continue
			}
			asked[by] = true
			err := g.each(ctx, query.And{}, archive.Commitments{By: by}, func(c *archive.Commitment) {
				if g.in[c.ID] == nil && c.At().Before(g.Until) {
					earlier[c.ID] = lean(c.Version, c.Record)
				}
			})
			if err != nil {
				return err
			}
		}
	}
	all := append(slices.Collect(maps.Values(earlier)), g.order...)
	slices.SortFunc(all, func(a, b *archive.Kept) int { return cmp.Or(a.At().Compare(b.At()), cmp.Compare(a.ID, b.ID)) })
	l := ledger.New()
	for _, k := range all {
		l.Add(k.Record)
	}
	var out []Commitment
	for _, e := range l.Entries() {
		for _, event := range e.Events {
			k := g.in[event.Article]
			if k == nil || event.Kind == ledger.Repeated {
				continue
			}
			out = append(out, Commitment{g.around(k, event.Text), e.By, e.Act, event.Kind, event.Due})
		}
	}
	slices.SortStableFunc(out, func(a, b Commitment) int { return a.At.Time.Compare(b.At.Time) })
	g.Commitments.set(out, g.Most)
	return nil
}

// each calls found for all commitments of the archive that are asked for.
func (g *gathering) each(ctx context.Context, q query.Node, which archive.Commitments, found func(*archive.Commitment)) error {
	opts := archive.ListOptions{Limit: 1000}
	for {
		page, err := g.from.Commitments(ctx, q, which, opts)
		if err != nil {
			return err
		}
		for i := range page.Commitments {
			found(&page.Commitments[i])
		}
		if opts.After = page.Next; opts.After == "" {
			return nil
		}
	}
}

// deadlines lists the commitments that fall due in the days that follow, of all
// articles that are watched, each matter of an actor once for its day.
func (g *gathering) deadlines(ctx context.Context) error {
	today := g.Until.Truncate(24 * time.Hour)
	var out []Deadline
	err := g.each(ctx, g.Watch.query(), archive.Commitments{From: today, To: today.AddDate(0, 0, g.Days-1)}, func(c *archive.Commitment) {
		made, text := c.Made(), c.Record.Article.Text
		if !c.At().Before(g.Until) || made.By.Name == "" {
			return
		}
		d := Deadline{g.sentence(c.Record.Article, c.Version, made.Content), made.Due.Value, made.By.Name, made.Act, story.NewGist(made.Content.Of(text))}
		known := slices.ContainsFunc(out, func(o Deadline) bool {
			return o.Day == d.Day && arabic.SameName(o.By, d.By) && (o.Words == d.Words || o.gist.Alike(d.gist) >= sameWords)
		})
		if !known {
			out = append(out, d)
		}
	})
	g.Deadlines.set(out, g.Most)
	return err
}

// changes lists the watched articles that were changed in the time, and what
// their sentences became.
func (g *gathering) changes(ctx context.Context) error {
	var out []Change
	err := g.watched(ctx, g.From.Add(-changesSince), func(v archive.Version) error {
		if v.Number == 1 || v.FirstSeen.Before(g.From) || !v.FirstSeen.Before(g.Until) {
			return nil
		}
		older, err := g.from.Get(ctx, v.ID, v.Number-1)
		if err != nil {
			return err
		}
		newer, err := g.from.Get(ctx, v.ID, v.Number)
		if err != nil {
			return err
		}
		c := Change{Source: source(v), Version: v.Number, Seen: v.FirstSeen}
		before, after := older.Record.Article.Text, newer.Record.Article.Text
		o, n := 0, 0
		for _, part := range archive.Diff(older.Record, newer.Record).Text {
			size := len(part.Text)
			switch part.Edit {
			case archive.Gone:
				c.Gone = g.addSentences(c.Gone, before, o, o+size)
				o += size
			case archive.New:
				c.New = g.addSentences(c.New, after, n, n+size)
				n += size
			default:
				o, n = o+size, n+size
			}
		}
		// A sentence that stands in both only came nearer to another.
		same := func(list []string, in string) []string {
			return slices.DeleteFunc(list, func(s string) bool { return strings.Contains(in, s) })
		}
		c.Gone, c.New = same(c.Gone, after), same(c.New, before)
		out = append(out, c)
		return nil
	})
	slices.SortStableFunc(out, func(a, b Change) int { return cmp.Or(a.Seen.Compare(b.Seen), cmp.Compare(a.ID, b.ID)) })
	g.Changes.set(out, g.Most)
	return err
}

// addSentences adds the sentences of a text that a stretch of it touches.
func (g *gathering) addSentences(list []string, text string, from, to int) []string {
	for _, s := range g.split(text) {
		words := strings.TrimSpace(s.Of(text))
		if s.Start < to && from < s.End && words != "" && strings.TrimSpace(text[max(from, s.Start):min(to, s.End)]) != "" && !slices.Contains(list, words) {
			list = append(list, words)
		}
	}
	return list
}

// around is the sentence of an article in which words of it stand.
func (g *gathering) around(k *archive.Kept, words string) Passage {
	at := strings.Index(k.Record.Article.Text, words)
	if at < 0 { // words of another version
		return Passage{oneLine(words), source(k.Version)}
	}
	return g.sentence(k.Record.Article, k.Version, arabic.Span{Start: at, End: at + len(words)})
}

// longest is the number of code points up to which whole sentences are given.
const longest = 600

// sentence is the sentence, or sentences, in which a stretch of an article lies,
// the stretch itself where they are long.
func (g *gathering) sentence(a *article.Article, v archive.Version, span arabic.Span) Passage {
	start, end := span.Start, span.End
	for _, s := range g.split(a.Text) {
		if s.Start < span.End && span.Start < s.End {
			start, end = min(start, s.Start), max(end, s.End)
		}
	}
	words := a.Text[start:end]
	if utf8.RuneCountInString(words) > longest {
		words = span.Of(a.Text)
	}
	return Passage{oneLine(words), source(v)}
}

func (g *gathering) split(text string) []arabic.Sentence {
	all, done := g.sentences[text]
	if !done {
		all = arabic.Tokenize(text).Sentences
		g.sentences[text] = all
	}
	return all
}

func source(v archive.Version) Source {
	s := Source{ID: v.ID, Title: oneLine(v.Title), Outlet: v.Outlet, At: v.Published}
	if strings.HasPrefix(v.URL, "http://") || strings.HasPrefix(v.URL, "https://") {
		s.URL = v.URL
	}
	s.At.Time = s.At.Time.UTC()
	return s
}

// sourceOf is the source of an article of a story.
func (g *gathering) sourceOf(d *story.Digest) Source {
	if k := g.in[d.ID]; k != nil {
		return source(k.Version)
	}
	at := article.Date{Time: d.At, Precision: article.Second}
	if d.At.IsZero() {
		at.Precision = article.UnknownDate
	}
	return source(archive.Version{ID: d.ID, Title: d.Title, Outlet: d.Outlet, URL: d.URL, Published: at})
}

// oneLine keeps words as they stand, but for line ends.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
