package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// aFew is the number of inputs and articles that are read without a progress bar.
const aFew = 3

// progress shows on a terminal how far a run is. It stays silent where
// standard error is no terminal, or where the output shares that terminal.
type progress struct {
	stderr   io.Writer
	inputs   int // how many there are
	input    int // inputs begun
	articles int
	bar      *progressbar.ProgressBar
	silent   bool
}

func newProgress(std *streams, out *output, inputs int) *progress {
	f, ok := std.stderr.(*os.File)
	_, shared := out.terminal()
	return &progress{
		stderr: std.stderr,
		inputs: inputs,
		silent: shared || !ok || !term.IsTerminal(int(f.Fd())),
	}
}

// advance counts one more article, which belongs to the input of that index.
func (p *progress) advance(input int) {
	if p.silent {
		return
	}
	p.articles++
	if p.bar == nil {
		if p.articles <= aFew && p.inputs <= aFew {
			return
		}
		options := []progressbar.Option{
			progressbar.OptionSetWriter(p.stderr),
			progressbar.OptionThrottle(100 * time.Millisecond),
			progressbar.OptionShowCount(),
			progressbar.OptionShowIts(),
			progressbar.OptionClearOnFinish(),
		}
		if p.inputs > aFew {
			p.bar = progressbar.NewOptions(p.inputs, append(options, progressbar.OptionSetDescription("inputs"), progressbar.OptionSetItsString("inputs"))...)
		} else {
			// A few files may hold any number of articles: count without an end.
			p.bar = progressbar.NewOptions(-1, append(options, progressbar.OptionSetDescription("articles"), progressbar.OptionSetItsString("articles"))...)
			p.bar.Add(p.articles - 1)
		}
	}
	if p.inputs > aFew {
		p.bar.Add(input + 1 - p.input)
		p.input = input + 1
	} else {
		p.bar.Add(1)
	}
}

// clear takes the bar off the screen so that a line can be printed; the next
// advance draws it again.
func (p *progress) clear() {
	if p.bar != nil {
		p.bar.Clear()
	}
}

func (p *progress) finish() {
	if p.bar != nil {
		p.bar.Finish()
	}
}
