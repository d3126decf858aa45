package train

import (
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"isnad/arabic"
	"isnad/arabic/internal/names"
	"isnad/arabic/internal/words"
	"isnad/arabic/lexicon"
	"isnad/arabic/model"
)

// countNews counts forms of the raw news.
func countNews(path string) (*counts, error) {
	c := &counts{token: map[string]int{}, stem: map[string]int{}, spelling: map[string]map[string]int{}, class: map[string][3]int{}, verbal: map[string][2]int{}}
	governs := map[string]bool{}
	for _, w := range lexicon.VerbGovernors() {
		governs[arabic.Fold(w)] = true
	}
	err := news(path, func(text string) {
		d := arabic.Tokenize(text)
		for i, t := range d.Tokens {
			if t.Kind != arabic.Word || t.Folded < "\u0621" {
				continue
			}
			c.token[t.Folded]++
			v := c.verbal[t.Folded]
			if i > 0 && governs[d.Tokens[i-1].Folded] {
				v[0]++
			}
			v[1]++
			c.verbal[t.Folded] = v
			raw := plainSpelling(t.Of(text))
			s := c.spelling[t.Folded]
			if s == nil {
				s = map[string]int{}
				c.spelling[t.Folded] = s
			}
			s[raw]++
		}
	})
	return c, err
}

// plainSpelling drops the marks of a written form but keeps its letters.
func plainSpelling(raw string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x64B && r <= 0x65F || r == 0x670 || r == 'ـ' || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, raw)
}

func lemmaPairs(gold []goldSentence) []lemmaPair {
	var out []lemmaPair
	for _, s := range gold {
		for _, g := range s {
			if g.pieces == nil || g.kind != arabic.Word {
				continue
			}
			for _, p := range g.pieces {
				lemma := strings.ReplaceAll(plainSpelling(p.lemma), "`", "")
				lemma = strings.ReplaceAll(lemma, "ٱ", "ا")
				form := strings.TrimPrefix(p.form, "ال")
				switch p.tags {
				case bit(words.Noun, words.Num):
					out = append(out, lemmaPair{words.NounLemma, form, lemma})
				case bit(words.Adj):
					out = append(out, lemmaPair{words.AdjLemma, form, lemma})
				case bit(words.Perfect):
					out = append(out, lemmaPair{words.PerfectLemma, form, lemma})
				case bit(words.Imperfect):
					out = append(out, lemmaPair{words.ImperfectLemma, form, lemma})
				}
			}
		}
	}
	return out
}

