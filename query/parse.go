package query

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Error says where a query cannot be read.
type Error struct {
	Query  string
	Pos    int    // byte position in Query
	Reason string // what is wrong and what would be right
}

// Error gives the place in code points, counted from 1, and the reason.
func (e *Error) Error() string {
	return fmt.Sprintf("the query cannot be read at character %d: %s", utf8.RuneCountInString(e.Query[:e.Pos])+1, e.Reason)
}

// maxDepth is the depth of parentheses that Parse follows.
const maxDepth = 100

// Parse reads a query. Parts that stand alone come without And or Or around
// them; the empty query is the empty And. Errors are *Error.
func Parse(s string) (Node, error) {
	p := &parser{s: s}
	n := p.either()
	if p.err == nil && p.pos < len(p.s) {
		p.fail(p.pos, "there is no opening parenthesis for this one")
	}
	if p.err != nil {
		return nil, p.err
	}
	return n, nil
}

type parser struct {
	s      string
	pos    int
	depth  int
	inSaid bool
	err    *Error
}

func (p *parser) fail(pos int, format string, args ...any) {
	if p.err == nil {
		p.err = &Error{Query: p.s, Pos: min(pos, len(p.s)), Reason: fmt.Sprintf(format, args...)}
	}
}

// none stands for the character after the last.
const none rune = -1

// peek is the next character after white space; none at the end and after an
// error.
func (p *parser) peek() rune {
	if p.err != nil {
		return none
	}
	p.pos = len(p.s) - len(strings.TrimLeftFunc(p.s[p.pos:], unicode.IsSpace))
	if p.pos == len(p.s) {
		return none
	}
	r, _ := utf8.DecodeRuneInString(p.s[p.pos:])
	return r
}

// operator takes OR or | where it comes next.
func (p *parser) operator() bool {
	p.peek()
	rest := p.s[p.pos:]
	if strings.HasPrefix(rest, "|") {
		p.pos++
		return true
	}
	if after, ok := strings.CutPrefix(rest, "OR"); ok {
		if r, _ := utf8.DecodeRuneInString(after); after == "" || ends(r) || isQuote(r) {
			p.pos += len("OR")
			return true
		}
	}
	return false
}

