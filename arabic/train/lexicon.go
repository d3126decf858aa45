package train

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"isnad/arabic"
	"isnad/arabic/internal/words"
	"isnad/arabic/lexicon"
)

// counts holds what the raw news says about forms.
type counts struct {
	token    map[string]int            // folded token
	stem     map[string]int            // folded stem
	spelling map[string]map[string]int // written forms of a folded token
	class    map[string][3]int         // word classes of a stem: coarse, middle, fine
	verbal   map[string][2]int         // times after a word that only a verb follows, times seen
}

// builder collects entries by folded form.
type builder struct {
	entries map[string]*words.Entry
	lemmas  map[lemmaKey]lemmaValue
}

type lemmaKey struct {
	kind words.LemmaKind
	form string
}

type lemmaValue struct {
	lemma string
	feat  words.Features
	rank  int // a later value of a higher rank replaces
}

func (b *builder) entry(form string) *words.Entry {
	e := b.entries[form]
	if e == nil {
		e = &words.Entry{Present: true}
		b.entries[form] = e
	}
	return e
}

func (b *builder) lemma(kind words.LemmaKind, form, lemma string, feat words.Features, rank int) {
	k := lemmaKey{kind, form}
	if old, ok := b.lemmas[k]; ok && old.rank >= rank {
		return
	}
	b.lemmas[k] = lemmaValue{lemma, feat, rank}
}

// quarterLog is the logarithm to base two in quarters, plus one.
func quarterLog(n int) uint8 {
	if n <= 0 {
		return 0
	}
	return uint8(math.Log2(float64(n))*4) + 1
}

// lemmaPair is a lemma that a treebank gives for a form.
type lemmaPair struct {
	kind        words.LemmaKind
	form, lemma string
}

