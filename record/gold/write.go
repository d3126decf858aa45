package gold

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/record"
)

// File is an annotated article as it is written; Read reads it. Checked says
// which annotations a person has made or corrected; the others are as the program
// read them.
type File struct {
	ID          string           `json:"id"`
	Outlet      string           `json:"outlet"`
	Published   string           `json:"published"`
	URL         string           `json:"url"`
	By          []string         `json:"corrected_by"`
	Text        string           `json:"text"`
	Statements  []FileStatement  `json:"statements"`
	Times       []FileTime       `json:"times"`
	Quantities  []FileQuantity   `json:"quantities"`
	Entities    []FileEntity     `json:"entities"`
	Commitments []FileCommitment `json:"commitments"`
}

// FileStatement is a statement of a File.
type FileStatement struct {
	Content FileQuote  `json:"content"`
	Kind    string     `json:"kind"`
	Cue     *FileQuote `json:"cue,omitempty"`
	Source  FileSource `json:"source"`
	Chain   []string   `json:"chain"`
	Medium  *string    `json:"medium"`
	Act     string     `json:"act"`
	Checked bool       `json:"checked"`
}

// FileSource is the source of a FileStatement.
type FileSource struct {
	FileQuote
	Name   string   `json:"name"`
	Accept []string `json:"accept"`
	Type   string   `json:"type"`
}

// FileQuote is a Quote.
type FileQuote struct {
	Quote string `json:"quote,omitempty"`
	Nth   int    `json:"nth,omitempty"`
}

// FileTime is a time of a File.
type FileTime struct {
	Span    FileQuote `json:"span"`
	Type    string    `json:"type"`
	Value   string    `json:"value"`
	Mod     *string   `json:"mod"`
	Checked bool      `json:"checked"`
}

// FileQuantity is a figure of a File.
type FileQuantity struct {
	Span    FileQuote `json:"span"`
	Value   float64   `json:"value"`
	Of      string    `json:"of"`
	Approx  bool      `json:"approx"`
	Checked bool      `json:"checked"`
}

// FileEntity is a person, body or place of a File.
type FileEntity struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Mentions []string `json:"mentions"`
}

// FileCommitment is a commitment of a File.
type FileCommitment struct {
	Content    FileQuote   `json:"content"`
	By         string      `json:"by"`
	Accept     []string    `json:"accept"`
	Act        string      `json:"act"`
	Due        *string     `json:"due"`
	Conditions []FileQuote `json:"conditions"`
	Checked    bool        `json:"checked"`
}

// Of annotates an article as a record reads it. checked tells, by the ids s1,
// c1, q1 and t1, which statements, commitments, figures and times a person has
// looked at.
func Of(r *record.Record, id string, checked func(id string) bool) *File {
	text := r.Article.Text
	f := &File{
		ID: id, Outlet: r.Article.Outlet, URL: r.Article.URL, Text: text, By: []string{},
		Statements: []FileStatement{}, Times: []FileTime{}, Quantities: []FileQuantity{}, Entities: []FileEntity{}, Commitments: []FileCommitment{},
	}
	if r.Article.Published.Known() {
		f.Published = r.Article.Published.Time.Format("2006-01-02")
	}
	accept := map[string][]string{}
	for _, e := range r.Entities {
		forms := []string{}
		for _, m := range e.Mentions {
			if form := m.Of(text); m.Kind == record.NameMention && !slices.Contains(forms, form) {
				forms = append(forms, form)
			}
		}
		accept[e.ID] = forms
		switch e.Type {
		case record.Person, record.Organization, record.Location:
			f.Entities = append(f.Entities, FileEntity{Name: e.Name, Type: string(e.Type), Mentions: forms})
		}
	}
	others := func(entity, name string) []string {
		all := []string{}
		for _, form := range accept[entity] {
			if form != name {
				all = append(all, form)
			}
		}
		return all
	}
	for _, s := range r.Statements {
		out := FileStatement{
			Content: quoteOf(text, s.Content), Kind: string(s.Kind), Act: string(s.Act), Medium: orNull(string(s.Medium)), Chain: []string{}, Checked: checked(s.ID),
			Source: FileSource{FileQuote: quoteOf(text, s.Source.Span), Name: s.Source.Name, Accept: others(s.Source.Entity, s.Source.Name), Type: string(s.Source.Type)},
		}
		if s.Cue.Len() > 0 {
			cue := quoteOf(text, s.Cue.Span)
			out.Cue = &cue
		}
		for _, l := range s.Chain {
			out.Chain = append(out.Chain, l.Name)
		}
		f.Statements = append(f.Statements, out)
	}
	for i, t := range r.Times {
		f.Times = append(f.Times, FileTime{quoteOf(text, t.Span), string(t.Type), t.Value, orNull(t.Mod), checked(fmt.Sprintf("t%d", i+1))})
	}
	for i, q := range r.Quantities {
		f.Quantities = append(f.Quantities, FileQuantity{quoteOf(text, q.Span), q.Value, q.Of, q.Approx, checked(fmt.Sprintf("q%d", i+1))})
	}
	for _, c := range r.Commitments {
		out := FileCommitment{
			Content: quoteOf(text, c.Content), By: c.By.Name, Accept: others(c.By.Entity, c.By.Name), Act: string(c.Act), Due: orNull(c.Due.Value),
			Conditions: []FileQuote{}, Checked: checked(c.ID),
		}
		for _, s := range c.Conditions {
			out.Conditions = append(out.Conditions, quoteOf(text, s))
		}
		f.Commitments = append(f.Commitments, out)
	}
	return f
}

// quoteOf writes a span as Article.Span finds it.
func quoteOf(text string, s arabic.Span) FileQuote {
	q := FileQuote{Quote: s.Of(text)}
	if q.Quote == "" {
		return q
	}
	for at := 0; ; q.Nth++ {
		i := strings.Index(text[at:s.End], q.Quote)
		if i < 0 {
			return q
		}
		_, size := utf8.DecodeRuneInString(text[at+i:])
		at += i + size
	}
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
