package eval

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/archive"
	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// Copies are records that go on without end: those that were read, and then
// copies of them under ids of their own. Of a copy the words are shuffled between
// the places of what was read, so that every span holds, and days move with the
// day of publication. No new words and names come.
type Copies struct {
	of         []*record.Record
	size       int
	begin, end time.Time
}

// ReadCopies reads the first n articles of news in JSON Lines, of which size
// records are to be made that are published evenly between two times; where a
// time is to be stated news without one are left out. "" is ant-2018 of the data
// folder. Of short ones the title and the beginning is read.
func ReadCopies(ctx context.Context, news string, n int, short bool, size int, begin, end time.Time) (*Copies, error) {
	if news == "" {
		shared, ok := Shared()
		if !ok {
			return nil, errors.New("no data folder: set ISNAD_SHARED, or name the news")
		}
		news = filepath.Join(shared, filepath.FromSlash(newsFile))
	}
	var pages []*page.Page
	for p, err := range page.Open(ctx, news, page.Options{}) {
		if err != nil {
			return nil, err
		}
		if short {
			cut(p)
		}
		if pages = append(pages, p); len(pages) == n {
			break
		}
	}
	read := make([]*record.Record, len(pages))
	var workers sync.WaitGroup
	for w := range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := w; i < len(pages); i += runtime.GOMAXPROCS(0) {
				if a, err := article.From(pages[i], article.Options{}); err == nil && a.Published.Known() {
					read[i] = record.Read(a)
				}
			}
		})
	}
	workers.Wait()
	read = slices.DeleteFunc(read, func(r *record.Record) bool { return r == nil })
	if len(read) == 0 {
		return nil, fmt.Errorf("%s: %w", news, os.ErrNotExist)
	}
	return &Copies{read, size, begin, end}, nil
}

// shortText is how much of its text a short article keeps, in characters.
const shortText = 300

// cut leaves of a page its title and the first words.
func cut(p *page.Page) {
	text := []rune(p.Fields.Text)
	end := min(len(text), shortText)
	for end > 0 && end < len(text) && !unicode.IsSpace(text[end]) {
		end--
	}
	p.Fields.Text = string(text[:end])
	p.Text = p.Fields.Text
}

// Entry is the i-th entry, with a page that has its words.
func (c *Copies) Entry(i int) (*archive.Entry, error) {
	was := c.of[i%len(c.of)]
	r, a := *was, *was.Article
	r.Article = &a
	at := c.begin.Add(time.Duration(float64(i) / float64(c.size) * float64(c.end.Sub(c.begin)))).Truncate(time.Second)
	if round := i / len(c.of); round > 0 {
		a.ID = fmt.Sprintf("%s-%d", a.ID, round)
		a.Text = shuffleAround(a.Text, cutsOf(was), i)
		title := strings.Fields(a.Title)
		shuffle(title, i)
		a.Title = strings.Join(title, " ")
	}
	days := int(at.Sub(a.Published.Time).Hours() / 24)
	a.Published = article.Date{Time: at, Precision: article.Second}
	r.Statements = slices.Clone(r.Statements)
	for i := range r.Statements {
		r.Statements[i].SaidAt = later(r.Statements[i].SaidAt, days)
	}
	r.Times = slices.Clone(r.Times)
	for i := range r.Times {
		r.Times[i].Value = later(r.Times[i].Value, days)
	}
	r.Commitments = slices.Clone(r.Commitments)
	for i := range r.Commitments {
		r.Commitments[i].Due.Value = later(r.Commitments[i].Due.Value, days)
	}
	p := &page.Page{Name: a.ID, URL: a.URL, Format: page.Record, Text: a.Text, Fields: &page.Fields{
		ID: a.ID, URL: a.URL, Outlet: a.Outlet, Title: a.Title, Published: at.Format(time.RFC3339), Authors: a.Authors, Text: a.Text,
	}}
	return archive.NewEntry(&r, p, article.Options{})
}

// later moves a day; what is none stays.
func later(value string, days int) string {
	day, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return value
	}
	return day.AddDate(0, 0, days).Format(time.DateOnly)
}

// cutsOf lists where the spans of a record begin and end, each with whether the
// words from there to the next are a name, a time or a figure.
func cutsOf(r *record.Record) map[int]bool {
	cuts := map[int]bool{0: false, len(r.Article.Text): false}
	add := func(spans ...arabic.Span) {
		for _, s := range spans {
			cuts[s.Start], cuts[s.End] = false, false
		}
	}
	for _, b := range r.Article.Blocks {
		add(b.Span)
	}
	for _, s := range r.Statements {
		add(s.Content, s.Cue.Span, s.Source.Span)
		for _, link := range s.Chain {
			add(link.Span)
		}
	}
	for _, c := range r.Commitments {
		add(c.Content, c.Due.Span)
		add(c.Conditions...)
	}
	var whole []arabic.Span
	for _, e := range r.Entities {
		for _, m := range e.Mentions {
			whole = append(whole, m.Span)
		}
	}
	for _, t := range r.Times {
		whole = append(whole, t.Span)
	}
	for _, q := range r.Quantities {
		whole = append(whole, q.Span)
	}
	add(whole...)
	for at := range cuts {
		cuts[at] = slices.ContainsFunc(whole, func(s arabic.Span) bool { return s.Start <= at && at < s.End })
	}
	return cuts
}

// shuffleAround shuffles the words of each piece of a text between cuts. Words
// that a cut goes through stay where they are, and so does each piece that is to
// stay whole.
func shuffleAround(text string, cuts map[int]bool, i int) string {
	out := make([]byte, 0, len(text))
	at := slices.Sorted(maps.Keys(cuts))
	for n, end := range at[1:] {
		start := at[n]
		piece := text[start:end]
		if cuts[start] {
			out = append(out, piece...)
			continue
		}
		first, last := 0, len(piece)
		if before, _ := utf8.DecodeLastRuneInString(text[:start]); start > 0 && !unicode.IsSpace(before) {
			if first = strings.IndexFunc(piece, unicode.IsSpace); first < 0 {
				first = last
			}
		}
		if after, _ := utf8.DecodeRuneInString(text[end:]); end < len(text) && !unicode.IsSpace(after) {
			last = max(first, len(strings.TrimRightFunc(piece, isWord)))
		}
		words := strings.Fields(piece[first:last])
		shuffle(words, i)
		out = append(out, piece[:first]...)
		rest := piece[first:last]
		for _, word := range words {
			space := strings.IndexFunc(rest, isWord)
			out = append(append(out, rest[:space]...), word...)
			rest = rest[space:]
			if space = strings.IndexFunc(rest, unicode.IsSpace); space < 0 {
				space = len(rest)
			}
			rest = rest[space:]
		}
		out = append(append(out, rest...), piece[last:]...)
	}
	return string(out)
}

func isWord(r rune) bool { return !unicode.IsSpace(r) }
