package relational

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"isnad/arabic/lexicon"
	"isnad/archive"
	"isnad/record"
)

// speakersListed bounds Facets.Speakers.
const speakersListed = 50

// facets counts what was found by outlet, month and speaker.
func (s *searcher) facets(found set) (*archive.Facets, error) {
	outlets, days := map[string]int{}, map[int32]int{}
	for id := range found.all() {
		d := &s.documents[id]
		outlets[d.outlet]++
		days[d.day]++
	}
	speakers, err := s.speakers(found)
	if err != nil {
		return nil, err
	}
	return &archive.Facets{Outlets: counts(outlets), Months: monthsOf(days), Speakers: speakers}, nil
}

// monthsOf adds the days of each month together, the latest first.
func monthsOf(days map[int32]int) []archive.Count {
	months := map[string]int{}
	for day, n := range days {
		months[time.Unix(int64(day)*86400, 0).UTC().Format("2006-01")] += n
	}
	list := counts(months)
	slices.SortFunc(list, func(a, b archive.Count) int { return cmp.Compare(b.Value, a.Value) })
	return list
}

// speakers counts in how many of the articles found each name says something,
// the most frequent first. Names that are one are counted under the spelling of
// most articles.
func (s *searcher) speakers(found set) ([]archive.Count, error) {
	who, err := s.db.voicesFor(s.ctx, s.tx)
	if err != nil {
		return nil, err
	}
	t := s.db.tallies.Get().(*tallies)
	defer s.db.tallies.Put(t)
	t.room(who)
	for version := range found.all() {
		for _, name := range who.of(version) {
			t.count(version, name, who.class[name])
		}
	}
	return t.take(who), nil
}

// tallies counts names and classes of them. Its memory is used again, since it
// has room for all names, of which a search meets few.
type tallies struct {
	spelled []int32 // articles by name
	classes []tally
	names   []int32 // that were met
	met     []int32 // classes
}

type tally struct {
	articles int32
	last     uint32 // version that was counted
	most     int32  // articles of the spelling of most
	spelling int32
}

// room makes room for the names of who; nothing is counted.
func (t *tallies) room(who *voices) {
	if len(t.spelled) < len(who.names) {
		t.spelled = make([]int32, len(who.names)+len(who.names)/8)
	}
	if len(t.classes) < who.classes {
		t.classes = make([]tally, who.classes+who.classes/8)
	}
}

func (t *tallies) count(version uint32, name, class int32) {
	if t.spelled[name] == 0 {
		t.names = append(t.names, name)
	}
	t.spelled[name]++
	c := &t.classes[class]
	if c.articles == 0 {
		t.met = append(t.met, class)
	}
	if c.last != version {
		c.last = version
		c.articles++
	}
}

// take lists the most frequent of what was counted, and forgets it.
func (t *tallies) take(who *voices) []archive.Count {
	for _, name := range t.names {
		n, c := t.spelled[name], &t.classes[who.class[name]]
		if n > c.most || n == c.most && who.names[name] < who.names[c.spelling] {
			c.most, c.spelling = n, name
		}
		t.spelled[name] = 0
	}
	out := make([]archive.Count, len(t.met))
	for i, class := range t.met {
		c := &t.classes[class]
		out[i] = archive.Count{Value: who.names[c.spelling], Articles: int(c.articles)}
		*c = tally{}
	}
	t.names, t.met = t.names[:0], t.met[:0]
	if len(out) > speakersListed {
		articles := make([]float64, len(out))
		for i, c := range out {
			articles[i] = float64(c.Articles)
		}
		least := int(nthLargest(articles, speakersListed))
		out = slices.DeleteFunc(out, func(c archive.Count) bool { return c.Articles < least })
	}
	slices.SortFunc(out, compareCounts)
	return out[:min(len(out), speakersListed)]
}

// voices tells who says something in which version, for one state of the file:
// columns that only grow from state to state, so that counting takes no query.
type voices struct {
	last  int64   // greatest statement id in it
	rules []byte  // the note by which names are one
	first []int32 // version → its place in said; one more than there are versions
	said  []int32 // names, each once a version
	names []string
	known map[string]int32 // name → its number
	class []int32          // name → names that are one
	byKey map[string]int32 // see classOf → class

	classes int

	firstTold []int32 // version → its place in told, as first
	told      []telling
}

// telling is a source of a statement or, behind it, one through whom it came.
type telling struct {
	name    int32
	as      telledAs
	relayed bool // a source whose words came through another
}

// telledAs says what a name of a telling is.
type telledAs uint8

const (
	byName     telledAs = iota // the source, a person or a body
	byDocument                 // the source, a document
	byNobody                   // there is no source by name; the name says nothing
	byRelay                    // an agency, an outlet or a body that passed it on
)

// of lists the names that say something in a version.
func (v *voices) of(version uint32) []int32 {
	if int(version)+1 >= len(v.first) {
		return nil
	}
	return v.said[v.first[version]:v.first[version+1]]
}

// tellings lists the sources of a version's statements and their relays.
func (v *voices) tellings(version uint32) []telling {
	if int(version)+1 >= len(v.firstTold) {
		return nil
	}
	return v.told[v.firstTold[version]:v.firstTold[version+1]]
}

