package record

import (
	"isnad/arabic"
	"isnad/article"
)

// headline compares the statement of the title with those of the body: which
// of them say the same, and whether one of them hedges or conditions what the
// title says outright. It is nil where the title is no statement.
//
// Two statements say the same when half of the title's content words stand in
// the other; a third is enough where both have one source.
func (r *reader) headline(rec *Record) *Headline {
	title := r.titleStatement(rec)
	if title == nil {
		return nil
	}
	h := &Headline{Statement: title.ID, Relation: Absent}
	words := r.contentWords(title.Content)
	if len(words) == 0 {
		return h
	}
	limited, outright := false, false
	most := 0.0
	for i := range rec.Statements {
		s := &rec.Statements[i]
		if s.Content.Start < title.Content.End {
			continue
		}
		share := shareOf(words, r.contentWords(s.Content))
		least := 1. / 2
		if s.Source.Entity == title.Source.Entity {
			least = 1. / 3
		}
		if share < least {
			continue
		}
		most = max(most, share)
		h.Body = append(h.Body, s.ID)
		if r.limits(s) {
			limited = true
		} else {
			outright = true
		}
	}
	switch {
	case len(h.Body) == 0:
	case limited && !outright && !r.limits(title):
		h.Relation = Stronger
	case most < 1./2:
		h.Relation = Narrower
	default:
		h.Relation = BorneOut
	}
	return h
}

// titleStatement returns the first statement whose content stands in the title.
func (r *reader) titleStatement(rec *Record) *Statement {
	for _, b := range rec.Article.Blocks {
		if b.Kind != article.Title {
			continue
		}
		for i := range rec.Statements {
			if b.Contains(rec.Statements[i].Content) {
				return &rec.Statements[i]
			}
		}
	}
	return nil
}

// contentWords returns the stems in a span that are no function words.
func (r *reader) contentWords(s arabic.Span) map[string]bool {
	words := map[string]bool{}
	for i := r.doc.TokenAt(s.Start); i < len(r.words) && r.words[i].Start < s.End; i++ {
		w := &r.words[i]
		if w.Kind == arabic.Word && r.classOf(i) == "" || w.Kind == arabic.Number {
			words[w.bare()] = true
		}
	}
	return words
}

func shareOf(words, in map[string]bool) float64 {
	n := 0
	for w := range words {
		if in[w] {
			n++
		}
	}
	return float64(n) / float64(len(words))
}

// limits reports whether a statement hedges what it says, or puts it under a
// condition.
func (r *reader) limits(s *Statement) bool {
	if s.Hedged {
		return true
	}
	for i := r.doc.TokenAt(s.Content.Start); i < len(r.words) && r.words[i].Start < s.Content.End; i++ {
		if conditions.has(r.words[i].stem) {
			return true
		}
	}
	return false
}

// isHedged reports whether words[first:last] leave open what they say: ربما،
// من المحتمل, or قد before an imperfect.
func (r *reader) isHedged(first, last int) bool {
	for i := first; i < last; i++ {
		w := &r.words[i]
		if hedges.has(w.bare()) {
			return true
		}
		if w.stem == wIndeed && i+1 < last && isImperfect(&r.words[i+1]) {
			return true
		}
	}
	return false
}

// isImperfect reports whether a word has the prefix of the third person
// imperfect.
func isImperfect(w *word) bool {
	letters := []rune(w.stem)
	return len(letters) >= 4 && (letters[0] == 'ي' || letters[0] == 'ت') && !w.definite()
}

// dateStatements fills in when statements were made: the day that stands
// between the cue and its content (قال الأحد إن …).
func dateStatements(rec *Record) {
	for i := range rec.Statements {
		s := &rec.Statements[i]
		if s.Content.Start < s.Cue.End {
			continue
		}
		between := arabic.Span{Start: s.Cue.End, End: s.Content.Start}
		for _, t := range rec.Times {
			if between.Contains(t.Span) && (t.Type == DateTime || t.Type == ClockTime) && len(t.Value) >= len("2006-01-02") && t.Value[0] != 'X' {
				s.SaidAt = t.Value
				break
			}
		}
	}
}
