package record

import "isnad/arabic"

// documentSieve reads what a document or occasion is said to hold: جاء في البيان
// أن …, ورد في التقرير: «…». The document is the source.
func (r *reader) documentSieve(s *scope) {
	for i := s.first; i+2 < s.last; i++ {
		w := &r.words[i]
		if w.Kind != arabic.Word || !contained.has(w.stem) || r.words[i+1].stem != wIn || s.cueClaimed(i) || s.claimed(i) {
			continue
		}
		p := r.nounPhrase(i+2, s.last)
		if p.empty() || p.head.class != documentNoun && !isOccasion(r.words[p.first].bare()) {
			continue
		}
		c := &candidate{
			rule: "document/" + w.stem, lemma: w.stem, act: Assert, subject: p, clausal: true,
			cueFirst: i, cueLast: i + 1, inflection: arabic.Inflection{Person: 3},
		}
		if at, ok := r.heldIn(p.last, s); ok {
			r.setContent(c, at, s)
			r.findOccasion(c, i+1, c.first, s)
			r.propose(c, s)
		}
	}
}

// heldIn finds the clause or quotation that follows within a few words from
// word from on, where no other verb comes before it.
func (r *reader) heldIn(from int, s *scope) (complement, bool) {
	const reach = 16 // words: a relative clause of the document may stand between
	for k := from; k < s.last && k < from+reach; k++ {
		q := r.quoteAt(k)
		switch {
		case q != nil && r.isSpeech(q, k, from):
			return complement{start: k, quote: q, by: "quote"}, true
		case q != nil:
			k = q.close
		case r.words[k].Folded == ":":
			return complement{start: k + 1, colon: true, by: "colon"}, true
		case r.isThat(k) && r.words[k].pron != "":
			return complement{start: r.afterDummy(k), by: "that"}, true
		case r.isThat(k):
			return complement{start: k + 1, by: "that"}, true
		}
	}
	return complement{}, false
}
