package coding

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"isnad/export"
	"isnad/wording"
)

// The columns that every sheet has, before those of its task and behind them.
var (
	given = []string{"unit", "outlet", "published", "title", "before", "sentence", "after"}
	notes = "note"
)

// Columns are the columns of a sheet of t.
func (t *Task) Columns() []string {
	columns := append(slices.Clone(given), t.Present)
	for _, f := range t.Fields {
		columns = append(columns, f.Name)
	}
	return append(columns, notes)
}

func (u *Unit) cells() []string {
	return []string{u.ID, u.Outlet, u.Day, u.Title, u.Before, u.Text, u.After}
}

var yesNo = []Choice{{"yes", wording.Label{En: "yes", Ar: "نعم"}}, {"no", wording.Label{En: "no", Ar: "لا"}}}

// WriteCSV writes a blind sheet as CSV in UTF-8, with the mark by which
// spreadsheets know that.
func WriteCSV(w io.Writer, t *Task, units []Unit) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	rows := [][]string{t.Columns()}
	for i := range units {
		row := append(units[i].cells(), make([]string, len(t.Fields)+2)...)
		for j, cell := range row {
			row[j] = export.Harmless(cell)
		}
		rows = append(rows, row)
	}
	return out.WriteAll(rows)
}

// WriteXLSX writes a blind sheet as a workbook (Office Open XML) whose second
// sheet tells the coder in both languages what to do. Lists to choose from are in
// the language.
func WriteXLSX(w io.Writer, t *Task, units []Unit, in wording.Language) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	const sheet, help = "coding", "instructions"
	try := func(e error) {
		if err == nil {
			err = e
		}
	}
	try(f.SetSheetName("Sheet1", sheet))
	_, e := f.NewSheet(help)
	try(e)
	text, e := f.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}) // 49: text, so that dates stay as they are typed
	try(e)
	head, e := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	try(e)
	columns := t.Columns()
	for i, c := range columns {
		width := 16.0
		switch {
		case c == "sentence":
			width = 60
		case slices.Contains([]string{"title", "before", "after"}, c):
			width = 30
		}
		name, e := excelize.ColumnNumberToName(i + 1)
		try(e)
		try(f.SetColStyle(sheet, name, text))
		try(f.SetColWidth(sheet, name, name, width))
	}
	write := func(sheet string, row int, cells []string) {
		for i, cell := range cells {
			at, e := excelize.CoordinatesToCellName(i+1, row)
			try(e)
			try(f.SetCellStr(sheet, at, cell))
		}
	}
	write(sheet, 1, columns)
	try(f.SetRowStyle(sheet, 1, 1, head))
	for i := range units {
		write(sheet, i+2, units[i].cells())
	}
	validate := func(column int, ask wording.Label, choices []Choice) {
		name, e := excelize.ColumnNumberToName(column + 1)
		try(e)
		v := excelize.NewDataValidation(true)
		v.SetSqref(fmt.Sprintf("%s2:%s1048576", name, name))
		v.SetInput(columns[column], cutRunes(in.Say(ask), 255)) // as much as the format allows
		if len(choices) > 0 {
			var list []string
			for _, c := range choices {
				list = append(list, in.Say(c.Label))
			}
			try(v.SetDropList(list))
		}
		try(f.AddDataValidation(sheet, v))
	}
	validate(len(given), t.Ask, yesNo)
	for i, field := range t.Fields {
		validate(len(given)+1+i, field.Ask, field.Choices)
	}
	for i, line := range t.instructions() {
		write(help, i+1, line)
	}
	try(f.SetColWidth(help, "A", "A", 16))
	try(f.SetColWidth(help, "B", "C", 70))
	try(f.SetColStyle(help, "A:C", text))
	for _, s := range []string{sheet, help} {
		try(f.SetSheetView(s, -1, &excelize.ViewOptions{RightToLeft: &in.RTL}))
	}
	try(f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	if err != nil {
		return err
	}
	return f.Write(w)
}

