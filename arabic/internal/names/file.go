package names

import (
	"encoding/binary"
	"fmt"

	"isnad/arabic/internal/words"
	"isnad/arabic/model"
)

// Sections of the model file.
const (
	secWeights = iota + 101
	secTrans
	secKeys
	secHabits
	secPhrases
	secKinds
)

// File packs a model.
func File(m *Model[int8]) model.File {
	le := binary.LittleEndian
	u32s := func(xs []uint32) (b []byte) {
		for _, x := range xs {
			b = le.AppendUint32(b, x)
		}
		return b
	}
	w := make([]byte, len(m.W))
	for i, x := range m.W {
		w[i] = byte(x)
	}
	var trans, habits []byte
	for _, x := range append(m.Trans[:len(m.Trans):len(m.Trans)], m.Bias) {
		trans = le.AppendUint32(trans, uint32(x))
	}
	for _, x := range m.Habits {
		habits = le.AppendUint16(habits, x)
	}
	return model.File{secWeights: w, secTrans: trans, secKeys: u32s(m.Keys), secHabits: habits, secPhrases: u32s(m.Phrases), secKinds: m.Kinds}
}

// Read unpacks a model and checks that every index in it stays inside.
func Read(f model.File) (*Model[int8], error) {
	le := binary.LittleEndian
	u32s := func(b []byte) []uint32 {
		xs := make([]uint32, len(b)/4)
		for i := range xs {
			xs[i] = le.Uint32(b[4*i:])
		}
		return xs
	}
	bad := func(what string) error { return fmt.Errorf("%w: %s", model.ErrDamaged, what) }
	m := &Model[int8]{Keys: u32s(f[secKeys]), Phrases: u32s(f[secPhrases]), Kinds: f[secKinds]}
	w := f[secWeights]
	if len(w) < 1024 || len(w)&(len(w)-1) != 0 {
		return nil, bad("weights are not a power of two long")
	}
	m.W = make([]int8, len(w))
	for i, x := range w {
		m.W[i] = int8(x)
	}
	if len(f[secTrans]) != 4*16*(NLabels+1)+4 {
		return nil, bad("transitions")
	}
	for _, x := range u32s(f[secTrans]) {
		m.Trans = append(m.Trans, max(-1<<20, min(1<<20, int32(x))))
	}
	m.Bias = m.Trans[len(m.Trans)-1]
	m.Trans = m.Trans[:len(m.Trans)-1]
	if !words.Table(m.Keys) || len(f[secHabits]) != 2*len(m.Keys) || !words.Table(m.Phrases) || len(m.Kinds) != len(m.Phrases) {
		return nil, bad("tables of names")
	}
	for b := f[secHabits]; len(b) > 0; b = b[2:] {
		m.Habits = append(m.Habits, le.Uint16(b))
	}
	return m, nil
}
