package arabic

import (
	"sync"

	"isnad/arabic/internal/names"
	"isnad/arabic/model"
)

// NameType is the kind of thing that a name names.
type NameType uint8

const (
	Person NameType = iota
	Location
	Organization
	Miscellaneous // works, products, events, peoples' languages
)

// String is PER, LOC, ORG or MISC, as CoNLL writes them.
func (t NameType) String() string {
	return [...]string{"PER", "LOC", "ORG", "MISC"}[t&3]
}

// Name is a name in the text, without the clitics before it and without titles:
// tokens Doc.Tokens[First:Last].
type Name struct {
	Span
	First, Last int
	Type        NameType
}

var nameModel = sync.OnceValue(func() *names.Model[int8] {
	f, err := model.Read(model.Names)
	if err == nil {
		var m *names.Model[int8]
		if m, err = names.Read(f); err == nil {
			return m
		}
	}
	panic("arabic: reading the embedded model of names: " + err.Error())
})

// NameKind is the kind of token that the model of names tells apart: 0 word, 1
// number, 2 mark or symbol, 3 what is not Arabic.
func NameKind(t Token) uint8 {
	switch {
	case t.Kind == Number:
		return 1
	case t.Kind == Punct, t.Kind == Symbol:
		return 2
	case t.Kind != Word, t.Folded == "", t.Folded[0] < 0x80:
		return 3
	}
	return 0
}

// nameSentence appends the names of the sentence that w has just decoded.
func (d *Doc) nameSentence(w *workspace, path []int, first int) {
	m := nameModel()
	w.names = w.names[:0]
	for i, s := range w.line {
		w.names = append(w.names, names.FromWord(&s.word, path[i], s.folded, NameKind(d.Tokens[first+i])))
	}
	m.Look(w.names)
	w.memory.Fill(w.names)
	labels := m.Decode(&w.tagger, w.names)
	w.memory.Store(w.names, labels)
	for i := 0; i < len(labels); i++ {
		if labels[i] == 0 {
			continue
		}
		j := i + 1
		for j < len(labels) && labels[j] != 0 && !labels[j].Starts() && labels[j].Type() == labels[i].Type() {
			j++
		}
		span := Span{d.Stem(first + i).Start, d.Stem(first + j - 1).End}
		if span.Len() <= 0 { // a ligature holds the clitic and the stem
			span = Span{d.Tokens[first+i].Start, d.Tokens[first+j-1].End}
		}
		d.Names = append(d.Names, Name{span, first + i, first + j, NameType(labels[i].Type())})
		i = j - 1
	}
}
