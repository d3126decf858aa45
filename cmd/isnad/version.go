package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

// release is the version of a release; the linker sets it.
var release string

type versionCmd struct{}

// Help is shown below the flags by isnad version --help.
func (*versionCmd) Help() string {
	return `Examples:

  isnad version      the line of isnad --version, and the revision`
}

// Run prints the version.
func (c *versionCmd) Run(std *streams) error {
	fmt.Fprintln(std.stdout, version())
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if revision := settings["vcs.revision"]; revision != "" {
		changed := ""
		if settings["vcs.modified"] == "true" {
			changed = ", with changes"
		}
		fmt.Fprintf(std.stdout, "revision %s of %s%s\n", revision, settings["vcs.time"], changed)
	}
	return nil
}

// version is what --version prints.
func version() string {
	return fmt.Sprintf("isnad %s %s/%s %s", versionNumber(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

// versionNumber is the release's, else what Go knows of the module.
func versionNumber() string {
	var module string
	if info, ok := debug.ReadBuildInfo(); ok {
		module = info.Main.Version
	}
	return cmp.Or(release, module, "(devel)")
}
