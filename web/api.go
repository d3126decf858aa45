package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"isnad/archive"
	"isnad/ledger"
	"isnad/query"
	"isnad/record"
)

// apiPrefix begins the path of every answer to programs.
const apiPrefix = "/api/v1"

// addAPI adds the operations of the API to mux, with /openapi.json, which
// describes them. What a program asks is answered by the same readers and
// archive as what a person does; errors are problem+json (RFC 9457).
func (s *Server) addAPI(mux *http.ServeMux) {
	config := huma.DefaultConfig("Isnad", "1")
	config.Info.Description = "Who said what through whom in Arabic news. Positions count Unicode code points of article.text."
	config.DocsPath, config.SchemasPath = "", ""
	config.CreateHooks = nil // no $schema in answers: a record is what isnad read gives
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {
		Type: "http", Scheme: "bearer", Description: "Made by isnad token make. A server that others reach may ask for one to read, too; to add, one of scope write is needed.",
	}}
	config.Security = []map[string][]string{{}, {"token": {}}} // none, or a token
	api := humago.New(mux, config)
	get := func(id, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: http.MethodGet, Path: apiPrefix + path, Summary: summary, Errors: []int{400, 401, 404, 503}}
	}
	huma.Register(api, huma.Operation{
		OperationID: "read", Method: http.MethodPost, Path: apiPrefix + "/read",
		Summary:      "Read a text or the page behind a link. Nothing is kept.",
		Errors:       []int{400, 401, 403, 413, 415, 422, 502, 503},
		MaxBodyBytes: 2*s.opts.Fetch.MaxBytes + 64<<10, // JSON may escape
	}, s.apiRead)
	huma.Register(api, huma.Operation{
		OperationID: "add", Method: http.MethodPost, Path: apiPrefix + "/articles",
		Summary:       "Add an article to the archive: a text, or the page behind a link. It takes a token of scope write.",
		DefaultStatus: http.StatusCreated,
		Errors:        []int{400, 401, 403, 404, 413, 415, 422, 502, 503},
		MaxBodyBytes:  2*s.opts.Fetch.MaxBytes + 64<<10,
		Security:      []map[string][]string{{"token": {}}},
		Responses:     map[string]*huma.Response{"200": {Description: "It is kept already.", Content: map[string]*huma.MediaType{"application/json": {Schema: component("AddOutputBody")}}}},
	}, s.apiAdd)
	huma.Register(api, huma.Operation{
		OperationID: "correct", Method: http.MethodPost, Path: apiPrefix + "/corrections",
		Summary:       "Correct what was read, signed and beside it, or take corrections back; all of a list or nothing. It takes a token of scope write.",
		DefaultStatus: http.StatusCreated,
		Errors:        []int{400, 401, 403, 404, 409, 422, 503},
		Security:      []map[string][]string{{"token": {}}},
	}, s.apiCorrect)
	huma.Register(api, get("corrections", "/corrections", "List corrections, the latest first."), s.apiCorrections)
	huma.Register(api, get("search", "/search", "Find articles."), s.apiSearch)
	huma.Register(api, get("trace", "/trace", "Trace words or a claim: where they first appeared, through whom they came, who repeats them, how they changed."), s.apiTrace)
	huma.Register(api, huma.Operation{
		OperationID: "trace-text", Method: http.MethodPost, Path: apiPrefix + "/trace", Summary: "Trace a text that is long for an address.",
		Errors: []int{400, 401, 404, 413, 422, 503}, MaxBodyBytes: 64 << 10,
	}, s.apiTracePost)
	huma.Register(api, get("articles", "/articles", "List articles in their newest versions, the latest first."), s.apiArticles)
	huma.Register(api, get("article", "/articles/{id}", "An article with its versions and its record."), s.apiArticle)
	huma.Register(api, get("record", "/articles/{id}/record", "The record of an article."), s.apiRecord)
	huma.Register(api, get("statements", "/statements", "List statements, the latest first."), s.apiStatements)
	huma.Register(api, get("commitments", "/commitments", "List commitments by their due day, those without one last."), s.apiCommitments)
	huma.Register(api, get("people", "/people", "List the names of persons and bodies with their spellings, those of most articles first."), s.apiPeople)
	huma.Register(api, get("stories", "/stories", "List stories, those with the latest article first."), s.apiStories)
	huma.Register(api, get("story", "/stories/{id}", "A story: the articles that tell of one event."), s.apiStory)
	huma.Register(api, get("claims", "/articles/{id}/claims", "The claims that an article shares with others, with their independent origins and the words of each."), s.apiClaims)
	huma.Register(api, exportOperation(), s.apiExport)
	huma.Register(api, get("outlets", "/outlets", "The outlets of the archive, with how they give what others say."), s.apiOutlets)
	huma.Register(api, get("outlet", "/outlets/{name}", "An outlet: its months, its sources, and through whom it has its news."), s.apiOutlet)
	addRecordSchema(api.OpenAPI().Components.Schemas)
}

