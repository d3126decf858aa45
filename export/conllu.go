package export

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"isnad/arabic"
	"isnad/archive"
)

// conllu writes the analysis of each article as a document of CoNLL-U.
type conllu struct {
	w   *bufio.Writer
	doc arabic.Doc
}

func newCoNLLU(w io.Writer) (Records, error) { return &conllu{w: bufio.NewWriter(w)}, nil }

func (c *conllu) Write(k *archive.Kept) error {
	c.doc.Analyze(k.Record.Article.Text)
	return CoNLLU(c.w, &c.doc, k.ID)
}

func (c *conllu) Close() error { return c.w.Flush() }

// CoNLLU writes the sentences of d in CoNLL-U
// (universaldependencies.org/format), with names as NER= in the last column, as
// the document of that id; "" names none. A token of several words is a range
// before them. Its errors are those of the writer.
func CoNLLU(w io.Writer, d *arabic.Doc, id string) error {
	out := bufio.NewWriter(w)
	plain := strings.NewReplacer("\n", " ", "\r", " ", "\t", " ")
	sentence := ""
	if id != "" {
		id = plain.Replace(id)
		fmt.Fprintf(out, "# newdoc id = %s\n", id)
		sentence = id + "-"
	}
	tags := NameTags(d)
	for k, s := range d.Sentences {
		fmt.Fprintf(out, "# sent_id = %s%d\n# text = %s\n", sentence, k+1, plain.Replace(s.Of(d.Text)))
		n := 1
		for i := s.First; i < s.Last; i++ {
			t := d.Tokens[i]
			segs := d.Segments[t.First:t.Last]
			glued := i+1 < s.Last && d.Tokens[i+1].Start == t.End
			space := "_"
			if glued {
				space = "SpaceAfter=No"
			}
			if len(segs) > 1 {
				fmt.Fprintf(out, "%d-%d\t%s\t_\t_\t_\t_\t_\t_\t_\t%s\n", n, n+len(segs)-1, t.Of(d.Text), space)
				space = "_"
			}
			for _, g := range segs {
				form, misc := g.Form, space
				if len(segs) == 1 {
					form = t.Of(d.Text)
				}
				if g.Role == arabic.Stem && tags[i] != "" {
					misc = "NER=" + tags[i]
					if space != "_" {
						misc += "|" + space
					}
				}
				fmt.Fprintf(out, "%d\t%s\t%s\t%s\t_\t%s\t_\t_\t_\t%s\n", n, orUnderscore(form), orUnderscore(g.Lemma), g.Tag.UPOS(), g.Features, misc)
				n++
			}
		}
		out.WriteByte('\n')
	}
	return out.Flush()
}

func orUnderscore(s string) string {
	if s == "" {
		return "_"
	}
	return s
}

// NameTags gives the tag of every token that is part of a name: B-PER, I-PER …
func NameTags(d *arabic.Doc) []string {
	tags := make([]string, len(d.Tokens))
	for _, n := range d.Names {
		for i := n.First; i < n.Last; i++ {
			tags[i] = "I-" + n.Type.String()
		}
		tags[n.First] = "B-" + n.Type.String()
	}
	return tags
}
