package words

import "strings"

// Proclitic is what is cut between a conjunction and the stem.
type Proclitic uint8

const (
	NoProclitic Proclitic = iota
	Bi                    // ب with, by
	Li                    // ل to, for
	Ka                    // ك as
	Sa                    // س will
	LiArticle             // لل of ل + ال: ال is restored
	LiArticleL            // لل where the stem's own ل is written once: للجنة
	nProclitics
)

// Pronouns are the suffixes; the index of one is its code, 0 is none.
var Pronouns = [...]string{"", "هما", "كما", "ها", "هم", "هن", "كم", "نا", "ني", "ه", "ك", "ي"}

const rarePronouns = 1<<5 | 1<<2 | 1<<6 | 1<<8 | 1<<10 | 1<<11 // كما هن كم ني ك ي

// Segmentation is one way to cut a token. Start and End delimit the stem in
// the folded form.
type Segmentation struct {
	Conj       uint8 // 0 none, 1 و and, 2 ف then
	Pro        Proclitic
	Pron       uint8 // index into Pronouns
	Fused      uint8 // index into Fusions + 1: the token is a fusion of two words
	Below      bool  // the stem's alif is written إ
	Al         bool  // the stem begins with the article
	Start, End uint8
	Tags       set // the tags that the stem can have
	Stem       string
	Entry      Entry // of the stem; with the article, of what follows it
	Hash       uint64
}

// Fusion is a token that is two words fused in writing.
type Fusion struct {
	Form          string
	First, Second string
	Tags          [2]Tag
	Split         int // bytes of the folded form that belong to the first word
}

// Fusions as the treebanks split them; each may also be one word where the
// closed classes list it.
var Fusions = []Fusion{
	{"مما", "من", "ما", [2]Tag{Adp, Pron}, 2},   // of which
	{"عما", "عن", "ما", [2]Tag{Adp, Pron}, 2},   // about which
	{"ممن", "من", "من", [2]Tag{Adp, Pron}, 2},   // of whom
	{"عمن", "عن", "من", [2]Tag{Adp, Pron}, 2},   // about whom
	{"فيما", "في", "ما", [2]Tag{Adp, Pron}, 4},  // in which
	{"فيمن", "في", "من", [2]Tag{Adp, Pron}, 4},  // in whom
	{"الا", "ان", "لا", [2]Tag{Sconj, Part}, 2}, // that not
	{"مم", "من", "ما", [2]Tag{Adp, Pron}, 2},    // of what
}

// Surface tells the generator what folding hides.
type Surface struct {
	Folded  string
	Marbuta bool // ends in ة
	Alif    bool // ends in tanwin on alif, اً
	Below   bool // the first alif of the token, after clitics, is إ
	Above   bool // it is أ or آ
	Maqsura bool // ends in ى
	Hamza   bool // what looks like the article is أل, إل or آل
}

// Candidates appends to segs every way to cut an Arabic word that the grammar
// and the lexicon allow. There is always at least one.
func (l *Lexicon) Candidates(w Surface, segs []Segmentation) []Segmentation {
	f := w.Folded
	if !plain(f) {
		return append(segs, Segmentation{End: uint8(min(len(f), 255)), Tags: of(Noun, Propn, Adj, Other), Stem: f, Hash: Hash(f), Entry: l.Find(f)})
	}
	for i := range Fusions {
		if strings.HasSuffix(f, Fusions[i].Form) {
			switch f[:len(f)-len(Fusions[i].Form)] {
			case "":
				segs = append(segs, l.fusion(w, 0, i))
				if segs[0].Entry.Tags == 0 { // no word of its own
					return segs
				}
			case "و":
				segs = append(segs, l.fusion(w, 1, i))
			case "ف":
				segs = append(segs, l.fusion(w, 2, i))
			}
		}
	}
	segs = l.from(w, segs, Segmentation{})
	if len(f) > 4 && !l.name(f) {
		if strings.HasPrefix(f, "و") {
			segs = l.from(w, segs, Segmentation{Conj: 1, Start: 2})
		} else if strings.HasPrefix(f, "ف") {
			segs = l.from(w, segs, Segmentation{Conj: 2, Start: 2})
		}
	}
	segs = governed(l.conjoined(f, segs))
	if len(segs) == 0 {
		segs = append(segs, Segmentation{End: uint8(len(f)), Tags: of(Noun, Propn, Adj), Stem: f, Hash: Hash(f), Entry: l.Find(f)})
	}
	return segs
}

