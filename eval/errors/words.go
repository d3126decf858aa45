package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"isnad/arabic"
)

// listed is the number of errors of words that are listed one by one.
const listed = 100

// word is a syntactic word as the scorer compares it: form and lemma without
// vowel signs and hamza seats, and the tag that treebanks of different age
// share.
type word struct{ form, lemma, tag string }

// token is a surface token; start and end count its sentence's characters
// without white space and format characters.
type token struct {
	start, end int
	words      []word
}

// sentence is one gold sentence.
type sentence struct {
	text   string
	tokens []token
}

// problem is one kind of error: what the treebank has and what the analysis gives.
type problem struct{ kind, gold, got string }

// kinds tells what each kind of error is about and what was done.
var kinds = []struct{ name, about string }{
	{"tokens", "The treebank glues or parts marks and numbers otherwise (ر as decimal mark, a hyphen inside a number). Left: the tokeniser keeps what a reader of the article needs."},
	{"convention", "The treebank itself cuts these words now so, now so, or otherwise than UD PUD from which the weights are learned (مما, فيما, كما, لدى; ال after ل). Its commoner usage is followed, by list; what is left here is what its own conventions cost."},
	{"clitics", "A clitic is cut or left wrongly. Cut only where the rest is common enough in raw news; listed words are never cut. Left: names that begin like a clitic."},
	{"tag", "Noun or adjective for participles and relative adjectives that stand alone, particle or adverb for closed words. The closed words are a list with the treebank's tags; open words are learned from 1,000 sentences."},
	{"lemma", "Broken plurals, verbs of forms I, II and IV that are written alike, feminines as lemmas of their own. Lists of plurals and of verbs; the rest by pattern and by the counts of raw news."},
}

// wordErrors writes what the analysis of words gets wrong on UD PADT's
// development part.
func wordErrors(b io.Writer, shared string) error {
	gold, err := read(filepath.Join(shared, "data", "treebank", "padt-dev.conllu"))
	if err != nil {
		return err
	}
	count := map[problem]int{}
	total := 0
	for _, s := range gold {
		for _, p := range compare(s) {
			count[p]++
			total++
		}
	}
	perKind := map[string]int{}
	for p, n := range count {
		perKind[p.kind] += n
	}
	fmt.Fprintf(b, "\n## Words\n\nOn UD PADT's development part, from raw text: %d errors.\n\n| kind | errors | what it is, and what was done |\n|---|---:|---|\n", total)
	for _, k := range kinds {
		fmt.Fprintf(b, "| %s | %d | %s |\n", k.name, perKind[k.name], k.about)
	}
	fmt.Fprintf(b, "\nThe %d commonest:\n\n| errors | kind | treebank | here |\n|---:|---|---|---|\n", listed)
	problems := slices.SortedFunc(maps.Keys(count), func(a, b problem) int {
		return cmp.Or(count[b]-count[a], strings.Compare(a.kind, b.kind), strings.Compare(a.gold, b.gold), strings.Compare(a.got, b.got))
	})
	for _, p := range problems[:min(listed, len(problems))] {
		fmt.Fprintf(b, "| %d | %s | %s | %s |\n", count[p], p.kind, p.gold, p.got)
	}
	return nil
}

// compare lists the errors of one sentence.
func compare(s sentence) (problems []problem) {
	got := map[int]token{}
	d := arabic.Analyze(s.text)
	at, pos := 0, 0
	for _, t := range d.Tokens {
		at += solid(s.text[pos:t.Start])
		pos = t.End
		n := solid(t.Of(s.text))
		g := token{start: at, end: at + n}
		for _, seg := range d.Segments[t.First:t.Last] {
			form := seg.Form
			if t.Last == t.First+1 {
				form = t.Of(s.text)
			}
			g.words = append(g.words, word{fold(form), fold(seg.Lemma), tag(seg.Tag.UPOS(), form)})
		}
		got[at] = g
		at += n
	}
	for _, g := range s.tokens {
		t, ok := got[g.start]
		if !ok || t.end != g.end {
			problems = append(problems, problem{"tokens", forms(g.words), "–"})
			continue
		}
		if a, b := forms(g.words), forms(t.words); a != b {
			problems = append(problems, problem{cutKind(g, t), a, b})
			continue
		}
		for i, w := range g.words {
			x := t.words[i]
			if w.tag != "X" && w.tag != x.tag {
				problems = append(problems, problem{"tag", w.form + " " + w.tag, x.tag})
			}
			if w.lemma != x.lemma {
				problems = append(problems, problem{"lemma", w.form + " " + w.lemma, x.lemma})
			}
		}
	}
	return problems
}

