package web

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"isnad/archive"
	"isnad/page"
)

// conversations connects the SDK's own client to a server over both
// transports.
func conversations(t *testing.T, opts Options) map[string]*mcp.ClientSession {
	t.Helper()
	s := serve(t, opts)
	pipes := func() (a, b *mcp.IOTransport) {
		fromA, toB := io.Pipe()
		fromB, toA := io.Pipe()
		return &mcp.IOTransport{Reader: fromB, Writer: toB}, &mcp.IOTransport{Reader: fromA, Writer: toA}
	}
	mine, theirs := pipes()
	ended := make(chan error, 1)
	go func() { ended <- s.ServeAssistant(t.Context(), theirs.Reader, theirs.Writer) }()
	over := httptest.NewServer(s)
	t.Cleanup(over.Close)
	sessions := map[string]*mcp.ClientSession{}
	for name, transport := range map[string]mcp.Transport{
		"standard input and output": mine,
		"HTTP":                      &mcp.StreamableClientTransport{Endpoint: over.URL + assistantPath},
	} {
		session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), transport, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		t.Cleanup(func() { session.Close() })
		sessions[name] = session
	}
	return sessions
}

// ask calls a tool, and gives its answer as T or the error that it tells.
func ask[T any](t *testing.T, session *mcp.ClientSession, tool string, arguments map[string]any) (out T, told string) {
	t.Helper()
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		return out, err.Error()
	}
	if result.IsError {
		return out, result.Content[0].(*mcp.TextContent).Text
	}
	raw, err := json.Marshal(result.StructuredContent)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out, ""
}

// checkWords holds words to the text of the article that they are said to
// stand in.
func checkWords(t *testing.T, kept archive.Archive, from cited, words ...string) {
	t.Helper()
	k, err := kept.Get(t.Context(), from.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		if w == "" || !strings.Contains(k.Record.Article.Text, w) {
			t.Errorf("%s does not have the words %q", from.ID, w)
		}
	}
	if from.Link == "" || from.Title != k.Title || from.Outlet != k.Outlet || external(k.URL) != "" && from.Link != k.URL {
		t.Errorf("%s is cited as %+v", from.ID, from)
	}
}