// voicesFor returns the voices that tx sees.
func (db *DB) voicesFor(ctx context.Context, tx *sql.Tx) (*voices, error) {
	var last int64
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM statements").Scan(&last); err != nil {
		return nil, err
	}
	note, err := db.state(ctx, tx, nameRules)
	if err != nil {
		return nil, err
	}
	// A correction can give a statement to somebody else without a new row.
	corrected, err := db.state(ctx, tx, correctedNote)
	if err != nil {
		return nil, err
	}
	note = slices.Concat(note, corrected)
	db.hearing.Lock()
	defer db.hearing.Unlock()
	v := db.voices
	if v != nil && v.last == last && bytes.Equal(v.rules, note) {
		return v, nil
	}
	// What was removed is never found. Other statements only come behind those
	// known; where an older state is asked for, or records were read again, all
	// is gathered anew.
	var grown *voices
	db.voices = nil // its maps grow with the next one's
	if v != nil && v.last <= last && bytes.Equal(v.rules, note) {
		next := *v
		if ok, err := next.gather(ctx, db, tx, last); err != nil {
			return nil, err
		} else if ok {
			grown = &next
		}
	}
	if grown == nil {
		grown = &voices{rules: note, first: []int32{0}, firstTold: []int32{0}, known: map[string]int32{}, byKey: map[string]int32{}}
		if _, err := grown.gather(ctx, db, tx, last); err != nil {
			return nil, err
		}
	}
	db.voices = grown
	return grown, nil
}

// gather adds the statements up to last. It reports false where some belong to
// versions that are known already.
func (v *voices) gather(ctx context.Context, db *DB, tx *sql.Tx, last int64) (bool, error) {
	rules, err := db.nameRules(ctx, tx)
	if err != nil {
		return false, err
	}
	relays, err := relaysBetween(ctx, tx, v.last, last)
	if err != nil {
		return false, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT s.version, s.id, coalesce(n.name, ''), coalesce(n.type, '') FROM statements s LEFT JOIN names n ON n.id = s.speaker
		WHERE s.id > $1 AND s.id <= $2 ORDER BY s.version, s.id`, v.last, last)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	known := len(v.first) - 1
	for rows.Next() {
		var version int
		var id int64
		var name, kind sql.RawBytes
		if err := rows.Scan(&version, &id, &name, &kind); err != nil {
			return false, err
		}
		if version < known || version < len(v.first)-2 {
			return false, nil
		}
		for len(v.first)-1 <= version {
			v.first = append(v.first, int32(len(v.said)))
			v.firstTold = append(v.firstTold, int32(len(v.told)))
		}
		source := telling{as: byNobody}
		if len(name) > 0 {
			n, ok := v.known[string(name)]
			if !ok {
				n = v.number(string(name), rules)
			}
			if from := v.first[version]; !slices.Contains(v.said[from:], n) {
				v.said = append(v.said, n)
			}
			switch source.name = n; record.EntityType(kind) {
			case record.Anonymous:
			case record.Document:
				source.as = byDocument
			default:
				source.as = byName
			}
		}
		passed := relays[id]
		source.relayed = len(passed) > 0
		v.told = append(v.told, source)
		for _, r := range passed {
			forms := lexicon.MediumForms(r.name)
			switch {
			case forms != nil:
				r.name = forms[0]
			case r.kind != record.Organization:
				continue
			}
			n, ok := v.known[r.name]
			if !ok {
				n = v.number(r.name, rules)
			}
			v.told = append(v.told, telling{name: n, as: byRelay})
		}
		v.first[version+1], v.firstTold[version+1] = int32(len(v.said)), int32(len(v.told))
	}
	v.last = last
	return true, rows.Err()
}

// relaysBetween lists through whom statements came that have greater ids than
// after, up to last.
func relaysBetween(ctx context.Context, tx *sql.Tx, after, last int64) (map[int64][]nameKey, error) {
	rows, err := tx.QueryContext(ctx, `SELECT r.statement, n.name, n.type FROM relays r JOIN names n ON n.id = r.name
		WHERE r.statement > $1 AND r.statement <= $2 ORDER BY r.statement, r.name`, after, last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	relays := map[int64][]nameKey{}
	for rows.Next() {
		var statement int64
		var relay nameKey
		if err := rows.Scan(&statement, &relay.name, &relay.kind); err != nil {
			return nil, err
		}
		relays[statement] = append(relays[statement], relay)
	}
	return relays, rows.Err()
}

// number takes in a new name.
func (v *voices) number(name string, rules archive.NameRules) int32 {
	key := classOf(rules, name)
	class, ok := v.byKey[key]
	if !ok {
		class = int32(v.classes)
		v.byKey[key] = class
		v.classes++
	}
	n := int32(len(v.names))
	v.names, v.class, v.known[name] = append(v.names, name), append(v.class, class), n
	return n
}

// counts lists the most frequent first.
func counts(of map[string]int) []archive.Count {
	list := make([]archive.Count, 0, len(of))
	for value, n := range of {
		list = append(list, archive.Count{Value: value, Articles: n})
	}
	slices.SortFunc(list, compareCounts)
	return list
}

func compareCounts(a, b archive.Count) int {
	return cmp.Or(cmp.Compare(b.Articles, a.Articles), cmp.Compare(a.Value, b.Value))
}
