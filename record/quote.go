package record

import "isnad/arabic"

// quotation is a quoted stretch: words[open] and words[close] are the marks,
// what is quoted lies between them. An unclosed quotation ends at the end of
// its paragraph, with close one past the last word.
type quotation struct {
	open, close int
	closed      bool
	used        bool // a statement has claimed it
}

// inner is the range of words between the marks, trailing stops left out.
func (q *quotation) inner() (first, last int) { return q.open + 1, q.close }

// pairQuotes finds the quotations of one paragraph, words[first:last]. Marks of
// one family that differ by side pair up by side; every other mark opens where
// nothing is open and closes otherwise, since Arabic news mixes " with » and
// uses ” on both sides.
func pairQuotes(ws []word, first, last int) []quotation {
	var out []quotation
	open := -1
	for i := first; i < last; i++ {
		if !ws[i].isQuoteMark() {
			continue
		}
		switch {
		case open < 0:
			if next := i + 1; next < last {
				open = i
			}
		case reopens(ws, open, i, last):
			// The first mark was never closed; what it opened ends here.
			out = append(out, quotation{open: open, close: i})
			open = i
		default:
			if i > open+1 {
				out = append(out, quotation{open: open, close: i, closed: true})
			}
			open = -1
		}
	}
	if open >= 0 && last > open+1 {
		out = append(out, quotation{open: open, close: last})
	}
	return out
}

// reopens reports whether mark i, met while the quotation at open is unclosed,
// plainly opens another one: a mark of the opening side with a space before it
// and none behind, in a family that has sides.
func reopens(ws []word, open, i, last int) bool {
	o, m := ws[open].surface, ws[i].surface
	if o != m || m != "«" && m != "“" && m != "{" || i+1 >= last {
		return false
	}
	// «…« is a common slip for «…»; the side of the space tells.
	spaceBefore := ws[i].Start > ws[i-1].End
	spaceBehind := ws[i+1].Start > ws[i].End
	return spaceBefore && !spaceBehind
}

// quoteAt returns the quotation whose opening mark is word i, nil if none is.
func (r *reader) quoteAt(i int) *quotation {
	if i < 0 || i >= len(r.words) {
		return nil
	}
	if k := r.quoteOf[i]; k >= 0 && r.quotes[k].open == i {
		return &r.quotes[k]
	}
	return nil
}

// insideQuote returns the quotation that word i stands in, marks included, or
// nil.
func (r *reader) insideQuote(i int) *quotation {
	if i < 0 || i >= len(r.words) {
		return nil
	}
	if k := r.quoteOf[i]; k >= 0 {
		return &r.quotes[k]
	}
	return nil
}

// wordsOf returns the number of words and numbers in words[first:last].
func (r *reader) wordsOf(first, last int) int {
	n := 0
	for i := first; i < last; i++ {
		if k := r.words[i].Kind; k == arabic.Word || k == arabic.Number {
			n++
		}
	}
	return n
}
