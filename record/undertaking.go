package record

import (
	_ "embed"
	"sync"

	"isnad/arabic/lexicon"
)

//go:embed undertakings.tsv
var undertakingsTSV string

// undertaking is a row of undertakings.tsv that has an act.
type undertaking struct {
	act CommitmentAct
	*cueEntry
}

type undertakingTable struct {
	verbs     map[string]undertaking // by lemma
	nouns     map[string]undertaking
	resolved  map[string]undertaking   // of the folded predicates of one who is bound or ready
	deals     map[string]CommitmentAct // of the nouns for accords and decisions
	concludes map[string]CommitmentAct // of the lemmas of verbs that have such a noun as object
	class     map[string]string        // of a folded word: planned, if, hangs, by …
	lemma     map[string]string        // of a verb's lemma: event, either, happen, be, guess …
}

var undertakings = sync.OnceValue(func() *undertakingTable {
	t := &undertakingTable{
		map[string]undertaking{}, map[string]undertaking{}, map[string]undertaking{}, map[string]CommitmentAct{}, map[string]CommitmentAct{}, map[string]string{}, map[string]string{},
	}
	for _, row := range lexicon.Rows(undertakingsTSV, 4) {
		u := undertaking{CommitmentAct(row[2]), newCueEntry(row[0], "", row[3])}
		switch row[1] {
		case "verb":
			t.verbs[row[0]] = u
		case "noun":
			t.nouns[row[0]] = u
		case "resolved":
			t.resolved[row[0]], t.class[row[0]] = u, row[1]
		case "deal":
			t.deals[row[0]] = u.act
		case "conclude":
			t.concludes[row[0]] = u.act
		case "event", "stative", "either", "happen", "be", "guess", "presumed", "arrange", "order", "contract", "deed", "does", "allot", "approve":
			t.lemma[row[0]] = row[1]
		default:
			t.class[row[0]] = row[1]
		}
	}
	return t
})
