package export

import (
	"encoding/json"
	"io"
	"time"

	"isnad/ledger"
)

// ClaimReview writes the verdicts on entries as JSON-LD of schema.org's
// ClaimReview, one array: the commitment is the claim that is reviewed, its
// actor and the article that gave it first are the claim's author and
// appearance, and the verdict is the rating on a scale from 1 to 3. Entries
// without a verdict, and undecided ones, are left out, since what articles
// report is no review.
func ClaimReview(w io.Writer, entries []*ledger.Entry, verdicts ledger.Verdicts) error {
	out := []claimReview{}
	for _, e := range entries {
		v, given := verdicts[e.ID]
		worth, rated := ratings[v.Rating]
		if !given || !rated {
			continue
		}
		first := e.Events[0]
		r := claimReview{
			Context: "https://schema.org", Type: "ClaimReview",
			DatePublished: v.At.UTC().Format(time.DateOnly),
			ClaimReviewed: e.Matter,
			ItemReviewed: claim{
				Type: "Claim", Author: thing{Type: "Thing", Name: e.By},
				Appearance: creativeWork{Type: "NewsArticle", URL: first.URL, Headline: first.Title, Publisher: organization(first.Outlet)},
			},
			ReviewRating: rating{Type: "Rating", Value: worth, Best: 3, Worst: 1, Name: string(v.Rating)},
			ReviewBody:   v.Note,
		}
		if !first.At.IsZero() {
			r.ItemReviewed.DatePublished = first.At.UTC().Format(time.DateOnly)
		}
		if v.By != "" {
			r.Author = &thing{Type: "Person", Name: v.By}
		}
		out = append(out, r)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

var ratings = map[ledger.Rating]int{ledger.KeptPromise: 3, ledger.PartlyKept: 2, ledger.BrokenPromise: 1}

type claimReview struct {
	Context       string `json:"@context"`
	Type          string `json:"@type"`
	DatePublished string `json:"datePublished"`
	ClaimReviewed string `json:"claimReviewed"`
	ItemReviewed  claim  `json:"itemReviewed"`
	ReviewRating  rating `json:"reviewRating"`
	ReviewBody    string `json:"reviewBody,omitempty"`
	Author        *thing `json:"author,omitempty"`
}

type claim struct {
	Type          string       `json:"@type"`
	Author        thing        `json:"author"`
	DatePublished string       `json:"datePublished,omitempty"`
	Appearance    creativeWork `json:"appearance"`
}

type thing struct {
	Type   string `json:"@type"`
	Name   string `json:"name"`
	SameAs string `json:"sameAs,omitempty"`
}

type creativeWork struct {
	Type      string `json:"@type"`
	URL       string `json:"url,omitempty"`
	Headline  string `json:"headline,omitempty"`
	Publisher *thing `json:"publisher,omitempty"`
}

type rating struct {
	Type  string `json:"@type"`
	Value int    `json:"ratingValue"`
	Best  int    `json:"bestRating"`
	Worst int    `json:"worstRating"`
	Name  string `json:"alternateName"`
}

func organization(name string) *thing {
	if name == "" {
		return nil
	}
	return &thing{Type: "Organization", Name: name}
}
