package arabic_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestOutside builds and runs a module that only imports this package, as any
// Go program may.
func TestOutside(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a module")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	// The same versions of everything, so that nothing is fetched.
	_, requires, _ := strings.Cut(string(mod), "\n")
	if i := strings.Index(requires, "\ntool "); i >= 0 {
		requires = requires[:i] + "\n"
	}
	files := map[string]string{
		"go.mod": "module outside\n" + requires + "\nrequire isnad v0.0.0\n\nreplace isnad => " + root + "\n",
		"go.sum": string(sum),
		"main.go": `package main

import (
	"fmt"

	"isnad/arabic"
)

func main() {
	d := arabic.Analyze("وصل الوزير")
	fmt.Println(len(d.Segments), d.Segments[0].Lemma)
}
`,
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "run", "-mod=mod", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got := strings.TrimSpace(string(out)); got != "2 وصل" {
		t.Errorf("printed %q", got)
	}
}
