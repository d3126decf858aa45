package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"isnad/archive"
	"isnad/query"
	"isnad/record"
	"isnad/trace"
)

// filter is a field of the search form that stands for a field of the query
// language. Its label is the phrase field.NAME.
type filter struct {
	Name    query.Name
	Options []filterOption // what can be chosen; nil for what is typed
	Period  bool           // 2031, 2031-04 or 2031-04-02
}

type filterOption struct {
	Value string
	Label any // for say
}

// filters are in the order of the form.
var filters = []filter{
	{Name: query.Speaker}, {Name: query.Via}, {Name: query.SaidIn},
	{Name: query.Kind, Options: options(record.Direct, record.Mixed, record.Indirect)},
	{Name: query.Act, Options: options(record.Assert, record.Deny, record.Promise, record.Announce, record.Demand,
		record.Warn, record.Accuse, record.Condemn, record.Praise, record.Ask, record.Suggest)},
	{Name: query.Outlet}, {Name: query.From, Period: true}, {Name: query.To, Period: true}, {Name: query.Due, Period: true},
	{Name: query.Person}, {Name: query.Org}, {Name: query.Place},
}

func options[T ~string](values ...T) []filterOption {
	var out []filterOption
	for _, v := range values {
		out = append(out, filterOption{string(v), v})
	}
	return out
}

// maxQuery bounds a query in bytes: each of its words costs a search.
const maxQuery = 2000

var (
	errLongQuery = errors.New("the query is too long")
	errBadPeriod = errors.New("the time cannot be read")
)

// parseSearch makes a query of the search form: its text and the filters that
// are set. What the text and the filters ask of statements is asked of one and
// the same.
func parseSearch(form url.Values) (query.Node, error) {
	length := 0
	for _, name := range append(filterNames(), "q") {
		length += len(form.Get(name))
	}
	if length > maxQuery {
		return nil, errLongQuery
	}
	q, err := query.Parse(form.Get("q"))
	if err != nil {
		return nil, err
	}
	all, ok := q.(query.And)
	if !ok {
		all = query.And{q}
	}
	for _, f := range filters {
		value := strings.TrimSpace(form.Get(string(f.Name)))
		if value == "" {
			continue
		}
		node, err := f.node(value)
		if err != nil {
			return nil, err
		}
		if node != nil {
			all = append(all, node)
		}
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return all, nil
}

// node is what a filter asks for, nil for a value that cannot be chosen.
func (f filter) node(value string) (query.Node, error) {
	switch {
	case f.Period:
		period, ok := query.ParsePeriod(value)
		if !ok {
			return nil, errBadPeriod
		}
		return query.Dates{Name: f.Name, Period: period}, nil
	case f.Name == query.SaidIn:
		var words query.And
		for word := range strings.FieldsSeq(value) {
			words = append(words, query.Word(word))
		}
		if len(words) == 1 {
			return query.Said{Node: words[0]}, nil
		}
		return query.Said{Node: words}, nil
	case f.Options != nil:
		for _, o := range f.Options {
			if o.Value == value {
				return query.Field{Name: f.Name, Value: value}, nil
			}
		}
		return nil, nil
	}
	return query.Field{Name: f.Name, Value: value}, nil
}

func filterNames() []string {
	var names []string
	for _, f := range filters {
		names = append(names, string(f.Name))
	}
	return names
}

// searchView is the search form with what it found.
type searchView struct {
	Q       string
	Fields  []filterField
	Set     bool // some filter is
	Orders  []archive.Order
	Order   archive.Order
	Problem *problem
	Trace   *traceView // the form of a trace, empty
	*archive.Page
	Groups []facet
	Atom   string // address of the same search as a feed
	JSON   string // the same, as JSON Feed
	Start  string // address of the first page, "" on it
	After  string // address of the next page, "" on the last
}

type filterField struct {
	filter
	Value string
}

// facet counts what was found by a property, with addresses of the searches
// that are narrowed to each value.
type facet struct {
	Label   string // a phrase's key
	Entries []facetEntry
}

type facetEntry struct {
	Value    string
	Month    bool
	Articles int
	Address  string
}

// facetEntries is the most entries of a facet that are shown.
const facetEntries = 12

func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	if s.opts.Archive == nil {
		s.fail(w, r, http.StatusNotFound, "front.no_archive")
		return
	}
	form := r.URL.Query()
	v := &searchView{
		Q: form.Get("q"), Orders: []archive.Order{archive.Relevance, archive.Newest, archive.Oldest},
		Order: archive.Order(form.Get("order")), Trace: &traceView{Max: trace.MaxText},
	}
	for _, f := range filters {
		value := form.Get(string(f.Name))
		v.Fields = append(v.Fields, filterField{f, value})
		v.Set = v.Set || value != ""
	}
	status := http.StatusOK
	q, err := parseSearch(form)
	if err == nil {
		v.Page, err = s.opts.Archive.Search(r.Context(), q, archive.SearchOptions{
			Order: v.order(q), Limit: 20, After: form.Get("after"), Snippets: true, Facets: true,
		})
	}
	switch {
	case r.Context().Err() != nil:
		s.failed(w, r, err)
		return
	case err != nil:
		v.Problem = s.problemOf(r, err)
		status = v.Problem.Status
	default:
		v.address(form)
	}
	s.show(w, r, status, view{name: "search", Title: "nav.search", Main: v})
}

