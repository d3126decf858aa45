package story

import (
	"encoding/json"
	"io"
	"time"

	"isnad/record"
)

// The types below are the wire shape; the order of their fields is the order
// of the keys.

type jsonStories struct {
	Stories        []jsonStory `json:"stories"`
	NearDuplicates [][2]string `json:"near_duplicates"`
}

type jsonStory struct {
	ID       string      `json:"id"`
	Title    string      `json:"title"`
	From     *string     `json:"from"` // publication of the first article, null where unknown
	To       *string     `json:"to"`
	Articles []string    `json:"articles"`
	Claims   []jsonClaim `json:"claims"`
}

type jsonClaim struct {
	Relation Relation     `json:"relation"`
	Origins  []string     `json:"origins"`
	Members  []jsonMember `json:"members"`
	Graph    *jsonGraph   `json:"graph,omitempty"`
}

type jsonMember struct {
	Article   string     `json:"article"`
	Statement string     `json:"statement"` // "" in the article's own voice
	Content   jsonText   `json:"content"`
	Source    string     `json:"source"`
	Chain     []string   `json:"chain"`     // outermost relay first, without the source
	Suggested []string   `json:"suggested"` // relays that the text only suggests
	Act       record.Act `json:"act"`
	Negated   bool       `json:"negated"`
	Version   int        `json:"version,omitempty"` // of a claim on which members disagree, from 1; absent where the member is in none
}

type jsonText struct {
	Text string `json:"text"`
}

// WriteJSON writes stories with their claims as one indented JSON object.
// Articles are named by the ids of their inputs; lists are never null.
func WriteJSON(w io.Writer, stories []*Story) error {
	out := jsonStories{Stories: []jsonStory{}, NearDuplicates: [][2]string{}}
	for _, s := range stories {
		j := storyJSON(s)
		for _, c := range s.Claims() {
			j.Claims = append(j.Claims, claimJSON(c))
		}
		out.Stories = append(out.Stories, j)
		out.NearDuplicates = append(out.NearDuplicates, nearJSON(s)...)
	}
	return encode(w, out)
}

// WriteStoryJSON writes one story whole: its articles as a timeline, its cast,
// its figures, and the claims that are given with the graph of each.
func WriteStoryJSON(w io.Writer, s *Story, claims []*Claim) error {
	out := jsonWhole{jsonStory: storyJSON(s), Timeline: []jsonArticle{}, Figures: []jsonCount{}, NearDuplicates: nearJSON(s), Merges: []jsonMerge{}, Passages: []jsonPassage{}}
	for _, a := range s.Articles {
		out.Timeline = append(out.Timeline, articleJSON(a))
	}
	out.People, out.Bodies, out.Places = orEmpty(s.Cast(record.Person)), orEmpty(s.Cast(record.Organization)), orEmpty(s.Cast(record.Location))
	for _, c := range s.Counts() {
		j := jsonCount{Of: c.Of, Values: c.Values()}
		for _, f := range c.Figures {
			j.Figures = append(j.Figures, jsonFigure{Article: f.Article.OwnID, Outlet: f.Article.Outlet, Published: instant(f.Article.At),
				Text: f.Text, Value: f.Value, Approx: f.Approx, Source: f.Source.Name})
		}
		out.Figures = append(out.Figures, j)
	}
	for _, p := range s.Passages() {
		var j jsonPassage
		for _, at := range p.Places {
			j.Places = append(j.Places, jsonPlace{at.Article.OwnID, at.Article.Outlet, jsonText{at.Text}})
		}
		out.Passages = append(out.Passages, j)
	}
	for _, m := range s.Merges() {
		out.Merges = append(out.Merges, jsonMerge{Story: m.Story, Article: m.Article.OwnID})
	}
	for _, c := range claims {
		j := claimJSON(c)
		j.Graph = graphJSON(c.Graph(s.Near))
		out.Claims = append(out.Claims, j)
	}
	return encode(w, out)
}

type jsonWhole struct {
	jsonStory
	Timeline       []jsonArticle `json:"timeline"`
	People         []string      `json:"people"`
	Bodies         []string      `json:"bodies"`
	Places         []string      `json:"places"`
	Figures        []jsonCount   `json:"figures"`
	NearDuplicates [][2]string   `json:"near_duplicates"`
	Merges         []jsonMerge   `json:"merges"`
	Passages       []jsonPassage `json:"passages"` // reused without credit, the earliest place first
}

type jsonPassage struct {
	Places []jsonPlace `json:"places"`
}

type jsonPlace struct {
	Article string   `json:"article"`
	Outlet  string   `json:"outlet"`
	Content jsonText `json:"content"`
}

type jsonArticle struct {
	Published *string `json:"published"`
	ID        string  `json:"id"`
	Outlet    string  `json:"outlet"`
	Title     string  `json:"title"`
	URL       string  `json:"url"`
}

