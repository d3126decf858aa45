package correction

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"isnad/arabic"
	"isnad/record"
)

// Form says how a field's value is written.
type Form string

const (
	Name   Form = "name"   // of a person or body that the article or the archive knows
	Names  Form = "names"  // several, parted by ؛ or ;
	Words  Form = "words"  // as they stand in the article
	Lines  Form = "lines"  // several of them, a line each or parted by |
	Choice Form = "choice" // one of Field.Choices
	Value  Form = "value"  // TIMEX3
	Day    Form = "day"    // 2031-12-31, or nothing
	Number Form = "number"
	Free   Form = "text"
)

// Field is what can be corrected of an item.
type Field struct {
	Name    string
	Form    Form
	Choices []string
}

// Yes and No are the choices of fields that are so or not.
const (
	Yes = "yes"
	No  = "no"
)

// WordsField is the field of every kind that holds the item's own words.
const WordsField = "words"

func choices[T ~string](values ...T) []string {
	var all []string
	for _, v := range values {
		all = append(all, string(v))
	}
	return all
}

var fields = map[Kind][]Field{
	Statement: {
		{"speaker", Name, nil},
		{"type", Choice, choices(record.Person, record.Organization, record.Document, record.Anonymous)},
		{"chain", Names, nil},
		{"kind", Choice, choices(record.Direct, record.Indirect, record.Mixed)},
		{"act", Choice, choices(record.Assert, record.Deny, record.Promise, record.Announce, record.Demand, record.Warn, record.Accuse, record.Condemn, record.Praise, record.Ask, record.Suggest)},
		{"medium", Choice, choices("", record.StatementMedium, record.Interview, record.Tweet, record.PressConference, record.Speech, record.Report)},
		{"said", Value, nil},
		{"cue", Words, nil},
		{WordsField, Words, nil},
	},
	Commitment: {
		{"by", Name, nil},
		{"act", Choice, choices(record.Pledge, record.Plan, record.Agreement, record.Refusal, record.Threat)},
		{"due", Day, nil},
		{"conditions", Lines, nil},
		{WordsField, Words, nil},
	},
	Figure: {
		{"value", Number, nil},
		{"of", Free, nil},
		{"unit", Free, nil},
		{"approx", Choice, []string{No, Yes}},
		{WordsField, Words, nil},
	},
	Time: {
		{"value", Value, nil},
		{"type", Choice, choices(record.DateTime, record.ClockTime, record.DurationTime, record.SetTime)},
		{"mod", Choice, []string{"", "APPROX", "START", "MID", "END", "BEFORE", "AFTER"}},
		{WordsField, Words, nil},
	},
}

// Fields lists the fields of a kind.
func Fields(k Kind) []Field { return fields[k] }