// order is what was chosen; without words there is nothing to rank by.
func (v *searchView) order(q query.Node) archive.Order {
	switch {
	case v.Order == archive.Newest, v.Order == archive.Oldest:
	case len(query.Words(q)) == 0:
		v.Order = archive.Newest
	default:
		v.Order = archive.Relevance
	}
	return v.Order
}

// address fills in the addresses that lead on from a search.
func (v *searchView) address(form url.Values) {
	asked := searchQuery(form, "after", "", "order", "")
	v.Atom, v.JSON = "/search.atom?"+asked, "/search.json?"+asked
	if form.Get("after") != "" {
		v.Start = searchAddress(form, "after", "")
	}
	if v.Next != "" {
		v.After = searchAddress(form, "after", v.Next)
	}
	if v.Facets == nil {
		return
	}
	for _, f := range []struct {
		label  string
		counts []archive.Count
		names  []string // parameters that take the value
	}{
		{"field.outlet", v.Facets.Outlets, []string{string(query.Outlet)}},
		{"field.speaker", v.Facets.Speakers, []string{string(query.Speaker)}},
		{"field.month", v.Facets.Months, []string{string(query.From), string(query.To)}},
	} {
		group := facet{Label: f.label}
		for _, c := range f.counts[:min(len(f.counts), facetEntries)] {
			if c.Value == "" {
				continue
			}
			change := []string{"after", ""}
			for _, name := range f.names {
				change = append(change, name, c.Value)
			}
			group.Entries = append(group.Entries, facetEntry{c.Value, len(f.names) > 1, c.Articles, searchAddress(form, change...)})
		}
		if len(group.Entries) > 0 {
			v.Groups = append(v.Groups, group)
		}
	}
}

// searchAddress is the address of a search with some parameters changed.
func searchAddress(form url.Values, change ...string) string {
	return "/search?" + searchQuery(form, change...)
}

// searchQuery encodes the parameters of a search with some changed; empty ones
// are left out.
func searchQuery(form url.Values, change ...string) string {
	out := url.Values{}
	for _, name := range append(filterNames(), "q", "order", "after") {
		if value := form.Get(name); value != "" {
			out.Set(name, value)
		}
	}
	for i := 0; i < len(change); i += 2 {
		if out.Set(change[i], change[i+1]); change[i+1] == "" {
			out.Del(change[i])
		}
	}
	return out.Encode()
}

// highlight cuts a snippet at its marks; a piece with a mark is a word of the
// query.
func highlight(s archive.Snippet) []piece {
	var out []piece
	at := 0
	for _, m := range s.Marks {
		out = append(out, piece{Text: s.Text[at:m.Start]}, piece{Text: s.Text[m.Start:m.End], Mark: &mark{}})
		at = m.End
	}
	return append(out, piece{Text: s.Text[at:]})
}
