package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

type manCmd struct {
	Output string `short:"o" help:"Write to FILE, which appears whole or not at all." placeholder:"FILE"`
}

// Help is shown below the flags by isnad man --help.
func (*manCmd) Help() string {
	return `Examples:

  isnad man | man -l -
  isnad man -o /usr/local/share/man/man1/isnad.1`
}

// Run prints the page.
func (c *manCmd) Run(std *streams, k *kong.Kong) (err error) {
	out, err := openOutput(std.stdout, c.Output)
	if err != nil {
		return err
	}
	defer func() { err = out.close(err) }()
	var b strings.Builder
	printMan(&b, k.Model.Node)
	_, err = io.WriteString(out, b.String())
	return err
}

// printMan writes a page of section 1 in the macros of man(7), from what --help
// is made of.
func printMan(w io.Writer, root *kong.Node) {
	fmt.Fprintf(w, ".TH ISNAD 1 \"\" \"\" \"Isnad\"\n.SH NAME\nisnad \\- %s\n", roff("read Arabic news: who said it, and through whom it came"))
	fmt.Fprintf(w, ".SH SYNOPSIS\n.B isnad\n.I COMMAND\n[\n.I FLAG\n\\&...]\n.SH DESCRIPTION\n%s\n", roff(root.Help))
	fmt.Fprint(w, ".SH FLAGS OF EVERY COMMAND\n")
	manFlags(w, root.Flags)
	fmt.Fprint(w, ".SH COMMANDS\n")
	manCommands(w, root)
	fmt.Fprintf(w, ".SH ENVIRONMENT\n%s\n", roff("The variable of each flag stands in brackets; the flag wins over it. ISNAD_SHARED names the data folder of isnad eval. LC_ALL, LC_MESSAGES and LANG choose the language of labels, NO_COLOR turns colours off."))
	fmt.Fprintf(w, ".SH EXIT STATUS\n%s\n", roff("0 when all is well, 1 if an input could not be read (the others still are) or the output not written, 2 for a mistake on the command line, 130 when it was stopped by a signal before its end."))
}

func manCommands(w io.Writer, node *kong.Node) {
	for _, c := range node.Children {
		fmt.Fprintf(w, ".SS %s\n%s\n", roff(c.FullPath()+arguments(c)), roff(c.Help))
		manFlags(w, c.Flags)
		for block := range strings.SplitSeq(strings.TrimSpace(c.Detail), "\n\n") {
			switch {
			case block == "":
			case strings.HasPrefix(block, "  "):
				fmt.Fprintf(w, ".PP\n.EX\n%s\n.EE\n", roff(block))
			default:
				fmt.Fprintf(w, ".PP\n%s\n", roff(block))
			}
		}
		manCommands(w, c)
	}
}

// arguments are those of a command, as usage has them.
func arguments(c *kong.Node) string {
	var s string
	for _, p := range c.Positional {
		s += " " + p.Summary()
	}
	return s
}

func manFlags(w io.Writer, flags []*kong.Flag) {
	for _, f := range flags {
		name := "--" + f.Name
		if !f.IsBool() {
			name += "=" + f.FormatPlaceHolder()
		}
		if f.Short != 0 {
			name = "-" + string(f.Short) + ", " + name
		}
		fmt.Fprintf(w, ".TP\n.B %s\n%s\n", roff(name), roff(f.Help))
	}
}

// roff keeps text from being taken for requests, and hyphens as they are typed.
func roff(text string) string {
	text = strings.NewReplacer("\\", "\\e", "-", "\\-").Replace(text)
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = "\\&" + l
		}
	}
	return strings.Join(lines, "\n")
}
