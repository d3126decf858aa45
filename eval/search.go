package eval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"isnad/arabic"
	"isnad/archive"
	"isnad/article"
	"isnad/page"
	"isnad/query"
	"isnad/record"
)

// Collection is what search quality is measured on: the bodies of ant-2018 with
// the paragraphs of ARCD and XQuAD-ar among them, and for each question or
// title the one text that it is to find.
type Collection struct {
	Texts   []Text
	Queries []SearchQuery
}

// Text is a text of a Collection. It has no title.
type Text struct{ ID, Outlet, Body string }

// SearchQuery is a question or a title with the id of the text that answers it.
type SearchQuery struct{ Set, Text, Want string }

// newsFile is the part of the data folder that holds the collection's articles.
const newsFile = "data/news/ant-2018.jsonl.gz"

// questionFiles are the files of data/retrieval by the sets of their questions.
var questionFiles = [][2]string{{"arcd-train", "arcd-train.json"}, {"arcd-test", "arcd-test.json"}, {"xquad", "xquad.ar.json"}}

// HasCollection reports whether the data folder holds the collection.
func HasCollection(shared string) bool {
	files := []string{newsFile}
	for _, set := range questionFiles {
		files = append(files, "data/retrieval/"+set[1])
	}
	return !slices.ContainsFunc(files, func(name string) bool {
		_, err := os.Stat(filepath.Join(shared, filepath.FromSlash(name)))
		return err != nil
	})
}

// ReadCollection reads the collection from the data folder. Queries are those
// of the sets arcd-train, arcd-test and xquad, and the title of every tenth
// article.
func ReadCollection(ctx context.Context, shared string) (*Collection, error) {
	c := &Collection{}
	n := 0
	for p, err := range page.Open(ctx, filepath.Join(shared, filepath.FromSlash(newsFile)), page.Options{}) {
		if err != nil {
			return nil, err
		}
		id := fmt.Sprintf("a%d", n)
		c.Texts = append(c.Texts, Text{id, p.Fields.Outlet, p.Fields.Text})
		if n%10 == 0 {
			c.Queries = append(c.Queries, SearchQuery{"titles", p.Fields.Title, id})
		}
		n++
	}
	ids := map[string]string{}
	for _, set := range questionFiles {
		var squad struct {
			Data []struct {
				Paragraphs []struct {
					Context string
					QAs     []struct{ Question string }
				}
			}
		}
		raw, err := os.ReadFile(filepath.Join(shared, "data/retrieval", set[1]))
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(raw, &squad); err != nil {
			return nil, fmt.Errorf("%s: %w", set[1], err)
		}
		for _, d := range squad.Data {
			for _, p := range d.Paragraphs {
				id, ok := ids[p.Context]
				if !ok {
					id = fmt.Sprintf("p%d", len(ids))
					ids[p.Context] = id
					c.Texts = append(c.Texts, Text{ID: id, Body: p.Context})
				}
				for _, q := range p.QAs {
					c.Queries = append(c.Queries, SearchQuery{set[0], q.Question, id})
				}
			}
		}
	}
	return c, nil
}

// entriesAtOnce is the size of a batch.
const entriesAtOnce = 512

// Fill puts the texts into an archive, with records that hold nothing but
// them: search needs no more.
func (c *Collection) Fill(ctx context.Context, to archive.Archive) error {
	return c.Grow(ctx, to, 0, len(c.Texts))
}

// Grow puts the texts from ≤ i < size into an archive. Beyond its own texts a
// collection goes on with copies under ids of their own, their words shuffled:
// lists grow as they do with other texts, and no two words stay neighbours; but
// no new words come.
func (c *Collection) Grow(ctx context.Context, to archive.Archive, from, size int) error {
	return PutMany(ctx, to, from, size, func(i int) (*archive.Entry, error) {
		t := c.text(i)
		a := &article.Article{ID: t.ID, Outlet: t.Outlet, Text: t.Body, Language: "ar"}
		a.Blocks = []article.Block{{Kind: article.Paragraph, Span: arabic.Span{End: len(a.Text)}}}
		return archive.NewEntry(&record.Record{Article: a}, nil, article.Options{})
	})
}

// PutMany puts entries from ≤ i < size into an archive, in this order and in
// large batches. Many are made at the same time, and a batch while the one
// before is kept.
func PutMany(ctx context.Context, to archive.Archive, from, size int, entry func(i int) (*archive.Entry, error)) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	type batch struct {
		entries []*archive.Entry
		err     error
	}
	batches := make(chan batch)
	go func() {
		defer close(batches)
		for ; from < size; from += entriesAtOnce {
			entries := make([]*archive.Entry, min(entriesAtOnce, size-from))
			errs := make([]error, len(entries))
			var workers sync.WaitGroup
			for w := range runtime.GOMAXPROCS(0) {
				workers.Go(func() {
					for i := w; i < len(entries); i += runtime.GOMAXPROCS(0) {
						entries[i], errs[i] = entry(from + i)
					}
				})
			}
			workers.Wait()
			select {
			case batches <- batch{entries, errors.Join(errs...)}:
			case <-ctx.Done():
				return
			}
		}
	}()
	for b := range batches {
		if b.err != nil {
			return b.err
		}
		if _, err := to.Put(ctx, b.entries); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// text is the i-th text of a collection that goes on without end.
func (c *Collection) text(i int) Text {
	t := c.Texts[i%len(c.Texts)]
	if round := i / len(c.Texts); round > 0 {
		words := strings.Fields(t.Body)
		shuffle(words, i)
		t.ID, t.Body = fmt.Sprintf("%s-%d", t.ID, round), strings.Join(words, " ")
	}
	return t
}

// shuffle shuffles words, always in the same way for one i.
func shuffle(words []string, i int) {
	rand.New(rand.NewPCG(uint64(i), 0)).Shuffle(len(words), func(a, b int) { words[a], words[b] = words[b], words[a] })
}

// AnyWord is a query for any of the words of a text, the best match first.
func AnyWord(text string) query.Node {
	var words query.Or
	for w := range strings.FieldsSeq(text) {
		words = append(words, query.Word(w))
	}
	return words
}

// Measure asks every query of the collection and returns, for each set and for
// all questions together, the mean reciprocal rank among the first ten and the
// share of queries whose text comes first.
func (c *Collection) Measure(ctx context.Context, in archive.Archive) (Figures, error) {
	return c.MeasureWith(func(q string) ([]string, error) {
		p, err := in.Search(ctx, AnyWord(q), archive.SearchOptions{Limit: 10})
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, h := range p.Hits {
			ids = append(ids, h.ID)
		}
		return ids, nil
	})
}

// MeasureWith is Measure for any search that gives the ids of its first ten.
func (c *Collection) MeasureWith(search func(q string) ([]string, error)) (Figures, error) {
	f, count := Figures{}, map[string]float64{}
	for _, q := range c.Queries {
		ids, err := search(q.Text)
		if err != nil {
			return nil, fmt.Errorf("searching %q: %w", q.Text, err)
		}
		sets := []string{q.Set}
		if q.Set != "titles" {
			sets = append(sets, "questions")
		}
		for _, set := range sets {
			count[set]++
			for i, id := range ids {
				if id == q.Want {
					f[set+"_mrr"] += 1 / float64(i+1)
					if i == 0 {
						f[set+"_first"]++
					}
				}
			}
		}
	}
	for set, n := range count {
		f[set+"_mrr"] /= n
		f[set+"_first"] /= n
	}
	return f, nil
}