// buildLexicon joins the hand-kept lists with the counts.
func buildLexicon(c *counts, pairs []lemmaPair, seen map[string]words.Class) (words.Lexicon, error) {
	b := &builder{map[string]*words.Entry{}, map[lemmaKey]lemmaValue{}}
	for f, n := range c.token {
		if n >= 2 {
			b.entry(f).Count = quarterLog(n)
		}
	}
	for f, n := range c.stem {
		if n >= 3 {
			b.entry(f).Stem = quarterLog(n)
		}
	}
	for f, k := range c.class {
		e := b.entry(f)
		e.Coarse, e.Middle, e.Fine = uint8(k[0]+1), uint16(k[1]+1), uint16(k[2]+1)
	}
	for f, v := range c.verbal {
		if v[1] >= 10 {
			b.entry(f).Verbal = uint8(1 + min(6, int(math.Log2(1+float64(v[0])*300/float64(v[1])))))
		}
	}
	mark := func(form string, class words.Class) {
		form = arabic.Fold(form)
		if form != "" {
			b.entry(form).Class |= class
		}
	}
	weight := func(form string) int { return c.token[arabic.Fold(form)] + c.stem[arabic.Fold(form)] }

	// Closed classes.
	open := map[string]bool{}
	for _, w := range lexicon.Closed() {
		f := arabic.Fold(w.Form)
		t := closedTag(w)
		e := b.entry(f)
		e.Tags = e.Tags.With(t)
		b.lemma(words.ClosedKind(t), f, w.Lemma, closedFeatures(w, t), 1)
		if w.Open {
			open[f] = true
		}
	}
	for _, w := range lexicon.Closed() {
		if f := arabic.Fold(w.Form); !open[f] {
			b.entry(f).Class |= words.Closed
		}
	}

	// Verbs: every inflected form, with its lemma.
	for _, v := range lexicon.Conjugation() {
		rank := 10 + min(weight(v.Perfect), 1000000)
		for _, in := range arabic.Conjugate(v.Perfect, v.Imperfect) {
			f := arabic.Fold(in.Form)
			kind, class := words.PerfectLemma, words.VerbPerfect
			feat := words.FeatPerf
			if in.Mood == arabic.Imperfect {
				kind, class, feat = words.ImperfectLemma, words.VerbImperfect, words.FeatImpf
			}
			feat |= words.FeatPerson(in.Person) | words.Features(in.Gender)<<2 | words.Features(in.Number)<<4
			r := rank
			if in.Passive {
				feat |= words.FeatPass
				r = rank / 8
			}
			if !(in.Mood == arabic.Perfect && (in.Number == arabic.Dual || in.Gender == arabic.Feminine && in.Number == arabic.Plural)) {
				b.entry(f).Class |= class // the rare forms look like nouns and names
			}
			b.lemma(kind, f, v.Perfect, feat, r)
		}
		for _, m := range arabic.Masdars(v.Perfect) {
			mark(m, words.Masdar)
		}
		for _, p := range arabic.Participles(v.Perfect, v.Imperfect) {
			mark(p, words.DerivedAdj)
		}
	}

	// Broken plurals.
	for _, p := range lexicon.Plurals() {
		mark(p.Singular, words.ListedNoun)
		for _, f := range p.Plurals {
			mark(f, words.BrokenPlural)
			b.lemma(words.NounLemma, arabic.Fold(f), p.Singular, words.FeatPlur, 10+weight(p.Singular))
			b.lemma(words.AdjLemma, arabic.Fold(f), p.Singular, words.FeatPlur, 10+weight(p.Singular))
			if t := strings.TrimSuffix(f, "اء"); t != f { // before a pronoun
				mark(t+"ا", words.BrokenPlural)
			}
		}
	}
	// Adjectives.
	for _, a := range lexicon.Adjectives() {
		mark(a.Masculine, words.ListedAdj)
		mark(a.Masculine+"ة", words.ListedAdj)
		for _, f := range a.Others {
			mark(f, words.ListedAdj)
			lemma := a.Masculine
			if strings.HasPrefix(f, "أ") && len(f) == 8 {
				lemma = f // an elative is a word of its own
			}
			b.lemma(words.AdjLemma, arabic.Fold(f), lemma, 0, 1000000)
		}
	}
	// Names.
	for _, x := range lexicon.Places() {
		if !strings.Contains(x.Name, " ") {
			mark(x.Name, words.Place)
			mark(strings.TrimPrefix(x.Name, "ال"), words.Place)
		}
	}
	for _, x := range lexicon.GivenNames() {
		if !x.Common {
			mark(x.Name, words.GivenName)
		}
	}
	for _, x := range lexicon.FamilyNames() {
		mark(x, words.FamilyName)
	}
	for _, x := range lexicon.Organizations() {
		if !strings.Contains(x, " ") {
			mark(strings.TrimPrefix(x, "ال"), words.Organization)
		}
	}
	for f, class := range seen {
		b.entry(f).Class |= class
	}
	for _, x := range lexicon.Roles() {
		mark(x.Noun, words.Title)
		mark(x.Noun+"ة", words.Title)
		mark(x.Plural, words.Title)
	}
	for _, x := range lexicon.Bodies() {
		class := words.OrgHead
		if x.Kind == "place" {
			class = words.PlaceHead
		}
		mark(x.Noun, class)
		mark(x.Plural, class)
	}
	for _, p := range pairs {
		b.lemma(p.kind, arabic.Fold(p.form), p.lemma, 0, 5)
	}
	// Spelling: what folding loses, as most writers have it.
	for f, forms := range c.spelling {
		best, n := "", 0
		keys := make([]string, 0, len(forms))
		for w := range forms {
			keys = append(keys, w)
		}
		slices.Sort(keys)
		for _, w := range keys {
			k := forms[w]
			if strings.ContainsAny(w, "أإآ") {
				k *= 3 // hamza is left out more often than it is wrongly written
			}
			if k > n {
				best, n = w, k
			}
		}
		if n >= 3 && best != f {
			b.lemma(words.Spelling, f, best, 0, n)
		}
	}
	for _, list := range []map[string]bool{writtenLemmas()} {
		for w := range list {
			if f := arabic.Fold(w); f != w {
				b.lemma(words.Spelling, f, w, 0, 2)
			}
		}
	}
	return b.freeze(), nil
}

