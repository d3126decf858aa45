package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// ran is what one command line did.
type ran struct {
	status         int
	stdout, stderr string
}

// isnad runs a command line without an environment.
func isnad(t *testing.T, args ...string) ran {
	t.Helper()
	return isnadFrom(t, strings.NewReader(""), nil, args...)
}

func isnadFrom(t *testing.T, stdin io.Reader, env map[string]string, args ...string) ran {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status := Run(t.Context(), args, stdin, &stdout, &stderr, func(name string) string { return env[name] })
	return ran{status, stdout.String(), stderr.String()}
}

// write makes a file in a folder of the test and returns its path.
func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// report is a short text: the minister said that the bridge will open at the year's end.
const report = "افتتاح الجسر\n\nقال الوزير نعمان الحور إن الجسر سيُفتح نهاية العام، مضيفاً أن \"الأشغال انتهت\". وأعلنت البلدية أن 40 عاملاً شاركوا في البناء.\n"

const examples = "../../examples"

func TestExamplesGolden(t *testing.T) {
	inputs, err := filepath.Glob(examples + "/*")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, input := range inputs {
		name := filepath.Base(input)
		if name == "README.md" {
			continue
		}
		n++
		t.Run(name, func(t *testing.T) {
			got := isnad(t, "read", "--lang", "en", input)
			if got.status != exitOK {
				t.Errorf("exit status %d: %s", got.status, got.stderr)
			}
			checkGolden(t, "examples/"+name+".view", []byte(strings.ReplaceAll(got.stdout+got.stderr, input, name)))
		})
	}
	if n < 10 {
		t.Errorf("only %d examples", n)
	}
}

