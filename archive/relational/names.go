package relational

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"isnad/arabic"
	"isnad/archive"
	"isnad/correction"
)

// nameRules is the note that holds archive.NameRules.
const nameRules = "isnad.names"

func (db *DB) nameRules(ctx context.Context, q querier) (rules archive.NameRules, err error) {
	note, err := db.state(ctx, q, nameRules)
	if err != nil || note == nil {
		return rules, err
	}
	if err := json.Unmarshal(note, &rules); err != nil {
		return rules, fmt.Errorf("what was decided about names cannot be read: %w", err)
	}
	return rules, nil
}

// decideNames keeps what decide makes of the rules about two names.
func (db *DB) decideNames(ctx context.Context, tx *sql.Tx, a, b string, decide func(archive.NameRules, string, string) (archive.NameRules, error)) error {
	for _, name := range []string{a, b} {
		_, known, err := knownName(ctx, tx, name)
		if err == nil && !known {
			err = fmt.Errorf("%w: %w", correction.ErrRefused, unknownName(name))
		}
		if err != nil {
			return err
		}
	}
	rules, err := db.nameRules(ctx, tx)
	if err != nil {
		return err
	}
	if rules, err = decide(rules, a, b); err != nil {
		return err
	}
	note, err := json.Marshal(rules)
	if err != nil {
		return err
	}
	return setState(ctx, tx, nameRules, note)
}

// foundName is a row of names.
type foundName struct {
	id   int64
	name string
}