// governed drops the readings as one word of a particle or preposition with a
// pronoun (إنه, عليها): no noun or verb of news looks like it.
func governed(segs []Segmentation) []Segmentation {
	for i := range segs {
		s := &segs[i]
		if s.Pron == 0 || s.Pro != NoProclitic || Pronouns[s.Pron] == "ي" || s.Entry.Class&Closed == 0 || s.Entry.Tags&of(Adp, Sconj) == 0 || s.End-s.Start < 4 {
			continue
		}
		kept := segs[:0]
		for _, t := range segs {
			if t.Pron > 0 || t.Conj != s.Conj || t.Entry.Class&Closed != 0 {
				kept = append(kept, t)
			}
		}
		return kept
	}
	return segs
}

// conjoined drops the readings without a conjunction where they make no word:
// the whole is unknown to the lists and never takes the article, and the rest is
// a known word and at least as common (وأكد, والتراث).
func (l *Lexicon) conjoined(f string, segs []Segmentation) []Segmentation {
	if len(f) < 8 || f[:2] != "و" && f[:2] != "ف" {
		return segs
	}
	whole, rest := l.Find(f), l.Find(f[2:])
	al := strings.HasPrefix(f[2:], "ال") && len(f) > 12
	verb := rest.Class&(VerbPerfect|VerbImperfect) != 0
	slack, article := uint8(0), uint8(0)
	if al || verb { // وأشارت stands more often than أشارت
		slack, article = 12, max(whole.Count, 16)-16
	}
	if whole.Class != 0 || whole.Tags != 0 || rest.Count+slack < whole.Count || rest.Count == 0 || l.FindHash(hashOf("ال", f)).Count > article ||
		!al && rest.Class&^(GivenName|FamilyName|Place) == 0 && rest.Tags == 0 {
		return segs
	}
	kept := segs[:0]
	for _, s := range segs {
		if s.Conj > 0 {
			kept = append(kept, s)
		}
	}
	if len(kept) == 0 {
		return segs
	}
	return kept
}

func (l *Lexicon) fusion(w Surface, conj uint8, i int) Segmentation {
	f := Fusions[i]
	start := 0
	if conj > 0 {
		start = 2
	}
	return Segmentation{Conj: conj, Fused: uint8(i + 1), Start: uint8(start), End: uint8(len(w.Folded)),
		Tags: of(f.Tags[0]), Stem: f.Form, Hash: join(77, Hash(f.Form)), Entry: l.Find(f.Form)}
}

// plain reports whether f is letters of two bytes only, short enough to cut.
func plain(f string) bool {
	if len(f) == 0 || len(f) > 60 || len(f)%2 != 0 {
		return false
	}
	for i := 0; i < len(f); i += 2 {
		if f[i] < 0xD8 || f[i] > 0xDB {
			return false
		}
	}
	return true
}

// from appends the segmentations that have the conjunction of s.
func (l *Lexicon) from(w Surface, segs []Segmentation, s Segmentation) []Segmentation {
	rest := w.Folded[s.Start:]
	segs = l.suffixes(w, segs, s)
	if len(rest) < 4 || l.uncut(rest, w.Above) || l.name(rest) {
		return segs
	}
	first, after := rest[:2], s.Start+2
	with := func(p Proclitic) Segmentation {
		t := s
		t.Pro, t.Start = p, after
		return t
	}
	switch first {
	case "ب":
		segs = l.suffixes(w, segs, with(Bi))
	case "ك":
		segs = l.suffixes(w, segs, with(Ka))
	case "س":
		if len(rest) >= 8 && strings.Contains("يتنا", rest[2:4]) {
			segs = l.suffixes(w, segs, with(Sa))
		}
	case "ل":
		segs = l.suffixes(w, segs, with(Li))
		if strings.HasPrefix(rest, "لل") && len(rest) >= 8 {
			p := LiArticle
			tail := rest[2:]
			if twice := l.FindHash(hashOf("ال", tail)).Count; twice > 0 && twice > l.FindHash(hashOf("ا", tail)).Count {
				p = LiArticleL
			}
			segs = l.suffixes(w, segs, with(p))
		}
	}
	return segs
}

