package wording

import "isnad/ledger"

// Verdict is the label of what a person has decided.
var Verdict = Label{"verdict", "الحكم"}

// NoVerdict is the label of commitments about which nobody has decided.
var NoVerdict = Label{"none yet", "لا حكم بعد"}

// States says what an entry of the ledger has come to.
var States = map[ledger.State]Label{
	ledger.Open:           {"open", "قائم"},
	ledger.DueSoon:        {"due soon", "يحلّ موعده قريباً"},
	ledger.Overdue:        {"overdue", "فات موعده"},
	ledger.StateDone:      {"reported done", "أُفيد بتنفيذه"},
	ledger.StateBroken:    {"reported broken", "أُفيد بالإخلال به"},
	ledger.StateWithdrawn: {"withdrawn", "تراجع عنه صاحبه"},
}

// EventKinds says what a mention adds to an entry.
var EventKinds = map[ledger.EventKind]Label{
	ledger.Pledged:        {"first pledged", "أُعلن أول مرة"},
	ledger.Repeated:       {"repeated", "أُعيد تأكيده"},
	ledger.DeadlineMoved:  {"day moved", "تغيّر موعده"},
	ledger.ConditionAdded: {"condition added", "أُضيف شرط"},
	ledger.Denied:         {"denied", "نُفي"},
	ledger.ReportedDone:   {"reported done", "أُفيد بتنفيذه"},
	ledger.ReportedBroken: {"reported broken", "أُفيد بالإخلال به"},
	ledger.Withdrawn:      {"withdrawn", "تراجع عنه صاحبه"},
}

// Ratings names what a person can decide.
var Ratings = map[ledger.Rating]Label{
	ledger.KeptPromise:   {"kept", "وُفي به"},
	ledger.PartlyKept:    {"partly kept", "وُفي ببعضه"},
	ledger.BrokenPromise: {"broken", "أُخلّ به"},
	ledger.Undecided:     {"undecided", "لم يُحسم"},
}
