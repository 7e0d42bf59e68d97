package reports

import (
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// Workbook writes a review as a workbook of Office Open XML (.xlsx), with a sheet for
// each table, for people who go on to calculate. Numbers are numbers, with their unit
// in the heading or beside them; instants are dates with the local time of the
// scenario's zone; on the overview waits are lengths of time in hours, minutes and
// seconds, everywhere else seconds. A cell is empty where there is no number. There
// are no formulas: a name that begins like one stays a name. Equal reviews give equal
// bytes.
func Workbook(in say.Language, w io.Writer, r *study.Review) error {
	l := voice{in}
	h := newReview(r, l)
	b := &workbook{file: excelize.NewFile(), l: l, styles: map[cellForm]int{}}
	defer b.file.Close()
	for _, s := range h.sheets() {
		if len(s.rows) > 0 {
			b.add(s)
		}
	}
	b.do(b.file.SetDocProps(&excelize.DocProperties{Title: h.title(), Creator: "rollsim " + r.Program, Language: l.Code(),
		Created: workbookMade, Modified: workbookMade}))
	if b.err != nil {
		return b.err
	}
	b.file.SetActiveSheet(0)
	_, err := b.file.WriteTo(w)
	return err
}

// workbookMade stands where a workbook says when it was made: when that was has no
// say in what is in it.
const workbookMade = "2000-01-01T00:00:00Z"

// A sheet is a table of a workbook.
type sheet struct {
	name  string // at most 31 characters
	above []string
	heads []sheetHead
	rows  [][]any // string, int, bool, or float64 (NaN and infinity: an empty cell), time.Time (local; zero: an empty cell), or a formed value
}

// A sheetHead is the head of a column.
type sheetHead struct {
	title string
	width float64 // in characters
	form  cellForm
}

// A cellForm is how numbers of a column are shown.
type cellForm uint8

const (
	asPlain   cellForm = iota
	asWhole            // 4,000
	asDecimal          // 0.123
	asTenths           // 1,234.5
	asPercent          // 12.3 %, of a share 0..1
	asSpan             // 27:04:05, of a number of days
	asDate             // of a time.Time
	asHeading
	asTitle
)

// formed is a number whose form is not that of its column.
type formed struct {
	value any
	form  cellForm
}

// A workbook is being written. After the first error, which is a bug or a lack of
// memory, nothing more is done.
type workbook struct {
	file   *excelize.File
	l      voice
	styles map[cellForm]int
	sheets int
	err    error
}

func (b *workbook) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

// add adds a sheet: what stands above, the heads, and the rows below them, of which
// the heads stay in sight.
func (b *workbook) add(s sheet) {
	if b.sheets++; b.sheets == 1 {
		b.do(b.file.SetSheetName("Sheet1", s.name))
	} else {
		_, err := b.file.NewSheet(s.name)
		b.do(err)
	}
	for i, text := range s.above {
		b.text(s.name, 1, i+1, text)
		b.style(s.name, 1, i+1, len(s.heads), i+1, asTitle)
		b.do(b.file.MergeCell(s.name, cellName(1, i+1), cellName(len(s.heads), i+1)))
		width := 0.0
		for _, head := range s.heads {
			width += head.width
		}
		b.do(b.file.SetRowHeight(s.name, i+1, min(linesOf(text, width)*lineHeight, excelize.MaxRowHeight)))
	}
	top := len(s.above) + 1
	high := 1.0
	for k, head := range s.heads {
		b.text(s.name, k+1, top, head.title)
		high = max(high, linesOf(head.title, head.width-4)) // beside the button of the filter
		column, err := excelize.ColumnNumberToName(k + 1)
		b.do(err)
		b.do(b.file.SetColWidth(s.name, column, column, head.width))
	}
	b.style(s.name, 1, top, len(s.heads), top, asHeading)
	b.do(b.file.SetRowHeight(s.name, top, min(high*lineHeight, excelize.MaxRowHeight)))
	for k, head := range s.heads {
		if head.form != asPlain {
			b.style(s.name, k+1, top+1, k+1, top+len(s.rows), head.form)
		}
	}
	for i, row := range s.rows {
		for k, value := range row {
			b.cell(s.name, k+1, top+1+i, value)
		}
	}
	below := cellName(1, top+1)
	b.do(b.file.SetPanes(s.name, &excelize.Panes{Freeze: true, YSplit: top, TopLeftCell: below, ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: below, ActiveCell: below, Pane: "bottomLeft"}}}))
	b.do(b.file.AutoFilter(s.name, cellName(1, top)+":"+cellName(len(s.heads), top+len(s.rows)), nil))
	landscape, fit, paper, yes := "landscape", 1, 9, true // A4
	b.do(b.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	tall := 0 // as many pages as it takes
	b.do(b.file.SetPageLayout(s.name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &paper, FitToWidth: &fit, FitToHeight: &tall}))
}

