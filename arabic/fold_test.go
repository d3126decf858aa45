package arabic

import (
	"testing"
	"testing/quick"
)

func TestFoldIsIdempotent(t *testing.T) {
	law := func(s string) bool { return Fold(Fold(s)) == Fold(s) }
	if err := quick.Check(law, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"وزيرة", "ﷺ", "\xff\xfe", "ࣰ", "İ", "\u0640\u0640"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		var a arena
		if got := a.fold(s); got != once {
			t.Errorf("in an arena %q, alone %q", got, once)
		}
	})
}
