package main

import (
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"isnad/record"
)

// wording is the language of the text view.
type wording struct {
	tag language.Tag
	rtl bool
	// pick chooses the label of the language.
	pick func(label) string
}

var (
	english     = wording{language.English, false, func(l label) string { return l.en }}
	arabicWords = wording{language.Arabic, true, func(l label) string { return l.ar }}
)

// label is one word or phrase of the interface in both languages.
type label struct{ en, ar string }

var (
	labelUnnamed    = label{"unnamed", "غير مسمّى"}
	labelUnknown    = label{"unknown", "غير معلوم"}
	labelOutlet     = label{"outlet", "الناشر"}
	labelPublished  = label{"published", "تاريخ النشر"}
	labelCue        = label{"cue", "لفظ الإسناد"}
	labelStatements = label{"Statements", "الأقوال"}
	labelTimes      = label{"Times", "الأوقات"}
	labelFigures    = label{"Figures", "الأرقام"}
	labelPromises   = label{"Commitments", "الالتزامات المعلنة"}
	labelHeadline   = label{"Headline", "العنوان"}
	labelHedged     = label{"hedged", "بتحفّظ"}
	labelNegated    = label{"negated", "منفيّ"}
	labelSaid       = label{"said", "قيل في"}
	labelOwnVoice   = label{"no source", "بلا إسناد"}
	labelAbout      = label{"about", "نحو"}
	labelDue        = label{"due", "الموعد"}
	labelIf         = label{"if", "الشرط"}
	labelHeadOnly   = label{"only in the headline", "في العنوان وحده"}
	labelRule       = label{"rule", "القاعدة"}
	// The relay had it from the source: the arrow points back, which is to the
	// left in a line read from the left and to the right in one read from the right.
	labelArrow = label{"←", "→"}
	labelComma = label{", ", "، "}
)

var labelKind = map[record.StatementKind]label{
	record.Direct:   {"direct", "اقتباس حرفي"},
	record.Indirect: {"indirect", "نقل بالمعنى"},
	record.Mixed:    {"mixed", "اقتباس جزئي"},
}

var labelAct = map[record.Act]label{
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

var labelMedium = map[record.Medium]label{
	record.StatementMedium: {"statement to the press", "تصريح أو بيان"},
	record.Interview:       {"interview", "مقابلة"},
	record.Tweet:           {"tweet", "تغريدة"},
	record.PressConference: {"press conference", "مؤتمر صحافي"},
	record.Speech:          {"speech", "خطاب"},
	record.Report:          {"report", "تقرير"},
}

var labelCommitment = map[record.CommitmentAct]label{
	record.Pledge:    {"pledge", "تعهّد"},
	record.Plan:      {"plan", "خطة"},
	record.Agreement: {"agreement", "اتفاق"},
	record.Refusal:   {"refusal", "رفض"},
	record.Threat:    {"threat", "تهديد"},
}

var labelRelation = map[record.HeadlineRelation]label{
	record.BorneOut: {"borne out by the body", "يؤيّده المتن"},
	record.Narrower: {"narrower than the body", "أضيق من المتن"},
	record.Stronger: {"stronger than the body", "أقوى من المتن"},
	record.Absent:   {"absent from the body", "لا أثر له في المتن"},
}

// labelMod is keyed by the TIMEX3 modifier.
var labelMod = map[string]label{
	"START":  {"start of", "بداية"},
	"MID":    {"middle of", "منتصف"},
	"END":    {"end of", "نهاية"},
	"APPROX": {"about", "نحو"},
	"BEFORE": {"before", "قبل"},
	"AFTER":  {"after", "بعد"},
}

// labelRef is keyed by the TIMEX3 values that name no date.
var labelRef = map[string]label{
	"PAST_REF":    {"in the past", "في الماضي"},
	"PRESENT_REF": {"now", "الآن"},
	"FUTURE_REF":  {"in the future", "في المستقبل"},
}

// counted is a counted phrase in the plural forms of CLDR: Arabic has a dual,
// a plural after 3–10, and a singular accusative after 11–99. A form with %d
// shows the number; a form that a language lacks falls back to plural.Other.
type counted struct{ en, ar map[plural.Form]string }

var (
	countStatements = counted{
		map[plural.Form]string{plural.One: "%d statement", plural.Other: "%d statements"},
		map[plural.Form]string{
			plural.Zero: "لا أقوال", plural.One: "قول واحد", plural.Two: "قولان",
			plural.Few: "%d أقوال", plural.Many: "%d قولاً", plural.Other: "%d قول",
		},
	}
	countUnnamed = counted{
		map[plural.Form]string{plural.One: "%d unnamed speaker", plural.Other: "%d unnamed speakers"},
		map[plural.Form]string{
			plural.Zero: "لا مصدر غير مسمّى", plural.One: "مصدر واحد غير مسمّى", plural.Two: "مصدران غير مسمّيين",
			plural.Few: "%d مصادر غير مسمّاة", plural.Many: "%d مصدراً غير مسمّى", plural.Other: "%d مصدر غير مسمّى",
		},
	}
	countRelayed = counted{
		map[plural.Form]string{plural.One: "%d relayed statement", plural.Other: "%d relayed statements"},
		map[plural.Form]string{
			plural.Zero: "لا قول عبر ناقل", plural.One: "قول واحد عبر ناقل", plural.Two: "قولان عبر ناقل",
			plural.Few: "%d أقوال عبر ناقل", plural.Many: "%d قولاً عبر ناقل", plural.Other: "%d قول عبر ناقل",
		},
	}
	countUnsourced = counted{
		map[plural.Form]string{plural.One: "%d figure without a source", plural.Other: "%d figures without a source"},
		map[plural.Form]string{
			plural.Zero: "لا رقم بلا إسناد", plural.One: "رقم واحد بلا إسناد", plural.Two: "رقمان بلا إسناد",
			plural.Few: "%d أرقام بلا إسناد", plural.Many: "%d رقماً بلا إسناد", plural.Other: "%d رقم بلا إسناد",
		},
	}
	countDated = counted{
		map[plural.Form]string{plural.One: "%d commitment with a date", plural.Other: "%d commitments with a date"},
		map[plural.Form]string{
			plural.Zero: "لا التزام محدّد الموعد", plural.One: "التزام واحد محدّد الموعد", plural.Two: "التزامان محدّدا الموعد",
			plural.Few: "%d التزامات محدّدة الموعد", plural.Many: "%d التزاماً محدّد الموعد", plural.Other: "%d التزام محدّد الموعد",
		},
	}
)

// count returns the phrase for n things.
func (w wording) count(c counted, n int) string {
	forms := c.en
	if w.rtl {
		forms = c.ar
	}
	form, ok := forms[plural.Cardinal.MatchPlural(w.tag, n, 0, 0, 0, 0)]
	if !ok {
		form = forms[plural.Other]
	}
	return strings.ReplaceAll(form, "%d", strconv.Itoa(n))
}
