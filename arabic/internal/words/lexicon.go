package words

// Class is what the hand-kept lists and the paradigms say about a folded form,
// a set of bits.
type Class uint32

const (
	VerbPerfect   Class = 1 << iota // a form of the perfect of a listed verb
	VerbImperfect                   // a form of the imperfect of a listed verb
	ListedAdj                       // a form of a listed adjective
	BrokenPlural                    // a listed plural
	ListedNoun                      // a lemma of a listed noun
	Place
	GivenName
	FamilyName
	Organization
	Title     // رئيس، وزير: goes before a person's name
	OrgHead   // وزارة، حزب: begins an organisation's name
	PlaceHead // مدينة، ولاية: goes before a place's name
	Nationality
	Month
	Masdar   // a verbal noun of a listed verb
	SeenName // stands only in names in the corpus of names
	NumberWord
	Closed // a form of a closed class
	DerivedAdj
)

// Entry is what the lexicon knows about a folded form. The zero Entry stands
// for an unknown form.
type Entry struct {
	Count   uint8  // quarter logarithm of the count as a whole token, 0 unknown
	Stem    uint8  // the same as the stem of a token
	Coarse  uint8  // word class of 64, 0 unknown
	Middle  uint16 // word class of 256
	Fine    uint16 // word class of 1024
	Verbal  uint8  // 1–7: how verb-like its neighbours are, 0 unknown
	Tags    set    // tags of the closed class, 0 where the form is open
	Class   Class
	Present bool
}

// Lexicon is a frozen hash table of entries, and one of lemmas. Keys are
// hashes; a false match has a chance of about one in four thousand million.
type Lexicon struct {
	Keys    []uint32
	Entries []Entry

	LemmaKeys []uint32
	LemmaAt   []uint32 // offset into Lemmas
	LemmaFeat []Features
	Lemmas    string // each lemma with a byte of length before it
}

// Find returns the entry of a folded form.
func (l *Lexicon) Find(form string) Entry { return l.FindHash(Hash(form)) }

// FindHash is Find with the form's hash.
func (l *Lexicon) FindHash(h uint64) Entry {
	if i := Slot(l.Keys, h); i >= 0 {
		return l.Entries[i]
	}
	return Entry{}
}

// Slot returns the slot of a key in a table made with Insert, -1 where it is not
// in it.
func Slot(keys []uint32, h uint64) int {
	if len(keys) == 0 {
		return -1
	}
	mask := len(keys) - 1
	key := uint32(h>>32) | 1
	for i := int(h) & mask; ; i = (i + 1) & mask {
		switch keys[i] {
		case key:
			return i
		case 0:
			return -1
		}
	}
}

// LemmaKind parts the lemma table.
type LemmaKind uint64

const (
	NounLemma LemmaKind = iota + 1
	AdjLemma
	PerfectLemma
	ImperfectLemma
	ClosedLemma                 // plus the tag, see ClosedKind
	Spelling    = LemmaKind(64) // the usual written form of a folded form
)

// ClosedKind is the kind under which the lemma of a closed-class word with tag
// t is kept.
func ClosedKind(t Tag) LemmaKind { return ClosedLemma + LemmaKind(t) }

// LemmaHash keys the lemma table.
func LemmaHash(kind LemmaKind, form uint64) uint64 { return join(uint64(kind)+1000, form) }

// Kept returns the lemma kept for a folded form.
func (l *Lexicon) Kept(kind LemmaKind, form string) (lemma string, feat Features, ok bool) {
	i := Slot(l.LemmaKeys, LemmaHash(kind, Hash(form)))
	if i < 0 {
		return "", 0, false
	}
	at := int(l.LemmaAt[i])
	n := int(l.Lemmas[at])
	return l.Lemmas[at+1 : at+1+n], l.LemmaFeat[i], true
}

// Insert puts a key into a table of power-of-two size that is not full and
// returns its slot, and whether the key was there before.
func Insert(keys []uint32, h uint64) (i int, old bool) {
	mask := len(keys) - 1
	key := uint32(h>>32) | 1
	for i = int(h) & mask; keys[i] != 0; i = (i + 1) & mask {
		if keys[i] == key {
			return i, true
		}
	}
	keys[i] = key
	return i, false
}
