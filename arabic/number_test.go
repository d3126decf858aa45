package arabic

import (
	"math"
	"testing"
)

func TestNumberAt(t *testing.T) {
	tests := []struct {
		name, text string // the number starts at the first token
		want       float64
		number     string // the text of the number
	}{
		{"digits", "25 شخصا", 25, "25"},
		{"Arabic-Indic digits", "٢٥٠٠ شخص", 2500, "٢٥٠٠"},
		{"Persian digits", "۲۵ نفر", 25, "۲۵"},
		{"thousands by comma", "1,250 شخصا", 1250, "1,250"},
		{"thousands by Arabic comma mark", "1٬250٬000 شخص", 1250000, "1٬250٬000"},
		{"thousands by point, twice", "1.250.000 شخص", 1250000, "1.250.000"},
		{"thousands by point, once", "60.000 ريال", 60000, "60.000"},
		{"decimal by point", "2.5 كيلومتر", 2.5, "2.5"},
		{"decimal by comma", "2,5 كيلومتر", 2.5, "2,5"},
		{"decimal by Arabic mark", "٢٫٥ كيلومتر", 2.5, "٢٫٥"},
		{"both marks", "1,234.56 دولار", 1234.56, "1,234.56"},
		{"both marks, the other way", "1.234,56 دولار", 1234.56, "1.234,56"},
		{"fraction first, as some keyboards type it", "5ر12 بالمئة", 12.5, "5ر12"},
		{"zero and a fraction", "3ر0 بالمئة", 0.3, "3ر0"},
		{"zero before the point is decimal", "0.125 غرام", 0.125, "0.125"},
		{"digits and a scale", "101 مليون دولار", 101e6, "101 مليون"},
		{"decimal and a scale", "2.5 مليار دولار", 2.5e9, "2.5 مليار"},
		{"three decimals before a scale", "96.600 ألف دولار", 96600, "96.600 ألف"},
		{"digits and a plural scale", "5 آلاف جندي", 5000, "5 آلاف"},
		{"digits, scale and rest", "3 ملايين و500 ألف نسمة", 3.5e6, "3 ملايين و500 ألف"},
		{"scale alone", "ألف جندي", 1000, "ألف"},
		{"dual scale", "ألفين وخمسمئة", 2500, "ألفين وخمسمئة"},
		{"dual scale in construct", "ألفي جندي", 2000, "ألفي"},
		{"two million", "مليونين", 2e6, "مليونين"},
		{"half a million", "نصف مليون ناخب", 5e5, "نصف مليون"},
		{"a million and a half", "مليون ونصف المليون", 1.5e6, "مليون ونصف المليون"},
		{"a quarter of a milliard", "ربع مليار", 2.5e8, "ربع مليار"},
		{"unit", "سبعة أشخاص", 7, "سبعة"},
		{"unit before a feminine noun", "ثلاث دول", 3, "ثلاث"},
		{"ten", "عشرة جنود", 10, "عشرة"},
		{"eleven", "أحد عشر جنديا", 11, "أحد عشر"},
		{"eleven, feminine", "إحدى عشرة دولة", 11, "إحدى عشرة"},
		{"twelve", "اثنا عشر جنديا", 12, "اثنا عشر"},
		{"twelve, feminine accusative", "اثنتي عشرة دولة", 12, "اثنتي عشرة"},
		{"fifteen", "خمسة عشر جنديا", 15, "خمسة عشر"},
		{"twenty", "عشرون جنديا", 20, "عشرون"},
		{"twenty-three", "ثلاثة وعشرين جنديا", 23, "ثلاثة وعشرين"},
		{"twenty-one", "واحد وعشرون جنديا", 21, "واحد وعشرون"},
		{"hundred", "مئة جندي", 100, "مئة"},
		{"hundred, the older spelling", "مائة جندي", 100, "مائة"},
		{"two hundred", "مئتا جندي", 200, "مئتا"},
		{"three hundred in one word", "ثلاثمئة جندي", 300, "ثلاثمئة"},
		{"three hundred in two words", "ثلاث مئة جندي", 300, "ثلاث مئة"},
		{"hundred and unit and ten", "مئة وخمسة وعشرين جنديا", 125, "مئة وخمسة وعشرين"},
		{"hundred and teen", "مئتين وثلاثة عشر جنديا", 213, "مئتين وثلاثة عشر"},
		{"hundreds of thousands", "ثلاثمئة ألف نسمة", 300000, "ثلاثمئة ألف"},
		{"thousands and hundreds", "ثلاثة آلاف وخمسمئة شخص", 3500, "ثلاثة آلاف وخمسمئة"},
		{"thousands, hundreds, units", "أربعة آلاف ومئتين وستة أشخاص", 4206, "أربعة آلاف ومئتين وستة"},
		{"twenty thousand", "عشرين ألف شخص", 20000, "عشرين ألف"},
		{"twenty-five thousand, accusative", "خمسة وعشرين ألفا", 25000, "خمسة وعشرين ألفا"},
		{"million and thousands", "مليون ومئتي ألف شخص", 1.2e6, "مليون ومئتي ألف"},
		{"milliard", "ثلاثة مليارات دولار", 3e9, "ثلاثة مليارات"},
		{"thousand milliard", "ألف مليار دولار", 1e12, "ألف مليار"},
		{"five thousand milliard", "خمسة آلاف مليار دولار", 5e12, "خمسة آلاف مليار"},
		{"decimals of a milliard", "8.64 مليون تابع", 8640000, "8.64 مليون"},
		{"the second number of a pair is its own", "خمسة وسبعة", 5, "خمسة"},
		{"a bigger number does not add", "250 وألف جرعة", 250, "250"},
		{"equal magnitudes do not add", "مئة ومئتين", 100, "مئة"},
		{"clitic before it", "بثلاثة آلاف دينار", 3000, "ثلاثة آلاف"},
		{"conjunction before it", "وخمسون شخصا", 50, "خمسون"},
		{"ordinal", "الثالث من الشهر", 3, "الثالث"},
		{"ordinal of two words", "الثالث عشر من الشهر", 13, "الثالث عشر"},
		{"ordinal joined", "الحادي والعشرين من الشهر", 21, "الحادي والعشرين"},
		{"ordinal, feminine", "الثانية عشرة ظهرا", 12, "الثانية عشرة"},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			n, ok := Analyze(c.text).NumberAt(0)
			if !ok || math.Abs(n.Value-c.want) > 1e-9*c.want || n.Of(c.text) != c.number {
				t.Errorf("%q: got %v %q %v, want %v %q", c.text, n.Value, n.Of(c.text), ok, c.want, c.number)
			}
		})
	}
}

