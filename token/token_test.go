package token

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"isnad/archive"
	"isnad/archive/sqlite"
)

func TestTokens(t *testing.T) {
	ctx := t.Context()
	db, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "isnad.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC)
	reader, readerKept, err := Make(ctx, db, "dashboard", []Scope{Read}, now, now.AddDate(0, 0, 30))
	if err != nil {
		t.Fatal(err)
	}
	writer, writerKept, err := Make(ctx, db, "crawler", []Scope{Write}, now, now.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	note, err := db.State(ctx, StateName)
	if err != nil {
		t.Fatal(err)
	}
	for _, whole := range []string{reader, writer} {
		secret := whole[strings.LastIndex(whole, "_")+1:]
		if len(secret) < 26 || strings.Contains(string(note), secret) {
			t.Errorf("the archive keeps the secret %q", secret)
		}
	}
	if kept, err := List(ctx, db); err != nil || len(kept) != 2 || kept[0].Name != "dashboard" {
		t.Errorf("listed %v, %v", kept, err)
	}

	later := now.AddDate(0, 0, 30)
	for _, test := range []struct {
		name, sent string
		scope      Scope
		at         time.Time
		want       error
	}{
		{"read", reader, Read, now, nil},
		{"under-scoped", reader, Write, now, ErrScope},
		{"write", writer, Write, now, nil},
		{"who may write may read", writer, Read, now, nil},
		{"the last second", reader, Read, later.Add(-time.Second), nil},
		{"expired", reader, Read, later, ErrExpired},
		{"none", "", Read, now, ErrWrong},
		{"the id alone", prefix + readerKept.ID, Read, now, ErrWrong},
		{"the digest", readerKept.Digest, Read, now, ErrWrong},
		{"cut", reader[:len(reader)-1], Read, now, ErrWrong},
		{"two ids mixed", prefix + writerKept.ID + reader[strings.LastIndex(reader, "_"):], Write, now, ErrWrong},
	} {
		if _, err := Check(ctx, db, test.sent, test.scope, test.at); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}

	if _, err := Revoke(ctx, db, writerKept.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := Check(ctx, db, writer, Read, now); !errors.Is(err, ErrWrong) {
		t.Errorf("a revoked token: %v", err)
	}
	if _, err := Revoke(ctx, db, writerKept.ID); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("revoked twice: %v", err)
	}
	if _, err := Revoke(ctx, db, readerKept.ID); err != nil {
		t.Fatal(err)
	}
	if note, err := db.State(ctx, StateName); err != nil || note != nil {
		t.Errorf("with no token left the note is %q, %v", note, err)
	}
}
