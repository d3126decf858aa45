package words

import "strings"

// Lemma returns the dictionary form of a stem with a tag, and its features.
// The stem is folded; raw is its surface form where that is the stem itself,
// else "".
func (l *Lexicon) Lemma(s *Segmentation, t Tag, raw string) (string, Features) {
	stem := s.Stem
	if s.Entry.Tags.has(t) {
		if s.Below && stem == "ان" {
			return "إن", 0
		}
		if lemma, f, ok := l.Kept(ClosedKind(t), stem); ok {
			return lemma, f
		}
		if s.Al && len(stem) > 4 {
			if lemma, f, ok := l.Kept(ClosedKind(t), stem[4:]); ok {
				return lemma, f | FeatDef
			}
		}
	}
	switch t {
	case Perfect, Imperfect:
		return l.verb(stem, t, s.Pron > 0)
	case Noun, Adj, Num:
		bare := stem
		def := Features(0)
		if s.Al {
			bare, def = stem[4:], FeatDef
		} else if s.Pron > 0 {
			def = FeatDef
		}
		lemma, f := l.nominal(bare, t, s, raw)
		return lemma, f | def
	}
	if t == Propn && s.Al {
		const noun = ListedNoun | BrokenPlural | Masdar | OrgHead | Title
		switch {
		case s.Entry.Class&noun != 0, s.Entry.Class&Place == 0 && l.Find(stem[4:]).Count >= 20:
			lemma, f := l.nominal(stem[4:], Noun, s, "")
			return lemma, f | FeatDef
		case s.Entry.Class&Place != 0:
			return l.written(stem[4:], ""), FeatDef // العراق
		}
	}
	return l.written(stem, raw), 0
}

// written is the usual spelling of a folded form, or what stands in the text.
func (l *Lexicon) written(form, raw string) string {
	if w, _, ok := l.Kept(Spelling, form); ok {
		return w
	}
	if raw != "" {
		return raw
	}
	return form
}

// count is how common a form is as a noun or adjective, with or without the
// article.
func (l *Lexicon) count(form string) int {
	a, b := l.Find(form), l.FindHash(hashOf("ال", form))
	return int(max(a.Count, a.Stem, b.Count, b.Stem))
}

// suffixes of nominals with what the lemma has in their place, and features.
// Each is tried in order; one applies where the lemma is known.
var endings = []struct {
	end   string
	to    [3]string
	n     int
	feat  Features
	adj   bool // the adjective's lemma is masculine
	least int  // bytes that must be left
}{
	{"يات", [3]string{"يه", "ي", "يا"}, 2, FeatFem | FeatPlur, true, 4},
	{"ات", [3]string{"ه", "", "اه"}, 3, FeatFem | FeatPlur, true, 4},
	{"تان", [3]string{"ه"}, 1, FeatFem | FeatDual, true, 4},
	{"تين", [3]string{"ه"}, 1, FeatFem | FeatDual, true, 4},
	{"تا", [3]string{"ه"}, 1, FeatFem | FeatDual, true, 6},
	{"تي", [3]string{"ه"}, 1, FeatFem | FeatDual, true, 4},
	{"ين", [3]string{"", "ي"}, 2, FeatMasc | FeatPlur, true, 4},
	{"ون", [3]string{"", "ي"}, 2, FeatMasc | FeatPlur, true, 4},
	{"ان", [3]string{""}, 1, FeatMasc | FeatDual, true, 4},
	{"وا", [3]string{""}, 1, FeatMasc | FeatPlur, true, 6},
	{"و", [3]string{""}, 1, FeatMasc | FeatPlur, true, 6},
	{"ي", [3]string{""}, 1, FeatMasc | FeatPlur, true, 6},
	{"ا", [3]string{""}, 1, FeatMasc | FeatSing, true, 4},
}

// nominal is the lemma of a noun or adjective without its article.
func (l *Lexicon) nominal(bare string, t Tag, s *Segmentation, raw string) (string, Features) {
	kind := NounLemma
	if t == Adj {
		kind = AdjLemma
	}
	if lemma, f, ok := l.Kept(kind, bare); ok {
		if f == 0 {
			f = FeatMasc | FeatSing
		}
		return lemma, f
	}
	mine := l.count(bare)
	if s.Entry.Class&(GivenName|Place) != 0 && s.Entry.Class&(ListedNoun|ListedAdj|BrokenPlural) == 0 {
		return l.written(bare, raw), 0
	}
	for i := range endings {
		e := &endings[i]
		base, ok := strings.CutSuffix(bare, e.end)
		if !ok || len(base) < e.least {
			continue
		}
		best, score := "", -1
		for _, to := range e.to[:e.n] {
			form := base + to
			n := l.count(form)
			if x := l.Find(form); x.Class&(ListedNoun|ListedAdj|DerivedAdj) != 0 {
				n += 8
			}
			if n > score {
				best, score = form, n
			}
		}
		least := 1
		switch e.end {
		case "ان", "ا", "ي", "و", "وا", "تا", "تي", "ين", "ون":
			// these end many singulars, too
			least = mine
			if e.end == "ا" {
				least = min(mine, 12)
				if raw != "" && strings.HasSuffix(raw, "ً") || strings.HasSuffix(raw, "ًا") {
					least = 0
				}
			}
			if e.end == "ين" || e.end == "ون" {
				least = min(mine-16, 24)
				if s.Entry.Class&(ListedNoun|Masdar) != 0 {
					least = 1000
				}
			}
			if (e.end == "ي" || e.end == "و") && s.Pron == 0 {
				least = mine + 24
			}
		}
		if score < max(least, 1) {
			continue
		}
		if t == Adj {
			if m, ok := strings.CutSuffix(best, "ه"); ok {
				best = m
			}
		}
		if lemma, _, ok := l.Kept(kind, best); ok {
			return lemma, e.feat
		}
		return l.written(best, ""), e.feat
	}
	if base, ok := strings.CutSuffix(bare, "ه"); ok && len(base) >= 4 {
		if t == Adj {
			if l.Find(bare).Class&ListedAdj == 0 || l.Find(base).Class&ListedAdj != 0 {
				if lemma, _, ok := l.Kept(kind, base); ok {
					return lemma, FeatFem | FeatSing
				}
				return l.written(base, ""), FeatFem | FeatSing
			}
		}
		return l.written(bare, raw), FeatFem | FeatSing
	}
	return l.written(bare, raw), FeatMasc | FeatSing
}

