// Package model holds the learned weights of package arabic, embedded, each
// beside a card that tells how it was made, and the container they are kept in.
//
// A model file is a header, sections and a checksum:
//
//	"ISNADMDL" version:u32 n:u32 { id:u32 length:u32 bytes }*n crc64:u64
//
// with all numbers little-endian. The checksum is CRC-64 (ECMA) over all that
// stands before it.
package model

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc64"
	"slices"
)

// Words holds the weights and the lexicon of segmentation, tags and lemmas. It
// is only read; as bytes, since a copy of a string would double it in memory.
//
//go:embed words.bin
var Words []byte

// WordsCard tells how Words was made.
//
//go:embed words.md
var WordsCard string

// Names holds the weights of the name tagger. It is only read.
//
//go:embed names.bin
var Names []byte

// NamesCard tells how Names was made.
//
//go:embed names.md
var NamesCard string

const (
	magic = "ISNADMDL"
	// Version is raised when the meaning of a section or a feature changes.
	Version = 1
)

// ErrDamaged is the error of a file that is cut off, altered or no model.
var ErrDamaged = errors.New("damaged model file")

// File is the sections of a model file by their id.
type File map[uint32][]byte

var table = crc64.MakeTable(crc64.ECMA)

// Read parses a model file. The sections alias data. It returns an error
// wrapping ErrDamaged where data is not a whole, unaltered model file of this
// version.
func Read(data []byte) (File, error) {
	const head, tail = len(magic) + 8, 8
	if len(data) < head+tail || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: no model header", ErrDamaged)
	}
	body := data[:len(data)-tail]
	if v := binary.LittleEndian.Uint32(data[len(magic):]); v != Version {
		return nil, fmt.Errorf("%w: version %d, this program reads %d", ErrDamaged, v, Version)
	}
	if crc64.Checksum(body, table) != binary.LittleEndian.Uint64(data[len(body):]) {
		return nil, fmt.Errorf("%w: wrong checksum", ErrDamaged)
	}
	n := binary.LittleEndian.Uint32(data[len(magic)+4:])
	f := File{}
	rest := body[head:]
	for range n {
		if len(rest) < 8 {
			return nil, fmt.Errorf("%w: cut off", ErrDamaged)
		}
		id, size := binary.LittleEndian.Uint32(rest), binary.LittleEndian.Uint32(rest[4:])
		rest = rest[8:]
		if uint64(size) > uint64(len(rest)) {
			return nil, fmt.Errorf("%w: section %d is cut off", ErrDamaged, id)
		}
		f[id] = rest[:size:size]
		rest = rest[size:]
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("%w: %d bytes too many", ErrDamaged, len(rest))
	}
	return f, nil
}

// Bytes writes f in the order of the ids.
func (f File) Bytes() []byte {
	ids := make([]uint32, 0, len(f))
	for id := range f {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	out := []byte(magic)
	out = binary.LittleEndian.AppendUint32(out, Version)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(ids)))
	for _, id := range ids {
		out = binary.LittleEndian.AppendUint32(out, id)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(f[id])))
		out = append(out, f[id]...)
	}
	return binary.LittleEndian.AppendUint64(out, crc64.Checksum(out, table))
}
