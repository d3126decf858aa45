package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"isnad/arabic"
	"isnad/export"
)

type analyzeCmd struct {
	File   string `arg:"" optional:"" default:"-" help:"Text file, UTF-8; - is standard input."`
	Format string `enum:"table,conllu,json" default:"table" help:"table to read; conllu, CoNLL-U with multiword ranges and NER= in MISC; json, one object per sentence and line." placeholder:"FORMAT"`
	Output string `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

// Help is shown below the flags by isnad analyze --help.
func (*analyzeCmd) Help() string {
	return `Examples:

  isnad analyze report.txt                    a table of words with lemma, tag, features, names
  isnad analyze --format conllu report.txt    for treebank tools
  echo 'وببغداد التقى الوزير' | isnad analyze --format json`
}

// Run analyses the words of a text.
func (c *analyzeCmd) Run(ctx context.Context, std *streams) (err error) {
	in := std.stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("reading %s: %w", c.File, err)
	}
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return fmt.Errorf("%s: is not text in UTF-8 (isnad read reads other encodings, and pages)", c.File)
	}
	out, err := openOutput(std.stdout, c.Output)
	if err != nil {
		return err
	}
	defer func() { err = out.close(err) }()
	d := arabic.Analyze(strings.TrimPrefix(string(data), "\uFEFF"))
	switch c.Format {
	case "conllu":
		return export.CoNLLU(out, d, "")
	case "json":
		return writeAnalysisJSON(out.Writer, d)
	default:
		writeTable(out.Writer, d)
	}
	return nil
}

// analysisJSON is one sentence; start and end count Unicode code points.
type analysisJSON struct {
	Start  int         `json:"start"`
	End    int         `json:"end"`
	Text   string      `json:"text"`
	Tokens []tokenJSON `json:"tokens"`
	Names  []nameJSON  `json:"names"`
}

type tokenJSON struct {
	Start    int           `json:"start"`
	End      int           `json:"end"`
	Text     string        `json:"text"`
	Segments []segmentJSON `json:"segments"`
}

type segmentJSON struct {
	Start    int    `json:"start"`
	End      int    `json:"end"`
	Form     string `json:"form"`
	Lemma    string `json:"lemma"`
	UPOS     string `json:"upos"`
	Features string `json:"feats,omitempty"`
}

type nameJSON struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
	Type  string `json:"type"`
}

func writeAnalysisJSON(w *bufio.Writer, d *arabic.Doc) error {
	at := export.CodePoints(d.Text)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	next := 0
	for _, s := range d.Sentences {
		a := analysisJSON{Start: at[s.Start], End: at[s.End], Text: s.Of(d.Text), Names: []nameJSON{}}
		for _, t := range d.Tokens[s.First:s.Last] {
			j := tokenJSON{Start: at[t.Start], End: at[t.End], Text: t.Of(d.Text)}
			for _, g := range d.Segments[t.First:t.Last] {
				f := g.Features.String()
				if f == "_" {
					f = ""
				}
				j.Segments = append(j.Segments, segmentJSON{at[g.Start], at[g.End], g.Form, g.Lemma, g.Tag.UPOS(), f})
			}
			a.Tokens = append(a.Tokens, j)
		}
		for ; next < len(d.Names) && d.Names[next].First < s.Last; next++ {
			n := d.Names[next]
			a.Names = append(a.Names, nameJSON{at[n.Start], at[n.End], n.Of(d.Text), n.Type.String()})
		}
		if err := enc.Encode(a); err != nil {
			return err
		}
	}
	return nil
}

// writeTable writes a line for every segment: text, lemma, tag, features, name.
func writeTable(w *bufio.Writer, d *arabic.Doc) {
	tags := export.NameTags(d)
	pad := func(s string, width int) string {
		return s + strings.Repeat(" ", max(1, width-uniseg.StringWidth(s)))
	}
	for k, s := range d.Sentences {
		if k > 0 {
			w.WriteByte('\n')
		}
		for i := s.First; i < s.Last; i++ {
			t := d.Tokens[i]
			for j, g := range d.Segments[t.First:t.Last] {
				name, join := "", " "
				if g.Role == arabic.Stem {
					name = tags[i]
				}
				if j > 0 {
					join = "+"
				}
				f := g.Features.String()
				if f == "_" {
					f = ""
				}
				line := pad(strconv.Itoa(i-s.First+1), 4) + join + pad(g.Form, 18) + pad(g.Lemma, 18) + pad(g.Tag.UPOS(), 7) + pad(name, 7) + f
				fmt.Fprintln(w, strings.TrimRight(line, " "))
			}
		}
	}
}
