package article

import (
	"strings"

	"isnad/page"
)

// Options override what a page says about itself.
type Options struct {
	Published Date   // publication date, unless unknown
	Outlet    string // outlet, unless empty
}

// From makes an article of a page. The result's Text is valid UTF-8, equal to
// the page's for plain text; its blocks are in order, in range and disjoint.
// Errors are *page.Error of kinds NotArabic, NoArticle, TooLarge or Malformed.
func From(p *page.Page, opts Options) (*Article, error) {
	var a *Article
	var err error
	switch p.Format {
	case page.HTML:
		a, err = fromHTML(p)
	case page.Record:
		a, err = fromRecord(p)
	default:
		a, err = fromText(p, opts.Outlet)
	}
	if err != nil {
		return nil, err
	}
	if err := checkLanguage(p.Name, a.prose()); err != nil {
		return nil, err
	}
	if opts.Outlet != "" {
		a.Outlet = opts.Outlet
	}
	if opts.Published.Known() {
		a.Published = opts.Published
	}
	a.ID = MakeID(a.Outlet, a.OwnID, a.URL, a.Text)
	return a, nil
}

// prose is the article's text without furniture, as much as tells a language.
func (a *Article) prose() string {
	var b strings.Builder
	for _, bl := range a.Blocks {
		if bl.Kind != Boilerplate && b.Len() < languageSample {
			b.WriteString(bl.Of(a.Text))
			b.WriteByte('\n')
		}
	}
	return b.String()
}
