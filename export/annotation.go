package export

import (
	"io"
	"strings"
	"time"

	"isnad/archive"
	"isnad/record"
	"isnad/wording"
)

// annotations writes W3C Web Annotations (https://www.w3.org/TR/annotation-model/):
// a collection whose one page holds an annotation for each statement. Its body
// says who said it and through whom; its target is the article, by the exact
// words with what stands around them, and by their place in the text that the
// archive keeps, counted in code points.
type annotations struct{ graph }

func newAnnotations(w io.Writer) (Records, error) {
	_, err := io.WriteString(w, `{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:isnad:annotations","type":"AnnotationCollection","label":"Isnad",`+
		`"first":{"id":"urn:isnad:annotations:1","type":"AnnotationPage","partOf":"urn:isnad:annotations","items":[`)
	return &annotations{graph{w: w, tail: "]}}"}}, err
}

type annotation struct {
	ID         string       `json:"id"`
	Type       string       `json:"type"`
	Motivation string       `json:"motivation"`
	Created    string       `json:"created"`
	Generator  software     `json:"generator"`
	Body       []textBody   `json:"body"`
	Target     targetSource `json:"target"`
}

type software struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Name string `json:"name"`
}

type textBody struct {
	Type     string `json:"type"`
	Value    string `json:"value"`
	Format   string `json:"format"`
	Language string `json:"language,omitempty"`
	Purpose  string `json:"purpose"`
}

type targetSource struct {
	Type     string     `json:"type"`
	Source   string     `json:"source"`
	Selector []selector `json:"selector"`
}

type selector struct {
	Type   string `json:"type"`
	Exact  string `json:"exact,omitempty"`
	Prefix string `json:"prefix,omitempty"`
	Suffix string `json:"suffix,omitempty"`
	Start  *int   `json:"start,omitempty"`
	End    *int   `json:"end,omitempty"`
}

// around is the number of code points before and after a quotation that help to
// find it where its words stand twice.
const around = 32

func (a *annotations) Write(k *archive.Kept) error {
	text := k.Record.Article.Text
	points := CodePoints(text)
	source := k.URL
	if source == "" {
		source = iri(k.ID, "")
	}
	for i := range k.Record.Statements {
		s := &k.Record.Statements[i]
		start, end := points[s.Content.Start], points[s.Content.End]
		tags := []string{string(s.Kind), string(s.Act)}
		if s.Negated {
			tags = append(tags, "negated")
		}
		body := []textBody{{"TextualBody", chain(s), "text/plain", "ar", "describing"}}
		for _, tag := range tags {
			body = append(body, textBody{"TextualBody", tag, "text/plain", "", "tagging"})
		}
		body = append(body, textBody{"TextualBody", s.Rule + " " + decimal(s.Confidence), "text/plain", "", "commenting"})
		err := a.add(annotation{
			ID: iri(k.ID, s.ID), Type: "Annotation", Motivation: "describing",
			Created: k.FirstSeen.Format(time.RFC3339), Generator: software{"urn:isnad", "Software", "Isnad"},
			Body: body,
			Target: targetSource{"SpecificResource", source, []selector{
				{Type: "TextQuoteSelector", Exact: s.Content.Of(text), Prefix: lastRunes(text[:s.Content.Start], around), Suffix: firstRunes(text[s.Content.End:], around)},
				{Type: "TextPositionSelector", Start: &start, End: &end},
			}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// chain is the isnad of a statement on one line: its source, then the relays
// from the source outwards.
func chain(s *record.Statement) string {
	names := []string{s.Source.Name}
	if names[0] == "" {
		names[0] = wording.Arabic.Say(wording.Unknown)
	}
	links := relays(s)
	for i := len(links) - 1; i >= 0; i-- {
		names = append(names, links[i].Name)
	}
	return strings.Join(names, " ← ")
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func lastRunes(s string, n int) string {
	r := []rune(s[max(0, len(s)-4*n):])
	return string(r[max(0, len(r)-n):])
}
