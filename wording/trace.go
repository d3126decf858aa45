package wording

import "golang.org/x/text/feature/plural"

// The labels of a trace.
var (
	FirstAppeared = Label{"First appeared", "أول ظهور"}
	Repeated      = Label{"Repeated", "ثم تكرر"}
	FromWhom      = Label{"From whom", "عمّن نُقل"}
	Rewordings    = Label{"How the words changed", "كيف تغيّر اللفظ"}
	OtherWords    = Label{"The same claim in stories", "المعلومة نفسها في الأحداث"}
	SameWords     = Label{"in these words", "بهذا اللفظ"}
	EditedWords   = Label{"edited", "بتصرّف"}
	LikeWords     = Label{"in other words", "بلفظ آخر"}
	NotTraced     = Label{
		"Nothing found: the archive has neither these words nor a claim that says the same. Where they come from is unknown.",
		"لم يُعثر على شيء: ليس في الأرشيف هذا اللفظ ولا معلومة متداولة بمعناه. المصدر غير معلوم.",
	}
	NoSuchWords = Label{"No article has these words.", "لا يرد هذا اللفظ في أي مقال."}
	NoOrigin    = Label{"no article names a source for these words", "لا يذكر أي مقال مصدراً لهذا اللفظ"}
)

// CountWords counts the words of a text.
var CountWords = Counted{
	map[plural.Form]string{plural.One: "%d word", plural.Other: "%d words"},
	map[plural.Form]string{
		plural.Zero: "لا كلمات", plural.One: "كلمة واحدة", plural.Two: "كلمتان",
		plural.Few: "%d كلمات", plural.Many: "%d كلمة", plural.Other: "%d كلمة",
	},
}
