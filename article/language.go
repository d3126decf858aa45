package article

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"isnad/page"
)

// languageSample is how much of a text the language is told by, in bytes.
const languageSample = 16 << 10

// letters counts the letters of a text by script.
type letters struct {
	arabic  int // Arabic script, all languages
	other   int
	persian int // پ چ ژ گ ک ی
	urdu    int // ٹ ڈ ڑ ں ے ہ ھ
	kurdish int // ە ێ ۆ ڕ ڵ
	pashto  int // ښ ټ ډ ړ ګ ې ۍ
	words   int // words in Arabic script
	al      int // of them with the article ال
}

func count(text string) letters {
	if len(text) > languageSample {
		cut := languageSample
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	var c letters
	start, inWord := 0, false
	end := func(i int) {
		if inWord {
			c.words++
			if hasArticle(text[start:i]) {
				c.al++
			}
			inWord = false
		}
	}
	for i, r := range text {
		switch {
		case isArabicLetter(r):
			c.arabic++
			switch r {
			case 'پ', 'چ', 'ژ', 'گ', 'ک', 'ی':
				c.persian++
			case 'ٹ', 'ڈ', 'ڑ', 'ں', 'ے', 'ہ', 'ھ', 'ۓ':
				c.urdu++
			case 'ە', 'ێ', 'ۆ', 'ڕ', 'ڵ':
				c.kurdish++
			case 'ښ', 'ټ', 'ډ', 'ړ', 'ګ', 'ې', 'ۍ':
				c.pashto++
			}
			if !inWord {
				start, inWord = i, true
			}
		case unicode.IsLetter(r):
			c.other++
			end(i)
		case !unicode.IsMark(r) && r != tatweel:
			end(i)
		}
	}
	end(len(text))
	return c
}

const tatweel = 'ـ'

// hasArticle reports a word that begins with ال, also after a clitic: وال بال
// كال فال لل.
func hasArticle(w string) bool {
	for _, p := range [...]string{"ال", "وال", "بال", "لل", "فال", "كال", "ولل"} {
		if strings.HasPrefix(w, p) && len(w) > len(p)+2 {
			return true
		}
	}
	return false
}

// checkLanguage gives an error for text that is not Arabic. A tenth to a third
// of Arabic words carry the article; Persian, Urdu, Kurdish and Pashto hardly
// have it, but have letters that Arabic spells only foreign names with.
func checkLanguage(name, text string) error {
	c := count(text)
	all := c.arabic + c.other
	refuse := func(reason string) error {
		return &page.Error{Name: name, Kind: page.NotArabic, Reason: reason, Remedy: "Isnad reads Arabic only"}
	}
	if all == 0 {
		return refuse("is not Arabic: it has no letters")
	}
	if c.arabic*10 < all*4 {
		return refuse(fmt.Sprintf("is not Arabic: %d%% of its letters are of another script", (all-c.arabic)*100/all))
	}
	foreign := c.persian + c.urdu + c.kurdish + c.pashto
	lacksArticle := c.words < 20 || c.al*25 < c.words // below 4 %
	if foreign*25 < c.arabic || !lacksArticle {
		return nil
	}
	language, most := "Persian", c.persian/4 // Urdu, Kurdish and Pashto share the Persian letters
	for _, l := range []struct {
		name string
		n    int
	}{{"Urdu", c.urdu}, {"Kurdish", c.kurdish}, {"Pashto", c.pashto}} {
		if l.n > most {
			language, most = l.name, l.n
		}
	}
	return refuse("is not Arabic: its letters are those of " + language)
}

// arabicLetters counts the letters of Arabic script.
func arabicLetters(s string) int {
	n := 0
	for _, r := range s {
		if isArabicLetter(r) {
			n++
		}
	}
	return n
}

// isArabicLetter reports a letter of Arabic script, of any language in it.
func isArabicLetter(r rune) bool {
	switch {
	case r < 0x620:
		return false
	case r <= 0x64A:
		return r != tatweel
	case r < 0x66E:
		return false // harakat, digits
	case r <= 0x6D3:
		return r != 0x670
	case r < 0xFB50:
		return r == 0x6D5 || r >= 0x750 && r <= 0x77F
	}
	return r <= 0xFDFF && r != 0xFD3E && r != 0xFD3F || r >= 0xFE70 && r <= 0xFEFC
}
