package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"isnad/archive/sqlite"
	"isnad/web"
)

// mostSteps is how many commands, and how many pages, a task may take.
const mostSteps = 3

// TestTasks runs the commands of docs/tasks.md and opens its pages, on an archive
// of the example pages, and looks for each answer in what the last of either shows.
func TestTasks(t *testing.T) {
	doc, err := os.ReadFile("../../docs/tasks.md")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "isnad.db")
	if got := isnad(t, "add", "--archive", path, "../../examples"); got.status != exitOK {
		t.Fatalf("%+v", got)
	}
	t.Chdir("../..") // from where the commands are given
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	pages := web.New(web.Options{Archive: db, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	sections := strings.Split(string(doc), "\n## ")[1:]
	if len(sections) != 12 {
		t.Errorf("%d tasks", len(sections))
	}
	quoted := regexp.MustCompile("`([^`]+)`")
	for _, section := range sections {
		title, body, _ := strings.Cut(section, "\n")
		t.Run(title, func(t *testing.T) {
			var commands, opened int
			var told, page, answer, byCommand string
			for line := range strings.Lines(body) {
				line = strings.TrimSuffix(line, "\n")
				step, isStep := strings.CutPrefix(line, "    ")
				command, isCommand := strings.CutPrefix(step, "isnad ")
				address, isPage := strings.CutPrefix(step, "http://127.0.0.1:8080")
				switch {
				case isStep && isCommand:
					got := isnad(t, append(words(command), "--archive", path)...)
					if got.status != exitOK {
						t.Fatalf("%s: %+v", line, got)
					}
					told = got.stdout
					commands++
				case isStep && isPage:
					page = pageText(t, pages, address)
					opened++
				case strings.HasPrefix(line, "Answer: "):
					answer = line
				case strings.HasPrefix(line, "By command: "):
					byCommand = line
				}
			}
			if commands == 0 || commands > mostSteps || opened == 0 || opened > mostSteps || answer == "" {
				t.Fatalf("%d commands, %d pages, answer %q", commands, opened, answer)
			}
			for _, m := range quoted.FindAllStringSubmatch(answer+byCommand, -1) {
				if !strings.Contains(spaced(told), m[1]) {
					t.Errorf("no %q in what the command says:\n%s", m[1], told)
				}
			}
			for _, m := range quoted.FindAllStringSubmatch(answer, -1) {
				if !strings.Contains(spaced(page), m[1]) {
					t.Errorf("no %q in the page:\n%s", m[1], spaced(page))
				}
			}
		})
	}
}

// words parts a command line as a shell does that knows no more than double
// quotation marks.
func words(line string) []string {
	var out []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			out = append(out, part)
		} else {
			out = append(out, strings.Fields(part)...)
		}
	}
	return out
}

// pageText is what a page says, at an address as a browser takes it,
// with the pages that it leads on to.
func pageText(t *testing.T, pages http.Handler, address string) string {
	t.Helper()
	path, query, _ := strings.Cut(address, "?")
	target := (&url.URL{Path: path}).EscapedPath()
	form := url.Values{}
	for field := range strings.SplitSeq(query, "&") {
		if name, value, ok := strings.Cut(field, "="); ok {
			form.Set(name, value)
		}
	}
	target += "?" + form.Encode()
	for range mostSteps {
		r := httptest.NewRequest("GET", target, nil)
		r.Host = "localhost:8080"
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, r)
		if to := w.Header().Get("Location"); to != "" {
			target = to
			continue
		}
		if w.Code != http.StatusOK {
			t.Fatalf("GET %s: %d", target, w.Code)
		}
		var text bytes.Buffer
		for z := html.NewTokenizer(w.Body); ; {
			switch z.Next() {
			case html.ErrorToken:
				return text.String()
			case html.TextToken:
				text.Write(z.Text())
			}
		}
	}
	t.Fatalf("GET %s leads on and on", address)
	return ""
}

// spaced is text without marks of direction, its white space single.
func spaced(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f {
			return -1
		}
		return r
	}, html.UnescapeString(s))
	return strings.Join(strings.Fields(s), " ")
}