// recordBody is a record as record.Encoder writes it.
type recordBody []byte

// MarshalJSON implements json.Marshaler.
func (b recordBody) MarshalJSON() ([]byte, error) { return b, nil }

// Schema implements huma.SchemaProvider.
func (recordBody) Schema(huma.Registry) *huma.Schema { return component("Record") }

func component(name string) *huma.Schema { return &huma.Schema{Ref: "#/components/schemas/" + name} }

// addRecordSchema puts the published schema of records among the components,
// and in the lists of the archive in place of raw JSON.
func addRecordSchema(schemas huma.Registry) {
	var schema map[string]any
	if err := json.Unmarshal(record.JSONSchema, &schema); err != nil {
		panic(err) // embedded
	}
	id := schema["$id"].(string)
	schemas.Map()["Record"] = &huma.Schema{Extensions: schema}
	for name, part := range map[string]string{"Statement": "statement", "Commitment": "commitment"} {
		schemas.Map()[name] = &huma.Schema{Extensions: map[string]any{"$ref": id + "#/$defs/" + part}}
		schemas.Map()[name+"JSON"].Properties[part] = component(name)
	}
}

func encodeRecord(r *record.Record) (recordBody, error) {
	var b bytes.Buffer
	err := record.NewEncoder(&b, "").Encode(r)
	return recordBody(bytes.TrimSpace(b.Bytes())), err
}

// failure is an error of the API, as users are told of it in English.
func (s *Server) failure(path string, err error) error {
	p := s.problemAt(path, err)
	var details []error
	if p.Detail != "" {
		details = append(details, errors.New(p.Detail))
	}
	refusal := huma.NewError(p.Status, english.phrase(p.Key), details...)
	if p.Status == http.StatusUnauthorized {
		return huma.ErrorWithHeaders(refusal, http.Header{"Www-Authenticate": {challengeFor(path, err)}})
	}
	return refusal
}

// failAPI answers a request that reached no operation.
func failAPI(w http.ResponseWriter, status int, key string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(huma.NewError(status, english.phrase(key)))
}

var errNoArchive = fmt.Errorf("no archive is open: %w", archive.ErrNotFound)

// kept is the archive, or an error that says there is none.
func (s *Server) kept() (archive.Archive, error) {
	if s.opts.Archive == nil {
		return nil, errNoArchive
	}
	return s.opts.Archive, nil
}

// Submission is what a program gives to be read. (It is exported because the
// description leaves out what is embedded otherwise.)
type Submission struct {
	Text      string `json:"text,omitempty" doc:"Plain text or HTML." example:"قال الوزير نعمان الحور إن الجسر سيُفتح نهاية العام."`
	Published string `json:"published,omitempty" doc:"Date of publication, whatever the page states; relative times count from it." example:"2024-03-09"`
	Outlet    string `json:"outlet,omitempty" doc:"Outlet, whatever the page states; it is never taken for a relay." maxLength:"200"`
}

