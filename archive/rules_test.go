package archive

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestNameRules(t *testing.T) {
	const (
		minister = "وزيرة النقل" // the minister of transport
		lamis    = "لميس الرافعي"
		lamees   = "لميس الرافعى"
		galin    = "غالين"
		other    = "جالين" // another spelling of Galin
	)
	type step struct {
		join bool
		a, b string
	}
	tests := []struct {
		name  string
		steps []step
		a, b  string
		one   bool
		fails bool // the last step
	}{
		{"spellings are one", nil, lamis, lamees, true, false},
		{"other vowels in a short name are another name", nil, "سعيد", "سعود", false, false}, // Said, Saud
		{"a vowel more in a long one is not", nil, "بنيامين نتنياهو", "بنيامين نتانياهو", true, false},
		{"an ending in two spellings", nil, "سوريا", "سورية", true, false},
		{"others are two", nil, lamis, minister, false, false},
		{"joined", []step{{true, lamis, minister}}, lamees, minister, true, false},
		{"joined and parted", []step{{true, lamis, minister}, {false, minister, lamees}}, lamis, minister, false, false},
		{"spellings parted", []step{{false, galin, other}}, galin, other, false, false},
		{"spellings parted and joined", []step{{false, galin, other}, {true, other, galin}}, galin, other, true, false},
		{"one name is not parted", []step{{false, lamis, lamees}}, lamis, lamees, true, true},
		{"two names are not parted again", []step{{false, lamis, galin}}, lamis, galin, false, true},
		{"joined over a third", []step{{true, lamis, minister}, {true, minister, galin}, {false, lamis, galin}}, lamis, galin, true, true},
		{"what was parted is not joined over a third", []step{{false, galin, other}, {true, galin, lamis}, {true, lamis, other}}, galin, other, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var r NameRules
			for i, s := range tt.steps {
				next, err := r.Part(s.a, s.b)
				if s.join {
					next, err = r.Join(s.a, s.b)
				}
				if fails := tt.fails && i == len(tt.steps)-1; errors.Is(err, ErrNames) != fails {
					t.Fatalf("step %d: %v", i, err)
				}
				r = next
			}
			if one := r.Class(tt.a) == r.Class(tt.b); one != tt.one {
				t.Errorf("%s and %s: one %v, by %+v", tt.a, tt.b, one, r)
			}
		})
	}
}

// TestDecisionsHold is the law of Join and Part: what was decided last holds,
// or is refused and changes nothing.
func TestDecisionsHold(t *testing.T) {
	names := []string{"غالين", "جالين", "گالين", "نتنياهو", "نتانياهو", "نادر القاسمي"} // Galin in three spellings, Netanyahu in two, Nadir al-Qasimi
	rapid.Check(t, func(t *rapid.T) {
		var r NameRules
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			a, b := rapid.SampledFrom(names).Draw(t, "a"), rapid.SampledFrom(names).Draw(t, "b")
			join := rapid.Bool().Draw(t, "join")
			next, err := r.Part(a, b)
			if join {
				next, err = r.Join(a, b)
			}
			if err == nil && (next.Class(a) == next.Class(b)) != join {
				t.Fatalf("join %v of %s and %s does not hold in %+v", join, a, b, next)
			}
			for _, s := range next.Split {
				if next.Class(s[0]) == next.Class(s[1]) {
					t.Fatalf("%v are together in %+v", s, next)
				}
			}
			r = next
		}
	})
}
