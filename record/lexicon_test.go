package record

import (
	"testing"

	"isnad/arabic"
	"isnad/arabic/lexicon"
)

// Every cue is a verb whose forms the lexicon can make, and its act is known.
func TestCuesAreVerbs(t *testing.T) {
	verbs := map[string]bool{}
	for _, v := range lexicon.Verbs() {
		verbs[v.Lemma] = true
	}
	acts := map[Act]bool{Assert: true, Deny: true, Promise: true, Announce: true, Demand: true, Warn: true, Accuse: true, Condemn: true, Praise: true, Ask: true, Suggest: true}
	for lemma, cue := range cues() {
		if !verbs[lemma] {
			t.Errorf("cue %s is not in the verbs of the lexicon", lemma)
		}
		if !acts[cue.act] {
			t.Errorf("cue %s has the unknown act %q", lemma, cue.act)
		}
	}
}

// Every word set that the rules ask for is in the file, and in folded spelling
// unless it holds lemmas.
func TestWordSets(t *testing.T) {
	lemmas := map[wordSet]bool{repeaters: true, publishers: true, coreCues: true, unnamedRoles: true, tellers: true}
	asked := []wordSet{
		reporters, broadcasters, airs, tellers, quarters, settlements,
		notThat, copulas, namers, itself, nameLinks, notContent, notOccasions, belonging, sayings, accordings, mediaAtLarge,
		firstPersons, anonymity, ambiguousNouns, unnamedRoles, clauseOpeners, speechClauses, ofDays, coreCues, repeaters, publishers, written, near, loneBodies, speakingBodies, hedges, conditions, adjuncts,
		ambiguousBodies, purposeful, notInNames, honorifics, asides, meanwhiles, accordTopics, contained, duties, dutifuls, wishes, speechOpeners, thatOfPast, blames, guardians, issued, platforms, scenes, works,
	}
	for _, s := range asked {
		if len(wordSets()[s]) == 0 {
			t.Errorf("word set %s is empty", s)
		}
	}
	if len(wordSets()) != len(asked) {
		t.Errorf("%d word sets in the file, %d asked for", len(wordSets()), len(asked))
	}
	for s, words := range wordSets() {
		for w := range words {
			if !lemmas[s] && arabic.Fold(w) != w {
				t.Errorf("word set %s: %s is not folded", s, w)
			}
		}
	}
}