func cutRunes(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// instructions are rows for the coder: a column, and what to write in it in
// English and in Arabic.
func (t *Task) instructions() [][]string {
	rows := [][]string{
		{"", "How to fill the sheet", "كيف تُملأ الورقة"},
		{"", "Read the sentence, with those before and after it where you need them; judge by the sentence alone. Leave the first seven columns as they are.",
			"اقرأ الجملة، ومعها ما قبلها وما بعدها عند الحاجة، واحكم على الجملة وحدها. اترك الأعمدة السبعة الأولى كما هي."},
		{"", "Where a sentence has more than one, insert a row below, repeat its unit, and fill the row for the next one.",
			"إن كان في الجملة أكثر من واحد فأضف تحتها سطراً وكرّر فيه خانة unit واملأه للتالي."},
		{"", "Leave what you have not looked at empty. Fill nothing but the note where the answer is no.",
			"اترك ما لم تنظر فيه فارغاً. وإن كان الجواب «لا» فلا تملأ شيئاً سوى خانة الملاحظة."},
	}
	row := func(name string, ask wording.Label, choices []Choice) {
		en, ar := ask.En, ask.Ar
		for _, c := range choices {
			en += fmt.Sprintf("\n%s: %s", c.Value, c.En)
			ar += fmt.Sprintf("\n%s: %s", c.Value, c.Ar)
		}
		rows = append(rows, []string{name, en, ar})
	}
	row(t.Present, t.Ask, nil)
	for _, f := range t.Fields {
		row(f.Name, f.Ask, f.Choices)
	}
	return append(rows, []string{notes, "For yourself; it is not compared.", "لك أنت؛ ولا تدخل في المقارنة."})
}

// Sheet is a sheet that a coder has filled.
type Sheet struct {
	Name  string
	Task  *Task
	Units []Coded
	Blank int // units without an answer
}

// Coded is a unit with what a coder found in it: one row of values a finding, in
// the order of Task.Fields.
type Coded struct {
	Unit
	Row   int // of the sheet, from 1, with the heading
	Found [][]string
}

// limits of a sheet, so that no file takes all memory.
const (
	mostBytes   = 64 << 20
	mostUnpacks = 512 << 20
)

// ReadSheet reads a filled sheet, CSV or XLSX, told by its content. Choices are
// taken by their value or by their name in either language. The error tells every
// cell that is wrong, by row and column, up to twenty.
func ReadSheet(name string, r io.Reader) (*Sheet, error) {
	data, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > mostBytes {
		return nil, fmt.Errorf("%s: larger than %d MB; is it a sheet of isnad sample?", name, mostBytes>>20)
	}
	rows, err := cells(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return parseSheet(name, rows)
}

// cells are the rows of the first sheet.
func cells(data []byte) (rows [][]string, err error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		// excelize may panic on a damaged workbook.
		defer func() {
			if p := recover(); p != nil {
				rows, err = nil, errors.New("a damaged workbook; save it again as XLSX or as CSV in UTF-8")
			}
		}()
		f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: mostUnpacks, UnzipXMLSizeLimit: mostBytes})
		if err != nil {
			return nil, fmt.Errorf("no workbook that can be read (%w); save it again as XLSX or as CSV in UTF-8", err)
		}
		defer f.Close()
		sheets := f.GetSheetList()
		if len(sheets) == 0 {
			return nil, errors.New("the workbook has no sheet; begin anew with isnad sample")
		}
		return f.GetRows(sheets[0])
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !utf8.Valid(data) {
		return nil, errors.New("neither a workbook nor text in UTF-8; save it as XLSX or as CSV in UTF-8")
	}
	first, _, _ := bytes.Cut(data, []byte("\n"))
	in := csv.NewReader(bytes.NewReader(data))
	in.FieldsPerRecord = -1
	for _, comma := range []rune{';', '\t'} { // as spreadsheets of some countries have it
		if bytes.HasPrefix(first, []byte(given[0]+string(comma))) {
			in.Comma = comma
		}
	}
	rows, err = in.ReadAll()
	for _, row := range rows {
		for i, cell := range row {
			row[i] = meant(cell)
		}
	}
	return rows, err
}

// meant undoes export.Harmless.
func meant(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && export.Harmless(rest) == cell {
		return rest
	}
	return cell
}

// mostTold bounds how many mistakes one error tells.
const mostTold = 20

