//go:build !race

package arabic

const raceDetector = false
