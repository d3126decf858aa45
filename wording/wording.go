// Package wording has the words of the interface in Arabic and English: labels
// for the kinds of what a record holds, and counted phrases in the plural forms
// of either language. Terminal, exports and pages share it.
package wording

import (
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"isnad/record"
)

// Language is a language of the interface.
type Language struct {
	Tag language.Tag
	RTL bool // written from right to left
}

// The languages that every label has.
var (
	English = Language{Tag: language.English}
	Arabic  = Language{Tag: language.Arabic, RTL: true}
)

// Say returns the label in the language.
func (l Language) Say(label Label) string {
	if l.RTL {
		return label.Ar
	}
	return label.En
}

// Label is one word or phrase of the interface in both languages.
type Label struct{ En, Ar string }

// The labels of a record's parts.
var (
	Unnamed    = Label{"unnamed", "غير مسمّى"}
	Unknown    = Label{"unknown", "غير معلوم"}
	Outlet     = Label{"outlet", "الناشر"}
	Published  = Label{"published", "تاريخ النشر"}
	Cue        = Label{"cue", "لفظ الإسناد"}
	Statements = Label{"Statements", "الأقوال"}
	Times      = Label{"Times", "الأوقات"}
	Figures    = Label{"Figures", "الأرقام"}
	Promises   = Label{"Commitments", "الالتزامات المعلنة"}
	Headline   = Label{"Headline", "العنوان"}
	Hedged     = Label{"hedged", "بتحفّظ"}
	Negated    = Label{"negated", "منفيّ"}
	Said       = Label{"said", "قيل في"}
	OwnVoice   = Label{"no source", "بلا إسناد"}
	About      = Label{"about", "نحو"}
	Due        = Label{"due", "الموعد"}
	If         = Label{"if", "الشرط"}
	HeadOnly   = Label{"only in the headline", "في العنوان وحده"}
	Chain      = Label{"chain", "سلسلة النقل"}
	Ledger     = Label{"Ledger of commitments", "سجلّ الالتزامات"}
	Rule       = Label{"rule", "القاعدة"}
	// The relay had it from the source: the arrow points back, which is to the
	// left in a line read from the left and to the right in one read from the right.
	Arrow = Label{"←", "→"}
	Comma = Label{", ", "، "}
)

// The labels of an explanation.
var (
	WhySpeech = Label{"speech:", "أهو قول:"}
	WhySource = Label{"source:", "القائل:"}
	WhyApart  = Label{"apart from the statement around it:", "مستقل عن القول الذي هو فيه:"}
	WhyEnd    = Label{"ends at:", "ينتهي عند:"}
	WhyCue    = Label{"governed by", "العامل"}
	NotThis   = Label{"and not", "لا"}
)

// Verdicts says what became of a candidate.
var Verdicts = map[record.Verdict]Label{
	record.Kept:       {"statement", "قول"},
	record.Governed:   {"dropped: another cue governs the content", "متروك: للمضمون لفظ إسناد آخر"},
	record.Embedded:   {"dropped: part of another statement", "متروك: جزء من قول آخر"},
	record.Sourceless: {"dropped: nobody is named who could have said it", "متروك: لا قائل له في النص"},
	record.Improbable: {"dropped: hardly speech", "متروك: يُستبعد أن يكون قولاً"},
}

// Kinds says whether the words are the source's own.
var Kinds = map[record.StatementKind]Label{
	record.Direct:   {"direct", "اقتباس حرفي"},
	record.Indirect: {"indirect", "نقل بالمعنى"},
	record.Mixed:    {"mixed", "اقتباس جزئي"},
}

// EntityTypes names what an entity or a source is.
var EntityTypes = map[record.EntityType]Label{
	record.Person:       {"person", "شخص"},
	record.Organization: {"body", "جهة"},
	record.Location:     {"place", "مكان"},
	record.Anonymous:    {"unnamed source", "مصدر غير مسمّى"},
	record.Document:     {"document", "وثيقة"},
}

// Acts names what a source does by saying something.
var Acts = map[record.Act]Label{
	record.Assert:   {"assertion", "إخبار"},
	record.Deny:     {"denial", "نفي"},
	record.Promise:  {"promise", "وعد"},
	record.Announce: {"announcement", "إعلان"},
	record.Demand:   {"demand", "مطالبة"},
	record.Warn:     {"warning", "تحذير"},
	record.Accuse:   {"accusation", "اتهام"},
	record.Condemn:  {"condemnation", "إدانة"},
	record.Praise:   {"praise", "إشادة"},
	record.Ask:      {"question", "سؤال"},
	record.Suggest:  {"suggestion", "اقتراح"},
}

// Media names the occasions of statements.
var Media = map[record.Medium]Label{
	record.StatementMedium: {"statement to the press", "تصريح أو بيان"},
	record.Interview:       {"interview", "مقابلة"},
	record.Tweet:           {"tweet", "تغريدة"},
	record.PressConference: {"press conference", "مؤتمر صحافي"},
	record.Speech:          {"speech", "خطاب"},
	record.Report:          {"report", "تقرير"},
}

