package export

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"isnad/arabic"
	"isnad/archive"
	"isnad/record"
)

// table writes rows about articles as CSV (RFC 4180) with one header line. All
// tables begin with the same columns, which name the article. With identifiers, a
// last column has the item of Wikidata of the one who is named.
type table struct {
	csv  *csv.Writer
	rows rows
	ids  *Identifiers
}

// rows is what a table tells of an article below its own columns.
type rows struct {
	columns []string
	named   string // the column that names somebody
	of      func(r *record.Record, add func(cells ...string), at func(arabic.Span) (start, end string))
}

var articleColumns = []string{"article", "version", "outlet", "url", "title", "published", "first_seen"}

func newTable(r rows) func(io.Writer, *Identifiers) (Records, error) {
	return func(w io.Writer, ids *Identifiers) (Records, error) {
		t := &table{csv: csv.NewWriter(w), rows: r, ids: ids}
		header := append(articleColumns[:len(articleColumns):len(articleColumns)], r.columns...)
		if ids != nil {
			header = append(header, "wikidata")
		}
		return t, t.csv.Write(header)
	}
}

func (t *table) Write(k *archive.Kept) error {
	points := CodePoints(k.Record.Article.Text)
	head := []string{k.ID, strconv.Itoa(k.Number), k.Outlet, k.URL, k.Title, dateOf(k.Published), k.FirstSeen.Format(time.RFC3339)}
	named := slices.Index(t.rows.columns, t.rows.named)
	var failed error
	t.rows.of(k.Record, func(cells ...string) {
		row := append(head[:len(head):len(head)], cells...)
		if t.ids != nil {
			row = append(row, t.ids.Of(cells[named]))
		}
		for i, cell := range row {
			row[i] = Harmless(cell)
		}
		if err := t.csv.Write(row); failed == nil {
			failed = err
		}
	}, func(s arabic.Span) (string, string) {
		return strconv.Itoa(points[s.Start]), strconv.Itoa(points[s.End])
	})
	return failed
}

func (t *table) Close() error {
	t.csv.Flush()
	return t.csv.Error()
}

// Harmless keeps spreadsheets from taking a cell of an article for a formula.
func Harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

var statements = rows{
	columns: []string{"statement", "kind", "act", "source", "source_type", "via", "medium", "cue", "content", "start", "end", "hedged", "negated", "said_at", "rule", "confidence"},
	named:   "source",
	of: func(r *record.Record, add func(...string), at func(arabic.Span) (string, string)) {
		for i := range r.Statements {
			s := &r.Statements[i]
			var via []string
			for _, link := range relays(s) {
				via = append(via, link.Name)
			}
			start, end := at(s.Content)
			add(s.ID, string(s.Kind), string(s.Act), s.Source.Name, string(s.Source.Type), strings.Join(via, " < "), string(s.Medium), s.Cue.Lemma,
				s.Content.Of(r.Article.Text), start, end, strconv.FormatBool(s.Hedged), strconv.FormatBool(s.Negated), s.SaidAt, s.Rule, decimal(s.Confidence))
		}
	},
}

var commitments = rows{
	columns: []string{"commitment", "act", "by", "content", "start", "end", "due", "due_words", "conditions", "statement", "headline_only", "rule", "confidence"},
	named:   "by",
	of: func(r *record.Record, add func(...string), at func(arabic.Span) (string, string)) {
		for _, c := range r.Commitments {
			var conditions []string
			for _, s := range c.Conditions {
				conditions = append(conditions, s.Of(r.Article.Text))
			}
			start, end := at(c.Content)
			add(c.ID, string(c.Act), c.By.Name, c.Content.Of(r.Article.Text), start, end, c.Due.Value, c.Due.Of(r.Article.Text),
				strings.Join(conditions, " | "), c.Statement, strconv.FormatBool(c.HeadlineOnly), c.Rule, decimal(c.Confidence))
		}
	},
}

var figures = rows{
	columns: []string{"value", "of", "unit", "approx", "words", "start", "end", "statement", "source", "rule"},
	named:   "source",
	of: func(r *record.Record, add func(...string), at func(arabic.Span) (string, string)) {
		for _, q := range r.Quantities {
			source := ""
			if s := r.Statement(q.Statement); s != nil {
				source = s.Source.Name
			}
			start, end := at(q.Span)
			add(strconv.FormatFloat(q.Value, 'f', -1, 64), q.Of, q.Unit, strconv.FormatBool(q.Approx), q.Span.Of(r.Article.Text), start, end, q.Statement, source, q.Rule)
		}
	},
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }
