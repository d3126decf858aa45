package evidence

import (
	"bytes"
	_ "embed"
	"html/template"
	"strings"
	"time"

	"isnad/article"
	"isnad/export"
	"isnad/wording"
)

//go:embed page.html
var pageTemplate string

// view is the page of a pack in one language.
type view struct {
	*packer
	words wording.Language
	Lang  string
	Dir   string
	files map[string][]byte
}

// page writes what the pack shows as one page that needs no other file, first in
// Arabic, then in English.
func (p *packer) page(files map[string][]byte) ([]byte, error) {
	views := []view{{p, wording.Arabic, "ar", "rtl", files}, {p, wording.English, "en", "ltr", files}}
	t, err := template.New("page").Parse(pageTemplate)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, views)
	return b.Bytes(), err
}

// Label gives a label by its name in the template.
func (v view) Label(name string) string {
	return v.words.Say(map[string]wording.Label{
		"title": wording.EvidencePack, "packed": wording.PackedAt, "checked": wording.PackChecked, "words": wording.ExactWords, "articles": wording.AsRead,
		"text": wording.TextCopy, "record": wording.RecordCopy, "page": wording.PageCopy, "original": wording.OriginalPage, "digest": wording.Fingerprint,
		"origins": wording.OriginsOfPack, "own": wording.OwnVoice, "unnamed": wording.Unnamed, "unknown": wording.Unknown, "arrow": wording.Arrow,
		"published": wording.Published, "seen": wording.FirstSeen, "version": wording.Version, "comma": wording.Comma,
		"statement": wording.PackSubjects["statement"], "claim": wording.PackSubjects["claim"], "story": wording.PackSubjects["story"],
	}[name])
}

func (v view) Packed() string        { return v.instant(v.chain.Packed) }
func (v view) Subjects() []Subject   { return v.chain.Subjects }
func (v view) Articles() []Article   { return v.chain.Articles }
func (v view) Of(w Words) Article    { return v.chain.Articles[w.Article-1] }
func (v view) Number(i int) int      { return i + 1 }
func (v view) Seen(a Article) string { return v.instant(a.FirstSeen) }

func (v view) instant(t time.Time) string {
	return v.words.Date(article.Date{Time: t.UTC(), Precision: article.Second}) + " UTC"
}

// Published is when an article was published, as exactly as it says.
func (v view) Published(a Article) string {
	if a.Published == nil {
		return v.words.Say(wording.Unknown)
	}
	return v.words.Date(article.Date{Time: *a.Published, Precision: article.Precision(a.Precision)})
}

// around is the number of characters of the text on either side of words.
const around = 160

// Place is words with what stands before and behind them.
type Place struct{ Before, Text, After string }

// Place cuts the words out of the text of their article.
func (v view) Place(w Words) Place {
	text := []rune(string(v.files[v.Of(w).Text]))
	p := Place{Before: string(text[max(0, w.Start-around):w.Start]), Text: w.Text, After: string(text[w.End:min(len(text), w.End+around)])}
	if w.Start > around {
		p.Before = "…" + p.Before
	}
	if w.End+around < len(text) {
		p.After += "…"
	}
	return p
}

// Digest is the SHA-256 of a file.
func (v view) Digest(name string) string { return digest(v.files[name]) }

// Link is an address that a page may lead to, "" for any other.
func (v view) Link(address string) string {
	if strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://") {
		return address
	}
	return ""
}

// Drawn is the chain of a claim, "" for other subjects.
func (v view) Drawn(s Subject) (template.HTML, error) {
	if s.drawn == nil {
		return "", nil
	}
	var b bytes.Buffer
	err := export.OriginsSVG(&b, s.drawn, s.graph, v.words)
	return template.HTML(b.String()), err // escaped by its writer
}
