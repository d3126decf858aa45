package archive

import "isnad/correction"

// Correction is a correction with the article that it belongs to.
type Correction struct {
	correction.State
	In Version // the newest of the article; the zero Version where it is about names
}

// CorrectionPage is a part of a list of corrections.
type CorrectionPage struct {
	Corrections []Correction
	Total       int
	Next        string // ListOptions.After of the next page, "" on the last
}

// CorrectionJSON is a Correction in lists.
type CorrectionJSON struct {
	Article    *ArticleJSON     `json:"article,omitempty"`
	Correction correction.State `json:"correction"`
}

// CorrectionPageJSON is a CorrectionPage.
type CorrectionPageJSON struct {
	Total       int              `json:"total"`
	Next        string           `json:"next" doc:"after of the next page, \"\" on the last."`
	Corrections []CorrectionJSON `json:"corrections"`
}

// JSON returns p as the API gives it.
func (p *CorrectionPage) JSON() CorrectionPageJSON {
	j := CorrectionPageJSON{Total: p.Total, Next: p.Next, Corrections: []CorrectionJSON{}}
	for _, c := range p.Corrections {
		one := CorrectionJSON{Correction: c.State}
		if c.In.ID != "" {
			article := c.In.JSON()
			one.Article = &article
		}
		j.Corrections = append(j.Corrections, one)
	}
	return j
}
