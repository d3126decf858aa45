//go:build race

package arabic

// raceDetector: under the race detector sync.Pool drops workspaces at random,
// so allocations tell nothing.
const raceDetector = true
