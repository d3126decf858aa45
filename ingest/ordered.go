package ingest

import (
	"context"
	"iter"
	"sync"
)

// Ordered maps work over items on n goroutines and yields the results in the
// order of the items, whatever order they are ready in.
//
// At most 4n items are taken and not yet yielded, so memory is bounded by n
// and not by the number of items. Items are taken on one goroutine. When ctx
// ends no further items are taken. When the loop ends, every goroutine has.
func Ordered[T, R any](ctx context.Context, n int, items iter.Seq[T], work func(T) R) iter.Seq[R] {
	type task struct {
		item T
		done chan<- R
	}
	return func(yield func(R) bool) {
		ctx, cancel := context.WithCancel(ctx)
		queue := make(chan chan R, 4*n)
		tasks := make(chan task)

		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()
		running.Go(func() {
			defer close(queue)
			defer close(tasks)
			for item := range items {
				done := make(chan R, 1)
				select {
				case queue <- done:
				case <-ctx.Done():
					return
				}
				tasks <- task{item, done}
			}
		})
		for range n {
			running.Go(func() {
				for t := range tasks {
					t.done <- work(t.item)
				}
			})
		}
		for done := range queue {
			if !yield(<-done) {
				return
			}
		}
	}
}
