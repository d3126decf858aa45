package relational

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"iter"
	"math/bits"
	"slices"
	"sort"

	"isnad/archive"
	"isnad/archive/postings"
)

// space is what the documents of a segment are.
type space int

const (
	articles   space = iota // versions, by versions.id
	statements              // statements, by statements.id
)

// Each word stands in the index under up to three terms, told apart by their
// first letter.
const (
	surfaceTerm = "s"
	formTerm    = "f" // of statements without positions
	stemTerm    = "l"
)

// fanOut is the number of segments of one level that are merged into one of
// the next. A search reads each segment, a document is written once a level.
const fanOut = 8

// document is what the index keeps of a document beside its words. For a
// statement only owner, length and day are set.
type document struct {
	id     uint32
	owner  uint32 // the version that a statement stands in
	length uint32 // words
	at     int64  // versions.at
	day    int32  // versions.day or statements.day
	outlet string
}

// segmentWriter collects the documents of one space that a transaction adds.
type segmentWriter struct {
	lists     *postings.Builder
	documents []document
}

func newSegmentWriter() *segmentWriter { return &segmentWriter{lists: postings.NewBuilder()} }

// add puts the words into the index as document d.
func (w *segmentWriter) add(d document, words []archive.Word) {
	d.length = uint32(len(words))
	w.documents = append(w.documents, d)
	for i, word := range words {
		w.lists.Add(surfaceTerm+word.Surface, d.id, i, word.Title)
		form := -1
		if d.owner == 0 {
			form = i // for snippets
		}
		w.lists.Add(formTerm+word.Form, d.id, form, word.Title)
		w.lists.Add(stemTerm+word.Stem, d.id, i, word.Title)
	}
}

// flush writes what was collected as a segment, and merges segments where
// there are enough of them.
func (w *segmentWriter) flush(ctx context.Context, tx *sql.Tx, in space) error {
	if len(w.documents) == 0 {
		return nil
	}
	if err := writeSegment(ctx, tx, in, 0, w.documents, w.lists.Blocks); err != nil {
		return err
	}
	for level := 0; ; level++ {
		var ids []int64
		if err := queryAll(ctx, tx, &ids, "SELECT id FROM segments WHERE space = $1 AND level = $2 ORDER BY first", in, level); err != nil {
			return err
		}
		if len(ids) < fanOut {
			return nil
		}
		if err := rewriteSegments(ctx, tx, in, ids, level+1, nil); err != nil {
			return err
		}
	}
}

func writeSegment(ctx context.Context, tx *sql.Tx, in space, level int, documents []document, blocks func(func(postings.Block) error) error) error {
	var segment int64
	err := tx.QueryRowContext(ctx, "INSERT INTO segments (space, level, first, last, documents) VALUES ($1, $2, $3, $4, $5) RETURNING id",
		in, level, documents[0].id, documents[len(documents)-1].id, encodeDocuments(documents)).Scan(&segment)
	if err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO blocks (segment, first, lists, positions) VALUES ($1, $2, $3, $4)")
	if err != nil {
		return err
	}
	defer insert.Close()
	return blocks(func(b postings.Block) error {
		_, err := insert.ExecContext(ctx, segment, b.First, b.Lists, b.Positions)
		return err
	})
}

// rewriteSegments writes segments of a space, given in order, as one of the
// level. Documents that are no newest version any more are left out, and those
// that are gone; nil is none.
func rewriteSegments(ctx context.Context, tx *sql.Tx, in space, ids []int64, level int, gone func(document) bool) error {
	var old []int64
	if err := queryAll(ctx, tx, &old, "SELECT id FROM versions WHERE NOT newest"); err != nil {
		return err
	}
	dead := make(map[uint32]bool, len(old))
	for _, id := range old {
		dead[uint32(id)] = true
	}
	var documents []document
	dropped := map[uint32]bool{}
	var sources []func() (postings.Block, bool, error)
	for _, id := range ids {
		var packed []byte
		if err := tx.QueryRowContext(ctx, "SELECT documents FROM segments WHERE id = $1", id).Scan(&packed); err != nil {
			return err
		}
		all, err := decodeDocuments(packed)
		if err != nil {
			return err
		}
		for _, d := range all {
			if dead[d.id] && in == articles || dead[d.owner] && in == statements || gone != nil && gone(d) {
				dropped[d.id] = true
			} else {
				documents = append(documents, d)
			}
		}
		source, err := blocksOf(ctx, tx, id)
		if err != nil {
			return err
		}
		sources = append(sources, source)
	}
	if len(documents) > 0 {
		var drop func(uint32) bool
		if len(dropped) > 0 {
			drop = func(doc uint32) bool { return dropped[doc] }
		}
		err := writeSegment(ctx, tx, in, level, documents, func(emit func(postings.Block) error) error {
			return postings.Merge(sources, drop, emit)
		})
		if err != nil {
			return err
		}
	}
	for _, id := range ids {
		if _, err := tx.ExecContext(ctx, "DELETE FROM segments WHERE id = $1", id); err != nil {
			return err
		}
	}
	return nil
}

