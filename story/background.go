package story

import (
	_ "embed"
	"math"
	"strconv"
	"sync"

	"isnad/arabic/lexicon"
)

//go:generate go run genbackground.go

//go:embed background.tsv
var backgroundTSV string

// background says in how many articles of a large sample of news a key stands.
type background struct {
	articles float64
	in       map[uint64]float64
}

var theBackground = sync.OnceValue(func() background {
	b := background{in: map[uint64]float64{}}
	for _, row := range lexicon.Rows(backgroundTSV, 3) {
		n, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			panic("story: background.tsv: " + err.Error())
		}
		switch row[0] {
		case "articles":
			b.articles = n
		case "lemma":
			b.in[hash(lemmaSeed, row[1])] = n
		case "name":
			b.in[hash(nameSeed, row[1])] = n
		}
	}
	return b
})

// backgroundFloor is the number of articles below which the list leaves a key
// out; what is not listed is taken to stand in half as many.
const backgroundFloor = 20

// rarity is the inverse document frequency of a key, in nats.
func rarity(key uint64) float64 {
	b := theBackground()
	n, listed := b.in[key]
	if !listed {
		n = backgroundFloor / 2
	}
	return math.Log(b.articles / n)
}
