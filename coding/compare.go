package coding

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"isnad/arabic"
	"isnad/archive"
)

// Comparison is how one coding agrees with another that is taken as right.
type Comparison struct {
	Of      string `json:"of"`      // what is measured: machine, or a sheet
	Against string `json:"against"` // the sheet that is taken as right
	Task    string `json:"task"`
	Units   int    `json:"units"` // that both have

	// Presence is whether a sentence has any.
	Presence Measure `json:"presence"`
	// Findings are paired within a sentence: those of the same first field first, the
	// others in their order.
	Findings Measure `json:"findings"`
	// Fields are measured on the pairs: for a choice, over those of the same first
	// field; for others, precision and recall count the filled ones.
	Fields []Measure `json:"fields"`
}

// Measure compares values. Kappa is only for values out of a list.
type Measure struct {
	Name      string `json:"name"`
	Cases     int    `json:"cases"`
	Precision Figure `json:"precision"`
	Recall    Figure `json:"recall"`
	Agreement Figure `json:"agreement"`
	Kappa     Figure `json:"kappa"`
}

// Machine is the name of the program's reading in a Comparison.
const Machine = "machine"

// Read looks up what the program read in the sentences of a sheet, without
// corrections. The error names the row of a sentence that the archive does not have
// as the sheet has it.
func Read(ctx context.Context, db archive.Archive, s *Sheet) (*Sheet, error) {
	out := &Sheet{Name: Machine, Task: s.Task}
	for _, c := range s.Units {
		k, err := db.Get(ctx, c.article, c.number)
		if errors.Is(err, archive.ErrNotFound) {
			return nil, fmt.Errorf("%s: row %d, column unit: version %d of %q is not in the archive; give the archive that was sampled", s.Name, c.Row, c.number, c.article)
		}
		if err != nil {
			return nil, err
		}
		text := k.Read.Article.Text
		span, ok := c.span(text)
		if !ok || plain(span.Of(text)) != plain(c.Text) {
			return nil, fmt.Errorf("%s: row %d, column sentence: differs from what the archive has there; leave it as it was, or give the archive that was sampled", s.Name, c.Row)
		}
		out.Units = append(out.Units, Coded{Unit: c.Unit, Row: c.Row, Found: s.Task.answers(k.Read, span)})
	}
	return out, nil
}

// plain is text as it comes back from a spreadsheet, which may change spaces.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

// Compare compares a with b over the units that both have.
func Compare(a, b *Sheet) (*Comparison, error) {
	if a.Task != b.Task {
		return nil, fmt.Errorf("%s is of the task %s, %s of %s; give two sheets of one task", a.Name, a.Task.Name, b.Name, b.Task.Name)
	}
	t := a.Task
	c := &Comparison{Of: a.Name, Against: b.Name, Task: t.Name}
	in := map[string]*Coded{}
	for i := range a.Units {
		in[a.Units[i].ID] = &a.Units[i]
	}
	presence := newTable("presence", []string{"yes", "no"})
	findings := counts{}
	fields := make([]counts, len(t.Fields))
	tables := make([]*table, len(t.Fields))
	for i, f := range t.Fields {
		if f.Kind == ChoiceField {
			var values []string
			for _, choice := range f.Choices {
				values = append(values, choice.Value)
			}
			tables[i] = newTable(f.Name, append(values, "")) // the program may leave a choice open
		}
	}
	for i := range b.Units {
		right := &b.Units[i]
		mine := in[right.ID]
		if mine == nil {
			continue
		}
		c.Units++
		presence.add(some(mine.Found), some(right.Found))
		pairs := pair(t, mine.Found, right.Found)
		findings.add(len(mine.Found), len(right.Found), len(pairs))
		for i, f := range t.Fields {
			for _, x := range mine.Found {
				fields[i].given += filled(x[i])
			}
			for _, x := range right.Found {
				fields[i].wanted += filled(x[i])
			}
			for _, p := range pairs {
				same := f.same(p.mine[i], p.right[i])
				if same {
					fields[i].both += filled(p.right[i])
				}
				fields[i].pairs++
				if same {
					fields[i].agreed++
				}
				if tables[i] != nil && p.first {
					tables[i].add(p.mine[i], p.right[i])
				}
			}
		}
	}
	if c.Units == 0 {
		return nil, fmt.Errorf("%s and %s have no unit in common that both have filled; give two sheets of one sample", a.Name, b.Name)
	}
	c.Presence = presence.measure()
	c.Presence.Name = t.Present
	yes := presence.counts[0]
	c.Presence.Precision = Share(yes[0], yes[0]+yes[1])
	c.Presence.Recall = Share(yes[0], yes[0]+presence.counts[1][0])
	c.Findings = Measure{Name: t.Name, Cases: findings.pairs, Precision: Share(findings.both, findings.given), Recall: Share(findings.both, findings.wanted),
		Agreement: Share(0, 0), Kappa: Share(0, 0)}
	for i, f := range t.Fields {
		n := fields[i]
		m := Measure{Name: f.Name, Cases: n.pairs, Precision: Share(n.both, n.given), Recall: Share(n.both, n.wanted), Agreement: Share(n.agreed, n.pairs), Kappa: Share(0, 0)}
		if tables[i] != nil {
			agreed := tables[i].measure()
			m.Cases, m.Agreement, m.Kappa = agreed.Cases, agreed.Agreement, agreed.Kappa
		}
		c.Fields = append(c.Fields, m)
	}
	return c, nil
}

