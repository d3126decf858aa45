package words

import (
	"encoding/binary"
	"fmt"

	"isnad/arabic/model"
)

// Sections of the model file.
const (
	secKeys = iota + 1
	secEntries
	secLemmaKeys
	secLemmaAt
	secLemmaFeat
	secLemmas
	secWeights
	secTrans
)

const entrySize = 16

// File packs a model.
func File(m *Model[int8]) model.File {
	le := binary.LittleEndian
	u32s := func(xs []uint32) []byte {
		var b []byte
		for _, x := range xs {
			b = le.AppendUint32(b, x)
		}
		return b
	}
	var entries []byte
	for _, e := range m.Entries {
		entries = append(entries, e.Count, e.Stem, e.Coarse, e.Verbal)
		entries = le.AppendUint16(entries, e.Middle)
		entries = le.AppendUint16(entries, e.Fine)
		entries = le.AppendUint32(entries, uint32(e.Tags))
		entries = le.AppendUint32(entries, uint32(e.Class))
	}
	feats := make([]uint32, len(m.LemmaFeat))
	for i, f := range m.LemmaFeat {
		feats[i] = uint32(f)
	}
	weights := make([]byte, len(m.W))
	for i, w := range m.W {
		weights[i] = byte(w)
	}
	trans := make([]uint32, len(m.Trans))
	for i, t := range m.Trans {
		trans[i] = uint32(t)
	}
	return model.File{
		secKeys: u32s(m.Keys), secEntries: entries, secLemmaKeys: u32s(m.LemmaKeys), secLemmaAt: u32s(m.LemmaAt),
		secLemmaFeat: u32s(feats), secLemmas: []byte(m.Lemmas), secWeights: weights, secTrans: u32s(trans),
	}
}

// Read unpacks a model and checks that every index in it stays inside.
func Read(f model.File) (*Model[int8], error) {
	le := binary.LittleEndian
	u32s := func(id uint32) []uint32 {
		b := f[id]
		xs := make([]uint32, len(b)/4)
		for i := range xs {
			xs[i] = le.Uint32(b[4*i:])
		}
		return xs
	}
	bad := func(what string) error { return fmt.Errorf("%w: %s", model.ErrDamaged, what) }
	m := &Model[int8]{}
	m.Keys, m.LemmaKeys, m.LemmaAt = u32s(secKeys), u32s(secLemmaKeys), u32s(secLemmaAt)
	m.Lemmas = string(f[secLemmas])
	if !Table(m.Keys) || !Table(m.LemmaKeys) {
		return nil, bad("a table of the lexicon is full or not a power of two long")
	}
	b := f[secEntries]
	if len(b) != entrySize*len(m.Keys) {
		return nil, bad("entries of the lexicon")
	}
	m.Entries = make([]Entry, len(m.Keys))
	for i := range m.Entries {
		r := b[entrySize*i:]
		if m.Keys[i] == 0 {
			continue
		}
		m.Entries[i] = Entry{Count: r[0], Stem: r[1], Coarse: r[2], Verbal: r[3], Middle: le.Uint16(r[4:]), Fine: le.Uint16(r[6:]),
			Tags: set(le.Uint32(r[8:])) & (1<<NTags - 1), Class: Class(le.Uint32(r[12:])), Present: true}
	}
	if len(m.LemmaAt) != len(m.LemmaKeys) {
		return nil, bad("lemmas")
	}
	for i, at := range m.LemmaAt {
		if m.LemmaKeys[i] != 0 && (int(at) >= len(m.Lemmas) || int(at)+1+int(m.Lemmas[at]) > len(m.Lemmas)) {
			return nil, bad("a lemma outside the table")
		}
	}
	feats := f[secLemmaFeat]
	if len(feats) != 4*len(m.LemmaKeys) {
		return nil, bad("features of lemmas")
	}
	m.LemmaFeat = make([]Features, len(m.LemmaKeys))
	for i := range m.LemmaFeat {
		m.LemmaFeat[i] = Features(le.Uint32(feats[4*i:]))
	}
	w := f[secWeights]
	if len(w) < 1024 || len(w)&(len(w)-1) != 0 {
		return nil, bad("weights are not a power of two long")
	}
	m.W = make([]int8, len(w))
	for i, x := range w {
		m.W[i] = int8(x)
	}
	t := u32s(secTrans)
	if len(t) != NStates*NSigs {
		return nil, bad("transitions")
	}
	m.Trans = make([]int32, len(t))
	for i, x := range t {
		m.Trans[i] = max(-1<<20, min(1<<20, int32(x)))
	}
	return m, nil
}

// Table reports whether keys is a hash table with room in it.
func Table(keys []uint32) bool {
	if len(keys) == 0 || len(keys)&(len(keys)-1) != 0 {
		return false
	}
	for _, k := range keys {
		if k == 0 {
			return true
		}
	}
	return false
}
