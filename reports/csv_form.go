package reports

import (
	"encoding/csv"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rollsim/rollsim/reports/say"
)

// A csvForm is how CSV is written for the spreadsheets of a country. In English it is
// that of RFC 4180 with decimal points, which programs read. A German Excel reads
// decimal commas, and therefore semicolons between cells, and takes a file for UTF-8
// only if it begins with a byte order mark. In every language a text that a spreadsheet
// would take for a formula gets an apostrophe in front: see [ReadCell].
type csvForm struct {
	separator, decimal byte
	mark               string // at the beginning of a file
}

// csvForm is the form of the language.
func (l voice) csvForm() csvForm {
	if l.Language == say.German {
		return csvForm{separator: ';', decimal: ',', mark: "\ufeff"}
	}
	return csvForm{separator: ',', decimal: '.'}
}

// cell writes a number so that it reads back the same, and nothing for NaN and
// infinity.
func (f csvForm) cell(x float64) string {
	if f.decimal == '.' {
		return cellOf(x)
	}
	return strings.Replace(cellOf(x), ".", string(f.decimal), 1)
}

// rounded writes a number to six digits, as the numbers behind a picture are.
func (f csvForm) rounded(x float64) string {
	if !finite(x) {
		return ""
	}
	return strings.Replace(strconv.FormatFloat(x, 'g', 6, 64), ".", string(f.decimal), 1)
}

// value writes a value as a scenario has it: a plain number with the separator that
// numbers have.
func (f csvForm) value(text string) string {
	if x, err := strconv.ParseFloat(text, 64); err == nil && cellOf(x) == text {
		return f.cell(x)
	}
	return text
}

// isFormula tells whether a spreadsheet would take a text for a formula, or might: what
// begins with one of the signs that OWASP names ("CSV Injection"), or with their wide
// forms. A number with a sign is none.
func isFormula(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) && !signedNumber.MatchString(text)
}

var signedNumber = regexp.MustCompile(`^[-+][0-9]+([.,][0-9]+)?(e[-+]?[0-9]+)?$`)

// needsApostrophe tells whether a cell is written with an apostrophe in front: a formula,
// and what would be read as one with apostrophes already.
func needsApostrophe(text string) bool {
	if text == "" || text[0] >= 'A' && text[0] <= 'z' {
		return false
	}
	return isFormula(strings.TrimLeft(text, "'"))
}

// harmless is a cell as it is written.
func harmless(text string) string {
	if needsApostrophe(text) {
		return "'" + text
	}
	return text
}

// ReadCell is the text that a cell of any CSV of this package was written from: an
// apostrophe that keeps spreadsheets from computing it is no part of it.
func ReadCell(cell string) string {
	if text, ok := strings.CutPrefix(cell, "'"); ok && needsApostrophe(text) {
		return text
	}
	return cell
}

// harmlessRow makes the cells of a row harmless in their place.
func harmlessRow(row []string) []string {
	for i := range row {
		row[i] = harmless(row[i])
	}
	return row
}

// write writes rows whose cells have the form already.
func (f csvForm) write(w io.Writer, rows [][]string) error {
	if _, err := io.WriteString(w, f.mark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma = rune(f.separator)
	for _, row := range rows {
		if err := out.Write(harmlessRow(slices.Clone(row))); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// A csvTable writes CSV cell by cell, a line at a time. It does not buffer more than
// that, and allocates nothing for a line.
type csvTable struct {
	w    io.Writer
	form csvForm
	line []byte
}

func newCSVTable(w io.Writer, l voice) *csvTable {
	form := l.csvForm()
	return &csvTable{w: w, form: form, line: append(make([]byte, 0, 512), form.mark...)}
}

// text adds cells with texts, in quotes where CSV needs them.
func (t *csvTable) text(cells ...string) {
	for _, s := range cells {
		t.line = append(t.appendText(harmless(s)), t.form.separator)
	}
}

func (t *csvTable) appendText(s string) []byte {
	b := t.line
	if strings.IndexByte(s, t.form.separator) < 0 && !strings.ContainsAny(s, "\"\r\n") {
		return append(b, s...)
	}
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

// whole adds a cell with a whole number.
func (t *csvTable) whole(n int64) {
	t.line = append(strconv.AppendInt(t.line, n, 10), t.form.separator)
}

// number adds a cell with a number that reads back the same, an empty one for NaN.
func (t *csvTable) number(x float64) {
	if !math.IsNaN(x) {
		at := len(t.line)
		t.line = t.localized(strconv.AppendFloat(t.line, x, 'f', -1, 64), at)
	}
	t.line = append(t.line, t.form.separator)
}

// seconds adds a cell with a duration in seconds, an empty one if it is not known.
func (t *csvTable) seconds(d time.Duration, known bool) {
	if known {
		at := len(t.line)
		t.line = t.localized(appendSeconds(t.line, d), at)
	}
	t.line = append(t.line, t.form.separator)
}

// localized puts the decimal separator into the number that begins at a place of b.
func (t *csvTable) localized(b []byte, at int) []byte {
	for i := at; i < len(b); i++ {
		if b[i] == '.' {
			b[i] = t.form.decimal
		}
	}
	return b
}

// end writes the line.
func (t *csvTable) end() error {
	t.line[len(t.line)-1] = '\n' // in place of the separator behind the last cell
	_, err := t.w.Write(t.line)
	t.line = t.line[:0]
	return err
}
