package wording

import (
	"testing"

	"isnad/correction"
)

// Every field and every choice of a correction has its words.
func TestCorrectionsHaveWords(t *testing.T) {
	for _, k := range correction.Kinds() {
		if CorrectedKinds[k] == (Label{}) {
			t.Errorf("%s has no label", k)
		}
		for _, f := range correction.Fields(k) {
			if l := CorrectedField(k, f.Name); l.En == "" || l.Ar == "" {
				t.Errorf("%s of a %s has no label", f.Name, k)
			}
			for _, value := range f.Choices {
				if l := CorrectedValue(k, f.Name, value); l.Ar == value || l.En == "" {
					t.Errorf("%s of a %s: %q has no label", f.Name, k, value)
				}
			}
		}
	}
}
