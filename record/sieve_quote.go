package record

import "isnad/arabic"

// quoteSieve reads quotations that no cue before them has claimed: with the
// verb behind them («…»، قال X), or as the speech of who spoke last going on
// over a paragraph of its own.
func (r *reader) quoteSieve(s *scope) {
	for k := range r.quotes {
		q := &r.quotes[k]
		n := r.wordsOf(q.open, q.close)
		if q.used || q.open < s.first || q.open >= s.last || s.claimed(q.open+1) {
			continue
		}
		if opens := q.open == s.first && q.close+1 < s.last && r.words[q.close+1].isComma(); n < 2 || n < 5 && !opens {
			continue // a few words in marks are a name, where no verb waits for them
		}
		if c := r.verbBehind(q, s); c != nil {
			q.used = true
			r.propose(c, s)
			continue
		}
		if n >= 5 && q.open == s.part.first && !s.title && q.close >= s.part.last-2 {
			q.used = true
			c := &candidate{rule: "quote/continued", act: Assert, kind: Direct, cueFirst: q.open, cueLast: q.open + 1, inflection: arabic.Inflection{Person: 3}}
			c.first, c.last = r.trimQuote(q)
			r.propose(c, s)
		}
	}
}

// verbBehind reads «…» قال X.
func (r *reader) verbBehind(q *quotation, s *scope) *candidate {
	if !q.closed {
		return nil
	}
	for i := q.close + 1; i < len(r.words) && i < q.close+4 && i < s.part.last; i++ {
		for _, cue := range r.cueReadings(i, arabic.Perfect, arabic.Imperfect) {
			if !cue.quote || cue.Person != 3 || r.words[i].conj || !r.isVerbHere(i) || s.cueClaimed(i) {
				continue
			}
			c := &candidate{rule: "quote/" + cue.lemma, lemma: cue.lemma, act: cue.act, inflection: cue.Inflection, cueFirst: i, cueLast: i + 1, kind: Direct}
			p := r.nounPhrase(r.skipAdverbials(i+1, &scope{first: i, last: s.part.last}), s.part.last)
			if p.empty() || !r.mayBeSubject(p) {
				return nil
			}
			c.subject = r.apposition(p, s.part.last)
			c.first, c.last = r.trimQuote(q)
			end := c.subject.last
			for end < s.part.last && end < c.subject.last+12 && !r.words[end].isPunct() {
				end++
			}
			r.findOccasion(c, c.subject.last, end, s)
			return c
		}
	}
	return nil
}
