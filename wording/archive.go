package wording

import "golang.org/x/text/feature/plural"

// The labels of what an archive gives.
var (
	Month     = Label{"month", "الشهر"}
	Speaker   = Label{"speaker", "القائل"}
	Versions  = Label{"Versions", "النسخ"}
	FirstSeen = Label{"first seen", "أول رصد"}
	Version   = Label{"version", "النسخة"}
	NewSaid   = Label{"Statements that came", "أقوال جديدة"}
	LostSaid  = Label{"Statements that went", "أقوال حُذفت"}
)

// CountCommitments counts the commitments of an archive.
var CountCommitments = Counted{
	map[plural.Form]string{plural.One: "%d commitment", plural.Other: "%d commitments"},
	map[plural.Form]string{
		plural.Zero: "لا التزامات معلنة", plural.One: "التزام معلن واحد", plural.Two: "التزامان معلنان",
		plural.Few: "%d التزامات معلنة", plural.Many: "%d التزاماً معلناً", plural.Other: "%d التزام معلن",
	},
}

// The labels of how well two codings agree.
var (
	Machine   = Label{"machine", "البرنامج"}
	Precision = Label{"precision", "الدقة"}
	Recall    = Label{"recall", "الاسترجاع"}
	Agreement = Label{"agreement", "نسبة الاتفاق"}
	Kappa     = Label{"Cohen's kappa", "معامل كابا لكوهين"}
)