type readInput struct {
	Body struct {
		Submission
		URL string `json:"url,omitempty" doc:"Address of a page to fetch, instead of a text."`
	}
}

type addInput struct {
	Body struct {
		Submission
		URL string `json:"url,omitempty" doc:"Address of a page to fetch; with a text the address at which it was found, which is not fetched then." maxLength:"2000"`
	}
}

type addOutput struct {
	Status   int
	Location string `header:"Location" doc:"Of the article."`
	Body     struct {
		Outcome string              `json:"outcome" enum:"added,unchanged,revised" doc:"Whether the article is new, kept already as it is, or kept as a new version."`
		Article archive.ArticleJSON `json:"article" doc:"In its newest version."`
	}
}

func (s *Server) apiAdd(ctx context.Context, in *addInput) (*addOutput, error) {
	const path = apiPrefix + "/articles"
	to, err := s.kept()
	if err == nil {
		err = mayWrite(ctx)
	}
	if err != nil {
		return nil, s.failure(path, err)
	}
	asked := submission{What: in.Body.Text, Address: strings.TrimSpace(in.Body.URL), Published: in.Body.Published, Outlet: strings.TrimSpace(in.Body.Outlet)}
	if asked.Address != "" && !isLink(asked.Address) {
		return nil, s.failure(path, errNotALink)
	}
	if asked.What == "" {
		asked.What, asked.Address = asked.Address, ""
	} else if asked.Address == "" && isLink(asked.What) {
		return nil, s.failure(path, errLinkAsText)
	}
	kept, err := s.keepText(ctx, to, asked)
	if err != nil {
		return nil, s.failure(path, err)
	}
	newest, err := to.Get(ctx, kept.ID, 0)
	if err != nil {
		return nil, s.failure(path, err)
	}
	out := &addOutput{Status: http.StatusCreated, Location: path + "/" + url.PathEscape(kept.ID)}
	if kept.Outcome == archive.Unchanged {
		out.Status = http.StatusOK
	}
	out.Body.Outcome, out.Body.Article = kept.Outcome.String(), newest.Version.JSON()
	return out, nil
}

// given is the text or the link that a program gives, one of them.
func given(text, address string) (string, error) {
	address = strings.TrimSpace(address)
	switch {
	case address != "" && text != "":
		return "", mistake("give a text or a url, not both")
	case address != "" && !isLink(address):
		return "", errNotALink
	case address == "" && isLink(text):
		return "", errLinkAsText
	}
	return cmp.Or(address, text), nil
}

// mistake is one in what a program gives, told in English.
type mistake string

func (m mistake) Error() string { return string(m) }

const (
	errNotALink   mistake = "url must begin with http:// or https://"
	errLinkAsText mistake = "text is a link; give it as url"
)

type recordOutput struct{ Body recordBody }

func (s *Server) apiRead(ctx context.Context, in *readInput) (*recordOutput, error) {
	const path = apiPrefix + "/read"
	what, err := given(in.Body.Text, in.Body.URL)
	if err != nil {
		return nil, s.failure(path, err)
	}
	read, err := s.readText(ctx, submission{What: what, Published: in.Body.Published, Outlet: strings.TrimSpace(in.Body.Outlet)})
	if err != nil {
		return nil, s.failure(path, err)
	}
	body, err := encodeRecord(read.record)
	return &recordOutput{body}, err
}

type articleInput struct {
	ID      string `path:"id"`
	Version int    `query:"version" minimum:"0" doc:"Number of a version; 0 is the newest."`
	Reading string `query:"reading" enum:"corrected,program" default:"corrected" doc:"With the corrections, which then stand in the record; or what the program read."`
}

func (in *articleInput) reading(k *archive.Kept) recordBody {
	if in.Reading == "program" {
		return k.ReadJSON
	}
	return k.JSON
}

type articleOutput struct {
	Body struct {
		Article  archive.ArticleJSON   `json:"article"`
		Versions []archive.ArticleJSON `json:"versions" doc:"Oldest first."`
		Record   recordBody            `json:"record"`
	}
}

