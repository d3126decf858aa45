package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"isnad/archive"
	"isnad/evidence"
)

type packCmd struct {
	Subjects []string `arg:"" name:"subject" help:"A statement (ARTICLE#s3), a claim (STORY#2, or STORY# and its key) or a story (its id, or that of an article of it)."`
	Output   string   `short:"o" required:"" help:"The pack, which appears whole or not at all." placeholder:"FILE.zip"`
	Packed   string   `help:"The time of packing that the pack gives, as 2031-04-02T08:00:00Z, instead of now: the same archive, subjects and time give the same bytes." placeholder:"TIME"`
}

// Help is shown below the flags by isnad pack --help.
func (*packCmd) Help() string {
	return `Examples:

  isnad pack -o bridge.zip 'سرمد:4471#s2'         a statement: isnad show سرمد:4471 lists them
  isnad pack -o claim.zip '2crehrjk26ixx#1'       the first claim of a story, as isnad story show numbers them
  isnad pack -o story.zip 2crehrjk26ixx           a story with all its claims
  isnad verify claim.zip                          by anybody, without the archive

A pack holds a page to read in Arabic and English (index.html), the articles as they were read with their records and pages, the chain
(evidence.json), JSON-LD, and the SHA-256 of each file (manifest.json). Keep the SHA-256 of the manifest that is printed, or publish it: it names
all of the pack, and isnad verify --manifest holds the pack to it.`
}

// Run packs what stands behind the subjects.
func (c *packCmd) Run(ctx context.Context, std *streams) error {
	packed := time.Now()
	if c.Packed != "" {
		at, err := time.Parse(time.RFC3339, c.Packed)
		if err != nil {
			return &usageError{fmt.Errorf("--packed %s is no time; write 2031-04-02T08:00:00Z", c.Packed)}
		}
		packed = at
	}
	return std.withArchive(ctx, func(db archive.Archive) (err error) {
		pack, hash, err := evidence.Make(ctx, db, c.Subjects, packed)
		if err != nil {
			return err
		}
		out, err := openOutput(std.stdout, c.Output)
		if err != nil {
			return err
		}
		if _, err := out.Write(pack); err != nil {
			return out.close(err)
		}
		if err := out.close(nil); err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.stdout, "%s: %d bytes, manifest SHA-256 %s\n", c.Output, len(pack), hash)
		return err
	})
}

type verifyCmd struct {
	Packs    []string `arg:"" name:"pack" help:"Packs of isnad pack."`
	Manifest string   `help:"The SHA-256 that the manifest must have, as isnad pack printed it." placeholder:"SHA256"`
}

// Help is shown below the flags by isnad verify --help.
func (*verifyCmd) Help() string {
	return `Examples:

  isnad verify claim.zip
  isnad verify --manifest 3b0c…e1 claim.zip     … and that it is the pack whose SHA-256 was told

It needs no archive: the files are those of the manifest, each with its SHA-256; no byte of the zip is another; the words stand where the pack
says; records, chain and JSON-LD agree. Without --manifest a pack that somebody made anew from altered articles cannot be told.
The exit status is 1 where a pack is not whole.`
}

// Run checks packs.
func (c *verifyCmd) Run(std *streams) error {
	failed := false
	for _, name := range c.Packs {
		v, err := verifyFile(name)
		if err == nil && c.Manifest != "" && v.Hash != c.Manifest {
			err = fmt.Errorf("manifest.json: its SHA-256 is %s and not the one given: this is another pack", v.Hash)
		}
		if err != nil {
			failed = true
			std.complain("%s", ofFiles(fmt.Errorf("%s: %w", name, err)))
			continue
		}
		words := 0
		for _, s := range v.Chain.Subjects {
			words += len(s.Words)
		}
		fmt.Fprintf(std.stdout, "%s: whole; packed %s, files: %d, articles: %d, words in their place: %d, manifest SHA-256 %s\n",
			name, v.Manifest.Packed.Format(time.RFC3339), len(v.Manifest.Files)+1, len(v.Chain.Articles), words, v.Hash)
	}
	if failed {
		return errInputs
	}
	return nil
}

func verifyFile(name string) (*evidence.Verified, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	pack, err := io.ReadAll(io.LimitReader(f, evidence.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	return evidence.Verify(pack)
}
