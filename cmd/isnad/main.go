// Command isnad reads Arabic news and keeps, for every article, a record that
// can be checked against the exact words: who said what, through whom, when.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}