// CommitmentActs names the kinds of commitments.
var CommitmentActs = map[record.CommitmentAct]Label{
	record.Pledge:    {"pledge", "تعهّد"},
	record.Plan:      {"plan", "خطة"},
	record.Agreement: {"agreement", "اتفاق"},
	record.Refusal:   {"refusal", "رفض"},
	record.Threat:    {"threat", "تهديد"},
}

// HeadlineRelations says how a headline stands to its body.
var HeadlineRelations = map[record.HeadlineRelation]Label{
	record.BorneOut: {"borne out by the body", "يؤيّده المتن"},
	record.Narrower: {"narrower than the body", "أضيق من المتن"},
	record.Stronger: {"stronger than the body", "أقوى من المتن"},
	record.Absent:   {"absent from the body", "لا أثر له في المتن"},
}

// Modifiers has the TIMEX3 modifiers; it is keyed by the TIMEX3 modifier.
var Modifiers = map[string]Label{
	"START":  {"start of", "بداية"},
	"MID":    {"middle of", "منتصف"},
	"END":    {"end of", "نهاية"},
	"APPROX": {"about", "نحو"},
	"BEFORE": {"before", "قبل"},
	"AFTER":  {"after", "بعد"},
}

// References is keyed by the TIMEX3 values that name no date.
var References = map[string]Label{
	"PAST_REF":    {"in the past", "في الماضي"},
	"PRESENT_REF": {"now", "الآن"},
	"FUTURE_REF":  {"in the future", "في المستقبل"},
}

// Counted is a counted phrase in the plural forms of CLDR: Arabic has a dual,
// a plural after 3–10, and a singular accusative after 11–99. A form with %d
// shows the number; a form that a language lacks falls back to plural.Other.
type Counted struct{ En, Ar map[plural.Form]string }

// The counts of a record's parts.
var (
	CountStatements = Counted{
		map[plural.Form]string{plural.One: "%d statement", plural.Other: "%d statements"},
		map[plural.Form]string{
			plural.Zero: "لا أقوال", plural.One: "قول واحد", plural.Two: "قولان",
			plural.Few: "%d أقوال", plural.Many: "%d قولاً", plural.Other: "%d قول",
		},
	}
	CountCandidates = Counted{
		map[plural.Form]string{plural.One: "%d candidate", plural.Other: "%d candidates"},
		map[plural.Form]string{
			plural.Zero: "لا أقوال محتملة", plural.One: "قول محتمل واحد", plural.Two: "قولان محتملان",
			plural.Few: "%d أقوال محتملة", plural.Many: "%d قولاً محتملاً", plural.Other: "%d قول محتمل",
		},
	}
	CountKept = Counted{
		map[plural.Form]string{plural.Other: "%d kept"},
		map[plural.Form]string{plural.Other: "أُثبت منها %d"},
	}
	CountUnnamed = Counted{
		map[plural.Form]string{plural.One: "%d unnamed speaker", plural.Other: "%d unnamed speakers"},
		map[plural.Form]string{
			plural.Zero: "لا مصدر غير مسمّى", plural.One: "مصدر واحد غير مسمّى", plural.Two: "مصدران غير مسمّيين",
			plural.Few: "%d مصادر غير مسمّاة", plural.Many: "%d مصدراً غير مسمّى", plural.Other: "%d مصدر غير مسمّى",
		},
	}
	CountRelayed = Counted{
		map[plural.Form]string{plural.One: "%d relayed statement", plural.Other: "%d relayed statements"},
		map[plural.Form]string{
			plural.Zero: "لا أقوال منقولة عن وسيط", plural.One: "قول واحد منقول عن وسيط", plural.Two: "قولان منقولان عن وسيط",
			plural.Few: "%d أقوال منقولة عن وسيط", plural.Many: "%d قولاً منقولاً عن وسيط", plural.Other: "%d قول منقول عن وسيط",
		},
	}
	CountUnsourced = Counted{
		map[plural.Form]string{plural.One: "%d figure without a source", plural.Other: "%d figures without a source"},
		map[plural.Form]string{
			plural.Zero: "لا رقم بلا إسناد", plural.One: "رقم واحد بلا إسناد", plural.Two: "رقمان بلا إسناد",
			plural.Few: "%d أرقام بلا إسناد", plural.Many: "%d رقماً بلا إسناد", plural.Other: "%d رقم بلا إسناد",
		},
	}
	CountDated = Counted{
		map[plural.Form]string{plural.One: "%d commitment with a date", plural.Other: "%d commitments with a date"},
		map[plural.Form]string{
			plural.Zero: "لا التزام محدّد الموعد", plural.One: "التزام واحد محدّد الموعد", plural.Two: "التزامان محدّدا الموعد",
			plural.Few: "%d التزامات محدّدة الموعد", plural.Many: "%d التزاماً محدّد الموعد", plural.Other: "%d التزام محدّد الموعد",
		},
	}
)

// Count returns the phrase for n things.
func (l Language) Count(c Counted, n int) string {
	forms := c.En
	if l.RTL {
		forms = c.Ar
	}
	form, ok := forms[plural.Cardinal.MatchPlural(l.Tag, n, 0, 0, 0, 0)]
	if !ok {
		form = forms[plural.Other]
	}
	return strings.ReplaceAll(form, "%d", strconv.Itoa(n))
}
