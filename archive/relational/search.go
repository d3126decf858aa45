package relational

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"isnad/archive"
	"isnad/archive/postings"
	"isnad/query"
	"isnad/record"
)

// The constants of ranking. Relevance is BM25 (Robertson and Zaragoza, The
// Probabilistic Relevance Framework: BM25 and Beyond, 2009) over stems and
// forms; for the best matches it also looks at the places of words: how early
// they come, since news tells the most important first (the inverted pyramid),
// and which are neighbours. They were chosen on the training questions of ARCD
// and on titles other than those that eval/search asks.
const (
	saturation   = 0.9 // k1
	lengthWeight = 0.9 // b
	formWeight   = 0.8 // of a match of form beside one of stem
	pairWeight   = 0.3 // of a pair of neighbours beside its words
	leadWeight   = 1.4 // of a word at the very beginning beside the word
	leadHalf     = 20  // words after which half of that is left
	// functionWeight is that of words of the closed classes: rare ones, as the
	// interrogatives in news, would otherwise lead.
	functionWeight = 0.3
	titleCount     = 2 // occurrences that one in the title is worth besides itself
	// rescored is the number of best matches whose places are looked at. They
	// only add to a score, so that the others stay below.
	rescored = 100
)

// Search implements archive.Archive.
func (db *DB) Search(ctx context.Context, q query.Node, opts archive.SearchOptions) (*archive.Page, error) {
	if opts.Limit <= 0 {
		opts.Limit = 10
	}
	opts.Limit = min(opts.Limit, 1000)
	page := &archive.Page{}
	err := db.reading(ctx, func(s *searcher) error {
		if err := s.search(q, opts, page); err != nil || !opts.Snippets {
			return err
		}
		return s.snippets(page, archive.SoughtBy(q))
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// searcher answers one search within a read transaction.
type searcher struct {
	ctx context.Context
	tx  *sql.Tx
	db  *DB
	*snapshot
	lists map[string][]segmentList

	corrected []byte // see selection
	listed    []kept // the versions that a search gives, in order
}

// segmentList is a term's list in one segment.
type segmentList struct {
	postings.List
	at blockAt
}

// hit is a document with its score.
type hit struct {
	id    uint32
	score float64
}

func (s *searcher) search(q query.Node, opts archive.SearchOptions, page *archive.Page) error {
	found, err := s.find(q)
	if err != nil {
		return err
	}
	if opts.Order != archive.Oldest && len(rankedWords(q)) == 0 {
		opts.Order = archive.Newest // nothing tells a better match
	}
	if found.count() == 0 {
		if relaxed, ok := relax(q); ok {
			if found, err = s.find(relaxed); err != nil {
				return err
			}
			page.Relaxed = found.count() > 0
		}
	}
	if opts.Since > 0 {
		found.dropUpTo(opts.Since)
	}
	page.Total = found.count()
	hits, err := s.ranked(q, found, opts)
	if err != nil {
		return err
	}
	if opts.Facets {
		if page.Facets, err = s.facets(found); err != nil {
			return err
		}
	}
	if hits, page.Next, err = pageOf(hits, archive.ListOptions{Limit: opts.Limit, After: opts.After}); err != nil {
		return err
	}
	ids := make([]uint32, len(hits))
	for i, h := range hits {
		ids[i] = h.id
	}
	if s.listed, err = s.versions(ids); err != nil {
		return err
	}
	page.Hits = make([]archive.Hit, len(hits))
	for i, h := range hits {
		page.Hits[i] = archive.Hit{Version: s.listed[i].Version, Score: h.score}
		if opts.Order == archive.Newest || opts.Order == archive.Oldest {
			page.Hits[i].Score = 0
		}
	}
	return nil
}

// byRank orders hits for a page: the highest score first, and of equal scores
// the one that came first.
func byRank(a, b hit) int {
	if c := cmp.Compare(b.score, a.score); c != 0 {
		return c
	}
	return cmp.Compare(a.id, b.id)
}

// A cursor is the score and the document of the last hit.
func encodeCursor(h hit) string {
	packed := fmt.Appendf(nil, "%x.%x", math.Float64bits(h.score), h.id)
	return base64.RawURLEncoding.EncodeToString(packed)
}

func decodeCursor(cursor string) (h hit, err error) {
	packed, err := base64.RawURLEncoding.DecodeString(cursor)
	var score uint64
	if err == nil {
		_, err = fmt.Sscanf(string(packed), "%x.%x", &score, &h.id)
	}
	if err != nil {
		return h, fmt.Errorf("%q: %w (take it from the page before)", cursor, archive.ErrCursor)
	}
	h.score = math.Float64frombits(score)
	return h, nil
}

// relax turns a query for all of several words into one for any of them; what
// is no word stays a condition. It reports false where that is no other query.
func relax(q query.Node) (query.Node, bool) {
	all, ok := q.(query.And)
	if !ok {
		return nil, false
	}
	var words query.Or
	var rest query.And
	for _, n := range all {
		switch n.(type) {
		case query.Word, query.Phrase:
			words = append(words, n)
		default:
			rest = append(rest, n)
		}
	}
	if len(words) < 2 {
		return nil, false
	}
	return append(rest, words), true
}

// ranked scores what was found so that byRank gives the order of the options.
func (s *searcher) ranked(q query.Node, found set, opts archive.SearchOptions) ([]hit, error) {
	hits := make([]hit, 0, found.count())
	switch opts.Order {
	case archive.Newest, archive.Oldest:
		// A time as the score gives both the order and the cursor.
		sign := 1.0
		if opts.Order == archive.Oldest {
			sign = -1
		}
		for id := range found.all() {
			hits = append(hits, hit{id, sign * float64(s.documents[id].at)})
		}
		return hits, nil
	}
	words := rankedWords(q)
	scores, err := s.bm25(words, found)
	if err != nil {
		return nil, err
	}
	for id := range found.all() {
		hits = append(hits, hit{id, scores[id]})
	}
	best := hits
	if len(hits) > rescored {
		partition(hits, rescored)
		best = hits[:rescored]
	}
	if err := s.scorePlaces(words, best); err != nil {
		return nil, err
	}
	if opts.HalfLife > 0 {
		s.age(hits, opts.HalfLife)
	}
	return hits, nil
}

// partition moves the n best hits to the front.
func partition(hits []hit, n int) {
	// A bound that n hits reach is enough to sort but a few.
	scores := make([]float64, len(hits))
	for i, h := range hits {
		scores[i] = h.score
	}
	bound := nthLargest(scores, n)
	front := 0
	for i := range hits {
		if hits[i].score >= bound {
			hits[i], hits[front] = hits[front], hits[i]
			front++
		}
	}
	slices.SortFunc(hits[:front], byRank)
}

// nthLargest is Hoare's selection; it reorders v.
func nthLargest(v []float64, n int) float64 {
	lo, hi := 0, len(v)-1
	for lo < hi {
		pivot := v[(lo+hi)/2]
		i, j := lo, hi
		for i <= j {
			for v[i] > pivot {
				i++
			}
			for v[j] < pivot {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i++
				j--
			}
		}
		switch {
		case n-1 <= j:
			hi = j
		case n-1 >= i:
			lo = i
		default:
			return v[n-1]
		}
	}
	return v[n-1]
}

// age lowers scores by the time that passed up to the newest article.
func (s *searcher) age(hits []hit, halfLife time.Duration) {
	newest := int64(math.MinInt64)
	for id := range s.newest.all() {
		newest = max(newest, s.documents[id].at)
	}
	for i := range hits {
		passed := float64(newest - s.documents[hits[i].id].at)
		hits[i].score *= math.Exp2(-passed / halfLife.Seconds())
	}
}

// rankedWords are the words that a query ranks by. Words that stand side by
// side are analysed together, as a text: by itself a form often has other
// readings.
func rankedWords(q query.Node) []archive.Word {
	var words []archive.Word
	var run []string
	flush := func() {
		words = append(words, archive.QueryWords(strings.Join(run, " "))...)
		run = run[:0]
	}
	for _, n := range query.Words(q) {
		switch n := n.(type) {
		case query.Word:
			run = append(run, string(n))
		case query.Phrase:
			flush()
			words = append(words, archive.QueryWords(string(n))...)
		}
	}
	flush()
	return words
}

func wordWeight(w archive.Word) float64 {
	if w.Function {
		return functionWeight
	}
	return 1
}

// bm25 scores the articles found by their words.
func (s *searcher) bm25(words []archive.Word, found set) ([]float64, error) {
	scores := make([]float64, len(s.documents))
	weights := map[string]float64{}
	var order []string // sums of floats depend on their order
	weigh := func(term string, w float64) {
		if _, ok := weights[term]; !ok {
			order = append(order, term)
		}
		weights[term] = max(weights[term], w)
	}
	for _, w := range words {
		weigh(stemTerm+w.Stem, wordWeight(w))
		weigh(formTerm+w.Form, formWeight*wordWeight(w))
	}
	for _, term := range order {
		lists, err := s.term(articles, term)
		if err != nil {
			return nil, err
		}
		weight := weights[term] * s.idf(documentsIn(lists))
		for _, l := range lists {
			err := l.All(func(p postings.Posting) {
				if int(p.Doc) < len(scores) && found.has(p.Doc) {
					scores[p.Doc] += weight * s.saturated(p)
				}
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return scores, nil
}

func documentsIn(lists []segmentList) int {
	n := 0
	for _, l := range lists {
		n += l.Docs
	}
	return n
}

// idf is the weight of a term that stands in so many documents.
func (s *searcher) idf(documents int) float64 {
	n, df := float64(max(s.live, documents)), float64(documents)
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// saturated is the part of BM25 that depends on the document.
func (s *searcher) saturated(p postings.Posting) float64 {
	count := float64(p.Count)
	if p.Title {
		count += titleCount
	}
	return s.saturate(count, p.Doc)
}

func (s *searcher) saturate(count float64, doc uint32) float64 {
	length := float64(s.documents[doc].length) / s.length
	return count * (saturation + 1) / (count + saturation*(1-lengthWeight+lengthWeight*length))
}

// scorePlaces adds to the scores of hits what the places of the query's words
// are worth: for each word how early it comes, and for neighbouring words that
// they are neighbours in the article.
func (s *searcher) scorePlaces(words []archive.Word, hits []hit) error {
	if len(hits) < 2 {
		return nil
	}
	index := make(map[uint32]int, len(hits))
	wanted := s.empty(articles)
	for i, h := range hits {
		index[h.id] = i
		wanted.add(h.id)
	}
	// positions[term][i] are those of the term in hit i.
	positions := map[string][][]uint32{}
	weight := map[string]float64{}
	for _, w := range words {
		term := stemTerm + w.Stem
		if positions[term] != nil {
			continue
		}
		lists, err := s.term(articles, term)
		if err != nil {
			return err
		}
		all := make([][]uint32, len(hits))
		err = s.positions(lists, wanted, func(p postings.Posting, at []uint32) { all[index[p.Doc]] = slices.Clone(at) })
		if err != nil {
			return err
		}
		positions[term], weight[term] = all, s.idf(documentsIn(lists))
		for i, at := range all {
			if len(at) > 0 {
				hits[i].score += leadWeight * wordWeight(w) * weight[term] * leadHalf / (leadHalf + float64(at[0]))
			}
		}
	}
	done := map[[2]string]bool{}
	for j := 1; j < len(words); j++ {
		a, b := stemTerm+words[j-1].Stem, stemTerm+words[j].Stem
		if done[[2]string{a, b}] || words[j-1].Function && words[j].Function {
			continue
		}
		done[[2]string{a, b}] = true
		for i := range hits {
			if n := neighbours(positions[a][i], positions[b][i]); n > 0 {
				hits[i].score += pairWeight * (weight[a] + weight[b]) * s.saturate(float64(n), hits[i].id)
			}
		}
	}
	return nil
}

// neighbours counts the positions in b that follow one in a directly.
func neighbours(a, b []uint32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0]+1 == b[0]:
			n++
			a, b = a[1:], b[1:]
		case a[0]+1 < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return n
}

// term returns the lists of a term, in the order of segments.
func (s *searcher) term(in space, term string) ([]segmentList, error) {
	key := fmt.Sprint(in, term)
	if lists, ok := s.lists[key]; ok {
		return lists, nil
	}
	lists := []segmentList{}
	var places []blockAt
	for _, segment := range s.segments[in] {
		if i := segment.block(term); i >= 0 {
			places = append(places, blockAt{segment, segment.blocks[i]})
		}
	}
	blocks, err := s.blocks("lists", places)
	if err != nil {
		return nil, err
	}
	for i, at := range places {
		list, ok, err := postings.Find(blocks[i], term)
		if err != nil {
			return nil, fmt.Errorf("block %d: %w", at.id, err)
		}
		if ok {
			lists = append(lists, segmentList{list, at})
		}
	}
	s.lists[key] = lists
	return lists, nil
}

// positions calls do with the positions of a term in the documents wanted.
func (s *searcher) positions(lists []segmentList, wanted set, do func(postings.Posting, []uint32)) error {
	lists = slices.DeleteFunc(slices.Clone(lists), func(l segmentList) bool {
		return !wanted.between(l.at.segment.first, l.at.segment.last)
	})
	places := make([]blockAt, len(lists))
	for i, l := range lists {
		places[i] = l.at
	}
	blocks, err := s.blocks("positions", places)
	if err != nil {
		return err
	}
	for i, l := range lists {
		if err := l.Positions(blocks[i], wanted.has, do); err != nil {
			return fmt.Errorf("block %d: %w", l.at.id, err)
		}
	}
	return nil
}

// find returns the articles that a query finds, in their newest versions.
func (s *searcher) find(q query.Node) (set, error) {
	found, err := s.articles(q)
	if err != nil {
		return nil, err
	}
	found.intersect(s.newest)
	return found, nil
}

func (s *searcher) empty(in space) set {
	if in == articles {
		return newSet(len(s.documents))
	}
	return newSet(len(s.said))
}

func (s *searcher) articles(q query.Node) (set, error) {
	if saysOneThing(q) {
		said, err := s.statements(q)
		if err != nil {
			return nil, err
		}
		return s.ownersOf(said), nil
	}
	switch q := q.(type) {
	case query.Word, query.Phrase:
		return s.words(articles, q)
	case query.Not:
		found, err := s.articles(q.Node)
		if err != nil {
			return nil, err
		}
		rest := s.newest.clone()
		rest.subtract(found)
		return rest, nil
	case query.Or:
		found := s.empty(articles)
		for _, n := range q {
			part, err := s.articles(n)
			if err != nil {
				return nil, err
			}
			found.unite(part)
		}
		return found, nil
	case query.And:
		return s.allOf(q)
	case query.Field:
		return s.mentions(q)
	case query.Dates:
		return s.dates(q)
	}
	return nil, fmt.Errorf("a query cannot hold %T", q)
}

// allOf finds the articles that have all parts. The parts that speak of
// statements are asked together, of one statement.
func (s *searcher) allOf(parts query.And) (set, error) {
	found := s.newest.clone()
	var said query.And
	for _, n := range parts {
		if isBlank(n) {
			continue
		}
		if saysOneThing(n) {
			said = append(said, n)
			continue
		}
		part, err := s.articles(n)
		if err != nil {
			return nil, err
		}
		found.intersect(part)
	}
	if len(said) > 0 {
		part, err := s.statements(said)
		if err != nil {
			return nil, err
		}
		found.intersect(s.ownersOf(part))
	}
	return found, nil
}

// isBlank reports a word without a letter or digit, as a dash that was typed
// between two words: it asks for nothing.
func isBlank(n query.Node) bool {
	word, ok := n.(query.Word)
	return ok && len(archive.QueryWords(string(word))) == 0
}

// saysOneThing reports whether a query speaks of statements only.
func saysOneThing(q query.Node) bool {
	switch q := q.(type) {
	case query.Said:
		return true
	case query.Field:
		return q.Name == query.Speaker || q.Name == query.Via || q.Name == query.Kind || q.Name == query.Act
	case query.And:
		return len(q) > 0 && !slices.ContainsFunc(q, func(n query.Node) bool { return !saysOneThing(n) })
	case query.Or:
		return len(q) > 0 && !slices.ContainsFunc(q, func(n query.Node) bool { return !saysOneThing(n) })
	}
	return false
}

// statements finds statements; q speaks of nothing else, or is the words of a
// Said.
func (s *searcher) statements(q query.Node) (set, error) {
	switch q := q.(type) {
	case query.Said:
		return s.statements(q.Node)
	case query.Word, query.Phrase:
		return s.words(statements, q)
	case query.Not:
		found, err := s.statements(q.Node)
		if err != nil {
			return nil, err
		}
		rest := s.everyStatement.clone()
		rest.subtract(found)
		return rest, nil
	case query.Or:
		found := s.empty(statements)
		for _, n := range q {
			part, err := s.statements(n)
			if err != nil {
				return nil, err
			}
			found.unite(part)
		}
		return found, nil
	case query.And:
		found := s.everyStatement.clone()
		for _, n := range q {
			if isBlank(n) {
				continue
			}
			part, err := s.statements(n)
			if err != nil {
				return nil, err
			}
			found.intersect(part)
		}
		return found, nil
	case query.Field:
		switch q.Name {
		case query.Speaker:
			return s.select1(statements, "SELECT id FROM statements WHERE speaker IN (SELECT CAST(value AS BIGINT) FROM json_each($1))", s.named(q.Value))
		case query.Via:
			return s.select1(statements, "SELECT statement FROM relays WHERE name IN (SELECT CAST(value AS BIGINT) FROM json_each($1))", s.named(q.Value))
		case query.Kind:
			return s.select1(statements, "SELECT id FROM statements WHERE kind = $1", q.Value)
		case query.Act:
			return s.select1(statements, "SELECT id FROM statements WHERE act = $1", q.Value)
		}
	}
	return nil, fmt.Errorf("said:(…) cannot hold %T", q)
}

func (s *searcher) ownersOf(said set) set {
	found := s.empty(articles)
	for id := range said.all() {
		if m := s.said[id]; m.owner != 0 {
			found.add(m.owner)
		}
	}
	return found
}

// select1 makes a set of the numbers that a statement of SQL selects. Sets are
// held, since a page often asks for one again.
func (s *searcher) select1(in space, statement string, args ...any) (set, error) {
	for i, a := range args {
		if lookup, ok := a.(func() (string, error)); ok {
			v, err := lookup()
			if err != nil {
				return nil, err
			}
			args[i] = v
		}
	}
	key, err := s.selection(fmt.Sprint(statement, args))
	if err != nil {
		return nil, err
	}
	if held, ok := s.db.selected.GetIfPresent(key); ok {
		return held.clone(), nil
	}
	var ids []int64
	if err := queryAll(s.ctx, s.tx, &ids, statement, args...); err != nil {
		return nil, err
	}
	found := s.empty(in)
	bound := int64(len(found) * 64)
	for _, id := range ids {
		if id < bound {
			found.add(uint32(id))
		}
	}
	s.db.selected.Set(key, found.clone())
	return found, nil
}

// named looks up the names that a value means, as a JSON list of their ids.
func (s *searcher) named(value string) func() (string, error) {
	return func() (string, error) {
		ids, err := s.namesOf(value)
		if err != nil {
			return "", err
		}
		if ids == nil {
			ids = []int64{}
		}
		list, err := json.Marshal(ids)
		return string(list), err
	}
}

func (s *searcher) mentions(q query.Field) (set, error) {
	kinds := map[query.Name]record.EntityType{query.Place: record.Location, query.Org: record.Organization, query.Person: record.Person}
	switch kind, ok := kinds[q.Name]; {
	case ok:
		return s.select1(articles, `SELECT m.version FROM mentions m JOIN names n ON n.id = m.name
			WHERE m.name IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) AND n.type = $2`, s.named(q.Value), kind)
	case q.Name == query.Outlet:
		found := s.empty(articles)
		same := map[string]bool{}
		for id := range s.newest.all() {
			outlet := s.documents[id].outlet
			if _, ok := same[outlet]; !ok {
				same[outlet] = archive.SameOutlet(outlet, q.Value)
			}
			if same[outlet] {
				found.add(id)
			}
		}
		return found, nil
	}
	return nil, errors.New("there is no field " + string(q.Name))
}

func (s *searcher) dates(q query.Dates) (set, error) {
	first, last := dayOf(q.Period.First().Unix(), 0), dayOf(q.Period.Last().Unix(), 0)
	if q.Name == query.Due {
		return s.select1(articles, "SELECT version FROM commitments WHERE due BETWEEN $1 AND $2", first, last)
	}
	found := s.empty(articles)
	for id := range s.newest.all() {
		day := int64(s.documents[id].day)
		if q.Name == query.From && day >= first || q.Name == query.To && day <= last {
			found.add(id)
		}
	}
	return found, nil
}

// words finds the documents of a space with a word in any form, or with a
// phrase.
func (s *searcher) words(in space, q query.Node) (set, error) {
	var words []archive.Word
	word, single := q.(query.Word)
	if single {
		words = archive.QueryWords(string(word))
	} else {
		words = archive.QueryWords(string(q.(query.Phrase)))
	}
	if len(words) == 0 {
		return s.empty(in), nil
	}
	if single && len(words) == 1 {
		found := s.empty(in)
		for _, term := range termsOf(words[0]) {
			if err := s.addDocuments(found, in, term); err != nil {
				return nil, err
			}
		}
		return found, nil
	}
	return s.phrase(in, words)
}

// termsOf are the terms by any of which a word is found.
func termsOf(w archive.Word) [3]string {
	return [...]string{stemTerm + w.Stem, formTerm + w.Form, surfaceTerm + w.Surface}
}

func (s *searcher) addDocuments(to set, in space, term string) error {
	lists, err := s.term(in, term)
	if err != nil {
		return err
	}
	for _, l := range lists {
		if err := l.All(func(p postings.Posting) { to.add(p.Doc) }); err != nil {
			return err
		}
	}
	return nil
}

// phrase finds the documents in which the words stand one after the other.
func (s *searcher) phrase(in space, words []archive.Word) (set, error) {
	var candidates set
	for _, w := range words {
		part := s.empty(in)
		if err := s.addDocuments(part, in, surfaceTerm+w.Surface); err != nil {
			return nil, err
		}
		if candidates == nil {
			candidates = part
		} else {
			candidates.intersect(part)
		}
	}
	if len(words) == 1 {
		return candidates, nil
	}
	starts, err := s.starts(in, words, candidates)
	if err != nil {
		return nil, err
	}
	found := s.empty(in)
	for id := range starts {
		found.add(id)
	}
	return found, nil
}

// starts gives the positions at which words stand one after the other, in the
// documents wanted.
func (s *searcher) starts(in space, words []archive.Word, wanted set) (map[uint32][]uint32, error) {
	starts := map[uint32][]uint32{} // of the words so far
	for i, w := range words {
		lists, err := s.term(in, surfaceTerm+w.Surface)
		if err != nil {
			return nil, err
		}
		next := map[uint32][]uint32{}
		err = s.positions(lists, wanted, func(p postings.Posting, at []uint32) {
			if i == 0 {
				next[p.Doc] = slices.Clone(at)
				return
			}
			left := starts[p.Doc][:0]
			for _, start := range starts[p.Doc] {
				if _, ok := slices.BinarySearch(at, start+uint32(i)); ok {
					left = append(left, start)
				}
			}
			if len(left) > 0 {
				next[p.Doc] = left
			}
		})
		if err != nil {
			return nil, err
		}
		starts = next
	}
	return starts, nil
}
