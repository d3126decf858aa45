package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"isnad/alerts"
	"isnad/archive"
)

type alertCmd struct {
	Add    alertAddCmd    `cmd:"" help:"Save a question; what it finds from now on is told."`
	List   alertListCmd   `cmd:"" help:"List the saved questions, with what waits and what was sent."`
	Remove alertRemoveCmd `cmd:"" help:"End a saved question."`
	Run    alertRunCmd    `cmd:"" help:"Look once what is new, and tell it."`
}

type alertAddCmd struct {
	Name         string      `arg:"" help:"What it is called in messages."`
	Query        string      `arg:"" optional:"" help:"What to look for, in the language of isnad search; everything without it."`
	Kind         alerts.Kind `enum:"match,origin,change,due" default:"match" help:"match, new articles that the query finds; origin, new independent sources of claims that such an article repeats; change, such articles that were changed; due, commitments whose day comes near." placeholder:"KIND"`
	Days         int         `default:"7" help:"Days before a deadline on which it is told (kind due)." placeholder:"DAYS"`
	Webhook      string      `help:"Address to post messages to; without it they are printed." placeholder:"URL"`
	AllowPrivate bool        `help:"Let the webhook lead to a private or loopback address."`
}

// Help is shown below the flags by isnad alert add --help.
func (*alertAddCmd) Help() string {
	return `Examples:

  isnad alert add dam "سد العقيق"                               printed by isnad alert run
  isnad alert add minister "speaker:الطرخون act:deny" --webhook https://hooks.example/isnad
  isnad alert add sources "سد العقيق" --kind origin
  isnad alert add promises --kind due --days 14 "org:وزارة المالية"

isnad serve and isnad watch look once a minute, isnad alert run once. A message is posted as JSON, signed as Standard Webhooks has it
(webhook-id, webhook-timestamp, webhook-signature) with the secret that is printed here, once. It is tried again after 1, 2, 4 … minutes, for two
days, always with the same id, also as Idempotency-Key: a receiver that knows the id has it already.`
}

// Run saves a question.
func (c *alertAddCmd) Run(ctx context.Context, std *streams) error {
	if _, err := parseQuery([]string{c.Query}); err != nil {
		return err
	}
	return std.withArchive(ctx, func(db archive.Archive) error {
		a := alerts.Alert{Name: c.Name, Kind: c.Kind, Query: c.Query, Webhook: c.Webhook, AllowPrivate: c.AllowPrivate}
		if c.Kind == alerts.Due {
			a.Days = c.Days
		}
		saved, err := alerts.Add(ctx, db, a, time.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(std.stdout, "alert %s\n", saved.ID)
		if saved.Secret != "" {
			fmt.Fprintf(std.stdout, "secret %s\n", saved.Secret)
		}
		return nil
	})
}

type alertListCmd struct{}

// Help is shown below the flags by isnad alert list --help.
func (*alertListCmd) Help() string {
	return `Example:

  isnad alert list --archive may.db`
}

// Run lists the questions.
func (c *alertListCmd) Run(ctx context.Context, std *streams) error {
	return std.withArchive(ctx, func(db archive.Archive) error {
		all, err := alerts.List(ctx, db)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			std.complain("there are no alerts (isnad alert add saves one)")
		}
		for _, a := range all {
			fmt.Fprintf(std.stdout, "%s  %s  %s  %s", a.ID, a.Kind, a.Name, a.Query)
			if a.Kind == alerts.Due {
				fmt.Fprintf(std.stdout, "  %d days before", a.Days)
			}
			if a.Webhook != "" {
				fmt.Fprintf(std.stdout, "  %s", a.Webhook)
			}
			fmt.Fprintf(std.stdout, "  %d sent, %d waiting, %d given up\n", a.Sent, a.Waiting, a.GivenUp)
			if a.Trouble != "" {
				fmt.Fprintf(std.stdout, "  %s\n", a.Trouble)
			}
		}
		return nil
	})
}

type alertRemoveCmd struct {
	ID string `arg:"" help:"Id of the alert, as isnad alert list shows it."`
}

// Help is shown below the flags by isnad alert remove --help.
func (*alertRemoveCmd) Help() string {
	return `Example:

  isnad alert remove k3v7q2ma   what it had still to send is forgotten`
}

// Run ends a question.
func (c *alertRemoveCmd) Run(ctx context.Context, std *streams) error {
	return std.withArchive(ctx, func(db archive.Archive) error {
		if err := alerts.Remove(ctx, db, c.ID); err != nil {
			return err
		}
		_, err := fmt.Fprintf(std.stdout, "alert %s is removed\n", c.ID)
		return err
	})
}

type alertRunCmd struct {
	Format string `enum:"text,json" default:"text" help:"How alerts without a webhook are printed: text, a line each; json, JSON Lines of what a webhook gets." placeholder:"FORMAT"`
}

// Help is shown below the flags by isnad alert run --help.
func (*alertRunCmd) Help() string {
	return `Examples:

  isnad alert run                  for cron; isnad serve and isnad watch do it by themselves
  isnad alert run --format json

The exit status is 1 if a message could not be sent; it is kept and tried again.`
}

// Run makes one pass.
func (c *alertRunCmd) Run(ctx context.Context, std *streams) error {
	return std.withArchive(ctx, func(db archive.Archive) error {
		if err := keepStories(ctx, std, db, 0); err != nil { // in which claims and their origins stand
			return err
		}
		failed := false
		r := newAlertRunner(std, db)
		r.Log = func(err error) {
			failed = true
			std.complain("%v", err)
		}
		if c.Format == "json" {
			encoder := json.NewEncoder(std.stdout)
			encoder.SetEscapeHTML(false)
			r.Print = func(m *alerts.Message) error { return encoder.Encode(m) }
		}
		if err := r.Once(ctx); err != nil {
			return err
		}
		if failed {
			return errAlerts
		}
		return nil
	})
}

var errAlerts = errors.New("some alerts could not be told (isnad alert list shows which)")

func newAlertRunner(std *streams, db archive.Archive) *alerts.Runner {
	return &alerts.Runner{
		Archive: db,
		Print:   func(m *alerts.Message) error { _, err := fmt.Fprintln(std.stdout, m.Line()); return err },
		Log:     func(err error) { std.complain("%v", err) },
	}
}

// runAlerts looks for what is new until the function that it returns is
// called, which waits for what is being sent. failed is told what goes wrong.
func runAlerts(ctx context.Context, std *streams, db archive.Archive, failed func(error)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	r := newAlertRunner(std, db)
	r.Log = failed
	running.Go(func() { r.Run(ctx) })
	return func() {
		cancel()
		running.Wait()
	}
}
