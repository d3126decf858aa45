package ledger

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Verdict is what a person has decided about an entry. It is kept apart from
// what was read, and nothing is inferred from it.
type Verdict struct {
	Entry string `json:"entry"`
	// Article and Commitment open the entry; "" in verdicts of earlier programs.
	Article    string    `json:"article,omitempty"`
	Commitment string    `json:"commitment,omitempty"`
	Rating     Rating    `json:"rating"`
	Note       string    `json:"note"`
	By         string    `json:"by"` // who decided, "" where he did not say
	At         time.Time `json:"at"`
}

// Rating is the decision of a Verdict.
type Rating string

const (
	KeptPromise   Rating = "kept"
	PartlyKept    Rating = "partly"
	BrokenPromise Rating = "broken"
	Undecided     Rating = "undecided"
)

// Ratings lists the ratings from best to worst; Undecided is none of them and
// comes last.
func Ratings() []Rating { return []Rating{KeptPromise, PartlyKept, BrokenPromise, Undecided} }

// Verdicts holds the verdicts on entries, by Entry.ID.
type Verdicts map[string]Verdict

// StateName is the name under which an archive keeps the verdicts.
const StateName = "ledger/verdicts"

// ReadVerdicts reads verdicts as Encode writes them; nothing is no verdicts.
func ReadVerdicts(note []byte) (Verdicts, error) {
	v := Verdicts{}
	if len(note) == 0 {
		return v, nil
	}
	var list []Verdict
	if err := json.Unmarshal(note, &list); err != nil {
		return nil, fmt.Errorf("reading the verdicts: %w", err)
	}
	for _, x := range list {
		if !slices.Contains(Ratings(), x.Rating) {
			return nil, fmt.Errorf("reading the verdicts: the rating %q of %s is none of %q", x.Rating, x.Entry, Ratings())
		}
		v[x.Entry] = x
	}
	return v, nil
}

// Encode writes the verdicts in the order of their entries' ids.
func (v Verdicts) Encode() ([]byte, error) {
	list := []Verdict{}
	for _, id := range slices.Sorted(maps.Keys(v)) {
		list = append(list, v[id])
	}
	return json.Marshal(list)
}