// name reports whether form is a listed name and no common word.
func (l *Lexicon) name(form string) bool {
	e := l.Find(form)
	return e.Class&(FamilyName|Place|GivenName|SeenName) != 0 && e.Class&(ListedNoun|ListedAdj|BrokenPlural|Masdar|DerivedAdj) == 0 && e.Tags == 0
}

// uncut reports whether form is a closed-class word, with or without a pronoun,
// that looks as if it began with a preposition: لأن because, لأنها, لكن but.
func (l *Lexicon) uncut(form string, above bool) bool {
	closed := func(f string) bool {
		switch f {
		case "لما", "بما": // when, with which: both ways
			return false
		case "كان": // كان was, كأن as if
			return !above
		}
		e := l.Find(f)
		return len(f) > 4 && e.Class&Closed != 0 && strings.Contains("بلكس", f[:2])
	}
	if closed(form) {
		return true
	}
	for _, p := range Pronouns[1:] {
		if base, ok := strings.CutSuffix(form, p); ok && closed(base) && l.Find(base).Tags.has(Sconj) {
			return true
		}
	}
	return false
}

// suffixes appends the segmentations that have the proclitics of s.
func (l *Lexicon) suffixes(w Surface, segs []Segmentation, s Segmentation) []Segmentation {
	rest := w.Folded[s.Start:]
	s.End = uint8(len(w.Folded))
	if c, ok := l.finish(w, s); ok {
		segs = append(segs, c)
	}
	if w.Marbuta || w.Alif || w.Maqsura || s.Pro < LiArticle && l.name(rest) || s.Pro == LiArticle || s.Pro == LiArticleL || strings.HasPrefix(rest, "ال") && len(rest) > 8 && l.FindHash(Hash(rest)).Count == 0 {
		return segs
	}
	for p := 1; p < len(Pronouns); p++ {
		base, ok := strings.CutSuffix(rest, Pronouns[p])
		if !ok || base == "" {
			continue
		}
		if Pronouns[p] == "ها" && l.Find(base+"ه").Class&(DerivedAdj|ListedAdj) != 0 && l.Find(base).Class&(ListedNoun|Masdar|BrokenPlural|ListedAdj|DerivedAdj|VerbImperfect) == 0 {
			continue // متوجها heading for: the ه is the word's own
		}
		t := s
		t.Pron, t.End = uint8(p), uint8(len(w.Folded)-len(Pronouns[p]))
		if c, ok := l.finish(w, t); ok {
			segs = append(segs, c)
		}
	}
	return segs
}