func some(found [][]string) string {
	if len(found) > 0 {
		return "yes"
	}
	return "no"
}

func filled(value string) int {
	if value == "" {
		return 0
	}
	return 1
}

// counts of values that are given, wanted, and right.
type counts struct{ given, wanted, both, pairs, agreed int }

func (c *counts) add(given, wanted, pairs int) {
	c.given += given
	c.wanted += wanted
	c.both += pairs
	c.pairs += pairs
}

// table counts pairs of values.
type table struct {
	name   string
	values []string
	counts [][]int
}

func newTable(name string, values []string) *table {
	t := &table{name: name, values: values}
	for range values {
		t.counts = append(t.counts, make([]int, len(values)))
	}
	return t
}

func (t *table) add(a, b string) {
	i, j := slices.Index(t.values, a), slices.Index(t.values, b)
	if i < 0 { // a value that the coder has no choice for
		i = len(t.values) - 1
	}
	t.counts[i][j]++
}

func (t *table) measure() Measure {
	n, same := 0, 0
	for i, row := range t.counts {
		for _, c := range row {
			n += c
		}
		same += t.counts[i][i]
	}
	return Measure{Name: t.name, Cases: n, Agreement: Share(same, n), Kappa: Kappa(t.counts), Precision: Share(0, 0), Recall: Share(0, 0)}
}

// matched is a finding of one coding with that of the other.
type matched struct {
	mine, right []string
	first       bool // the first field is the same
}

// pair matches findings of one sentence: those of the same first field, then the
// others in their order.
func pair(t *Task, mine, right [][]string) []matched {
	var out []matched
	usedMine, usedRight := make([]bool, len(mine)), make([]bool, len(right))
	for _, exact := range []bool{true, false} {
		for i := range mine {
			for j := range right {
				if usedMine[i] || usedRight[j] {
					continue
				}
				same := t.Fields[0].same(mine[i][0], right[j][0])
				if same == exact {
					usedMine[i], usedRight[j] = true, true
					out = append(out, matched{mine[i], right[j], same})
				}
			}
		}
	}
	return out
}

// same reports whether two values of f mean the same.
func (f *Field) same(a, b string) bool {
	switch f.Kind {
	case NameField:
		return a == b || arabic.SameName(a, b)
	case ChainField:
		x, y := links(a), links(b)
		return slices.EqualFunc(x, y, func(a, b string) bool { return a == b || arabic.SameName(a, b) })
	}
	return a == b
}

func links(chain string) []string {
	var out []string
	for link := range strings.SplitSeq(chain, "<") {
		if link = strings.TrimSpace(link); link != "" {
			out = append(out, link)
		}
	}
	return out
}
