package archive

import (
	"encoding/json"
	"math"
	"time"
	"unicode/utf8"

	"isnad/correction"
	"isnad/record"
)

// The JSON of what an archive answers, the same from the commands and from the
// HTTP API, whose description is made from these types and their tags. Positions
// count code points, as in the record; statements and commitments are in the
// record's own form.

// ArticleJSON is a version of an article in lists.
type ArticleJSON struct {
	ID        string     `json:"id"`
	Version   int        `json:"version"`
	Outlet    string     `json:"outlet" doc:"\"\" where unknown"`
	URL       string     `json:"url"`
	Title     string     `json:"title"`
	Published *time.Time `json:"published" doc:"null where unknown"`
	FirstSeen time.Time  `json:"first_seen"`
}

// JSON returns v as lists give it.
func (v Version) JSON() ArticleJSON {
	j := ArticleJSON{ID: v.ID, Version: v.Number, Outlet: v.Outlet, URL: v.URL, Title: v.Title, FirstSeen: v.FirstSeen}
	if v.Published.Known() {
		j.Published = &v.Published.Time
	}
	return j
}

// PageJSON is what a search found.
type PageJSON struct {
	Query   string      `json:"query"`
	Total   int         `json:"total" doc:"Articles on all pages."`
	Relaxed bool        `json:"relaxed" doc:"No article has all words: those with any of them are given."`
	Next    string      `json:"next" doc:"after of the next page, \"\" on the last."`
	Facets  *FacetsJSON `json:"facets,omitempty"`
	Hits    []HitJSON   `json:"hits"`
}

// HitJSON is an article that a search found.
type HitJSON struct {
	ArticleJSON
	Score    float64       `json:"score" doc:"Comparable within one search."`
	Snippets []SnippetJSON `json:"snippets"`
}

// SnippetJSON is a Snippet.
type SnippetJSON struct {
	Start int        `json:"start" doc:"In code points of article.text."`
	Text  string     `json:"text"`
	Marks []MarkJSON `json:"marks" doc:"Words of the query, in code points of text."`
}

// MarkJSON is a Mark.
type MarkJSON struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// FacetsJSON are Facets.
type FacetsJSON struct {
	Outlets  []CountJSON `json:"outlets"`
	Months   []CountJSON `json:"months"`
	Speakers []CountJSON `json:"speakers"`
}

// CountJSON is a Count.
type CountJSON struct {
	Value    string `json:"value"`
	Articles int    `json:"articles"`
}

// JSON returns p as the answer to query.
func (p *Page) JSON(query string) PageJSON {
	j := PageJSON{Query: query, Total: p.Total, Relaxed: p.Relaxed, Next: p.Next, Hits: []HitJSON{}}
	for _, h := range p.Hits {
		hit := HitJSON{ArticleJSON: h.Version.JSON(), Score: math.Round(h.Score*1e4) / 1e4, Snippets: []SnippetJSON{}}
		for _, s := range h.Snippets {
			hit.Snippets = append(hit.Snippets, s.json())
		}
		j.Hits = append(j.Hits, hit)
	}
	if f := p.Facets; f != nil {
		j.Facets = &FacetsJSON{CountsJSON(f.Outlets), CountsJSON(f.Months), CountsJSON(f.Speakers)}
	}
	return j
}

func (s Snippet) json() SnippetJSON {
	j := SnippetJSON{Start: s.StartRunes, Text: s.Text, Marks: []MarkJSON{}}
	for _, m := range s.Marks {
		j.Marks = append(j.Marks, MarkJSON{utf8.RuneCountInString(s.Text[:m.Start]), utf8.RuneCountInString(s.Text[:m.End])})
	}
	return j
}

// CountsJSON returns counts as answers give them.
func CountsJSON(counts []Count) []CountJSON {
	out := make([]CountJSON, len(counts))
	for i, c := range counts {
		out[i] = CountJSON(c)
	}
	return out
}

// StatementPageJSON is a list of statements.
type StatementPageJSON struct {
	Total      int             `json:"total"`
	Next       string          `json:"next" doc:"after of the next page, \"\" on the last."`
	Statements []StatementJSON `json:"statements"`
}

// StatementJSON is a statement in a list.
type StatementJSON struct {
	Article   ArticleJSON     `json:"article"`
	Day       string          `json:"day" format:"date" doc:"On which it was said, as far as the article tells, else that of the article."`
	Statement json.RawMessage `json:"statement"` // record.StatementJSON
}

// JSON returns the list; it fails only where a record cannot be written.
func (p *StatementPage) JSON() (StatementPageJSON, error) {
	j := StatementPageJSON{Total: p.Total, Next: p.Next, Statements: []StatementJSON{}}
	for _, s := range p.Statements {
		said, err := record.StatementJSON(s.Record, s.Index)
		if err != nil {
			return j, err
		}
		j.Statements = append(j.Statements, StatementJSON{s.Version.JSON(), s.Day.Format(time.DateOnly), said})
	}
	return j, nil
}

// CommitmentPageJSON is a list of commitments.
type CommitmentPageJSON struct {
	Total       int              `json:"total"`
	Next        string           `json:"next" doc:"after of the next page, \"\" on the last."`
	Commitments []CommitmentJSON `json:"commitments"`
}

// CommitmentJSON is a commitment in a list.
type CommitmentJSON struct {
	Article    ArticleJSON     `json:"article"`
	Commitment json.RawMessage `json:"commitment"` // record.CommitmentJSON
	Verdict    string          `json:"verdict,omitempty" doc:"What a person has decided about it, where one has and it is asked for by the API."`
}

// JSON returns the list; it fails only where a record cannot be written.
func (p *CommitmentPage) JSON() (CommitmentPageJSON, error) {
	j := CommitmentPageJSON{Total: p.Total, Next: p.Next, Commitments: []CommitmentJSON{}}
	for _, c := range p.Commitments {
		made, err := record.CommitmentJSON(c.Record, c.Index)
		if err != nil {
			return j, err
		}
		j.Commitments = append(j.Commitments, CommitmentJSON{Article: c.Version.JSON(), Commitment: made})
	}
	return j, nil
}

// NamePageJSON is a NamePage.
type NamePageJSON struct {
	Total int        `json:"total"`
	Next  string     `json:"next" doc:"after of the next page, \"\" on the last."`
	Names []NameJSON `json:"names"`
}

// NameJSON is a name with its spellings, the most frequent first.
type NameJSON struct {
	SpellingJSON
	Variants    []SpellingJSON     `json:"variants"`
	Corrections []correction.State `json:"corrections,omitempty" doc:"By which spellings were joined or split, the earliest first."`
}

// SpellingJSON is one way in which articles give a name.
type SpellingJSON struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	Articles   int    `json:"articles" doc:"That speak of it."`
	Statements int    `json:"statements" doc:"Of which it is the source."`
}

// JSON returns the list.
func (p *NamePage) JSON() NamePageJSON {
	j := NamePageJSON{Total: p.Total, Next: p.Next, Names: []NameJSON{}}
	for _, n := range p.Names {
		name := NameJSON{n.Spelling.json(), []SpellingJSON{}, n.Corrections}
		for _, s := range n.Variants {
			name.Variants = append(name.Variants, s.json())
		}
		j.Names = append(j.Names, name)
	}
	return j
}

func (s Spelling) json() SpellingJSON {
	return SpellingJSON{s.Name, string(s.Type), s.Articles, s.Statements}
}
