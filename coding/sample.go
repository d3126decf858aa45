package coding

import (
	"cmp"
	"container/heap"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/archive"
	"isnad/article"
)

// Plan says how to draw a sample.
type Plan struct {
	Task *Task
	// By parts the articles into strata: outlet, month, year, in any order; none
	// makes one stratum.
	By   []string
	N    int // sentences
	Seed uint64
	In   archive.Range
}

// Stratum is a part of the archive with how many of its sentences were drawn.
type Stratum struct {
	Values    []string // of Plan.By, "" where unknown
	Sentences int
	Drawn     int
}

// Unit is a sentence to be coded.
type Unit struct {
	ID                     string // names article, version and place
	Outlet, Day, Title     string
	Before, Text, After    string // the sentence between its neighbours
	article                string
	number, start, through int // in code points
}

// Strata are the ways to part articles.
var Strata = []string{"outlet", "month", "year"}

// CheckStratum is an error where by parts no articles.
func CheckStratum(by string) error {
	if !slices.Contains(Strata, by) {
		return fmt.Errorf("%q parts no articles; %s do", by, strings.Join(Strata, ", "))
	}
	return nil
}

// Draw draws a stratified random sample: from each stratum as many sentences as
// its share of all asks for, by largest remainders, so that figures over the sample
// need no weights. Which ones is decided by a digest of seed and place: those with
// the smallest are drawn (bottom-k sampling; Cohen and Kaplan, Summarizing data
// using bottom-k sketches, PODC 2007).
//
// Laws: the same archive, plan and seed give the same sample; of less than N
// sentences all are drawn; units are in an order that tells nothing.
func Draw(ctx context.Context, db archive.Archive, p Plan) ([]Unit, []Stratum, error) {
	if p.N < 1 {
		return nil, nil, fmt.Errorf("%d sentences are no sample; ask for at least 1", p.N)
	}
	for _, by := range p.By {
		if err := CheckStratum(by); err != nil {
			return nil, nil, err
		}
	}
	p.In.NoPages = true
	strata := map[string]*drawn{}
	for k, err := range db.Walk(ctx, p.In) {
		if err != nil {
			return nil, nil, err
		}
		values := make([]string, len(p.By))
		for i, by := range p.By {
			values[i] = stratum(k.Version, by)
		}
		key := strings.Join(values, "\x00")
		d := strata[key]
		if d == nil {
			d = &drawn{Stratum: Stratum{Values: values}}
			strata[key] = d
		}
		for i := range sentences(k.Read.Article) {
			d.Sentences++
			d.offer(place{lot(p.Seed, p.Task.Name, k.ID, k.Number, i), k.ID, k.Number, i}, p.N)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	var all []*drawn
	for _, d := range strata {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b *drawn) int { return slices.Compare(a.Values, b.Values) })
	allocate(all, p.N)
	var chosen []place
	var told []Stratum
	for _, d := range all {
		slices.SortFunc(d.places, place.compare)
		chosen = append(chosen, d.places[:d.Drawn]...)
		told = append(told, d.Stratum)
	}
	slices.SortFunc(chosen, place.compare)
	units := make([]Unit, 0, len(chosen))
	for _, c := range chosen {
		k, err := db.Get(ctx, c.article, c.number)
		if err != nil {
			return nil, nil, err
		}
		units = append(units, unit(k, c.sentence))
	}
	return units, told, nil
}

func stratum(v archive.Version, by string) string {
	switch d := v.Published; {
	case by == "outlet":
		return v.Outlet
	case !d.Known(), by == "month" && d.Precision == article.Year:
		return ""
	case by == "month":
		return d.Time.Format("2006-01")
	default:
		return d.Time.Format("2006")
	}
}

// place is a sentence that was looked at.
type place struct {
	lot      uint64
	article  string
	number   int
	sentence int
}

func (a place) compare(b place) int {
	return cmp.Or(cmp.Compare(a.lot, b.lot), cmp.Compare(a.article, b.article), cmp.Compare(a.sentence, b.sentence))
}

func lot(seed uint64, task, id string, number, sentence int) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\x00%s\x00%s\x00%d\x00%d", seed, task, id, number, sentence))
	return binary.BigEndian.Uint64(sum[:])
}

// drawn is a stratum with the places of smallest lot so far, the greatest on
// top.
type drawn struct {
	Stratum
	places []place
}

func (d *drawn) Len() int           { return len(d.places) }
func (d *drawn) Less(i, j int) bool { return d.places[i].compare(d.places[j]) > 0 }
func (d *drawn) Swap(i, j int)      { d.places[i], d.places[j] = d.places[j], d.places[i] }
func (d *drawn) Push(x any)         { d.places = append(d.places, x.(place)) }
func (d *drawn) Pop() any {
	last := d.places[len(d.places)-1]
	d.places = d.places[:len(d.places)-1]
	return last
}

func (d *drawn) offer(p place, n int) {
	switch {
	case len(d.places) < n:
		heap.Push(d, p)
	case p.compare(d.places[0]) < 0:
		d.places[0] = p
		heap.Fix(d, 0)
	}
}

// allocate shares n among strata by their sentences, by largest remainders; of
// equal ones the first.
func allocate(all []*drawn, n int) {
	total := 0
	for _, d := range all {
		total += d.Sentences
	}
	if total == 0 {
		return
	}
	n = min(n, total)
	left := n
	for _, d := range all {
		d.Drawn = n * d.Sentences / total
		left -= d.Drawn
	}
	byRemainder := slices.Clone(all)
	slices.SortStableFunc(byRemainder, func(a, b *drawn) int { return cmp.Compare(n*b.Sentences%total, n*a.Sentences%total) })
	for _, d := range byRemainder[:left] {
		d.Drawn++
	}
}

func unit(k *archive.Kept, sentence int) Unit {
	a := k.Read.Article
	all := sentences(a)
	s := all[sentence]
	u := Unit{Outlet: k.Outlet, Day: day(k.Version), Title: k.Title, Text: s.Of(a.Text), article: k.ID, number: k.Number}
	if sentence > 0 {
		u.Before = all[sentence-1].Of(a.Text)
	}
	if sentence+1 < len(all) {
		u.After = all[sentence+1].Of(a.Text)
	}
	u.start = utf8.RuneCountInString(a.Text[:s.Start])
	u.through = u.start + utf8.RuneCountInString(u.Text)
	u.ID = fmt.Sprintf("%s;%d;%d-%d", k.ID, k.Number, u.start, u.through)
	return u
}

// parseUnit reads Unit.ID; ids of articles may have any characters.
func parseUnit(id string) (u Unit, ok bool) {
	rest, span, _ := cutLast(id, ";")
	article, number, found := cutLast(rest, ";")
	start, end, _ := strings.Cut(span, "-")
	var errs [3]error
	u = Unit{ID: id, article: article}
	u.number, errs[0] = strconv.Atoi(number)
	u.start, errs[1] = strconv.Atoi(start)
	u.through, errs[2] = strconv.Atoi(end)
	return u, found && article != "" && errs == [3]error{} && u.number > 0 && 0 <= u.start && u.start < u.through
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// span is where u stands in text, false where text is shorter.
func (u *Unit) span(text string) (arabic.Span, bool) {
	s := arabic.Span{Start: -1, End: -1}
	n := 0
	for i := range text {
		if n == u.start {
			s.Start = i
		}
		if n == u.through {
			s.End = i
		}
		n++
	}
	if n == u.through {
		s.End = len(text)
	}
	return s, s.Start >= 0 && s.End > s.Start
}
