package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// meterEvery is how often a run tells its progress where standard error is no
// terminal.
const meterEvery = 10 * time.Second

// meter tells how far a long run is: articles, their rate, the share of the
// work that has been done and the time that is left. On a terminal it is a bar,
// elsewhere a line now and then.
type meter struct {
	stderr   io.Writer
	task     string // what is done, before the number; "" says nothing
	now      func() time.Time
	begun    time.Time
	told     time.Time // when the last line was written
	articles int
	done     atomic.Int64 // work so far: bytes of files, or articles
	total    int64        // work in all, 0 where it is not known
	bar      *progressbar.ProgressBar
}

// bytesOf is the size of all inputs. The bytes of a URL or a stream are not
// known beforehand: with one of them it is 0.
func bytesOf(inputs []string) (total int64) {
	for _, name := range inputs {
		info, err := os.Stat(name)
		if err != nil || !info.Mode().IsRegular() {
			return 0
		}
		total += info.Size()
	}
	return total
}

// newMeter measures a run of so much work; for 0 it counts without an end.
func newMeter(std *streams, total int64) *meter {
	m := &meter{stderr: std.stderr, now: time.Now, total: total}
	if f, ok := std.stderr.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		most := m.total
		if most == 0 {
			most = -1
		}
		m.bar = progressbar.NewOptions64(most,
			progressbar.OptionSetWriter(std.stderr),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(),
		)
	}
	m.begun = m.now()
	m.told = m.begun
	return m
}

// work counts work that is done; it is safe for concurrent use.
func (m *meter) work(n int) { m.done.Add(int64(n)) }

// advance counts one more article.
func (m *meter) advance() {
	m.articles++
	if m.bar != nil {
		m.bar.Describe(m.pace())
		if m.total > 0 {
			m.bar.Set64(m.done.Load())
		} else {
			m.bar.Add(1)
		}
		return
	}
	if now := m.now(); now.Sub(m.told) >= meterEvery {
		m.told = now
		fmt.Fprintln(m.stderr, "isnad: "+m.line())
	}
}

// pace is how many articles were done, and how fast.
func (m *meter) pace() string {
	return fmt.Sprintf("%s%d articles, %.0f/s", m.task, m.articles, m.rate())
}

// line is the progress in words.
func (m *meter) line() string {
	s := m.pace()
	if done := m.done.Load(); m.total > 0 && done > 0 {
		share := float64(done) / float64(m.total)
		left := time.Duration(float64(m.now().Sub(m.begun)) * (1 - share) / share).Round(time.Second)
		s += fmt.Sprintf(", %.0f %%, %s left", 100*share, left)
	}
	return s
}

// rate is the articles per second so far.
func (m *meter) rate() float64 {
	if d := m.now().Sub(m.begun).Seconds(); d > 0 {
		return float64(m.articles) / d
	}
	return 0
}

// clear takes the bar off the screen so that a line can be printed.
func (m *meter) clear() {
	if m.bar != nil {
		m.bar.Clear()
	}
}

func (m *meter) finish() {
	if m.bar != nil {
		m.bar.Finish()
	}
}
