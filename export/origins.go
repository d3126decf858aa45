package export

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"isnad/story"
	"isnad/wording"
)

// OriginsDOT writes the graph of a claim in the language of Graphviz, edges
// from the outlets to their sources.
func OriginsDOT(w io.Writer, c *story.Claim, g *story.Graph, words wording.Language) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "digraph origins {\n  rankdir=%s;\n  label=%s;\n  labelloc=t;\n  node [shape=box, style=rounded];\n",
		map[bool]string{true: "RL", false: "LR"}[words.RTL], dotString(caption(c, words)))
	for i, n := range g.Nodes {
		fmt.Fprintf(b, "  n%d [label=%s%s];\n", i, dotString(nodeLabel(n, words)), dotStyle(n))
	}
	for _, e := range g.Edges {
		style := ""
		switch {
		case e.Copy:
			style = fmt.Sprintf(" [style=dotted, label=%s]", dotString(words.Say(wording.CopyOf)))
		case e.Inferred:
			style = fmt.Sprintf(" [style=dashed, label=%s]", dotString(words.Say(wording.Suggested)))
		}
		fmt.Fprintf(b, "  n%d -> n%d%s;\n", e.From, e.To, style)
	}
	fmt.Fprintln(b, "}")
	return b.Flush()
}

func dotStyle(n story.Node) string {
	switch {
	case n.Kind == story.OriginNode:
		return `, style="rounded,bold"`
	case n.Unsourced:
		return `, style="rounded,dashed"`
	}
	return ""
}

// dotString is s as a quoted string of DOT.
func dotString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

// caption says in one line how many stand behind a claim.
func caption(c *story.Claim, words wording.Language) string {
	outlets := map[string]bool{}
	for _, m := range c.Members {
		outlets[m.Article.Outlet] = true
	}
	return words.Count(wording.CountOutlets, len(outlets)) + words.Say(wording.Comma) + words.Count(wording.CountOrigins, len(c.Origins))
}

func nodeLabel(n story.Node, words wording.Language) string {
	name := n.Name
	if name == "" {
		name = words.Say(wording.Unknown)
	}
	switch {
	case n.Unnamed:
		return name + "\n" + words.Say(wording.Unnamed)
	case n.Unsourced:
		return name + "\n" + words.Say(wording.NoSource)
	}
	return name
}

// Measures of the drawing, in pixels.
const (
	boxWidth, boxHeight = 210, 44
	gapWidth, gapHeight = 90, 18
	margin, headHeight  = 24, 70
	labelRunes          = 26 // of a name; what is longer is cut, the title has it whole
	captionRunes        = 90
)

// OriginsSVG draws the graph of a claim: outlets in the first column in reading
// direction, relays between, origins in the last. The drawing stands alone,
// has no script, and names no outside resource.
func OriginsSVG(w io.Writer, c *story.Claim, g *story.Graph, words wording.Language) error {
	return DrawOrigins(w, c, g, words, func(s string) string { return s })
}

