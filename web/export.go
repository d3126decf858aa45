package web

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"isnad/archive"
	"isnad/export"
)

// exportPath is where all of the archive is had. Its answer has no bound in time
// or size: it is written as the archive is read, and goes on while the client
// takes it.
const exportPath = apiPrefix + "/export"

const (
	// maxExports bounds the exports at the same time.
	maxExports = 4
	// takeTimeout is how long a client may take for what has been written.
	takeTimeout = time.Minute
	// flushEvery is how many articles are written before they are sent.
	flushEvery = 32
)

// exportFormat is the name of one of export.Formats.
type exportFormat string

// Schema implements huma.SchemaProvider.
func (exportFormat) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, f := range export.Formats {
		s.Enum = append(s.Enum, f.Name)
	}
	return s
}

type exportInput struct {
	Format exportFormat `query:"format" default:"jsonl" doc:"jsonl, a record a line; statements, commitments or figures, a table as CSV; jsonld, schema.org; annotations, W3C Web Annotations; conllu, the analysis of the words; graphml, who relays whom; wacz, the pages."`
	Outlet string       `query:"outlet" doc:"Only articles of one outlet, as the archive names it."`
	From   string       `query:"from" doc:"Only articles published from then on: 2031, 2031-04, 2031-04-02."`
	To     string       `query:"to" doc:"Only articles published up to then, included."`
}

// exportOperation describes the export with the media type of each format.
func exportOperation() huma.Operation {
	content := map[string]*huma.MediaType{}
	for _, f := range export.Formats {
		schema := &huma.Schema{Type: huma.TypeString, Description: f.Name}
		if was := content[f.MediaType]; was != nil {
			schema.Description = was.Schema.Description + ", " + f.Name
		}
		if f.Pages {
			schema.Format = "binary"
		}
		content[f.MediaType] = &huma.MediaType{Schema: schema}
	}
	return huma.Operation{
		OperationID: "export", Method: http.MethodGet, Path: exportPath,
		Summary:     "The newest version of every article, in the order of publication, in formats of other programs.",
		Description: "The answer is written as the archive is read. One that breaks off is not whole.",
		Errors:      []int{400, 401, 404, 422, 429, 503},
		Responses: map[string]*huma.Response{"200": {
			Description: "All that was asked for.", Content: content,
			Headers: map[string]*huma.Param{"Content-Disposition": {Description: "A name for a file.", Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}
}

func (s *Server) apiExport(ctx context.Context, in *exportInput) (*huma.StreamResponse, error) {
	from, err := s.kept()
	if err != nil {
		return nil, s.failure(exportPath, err)
	}
	format, err := export.FormatOf(string(in.Format))
	if err != nil {
		return nil, s.failure(exportPath, mistake(err.Error()))
	}
	which, err := export.Published(in.From, in.To)
	if err != nil {
		return nil, s.failure(exportPath, mistake(err.Error()))
	}
	which.Outlet, which.NoPages = in.Outlet, !format.Pages
	select {
	case s.exporting <- struct{}{}:
	default:
		return nil, s.failure(exportPath, errExports)
	}
	// The first is had before anything is sent, while an error can still be told.
	next, stop := iter.Pull2(from.Walk(ctx, which))
	first, err, some := next()
	if err != nil {
		stop()
		<-s.exporting
		return nil, s.failure(exportPath, err)
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer func() { <-s.exporting }()
		defer stop()
		c.SetHeader("Content-Type", format.MediaType)
		c.SetHeader("Content-Disposition", `attachment; filename="isnad-`+format.Name+format.Extension+`"`)
		c.SetStatus(http.StatusOK)
		if c.Method() == http.MethodHead {
			return
		}
		if err := s.writeExport(c, format, first, some, next); err != nil {
			if ctx.Err() == nil {
				s.opts.Log.Error("an export broke off", "format", format.Name, "error", err)
			}
			panic(http.ErrAbortHandler) // so that the client sees that it is not whole
		}
	}}, nil
}

var errExports = errors.New("too many exports at the same time")

// writeExport writes articles, and sends them on as they come.
func (s *Server) writeExport(c huma.Context, format export.Format, k *archive.Kept, some bool, next func() (*archive.Kept, error, bool)) error {
	_, w := humago.Unwrap(c)
	client := http.NewResponseController(w)
	records, err := format.New(w)
	for n := 1; err == nil && some; n++ {
		if err = records.Write(k); err != nil {
			return err
		}
		if n%flushEvery == 1 {
			// Neither can be done for a client that is a test; that is no failure.
			client.SetWriteDeadline(time.Now().Add(takeTimeout))
			client.Flush()
		}
		k, err, some = next()
	}
	if err != nil {
		return err
	}
	return records.Close()
}
