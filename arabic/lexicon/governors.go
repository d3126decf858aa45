package lexicon

// VerbGovernors are words that are nearly always followed by a verb: the
// negations not (past, future), the particles will and already, that.
func VerbGovernors() []string {
	return []string{"لم", "لن", "سوف", "قد", "وقد", "ولم", "ولن", "فقد", "لكي", "كي"}
}
