// Package correction has what people correct in records.
//
// A record, as the program read it, and the corrections of its article go in;
// the reading that results comes out, with what became of each correction. What
// the program read is never changed: a correction stands beside it, signed, and
// is taken back by another one. It holds to words and not to numbers, and so
// finds its place again in a new reading and in a new version, or is known to
// fit no longer.
package correction

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"isnad/record"
)

// ErrRefused is a correction that cannot be made. It comes wrapped in the reason.
var ErrRefused = errors.New("the correction is refused")

// Do is what a correction does.
type Do string

const (
	Set   Do = "set"   // another value of something read
	Add   Do = "add"   // something that was missed
	Drop  Do = "drop"  // what was read is none
	Place Do = "place" // the article belongs in another story, or in none of its day
	Join  Do = "join"  // two names are one, over all articles
	Split Do = "split" // two names are two
	Undo  Do = "undo"  // takes another correction back
)

// Kind is what is corrected in an article.
type Kind string

const (
	Statement  Kind = "statement"
	Time       Kind = "time"
	Figure     Kind = "figure"
	Commitment Kind = "commitment"
)

// Kinds lists the kinds in the order in which pages show them.
func Kinds() []Kind { return []Kind{Statement, Commitment, Figure, Time} }

// Correction is what one person has corrected at one time. It is kept as JSON.
type Correction struct {
	ID      string `json:"id"`                // by which it is undone
	Article string `json:"article,omitempty"` // "" for names, which belong to none
	Version int    `json:"version,omitempty"` // of the article that was corrected
	Do      Do     `json:"do"`
	Kind    Kind   `json:"kind,omitempty"`
	// At is where the program read the item; where a person added it, the place
	// that he gave.
	At *Anchor `json:"at,omitempty"`
	// Nth tells items of one place apart, counted from 0.
	Nth int `json:"nth,omitempty"`
	// Added is the id of the correction that added the item.
	Added string `json:"added,omitempty"`
	// Values are the fields that are set, see Fields. What a field of words is set
	// to stands in Words, too, with its place.
	Values map[string]string   `json:"values,omitempty"`
	Words  map[string][]Anchor `json:"words,omitempty"`
	// Types are those of names that only the archive knows.
	Types  map[string]record.EntityType `json:"types,omitempty"`
	Undoes string                       `json:"undoes,omitempty"`
	By     string                       `json:"by"`
	Why    string                       `json:"why"`
	Made   time.Time                    `json:"made"`
}

// Request is a correction as it is asked for: the item by its id in the reading
// at hand, words as they stand.
type Request struct {
	Do      Do     `json:"do" enum:"set,add,drop,place,join,split,undo" doc:"join and split speak of two names over all articles, place of an article's story, undo of another correction."`
	Article string `json:"article,omitempty" doc:"Id of the article."`
	Item    string `json:"item,omitempty" doc:"What is corrected: s3, t1, q2 or c1, the third statement, the first time, the second figure, the first commitment. For add: statement, time, figure or commitment."`
	Words   string `json:"words,omitempty" doc:"The words of the item. For add, where it stands; else a guard: the correction is refused where the item has other words."`
	Nth     int    `json:"nth,omitempty" minimum:"0" doc:"Which of several places where words stand is meant, from 1; 0 is the nearest."`
	// Values are those of Correction; names of join and split are a and b, the
	// article or story of place is story, "" for one of its own.
	Values map[string]string `json:"values,omitempty" doc:"Fields with their new values."`
	Undoes string            `json:"undoes,omitempty" doc:"For undo: the id of a correction."`
	By     string            `json:"by" doc:"Who corrects."`
	Why    string            `json:"why" doc:"The reason."`
}

// refuse makes an error that says why a correction is refused.
func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrRefused, fmt.Errorf(format, args...))
}

// Sign checks what every correction has and takes it over.
func Sign(q Request, made time.Time) (Correction, error) {
	c := Correction{
		Article: q.Article, Do: q.Do, Undoes: q.Undoes,
		By: strings.TrimSpace(q.By), Why: strings.TrimSpace(q.Why), Made: made.UTC().Truncate(time.Second),
	}
	switch {
	case c.By == "":
		return c, refuse("nobody has signed it: say who corrects")
	case c.Why == "":
		return c, refuse("it gives no reason: say why")
	case len(c.By) > mostSigned, len(c.Why) > mostSigned:
		return c, refuse("name and reason take at most %d bytes each", mostSigned)
	}
	return c, nil
}

// mostSigned bounds what a person writes about a correction.
const mostSigned = 2000

// Name gives c its id, which follows from it and from those before it.
func (c *Correction) Name(before []Correction) error {
	c.ID = ""
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	for n := len(before); ; n++ {
		sum := sha256.Sum256(fmt.Appendf(raw, " %d", n))
		c.ID = strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5]))
		if !slices.ContainsFunc(before, func(b Correction) bool { return b.ID == c.ID }) {
			return nil
		}
	}
}

// Live tells which of an article's corrections stand, in order: those that no
// other takes back that stands itself.
func Live(list []Correction) []bool {
	live, undone := make([]bool, len(list)), map[string]bool{}
	for i, c := range slices.Backward(list) {
		if live[i] = !undone[c.ID]; live[i] && c.Do == Undo {
			undone[c.Undoes] = true
		}
	}
	return live
}

// CheckUndo says why c cannot take back what it names.
func CheckUndo(c Correction, list []Correction) error {
	i := slices.IndexFunc(list, func(x Correction) bool { return x.ID == c.Undoes })
	switch {
	case i < 0:
		return refuse("%s: there is no such correction (isnad correct list prints the ids)", c.Undoes)
	case !Live(list)[i]:
		return refuse("%s: is taken back already", c.Undoes)
	}
	return nil
}

// Decode reads corrections as they are kept, nil for nothing.
func Decode(raw []byte) ([]Correction, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var list []Correction
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("reading corrections: %w", err)
	}
	for _, c := range list {
		if err := c.sound(); err != nil {
			return nil, fmt.Errorf("reading correction %s: %w", c.ID, err)
		}
	}
	return list, nil
}

// sound says what Apply relies on and c lacks.
func (c *Correction) sound() error {
	if c.Do != Set && c.Do != Add && c.Do != Drop {
		return nil
	}
	if _, ok := fields[c.Kind]; !ok || c.Nth < 0 || c.At == nil && (c.Do == Add || c.Added == "") {
		return errors.New("it does not say what it corrects")
	}
	for name := range c.Values {
		f, err := fieldOf(c.Kind, name)
		if err != nil {
			return err
		}
		if n := len(c.Words[name]); f.Form == Words && n != 1 {
			return fmt.Errorf("%s has %d places, not one", name, n)
		}
	}
	return nil
}

// Encode writes corrections as they are kept.
func Encode(list []Correction) ([]byte, error) { return json.Marshal(list) }

// Quote is the words of what it corrects, "" where it is no part of an article.
func (c *Correction) Quote() string {
	if c.At == nil {
		return ""
	}
	return c.At.Exact
}

// Fields lists the fields that it sets, in order.
func (c *Correction) Fields() []string {
	var names []string
	for _, f := range fields[c.Kind] {
		if _, set := c.Values[f.Name]; set {
			names = append(names, f.Name)
		}
	}
	for _, name := range []string{"a", "b", "story"} {
		if _, set := c.Values[name]; set {
			names = append(names, name)
		}
	}
	return names
}
