package story

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// digests reads articles of the folder examples.
func digests(t testing.TB, names ...string) []*Digest {
	t.Helper()
	var out []*Digest
	for _, name := range names {
		for p, err := range page.NewReader(page.Options{}).Open(context.Background(), "../examples/"+name) {
			if err != nil {
				t.Fatal(err)
			}
			a, err := article.From(p, article.Options{})
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, NewDigest(record.Read(a)))
		}
	}
	return out
}

func find(t testing.TB, list []*Digest, id string) *Digest {
	t.Helper()
	i := slices.IndexFunc(list, func(d *Digest) bool { return d.OwnID == id })
	if i < 0 {
		t.Fatalf("no article %s", id)
	}
	return list[i]
}

func TestNear(t *testing.T) {
	list := digests(t, "story/dam.jsonl")
	for _, row := range []struct {
		name, a, b string
		want       bool
	}{
		{"agency copy under another headline, cut at the end", "sarmad-4471", "duha-90213", true},
		{"the same news told in other words", "sarmad-4471", "madar-1187", false},
		{"an article and itself", "nuqta-88", "nuqta-88", true},
		{"another source for the same", "tilal-6642", "wadi-2231", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			a, b := find(t, list, row.a), find(t, list, row.b)
			if got := Near(a, b); got != row.want {
				t.Errorf("Near is %v: %d of %d and %d shingles are common", got, common(a.shingles, b.shingles), len(a.shingles), len(b.shingles))
			}
			if Near(a, b) != Near(b, a) {
				t.Error("Near is not symmetric")
			}
		})
	}
}

func TestFindTellsEventsApart(t *testing.T) {
	list := digests(t, "story/dam.jsonl", "wire.jsonl", "port-strike.html", "river-deal.html", "inflation.html")
	stories := Find(list)
	var several []*Story
	for _, s := range stories {
		if len(s.Articles) > 1 {
			several = append(several, s)
		}
	}
	if len(several) != 1 || len(several[0].Articles) != 8 {
		t.Fatalf("stories of several articles: %s", outline(several))
	}
	if s := several[0]; len(s.Near) != 1 || s.Near[0][0].OwnID != "sarmad-4471" || s.Near[0][1].OwnID != "duha-90213" {
		t.Errorf("near-duplicates: %d, want that of the agency and الضحى, the agency first", len(s.Near))
	}
}

// outline is a text by which sets of stories are compared.
func outline(stories []*Story) string {
	var b strings.Builder
	for _, s := range stories {
		fmt.Fprintf(&b, "%s:", s.ID)
		for _, a := range s.Articles {
			fmt.Fprintf(&b, " %s", a.ID)
		}
		for _, p := range s.Near {
			fmt.Fprintf(&b, " %s=%s", p[0].ID, p[1].ID)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// synthetic makes n digests about a few topics, hours apart.
func synthetic(seed uint64, n int) []*Digest {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]*Digest, n)
	for i := range out {
		topic := r.IntN(12)
		words := func(n, of int) []uint64 {
			keys := make([]uint64, n)
			for i := range keys {
				keys[i] = hash(lemmaSeed, fmt.Sprint(topic, r.IntN(of)))
				if r.IntN(3) == 0 {
					keys[i] = hash(lemmaSeed, fmt.Sprint(r.IntN(200)))
				}
			}
			return keys
		}
		vec := func(keys []uint64) vector {
			counts := map[uint64]float64{}
			for _, k := range keys {
				counts[k]++
			}
			return weigh(counts, lemmaKeys)
		}
		body := words(60, 30)
		if i > 0 && r.IntN(6) == 0 {
			out[i] = &Digest{}
			*out[i] = *out[r.IntN(i)] // a copy
		} else {
			out[i] = &Digest{lemmas: vec(body), title: vec(words(5, 8)), names: vec(words(5, 5)), shingles: shingles(body)}
			out[i].sketch = sketchOf(out[i].shingles)
		}
		out[i].ID = fmt.Sprintf("a%03d", i)
		out[i].OwnID = out[i].ID
		out[i].At = time.Date(2023, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(60)) * time.Hour)
	}
	return out
}