// finish fills in the stem of s and the tags it can have; it reports false
// where there is none.
func (l *Lexicon) finish(w Surface, s Segmentation) (Segmentation, bool) {
	surface := w.Folded[s.Start:s.End]
	if s.Pro != NoProclitic && len(surface) == 2 || s.Pro == Sa && len(surface) < 6 {
		return s, false
	}
	s.Stem, s.Below = surface, w.Below
	switch s.Pro {
	case LiArticle:
		s.Stem, s.Al = "ا"+surface, true
	case LiArticleL:
		s.Stem, s.Al = "ال"+surface, true
	default:
		s.Al = !w.Hamza && strings.HasPrefix(surface, "ال") && len(surface) >= 8
	}
	s.Hash = Hash(s.Stem)
	whole := l.FindHash(s.Hash)
	if s.Pron > 0 && !s.Al {
		if r := l.restore(surface); r != "" {
			if e := l.Find(r); whole.Tags == 0 {
				s.Stem, s.Hash, whole = r, Hash(r), e
			}
		}
	}
	if whole.Tags != 0 {
		s.Entry = whole
		s.Tags = l.closedTags(w, s, whole.Tags)
		if whole.Class&Closed != 0 || s.Tags == 0 { // closed only
			if s.Tags == 0 {
				return s, false
			}
			return s, true
		}
	}
	if len(surface) < 4 {
		return s, s.Tags != 0
	}
	e := whole
	if s.Al {
		if len(s.Stem) < 8 {
			s.Al = false
		} else {
			e = l.Find(s.Stem[4:])
			e.Count, e.Stem = max(e.Count, whole.Count), max(e.Stem, whole.Stem)
			if e.Middle == 0 || whole.Middle != 0 {
				e.Coarse, e.Middle, e.Fine = whole.Coarse, whole.Middle, whole.Fine
			}
			e.Class |= whole.Class & (Place | Organization | FamilyName | GivenName)
			if t := e.Tags & of(Noun, Num, Adj); t != 0 && e.Class&Closed != 0 {
				s.Entry = e
				s.Tags = t
				return s, s.Pron == 0
			}
			e.Tags = 0
		}
	}
	s.Entry = e
	tags := openTags
	if s.Al || w.Marbuta && s.Pron == 0 {
		tags = of(Noun, Propn, Adj)
	} else {
		if s.Pron > 0 {
			tags &^= of(Propn)
		}
		if w.Alif {
			tags &^= of(Imperfect, Perfect)
		}
		if len(surface) < 6 && e.Class&VerbImperfect == 0 || !strings.Contains("يتنا", surface[:2]) {
			tags &^= of(Imperfect)
		}
		switch s.Pro {
		case Bi, Ka:
			tags &^= of(Perfect, Imperfect)
		case Li:
			tags &^= of(Perfect)
		case Sa:
			if whole := l.Find(w.Folded[s.Start-2:]).Count; e.Class&VerbImperfect == 0 && whole > max(e.Count, l.third(surface, w.Above)) {
				return s, false // a name: سيدني Sydney
			}
			tags &= of(Imperfect)
		}
	}
	tags = narrow(e.Class, surface, tags, s.Pron > 0)
	if s.Pron > 0 {
		known := e.Count > 0 || e.Stem > 0 || e.Class != 0
		if len(surface) < 6 && e.Class == 0 && e.Stem < 24 {
			return s, s.Tags != 0 && whole.Tags != 0
		}
		if Pronouns[s.Pron] == "ي" && !mine[surface] {
			return s, s.Tags != 0 && whole.Tags != 0
		}
		if rarePronouns>>s.Pron&1 != 0 && known && e.Class == 0 {
			// كم, ك, ي end many names: the stem has to be the commoner word.
			have := max(e.Count, l.FindHash(hashOf("ال", surface)).Count)
			known = have >= 12 && have >= l.Find(w.Folded[s.Start:]).Count
		}
		if s.Al || rarePronouns>>s.Pron&1 != 0 && !known {
			return s, s.Tags != 0 && whole.Tags != 0
		}
		if Pronouns[s.Pron] == "ني" {
			tags &= of(Perfect, Imperfect)
		}
	}
	if !s.Al && (s.Pro != NoProclitic || s.Conj > 0) && e.Class&(ListedNoun|ListedAdj|BrokenPlural|Masdar|DerivedAdj|Place|GivenName|FamilyName|SeenName) == 0 && e.Tags == 0 && !l.freer(w, s, e) {
		return s, false
	}
	if s.Pro != NoProclitic && s.Pro < LiArticle && len(surface) < 6 && e.Count == 0 && e.Stem == 0 && e.Class == 0 {
		return s, false
	}
	s.Tags |= tags
	return s, s.Tags != 0
}

// third is the count of the third person beside a first person of the
// imperfect, which news seldom has: يلغي he cancels for نلغي, ألغي.
func (l *Lexicon) third(form string, hamza bool) uint8 {
	switch first := form[:2]; {
	case first == "ن", first == "ا" && hamza:
		return l.Find("ي" + form[2:]).Count
	}
	return 0
}

// mine are the nouns that speakers in the news call their own; ي after other
// nouns nearly always is the ending of a relative adjective or a construct.
var mine = map[string]bool{
	"والد": true, "والدت": true, "اخ": true, "اب": true, "ام": true, "ابن": true, "ابنت": true, "زوج": true, "زوجت": true, // kin
	"بلد": true, "بلاد": true, "وطن": true, "شعب": true, "بيت": true, "منزل": true, "مدينت": true, // home
	"راي": true, "نفس": true, "قلب": true, "حيات": true, "اسم": true, "عمر": true, "يد": true, "عين": true, // self
	"صديق": true, "زميل": true, "اخوت": true, "اخوان": true, "عملى": true, "عمل": true, "كتاب": true, // friends, work
	"اعتقاد": true, "تقدير": true, "دور": true, "حزن": true, "فرحت": true, "سعادت": true, "وجه": true,
}

