package arabic

import "strings"

// VerbForm is one written form of a verb.
type VerbForm struct {
	Form    string
	Mood    Mood
	Person  uint8
	Gender  Gender
	Number  NumberOf
	Passive bool
}

const shadda = "ّ"

// Conjugate gives the written forms, without vowels, of the verb with the given
// perfect and imperfect (third person masculine singular). ّ in the perfect
// marks the second form; an empty imperfect is the regular one of the verb's
// form. The endings are those of Wright, A Grammar of the Arabic Language, I
// §§ 85–170.
func Conjugate(perfect, imperfect string) []VerbForm {
	if imperfect == "" {
		imperfect = regularImperfect(perfect)
	}
	perfect = strings.ReplaceAll(perfect, shadda, "")
	c := conjugator{}
	c.perfect(perfect, imperfect)
	c.imperfect(imperfect)
	return c.forms
}

// regularImperfect is the imperfect of a strong verb of any form.
func regularImperfect(perfect string) string {
	p := strings.ReplaceAll(perfect, shadda, "")
	letters := []rune(p)
	switch {
	case perfect != p && letters[0] == 'ت':
		return "ي" + p
	case perfect != p:
		return "ي" + p
	case len(letters) >= 5 && letters[0] == 'ا': // VII–X
		return "ي" + string(letters[1:])
	case len(letters) == 4 && letters[0] == 'أ', len(letters) == 3 && letters[0] == 'أ': // IV
		return "ي" + string(letters[1:])
	case letters[0] == 'آ':
		return "يؤ" + string(letters[1:])
	}
	return "ي" + p
}

type conjugator struct{ forms []VerbForm }

func (c *conjugator) add(form string, m Mood, p uint8, g Gender, n NumberOf, passive bool) {
	c.forms = append(c.forms, VerbForm{form, m, p, g, n, passive})
}

func (c *conjugator) perfect(p, imperfect string) {
	letters := []rune(p)
	n := len(letters)
	last := letters[n-1]
	base, dual := p, p+"ا"
	first := p // before ت, نا, ن of the first and second person
	switch {
	case last == 'ى':
		base = string(letters[:n-1])
		dual, first = base+"يا", base+"ي"
	case last == 'ا' && n == 3:
		base = string(letters[:n-1])
		dual, first = base+"وا", base+"و"
	case last == 'ي' && n == 3: // بقي
		base, dual, first = p, p+"ا", p
	case n >= 3 && letters[n-2] == 'ا' && last != 'ا' && hollow(letters): // قال → قلت, أراد → أردت
		first = string(letters[:n-2]) + string(last)
	}
	plural := base + "وا"
	if last == 'ي' && n == 3 {
		plural = string(letters[:n-1]) + "وا"
	}
	c.add(p, Perfect, 3, Masculine, Singular, false)
	c.add(base+"ت", Perfect, 3, Feminine, Singular, false)
	c.add(plural, Perfect, 3, Masculine, Plural, false)
	c.add(strings.TrimSuffix(plural, "ا"), Perfect, 3, Masculine, Plural, false) // before a pronoun
	c.add(dual, Perfect, 3, Masculine, Dual, false)
	c.add(base+"تا", Perfect, 3, Feminine, Dual, false)
	c.add(first+"ت", Perfect, 1, AnyGender, Singular, false)
	c.add(first+"نا", Perfect, 1, AnyGender, Plural, false)
	c.add(first+"ن", Perfect, 3, Feminine, Plural, false)
	c.add(first+"تم", Perfect, 2, Masculine, Plural, false)
	if last == 'ى' {
		c.add(base+"ا", Perfect, 3, Masculine, Singular, false) // أعطاه
	}
	// The passive differs in writing where a long vowel changes: قيل, أعيد, استعيد, أجري.
	switch {
	case n >= 3 && letters[n-2] == 'ا' && hollow(letters):
		ps := string(letters[:n-2]) + "ي" + string(last)
		c.add(ps, Perfect, 3, Masculine, Singular, true)
		c.add(ps+"ت", Perfect, 3, Feminine, Singular, true)
		c.add(ps+"وا", Perfect, 3, Masculine, Plural, true)
	case last == 'ى':
		c.add(base+"ي", Perfect, 3, Masculine, Singular, true)
		c.add(base+"يت", Perfect, 3, Feminine, Singular, true)
	case last == 'ا' && n == 3:
		c.add(base+"ي", Perfect, 3, Masculine, Singular, true)
		c.add(base+"يت", Perfect, 3, Feminine, Singular, true)
	case n == 4 && letters[1] == 'ا' && letters[0] != 'آ': // قابل → قوبل
		ps := string(letters[0]) + "و" + string(letters[2:])
		c.add(ps, Perfect, 3, Masculine, Singular, true)
		c.add(ps+"ت", Perfect, 3, Feminine, Singular, true)
	case n == 5 && letters[0] == 'ت' && letters[2] == 'ا': // تناول → تنوول
		ps := "ت" + string(letters[1]) + "و" + string(letters[3:])
		c.add(ps, Perfect, 3, Masculine, Singular, true)
	}
}

