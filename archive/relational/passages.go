package relational

import (
	"cmp"
	"context"
	"math/bits"
	"slices"

	"isnad/archive"
	"isnad/archive/postings"
)

// The rarest words of a passage tell where it can stand: first those articles
// are taken that have half of the rareWords rarest ones, then those of them
// where these stand about as far from each other. Only they are read.
const (
	rareWords = 24
	// common is the share of articles above which a word tells nothing, as long
	// as leastRare others do.
	common    = 0.1
	leastRare = 6
)

// Passages implements archive.Archive.
func (db *DB) Passages(ctx context.Context, text string, limit int) (*archive.PassagePage, error) {
	asked := archive.PassageTokens(text)
	page := &archive.PassagePage{Words: len(asked)}
	err := db.reading(ctx, func(s *searcher) error {
		candidates, err := s.mayHold(asked)
		if err != nil {
			return err
		}
		slices.SortFunc(candidates, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(s.documents[a].at, s.documents[b].at), cmp.Compare(a, b))
		})
		outlets := map[string]int{}
		for _, id := range candidates {
			if len(page.Passages) < limit {
				v, r, err := s.version(id)
				if err != nil {
					return err
				}
				p, ok := archive.FindPassage(asked, archive.Tokens(r.Article))
				if !ok {
					continue
				}
				p.Version, p.Record = v, r
				page.Passages = append(page.Passages, p)
			}
			page.Total++
			outlets[s.documents[id].outlet]++
		}
		for name, n := range outlets {
			page.Outlets = append(page.Outlets, archive.Count{Value: name, Articles: n})
		}
		slices.SortFunc(page.Outlets, func(a, b archive.Count) int {
			return cmp.Or(b.Articles-a.Articles, cmp.Compare(a.Value, b.Value))
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// rareWord is a word of a passage with its lists.
type rareWord struct {
	places []int // in the passage
	lists  []segmentList
	docs   int
}

// mayHold finds the articles in which the words of a passage may stand, by the
// index alone.
func (s *searcher) mayHold(asked []archive.Token) ([]uint32, error) {
	missing := archive.Missing(len(asked))
	words, absent, err := s.rarest(asked)
	if err != nil || absent > missing || len(words) == 0 {
		return nil, err
	}
	// Of a short text no rare word may be lacking but those that may be missing.
	need := len(words) - missing
	if len(asked) >= 12 {
		need = (len(words) + 1) / 2
	}
	need = max(1, min(need, len(words)))
	counts := make([]uint8, len(s.documents))
	for _, w := range words {
		for _, l := range w.lists {
			err := l.All(func(p postings.Posting) {
				if int(p.Doc) < len(counts) {
					counts[p.Doc]++
				}
			})
			if err != nil {
				return nil, err
			}
		}
	}
	candidates := s.empty(articles)
	for id := range s.newest.all() {
		if int(counts[id]) >= need {
			candidates.add(id)
		}
	}
	if candidates.count() == 0 {
		return nil, nil
	}
	// starts are where the passage would begin in a document, by each occurrence
	// of each word, with the word.
	type start struct {
		at   int32
		word uint8
	}
	starts := map[uint32][]start{}
	for i, w := range words {
		err := s.positions(w.lists, candidates, func(p postings.Posting, at []uint32) {
			for _, position := range at {
				for _, place := range w.places {
					starts[p.Doc] = append(starts[p.Doc], start{int32(position) - int32(place), uint8(i)})
				}
			}
		})
		if err != nil {
			return nil, err
		}
	}
	// An insertion moves the starts of the words behind it.
	slack := int32(len(asked) / 3)
	var found []uint32
	for id, list := range starts {
		slices.SortFunc(list, func(a, b start) int { return cmp.Compare(a.at, b.at) })
		from := 0
		var in [rareWords]uint16
		together := uint32(0)
		for _, x := range list {
			in[x.word]++
			together |= 1 << x.word
			for ; x.at-list[from].at > slack; from++ {
				w := list[from].word
				if in[w]--; in[w] == 0 {
					together &^= 1 << w
				}
			}
			if bits.OnesCount32(together) >= need {
				found = append(found, id)
				break
			}
		}
	}
	return found, nil
}

// rarest looks up the words of a passage and keeps the rarest ones that stand in
// the archive. absent is how many words stand in no article.
func (s *searcher) rarest(asked []archive.Token) (words []rareWord, absent int, err error) {
	places := map[string][]int{}
	var order []string
	for i, t := range asked {
		if places[t.Folded] == nil {
			order = append(order, t.Folded)
		}
		places[t.Folded] = append(places[t.Folded], i)
	}
	for _, word := range order {
		lists, err := s.term(articles, surfaceTerm+word)
		if err != nil {
			return nil, 0, err
		}
		if n := documentsIn(lists); n > 0 {
			words = append(words, rareWord{places[word], lists, n})
		} else {
			absent += len(places[word])
		}
	}
	slices.SortStableFunc(words, func(a, b rareWord) int { return cmp.Compare(a.docs, b.docs) })
	words = words[:min(len(words), rareWords)]
	for len(words) > leastRare && float64(words[len(words)-1].docs) > common*float64(s.live) {
		words = words[:len(words)-1]
	}
	return words, absent, nil
}