// namesOf finds the names that value gives wholly or in part, and those that
// are one with them.
func (db *DB) namesOf(ctx context.Context, q querier, value string) ([]int64, error) {
	found, err := findNames(ctx, q, value)
	if err != nil {
		return nil, err
	}
	rules, err := db.nameRules(ctx, q)
	if err != nil {
		return nil, err
	}
	if len(rules.Joined)+len(rules.Split) > 0 {
		if found, err = applyRules(ctx, q, rules, value, found); err != nil {
			return nil, err
		}
	}
	var ids []int64
	for _, n := range found {
		ids = append(ids, n.id)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// applyRules leaves out what was parted from value, and adds what was joined
// with a name that it finds.
func applyRules(ctx context.Context, q querier, rules archive.NameRules, value string, found []foundName) ([]foundName, error) {
	found = slices.DeleteFunc(found, func(n foundName) bool { return rules.Parted(value, n.name) })
	done := map[string]bool{}
	for _, n := range found {
		class := rules.Class(n.name)
		if done[class] {
			continue
		}
		done[class] = true
		for _, member := range rules.Members(n.name) {
			others, err := findNames(ctx, q, member)
			if err != nil {
				return nil, err
			}
			for _, o := range others {
				if rules.Class(o.name) == class {
					found = append(found, o)
				}
			}
		}
	}
	return found, nil
}

// findNames finds the names that have every word of value, in either script,
// by id. Names are compared with a word only where they can have the others:
// many names have a word that is common.
func findNames(ctx context.Context, q querier, value string) ([]foundName, error) {
	var found []foundName
	var accepts []func(string) bool
	for i, word := range archive.NameQuery(value) {
		names, err := namesUnder(ctx, q, word.Keys)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(names, func(n foundName) bool { return word.Accepts(n.name) }) {
			accepts = append(accepts, word.Accepts)
		} else if names, err = namesUnder(ctx, q, word.Nearest); err != nil {
			return nil, err
		}
		if i == 0 {
			found = names
			continue
		}
		found = slices.DeleteFunc(found, func(n foundName) bool {
			_, ok := slices.BinarySearchFunc(names, n, byID)
			return !ok
		})
	}
	return slices.DeleteFunc(found, func(n foundName) bool {
		return slices.ContainsFunc(accepts, func(accepts func(string) bool) bool { return !accepts(n.name) })
	}), nil
}

func byID(a, b foundName) int { return cmp.Compare(a.id, b.id) }

// namesUnder lists the names that are kept under any of the keys, by id.
func namesUnder(ctx context.Context, q querier, keys []string) ([]foundName, error) {
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	rows, err := q.QueryContext(ctx, "SELECT DISTINCT n.id, n.name FROM name_words w JOIN names n ON n.id = w.name WHERE w.word IN (SELECT value FROM json_each($1)) ORDER BY n.id", string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []foundName
	for rows.Next() {
		var n foundName
		if err := rows.Scan(&n.id, &n.name); err != nil {
			return nil, err
		}
		found = append(found, n)
	}
	return found, rows.Err()
}

// Names implements archive.Archive.
func (db *DB) Names(ctx context.Context, value string, opts archive.ListOptions) (*archive.NamePage, error) {
	page := &archive.NamePage{}
	err := db.reading(ctx, func(s *searcher) error {
		groups, err := s.groupNames(value)
		if err != nil {
			return err
		}
		page.Total = len(groups)
		hits := make([]hit, 0, len(groups))
		for id, g := range groups {
			hits = append(hits, hit{id, float64(g.total)})
		}
		if hits, page.Next, err = pageOf(hits, opts); err != nil {
			return err
		}
		decided, err := s.decisions()
		if err != nil {
			return err
		}
		for _, h := range hits {
			n, err := s.name(groups[h.id])
			if err != nil {
				return err
			}
			n.Corrections = decided.of(n.Variants)
			page.Names = append(page.Names, n)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// Name implements archive.Archive.
func (db *DB) Name(ctx context.Context, spelling string) (*archive.Name, error) {
	var n archive.Name
	err := db.reading(ctx, func(s *searcher) error {
		note, err := s.db.state(s.ctx, s.tx, nameRules)
		if err != nil {
			return err
		}
		key, err := s.selection("name\x00" + spelling + "\x00" + string(note))
		if err != nil {
			return err
		}
		var known bool
		if n, known = db.called.GetIfPresent(key); !known {
			if n, err = s.called(spelling); err != nil {
				return err
			}
			db.called.Set(key, n)
		}
		decided, err := s.decisions()
		if err == nil {
			n.Corrections = decided.of(n.Variants)
		}
		return err
	})
	return &n, err
}

// called sums up the class of a spelling.
func (s *searcher) called(spelling string) (archive.Name, error) {
	alike, err := s.sameClass(spelling)
	if err != nil {
		return archive.Name{}, err
	}
	list, err := json.Marshal(alike)
	if err != nil {
		return archive.Name{}, err
	}
	groups, err := s.grouped(chosenNames, string(list))
	if err != nil {
		return archive.Name{}, err
	}
	for _, g := range groups {
		if slices.ContainsFunc(g.spellings, func(v archive.Spelling) bool { return arabic.Fold(v.Name) == arabic.Fold(spelling) }) {
			return s.name(g)
		}
	}
	return archive.Name{}, unknownName(spelling)
}

func unknownName(name string) error {
	return fmt.Errorf("%s: %w (isnad names lists the names; it is given whole, as it is spelled there)", name, archive.ErrNotFound)
}

// decisions are the corrections of names, in the order in which they were made.
type decisions struct {
	states []correction.State
	about  map[string][]int // which of them speak of a name, folded
}

func (s *searcher) decisions() (*decisions, error) {
	list, err := s.db.correctionsOf(s.ctx, s.tx, ofNames)
	if err != nil {
		return nil, err
	}
	d := &decisions{about: map[string][]int{}}
	for i, live := range correction.Live(list) {
		d.states = append(d.states, correction.State{Correction: list[i], Live: live, Fits: true})
		names, _ := decisionOf(list, list[i])
		for _, name := range names.Values {
			d.about[arabic.Fold(name)] = append(d.about[arabic.Fold(name)], i)
		}
	}
	return d, nil
}

// of lists those that speak of any of the spellings.
func (d *decisions) of(spellings []archive.Spelling) (states []correction.State) {
	var at []int
	for _, v := range spellings {
		at = append(at, d.about[arabic.Fold(v.Name)]...)
	}
	slices.Sort(at)
	for _, i := range slices.Compact(at) {
		states = append(states, d.states[i])
	}
	return states
}

// decisionOf is what c decides about names, or what it takes back in the end;
// back is false where it takes back the taking back.
func decisionOf(list []correction.Correction, c correction.Correction) (decided correction.Correction, back bool) {
	for c.Do == correction.Undo {
		c = list[slices.IndexFunc(list, func(x correction.Correction) bool { return x.ID == c.Undoes })]
		back = !back
	}
	return c, back
}

// nameGroup is a class of names. An article counts once for each spelling.
type nameGroup struct {
	ids       []int64
	spellings []archive.Spelling
	total     int // of articles
}

// Names with the articles and the statements of each, of the newest versions.
// For some names their own are counted; for all, everything is gone through once,
// which in PostgreSQL looks up no version by itself.
const (
	chosenNames = `SELECT n.id, n.name, n.type,
			(SELECT count(*) FROM mentions m JOIN versions v ON v.id = m.version WHERE m.name = n.id AND v.newest),
			(SELECT count(*) FROM statements s JOIN versions v ON v.id = s.version WHERE s.speaker = n.id AND v.newest)
		FROM names n WHERE n.id IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) ORDER BY n.id`
	countedNames = `SELECT n.id, n.name, n.type, coalesce(m.many, 0), coalesce(s.many, 0) FROM names n
		LEFT JOIN (SELECT name, count(*) AS many FROM mentions
			WHERE NOT EXISTS (SELECT 1 FROM versions v WHERE v.id = mentions.version AND NOT v.newest) GROUP BY name) m ON m.name = n.id
		LEFT JOIN (SELECT speaker, count(*) AS many FROM statements
			WHERE NOT EXISTS (SELECT 1 FROM versions v WHERE v.id = statements.version AND NOT v.newest) GROUP BY speaker) s ON s.speaker = n.id
		ORDER BY n.id`
)

// groupNames gives the classes of the names that value finds, each by the
// least number of its names.
func (s *searcher) groupNames(value string) (map[uint32]*nameGroup, error) {
	if value == "" {
		return s.grouped(countedNames)
	}
	ids, err := s.named(value)()
	if err != nil {
		return nil, err
	}
	return s.grouped(chosenNames, ids)
}

// sameClass lists the names of the classes that a spelling is in. Of what the
// spelling finds that is little, and counting a name takes long.
func (s *searcher) sameClass(spelling string) ([]int64, error) {
	rules, err := s.db.nameRules(s.ctx, s.tx)
	if err != nil {
		return nil, err
	}
	found, err := s.named(spelling)()
	if err != nil {
		return nil, err
	}
	rows, err := s.tx.QueryContext(s.ctx, "SELECT id, name FROM names WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))", found)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	of, is := map[string][]int64{}, map[string]bool{} // by class
	for rows.Next() {
		var n foundName
		if err := rows.Scan(&n.id, &n.name); err != nil {
			return nil, err
		}
		class := classOf(rules, n.name)
		of[class] = append(of[class], n.id)
		is[class] = is[class] || arabic.Fold(n.name) == arabic.Fold(spelling)
	}
	alike := []int64{}
	for class, ids := range of {
		if is[class] {
			alike = append(alike, ids...)
		}
	}
	return alike, rows.Err()
}

// grouped asks for names with their counts and gives their classes.
func (s *searcher) grouped(ask string, chosen ...any) (map[uint32]*nameGroup, error) {
	rules, err := s.db.nameRules(s.ctx, s.tx)
	if err != nil {
		return nil, err
	}
	rows, err := s.tx.QueryContext(s.ctx, ask, chosen...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	groups, byClass := map[uint32]*nameGroup{}, map[string]*nameGroup{}
	for rows.Next() {
		var id int64
		var n archive.Spelling
		if err := rows.Scan(&id, &n.Name, &n.Type, &n.Articles, &n.Statements); err != nil {
			return nil, err
		}
		if n.Articles+n.Statements == 0 {
			continue // of older versions only
		}
		class := classOf(rules, n.Name)
		g := byClass[class]
		if g == nil {
			g = &nameGroup{}
			byClass[class], groups[uint32(id)] = g, g
		}
		g.ids = append(g.ids, id)
		g.spellings = append(g.spellings, n)
		g.total += n.Articles
	}
	return groups, rows.Err()
}

// classOf tells names apart as archive.NameRules does; those without words, too.
func classOf(rules archive.NameRules, name string) string {
	return cmp.Or(rules.Class(name), "="+name)
}

// name sums up a class. Articles with several spellings are counted once now.
func (s *searcher) name(g *nameGroup) (archive.Name, error) {
	var n archive.Name
	at := map[string]int{} // one spelling may stand under several types
	sorted := slices.SortedFunc(slices.Values(g.spellings), func(a, b archive.Spelling) int {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), cmp.Compare(b.Statements, a.Statements), strings.Compare(a.Name, b.Name))
	})
	for _, v := range sorted {
		n.Statements += v.Statements
		if i, ok := at[v.Name]; ok {
			n.Variants[i].Articles += v.Articles
			n.Variants[i].Statements += v.Statements
			continue
		}
		at[v.Name] = len(n.Variants)
		n.Variants = append(n.Variants, v)
	}
	n.Name, n.Type, n.Articles = sorted[0].Name, sorted[0].Type, g.total
	if len(g.ids) == 1 {
		return n, nil
	}
	ids, err := json.Marshal(g.ids)
	if err != nil {
		return n, err
	}
	err = s.tx.QueryRowContext(s.ctx, `SELECT count(DISTINCT m.version) FROM mentions m JOIN versions v ON v.id = m.version
		WHERE v.newest AND m.name IN (SELECT CAST(value AS BIGINT) FROM json_each($1))`, string(ids)).Scan(&n.Articles)
	return n, err
}
