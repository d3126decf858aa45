package wording

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
