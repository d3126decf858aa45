package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"isnad/archive"
)

// bars is a chart of counts over time, drawn as SVG, with the numbers for who
// does not see it.
type bars struct {
	Width, Height int
	Bars          []bar // in order of time
	Most          bar   // the first of the highest
}

// First and Last are the ends.
func (b *bars) First() bar { return b.Bars[0] }
func (b *bars) Last() bar  { return b.Bars[len(b.Bars)-1] }

// Path draws all bars in one path, for charts whose bars need no words each.
func (b *bars) Path() string {
	var path strings.Builder
	for _, x := range b.Bars {
		if x.Height > 0 {
			fmt.Fprintf(&path, "M%d %dv-%dh%dv%dz", x.X, b.Height, x.Height, x.Width, x.Height)
		}
	}
	return path.String()
}

type bar struct {
	Value               string // a month, 2031-04, or a year
	Count               int
	X, Y, Width, Height int
}

const (
	barStep   = 12 // from one bar to the next, at least
	barWidth  = 36 // the same at most
	barsWidth = 360
	barHeight = 80
	maxBars   = 60
)

// monthBars draws counts by month, the latest first, from the earliest on; by
// year where there would be too many bars. It is nil for fewer than two bars.
func monthBars(counts []archive.Count) *bars {
	months := map[string]int{}
	var first, last time.Time
	for _, c := range counts {
		month, err := time.Parse("2006-01", c.Value)
		if err != nil {
			continue
		}
		months[c.Value] += c.Articles
		if first.IsZero() || month.Before(first) {
			first = month
		}
		if month.After(last) {
			last = month
		}
	}
	b := &bars{Height: barHeight}
	for month := first; !month.After(last) && len(months) > 0; month = month.AddDate(0, 1, 0) {
		value := month.Format("2006-01")
		b.Bars = append(b.Bars, bar{Value: value, Count: months[value]})
	}
	if len(b.Bars) > maxBars {
		b.byYear()
	}
	if len(b.Bars) < 2 {
		return nil
	}
	b.Most = slices.MaxFunc(b.Bars, func(x, y bar) int { return cmp.Compare(x.Count, y.Count) })
	step := min(barWidth, max(barStep, barsWidth/len(b.Bars)))
	for i := range b.Bars {
		x := &b.Bars[i]
		x.X, x.Width = i*step, step-2
		if x.Count > 0 {
			x.Height = max(2, x.Count*barHeight/b.Most.Count)
		}
		x.Y = barHeight - x.Height
	}
	b.Width = len(b.Bars) * step
	return b
}

// byYear adds the months of each year together.
func (b *bars) byYear() {
	var years []bar
	for _, x := range b.Bars {
		year, _, _ := strings.Cut(x.Value, "-")
		if n := len(years); n == 0 || years[n-1].Value != year {
			years = append(years, bar{Value: year})
		}
		years[len(years)-1].Count += x.Count
	}
	b.Bars = years
}
