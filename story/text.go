package story

import (
	"bufio"
	"fmt"
	"io"
)

// WriteList writes the stories of several articles for the reader at a
// terminal: a line with id, count and title, then a line for each article.
func WriteList(w io.Writer, stories []*Story) error {
	b := bufio.NewWriter(w)
	for _, s := range stories {
		if len(s.Articles) < 2 {
			continue
		}
		fmt.Fprintf(b, "%s  %d  \u2068%s\u2069\n", s.ID, len(s.Articles), s.Title())
		copies := map[*Digest]*Digest{}
		for _, p := range s.Near {
			if copies[p[1]] == nil {
				copies[p[1]] = p[0]
			}
		}
		for _, a := range s.Articles {
			at := "—"
			if !a.At.IsZero() {
				at = a.At.Format("2006-01-02 15:04")
			}
			fmt.Fprintf(b, "    %s  %s  \u2068%s\u2069", at, a.Outlet, a.Title)
			if head := copies[a]; head != nil {
				fmt.Fprintf(b, "  = %s", head.OwnID)
			}
			fmt.Fprintln(b)
		}
	}
	return b.Flush()
}
