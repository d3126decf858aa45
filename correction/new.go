package correction

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"isnad/arabic"
	"isnad/record"
)

// Known tells whether a name that an article lacks is known elsewhere, and as
// what. An error of it ends New.
type Known func(name string) (kind record.EntityType, known bool, err error)

// New makes the correction that q asks for, of an article that reads as rd, at a
// time. It has no id yet. Its error is ErrRefused, with the reason, for what
// cannot be: words that do not stand in the article or cut one apart, a name
// that nobody bears, a value that is none, an item that there is not.
func New(q Request, rd *Reading, made time.Time, known Known) (Correction, error) {
	c, err := Sign(q, made)
	if err != nil {
		return c, err
	}
	m := maker{q: q, c: &c, rd: rd, text: rd.Read.Article.Text, known: known}
	switch q.Do {
	case Undo:
		var list []Correction
		for _, s := range rd.States {
			list = append(list, s.Correction)
		}
		return c, CheckUndo(c, list)
	case Add:
		err = m.add()
	case Set, Drop:
		err = m.change()
	default:
		err = refuse("%q is nothing that is done to an article's record", q.Do)
	}
	if err != nil {
		return c, err
	}
	return c, m.fits()
}

type maker struct {
	q     Request
	c     *Correction
	rd    *Reading
	text  string
	known Known
}

func (m *maker) add() error {
	m.c.Kind = Kind(m.q.Item)
	if !slices.Contains(Kinds(), m.c.Kind) {
		return refuse("%q can be added to no article; there are %s", m.q.Item, strings.Join(choices(Kinds()...), ", "))
	}
	at, err := m.place(m.q.Words, -1)
	if err != nil {
		return err
	}
	for _, x := range m.rd.items {
		if x.kind == m.c.Kind && !x.gone && overlap(*x.span(), at) >= readThat {
			return refuse("a %s is read there already (correct that)", m.c.Kind)
		}
	}
	a := anchor(m.text, at)
	m.c.At = &a
	needed := map[Kind][]string{Statement: {"speaker"}, Commitment: {"by"}, Figure: {"value"}, Time: {"value"}}
	for _, name := range needed[m.c.Kind] {
		if strings.TrimSpace(m.q.Values[name]) == "" {
			return refuse("a %s needs a %s", m.c.Kind, name)
		}
	}
	if _, given := m.q.Values[WordsField]; given {
		return refuse("the words of what is added are given once")
	}
	return m.values(nil, at.Start)
}

func (m *maker) change() error {
	x := m.rd.item(m.q.Item)
	if x == nil {
		return refuse("%q: nothing of that id is read in the article (isnad show prints the ids; times and figures are numbered t1, q1 …)", m.q.Item)
	}
	if m.q.Words != "" && strings.TrimSpace(m.q.Words) != strings.TrimSpace(x.span().Of(m.text)) {
		return refuse("%s is not %q any more: somebody else has corrected the article (look again)", m.q.Item, m.q.Words)
	}
	m.c.Kind = x.kind
	if x.origin.Start >= 0 {
		a := anchor(m.text, x.origin)
		m.c.At = &a
		for _, other := range m.rd.items {
			if other == x {
				break
			}
			if other.kind == x.kind && other.origin == x.origin {
				m.c.Nth++
			}
		}
	} else {
		m.c.Added = x.added
	}
	if m.q.Do == Drop {
		return nil
	}
	if err := m.values(x, x.span().Start); err != nil {
		return err
	}
	if len(m.c.Values) == 0 {
		return refuse("nothing changes: %s is read so already", m.q.Item)
	}
	return nil
}

