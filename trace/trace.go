// Package trace follows words through an archive: where a text, or what it
// claims, first appeared, through whom it came, who repeats it, how it changed
// on the way, and how many original sources stand behind it.
//
// A text and an archive go in, a Trace comes out. The exact words come first,
// as archive.Passages finds them; then the same claim in other words, among the
// claims of the kept stories.
package trace

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/archive"
	"isnad/story"
)

// MaxText is the length in code points of the longest text that interfaces take.
const MaxText = 4000

// Options bound a trace. The zero value is ready to use.
type Options struct {
	Places int // of the words, that are given; default 20
	Claims int // in other words, that are given; default 3
}

// Trace is what an archive knows of a text. Without Places and Claims it knows
// nothing of it.
type Trace struct {
	Text  string
	Words int // of Text, as far as it was looked for (archive.PassageWords)

	// Places are where the words stand, the earliest first: Places[0] is where
	// they first appeared.
	Places  []Place
	Total   int             // articles with the words, also beyond Places
	Outlets []archive.Count // of Total, those with most articles first
	// Quote is the claim that Places are together, nil without any: its Origins
	// and its Graph tell from whom they have the words.
	Quote *story.Claim
	Graph *story.Graph
	// Wordings are the words of Places, each against the first.
	Wordings []story.Version

	// Claims are those of the kept stories that say the same, the surest first.
	Claims []Claim
}

// Place is an article that has the words. Assertion is the same as a member of
// Trace.Quote, with its source and chain where the words are part of what
// somebody says.
type Place struct {
	archive.Passage
	Assertion *story.Assertion
}

// Claim is a claim of a kept story.
type Claim struct {
	*story.Claim
	Story string // id of the story
	Title string // of the story
	Near  [][2]*story.Digest
	Why   Why
	// Like is the member that says it most like the text, Alike how much
	// (story.Gist); 1 for the same words.
	Like  *story.Assertion
	Alike float64
}

// Why is the reason for which a claim is given.
type Why string

const (
	SameWords Why = "words" // a member stands where the words stand
	SameGist  Why = "gist"  // a member says much the same
)

// sameGist is the likeness from which a member of a claim says what the text
// says. Of the members of gold/stories' claims, each traced among all others of
// its days, nine of ten that are given then are of the same claim, and two
// thirds are found.
const sameGist = 0.3

// The articles and stories that are looked into for claims in other words.
const (
	likeArticles = 8
	likeStories  = 4
	gistMembers  = 24 // of a story, that are compared by their gist
)

// Find traces a text. The error is one of the archive.
func Find(ctx context.Context, in archive.Archive, text string, opts Options) (*Trace, error) {
	opts.Places, opts.Claims = cmp.Or(opts.Places, 20), cmp.Or(opts.Claims, 3)
	page, err := in.Passages(ctx, text, opts.Places)
	if err != nil {
		return nil, err
	}
	t := &Trace{Text: text, Words: page.Words, Total: page.Total, Outlets: page.Outlets}
	var members []*story.Assertion
	for _, p := range page.Passages {
		m := story.NewQuote(p.Record, p.Span)
		members = append(members, m)
		t.Places = append(t.Places, Place{p, m})
	}
	if len(members) > 0 {
		t.Quote = story.ClaimOf(members)
		t.Graph = t.Quote.Graph(nil)
		t.Wordings = story.Wordings(members)
	}
	return t, t.findClaims(ctx, in, opts.Claims)
}

// Known reports whether the archive has the words or the claim.
func (t *Trace) Known() bool { return len(t.Places)+len(t.Claims) > 0 }

// findClaims looks for the claims that say the same.
func (t *Trace) findClaims(ctx context.Context, in archive.Archive, most int) error {
	stories, err := t.stories(ctx, in)
	if err != nil {
		return err
	}
	asked := gistOf(t.Text)
	for _, id := range stories {
		kept, err := in.Story(ctx, id)
		if err != nil {
			return err
		}
		s, err := story.Decode(kept.Whole)
		if err != nil {
			return err
		}
		like := asked.members(s)
		for _, c := range s.Claims() {
			claim := Claim{Claim: c, Story: kept.ID, Title: kept.Title, Near: s.Near, Why: SameGist}
			for _, m := range c.Members {
				switch {
				case t.holds(m):
					claim.Why, claim.Like, claim.Alike = SameWords, m, 1
				case claim.Why == SameGist && like[m] > claim.Alike:
					claim.Like, claim.Alike = m, like[m]
				}
				if claim.Why == SameWords {
					break
				}
			}
			if claim.Alike >= sameGist {
				t.Claims = append(t.Claims, claim)
			}
		}
	}
	slices.SortStableFunc(t.Claims, func(a, b Claim) int {
		return cmp.Or(cmp.Compare(b.Alike, a.Alike), len(b.Members)-len(a.Members))
	})
	t.Claims = t.Claims[:min(len(t.Claims), most)]
	return nil
}

