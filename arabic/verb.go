package arabic

import (
	"slices"
	"strings"
	"sync"

	"isnad/arabic/lexicon"
)

// Inflection is one reading of a word form as a form of a verb.
type Inflection struct {
	Lemma  string // as the dictionary gives it, see lexicon.Verb
	Mood   Mood
	Person uint8  // 1, 2 or 3; 0 where the form has none
	Gender Gender // AnyGender where the form has none
	Number NumberOf
}

// Mood is the paradigm that a verb form belongs to.
type Mood uint8

const (
	Perfect    Mood = iota
	Imperfect       // indicative, subjunctive and jussive are one where vowels are not written
	Participle      // active participle in the accusative, as it continues a sentence (مضيفا)
	Masdar          // verbal noun
)

// Gender is grammatical gender.
type Gender uint8

const (
	AnyGender Gender = iota
	Masculine
	Feminine
)

// NumberOf is grammatical number.
type NumberOf uint8

const (
	AnyNumber NumberOf = iota
	Singular
	Dual
	Plural
)

// VerbForms returns the readings of a folded form as a verb of the lexicon,
// without clitics; nil where there is none. The order is that of the lexicon.
func VerbForms(folded string) []Inflection { return verbIndex()[folded] }

var verbIndex = sync.OnceValue(func() map[string][]Inflection {
	index := map[string][]Inflection{}
	add := func(form string, in Inflection) {
		form = Fold(form)
		if form != "" && !slices.Contains(index[form], in) {
			index[form] = append(index[form], in)
		}
	}
	for _, v := range lexicon.Verbs() {
		inflect(v, add)
	}
	return index
})

// inflect gives every written form of v that news text uses. The endings are
// those of Wright, A Grammar of the Arabic Language, I §§ 85–170, as they
// stand without vowel signs.
func inflect(v lexicon.Verb, add func(string, Inflection)) {
	in := func(m Mood, p uint8, g Gender, n NumberOf) Inflection {
		return Inflection{Lemma: v.Lemma, Mood: m, Person: p, Gender: g, Number: n}
	}
	// Perfect. A final weak radical drops before the endings ت and وا.
	base, dual := v.Lemma, v.Lemma+"ا"
	switch {
	case strings.HasSuffix(base, "ى"):
		base = strings.TrimSuffix(base, "ى")
		dual = base + "يا"
	case strings.HasSuffix(base, "ا"):
		base = strings.TrimSuffix(base, "ا")
		dual = base + "وا"
	}
	add(v.Lemma, in(Perfect, 3, Masculine, Singular))
	add(base+"ت", in(Perfect, 3, Feminine, Singular))
	add(base+"وا", in(Perfect, 3, Masculine, Plural))
	add(dual, in(Perfect, 3, Masculine, Dual))
	add(base+"تا", in(Perfect, 3, Feminine, Dual))

	// Imperfect. The prefix tells the person; the jussive of hollow verbs
	// drops the middle vowel (لم يقل), that of defective verbs the last.
	stem := strings.TrimPrefix(v.Imperfect, "ي")
	open := strings.TrimRight(stem, "ويى")
	if open == stem || len([]rune(open)) < 2 {
		open = stem
	}
	for _, p := range []struct {
		prefix string
		Inflection
	}{
		{"ي", in(Imperfect, 3, Masculine, Singular)},
		{"ت", in(Imperfect, 3, Feminine, Singular)},
		{"ن", in(Imperfect, 1, AnyGender, Plural)},
		{"أ", in(Imperfect, 1, AnyGender, Singular)},
	} {
		add(p.prefix+stem, p.Inflection)
		if short := jussive(stem); short != stem {
			add(p.prefix+short, p.Inflection)
		}
	}
	add("ي"+open+"ون", in(Imperfect, 3, Masculine, Plural))
	add("ي"+open+"وا", in(Imperfect, 3, Masculine, Plural))
	add("ي"+stem+"ان", in(Imperfect, 3, Masculine, Dual))
	add("ت"+stem+"ان", in(Imperfect, 3, Feminine, Dual))
	add("ي"+stem+"ن", in(Imperfect, 3, Feminine, Plural))

	if v.Participle != "" {
		add(v.Participle+"ا", in(Participle, 0, Masculine, Singular))
		add(v.Participle+"ة", in(Participle, 0, Feminine, Singular))
		add(v.Participle+"ين", in(Participle, 0, Masculine, Plural))
	}
	for _, m := range v.Masdars {
		add(m, in(Masdar, 0, AnyGender, AnyNumber))
	}
}

// jussive shortens an imperfect stem whose middle or last letter is a long
// vowel: قول → قل, دعو → دع.
func jussive(stem string) string {
	r := []rune(stem)
	n := len(r)
	isLong := func(c rune) bool { return c == 'و' || c == 'ي' || c == 'ا' || c == 'ى' }
	if n >= 3 && isLong(r[n-1]) {
		return string(r[:n-1])
	}
	if n >= 3 && isLong(r[n-2]) && !isLong(r[n-1]) {
		return string(r[:n-2]) + string(r[n-1])
	}
	return stem
}

// cutLetter cuts one of letters off the front of s where something is left.
func cutLetter(s string, letters ...string) (string, bool) {
	for _, l := range letters {
		if rest, ok := strings.CutPrefix(s, l); ok && rest != "" {
			return rest, true
		}
	}
	return s, false
}
