package web

import (
	"cmp"
	"context"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"isnad/arabic/lexicon"
	"isnad/archive"
	"isnad/query"
)

const (
	// outletsShown is how many outlets are on one page.
	outletsShown = 50
	// sourcesShown bounds the lists beside an outlet; the API gives all.
	sourcesShown = 25
	// newsShown is how many articles an outlet's page begins with.
	newsShown = 8
)

// outletsView lists outlets, those of most articles first.
type outletsView struct {
	Entries     []outletEntry
	Start, More string // addresses of the first page and of the next, "" where there is none
}

type outletEntry struct {
	*archive.OutletProfile
	Page   string // "" for articles without an outlet
	Months *bars  // of the same time as those of the others
}

// outletView is how one outlet gives what others say.
type outletView struct {
	*archive.OutletProfile
	Months *bars
	People []archive.Count // Sources, as far as they are shown
	Via    []mediumEntry   // Relays, as far as they are shown
	News   []archive.Hit
}

// mediumEntry is one through whom an outlet has something.
type mediumEntry struct {
	archive.Count
	Page string // a search for the articles
}

func outletPath(name string) string { return "/outlets/" + url.PathEscape(name) }

func (s *Server) outlets(w http.ResponseWriter, r *http.Request) {
	list, err := s.outletProfiles(r.Context())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	first, last := monthRange(list)
	from, _ := strconv.Atoi(r.FormValue("after"))
	from = max(0, min(from, len(list)))
	to := min(from+outletsShown, len(list))
	var v outletsView
	for i := range list[from:to] {
		p := &list[from+i]
		e := outletEntry{OutletProfile: p, Months: monthBars(append(slices.Clone(p.Months), first, last))}
		if p.Name != "" {
			e.Page = outletPath(p.Name)
		}
		v.Entries = append(v.Entries, e)
	}
	if from > 0 {
		v.Start = "/outlets"
	}
	if to < len(list) {
		v.More = "/outlets?after=" + strconv.Itoa(to)
	}
	s.show(w, r, http.StatusOK, view{name: "outlets", Title: "nav.outlets", Main: v})
}

// outletProfiles lists the profiles, those of most articles first.
func (s *Server) outletProfiles(ctx context.Context) ([]archive.OutletProfile, error) {
	from, err := s.kept()
	if err != nil {
		return nil, err
	}
	held, err := from.OutletProfiles(ctx)
	if err != nil {
		return nil, err
	}
	list := slices.Clone(held)
	slices.SortStableFunc(list, func(a, b archive.OutletProfile) int { return cmp.Compare(b.Articles, a.Articles) })
	return list, nil
}

// monthRange gives the earliest and the latest month of all, without articles.
func monthRange(list []archive.OutletProfile) (first, last archive.Count) {
	for _, p := range list {
		for _, m := range p.Months {
			if first.Value == "" || m.Value < first.Value {
				first.Value = m.Value
			}
			last.Value = max(last.Value, m.Value)
		}
	}
	return first, last
}

func (s *Server) outlet(w http.ResponseWriter, r *http.Request) {
	p, err := s.outletProfile(r.Context(), r.PathValue("name"))
	if err != nil {
		s.failed(w, r, err)
		return
	}
	v := outletView{OutletProfile: p, Months: monthBars(p.Months), People: p.Sources[:min(sourcesShown, len(p.Sources))]}
	for _, c := range p.Relays[:min(sourcesShown, len(p.Relays))] {
		v.Via = append(v.Via, mediumEntry{c, relayedSearch(c.Value, p.Name)})
	}
	news, err := s.opts.Archive.Search(r.Context(), query.Field{Name: query.Outlet, Value: p.Name}, archive.SearchOptions{Order: archive.Newest, Limit: newsShown})
	if err != nil {
		s.failed(w, r, err)
		return
	}
	v.News = news.Hits
	s.show(w, r, http.StatusOK, view{name: "outlet", Title: p.Name, Proper: true, Main: v})
}

