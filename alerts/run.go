package alerts

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"isnad/archive"
	"isnad/page"
)

// Runner looks for what is new and sends it. Several may run beside one
// another over one archive: each message is taken by one of them.
type Runner struct {
	Archive archive.Archive
	// Print takes the messages of alerts that have no webhook.
	Print func(*Message) error
	// Log is told what went wrong with an alert; the others go on.
	Log func(error)
	// Every is the time between two passes of Run. Default a minute.
	Every time.Duration
	// Now is the clock. Default time.Now.
	Now func() time.Time
}

const (
	// postTimeout is how long a receiver may take to answer.
	postTimeout = 15 * time.Second
	// lease is how long a message that is being sent is left alone by others. A
	// kill in between has it sent again after that.
	lease = 2 * time.Minute
	// A message is tried again after 1, 2, 4 … minutes, at most maxBackoff, and
	// given up after maxTries: that is two days.
	maxTries   = 16
	maxBackoff = 6 * time.Hour
	// maxOutbox bounds what waits for a receiver that is gone; while so much
	// waits, nothing more is looked for.
	maxOutbox = 1000
	// maxAtOnce is the most messages that one pass sends of one alert.
	maxAtOnce = 100
)

// Run makes a pass at once and then one after each r.Every, until ctx ends.
func (r *Runner) Run(ctx context.Context) {
	every := r.Every
	if every <= 0 {
		every = time.Minute
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := r.Once(ctx); err != nil && ctx.Err() == nil {
			r.Log(err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Once looks what is new for every alert and sends what waits and is to be
// tried now. The trouble of one alert is told to Log and kept in its Status.
func (r *Runner) Once(ctx context.Context) error {
	all, err := load(ctx, r.Archive)
	if err != nil {
		return err
	}
	for _, a := range all {
		err := r.look(ctx, a)
		if err == nil {
			err = r.send(ctx, a)
		}
		if err != nil && !errors.Is(err, errRemoved) {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r.Log(fmt.Errorf("alert %s (%s): %w", a.ID, a.Name, err))
		}
	}
	return nil
}

func (r *Runner) now() time.Time {
	if r.Now != nil {
		return r.Now()
	}
	return time.Now()
}

// look puts what is new into the outbox and moves on, both or neither.
func (r *Runner) look(ctx context.Context, a *Alert) error {
	s, err := loadState(ctx, r.Archive, a.ID)
	if err != nil || len(s.Outbox) >= maxOutbox {
		return err
	}
	last, err := r.lastFor(ctx, a)
	if err != nil || last <= s.Seen && a.Kind != Due {
		return err
	}
	f := &finder{from: r.Archive, now: r.now(), alert: a, seen: s.Seen, told: s.Told}
	if err := f.find(ctx); err != nil {
		return err
	}
	found := slices.DeleteFunc(f.found, func(m *Message) bool { return a.Kind != Due && m.arrival > last }) // left to the next pass
	if len(found) == 0 && last <= s.Seen && len(f.told) == len(s.Told) {
		return nil
	}
	was := s.Seen
	return changeState(ctx, r.Archive, a.ID, func(s *state) error {
		if s.Seen != was {
			return nil // another runner was there
		}
		for _, m := range found {
			if s.Told[m.ID] != "" {
				continue // likewise
			}
			body, err := json.Marshal(m)
			if err != nil {
				return err
			}
			s.Outbox = append(s.Outbox, &message{ID: m.ID, Body: body, Next: r.now()})
		}
		s.Seen, s.Told = max(last, was), f.told
		return nil
	})
}

// lastFor is the arrival up to which an alert can be told of: that of the
// stories where it asks about claims.
func (r *Runner) lastFor(ctx context.Context, a *Alert) (int64, error) {
	last, err := r.Archive.LastArrival(ctx)
	if err != nil || a.Kind != Origin {
		return last, err
	}
	stories, err := r.Archive.StoryProgress(ctx)
	return min(last, stories.Arrival), err
}

// send sends what waits. Each message is first taken, so that no other runner
// sends it too.
func (r *Runner) send(ctx context.Context, a *Alert) error {
	for range maxAtOnce {
		var m *message
		now := r.now()
		s, err := loadState(ctx, r.Archive, a.ID)
		if err != nil {
			return err
		}
		ready := func(m *message) bool { return !now.Before(m.Next) }
		if !slices.ContainsFunc(s.Outbox, ready) {
			return nil
		}
		err = changeState(ctx, r.Archive, a.ID, func(s *state) error {
			if i := slices.IndexFunc(s.Outbox, ready); i >= 0 {
				m = s.Outbox[i]
				m.Tries++
				m.Next = now.Add(lease)
			}
			return nil
		})
		if err != nil || m == nil {
			return err
		}
		after, failed := r.deliver(ctx, a, m)
		if ctx.Err() != nil && failed != nil {
			return ctx.Err() // the lease has it tried again
		}
		// What was sent is crossed out even where the run is to end.
		if err := changeState(context.WithoutCancel(ctx), r.Archive, a.ID, func(s *state) error {
			i := slices.IndexFunc(s.Outbox, func(o *message) bool { return o.ID == m.ID })
			switch {
			case i < 0:
			case failed == nil:
				s.Outbox, s.Trouble = slices.Delete(s.Outbox, i, i+1), ""
				s.Sent++
			case s.Outbox[i].Tries >= maxTries || errors.Is(failed, errNoMore):
				s.Outbox, s.Trouble = slices.Delete(s.Outbox, i, i+1), failed.Error()
				s.GivenUp++
			default:
				s.Outbox[i].Next, s.Trouble = r.now().Add(max(after, backoff(s.Outbox[i].Tries))), failed.Error()
			}
			return nil
		}); err != nil {
			return err
		}
		if failed != nil {
			return failed // the receiver is left in peace until the next pass
		}
	}
	return nil
}

func backoff(tries int) time.Duration {
	return min(time.Minute<<min(tries-1, 10), maxBackoff)
}

// errNoMore is a receiver that says it wants nothing more.
var errNoMore = errors.New("the receiver is gone for good")

// deliver prints or posts one message. After is how long the receiver asks to
// wait.
func (r *Runner) deliver(ctx context.Context, a *Alert, m *message) (after time.Duration, err error) {
	if a.Webhook == "" {
		var told Message
		if err := json.Unmarshal(m.Body, &told); err != nil {
			return 0, err
		}
		return 0, r.Print(&told)
	}
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.Webhook, bytes.NewReader(m.Body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", page.DefaultUserAgent)
	req.Header.Set("Idempotency-Key", m.ID)
	if err := sign(req.Header, a.Secret, m.ID, r.now(), m.Body); err != nil {
		return 0, err
	}
	client := page.Client(a.AllowPrivate)
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		var with *url.Error
		if errors.As(err, &with) { // drop the address, which may hold a secret
			err = with.Err
		}
		return 0, fmt.Errorf("posting: %w", err)
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	switch {
	case res.StatusCode/100 == 2:
		return 0, nil
	case res.StatusCode == http.StatusGone:
		return 0, errNoMore
	}
	if seconds, err := strconv.ParseUint(res.Header.Get("Retry-After"), 10, 31); err == nil {
		after = min(time.Duration(seconds)*time.Second, maxBackoff)
	}
	return after, fmt.Errorf("posting: answered with %d %s", res.StatusCode, http.StatusText(res.StatusCode))
}

const secretPrefix = "whsec_"

// sign sets the headers by which a receiver knows who sent a message: an HMAC
// of id, time and body, as Standard Webhooks (standardwebhooks.com) has it.
func sign(head http.Header, secret, id string, at time.Time, body []byte) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		return fmt.Errorf("the secret of the webhook: %w", err)
	}
	seconds := strconv.FormatInt(at.Unix(), 10)
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "%s.%s.%s", id, seconds, body)
	head.Set("Webhook-Id", id)
	head.Set("Webhook-Timestamp", seconds)
	head.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(h.Sum(nil)))
	return nil
}