// freer reports whether the rest of a token behind a clitic is common enough,
// beside the uncut token, to be a word of its own: not يبرمان in ليبرمان.
func (l *Lexicon) freer(w Surface, s Segmentation, e Entry) bool {
	rest := max(e.Count, l.FindHash(hashOf("ال", s.Stem)).Count)
	if s.Pro == Sa {
		rest = max(rest, l.third(s.Stem, w.Above))
	}
	if s.Pron > 0 { // count the form with its pronoun
		rest = max(rest, l.Find(w.Folded[s.Start:]).Count)
	}
	from := s.Start
	if s.Pro != NoProclitic {
		from -= 2
		whole := l.Find(w.Folded[from:]).Count
		return whole == 0 || rest > 0 && rest+8 >= whole
	}
	whole := l.Find(w.Folded).Count
	return whole < 9 || rest > 0
}

// narrow drops the tags that the lists speak against: a listed adjective is no
// noun unless it is listed as one, too, and so on.
func narrow(c Class, form string, tags set, pron bool) set {
	const noun = ListedNoun | BrokenPlural | Masdar | Month
	switch {
	case c&(ListedAdj|noun) == ListedAdj:
		tags &^= of(Noun)
	case c&noun != 0 && c&(ListedAdj|DerivedAdj) == 0:
		tags &^= of(Adj)
	}
	if len(form) >= 8 && c&(VerbPerfect|VerbImperfect) != 0 && c&(noun|ListedAdj|DerivedAdj|Place|GivenName|FamilyName|SeenName) == 0 {
		tags &^= of(Noun, Adj, Propn)
	}
	return tags
}

// closedTags keeps the tags that a closed-class word can have with the clitics
// of s.
func (l *Lexicon) closedTags(w Surface, s Segmentation, tags set) set {
	switch s.Pro {
	case Sa:
		return tags & of(Imperfect)
	case Bi, Ka:
		tags &^= of(Perfect, Imperfect, Cconj)
	case Li:
		tags &^= of(Perfect, Cconj)
	}
	if s.Pron > 0 {
		tags &= of(Noun, Adj, Adp, Sconj, Part, Num, Perfect, Imperfect, Cconj, Adv)
	}
	return tags
}

// restore gives the form that a stem has without its pronoun: ة for ت, ى for
// ا, ء for the seats ئ ؤ after a long vowel, وا for و. It returns "" where
// nothing changes.
func (l *Lexicon) restore(stem string) string {
	n := len(stem)
	if n < 6 {
		return ""
	}
	last, base := stem[n-2:], stem[:n-2]
	own := l.Find(stem)
	pick := func(form string, bias uint8) string {
		e := l.Find(form)
		if al := l.FindHash(hashOf("ال", form)); al.Count > e.Count {
			e.Count = al.Count
		}
		mine := max(own.Count, l.FindHash(hashOf("ال", stem)).Count)
		if e.Count+bias > mine {
			return form
		}
		return ""
	}
	switch last {
	case "ت":
		if strings.HasSuffix(base, "ا") && len(base) > 6 {
			return pick(base+"ه", 0)
		}
		return pick(base+"ه", 1)
	case "ا":
		return pick(base+"ي", 0)
	case "ئ", "ؤ":
		if strings.HasSuffix(base, "ا") {
			return base + "ء"
		}
	}
	return ""
}

// SurfaceOf reads what folding hides from the surface form of a token.
func SurfaceOf(raw, folded string) Surface {
	s := Surface{Folded: folded}
	var last, before rune
	i := 0
	for _, r := range raw {
		if r == 'ل' && i > 0 && i < 4 && (last == 'أ' || last == 'إ' || last == 'آ') {
			s.Hamza = true
		}
		if i < 4 {
			switch r {
			case 'إ':
				s.Below = true
			case 'أ', 'آ':
				s.Above = true
			}
		}
		if r >= 0x64B && r <= 0x652 {
			if r == 0x64B {
				s.Alif = true
			}
			continue
		}
		i++
		before, last = last, r
	}
	s.Marbuta = last == 'ة'
	s.Maqsura = last == 'ى'
	s.Alif = s.Alif && (last == 'ا' || before == 'ا')
	return s
}

// ClassForm is the form under which a stem is counted in the raw news and has
// its word class: without the article, numbers and addresses as one.
func ClassForm(s *Segmentation, t Tag) string {
	switch {
	case t == Num && s.Hash == zeroHash, t == Other && s.Hash == zeroHash:
		return "0"
	case s.Al && len(s.Stem) > 4:
		return s.Stem[4:]
	}
	return s.Stem
}

var zeroHash = Hash("0")