// outletProfile is the profile of an outlet; the error is ErrNotFound where no
// article is of that name.
func (s *Server) outletProfile(ctx context.Context, name string) (*archive.OutletProfile, error) {
	list, err := s.outletProfiles(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(p archive.OutletProfile) bool { return p.Name == name })
	if i < 0 || name == "" {
		return nil, archive.ErrNotFound
	}
	return &list[i], nil
}

// relayedSearch finds what an outlet has through a medium, under any of its names.
func relayedSearch(medium, outlet string) string {
	forms := lexicon.MediumForms(medium)
	if forms == nil {
		forms = []string{medium}
	}
	var q query.Or
	for _, form := range forms {
		q = append(q, query.Field{Name: query.Via, Value: form})
	}
	return searchAddress(url.Values{}, "q", q.String(), string(query.Outlet), outlet)
}

// share is n of all in percent, rounded; "" where there is nothing to share.
func (l locale) share(n, all int) string {
	if all == 0 {
		return ""
	}
	sign := "%"
	if l.arabicDigits {
		sign = "٪" // ARABIC PERCENT SIGN
	}
	percent := int(math.Round(100 * float64(n) / float64(all)))
	return l.number(percent) + sign
}

type outletsOutput struct {
	Body struct {
		Outlets []OutletJSON `json:"outlets" doc:"By name."`
	}
}

// OutletJSON is an outlet with how it gives what others say. (It is exported
// because the description leaves out what is embedded otherwise.)
type OutletJSON struct {
	Name       string    `json:"name" doc:"\"\" for articles without one"`
	Articles   int       `json:"articles"`
	First      time.Time `json:"first"`
	Last       time.Time `json:"last"`
	Statements int       `json:"statements"`
	Named      int       `json:"named" doc:"Statements whose source is a person or a body by name."`
	Documents  int       `json:"documents" doc:"Statements whose source is a document."`
	Unnamed    int       `json:"unnamed" doc:"Statements whose source no name tells."`
	Relayed    int       `json:"relayed" doc:"Statements, of whatever source, that came through another."`
}

func outletJSON(p *archive.OutletProfile) OutletJSON {
	return OutletJSON{p.Name, p.Articles, p.First, p.Last, p.Statements, p.Named, p.Documents, p.Unnamed, p.Relayed}
}

func (s *Server) apiOutlets(ctx context.Context, _ *struct{}) (*outletsOutput, error) {
	list, err := s.outletProfiles(ctx)
	if err != nil {
		return nil, s.failure(apiPrefix+"/outlets", err)
	}
	slices.SortFunc(list, func(a, b archive.OutletProfile) int { return strings.Compare(a.Name, b.Name) })
	out := &outletsOutput{}
	out.Body.Outlets = []OutletJSON{}
	for i := range list {
		out.Body.Outlets = append(out.Body.Outlets, outletJSON(&list[i]))
	}
	return out, nil
}

type outletInput struct {
	Name string `path:"name"`
}

type outletOutput struct {
	Body struct {
		OutletJSON
		Months  []archive.CountJSON `json:"months" doc:"The latest first."`
		Sources []archive.CountJSON `json:"sources" doc:"Persons and bodies by name with the articles in which they say something: the first 50."`
		Relays  []archive.CountJSON `json:"relays" doc:"Agencies, outlets and bodies with the articles in which something came through them: the first 50."`
	}
}

func (s *Server) apiOutlet(ctx context.Context, in *outletInput) (*outletOutput, error) {
	p, err := s.outletProfile(ctx, in.Name)
	if err != nil {
		return nil, s.failure(apiPrefix+"/outlets", err)
	}
	out := &outletOutput{}
	out.Body.OutletJSON = outletJSON(p)
	out.Body.Months, out.Body.Sources, out.Body.Relays = archive.CountsJSON(p.Months), archive.CountsJSON(p.Sources), archive.CountsJSON(p.Relays)
	return out, nil
}
