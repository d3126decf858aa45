// Package postings encodes inverted lists: for each term the documents that
// hold it, how often and where.
//
// Documents with their terms go into a Builder; blocks of bytes come out,
// which a store keeps and hands back. A segment is the blocks of one Builder or
// Merge, in the order of their terms. Nothing here knows where blocks are kept.
//
// A document is a number above 0. The documents of a segment are added in
// rising order, and segments that are merged hold disjoint rising ranges.
package postings

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Block is a run of terms with their lists. Terms rise from block to block.
type Block struct {
	First     string // its first term
	Lists     []byte
	Positions []byte // apart, since ranking does not read them
}

// blockSize is the size in bytes at which a block is closed: small enough to
// read for one rare term, large enough that a segment has few.
const blockSize = 8 << 10

// ErrDamaged is the error of bytes that no Builder wrote.
var ErrDamaged = errors.New("damaged index block")

// Posting says that a document holds a term.
type Posting struct {
	Doc   uint32
	Count uint32 // occurrences, at least 1
	Title bool   // one of them in the title
}

// Builder collects the terms of documents.
type Builder struct {
	lists map[string]*growing
}

// growing is a list that is being written; its last posting is still open.
type growing struct {
	list, positions []byte
	docs            uint32
	closed          uint32 // the last document in list
	open            Posting
	at              uint32 // the last position of the open posting
}

// NewBuilder returns an empty Builder.
func NewBuilder() *Builder { return &Builder{lists: map[string]*growing{}} }

// Add says that doc holds term at a position, counted in words from 0; -1 keeps
// no position, which must then hold for every occurrence of the term. Calls
// come in rising order of documents, and of positions within one.
func (b *Builder) Add(term string, doc uint32, position int, title bool) {
	g := b.lists[term]
	if g == nil {
		g = &growing{}
		b.lists[term] = g
	}
	if g.open.Doc != doc {
		g.close()
		g.open, g.at = Posting{Doc: doc}, 0
	}
	g.open.Count++
	g.open.Title = g.open.Title || title
	if position >= 0 {
		g.positions = binary.AppendUvarint(g.positions, uint64(uint32(position)-g.at))
		g.at = uint32(position)
	}
}

// close writes the open posting: the distance from the document before, then
// two bits for the title and for a single occurrence, then the count unless it
// is one.
func (g *growing) close() {
	if g.open.Count == 0 {
		return
	}
	head := uint64(g.open.Doc-g.closed) << 2
	if g.open.Title {
		head |= 2
	}
	if g.open.Count == 1 {
		head |= 1
	}
	g.list = binary.AppendUvarint(g.list, head)
	if g.open.Count > 1 {
		g.list = binary.AppendUvarint(g.list, uint64(g.open.Count))
	}
	g.closed = g.open.Doc
	g.docs++
	g.open.Count = 0
}

// Blocks calls emit with the segment's blocks. The Builder is spent.
func (b *Builder) Blocks(emit func(Block) error) error {
	w := blockWriter{emit: emit}
	for _, term := range slices.Sorted(maps.Keys(b.lists)) {
		g := b.lists[term]
		g.close()
		if err := w.add(term, g); err != nil {
			return err
		}
	}
	return w.flush()
}

// blockWriter cuts a rising run of terms into blocks.
type blockWriter struct {
	emit func(Block) error
	b    Block
	last string
}

func (w *blockWriter) add(term string, g *growing) error {
	if len(w.b.Lists) == 0 {
		w.b.First, w.last = term, ""
	}
	shared := 0
	for shared < len(term) && shared < len(w.last) && term[shared] == w.last[shared] {
		shared++
	}
	out := w.b.Lists
	for _, n := range []int{shared, len(term) - shared, int(g.docs), len(g.list), len(g.positions)} {
		out = binary.AppendUvarint(out, uint64(n))
	}
	out = append(out, term[shared:]...)
	w.b.Lists = append(out, g.list...)
	w.b.Positions = append(w.b.Positions, g.positions...)
	w.last = term
	if len(w.b.Lists) >= blockSize {
		return w.flush()
	}
	return nil
}

func (w *blockWriter) flush() error {
	if len(w.b.Lists) == 0 {
		return nil
	}
	err := w.emit(w.b)
	w.b = Block{}
	return err
}

// List is the list of one term in one segment.
type List struct {
	Docs int // documents in it
	list []byte
	// from and to bound the term's bytes in Block.Positions.
	from, to int
}

// lists is a cursor over the terms of a block.
type lists struct {
	rest []byte
	term []byte // of list; overwritten by the next
	list List
	err  error
}

// next steps to the next term; false at the end and at damage.
func (c *lists) next() bool {
	if len(c.rest) == 0 || c.err != nil {
		return false
	}
	var n [5]int
	for i := range n {
		v, size := binary.Uvarint(c.rest)
		if size <= 0 || v > 1<<31 {
			c.err = ErrDamaged
			return false
		}
		n[i], c.rest = int(v), c.rest[size:]
	}
	shared, suffix, docs, size, positions := n[0], n[1], n[2], n[3], n[4]
	if shared > len(c.term) || suffix+size > len(c.rest) {
		c.err = ErrDamaged
		return false
	}
	c.term = append(c.term[:shared], c.rest[:suffix]...)
	c.list = List{
		Docs: docs,
		list: c.rest[suffix : suffix+size],
		from: c.list.to, to: c.list.to + positions,
	}
	c.rest = c.rest[suffix+size:]
	return true
}

