package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestAlertCommands(t *testing.T) {
	db := filepath.Join(t.TempDir(), "news.db")
	run := func(args ...string) ran { return isnad(t, append([]string{"--archive", db}, args...)...) }
	if got := run("add", examples+"/court.txt"); got.status != exitOK {
		t.Fatal(got.stderr)
	}
	saved := run("alert", "add", "everything")
	id, ok := strings.CutPrefix(strings.TrimSpace(saved.stdout), "alert ")
	if saved.status != exitOK || !ok {
		t.Fatalf("saved %+v", saved)
	}
	posted := run("alert", "add", "ministers", "speaker:الحور", "--kind", "change", "--webhook", "https://hooks.example/")
	if posted.status != exitOK || !strings.Contains(posted.stdout, "secret whsec_") {
		t.Fatalf("saved %+v", posted)
	}
	if got := run("alert", "run"); got.status != exitOK || got.stdout != "" {
		t.Errorf("before anything is new: %+v", got)
	}
	if got := run("add", examples+"/bread-tax.html"); got.status != exitOK {
		t.Fatal(got.stderr)
	}
	if got := run("alert", "run"); got.status != exitOK || strings.Count(got.stdout, "\n") != 1 || !strings.HasPrefix(got.stdout, "everything [match] ") {
		t.Errorf("told %+v", got)
	}
	if got := run("alert", "run", "--format", "json"); got.status != exitOK || got.stdout != "" {
		t.Errorf("told twice: %+v", got)
	}
	listed := run("alert", "list")
	for _, want := range []string{id + "  match  everything", "1 sent, 0 waiting", "change  ministers  speaker:الحور  https://hooks.example/"} {
		if !strings.Contains(listed.stdout, want) {
			t.Errorf("the list does not have %q:\n%s", want, listed.stdout)
		}
	}
	if strings.Contains(listed.stdout, "whsec_") {
		t.Error("the list shows a secret")
	}
	if got := run("alert", "remove", id); got.status != exitOK {
		t.Errorf("removed %+v", got)
	}
	for _, refused := range []struct {
		args []string
		want int
	}{
		{[]string{"remove", id}, exitFailed},
		{[]string{"add", "x", "("}, exitUsage},
		{[]string{"add", "x", "--webhook", "ftp://x.example/"}, exitFailed},
	} {
		if got := run(append([]string{"alert"}, refused.args...)...); got.status != refused.want || got.stderr == "" {
			t.Errorf("%v: %+v", refused.args, got)
		}
	}
}
