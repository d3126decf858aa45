package story

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// keeper does what the comment of Change tells keepers to do.
type keeper struct {
	t       *testing.T
	index   *Index
	done    []*Story
	kept    map[string]*Story
	leads   map[string]string // ids that ended → where they lead
	changes []Change
}

func newKeeper(t *testing.T) *keeper {
	k := &keeper{t: t, kept: map[string]*Story{}, leads: map[string]string{}}
	k.take(NewIndex())
	return k
}

func (k *keeper) take(x *Index) {
	k.index = x
	x.Done = func(s *Story) { k.done = append(k.done, s) }
}

func (k *keeper) add(batch []*Digest) {
	for _, d := range batch {
		if !k.index.Add(d) {
			k.resume(batch)
			return
		}
	}
	k.keep()
}

// resume takes the index up again before the earliest article of a batch.
func (k *keeper) resume(batch []*Digest) {
	from := slices.MinFunc(batch, compareDigests).At
	var steps []Step
	again := slices.Clone(batch)
	for _, s := range k.kept {
		near := slices.ContainsFunc(s.Articles, func(d *Digest) bool {
			return d.At.Before(from) && !d.At.Before(from.Add(-Horizon-Lateness))
		})
		for _, step := range s.Steps {
			switch {
			case !step.Article.At.Before(from):
				again = append(again, step.Article)
			case near:
				steps = append(steps, step)
			}
		}
	}
	x, err := Resume(steps)
	if err != nil {
		k.t.Fatal(err)
	}
	k.take(x)
	slices.SortFunc(again, compareDigests)
	for _, d := range again {
		if !x.Add(d) {
			k.t.Fatalf("%s is refused by the index that was taken up for it", d.ID)
		}
	}
	k.keep()
}

func (k *keeper) keep() {
	is := append(k.done, k.index.Changed()...)
	k.done = nil
	var was []Past
	for id, s := range k.kept {
		p := Past{ID: id}
		for _, d := range s.Articles {
			p.Articles = append(p.Articles, d.ID)
		}
		was = append(was, p)
	}
	changes := Compare(was, is)
	for _, s := range is {
		k.kept[s.ID] = s
		delete(k.leads, s.ID)
	}
	for _, c := range changes {
		if c.Kind == Merged {
			delete(k.kept, c.ID)
			k.leads[c.ID] = c.Other
		}
	}
	k.changes = append(k.changes, changes...)
}

func (k *keeper) stories() []*Story {
	var out []*Story
	for _, s := range k.kept {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *Story) int { return compareDigests(a.Articles[0], b.Articles[0]) })
	return out
}

// TestKeeping is the law of Change: a keeper has after each batch what a
// rebuild gives, whatever the order of arrival, and no id that it told is lost.
func TestKeeping(t *testing.T) {
	kinds := map[ChangeKind]int{}
	for seed := range uint64(12) {
		var list []*Digest
		for month := range 3 { // a batch that spans them comes too late for any index
			for _, d := range synthetic(seed+100*uint64(month), 30) {
				d.ID = fmt.Sprint(month, d.ID)
				d.At = d.At.AddDate(0, 0, 8*month)
				list = append(list, d)
			}
		}
		r := rand.New(rand.NewPCG(seed, 5))
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		k := newKeeper(t)
		told := map[string]bool{}
		for n := 0; n < len(list); {
			next := min(n+1+r.IntN(8), len(list))
			k.add(list[n:next])
			n = next
			want := Find(list[:n])
			if got, want := history(k.stories()), history(want); got != want {
				t.Fatalf("seed %d after %d articles: kept\n%srebuilt\n%s", seed, n, got, want)
			}
			for id := range k.kept {
				told[id] = true
			}
			for id := range told {
				for hops := 0; k.kept[id] == nil; hops++ {
					if id = k.leads[id]; id == "" || hops > len(told) {
						t.Fatalf("seed %d after %d articles: an id that was told leads nowhere", seed, n)
					}
				}
			}
		}
		for _, c := range k.changes {
			kinds[c.Kind]++
		}
	}
	for _, kind := range []ChangeKind{New, Grew, Merged, Split} {
		if kinds[kind] == 0 {
			t.Errorf("no story %s: the articles prove nothing", kind)
		}
	}
}

// history is outline with the steps of each story.
func history(stories []*Story) string {
	var b strings.Builder
	b.WriteString(outline(stories))
	for _, s := range stories {
		for _, step := range s.Steps {
			fmt.Fprintln(&b, step.Article.ID, step.Into, step.Absorbed, step.Near)
		}
		for _, m := range s.Merges() {
			fmt.Fprintln(&b, m.Story, "ends with", m.Article.ID)
			if m.Story == s.ID {
				b.WriteString("the story ends in itself\n")
			}
		}
	}
	return b.String()
}

func TestCompare(t *testing.T) {
	is := func(articles ...string) *Story {
		s := new(Story)
		for _, id := range articles {
			s.Articles = append(s.Articles, &Digest{ID: id})
		}
		s.ID = storyID(s.Articles[0])
		return s
	}
	was := func(articles ...string) Past { return Past{storyID(&Digest{ID: articles[0]}), articles} }
	name := map[string]string{}
	for _, a := range []string{"a", "b", "c", "d"} {
		name[storyID(&Digest{ID: a})] = a
	}
	for _, row := range []struct {
		name string
		was  []Past
		is   []*Story
		want string
	}{
		{"nothing was kept", nil, []*Story{is("a", "b")}, "new a"},
		{"nothing changed", []Past{was("a", "b")}, []*Story{is("a", "b")}, ""},
		{"another article", []Past{was("a")}, []*Story{is("a", "b")}, "grew a"},
		{"two are one", []Past{was("a"), was("b", "c")}, []*Story{is("a", "b", "c")}, "grew a, merged b a"},
		{"it began earlier", []Past{was("b", "c")}, []*Story{is("a", "b", "c")}, "new a, merged b a"},
		{"one is two", []Past{was("a", "b")}, []*Story{is("a"), is("b")}, "grew a, split b a"},
		{"an article goes over", []Past{was("a", "b"), was("c", "d")}, []*Story{is("a"), is("b", "c", "d")}, "grew a, split b a, merged c b"},
		{"the first was removed", []Past{{storyID(&Digest{ID: "a"}), []string{"b"}}}, []*Story{is("b")}, "new b, merged a b"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var got []string
			for _, c := range Compare(row.was, row.is) {
				got = append(got, strings.TrimSpace(fmt.Sprint(c.Kind, " ", name[c.ID], " ", name[c.Other])))
			}
			if got := strings.Join(got, ", "); got != row.want {
				t.Errorf("%s, want %s", got, row.want)
			}
		})
	}
}

func TestResumeSaysWhatIsMissing(t *testing.T) {
	_, err := Resume([]Step{{Article: &Digest{ID: "a2", At: time.Unix(0, 0)}, Into: "x1"}})
	if err == nil || !strings.Contains(err.Error(), "a2") || !strings.Contains(err.Error(), "x1") {
		t.Errorf("error %v, want one that names article and story", err)
	}
}
