package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/term"
)

// output is standard output, or a file that appears under its name only when
// everything has been written.
type output struct {
	*bufio.Writer
	to   io.Writer
	file *os.File // temporary, nil for standard output
	path string
}

// openOutput opens the file at path, or stdout where path is "" or "-".
func openOutput(stdout io.Writer, path string) (*output, error) {
	o := &output{to: stdout, path: path}
	if path != "" && path != "-" {
		if is, err := os.Stat(path); err == nil && is.IsDir() {
			return nil, &fs.PathError{Op: "open", Path: path, Err: syscall.EISDIR}
		}
		// Beside the target, because a rename does not cross file systems.
		f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
		if err != nil {
			return nil, fmt.Errorf("writing %s: %w", path, inFolder(path, err))
		}
		o.to, o.file = f, f
	}
	o.Writer = bufio.NewWriterSize(o.to, 64<<10)
	return o, nil
}

// inFolder has an error about a temporary file beside path speak of the folder.
func inFolder(path string, err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return &fs.PathError{Op: of.Op, Path: filepath.Dir(path), Err: of.Err}
	}
	return err
}

// close ends the output of a run that ended with runErr, and returns runErr,
// or its own error where there was none. The file takes its name unless the
// run broke off; inputs that failed one by one do not break it off.
func (o *output) close(runErr error) error {
	err := o.Flush()
	if o.file == nil {
		return firstError(runErr, err)
	}
	temporary := o.file.Name()
	err = firstError(err, o.file.Chmod(0o644), o.file.Sync(), o.file.Close())
	if err == nil && (runErr == nil || runErr == errInputs) {
		err = os.Rename(temporary, o.path)
	} else {
		os.Remove(temporary)
	}
	if err != nil {
		err = fmt.Errorf("writing %s: %w", o.path, err)
	}
	return firstError(runErr, err)
}

// terminal returns the width in cells of the terminal that the output goes
// to, false where it goes elsewhere.
func (o *output) terminal() (width int, ok bool) {
	f, ok := o.to.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	return width, err == nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
