package reports

import (
	"html/template"

	"github.com/rollsim/rollsim/model/study"
)

// A section is a part of a page with a heading of its own.
type section struct {
	ID      string // of the element, and what a link leads to
	Heading string
	Blocks  []block
}

// A block is one thing in a section: exactly one field is set.
type block struct {
	Lead      string // a paragraph that is read first
	Text      string // a paragraph
	List      *htmlList
	Table     *htmlTable
	Figure    *htmlFigure
	Verdict   *verdictBlock
	Signature *signatureBlock
}

// A signatureBlock is where the decision is signed, on paper only.
type signatureBlock struct {
	Words string   // what is signed
	Lines []string // what each line is for
}

// An htmlList is what is to be said of one thing, a line each.
type htmlList struct {
	Heading string // empty: none
	Class   string // of the element: note for what must not be overlooked
	Ordered bool   // the lines have numbers
	Lines   []string
}

// listBlock adds a list to a section, unless it is empty.
func (s *section) listBlock(heading string, lines []string) {
	if len(lines) > 0 {
		s.Blocks = append(s.Blocks, block{List: &htmlList{Heading: heading, Lines: lines}})
	}
}

// tableBlock adds a table to a section, unless it is empty.
func (s *section) tableBlock(t *htmlTable) {
	if t != nil && len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, block{Table: t})
	}
}

// An htmlTable is a table with a caption.
type htmlTable struct {
	Caption string
	Heads   []string
	Rows    []htmlRow
	Wordy   bool // columns hold words, not numbers: they have fixed widths and break
	Folded  bool // shown when it is asked for, and on paper
	Compact bool // in small letters on paper
}

// Class is that of the element.
func (t *htmlTable) Class() string {
	switch {
	case t.Wordy && t.Compact:
		return "wordy compact"
	case t.Wordy:
		return "wordy"
	case t.Compact:
		return "compact"
	}
	return ""
}

// Label heads a cell of a row where the row is shown as a card; groups have their
// heading before those of cells.
func (t *htmlTable) Label(r htmlRow, cell int) string {
	return t.Heads[len(t.Heads)-len(r.Cells)+cell]
}

// An htmlRow is headed by its first cell, and with others of its kind by a group that
// stands before the first of them.
type htmlRow struct {
	Class string // met, missed, undecided, or empty
	Group string // heading of this row and those that follow
	Gloss string // what that means
	Span  int    // number of rows that Group heads; 0: none begins here
	Cells []htmlCell
}

// grouped puts a heading before rows.
func (t *htmlTable) grouped(heading string, rows []htmlRow) {
	if len(rows) > 0 {
		rows[0].Group, rows[0].Span = heading, len(rows)
		t.Rows = append(t.Rows, rows...)
	}
}

// An htmlCell is a number or a word, and what stands below it in small letters.
type htmlCell struct {
	Main  string
	Below []string
}

// WholeGroup tells whether a group is so short that it stands in one line.
func (r htmlRow) WholeGroup() bool { return shownWidth(r.Group) <= 26 }

// Whole tells whether what a cell holds is so short that it stands in one line.
func (c htmlCell) Whole() bool { return shownWidth(c.Main) <= 22 }

// An htmlFigure is a chart with its caption, and the numbers behind it as a table.
type htmlFigure struct {
	ID       string
	Chart    string        // name in the data of the page, for charts that the script draws; empty: SVG
	SVG      template.HTML // our own drawing
	Layouts  template.HTML // a figure, laid out for wide and narrow screens
	Readings string        // what it tells whoever points at it, in JSON
	Notes    string        // how to read it
	Caption  string
	Label    string // the chart in words, for those who do not see it
	Slider   string // label of the slider over the settings that were computed; empty: none
	Table    *htmlTable
}

// A verdictBlock is the decision and the sentence that carries it.
type verdictBlock struct {
	Class    string // go, conditions, no-go, open
	Decision string
	Facts    []verdictFact
	Sentence string
}

// A verdictFact is one of the few numbers of a verdict that are seen at a glance.
type verdictFact struct{ Name, Value string }

// cells are cells of a row without anything below them.
func cells(words ...string) []htmlCell {
	row := make([]htmlCell, len(words))
	for i, w := range words {
		row[i] = htmlCell{Main: w}
	}
	return row
}

// figureCell is a cell for a metric, empty where the result has none.
func (h *review) figureCell(e *study.Estimate) htmlCell {
	if e == nil {
		return htmlCell{}
	}
	return h.cell(e).html()
}