func TestAssistant(t *testing.T) {
	kept := examples(t)
	for transport, session := range conversations(t, Options{Archive: kept}) {
		t.Run(transport, func(t *testing.T) {
			listed, err := session.ListTools(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, tool := range listed.Tools {
				names = append(names, tool.Name)
				if !tool.Annotations.ReadOnlyHint || tool.Description == "" || tool.InputSchema == nil || tool.OutputSchema == nil {
					t.Errorf("tool %+v", tool)
				}
			}
			if got := strings.Join(names, " "); got != "claim_origins falls_due read_page search trace who_said" {
				t.Errorf("tools %s", got)
			}

			read, told := ask[assistReadOut](t, session, "read_page", map[string]any{"text": report, "published": "2024-03-09"})
			if told != "" || len(read.Statements) != 3 || read.Statements[0].Speaker != "نعمان الحور" || len(read.Commitments) == 0 || read.Article.Link == "" {
				t.Errorf("read %+v, %s", read, told)
			}
			for _, st := range read.Statements {
				if !strings.Contains(report, st.Words) || st.Words == "" || st.Article != read.Article {
					t.Errorf("statement %+v", st)
				}
			}

			found, told := ask[assistSearchOut](t, session, "search", map[string]any{"query": "سد العقيق", "limit": 3})
			if told != "" || len(found.Articles) != 3 || found.Next == "" {
				t.Fatalf("found %+v, %s", found, told)
			}
			for _, a := range found.Articles {
				checkWords(t, kept, a.Article, a.Words...)
			}
			more, told := ask[assistSearchOut](t, session, "search", map[string]any{"query": "سد العقيق", "limit": 3, "after": found.Next})
			if told != "" || len(more.Articles) == 0 || more.Articles[0].Article.ID == found.Articles[0].Article.ID {
				t.Errorf("the next page is %+v, %s", more, told)
			}

			said, told := ask[assistSaidOut](t, session, "who_said", map[string]any{"speaker": "الطرخون", "query": "kind:direct"})
			if told != "" || said.Total == 0 || len(said.Statements) != said.Total {
				t.Fatalf("said %+v, %s", said, told)
			}
			for _, st := range said.Statements {
				checkWords(t, kept, st.Article, st.Words, st.Cue)
				if !strings.Contains(st.Speaker, "الطرخون") || st.Kind != "direct" || st.Rule == "" {
					t.Errorf("statement %+v", st)
				}
			}

			origins, told := ask[assistOriginsOut](t, session, "claim_origins", map[string]any{"article": "سرمد:sarmad-4471"})
			if told != "" || len(origins.Claims) == 0 || origins.Outlets < 2 {
				t.Fatalf("origins %+v, %s", origins, told)
			}
			for _, c := range origins.Claims {
				for _, m := range c.Members {
					checkWords(t, kept, m.Article, m.Words)
				}
				for _, o := range c.Origins {
					if o.Name == "" || len(o.Members) == 0 {
						t.Errorf("origin %+v", o)
					}
				}
			}
			statement := ""
			for _, m := range origins.Claims[0].Members {
				if m.Article.ID == "سرمد:sarmad-4471" {
					statement = m.Statement
				}
			}
			one, told := ask[assistOriginsOut](t, session, "claim_origins", map[string]any{"article": "سرمد:sarmad-4471", "statement": statement})
			if told != "" || statement == "" || len(one.Claims) == 0 || len(one.Claims) > len(origins.Claims) {
				t.Errorf("of statement %q: %+v, %s", statement, one, told)
			}

			due, told := ask[assistDueOut](t, session, "falls_due", map[string]any{"from": "2019-01-01", "to": "2019-12-31"})
			if told != "" || len(due.Commitments) == 0 {
				t.Fatalf("due %+v, %s", due, told)
			}
			for _, c := range due.Commitments {
				checkWords(t, kept, c.Article, append(c.Conditions, c.Words, c.DueWords)...)
				if c.Due < "2019" || c.Due > "2020" {
					t.Errorf("commitment %+v", c)
				}
			}

			for _, test := range []struct {
				name, tool string
				arguments  map[string]any
				told       string
			}{
				{"a bad query", "search", map[string]any{"query": "("}, "character 1"},
				{"a query that is none", "search", map[string]any{"query": 7}, "query"},
				{"no article", "claim_origins", map[string]any{"article": "none"}, "nothing at this address"},
				{"a bad day", "falls_due", map[string]any{"from": "soon"}, "time cannot be read"},
				{"no Arabic", "read_page", map[string]any{"text": "The minister said that the bridge would be opened at the end of the year."}, "not in Arabic"},
				{"a private address", "read_page", map[string]any{"url": "http://127.0.0.1:1/"}, "may not be fetched"},
				{"a file", "read_page", map[string]any{"url": "file:///etc/passwd"}, "must begin with http"},
				{"a field that is none", "search", map[string]any{"query": "x", "path": "/etc/passwd"}, "additional properties"},
				{"a tool that is none", "remove", nil, "remove"},
			} {
				if _, told := ask[map[string]any](t, session, test.tool, test.arguments); !strings.Contains(told, test.told) {
					t.Errorf("%s: told %q, want %q", test.name, told, test.told)
				}
			}
		})
	}
}

func TestAssistantWithoutArchive(t *testing.T) {
	for transport, session := range conversations(t, Options{Fetch: page.Options{MaxBytes: 100 << 10}}) {
		if _, told := ask[map[string]any](t, session, "search", map[string]any{"query": "x"}); !strings.Contains(told, "archive") {
			t.Errorf("%s: told %q", transport, told)
		}
		if read, told := ask[assistReadOut](t, session, "read_page", map[string]any{"text": report}); told != "" || len(read.Statements) == 0 {
			t.Errorf("%s: read %+v, %s", transport, read, told)
		}
		if _, told := ask[map[string]any](t, session, "read_page", map[string]any{"text": strings.Repeat(report, 700)}); !strings.Contains(told, "too large") {
			t.Errorf("%s: told %q", transport, told)
		}
	}
}

// TestAssistantTokens asks over HTTP with the tokens of the API.
func TestAssistantTokens(t *testing.T) {
	now := time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC)
	kept := examples(t)
	reader, _, expired := tokens(t, kept, now)
	s := serve(t, Options{Archive: kept, AnyHost: true, TokenOnly: true, Now: func() time.Time { return now }})
	over := httptest.NewServer(s)
	defer over.Close()
	for sent, ok := range map[string]bool{reader: true, expired: false, "": false, "isnad_a_b": false} {
		client := &http.Client{Transport: sender(sent)}
		session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).
			Connect(context.Background(), &mcp.StreamableClientTransport{Endpoint: over.URL + assistantPath, HTTPClient: client, MaxRetries: -1}, nil)
		if (err == nil) != ok {
			t.Errorf("token %.9q: %v", sent, err)
		}
		if err == nil {
			if found, told := ask[assistSearchOut](t, session, "search", map[string]any{"query": ""}); told != "" || found.Total == 0 {
				t.Errorf("found %d, %s", found.Total, told)
			}
			session.Close()
		}
	}
	// A page elsewhere cannot have a browser ask.
	w := s.post(assistantPath, `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`, bearer(reader), func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") })
	if w.Code != http.StatusForbidden {
		t.Errorf("from another site: %d", w.Code)
	}
}

// sender sends a token with each request.
type sender string

func (s sender) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if s != "" {
		r.Header.Set("Authorization", "Bearer "+string(s))
	}
	return http.DefaultTransport.RoundTrip(r)
}
