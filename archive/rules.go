package archive

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"isnad/arabic"
)

// ErrNames is a decision about names that is taken already or contradicts an
// earlier one.
var ErrNames = errors.New("another decision about these names stands")

// NameRules are a person's decisions about names across articles. Without any,
// two names are one when they are spellings of each other. The zero value has
// none. The names of a pair are folded.
type NameRules struct {
	Joined [][2]string `json:"joined"` // are one, however they are spelled
	Split  [][2]string `json:"split"`  // the second stands apart from its other spellings
}

// Class returns what stands for a name: two names are one exactly when their
// classes are equal. The class of a name without words is "".
func (r NameRules) Class(name string) string {
	class := r.own(name)
	if class == "" {
		return ""
	}
	// The least of all that are joined stands for them.
	for _, c := range r.joinedWith(class) {
		class = min(class, c)
	}
	return class
}

// Parted reports whether two spellings of one name are two by decision.
func (r NameRules) Parted(a, b string) bool {
	return r.Class(a) != r.Class(b) && slices.Equal(spellingKeys(a), spellingKeys(b))
}

// own is the class of a name without regard to what is joined.
func (r NameRules) own(name string) string {
	folded := foldName(name)
	for _, s := range r.Split {
		if s[1] == folded {
			return "=" + folded
		}
	}
	return strings.Join(spellingKeys(name), " ")
}

// joinedWith lists the own classes that are joined with one, itself among
// them, directly or over others.
func (r NameRules) joinedWith(own string) []string {
	found := []string{own}
	for i := 0; i < len(found); i++ {
		for _, j := range r.Joined {
			a, b := r.own(j[0]), r.own(j[1])
			if b == found[i] {
				a, b = b, a
			}
			if a == found[i] && !slices.Contains(found, b) {
				found = append(found, b)
			}
		}
	}
	return found
}

// Members lists names that stand in the class of the given one by decision and
// not by spelling.
func (r NameRules) Members(name string) []string {
	var members []string
	class := r.Class(name)
	for _, j := range r.Joined {
		for _, n := range j {
			if r.Class(n) == class && !slices.Contains(members, n) {
				members = append(members, n)
			}
		}
	}
	return members
}

// Join returns the rules with a and b as one. It takes back what parted the
// two; the error is ErrNames where they are one already, or where another
// pair that was parted would come together.
func (r NameRules) Join(a, b string) (NameRules, error) {
	a, b = foldName(a), foldName(b)
	if r.Class(a) == r.Class(b) {
		return r, fmt.Errorf("%s, %s: are one name already: %w", a, b, ErrNames)
	}
	to := NameRules{Joined: slices.Clone(r.Joined), Split: without2(r.Split, a, b)}
	if to.Class(a) != to.Class(b) {
		to.Joined = append(to.Joined, [2]string{a, b})
	}
	for _, s := range to.Split {
		if to.Class(s[0]) == to.Class(s[1]) {
			return r, fmt.Errorf("%s, %s: joining them would join %s and %s, which are kept apart (join those first): %w", a, b, s[0], s[1], ErrNames)
		}
	}
	return to, nil
}

// Part returns the rules with a and b as two. It takes back what joined the
// two, else b leaves its other spellings; the error is ErrNames where they are
// two already or where names between them still join them.
func (r NameRules) Part(a, b string) (NameRules, error) {
	a, b = foldName(a), foldName(b)
	if a == b {
		return r, fmt.Errorf("%s: is one spelling, which cannot be parted: %w", a, ErrNames)
	}
	if r.Class(a) != r.Class(b) {
		return r, fmt.Errorf("%s, %s: are two names already: %w", a, b, ErrNames)
	}
	to := NameRules{Joined: without2(r.Joined, a, b), Split: slices.Clone(r.Split)}
	if to.own(a) == to.own(b) {
		to.Split = append(to.Split, [2]string{a, b})
	}
	if to.Class(a) == to.Class(b) {
		return r, fmt.Errorf("%s, %s: are joined over %s (split those first): %w", a, b, strings.Join(to.Members(a), ", "), ErrNames)
	}
	return to, nil
}

// without2 is a list of pairs without one pair, in either order.
func without2(pairs [][2]string, a, b string) [][2]string {
	return slices.DeleteFunc(slices.Clone(pairs), func(p [2]string) bool {
		return p == [2]string{a, b} || p == [2]string{b, a}
	})
}

func foldName(name string) string { return strings.Join(strings.Fields(arabic.Fold(name)), " ") }
