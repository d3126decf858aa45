package main

import (
	_ "embed"
	"fmt"
	"io"
	"path/filepath"

	"isnad/arabic"
	"isnad/arabic/lexicon"
	"isnad/record"
	"isnad/record/gold"
)

//go:embed kinds.tsv
var kindsTSV string

// attributionErrors writes how many statements of the annotated articles are
// missed, found where there is none, or found with a wrong part, by kind.
func attributionErrors(b io.Writer, shared string) error {
	sets := []string{"dev", "train"}
	counts := make([]map[string]int, len(sets))
	for i, set := range sets {
		articles, err := gold.Read(filepath.Join(shared, "gold", set))
		if err != nil {
			return err
		}
		counts[i] = map[string]int{}
		for _, g := range articles {
			a, err := g.Article()
			if err != nil {
				return err
			}
			r, judged := record.Explain(a)
			t := tally{gold: g, record: r, judged: judged, doc: arabic.Analyze(a.Text), count: counts[i]}
			t.article()
		}
	}
	fmt.Fprint(b, "\n## Attribution\n\nStatements by the kind of what went wrong. dev is counted by this command and never read; train is read. The examples are invented.\n")
	section := ""
	for _, row := range lexicon.Rows(kindsTSV, 4) {
		part, kind := row[0], row[1]
		if part != section {
			section = part
			fmt.Fprintf(b, "\n### %s\n\n| dev | train | kind | such as |\n|---:|---:|---|---|\n", section)
		}
		key := part + "/" + kind
		fmt.Fprintf(b, "| %d | %d | %s | %s |\n", counts[0][key], counts[1][key], kind, row[3]+" ("+row[2]+")")
		for _, c := range counts {
			delete(c, key)
		}
	}
	for _, c := range counts {
		for key := range c {
			return fmt.Errorf("kinds.tsv has no row for %s", key)
		}
	}
	return nil
}

// tally compares one record with its annotation. The kinds that it counts are
// those of kinds.tsv.
type tally struct {
	gold   *gold.Article
	record *record.Record
	judged []record.Judged
	doc    *arabic.Doc
	count  map[string]int
}

func (t *tally) article() {
	contents := make([]arabic.Span, len(t.record.Statements))
	for i, s := range t.record.Statements {
		contents[i] = s.Content
	}
	pairs := t.gold.Align(contents)
	found := map[int]bool{}
	for i, g := range pairs {
		if g < 0 {
			t.count["Found where there is none/"+t.spurious(&t.record.Statements[i])]++
			continue
		}
		found[g] = true
		t.parts(&t.gold.Statements[g], g, &t.record.Statements[i])
	}
	for g := range t.gold.Statements {
		if !found[g] {
			t.count["Missed/"+t.missed(g)]++
		}
	}
}

// missed is the kind of a statement that was not found: first by what became of
// the candidates at its cue, then by the cue.
func (t *tally) missed(g int) string {
	content, _ := t.gold.Span(t.gold.Statements[g].Content)
	cue, hasCue := t.gold.Span(t.gold.Statements[g].Cue)
	if !hasCue {
		return "no cue of its own"
	}
	for _, d := range t.judged {
		if d.Cue.Overlaps(cue) {
			if d.Verdict == record.Kept {
				return "another content for the cue"
			}
			return "candidate dropped: " + string(d.Verdict)
		}
	}
	for _, b := range t.record.Article.Blocks {
		if b.Kind == "title" && b.Start <= cue.Start && cue.End <= b.End {
			return "in the headline"
		}
	}
	for o, s := range t.gold.Statements {
		if outer, _ := t.gold.Span(s.Content); o != g && outer.Contains(cue) && outer.Contains(content) && outer != content {
			return "within speech"
		}
	}
	return t.cueKind(cue)
}

// cueKind tells the cues that no sieve has read apart by their form.
func (t *tally) cueKind(cue arabic.Span) string {
	i := t.doc.TokenAt(cue.Start)
	stem := t.doc.Stem(i)
	known := false
	for _, in := range arabic.VerbForms(stem.Form) {
		if !record.IsCue(in.Lemma) {
			continue
		}
		known = true
		switch in.Mood {
		case arabic.Participle:
			return "participle"
		case arabic.Masdar:
			return "verbal noun"
		}
	}
	switch {
	case known:
		return "verb of saying, complement not seen"
	case t.doc.Tokens[i].Kind != arabic.Word:
		return "no cue of its own"
	case stem.Tag.IsVerb():
		return "another verb"
	}
	return "noun or preposition"
}

// spurious is the kind of a statement that is none.
func (t *tally) spurious(s *record.Statement) string {
	for g := range t.gold.Statements {
		if cue, ok := t.gold.Span(t.gold.Statements[g].Cue); ok && cue.Overlaps(s.Cue.Span) {
			return "another content for the cue"
		}
	}
	for g := range t.gold.Statements {
		if content, ok := t.gold.Span(t.gold.Statements[g].Content); ok && content.Overlaps(s.Content) {
			return "of another cue, or part of what is said"
		}
	}
	return "no speech"
}

// parts counts the wrong parts of a statement that was found.
func (t *tally) parts(g *gold.Statement, index int, s *record.Statement) {
	want, _ := t.gold.Span(g.Content)
	if !t.gold.SameWords(want, s.Content) {
		head, tail := want, s.Content
		head.End, tail.End = max(head.End, tail.End), max(head.End, tail.End)
		switch {
		case !t.gold.SameWords(head, tail):
			t.count["Wrong in part/content: start"]++
		case s.Content.End < want.End:
			t.count["Wrong in part/content: ends too early"]++
		default:
			t.count["Wrong in part/content: ends too late"]++
		}
	}
	if !t.gold.IsSource(index, s.Source.Name) {
		t.count["Wrong in part/source: "+t.sourceKind(g)]++
		return
	}
	switch links := len(s.Chain); {
	case links < len(g.Chain):
		t.count["Wrong in part/chain: relay not seen"]++
	case links > len(g.Chain):
		t.count["Wrong in part/chain: one relay too many"]++
	}
}

// sourceKind tells how the source of g stands beside its cue.
func (t *tally) sourceKind(g *gold.Statement) string {
	span, ok := t.gold.Span(g.Source.Quote)
	cue, hasCue := t.gold.Span(g.Cue)
	switch {
	case !ok || hasCue && cue.Overlaps(span):
		return "dropped or a pronoun"
	case arabic.Fold(span.Of(t.gold.Text)) == arabic.Fold(g.Source.Name):
		return "its name stands there"
	}
	return "described or named in part"
}
