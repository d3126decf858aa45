package record

import (
	"cmp"
	_ "embed"
	"strings"
	"sync"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

//go:embed function.tsv
var functionTSV string

// functionClass is the class of a function word, see function.tsv.
var functionClass = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, row := range lexicon.Rows(functionTSV, 2) {
		m[row[0]] = row[1]
	}
	return m
})

// nounClass is what a head noun tells of the thing it names.
type nounClass uint8

const (
	unknownNoun nounClass = iota
	roleNoun
	titleNoun
	crowdNoun
	bodyNoun
	groupNoun
	mediaNoun
	documentNoun
	placeNoun
)

// ofPerson reports whether the noun names people.
func (c nounClass) ofPerson() bool { return c == roleNoun || c == titleNoun || c == crowdNoun }

// ofBody reports whether the noun names something that acts as one.
func (c nounClass) ofBody() bool { return c == bodyNoun || c == groupNoun || c == mediaNoun }

type nounEntry struct {
	class    nounClass
	plural   bool
	feminine bool
	singular string // folded, masculine for roles
}

// nounIndex maps folded head nouns, without article, to their class.
var nounIndex = sync.OnceValue(func() map[string]nounEntry {
	classes := map[string]nounClass{
		"role": roleNoun, "title": titleNoun, "crowd": crowdNoun,
		"body": bodyNoun, "group": groupNoun, "media": mediaNoun, "document": documentNoun, "place": placeNoun,
	}
	index := map[string]nounEntry{}
	add := func(form string, e nounEntry) {
		if _, ok := index[form]; !ok && form != "" {
			index[form] = e
		}
	}
	for _, n := range lexicon.Bodies() {
		s := arabic.Fold(n.Noun)
		add(s, nounEntry{class: classes[n.Kind], feminine: strings.HasSuffix(s, "ه"), singular: s})
		add(arabic.Fold(n.Plural), nounEntry{class: classes[n.Kind], plural: true, feminine: true, singular: s})
	}
	for _, n := range lexicon.Roles() {
		s := arabic.Fold(n.Noun)
		c := classes[n.Kind]
		add(s, nounEntry{class: c, singular: s, feminine: strings.HasSuffix(s, "ه")})
		if !strings.HasSuffix(s, "ه") {
			add(s+"ه", nounEntry{class: c, singular: s, feminine: true})
		}
		if p := arabic.Fold(n.Plural); strings.HasSuffix(p, "و") {
			p = strings.TrimSuffix(p, "و")
			for _, end := range []string{"ون", "ين", "و", "ي"} { // the last two in construct
				add(p+end, nounEntry{class: c, plural: true, singular: s})
			}
		} else {
			add(p, nounEntry{class: c, plural: true, singular: s})
		}
	}
	return index
})

// nounOf returns what the lexicon knows of word i as a head noun.
func (r *reader) nounOf(i int) nounEntry {
	w := &r.words[i]
	if w.Kind != arabic.Word {
		return nounEntry{}
	}
	e := nounIndex()[w.bare()]
	if e.class == mediaNoun && i+1 < len(r.words) && scenes.has(r.words[i+1].stem) {
		e.class = placeNoun // موقع الحادث: where it happened, no site of the web
	}
	return e
}

// classOf returns the class of word i as a function word, "" for others.
func (r *reader) classOf(i int) string {
	if r.words[i].Kind != arabic.Word {
		return ""
	}
	class := functionClass()[r.words[i].stem]
	if class != "" && r.words[i].stem == wOr && i+1 < len(r.words) && r.isGivenName(i+1) {
		return "" // أم سعد: mother of
	}
	if class == "prep" && r.words[i].stem == wBetween && (strings.Contains(r.words[i].surface, "\u0651") || i+1 < len(r.words) && r.words[i+1].stem == wThat) {
		return "" // بيّن is a verb of saying
	}
	if class == "time" && i > 0 && r.qualifies(i) {
		return ""
	}
	return class
}

// qualifies reports whether a word of time at i is an adjective of the word
// before it: الأمين العام (secretary-general), مدير عام.
func (r *reader) qualifies(i int) bool {
	w, prev := &r.words[i], &r.words[i-1]
	if w.bare() != wGeneral {
		return false
	}
	return nounIndex()[prev.bare()].class.ofPerson() || w.definite() && prev.definite()
}

// gazetteer finds names of several words that a lexicon lists.
type gazetteer struct {
	names   map[string]string // folded words joined by a space → canonical name
	longest int               // in words
}

func newGazetteer() *gazetteer { return &gazetteer{names: map[string]string{}} }

func (g *gazetteer) add(name, canonical string) {
	var key []string
	for _, t := range arabic.Analyze(name).Tokens {
		if t.Kind != arabic.Punct {
			key = append(key, t.Folded)
		}
	}
	g.names[strings.Join(key, " ")] = canonical
	g.longest = max(g.longest, len(key))
}

// match returns the longest listed name that starts at word i and ends before
// last. Punctuation between its words does not count, clitics before the first
// do not either.
func (g *gazetteer) match(ws []word, i, last int) (end int, canonical string) {
	var key strings.Builder
	n := 0
	for j := i; j < last && n < g.longest; j++ {
		if ws[j].isPunct() && !(n > 0 && ws[j].Folded == "." && ws[j].Start == ws[j-1].End) {
			break
		}
		if ws[j].Folded == "." {
			continue
		}
		form := ws[j].Folded
		if n == 0 {
			form = ws[j].stem
		} else {
			key.WriteByte(' ')
		}
		key.WriteString(form)
		n++
		if c, ok := g.names[key.String()]; ok {
			end, canonical = j+1, c
		}
	}
	return end, canonical
}

var places = sync.OnceValue(func() *gazetteer {
	g := newGazetteer()
	for _, p := range lexicon.Places() {
		g.add(p.Name, cmp.Or(p.Same, p.Name))
	}
	return g
})

var media = sync.OnceValue(func() *gazetteer {
	g := newGazetteer()
	for _, forms := range lexicon.Media() {
		for _, f := range forms {
			g.add(f, forms[0])
		}
	}
	return g
})

var bodyNames = sync.OnceValue(func() *gazetteer {
	g := newGazetteer()
	for _, forms := range lexicon.BodyNames() {
		for _, f := range forms {
			g.add(f, forms[0])
		}
	}
	return g
})

type givenName struct{ feminine, common bool }

var givenNames = sync.OnceValue(func() map[string]givenName {
	m := map[string]givenName{}
	for _, n := range lexicon.GivenNames() {
		if f := arabic.Fold(n.Name); !strings.Contains(f, " ") {
			m[f] = givenName{n.Feminine, n.Common}
		}
	}
	return m
})

//go:embed occasions.tsv
var occasionsTSV string

// occasion is what a noun for an occasion of speech tells.
type occasion struct {
	medium Medium
	relay  bool // the body that it is with or for relays what is said
	public bool // a medium publishes it
}

var occasions = sync.OnceValue(func() map[string]occasion {
	m := map[string]occasion{}
	for _, row := range lexicon.Rows(occasionsTSV, 3) {
		m[row[0]] = occasion{Medium(row[1]), strings.Contains(row[2], "with"), strings.Contains(row[2], "public")}
	}
	return m
})