func (s *Server) apiArticle(ctx context.Context, in *articleInput) (*articleOutput, error) {
	kept, err := s.find(ctx, in)
	if err != nil {
		return nil, err
	}
	versions, err := s.opts.Archive.Versions(ctx, in.ID)
	if err != nil {
		return nil, s.failure(apiPrefix+"/articles", err)
	}
	out := &articleOutput{}
	out.Body.Article, out.Body.Record = kept.Version.JSON(), in.reading(kept)
	for _, v := range versions {
		out.Body.Versions = append(out.Body.Versions, v.JSON())
	}
	return out, nil
}

func (s *Server) apiRecord(ctx context.Context, in *articleInput) (*recordOutput, error) {
	kept, err := s.find(ctx, in)
	if err != nil {
		return nil, err
	}
	return &recordOutput{in.reading(kept)}, nil
}

func (s *Server) find(ctx context.Context, in *articleInput) (*archive.Kept, error) {
	from, err := s.kept()
	if err == nil {
		var kept *archive.Kept
		if kept, err = from.Get(ctx, in.ID, in.Version); err == nil {
			return kept, nil
		}
	}
	return nil, s.failure(apiPrefix+"/articles", err)
}

type searchInput struct {
	Q      string `query:"q" doc:"The query language of isnad search." example:"speaker:الطرخون kind:direct"`
	Order  string `query:"order" enum:"relevance,newest,oldest" default:"relevance"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	After  string `query:"after" doc:"next of the page before."`
	Facets bool   `query:"facets" doc:"Count what was found by outlet, month and speaker, too."`
}

type searchOutput struct{ Body archive.PageJSON }

func (s *Server) apiSearch(ctx context.Context, in *searchInput) (*searchOutput, error) {
	page, err := s.searched(ctx, in)
	if err != nil {
		return nil, s.failure(apiPrefix+"/search", err)
	}
	return &searchOutput{page.JSON(in.Q)}, nil
}

func (s *Server) searched(ctx context.Context, in *searchInput) (*archive.Page, error) {
	from, err := s.kept()
	if err != nil {
		return nil, err
	}
	q, err := parseSearch(url.Values{"q": {in.Q}})
	if err != nil {
		return nil, err
	}
	order := archive.Order(in.Order)
	if order == archive.Relevance && len(query.Words(q)) == 0 {
		order = archive.Newest
	}
	return from.Search(ctx, q, archive.SearchOptions{Order: order, Limit: in.Limit, After: in.After, Facets: in.Facets, Snippets: true})
}

type articlesInput struct {
	Outlet string `query:"outlet" doc:"Of this outlet." example:"مدار"`
	From   string `query:"from" format:"date" doc:"Published on this day at the earliest."`
	To     string `query:"to" format:"date" doc:"Published on this day at the latest."`
	Order  string `query:"order" enum:"newest,oldest" default:"newest"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	After  string `query:"after" doc:"next of the page before."`
}

type articlesOutput struct {
	Body struct {
		Total    int                   `json:"total"`
		Next     string                `json:"next" doc:"after of the next page, \"\" on the last."`
		Articles []archive.ArticleJSON `json:"articles"`
	}
}

func (s *Server) apiArticles(ctx context.Context, in *articlesInput) (*articlesOutput, error) {
	const path = apiPrefix + "/articles"
	from, err := s.kept()
	if err != nil {
		return nil, s.failure(path, err)
	}
	q := query.And{}
	if in.Outlet != "" {
		q = append(q, query.Field{Name: query.Outlet, Value: in.Outlet})
	}
	for _, bound := range []struct {
		name query.Name
		day  string
	}{{query.From, in.From}, {query.To, in.To}} {
		if period, ok := query.ParsePeriod(bound.day); ok { // checked by huma, "" for none
			q = append(q, query.Dates{Name: bound.name, Period: period})
		}
	}
	page, err := from.Search(ctx, q, archive.SearchOptions{Order: archive.Order(in.Order), Limit: in.Limit, After: in.After})
	if err != nil {
		return nil, s.failure(path, err)
	}
	out := &articlesOutput{}
	out.Body.Total, out.Body.Next, out.Body.Articles = page.Total, page.Next, []archive.ArticleJSON{}
	for _, h := range page.Hits {
		out.Body.Articles = append(out.Body.Articles, h.Version.JSON())
	}
	return out, nil
}

