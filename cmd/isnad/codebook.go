package main

import "isnad/coding"

type wordsCmd struct {
	Output string `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

// Help is shown below the flags by isnad codebook --help.
func (*wordsCmd) Help() string {
	return `Example:

  isnad codebook -o codebook.md   every variable of a record with its names and definitions in Arabic and English, as Markdown`
}

// Run writes the codebook.
func (c *wordsCmd) Run(std *streams) (err error) {
	out, err := openOutput(std.stdout, c.Output)
	if err != nil {
		return err
	}
	defer func() { err = out.close(err) }()
	return coding.Codebook(out)
}
