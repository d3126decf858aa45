package web

import (
	"strings"
	"time"

	"isnad/archive"
)

// bars is a chart of counts over time, drawn as SVG, with the numbers for who
// does not see it.
type bars struct {
	Width, Height int
	Bars          []bar
}

type bar struct {
	Value               string // a month, 2031-04, or a year
	Count               int
	X, Y, Width, Height int
}

const (
	barStep   = 12 // from one bar to the next
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
		months[c.Value] = c.Articles
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
	most := 1
	for _, x := range b.Bars {
		most = max(most, x.Count)
	}
	for i := range b.Bars {
		x := &b.Bars[i]
		x.X, x.Width = i*barStep, barStep-2
		if x.Count > 0 {
			x.Height = max(2, x.Count*barHeight/most)
		}
		x.Y = barHeight - x.Height
	}
	b.Width = len(b.Bars) * barStep
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
