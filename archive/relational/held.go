package relational

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"slices"

	"github.com/maypok86/otter/v2"

	"isnad/archive"
	"isnad/archive/postings"
	"isnad/article"
	"isnad/correction"
	"isnad/record"
)

// held is what a DB holds in memory of what it has read and unpacked, each kind
// up to a number of bytes. Nothing in it can be stale: what the key names never
// changes, and a packed record is read and compared before it counts as known.
type held struct {
	records  *otter.Cache[packedKey, *record.Record]
	texts    *otter.Cache[packedKey, *article.Article]
	blocks   *otter.Cache[blockKey, []byte]
	selected *otter.Cache[selection, set]
	meant    *otter.Cache[selection, []int64]
	called   *otter.Cache[selection, archive.Name] // without corrections
}

// The bounds in bytes, of what values take as far as their weights tell.
const (
	recordBytes   = 56 << 20
	textBytes     = 24 << 20
	blockBytes    = 40 << 20
	selectedBytes = 8 << 20
	meantBytes    = 2 << 20
	calledBytes   = 2 << 20
)

func newHeld() held {
	return held{
		records:  bounded(recordBytes, func(_ packedKey, r *record.Record) int { return weigh(r) }),
		texts:    bounded(textBytes, func(_ packedKey, a *article.Article) int { return weighText(a) }),
		blocks:   bounded(blockBytes, func(_ blockKey, b []byte) int { return 128 + cap(b) }),
		selected: bounded(selectedBytes, func(k selection, s set) int { return 128 + len(k.query) + 8*len(s) }),
		called:   bounded(calledBytes, func(k selection, n archive.Name) int { return 256 + len(k.query) + 128*len(n.Variants) }),
		meant:    bounded(meantBytes, func(k selection, ids []int64) int { return 128 + len(k.query) + 8*len(ids) }),
	}
}

func bounded[K comparable, V any](bytes uint64, weigh func(K, V) int) *otter.Cache[K, V] {
	return otter.Must(&otter.Options[K, V]{MaximumWeight: bytes, Weigher: func(k K, v V) uint32 { return uint32(weigh(k, v)) }})
}

// weigh estimates the bytes that a decoded record takes.
func weigh(r *record.Record) int {
	n := weighText(r.Article)
	for _, e := range r.Entities {
		n += 200 + len(e.Name) + 64*len(e.Roles) + 40*len(e.Mentions)
	}
	for _, s := range r.Statements {
		n += 450 + 80*len(s.Chain)
	}
	return n + 150*len(r.Times) + 150*len(r.Quantities) + 350*len(r.Commitments)
}

func weighText(a *article.Article) int { return 400 + len(a.Text) + 40*len(a.Blocks) }

// packedKey names a record by its version and its packed bytes.
type packedKey struct {
	version int64
	digest  uint64
}

var packedSeed = maphash.MakeSeed()

func keyOf(version int64, packed []byte) packedKey {
	return packedKey{version, maphash.Bytes(packedSeed, packed)}
}

// blockAt is where a block is.
type blockAt struct {
	segment *segment
	id      int64
}

// blockKey names a part of a block. Numbers of segments are never used again.
type blockKey struct {
	segment, id int64
	part        string
}

// selection names what a query finds in one state of the index and of what was
// corrected, which needs no new segment.
type selection struct {
	generation [2]int64
	query      string
}

func (s *searcher) selection(query string) (selection, error) {
	if s.corrected == nil {
		note, err := s.db.state(s.ctx, s.tx, correctedNote)
		if err != nil {
			return selection{}, err
		}
		s.corrected = append([]byte{' '}, note...)
	}
	return selection{s.generation, query + string(s.corrected)}, nil
}

// blocks gives a part of blocks: lists or positions. What is not held is read all
// at once, since each statement is a way to the server and back.
func (s *searcher) blocks(part string, of []blockAt) ([][]byte, error) {
	parts := make([][]byte, len(of))
	var missing []int64
	for i, at := range of {
		var ok bool
		if parts[i], ok = s.db.blocks.GetIfPresent(blockKey{at.segment.id, at.id, part}); !ok {
			missing = append(missing, at.id)
		}
	}
	if len(missing) == 0 {
		return parts, nil
	}
	list, err := json.Marshal(missing)
	if err != nil {
		return nil, err
	}
	rows, err := s.tx.QueryContext(s.ctx, "SELECT id, "+part+" FROM blocks WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))", string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var block []byte
		if err := rows.Scan(&id, &block); err != nil {
			return nil, err
		}
		i := slices.IndexFunc(of, func(at blockAt) bool { return at.id == id })
		parts[i] = block
		s.db.blocks.Set(blockKey{of[i].segment.id, id, part}, block)
	}
	return parts, rows.Err()
}

// kept is a version with where its record is, and the corrections of its article.
type kept struct {
	archive.Version
	id, at      int64
	corrections []byte // nil for none
}

