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
}

type jsonMember struct {
	Article   string     `json:"article"`
	Statement string     `json:"statement"` // "" in the article's own voice
	Content   jsonText   `json:"content"`
	Source    string     `json:"source"`
	Chain     []string   `json:"chain"` // outermost relay first, without the source
	Act       record.Act `json:"act"`
	Negated   bool       `json:"negated"`
}

type jsonText struct {
	Text string `json:"text"`
}

// WriteJSON writes stories as one indented JSON object. Articles are named by
// the ids of their inputs; lists are never null.
func WriteJSON(w io.Writer, stories []*Story) error {
	out := jsonStories{Stories: []jsonStory{}, NearDuplicates: [][2]string{}}
	for _, s := range stories {
		first, last := s.Articles[0], s.Articles[len(s.Articles)-1]
		j := jsonStory{ID: s.ID, Title: s.Title(), From: instant(first.At), To: instant(last.At)}
		for _, a := range s.Articles {
			j.Articles = append(j.Articles, a.OwnID)
		}
		j.Claims = []jsonClaim{}
		for _, c := range s.Claims() {
			j.Claims = append(j.Claims, claimJSON(c))
		}
		for _, p := range s.Near {
			out.NearDuplicates = append(out.NearDuplicates, [2]string{p[0].OwnID, p[1].OwnID})
		}
		out.Stories = append(out.Stories, j)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func claimJSON(c *Claim) jsonClaim {
	j := jsonClaim{Relation: c.Relation, Origins: []string{}}
	for _, o := range c.Origins {
		j.Origins = append(j.Origins, o.Name)
	}
	for _, m := range c.Members {
		chain := []string{}
		for _, l := range m.Chain {
			chain = append(chain, l.Name)
		}
		j.Members = append(j.Members, jsonMember{
			Article: m.Article.OwnID, Statement: m.Statement, Content: jsonText{m.Text},
			Source: m.Source.Name, Chain: chain, Act: m.Act, Negated: m.Negated,
		})
	}
	return j
}

func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}
