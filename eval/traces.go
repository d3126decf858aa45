package eval

import (
	"context"
	"math/rand/v2"
	"strings"

	"isnad/arabic"
	"isnad/archive"
	"isnad/article"
	"isnad/query"
	"isnad/record"
	"isnad/trace"
)

// leastSentence is the number of words from which a sentence is traced.
const leastSentence = 8

// TraceKinds returns up to n texts of each kind to trace, from articles drawn at
// random over a whole archive, always the same: their titles, a sentence of the
// body, that sentence with each sixth word left out, a whole paragraph, a
// quotation, and the words of the sentence shuffled, which stand nowhere.
func TraceKinds(ctx context.Context, in archive.Archive, n int) ([]QueryKind, error) {
	random := rand.New(rand.NewPCG(1, 1))
	var ids []string
	opts := archive.SearchOptions{Order: archive.Oldest, Limit: 1000}
	for {
		page, err := in.Search(ctx, query.And{}, opts)
		if err != nil {
			return nil, err
		}
		for _, h := range page.Hits {
			ids = append(ids, h.ID)
		}
		if opts.After = page.Next; opts.After == "" {
			break
		}
	}
	random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	kinds := []QueryKind{{Name: "a title"}, {Name: "a sentence"}, {Name: "a sentence with each sixth word left out"}, {Name: "a paragraph"},
		{Name: "a quotation"}, {Name: "words of a sentence, shuffled"}}
	add := func(kind int, text string) {
		if len(kinds[kind].Texts) < n && len(archive.PassageTokens(text)) > 0 && !trace.TooLong(text) {
			kinds[kind].Texts = append(kinds[kind].Texts, text)
		}
	}
	for _, id := range ids[:min(len(ids), 3*n)] {
		k, err := in.Get(ctx, id, 0)
		if err != nil {
			return nil, err
		}
		a := k.Record.Article
		add(0, a.Title)
		for _, b := range a.Blocks {
			if b.Kind == article.Paragraph && len(strings.Fields(b.Of(a.Text))) >= leastSentence {
				add(3, b.Of(a.Text))
				break
			}
		}
		for _, s := range k.Record.Statements {
			if s.Kind == record.Direct {
				add(4, s.Content.Of(a.Text))
				break
			}
		}
		doc := arabic.Tokenize(a.Text)
		for _, s := range doc.Sentences[len(doc.Sentences)/2:] {
			text := doc.TextOf(s.First, s.Last)
			words := strings.Fields(text)
			if len(words) < leastSentence {
				continue
			}
			add(1, text)
			var left []string
			for i, w := range words {
				if i%6 != 3 {
					left = append(left, w)
				}
			}
			add(2, strings.Join(left, " "))
			random.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
			add(5, strings.Join(words, " "))
			break
		}
	}
	return kinds, nil
}

// AskTrace returns the trace of an archive, with its JSON, for QueryKind.Time.
// It puts what was found into known, by kind and text.
func AskTrace(ctx context.Context, in archive.Archive, known map[[2]string]bool) func(QueryKind, string) error {
	return func(k QueryKind, text string) error {
		t, err := trace.Find(ctx, in, text, trace.Options{})
		if err != nil {
			return err
		}
		if len(t.Places) > 0 {
			known[[2]string{k.Name, text}] = true
		}
		_, err = t.JSON(ctx, in)
		return err
	}
}
