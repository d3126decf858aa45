package export

import (
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"isnad/archive"
	"isnad/article"
	"isnad/query"
	"isnad/record"
)

// Records writes what an archive keeps of articles, one after the other, in a
// format that other programs read. Close writes what stands after the last one
// and leaves the writer below open.
//
// Laws: the same articles in the same order give the same bytes; what the
// archive does not know is left out or empty, never filled in.
type Records interface {
	Write(k *archive.Kept) error
	Close() error
}

// Format is a format of Records by its name.
type Format struct {
	Name      string
	MediaType string
	Extension string // of a file, with its dot
	// Pages reports that the format is made of Kept.Page, which Archive.Walk
	// otherwise need not unpack.
	Pages bool
	// New begins to write to w.
	New func(w io.Writer) (Records, error)
	// Identified is New with items of Wikidata beside the names; nil where the
	// format has no place for them.
	Identified func(w io.Writer, ids *Identifiers) (Records, error)
}

// identified is a format that has a place for items of Wikidata.
func identified(f Format, begin func(io.Writer, *Identifiers) (Records, error)) Format {
	f.New = func(w io.Writer) (Records, error) { return begin(w, nil) }
	f.Identified = begin
	return f
}

// Formats are all formats of Records.
var Formats = []Format{
	{Name: "jsonl", MediaType: "application/jsonl", Extension: ".jsonl", New: newLines},
	identified(Format{Name: "statements", MediaType: "text/csv; charset=utf-8", Extension: ".csv"}, newTable(statements)),
	identified(Format{Name: "commitments", MediaType: "text/csv; charset=utf-8", Extension: ".csv"}, newTable(commitments)),
	identified(Format{Name: "figures", MediaType: "text/csv; charset=utf-8", Extension: ".csv"}, newTable(figures)),
	identified(Format{Name: "jsonld", MediaType: "application/ld+json", Extension: ".jsonld"}, newLinkedData),
	{Name: "annotations", MediaType: `application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"`, Extension: ".jsonld", New: newAnnotations},
	{Name: "conllu", MediaType: "text/x-conllu; charset=utf-8", Extension: ".conllu", New: newCoNLLU},
	identified(Format{Name: "graphml", MediaType: "application/graphml+xml", Extension: ".graphml"}, newGraphML),
	{Name: "wacz", MediaType: "application/wacz", Extension: ".wacz", Pages: true, New: newWACZ},
}

// FormatOf is the format of that name; the error names those there are.
func FormatOf(name string) (Format, error) {
	var names []string
	for _, f := range Formats {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("%q is no format; there are %s", name, strings.Join(names, ", "))
}

// Published is the range of what was published between two periods of the query
// language, both included; "" is no bound.
func Published(from, to string) (in archive.Range, err error) {
	if from != "" {
		p, ok := query.ParsePeriod(from)
		if !ok {
			return in, noDate("from", from)
		}
		in.From = p.First()
	}
	if to != "" {
		p, ok := query.ParsePeriod(to)
		if !ok {
			return in, noDate("to", to)
		}
		in.To = p.Last().Add(24 * time.Hour)
	}
	return in, nil
}

func noDate(name, value string) error {
	return fmt.Errorf("%s %s: is no date (write 2031, 2031-04 or 2031-04-02)", name, value)
}

// lines writes records as record.Encoder does.
type lines struct{ w io.Writer }

func newLines(w io.Writer) (Records, error) { return lines{w}, nil }

func (l lines) Write(k *archive.Kept) error {
	_, err := l.w.Write(append(k.JSON[:len(k.JSON):len(k.JSON)], '\n'))
	return err
}

func (l lines) Close() error { return nil }

// iri is a name for an article, or with a part for a statement or commitment of
// it, which does not depend on where the archive is served.
func iri(id, part string) string {
	s := "urn:isnad:" + url.PathEscape(id)
	if part != "" {
		s += "#" + part
	}
	return s
}

// dateOf is a publication as ISO 8601 writes it, as exactly as it is known, and
// "" where it is not.
func dateOf(d article.Date) string {
	switch {
	case !d.Known():
		return ""
	case d.Precision == article.Year:
		return d.Time.Format("2006")
	case d.Precision == article.Month:
		return d.Time.Format("2006-01")
	case d.Precision == article.Day:
		return d.Time.Format(time.DateOnly)
	}
	return d.Time.Format(time.RFC3339)
}

// relays are the links of a statement's chain before its source, outermost
// first.
func relays(s *record.Statement) []record.Link {
	if len(s.Chain) == 0 {
		return nil
	}
	return s.Chain[:len(s.Chain)-1]
}

// CodePoints maps byte offsets of text to counts of code points, by which
// readers in other languages count.
func CodePoints(text string) []int {
	at := make([]int, len(text)+1)
	n := 0
	for i := range text {
		at[i] = n
		n++
	}
	at[len(text)] = n
	for i := 1; i < len(text); i++ {
		at[i] = max(at[i], at[i-1])
	}
	return at
}
