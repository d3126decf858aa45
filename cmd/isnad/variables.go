package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// services are the commands that run until they are stopped. What is set for
// them is set once for a machine or a container.
var services = []string{"serve", "work", "watch", "mcp"}

// variables are the environment variables of flags. A flag of the whole program
// or of a service is ISNAD_FLAG; that of another command is
// ISNAD_COMMAND_FLAG, so that what is set for a service (ISNAD_KEEP) never
// changes what isnad remove does at the same place.
type variables map[*kong.Value]string

// of gathers the variables of all flags below a node, and says them in the help
// of each.
func (v variables) of(node *kong.Node) {
	prefix := "ISNAD_"
	if node.Type == kong.CommandNode {
		if path := strings.Fields(node.Path()); !slices.Contains(services, path[0]) {
			prefix += strings.Join(path, "_") + "_"
		}
	}
	for _, flag := range node.Flags {
		if flag.Name != "help" && flag.Name != "version" { // they ask, and set nothing
			v[flag.Value] = strings.ToUpper(strings.ReplaceAll(prefix+flag.Name, "-", "_"))
			flag.Help += " [$" + v[flag.Value] + "]"
		}
	}
	for _, child := range node.Children {
		v.of(child)
	}
}

// resolver gives flags that the command line leaves open the values of their
// variables. One that is empty counts as not set.
func (v variables) resolver(env func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := v[flag.Value]
		if name == "" || env(name) == "" {
			return nil, nil
		}
		set := env(name)
		// kong would name the flag only, which nobody has given.
		trial := reflect.New(flag.Target.Type()).Elem()
		if err := flag.Mapper.Decode(&kong.DecodeContext{Value: flag.Value, Scan: kong.Scan().PushTyped(set, kong.FlagValueToken)}, trial); err != nil {
			return nil, &variableError{fmt.Errorf("the variable %s=%s: %w", name, set, err)}
		}
		if flag.Enum != "" {
			given := []string{set}
			if flag.IsSlice() {
				given = strings.Split(set, ",")
			}
			for _, g := range given {
				if !slices.Contains(flag.EnumSlice(), g) {
					return nil, &variableError{fmt.Errorf("the variable %s=%s: must be one of %s", name, set, strings.Join(flag.EnumSlice(), ", "))}
				}
			}
		}
		return set, nil
	})
}

// variableError is a variable whose value is none of its flag.
type variableError struct{ error }