// Find returns the list of term in the block's Lists, false where the block
// has none. The list holds on to the bytes.
func Find(block []byte, term string) (List, bool, error) {
	c := lists{rest: block}
	for c.next() {
		if string(c.term) == term {
			return c.list, true, nil
		}
	}
	return List{}, false, c.err
}

// Each calls do with every posting of a block and its term, which is only good
// during the call.
func Each(b Block, do func(term []byte, p Posting)) error {
	c := lists{rest: b.Lists}
	for c.next() {
		if err := c.list.Positions(b.Positions, nil, func(p Posting, _ []uint32) { do(c.term, p) }); err != nil {
			return err
		}
	}
	return c.err
}

// All calls do with each posting in rising order of documents.
func (l List) All(do func(Posting)) error {
	rest, doc := l.list, uint64(0)
	for len(rest) > 0 {
		// Nearly all heads are one byte or two; spelling that out is a third faster.
		head, size := uint64(rest[0]), 1
		if head >= 0x80 {
			if head, size = binary.Uvarint(rest); size <= 0 {
				return ErrDamaged
			}
		}
		rest = rest[size:]
		doc += head >> 2
		p := Posting{Doc: uint32(doc), Count: 1, Title: head&2 != 0}
		if head&1 == 0 {
			count, size := binary.Uvarint(rest)
			if size <= 0 {
				return ErrDamaged
			}
			p.Count, rest = uint32(count), rest[size:]
		}
		do(p)
	}
	return nil
}

// Positions calls do with each posting and its positions, which are only good
// during the call; a list without positions has none for each. positions is Block.Positions of the list's block; want
// chooses documents, nil all.
func (l List) Positions(positions []byte, want func(doc uint32) bool, do func(Posting, []uint32)) error {
	if l.to > len(positions) {
		return ErrDamaged
	}
	rest := positions[l.from:l.to]
	var at []uint32
	damaged := false
	err := l.All(func(p Posting) {
		if damaged {
			return
		}
		count := p.Count
		if l.from == l.to {
			count = 0
		}
		if want != nil && !want(p.Doc) {
			i := 0
			for ; count > 0 && i < len(rest); i++ {
				if rest[i] < 0x80 { // the last byte of a position
					count--
				}
			}
			rest, damaged = rest[i:], count > 0
			return
		}
		at = at[:0]
		position := uint32(0)
		for range count {
			delta, size := binary.Uvarint(rest)
			if size <= 0 {
				damaged = true
				return
			}
			rest = rest[size:]
			position += uint32(delta)
			at = append(at, position)
		}
		do(p, at)
	})
	if damaged {
		return ErrDamaged
	}
	return err
}

// Merge writes the segments, each a source of its blocks in order that gives
// false at its end, as one, and leaves out the documents that drop chooses;
// nil drops none.
func Merge(segments []func() (Block, bool, error), drop func(doc uint32) bool, emit func(Block) error) error {
	cursors := make([]*cursor, 0, len(segments))
	for _, next := range segments {
		c := &cursor{blocks: next}
		ok, err := c.next()
		if err != nil {
			return err
		}
		if ok {
			cursors = append(cursors, c)
		}
	}
	w := blockWriter{emit: emit}
	for len(cursors) > 0 {
		lowest := cursors[0].term
		for _, c := range cursors[1:] {
			if bytes.Compare(c.term, lowest) < 0 {
				lowest = c.term
			}
		}
		term := string(lowest)
		g := &growing{}
		left := cursors[:0]
		for _, c := range cursors {
			if string(c.term) == term {
				if err := c.append(g, drop); err != nil {
					return fmt.Errorf("term %q: %w", term, err)
				}
				ok, err := c.next()
				if err != nil {
					return err
				}
				if !ok {
					continue
				}
			}
			left = append(left, c)
		}
		cursors = left
		if g.docs > 0 {
			if err := w.add(term, g); err != nil {
				return err
			}
		}
	}
	return w.flush()
}

// cursor walks the terms of a segment.
type cursor struct {
	blocks func() (Block, bool, error)
	lists
	positions []byte
}

func (c *cursor) next() (bool, error) {
	for !c.lists.next() {
		if c.err != nil {
			return false, c.err
		}
		b, ok, err := c.blocks()
		if err != nil || !ok {
			return false, err
		}
		c.lists, c.positions = lists{rest: b.Lists}, b.Positions
	}
	return true, nil
}

// append adds the cursor's list to the end of g.
func (c *cursor) append(g *growing, drop func(doc uint32) bool) error {
	return c.list.Positions(c.positions, nil, func(p Posting, at []uint32) {
		if drop != nil && drop(p.Doc) {
			return
		}
		g.open = p
		last := uint32(0)
		for _, position := range at {
			g.positions = binary.AppendUvarint(g.positions, uint64(position-last))
			last = position
		}
		g.close()
	})
}