func fieldOf(k Kind, name string) (Field, error) {
	var names []string
	for _, f := range fields[k] {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Field{}, refuse("%q is no field of a %s; there are %s", name, k, strings.Join(names, ", "))
}

// item is something that was read or added, on its way through corrections.
type item struct {
	kind       Kind
	statement  record.Statement
	time       record.Time
	figure     record.Quantity
	commitment record.Commitment
	origin     arabic.Span // where the program read it
	added      string      // the correction that added it
	gone       bool
	corrected  bool
}

// span is where the item's own words stand.
func (x *item) span() *arabic.Span {
	switch x.kind {
	case Statement:
		return &x.statement.Content
	case Time:
		return &x.time.Span
	case Figure:
		return &x.figure.Span
	}
	return &x.commitment.Content
}

func (x *item) rule() *string {
	switch x.kind {
	case Statement:
		return &x.statement.Rule
	case Time:
		return &x.time.Rule
	case Figure:
		return &x.figure.Rule
	}
	return &x.commitment.Rule
}

// get writes the value of a field.
func (x *item) get(text, field string) string {
	if field == WordsField {
		return x.span().Of(text)
	}
	switch s := &x.statement; x.kind {
	case Statement:
		switch field {
		case "speaker":
			return s.Source.Name
		case "type":
			return string(s.Source.Type)
		case "chain":
			var names []string
			for _, l := range s.Chain[:max(len(s.Chain)-1, 0)] {
				names = append(names, l.Name)
			}
			return strings.Join(names, "؛ ")
		case "kind":
			return string(s.Kind)
		case "act":
			return string(s.Act)
		case "medium":
			return string(s.Medium)
		case "said":
			return s.SaidAt
		case "cue":
			return s.Cue.Of(text)
		}
	case Time:
		switch field {
		case "value":
			return x.time.Value
		case "type":
			return string(x.time.Type)
		case "mod":
			return x.time.Mod
		}
	case Figure:
		switch field {
		case "value":
			return strconv.FormatFloat(x.figure.Value, 'f', -1, 64)
		case "of":
			return x.figure.Of
		case "unit":
			return x.figure.Unit
		case "approx":
			if x.figure.Approx {
				return Yes
			}
			return No
		}
	case Commitment:
		switch field {
		case "by":
			return x.commitment.By.Name
		case "act":
			return string(x.commitment.Act)
		case "due":
			return x.commitment.Due.Value
		case "conditions":
			var all []string
			for _, s := range x.commitment.Conditions {
				all = append(all, s.Of(text))
			}
			return strings.Join(all, "\n")
		}
	}
	return ""
}

// set sets a field to a checked value. spans are those of a field of words.
func (x *item) set(e *editor, field, value string, spans []arabic.Span, types map[string]record.EntityType) {
	if field == WordsField {
		*x.span() = spans[0]
		return
	}
	switch s := &x.statement; x.kind {
	case Statement:
		switch field {
		case "speaker":
			e.speaker(s, value, types[value])
		case "type":
			s.Source.Type = record.EntityType(value)
		case "chain":
			chain := s.Chain[max(len(s.Chain)-1, 0):]
			s.Chain = nil
			for _, name := range splitNames(value) {
				s.Chain = append(s.Chain, e.link(name, s.Content.Start))
			}
			s.Chain = append(s.Chain, chain...)
		case "kind":
			s.Kind = record.StatementKind(value)
		case "act":
			s.Act = record.Act(value)
		case "medium":
			s.Medium = record.Medium(value)
		case "said":
			s.SaidAt = value
		case "cue":
			s.Cue = record.Cue{Span: spans[0], Lemma: s.Cue.Lemma}
		}
	case Time:
		switch field {
		case "value":
			x.time.Value = value
		case "type":
			x.time.Type = record.TimeType(value)
		case "mod":
			x.time.Mod = value
		}
	case Figure:
		switch field {
		case "value":
			x.figure.Value, _ = strconv.ParseFloat(value, 64) // checked
		case "of":
			x.figure.Of = value
		case "unit":
			x.figure.Unit = value
		case "approx":
			x.figure.Approx = value == Yes
		}
	case Commitment:
		switch field {
		case "by":
			who := e.link(value, x.commitment.Content.Start)
			x.commitment.By = record.Party{Name: who.Name, Entity: who.Entity}
		case "act":
			x.commitment.Act = record.CommitmentAct(value)
		case "due":
			if x.commitment.Due.Value != value {
				x.commitment.Due = record.Due{Value: value}
			}
		case "conditions":
			x.commitment.Conditions = spans
		}
	}
}

// splitNames parts the names of a chain.
func splitNames(value string) []string {
	var names []string
	for name := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == '؛' || r == ';' || r == '\n' }) {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// splitLines parts words that stand in several places.
func splitLines(value string) []string {
	var all []string
	for words := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == '\n' || r == '|' }) {
		if words = strings.TrimSpace(words); words != "" {
			all = append(all, words)
		}
	}
	return all
}

// check says why a value cannot be that of a field. Names and words are looked
// at elsewhere.
func (f Field) check(value string) error {
	switch f.Form {
	case Choice:
		if !slices.Contains(f.Choices, value) {
			return refuse("%s: %q is none of %s", f.Name, value, strings.Join(f.Choices, " "))
		}
	case Day:
		if _, err := time.Parse(time.DateOnly, value); value != "" && err != nil {
			return refuse("%s: %q is no day (write 2031-12-31, or nothing for none)", f.Name, value)
		}
	case Number:
		if _, err := strconv.ParseFloat(value, 64); err != nil || strings.Trim(value, "0123456789.-") != "" {
			return refuse("%s: %q is no number (write 2500 or 12.5)", f.Name, value)
		}
	case Free:
		if len(value) > mostSigned {
			return refuse("%s: takes at most %d bytes", f.Name, mostSigned)
		}
	}
	return nil
}