func TestNoNumber(t *testing.T) {
	for _, text := range []string{"آلاف الأشخاص", "ملايين", "14:30", "26/7/2021", "2021-07-26", "أحد المسؤولين", "كتاب", "1.2.3", "نصف الوقت", "و"} {
		if n, ok := Analyze(text).NumberAt(0); ok {
			t.Errorf("%q: got %v", text, n.Value)
		}
	}
	if _, ok := Analyze("").NumberAt(0); ok {
		t.Error("a number in an empty text")
	}
}

func TestNumeralTells(t *testing.T) {
	at := func(text string) Numeral {
		n, _ := Analyze(text).NumberAt(0)
		return n
	}
	if n := at("1.645 دولار"); n.Value != 1645 || n.Alt != 1.645 || n.Decimal != 3 {
		t.Errorf("one mark before three digits: %+v", n)
	}
	if n := at("ألفين"); !n.Dual || !n.Scaled {
		t.Errorf("dual: %+v", n)
	}
	if n := at("الخمسة"); !n.Definite || n.Ordinal {
		t.Errorf("definite cardinal: %+v", n)
	}
	if n := at("الخامس"); !n.Definite || !n.Ordinal {
		t.Errorf("ordinal: %+v", n)
	}
}

// FuzzNumber: a number lies in its text, starts on a rune, is finite and not
// negative, and consumes at least one token.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"ثلاثة آلاف وخمسمئة", "5ر12", "1.234,56", "مليون ونصف المليون", "بـ25 ألفا", "وَثَلاثة", "٣٬٤٥٦٫٧", "ألف ألف ألف مليار"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := Analyze(text)
		for i := range d.Tokens {
			n, ok := d.NumberAt(i)
			if !ok {
				continue
			}
			if n.First != i || n.Last <= i || n.Last > len(d.Tokens) || n.Start < d.Tokens[i].Start || n.End != d.Tokens[n.Last-1].End || n.Start >= n.End {
				t.Fatalf("%q: range of %+v", text, n)
			}
			if math.IsNaN(n.Value) || math.IsInf(n.Value, 0) || n.Value < 0 {
				t.Fatalf("%q: value of %+v", text, n)
			}
		}
	})
}
