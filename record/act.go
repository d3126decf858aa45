package record

import "isnad/arabic"

// actOf is what the source does by saying c. Where the cue merely says, the words
// that open the content may do more: they name the act in the first person (نطالب
// بالتحقيق, إنه يدعو إلى الحوار), or say what is to be done (يجب أن تتوقف الحرب).
func (r *reader) actOf(c *candidate) Act {
	if c.act != Assert || c.negated {
		return c.act
	}
	i, self := r.opening(c)
	if i >= c.last {
		return c.act
	}
	if r.isDuty(i, c.last) {
		return Demand
	}
	for _, cue := range r.cueReadings(i, arabic.Imperfect) {
		if cue.Person != 1 && !(self && cue.Person == 3) {
			continue
		}
		switch cue.act {
		case Demand, Warn, Accuse, Condemn, Praise, Deny:
			return cue.act
		}
	}
	return c.act
}

// opening finds the word at which the clause of c's content begins, behind marks
// and particles, and a verb of wishing (أود أن أشكر). self is whether a pronoun
// stands there for its subject, who is the source as a rule: قال إنه يدعو.
func (r *reader) opening(c *candidate) (i int, self bool) {
	for i = c.first; i < c.last; i++ {
		switch w := &r.words[i]; {
		case w.isPunct() || speechOpeners.has(w.stem):
		case w.stem == wThat && w.pron != "":
			self = true
		case i+2 < c.last && wishes.has(w.stem) && r.words[i+1].stem == wThat:
			i++
		default:
			return i, self
		}
	}
	return i, self
}

// isDuty reports whether the clause at word i says that something must be done:
// يجب, لا بد من, من الضروري, علينا أن, على الحكومة أن, ضرورة الحوار; a subject may stand before the
// verb.
func (r *reader) isDuty(i, last int) bool {
	next := func(k int) string {
		if i+k < last {
			return r.words[i+k].stem
		}
		return ""
	}
	w := &r.words[i]
	switch {
	case w.stem == "لا" && (next(1) == "بد" || duties.has(next(1))):
		return true
	case w.stem == wOf && dutifuls.has(next(1)):
		return true
	case w.stem == wOn:
		for j := i + 1; j < min(last, i+7) && !r.words[j].isPunct() && !r.words[j].tag.IsVerb(); j++ {
			if s := r.words[j].stem; s == wThat || s == wExcept {
				return true
			}
		}
		return false
	case w.stem == "ضروره", w.Folded == "لابد", next(1) == "الاوان" || next(1) == "الوقت" && w.stem == "حان":
		return true
	}
	for j := i; j < min(last, i+4) && !r.words[j].isPunct(); j++ {
		if duties.has(r.words[j].stem) {
			return true
		}
		if r.words[j].tag.IsVerb() {
			return false
		}
	}
	return false
}
