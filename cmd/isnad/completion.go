package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help is shown below the flags by isnad completion --help.
func (*completionCmd) Help() string {
	return `Examples:

  source <(isnad completion bash)                                    in ~/.bashrc
  source <(isnad completion zsh)                                     in ~/.zshrc, after compinit
  isnad completion fish > ~/.config/fish/completions/isnad.fish`
}

// Run prints a script.
func (c *completionCmd) Run(std *streams, k *kong.Kong) error {
	var b strings.Builder
	printCompletion(&b, c.Shell, k.Model.Node)
	_, err := io.WriteString(std.stdout, b.String())
	return err
}

// place is what can follow the words of a command: further commands and flags.
type place struct {
	path     string // the words, each after a space
	commands []*kong.Node
	flags    []*kong.Flag
}

// places gives the places below a node. A command that stands for another where
// none is named has the flags of that one, too.
func places(node *kong.Node, path string) []place {
	p := place{path: path}
	for _, group := range node.AllFlags(true) {
		p.flags = append(p.flags, group...)
	}
	if node.DefaultCmd != nil {
		p.flags = append(p.flags, node.DefaultCmd.Flags...)
	}
	var below []place
	for _, child := range node.Children {
		p.commands = append(p.commands, child)
		below = append(below, places(child, path+" "+child.Name)...)
	}
	return append([]place{p}, below...)
}

func printCompletion(w io.Writer, shell string, root *kong.Node) {
	all := places(root, "")
	var commands []string // with the words before them
	for _, p := range all[1:] {
		commands = append(commands, "'"+p.path+"'")
	}
	switch shell {
	case "bash":
		fmt.Fprintf(w, `# Completes isnad in bash.
_isnad() {
  local at= i cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at ${COMP_WORDS[i]}" in
      %s) at="$at ${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at $prev" in
`, strings.Join(commands, "|"))
		eachValue(all, func(at string, values []string) {
			if values == nil {
				fmt.Fprintf(w, "    %s) return ;;\n", at)
				return
			}
			fmt.Fprintf(w, "    %s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n", at, strings.Join(values, " "))
		})
		fmt.Fprint(w, "  esac\n  case \"$at\" in\n")
		for _, p := range all {
			var words []string
			for _, c := range p.commands {
				words = append(words, c.Name)
			}
			for _, f := range p.flags {
				words = append(words, "--"+f.Name)
			}
			fmt.Fprintf(w, "    '%s') words='%s' ;;\n", p.path, strings.Join(words, " "))
		}
		fmt.Fprint(w, "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\ncomplete -o default -F _isnad isnad\n")
	case "zsh":
		fmt.Fprintf(w, `#compdef isnad
# Completes isnad in zsh.
_isnad() {
  local at= i prev=${words[CURRENT-1]}
  local -a entries
  for ((i = 2; i < CURRENT; i++)); do
    case "$at ${words[i]}" in
      %s) at="$at ${words[i]}" ;;
    esac
  done
  case "$at $prev" in
`, strings.Join(commands, "|"))
		eachValue(all, func(at string, values []string) {
			if values == nil {
				fmt.Fprintf(w, "    %s) _files; return ;;\n", at)
				return
			}
			fmt.Fprintf(w, "    %s) compadd -- %s; return ;;\n", at, strings.Join(values, " "))
		})
		fmt.Fprint(w, "  esac\n  case \"$at\" in\n")
		for _, p := range all {
			fmt.Fprintf(w, "    '%s') entries=(", p.path)
			for _, c := range p.commands {
				fmt.Fprintf(w, " %s", shellQuote(c.Name+":"+c.Help))
			}
			for _, f := range p.flags {
				fmt.Fprintf(w, " %s", shellQuote("--"+f.Name+":"+f.Help))
			}
			fmt.Fprint(w, " ) ;;\n")
		}
		fmt.Fprint(w, "  esac\n  _describe isnad entries\n  _files\n}\nif [ \"$funcstack[1]\" = _isnad ]; then _isnad \"$@\"; else compdef _isnad isnad; fi\n")
	case "fish":
		fmt.Fprintf(w, `# Completes isnad in fish.
function __isnad_at
  set -l at
  set -l given (commandline -opc)
  for word in $given[2..-1]
    switch "$at $word"
      case %s
        set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
`, strings.Join(commands, " "))
		for _, p := range all {
			at := fmt.Sprintf("complete -c isnad -n \"__isnad_at '%s'\"", p.path)
			for _, c := range p.commands {
				fmt.Fprintf(w, "%s -f -a %s -d %s\n", at, c.Name, fishQuote(c.Help))
			}
			for _, f := range p.flags {
				fmt.Fprintf(w, "%s -l %s", at, f.Name)
				if f.Short != 0 {
					fmt.Fprintf(w, " -s %c", f.Short)
				}
				switch {
				case f.Enum != "":
					fmt.Fprintf(w, " -x -a '%s'", strings.Join(f.EnumSlice(), " "))
				case !f.IsBool():
					fmt.Fprint(w, " -r")
				}
				fmt.Fprintf(w, " -d %s\n", fishQuote(f.Help))
			}
		}
	}
}

// eachValue gives the patterns of flags that take a value, with the values there
// are; nil for any.
func eachValue(all []place, do func(pattern string, values []string)) {
	for _, p := range all {
		for _, f := range p.flags {
			if f.IsBool() {
				continue
			}
			at := fmt.Sprintf("'%s --%s'", p.path, f.Name)
			if f.Short != 0 {
				at += fmt.Sprintf("|'%s -%c'", p.path, f.Short)
			}
			var values []string
			if f.Enum != "" {
				values = f.EnumSlice()
			}
			do(at, values)
		}
	}
}

func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func fishQuote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}
