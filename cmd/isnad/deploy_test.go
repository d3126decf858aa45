package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const deploy = "../../deploy"

// The units are what systemd takes without a word.
func TestUnits(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd is not installed here")
	}
	units, err := filepath.Glob(deploy + "/*.service")
	if err != nil || len(units) != 3 {
		t.Fatalf("%v %v", units, err)
	}
	for _, unit := range units {
		t.Run(filepath.Base(unit), func(t *testing.T) {
			text, err := os.ReadFile(unit)
			if err != nil {
				t.Fatal(err)
			}
			command := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(unit), "isnad-"), ".service")
			const program = "/usr/local/bin/isnad"
			if !strings.Contains(string(text), "\nExecStart="+program+" "+command+"\n") {
				t.Errorf("it does not start isnad %s", command)
			}
			// The program need not be installed here: this one is in its place.
			file := write(t, t.TempDir(), filepath.Base(unit), strings.ReplaceAll(string(text), program, os.Args[0]))
			if out, err := exec.Command(analyze, "verify", "--man=no", file).CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

// What is set there are variables of flags, and commands of the program.
func TestDeploymentsNameWhatIs(t *testing.T) {
	names := map[string]bool{"ISNAD_DATABASE_PASSWORD": true} // of compose.yaml's own
	parser := newParser(&commandLine{}, none)
	all := variables{}
	all.of(parser.Model.Node)
	for _, name := range all {
		names[name] = true
	}
	commands := map[string]bool{}
	for _, c := range parser.Model.Children {
		commands[c.Name] = true
	}
	files, err := filepath.Glob(deploy + "/*")
	if err != nil || len(files) < 6 {
		t.Fatalf("%v %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`ISNAD_[A-Z_]+`).FindAllString(string(text), -1) {
			if !names[name] {
				t.Errorf("%s: %s is no variable", file, name)
			}
		}
		for _, m := range regexp.MustCompile(`(?:command: \[|CMD \[")([a-z]+)`).FindAllStringSubmatch(string(text), -1) {
			if !commands[m[1]] {
				t.Errorf("%s: isnad %s is no command", file, m[1])
			}
		}
	}
}
