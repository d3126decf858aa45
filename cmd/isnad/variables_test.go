package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

func none(string) string { return "" }

// Every flag has its variable, no two of one command have the same, and --help
// shows it.
func TestEachFlagHasAVariable(t *testing.T) {
	named := regexp.MustCompile(`\[\$(ISNAD_[A-Z_]+)\]$`)
	var walk func(*kong.Node)
	flags := 0
	walk = func(n *kong.Node) {
		seen := map[string]bool{}
		for _, group := range n.AllFlags(false) {
			for _, f := range group {
				if f.Name == "help" || f.Name == "version" {
					continue
				}
				m := named.FindStringSubmatch(f.Help)
				if m == nil || !strings.HasSuffix(m[1], strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))) || seen[m[1]] {
					t.Errorf("%s --%s: variable %v", n.FullPath(), f.Name, m)
					continue
				}
				seen[m[1]] = true
				flags++
			}
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(newParser(&commandLine{}, none).Model.Node)
	if flags < 50 {
		t.Errorf("only %d flags", flags)
	}
}

func TestVariables(t *testing.T) {
	for _, test := range []struct {
		name string
		env  map[string]string
		args []string
		want func(*commandLine) (got, want any)
	}{
		{"of the program", map[string]string{"ISNAD_ARCHIVE": "a.db"}, []string{"check"}, func(c *commandLine) (any, any) { return c.Archive, "a.db" }},
		{"of a service", map[string]string{"ISNAD_ADDR": "[::1]:1"}, []string{"serve"}, func(c *commandLine) (any, any) { return c.Serve.Addr, "[::1]:1" }},
		{"of all services", map[string]string{"ISNAD_LOG_FORMAT": "json"}, []string{"work"}, func(c *commandLine) (any, any) { return c.Work.LogFormat, "json" }},
		{"a switch", map[string]string{"ISNAD_PUBLIC": "true"}, []string{"serve"}, func(c *commandLine) (any, any) { return c.Serve.Public, true }},
		{"a time", map[string]string{"ISNAD_EVERY": "5m"}, []string{"watch"}, func(c *commandLine) (any, any) { return c.Watch.Every.String(), "5m0s" }},
		{"several values", map[string]string{"ISNAD_JOBS_LIST_STATE": "running,discarded"}, []string{"jobs", "list"}, func(c *commandLine) (any, any) { return len(c.Jobs.List.State), 2 }},
		{"a command that stands for its first", map[string]string{"ISNAD_JOBS_LIST_LIMIT": "7"}, []string{"jobs"}, func(c *commandLine) (any, any) { return c.Jobs.List.Limit, 7 }},
		{"the flag wins", map[string]string{"ISNAD_ADDR": "[::1]:1"}, []string{"serve", "--addr", "[::1]:2"}, func(c *commandLine) (any, any) { return c.Serve.Addr, "[::1]:2" }},
		{"the flag wins over a wrong one", map[string]string{"ISNAD_DRAIN": "soon"}, []string{"serve", "--drain", "1s"}, func(c *commandLine) (any, any) { return c.Serve.Drain.String(), "1s" }},
		{"empty is not set", map[string]string{"ISNAD_DRAIN": ""}, []string{"serve"}, func(c *commandLine) (any, any) { return c.Serve.Drain.String(), "30s" }},
		{"of a service, and a command that removes", map[string]string{"ISNAD_KEEP": "30d"}, []string{"remove", "x"}, func(c *commandLine) (any, any) { return c.Remove.Keep.Duration.String(), "0s" }},
	} {
		t.Run(test.name, func(t *testing.T) {
			var cli commandLine
			if _, err := newParser(&cli, func(name string) string { return test.env[name] }).Parse(test.args); err != nil {
				t.Fatal(err)
			}
			if got, want := test.want(&cli); got != want {
				t.Errorf("%v, want %v", got, want)
			}
		})
	}
}

