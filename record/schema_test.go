package record_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// TestExamplesFollowSchema holds the records of all example pages to the
// published schema.
func TestExamplesFollowSchema(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(record.JSONSchema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("record.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("record.json")
	if err != nil {
		t.Fatal(err)
	}
	inputs, err := filepath.Glob("../examples/*.*")
	if err != nil {
		t.Fatal(err)
	}
	if news := os.Getenv("ISNAD_NEWS"); news != "" {
		inputs = append(inputs, news)
	}
	n := 0
	for _, input := range inputs {
		if filepath.Ext(input) == ".md" {
			continue
		}
		for p, err := range page.Open(context.Background(), input, page.Options{}) {
			if err != nil {
				t.Fatal(err)
			}
			a, err := article.From(p, article.Options{})
			if err != nil {
				continue // no Arabic article
			}
			var b bytes.Buffer
			if err := record.NewEncoder(&b, "").Encode(record.Read(a)); err != nil {
				t.Fatal(err)
			}
			value, err := jsonschema.UnmarshalJSON(&b)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(value); err != nil {
				t.Errorf("%s: %v", p.Name, err)
			}
			n++
		}
	}
	if n < 10 {
		t.Errorf("only %d records", n)
	}
}