type statementsInput struct {
	Q     string `query:"q" doc:"The query language of isnad search; its parts that speak of statements choose them." example:"speaker:الطرخون act:deny"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	After string `query:"after" doc:"next of the page before."`
}

type statementsOutput struct{ Body archive.StatementPageJSON }

func (s *Server) apiStatements(ctx context.Context, in *statementsInput) (*statementsOutput, error) {
	const path = apiPrefix + "/statements"
	from, err := s.kept()
	if err != nil {
		return nil, s.failure(path, err)
	}
	q, err := parseSearch(url.Values{"q": {in.Q}})
	if err != nil {
		return nil, s.failure(path, err)
	}
	page, err := from.Statements(ctx, q, archive.ListOptions{Limit: in.Limit, After: in.After})
	if err != nil {
		return nil, s.failure(path, err)
	}
	body, err := page.JSON()
	if err != nil {
		return nil, s.failure(path, err)
	}
	return &statementsOutput{body}, nil
}

type commitmentsInput struct {
	Q       string `query:"q" doc:"Chooses the articles, in the query language of isnad search."`
	By      string `query:"by" doc:"Name of who is bound."`
	From    string `query:"from" format:"date" doc:"First due day."`
	To      string `query:"to" format:"date" doc:"Last due day."`
	Dated   bool   `query:"dated" doc:"Leave out commitments without a due day."`
	State   string `query:"state" enum:"coming,soon,past,dated,all" doc:"By the due day as of today: to come, within two weeks, over, any day; all are those without a day, too."`
	Verdict string `query:"verdict" enum:"none,kept,partly,broken,undecided" doc:"What a person has decided about it, none where nobody has."`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	After   string `query:"after" doc:"next of the page before."`
}

type commitmentsOutput struct{ Body archive.CommitmentPageJSON }

func (s *Server) apiCommitments(ctx context.Context, in *commitmentsInput) (*commitmentsOutput, error) {
	const path = apiPrefix + "/commitments"
	from, err := s.kept()
	if err != nil {
		return nil, s.failure(path, err)
	}
	q, err := parseSearch(url.Values{"q": {in.Q}})
	if err != nil {
		return nil, s.failure(path, err)
	}
	which := archive.Commitments{By: in.By, Dated: in.Dated}
	which.From, _ = time.Parse(time.DateOnly, in.From) // checked by huma, "" for none
	which.To, _ = time.Parse(time.DateOnly, in.To)
	s.inState(&which, in.State)
	if err := s.decided(ctx, &which, in.Verdict); err != nil {
		return nil, s.failure(path, err)
	}
	verdicts, err := s.verdicts(ctx)
	if err != nil {
		return nil, s.failure(path, err)
	}
	page, err := from.Commitments(ctx, q, which, archive.ListOptions{Limit: in.Limit, After: in.After})
	if err != nil {
		return nil, s.failure(path, err)
	}
	body, err := page.JSON()
	if err != nil {
		return nil, s.failure(path, err)
	}
	for i, c := range page.Commitments {
		body.Commitments[i].Verdict = string(verdicts[ledger.EntryID(c.ID, c.Made().ID)].Rating)
	}
	return &commitmentsOutput{body}, nil
}

type peopleInput struct {
	Q     string `query:"q" maxLength:"200" doc:"A part of the name, in any spelling, in Arabic or Latin letters."`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	After string `query:"after" doc:"next of the page before."`
}

type peopleOutput struct{ Body archive.NamePageJSON }

func (s *Server) apiPeople(ctx context.Context, in *peopleInput) (*peopleOutput, error) {
	const path = apiPrefix + "/people"
	from, err := s.kept()
	if err != nil {
		return nil, s.failure(path, err)
	}
	page, err := from.Names(ctx, in.Q, archive.ListOptions{Limit: in.Limit, After: in.After})
	if err != nil {
		return nil, s.failure(path, err)
	}
	return &peopleOutput{page.JSON()}, nil
}

type storiesInput struct {
	From  string `query:"from" format:"date" doc:"Stories that do not end before this day."`
	To    string `query:"to" format:"date" doc:"Stories that begin on this day at the latest."`
	Least int    `query:"least" minimum:"1" default:"2" doc:"Of at least so many articles."`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	After string `query:"after" doc:"next of the page before."`
}

type storiesOutput struct {
	Body struct {
		Total   int         `json:"total"`
		Next    string      `json:"next" doc:"after of the next page, \"\" on the last."`
		Stories []StoryJSON `json:"stories"`
	}
}

// StoryJSON is a story in a list. (It is exported because the description
// leaves out what is embedded otherwise.)
type StoryJSON struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	First    time.Time `json:"first" doc:"When its first article was published, or seen where that is unknown."`
	Last     time.Time `json:"last"`
	Articles int       `json:"articles"`
	Outlets  int       `json:"outlets"`
	Claims   int       `json:"claims"`
	Origins  int       `json:"origins" doc:"Most independent origins of one of its claims."`
}

func storyJSON(s *archive.Story) StoryJSON {
	return StoryJSON{s.ID, s.Title, s.First, s.Last, len(s.Articles), s.Outlets, s.Claims, s.Origins}
}

func (s *Server) apiStories(ctx context.Context, in *storiesInput) (*storiesOutput, error) {
	const path = apiPrefix + "/stories"
	from, err := s.kept()
	if err != nil {
		return nil, s.failure(path, err)
	}
	which := archive.StoryFilter{Least: in.Least}
	which.From, _ = time.Parse(time.DateOnly, in.From) // checked by huma, "" for none
	if to, err := time.Parse(time.DateOnly, in.To); err == nil {
		which.To = to.AddDate(0, 0, 1)
	}
	page, err := from.Stories(ctx, which, archive.ListOptions{Limit: in.Limit, After: in.After})
	if err != nil {
		return nil, s.failure(path, err)
	}
	out := new(storiesOutput)
	out.Body.Total, out.Body.Next, out.Body.Stories = page.Total, page.Next, []StoryJSON{}
	for i := range page.Stories {
		out.Body.Stories = append(out.Body.Stories, storyJSON(&page.Stories[i]))
	}
	return out, nil
}

type storyInput struct {
	ID string `path:"id" doc:"Id of the story, or of one that ended in it, or of an article of it."`
}

type storyOutput struct {
	Body struct {
		StoryJSON
		Timeline []cited `json:"timeline" doc:"Its articles in the order of publication."`
	}
}

func (s *Server) apiStory(ctx context.Context, in *storyInput) (*storyOutput, error) {
	of, kept, err := s.storyOf(ctx, in.ID)
	if err != nil {
		return nil, s.failure(apiPrefix+"/stories", err)
	}
	out := new(storyOutput)
	out.Body.StoryJSON, out.Body.Timeline = storyJSON(kept), []cited{}
	for _, a := range of.Articles {
		out.Body.Timeline = append(out.Body.Timeline, cite(a.ID, a.Title, a.Outlet, a.URL, a.At))
	}
	return out, nil
}

type claimsInput struct {
	ID        string `path:"id"`
	Statement string `query:"statement" doc:"Only the claims that this statement of the article makes."`
}

type claimsOutput struct{ Body assistOriginsOut }

func (s *Server) apiClaims(ctx context.Context, in *claimsInput) (*claimsOutput, error) {
	out, err := s.assistOrigins(ctx, assistOriginsIn{in.ID, in.Statement})
	if err != nil {
		return nil, s.failure(apiPrefix+"/articles", err)
	}
	return &claimsOutput{out}, nil
}