// blocksOf gives the blocks of a segment one after the other.
func blocksOf(ctx context.Context, tx *sql.Tx, segment int64) (func() (postings.Block, bool, error), error) {
	var ids []int64
	if err := queryAll(ctx, tx, &ids, "SELECT id FROM blocks WHERE segment = $1 ORDER BY first", segment); err != nil {
		return nil, err
	}
	return func() (b postings.Block, ok bool, err error) {
		if len(ids) == 0 {
			return b, false, nil
		}
		err = tx.QueryRowContext(ctx, "SELECT lists, positions FROM blocks WHERE id = $1", ids[0]).Scan(&b.Lists, &b.Positions)
		ids = ids[1:]
		return b, err == nil, err
	}, nil
}

// queryAll appends the first column of a query's rows to into.
func queryAll[T any](ctx context.Context, q querier, into *[]T, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return err
		}
		*into = append(*into, v)
	}
	return rows.Err()
}

// encodeDocuments packs documents in rising order: the outlets, then for each
// document its distances from the one before.
func encodeDocuments(documents []document) []byte {
	var outlets []string
	index := map[string]int{}
	for _, d := range documents {
		if _, ok := index[d.outlet]; !ok {
			index[d.outlet] = len(outlets)
			outlets = append(outlets, d.outlet)
		}
	}
	out := binary.AppendUvarint(nil, uint64(len(outlets)))
	for _, o := range outlets {
		out = binary.AppendUvarint(out, uint64(len(o)))
		out = append(out, o...)
	}
	var last document
	for _, d := range documents {
		out = binary.AppendUvarint(out, uint64(d.id-last.id))
		out = binary.AppendVarint(out, int64(d.owner)-int64(last.owner))
		out = binary.AppendUvarint(out, uint64(d.length))
		out = binary.AppendVarint(out, d.at-last.at)
		out = binary.AppendVarint(out, int64(d.day-last.day))
		out = binary.AppendUvarint(out, uint64(index[d.outlet]))
		last = d
	}
	return out
}

func decodeDocuments(packed []byte) (documents []document, err error) {
	err = eachDocument(packed, func(d document) { documents = append(documents, d) })
	return documents, err
}

// eachDocument calls do with the packed documents, in rising order.
func eachDocument(packed []byte, do func(document)) error {
	failed := false
	unsigned := func() uint64 {
		v, size := binary.Uvarint(packed)
		if size <= 0 {
			failed = true
			return 0
		}
		packed = packed[size:]
		return v
	}
	signed := func() int64 {
		v, size := binary.Varint(packed)
		if size <= 0 {
			failed = true
			return 0
		}
		packed = packed[size:]
		return v
	}
	var outlets []string
	for range unsigned() {
		n := unsigned()
		if failed || n > uint64(len(packed)) {
			return postings.ErrDamaged
		}
		outlets = append(outlets, string(packed[:n]))
		packed = packed[n:]
	}
	var d document
	for len(packed) > 0 {
		d.id += uint32(unsigned())
		d.owner = uint32(int64(d.owner) + signed())
		d.length = uint32(unsigned())
		d.at += signed()
		d.day += int32(signed())
		outlet := unsigned()
		if failed || outlet >= uint64(len(outlets)) {
			return postings.ErrDamaged
		}
		d.outlet = outlets[outlet]
		do(d)
	}
	return nil
}

// snapshot is what a search holds of the index in memory, for one state of the
// file: the documents, and where each block begins. It is immutable.
type snapshot struct {
	// generation is the highest number of a segment and how many there are. It
	// tells states apart: without a new segment, which has a higher number, the
	// set can only shrink.
	generation [2]int64
	segments   [2][]*segment
	documents  []document // articles by id; those without have id 0
	said       []saying   // statements by id; those without have owner 0
	newest     set        // the versions that are found
	// everyStatement has the statements that there are.
	everyStatement set
	live           int     // how many these are
	length         float64 // their mean length
}

// saying is what a snapshot keeps of a statement.
type saying struct {
	owner uint32 // the version that it stands in
	day   int32  // statements.day
}

// segment is one segment's directory. It never changes.
type segment struct {
	id          int64
	first, last uint32     // of its documents
	documents   []document // of articles
	said        []spoken   // of statements, which are many: without what they do not have
	firsts      []string
	blocks      []int64
}

// spoken is a statement of a segment.
type spoken struct {
	id uint32
	saying
}

// snapshotFor returns the state of the index that tx sees.
func (db *DB) snapshotFor(ctx context.Context, tx *sql.Tx) (*snapshot, error) {
	var generation [2]int64
	err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0), count(*) FROM segments").Scan(&generation[0], &generation[1])
	if err != nil {
		return nil, err
	}
	db.indexing.Lock()
	defer db.indexing.Unlock()
	if db.index != nil && db.index.generation == generation {
		return db.index, nil
	}
	known := map[int64]*segment{}
	if db.index != nil {
		for _, segments := range db.index.segments {
			for _, s := range segments {
				known[s.id] = s
			}
		}
	}
	snap := &snapshot{generation: generation}
	for in := range snap.segments {
		var ids []int64
		if err := queryAll(ctx, tx, &ids, "SELECT id FROM segments WHERE space = $1 ORDER BY first", in); err != nil {
			return nil, err
		}
		for _, id := range ids {
			s := known[id]
			if s == nil {
				if s, err = loadSegment(ctx, tx, space(in), id); err != nil {
					return nil, err
				}
			}
			snap.segments[in] = append(snap.segments[in], s)
		}
	}
	var old []int64
	if err := queryAll(ctx, tx, &old, "SELECT id FROM versions WHERE NOT newest"); err != nil {
		return nil, err
	}
	snap.fill(old)
	db.index = snap
	return snap, nil
}

