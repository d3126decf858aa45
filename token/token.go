// Package token makes and checks the tokens with which programs and other
// machines ask a server of Isnad.
//
// A token is a random secret that is shown once. The archive keeps a digest of
// it, in a note, with what the token allows and until when; so what is kept
// lets nobody in.
package token

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"isnad/archive"
)

// StateName is the name of the note that holds the tokens of an archive.
const StateName = "isnad.tokens"

// Scope is something that a token allows.
type Scope string

const (
	Read  Scope = "read"  // ask for what the archive holds, have pages read
	Write Scope = "write" // add articles; allows reading, too
)

// The kinds of refusal, told apart with errors.Is.
var (
	ErrWrong   = errors.New("the token is not known")
	ErrExpired = errors.New("the token has expired")
	ErrScope   = errors.New("the token does not allow this")
)

// Token is what is kept of a token.
type Token struct {
	ID      string    `json:"id"` // by which it is revoked; no secret
	Name    string    `json:"name"`
	Scopes  []Scope   `json:"scopes"`
	Made    time.Time `json:"made"`
	Expires time.Time `json:"expires"`
	// Digest is the SHA-256 of the token, in hexadecimal. That suffices, since
	// a token has 130 random bits and is no password that could be guessed.
	Digest string `json:"digest"`
}

// Allows reports whether the token allows what a scope says.
func (t *Token) Allows(s Scope) bool {
	return slices.Contains(t.Scopes, s) || s == Read && slices.Contains(t.Scopes, Write)
}

// Expired reports whether the token has ended by now.
func (t *Token) Expired(now time.Time) bool { return !now.Before(t.Expires) }

// prefix begins every token, so that one is known for what it is where it
// lies about.
const prefix = "isnad_"

// Make makes a token, keeps what is to be kept of it, and gives the token
// itself, which cannot be had again. It holds from now until expires.
func Make(ctx context.Context, to archive.Archive, name string, scopes []Scope, now, expires time.Time) (string, *Token, error) {
	secret := rand.Text()
	t := &Token{
		ID: strings.ToLower(rand.Text()[:8]), Name: name, Scopes: scopes,
		Made: now.UTC().Truncate(time.Second), Expires: expires.UTC().Truncate(time.Second),
	}
	whole := prefix + t.ID + "_" + secret
	t.Digest = digest(whole)
	err := change(ctx, to, func(kept []*Token) ([]*Token, error) { return append(kept, t), nil })
	return whole, t, err
}

// List gives the tokens of an archive, the oldest first, those that have
// expired, too.
func List(ctx context.Context, from archive.Archive) ([]*Token, error) {
	note, err := from.State(ctx, StateName)
	if err != nil {
		return nil, err
	}
	return parse(note)
}

// Revoke ends the token with an id at once and forgets it. The error is
// archive.ErrNotFound where there is none.
func Revoke(ctx context.Context, in archive.Archive, id string) (*Token, error) {
	var ended *Token
	err := change(ctx, in, func(kept []*Token) ([]*Token, error) {
		i := slices.IndexFunc(kept, func(t *Token) bool { return t.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("token %s: %w (isnad token list shows their ids)", id, archive.ErrNotFound)
		}
		ended = kept[i]
		return slices.Delete(kept, i, i+1), nil
	})
	return ended, err
}

// Check finds the token that a client sent and holds it to a scope. The errors
// are ErrWrong, ErrExpired, ErrScope and those of the archive.
func Check(ctx context.Context, in archive.Archive, sent string, s Scope, now time.Time) (*Token, error) {
	kept, err := List(ctx, in)
	if err != nil {
		return nil, err
	}
	sum := []byte(digest(sent))
	for _, t := range kept {
		if subtle.ConstantTimeCompare(sum, []byte(t.Digest)) == 0 {
			continue
		}
		if t.Expired(now) {
			return nil, ErrExpired
		}
		if !t.Allows(s) {
			return nil, ErrScope
		}
		return t, nil
	}
	return nil, ErrWrong
}

func digest(whole string) string {
	sum := sha256.Sum256([]byte(whole))
	return hex.EncodeToString(sum[:])
}

func parse(note []byte) (kept []*Token, err error) {
	if note == nil {
		return nil, nil
	}
	if err := json.Unmarshal(note, &kept); err != nil {
		return nil, fmt.Errorf("the tokens of the archive cannot be read: %w", err)
	}
	return kept, nil
}

func change(ctx context.Context, in archive.Archive, do func([]*Token) ([]*Token, error)) error {
	return in.ChangeState(ctx, StateName, func(note []byte) ([]byte, error) {
		kept, err := parse(note)
		if err != nil {
			return nil, err
		}
		if kept, err = do(kept); err != nil || len(kept) == 0 {
			return nil, err
		}
		return json.Marshal(kept)
	})
}
