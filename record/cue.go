package record

import (
	_ "embed"
	"strings"
	"sync"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

//go:embed cues.tsv
var cuesTSV string

// cueEntry says what a verb of saying does and what may follow it as content.
type cueEntry struct {
	lemma string
	act   Act
	// that: a clause with أن; quote: quoted speech; object: a noun phrase.
	that, quote, object bool
	document            bool // says something of documents only: أظهرت دراسة أن
	// preps are the prepositions whose noun phrase is the content; addressed
	// those that need an object (who is addressed or accused) before them.
	// "object" among addressed stands for a second object.
	preps, addressed []string
}

var cues = sync.OnceValue(func() map[string]*cueEntry {
	table := map[string]*cueEntry{}
	for _, r := range lexicon.Rows(cuesTSV, 3) {
		table[r[0]] = newCueEntry(r[0], Act(r[1]), r[2])
	}
	return table
})

// newCueEntry reads what a cue governs, see cues.tsv.
func newCueEntry(lemma string, act Act, governs string) *cueEntry {
	e := &cueEntry{lemma: lemma, act: act}
	for g := range strings.FieldsSeq(governs) {
		switch to, ok := strings.CutPrefix(g, "+"); {
		case ok:
			e.addressed = append(e.addressed, to)
		case g == "that":
			e.that = true
		case g == "quote":
			e.quote = true
		case g == "object":
			e.object = true
		case g == "document":
			e.document = true
		default:
			e.preps = append(e.preps, g)
		}
	}
	return e
}

// cueReading is one way to read a word as a cue.
type cueReading struct {
	*cueEntry
	arabic.Inflection
}

// cueReadings returns the ways to read word i as a verb of saying in one of
// the given moods.
func (r *reader) cueReadings(i int, moods ...arabic.Mood) []cueReading {
	w := &r.words[i]
	if w.Kind != arabic.Word || notThat.has(w.stem) || w.stem == wQuoting || r.isNumberWord(i) { // يجب is "must" before "he answers"
		return nil
	}
	var out []cueReading
	for _, in := range arabic.VerbForms(w.stem) {
		for _, m := range moods {
			if e := cues()[in.Lemma]; in.Mood == m && e != nil && (in.Person != 1 || r.insideQuote(i) != nil) {
				out = append(out, cueReading{e, in})
			}
		}
	}
	return out
}

// isNumberWord reports whether word i, spelled like a verb of saying, is part of a
// number: ثمن النهائي (the last sixteen), اثني عشر (twelve).
func (r *reader) isNumberWord(i int) bool {
	if i+1 >= len(r.words) {
		return false
	}
	next := &r.words[i+1]
	switch r.words[i].stem {
	case "ثمن":
		return next.bare() == "نهائي"
	case "اثني":
		return next.stem == "عشر" || next.stem == "عشره"
	}
	return false
}

// IsCue reports whether lemma, spelled as the dictionary has it, is a verb of
// saying that the sieves know.
func IsCue(lemma string) bool { return cues()[lemma] != nil }
