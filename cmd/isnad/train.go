package main

import (
	"context"
	"path/filepath"

	"isnad/arabic/train"
)

type trainCmd struct {
	Data string `default:"../shared/data" help:"Folder of the corpora." placeholder:"DIR"`
	Only string `enum:"all,words,names" default:"all" help:"Learn words, names or all." placeholder:"WHAT"`
	Out  string `default:"arabic/model" help:"Folder for the model files and their cards." placeholder:"DIR"`
}

// Help is shown below the flags by isnad train --help.
func (*trainCmd) Help() string {
	return `Learns the weights of package arabic from the permitted corpora and writes
words.bin and names.bin with their cards. The same data give the same bytes.
The program has to be built again to use them.`
}

// Run learns and writes the models.
func (c *trainCmd) Run(_ context.Context, std *streams) error {
	return train.Run(train.Options{Data: filepath.Clean(c.Data), Log: std.stderr}, c.Out, c.Only)
}
