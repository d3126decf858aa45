package trace

import (
	"context"
	"errors"
	"math"
	"net/url"
	"time"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/archive"
	"isnad/story"
)

// Answer is a trace as commands, the HTTP API and assistants give it, whose
// descriptions are made from these types. Positions count code points of the
// article's text. Lists are never null.
type Answer struct {
	Text    string         `json:"text"`
	Known   bool           `json:"known" doc:"The archive has the words, or a claim that says the same." jsonschema:"whether the archive has the words or a claim that says the same"`
	Words   int            `json:"words" doc:"Of the text, that were looked for: the first 400 at most." jsonschema:"of the text that were looked for, the first 400 at most"`
	Total   int            `json:"total" doc:"Articles in which the words stand." jsonschema:"articles in which the words stand"`
	Places  []PlaceJSON    `json:"places" doc:"The earliest first: where the words first appeared." jsonschema:"where the words stand, the earliest first"`
	Outlets []OutletCount  `json:"outlets" doc:"That have the words, those with most articles first." jsonschema:"that have the words"`
	Origins []OriginJSON   `json:"origins" doc:"The independent original sources that the given places name for the words; members count places." jsonschema:"the independent original sources that the places name; members count places from 0"`
	Chain   GraphJSON      `json:"chain" doc:"From the outlets over relays to the origins." jsonschema:"from the outlets over relays to the origins"`
	Changes []WordingJSON  `json:"wordings" doc:"The words of the places, each wording against the first." jsonschema:"the words of the places, each wording against the first"`
	Claims  []ClaimOfStory `json:"claims" doc:"Claims of stories that say the same, the surest first." jsonschema:"claims of stories that say the same, the surest first"`
}

// CitedArticle is an article as an answer refers to it.
type CitedArticle struct {
	ID        string     `json:"id"`
	Outlet    string     `json:"outlet" doc:"\"\" where unknown" jsonschema:"empty where unknown"`
	Title     string     `json:"title"`
	Published *time.Time `json:"published" doc:"null where unknown" jsonschema:"null where unknown"`
	Link      string     `json:"link" doc:"The article where it was published; where it has no address, urn:isnad:article: and its id." jsonschema:"the article where it was published; where it has no address, urn:isnad:article: and its id"`
}

// PlaceJSON is a place where the words stand.
type PlaceJSON struct {
	Article   CitedArticle `json:"article"`
	Start     int          `json:"start"`
	End       int          `json:"end"`
	Text      string       `json:"text" doc:"The exact words." jsonschema:"exactly as they stand in the article"`
	Share     float64      `json:"share" doc:"Of the words that were asked for, how many stand there in their order." jsonschema:"of the words asked for, how many stand there in their order"`
	Exact     bool         `json:"exact" doc:"They are the same words and no others." jsonschema:"they are the same words and no others"`
	Statement string       `json:"statement" doc:"Id of the statement that they are part of, \"\" in the article's own voice." jsonschema:"id within the article, empty where the article says it itself"`
	Source    string       `json:"source" doc:"Who says it there." jsonschema:"who says it there"`
	Via       []string     `json:"via" doc:"Who relayed it, outermost first." jsonschema:"who relayed it, outermost first"`
}

// OutletCount counts the articles of an outlet that have the words.
type OutletCount struct {
	Name     string `json:"name"`
	Articles int    `json:"articles"`
}

// OriginJSON is an original source.
type OriginJSON struct {
	Name    string `json:"name"`
	Named   bool   `json:"named" doc:"false for an unnamed source" jsonschema:"false for an unnamed source"`
	Members []int  `json:"members" doc:"Those that go back to it, counted from 0." jsonschema:"those that go back to it, counted from 0"`
}

// GraphJSON is a story.Graph.
type GraphJSON struct {
	Nodes []NodeJSON `json:"nodes"`
	Edges []EdgeJSON `json:"edges"`
}

// NodeJSON is an outlet, a relay or an origin.
type NodeJSON struct {
	Kind string `json:"kind" enum:"outlet,relay,origin"`
	Name string `json:"name"`
}

// EdgeJSON leads from who has the words to where he has them from.
type EdgeJSON struct {
	From     int  `json:"from" doc:"Index of a node." jsonschema:"index of a node"`
	To       int  `json:"to"`
	Inferred bool `json:"inferred" doc:"The text only suggests it." jsonschema:"the text only suggests it"`
	Copy     bool `json:"copy" doc:"The article is a copy of the other." jsonschema:"the article is a copy of the other"`
}

// WordingJSON is one wording with the places that have it.
type WordingJSON struct {
	Members []int      `json:"members" doc:"Places, counted from 0." jsonschema:"places, counted from 0"`
	Edits   []EditJSON `json:"edits"`
}

// EditJSON is a run of words with what became of it.
type EditJSON struct {
	Op   string `json:"op" enum:"kept,added,dropped"`
	Text string `json:"text"`
}

// ClaimOfStory is a claim that says what the text says.
type ClaimOfStory struct {
	Story    string       `json:"story"`
	Title    string       `json:"title" doc:"Of the story." jsonschema:"headline of the story"`
	Claim    string       `json:"claim" doc:"By which the claim is found in its story." jsonschema:"by which the claim is found in its story"`
	Why      string       `json:"why" enum:"words,gist" doc:"words: a member stands where the words stand; gist: a member says much the same." jsonschema:"words: a member stands where the words stand; gist: a member says much the same"`
	Alike    float64      `json:"alike" doc:"How much the likest member says the same, up to 1." jsonschema:"how much the likest member says the same, up to 1"`
	Relation string       `json:"relation" enum:"agree,disagree"`
	First    int          `json:"first" doc:"The earliest member, counted from 0." jsonschema:"the earliest member, counted from 0"`
	Like     int          `json:"like" doc:"The member that says it most like the text." jsonschema:"the member that says it most like the text"`
	Origins  []OriginJSON `json:"origins" doc:"Its independent original sources." jsonschema:"its independent original sources"`
	Chain    GraphJSON    `json:"chain"`
	Members  []MemberJSON `json:"members" doc:"In the order of publication." jsonschema:"in the order of publication"`
}