// hollow reports whether the alif before the last letter stands for a root
// letter: قال, أراد, استفاد, اختار, انهار; not قابل or تعاون, where it is third
// from the end.
func hollow(letters []rune) bool {
	n := len(letters)
	switch {
	case n == 3, n == 4 && letters[0] == 'أ':
		return true
	case n >= 5 && letters[0] == 'ا':
		return true
	}
	return false
}

func (c *conjugator) imperfect(i string) {
	stem := []rune(strings.TrimPrefix(i, "ي"))
	n := len(stem)
	if n < 2 {
		return
	}
	s := string(stem)
	last := stem[n-1]
	weak := last == 'و' || last == 'ي' || last == 'ى'
	open := s
	if weak {
		open = string(stem[:n-1])
	}
	hollowStem := !weak && n >= 2 && (stem[n-2] == 'و' || stem[n-2] == 'ي' || stem[n-2] == 'ا') && (n == 3 || n >= 4)
	short := s
	switch {
	case weak:
		short = open
	case hollowStem:
		short = string(stem[:n-2]) + string(last)
	}
	dual := s
	if last == 'ى' {
		dual = open + "ي"
	}
	prefixes := []struct {
		p string
		n uint8
		g Gender
		k NumberOf
	}{{"ي", 3, Masculine, Singular}, {"ت", 3, Feminine, Singular}, {"ن", 1, AnyGender, Plural}, {"أ", 1, AnyGender, Singular}}
	for _, x := range prefixes {
		c.add(x.p+s, Imperfect, x.n, x.g, x.k, false)
		if short != s {
			c.add(x.p+short, Imperfect, x.n, x.g, x.k, false)
		}
		if last == 'ى' {
			c.add(x.p+open+"ا", Imperfect, x.n, x.g, x.k, false) // يراه
		}
		// Passive: يقال, يستفاد, يعطى.
		switch {
		case hollowStem && stem[n-2] != 'ا':
			c.add(x.p+string(stem[:n-2])+"ا"+string(last), Imperfect, x.n, x.g, x.k, true)
		case last == 'و' || last == 'ي':
			c.add(x.p+open+"ى", Imperfect, x.n, x.g, x.k, true)
		}
	}
	c.add("ي"+open+"ون", Imperfect, 3, Masculine, Plural, false)
	c.add("ي"+open+"وا", Imperfect, 3, Masculine, Plural, false)
	c.add("ي"+open+"و", Imperfect, 3, Masculine, Plural, false)
	c.add("ت"+open+"ون", Imperfect, 2, Masculine, Plural, false)
	c.add("ت"+open+"وا", Imperfect, 2, Masculine, Plural, false)
	c.add("ي"+dual+"ان", Imperfect, 3, Masculine, Dual, false)
	c.add("ي"+dual+"ا", Imperfect, 3, Masculine, Dual, false)
	c.add("ت"+dual+"ان", Imperfect, 3, Feminine, Dual, false)
	c.add("ت"+dual+"ا", Imperfect, 3, Feminine, Dual, false)
	c.add("ت"+open+"ين", Imperfect, 2, Feminine, Singular, false)
	if hollowStem {
		c.add("ي"+short+"ن", Imperfect, 3, Feminine, Plural, false)
	} else {
		c.add("ي"+dual+"ن", Imperfect, 3, Feminine, Plural, false)
	}
}

