// Package coding measures the reading on a corpus of one's own: it draws a blind
// sample of sentences for people to code, and compares what they coded with what
// the program read, and with each other.
//
// Articles of an archive go in, a Sheet comes out; a sheet that came back filled
// goes in, a Comparison comes out. The sheet has nothing of what the program read;
// that is looked up in the archive when the sheet is compared.
package coding

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"isnad/arabic"
	"isnad/archive"
	"isnad/article"
	"isnad/record"
	"isnad/wording"
)

// Task is what is coded of a sentence: whether it has one of something, and the
// fields of each that it has.
type Task struct {
	Name    string
	Present string // the column that takes yes or no
	Ask     wording.Label
	Fields  []Field // the first tells two of a sentence apart
	// answers are the fields of what r has in a stretch of its text.
	answers func(r *record.Record, in arabic.Span) [][]string
}

// Field is a column for the coder.
type Field struct {
	Name    string
	Kind    FieldKind
	Ask     wording.Label
	Choices []Choice // of a Choice field
}

// Choice is a value with its name in the interface.
type Choice struct {
	Value string
	wording.Label
}

// FieldKind says how the values of a field are compared.
type FieldKind uint8

const (
	NameField   FieldKind = iota // names that arabic.SameName takes for one; may be empty
	ChainField                   // names parted by <, the outermost first; may be empty
	ChoiceField                  // one of Choices
	DateField                    // 2006-01-02; may be empty
	NumberField                  // in digits
)

// Tasks are all tasks.
var Tasks = []Task{
	{
		Name: "statements", Present: "statement",
		Ask: wording.Label{
			En: "yes, if the sentence has words that somebody is reported to have said or written, in his own words or in others, whole or in part; else no.",
			Ar: "yes (أو نعم) إن تضمّنت الجملة كلاماً منسوباً إلى قائل، بلفظه أو بمعناه، كلّه أو بعضه؛ وإلا فـno (أو لا).",
		},
		Fields: []Field{
			{Name: "source", Kind: NameField, Ask: wording.Label{
				En: "Who said it, as the article names him most fully, without titles; for an unnamed source, as it is described. Empty where the article does not tell.",
				Ar: "القائل بأوفى اسم ورد له في الخبر، بلا ألقاب؛ والمصدر غير المسمّى بوصفه. يُترك فارغاً إن لم يذكره الخبر.",
			}},
			{Name: "source_type", Kind: ChoiceField, Ask: wording.Label{En: "What the source is.", Ar: "نوع القائل."},
				Choices: choices(wording.EntityTypes, record.Person, record.Organization, record.Document, record.Anonymous)},
			{Name: "via", Kind: ChainField, Ask: wording.Label{
				En: "Through whom the article has it: the relays, the one nearest to the article first, with < between them. Empty where there is none.",
				Ar: "مَن نُقل عنه القول: الناقلون، أقربهم إلى الخبر أولاً، وبينهم العلامة <. يُترك فارغاً إن لم يكن ناقل.",
			}},
			{Name: "act", Kind: ChoiceField, Ask: wording.Label{En: "What the source does by saying it.", Ar: "ما يفعله القائل بقوله."},
				Choices: choices(wording.Acts, record.Assert, record.Deny, record.Promise, record.Announce, record.Demand, record.Warn, record.Accuse, record.Condemn, record.Praise, record.Ask, record.Suggest)},
			{Name: "kind", Kind: ChoiceField, Ask: wording.Label{En: "Whether the words are the source's own.", Ar: "أهو لفظ القائل أم معناه."},
				Choices: choices(wording.Kinds, record.Direct, record.Indirect, record.Mixed)},
		},
		answers: func(r *record.Record, in arabic.Span) (out [][]string) {
			for i := range r.Statements {
				if s := &r.Statements[i]; overlap(s.Content, in) {
					var via []string
					for _, l := range s.Chain[:max(0, len(s.Chain)-1)] {
						via = append(via, l.Name)
					}
					out = append(out, []string{s.Source.Name, string(s.Source.Type), strings.Join(via, " < "), string(s.Act), string(s.Kind)})
				}
			}
			return out
		},
	},
	{
		Name: "commitments", Present: "commitment",
		Ask: wording.Label{
			En: "yes, if the sentence tells what somebody undertakes, plans, agrees to, refuses or threatens to do; else no.",
			Ar: "yes (أو نعم) إن ذكرت الجملة ما يتعهّد به أحد أو يخطّط له أو يتفق عليه أو يرفض فعله أو يهدّد به؛ وإلا فـno (أو لا).",
		},
		Fields: []Field{
			{Name: "by", Kind: NameField, Ask: wording.Label{
				En: "Who is bound by it, as the article names him most fully, without titles.", Ar: "الملتزم بأوفى اسم ورد له في الخبر، بلا ألقاب.",
			}},
			{Name: "act", Kind: ChoiceField, Ask: wording.Label{En: "The kind of commitment.", Ar: "نوع الالتزام."},
				Choices: choices(wording.CommitmentActs, record.Pledge, record.Plan, record.Agreement, record.Refusal, record.Threat)},
			{Name: "due", Kind: DateField, Ask: wording.Label{
				En: "The last day on which it is to be done, as 2031-12-31, counted from the day of publication. Empty where no time is given.",
				Ar: "آخر يوم لتنفيذه، هكذا: 2031-12-31، محسوباً من يوم النشر. يُترك فارغاً إن لم يُذكر موعد.",
			}},
		},
		answers: func(r *record.Record, in arabic.Span) (out [][]string) {
			for _, c := range r.Commitments {
				if overlap(c.Content, in) {
					out = append(out, []string{c.By.Name, string(c.Act), c.Due.Value})
				}
			}
			return out
		},
	},
	{
		Name: "figures", Present: "figure",
		Ask: wording.Label{
			En: "yes, if the sentence counts or measures something, in digits or in words; else no. Dates, times and ranks are no figures.",
			Ar: "yes (أو نعم) إن ورد في الجملة عدد أو مقدار، بالأرقام أو بالحروف؛ وإلا فـno (أو لا). ولا تُعدّ التواريخ والأوقات والمراتب أرقاماً.",
		},
		Fields: []Field{
			{Name: "value", Kind: NumberField, Ask: wording.Label{En: "The figure in digits, written out: 2500000.", Ar: "المقدار بالأرقام كاملاً: 2500000."}},
			{Name: "source", Kind: NameField, Ask: wording.Label{
				En: "Who gives the figure. Empty where the article gives it in its own voice.", Ar: "من ذكر الرقم. يُترك فارغاً إن أورده الخبر بلا إسناد.",
			}},
		},
		answers: func(r *record.Record, in arabic.Span) (out [][]string) {
			for _, q := range r.Quantities {
				if overlap(q.Span, in) {
					source := ""
					if s := r.Statement(q.Statement); s != nil {
						source = s.Source.Name
					}
					out = append(out, []string{strconv.FormatFloat(q.Value, 'f', -1, 64), source})
				}
			}
			return out
		},
	},
}

