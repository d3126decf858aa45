// Command errors counts by kind what is read wrongly, and writes it to
// eval/ERRORS.md: attribution on gold/dev and gold/train, words on UD PADT's
// development part. It quotes no article: an example is an invented one of its
// kind.
//
//	go run ./eval/errors
package main

import (
	"bytes"
	"fmt"
	"os"

	"isnad/eval"
)

const output = "eval/ERRORS.md"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "errors:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, ok := eval.Shared()
	if !ok {
		return fmt.Errorf("no data folder: set ISNAD_SHARED")
	}
	var b bytes.Buffer
	b.WriteString("# What is read wrongly\n\nMade by `go run ./eval/errors`.\n")
	if err := attributionErrors(&b, dir); err != nil {
		return err
	}
	if err := wordErrors(&b, dir); err != nil {
		return err
	}
	return os.WriteFile(output, b.Bytes(), 0o644)
}
