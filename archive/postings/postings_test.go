package postings_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"isnad/archive/postings"
)

// held is what an index should hold of a term: documents with their positions.
type held map[string]map[uint32][]uint32

// add builds a segment of documents [from, to) and notes in want what it holds.
func add(t *rapid.T, from, to uint32, want held) []postings.Block {
	b := postings.NewBuilder()
	for doc := from; doc < to; doc++ {
		for i, term := range rapid.SliceOfN(rapid.SampledFrom([]string{"a", "ab", "abc", "b", "جسر", "ميناء"}), 0, 12).Draw(t, "words") {
			b.Add(term, doc, i, i == 0)
			if want[term] == nil {
				want[term] = map[uint32][]uint32{}
			}
			want[term][doc] = append(want[term][doc], uint32(i))
		}
	}
	var blocks []postings.Block
	if err := b.Blocks(func(b postings.Block) error { blocks = append(blocks, b); return nil }); err != nil {
		t.Fatal(err)
	}
	return blocks
}

// read gives all that blocks hold, asking for each of the terms.
func read(t *rapid.T, blocks []postings.Block, terms []string) held {
	got := held{}
	for _, term := range terms {
		for _, b := range blocks {
			list, ok, err := postings.Find(b.Lists, term)
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				continue
			}
			docs := map[uint32][]uint32{}
			err = list.Positions(b.Positions, nil, func(p postings.Posting, at []uint32) {
				docs[p.Doc] = slices.Clone(at)
				if int(p.Count) != len(at) || p.Title != (at[0] == 0) {
					t.Errorf("%s: posting %+v with positions %v", term, p, at)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(docs) != list.Docs {
				t.Errorf("%s: %d documents, the list says %d", term, len(docs), list.Docs)
			}
			got[term] = docs
		}
	}
	return got
}

func source(blocks []postings.Block) func() (postings.Block, bool, error) {
	return func() (postings.Block, bool, error) {
		if len(blocks) == 0 {
			return postings.Block{}, false, nil
		}
		b := blocks[0]
		blocks = blocks[1:]
		return b, true, nil
	}
}

// TestSegmentsHoldWhatWasAdded is the law of the package: what was added is
// found, alone and merged, and what was dropped is not.
func TestSegmentsHoldWhatWasAdded(t *testing.T) {
	terms := []string{"a", "ab", "abc", "absent", "b", "جسر", "ميناء"} // bridge, port
	rapid.Check(t, func(t *rapid.T) {
		want := held{}
		first := add(t, 1, 6, want)
		second := add(t, 40, 43, want)
		dropped := rapid.Uint32Range(0, 43).Draw(t, "dropped")
		for term, docs := range want {
			delete(docs, dropped)
			if len(docs) == 0 {
				delete(want, term)
			}
		}
		var merged []postings.Block
		err := postings.Merge([]func() (postings.Block, bool, error){source(first), source(second)},
			func(doc uint32) bool { return doc == dropped },
			func(b postings.Block) error { merged = append(merged, b); return nil })
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, read(t, merged, terms)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestManyTermsMakeManyBlocksInOrder(t *testing.T) {
	b := postings.NewBuilder()
	for doc := uint32(1); doc <= 3; doc++ {
		for i := range 5000 {
			b.Add(fmt.Sprintf("term%04d", i), doc, i, false)
		}
	}
	var firsts []string
	if err := b.Blocks(func(b postings.Block) error { firsts = append(firsts, b.First); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(firsts) < 3 || !slices.IsSorted(firsts) {
		t.Errorf("blocks begin at %v", firsts)
	}
}

func TestAListWithoutPositions(t *testing.T) {
	b := postings.NewBuilder()
	b.Add("a", 7, -1, false)
	b.Add("a", 7, -1, true)
	err := b.Blocks(func(b postings.Block) error {
		list, ok, err := postings.Find(b.Lists, "a")
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		return list.Positions(b.Positions, nil, func(p postings.Posting, at []uint32) {
			if want := (postings.Posting{Doc: 7, Count: 2, Title: true}); p != want || len(at) != 0 {
				t.Errorf("got %+v at %v", p, at)
			}
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// FuzzBlock holds that damaged bytes are an error or are read as something,
// and nothing worse.
func FuzzBlock(f *testing.F) {
	b := postings.NewBuilder()
	for i, term := range []string{"a", "ab", "b", "a"} {
		b.Add(term, 1+uint32(i/3), i, false)
	}
	b.Blocks(func(b postings.Block) error { f.Add(b.Lists, b.Positions); return nil })
	f.Fuzz(func(t *testing.T, lists, positions []byte) {
		for _, term := range []string{"a", "ab", "b"} {
			list, ok, err := postings.Find(lists, term)
			if err != nil && !errors.Is(err, postings.ErrDamaged) {
				t.Error(err)
			}
			if ok {
				list.All(func(postings.Posting) {})
				list.Positions(positions, nil, func(postings.Posting, []uint32) {})
			}
		}
		err := postings.Merge([]func() (postings.Block, bool, error){source([]postings.Block{{Lists: lists, Positions: positions}})}, nil,
			func(postings.Block) error { return nil })
		if err != nil && !errors.Is(err, postings.ErrDamaged) {
			t.Error(err)
		}
	})
}
