//go:build !linux

package main

import "time"

// threadTime is the time since the start, where that of a thread is not known.
func threadTime() time.Duration { return time.Since(started) }

var started = time.Now()