// Masdars gives the verbal nouns that the forms II to X make by rule; the first
// form has none by rule.
func Masdars(perfect string) []string {
	p := strings.ReplaceAll(perfect, shadda, "")
	second := p != perfect
	r := []rune(p)
	n := len(r)
	last := r[n-1]
	weak := last == 'ى' || last == 'ا'
	switch {
	case second && r[0] == 'ت': // V
		if weak {
			return []string{string(r[:n-1]) + "ي"}
		}
		return []string{p}
	case second:
		if weak {
			return []string{"ت" + string(r[:n-1]) + "ية"}
		}
		return []string{"ت" + string(r[:n-1]) + "ي" + string(last)}
	case n == 4 && r[1] == 'ا': // III
		if weak {
			return []string{"م" + string(r[:n-1]) + "اة"}
		}
		return []string{"م" + p + "ة"}
	case r[0] == 'أ' && n == 4: // IV
		switch {
		case weak && r[1] == 'و':
			return []string{"إي" + string(r[2:n-1]) + "اء"}
		case weak:
			return []string{"إ" + string(r[1:n-1]) + "اء"}
		case r[2] == 'ا':
			return []string{"إ" + string(r[1:]) + "ة"}
		case r[1] == 'و':
			return []string{"إي" + string(r[2:n-1]) + "ا" + string(last)}
		}
		return []string{"إ" + string(r[1:n-1]) + "ا" + string(last)}
	case r[0] == 'ت' && n == 5 && r[2] == 'ا': // VI
		if weak {
			return []string{string(r[:n-1]) + "ي"}
		}
		return []string{p}
	case r[0] == 'ا' && n >= 5: // VII–X
		switch {
		case weak:
			return []string{string(r[:n-1]) + "اء"}
		case r[n-2] == 'ا' && n == 6: // استفادة
			return []string{p + "ة"}
		case r[n-2] == 'ا': // اختيار
			return []string{string(r[:n-2]) + "يا" + string(last)}
		}
		return []string{string(r[:n-1]) + "ا" + string(last)}
	}
	return nil
}

// Participles gives the active and passive participles that a verb makes by
// rule, in the masculine.
func Participles(perfect, imperfect string) []string {
	p := strings.ReplaceAll(perfect, shadda, "")
	r := []rune(p)
	if imperfect == "" {
		imperfect = regularImperfect(perfect)
	}
	i := []rune(strings.TrimPrefix(imperfect, "ي"))
	if len(i) < 2 {
		return nil
	}
	if len(r) == 3 && p == perfect && r[0] != 'أ' { // I
		last := r[2]
		switch {
		case r[1] == 'ا':
			return []string{string(r[0]) + "ائ" + string(last), "م" + string(i)}
		case last == 'ى' || last == 'ا' || last == 'ي':
			return []string{string(r[0]) + "ا" + string(r[1]) + "ي", "م" + string(r[:2]) + "ي"}
		}
		return []string{string(r[0]) + "ا" + string(r[1:]), "م" + string(r[:2]) + "و" + string(last)}
	}
	out := []string{"م" + string(i)}
	if n := len(i); n >= 3 && i[n-2] == 'ي' { // مضيف, مضاف
		out = append(out, "م"+string(i[:n-2])+"ا"+string(i[n-1]))
	}
	return out
}