// TestArrivalOrder is the law of Index: the order in which articles arrive
// makes no difference.
func TestArrivalOrder(t *testing.T) {
	for seed := range uint64(20) {
		list := synthetic(seed, 60)
		want := outline(Find(list))
		r := rand.New(rand.NewPCG(seed, 2))
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		var got []*Story
		x := NewIndex()
		x.Done = func(s *Story) { got = append(got, s) }
		for _, d := range list {
			for range 2 { // an article that comes twice is one
				if !x.Add(d) {
					t.Fatalf("seed %d: %s came too late", seed, d.ID)
				}
			}
		}
		x.Flush()
		slices.SortFunc(got, func(a, b *Story) int { return compareDigests(a.Articles[0], b.Articles[0]) })
		if got := outline(got); got != want {
			t.Fatalf("seed %d: in order\n%sshuffled\n%s", seed, want, got)
		}
	}
}

// TestFullStory holds what thousands of copies may cost: a story that is full
// takes no more, and the next one begins.
func TestFullStory(t *testing.T) {
	one := synthetic(1, 1)[0]
	var list []*Digest
	for i := range 2*mostArticles + 100 {
		d := *one
		d.ID, d.At = fmt.Sprintf("c%04d", i), one.At.Add(time.Duration(i/10)*time.Minute)
		list = append(list, &d)
	}
	var sizes []int
	for _, s := range Find(list) {
		sizes = append(sizes, len(s.Articles))
		if most := len(s.Articles) * (len(s.Articles) - 1) / 2; len(s.Near) < most {
			t.Errorf("a story of %d copies has %d pairs of near-duplicates, want %d", len(s.Articles), len(s.Near), most)
		}
	}
	if want := []int{mostArticles, mostArticles, 100}; !slices.Equal(sizes, want) {
		t.Errorf("stories of %d articles, want %d", sizes, want)
	}
}

// TestOldStoriesLeave is the law that keeps memory bounded.
func TestOldStoriesLeave(t *testing.T) {
	x := NewIndex()
	articles, most := 0, 0
	x.Done = func(s *Story) { articles += len(s.Articles) }
	for month := range 12 {
		for _, d := range synthetic(uint64(month), 50) {
			d.ID = fmt.Sprintf("m%02d%s", month, d.ID)
			d.At = d.At.AddDate(0, month, 0)
			x.Add(d)
		}
		most = max(most, len(x.order))
	}
	if most > 50 {
		t.Errorf("%d articles in the index at once", most)
	}
	if x.Add(&Digest{ID: "late", At: time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)}) {
		t.Error("an article is taken whose neighbours have left")
	}
	x.Flush()
	if articles != 12*50 || len(x.order)+len(x.terms)+len(x.bands)+len(x.stories) != 0 {
		t.Errorf("%d articles handed on, %d left", articles, len(x.order))
	}
}

func TestSimilarityLaws(t *testing.T) {
	list := synthetic(7, 60)
	for _, a := range list {
		if s := Similarity(a, a); s < 0.999 || s > 1.001 {
			t.Fatalf("an article resembles itself by %v", s)
		}
		for _, b := range list {
			if s := Similarity(a, b); s != Similarity(b, a) || s < 0 || s > 1.001 {
				t.Fatalf("similarity of %s and %s is %v", a.ID, b.ID, s)
			}
		}
	}
}

func TestSketchEstimatesJaccard(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	list := func(n int) []uint64 {
		l := make([]uint64, n)
		for i := range l {
			l[i] = r.Uint64()
		}
		return l
	}
	both := list(300)
	a, b := slices.Concat(both, list(100)), slices.Concat(both, list(100))
	sa, sb := sketchOf(a), sketchOf(b)
	same := 0
	for i := range sa {
		if sa[i] == sb[i] {
			same++
		}
	}
	// 300 of 500 are common; 64 minima have a standard deviation of 6 points.
	if share := float64(same) / float64(len(sa)); share < 0.42 || share > 0.78 {
		t.Errorf("the sketches agree in %.2f of their minima, want about 0.6", share)
	}
}
