// Package lexicon holds the hand-kept word lists of the project as embedded
// TSV files and gives them as typed, immutable tables.
//
// Every file opens with comment lines (#) that say what it lists and from
// where; columns are separated by one tab and named in the last comment line.
// Tables are parsed once, at first use.
package lexicon

import "strings"

// Rows returns the data lines of a TSV file as fields. Comment lines, empty
// lines and trailing carriage returns are dropped; fields are trimmed. Every
// row has at least columns fields, the missing ones empty.
func Rows(tsv string, columns int) [][]string {
	var rows [][]string
	for line := range strings.Lines(tsv) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "\t")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		for len(fields) < columns {
			fields = append(fields, "")
		}
		rows = append(rows, fields)
	}
	return rows
}