// verb is the lemma of a verb form: the listed one, or the perfect that a rule
// makes and the lexicon knows best.
func (l *Lexicon) verb(stem string, t Tag, pron bool) (string, Features) {
	kind := PerfectLemma
	if t == Imperfect {
		kind = ImperfectLemma
	}
	if lemma, f, ok := l.Kept(kind, stem); ok {
		return strings.ReplaceAll(lemma, "ّ", ""), f
	}
	if t == Perfect {
		f := FeatPerf | FeatPerson(3) | FeatMasc | FeatSing
		base := stem
		switch {
		case strings.HasSuffix(stem, "وا") && len(stem) > 8:
			base, f = stem[:len(stem)-4], FeatPerf|FeatPerson(3)|FeatMasc|FeatPlur
		case strings.HasSuffix(stem, "تا") && len(stem) > 8:
			base, f = stem[:len(stem)-4], FeatPerf|FeatPerson(3)|FeatFem|FeatDual
		case strings.HasSuffix(stem, "نا") && len(stem) > 8:
			base, f = stem[:len(stem)-4], FeatPerf|FeatPerson(1)|FeatPlur
		case strings.HasSuffix(stem, "ت") && len(stem) > 6:
			base, f = stem[:len(stem)-2], FeatPerf|FeatPerson(3)|FeatFem|FeatSing
		case strings.HasSuffix(stem, "و") && pron && len(stem) > 6:
			base, f = stem[:len(stem)-2], FeatPerf|FeatPerson(3)|FeatMasc|FeatPlur
		case strings.HasSuffix(stem, "ا") && len(stem) > 8:
			base, f = stem[:len(stem)-2], FeatPerf|FeatPerson(3)|FeatMasc|FeatDual
		case strings.HasSuffix(stem, "ن") && len(stem) > 6 && l.Find(stem[:len(stem)-2]).Count > l.Find(stem).Count:
			base, f = stem[:len(stem)-2], FeatPerf|FeatPerson(3)|FeatFem|FeatPlur
		}
		return l.written(base, ""), f
	}
	f := FeatImpf | FeatPerson(3) | FeatMasc | FeatSing
	if len(stem) < 6 {
		return l.written(stem, ""), f
	}
	rest := stem[2:]
	switch stem[:2] {
	case "ت":
		f = FeatImpf | FeatPerson(3) | FeatFem | FeatSing
	case "ن":
		f = FeatImpf | FeatPerson(1) | FeatPlur
	case "ا":
		f = FeatImpf | FeatPerson(1) | FeatSing
	}
	for _, e := range [...]string{"ون", "وا", "ان", "ين", "و"} {
		if b, ok := strings.CutSuffix(rest, e); ok && len(b) >= 6 {
			rest = b
			f = f&^(3<<numberShift) | FeatPlur
			break
		}
	}
	try := func(best string, score int, form string) (string, int) {
		if n := int(l.Find(form).Count); n > score {
			return form, n
		}
		return best, score
	}
	// Forms VII, VIII and X have their alif back; IV is written with one, too;
	// a weak letter becomes alif or alif maqsura.
	best, score := rest, int(l.Find(rest).Count)
	if strings.HasPrefix(rest, "ست") || strings.HasPrefix(rest, "ن") || len(rest) >= 8 && rest[2:4] == "ت" {
		best, score = "ا"+rest, int(l.Find("ا"+rest).Count)+8
	}
	n := len(rest)
	variants := []string{"ا" + rest}
	if last := rest[n-2:]; last == "ي" || last == "و" {
		variants = append(variants, rest[:n-2]+"ا", "ا"+rest[:n-2]+"ي")
	} else if n >= 6 {
		if mid := rest[n-4 : n-2]; mid == "ي" || mid == "و" {
			hollow := rest[:n-4] + "ا" + rest[n-2:]
			variants = append(variants, hollow, "ا"+hollow)
		}
	}
	if n == 4 {
		variants = append(variants, "و"+rest)
	}
	for _, v := range variants {
		best, score = try(best, score, v)
	}
	return l.written(best, ""), f
}