// TaskOf is the task of that name; the error names those there are.
func TaskOf(name string) (*Task, error) {
	var names []string
	for i := range Tasks {
		if Tasks[i].Name == name {
			return &Tasks[i], nil
		}
		names = append(names, Tasks[i].Name)
	}
	return nil, fmt.Errorf("%q is no task; there are %s", name, strings.Join(names, ", "))
}

func choices[K ~string](labels map[K]wording.Label, keys ...K) []Choice {
	var out []Choice
	for _, k := range keys {
		out = append(out, Choice{string(k), labels[k]})
	}
	return out
}

func overlap(a, b arabic.Span) bool { return a.Start < b.End && b.Start < a.End }

// sentences are the sentences of an article that a reader sees as its own:
// those of its blocks, without captions, bylines and boilerplate.
func sentences(a *article.Article) []arabic.Span {
	var out []arabic.Span
	doc := arabic.Tokenize(a.Text)
	for _, s := range doc.Sentences {
		i, _ := slices.BinarySearchFunc(a.Blocks, s.Start, func(b article.Block, at int) int {
			if b.End <= at {
				return -1
			}
			return 1
		})
		if i < len(a.Blocks) {
			switch a.Blocks[i].Kind {
			case article.Boilerplate, article.Byline, article.Caption:
				continue
			}
		}
		if strings.TrimSpace(s.Of(a.Text)) != "" {
			out = append(out, s.Span)
		}
	}
	return out
}

// day is a publication as the coder needs it, "" where unknown.
func day(v archive.Version) string {
	switch d := v.Published; {
	case !d.Known():
		return ""
	case d.Precision == article.Year:
		return d.Time.Format("2006")
	case d.Precision == article.Month:
		return d.Time.Format("2006-01")
	default:
		return d.Time.Format(time.DateOnly)
	}
}
