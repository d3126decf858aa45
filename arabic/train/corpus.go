// Package train learns the weights of package arabic.
//
// Corpora go in, model files with their cards come out. Features, candidates
// and decoder are those of the reader (arabic/internal); only what has to be
// done once, counting, clustering and learning, stands here. Everything is
// deterministic: the same data give the same bytes.
package train

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/arabic/internal/words"
	"isnad/arabic/lexicon"
)

// piece is one syntactic word of a gold token.
type piece struct {
	letters int // of the folded surface
	tags    uint32
	lemma   string
	form    string // folded
}

// goldToken is a token of the text with what a corpus says about it.
type goldToken struct {
	raw, folded string
	kind        arabic.Kind
	pieces      []piece // nil: nothing is known
	must        words.Proclitic
	never       []words.Proclitic
	loose       bool // prepositions may be cut beyond what pieces say
}

type goldSentence []goldToken

// treebank reads a CoNLL-U file whose words concatenate to its # text lines.
func treebank(path string) ([]goldSentence, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []goldSentence
	for block := range strings.SplitSeq(string(data), "\n\n") {
		text := ""
		type word struct {
			form, lemma, tag, feats string
		}
		var ws []word
		for line := range strings.SplitSeq(block, "\n") {
			if t, ok := strings.CutPrefix(line, "# text = "); ok {
				text = t
			}
			if line == "" || line[0] == '#' {
				continue
			}
			f := strings.Split(line, "\t")
			if len(f) != 10 {
				return nil, fmt.Errorf("reading %s: %d columns", path, len(f))
			}
			if strings.ContainsAny(f[0], "-.") {
				continue
			}
			ws = append(ws, word{f[1], f[2], f[3], f[5]})
		}
		if text == "" {
			continue
		}
		// Both sides are compared by their visible characters.
		var ends []int
		at := 0
		for _, w := range ws {
			at += solid(w.form)
			ends = append(ends, at)
		}
		d := arabic.Tokenize(text)
		var s goldSentence
		pos, k := 0, 0
		for _, t := range d.Tokens {
			raw := t.Of(text)
			g := goldToken{raw: raw, folded: t.Folded, kind: t.Kind}
			end := pos + solid(raw)
			for k < len(ws) && ends[k] <= pos {
				k++
			}
			start := 0
			if k > 0 {
				start = ends[k-1]
			}
			exact := start == pos
			j := k
			for exact && j < len(ws) && ends[j] <= end {
				w := ws[j]
				form := arabic.Fold(w.form)
				g.pieces = append(g.pieces, piece{utf8.RuneCountInString(form), udTags(w.tag, w.feats, form, w.form, w.lemma, j == 0 || ws[j-1].tag == "PUNCT"), w.lemma, form})
				j++
			}
			if !exact || j == k || ends[j-1] != end {
				g.pieces = nil
			}
			pos = end
			s = append(s, g)
		}
		out = append(out, s)
	}
	return out, nil
}

func solid(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
			n++
		}
	}
	return n
}

func bit(ts ...words.Tag) (m uint32) {
	for _, t := range ts {
		m |= 1 << t
	}
	return m
}

// udTags are the tags of ours that a tag of PUD may stand for, after PADT's
// usage where the two part; 0 is any.
func udTags(tag, feats, form, raw, lemma string, first bool) uint32 {
	nisba := strings.HasSuffix(lemma, "ِيّ") // a vowelled relative adjective
	accusative := strings.HasSuffix(form, "ا") && !strings.HasPrefix(form, "ال")
	switch form {
	case "ان": // that: PUD has four tags for it
		if strings.HasPrefix(raw, "إ") && first {
			return bit(words.Part)
		}
		return bit(words.Sconj)
	case "غير", "كل", "بعض", "نفس", "احد", "احدي", "عده":
		return bit(words.Noun)
	}
	switch tag {
	case "NOUN":
		if nisba && !listed(plainSpelling(lemma), false) || adjective(lemma) {
			return bit(words.Adj)
		}
		return bit(words.Noun, words.Num)
	case "PROPN":
		return bit(words.Propn)
	case "ADJ":
		return bit(words.Adj)
	case "VERB", "AUX":
		switch {
		case strings.Contains(feats, "Aspect=Perf"):
			return bit(words.Perfect)
		case strings.Contains(feats, "Aspect=Imp"):
			return bit(words.Imperfect)
		}
		return bit(words.Perfect, words.Imperfect)
	case "ADV":
		switch {
		case accusative && (nisba || adjective(lemma) || strings.HasPrefix(form, "م") && len(form) > 8):
			return bit(words.Adj, words.Adv)
		case accusative:
			return bit(words.Noun, words.Adv)
		}
		return bit(words.Adv, words.Noun, words.Adp)
	case "NUM":
		return bit(words.Num)
	case "PRON":
		return bit(words.Pron)
	case "ADP":
		return bit(words.Adp)
	case "CCONJ":
		return bit(words.Cconj)
	case "SCONJ":
		return bit(words.Sconj)
	case "PART":
		return bit(words.Part)
	}
	return 0
}