func TestWrongVariables(t *testing.T) {
	for _, test := range []struct{ name, variable, value, command, says string }{
		{"no time", "ISNAD_DRAIN", "soon", "serve", "ISNAD_DRAIN=soon"},
		{"no number", "ISNAD_JOBS", "many", "work", "ISNAD_JOBS=many"},
		{"none of its values", "ISNAD_LOG_FORMAT", "xml", "watch", "ISNAD_LOG_FORMAT=xml: must be one of text, json"},
		{"neither yes nor no", "ISNAD_PUBLIC", "perhaps", "serve", "ISNAD_PUBLIC=perhaps"},
		{"one of several", "ISNAD_JOBS_LIST_STATE", "running,lost", "jobs", "ISNAD_JOBS_LIST_STATE=running,lost"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := isnadFrom(t, strings.NewReader(""), map[string]string{test.variable: test.value}, test.command)
			if got.status != exitUsage || !strings.Contains(got.stderr, test.says) {
				t.Errorf("status %d: %s", got.status, got.stderr)
			}
		})
	}
}

// The manual page is what --help says; go test ./cmd/isnad -run Man -update.
func TestMan(t *testing.T) {
	got := isnad(t, "man")
	if got.status != exitOK {
		t.Fatal(got)
	}
	const golden = "testdata/isnad.1"
	if *update {
		if err := os.WriteFile(golden, []byte(got.stdout), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.stdout); diff != "" {
		t.Errorf("-golden +now (-update keeps it):\n%s", diff)
	}
	for _, c := range newParser(&commandLine{}, none).Model.Children {
		if !strings.Contains(got.stdout, "\n.SS isnad "+c.Name) {
			t.Errorf("no section about %s", c.Name)
		}
	}
	if groff, err := exec.LookPath("groff"); err == nil {
		page := exec.Command(groff, "-man", "-Tutf8", "-Kutf8", "-ww", "-z")
		page.Stdin = strings.NewReader(got.stdout)
		if out, err := page.CombinedOutput(); err != nil {
			t.Errorf("groff: %v: %s", err, out)
		}
	}
}

// bash completes commands, flags and values as its user types.
func TestBashCompletes(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed here")
	}
	script := write(t, t.TempDir(), "isnad.bash", isnad(t, "completion", "bash").stdout)
	for _, test := range []struct {
		name  string
		words []string // the last is being typed
		want  string
	}{
		{"a command", []string{"se"}, "serve search"},
		{"a command below", []string{"story", "dr"}, "drift"},
		{"a flag", []string{"serve", "--pub"}, "--public"},
		{"a flag of the program", []string{"story", "show", "--arch"}, "--archive"},
		{"a flag of the command that is meant", []string{"jobs", "--st"}, "--state"},
		{"a value", []string{"work", "--log-format", ""}, "text json"},
		{"a value after a short flag is a file", []string{"search", "-o", ""}, ""},
		{"behind an argument", []string{"said", "someone", "--form"}, "--format"},
	} {
		t.Run(test.name, func(t *testing.T) {
			run := exec.Command(bash, append([]string{"-c", `source "$1"; shift; COMP_WORDS=(isnad "$@"); COMP_CWORD=$#; _isnad; echo "${COMPREPLY[@]}"`, "bash", script}, test.words...)...)
			out, err := run.CombinedOutput()
			if got := strings.TrimSpace(string(out)); err != nil || got != test.want {
				t.Errorf("%v: %q, want %q", err, got, test.want)
			}
		})
	}
}

func TestCompletionsAreScripts(t *testing.T) {
	for shell, check := range map[string][]string{"bash": {"-n"}, "zsh": {"-n"}, "fish": {"--no-execute"}} {
		t.Run(shell, func(t *testing.T) {
			got := isnad(t, "completion", shell)
			for _, p := range places(newParser(&commandLine{}, none).Model.Node, "") {
				if !strings.Contains(got.stdout, "'"+p.path+"'") {
					t.Errorf("nothing for %q", p.path)
				}
			}
			program, err := exec.LookPath(shell)
			if err != nil {
				t.Skipf("%s is not installed here", shell)
			}
			out, err := exec.Command(program, append(check, write(t, t.TempDir(), filepath.Base(shell), got.stdout))...).CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}
