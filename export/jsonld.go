package export

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"isnad/archive"
	"isnad/record"
)

// graph writes JSON objects as the members of one array, between what stands
// before and after it, without ever holding more than one of them.
type graph struct {
	w     io.Writer
	tail  string
	begun bool
}

func (g *graph) add(x any) error {
	var b bytes.Buffer
	if g.begun {
		b.WriteByte(',')
	}
	b.WriteByte('\n')
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(x); err != nil {
		return err
	}
	g.begun = true
	_, err := g.w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return err
}

func (g *graph) Close() error {
	_, err := io.WriteString(g.w, "\n"+g.tail+"\n")
	return err
}

// linkedData writes JSON-LD of schema.org: each article is a NewsArticle, what
// it quotes a Quotation, what it reports of somebody in other words a Claim. A
// relay is the work that either is based on. What somebody denies, or is said not
// to have said, has no author. What schema.org has no word for, such as the rule
// that found it, how sure it is and where it stands in the text, is in terms of
// our own. With identifiers, the item of Wikidata is who is named, too (sameAs).
type linkedData struct {
	graph
	ids *Identifiers
}

func newLinkedData(w io.Writer, ids *Identifiers) (Records, error) {
	_, err := io.WriteString(w, `{"@context":["https://schema.org",{"isnad":"urn:isnad:term:"}],"@graph":[`)
	return &linkedData{graph{w: w, tail: "]}"}, ids}, err
}

type newsArticle struct {
	ID        string  `json:"@id"`
	Type      string  `json:"@type"`
	Headline  string  `json:"headline,omitempty"`
	URL       string  `json:"url,omitempty"`
	Published string  `json:"datePublished,omitempty"`
	Retrieved string  `json:"sdDatePublished"`
	Language  string  `json:"inLanguage"`
	Publisher *thing  `json:"publisher,omitempty"`
	Authors   []thing `json:"author,omitempty"`
}

type reported struct {
	ID         string `json:"@id"`
	Type       string `json:"@type"`
	Text       string `json:"text"`
	Language   string `json:"inLanguage"`
	Speaker    *thing `json:"spokenByCharacter,omitempty"` // of a Quotation
	Author     *thing `json:"author,omitempty"`            // of a Claim
	Denier     *thing `json:"isnad:deniedBy,omitempty"`
	Silent     *thing `json:"isnad:notSaidBy,omitempty"`
	Article    *ref   `json:"isPartOf,omitempty"`   // of a Quotation
	Appearance *ref   `json:"appearance,omitempty"` // of a Claim
	Basis      *work  `json:"isBasedOn,omitempty"`
	SaidAt     string `json:"isnad:saidAt,omitempty"` // a TIMEX3 value
	Act        string `json:"isnad:act"`
	Start      int    `json:"isnad:start"`
	End        int    `json:"isnad:end"`
	Rule       string `json:"isnad:rule"`
	Confidence number `json:"isnad:confidence"`
}

type ref struct {
	ID string `json:"@id"`
}

type work struct {
	Type      string `json:"@type"`
	Publisher thing  `json:"publisher"`
	Basis     *work  `json:"isBasedOn,omitempty"`
}

// number is a confidence, with two digits.
type number float64

func (n number) MarshalJSON() ([]byte, error) { return []byte(decimal(float64(n))), nil }

func (l *linkedData) Write(k *archive.Kept) error {
	a := k.Record.Article
	id := iri(k.ID, "")
	n := newsArticle{
		ID: id, Type: "NewsArticle", Headline: k.Title, URL: k.URL, Retrieved: k.FirstSeen.Format(time.RFC3339),
		Language: "ar", Publisher: l.known(organization(k.Outlet)), Published: dateOf(k.Published),
	}
	for _, name := range a.Authors {
		n.Authors = append(n.Authors, *l.known(&thing{Type: "Person", Name: name}))
	}
	if err := l.add(n); err != nil {
		return err
	}
	points := CodePoints(a.Text)
	for i := range k.Record.Statements {
		s := &k.Record.Statements[i]
		r := reported{
			ID: iri(k.ID, s.ID), Text: s.Content.Of(a.Text), Language: "ar", Basis: l.basis(relays(s)), SaidAt: s.SaidAt, Act: string(s.Act),
			Start: points[s.Content.Start], End: points[s.Content.End], Rule: s.Rule, Confidence: number(s.Confidence),
		}
		source := sourceOf(s.Source)
		if s.Source.Type != record.Anonymous {
			source = l.known(source)
		}
		if s.Kind == record.Direct {
			r.Type, r.Speaker, r.Article = "Quotation", source, &ref{id}
		} else {
			r.Type, r.Appearance = "Claim", &ref{id}
			switch {
			case s.Negated:
				r.Silent = source
			case s.Act == record.Deny:
				r.Denier = source
			default:
				r.Author = source
			}
		}
		if err := l.add(r); err != nil {
			return err
		}
	}
	return nil
}

// sourceOf is a statement's source; a source of a kind that schema.org does not
// part into persons and organisations is a Thing.
func sourceOf(s record.Source) *thing {
	if s.Name == "" {
		return nil
	}
	switch s.Type {
	case record.Person:
		return &thing{Type: "Person", Name: s.Name}
	case record.Organization:
		return organization(s.Name)
	}
	return &thing{Type: "Thing", Name: s.Name}
}

// basis nests the works of relays, the outermost outside.
func (l *linkedData) basis(links []record.Link) *work {
	if len(links) == 0 {
		return nil
	}
	return &work{"CreativeWork", *l.known(&thing{Type: "Organization", Name: links[0].Name}), l.basis(links[1:])}
}

// known is t with its item of Wikidata; nil stays nil.
func (l *linkedData) known(t *thing) *thing {
	if t != nil {
		t.SameAs = l.ids.sameAs(t.Name)
	}
	return t
}
