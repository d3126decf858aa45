package wording

// The labels of what an archive gives.
var (
	Month     = Label{"month", "الشهر"}
	Speaker   = Label{"speaker", "القائل"}
	Versions  = Label{"Versions", "النسخ"}
	FirstSeen = Label{"first seen", "أول رصد"}
)