func loadSegment(ctx context.Context, tx *sql.Tx, in space, id int64) (*segment, error) {
	s := &segment{id: id}
	var packed []byte
	if err := tx.QueryRowContext(ctx, "SELECT documents FROM segments WHERE id = $1", id).Scan(&packed); err != nil {
		return nil, err
	}
	err := eachDocument(packed, func(d document) {
		if s.first == 0 {
			s.first = d.id
		}
		s.last = d.id
		if in == articles {
			s.documents = append(s.documents, d)
		} else {
			s.said = append(s.said, spoken{d.id, saying{d.owner, d.day}})
		}
	})
	if err != nil {
		return nil, fmt.Errorf("segment %d: %w", id, err)
	}
	s.documents, s.said = slices.Clone(s.documents), slices.Clone(s.said) // without room to grow
	rows, err := tx.QueryContext(ctx, "SELECT id, first FROM blocks WHERE segment = $1 ORDER BY first", id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var block int64
		var first string
		if err := rows.Scan(&block, &first); err != nil {
			return nil, err
		}
		s.blocks, s.firsts = append(s.blocks, block), append(s.firsts, first)
	}
	return s, rows.Err()
}

// fill makes the tables by document from the segments. old are the versions
// that a newer one has replaced.
func (snap *snapshot) fill(old []int64) {
	size := [2]uint32{}
	for in, segments := range snap.segments {
		for _, s := range segments {
			size[in] = max(size[in], s.last+1)
		}
	}
	snap.documents = make([]document, size[articles])
	snap.said = make([]saying, size[statements])
	snap.newest = newSet(int(size[articles]))
	snap.everyStatement = newSet(int(size[statements]))
	total := 0
	for _, s := range snap.segments[articles] {
		for _, d := range s.documents {
			snap.documents[d.id] = d
			snap.newest.add(d.id)
		}
	}
	for _, id := range old {
		if int(id) < len(snap.documents) {
			snap.newest.remove(uint32(id))
		}
	}
	for id := range snap.newest.all() {
		snap.live++
		total += int(snap.documents[id].length)
	}
	snap.length = float64(max(total, 1)) / float64(max(snap.live, 1))
	for _, s := range snap.segments[statements] {
		for _, d := range s.said {
			snap.said[d.id] = d.saying
			snap.everyStatement.add(d.id)
		}
	}
}

// block is the index of the block that would hold term, -1 where none would.
func (s *segment) block(term string) int {
	return sort.SearchStrings(s.firsts, term+"\x00") - 1
}

// set is a set of document numbers below a fixed bound.
type set []uint64

func newSet(size int) set { return make(set, (size+63)/64) }

// setOf has room for the greatest of ids, which rise.
func setOf(ids []int64) set {
	if len(ids) == 0 {
		return nil
	}
	s := newSet(int(ids[len(ids)-1]) + 1)
	for _, id := range ids {
		s.add(uint32(id))
	}
	return s
}

func (s set) add(id uint32)      { s[id/64] |= 1 << (id % 64) }
func (s set) remove(id uint32)   { s[id/64] &^= 1 << (id % 64) }
func (s set) has(id uint32) bool { return s[id/64]&(1<<(id%64)) != 0 }
func (s set) clone() set         { return slices.Clone(s) }

func (s set) intersect(t set) {
	for i := range s {
		s[i] &= t[i]
	}
}

func (s set) unite(t set) {
	for i := range s {
		s[i] |= t[i]
	}
}

func (s set) subtract(t set) {
	for i := range s {
		s[i] &^= t[i]
	}
}

// dropUpTo removes the members up to id.
func (s set) dropUpTo(id int64) {
	whole := int(min((id+1)/64, int64(len(s))))
	clear(s[:whole])
	if whole < len(s) {
		s[whole] &^= 1<<((id+1)%64) - 1
	}
}

// between reports whether a member lies from first to last.
func (s set) between(first, last uint32) bool {
	for i := first / 64; i <= last/64 && int(i) < len(s); i++ {
		word := s[i]
		if i == first/64 {
			word &= ^uint64(0) << (first % 64)
		}
		if i == last/64 {
			word &= ^uint64(0) >> (63 - last%64)
		}
		if word != 0 {
			return true
		}
	}
	return false
}

// all yields the members in rising order.
func (s set) all() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i, word := range s {
			for ; word != 0; word &= word - 1 {
				if !yield(uint32(i*64 + bits.TrailingZeros64(word))) {
					return
				}
			}
		}
	}
}

func (s set) count() int {
	n := 0
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}
