package record

import (
	"strings"
	"sync"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

// ownCountry is "his country" and its like, whose pronoun is not cut off.
var ownCountry = map[string]bool{"بلاده": true, "بلادها": true, "بلادهم": true, "بلادنا": true}

// countryIn returns the country that a people's adjective in words[first:last]
// speaks of (القوات الأمريكية), where the article names it too.
func (c *commitmentReader) countryIn(first, last int) Party {
	for i := first; i < last; i++ {
		w := &c.words[i]
		if w.Kind != arabic.Word || !w.definite() {
			continue
		}
		code := nisbas()[w.bare()]
		if code == "" {
			continue
		}
		for k := range c.rec.Entities {
			if e := &c.rec.Entities[k]; e.Type == Location && countries()[arabic.Fold(e.Name)] == code {
				return Party{e.Name, e.ID}
			}
		}
	}
	return Party{}
}

// countries maps the folded names of countries to their code.
var countries = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, p := range lexicon.Places() {
		if _, ok := m[arabic.Fold(p.Name)]; !ok {
			m[arabic.Fold(p.Name)] = p.Country
		}
	}
	return m
})

// nisbas maps the adjectives of peoples, folded and without article, to the
// code of the country: the name without its ending, and ي or يه.
var nisbas = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for name, code := range countries() {
		name = strings.TrimPrefix(name, al)
		if code == "" || strings.Contains(name, " ") {
			continue
		}
		for _, end := range []string{"يا", "ا", "ه", ""} {
			if stem, ok := strings.CutSuffix(name, end); ok && len(stem) > 4 {
				m[stem+"ي"], m[stem+"يه"] = code, code
				break
			}
		}
	}
	return m
})
