package coding

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"isnad/record"
	"isnad/wording"
)

//go:embed codebook.tsv
var codebook string

// schema is as much of JSON Schema as record.JSONSchema uses.
type schema struct {
	Ref        string             `json:"$ref"`
	Types      any                `json:"type"` // a string, or several
	Const      string             `json:"const"`
	Enum       []string           `json:"enum"`
	Format     string             `json:"format"`
	Minimum    *float64           `json:"minimum"`
	Maximum    *float64           `json:"maximum"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	Items      *schema            `json:"items"`
	AllOf      []*schema          `json:"allOf"`
	Defs       map[string]*schema `json:"$defs"`
}

// variable is a line of the codebook.
type variable struct {
	place, kind string
	required    bool
	values      []string
	schema      *schema
}

// Codebook writes the codebook of a record as Markdown: every variable of
// record.JSONSchema with its names and definitions in English and Arabic, its type,
// and the values of lists with their labels. It is an error where schema and table
// of words do not fit.
func Codebook(w io.Writer) error {
	var root schema
	if err := json.Unmarshal(record.JSONSchema, &root); err != nil {
		return fmt.Errorf("record/schema.json: %w", err)
	}
	found := map[string]*variable{}
	root.variables(&root, "", found)
	for place, s := range root.Defs["span"].Properties {
		found["span."+place] = &variable{place: "span." + place, kind: root.kind(s), required: true}
	}
	names := map[string]wording.Label{}
	definitions := map[string]wording.Label{}
	var order []string
	for line := range strings.Lines(codebook) {
		if line[0] == '#' {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		place := cells[0]
		names[place] = wording.Label{En: cells[1], Ar: cells[2]}
		if strings.Contains(place, "=") {
			continue
		}
		if found[place] == nil {
			return fmt.Errorf("codebook.tsv: record/schema.json has no %s; remove the row", place)
		}
		definitions[place] = wording.Label{En: cells[3], Ar: cells[4]}
		order = append(order, place)
	}
	for place := range found {
		if _, ok := names[place]; !ok {
			return fmt.Errorf("codebook.tsv: no row for %s of record/schema.json; add one", place)
		}
	}
	out := bufio.NewWriter(w)
	fmt.Fprint(out, `# Codebook

What `+"`isnad read --format jsonl`, `isnad export` and the API"+` give for an article, schema `+"`"+root.Properties["schema"].Const+"`"+`. Made by `+"`isnad codebook`"+` from
record/schema.json and the words of the interface. A place like `+"`statements.source.name`"+` leads from the record inwards; where there are several, each has it.
Positions count Unicode code points of `+"`article.text`"+` from 0, the end excluded. What is marked with * may be left out.

دليل المتغيّرات: ما يرد في سجلّ كل خبر، اسماً وتعريفاً، بالعربية والإنجليزية. تُحسب المواضع بمحارف Unicode في `+"`article.text`"+` بدءاً من الصفر، والنهاية غير داخلة.
وما عليه علامة * قد يُحذف.
`)
	section := ""
	for _, place := range order {
		v := found[place]
		if top, _, _ := strings.Cut(place, "."); top != section {
			section = top
			fmt.Fprintf(out, "\n## %s\n\n| place | name | الاسم | type | definition | التعريف |\n|---|---|---|---|---|---|\n", section)
		}
		mark := ""
		if !v.required {
			mark = "*"
		}
		n, d := names[place], definitions[place]
		fmt.Fprintf(out, "| `%s`%s | %s | %s | %s | %s | %s |\n", place, mark, n.En, n.Ar, v.kind, d.En, d.Ar)
	}
	fmt.Fprint(out, "\n## Values of lists\n\nقيم القوائم.\n\n| place | value | name | الاسم |\n|---|---|---|---|\n")
	for _, place := range order {
		for _, value := range found[place].values {
			if value == "" {
				continue // left open, as the definition says
			}
			n, ok := names[place+"="+value]
			if !ok {
				n, ok = labelOf(place, value)
			}
			if !ok {
				return fmt.Errorf("codebook.tsv: no row for %s=%s of record/schema.json; add one", place, value)
			}
			fmt.Fprintf(out, "| `%s` | `%s` | %s | %s |\n", place, value, n.En, n.Ar)
		}
	}
	return out.Flush()
}

// labelOf is the name that the interface has for a value.
func labelOf(place, value string) (l wording.Label, ok bool) {
	switch place {
	case "statements.kind":
		l, ok = wording.Kinds[record.StatementKind(value)]
	case "statements.act":
		l, ok = wording.Acts[record.Act(value)]
	case "statements.medium":
		l, ok = wording.Media[record.Medium(value)]
	case "statements.source.type", "entities.type":
		l, ok = wording.EntityTypes[record.EntityType(value)]
	case "commitments.act":
		l, ok = wording.CommitmentActs[record.CommitmentAct(value)]
	case "headline.relation":
		l, ok = wording.HeadlineRelations[record.HeadlineRelation(value)]
	case "times.mod":
		l, ok = wording.Modifiers[value]
	}
	return l, ok
}

// resolve follows a reference.
func (root *schema) resolve(s *schema) *schema {
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		return root.Defs[name]
	}
	return s
}

// isSpan reports whether s has the place and words of a span.
func (root *schema) isSpan(s *schema) bool {
	span := root.Defs["span"]
	if s == span {
		return true
	}
	for _, part := range s.AllOf {
		if root.resolve(part) == span {
			return true
		}
	}
	return false
}

// variables collects what stands in s, but not what each span has.
func (s *schema) variables(root *schema, at string, found map[string]*variable) {
	s = root.resolve(s)
	if s == root.Defs["span"] {
		return
	}
	if s.Items != nil {
		s.Items.variables(root, at, found)
		return
	}
	required := map[string]bool{}
	for _, name := range s.Required {
		required[name] = true
	}
	for name, p := range s.Properties {
		place := strings.TrimPrefix(at+"."+name, ".")
		resolved := root.resolve(p)
		found[place] = &variable{place: place, kind: root.kind(p), required: required[name], values: resolved.Enum, schema: resolved}
		// The time of a statement is an object of one value.
		if place != "statements.said_at" {
			p.variables(root, place, found)
		}
	}
}

// kind names the type of s for a reader.
func (root *schema) kind(s *schema) string {
	s = root.resolve(s)
	switch {
	case s.Const != "":
		return "`" + s.Const + "`"
	case len(s.Enum) > 0:
		return "list"
	case root.isSpan(s):
		return "span"
	case s.Items != nil:
		return "several: " + root.kind(s.Items)
	case s.Properties != nil:
		return "object"
	}
	var types []string
	switch t := s.Types.(type) {
	case string:
		types = []string{t}
	case []any:
		for _, x := range t {
			types = append(types, fmt.Sprint(x))
		}
	}
	kind := strings.Join(types, " or ")
	if s.Format != "" {
		kind += " (" + s.Format + ")"
	}
	return kind
}