// adjective reports whether a lemma is listed as an adjective and not as a
// noun.
func adjective(lemma string) bool {
	l := plainSpelling(lemma)
	return listed(l, true) && !listed(l, false)
}

func listed(lemma string, adj bool) bool {
	f := arabic.Fold(lemma)
	if adj {
		return adjectiveForms()[f]
	}
	return nounForms()[f]
}

var adjectiveForms = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, a := range lexicon.Adjectives() {
		m[arabic.Fold(a.Masculine)] = true
		for _, o := range a.Others {
			m[arabic.Fold(o)] = true
		}
	}
	return m
})

var nounForms = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, p := range lexicon.Plurals() {
		m[arabic.Fold(p.Singular)] = true
	}
	return m
})

// newsfane reads NewsFANE: و ف and pronouns stand apart there, with ة restored
// before a pronoun. Sentences that share their beginning with one of skip are
// left out.
func newsfane(path string, skip func(words []string) bool) ([]goldSentence, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []goldSentence
	var cur []string
	flush := func() {
		if len(cur) > 0 && !skip(cur) {
			out = append(out, rejoin(cur))
		}
		cur = nil
	}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		fields := strings.Fields(strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Cf, r) {
				return -1
			}
			return r
		}, sc.Text()))
		if len(fields) < 2 {
			flush()
			continue
		}
		cur = append(cur, fields[0])
	}
	flush()
	return out, sc.Err()
}

var suffixes = func() map[string]bool {
	m := map[string]bool{}
	for _, p := range words.Pronouns[1:] {
		m[p] = true
	}
	return m
}()

// rejoin puts split clitics back on their words.
func rejoin(ws []string) goldSentence {
	var s goldSentence
	for i := 0; i < len(ws); i++ {
		var g goldToken
		g.loose = true
		pre := ""
		var pieces []piece
		j := i
		for j < len(ws)-1 && isProclitic(ws[j]) && utf8.RuneCountInString(ws[j+1]) > 1 && !(suffixes[ws[j+1]] && ws[j] != "ل" && ws[j] != "ب" && ws[j] != "و" && ws[j] != "ف") {
			if j > i && (ws[j] == "و" || ws[j] == "ف") {
				break
			}
			pre += ws[j]
			pieces = append(pieces, piece{letters: 1})
			j++
		}
		stem := ws[j]
		raw := pre + stem
		n := utf8.RuneCountInString(arabic.Fold(stem))
		if j+1 < len(ws) && suffixes[ws[j+1]] && arabicLetters(stem) && n > 1 && !(ws[j+1] == "هم" && false) {
			base := stem
			if strings.HasSuffix(stem, "ة") {
				base = strings.TrimSuffix(stem, "ة") + "ت"
			}
			raw = pre + base + ws[j+1]
			pieces = append(pieces, piece{letters: n}, piece{letters: utf8.RuneCountInString(ws[j+1])})
			j++
		} else {
			pieces = append(pieces, piece{letters: n})
		}
		d := arabic.Tokenize(raw)
		if len(d.Tokens) != 1 {
			for _, t := range d.Tokens {
				s = append(s, goldToken{raw: t.Of(raw), folded: t.Folded, kind: t.Kind})
			}
		} else {
			g.raw, g.folded, g.kind, g.pieces = raw, d.Tokens[0].Folded, d.Tokens[0].Kind, pieces
			s = append(s, g)
		}
		i = j
	}
	return s
}

func isProclitic(w string) bool { return w == "و" || w == "ف" || w == "ب" || w == "ل" || w == "ك" }

func arabicLetters(s string) bool {
	for _, r := range s {
		if r < 0x621 || r > 0x652 {
			return false
		}
	}
	return true
}

// news calls f with the text of every article of a gzipped JSON Lines file.
func news(path string, f func(text string)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	gz, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	dec := json.NewDecoder(bufio.NewReaderSize(gz, 1<<20))
	for {
		var a struct{ Title, Text string }
		if err := dec.Decode(&a); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading %s: %w", path, err)
		}
		f(a.Title + "\n" + a.Text)
	}
}
