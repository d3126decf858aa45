package train

import (
	"strings"
	"testing"

	"isnad/arabic/model"
)

// The committed models were learned with the lists that stand beside them.
// That they are what training gives, byte for byte, takes minutes to show:
// isnad train, and git diff.
func TestCommittedModels(t *testing.T) {
	for name, card := range map[string]string{"words": model.WordsCard, "names": model.NamesCard} {
		if !strings.Contains(card, "| "+Lists()+" ") {
			t.Errorf("%s.bin is older than the word lists: learn it again with isnad train", name)
		}
	}
}
