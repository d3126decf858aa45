package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"isnad/archive"
	"isnad/token"
)

type tokenCmd struct {
	Make   tokenMakeCmd   `cmd:"" help:"Make a token and print it, once."`
	List   tokenListCmd   `cmd:"" help:"List the tokens, without their secrets."`
	Revoke tokenRevokeCmd `cmd:"" help:"End a token at once."`
}

type tokenMakeCmd struct {
	Name  string        `arg:"" help:"What the token is for, so that it is known in the list."`
	Scope []token.Scope `enum:"read,write" default:"read" help:"What it allows: read; write, to add articles, which allows reading too. May be repeated." placeholder:"SCOPE"`
	Days  int           `default:"365" help:"Days until it expires." placeholder:"DAYS"`
}

// Help is shown below the flags by isnad token make --help.
func (*tokenMakeCmd) Help() string {
	return `Examples:

  isnad token make dashboard                         to read, for a year
  isnad token make --scope write --days 30 crawler   to add articles over HTTP
  curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8080/api/v1/outlets

The archive keeps a digest of the token and not the token: keep what is printed, it cannot be shown again.`
}

// Run makes a token.
func (c *tokenMakeCmd) Run(ctx context.Context, std *streams) error {
	if c.Days < 1 || c.Days > 3650 {
		return &usageError{fmt.Errorf("--days %d: a token holds for 1 to 3650 days", c.Days)}
	}
	return std.withArchive(ctx, func(db archive.Archive) error {
		now := time.Now()
		whole, t, err := token.Make(ctx, db, c.Name, c.Scope, now, now.AddDate(0, 0, c.Days))
		if err != nil {
			return err
		}
		std.complain("token %s, %s, until %s; it is not shown again:", t.ID, scopes(t), t.Expires.Format(time.DateOnly))
		_, err = fmt.Fprintln(std.stdout, whole)
		return err
	})
}

type tokenListCmd struct{}

// Help is shown below the flags by isnad token list --help.
func (*tokenListCmd) Help() string {
	return `Example:

  isnad token list --archive may.db`
}

// Run lists the tokens.
func (c *tokenListCmd) Run(ctx context.Context, std *streams) error {
	return std.withArchive(ctx, func(db archive.Archive) error {
		tokens, err := token.List(ctx, db)
		if err != nil {
			return err
		}
		if len(tokens) == 0 {
			std.complain("there are no tokens (isnad token make makes one)")
		}
		for _, t := range tokens {
			until := "until"
			if t.Expired(time.Now()) {
				until = "expired"
			}
			fmt.Fprintf(std.stdout, "%s  %s  made %s, %s %s  %s\n", t.ID, scopes(t), t.Made.Format(time.DateOnly), until, t.Expires.Format(time.DateOnly), t.Name)
		}
		return nil
	})
}

type tokenRevokeCmd struct {
	ID string `arg:"" help:"Id of the token, as isnad token list shows it."`
}

// Help is shown below the flags by isnad token revoke --help.
func (*tokenRevokeCmd) Help() string {
	return `Example:

  isnad token revoke k3v7q2ma   a running server refuses it from its next request on`
}

// Run ends a token.
func (c *tokenRevokeCmd) Run(ctx context.Context, std *streams) error {
	return std.withArchive(ctx, func(db archive.Archive) error {
		t, err := token.Revoke(ctx, db, c.ID)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.stdout, "token %s (%s) is revoked\n", t.ID, t.Name)
		return err
	})
}

func scopes(t *token.Token) string {
	var names []string
	for _, s := range t.Scopes {
		names = append(names, string(s))
	}
	return strings.Join(names, "+")
}