func parseSheet(name string, rows [][]string) (*Sheet, error) {
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: empty; it is to be a sheet of isnad sample", name)
	}
	sheet := &Sheet{Name: name}
	for i := range Tasks {
		if slices.Contains(rows[0], Tasks[i].Present) && slices.Contains(rows[0], given[0]) {
			sheet.Task = &Tasks[i]
		}
	}
	if sheet.Task == nil {
		return nil, fmt.Errorf("%s: row 1 is not the heading of a sheet of isnad sample; leave it as it was", name)
	}
	t := sheet.Task
	column := map[string]int{}
	for _, c := range t.Columns() {
		column[c] = slices.Index(rows[0], c)
		if column[c] < 0 && (c == given[0] || c == "sentence" || c == t.Present || slices.ContainsFunc(t.Fields, func(f Field) bool { return f.Name == c })) {
			return nil, fmt.Errorf("%s: row 1 has no column %s; leave the heading as it was", name, c)
		}
	}
	var wrong []error
	more := 0
	complain := func(row int, column, format string, args ...any) {
		if len(wrong) == mostTold {
			more++
			return
		}
		wrong = append(wrong, fmt.Errorf("%s: row %d, column %s: %s", name, row, column, fmt.Sprintf(format, args...)))
	}
	at := map[string]int{}
	for i, cells := range rows[1:] {
		n := i + 2
		get := func(c string) string {
			if k := column[c]; k >= 0 && k < len(cells) {
				return strings.TrimSpace(cells[k])
			}
			return ""
		}
		values := make([]string, len(t.Fields))
		filled := ""
		for j, f := range t.Fields {
			values[j] = get(f.Name)
			if values[j] != "" && filled == "" {
				filled = f.Name
			}
		}
		id, present := get(given[0]), get(t.Present)
		if id == "" {
			if filled != "" || present != "" {
				complain(n, given[0], "empty; repeat that of the sentence which the row is about")
			}
			continue
		}
		u, ok := parseUnit(id)
		if !ok {
			complain(n, given[0], "%q is none that isnad sample has written; copy it from the sheet as it was", id)
			continue
		}
		u.Text = strings.TrimSpace(get("sentence"))
		k, again := at[id]
		if !again {
			k = len(sheet.Units)
			sheet.Units = append(sheet.Units, Coded{Unit: u, Row: n})
			at[id] = k
		}
		answer, ok := choose(yesNo, present)
		switch {
		case present == "" && filled == "":
			if again {
				complain(n, t.Present, "a second row of the unit is empty; fill it, or remove the row")
			} else {
				sheet.Units[k].Row = -n
			}
			continue
		case present == "":
			complain(n, t.Present, "empty, though %s is filled; write yes or no", filled)
			continue
		case !ok:
			complain(n, t.Present, "%q; write yes or no", present)
			continue
		case answer == "no" && filled != "":
			complain(n, filled, "filled, though %s says no; empty it, or write yes", t.Present)
			continue
		case again && (answer == "no" || len(sheet.Units[k].Found) == 0):
			complain(n, t.Present, "row %d has the same unit; a sentence has several rows only where all say yes", max(sheet.Units[k].Row, -sheet.Units[k].Row))
			continue
		}
		if answer == "no" {
			continue
		}
		for j, f := range t.Fields {
			v, reason := f.parse(values[j])
			if reason != "" {
				complain(n, f.Name, "%s", reason)
			}
			values[j] = v
		}
		sheet.Units[k].Found = append(sheet.Units[k].Found, values)
	}
	if more > 0 {
		wrong = append(wrong, fmt.Errorf("%s: and %d more", name, more))
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	all := len(sheet.Units)
	sheet.Units = slices.DeleteFunc(sheet.Units, func(c Coded) bool { return c.Row < 0 })
	sheet.Blank = all - len(sheet.Units)
	if len(sheet.Units) == 0 {
		return nil, fmt.Errorf("%s: no row has an answer; fill column %s", name, t.Present)
	}
	return sheet, nil
}

// choose finds the choice that a cell names.
func choose(choices []Choice, cell string) (string, bool) {
	for _, c := range choices {
		if strings.EqualFold(cell, c.Value) || strings.EqualFold(cell, c.En) || cell == c.Ar {
			return c.Value, true
		}
	}
	return "", false
}

// parse reads a cell; the reason says what is wrong with it.
func (f *Field) parse(cell string) (value, reason string) {
	switch f.Kind {
	case ChoiceField:
		v, ok := choose(f.Choices, cell)
		if !ok {
			var names []string
			for _, c := range f.Choices {
				names = append(names, c.Value)
			}
			return "", fmt.Sprintf("%q; write one of %s", cell, strings.Join(names, ", "))
		}
		return v, ""
	case DateField:
		if cell == "" {
			return "", ""
		}
		d, err := time.Parse(time.DateOnly, latinDigits.Replace(cell))
		if err != nil {
			return "", fmt.Sprintf("%q is no day; write it as 2031-12-31", cell)
		}
		return d.Format(time.DateOnly), ""
	case NumberField:
		x, err := strconv.ParseFloat(latinDigits.Replace(cell), 64)
		if err != nil {
			return "", fmt.Sprintf("%q is no number; write it in digits, as 2500000 or 7.4", cell)
		}
		return strconv.FormatFloat(x, 'f', -1, 64), ""
	}
	return cell, ""
}

// latinDigits writes Arabic-Indic and Persian digits and the decimal sign as
// numbers of programs have them.
var latinDigits = strings.NewReplacer("٠", "0", "١", "1", "٢", "2", "٣", "3", "٤", "4", "٥", "5", "٦", "6", "٧", "7", "٨", "8", "٩", "9",
	"۰", "0", "۱", "1", "۲", "2", "۳", "3", "۴", "4", "۵", "5", "۶", "6", "۷", "7", "۸", "8", "۹", "9", "٫", ".")
