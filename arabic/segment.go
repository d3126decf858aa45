package arabic

import (
	"strings"
	"unicode/utf8"

	"isnad/arabic/lexicon"
)

// segment fills d.Segments: proclitics (و ف, then ب ل ك س), stem, and pronoun
// suffix. A clitic is cut only where what is left is a word that is known and
// common enough beside the uncut one, or where the article ال follows it.
func (d *Doc) segment() {
	d.Segments = make([]Segment, 0, len(d.Tokens)+len(d.Tokens)/3)
	forms := lexicon.Forms()
	for i := range d.Tokens {
		t := &d.Tokens[i]
		t.First = len(d.Segments)
		if t.Kind == Word && t.Folded != "" && t.Folded[0] >= 0x80 {
			d.cut(i, forms)
		} else {
			d.Segments = append(d.Segments, Segment{Span: t.Span, Token: i, Form: t.Folded})
		}
		t.Last = len(d.Segments)
	}
}

// cut appends the segments of word i.
func (d *Doc) cut(i int, forms map[string]uint8) {
	t := d.Tokens[i]
	c := cutter{forms: forms, word: t.Folded, marbuta: strings.HasSuffix(strings.TrimRight(t.Of(d.Text), harakat), "ة")}
	c.proclitics()
	c.article()
	c.enclitic()

	// Byte ranges: folding drops marks, so walk the surface letter by letter.
	pos := t.Start
	take := func(letters int) Span {
		start := pos
		for letters > 0 && pos < t.End {
			r, n := utf8.DecodeRuneInString(d.Text[pos:t.End])
			if foldRune(r) != dropped {
				letters--
			}
			pos += n
		}
		for pos < t.End { // marks belong to the letter before them
			r, n := utf8.DecodeRuneInString(d.Text[pos:t.End])
			if foldRune(r) != dropped {
				break
			}
			pos += n
		}
		return Span{start, pos}
	}
	for _, p := range c.pro {
		d.Segments = append(d.Segments, Segment{Span: take(1), Token: i, Role: p.role, Form: p.form})
	}
	stem := Segment{Token: i, Role: Stem, Form: c.stem}
	if c.pron == "" {
		stem.Span = Span{pos, t.End}
		d.Segments = append(d.Segments, stem)
		return
	}
	stem.Span = take(utf8.RuneCountInString(c.word) - len(c.pro) - utf8.RuneCountInString(c.pron))
	d.Segments = append(d.Segments, stem, Segment{Span: Span{pos, t.End}, Token: i, Role: Pronoun, Form: c.pron})
}

type clitic struct {
	form string
	role Role
}

// cutter cuts one folded word.
type cutter struct {
	forms map[string]uint8
	word  string // the whole word
	// marbuta: the word is written with ة, so its folded ه is no pronoun.
	marbuta bool
	pro     []clitic // what was cut in front
	stem    string   // what is left, ال restored
	pron    string   // what was cut behind
}

func (c *cutter) known(form string) bool {
	_, ok := c.forms[form]
	return ok || isParticle(form) || VerbForms(form) != nil
}

// weight is the logarithm of a form's count, at least 1 for a form that the
// lexicon knows otherwise and 0 for one it does not know.
func (c *cutter) weight(form string) int {
	w := int(c.forms[form])
	if w == 0 && (isParticle(form) || VerbForms(form) != nil) {
		return 4
	}
	return w
}

func (c *cutter) proclitics() {
	c.stem = c.word
	if wholeWords[c.word] {
		return
	}
	if rest, ok := cutLetter(c.stem, "و", "ف"); ok && c.splits(rest, 2) {
		c.pro = append(c.pro, clitic{c.stem[:len("و")], Conjunction})
		c.stem = rest
		if wholeWords[c.stem] {
			return
		}
	}
	if rest, ok := cutLetter(c.stem, "س"); ok && isImperfect(rest) && c.splits(rest, 3) {
		c.pro = append(c.pro, clitic{"س", Future})
		c.stem = rest
		return
	}
	if rest, ok := cutLetter(c.stem, "ب", "ل", "ك"); ok && c.splits(rest, 3) {
		c.pro = append(c.pro, clitic{c.stem[:len("ب")], Preposition})
		c.stem = rest
	}
}

// splits reports whether the rest of c.stem behind its first letter is better
// read as a word of its own of at least letters letters.
func (c *cutter) splits(rest string, letters int) bool {
	n := utf8.RuneCountInString(rest)
	if strings.HasPrefix(rest, "ال") && n >= 5 || c.stem == "باسم" {
		return true
	}
	if strings.HasPrefix(c.stem, "لل") && n >= 4 {
		return !c.known(c.stem) || c.weight("ال"+rest[len("ل"):]) >= c.weight(c.stem) || c.weight("ال"+rest) > 0
	}
	if base, pron := c.particleBase(rest); base != "" {
		return pron != "" || n >= 3 || c.weight(c.stem) <= c.weight(rest)
	}
	if isConjunction(c.stem) && isFinite(rest) && !isFinite(c.stem) {
		return true // وقال is common as a whole, too
	}
	if n >= 4 && strings.HasPrefix(c.stem, "ب") && c.known(rest) && c.weight(rest)+2 >= c.weight(c.stem) {
		return true // بمهاجمة: some words stand mostly behind ب
	}
	return n >= letters && c.known(rest) && c.weight(rest) >= c.weight(c.stem)
}

