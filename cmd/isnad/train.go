package main

import (
	"cmp"
	"context"
	"path/filepath"

	"isnad/arabic/train"
	recordtrain "isnad/record/train"
)

type trainCmd struct {
	Data string `default:"../shared/data" help:"Folder of the corpora." placeholder:"DIR"`
	Gold string `default:"../shared/gold/train" help:"Folder of annotated articles, for the judge." placeholder:"DIR"`
	Only string `enum:"all,words,names,judge" default:"all" help:"Learn words, names, the judge of statements, or all." placeholder:"WHAT"`
	Out  string `help:"Folder for the model files and their cards; the default is arabic/model, and record/model for the judge." placeholder:"DIR"`
}

// Help is shown below the flags by isnad train --help.
func (*trainCmd) Help() string {
	return `Learns the weights of package arabic from the permitted corpora and writes
words.bin and names.bin with their cards; then, from annotated articles, the
judge of package record, judge.tsv. The judge reads with the words and names
that the program was built with: after new ones, build and learn it again. The
same data give the same bytes.

Examples:

  isnad train --data ../shared/data
  isnad train --only judge --gold ../shared/gold/train`
}

// Run learns and writes the models.
func (c *trainCmd) Run(_ context.Context, std *streams) error {
	if c.Only != "judge" {
		options := train.Options{Data: filepath.Clean(c.Data), Log: std.stderr}
		if err := train.Run(options, cmp.Or(c.Out, filepath.Join("arabic", "model")), c.Only); err != nil {
			return err
		}
	}
	if c.Only != "judge" && c.Only != "all" {
		return nil
	}
	return recordtrain.Run(filepath.Clean(c.Gold), cmp.Or(c.Out, filepath.Join("record", "model")), std.stderr)
}
