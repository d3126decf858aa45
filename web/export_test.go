package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"isnad/archive"
	"isnad/export"
)

// Each format is answered in the bytes of package export, of the type that the
// description gives.
func TestExport(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	d := describe(t, s)
	responses := d.document["paths"].(map[string]any)[exportPath].(map[string]any)["get"].(map[string]any)["responses"].(map[string]any)
	foreseen := responses["200"].(map[string]any)["content"].(map[string]any)
	for _, f := range export.Formats {
		t.Run(f.Name, func(t *testing.T) {
			var want bytes.Buffer
			records, err := f.New(&want)
			if err != nil {
				t.Fatal(err)
			}
			for k, err := range s.opts.Archive.Walk(t.Context(), archive.Range{NoPages: !f.Pages}) {
				if err != nil {
					t.Fatal(err)
				}
				if err := records.Write(k); err != nil {
					t.Fatal(err)
				}
			}
			if err := records.Close(); err != nil {
				t.Fatal(err)
			}
			w := s.do("GET", exportPath+"?format="+f.Name, nil)
			if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), want.Bytes()) {
				t.Errorf("status %d, %d bytes, want %d", w.Code, w.Body.Len(), want.Len())
			}
			if got := w.Header().Get("Content-Type"); got != f.MediaType || foreseen[got] == nil {
				t.Errorf("type %s, foreseen %v", got, foreseen)
			}
			if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="isnad-`+f.Name+f.Extension+`"` {
				t.Error(got)
			}
			checkHeaders(t, w.Header())
			if w := s.do("HEAD", exportPath+"?format="+f.Name, nil); w.Code != http.StatusOK || w.Body.Len() > 0 {
				t.Errorf("HEAD: %d, %d bytes", w.Code, w.Body.Len())
			}
		})
	}
	for _, test := range []struct {
		name, target string
		status       int
		has          string
	}{
		{"of one outlet", "?outlet=" + url.QueryEscape("سرمد"), 200, `"outlet":"سرمد"`},
		{"of no time", "?to=1999&format=statements", 200, "article,version,outlet"},
		{"of no day", "?from=soon", 422, "from soon: is no date"},
		{"of no format", "?format=pdf", 422, "jsonl, statements"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := s.do("GET", exportPath+test.target, nil)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.has) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if w.Code == http.StatusOK && strings.Contains(test.target, "outlet") && strings.Count(w.Body.String(), "\n") != strings.Count(w.Body.String(), `"outlet":"سرمد"`) {
				t.Error("others are among them")
			}
			if w.Code != http.StatusOK {
				d.t = t
				d.check("GET", exportPath, w)
			}
		})
	}
	private := serve(t, Options{Archive: examples(t), TokenOnly: true})
	if w := private.do("GET", exportPath, nil); w.Code != http.StatusUnauthorized {
		t.Errorf("without a token: %d", w.Code)
	}
	if w := serve(t, Options{}).do("GET", exportPath, nil); w.Code != http.StatusNotFound {
		t.Errorf("no archive: %d", w.Code)
	}
}

// halting gives one article of an archive, and the rest when it is let, or fails.
type halting struct {
	archive.Archive
	let  chan struct{}
	fail error
}

func (h *halting) Walk(ctx context.Context, in archive.Range) iter.Seq2[*archive.Kept, error] {
	return func(yield func(*archive.Kept, error) bool) {
		n := 0
		for k, err := range h.Archive.Walk(ctx, in) {
			if n++; n == 2 {
				<-h.let
				if h.fail != nil {
					yield(nil, h.fail)
					return
				}
			}
			if !yield(k, err) {
				return
			}
		}
	}
}

// Rows are sent as they come, compressed or not, and what breaks off is seen to.
func TestExportStreams(t *testing.T) {
	for _, test := range []struct {
		name string
		fail error
		zip  bool
	}{
		{"plain", nil, false}, {"compressed", nil, true}, {"what breaks off", errors.New("the disk is gone"), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := &halting{examples(t), make(chan struct{}), test.fail}
			server := httptest.NewServer(serve(t, Options{Archive: h}))
			defer server.Close()
			client := &http.Client{Transport: &http.Transport{DisableCompression: !test.zip}}
			res, err := client.Get(server.URL + exportPath)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if res.Uncompressed != test.zip {
				t.Errorf("compressed: %t", res.Uncompressed)
			}
			lines := json.NewDecoder(res.Body)
			var first json.RawMessage
			if err := lines.Decode(&first); err != nil {
				t.Fatal(err)
			}
			close(h.let)
			rest, err := io.ReadAll(io.MultiReader(lines.Buffered(), res.Body))
			if test.fail != nil {
				if err == nil {
					t.Error("it seems to be whole")
				}
				return
			}
			if n := bytes.Count(rest, []byte("\n")); err != nil || n != exampleArticles {
				t.Errorf("%v, %d lines", err, n)
			}
		})
	}
}