func TestReadFolder(t *testing.T) {
	got := isnad(t, "read", "--format", "jsonl", examples)
	if got.status != exitOK {
		t.Fatalf("exit status %d: %s", got.status, got.stderr)
	}
	articles := 0
	for line := range strings.Lines(got.stdout) {
		articles++
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
	if articles < 14 {
		t.Errorf("%d articles, want every one of the folder", articles)
	}
	for _, jobs := range []string{"1", "2", "9"} {
		if again := isnad(t, "read", "--format", "jsonl", "--jobs", jobs, examples); again != got {
			t.Errorf("--jobs %s gives other bytes", jobs)
		}
	}
}

func TestReadFormats(t *testing.T) {
	input := write(t, t.TempDir(), "report.txt", report)
	t.Run("json is one indented object", func(t *testing.T) {
		got := isnad(t, "read", "--format", "json", "--published", "2021-07-26", "--outlet", "المرفأ", input)
		var rec struct {
			Schema  string
			Article struct{ Text, Published, Outlet string }
		}
		if err := json.Unmarshal([]byte(got.stdout), &rec); err != nil {
			t.Fatal(err)
		}
		if rec.Schema != "isnad/record/1" || rec.Article.Text != report || rec.Article.Published != "2021-07-26T00:00:00Z" || rec.Article.Outlet != "المرفأ" {
			t.Errorf("got %+v", rec)
		}
		if !strings.Contains(got.stdout, "\n  \"article\": {") {
			t.Error("not indented")
		}
	})
	t.Run("standard input", func(t *testing.T) {
		got := isnadFrom(t, strings.NewReader(report), nil, "read", "--format", "jsonl", "-")
		if got.status != exitOK || strings.Count(got.stdout, "\n") != 1 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("the language follows the locale", func(t *testing.T) {
		for locale, want := range map[string]string{"ar_SD.UTF-8": "الأقوال", "en_GB.UTF-8": "Statements", "C": "Statements", "": "Statements"} {
			if got := isnadFrom(t, nil, map[string]string{"LANG": locale}, "read", input); !strings.Contains(got.stdout, want) {
				t.Errorf("LANG=%s: no %q in %s", locale, want, got.stdout)
			}
		}
	})
	t.Run("colours when asked for", func(t *testing.T) {
		for when, want := range map[string]bool{"always": true, "auto": false, "never": false} {
			if got := isnad(t, "read", "--color", when, input); strings.Contains(got.stdout, "\x1b[") != want {
				t.Errorf("--color %s: colours %v", when, !want)
			}
		}
	})
}

func TestReadWarnsOfUnknownDates(t *testing.T) {
	dir := t.TempDir()
	one := write(t, dir, "one.txt", report)
	got := isnad(t, "read", one)
	if n := strings.Count(got.stderr, "--published"); n != 1 || !strings.Contains(got.stderr, "one.txt: no publication date") {
		t.Errorf("one article: stderr %q", got.stderr)
	}
	if got.status != exitOK {
		t.Errorf("exit status %d", got.status)
	}
	two := write(t, dir, "two.txt", strings.Replace(report, "نعمان", "شاكر", 1))
	got = isnad(t, "read", one, two)
	if n := strings.Count(got.stderr, "\n"); n != 1 || !strings.Contains(got.stderr, "2 articles state no publication date") {
		t.Errorf("two articles: stderr %q", got.stderr)
	}
	if got := isnad(t, "read", "--published", "2021-07-26", one); got.stderr != "" {
		t.Errorf("with --published: stderr %q", got.stderr)
	}
}

func TestReadBadInput(t *testing.T) {
	dir := t.TempDir()
	good := write(t, dir, "good.txt", report)
	windows1256, err := charmap.Windows1256.NewEncoder().String(report)
	if err != nil {
		t.Fatal(err)
	}
	paragraph := "<p>" + strings.Split(report, "\n\n")[1] + "</p>"
	tests := []struct {
		name, content string
		reason        string // "" where the input is good enough to be read
	}{
		{"binary.bin", "\x7fELF\x02\x01\x01\x00\x00\x00\xff\xfe\x00\x01\x02\x03" + strings.Repeat("\x00\x07", 400), "binary"},
		{"empty.txt", "", "empty"},
		{"white.txt", " \n\t\n", "white space"},
		{"english.html", "<html><head><title>Bridge opens</title></head><body><article><h1>Bridge opens</h1>" + strings.Repeat("<p>The minister said that the bridge would open at the end of the year, and that the works were done.</p>", 8) + "</article></body></html>", "not Arabic"},
		{"one-line.txt", strings.Repeat("قال الوزير إن الجسر سيُفتح. ", 50<<20/50), "larger than"},
		{"nested.html", "<html><body>" + strings.Repeat("<div>", 200_000) + paragraph, "deep"},
		{"script.html", "<html><head><title>الأخبار</title></head><body><div id=root></div><script src=app.js></script></body></html>", "no article"},
		{"broken.gz", "\x1f\x8b\x08\x00garbage", "gzip"},
		{"broken.jsonl", `{"id": "1", "text": ` + "\n", "JSON"},
		{"truncated.html", "<html><head><title>افتتاح الجسر</title></head><body><article><h1>افتتاح الجسر</h1>" + strings.Repeat(paragraph, 4) + "<p>وقال الوز", ""},
		{"wrong-label.html", "<html><head><meta charset=\"utf-8\"><title>x</title></head><body><article>" + strings.Repeat("<p>"+windows1256+"</p>", 4) + "</article></body></html>", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bad := write(t, dir, tt.name, tt.content)
			got := isnad(t, "read", "--published", "2021-07-26", "--format", "jsonl", bad, good)
			articles := strings.Count(got.stdout, "\n")
			if tt.reason == "" {
				if got.status != exitOK || articles != 2 || !strings.Contains(got.stdout, "نعمان الحور") {
					t.Errorf("status %d, %d articles, stderr %q", got.status, articles, got.stderr)
				}
				return
			}
			if got.status != exitFailed {
				t.Errorf("exit status %d, want %d", got.status, exitFailed)
			}
			if articles != 1 {
				t.Errorf("%d articles read, want the good one", articles)
			}
			if !strings.HasPrefix(got.stderr, "isnad: "+bad) || !strings.Contains(got.stderr, tt.reason) || strings.Count(got.stderr, "\n") != 1 {
				t.Errorf("stderr %q does not name the file and %q in one line", got.stderr, tt.reason)
			}
		})
	}
	t.Run("a missing file beside a good one", func(t *testing.T) {
		missing := filepath.Join(dir, "missing.html")
		got := isnad(t, "read", "--published", "2021-07-26", "--format", "jsonl", missing, good)
		if got.status != exitFailed || strings.Count(got.stdout, "\n") != 1 || !strings.HasPrefix(got.stderr, "isnad: "+missing+": does not exist") {
			t.Errorf("got %+v", got)
		}
	})
}

func TestReadUsage(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"no command", nil, "read"},
		{"no input", []string{"read"}, "input"},
		{"unknown format", []string{"read", "--format", "xml", "a.txt"}, "--format"},
		{"no date", []string{"read", "--published", "soon", "a.txt"}, "--published"},
		{"unknown flag", []string{"read", "--fast", "a.txt"}, "--fast"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := isnad(t, tt.args...)
			if got.status != exitUsage || got.stdout != "" || !strings.HasPrefix(got.stderr, "isnad: ") || !strings.Contains(got.stderr, tt.want) {
				t.Errorf("got %+v", got)
			}
		})
	}
	for _, args := range [][]string{{"--help"}, {"read", "--help"}, {"--version"}} {
		if got := isnad(t, args...); got.status != exitOK || !strings.Contains(got.stdout, "isnad") || got.stderr != "" {
			t.Errorf("%v: got %+v", args, got)
		}
	}
}