// writtenLemmas are the lemmas of the hand-kept lists as they are written.
func writtenLemmas() map[string]bool {
	m := map[string]bool{}
	for _, p := range lexicon.Plurals() {
		m[p.Singular] = true
	}
	for _, a := range lexicon.Adjectives() {
		m[a.Masculine] = true
	}
	for _, v := range lexicon.Conjugation() {
		for _, x := range arabic.Masdars(v.Perfect) {
			m[x] = true
		}
	}
	return m
}

func closedTag(w lexicon.ClosedWord) words.Tag {
	switch w.Tag {
	case "NOUN":
		return words.Noun
	case "PROPN":
		return words.Propn
	case "ADJ":
		return words.Adj
	case "VERB":
		if f := []rune(w.Form)[0]; w.Lemma == "كان" && f != 'ك' {
			return words.Imperfect
		}
		return words.Perfect
	case "ADP":
		return words.Adp
	case "CCONJ":
		return words.Cconj
	case "SCONJ":
		return words.Sconj
	case "PRON":
		return words.Pron
	case "PART":
		return words.Part
	case "ADV":
		return words.Adv
	case "NUM":
		return words.Num
	}
	return words.Other
}

func closedFeatures(w lexicon.ClosedWord, t words.Tag) words.Features {
	if !t.IsVerb() {
		return 0
	}
	f := words.FeatPerf
	if t == words.Imperfect {
		f = words.FeatImpf
	}
	switch {
	case strings.HasSuffix(w.Form, "وا"), strings.HasSuffix(w.Form, "ون"):
		return f | words.FeatPerson(3) | words.FeatMasc | words.FeatPlur
	case strings.HasPrefix(w.Form, "ت"), strings.HasSuffix(w.Form, "انت"), strings.HasSuffix(w.Form, "ست"):
		return f | words.FeatPerson(3) | words.FeatFem | words.FeatSing
	case strings.HasPrefix(w.Form, "ن"), strings.HasSuffix(w.Form, "نا"):
		return f | words.FeatPerson(1) | words.FeatPlur
	case strings.HasPrefix(w.Form, "أ"), strings.HasSuffix(w.Form, "نت"):
		return f | words.FeatPerson(1) | words.FeatSing
	}
	return f | words.FeatPerson(3) | words.FeatMasc | words.FeatSing
}

// freeze writes the tables in an order that does not depend on the maps.
func (b *builder) freeze() words.Lexicon {
	var l words.Lexicon
	forms := make([]string, 0, len(b.entries))
	for f := range b.entries {
		forms = append(forms, f)
	}
	slices.Sort(forms)
	l.Keys = make([]uint32, tableSize(len(forms)))
	l.Entries = make([]words.Entry, len(l.Keys))
	for _, f := range forms {
		if i, old := words.Insert(l.Keys, words.Hash(f)); !old {
			l.Entries[i] = *b.entries[f]
		}
	}
	keys := make([]lemmaKey, 0, len(b.lemmas))
	for k := range b.lemmas {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y lemmaKey) int {
		return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(x.form, y.form))
	})
	l.LemmaKeys = make([]uint32, tableSize(len(keys)))
	l.LemmaAt = make([]uint32, len(l.LemmaKeys))
	l.LemmaFeat = make([]words.Features, len(l.LemmaKeys))
	at := map[string]uint32{}
	var blob strings.Builder
	for _, k := range keys {
		v := b.lemmas[k]
		if len(v.lemma) > 255 {
			continue
		}
		i, old := words.Insert(l.LemmaKeys, words.LemmaHash(k.kind, words.Hash(k.form)))
		if old {
			continue
		}
		pos, ok := at[v.lemma]
		if !ok {
			pos = uint32(blob.Len())
			at[v.lemma] = pos
			blob.WriteByte(byte(len(v.lemma)))
			blob.WriteString(v.lemma)
		}
		l.LemmaAt[i], l.LemmaFeat[i] = pos, v.feat
	}
	l.Lemmas = blob.String()
	return l
}

// tableSize is a power of two that leaves a table of n keys a third empty.
func tableSize(n int) int {
	size := 16
	for size*2 < n*3 {
		size *= 2
	}
	return size
}
