package record

import (
	_ "embed"
	"strings"
	"sync"

	"isnad/arabic/lexicon"
)

// Clitics and words that single rules look for, folded.
const (
	al = "ال" // the article
	bi = "ب"  // with, by
	li = "ل"  // to, for
	ka = "ك"  // like, as

	wThat      = "ان"     // أن, إن
	wIn        = "في"     // in
	wOf        = "من"     // of, from
	wAbout     = "عن"     // about; from, of what is relayed
	wOn        = "علي"    // on
	wTo        = "الي"    // to
	wWith      = "مع"     // with
	wDuring    = "خلال"   // during
	wThatOf    = "ذلك"    // that; وذلك opens a circumstance
	wBetween   = "بين"    // between; with a shadda, he made clear
	wWhat      = "ما"     // what
	wToWhat    = "لما"    // to what
	wAs        = "كما"    // as; also, before a verb
	wIndeed    = "قد"     // auxiliary of the perfect
	wMeanwhile = "فيما"   // while
	wWhile     = "بينما"  // while
	wBut       = "لكن"    // but
	wBecause   = "لان"    // because
	wSince     = "اذ"     // since, as
	wWhere     = "حيث"    // where, as
	wThenThat  = "فان"    // فإن: opens the main clause
	wName      = "اسم"    // name; in باسم: on behalf of
	wNot       = "عدم"    // not, before a verbal noun
	wGeneral   = "عام"    // general; a year
	wQuoting   = "نقلا"   // نقلا عن: quoting
	wAsPer     = "حسبما"  // حسبما: according to what
	wAt        = "لدي"    // at, to
	wAll       = "كل"     // all; كل من: each of
	wSource    = "مصدر"   // source
	wMinistry  = "وزاره"  // ministry
	wStatement = "بيان"   // communiqué
	wLetter    = "رساله"  // letter
	wOnCue     = "حد"     // على حد قوله: as he put it
	wReference = "اشاره"  // في إشارة إلى: in reference to
	wSide      = "جانب"   // من جانبه: for his part
	wSon       = "بن"     // son of
	wGod       = "الله"   // in عبد الله and its like
	wExcept    = "الا"    // except; أن لا, that not
	wTime      = "مره"    // time, once
	wAged      = "البالغ" // البالغ من العمر: aged
	wOr        = "ام"     // or; mother of
)

// Lemmas that single rules look for.
const (
	lemmaSay     = "قال"
	lemmaDeclare = "صرح"
	lemmaRelay   = "نقل"
	lemmaAscribe = "نسب"
	lemmaBlame   = "حمّل"
	lemmaTell    = "أبلغ"
	lemmaPromise = "وعد"
)

//go:embed wordsets.tsv
var wordSetsTSV string

// wordSet names a set of folded words or of lemmas in wordsets.tsv.
type wordSet string

const (
	notThat        wordSet = "not-that"
	copulas        wordSet = "copulas"
	namers         wordSet = "namers"
	itself         wordSet = "itself"
	nameLinks      wordSet = "name-links"
	notContent     wordSet = "not-content"
	notOccasions   wordSet = "not-occasions"
	belonging      wordSet = "belonging"
	sayings        wordSet = "sayings"
	accordings     wordSet = "accordings"
	mediaAtLarge   wordSet = "media-at-large"
	firstPersons   wordSet = "first-persons"
	anonymity      wordSet = "anonymity"
	ambiguousNouns wordSet = "ambiguous-nouns"
	unnamedRoles   wordSet = "unnamed-roles"
	clauseOpeners  wordSet = "clause-openers"
	speechClauses  wordSet = "speech-clauses"
	ofDays         wordSet = "of-days"
	coreCues       wordSet = "core-cues"
	repeaters      wordSet = "repeaters"
	publishers     wordSet = "publishers"
	written        wordSet = "written"
	near           wordSet = "near"
	loneBodies     wordSet = "lone-bodies"
	speakingBodies wordSet = "speaking-bodies"
	hedges         wordSet = "hedges"
	conditions     wordSet = "conditions"
	adjuncts       wordSet = "adjuncts"
	contained      wordSet = "contained"
	duties         wordSet = "duties"
	dutifuls       wordSet = "dutifuls"
	wishes         wordSet = "wishes"
	speechOpeners  wordSet = "speech-openers"
	thatOfPast     wordSet = "that-of-past"
	blames         wordSet = "blames"
	guardians      wordSet = "guardians"
	issued         wordSet = "issued"
	platforms      wordSet = "platforms"
	scenes         wordSet = "scenes"
	works          wordSet = "works"
	honorifics     wordSet = "honorifics"
	asides         wordSet = "asides"
	meanwhiles     wordSet = "meanwhiles"
	accordTopics   wordSet = "accord-topics"

	ambiguousBodies wordSet = "ambiguous-bodies"
	purposeful      wordSet = "purposeful"
	notInNames      wordSet = "not-in-names"
	reporters       wordSet = "reporters"
	broadcasters    wordSet = "broadcasters"
	airs            wordSet = "airs"
	quarters        wordSet = "quarters"
	settlements     wordSet = "settlements"
	tellers         wordSet = "tellers"
)

var wordSets = sync.OnceValue(func() map[wordSet]map[string]bool {
	sets := map[wordSet]map[string]bool{}
	for _, row := range lexicon.Rows(wordSetsTSV, 3) {
		set := wordSet(row[0])
		if sets[set] == nil {
			sets[set] = map[string]bool{}
		}
		for w := range strings.FieldsSeq(row[1]) {
			sets[set][w] = true
		}
	}
	return sets
})

// has reports whether the set holds a word.
func (s wordSet) has(word string) bool { return wordSets()[s][word] }