// keptColumns are what scan reads, of versions v and articles a.
const keptColumns = versionColumns + ", v.at, " + correctionsColumn

func (k *kept) scan(row interface{ Scan(...any) error }) (err error) {
	k.id, k.Version, err = scanVersion(row, &k.at, &k.corrections)
	return err
}

// versions reads versions, in the order of their ids.
func (s *searcher) versions(ids []uint32) ([]kept, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := s.tx.QueryContext(s.ctx, "SELECT "+keptColumns+` FROM versions v JOIN articles a ON a.id = v.article
		WHERE v.id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))`, string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	byID := make(map[uint32]kept, len(ids))
	for rows.Next() {
		var k kept
		if err := k.scan(rows); err != nil {
			return nil, err
		}
		byID[uint32(k.id)] = k
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	all := make([]kept, len(ids))
	for i, id := range ids {
		k, ok := byID[id]
		if !ok {
			return nil, fmt.Errorf("version %d of the index is not kept (isnad check tells more)", id)
		}
		all[i] = k
	}
	return all, nil
}

// record reads the record of a version, which others hold, too.
func (db *DB) record(ctx context.Context, q querier, k kept) (*record.Record, error) {
	packed, err := db.packed(ctx, q, "records", k.id, k.at)
	if err != nil {
		return nil, err
	}
	if packed == nil {
		return nil, fmt.Errorf("the record of %s: %w", k.ID, archive.ErrNotFound) // it was removed just now
	}
	key := keyOf(k.id, append(packed, k.corrections...))
	if r, ok := db.records.GetIfPresent(key); ok {
		return r, nil
	}
	plain, err := db.unpack.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("the record of %s: %w", k.ID, err)
	}
	r, err := record.Decode(plain)
	if err == nil && k.corrections != nil {
		var list []correction.Correction
		if list, err = correction.Decode(k.corrections); err == nil {
			r = correction.Apply(r, list).Record
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the record of %s: %w", k.ID, err)
	}
	db.records.Set(key, r)
	return r, nil
}

// text reads no more of a record than its article, which others hold, too.
// Corrections change no text.
func (s *searcher) text(k kept) (*article.Article, error) {
	packed, err := s.db.packed(s.ctx, s.tx, "records", k.id, k.at)
	if err != nil {
		return nil, err
	}
	key := keyOf(k.id, packed)
	if a, ok := s.db.texts.GetIfPresent(key); ok {
		return a, nil
	}
	plain, err := s.db.unpack.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("the record of %s: %w", k.ID, err)
	}
	a, err := record.DecodeArticle(plain)
	if err == nil {
		s.db.texts.Set(key, a)
	}
	return a, err
}

// snippets gives the hits of a page their snippets. Where the words stand is
// known to the index, so that no text is analysed again.
func (s *searcher) snippets(page *archive.Page, sought []archive.Sought) error {
	index := make(map[uint32]int, len(s.listed))
	wanted := s.empty(articles)
	for i, k := range s.listed {
		index[uint32(k.id)] = i
		wanted.add(uint32(k.id))
	}
	at := make([][][]uint32, len(s.listed)) // [hit][sought]
	for i := range at {
		at[i] = make([][]uint32, len(sought))
	}
	for i, w := range sought {
		if w.Phrase {
			starts, err := s.starts(articles, w.Words, wanted)
			if err != nil {
				return err
			}
			for id, from := range starts {
				at[index[id]][i] = from
			}
			continue
		}
		for _, term := range termsOf(w.Words[0]) {
			lists, err := s.term(articles, term)
			if err != nil {
				return err
			}
			err = s.positions(lists, wanted, func(p postings.Posting, places []uint32) {
				hit := at[index[p.Doc]]
				hit[i] = append(hit[i], places...)
			})
			if err != nil {
				return err
			}
		}
	}
	for i, k := range s.listed {
		a, err := s.text(k)
		if err != nil {
			return err
		}
		page.Hits[i].Snippets = archive.Snippets(a, sought, at[i])
	}
	return nil
}

// namesOf finds the names that a value means, as speaker: does.
func (s *searcher) namesOf(value string) ([]int64, error) {
	note, err := s.db.state(s.ctx, s.tx, nameRules)
	if err != nil {
		return nil, err
	}
	key, err := s.selection(value + "\x00" + string(note))
	if err != nil {
		return nil, err
	}
	if ids, ok := s.db.meant.GetIfPresent(key); ok {
		return ids, nil
	}
	ids, err := s.db.namesOf(s.ctx, s.tx, value)
	if err == nil {
		s.db.meant.Set(key, ids)
	}
	return ids, err
}

// version reads a version with its record.
func (s *searcher) version(id uint32) (archive.Version, *record.Record, error) {
	all, err := s.versions([]uint32{id})
	if err != nil {
		return archive.Version{}, nil, err
	}
	r, err := s.db.record(s.ctx, s.tx, all[0])
	return all[0].Version, r, err
}