func TestReadOutputFile(t *testing.T) {
	dir := t.TempDir()
	input := write(t, dir, "report.txt", report)
	files := func() (names []string) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	out := filepath.Join(dir, "out.jsonl")
	got := isnad(t, "read", "--published", "2021-07-26", "--format", "jsonl", "-o", out, input, filepath.Join(dir, "missing"))
	if got.status != exitFailed || got.stdout != "" {
		t.Errorf("got %+v", got)
	}
	if raw, err := os.ReadFile(out); err != nil || strings.Count(string(raw), "\n") != 1 {
		t.Errorf("output %q, %v", raw, err)
	}
	if n := len(files()); n != 2 {
		t.Errorf("files left: %v", files())
	}
	t.Run("stays as it was when the run is stopped", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		write(t, dir, "out.jsonl", "before")
		status := Run(ctx, []string{"read", "-o", out, input}, nil, io.Discard, io.Discard, os.Getenv)
		if status != exitInterrupted {
			t.Errorf("exit status %d, want %d", status, exitInterrupted)
		}
		if raw, err := os.ReadFile(out); err != nil || string(raw) != "before" {
			t.Errorf("output %q, %v", raw, err)
		}
		if n := len(files()); n != 2 {
			t.Errorf("files left: %v", files())
		}
	})
	t.Run("in a folder that is not there", func(t *testing.T) {
		if got := isnad(t, "read", "-o", filepath.Join(dir, "none", "out"), input); got.status != exitFailed || !strings.Contains(got.stderr, "writing") {
			t.Errorf("got %+v", got)
		}
	})
}

// brokenPipe takes n bytes, as a pager that is left early.
type brokenPipe struct{ n int }

func (p *brokenPipe) Write(b []byte) (int, error) {
	if p.n -= len(b); p.n < 0 {
		return 0, fmt.Errorf("write: %w", syscall.EPIPE)
	}
	return len(b), nil
}

func TestReadIsQuietWhenNobodyListens(t *testing.T) {
	var stderr bytes.Buffer
	status := Run(t.Context(), []string{"read", "--format", "jsonl", examples}, nil, &brokenPipe{100}, &stderr, func(string) string { return "" })
	if status != exitFailed || stderr.Len() > 0 {
		t.Errorf("exit status %d, stderr %q", status, stderr.String())
	}
}

func TestReadStopsWhileStandardInputWaits(t *testing.T) {
	waiting, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		w.Write([]byte(report))
		cancel()
	}()
	if status := Run(ctx, []string{"read", "-"}, waiting, io.Discard, io.Discard, func(string) string { return "" }); status != exitInterrupted {
		t.Errorf("exit status %d, want %d", status, exitInterrupted)
	}
}