// either reads alternatives.
func (p *parser) either() Node {
	var parts Or
	for {
		start := p.pos
		n := p.all()
		if p.err != nil {
			return nil
		}
		more := p.operator()
		if and, ok := n.(And); ok && len(and) == 0 && (more || len(parts) > 0) {
			p.fail(start, "OR has nothing on one of its sides")
			return nil
		}
		if or, ok := n.(Or); ok {
			parts = append(parts, or...)
		} else {
			parts = append(parts, n)
		}
		if !more {
			break
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return parts
}

// all reads terms that must all hold.
func (p *parser) all() Node {
	var parts And
	for {
		r := p.peek()
		if r == none || r == ')' {
			break
		}
		save := p.pos
		if p.operator() {
			p.pos = save
			break
		}
		n := p.term()
		if p.err != nil {
			return nil
		}
		if and, ok := n.(And); ok {
			parts = append(parts, and...)
		} else {
			parts = append(parts, n)
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return parts
}

// term reads one word, phrase, field, group or its negation.
func (p *parser) term() Node {
	start := p.pos
	switch r := p.peek(); {
	case r == '-':
		p.pos++
		next, _ := utf8.DecodeRuneInString(p.s[p.pos:])
		if p.pos == len(p.s) || next != '(' && ends(next) {
			p.fail(start, "- excludes the word that follows it directly; a dash by itself means nothing")
			return nil
		}
		if p.depth++; p.depth > maxDepth {
			p.fail(start, "more than %d levels of parentheses", maxDepth)
			return nil
		}
		n := p.term()
		p.depth--
		if not, ok := n.(Not); ok {
			return not.Node
		}
		return Not{n}
	case r == '(':
		return p.group()
	case isQuote(r):
		return Phrase(p.quoted())
	}
	word := p.word()
	name, value, ok := strings.Cut(word, ":")
	if !ok || name == "" || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && r != '_' }) {
		return Word(word)
	}
	field, known := fields()[fold(name)]
	if !known {
		p.fail(start, "there is no field %q; put %q in quotation marks to search for it, or use one of %s", name, word, strings.Join(fieldNames(), ", "))
		return nil
	}
	p.pos = start + len(name) + 1
	return p.field(field, start, value)
}

// group reads what stands in parentheses.
func (p *parser) group() Node {
	start := p.pos
	p.pos++
	if p.depth++; p.depth > maxDepth {
		p.fail(start, "more than %d levels of parentheses", maxDepth)
		return nil
	}
	n := p.either()
	p.depth--
	if p.err != nil {
		return nil
	}
	if p.peek() != ')' {
		p.fail(start, "this parenthesis is not closed")
		return nil
	}
	p.pos++
	if and, ok := n.(And); ok && len(and) == 0 {
		p.fail(start, "there is nothing in these parentheses")
		return nil
	}
	return n
}

// field reads the value of a field; start is where its name begins, value what
// follows the colon up to the next space.
func (p *parser) field(name Name, start int, value string) Node {
	if p.inSaid {
		p.fail(start, "%s: cannot stand inside said:(…), which holds words", name)
		return nil
	}
	at := p.pos
	r, _ := utf8.DecodeRuneInString(p.s[p.pos:])
	switch {
	case p.pos == len(p.s) || r != '(' && ends(r):
		p.fail(at, "%s: needs a value directly behind it", name)
		return nil
	case name == SaidIn:
		p.inSaid = true
		n := p.term()
		p.inSaid = false
		return Said{n}
	case r == '(':
		p.fail(at, "%s: takes one value; put several words in quotation marks, or write %s:one OR %s:two", name, name, name)
		return nil
	case isQuote(r):
		value = p.quoted()
	default:
		p.pos += len(value)
	}
	if p.err != nil {
		return nil
	}
	switch name {
	case From, To, Due:
		period, ok := ParsePeriod(value)
		if !ok {
			p.fail(at, "%q is no date; write 2031, 2031-04 or 2031-04-02", value)
			return nil
		}
		return Dates{name, period}
	case Kind, Act:
		known, ok := values()[[2]string{string(name), fold(value)}]
		if !ok {
			p.fail(at, "%s: cannot be %q; it is one of %s", name, value, strings.Join(valuesOf(name), ", "))
			return nil
		}
		return Field{name, known}
	}
	return Field{name, value}
}

// quoted reads what stands between quotation marks; any pair of them will do.
func (p *parser) quoted() string {
	start := p.pos
	_, size := utf8.DecodeRuneInString(p.s[p.pos:])
	open := p.s[p.pos : p.pos+size]
	body := p.s[p.pos+size:]
	end := strings.IndexAny(body, closing(open))
	if end < 0 {
		p.fail(start, "this quotation mark is not closed")
		return ""
	}
	_, size = utf8.DecodeRuneInString(body[end:])
	p.pos += len(open) + end + size
	value := strings.TrimSpace(body[:end])
	if value == "" {
		p.fail(start, "there is nothing between these quotation marks")
	}
	if strings.Contains(value, `"`) && strings.Contains(value, "»") {
		p.fail(start, "quotation marks of both kinds stand inside quotation marks")
	}
	return value
}

// word reads up to the next space, parenthesis, quotation mark or |.
func (p *parser) word() string {
	rest := p.s[p.pos:]
	end := strings.IndexFunc(rest, func(r rune) bool { return ends(r) || isQuote(r) })
	if end < 0 {
		end = len(rest)
	}
	p.pos += end
	return rest[:end]
}

// ends reports a character that ends a word.
func ends(r rune) bool {
	return unicode.IsSpace(r) || r == '(' || r == ')' || r == '|'
}

func isQuote(r rune) bool { return strings.ContainsRune(`"«»“”„`, r) }

// closing are the marks that close what open opens.
func closing(open string) string {
	switch open {
	case "«", "»":
		return "«»"
	case `"`:
		return `"`
	}
	return "“”"
}

// fold makes spellings of one name equal: case, hamza and underscore do not
// count.
func fold(s string) string {
	return foldings.Replace(strings.ToLower(s))
}

var foldings = strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا", "ة", "ه", "ى", "ي", "_", "") // letters that news writes in several ways

//go:embed fields.tsv
var fieldTable string

//go:embed values.tsv
var valueTable string

// rows are the lines of an embedded table, comments left out, cut at tabs.
func rows(table string) [][]string {
	var rows [][]string
	for line := range strings.Lines(table) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	return rows
}

// fields maps folded names, English and Arabic, to fields.
var fields = sync.OnceValue(func() map[string]Name {
	m := map[string]Name{}
	for _, row := range rows(fieldTable) {
		m[fold(row[0])] = Name(row[0])
		for name := range strings.FieldsSeq(row[1]) {
			m[fold(name)] = Name(row[0])
		}
	}
	return m
})

func fieldNames() []string {
	var names []string
	for _, row := range rows(fieldTable) {
		names = append(names, row[0])
	}
	return names
}

// values maps field and folded name of a value to the value.
var values = sync.OnceValue(func() map[[2]string]string {
	m := map[[2]string]string{}
	for _, row := range rows(valueTable) {
		for _, name := range slices.Concat([]string{row[1]}, strings.Fields(row[2])) {
			m[[2]string{row[0], fold(name)}] = row[1]
		}
	}
	return m
})

func valuesOf(field Name) []string {
	var names []string
	for _, row := range rows(valueTable) {
		if row[0] == string(field) {
			names = append(names, row[1])
		}
	}
	return names
}
