package wording

import "golang.org/x/text/feature/plural"

// The words of a monitoring brief. Counts stand in lists after a colon, in the
// nominative, so that duals and sound plurals need no other case.
var (
	Brief         = Label{"Monitoring brief", "نشرة الرصد"}
	BriefTime     = Label{"Time", "المدة"}
	BriefFrom     = Label{"from", "من"}
	BriefUntil    = Label{"to", "إلى"}
	BriefUTC      = Label{"UTC", "بالتوقيت العالمي"}
	BriefWatched  = Label{"Watched", "قائمة الرصد"}
	BriefAll      = Label{"the whole archive", "كل ما في الأرشيف"}
	BriefTotals   = Label{"In all", "الحصيلة"}
	BriefStories  = Label{"New stories", "أحداث جديدة"}
	BriefSaid     = Label{"Who said what", "من قال ماذا"}
	BriefPromised = Label{"New commitments, and what became of earlier ones", "التزامات معلنة جديدة، وما استجدّ على ما سبقها"}
	BriefDue      = Label{"Deadlines of the coming days", "مواعيد تحلّ في الأيام المقبلة"}
	BriefDiffer   = Label{"Disagreements", "تضارب الروايات"}
	BriefChanged  = Label{"Articles changed after publication", "مقالات تغيّرت بعد نشرها"}
	BriefNothing  = Label{"Nothing in this time.", "لم يُرصد شيء."}
	BriefBehind   = Label{"behind the claim given most", "وراء المعلومة الأكثر تداولاً"}
	BriefUnnamed  = Label{"[unnamed]", "[غير مسمّى]"}
	BriefAlso     = Label{"also given by", "وأورده أيضاً"}
	BriefAccount  = Label{"Account", "الرواية"}
	BriefLeft     = Label{"Not shown here", "لم يُعرض هنا"}
	BriefUndated  = Label{"date of publication unknown", "تاريخ النشر غير معلوم"}
	BriefGone     = Label{"was", "كان"}
	BriefNew      = Label{"became", "صار"}
	BriefAdded    = Label{"added", "أُضيف"}
	BriefDropped  = Label{"taken out", "حُذف"}
	BriefSeen     = Label{"the change was seen", "رُصد التغيير"}
	BriefRetitled = Label{"Only what the article says of itself has changed: headline, date or authors.", "لم يتغيّر المتن، بل ما يذكره المقال عن نفسه: العنوان أو التاريخ أو الكاتب."}
	BriefNote     = Label{
		"What stands in quotation marks is taken word for word from the articles; all else is counts, dates and names.",
		"كل ما بين علامتي التنصيص منقول بنصّه من المقالات، وما عداه أعداد وتواريخ وأسماء.",
	}
	// Quotation marks, and those for words that have them already.
	QuoteOpen, QuoteClose = Label{"“", "«"}, Label{"”", "»"}
	InnerOpen, InnerClose = Label{"‘", "“"}, Label{"’", "”"}
	Colon, Semicolon      = Label{": ", ": "}, Label{"; ", "؛ "}
)

// The counts of a brief.
var (
	CountNewStories = Counted{
		map[plural.Form]string{plural.One: "%d new story", plural.Other: "%d new stories"},
		map[plural.Form]string{
			plural.Zero: "لا أحداث جديدة", plural.One: "حدث جديد واحد", plural.Two: "حدثان جديدان",
			plural.Few: "%d أحداث جديدة", plural.Many: "%d حدثاً جديداً", plural.Other: "%d حدث جديد",
		},
	}
	CountRunning = Counted{
		map[plural.Form]string{plural.One: "%d earlier story with news", plural.Other: "%d earlier stories with news"},
		map[plural.Form]string{
			plural.Zero: "لا أحداث سابقة متواصلة", plural.One: "حدث سابق متواصل", plural.Two: "حدثان سابقان متواصلان",
			plural.Few: "%d أحداث سابقة متواصلة", plural.Many: "%d حدثاً سابقاً متواصلاً", plural.Other: "%d حدث سابق متواصل",
		},
	}
	CountDeadlines = Counted{
		map[plural.Form]string{plural.One: "%d deadline ahead", plural.Other: "%d deadlines ahead"},
		map[plural.Form]string{
			plural.Zero: "لا موعد مقبل", plural.One: "موعد مقبل واحد", plural.Two: "موعدان مقبلان",
			plural.Few: "%d مواعيد مقبلة", plural.Many: "%d موعداً مقبلاً", plural.Other: "%d موعد مقبل",
		},
	}
	CountDisagreements = Counted{
		map[plural.Form]string{plural.One: "%d disagreement", plural.Other: "%d disagreements"},
		map[plural.Form]string{
			plural.Zero: "لا تضارب في الروايات", plural.One: "حالة تضارب واحدة", plural.Two: "حالتا تضارب",
			plural.Few: "%d حالات تضارب", plural.Many: "%d حالة تضارب", plural.Other: "%d حالة تضارب",
		},
	}
	CountChanged = Counted{
		map[plural.Form]string{plural.One: "%d changed article", plural.Other: "%d changed articles"},
		map[plural.Form]string{
			plural.Zero: "لا مقالات معدّلة", plural.One: "مقال معدّل واحد", plural.Two: "مقالان معدّلان",
			plural.Few: "%d مقالات معدّلة", plural.Many: "%d مقالاً معدّلاً", plural.Other: "%d مقال معدّل",
		},
	}
)
