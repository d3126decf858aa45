package wording

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed pages.tsv
var pagesTSV string

// phrases has the labels of pages.tsv by key, and those that the pages share
// with the terminal.
var phrases = sync.OnceValue(func() map[string]Label {
	table := map[string]Label{
		"value.unknown": Unknown, "value.unnamed": Unnamed, "value.arrow": Arrow,
		"value.negated": Negated, "value.hedged": Hedged, "value.said": Said,
		"value.headline": Headline, "value.headline_only": HeadOnly, "value.own_voice": OwnVoice,
		"value.about": About, "value.due": Due, "value.outlet": Outlet, "value.published": Published,
		"value.commitments": Promises, "value.statements": Statements, "value.figures": Figures, "value.times": Times,
	}
	for line := range strings.Lines(pagesTSV) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "\t")
		table[fields[0]] = Label{En: fields[1], Ar: fields[2]}
	}
	return table
})

// Phrase returns a label of the pages by its key, false where there is none.
func Phrase(key string) (Label, bool) {
	l, ok := phrases()[key]
	return l, ok
}

// Phrases lists the keys that Phrase knows, in no order.
func Phrases() []string {
	var keys []string
	for key := range phrases() {
		keys = append(keys, key)
	}
	return keys
}