// holds reports whether a member of a claim says what stands at a place: one of
// the two lies within the other for the most part.
func (t *Trace) holds(m *story.Assertion) bool {
	return slices.ContainsFunc(t.Places, func(p Place) bool {
		both := min(p.Span.End, m.Span.End) - max(p.Span.Start, m.Span.Start)
		return p.ID == m.Article.ID && 3*both >= 2*min(p.Span.Len(), m.Span.Len())
	})
}

// stories lists the kept stories in which the claim may be, the likeliest first:
// that in which the words first appeared, then those of more of the articles
// that have the words or are like the text.
func (t *Trace) stories(ctx context.Context, in archive.Archive) ([]string, error) {
	var articles []string
	for _, p := range t.Places {
		articles = append(articles, p.ID)
	}
	if q := archive.AnyWord(t.Text); len(q) >= 3 {
		page, err := in.Search(ctx, q, archive.SearchOptions{Limit: likeArticles})
		if err != nil {
			return nil, err
		}
		for _, h := range page.Hits {
			if !slices.Contains(articles, h.ID) {
				articles = append(articles, h.ID)
			}
		}
	}
	if len(articles) == 0 {
		return nil, nil
	}
	page, err := in.Stories(ctx, archive.StoryFilter{Articles: articles, Least: 2}, archive.ListOptions{Limit: len(articles)})
	if err != nil {
		return nil, err
	}
	weight := map[string]int{}
	for _, s := range page.Stories {
		for i, id := range articles {
			if slices.Contains(s.Articles, id) {
				weight[s.ID]++
				if i == 0 {
					weight[s.ID] += len(articles)
				}
			}
		}
	}
	slices.SortStableFunc(page.Stories, func(a, b archive.Story) int {
		return cmp.Or(weight[b.ID]-weight[a.ID], cmp.Compare(a.ID, b.ID))
	})
	var ids []string
	for _, s := range page.Stories[:min(len(page.Stories), likeStories)] {
		ids = append(ids, s.ID)
	}
	return ids, nil
}

// gist is what a text is about, with its words by which members of claims are
// chosen to be compared.
type gist struct {
	story.Gist
	words map[string]bool
}

func gistOf(text string) gist {
	g := gist{story.NewGist(text), map[string]bool{}}
	for _, w := range rough(text) {
		g.words[w] = true
	}
	return g
}

// rough are the words of a text without what may be a clitic in front, cut to
// what inflection mostly leaves: enough to choose what is compared.
func rough(text string) []string {
	var out []string
	for _, w := range strings.Fields(arabic.Fold(text)) {
		runes := []rune(w)
		for _, clitic := range []string{"و", "ب", "ل", "ال"} { // and; by; for; the
			if c := []rune(clitic); len(runes) >= len(c)+3-len(c)/2 && string(runes[:len(c)]) == clitic {
				runes = runes[len(c):]
			}
		}
		if len(runes) >= 2 {
			out = append(out, string(runes[:min(len(runes), 4)]))
		}
	}
	return out
}

// members tells how much the members of a story's claims that share most words
// with the text say the same.
func (g gist) members(s *story.Story) map[*story.Assertion]float64 {
	shared := map[*story.Assertion]int{}
	var list []*story.Assertion
	for _, c := range s.Claims() {
		for _, m := range c.Members {
			n := 0
			for _, w := range rough(m.Text) {
				if g.words[w] {
					n++
				}
			}
			if n >= 2 {
				shared[m] = n
				list = append(list, m)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *story.Assertion) int { return shared[b] - shared[a] })
	alike := map[*story.Assertion]float64{}
	for _, m := range list[:min(len(list), gistMembers)] {
		alike[m] = g.Alike(story.NewGist(m.Text))
	}
	return alike
}

// TooLong reports whether a text is longer than MaxText.
func TooLong(text string) bool { return utf8.RuneCountInString(text) > MaxText }
