package arabic

import (
	"testing"
	"testing/quick"
)

func TestVariant(t *testing.T) {
	for _, c := range []struct {
		name   string
		a, b   string
		joined bool
	}{
		{"the two spellings of American", "أميركي", "أمريكي", true},
		{"the same with the article and a feminine", "الأميركية", "الأمريكية", true},
		{"a loan vowel", "مليشيات", "ميليشيات", true},
		{"a name in one word and in two", "أسوشيتدبرس", "أسوشيتد برس", true},
		{"names with vowels in other places", "إلفيتش", "إيلوفيتش", true},
		{"three letters for g", "غوغل", "جوجل", true},
		{"a letter of another alphabet", "ڤيينا", "فيينا", true},
		{"a final vowel", "سوريا", "سورية", true},
		{"tatweel and direction marks", "بــاريس\u200f", "باريس", true},
		{"other names", "موسكو", "مسقط", false},
		{"other towns", "طرابلس", "بيروت", false},
	} {
		if got := Variant(c.a) == Variant(c.b); got != c.joined {
			t.Errorf("%s: keys %q and %q", c.name, Variant(c.a), Variant(c.b))
		}
	}
}

func TestVariantIsIdempotent(t *testing.T) {
	for _, s := range []string{"أميركي", "إيلوفيتش", "نتنياهو", "", "؟", "ا", "ء", "G20", "وو"} {
		if once := Variant(s); Variant(once) != once {
			t.Errorf("Variant(%q) = %q, again %q", s, once, Variant(once))
		}
	}
	law := func(s string) bool { return Variant(Variant(s)) == Variant(s) }
	if err := quick.Check(law, nil); err != nil {
		t.Error(err)
	}
}

func TestSameName(t *testing.T) {
	for _, row := range []struct {
		name, a, b string
		want       bool
	}{
		{"spelling", "أسوشيتد برس", "اسوشيتدبرس", true},
		{"family name", "رضوان السدير", "السدير", true},
		{"a body without its place", "وزارة المياه", "وزارة المياه الكرمية", true},
		{"two of one family", "رضوان السدير", "حاتم السدير", false},
		{"two ministries", "وزارة المياه", "وزارة الطاقة", false},
		{"a body without the noun for its kind", "وكالة سرمد", "سرمد", true},
		{"a body and whoever speaks for it", "الناطق باسم وزارة المياه", "وزارة المياه", false},
		{"a body and its head", "رئيس نقابة المهندسين", "نقابة المهندسين", false},
		{"a kind of body", "وزارة", "وزارة المياه", false},
		{"a kind of source", "مصدر", "مصدر أمني", false},
		{"a given name", "رضوان", "رضوان السدير", false},
		{"a body that goes by a definite noun", "الجيش", "الجيش الكرمي", true},
		{"an unnamed official, described more closely", "مسؤول كرمي", "مسؤول كرمي كبير", true},
		{"nobody", "", "", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := SameName(row.a, row.b); got != row.want || got != SameName(row.b, row.a) {
				t.Errorf("SameName(%s, %s) is %v", row.a, row.b, got)
			}
		})
	}
}
