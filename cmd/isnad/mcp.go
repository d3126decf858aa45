package main

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"isnad/page"
	"isnad/web"
)

type mcpCmd struct {
	AllowPrivate bool `help:"Let links lead to private and loopback addresses."`
}

// Help is shown below the flags by isnad mcp --help.
func (*mcpCmd) Help() string {
	return `Examples:

  isnad mcp --archive news.db     as the command that an assistant's settings name
  isnad serve                     over HTTP: at http://127.0.0.1:8080/mcp, with the same tools and the tokens of isnad token

The tools read a page, search, list what somebody said, tell where a claim comes from and what falls due. Every answer has the exact words,
their article and its link. Nothing is written. Without an archive, only the tool that reads a page has something to tell.`
}

// Run answers on standard output what comes by standard input.
func (c *mcpCmd) Run(ctx context.Context, std *streams) (err error) {
	opts := web.Options{Fetch: page.Options{AllowPrivate: c.AllowPrivate}, Log: slog.New(slog.NewTextHandler(std.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	db, err := std.archiveOrNone(ctx)
	if err != nil {
		return err
	}
	if db != nil {
		defer func() { err = firstError(err, db.Close()) }()
		opts.Archive = db
	}
	err = web.New(opts).ServeAssistant(ctx, std.stdin, std.stdout)
	if ctx.Err() != nil {
		return errStopped
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