// article restores the ا that ل + ال loses in writing: للعالم is ل + العالم,
// and للجنة, with the ل of the word written once, ل + اللجنة.
func (c *cutter) article() {
	n := len(c.pro)
	if n == 0 || c.pro[n-1].form != "ل" || !strings.HasPrefix(c.stem, "ل") || c.word == c.stem {
		return
	}
	if !strings.HasSuffix(strings.TrimSuffix(c.word, c.stem), "ل") {
		return
	}
	if double := "ال" + c.stem; c.weight(double) > c.weight("ا"+c.stem) {
		c.stem = double
		return
	}
	c.stem = "ا" + c.stem
}

// enclitic cuts a pronoun suffix off a particle, a verb form, or a noun that
// is known without it. Definite nouns take none.
func (c *cutter) enclitic() {
	if c.marbuta || strings.HasPrefix(c.stem, "ال") || wholeWords[c.stem] || isParticle(c.stem) {
		return
	}
	if base, pron := c.particleBase(c.stem); pron != "" {
		c.stem, c.pron = base, pron
		return
	}
	best := ""
	for _, pron := range pronouns {
		rest, ok := strings.CutSuffix(c.stem, pron)
		if !ok || utf8.RuneCountInString(rest) < 2 {
			continue
		}
		stem := rest
		if t, ok := strings.CutSuffix(rest, "ت"); ok && c.weight(t+"ه") > c.weight(rest) {
			stem = t + "ه" // ة is written ت before a suffix
		}
		if c.weight(stem) > c.weight(c.stem) || isMasdar(rest) || c.weight(stem) > 0 && c.weight(c.stem) == 0 {
			best, c.pron = stem, pron
			break
		}
	}
	if best != "" {
		c.stem = best
		return
	}
	// A preposition of one letter carries the pronoun itself: له, به.
	for _, p := range pronouns {
		if len(c.pro) == 0 && (c.stem == "ل"+p || c.stem == "ب"+p) {
			c.pron, c.stem = p, c.stem[:len("ل")]
			return
		}
	}
}

// particleBase splits a particle with a pronoun suffix: عليهم is علي + هم.
// A bare particle gives an empty pronoun, anything else an empty base.
func (c *cutter) particleBase(form string) (base, pron string) {
	if isParticle(form) {
		return form, ""
	}
	for _, p := range pronouns {
		if rest, ok := strings.CutSuffix(form, p); ok && isParticle(rest) {
			return rest, p
		}
	}
	return "", ""
}

func cutLetter(s string, letters ...string) (string, bool) {
	for _, l := range letters {
		if rest, ok := strings.CutPrefix(s, l); ok && rest != "" {
			return rest, true
		}
	}
	return s, false
}

func isConjunction(form string) bool {
	return strings.HasPrefix(form, "و") || strings.HasPrefix(form, "ف")
}

// isFinite reports whether a form is a perfect or imperfect of a verb of the
// lexicon.
func isFinite(form string) bool {
	for _, v := range VerbForms(form) {
		if v.Mood == Perfect || v.Mood == Imperfect {
			return true
		}
	}
	return false
}

// isMasdar reports whether a form is a verbal noun of a verb of the lexicon.
func isMasdar(form string) bool {
	for _, v := range VerbForms(form) {
		if v.Mood == Masdar {
			return true
		}
	}
	return false
}

func isImperfect(form string) bool {
	return strings.HasPrefix(form, "ي") || strings.HasPrefix(form, "ت") || strings.HasPrefix(form, "ن") || strings.HasPrefix(form, "ا")
}

// harakat are the vowel signs that may follow a final letter.
const harakat = "\u064B\u064C\u064D\u064E\u064F\u0650\u0651\u0652"

// pronouns are the suffixes in the order in which they are tried, longest first.
//
// The ي and ني of the first person are left on their word: in news it is nearly always
// the ending of a relative adjective or part of the stem.
var pronouns = []string{"هما", "كما", "ها", "هم", "هن", "كم", "نا", "ه"}

// isParticle reports whether a folded form is a particle or preposition that
// takes clitics on either side.
func isParticle(form string) bool { return particles[form] }

var particles = map[string]bool{
	"ان": true, "لكن": true, "كان": true, "لان": true, "عن": true, "من": true, "في": true, "علي": true, "الي": true,
	"مع": true, "بين": true, "عند": true, "لدي": true, "حول": true, "ضد": true, "بعد": true, "قبل": true,
	"خلال": true, "امام": true, "وراء": true, "تحت": true, "فوق": true, "لم": true, "لن": true, "لا": true,
	"ما": true, "قد": true, "هل": true, "اذا": true, "لو": true, "كل": true, "بعض": true, "غير": true,
	"هو": true, "هي": true, "هم": true, "هذا": true, "هذه": true, "ذلك": true, "تلك": true, "هناك": true,
	"الذي": true, "التي": true, "الذين": true, "حتي": true, "منذ": true, "اي": true, "ثم": true, "بل": true,
}

// wholeWords are common words that look as if they began with a clitic.
var wholeWords = map[string]bool{
	"فلان": true, "واحد": true, "والد": true, "والده": true, "وليد": true, "كان": true, "كانت": true,
	"كانوا": true, "لكن": true, "لان": true, "لدي": true, "بين": true, "بعد": true, "بل": true, "كل": true,
	"كما": true, "لما": true, "فيما": true, "بما": true, "لم": true, "لن": true, "لا": true, "ليس": true, "ليست": true,
	"بيان": true, "في": true, "كامل": true, "لبنان": true, "فلسطين": true, "وفق": true, "وفقا": true, "بعض": true,
	"بلد": true, "بلاد": true, "بلدان": true, "وزير": true, "وزاره": true, "وكاله": true, "وفد": true, "وقت": true, "وضع": true,
	"باريس": true, "بكين": true, "برلين": true, "بايدن": true, "سابق": true, "سنه": true, "سوريا": true,
}
