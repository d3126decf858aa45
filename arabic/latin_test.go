package arabic

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSoundsLike(t *testing.T) {
	for _, row := range []struct {
		name, latin, arabic string
		want                bool
	}{
		{"a diphthong", "Biden", "بايدن", true},
		{"doubled letters", "Mohammed", "محمد", true},
		{"another vowel", "Muhamad", "محمد", true},
		{"the article with a hyphen", "al-Sisi", "السيسي", true},
		{"the article left out", "Sisi", "السيسي", true},
		{"ayn as a vowel", "Rafii", "الرافعي", true},
		{"q for q", "Qadhafi", "القذافي", true},
		{"g for q, d for dh", "Gaddafi", "القذافي", true},
		{"a diacritic", "Erdoğan", "أردوغان", true},
		{"one letter for two", "Scholz", "شولتس", true},
		{"h that is not said", "Johnson", "جونسون", true},
		{"hamza inside", "Khamenei", "خامنئي", true},
		{"ch of Spanish", "Sanchez", "سانشيز", true},
		{"a feminine ending", "Fatima", "فاطمة", true},
		{"other vowels that are written", "Biden", "بدون", false},
		{"a short u of English", "Trump", "ترامب", true},
		{"an alif left out", "Obama", "أوباما", true},
		{"alif for another vowel", "Putin", "الباطن", false},
		{"a vowel at the beginning", "Assad", "سعد", false},
		{"an ending that is not written", "Haftar", "الفترة", false},
		{"a letter more", "Biden", "بايدنر", false},
		{"other consonants", "Haddad", "حماد", false},
		{"too long for a name", strings.Repeat("ha", 30), "هاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاهاها", false},
		{"nothing", "-", "محمد", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := SoundsLike(row.latin, row.arabic); got != row.want {
				t.Errorf("SoundsLike(%s, %s) is %v; keys %q, %q", row.latin, row.arabic, got, SoundKeys(row.latin), SoundKeys(row.arabic))
			}
		})
	}
}

// TestSoundKeysAreShared holds a word spelled letter by letter from the table
// to the law of SoundKeys.
func TestSoundKeysAreShared(t *testing.T) {
	rows := sounds().rows
	rapid.Check(t, func(t *rapid.T) {
		var latin, word strings.Builder
		for range rapid.IntRange(1, 6).Draw(t, "letters") {
			s := rapid.SampledFrom(rows).Draw(t, "letter")
			word.WriteString(s.letters)
			latin.WriteString(rapid.SampledFrom(s.spellings).Draw(t, "spelling") + rapid.SampledFrom([]string{"", "a", "i"}).Draw(t, "vowel"))
		}
		l, w := latin.String(), word.String()
		if !SoundsLike(l, w) {
			return // the article or a doubled letter went
		}
		key := SoundKeys(w)[0]
		if keys := SoundKeys(l); !slices.Contains(keys, key) {
			t.Errorf("%s sounds like %s, and its keys %q lack %q", l, w, keys, key)
		}
	})
}