type jsonCount struct {
	Of      string       `json:"of"`
	Values  []float64    `json:"values"`
	Figures []jsonFigure `json:"figures"`
}

type jsonFigure struct {
	Article   string  `json:"article"`
	Outlet    string  `json:"outlet"`
	Published *string `json:"published"`
	Text      string  `json:"text"`
	Value     float64 `json:"value"`
	Approx    bool    `json:"approx"`
	Source    string  `json:"source"` // "" in the article's own voice
}

type jsonMerge struct {
	Story   string `json:"story"`
	Article string `json:"article"`
}

type jsonGraph struct {
	Nodes []jsonNode `json:"nodes"`
	Edges []jsonEdge `json:"edges"`
}

type jsonNode struct {
	Kind      NodeKind `json:"kind"`
	Name      string   `json:"name"`
	Unsourced bool     `json:"unsourced"`
	Unnamed   bool     `json:"unnamed"`
}

type jsonEdge struct {
	From     int  `json:"from"` // indices of nodes
	To       int  `json:"to"`
	Inferred bool `json:"inferred"`
	Copy     bool `json:"copy"`
}

// WriteDriftJSON writes quotations with their wordings, against the first of
// each, as one indented JSON object.
func WriteDriftJSON(w io.Writer, drifts []Drift) error {
	type version struct {
		Members []jsonMember `json:"members"`
		Edits   []jsonEdit   `json:"edits"`
	}
	type drift struct {
		Source   string    `json:"source"`
		Versions []version `json:"versions"`
	}
	out := struct {
		Drifts []drift `json:"drifts"`
	}{[]drift{}}
	for _, d := range drifts {
		j := drift{Source: d.Source.Name}
		for _, x := range d.Versions {
			v := version{}
			for _, m := range x.Members {
				v.Members = append(v.Members, memberJSON(m))
			}
			for _, e := range x.Edits {
				v.Edits = append(v.Edits, jsonEdit(e))
			}
			j.Versions = append(j.Versions, v)
		}
		out.Drifts = append(out.Drifts, j)
	}
	return encode(w, out)
}

// WriteRelatedJSON writes related articles as one indented JSON object.
func WriteRelatedJSON(w io.Writer, list []Relative) error {
	type relative struct {
		jsonArticle
		Why    Kinship  `json:"why"`
		Claims int      `json:"claims"`
		Shared []string `json:"shared"`
	}
	out := struct {
		Related []relative `json:"related"`
	}{[]relative{}}
	for _, r := range list {
		out.Related = append(out.Related, relative{articleJSON(r.Article), r.Why, r.Claims, orEmpty(r.Shared)})
	}
	return encode(w, out)
}

func articleJSON(a *Digest) jsonArticle {
	return jsonArticle{Published: instant(a.At), ID: a.OwnID, Outlet: a.Outlet, Title: a.Title, URL: a.URL}
}

type jsonEdit struct {
	Op   EditOp `json:"op"`
	Text string `json:"text"`
}

func storyJSON(s *Story) jsonStory {
	first, last := s.Articles[0], s.Articles[len(s.Articles)-1]
	j := jsonStory{ID: s.ID, Title: s.Title(), From: instant(first.At), To: instant(last.At), Claims: []jsonClaim{}}
	for _, a := range s.Articles {
		j.Articles = append(j.Articles, a.OwnID)
	}
	return j
}

func nearJSON(s *Story) [][2]string {
	out := [][2]string{}
	for _, p := range s.Near {
		out = append(out, [2]string{p[0].OwnID, p[1].OwnID})
	}
	return out
}

func claimJSON(c *Claim) jsonClaim {
	j := jsonClaim{Relation: c.Relation, Origins: []string{}}
	for _, o := range c.Origins {
		j.Origins = append(j.Origins, o.Name)
	}
	for _, m := range c.Members {
		member := memberJSON(m)
		member.Version = c.Version(m)
		j.Members = append(j.Members, member)
	}
	return j
}

func memberJSON(m *Assertion) jsonMember {
	return jsonMember{
		Article: m.Article.OwnID, Statement: m.Statement, Content: jsonText{m.Text},
		Source: m.Source.Name, Chain: names(m.Chain), Suggested: names(m.Suggested), Act: m.Act, Negated: m.Negated,
	}
}

func graphJSON(g *Graph) *jsonGraph {
	j := &jsonGraph{Nodes: []jsonNode{}, Edges: []jsonEdge{}}
	for _, n := range g.Nodes {
		j.Nodes = append(j.Nodes, jsonNode{n.Kind, n.Name, n.Unsourced, n.Unnamed})
	}
	for _, e := range g.Edges {
		j.Edges = append(j.Edges, jsonEdge(e))
	}
	return j
}

func names(voices []Voice) []string {
	out := []string{}
	for _, v := range voices {
		out = append(out, v.Name)
	}
	return out
}

func orEmpty(names []string) []string {
	if names == nil {
		return []string{}
	}
	return names
}

func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