// DrawOrigins is OriginsSVG with digits writing the figures of its own words. The
// classes of the parts let a page that holds the drawing give them its colours.
func DrawOrigins(w io.Writer, c *story.Claim, g *story.Graph, words wording.Language, digits func(string) string) error {
	column := columns(g)
	rows := map[int]int{}
	at := make([]struct{ x, y int }, len(g.Nodes))
	last, most := 0, 0
	for i := range g.Nodes {
		at[i].y = headHeight + margin + rows[column[i]]*(boxHeight+gapHeight)
		rows[column[i]]++
		last, most = max(last, column[i]), max(most, rows[column[i]])
	}
	width := 2*margin + (last+1)*boxWidth + last*gapWidth
	height := headHeight + 2*margin + most*boxHeight + (most-1)*gapHeight
	for i := range at {
		at[i].x = margin + column[i]*(boxWidth+gapWidth)
		if words.RTL {
			at[i].x = width - at[i].x - boxWidth
		}
	}
	lang, dir := "en", "ltr"
	if words.RTL {
		lang, dir = "ar", "rtl"
	}
	b := bufio.NewWriter(w)
	head := svgText(digits(caption(c, words)))
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" class="origins" width="%d" height="%d" viewBox="0 0 %d %d" lang="%s" direction="%s" font-family="sans-serif" font-size="14" role="img">`+"\n",
		width, height, width, height, lang, dir)
	fmt.Fprintf(b, "<title>%s</title>\n<desc>%s</desc>\n", head, svgText(c.Members[0].Text))
	fmt.Fprintf(b, "<rect class=\"paper\" width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n<g text-anchor=\"middle\">\n")
	fmt.Fprintf(b, "<text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>\n", width/2, margin+10, head)
	fmt.Fprintf(b, "<text class=\"faint\" x=\"%d\" y=\"%d\" direction=\"rtl\" fill=\"#444\">%s</text>\n</g>\n", width/2, margin+36, svgText(cut(c.Members[0].Text, min(captionRunes, width/8))))
	fmt.Fprintf(b, "<g fill=\"none\" stroke=\"#555\">\n")
	copied := map[int]bool{}
	for _, e := range g.Edges {
		// Of copies that are all alike, each shows but one of the others.
		if e.Copy && copied[e.From] {
			continue
		}
		copied[e.From] = copied[e.From] || e.Copy
		from, to := at[e.From], at[e.To]
		x1, x2 := from.x+boxWidth, to.x
		if words.RTL {
			x1, x2 = from.x, to.x+boxWidth
		}
		y1, y2, look := from.y+boxHeight/2, to.y+boxHeight/2, ""
		switch {
		case e.Copy:
			look = ` class="faint" stroke-dasharray="2 3" stroke="#999"`
		case e.Inferred:
			look = ` class="doubt" stroke-dasharray="7 4" stroke="#a60"`
		}
		bend := (x2 - x1) / 2
		end := x2 - bend
		if column[e.From] >= column[e.To] { // within a column: around its side
			x2 = x1
			bend = gapWidth / 3
			if words.RTL {
				bend = -bend
			}
			end = x2 + bend
		}
		fmt.Fprintf(b, "<path d=\"M%d %dC%d %d %d %d %d %d\"%s/>\n", x1, y1, x1+bend, y1, end, y2, x2, y2, look)
	}
	fmt.Fprintf(b, "</g>\n<g text-anchor=\"middle\">\n")
	for i, n := range g.Nodes {
		svgNode(b, n, at[i].x, at[i].y, words)
	}
	fmt.Fprintf(b, "</g>\n</svg>\n")
	return b.Flush()
}

func svgNode(w io.Writer, n story.Node, x, y int, words wording.Language) {
	class, look := "outlet", `fill="#fff" stroke="#555"`
	switch {
	case n.Kind == story.OriginNode:
		class, look = "origin", `fill="#e7f2ec" stroke="#176b45"`
	case n.Kind == story.RelayNode:
		class, look = "relayed", `fill="#f2f2f2" stroke="#555"`
	case n.Unsourced:
		class, look = "unsourced", `fill="#fff" stroke="#a60" stroke-dasharray="5 3"`
	}
	lines := strings.Split(nodeLabel(n, words), "\n")
	fmt.Fprintf(w, "<g class=\"%s\">", class)
	if utf8.RuneCountInString(lines[0]) > labelRunes {
		fmt.Fprintf(w, "<title>%s</title>", svgText(lines[0]))
	}
	fmt.Fprintf(w, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\" %s/>", x, y, boxWidth, boxHeight, look)
	for i, line := range lines {
		small := ""
		if i > 0 {
			small = ` class="doubt" font-size="11" fill="#a60"`
		}
		fmt.Fprintf(w, "<text x=\"%d\" y=\"%d\"%s>%s</text>", x+boxWidth/2, y+boxHeight/2+5-8*(len(lines)-1)+16*i, small, svgText(cut(line, labelRunes)))
	}
	fmt.Fprintln(w, "</g>")
}

// columns gives outlets the column 0, origins the last one, and every relay
// the length of the longest way from an outlet to it.
func columns(g *story.Graph) []int {
	depth := make([]int, len(g.Nodes))
	// A graph of n nodes has no longer way than n; names that relay each other
	// in a circle stop there.
	for range g.Nodes {
		for _, e := range g.Edges {
			if !e.Copy && depth[e.To] <= depth[e.From] && depth[e.From] < len(g.Nodes) && g.Nodes[e.To].Kind != story.OutletNode {
				depth[e.To] = depth[e.From] + 1
			}
		}
	}
	last := 1
	for i, n := range g.Nodes {
		depth[i] = min(depth[i], len(g.Nodes))
		if n.Kind != story.OriginNode {
			last = max(last, depth[i]+1)
		}
	}
	for i, n := range g.Nodes {
		if n.Kind == story.OriginNode {
			depth[i] = last
		}
	}
	return depth
}

// cut shortens s to n code points, the last an ellipsis.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:n-1])) + "…"
}

var svgEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// svgText is s as character data of XML, which has no control characters.
func svgText(s string) string {
	return svgEscapes.Replace(strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s))
}
