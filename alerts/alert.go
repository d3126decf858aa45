// Package alerts tells of what is new in an archive to those who asked.
//
// A saved question goes in; messages come out, printed or posted to a webhook.
// What a question finds is put into its outbox and its place in the archive is
// moved on in one transaction, so that a kill between the two neither loses a
// message nor makes it twice. A message leaves the outbox when its receiver has
// it. Where an answer was lost on the way the message is sent again under the
// same id, by which receivers drop it.
package alerts

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"isnad/archive"
	"isnad/query"
)

// Kind is what an alert tells of.
type Kind string

const (
	Match  Kind = "match"  // articles that the query finds and that are new
	Origin Kind = "origin" // new independent origins of claims that such an article repeats
	Change Kind = "change" // articles that the query finds and that were changed
	Due    Kind = "due"    // commitments of such articles whose day comes near
)

// Alert is a saved question.
type Alert struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Kind  Kind   `json:"kind"`
	Query string `json:"query"`
	Days  int    `json:"days,omitempty"` // of Due: before the day
	// Webhook is the address to which messages are posted, "" where they are
	// printed. AllowPrivate lets it lead to private and loopback addresses.
	Webhook      string `json:"webhook,omitempty"`
	AllowPrivate bool   `json:"allow_private,omitempty"`
	// Secret signs what is posted; it is kept as it is, since signing takes it.
	Secret string    `json:"secret,omitempty"`
	Made   time.Time `json:"made"`
}

// StateName is the name of the note that holds the alerts of an archive. What
// has become of each is a note of its own.
const StateName = "isnad.alerts"

func noteName(id string) string { return "isnad.alert." + id }

// state is what has become of an alert.
type state struct {
	Seen   int64             `json:"seen"`           // Version.Arrival up to which was told
	Told   map[string]string `json:"told,omitempty"` // due commitments that were told, with their day
	Outbox []*message        `json:"outbox,omitempty"`
	Sent   int               `json:"sent"`
	// GivenUp counts messages that no receiver took; Trouble is why the last
	// attempt failed.
	GivenUp int    `json:"given_up,omitempty"`
	Trouble string `json:"trouble,omitempty"`
}

// message is one that waits for its receiver.
type message struct {
	ID    string          `json:"id"`
	Body  json.RawMessage `json:"body"`
	Tries int             `json:"tries,omitempty"`
	Next  time.Time       `json:"next"` // not to be tried before
}

// Status is what an alert has come to.
type Status struct {
	Alert
	Waiting, Sent, GivenUp int
	Trouble                string
}

// Add checks a question and keeps it. It tells of what comes from now on. The
// id and the secret are made here.
func Add(ctx context.Context, to archive.Archive, a Alert, now time.Time) (*Alert, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	a.ID, a.Made = strings.ToLower(rand.Text()[:8]), now.UTC().Truncate(time.Second)
	if a.Webhook != "" {
		key := make([]byte, 32)
		rand.Read(key)
		a.Secret = secretPrefix + base64.StdEncoding.EncodeToString(key)
	}
	seen, err := to.LastArrival(ctx)
	if err != nil {
		return nil, err
	}
	begun, err := json.Marshal(&state{Seen: seen})
	if err != nil {
		return nil, err
	}
	if err := to.SetState(ctx, noteName(a.ID), begun); err != nil {
		return nil, err
	}
	return &a, change(ctx, to, func(all []*Alert) ([]*Alert, error) { return append(all, &a), nil })
}

func (a *Alert) check() error {
	if _, err := query.Parse(a.Query); err != nil {
		return err
	}
	if !slices.Contains([]Kind{Match, Origin, Change, Due}, a.Kind) {
		return fmt.Errorf("%q is no kind of alert", a.Kind)
	}
	if a.Kind == Due && (a.Days < 0 || a.Days > 365) {
		return fmt.Errorf("%d days: deadlines are told at most 365 days before", a.Days)
	}
	if a.Webhook == "" {
		return nil
	}
	u, err := url.Parse(a.Webhook)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return fmt.Errorf("%.200s: is not a web address to post to", a.Webhook)
	}
	if u.User != nil {
		return errors.New("the webhook has a user name in its address (what is posted is signed instead)")
	}
	return nil
}

// List gives the alerts of an archive with what they have come to, the oldest
// first.
func List(ctx context.Context, from archive.Archive) ([]Status, error) {
	all, err := load(ctx, from)
	if err != nil {
		return nil, err
	}
	var out []Status
	for _, a := range all {
		s, err := loadState(ctx, from, a.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, Status{Alert: *a, Waiting: len(s.Outbox), Sent: s.Sent, GivenUp: s.GivenUp, Trouble: s.Trouble})
	}
	return out, nil
}

// Remove ends an alert and forgets what it had still to send. The error is
// archive.ErrNotFound where there is none.
func Remove(ctx context.Context, in archive.Archive, id string) error {
	err := change(ctx, in, func(all []*Alert) ([]*Alert, error) {
		i := slices.IndexFunc(all, func(a *Alert) bool { return a.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("alert %s: %w (isnad alert list shows their ids)", id, archive.ErrNotFound)
		}
		return slices.Delete(all, i, i+1), nil
	})
	if err != nil {
		return err
	}
	return in.SetState(ctx, noteName(id), nil)
}

func load(ctx context.Context, from archive.Archive) ([]*Alert, error) {
	note, err := from.State(ctx, StateName)
	if err != nil {
		return nil, err
	}
	return parse(note)
}

func parse(note []byte) (all []*Alert, err error) {
	if note == nil {
		return nil, nil
	}
	if err := json.Unmarshal(note, &all); err != nil {
		return nil, fmt.Errorf("the alerts of the archive cannot be read: %w", err)
	}
	return all, nil
}

func change(ctx context.Context, in archive.Archive, do func([]*Alert) ([]*Alert, error)) error {
	return in.ChangeState(ctx, StateName, func(note []byte) ([]byte, error) {
		all, err := parse(note)
		if err != nil {
			return nil, err
		}
		if all, err = do(all); err != nil || len(all) == 0 {
			return nil, err
		}
		return json.Marshal(all)
	})
}

func loadState(ctx context.Context, from archive.Archive, id string) (*state, error) {
	note, err := from.State(ctx, noteName(id))
	if err != nil {
		return nil, err
	}
	return parseState(id, note)
}

func parseState(id string, note []byte) (*state, error) {
	s := &state{}
	if note == nil {
		return s, nil
	}
	if err := json.Unmarshal(note, s); err != nil {
		return nil, fmt.Errorf("what became of alert %s cannot be read: %w", id, err)
	}
	return s, nil
}

// errRemoved is an alert that was removed while it was looked at.
var errRemoved = errors.New("the alert was removed")

func changeState(ctx context.Context, in archive.Archive, id string, do func(*state) error) error {
	return in.ChangeState(ctx, noteName(id), func(note []byte) ([]byte, error) {
		if note == nil {
			return nil, errRemoved
		}
		s, err := parseState(id, note)
		if err == nil {
			err = do(s)
		}
		if err != nil {
			return nil, err
		}
		return json.Marshal(s)
	})
}
