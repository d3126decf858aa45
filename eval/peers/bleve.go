package main

import (
	"context"
	"path/filepath"
	"runtime/debug"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/search/query"

	"isnad/eval"
)

// bleveIndex is bleve as its documentation begins: the default mapping with
// its analyser for Arabic, one field of text, match queries.
type bleveIndex struct{ bleve.Index }

func openBleve(_ context.Context, dir string) (peer, error) {
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = ar.AnalyzerName
	index, err := bleve.New(filepath.Join(dir, "index"), mapping)
	return bleveIndex{index}, err
}

// textsAtOnce is the size of a batch, that of eval.Collection.Fill.
const textsAtOnce = 512

func (p bleveIndex) fill(_ context.Context, c *eval.Collection) error {
	for from := 0; from < len(c.Texts); from += textsAtOnce {
		batch := p.NewBatch()
		for _, t := range c.Texts[from:min(from+textsAtOnce, len(c.Texts))] {
			if err := batch.Index(t.ID, map[string]any{"text": t.Body}); err != nil {
				return err
			}
		}
		if err := p.Batch(batch); err != nil {
			return err
		}
	}
	return nil
}

func (p bleveIndex) search(ctx context.Context, k eval.QueryKind, text string) ([]string, error) {
	match := bleve.NewMatchQuery(text)
	match.SetField("text")
	if k.All {
		match.SetOperator(query.MatchQueryOperatorAnd)
	}
	found, err := p.SearchInContext(ctx, bleve.NewSearchRequestOptions(match, 10, 0, false))
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(found.Hits))
	for i, h := range found.Hits {
		ids[i] = h.ID
	}
	return ids, nil
}

func (p bleveIndex) close() error { return p.Close() }

// bleveVersion is the version that this program is built with.
func bleveVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == "github.com/blevesearch/bleve/v2" {
				return dep.Version
			}
		}
	}
	return ""
}