// lineHeight is the height of a line of text, in points.
const lineHeight = 15.0

// linesOf is how many lines a text takes in bold letters in so many characters, at
// words broken by a careful guess.
func linesOf(text string, width float64) float64 {
	lines, used := 1.0, 0.0
	for word := range strings.FieldsSeq(text) {
		long := 1.1 * float64(utf8.RuneCountInString(word)+1)
		if used > 0 && used+long > width {
			lines, used = lines+1, 0
		}
		used += long
	}
	return lines
}

// cell writes a value.
func (b *workbook) cell(sheet string, column, row int, value any) {
	switch v := value.(type) {
	case formed:
		b.style(sheet, column, row, column, row, v.form)
		b.cell(sheet, column, row, v.value)
	case string:
		b.text(sheet, column, row, v)
	case float64:
		if finite(v) {
			b.do(b.file.SetCellFloat(sheet, cellName(column, row), v, -1, 64))
		}
	case time.Time:
		if !v.IsZero() {
			b.do(b.file.SetCellFloat(sheet, cellName(column, row), serial(v), -1, 64))
		}
	default:
		b.do(b.file.SetCellValue(sheet, cellName(column, row), v))
	}
}

// text writes a text, of which a cell holds so much.
func (b *workbook) text(sheet string, column, row int, text string) {
	if text == "" {
		return
	}
	for utf8.RuneCountInString(text) > excelize.TotalCellChars {
		text = string([]rune(text)[:excelize.TotalCellChars-1]) + "…"
	}
	b.do(b.file.SetCellStr(sheet, cellName(column, row), text))
}

func (b *workbook) style(sheet string, column, row, toColumn, toRow int, form cellForm) {
	style, known := b.styles[form]
	if !known {
		var err error
		style, err = b.file.NewStyle(b.styleOf(form))
		b.do(err)
		b.styles[form] = style
	}
	b.do(b.file.SetCellStyle(sheet, cellName(column, row), cellName(toColumn, toRow), style))
}

// styleOf is how a form looks. A program shows the separators of its own country.
func (b *workbook) styleOf(form cellForm) *excelize.Style {
	bold := excelize.Font{Bold: true, Family: "Calibri", Size: 11}
	numbers := func(format string) *excelize.Style { return &excelize.Style{CustomNumFmt: &format} }
	switch form {
	case asWhole:
		return numbers("#,##0")
	case asDecimal:
		return numbers("#,##0.000")
	case asTenths:
		return numbers("#,##0.0")
	case asPercent:
		return numbers("0.0 %")
	case asSpan:
		return numbers("[h]:mm:ss")
	case asDate:
		if b.l.Language == say.German {
			return numbers("dd.mm.yyyy hh:mm")
		}
		return numbers("yyyy-mm-dd hh:mm")
	case asHeading:
		return &excelize.Style{Font: &bold, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6ECF2"}},
			Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}
	case asTitle:
		return &excelize.Style{Font: &bold, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}
	}
	return &excelize.Style{}
}

// serial is a local instant as spreadsheets count it: days since 30 December 1899 by
// the clock on the wall, which knows no zones.
func serial(t time.Time) float64 {
	wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	since := wall.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC))
	return math.Round(since.Seconds()) / 86400
}

func cellName(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic("reports: " + err.Error())
	}
	return name
}
