package wording

import (
	"golang.org/x/text/feature/plural"

	"isnad/story"
)

// The labels of stories and claims.
var (
	Timeline  = Label{"Timeline", "تسلسل ما نُشر"}
	People    = Label{"People", "أشخاص"}
	Bodies    = Label{"Bodies", "جهات"}
	Places    = Label{"Places", "أماكن"}
	Claims    = Label{"Claims", "معلومات متداولة"}
	CopyOf    = Label{"copy of", "نسخة عن"}
	Passages  = Label{"Passages reused without credit", "فقرات منقولة بلا عزو"}
	Origin    = Label{"origin", "المصدر الأول"}
	Through   = Label{"through", "نقلاً عن"}
	Suggested = Label{"suggested by the text only", "يوحي به النصّ فقط"}
	NoSource  = Label{"without a source", "بلا إسناد"}
	Branch    = Label{"└", "┘"}
)

// Relations says whether the members of a claim say the same.
var Relations = map[story.Relation]Label{
	story.Agree:    {"agreement", "روايات متّفقة"},
	story.Disagree: {"disagreement", "تضارب الروايات"},
}

// Kinships says why an article is related to another.
var Kinships = map[story.Kinship]Label{
	story.SameText:  {"the same text", "النصّ نفسه"},
	story.SameStory: {"the same story", "الحدث نفسه"},
	story.SameNames: {"the same names", "الأسماء نفسها"},
}

// The counts of a story's parts.
var (
	CountClaims = Counted{
		map[plural.Form]string{plural.One: "%d claim in common", plural.Other: "%d claims in common"},
		map[plural.Form]string{
			plural.Zero: "لا معلومات مشتركة", plural.One: "معلومة مشتركة واحدة", plural.Two: "معلومتان مشتركتان",
			plural.Few: "%d معلومات مشتركة", plural.Many: "%d معلومة مشتركة", plural.Other: "%d معلومة مشتركة",
		},
	}
	CountArticles = Counted{
		map[plural.Form]string{plural.One: "%d article", plural.Other: "%d articles"},
		map[plural.Form]string{
			plural.Zero: "لا مقالات", plural.One: "مقال واحد", plural.Two: "مقالان",
			plural.Few: "%d مقالات", plural.Many: "%d مقالاً", plural.Other: "%d مقال",
		},
	}
	CountOutlets = Counted{
		map[plural.Form]string{plural.One: "%d outlet", plural.Other: "%d outlets"},
		map[plural.Form]string{
			plural.Zero: "لا ناشر", plural.One: "ناشر واحد", plural.Two: "ناشران",
			plural.Few: "%d ناشرين", plural.Many: "%d ناشراً", plural.Other: "%d ناشر",
		},
	}
	CountOrigins = Counted{
		map[plural.Form]string{plural.Zero: "no origin", plural.One: "%d origin", plural.Other: "%d independent origins"},
		map[plural.Form]string{
			plural.Zero: "لا مصدر أول", plural.One: "مصدر أول واحد", plural.Two: "مصدران أولان مستقلان",
			plural.Few: "%d مصادر أولى مستقلة", plural.Many: "%d مصدراً أول مستقلاً", plural.Other: "%d مصدر أول مستقل",
		},
	}
)
