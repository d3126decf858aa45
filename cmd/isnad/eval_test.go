package main

import (
	"strings"
	"testing"
)

func TestEvalWithoutGold(t *testing.T) {
	got := isnad(t, "eval", "--data", t.TempDir())
	if got.status != exitFailed || got.stdout != "" || !strings.Contains(got.stderr, "holds no gold set") {
		t.Errorf("got %+v", got)
	}
}
