package ingest

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

func numbers(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func TestOrderedKeepsTheOrderOfItems(t *testing.T) {
	work := func(i int) int {
		time.Sleep(time.Duration(i%3) * time.Millisecond)
		return i * i
	}
	for _, n := range []int{1, 2, 7} {
		i := 0
		for got := range Ordered(context.Background(), n, numbers(200), work) {
			if got != i*i {
				t.Fatalf("%d workers: result %d is %d, want %d", n, i, got, i*i)
			}
			i++
		}
		if i != 200 {
			t.Errorf("%d workers: %d results, want 200", n, i)
		}
	}
}

func TestOrderedTakesOnlyAWindowOfItems(t *testing.T) {
	var taken atomic.Int64
	items := func(yield func(int) bool) {
		for i := range 10_000 {
			taken.Add(1)
			if !yield(i) {
				return
			}
		}
	}
	yielded := int64(0)
	for range Ordered(context.Background(), 3, items, func(i int) int { return i }) {
		yielded++
		if ahead := taken.Load() - yielded; ahead > 4*3+2 {
			t.Fatalf("%d items taken ahead", ahead)
		}
	}
}

func TestOrderedStops(t *testing.T) {
	t.Run("when the loop breaks", func(t *testing.T) {
		for range Ordered(context.Background(), 2, numbers(1_000_000_000), func(i int) int { return i }) {
			break
		}
	})
	t.Run("when the context ends", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		var got []int
		for i := range Ordered(ctx, 2, numbers(1_000_000_000), func(i int) int { return i }) {
			if got = append(got, i); i == 5 {
				cancel()
			}
		}
		if !slices.IsSorted(got) || len(got) < 6 {
			t.Errorf("got %v", got)
		}
	})
}