// cutKind tells a clitic cut wrongly from a usage: the same cuts in another
// written form, or a closed word that treebanks part differently.
func cutKind(gold, got token) string {
	if len(gold.words) == len(got.words) {
		return "convention"
	}
	for _, w := range append(slices.Clone(gold.words), got.words...) {
		if w.form == "ما" || w.form == "من" && len(gold.words) > 1 || w.form == "ان" { // what, who, that
			return "convention"
		}
	}
	return "clitics"
}

func forms(ws []word) string {
	var fs []string
	for _, w := range ws {
		fs = append(fs, w.form)
	}
	return strings.Join(fs, " + ")
}

// read reads sentences in CoNLL-U.
func read(name string) ([]sentence, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []sentence
	s := sentence{}
	at, left := 0, 0
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<24)
	for line := 1; sc.Scan(); line++ {
		row := sc.Text()
		switch {
		case row == "":
			if len(s.tokens) > 0 {
				all = append(all, s)
			}
			s, at = sentence{}, 0
			continue
		case strings.HasPrefix(row, "#"):
			if text, ok := strings.CutPrefix(row, "# text = "); ok {
				s.text = text
			}
			continue
		}
		col := strings.Split(row, "\t")
		if len(col) != 10 {
			return nil, fmt.Errorf("reading %s: line %d has %d columns, want 10", name, line, len(col))
		}
		if strings.Contains(col[0], ".") {
			continue
		}
		if from, to, ok := strings.Cut(col[0], "-"); ok {
			var a, b int
			fmt.Sscan(from, &a)
			fmt.Sscan(to, &b)
			n := solid(col[1])
			s.tokens = append(s.tokens, token{start: at, end: at + n})
			at += n
			left = b - a + 1
			continue
		}
		if left > 0 {
			left--
		} else {
			n := solid(col[1])
			s.tokens = append(s.tokens, token{start: at, end: at + n})
			at += n
		}
		t := &s.tokens[len(s.tokens)-1]
		t.words = append(t.words, word{fold(col[1]), fold(col[2]), tag(col[3], col[1])})
	}
	if len(s.tokens) > 0 {
		all = append(all, s)
	}
	return all, sc.Err()
}

// fold is the folding under which the scorer compares forms and lemmas.
func fold(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case 0x064B <= r && r <= 0x065F, r == 0x0670, r == 0x0640, unicode.IsSpace(r), unicode.Is(unicode.Cf, r):
		case r == 'أ', r == 'إ', r == 'آ', r == 'ٱ':
			b.WriteRune('ا')
		case r == 'ى':
			b.WriteRune('ي')
		case r == 'ة':
			b.WriteRune('ه')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// solid counts the characters that are neither space nor format.
func solid(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
			n++
		}
	}
	return n
}

// tag joins the tags of UD and UniMorph, as the scorer does.
func tag(t, form string) string {
	if strings.IndexFunc(form, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
		return "PUNCT"
	}
	switch t {
	case "CONJ", "SCONJ", "CCONJ":
		return "CONJ"
	case "AUX", "V":
		return "VERB"
	case "PROPN", "N":
		return "NOUN"
	case "PRO", "DET":
		return "PRON"
	case "SYM":
		return "PUNCT"
	case "INTJ", "O", "X", "_":
		return "X"
	}
	return t
}
