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

// countryOf returns the country of st's source, as the phrase that stands for
// it or its roles name it, else the source: وزير الخارجية الإيراني إن بلاده.
func (c *commitmentReader) countryOf(st *Statement) Party {
	source := c.sourceOf(st)
	codes := map[string]bool{}
	note := func(word string) {
		if code := nisbas()[strings.TrimPrefix(word, al)]; code != "" {
			codes[code] = true
		} else if code := placeCodes()[word]; code != "" {
			codes[code] = true
		}
	}
	for _, word := range strings.Fields(arabic.Fold(st.Source.Of(c.doc.Text))) {
		note(word)
	}
	if holder := c.entity(st.Source.Entity); holder != nil {
		for _, role := range holder.roles {
			for _, word := range role {
				note(word)
			}
		}
	}
	for k := range c.rec.Entities {
		if e := &c.rec.Entities[k]; e.Type == Location && len(codes) == 1 && codes[countries()[arabic.Fold(e.Name)]] {
			return Party{e.Name, e.ID}
		}
	}
	return source
}

// placeCodes maps the folded names of countries, cities and regions to the code
// of their country.
var placeCodes = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, p := range lexicon.Places() {
		if _, ok := m[arabic.Fold(p.Name)]; !ok {
			m[arabic.Fold(p.Name)] = p.Country
		}
	}
	return m
})

// countries maps the folded names of countries alone to their code: the list
// of places has the usual name of each before its cities.
var countries = sync.OnceValue(func() map[string]string {
	m, usual := map[string]string{}, map[string]string{}
	for _, p := range lexicon.Places() {
		if p.Country == "" {
			continue
		}
		if usual[p.Country] == "" {
			usual[p.Country] = p.Name
		}
		if p.Name == usual[p.Country] || p.Same == usual[p.Country] {
			m[arabic.Fold(p.Name)] = p.Country
		}
	}
	return m
})

// nisbas maps the adjectives of peoples, folded and without article, to the
// code of the country: the name without its ending, and ي or يه.
var nisbas = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for name, code := range placeCodes() {
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
