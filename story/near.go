package story

import (
	"math"
	"slices"
)

// shingleWords is the number of content words in a shingle. Four in a row are
// rarely the same by chance in reports of one event, and an edit touches four.
const shingleWords = 4

// shingles returns the hashed runs of shingleWords content words of the body,
// sorted, each once. The title is left out: editors change it first.
func (w *reader) shingles() []uint64 {
	var run []uint64
	for i, word := range w.words {
		if word.key != 0 && !w.inTitle(i) {
			run = append(run, word.key)
		}
	}
	return shingles(run)
}

func shingles(keys []uint64) []uint64 {
	if len(keys) < shingleWords {
		return nil
	}
	out := make([]uint64, 0, len(keys))
	for i := range len(keys) - shingleWords + 1 {
		h := lemmaSeed
		for _, k := range keys[i : i+shingleWords] {
			h = mix(h ^ k)
		}
		out = append(out, h)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// sketch is a MinHash signature (Broder 1997) in bands of bandRows: two texts
// share a minimum with the probability of their Jaccard coefficient.
type sketch [bands * bandRows]uint32

// Texts with a Jaccard coefficient of 0.35 share a band of two rows, of 32, with a
// probability of 98 %; those of 0.1, which one event alone explains, with 27 %.
const (
	bands    = 32
	bandRows = 2
)

func sketchOf(shingles []uint64) (s sketch) {
	for i := range s {
		s[i] = math.MaxUint32
	}
	for _, h := range shingles {
		// Kirsch and Mitzenmacher (2006): two hashes give the whole family.
		a, b := uint32(h), uint32(h>>32)|1
		for i := range s {
			a += b
			s[i] = min(s[i], a*0x85ebca6b^a>>13)
		}
	}
	return s
}

// bandKeys yields the bands with the keys under which near-duplicates meet.
func (d *Digest) bandKeys(yield func(int, uint64) bool) {
	if len(d.shingles) < nearLength {
		return
	}
	for i := range bands {
		values := uint64(d.sketch[i*bandRows])<<32 | uint64(d.sketch[i*bandRows+1])
		if !yield(i, mix(mix(values)+uint64(i))) {
			return
		}
	}
}

// common counts the values that stand in both of two sorted lists.
func common(a, b []uint64) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n++
			i++
			j++
		}
	}
	return n
}

// Two texts are near-duplicates where nearDuplicate of all their shingles are
// common, or where the shorter stands within the longer to nearContained and
// makes up at least nearShare of it.
const (
	nearDuplicate = 0.45
	nearContained = 0.7
	nearShare     = 0.5
	nearLength    = 12 // shingles, below which a text proves nothing
)

// Near reports whether the texts of a and b are the same but for small edits.
func Near(a, b *Digest) bool {
	short, long := len(a.shingles), len(b.shingles)
	if short > long {
		short, long = long, short
	}
	if short < nearLength {
		return false
	}
	n := float64(common(a.shingles, b.shingles))
	return n >= nearDuplicate*(float64(short+long)-n) ||
		n >= nearContained*float64(short) && float64(short) >= nearShare*float64(long)
}