// Words learns segmentation, tags and lemmas.
func Words(o Options) (*words.Model[int8], error) {
	c, err := countNews(o.path("news", "ant-2018.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	pud, err := treebank(o.path("treebank", "ud-pud.conllu"))
	if err != nil {
		return nil, err
	}
	test, err := testGrams(o)
	if err != nil {
		return nil, err
	}
	fane, err := newsfane(o.path("treebank", "newsfane.txt"), test.shares)
	if err != nil {
		return nil, err
	}
	seen, err := nameWords(o, c)
	if err != nil {
		return nil, err
	}
	pairs := lemmaPairs(pud)
	fit := func(epochs, runs int, verbose bool) (*words.Model[int8], error) {
		lex, err := buildLexicon(c, pairs, seen)
		if err != nil {
			return nil, err
		}
		p := newPerceptron(lex, 21)
		stats := map[string]int{}
		ex := p.prepare(pud, stats)
		if verbose {
			fmt.Fprintf(o.Log, "words: treebank: %d sentences, %d tokens whose cut is not a candidate, %d whose tag is not\n", len(ex), stats["cut"], stats["tag"])
		}
		stats = map[string]int{}
		exF := p.prepare(fane, stats)
		if verbose {
			fmt.Fprintf(o.Log, "words: NewsFANE: %d sentences, %d tokens whose cut is not a candidate\n", len(exF), stats["cut"])
		}
		all := append(slices.Clone(ex), exF...)
		all = append(all, ex...)
		m := &words.Model[int8]{Lexicon: lex}
		m.W, m.Trans = quantise(p.learn(all, epochs, runs, o.Log))
		return m, nil
	}
	// A first model, without word classes, reads the news for them.
	first, err := fit(3, 1, false)
	if err != nil {
		return nil, err
	}
	s, err := stems(first, o.path("news", "ant-2018.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	c.classes(s, o.Log)
	return fit(8, 8, true)
}

// grams are runs of four words of a test set that no training text may share.
type grams map[string]bool

func testGrams(o Options) (grams, error) {
	data, err := os.ReadFile(o.path("ner", "anercorp-test.txt"))
	if err != nil {
		return nil, err
	}
	g := grams{}
	var ws []string
	for line := range strings.Lines(string(data)) {
		f := strings.Fields(line)
		if len(f) == 0 {
			ws = ws[:0]
			continue
		}
		ws = append(ws, arabic.Fold(f[0]))
		if n := len(ws); n >= 4 {
			g[strings.Join(ws[n-4:], " ")] = true
		}
	}
	return g, nil
}

func (g grams) shares(ws []string) bool {
	f := make([]string, len(ws))
	for i, w := range ws {
		f[i] = arabic.Fold(w)
	}
	for i := 4; i <= len(f); i++ {
		if g[strings.Join(f[i-4:i], " ")] {
			return true
		}
	}
	return false
}

// nameWords are the words that the training part of ANERcorp has only in names
// of persons or places, at least twice. A word that begins like a clitic has
// to be commoner in the news than what is left without its first letter.
func nameWords(o Options, c *counts) (map[string]words.Class, error) {
	data, err := os.ReadFile(o.path("ner", "anercorp-train.txt"))
	if err != nil {
		return nil, err
	}
	per, loc, other := map[string]int{}, map[string]int{}, map[string]int{}
	for line := range strings.Lines(string(data)) {
		f := strings.Fields(line)
		if len(f) != 2 {
			continue
		}
		w := arabic.Fold(f[0])
		switch {
		case strings.HasSuffix(f[1], "PERS"), strings.HasSuffix(f[1], "PER"):
			per[w]++
		case strings.HasSuffix(f[1], "LOC"):
			loc[w]++
		default:
			other[w]++
		}
	}
	out := map[string]words.Class{}
	add := func(w string, class words.Class) {
		if len(w) < 6 || other[w] > 0 || !arabicLetters(w) || strings.HasPrefix(w, "ال") || strings.HasPrefix(w, "لل") || strings.HasPrefix(w[2:], "ال") {
			return
		}
		if strings.Contains("وفبلكس", w[:2]) && c.token[w] <= 3*max(c.token[w[2:]], c.token["ال"+w[2:]]) {
			return
		}
		out[w] |= class
	}
	for w, n := range per {
		if n >= 2 && loc[w] == 0 {
			add(w, words.SeenName)
		}
	}
	for w, n := range loc {
		if n >= 2 && per[w] == 0 {
			add(w, words.SeenName)
		}
	}
	if err := gazetteers(o, c, out); err != nil {
		return nil, err
	}
	return out, nil
}

// gazetteers adds the given and family names of arabic-names and the larger
// Arab cities of the cities files to class. A city that is written like a
// common word is left out.
func gazetteers(o Options, c *counts, class map[string]words.Class) error {
	for file, k := range map[string]words.Class{
		"male-first--names-in-arabic.txt": words.GivenName, "female-first-names-in-arabic.txt": words.GivenName, "last-names-in-arabic.txt": words.FamilyName,
	} {
		data, err := os.ReadFile(o.path("gazetteers", "arabic-names", file))
		if err != nil {
			return err
		}
		for _, w := range strings.Fields(string(data)) {
			f := arabic.Fold(w)
			if len(f) >= 6 && !nounForms()[f] && !adjectiveForms()[f] {
				class[strings.TrimPrefix(f, "ال")] |= k
			}
		}
	}
	for _, code := range []string{"AE", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "PS", "QA", "SA", "SD", "SY", "TN", "YE"} {
		data, err := os.ReadFile(o.path("gazetteers", "cities", code+".json"))
		if err != nil {
			return err
		}
		var cities []struct {
			Native     string
			Population int
		}
		if err := json.Unmarshal(data, &cities); err != nil {
			return fmt.Errorf("reading %s: %w", code, err)
		}
		for _, x := range cities {
			f := arabic.Fold(x.Native)
			bare := strings.TrimPrefix(f, "ال")
			if x.Population < 30000 || strings.Contains(f, " ") || !arabicLetters(f) || len(bare) < 6 || nounForms()[bare] || adjectiveForms()[bare] || c.token[bare] > 4*c.token[f] {
				continue
			}
			class[bare] |= words.Place
		}
	}
	return nil
}

// Run learns what only says (words, names or all) and writes the model files
// and their cards to the folder out. Names are learned over the words' model
// in out.
func Run(o Options, out, only string) error {
	var report strings.Builder
	log := o.Log
	o.Log = io.MultiWriter(log, &report)
	if only != "names" {
		m, err := Words(o)
		if err != nil {
			return fmt.Errorf("learning words: %w", err)
		}
		if err := write(out, "words", words.File(m), wordsCard, report.String()); err != nil {
			return err
		}
	}
	if only == "words" {
		return nil
	}
	report.Reset()
	data, err := os.ReadFile(filepath.Join(out, "words.bin"))
	if err != nil {
		return err
	}
	f, err := model.Read(data)
	if err != nil {
		return fmt.Errorf("reading words.bin: %w", err)
	}
	m, err := words.Read(f)
	if err != nil {
		return fmt.Errorf("reading words.bin: %w", err)
	}
	n, err := Names(o, m)
	if err != nil {
		return fmt.Errorf("learning names: %w", err)
	}
	return write(out, "names", names.File(n), namesCard, report.String())
}

// Lists is a digest of the word lists that the models are learned with. Their
// cards state it, so that a model that is older than its lists shows.
func Lists() string {
	h := sha256.New()
	fmt.Fprintln(h, lexicon.Closed(), lexicon.Conjugation(), lexicon.Plurals(), lexicon.Adjectives(), lexicon.VerbGovernors())
	fmt.Fprintln(h, lexicon.Places(), lexicon.GivenNames(), lexicon.FamilyNames(), lexicon.Organizations(), lexicon.Roles(), lexicon.Bodies(), lexicon.Media())
	return fmt.Sprintf("%.8x", h.Sum(nil))
}

// write puts a model and its card, which ends with the log of the run, into dir.
func write(dir, name string, f model.File, card, report string) error {
	card = strings.Replace(card, "{lists}", Lists(), 1)
	if err := os.WriteFile(filepath.Join(dir, name+".bin"), f.Bytes(), 0o644); err != nil {
		return err
	}
	card += "\n```\n" + report + "```\n"
	return os.WriteFile(filepath.Join(dir, name+".md"), []byte(card), 0o644)
}

//go:embed words.card.md
var wordsCard string

//go:embed names.card.md
var namesCard string