// MemberJSON is what one article says of a claim.
type MemberJSON struct {
	Article   CitedArticle `json:"article"`
	Start     *int         `json:"start" doc:"null where the article has changed since." jsonschema:"null where the article has changed since"`
	End       *int         `json:"end"`
	Text      string       `json:"text" doc:"The exact words." jsonschema:"exactly as they stand in the article"`
	Statement string       `json:"statement" doc:"\"\" in the article's own voice." jsonschema:"id within the article, empty where the article says it itself"`
	Source    string       `json:"source"`
	Via       []string     `json:"via" doc:"Who relayed it, outermost first." jsonschema:"who relayed it, outermost first"`
}

// JSON returns the trace; it asks the archive for the articles of claims, to
// count where their words stand.
func (t *Trace) JSON(ctx context.Context, in archive.Archive) (*Answer, error) {
	j := &Answer{Text: t.Text, Known: t.Known(), Words: t.Words, Total: t.Total, Places: []PlaceJSON{}, Outlets: []OutletCount{},
		Origins: []OriginJSON{}, Chain: GraphJSON{[]NodeJSON{}, []EdgeJSON{}}, Changes: []WordingJSON{}, Claims: []ClaimOfStory{}}
	at := map[*story.Assertion]int{}
	texts := map[string]string{} // of articles
	for i, p := range t.Places {
		m := p.Assertion
		at[m] = i
		text := p.Record.Article.Text
		texts[p.ID] = text
		start, end := codePoints(text, p.Span)
		j.Places = append(j.Places, PlaceJSON{cite(m.Article), start, end, m.Text, rounded(p.Share), p.Exact, m.Statement, m.Source.Name, names(m.Chain)})
	}
	for _, o := range t.Outlets {
		j.Outlets = append(j.Outlets, OutletCount{o.Value, o.Articles})
	}
	if t.Quote != nil {
		j.Origins, j.Chain = origins(t.Quote.Origins, at), graph(t.Graph)
	}
	for _, w := range t.Wordings {
		wording := WordingJSON{Members: members(w.Members, at), Edits: []EditJSON{}}
		for _, e := range w.Edits {
			wording.Edits = append(wording.Edits, EditJSON{string(e.Op), e.Text})
		}
		j.Changes = append(j.Changes, wording)
	}
	for _, c := range t.Claims {
		claim := ClaimOfStory{Story: c.Story, Title: c.Title, Claim: c.Members[0].Key(), Why: string(c.Why), Alike: rounded(c.Alike),
			Relation: string(c.Relation), Chain: graph(c.Graph(c.Near)), Members: []MemberJSON{}}
		at := map[*story.Assertion]int{}
		for i, m := range c.Members {
			at[m] = i
			if m == c.Like {
				claim.Like = i
			}
			member := MemberJSON{Article: cite(m.Article), Text: m.Text, Statement: m.Statement, Source: m.Source.Name, Via: names(m.Chain)}
			text, known := texts[m.Article.ID]
			if !known {
				switch kept, err := in.Get(ctx, m.Article.ID, 0); {
				case err == nil:
					text = kept.Record.Article.Text
				case !errors.Is(err, archive.ErrNotFound): // removed meanwhile
					return nil, err
				}
				texts[m.Article.ID] = text
			}
			if m.Span.End <= len(text) && m.Span.Of(text) == m.Text {
				start, end := codePoints(text, m.Span)
				member.Start, member.End = &start, &end
			}
			claim.Members = append(claim.Members, member)
		}
		claim.Origins = origins(c.Origins, at)
		j.Claims = append(j.Claims, claim)
	}
	return j, nil
}

func cite(d *story.Digest) CitedArticle {
	a := CitedArticle{ID: d.ID, Outlet: d.Outlet, Title: d.Title, Link: d.URL}
	if a.Link == "" {
		a.Link = "urn:isnad:article:" + url.PathEscape(d.ID)
	}
	if !d.At.IsZero() {
		a.Published = &d.At
	}
	return a
}

func codePoints(text string, s arabic.Span) (start, end int) {
	start = utf8.RuneCountInString(text[:s.Start])
	return start, start + utf8.RuneCountInString(s.Of(text))
}

func rounded(x float64) float64 { return math.Round(x*1e4) / 1e4 }

func names(voices []story.Voice) []string {
	out := []string{}
	for _, v := range voices {
		out = append(out, v.Name)
	}
	return out
}

func members(list []*story.Assertion, at map[*story.Assertion]int) []int {
	out := []int{}
	for _, m := range list {
		out = append(out, at[m])
	}
	return out
}

func origins(list []*story.Origin, at map[*story.Assertion]int) []OriginJSON {
	out := []OriginJSON{}
	for _, o := range list {
		out = append(out, OriginJSON{o.Name, !o.Unnamed(), members(o.Members, at)})
	}
	return out
}

func graph(g *story.Graph) GraphJSON {
	j := GraphJSON{[]NodeJSON{}, []EdgeJSON{}}
	for _, n := range g.Nodes {
		j.Nodes = append(j.Nodes, NodeJSON{string(n.Kind), n.Name})
	}
	for _, e := range g.Edges {
		j.Edges = append(j.Edges, EdgeJSON(e))
	}
	return j
}
