package web

import (
	"slices"

	"isnad/arabic"
)

// mark is a stretch of an article that the record says something about.
type mark struct {
	arabic.Span
	Role   role
	Class  string // a refinement of the role: the kind of a statement, for example
	Target string // id of the entry that tells more
	Number int    // of the entry, as its reference shows it
	Tip    string // shown on hover and focus
}

// role is what a mark marks. Of two marks with the same bounds that with the
// smaller role holds the other.
type role uint8

const (
	said role = iota
	committed
	source
	relay
	cue
	figure
	moment
	named
)

// String is the class of the role in the page.
func (r role) String() string {
	return [...]string{"said", "committed", "source", "relay", "cue", "figure", "moment", "named"}[r]
}

// piece is a stretch of text, or a mark with the pieces that it holds.
type piece struct {
	Text   string
	Mark   *mark // nil for plain text
	Pieces []piece
	// First and Last tell which part of the mark this is: marks that cross
	// are shown in parts.
	First, Last bool
}

// cut lays out text[span] with the marks that touch it.
//
// Laws: the texts of the pieces are text[span]; those inside the parts of a
// mark are its words, as far as span has them. A mark that crosses the end of
// another is cut there.
func cut(text string, span arabic.Span, marks []mark) []piece {
	var parts []part
	for i := range marks {
		m := &marks[i]
		p := part{m, arabic.Span{Start: max(m.Start, span.Start), End: min(m.End, span.End)}}
		if p.Start < p.End {
			parts = append(parts, p)
		}
	}
	slices.SortStableFunc(parts, outerFirst)
	return nest(text, span, parts)
}

// part is what lies of a mark in the stretch that is laid out.
type part struct {
	mark *mark
	arabic.Span
}

// outerFirst orders parts so that one that holds another comes before it.
func outerFirst(a, b part) int {
	switch {
	case a.Start != b.Start:
		return a.Start - b.Start
	case a.End != b.End:
		return b.End - a.End
	}
	return int(a.mark.Role) - int(b.mark.Role)
}

// nest lays out sorted parts, which lie in span. It uses up parts.
func nest(text string, span arabic.Span, parts []part) []piece {
	var out []piece
	plain := func(start, end int) {
		if start < end {
			out = append(out, piece{Text: text[start:end]})
		}
	}
	at := span.Start
	for len(parts) > 0 {
		outer := parts[0]
		plain(at, outer.Start)
		n := 1
		for n < len(parts) && parts[n].Start < outer.End {
			n++
		}
		inner := slices.Clone(parts[1:n])
		rest := n // what crosses the end of outer goes on behind it
		for i := n - 2; i >= 0; i-- {
			if inner[i].End > outer.End {
				rest--
				parts[rest] = part{inner[i].mark, arabic.Span{Start: outer.End, End: inner[i].End}}
				inner[i].End = outer.End
			}
		}
		parts = parts[rest:]
		if rest < n {
			same := 0
			for same < len(parts) && parts[same].Start == outer.End {
				same++
			}
			slices.SortStableFunc(parts[:same], outerFirst)
			slices.SortStableFunc(inner, outerFirst)
		}
		out = append(out, piece{
			Mark: outer.mark, Pieces: nest(text, outer.Span, inner),
			First: outer.Start == outer.mark.Start, Last: outer.End == outer.mark.End,
		})
		at = outer.End
	}
	plain(at, span.End)
	return out
}