// values takes over the values that change x, nil for what is added near a
// place.
func (m *maker) values(x *item, near int) error {
	m.c.Values = map[string]string{}
	for name := range m.q.Values {
		if _, err := fieldOf(m.c.Kind, name); err != nil {
			return err
		}
	}
	for _, f := range fields[m.c.Kind] {
		value, given := m.q.Values[f.Name]
		value = strings.TrimSpace(strings.ReplaceAll(value, "\r", ""))
		if !given || x != nil && value == x.get(m.text, f.Name) || x == nil && value == "" && f.Form != Choice {
			continue
		}
		if err := f.check(value); err != nil {
			return err
		}
		var err error
		switch f.Form {
		case Name:
			value, err = m.name(value)
		case Names:
			names := splitNames(value)
			for i := range names {
				if names[i], err = m.name(names[i]); err != nil {
					break
				}
			}
			value = strings.Join(names, "؛ ")
		case Words, Lines:
			all := []string{value}
			if f.Form == Lines {
				all = splitLines(value)
				value = strings.Join(all, "\n")
			}
			for _, words := range all {
				var at arabic.Span
				if at, err = m.place(words, near); err != nil {
					break
				}
				if m.c.Words == nil {
					m.c.Words = map[string][]Anchor{}
				}
				m.c.Words[f.Name] = append(m.c.Words[f.Name], anchor(m.text, at))
			}
		case Value:
			if m.c.Kind == Statement && value != "" && !record.ValidTimex(record.Time{Type: record.DateTime, Value: value}) {
				err = refuse("%s: %q is no date of TIMEX3 (write 2031-04-02)", f.Name, value)
			}
		}
		if err != nil {
			return err
		}
		// A name may turn out to be that which is read.
		if x == nil || value != x.get(m.text, f.Name) {
			m.c.Values[f.Name] = value
		}
	}
	return nil
}

// name gives the name under which the article knows whom a person means, or
// the archive.
func (m *maker) name(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return "", refuse("a name is missing")
	}
	if x := bearer(m.rd.Record, name); x != nil {
		return x.Name, nil
	}
	kind, known, err := m.known(name)
	if err != nil {
		return "", err
	}
	if !known && len(standing(m.text, name)) == 0 {
		return "", refuse("%q: nobody of that name is spoken of in the article, nor in the archive (isnad names lists the names)", name)
	}
	if m.c.Types == nil {
		m.c.Types = map[string]record.EntityType{}
	}
	m.c.Types[name] = cmp.Or(record.EntityType(m.q.Values["type"]), kind, record.Person)
	return name, nil
}

// place finds words in the article: the nth place where they stand, or that
// nearest to a byte position.
func (m *maker) place(words string, near int) (arabic.Span, error) {
	words = strings.TrimSpace(strings.ReplaceAll(words, "\r", ""))
	if words == "" {
		return arabic.Span{}, refuse("the words are missing")
	}
	if !utf8.ValidString(words) {
		return arabic.Span{}, refuse("the words are no UTF-8")
	}
	all := places(m.text, words)
	if len(all) == 0 {
		return arabic.Span{}, refuse("%q does not stand in the article (give words exactly as they stand there)", words)
	}
	whole := standing(m.text, words)
	switch {
	case len(whole) == 0:
		return arabic.Span{}, refuse("%q cuts a word of the article apart", words)
	case m.q.Nth > len(whole):
		return arabic.Span{}, refuse("%q stands in the article only %d times", words, len(whole))
	case m.q.Nth > 0:
		return whole[m.q.Nth-1], nil
	case near < 0 && len(whole) > 1:
		return arabic.Span{}, refuse("%q stands in the article %d times (say which)", words, len(whole))
	}
	return slices.MinFunc(whole, func(a, b arabic.Span) int {
		return cmp.Compare(distance(a.Start, near), distance(b.Start, near))
	}), nil
}

// fits applies what was made and says why the result would be none.
func (m *maker) fits() error {
	var list []Correction
	for _, s := range m.rd.States {
		list = append(list, s.Correction)
	}
	c := *m.c
	if err := c.Name(list); err != nil {
		return err
	}
	rd := Apply(m.rd.Read, append(list, c))
	s := rd.States[len(rd.States)-1]
	if !s.Fits {
		return refuse("%s", s.Reason)
	}
	if x := rd.item(s.Item); x != nil && x.kind == Time && !record.ValidTimex(x.time) {
		return refuse("value: %s %q %q is none of TIMEX3 (a day is DATE 2031-04-02, a month DATE 2031-04, two days DURATION P2D)", x.time.Type, x.time.Value, x.time.Mod)
	}
	return nil
}
