package story

import (
	"encoding/json"
	"io"
	"time"
)

// The types below are the wire shape; the order of their fields is the order
// of the keys.

type jsonStories struct {
	Stories        []jsonStory `json:"stories"`
	NearDuplicates [][2]string `json:"near_duplicates"`
}

type jsonStory struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	From     *string  `json:"from"` // publication of the first article, null where unknown
	To       *string  `json:"to"`
	Articles []string `json:"articles"`
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

func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}
