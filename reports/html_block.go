package reports

import "html/template"

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
	List      []string
	Table     *htmlTable
	Figure    *htmlFigure
	Verdict   *verdictBlock
	Signature []string // what each line is for
}

// An htmlTable is a table with a caption.
type htmlTable struct {
	Caption string
	Heads   []string
	Rows    []htmlRow
}

// An htmlRow is headed by its first cell.
type htmlRow struct {
	Class string // met, missed, undecided, or empty
	Cells []htmlCell
}

// An htmlCell is a number or a word, and what stands below it in small letters.
type htmlCell struct {
	Main  string
	Below []string
}

// An htmlFigure is a chart with its caption, and the numbers behind it as a table.
type htmlFigure struct {
	ID      string
	Chart   string        // name in the data of the page, for charts that the script draws; empty: SVG
	SVG     template.HTML // our own drawing
	Caption string
	Label   string // the chart in words, for those who do not see it
	Slider  string // label of the slider over the settings that were computed; empty: none
	Table   *htmlTable
}

// A verdictBlock is the decision and the sentence that carries it.
type verdictBlock struct {
	Class    string // go, conditions, no-go, open
	Decision string
	Sentence string
}

// cells are cells of a row without anything below them.
func cells(words ...string) []htmlCell {
	row := make([]htmlCell, len(words))
	for i, w := range words {
		row[i] = htmlCell{Main: w}
	}
	return row
}
