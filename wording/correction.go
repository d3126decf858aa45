package wording

import (
	"isnad/correction"
	"isnad/record"
)

// The labels of corrections.
var (
	Corrections  = Label{"Corrections", "التصحيحات"}
	ProgramRead  = Label{"the program read", "قراءة البرنامج"}
	TakenBack    = Label{"taken back", "أُلغي"}
	FitsNoLonger = Label{"fits no longer", "لم يعد ينطبق"}
	Nothing      = Label{"nothing", "لا شيء"}
)

// Deeds says what a correction did.
var Deeds = map[correction.Do]Label{
	correction.Set:   {"corrected", "صُحّح"},
	correction.Add:   {"added", "أُضيف"},
	correction.Drop:  {"dropped", "حُذف"},
	correction.Place: {"moved to another story", "نُقل إلى حدث آخر"},
	correction.Join:  {"names joined", "جُمع الاسمان"},
	correction.Split: {"names split", "فُصل الاسمان"},
	correction.Undo:  {"took back", "ألغى التصحيح"},
}

// CorrectedKinds names what is corrected.
var CorrectedKinds = map[correction.Kind]Label{
	correction.Statement:  {"statement", "قول"},
	correction.Time:       {"time", "وقت"},
	correction.Figure:     {"figure", "رقم"},
	correction.Commitment: {"commitment", "التزام معلن"},
}

var correctedFields = map[string]Label{
	"speaker":            {"speaker", "القائل"},
	"type":               {"speaker is", "صفة القائل"},
	"chain":              {"relays, outermost first", "سلسلة النقل، من أبعد ناقل"},
	"kind":               {"wording", "نوع النقل"},
	"act":                {"act", "الغرض من القول"},
	"medium":             {"occasion", "مناسبة القول"},
	"said":               {"said on", "تاريخ القول"},
	"cue":                {"cue", "لفظ الإسناد"},
	"words":              {"words in the article", "الموضع من النص"},
	"by":                 {"who is bound", "الملتزم"},
	"due":                {"due day", "الموعد"},
	"conditions":         {"conditions", "الشروط"},
	"value":              {"value", "القيمة"},
	"of":                 {"of what", "المعدود"},
	"unit":               {"unit", "الوحدة"},
	"approx":             {"about", "تقريبي"},
	"mod":                {"part", "الجزء"},
	"time.type":          {"kind of time", "نوع الوقت"},
	"commitment.act":     {"kind of commitment", "نوع الالتزام"},
	"a":                  {"name", "الاسم"},
	"b":                  {"other name", "الاسم الآخر"},
	"story":              {"belongs with", "يُضمّ إلى"},
	correction.Yes:       {"yes", "نعم"},
	correction.No:        {"no", "لا"},
	"time.type.DATE":     {"day or period", "يوم أو مدة معيّنة"},
	"time.type.TIME":     {"time of day", "ساعة"},
	"time.type.DURATION": {"length of time", "مدة"},
	"time.type.SET":      {"what recurs", "ما يتكرر"},
}

// CorrectedField names a field of a kind.
func CorrectedField(k correction.Kind, field string) Label {
	if l, ok := correctedFields[string(k)+"."+field]; ok {
		return l
	}
	return correctedFields[field]
}

// CorrectedValue names a value of a field that has choices; another stands for
// itself.
func CorrectedValue(k correction.Kind, field, value string) Label {
	var l Label
	switch field {
	case "kind":
		l = Kinds[record.StatementKind(value)]
	case "act":
		l = Acts[record.Act(value)]
		if k == correction.Commitment {
			l = CommitmentActs[record.CommitmentAct(value)]
		}
	case "medium":
		l = Media[record.Medium(value)]
	case "mod":
		l = Modifiers[value]
	case "type":
		l = EntityTypes[record.EntityType(value)]
		if k == correction.Time {
			l = correctedFields["time.type."+value]
		}
	case "approx":
		l = correctedFields[value]
	}
	switch {
	case l == (Label{}) && value == "":
		return Nothing
	case l == (Label{}):
		return Label{value, value}
	}
	return l
}
